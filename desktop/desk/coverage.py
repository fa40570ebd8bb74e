"""Coverage on any date: village by item, and the named people behind every figure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from db.domain.family import Family
from db.domain.standing import ITEMS, CoverageState
from db.domain.statistics import VillageLine, behind_figure, uncovered
from db.domain.tally import Tallies
from db.queries.facts import BY_NUMBER, BY_ROUTE, families_on_file
from db.queries.streams import county_of_stream
from db.queries.transfers import owners_on
from db.store.home import UPPER
from db.sync.upper.counties import enrolled_counties
from desktop.desk.board import board_of
from desktop.desk.desk import Desk
from desktop.desk.past import DayFigures, day_figures


@dataclass(frozen=True)
class CoverageMap:
    """The page of coverage.

    Attributes:
        on: as of this day (valid time, B-59).
        villages: a line each; `total`: all together.
        items: rule ids in the strip's order.
    """

    on: date
    villages: tuple[VillageLine, ...]
    total: VillageLine
    items: tuple[str, ...] = ITEMS


@dataclass(frozen=True)
class Behind:
    """A household or person behind a figure, with the reason.

    Attributes:
        family_id, family_name, village: where.
        state: the item's state with its reason.
    """

    family_id: str
    family_name: str
    village: str
    state: CoverageState


def coverage(desk: Desk, on: date | None = None, org: str = "") -> CoverageMap:
    """Village by item on a day.

    Args:
        desk: the desk.
        on: the day; today when None.
        org: one township only, at the county.
    """
    day = on or desk.today
    if day == desk.today and not org:
        board = board_of(desk)
        board.advance(desk)
        if board.ready:
            return CoverageMap(day, *board.villages())
    return CoverageMap(day, *day_figures(desk, day, org).whole.lines())


@dataclass(frozen=True)
class Township:
    """A township of the county on a day: its own line, and one a village."""

    org: str
    name: str
    total: VillageLine
    villages: tuple[VillageLine, ...]


@dataclass(frozen=True)
class County:
    """A county on a day, at an upper office: its own line."""

    code: str
    name: str
    total: VillageLine


@dataclass(frozen=True)
class UpperFigures:
    """An upper office on a day.

    Attributes:
        on: the day.
        counties, townships: a line each; above: code of the county by code of the township.
    """

    on: date
    counties: tuple[County, ...] = ()
    townships: tuple[Township, ...] = ()
    above: Mapping[str, str] = field(default_factory=dict)


def upper_figures(desk: Desk, on: date | None = None) -> UpperFigures:
    """At an upper office: every county on a day, and every township; nothing anywhere else.

    A person who stands in two townships' files of one county counts once in that county's line.
    """
    day = on or desk.today
    if desk.record.office.role != UPPER:
        return UpperFigures(day)
    with desk.record.store.reading() as connection:
        above = county_of_stream(connection)
    names = {each.manifest.county_code: each.manifest.county_name for each in enrolled_counties(desk.record.store)}
    found = day_figures(desk, day, apart=True, counties=above)
    lines = ((code, found.counties.get(code, Tallies()).lines()[1]) for code in sorted(names))
    return UpperFigures(
        day, tuple(County(code, names[code], total) for code, total in lines), _townships(desk, found), above
    )


def county_names(desk: Desk) -> dict[str, str]:
    """At an upper office: the county's name by code of the township; nothing anywhere else."""
    if desk.record.office.role != UPPER:
        return {}
    names = {each.manifest.county_code: each.manifest.county_name for each in enrolled_counties(desk.record.store)}
    with desk.record.store.reading() as connection:
        return {org: names[code] for org, code in county_of_stream(connection).items() if code in names}


def county_coverage(desk: Desk, on: date | None = None) -> tuple[CoverageMap, tuple[Township, ...]]:
    """Everything on file on a day, and township by township, from one reading.

    A township with families on file of whom nobody was on the register that day has a line without figures.
    """
    day = on or desk.today
    found = day_figures(desk, day, apart=True)
    return CoverageMap(day, *found.whole.lines()), _townships(desk, found)


def _townships(desk: Desk, found: DayFigures) -> tuple[Township, ...]:
    names = desk.record.store.setting("townships", {})
    townships = []
    for org in orgs(desk):
        villages, total = found.townships.get(org, Tallies()).lines()
        townships.append(Township(org, names.get(org, org), total, villages))
    return tuple(townships)


def behind(
    desk: Desk, item: str, on: date | None = None, village_code: str = "", org: str = "", *, everyone: bool = False
) -> tuple[Behind, ...]:
    """Who is not covered by an item on a day, and why; the longest missing first.

    Args:
        desk: the desk.
        item: C1 to S4.
        on: the day; today when None.
        village_code: one village only.
        org: one township only, at the county.
        everyone: those who are covered as well, at the end.
    """
    day = on or desk.today
    families = each_family(desk, org, village_code, BY_ROUTE, day)
    listed = behind_figure if everyone else uncovered
    found = listed((f for f in families if f.active(day)), desk.profile, day, item)
    return tuple(Behind(family.id, family.name, family.village, state) for family, state in found)


def orgs(desk: Desk) -> tuple[str, ...]:
    """Codes of the townships on file."""
    with desk.record.store.reading() as connection:
        return tuple(connection.exec_driver_sql("SELECT DISTINCT org FROM family ORDER BY org").scalars())


def families_of(desk: Desk, org: str = "") -> tuple[Family, ...]:
    """The facts of every family on file, or of one township's at the county."""
    return tuple(each_family(desk, org, order=BY_ROUTE))


_WANTED = """
    SELECT f.id FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE f.voided = 0 AND ? IN ('', coalesce(v.code, v.name)) AND (? IN ('', f.org)
           AND f.id NOT IN (SELECT value FROM json_each(?)) OR f.id IN (SELECT value FROM json_each(?)))
"""


def each_family(
    desk: Desk, org: str = "", village_code: str = "", order: str = BY_NUMBER, on: date | None = None
) -> Iterator[Family]:
    """The facts of family after family, a few hundred in memory at a time.

    Args:
        desk: the desk.
        org: one township's only, at the county.
        village_code: one village's only, as it stands in the facts.
        order: as they were entered, which is read quickest, or `BY_ROUTE`.
        on: whose a family was on that day counts, where it has gone to another township since (B-37); None for now.
    """
    with desk.record.store.reading() as connection:
        then = owners_on(connection, on) if on and org else {}
        others, own = ([each for each, of in then.items() if (of == org) is wanted] for wanted in (False, True))
        wanted = (village_code, org, json.dumps(others), json.dumps(own))
        ids = list(connection.exec_driver_sql(f"{_WANTED} {order}", wanted).scalars())
        yield from families_on_file(connection, ids)
