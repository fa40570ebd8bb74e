"""Whom a coverage or support counts, and who stands outside the second denominator."""

from collections.abc import Callable
from datetime import date

from db.domain.almanac import Almanac
from db.domain.family import Family, Person, in_span
from db.domain.periods import add_months
from db.domain.standing import EXCLUDED, MISS, NO, CoverageState, worst

Judge = Callable[[Family, Person, Almanac], CoverageState]


def judged(family: Family, page: Almanac, roles: tuple[str, ...], unit: str, judge: Judge) -> tuple[CoverageState, ...]:
    """The state of each person with one of the roles, or of the household if that is the unit."""
    if not family.active(page.day):
        return ()
    states = tuple([judge(family, person, page) for person in subjects(family, page.day, roles)])
    return states if unit == "person" else _by_household(family, states)


def subjects(family: Family, day: date, roles: tuple[str, ...]) -> list[Person]:
    """The persons served by a coverage: living members with one of the roles."""
    return [p for p in family.members(day) if p.is_target and p.role in roles]


def _by_household(family: Family, states: tuple[CoverageState, ...]) -> tuple[CoverageState, ...]:
    """One state for the household: covered when any member is."""
    chosen = next((s for s in states if s.covered), None) or worst(states)
    if chosen is None:
        return ()
    s = chosen
    return (
        CoverageState(
            s.item, family.id, family.name, "household", s.state, s.reason, s.since, s.until, s.next_due, s.lapsed
        ),
    )


def entered(family: Family, person: Person) -> date:
    """The day from which a person counts in this family."""
    return max(family.opened_on, person.registered_on or family.opened_on)


def left_out(person: Person, page: Almanac, exclude: tuple[str, ...]) -> str:
    """Why a person is not in the second denominator on this day: away for long, or in a home; "" when in it."""
    rule, day = page.rules.count, page.day
    in_home = rule.institution and in_span(person.institution_since, person.institution_until, day)
    if in_home and person.institution_since and "institution" in exclude:
        return f"{page.say(person.institution_since)} 起住在养老机构"
    away = person.away_since if in_span(person.away_since, person.away_until, day) else None
    if away and "away" in exclude and add_months(away, rule.away_months) < day:
        return f"{page.say(away)} 起外出"
    return ""


def outcome_for(person: Person, page: Almanac, exclude: tuple[str, ...], refusal: str, reason: str) -> tuple[str, str]:
    """State and reason of someone not covered: declined, unfit, not counted, or missing."""
    if refusal == "declined" and "declined" in exclude:
        return NO, reason
    if refusal == "unfit" and "unfit" in exclude:
        return EXCLUDED, reason
    elsewhere = left_out(person, page, exclude)
    return (EXCLUDED, elsewhere) if elsewhere else (MISS, reason)


def ending(what: str, last: date, page: Almanac) -> str:
    """What ends and when; its last day is still covered."""
    return f"{what}今天止，明天起算缺" if last == page.day else f"{what} {page.say(last)} 止"
