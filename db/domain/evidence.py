"""Why a coverage stands as it does: the last record it rests on, and who answers for it (domain.md §6, checks)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.almanac import Almanac
from db.domain.coverage_facts import Assignment
from db.domain.family import Family, in_span
from db.domain.posts import holders_on
from db.domain.standing import CoverageState

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record on file that says something about a coverage: what it is, which one, and its day."""

    entity: str
    record_id: str
    on: date


def evidence_of(family: Family, state: CoverageState, day: date) -> Evidence | None:
    """The latest record by `day` on which a state rests, or which shows that it has ended; None when there is none."""
    found = [each for each in _records(family, state) if each.on <= day]
    return max(found, key=lambda each: (each.on, each.record_id), default=None)


def _records(family: Family, state: CoverageState) -> Iterator[Evidence]:
    """Every record of the family that speaks of the state's item and subject, once for each of its days."""
    mine = {state.subject_id} if state.unit == "person" else {person.id for person in family.persons}
    for entity, record_id, days in _RECORDS[state.item](family, mine):
        yield from (Evidence(entity, record_id, on) for on in days if on)


_Told = Iterator[tuple[str, str, tuple[date | None, ...]]]


def _posts(family: Family, _mine: set[str]) -> _Told:
    for post in family.assignments:
        left = post.until + ONE_DAY if post.until and post.until < date.max else None
        yield "assignment", post.id, (post.since, left)


def _cards(family: Family, mine: set[str]) -> _Told:
    return (("green_card", c.id, (c.since, c.ended_on)) for c in family.cards if c.person_id in mine)


def _agreements(family: Family, mine: set[str]) -> _Told:
    for each in (one for one in family.agreements if one.person_id in mine):
        over = each.ended_on + ONE_DAY if each.ended_on else None  # its last day is still covered
        yield "agreement", each.id, (each.since, each.declined_on, over)


def _volunteering(family: Family, _mine: set[str]) -> _Told:
    yield from (("pairing", pairing.id, (pairing.since,)) for pairing in family.pairings)
    yield from (("volunteer_service", each.id, (each.on,)) for each in family.volunteer_services)


_RECORDS: dict[str, Callable[[Family, set[str]], _Told]] = {
    "C1": _posts,
    "C2": _cards,
    "C3": _agreements,
    "S1": lambda family, _: (("psych_session", one.id, (one.on,)) for one in family.sessions),
    "S2": lambda family, _: (("visit", visit.id, (visit.on,)) for visit in family.visits),
    "S3": _volunteering,
    "S4": lambda family, mine: (("insured", one.id, (one.since,)) for one in family.insured if one.person_id in mine),
}


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for a family on a day: the contact persons of its posts, and the posts nobody holds."""

    holders: tuple[Assignment, ...]
    vacant: tuple[str, ...]


def answerable(family: Family, page: Almanac) -> Answerable:
    """The contact persons of the posts the place asks for, from the top down; then those beside them."""
    held = holders_on(family, page.day)
    posts = page.rules.c1.posts
    named = [held[kind] for kind in posts if kind in held]
    beside = [
        one for one in family.assignments if one.post_kind not in posts and in_span(one.since, one.until, page.day)
    ]
    return Answerable((*named, *beside), tuple(kind for kind in posts if kind not in held))
