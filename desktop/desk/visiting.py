"""Sitting down to write a visit: what to know before, what is still open, and saving it together with its draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.commands.visits import NewVisit, record_visit, replace_visit
from db.domain.coverage_facts import Assignment
from db.domain.duties import UPCOMING, Duty
from db.domain.family import Family
from db.domain.masking import mask_phone
from db.errors import NotFound
from db.queries.casefile import StoredRecord
from db.queries.forms import form_facts
from db.store.audit import write_audit
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.drafts import KeptDraft, load_draft
from desktop.desk.families import FamilyView, view_family

VISIT_ACTION = "record_visit"
_CATEGORY_OF = {
    "S2-emergency": "emergency",
    "S2-hospital": "hospital",
    "S2-festival": "festival",
    "S2-birthday": "birthday",
}
"""Rule of a duty -> the kind of visit offered beforehand, the more pressing first."""


@dataclass(frozen=True)
class OpenNeed:
    """A request that is not settled: what, since when, who answers for it, by when."""

    id: str
    request: str
    raised_on: str
    responsible: str
    due_by: str


@dataclass(frozen=True)
class LastVisit:
    """A visit that was made: its id, its day, and its fields as recorded."""

    id: str
    on: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class VisitStart:
    """What the page of a visit begins with.

    Attributes:
        family_id, name, where: `周文彬户`, `上坪村 3 组，03-0017`.
        today: the day the page stands on.
        active: whether visits can be recorded at all.
        preference, hours: how the family wants to be met (code), and when.
        phone, phone_of: masked, and whose it is.
        quiet: sentences of the quiet days near.
        last: the latest visit, None when there is none.
        needs: what is not settled, the oldest first.
        owed: what else is due today or overdue, besides visits.
        contacts: (id, name, post kind) of the present contact persons.
        members: (id, name) of the living members.
        category, festival: the most pressing visit owed, "" when none is.
        draft: what was typed here and not saved.
        replaces: the wrongly entered visit that this one takes the place of, None for a new one.
    """

    family_id: str
    name: str
    where: str
    today: date
    active: bool
    preference: str
    hours: str
    phone: str
    phone_of: str
    quiet: tuple[str, ...]
    last: LastVisit | None
    needs: tuple[OpenNeed, ...]
    owed: tuple[Duty, ...]
    contacts: tuple[tuple[str, str, str], ...]
    members: tuple[tuple[str, str], ...]
    category: str
    festival: str
    draft: KeptDraft | None
    replaces: LastVisit | None = None

    @property
    def key(self) -> str:
        """Under which key its draft is kept."""
        return draft_key(self.family_id, self.replaces.id if self.replaces else "")


def draft_key(family_id: str, replaces: str = "") -> str:
    """Under which key the unfinished visit of a family is kept, or that of one taking another's place."""
    return f"redo:{replaces}" if replaces else f"visit:{family_id}"


def start_visit(desk: Desk, family_id: str, replaces: str = "") -> VisitStart:
    """Everything the page shows before the first key is pressed.

    Args:
        desk: the desk.
        family_id: whose.
        replaces: the id of a visit that is written anew, "" for a new one.

    Raises:
        NotFound: no such family, or no such visit that still stands.
    """
    view = view_family(desk, family_id)
    wrong = next((visit for visit in view.of("visit") if visit.id == replaces), None)
    if replaces and wrong is None:
        raise NotFound("没有找到这次走访。", next_step="可能已经作废；请在家庭页再看一次。")
    with desk.record.store.reading() as connection:
        head = form_facts(connection, [family_id])[family_id]
    facts, stored = view.facts, view.stored.values
    visit_owed = _visit_owed(view)
    return VisitStart(
        family_id,
        f"{facts.name}户",
        "，".join(part for part in (f"{head.village} {head.group_name}".strip(), head.case_no) if part),
        desk.today,
        facts.active(desk.today),
        facts.contact_preference,
        str(stored.get("contact_hours") or ""),
        mask_phone(head.phone),
        _phone_of(view, head.phone),
        tuple(dict.fromkeys(near.sentence for near in view.quiet)),
        _last(view),
        _open_needs(view),
        tuple(duty for duty in view.duties if duty.state != UPCOMING and duty.action != VISIT_ACTION),
        callers_of(facts, desk.today),
        tuple((person.id, person.name) for person in facts.members(desk.today)),
        _CATEGORY_OF.get(visit_owed.rule, "") if visit_owed else "",
        visit_owed.subject_id if visit_owed and visit_owed.rule == "S2-festival" else "",
        load_draft(desk, draft_key(family_id, replaces)),
        LastVisit(wrong.id, str(wrong.values["on"]), wrong.values) if wrong else None,
    )


def save_visit(desk: Desk, visit: NewVisit, replaces: str = "", reason: str = "") -> Touched:
    """Records the visit and forgets its draft in one transaction: after a crash there is one or the other.

    Args:
        desk: the desk.
        visit: what was typed.
        replaces: the id of the wrong visit it takes the place of, "" for a new one.
        reason: what was wrong with that one.

    Raises:
        Those of `db.commands.visits`; the draft stays.
    """
    with desk.record.store.writing() as writing:
        written = replace_visit(writing, replaces, visit, reason) if replaces else record_visit(writing, visit)
        key = draft_key(visit.family_id, replaces)
        writing.connection.exec_driver_sql("DELETE FROM draft WHERE key = ?", (key,))
    return written


def look_at_phone(desk: Desk, family_id: str) -> str:
    """The family's whole telephone number; that it was looked at stands in the audit trail."""
    store = desk.record.store
    at = desk.clock.now().isoformat(timespec="seconds")
    with store.keeping() as connection:
        write_audit(connection, (at, store.author.author), "reveal", family_id, "phone")
        return form_facts(connection, [family_id])[family_id].phone


def _visit_owed(view: FamilyView) -> Duty | None:
    order = list(_CATEGORY_OF)
    owed = [d for d in view.duties if d.rule in _CATEGORY_OF and d.state != UPCOMING and d.action == VISIT_ACTION]
    return min(owed, key=lambda duty: (order.index(duty.rule), duty.due_by), default=None)


def _phone_of(view: FamilyView, phone: str) -> str:
    if not phone or view.stored.values.get("phone") == phone:
        return ""
    return next((str(p.values["name"]) for p in view.of("person") if p.values.get("phone") == phone), "")


def _last(view: FamilyView) -> LastVisit | None:
    met = [visit for visit in view.of("visit") if visit.values.get("outcome") == "met"]
    latest = max(met, key=lambda visit: (str(visit.values["on"]), visit.first_no), default=None)
    return LastVisit(latest.id, str(latest.values["on"]), latest.values) if latest else None


def _open_needs(view: FamilyView) -> tuple[OpenNeed, ...]:
    open_ones = [need for need in view.of("need") if need.values["status"] in {"open", "referred"}]
    return tuple(_need(need) for need in sorted(open_ones, key=lambda need: str(need.values["raised_on"])))


def _need(need: StoredRecord) -> OpenNeed:
    def said(field: str) -> str:
        return str(need.values.get(field) or "")

    return OpenNeed(need.id, said("request"), said("raised_on"), said("responsible"), said("due_by"))


def callers_of(family: Family, day: date) -> tuple[tuple[str, str, str], ...]:
    """(id, name, post kind) of the present contact persons, from the township down."""
    order = ("township", "village", "county", "extra")

    def rank(one: Assignment) -> int:
        return order.index(one.post_kind) if one.post_kind in order else len(order)

    now = [a for a in family.assignments if a.since <= day and (a.until is None or day <= a.until)]
    found: dict[str, tuple[str, str, str]] = {}
    for one in sorted(now, key=rank):
        found.setdefault(one.contact_id, (one.contact_id, one.contact_name, one.post_kind))
    return tuple(found.values())
