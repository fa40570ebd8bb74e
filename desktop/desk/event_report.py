"""A major event as it is reported: what happened, when it was known, who came first, what was done (form F17)."""

from dataclasses import dataclass
from datetime import date

from db.domain.support_facts import Visit
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import as_day


@dataclass(frozen=True)
class EventReport:
    """The facts of form F17.

    Attributes:
        id: of the event; kind, person: in words, `person` "" for the household.
        on, known_on: when it happened, when the office knew; `known_time` `08:30` or "".
        summary, measures, reported_to, follow_up: as written.
        reached_on: the day of the first contact that met somebody after it was known; `reached_how`, `reached_by`: its
            mode and who went, in words.
        closed_on: when it was settled.
        person_id: who it happened to, "" for the household.
    """

    id: str
    kind: str
    person: str
    on: date
    known_on: date
    known_time: str
    summary: str
    measures: str
    reported_to: str
    follow_up: str
    reached_on: date | None = None
    reached_how: str = ""
    reached_by: str = ""
    closed_on: date | None = None
    person_id: str = ""


def event_report(desk: Desk, view: FamilyView, record: StoredRecord) -> EventReport:
    """The report of one event of a family.

    Args:
        desk: for the words.
        view: the family's file.
        record: the event.
    """
    v = {name: str(value) for name, value in record.values.items()}
    on = date.fromisoformat(v["on"])
    known = as_day(v.get("known_on")) or on
    first = min(
        (visit for visit in view.facts.visits if visit.outcome == "met" and visit.on >= known),
        key=lambda visit: visit.on,
        default=None,
    )
    person = next((p.name for p in view.facts.persons if p.id == v.get("person_id")), "")
    return EventReport(
        record.id,
        desk.word("event_kind", v["kind"]),
        person,
        on,
        known,
        v.get("known_time", ""),
        v.get("summary", ""),
        v.get("measures", ""),
        v.get("reported_to", ""),
        v.get("follow_up", ""),
        first.on if first else None,
        desk.word("visit_mode", first.mode) if first else "",
        _callers(view, first) if first else "",
        as_day(v.get("closed_on")),
        v.get("person_id", ""),
    )


def _callers(view: FamilyView, visit: Visit) -> str:
    names = {one.contact_id: one.contact_name for one in view.facts.assignments}
    known = [names[contact_id] for contact_id in visit.contact_ids if contact_id in names]
    record = next((r for r in view.of("visit") if r.id == visit.id), None)
    together = str(record.values.get("companions") or "") if record else ""
    return "、".join(name for name in (*known, together) if name)
