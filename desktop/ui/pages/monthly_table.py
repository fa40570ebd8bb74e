"""Township by month as a matrix, and the figures of each township in the same shape."""

from collections.abc import Mapping, Sequence
from functools import partial

from db.domain.periods import Period
from db.domain.profile import Profile
from desktop.desk.county import Figures, TownshipFigures
from desktop.desk.county_months import CountyMonths, MonthCell, TownshipYear
from desktop.ui.display import State
from desktop.ui.models.cells import Column, MatrixCell, Paint
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.coverage_table import MatrixRow, household_items, matrix_cell
from desktop.words import tr

_STATES = {
    "ok": State.OK,
    "late": State.SOON,
    "corrected": State.SENT,
    "conflict": State.CLASH,
    "rejected": State.BACK,
    "waiting": State.WAIT,
    "missing": State.LATE,
    "open": State.WAIT,
    "before": State.NA,
}
LEGEND = (
    (State.OK, "已接收，数字为包号"),
    (State.SENT, "交后又有更正"),
    (State.SOON, "迟交"),
    (State.CLASH, "有冲突"),
    (State.BACK, "有退回"),
    (State.WAIT, "还没到交的日子，或在等前文"),
    (State.LATE, "未交"),
    (State.NA, "还未启用"),
)


def months_table(months: CountyMonths) -> RowsTable:
    """The matrix; the columns are the months shown, under their years where there are two."""
    columns: list[Column[TownshipYear]] = [
        Column("name", tr("[乡镇]"), lambda t: t.name, 84, Paint.LEAD),
        Column("households", tr("户"), lambda t: f"{t.households:,}", 44, right=True),
    ]
    two = len({period.year for period in months.periods}) > 1
    columns += [
        Column(
            period.code,
            period.short,
            partial(_month, place, period),
            46,
            Paint.MATRIX,
            stretch=True,
            group=tr("{year} 年").format(year=period.year) if two and period.short != period.label else "",
        )
        for place, period in enumerate(months.periods)
    ]
    model: RowsModel[TownshipYear] = RowsModel(columns, lambda township: township.org_code)
    model.set_rows(months.townships)
    table = RowsTable(model, row_height=32, cells=True, label=tr("[乡镇]按月上报"))
    model.setParent(table)
    return table


def figures_table(
    figures: Figures, profile: Profile, titles: Sequence[tuple[str, str]], changed: Mapping[str, int] | None = None
) -> RowsTable:
    """The figures of each township on a day.

    Args:
        figures: from the desk.
        profile: which items are counted in households.
        titles: (item, its name in the place's words) in the strip's order.
        changed: by township the households that add something else since; None where that is not asked.
    """
    units = household_items(profile, figures.on)
    columns: list[Column[TownshipFigures]] = [
        Column("name", tr("[乡镇]"), lambda t: t.name, 96, Paint.LEAD),
        Column("head", tr("户"), lambda t: f"{t.total.head.households:,}", 56, right=True),
    ]
    if changed is not None:
        columns.append(Column("since", tr("后来变"), partial(_changed, changed), 58, right=True))
    width = 80 if changed is None else 74  # as many columns as before, and one more, in the same room
    for place, (item, title) in enumerate(titles):
        value = partial(_figure, place, title, units)
        columns.append(Column(item, title, value, width, Paint.MATRIX, stretch=True))
    model: RowsModel[TownshipFigures] = RowsModel(columns, lambda township: township.org_code)
    model.set_rows(figures.townships)
    table = RowsTable(model, row_height=40, cells=True, label=tr("各[乡镇]的数字"))
    model.setParent(table)
    return table


def _month(place: int, period: Period, township: TownshipYear) -> MatrixCell:
    cell = township.months[place]
    return MatrixCell(_STATES[cell.standing], _word(cell), sentence=_sentence(township, period, cell))


def _word(cell: MonthCell) -> str:
    if cell.standing == "rejected":
        return tr("退 {n}").format(n=cell.count)
    if cell.standing in {"missing", "waiting"}:
        return {"missing": tr("未交"), "waiting": tr("等待")}[cell.standing]
    return str(cell.package_no) if cell.package_no else ""


def _sentence(township: TownshipYear, period: Period, cell: MonthCell) -> str:
    early = {
        "open": tr("第 {no} 号包是期末以前做的，期末还要交一次"),
        "missing": tr("未交：第 {no} 号包是期末以前做的"),
    }
    words = {
        "ok": tr("已接收第 {no} 号包"),
        "late": tr("第 {no} 号包迟交"),
        "corrected": tr("交后又有更正，最后是第 {no} 号包"),
        "conflict": tr("已接收第 {no} 号包，{n} 处冲突"),
        "rejected": tr("已接收第 {no} 号包，退回 {n} 条"),
        "waiting": tr("第 {no} 号包在等前文，{n} 条先存着"),
        "missing": tr("未交"),
        "open": tr("还没到交的日子"),
        "before": tr("还未启用"),
    }[cell.standing]
    words = early.get(cell.standing, words) if cell.early else words
    said = words.format(no=cell.package_no, n=cell.count)
    return tr("{who} {period}，{said}").format(who=township.name, period=period.label, said=said)


def _figure(place: int, title: str, units: frozenset[str], township: TownshipFigures) -> MatrixCell:
    row = MatrixRow(township.org_code, township.name, township.total, township.org_code, by_household=units)
    return matrix_cell(row, place, title, countable=False)


def _changed(changed: Mapping[str, int], township: TownshipFigures) -> str:
    return str(changed.get(township.org_code) or "")
