"""The counties and their streams as a list: what was received last, what is missing; and their figures on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from db.clock import CHINA
from db.domain.profile import Profile
from db.domain.statistics import VillageLine
from db.queries.streams import StreamRow
from desktop.desk.coverage import UpperFigures
from desktop.desk.uppers import CountyRow
from desktop.ui.display import State, short_day
from desktop.ui.models.cells import Column, MatrixCell, Paint, StateCell
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.coverage_table import MatrixRow, household_items, matrix_cell
from desktop.words import tr

_INDENT = "　"


@dataclass(frozen=True)
class ReceivedLine:
    """A county, or one stream of it.

    Attributes:
        id: of the line; county: the county's id; org: of a township, "" for a county's own line.
        name, last, entries, families: as shown.
        state: how it stands.
    """

    id: str
    county: str
    org: str
    name: str
    last: str
    entries: int
    families: int
    state: StateCell


def received_lines(found: Sequence[CountyRow], today: date) -> tuple[ReceivedLine, ...]:
    """Each county, and under it its townships."""
    lines: list[ReceivedLine] = []
    for county in found:
        lines.append(_county_line(county, today))
        lines += [_stream_line(county, each) for each in county.streams if each.org != county.code]
    return tuple(lines)


def _county_line(county: CountyRow, today: date) -> ReceivedLine:
    last = tr("还没有上报过")
    if county.package_no:
        made = datetime.fromisoformat(county.made_at).astimezone(CHINA).date()
        last = tr("第 {n} 号，{day}").format(n=county.package_no, day=short_day(made, today))
    entries = sum(each.entries for each in county.streams)
    return ReceivedLine(
        county.county_id, county.county_id, "", county.name, last, entries, county.families, _how(county)
    )


def _how(county: CountyRow) -> StateCell:
    if county.missing:
        return StateCell(State.LATE, tr("有一份没读入"))
    if not county.package_no:
        return StateCell(State.WAIT, tr("还没有上报"))
    if county.fallen_out:
        return StateCell(State.CLASH, tr("[县]里少了 {n} 条").format(n=county.fallen_out))
    return StateCell(State.OK, tr("已接收"))


def _stream_line(county: CountyRow, each: StreamRow) -> ReceivedLine:
    state = StateCell(State.OK, tr("已接收"))
    if each.disputed:
        state = StateCell(State.CLASH, tr("{n} 户有两种说法").format(n=each.disputed))
    return ReceivedLine(
        each.org, county.county_id, each.org, f"{_INDENT}{each.name}", "", each.entries, each.families, state
    )


def received_table(lines: Sequence[ReceivedLine]) -> RowsTable:
    """What was received of whom."""
    columns: tuple[Column[ReceivedLine], ...] = (
        Column("name", tr("[县]、[乡镇]"), lambda line: line.name, 150, Paint.LEAD, stretch=True),
        Column("last", tr("最近上报"), lambda line: line.last, 150),
        Column("entries", tr("收到条数"), lambda line: f"{line.entries:,}", 80, right=True),
        Column("head", tr("户"), lambda line: f"{line.families:,}", 70, right=True),
        Column("state", tr("现在"), lambda line: line.state, 160, Paint.STATE, gap_before=14),
    )
    model: RowsModel[ReceivedLine] = RowsModel(columns, lambda line: line.id)
    model.set_rows(tuple(lines))
    table = RowsTable(model, row_height=36, cells=True, label=tr("各[县]收到哪里"))
    model.setParent(table)
    return table


@dataclass(frozen=True)
class FiguresLine:
    """The figures of a county or of one of its townships; `org` is "" for a county."""

    id: str
    org: str
    name: str
    total: VillageLine


def figures_table(found: UpperFigures, profile: Profile, titles: Sequence[tuple[str, str]]) -> RowsTable:
    """The figures of each county on a day, its townships below it.

    Args:
        found: from the desk.
        profile: which items are counted in households.
        titles: (item, its name in the place's words) in the strip's order.
    """
    units = household_items(profile, found.on)
    columns: list[Column[FiguresLine]] = [
        Column("name", tr("[县]、[乡镇]"), lambda line: line.name, 120, Paint.LEAD),
        Column("head", tr("户"), lambda line: f"{line.total.head.households:,}", 60, right=True),
    ]
    for place, (item, title) in enumerate(titles):
        columns.append(Column(item, title, partial(_figure, place, title, units), 64, Paint.MATRIX, stretch=True))
    model: RowsModel[FiguresLine] = RowsModel(columns, lambda line: line.id)
    model.set_rows(_figures_lines(found))
    table = RowsTable(model, row_height=40, cells=True, label=tr("各[县]的数字"))
    model.setParent(table)
    return table


def _figures_lines(found: UpperFigures) -> tuple[FiguresLine, ...]:
    lines: list[FiguresLine] = []
    for county in found.counties:
        lines.append(FiguresLine(county.code, "", county.name, county.total))
        mine = (each for each in found.townships if found.above.get(each.org) == county.code)
        lines += [FiguresLine(each.org, each.org, f"{_INDENT}{each.name}", each.total) for each in mine]
    return tuple(lines)


def _figure(place: int, title: str, units: frozenset[str], line: FiguresLine) -> MatrixCell:
    row = MatrixRow(line.id, line.name.strip(), line.total, line.org, by_household=units)
    return matrix_cell(row, place, title, countable=False)
