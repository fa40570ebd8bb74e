"""The days on which S2 may change: visits made, visits due, and visits listed no longer."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from db.domain.almanac import festival_span
from db.domain.family import Family
from db.domain.judged import Judged
from db.domain.periods import Window, birthdays_in
from db.domain.supports import counts_for_s2
from db.domain.turning import ONE_DAY, Turns, after, known
from db.domain.visits import ROLLING, deaths_of, due_after, due_of_event, known_on

_A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A visit asked for: from when it can be made, the last day, and the first day it is listed no longer."""

    opens: date
    due: date
    gone: date | None = None


class VisitDays:
    """S2: which day to ask about next, given what was said on the last one asked about.

    While nothing is late a visit more changes nothing, and while something is late nothing that falls due does: so far
    fewer days are asked about than those on which something happens.

    Args:
        family: whose visits.
        turns: the rules of each time.
        window: the days wanted; the first one is always asked about.
        common: days on which anything may change.
    """

    def __init__(self, family: Family, turns: Turns, window: Window, common: Iterable[date]) -> None:
        firm, asked = [*common, *_fact_days(family)], list(_asked(family, turns, window))
        met = [visit.on for visit in family.visits if visit.outcome == "met"]
        due = [day for each in asked for day in after(each.due)]
        gone = [each.gone for each in asked if each.gone]
        self._quiet = family.contact_preference == "quiet"
        near = _near(family, turns, asked) if self._quiet else ()
        self._every = sorted({*firm, *met, *due, *gone, *near})
        self._fine = sorted({*firm, *due})
        self._late = sorted({*firm, *met, *gone})
        self._late_at_home = sorted({*firm, *met})
        self._end = window.end

    def next(self, judged: Judged) -> date | None:
        """The next day on which the answer may be another one; None when there is none in the window."""
        day = judged.page.day
        if self._quiet or not judged.active:
            return self._within(_first_after(self._every, day))
        open_ = [visit for visit in judged.owed if visit.done_on is None and counts_for_s2(visit)]
        late = [visit for visit in open_ if visit.due_by < day]
        if late:
            rolling = any(visit.rule == ROLLING for visit in late)
            return self._within(_first_after(self._late_at_home if rolling else self._late, day))
        coming = [following for visit in open_ if visit.rule == ROLLING for following in after(visit.due_by)]
        return self._within(min((found for found in (_first_after(self._fine, day), *coming) if found), default=None))

    def _within(self, day: date | None) -> date | None:
        return day if day is not None and day <= self._end else None


def _first_after(days: list[date], day: date) -> date | None:
    place = bisect_right(days, day)
    return days[place] if place < len(days) else None


def _fact_days(family: Family) -> Iterator[date]:
    yield from (change.since for change in family.risk_changes)
    for stay in family.stays:
        yield from known(stay.admitted_on, stay.discharged_on)
    for event in family.events:
        yield from known(event.on, event.known_on, event.settled_on)


def _near(family: Family, turns: Turns, asked: list[_Asked]) -> Iterator[date]:
    """Whoever wants quiet is not counted until a visit is near: from when on it is listed, and when it is soon due."""
    for soon, ahead in turns.each(lambda rules: (rules.horizon.soon_days, rules.horizon.ahead_days)):
        for each in (*asked, *_at_home(family, turns)):
            yield from (each.due - timedelta(days=soon), each.opens - timedelta(days=ahead))
            yield from after(each.due)


def _asked(family: Family, turns: Turns, window: Window) -> Iterator[_Asked]:
    """The visits of every occasion; those at home, asked for again and again, are known from day to day."""
    yield from _festivals(turns, (window.start.year - 1, window.end.year + 1))
    yield from _birthdays(family, turns, window)
    yield from _in_hospital(family, turns)
    yield from _after_events(family, turns)


def _at_home(family: Family, turns: Turns) -> Iterator[_Asked]:
    levels = {family.risk_level, *(change.level for change in family.risk_changes)}
    if family.risk_changes:
        levels.add("normal")
    for rule, soon in turns.each(lambda rules: (rules.c1a, rules.horizon.soon_days)):
        met = {visit.on for visit in family.visits if visit.outcome == "met" and visit.mode in rule.home_modes}
        for base in (family.opened_on, *met) if rule.home_on else ():
            for level in levels:
                due = due_after(family, base, level, rule.home_days.of)
                yield _Asked(due - timedelta(days=soon), due)


@lru_cache(maxsize=16)
def _festivals(turns: Turns, years: tuple[int, int]) -> tuple[_Asked, ...]:
    """The festivals of these years, both included: the same for every family."""
    listed = turns.each(lambda rules: rules.horizon.overdue_days if rules.s2_festival.on else None)
    found = []
    for festival in (each for each in turns.profile.festivals if each.on):
        for year in range(years[0], years[1] + 1):
            span = festival_span(festival.code, year, festival.before, festival.after)
            gone = [span.end + timedelta(days=overdue) + ONE_DAY for overdue in listed if overdue is not None]
            found += [_Asked(span.start, span.end, day) for day in gone]
    return tuple(found)


def _birthdays(family: Family, turns: Turns, window: Window) -> Iterator[_Asked]:
    around = Window(max(window.start - _A_YEAR, family.opened_on), window.end + _A_YEAR)
    asked = turns.each(lambda rules: (rules.s2_birthday, rules.horizon.overdue_days))
    for rule, overdue in asked:
        for person in family.persons if rule.on else ():
            lunar = person.lunar_birthday if rule.lunar else None
            for on in birthdays_in(person.birth_date, lunar, around) if person.is_target else ():
                due = on + timedelta(days=rule.after)
                yield _Asked(on - timedelta(days=rule.before), due, due + timedelta(days=overdue) + ONE_DAY)


def _in_hospital(family: Family, turns: Turns) -> Iterator[_Asked]:
    told = [event.on for event in family.events if event.kind == "hospital"]
    asked = turns.each(lambda rules: (rules.s2_hospital, rules.horizon.overdue_days, rules.s2_emergency.drop_days))
    for rule, overdue, drop in asked:
        stays = [(stay.admitted_on, stay.discharged_on) for stay in family.stays]
        stays += [(on, on + timedelta(days=drop)) for on in told]
        for admitted, left in stays if rule.on else ():
            gone = left + timedelta(days=rule.after_days + overdue) + ONE_DAY if left else None
            yield _Asked(admitted, admitted + timedelta(days=rule.days), gone)
            if left:
                yield _Asked(admitted, left, left)


def _after_events(family: Family, turns: Turns) -> Iterator[_Asked]:
    for rule in turns.each(lambda rules: rules.s2_emergency):
        for event in (*family.events, *deaths_of(family)) if rule.on else ():
            since = known_on(event)
            yield _Asked(since, due_of_event(event, rule.hours)[0], since + timedelta(days=rule.drop_days) + ONE_DAY)
