"""The head of a file: gone through, taken off the register, put back."""

from collections.abc import Mapping
from typing import Any

from db.commands.days import as_day
from db.errors import InvalidValue
from db.ledger.change import Draft
from db.store.log import Writing
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
    level, since = str(fields.get("risk_level") or ""), as_day("risk_since", str(fields.get("risk_since") or ""))
    if since > writing.clock.today():
        raise InvalidValue("risk_since", f"{since.isoformat()} 还没有到。", "请写已经到了的一天。")
    raised = level in _LEVELS and _LEVELS.index(level) > _LEVELS.index(str(row["risk_level"]))
    if raised and not str(fields.get("risk_reason") or "").strip():
        raise InvalidValue("risk_reason", "等级调高了，没有写原因。", "请写一句为什么。")
    if level == row["risk_level"]:
        writing.set("family", family_id, {"risk_reason": fields.get("risk_reason")})
    else:
        # the day is written together with its level, even when it is the day of an earlier change
        writing.append([Draft("set", "family", family_id, {**fields, "risk_since": since.isoformat()})])
    return writing.finish("已改关注等级")


def change_status(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Takes a family off the register, or back onto it, with day and reason.

    Raises:
        InvalidValue: no day or no reason.
    """
    if not fields.get("status_on"):
        raise InvalidValue("status_on", "没有写从哪一天起。")
    if fields.get("status") != "active" and not str(fields.get("status_reason") or "").strip():
        raise InvalidValue("status_reason", "没有写原因。", "请写一句，以后查得到。")
    writing.set("family", family_id, fields)
    return writing.finish("已改档案状态")
