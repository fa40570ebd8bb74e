"""The office's own records: entering, correcting, ending and taking out what many families share."""

from collections.abc import Mapping
from typing import Any

from db.commands.days import as_day
from db.domain.entities.registry import ENTITIES
from db.errors import InvalidValue, Refusal
from db.store.writing import Writing
from db.touched import Touched

_SAME = {"partner": ("name",), "centre": ("name",), "volunteer": ("name", "kind", "phone")}
"""Fields in which a new record must not be just like one that is there."""


class StillUsed(Refusal):
    """Other records point at the one that is to be taken out."""

    code = "P-OFF-01"


def keep_record(writing: Writing, entity: str, fields: Mapping[str, Any], said: str) -> Touched:
    """Enters one record.

    Raises:
        InvalidValue: a field that does not hold, a last day before the first, something said to have happened on a day
            that is still to come, or one of the same name is there already; nothing is written.
    """
    _require_sound(writing, entity, fields)
    _require_new(writing, entity, fields)
    writing.create(entity, fields)
    return writing.finish(said)


def correct_record(writing: Writing, entity: str, record_id: str, fields: Mapping[str, Any], said: str) -> Touched:
    """Corrects a record; what is written once only is taken out and entered anew, both in one step.

    Args:
        writing: the open transaction.
        entity: its kind.
        record_id: which.
        fields: all fields as they should stand; None empties one.
        said: for the toast.

    Raises:
        InvalidValue, NotFound, Disputed, AlreadyVoided: nothing is written.
    """
    _require_sound(writing, entity, fields)
    if not ENTITIES[entity].append_only:
        writing.set(entity, record_id, fields)
        return writing.finish(said)
    writing.row(entity, record_id)
    writing.void(entity, record_id, "更正，另记一条")
    writing.create(entity, fields)
    return writing.finish(said)


def end_record(writing: Writing, entity: str, record_id: str, until: str, said: str) -> Touched:
    """Writes the last day of something that has `since` and `until`; it stays in the history.

    Raises:
        InvalidValue: no such day, or one before the first.
    """
    row = writing.row(entity, record_id)
    until = as_day("until", until).isoformat()
    _require_order({"since": row["since"], "until": until})
    writing.set(entity, record_id, {"until": until})
    return writing.finish(said)


def take_out(writing: Writing, entity: str, record_id: str, reason: str, noun: str = "") -> Touched:
    """Takes a record out of all registers and figures, with a reason; it can be brought back.

    Args:
        writing: the open transaction.
        entity: its kind.
        record_id: which.
        reason: why.
        noun: what such a record is called at this place; the entity's title when "".

    Raises:
        InvalidValue: no reason is given.
        StillUsed: live records point at it.
    """
    if not reason.strip():
        raise InvalidValue("reason", "没有写作废的理由。", "请写一句理由，以后查得到。")
    title = noun or ENTITIES[entity].title
    used = _users(writing, entity, record_id)
    if used:
        said = "、".join(f"{ENTITIES[name].title} {number} 条" for name, number in used)
        raise StillUsed(f"还有{said}用着这条{title}。", next_step="请先改好它们，或者只写上结束日期。")
    writing.void(entity, record_id, reason)
    return writing.finish(f"已作废一条{title}")


def _require_sound(writing: Writing, entity: str, fields: Mapping[str, Any]) -> None:
    _require_order(fields)
    on = str(fields.get("on") or "")
    if ENTITIES[entity].append_only and on and as_day("on", on) > writing.clock.today():
        raise InvalidValue("on", "这一天还没到。", "办完以后再登记。")
    everyone, village = fields.get("headcount"), fields.get("village_staff")
    if everyone is not None and village is not None and int(village) > int(everyone):
        raise InvalidValue("village_staff", f"村级人员 {village} 人，比总人数 {everyone} 还多。")


def _require_new(writing: Writing, entity: str, fields: Mapping[str, Any]) -> None:
    """Nobody enters the same partner, centre or volunteer twice; volunteers may share a name, not a telephone too."""
    names = _SAME.get(entity, ())
    if not names or not fields.get("name"):
        return
    same = " AND ".join(f'"{name}" IS NOT DISTINCT FROM ?' for name in names)
    asked = f'SELECT count(*) FROM "{entity}" WHERE voided = 0 AND {same}'
    found = writing.connection.exec_driver_sql(asked, tuple(fields.get(name) for name in names)).scalar_one()
    if found:
        raise InvalidValue("name", f"台账里已经有“{fields['name']}”。", "请在原来那条上改。")


def _require_order(fields: Mapping[str, Any]) -> None:
    since, until = str(fields.get("since") or ""), str(fields.get("until") or "")
    if since and until and until < since:
        raise InvalidValue("until", f"止的日期 {until} 早于起的日期 {since}。")


def _users(writing: Writing, entity: str, record_id: str) -> list[tuple[str, int]]:
    """Which kinds of live records point at this one, and how many of each."""
    found = []
    for other in ENTITIES.values():
        for spec in other.fields:
            if spec.entity != entity or spec.kind != "ref":
                continue
            asked = f'SELECT count(*) FROM "{other.name}" WHERE voided = 0 AND "{spec.name}" = ?'
            number = writing.connection.exec_driver_sql(asked, (record_id,)).scalar_one()
            if number:
                found.append((other.name, int(number)))
    return found
