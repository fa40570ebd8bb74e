"""Something worked out of every family, kept while the record is open: once, in steps, then only of what was touched.

A township of 20,000 households takes many seconds to judge. So the judging is done in steps that let other work in
between, and follows the log: after a write only the touched families are judged.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from sqlalchemy import Connection

from db.domain.family import Family
from db.queries.facts import BY_NUMBER, families_on_file
from db.queries.touching import families_touched
from db.store.folding import turned_away
from desktop.desk.desk import Desk

if TYPE_CHECKING:
    from db.domain.profile import Profile

STEP = 80
"""Families judged at a stretch: well under half a second on a slow laptop."""
_BATCH = 400
S = TypeVar("S")


class FamilyBoard(Generic[S]):
    """What a judge says of every family of one open record. Used on the record thread only.

    Args:
        judge: takes the desk, a family's facts and the day.
        harmless: entities whose changes the judge does not look at.
    """

    def __init__(self, judge: Callable[[Desk, Family, date], S], harmless: frozenset[str]) -> None:
        self._judge, self._harmless = judge, harmless
        self._day = date.min
        self._top = -1
        self._back = 0
        self._profile: Profile | None = None
        self._waiting: dict[str, None] = {}
        self._stands: dict[str, S] = {}
        self._order: tuple[str, ...] = ()

    def advance(self, desk: Desk, most: int = STEP) -> tuple[int, int]:
        """Judges at most so many families and answers (families judged so far, families in all)."""
        with desk.record.store.reading() as connection:
            self._notice(connection, desk)
            turn = list(self._waiting)[:most]
            for family_id in turn:
                self._drop(family_id)
                del self._waiting[family_id]
            for family in families_on_file(connection, turn):
                self._keep(family.id, self._judge(desk, family, self._day))
        return len(self._order) - len(self._waiting), len(self._order)

    def finish(self, desk: Desk) -> Self:
        """Judges all that wait."""
        self.advance(desk, _BATCH)
        while self._waiting:
            self.advance(desk, _BATCH)
        return self

    @property
    def ready(self) -> bool:
        """True when nothing waits to be judged, as far as was noticed."""
        return self._top >= 0 and not self._waiting

    def stands(self) -> Iterator[S]:
        """The stands in the order of village, route and case number."""
        for family_id in self._order:
            if (stand := self._stands.get(family_id)) is not None:
                yield stand

    def _keep(self, family_id: str, stand: S) -> None:
        """Keeps what was judged of a family; a board that sums up adds it."""
        self._stands[family_id] = stand

    def _drop(self, family_id: str) -> S | None:
        """Lets go of what was judged of a family, and says what it was; a board that sums up takes it out."""
        return self._stands.pop(family_id, None)

    def _notice(self, connection: Connection, desk: Desk) -> None:
        """Finds out what has changed since the last time."""
        top = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
        # a county's answer may turn changes away that were noticed long ago, or no longer do so
        back = len(turned_away(connection))
        same = self._day == desk.today and self._profile is desk.profile and self._back == back
        if same and self._top == top:
            return
        order = tuple(connection.exec_driver_sql(_ORDER).scalars())
        touched = families_touched(connection, self._top, self._harmless) if same and self._top >= 0 else None
        self._day, self._top, self._order, self._profile = desk.today, top, order, desk.profile
        self._back = back
        known = dict.fromkeys(order)
        if touched is None:
            self._waiting = dict.fromkeys(connection.exec_driver_sql(_AS_ENTERED).scalars())
            return
        self._waiting |= {family_id: None for family_id in touched if family_id in known}
        self._waiting |= {family_id: None for family_id in order if family_id not in self._stands}
        for gone in self._stands.keys() - known.keys():
            self._drop(gone)
        self._waiting = {family_id: None for family_id in self._waiting if family_id in known}


_AS_ENTERED = f"SELECT f.id FROM family f WHERE f.voided = 0 {BY_NUMBER}"
"""What lies together is read together."""
_ORDER = """
    SELECT f.id FROM family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE f.voided = 0
     ORDER BY coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no
"""
