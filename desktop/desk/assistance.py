"""The special assistance of a family in words: what is worked out, what is recorded, how much, and the year's check."""

from dataclasses import dataclass, replace
from datetime import date

from db.domain.assistance_facts import Entitlement
from db.domain.eligibility import Eligibility, eligibility, recorded
from db.domain.exits import ExitProposal, exit_proposals
from db.domain.family import Family, Person
from db.domain.reviews import needs_review, review_window
from db.domain.standards import AmountTable, MonthlyAmount, grades_of
from db.queries.standards import own_amounts
from desktop.desk.desk import Desk


@dataclass(frozen=True)
class PersonAssistance:
    """How one person stands.

    Attributes:
        person: who.
        worked_out: what the rules say, whatever was recorded.
        entitlement: the record that runs, else the latest that stopped; None when nothing is recorded.
        status: of the record on the day; else what is worked out.
        amount: the monthly amount of the day, None when no row is known or nothing is paid.
        check: of this year: `passed`, `pending`, `left`, `due` (its window is open or past), `later`, or "".
        proposal: what the record says against it.
    """

    person: Person
    worked_out: Eligibility
    entitlement: Entitlement | None
    status: str
    amount: MonthlyAmount | None
    check: str
    proposal: ExitProposal | None

    @property
    def kind(self) -> str:
        """Of the record, else of the ground."""
        return self.entitlement.kind if self.entitlement else self.worked_out.kind


@dataclass(frozen=True)
class Assistance:
    """Works the assistance out for many families in one go.

    Args:
        desk: words, rules, the day.
        table: the amounts of the place.
        on: the day asked about.
    """

    desk: Desk
    table: AmountTable
    on: date

    @classmethod
    def of(cls, desk: Desk, on: date | None = None) -> "Assistance":
        """Reads the county's amounts."""
        with desk.record.store.reading() as connection:
            return cls(desk, AmountTable(desk.profile, own_amounts(connection)), on or desk.today)

    def people(self, family: Family) -> tuple[PersonAssistance, ...]:
        """Everybody served by a family's file, those who have died only with something recorded."""
        proposals = {p.entitlement_id: p for p in exit_proposals(family, self.desk.profile, self.on)}
        found = (self.person(family, p, proposals) for p in family.persons if p.is_target and not p.gone(self.on))
        return tuple(each for each in found if each.person.living(self.on) or each.entitlement is not None)

    def person(self, family: Family, person: Person, proposals: dict[str, ExitProposal]) -> PersonAssistance:
        """One member."""
        profile = self.desk.profile
        record, status = recorded(family, person.id, self.on)
        bare = _without_records(family, person.id)
        worked_out = eligibility(bare, person, profile, self.on)
        kind = record.kind if record else worked_out.kind
        paid = status in {"confirmed", "publicised", "applied"} or (not status and worked_out.status == "ready")
        return PersonAssistance(
            person,
            worked_out,
            record,
            status or worked_out.status,
            self.amount(family, person, kind) if paid else None,
            self.check(record, status),
            proposals.get(record.id) if record else None,
        )

    def amount(self, family: Family, person: Person, kind: str) -> MonthlyAmount | None:
        """The row of the day for a person and kind."""
        grade = next((c.grade for c in family.complications if c.person_id == person.id), "")
        return self.table.on(kind, grades_of(kind, grade, person.hukou_kind), self.on)

    def check(self, record: Entitlement | None, status: str) -> str:
        """The state of this year's check."""
        year = self.on.year
        if record is None or status != "confirmed" or not needs_review(record, year):
            return ""
        for each in record.checks:
            if each.year == year and (each.on is None or each.on <= self.on):
                return each.result
        window = review_window(self.desk.profile, year)
        return "due" if window.start <= self.on else "later"


def _without_records(family: Family, person_id: str) -> Family:
    if not any(e.person_id == person_id for e in family.entitlements):
        return family
    return replace(family, entitlements=tuple(e for e in family.entitlements if e.person_id != person_id))
