"""The head of a file: gone through, corrected, its attention level changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.commands.days import as_day, past_day
from db.errors import InvalidValue
from db.ledger.change import Draft
from db.store.writing import Writing
from db.touched import Touched


def review_archive(writing: Writing, family_id: str, on: str) -> Touched:
    """Writes down that the head of the file was gone through."""
    writing.set("family", family_id, {"reviewed_on": on})
    return writing.finish("已记下核对过档案")


_LEVELS = ("normal", "focus", "high")


def change_risk(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Changes the attention level from a day on; what was before keeps its level.

    Args:
        writing: the open transaction.
        family_id: whose.
        fields: `risk_level`, `risk_since` (ISO day), `risk_reason`.

    Raises:
        InvalidValue: no day, a day to come, or a level raised without a reason (domain.md §4).
    """
    row = writing.row("family", family_id)
    since = require_sound_risk(writing, str(row["risk_level"]), fields)
    level = str(fields["risk_level"])
    if level == row["risk_level"]:
        writing.set("family", family_id, {"risk_reason": fields.get("risk_reason")})
    else:
        # the day is written together with its level, even when it is the day of an earlier change
        writing.append([Draft("set", "family", family_id, {**fields, "risk_since": since.isoformat()})])
    return writing.finish("已改关注等级")


def require_sound_risk(writing: Writing, before: str, fields: Mapping[str, Any]) -> date:
    """Asks whether the attention level may be changed from `before`; nothing is written.

    Returns:
        The day from which it holds.

    Raises:
        InvalidValue: no level, no day, a day to come, or a level raised without a reason.
    """
    level, since = str(fields.get("risk_level") or ""), as_day("risk_since", str(fields.get("risk_since") or ""))
    if level not in _LEVELS:
        raise InvalidValue("risk_level", "没有选关注等级。")
    if since > writing.clock.today():
        raise InvalidValue("risk_since", f"{since.isoformat()} 还没有到。", "请写已经到了的一天。")
    raised = _LEVELS.index(level) > _LEVELS.index(before)
    if raised and not str(fields.get("risk_reason") or "").strip():
        raise InvalidValue("risk_reason", "等级调高了，没有写原因。", "请写一句为什么。")
    return since


def correct_family(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects fields of the head of the file; its standing, kind and attention level have verbs of their own.

    Raises:
        InvalidValue: a case number another family has, the main kind once more among the others, opened after today
            or after the file was closed, or a field that does not hold.
        NotFound, Disputed, AlreadyVoided: nothing is written.
    """
    row = writing.row("family", family_id)
    number = str(fields.get("case_no") or "").strip()
    asked = "SELECT 1 FROM family WHERE case_no = ? AND id <> ? AND voided = 0"
    if number and writing.connection.exec_driver_sql(asked, (number, family_id)).first() is not None:
        raise InvalidValue("case_no", f"档案编号 {number} 已是另一户的。", "请核对编号。")
    if row["case_type"] in (fields.get("other_types") or ()):
        raise InvalidValue("other_types", "主要类别不用再列在其他类别里。", "请取消这一项。")
    if fields.get("opened_on"):
        opened = past_day("opened_on", fields["opened_on"], writing.clock.today(), "建档日期")
        closed = str(row["status_on"] or "") if row["status"] != "active" else ""
        if closed and opened.isoformat() > closed:
            raise InvalidValue("opened_on", f"建档日期晚于离册日期 {closed}。")
    writing.set("family", family_id, fields)
    return writing.finish("已改家庭信息")
