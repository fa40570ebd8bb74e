"""How far the office is with what the place asks of it by number: items to be reported, training to be given.

Sources: XX市 2023 (每月…2篇以上), 湘计生协发〔2021〕4号 (年内培训 1 次、三分之一以上村级人员).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.profile_entries import ReportDuty, TrainingDuty
from db.domain.standing import MISS, NOT_ASKED, OK, SOON

NEWS = "news"
"""The code under which a profile keeps how many news items are handed up (ReportDuty.code)."""
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Progress:
    """What was done of what is asked in one span of time.

    Attributes:
        code, name, source: of the profile's entry.
        first, last: the span, both days in it.
        done, asked: how many times; `asked` 0 is a direction without a number.
        people, of: how many of how many people, 0 of 0 where nobody in particular is meant.
        people_asked: the least number of people, 0 for none.
        state: `ok` enough, `soon` not yet but the span still runs, `miss` over and not enough, `na` without a number.
    """

    code: str
    name: str
    source: str
    first: date
    last: date
    done: int
    asked: int
    people: int = 0
    of: int = 0
    people_asked: int = 0
    state: str = NOT_ASKED


@dataclass(frozen=True)
class TrainingGiven:
    """One training: its day, for whom, which duty it was entered for (""), and the village staff who came."""

    on: date
    audience: tuple[str, ...] = ()
    duty: str = ""
    village_staff: int = 0


def span_of(period: str, day: date) -> tuple[date, date]:
    """The month, quarter or year a day lies in, as first and last day."""
    length = _MONTHS[period]
    month = (day.month - 1) // length * length + 1
    first = date(day.year, month, 1)
    after = month + length
    following = date(day.year + 1, 1, 1) if after > 12 else date(day.year, after, 1)  # noqa: PLR2004 - months of a year
    return first, following - timedelta(days=1)


def reported(duty: ReportDuty, handed_up: Iterable[date], day: date, within: date) -> Progress:
    """How many items were handed up in the span `within` lies in.

    Args:
        duty: how many a month, quarter or year.
        handed_up: the days of all items.
        day: today: a span that is over and short of its number is a miss.
        within: any day of the span meant.
    """
    first, last = span_of(duty.period, within)
    done = sum(1 for on in handed_up if first <= on <= last and on <= day)
    state = OK if done >= duty.least else SOON if day <= last else MISS
    return Progress(duty.code, duty.name, duty.source, first, last, done, duty.least, state=state)


def trained(duty: TrainingDuty, given: Iterable[TrainingGiven], staff: int, day: date) -> Progress:
    """How often this year's training was given, and how many of the village staff it has reached.

    A training counts for the duty it was entered for; one entered for none counts for every duty whose people it was
    for.

    Args:
        duty: how often a year, of whom, and of which part of them.
        given: all trainings.
        staff: how many village staff there are.
        day: today; the year is this day's.
    """
    first, last = span_of("year", day)
    ours = [each for each in given if first <= each.on <= day and _meant(duty, each)]
    people_asked = -(-staff // duty.one_in) if duty.one_in else 0
    people = sum(each.village_staff for each in ours) if duty.one_in else 0
    state = NOT_ASKED if not duty.times else SOON if len(ours) < duty.times or people < people_asked else OK
    of = staff if duty.one_in else 0
    head = (duty.code, duty.name, duty.source, first, last)
    return Progress(*head, len(ours), duty.times, people, of, people_asked, state)


def _meant(duty: TrainingDuty, given: TrainingGiven) -> bool:
    if given.duty:
        return given.duty == duty.code
    return bool(duty.audience) and not set(duty.audience).isdisjoint(given.audience)
