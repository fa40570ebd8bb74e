"""Who is insured on a day and on the same day a year before: persons, households, rates (domain.md §1.2 YC, BT)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.domain.almanac import Almanac, almanac
from db.domain.family import Family, in_span
from db.domain.periods import add_months
from db.domain.profile import Profile
from db.domain.support_facts import Insured
from db.domain.supports import TOLD_ONLY, insured_groups

A_YEAR = 12


@dataclass(frozen=True, slots=True)
class InsuredCount:
    """Households and persons of the insured groups, and how many of them are insured."""

    households: int = 0
    insured_households: int = 0
    persons: int = 0
    insured_persons: int = 0

    @property
    def rate(self) -> tuple[int, int]:
        """Insured persons of all, as numerator and denominator."""
        return self.insured_persons, self.persons


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """One product this year and last year on the same date.

    Attributes:
        code, name: the product; "" and the item's word for "any of the required ones".
        on, before_on: the two days (a 29 February is compared with the 28th).
        now, before: the counts.
    """

    code: str
    name: str
    on: date
    before_on: date
    now: InsuredCount
    before: InsuredCount

    @property
    def grown(self) -> int | None:
        """1 when the rate has risen, 0 when it is the same, -1 when it fell; None when one day had nobody to insure."""
        if not self.now.persons or not self.before.persons:
            return None
        here = self.now.insured_persons * self.before.persons
        there = self.before.insured_persons * self.now.persons
        return (here > there) - (here < there)


def insured_count(families: Iterable[Family], profile: Profile, day: date, code: str = "") -> InsuredCount:
    """Who is insured on a day: by one product, or by any of the required ones when `code` is "".

    Everybody of the insured groups counts in the denominator, who is away or in a home as well.
    """
    page = almanac(profile, day)
    names = _names(page, code)
    households = insured_households = persons = insured_persons = 0
    for family in families:
        asked = insured_groups(family, page)
        if not asked:
            continue
        covered = {i.person_id for i in family.insured if i.product in names and _counts(i, day)}
        here = sum(person.id in covered for person in asked)
        households += 1
        insured_households += here > 0
        persons += len(asked)
        insured_persons += here
    return InsuredCount(households, insured_households, persons, insured_persons)


def _counts(insured: Insured, day: date) -> bool:
    return insured.stage != TOLD_ONLY and in_span(insured.since, insured.until, day)


def _names(page: Almanac, code: str) -> frozenset[str]:
    if not code:
        return frozenset(page.products)
    return frozenset(name for name, product in page.every_product.items() if product.code == code) | {code}


def year_on_year(families: Iterable[Family], profile: Profile, day: date) -> tuple[YearOnYear, ...]:
    """Insured by any required product, then by each product of the place, compared with the same date a year before.

    Args:
        families: those gone since included: whether a family was on the register is judged for each of the two days.
        profile: the locality; each day is counted by its own products and groups.
        day: the later of the two days.
    """
    everyone = tuple(families)
    before_on = add_months(day, -A_YEAR)
    asked = [("", profile.word("item.S4")), *((p.code, p.name) for p in profile.products_on(day))]
    return tuple(
        YearOnYear(
            code,
            name,
            day,
            before_on,
            insured_count(everyone, profile, day, code),
            insured_count(everyone, profile, before_on, code),
        )
        for code, name in asked
    )
