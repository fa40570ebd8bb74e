"""The days on which an answer about a family may change, by item; between two of them it is the same.

Each function names too many days rather than one too few: a day on which nothing changes costs a question, a day left
out would leave a wrong figure.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from db.domain.agreements import last_day
from db.domain.family import Family
from db.domain.periods import Window, add_months, turns_on
from db.domain.profile import Profile
from db.domain.profile_entries import Entry
from db.domain.rules import Rules
from db.domain.subjects import entered

ONE_DAY = timedelta(days=1)
T = TypeVar("T")


class Turns:
    """When the rules of a place change, and every wording they have had.

    Attributes:
        profile: the place.
        days: the days on which a rule, a product or a festival of it begins to hold or holds no longer.
        rules: the rules of each time.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.days = frozenset({*profile.turning_days, *_bounds(profile.products), *_bounds(profile.festivals)})
        self.rules: tuple[Rules, ...] = tuple(profile.on(day) for day in (date.min, *profile.turning_days))

    def each(self, read: Callable[[Rules], T]) -> tuple[T, ...]:
        """What is read of the rules of each time, every answer once."""
        return tuple(dict.fromkeys(map(read, self.rules)))


@lru_cache(maxsize=4)
def turns_of(profile: Profile) -> Turns:
    """The turns of a profile, kept for the next family."""
    return Turns(profile)


def _bounds(entries: Iterable[Entry]) -> Iterator[date]:
    for entry in entries:
        yield entry.since
        yield from after(entry.until)


def after(last: date | None) -> Iterator[date]:
    """The day after something's last day; none when it has no end."""
    if last is not None and last < date.max:
        yield last + ONE_DAY


def known(*days: date | None) -> Iterator[date]:
    """Those of the days that are known."""
    return (day for day in days if day is not None)


def register_days(family: Family) -> Iterator[date]:
    """When the family came onto the register and left it, and its members the family."""
    yield from known(family.opened_on, family.closed_on)
    for since, until in family.absences:
        yield from (since, until + ONE_DAY)
    for person in family.persons:
        yield from known(person.registered_on, person.death_date, person.left_on)


def away_days(family: Family, turns: Turns, _window: Window) -> Iterator[date]:
    """When a member goes away or into a home, comes back, and has been away for long."""
    for person in family.persons:
        yield from known(person.away_since, person.institution_since)
        yield from after(person.away_until)
        yield from after(person.institution_until)
        if person.away_since:
            for months in turns.each(lambda rules: rules.count.away_months):
                yield from after(add_months(person.away_since, months))


def contact_days(family: Family, _turns: Turns, _window: Window) -> Iterator[date]:
    """C1: posts taken and left, families told of it."""
    yield from family.cards_issued
    for post in family.assignments:
        yield from known(post.since, post.family_informed_on)
        yield from after(post.until)


def card_days(family: Family, turns: Turns, window: Window) -> Iterator[date]:
    """C2: cards given, run out, lost."""
    yield from away_days(family, turns, window)
    for card in family.cards:
        yield from known(card.since, card.ended_on)
        yield from after(card.until)


def agreement_days(family: Family, turns: Turns, window: Window) -> Iterator[date]:
    """C3: agreements begun, ended, declined."""
    yield from away_days(family, turns, window)
    for agreement in family.agreements:
        yield from known(agreement.since, agreement.declined_on)
        yield from after(last_day(agreement))


def solace_days(family: Family, turns: Turns, _window: Window) -> Iterator[date]:
    """S1: talks held and due again, help needed and late, consents given and withdrawn."""
    held = [session.on for session in family.sessions]
    yield from held
    for months in turns.each(lambda rules: rules.s1.months):
        for day in (family.opened_on, *held):
            yield from after(add_months(day, months))
    for consent in family.consents:
        yield from known(consent.on, consent.withdrawn_on)
    for person in family.persons:
        if person.mental_state:
            since = person.mental_since or entered(family, person)
            yield since
            for days in turns.each(lambda rules: rules.s1.intervene_days):
                yield from after(since + timedelta(days=days))


def volunteer_days(family: Family, turns: Turns, _window: Window) -> Iterator[date]:
    """S3: pairings begun and ended, services given and due again."""
    given = [service.on for service in family.volunteer_services]
    yield from given
    for pairing in family.pairings:
        yield pairing.since
        yield from after(pairing.until)
    for months in turns.each(lambda rules: rules.s3.months):
        for day in (*given, *(pairing.since for pairing in family.pairings)):
            yield from after(add_months(day, months))


def insurance_days(family: Family, turns: Turns, window: Window) -> Iterator[date]:
    """S4: insurance begun and run out, persons of age."""
    yield from away_days(family, turns, window)
    for insured in family.insured:
        yield insured.since
        yield from after(insured.until)
    for least in turns.each(lambda rules: rules.s4.min_age):
        for person in family.persons:
            if least and person.birth_date:
                yield turns_on(person.birth_date, least)
