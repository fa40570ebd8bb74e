"""The three coverages on a given day, each with its reason: contacts per household, card and doctor per person.

C1 双岗联系人, C2 就医绿色通道, C3 家庭医生签约 (domain.md §5). A day's answer rests on facts of that
day and before; only the planned end of a card or agreement, written on it from the start, looks ahead.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from db.domain.agreements import agreement_states, last_day
from db.domain.almanac import almanac
from db.domain.cards import card_states
from db.domain.family import Family
from db.domain.figures import CoverageFigure, figure
from db.domain.periods import Window, add_months
from db.domain.posts import contact_state
from db.domain.profile import Profile
from db.domain.standing import MISS, CoverageState

__all__ = [
    "CoverageFigure", "CoverageState", "Gap", "contact_gaps", "coverage_states", "dual_contact", "family_doctor",
    "figure", "gaps", "green_channel",
]  # fmt: skip
ONE_DAY = timedelta(days=1)


def dual_contact(family: Family, profile: Profile, day: date) -> CoverageState:
    """C1: whether the household has its contact persons on `day`."""
    return contact_state(family, almanac(profile, day))


def green_channel(family: Family, profile: Profile, day: date) -> tuple[CoverageState, ...]:
    """C2: whether each person holds a card of the green channel on `day` (one state if counted by household)."""
    return card_states(family, almanac(profile, day))


def family_doctor(family: Family, profile: Profile, day: date) -> tuple[CoverageState, ...]:
    """C3: whether each person has an agreement in force on `day` (one state if counted by household)."""
    return agreement_states(family, almanac(profile, day))


def coverage_states(family: Family, profile: Profile, day: date) -> tuple[CoverageState, ...]:
    """All states of the three coverages on `day`; empty when the family is not on the register."""
    page = almanac(profile, day)
    if not family.active(day):
        return ()
    return (contact_state(family, page), *card_states(family, page), *agreement_states(family, page))


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which one household or person was not covered by one item, both ends included."""

    item: str
    subject_id: str
    subject_name: str
    since: date
    until: date
    reason: str

    @property
    def days(self) -> int:
        """How many days were not covered."""
        return (self.until - self.since).days + 1


def gaps(family: Family, profile: Profile, window: Window) -> tuple[Gap, ...]:
    """Every gap of the three coverages inside the window, by item and subject; who is not counted has none.

    A gap's reason is the one on its first day. Each stretch between two days on which something changes is asked once.
    """
    days = sorted(_turning_days(family, profile, window))
    return _gaps(days, window, lambda day: coverage_states(family, profile, day))


def contact_gaps(family: Family, profile: Profile, window: Window) -> tuple[Gap, ...]:
    """The gaps of C1 alone: cheap enough for every family of a township."""
    days = {family.opened_on, family.closed_on, *family.cards_issued, *profile.turning_days, *_returns(family)}
    for post in family.assignments:
        days |= {post.since, post.family_informed_on, post.phone_since, _after(post.until)}
    for person in family.persons:
        days |= {person.registered_on, person.death_date, person.left_on}
    inside = sorted({window.start} | {day for day in days if day and day in window})
    return _gaps(inside, window, lambda day: (contact_state(family, almanac(profile, day)),))


def _gaps(days: list[date], window: Window, states_on: Callable[[date], tuple[CoverageState, ...]]) -> tuple[Gap, ...]:
    open_gaps: dict[tuple[str, str], Gap] = {}
    closed: list[Gap] = []
    for start, following in pairwise([*days, window.end + ONE_DAY]):
        found = {(s.item, s.subject_id): s for s in states_on(start) if s.state == MISS}
        closed += [open_gaps.pop(key) for key in list(open_gaps) if key not in found]
        for key, state in found.items():
            before = open_gaps.get(key)
            first, reason = (before.since, before.reason) if before else (start, state.reason)
            open_gaps[key] = Gap(*key, state.subject_name, first, following - ONE_DAY, reason)
    return tuple(sorted([*closed, *open_gaps.values()], key=lambda gap: (gap.item, gap.subject_id, gap.since)))


def _returns(family: Family) -> Iterator[date]:
    """The days on which a family left the register and came back to it."""
    for since, until in family.absences:
        yield from (since, until + ONE_DAY)


def _after(last: date | None) -> date | None:
    return last + ONE_DAY if last and last < date.max else None


def _turning_days(family: Family, profile: Profile, window: Window) -> set[date]:
    """The window's first day, and every day in it on which an answer may change."""
    return {window.start} | {day for day in (*_fact_days(family, profile), *profile.turning_days) if day in window}


def _fact_days(family: Family, profile: Profile) -> Iterator[date]:
    """The days on which a fact begins, and the days after one ends."""
    firsts = [family.opened_on, family.closed_on, *family.cards_issued, *_returns(family)]
    lasts: list[date | None] = []
    for post in family.assignments:
        firsts += [post.since, post.family_informed_on, post.phone_since]
        lasts.append(post.until)
    for card in family.cards:
        firsts += [card.since, card.ended_on]
        lasts.append(card.until)
    for agreement in family.agreements:
        firsts += [agreement.since, agreement.declined_on]
        lasts.append(last_day(agreement))
    for person in family.persons:
        firsts += [person.registered_on, person.death_date, person.left_on]
        firsts += [person.away_since, person.institution_since]
        lasts += [person.away_until, person.institution_until]
        lasts += [add_months(person.away_since, months) for months in _away_months(profile) if person.away_since]
    yield from (day for day in firsts if day)
    yield from (day + ONE_DAY for day in lasts if day and day < date.max)


def _away_months(profile: Profile) -> set[int]:
    return {profile.on(day).count.away_months for day in (date.min, *profile.turning_days)}
