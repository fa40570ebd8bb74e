"""Days on which a family may want quiet: never a duty, and never said why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.almanac import Almanac, almanac
from db.domain.family import Family
from db.domain.periods import Window, clipped
from db.domain.profile import Profile

MONTH_ONLY_DAY = 1


@dataclass(frozen=True, slots=True)
class QuietDate:
    """A day on which to be quiet.

    Attributes:
        on: the day; for a date known only to the month, the month's first day with `whole_month`.
        days_until: 0 today, negative when it has just passed.
        kind: `child_departed`, `child_birthday`, `member_departed` or `remembrance`: for sorting and for the worker's
            own page; never shown on a list.
        name: of the festival of remembrance; "" for a family's own day.
        sentence: what may stand on a screen.
    """

    on: date
    days_until: int
    kind: str
    name: str
    sentence: str
    whole_month: bool = False


def quiet_dates(family: Family, profile: Profile, day: date) -> tuple[QuietDate, ...]:
    """The quiet days of a family around `day`: shortly before, on, and shortly after, in order.

    The window is the profile's: `ahead_days` ahead, `after` days back. Nothing here says what the day is about.
    """
    page = almanac(profile, day)
    if not family.active(day) or not family.members(day):
        return ()
    found = [*_own_days(family, page), *_common_days(family, page)]
    return tuple(sorted(found, key=lambda quiet: (quiet.on, quiet.kind)))


def wants_quiet(family: Family, profile: Profile, day: date) -> bool:
    """Whether `day` lies so near one of the family's quiet days that nothing cheerful should be said."""
    rule = profile.on(day).quiet
    return any(q.whole_month or -rule.after <= q.days_until <= rule.before for q in quiet_dates(family, profile, day))


def _household(family: Family) -> str:
    return f"{family.name}户" if family.name else "这一户"


def _own_days(family: Family, page: Almanac) -> Iterator[QuietDate]:
    rule = page.rules.quiet
    for child in family.children if rule.children else ():
        gone = child.state == "dead" and (child.event_date is None or child.event_date <= page.day)
        if gone and child.event_date:
            yield from _anniversary(family, page, "child_departed", child.event_date, exact=child.event_exact)
        if gone and child.birth_date and child.birth_exact:
            yield from _anniversary(family, page, "child_birthday", child.birth_date, exact=True)
    for person in family.persons if rule.spouses else ():
        if person.death_date and person.death_date <= page.day and not person.gone(person.death_date):
            yield from _anniversary(family, page, "member_departed", person.death_date, exact=person.death_exact)


def _anniversary(family: Family, page: Almanac, kind: str, first: date, *, exact: bool) -> Iterator[QuietDate]:
    rule, day = page.rules.quiet, page.day
    sentence = f"{_household(family)}这几天可能想安静，不主动提起"
    if not exact:
        if first.month == day.month and first.year < day.year:
            on = day.replace(day=MONTH_ONLY_DAY)
            yield QuietDate(on, (on - day).days, kind, "", sentence.replace("这几天", "这个月"), whole_month=True)
        return
    span = Window(day - timedelta(days=rule.after), page.after(rule.ahead_days))
    for year in {span.start.year, span.end.year}:
        on = clipped(year, first.month, first.day)
        if on in span and year > first.year:
            yield QuietDate(on, (on - day).days, kind, "", sentence)


def _common_days(family: Family, page: Almanac) -> Iterator[QuietDate]:
    if not any(child.state == "dead" for child in family.children) and all(p.living(page.day) for p in family.persons):
        return
    for quiet, on in page.remembrance:
        sentence = f"{quiet.name}，{_household(family)}这几天可能想安静，不主动提起"
        yield QuietDate(on, (on - page.day).days, "remembrance", quiet.name, sentence)
