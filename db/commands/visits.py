"""Recording a visit with what was asked for and given, in the order of the paper form F3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.commands.days import past_day, require_time
from db.commands.needs import require_sound_need, settle
from db.commands.persons import require_members
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

AT_THE_VISIT = "走访时当面办结"
"""How a request was settled when the visit says no more."""


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
    write_visit(writing, visit)
    met = visit.fields.get("outcome", "met") == "met"
    return writing.finish("已保存走访" if met else "已记下这次没见到")


def void_visit(writing: Writing, visit_id: str, reason: str) -> Touched:
    """Takes a wrongly entered visit out of all figures; requests raised in it stand.

    Raises:
        InvalidValue: no reason, or it is out already.
    """
    _take_out(writing, visit_id, reason)
    return writing.finish("已作废一次走访")


def replace_visit(writing: Writing, visit_id: str, visit: NewVisit, reason: str) -> Touched:
    """Writes a visit anew in place of one that was entered wrongly, in one step: both, or neither.

    The wrong one stays in the history with the reason; requests raised in it now belong to the new one.

    Raises:
        InvalidValue: no reason, it is out already, or as `record_visit`; nothing is written.
    """
    _take_out(writing, visit_id, reason)
    new_id = write_visit(writing, visit)
    asked = "SELECT id FROM need WHERE visit_id = ? AND voided = 0 ORDER BY no"
    for need_id in writing.connection.exec_driver_sql(asked, (visit_id,)).scalars().all():
        writing.set("need", str(need_id), {"visit_id": new_id})
    return writing.finish("已重记走访，原来那次已作废")


def _take_out(writing: Writing, visit_id: str, reason: str) -> None:
    if writing.row("visit", visit_id)["voided"]:
        raise InvalidValue("reason", "这次走访已经作废过了。", "请刷新后再看。")
    if not reason.strip():
        raise InvalidValue("reason", "没有写哪里记错了。", "请写一句，以后查得到。")
    writing.void("visit", visit_id, reason)


def write_visit(writing: Writing, visit: NewVisit) -> str:
    """Writes a visit as part of a command and returns its id; refuses as `record_visit` does."""
    family = writing.row("family", visit.family_id)
    fields = {"outcome": "met", **visit.fields, "family_id": visit.family_id}
    require_sound_visit(fields, writing.clock.today())
    if family["status"] != "active":
        raise InvalidValue("family_id", "这户已不在册，不能记走访。", "如要恢复在册，请先改档案状态。")
    require_members(writing, visit.family_id, fields.get("persons_met") or (), "persons_met")
    needs = [{"raised_on": fields["on"], "status": "open", **need.fields} for need in visit.needs]
    for need in needs:
        require_sound_need(writing, visit.family_id, need)
    visit_id = writing.create("visit", fields)
    for need in needs:
        writing.create("need", {**need, "family_id": visit.family_id, "visit_id": visit_id})
    for closed in visit.closed_needs:
        settle(writing, closed.need_id, str(fields["on"]), closed.result.strip() or AT_THE_VISIT)
    return visit_id


def require_sound_visit(fields: Mapping[str, Any], today: date) -> None:
    """The rules of the form beyond single fields (domain.md §4, contact_event).

    Raises:
        InvalidValue: names the field to jump to.
    """
    past_day("on", fields.get("on"), today, "走访日期")
    if fields.get("category") == "festival" and not fields.get("festival"):
        raise InvalidValue("festival", "节日看望没有写是哪个节日。", "请选节日。")
    met = fields.get("outcome") == "met"
    if met and not fields.get("persons_met") and not fields.get("others_met"):
        raise InvalidValue("persons_met", "见到了人，但没有勾是谁。", "请勾受访人；没见到就选“不在家”或“不便接待”。")
    if not fields.get("contact_ids") and not fields.get("companions"):
        raise InvalidValue("contact_ids", "没有写谁去走访。", "请选联系人，或写同行的人。")
    for name in ("time_from", "time_to"):
        require_time(name, fields.get(name))
    if fields.get("time_from") and fields.get("time_to") and fields["time_to"] < fields["time_from"]:
        raise InvalidValue("time_to", "结束时间早于开始时间。")
    if fields.get("gift_kind") in {"cash", "both"} and not fields.get("gift_cash"):
        raise InvalidValue("gift_cash", "勾了慰问金，没有写金额。", "请写金额，或取消勾选。")
