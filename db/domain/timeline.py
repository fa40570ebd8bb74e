"""What a family adds to the figures on every day of its file: stretches of days without a change, each judged once.

A rule's answer changes on finitely many days: when a fact begins or ends, when something falls due or is listed no
longer, when the place's rules change. These days are worked out here for each of the seven items; the rules themselves
are asked on each of them and nowhere else, so that nothing is said twice.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from db.domain.almanac import almanac
from db.domain.family import Family
from db.domain.figures import CoverageFigure, figure
from db.domain.judged import Judged
from db.domain.periods import Window
from db.domain.profile import Profile
from db.domain.standing import ITEMS
from db.domain.tally import CONCERNED, FamilyCount
from db.domain.turning import (
    Turns,
    agreement_days,
    card_days,
    contact_days,
    insurance_days,
    register_days,
    solace_days,
    turns_of,
    volunteer_days,
)
from db.domain.turning_visits import VisitDays

__all__ = ["Stretch", "count_on", "shared_ids", "timeline"]
_SINCE = itemgetter(0)
VISITING = "S2"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` until the next stretch begins the family adds `count`; None while it is off the register."""

    since: date
    count: FamilyCount | None


_DAYS: dict[str, Callable[[Family, Turns, Window], Iterable[date]]] = {
    "C1": contact_days,
    "C2": card_days,
    "C3": agreement_days,
    "S1": solace_days,
    "S3": volunteer_days,
    "S4": insurance_days,
}


def timeline(family: Family, profile: Profile, window: Window) -> tuple[Stretch, ...]:
    """What the family adds to the figures on each day of a window.

    Args:
        family: the facts as they are known now.
        profile: the locality, with the rules of every day.
        window: the days it speaks of.

    Returns:
        In order, each different from the one before. On any day of the window the stretch that has begun last says
        exactly what `tally.counted` says of that day; before the first one the family is not on the register.
    """
    window = Window(max(window.start, family.opened_on), window.end)
    if not window.days:
        return ()
    turns = turns_of(profile)
    common = {day for each in (register_days(family), turns.days) for day in each if day in window} | {window.start}
    lines = []
    for item in ITEMS:
        if item == VISITING:
            lines.append(_visit_line(family, profile, VisitDays(family, turns, window, common), window.start))
            continue
        days = {day for day in _DAYS[item](family, turns, window) if day in window}
        lines.append(_line(family, profile, item, sorted(common | days)))
    found: list[Stretch] = []
    for day in sorted({day for line in lines for day, _ in line} | common):
        count = _count(family, day, tuple([line[bisect_right(line, day, key=_SINCE) - 1][1] for line in lines]))
        if not found or found[-1].count != count:
            found.append(Stretch(day, count))
    return tuple(found)


def shared_ids(family: Family, moved: AbstractSet[str]) -> frozenset[str]:
    """Ids of members and children who may stand in another family's file too, and must not be counted twice.

    Args:
        family: whose.
        moved: everybody who stands in the file of a household they have left, beside the one they are in.
    """
    here = {person.id for person in family.persons}
    persons = {person.id for person in family.persons if person.id in moved or person.left_on}
    alone = here - persons
    children = {child.id for child in family.children if not alone.issuperset(child.parents)}
    return frozenset(persons | children)


def count_on(stretches: Sequence[Stretch], day: date) -> FamilyCount | None:
    """What a family's timeline says of a day; None off the register."""
    place = bisect_right(stretches, day, key=lambda stretch: stretch.since)
    return stretches[place - 1].count if place else None


Line = list[tuple[date, CoverageFigure]]


def _line(family: Family, profile: Profile, item: str, days: list[date]) -> Line:
    line: Line = []
    for day in days:
        judged = Judged(family, almanac(profile, day))
        _put(line, day, figure(judged.of(item)))
    return line


def _visit_line(family: Family, profile: Profile, days: VisitDays, first: date) -> Line:
    line: Line = []
    day: date | None = first
    while day is not None:
        judged = Judged(family, almanac(profile, day))
        _put(line, day, figure(judged.of(VISITING)))
        day = days.next(judged)
    return line


def _put(line: Line, day: date, said: CoverageFigure) -> None:
    if not line or line[-1][1] != said:
        line.append((day, said))


def _count(family: Family, day: date, figures: tuple[CoverageFigure, ...]) -> FamilyCount | None:
    if not family.active(day):
        return None
    persons = tuple([p.id for p in family.members(day) if p.is_target])
    children = tuple([c.id for c in family.children if c.state in CONCERNED])
    return FamilyCount(family.village_code, family.village, persons, children, figures)
