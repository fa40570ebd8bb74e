"""Counting families: households, persons and children, by village and by type, nobody twice."""

from collections.abc import Callable, Iterable
from datetime import date

from db.domain.almanac import almanac
from db.domain.family import Family
from db.domain.judged import Judged
from db.domain.periods import Window
from db.domain.profile import Profile
from db.domain.standing import NOT_ASKED, OUT, CoverageState
from db.domain.tally import CONCERNED, Head, Tallies, VillageLine, counted

__all__ = [
    "CASE_TYPES", "VISIT_KINDS", "Head", "VillageLine", "behind_figure", "by_type", "by_village",
    "by_village_and_type", "count", "coverage_table", "uncovered", "visits_made",
]  # fmt: skip
CASE_TYPES = ("death", "disability", "complication")


def count(families: Iterable[Family], day: date) -> Head:
    """Households on the register on `day`, their living persons served, and the children behind the files.

    A child of divorced parents in two households is one child; a person in two files is one person (domain.md §0.3).
    """
    households: set[str] = set()
    persons: set[str] = set()
    children: set[str] = set()
    for family in families:
        if family.active(day):
            households.add(family.id)
            persons.update(p.id for p in family.members(day) if p.is_target)
            children.update(c.id for c in family.children if c.state in CONCERNED)
    return Head(len(households), len(persons), len(children))


def by_village(families: Iterable[Family], day: date) -> dict[str, Head]:
    """Counts by village code; the villages' children may overlap, so their sum is not the total."""
    return _by(families, day, lambda family: (family.village_code,))


def by_type(families: Iterable[Family], day: date) -> dict[str, Head]:
    """Counts by primary case type, every type present."""
    return dict.fromkeys(CASE_TYPES, Head()) | _by(families, day, lambda family: (family.case_type,))


def by_village_and_type(families: Iterable[Family], day: date) -> dict[tuple[str, str], Head]:
    """Counts by village code and primary case type."""
    families = tuple(families)
    keys = {(f.village_code, f.case_type) for f in families}
    return {key: count((f for f in families if (f.village_code, f.case_type) == key), day) for key in sorted(keys)}


def _by(families: Iterable[Family], day: date, keys: Callable[[Family], tuple[str, ...]]) -> dict[str, Head]:
    groups: dict[str, list[Family]] = {}
    for family in families:
        for key in keys(family):
            groups.setdefault(key, []).append(family)
    return {key: count(group, day) for key, group in sorted(groups.items())}


VISIT_KINDS = ("daily", "festival", "birthday", "hospital", "emergency")
_FROM_AFAR = {"phone", "video", "message"}


def visits_made(families: Iterable[Family], profile: Profile, window: Window) -> dict[str, Head]:
    """R1's 走访慰问落实: households and persons met by each kind of visit in a period, each counted once a kind.

    A call is not a visit, unless the county counts greetings by telephone (`S2-festival.phone_counts_household`); an
    attempt that met nobody never is.
    """
    calls_count = profile.on(window.end).s2_festival.phone_counts_household
    households: dict[str, set[str]] = {kind: set() for kind in VISIT_KINDS}
    persons: dict[str, set[str]] = {kind: set() for kind in VISIT_KINDS}
    for family in families:
        for visit in family.visits:
            counts = visit.mode not in _FROM_AFAR or (calls_count and visit.category != "daily")
            if visit.outcome == "met" and visit.on in window and counts and visit.category in households:
                households[visit.category].add(family.id)
                persons[visit.category].update(visit.persons_met)
    return {kind: Head(len(households[kind]), len(persons[kind])) for kind in VISIT_KINDS}


def coverage_table(
    families: Iterable[Family], profile: Profile, day: date
) -> tuple[tuple[VillageLine, ...], VillageLine]:
    """The coverage of every village on `day`, and the line of all together (R3, screen 06).

    Returns:
        The villages by code, and the total; figures are households for C1, S1, S2, S3 and persons for C2, C3, S4,
        unless the profile counts otherwise.
    """
    page = almanac(profile, day)
    counts = (counted(Judged(family, page)) for family in families)
    return Tallies(count for count in counts if count is not None).lines()


def behind_figure(
    families: Iterable[Family], profile: Profile, day: date, item: str
) -> tuple[tuple[Family, CoverageState], ...]:
    """The names behind a figure: everyone an item asks for on `day`, the longest missing first.

    Those not counted (declined, away) come after who is missing, and those covered last: every number of the figure
    can be clicked down to people.
    """
    page = almanac(profile, day)
    found = [
        (family, state) for family in families for state in Judged(family, page).of(item) if state.state != NOT_ASKED
    ]
    return tuple(sorted(found, key=lambda pair: (pair[1].covered, pair[1].state in OUT, pair[1].since or day)))


def uncovered(
    families: Iterable[Family], profile: Profile, day: date, item: str
) -> tuple[tuple[Family, CoverageState], ...]:
    """Everyone not covered by an item on `day`, the longest missing first; those not counted come last."""
    return tuple(pair for pair in behind_figure(families, profile, day, item) if not pair[1].covered)
