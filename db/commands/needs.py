"""Requests outside a visit: raised, answered, settled."""

from collections.abc import Mapping
from typing import Any

from db.errors import InvalidValue
from db.store.log import Writing
from db.touched import Touched


def open_need(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Registers a request outside a visit."""
    writing.row("family", family_id)
    writing.create("need", {"status": "open", **fields, "family_id": family_id})
    return writing.finish("已登记诉求")


def answer_need(writing: Writing, need_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down what was answered, and where it was handed on to."""
    status = "referred" if fields.get("referred_to") else "open"
    writing.set("need", need_id, {"status": status, **fields})
    return writing.finish("已记下答复")


def close_need(writing: Writing, need_id: str, fields: Mapping[str, Any]) -> Touched:
    """Settles a request.

    Raises:
        InvalidValue: nothing is said about how.
    """
    if not str(fields.get("result") or "").strip():
        raise InvalidValue("result", "没有写怎么办结的。", "请写一句办理结果。")
    writing.set("need", need_id, {"status": "closed", **fields})
    return writing.finish("已办结一件诉求")
