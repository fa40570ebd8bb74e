"""The head of a file: gone through, taken off the register, put back."""

from collections.abc import Mapping
from typing import Any

from db.errors import InvalidValue
from db.store.log import Writing
from db.touched import Touched


def review_archive(writing: Writing, family_id: str, on: str) -> Touched:
    """Writes down that the head of the file was gone through."""
    writing.set("family", family_id, {"reviewed_on": on})
    return writing.finish("已记下核对过档案")


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
