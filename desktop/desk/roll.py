"""The special assistance of the whole township, worked out family by family and kept while the record is open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from db.domain.eligibility import READY, UNDERAGE
from db.domain.entities.registry import ENTITIES
from db.domain.family import Family
from db.domain.standards import AmountTable, grades_of
from db.queries.standards import own_amounts
from desktop.desk.assistance import Assistance, PersonAssistance
from desktop.desk.desk import Desk
from desktop.desk.family_board import FamilyBoard

if TYPE_CHECKING:
    from db.store.store import Store

NEW, CONTINUING, STOPPED, APPLYING, UNRECORDED, COMING = (
    "new",
    "continuing",
    "stopped",
    "applying",
    "unrecorded",
    "coming",
)
_LOOKED_AT = frozenset(
    {"family", "org_unit", "person", "child", "complication", "eligibility", "annual_check", "change_event"}
)
_HARMLESS = frozenset(ENTITIES) - _LOOKED_AT
_EMPTY = AmountTable(None)


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person of the roll.

    Attributes:
        family_id, village: whose.
        grade: of a certified complication, or "".
        group: `new`, `continuing`, `stopped` (this year), `applying`, `unrecorded`, `coming` (of age within a year).
        each: how the person stands; `amount` is put in when the roll is read.
    """

    family_id: str
    village: str
    grade: str
    group: str
    each: PersonAssistance


class Roll(FamilyBoard[tuple[RollLine, ...]]):
    """Everybody of whom the special assistance has something to say this year."""

    def __init__(self) -> None:
        super().__init__(_lines, _HARMLESS)

    def lines(self, desk: Desk, *groups: str) -> Iterator[RollLine]:
        """The lines of these groups in the order of village and route, each with the amount of the day."""
        with desk.record.store.reading() as connection:
            table = AmountTable(desk.profile, own_amounts(connection))
        for family in self.stands():
            for line in family:
                if line.group in groups:
                    yield _priced(line, table, desk.today)


_ROLLS: "WeakKeyDictionary[Store, Roll]" = WeakKeyDictionary()


def roll_of(desk: Desk) -> Roll:
    """The roll of an open record; it is let go with the record."""
    store = desk.record.store
    found = _ROLLS.get(store)
    if found is None:
        found = _ROLLS[store] = Roll()
    return found


def _lines(desk: Desk, family: Family, day: date) -> tuple[RollLine, ...]:
    found = []
    for each in Assistance(desk, _EMPTY, day).people(family):
        group = _group(each, day.year, active=family.active(day))
        if group:
            grade = next((c.grade for c in family.complications if c.person_id == each.person.id), "")
            found.append(RollLine(family.id, family.village, grade, group, each))
    return tuple(found)


def _group(each: PersonAssistance, year: int, *, active: bool) -> str:
    e = each.entitlement
    if each.status == "stopped":
        return STOPPED if e and e.stopped_on and e.stopped_on.year == year else ""
    if not active:
        return ""
    if each.status == "confirmed":
        return NEW if e and e.confirmed_on and e.confirmed_on.year == year else CONTINUING
    waiting = {"applied": APPLYING, "publicised": APPLYING, READY: UNRECORDED}
    coming = COMING if each.status == UNDERAGE and each.worked_out.notices else ""
    return waiting.get(each.status, coming)


def _priced(line: RollLine, table: AmountTable, day: date) -> RollLine:
    each = line.each
    if line.group in {STOPPED, COMING}:
        return line
    amount = table.on(each.kind, grades_of(each.kind, line.grade, each.person.hukou_kind), day)
    return replace(line, each=replace(each, amount=amount))
