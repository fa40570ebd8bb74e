"""How every family stands today, worked out once and then only again for the families a change has touched.

A township of 20,000 households takes many seconds to judge. So the judging is done in steps that let other work in
between, is kept while the record is open, and follows the log: after a write only the touched families are judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from db.domain.duties import Duty, duties, waived_duties
from db.domain.family import Family, Waiver
from db.domain.quiet import QuietDate, quiet_dates
from db.domain.standing import LATE, MISS
from db.domain.strip import family_strip
from db.queries.facts import families_on_file
from db.queries.touching import families_touched
from db.store.folding import turned_away
from desktop.desk.desk import Desk

if TYPE_CHECKING:
    from db.domain.profile import Profile
    from db.store.store import Store

WEEK = 7
STEP = 80
"""Families judged at a stretch: well under half a second on a slow laptop."""
_BATCH = 400
_GAPS = frozenset({MISS, LATE})
_HARMLESS = frozenset(
    {"activity", "attendance", "centre", "worker", "import_batch", "partner", "training", "news_item", "hospital"}
    | {"doctor_team", "explanation", "benefit_standard", "attachment", "printed_form"}
    | {"target_check", "local_profile"}
)
"""Entities no rule looks at; another profile is noticed by itself."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One family as the lists need it.

    Attributes:
        family_id, family_name, village, risk_level: whose.
        near: duties overdue or due within a week, most urgent first.
        later: number of further duties the profile's horizon reaches.
        later_open: how many of these can be done already.
        next_duty: the most urgent one, None when nothing is owed.
        gap: something of the seven is missing or late.
        states: of the seven, in their order.
        quiet: days of remembrance near.
        waived: what would be among `near` but need not be done this time, with the waiver that says why.
    """

    family_id: str
    family_name: str
    village: str
    risk_level: str
    near: tuple[Duty, ...]
    later: int
    later_open: int
    next_duty: Duty | None
    gap: bool
    states: tuple[str, ...]
    quiet: tuple[QuietDate, ...]
    waived: tuple[tuple[Duty, Waiver], ...] = ()


class Board:
    """The stands of all families of one open record. Used on the record thread only."""

    def __init__(self) -> None:
        self._day = date.min
        self._top = -1
        self._back = 0
        self._profile: Profile | None = None
        self._waiting: dict[str, None] = {}
        self._stands: dict[str, Stand] = {}
        self._order: tuple[str, ...] = ()

    def advance(self, desk: Desk, most: int = STEP) -> tuple[int, int]:
        """Judges at most so many families and answers (families judged so far, families in all)."""
        with desk.record.store.reading() as connection:
            self._notice(connection, desk)
            turn = list(self._waiting)[:most]
            for family_id in turn:
                self._stands.pop(family_id, None)
                del self._waiting[family_id]
            for family in families_on_file(connection, turn):
                self._stands[family.id] = _stand(desk, family, self._day)
        return len(self._order) - len(self._waiting), len(self._order)

    def finish(self, desk: Desk) -> "Board":
        """Judges all that wait."""
        self.advance(desk, _BATCH)
        while self._waiting:
            self.advance(desk, _BATCH)
        return self

    @property
    def ready(self) -> bool:
        """True when nothing waits to be judged, as far as was noticed."""
        return self._top >= 0 and not self._waiting

    def stands(self) -> Iterator[Stand]:
        """The stands in the order of village, route and case number."""
        for family_id in self._order:
            if (stand := self._stands.get(family_id)) is not None:
                yield stand

    def gaps(self) -> frozenset[str]:
        """Ids of the families with a gap."""
        return frozenset(stand.family_id for stand in self._stands.values() if stand.gap)

    def states(self) -> dict[str, tuple[str, ...]]:
        """The states of the seven by family id."""
        return {stand.family_id: stand.states for stand in self._stands.values()}

    def next_duties(self) -> dict[str, Duty]:
        """The most urgent duty by family id."""
        return {stand.family_id: stand.next_duty for stand in self._stands.values() if stand.next_duty}

    def _notice(self, connection: Connection, desk: Desk) -> None:
        """Finds out what has changed since the last time."""
        top = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
        # a county's answer may turn changes away that were noticed long ago, or no longer do so
        back = len(turned_away(connection))
        same = self._day == desk.today and self._profile is desk.profile and self._back == back
        if same and self._top == top:
            return
        order = tuple(connection.exec_driver_sql(_ORDER).scalars())
        touched = families_touched(connection, self._top, _HARMLESS) if same and self._top >= 0 else None
        self._day, self._top, self._order, self._profile = desk.today, top, order, desk.profile
        self._back = back
        known = dict.fromkeys(order)
        if touched is None:
            self._waiting = known
            return
        self._waiting |= {family_id: None for family_id in touched if family_id in known}
        self._waiting |= {family_id: None for family_id in order if family_id not in self._stands}
        for gone in self._stands.keys() - known.keys():
            del self._stands[gone]
        self._waiting = {family_id: None for family_id in self._waiting if family_id in known}


_ORDER = """
    SELECT f.id FROM family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE f.voided = 0
     ORDER BY coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no
"""
_BOARDS: "WeakKeyDictionary[Store, Board]" = WeakKeyDictionary()


def board_of(desk: Desk) -> Board:
    """The board of an open record; it is let go with the record."""
    store = desk.record.store
    found = _BOARDS.get(store)
    if found is None:
        found = _BOARDS[store] = Board()
    return found


def _stand(desk: Desk, family: Family, day: date) -> Stand:
    owed = duties(family, desk.profile, day)
    near = tuple(duty for duty in owed if duty.due_by <= day + timedelta(days=WEEK))
    strip = family_strip(family, desk.profile, day)
    later = [duty for duty in owed if duty.due_by > day + timedelta(days=WEEK)]
    return Stand(
        family.id,
        family.name,
        family.village,
        family.risk_level,
        near,
        len(later),
        sum(duty.opens_on <= day for duty in later),
        owed[0] if owed else None,
        any(item.state in _GAPS for item in strip),
        tuple(item.state for item in strip),
        quiet_dates(family, desk.profile, day),
        _waived(desk, family, day),
    )


def _waived(desk: Desk, family: Family, day: date) -> tuple[tuple[Duty, Waiver], ...]:
    found = waived_duties(family, desk.profile, day)
    return tuple(pair for pair in found if pair[0].due_by <= day + timedelta(days=WEEK))
