"""Major events: written down at once, answered by a visit, or settled by measures and a report (form F17)."""

from collections.abc import Mapping
from typing import Any

from db.commands.days import not_before, past_day, require_time
from db.commands.persons import require_member
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched


def record_event(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down that something has happened to a family; from when it was known the visit is owed.

    Args:
        writing: the open transaction.
        family_id: the family.
        fields: of the entity `event`; `known_on` is the day it happened when left out.

    Raises:
        InvalidValue: a day after today, known before it happened, an impossible time, somebody of another family, a
            death or a stay in hospital of nobody.
        NotFound: the family is not here.
    """
    writing.row("family", family_id)
    require_sound_event(writing, family_id, fields)
    writing.create("event", {**fields, "family_id": family_id})
    return writing.finish("已记下重大事项")


def require_sound_event(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> None:
    """What must hold of an event beyond single fields.

    Raises:
        InvalidValue: names the field to jump to.
    """
    today = writing.clock.today()
    on = past_day("on", fields.get("on"), today, "发生日期")
    if fields.get("known_on"):
        known = past_day("known_on", fields["known_on"], today, "知晓日期")
        not_before("known_on", known, on.isoformat(), "知晓日期早于发生日期。")
    require_time("known_time", fields.get("known_time"))
    if fields.get("kind") == "hospital" and not fields.get("person_id"):
        raise InvalidValue("person_id", "没有选是谁住院。", "请选成员。")
    require_member(writing, family_id, fields.get("person_id"))
    if fields.get("closed_on"):
        _require_settled(writing, fields)


def edit_event(writing: Writing, event_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects an event, or adds to it what has been done since.

    Raises:
        InvalidValue: as `record_event`.
    """
    row = writing.row("event", event_id)
    require_sound_event(writing, str(row["family_id"]), {**row, **fields})
    writing.set("event", event_id, fields)
    return writing.finish("已改重大事项")


def settle_event(writing: Writing, event_id: str, fields: Mapping[str, Any]) -> Touched:
    """Closes an event: what was done and whom it was reported to stand in it; `closed_on` is today when left out.

    Raises:
        InvalidValue: closed already, no measures, reported to nobody, or closed before it was known.
    """
    row = writing.row("event", event_id)
    if row["closed_on"]:
        raise InvalidValue("closed_on", f"这件事 {row['closed_on']} 已经办结。")
    told = {"closed_on": writing.clock.today().isoformat(), **fields}
    _require_settled(writing, {**row, **told})
    writing.set("event", event_id, told)
    return writing.finish("已办结重大事项")


def _require_settled(writing: Writing, fields: Mapping[str, Any]) -> None:
    for name, words in (("measures", "没有写采取了什么措施。"), ("reported_to", "没有写报告给谁。")):
        if not str(fields.get(name) or "").strip():
            raise InvalidValue(name, words, "请写上再办结。")
    closed = past_day("closed_on", fields["closed_on"], writing.clock.today(), "办结日期")
    known = fields.get("known_on") or fields.get("on")
    not_before("closed_on", closed, known, f"办结日期早于知晓日期 {known}。")
