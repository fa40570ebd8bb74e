"""R3, the progress of the three coverages village by village, and R4, the three numbers of the family doctors."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.almanac import Almanac, almanac
from db.domain.coverage import contact_gaps, coverage_states
from db.domain.family import Family
from db.domain.figures import CoverageFigure, figure
from db.domain.fulfilment import current_agreement, fulfilments
from db.domain.periods import Window
from db.domain.posts import holders_on, informed
from db.domain.profile import Profile
from db.domain.standing import MISS, NO, CoverageState
from db.domain.statistics import CASE_TYPES, Head, count
from db.domain.subjects import subjects

PROBLEMS = 3
"""So many problems are named in a line; the names behind all of them are on the page of coverage."""


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """One village's line of R3, or the line of all together.

    Attributes:
        village_code, village: "" for all.
        head: households, persons, children on the register.
        by_type: households by case type.
        contacts, cards, agreements: C1, C2 and C3 with both denominators, in the profile's units.
        empty_days: days of the year so far on which a household had not all its contact persons, added up.
        told: households that hold a contact card naming the present contact persons.
        contacted: households in touch within the days of C1a; visited: at home within its days.
        contact_days, visit_days: those days.
        renewed: persons whose running agreement continues an earlier one; declined: who said no.
        signed, fulfilled: persons with an agreement in force, and of these with the year's services all given.
        problems: what is missing most, with counts.
    """

    village_code: str
    village: str
    head: Head
    by_type: tuple[tuple[str, int], ...]
    contacts: CoverageFigure
    cards: CoverageFigure
    agreements: CoverageFigure
    empty_days: int
    told: int
    contacted: int
    visited: int
    contact_days: int
    visit_days: int
    renewed: int
    declined: int
    signed: int
    fulfilled: int
    problems: tuple[tuple[str, int], ...]


def progress_table(
    families: Iterable[Family], profile: Profile, day: date
) -> tuple[tuple[ProgressLine, ...], ProgressLine]:
    """R3 of `day`: the villages by code, and all together. Families not on the register are left out."""
    page = almanac(profile, day)
    judged = [_judge(family, page) for family in families if family.active(day)]
    groups: dict[str, list[_Judged]] = {}
    for each in judged:
        groups.setdefault(each.family.village_code, []).append(each)
    rows = tuple(_line(code, group[0].family.village, group, page) for code, group in sorted(groups.items()))
    return rows, _line("", "", judged, page)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A family and all that a line counts of it."""

    family: Family
    states: tuple[CoverageState, ...]
    empty_days: int
    told: bool
    contacted: bool
    visited: bool
    signed: int
    renewed: int
    fulfilled: int


def _judge(family: Family, page: Almanac) -> _Judged:
    year = Window(page.day.replace(month=1, day=1), page.day)
    posts = [one for kind, one in holders_on(family, page.day).items() if kind in page.rules.c1.posts]
    rule = page.rules.c1a
    served = fulfilments(family, page)
    signed = [current_agreement(family, p, page.day) for p in subjects(family, page.day, page.rules.c3.holders)]
    return _Judged(
        family,
        coverage_states(family, page.profile, page.day),
        sum(gap.days for gap in contact_gaps(family, page.profile, year)),
        bool(posts) and all(informed(family, one, page.day) for one in posts),
        _met_within(family, page.day, rule.contact_days.normal, rule.contact_modes),
        _met_within(family, page.day, rule.home_days.normal, rule.home_modes),
        sum(one is not None for one in signed),
        sum(one is not None and one.kind == "renewal" for one in signed),
        sum(each.whole for each in served),
    )


def _met_within(family: Family, day: date, days: int, modes: tuple[str, ...]) -> bool:
    first = day - timedelta(days=days)
    return any(v.outcome == "met" and v.mode in modes and first < v.on <= day for v in family.visits)


def _line(code: str, village: str, group: list[_Judged], page: Almanac) -> ProgressLine:
    states = [state for each in group for state in each.states]
    rule = page.rules.c1a
    types = Counter(each.family.case_type for each in group)
    contacts, cards, agreements = (figure(s for s in states if s.item == item) for item in ("C1", "C2", "C3"))
    return ProgressLine(
        code,
        village,
        count((each.family for each in group), page.day),
        tuple((kind, types[kind]) for kind in CASE_TYPES),
        contacts,
        cards,
        agreements,
        sum(each.empty_days for each in group),
        sum(each.told for each in group),
        sum(each.contacted for each in group),
        sum(each.visited for each in group),
        rule.contact_days.normal,
        rule.home_days.normal,
        sum(each.renewed for each in group),
        sum(state.item == "C3" and state.state == NO for state in states),
        sum(each.signed for each in group),
        sum(each.fulfilled for each in group),
        _problems(states, page),
    )


_LAPSED = {"C1": "联系人空缺", "C2": "{card}失效", "C3": "协议到期未续"}
_NEVER = {"C1": "联系人没有落实", "C2": "没有{card}", "C3": "没有签约"}


def _problems(states: list[CoverageState], page: Almanac) -> tuple[tuple[str, int], ...]:
    found = Counter(
        (_LAPSED if state.lapsed else _NEVER)[state.item].format(card=page.green_card)
        for state in states
        if state.state == MISS
    )
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:PROBLEMS])


@dataclass(frozen=True, slots=True)
class DoctorNumbers:
    """R4 of one village: persons, agreements in force, and of these the renewed ones (人数、签约数、续约数)."""

    village_code: str
    village: str
    persons: int
    signed: int
    renewed: int


def doctor_numbers(
    families: Iterable[Family], profile: Profile, day: date
) -> tuple[tuple[DoctorNumbers, ...], DoctorNumbers]:
    """R4 of `day`: the villages by code, and all together.

    Always persons, whatever unit the place counts C3 in.
    """
    page = almanac(profile, day)
    groups: dict[str, DoctorNumbers] = {}
    for family in families:
        if family.active(day):
            before = groups.get(family.village_code, DoctorNumbers(family.village_code, family.village, 0, 0, 0))
            groups[family.village_code] = _with(before, family, page)
    rows = tuple(line for _, line in sorted(groups.items()))
    total = DoctorNumbers(
        "", "", sum(r.persons for r in rows), sum(r.signed for r in rows), sum(r.renewed for r in rows)
    )
    return rows, total


def _with(before: DoctorNumbers, family: Family, page: Almanac) -> DoctorNumbers:
    people = subjects(family, page.day, page.rules.c3.holders)
    running = [current_agreement(family, person, page.day) for person in people]
    return DoctorNumbers(
        before.village_code,
        before.village,
        before.persons + len(people),
        before.signed + sum(one is not None for one in running),
        before.renewed + sum(one is not None and one.kind == "renewal" for one in running),
    )
