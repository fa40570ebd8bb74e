"""Families as the worker meets them: the list, the strip of each, and one family's whole file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.domain.duties import Duty, duties
from db.domain.family import Family
from db.domain.quiet import QuietDate, quiet_dates
from db.domain.strip import Strip, family_strip
from db.errors import NotFound
from db.queries.casefile import OF_THE_OFFICE, Happening, StoredRecord, history_of, records_of_family
from db.queries.facts import families_on_file, family_on_file
from db.queries.families import (
    FamilyFilter,
    FamilyRow,
    contacts_in_office,
    family_count,
    family_rows,
    villages,
)
from db.queries.people import ContactHit, PersonHit, find_contacts, find_people
from desktop.desk.desk import Desk


@dataclass(frozen=True)
class FamilyList:
    """The families asked for.

    Attributes:
        rows: in route order.
        households, persons: of the whole record, active ones.
        villages, contacts: to choose from; of contact persons (id, name).
    """

    rows: tuple[FamilyRow, ...]
    households: int
    persons: int
    villages: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FamilyStanding:
    """How one family stands today.

    Attributes:
        family_id: whose.
        strip: the seven items.
        next_duty: the most urgent thing owed, None when there is nothing.
    """

    family_id: str
    strip: Strip
    next_duty: Duty | None


@dataclass(frozen=True)
class FamilyView:
    """One family's whole file on a day.

    Attributes:
        facts: as the rules see it.
        strip, duties, quiet: what the rules say.
        records: every record by entity.
        history: what happened, newest first.
        on: the day asked about.
    """

    facts: Family
    strip: Strip
    duties: tuple[Duty, ...]
    quiet: tuple[QuietDate, ...]
    records: dict[str, tuple[StoredRecord, ...]]
    history: tuple[Happening, ...]
    on: date

    @property
    def stored(self) -> StoredRecord:
        """The family's own record."""
        return self.records["family"][0]

    def of(self, entity: str) -> tuple[StoredRecord, ...]:
        """The records of one entity that stand."""
        return tuple(record for record in self.records.get(entity, ()) if not record.voided)


def list_families(desk: Desk, wanted: FamilyFilter) -> FamilyList:
    """The list, without the strips: cheap for 20,000 families; ask `standings_of` for the rows in sight."""
    with desk.record.store.reading() as connection:
        rows = family_rows(connection, wanted)
        households, persons = family_count(connection)
        contacts = contacts_in_office(connection, desk.today.isoformat())
        return FamilyList(rows, households, persons, villages(connection, wanted.org), contacts)


def standings_of(desk: Desk, family_ids: Iterable[str]) -> dict[str, FamilyStanding]:
    """How these families stand today, by id."""
    with desk.record.store.reading() as connection:
        found = [_standing(desk, family) for family in families_on_file(connection, family_ids)]
    return {standing.family_id: standing for standing in found}


def _standing(desk: Desk, family: Family) -> FamilyStanding:
    owed = duties(family, desk.profile, desk.today)
    return FamilyStanding(family.id, family_strip(family, desk.profile, desk.today), owed[0] if owed else None)


def view_family(desk: Desk, family_id: str, on: date | None = None) -> FamilyView:
    """One family's whole file.

    Args:
        desk: the desk.
        family_id: whose.
        on: the day the rules are asked about; today when None.

    Raises:
        NotFound: no such family.
    """
    day = on or desk.today
    with desk.record.store.reading() as connection:
        family = family_on_file(connection, family_id)
        if family is None:
            raise NotFound("没有找到这一户。", next_step="可能已作废；请在家庭列表里再找一次。")
        records = records_of_family(connection, family_id)
        ids = [record.id for name, each in records.items() if name not in OF_THE_OFFICE for record in each]
        history = history_of(connection, ids)
    profile = desk.profile
    return FamilyView(
        family,
        family_strip(family, profile, day),
        duties(family, profile, day),
        quiet_dates(family, profile, day),
        records,
        history,
        day,
    )


def search(desk: Desk, typed: str, limit: int = 12) -> tuple[PersonHit, ...]:
    """People for the command box, likeliest first."""
    with desk.record.store.reading() as connection:
        return find_people(connection, typed, limit)


def search_contacts(desk: Desk, typed: str) -> tuple[ContactHit, ...]:
    """Contact persons for the command box, with how many families each looks after today."""
    with desk.record.store.reading() as connection:
        return find_contacts(connection, typed, desk.today.isoformat())
