"""Whose insurance ends soon or has just ended, and from which day the next term runs (S4, renewal list)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The last day of a person's term under a product; `date.max` when it runs on."""

    person_id: str
    code: str
    until: date


def ending(spans: Iterable[Span], day: date, lead: int) -> tuple[Span, ...]:
    """The last term of each person and product that ends within `lead` days, or ended so recently; the first first.

    A person whose next term is on file is not listed: the last term is what counts.
    """
    last: dict[tuple[str, str], Span] = {}
    for span in spans:
        key = (span.person_id, span.code)
        if key not in last or span.until > last[key].until:
            last[key] = span
    first, end = day - timedelta(days=lead), day + timedelta(days=lead)
    return tuple(sorted((s for s in last.values() if first <= s.until <= end), key=lambda span: span.until))


def next_first_day(until: date | None, day: date, earliest: date | None = None) -> date | None:
    """The first day of the term after one that ends on `until`: the day after, today if that has gone by.

    Args:
        until: the last day of the present term; None when there is none to join, date.max when it never ends.
        day: today.
        earliest: the first day the new policy allows.

    Returns:
        None when there is nothing to renew: the present term never ends.
    """
    if until == date.max:
        return None
    first = max(until + ONE_DAY, day) if until is not None else day
    return max(first, earliest) if earliest else first
