"""What a command wants to write, made plain, put in order and looked at before it is sealed (B-08, B-54, B-55)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.domain.entities.entity import SENTENCE
from db.domain.entities.registry import ENTITIES, faults
from db.errors import InvalidValue
from db.ledger.change import Change, Draft
from db.ledger.fold import VOIDED
from db.ledger.line import to_line
from db.ledger.purge import fault_of_purge
from db.ledger.strict import BOUNDS


def present_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those that say something."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [])}


def same_value(value: object, now: object) -> bool:
    """Nothing, empty text and an empty list are the same; 0 and False are answers."""
    value, now = (None if each in ("", []) else each for each in (value, now))
    return value == now and isinstance(value, bool) == isinstance(now, bool)


def plain(draft: Draft) -> Draft:
    """Empty text and an empty list are nothing, so that two ways of emptying a field never dispute."""
    if not any(value in ("", []) for value in draft.fields.values()):
        return draft
    if draft.kind == "create":
        return replace(draft, fields=present_fields(draft.fields))
    return replace(draft, fields={name: None if value in ("", []) else value for name, value in draft.fields.items()})


def in_order(drafts: Sequence[Draft]) -> list[Draft]:
    """New records in the registry's order, in which references point backwards; then everything else as given."""
    places = {name: place for place, name in enumerate(ENTITIES)}
    created = [draft for draft in drafts if draft.kind == "create"]
    created.sort(key=lambda draft: places[draft.record_type])
    return created + [draft for draft in drafts if draft.kind != "create"]


def require_sound(draft: Draft) -> None:
    """What is written once must be readable for ever, or the next package could not be made.

    Raises:
        InvalidValue: a field, the reason or what a purge says does not hold.
        ValueError: the entity has no such field.
    """
    entity = ENTITIES[draft.record_type]
    if draft.kind == "purge":
        if clause := fault_of_purge(draft.fields) or reason_fault(draft.reason):
            raise InvalidValue("reason", f"没有保存：{clause}。")
        return
    strange = draft.fields.keys() - entity.by_name.keys() - {VOIDED}
    if strange:
        raise ValueError(f"{draft.record_type} has no field {sorted(strange)}")
    found = faults(draft.record_type, draft.fields, whole_record=draft.kind == "create")
    if found:
        field, clause = found[0]
        raise InvalidValue(field, f"{entity.title}没有保存：{clause}。")
    clause = reason_fault(draft.reason)
    if clause:
        raise InvalidValue("reason", f"{entity.title}没有保存：{clause}。")


def require_carried(change: Change) -> None:
    """What is larger than a line of a package may be could be written and never handed over (B-55).

    Raises:
        InvalidValue: it is; the longest of its texts is named.
    """
    whole = len(change.header) + len(change.payload) + _AROUND
    if whole * _WIDEST <= min(BOUNDS.line_bytes, BOUNDS.text):
        return
    title = ENTITIES[change.record_type].title
    for name, value in change.fields.items():
        size = len(value.encode()) if isinstance(value, str) else 0
        if size > BOUNDS.text:
            said = f"{title}没有保存：{_title(change, name)}有 {size} 字节，最多 {BOUNDS.text} 字节。"
            raise InvalidValue(name, said, "一个汉字算 3 个字节，请写短一些再保存。")
    size = len(to_line(change))
    if size > BOUNDS.line_bytes:
        most = BOUNDS.line_bytes
        raise InvalidValue("reason", f"{title}没有保存：这一次修改有 {size} 字节，最多 {most} 字节，交不到县里。")


def _title(change: Change, name: str) -> str:
    known = ENTITIES[change.record_type].by_name
    return known[name].title if name in known else name


_AROUND, _WIDEST = 200, 4
"""Bytes of a line beside header and payload, at most; bytes of a character, at most."""


def reason_fault(reason: str) -> str:
    """Why these words cannot be kept as a reason, as a Chinese clause; "" when they can (B-08, B-54)."""
    if len(reason) > SENTENCE:
        return f"理由有 {len(reason)} 个字，最多 {SENTENCE} 个"
    if any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in reason):
        return "理由里有不能保存的字符"
    return ""
