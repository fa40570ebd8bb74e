"""Recording a visit with what was asked for and given, in the order of the paper form F3."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.errors import InvalidValue
from db.store.log import Writing
from db.touched import Touched

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class NewNeed:
    """A request raised during a visit: fields of the entity `need` without family and visit."""

    fields: Mapping[str, Any]


@dataclass(frozen=True)
class ClosedNeed:
    """An earlier request settled during this visit.

    Attributes:
        need_id: the request.
        result: how it was settled.
    """

    need_id: str
    result: str = ""


@dataclass(frozen=True)
class NewVisit:
    """A visit, call or attempt.

    Attributes:
        family_id: whom it was for.
        fields: fields of the entity `visit` without the family: `on` (ISO day), `mode`, `category`, `outcome` (`met`,
            `absent`, `declined`), and whatever of the form's numbers 5 to 16 was filled in. Money is in 分.
        needs: requests raised (number 14).
        closed_needs: open items settled (number 7).
    """

    family_id: str
    fields: Mapping[str, Any]
    needs: tuple[NewNeed, ...] = ()
    closed_needs: tuple[ClosedNeed, ...] = ()


def record_visit(writing: Writing, visit: NewVisit) -> Touched:
    """Records a visit. A visit that met nobody is kept as an attempt and never counts as done.

    Raises:
        InvalidValue: a day in the future, a festival without its name, nobody met though met is ticked, or a field
            that does not hold; nothing is written.
        NotFound: the family is not here.
    """
    family = writing.row("family", visit.family_id)
    fields = {"outcome": "met", **visit.fields, "family_id": visit.family_id}
    require_sound_visit(fields, writing.clock.today())
    if family["status"] != "active":
        raise InvalidValue("family_id", "这户已不在册，不能记走访。", "如要恢复在册，请先改档案状态。")
    visit_id = writing.create("visit", fields)
    for need in visit.needs:
        raised = {"raised_on": fields["on"], "status": "open", **need.fields}
        writing.create("need", {**raised, "family_id": visit.family_id, "visit_id": visit_id})
    for closed in visit.closed_needs:
        writing.set("need", closed.need_id, {"status": "closed", "closed_on": fields["on"], "result": closed.result})
    return writing.finish("已保存走访" if fields["outcome"] == "met" else "已记下这次没见到")


def require_sound_visit(fields: Mapping[str, Any], today: date) -> None:
    """The rules of the form beyond single fields (domain.md §4, contact_event).

    Raises:
        InvalidValue: names the field to jump to.
    """
    if str(fields.get("on", "")) > today.isoformat():
        raise InvalidValue("on", "走访日期在今天之后。", "请改成已经发生的日期。")
    if fields.get("category") == "festival" and not fields.get("festival"):
        raise InvalidValue("festival", "节日看望没有写是哪个节日。", "请选节日。")
    met = fields.get("outcome") == "met"
    if met and not fields.get("persons_met") and not fields.get("others_met"):
        raise InvalidValue("persons_met", "见到了人，但没有勾是谁。", "请勾受访人；没见到就选“不在家”或“不便接待”。")
    if not fields.get("contact_ids") and not fields.get("companions"):
        raise InvalidValue("contact_ids", "没有写谁去走访。", "请选联系人，或写同行的人。")
    for name in ("time_from", "time_to"):
        if fields.get(name) and not _TIME.fullmatch(str(fields[name])):
            raise InvalidValue(name, f"时间“{fields[name]}”看不懂。", "请写成 09:30。")
    if fields.get("time_from") and fields.get("time_to") and fields["time_to"] < fields["time_from"]:
        raise InvalidValue("time_to", "结束时间早于开始时间。")
    if fields.get("gift_kind") in {"cash", "both"} and not fields.get("gift_cash"):
        raise InvalidValue("gift_cash", "勾了慰问金，没有写金额。", "请写金额，或取消勾选。")
