"""The matrix of coverage: a line a village (at the county under its township), seven items, numbers only at a gap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from db.domain.figures import CoverageFigure, percent_words
from db.domain.profile import Profile
from db.domain.standing import ITEMS
from db.domain.statistics import VillageLine
from desktop.ui.display import State
from desktop.ui.models.cells import Column, MatrixCell, Paint, RateCell
from desktop.words import tr

FIRST_SUPPORT = 3
HOUSEHOLD_ITEMS = frozenset(("C1", "S1", "S2", "S3"))
"""Items counted in 户; the others in 人, unless the place counts them in 户, too (domain.md §5)."""


@dataclass(frozen=True)
class MatrixRow:
    """One line of the matrix.

    Attributes:
        id: stable: township and village code.
        name: as shown.
        line: size and the seven figures.
        org: the township's code at the county, else "".
        village_code: "" for a township's own line and for the total.
        township: True for a township's line at the county.
        by_household: items counted in 户.
    """

    id: str
    name: str
    line: VillageLine
    org: str = ""
    village_code: str = ""
    township: bool = False
    by_household: frozenset[str] = HOUSEHOLD_ITEMS

    def unit_of(self, item: str) -> str:
        """户 or 人."""
        return tr("户") if item in self.by_household else tr("人")


def household_items(profile: Profile, day: date) -> frozenset[str]:
    """Which items the place counts in 户 on a day."""
    rules = profile.on(day)
    chosen = {item for item, rule in (("C2", rules.c2), ("C3", rules.c3)) if rule.unit == "household"}
    return HOUSEHOLD_ITEMS | chosen


def whole_of(figure: CoverageFigure, *, countable: bool) -> int:
    """The denominator chosen."""
    return figure.countable if countable else figure.total


def matrix_cell(row: MatrixRow, place: int, title: str, *, countable: bool) -> MatrixCell:
    """One figure: `49/53 缺3` where somebody is missing, else shape and number."""
    figure = row.line.figures[place]
    whole = whole_of(figure, countable=countable)
    unit = row.unit_of(ITEMS[place])
    if not figure.total:
        return MatrixCell(State.NA, sentence=tr("{title}：本地不要求").format(title=title))
    said = tr("{title}：{part}/{whole} {unit}").format(title=title, part=figure.covered, whole=whole, unit=unit)
    if figure.missing:
        gap = tr("缺{n}").format(n=figure.missing)
        return MatrixCell(State.MISS, "", str(figure.covered), str(whole), gap, f"{said}，{gap}")
    if figure.covered < whole or not whole:
        return MatrixCell(State.EXCL, f"{figure.covered}/{whole}", sentence=tr("{said}，其余不计入").format(said=said))
    return MatrixCell(State.OK, str(figure.covered), sentence=said)


def rate_cell(row: MatrixRow, place: int, title: str, *, countable: bool) -> RateCell | MatrixCell:
    """One rate of the line of totals: `97.0%` over `386/398 人`."""
    figure = row.line.figures[place]
    if not figure.total:
        return MatrixCell(State.NA, sentence=tr("{title}：本地不要求").format(title=title))
    rate = figure.rate_countable if countable else figure.rate_all
    under = f"{rate[0]}/{rate[1]} {row.unit_of(ITEMS[place])}"
    return RateCell(percent_words(rate), under, f"{title}：{percent_words(rate)}，{under}")


def matrix_columns(profile: Profile, countable: Callable[[], bool], *, totals: bool = False) -> list[Column[MatrixRow]]:
    """Village, 户 / 人, and the seven items in their one order.

    Args:
        profile: names the items.
        countable: which denominator is chosen now.
        totals: for the line of all together, with rates.
    """
    made: list[Column[MatrixRow]] = [
        Column("village", tr("[村（社区）]"), _name, 92, Paint.NAME if totals else Paint.LEAD),
        Column("count", tr("户 / 人"), _size, 80, right=True),
    ]
    groups = [profile.word("coverage.title"), profile.word("support.title")]
    for place, item in enumerate(ITEMS):
        title = profile.word(f"item.{item}")
        cell = rate_cell if totals else matrix_cell
        value = partial(_cell, cell, place, title, countable)
        group = groups[place >= FIRST_SUPPORT]
        gap = 12 if place == FIRST_SUPPORT else 0
        short = profile.word(f"item.{item}.short")
        made.append(
            Column(item, title, value, 84, Paint.MATRIX, group=group, stretch=True, gap_before=gap, short=short)
        )
    return made


def township_rows(org: str, name: str, total: VillageLine, villages: Sequence[VillageLine]) -> list[MatrixRow]:
    """At the county: the township's own line, then its villages."""
    head = MatrixRow(f"{org}/", name, total, org, township=True)
    return [head, *(village_row(line, org) for line in villages)]


def village_row(line: VillageLine, org: str = "") -> MatrixRow:
    """A village's line."""
    return MatrixRow(f"{org}/{line.village_code}", line.village or tr("（没填[村]）"), line, org, line.village_code)


def counted_by(rows: Sequence[MatrixRow], households: frozenset[str]) -> tuple[MatrixRow, ...]:
    """The same lines, knowing which items are counted in 户."""
    return tuple(replace(row, by_household=households) for row in rows)


def _cell(
    make: Callable[..., MatrixCell | RateCell], place: int, title: str, countable: Callable[[], bool], row: MatrixRow
) -> MatrixCell | RateCell:
    return make(row, place, title, countable=countable())


def _name(row: MatrixRow) -> str:
    return row.name if row.township or not row.org else f"　{row.name}"


def _size(row: MatrixRow) -> str:
    return f"{row.line.head.households} / {row.line.head.persons}"
