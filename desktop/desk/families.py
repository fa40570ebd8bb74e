"""Families as the worker meets them: the list, the strip of each, and one family's whole file."""

from collections.abc import Iterable, Mapping, Sequence
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
    family_order,
    family_rows,
    first_rows,
    rows_of,
    villages,
)
from db.queries.people import ContactHit, PersonHit, find_contacts, find_people
from desktop.desk.authors import signed_by_county
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
    """Every row of a list at once, without the strips; a screen asks `begin_list` and `whole_list` instead."""
    with desk.record.store.reading() as connection:
        rows = family_rows(connection, wanted)
        households, persons = family_count(connection)
        contacts = contacts_in_office(connection, desk.today.isoformat())
        return FamilyList(rows, households, persons, villages(connection, wanted.org), contacts)


@dataclass(frozen=True)
class Listing:
    """A list of families whose rows are read when they come into sight.

    Attributes:
        ids: of all families asked for, in order.
        rows: those known already, by id.
        whole: False for a beginning that is shown while the rest is put in order; the counts are then 0.
        households, persons, villages, contacts: as in `FamilyList`.
    """

    ids: tuple[str, ...]
    rows: Mapping[str, FamilyRow]
    whole: bool = True
    households: int = 0
    persons: int = 0
    villages: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Order:
    """What a list is sorted by: a column's key, "" for village and route, and which way."""

    column: str = ""
    descending: bool = False


SCREENFUL = 60
"""Rows read with a list: more than a large screen shows."""


def begin_list(desk: Desk, wanted: FamilyFilter) -> Listing:
    """The beginning of a list in the order of village and route: as quick for 100,000 families as for 100."""
    with desk.record.store.reading() as connection:
        rows = first_rows(connection, wanted, SCREENFUL)
    return Listing(tuple(row.id for row in rows), {row.id: row for row in rows}, whole=False)


def whole_list(desk: Desk, wanted: FamilyFilter, order: Order = Order(), sight: Sequence[str] = ()) -> Listing:
    """A whole list in its order, with the rows of its beginning.

    Args:
        desk: the desk.
        wanted: which families.
        order: by what; a column of judged things leaves it in the order of village and route.
        sight: ids of the rows in sight now, read as well.
    """
    with desk.record.store.reading() as connection:
        ids = family_order(connection, wanted, order.column, descending=order.descending)
        rows = rows_of(connection, dict.fromkeys((*ids[:SCREENFUL], *sight)))
        households, persons = family_count(connection)
        contacts = contacts_in_office(connection, desk.today.isoformat())
        places = villages(connection, wanted.org)
    return Listing(ids, rows, households=households, persons=persons, villages=places, contacts=contacts)


def look_at(desk: Desk, family_ids: Sequence[str]) -> tuple[dict[str, FamilyRow], dict[str, FamilyStanding]]:
    """The rows of these families and how they stand today, by id: for those that have come into sight."""
    with desk.record.store.reading() as connection:
        rows = rows_of(connection, family_ids)
    return rows, standings_of(desk, family_ids)


def rows_in(desk: Desk, family_ids: Sequence[str]) -> dict[str, FamilyRow]:
    """The rows of these families, by id."""
    with desk.record.store.reading() as connection:
        return rows_of(connection, family_ids)


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
        signed_by_county(desk, history),
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
