"""How every family stands today, worked out once and then only again for the families a change has touched.

A township of 20,000 households takes many seconds to judge. So the judging is done in steps that let other work in
between, is kept while the record is open, and follows the log: after a write only the touched families are judged.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from db.domain.almanac import almanac
from db.domain.duties import Duty, duties_of, waived_duties
from db.domain.family import Family
from db.domain.judged import Judged
from db.domain.quiet import QuietDate, quiet_dates
from db.domain.standing import LATE, MISS
from db.domain.strip import strip_of
from db.domain.support_facts import Waiver
from db.domain.tally import FamilyCount, Tallies, VillageLine, counted, thinned
from db.domain.timeline import shared_ids
from db.queries.membership import moved_persons
from desktop.desk.desk import Desk
from desktop.desk.family_board import STEP, FamilyBoard

if TYPE_CHECKING:
    from db.store.store import Store

__all__ = ["STEP", "WEEK", "Board", "Stand", "board_of"]
WEEK = 7
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
        count: what the family adds to today's figures, None off the register.
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
    count: FamilyCount | None = None


Coverage = tuple[tuple[VillageLine, ...], VillageLine]
"""The villages' lines, and the line of all together."""


class Board(FamilyBoard[Stand]):
    """The stands of all families of one open record. Used on the record thread only."""

    def __init__(self) -> None:
        super().__init__(self._stand, _HARMLESS)
        self._tallies = Tallies()
        self._moved: frozenset[str] = frozenset()

    def gaps(self) -> frozenset[str]:
        """Ids of the families with a gap."""
        return frozenset(stand.family_id for stand in self._stands.values() if stand.gap)

    def states(self) -> dict[str, tuple[str, ...]]:
        """The states of the seven by family id."""
        return {stand.family_id: stand.states for stand in self._stands.values()}

    def next_duties(self) -> dict[str, Duty]:
        """The most urgent duty by family id."""
        return {stand.family_id: stand.next_duty for stand in self._stands.values() if stand.next_duty}

    def villages(self) -> Coverage:
        """Today's coverage by village and of all together, kept while the families are judged."""
        return self._tallies.lines()

    def _keep(self, family_id: str, stand: Stand) -> None:
        super()._keep(family_id, stand)
        if stand.count is not None:
            self._tallies.put(stand.count)

    def _drop(self, family_id: str) -> Stand | None:
        stand = super()._drop(family_id)
        if stand is not None and stand.count is not None:
            self._tallies.take(stand.count)
        return stand

    def _notice(self, connection: Connection, desk: Desk) -> None:
        top = self._top
        super()._notice(connection, desk)
        if self._top != top:
            self._moved = moved_persons(connection)

    def _stand(self, desk: Desk, family: Family, day: date) -> Stand:
        judged = Judged(family, almanac(desk.profile, day))
        owed = duties_of(judged)
        near = tuple(duty for duty in owed if duty.due_by <= day + timedelta(days=WEEK))
        strip = strip_of(judged)
        states, count = tuple([item.state for item in strip]), counted(judged)
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
            _same.setdefault(states, states),
            quiet_dates(family, desk.profile, day),
            _waived(desk, family, day),
            None if count is None else thinned(count, shared_ids(family, self._moved)),
        )


_same: dict[tuple[str, ...], tuple[str, ...]] = {}
"""Few ways of standing are shared by thousands of families: each is kept once."""
_BOARDS: "WeakKeyDictionary[Store, Board]" = WeakKeyDictionary()


def board_of(desk: Desk) -> Board:
    """The board of an open record; it is let go with the record."""
    store = desk.record.store
    found = _BOARDS.get(store)
    if found is None:
        found = _BOARDS[store] = Board()
    return found


def _waived(desk: Desk, family: Family, day: date) -> tuple[tuple[Duty, Waiver], ...]:
    found = waived_duties(family, desk.profile, day)
    return tuple(pair for pair in found if pair[0].due_by <= day + timedelta(days=WEEK))
