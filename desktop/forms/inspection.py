"""F15 核查单: one village on a day, a family a line, the seven items with their reasons, both denominators.

Landscape, for an inspector's hand; it is never read back, so it bears no squares and no code. A village takes one page:
where it has too many families for that, those with all seven in order are named together below the table. One with too
many gaps goes on, its head repeated, its figures on the last page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.forms.fonts import shipped_fonts
from desktop.forms.frame import HOLDS_PERSONAL, draw_title, practice_mark
from desktop.forms.layout import INNER, OUTER, SECTION, Slot, fill
from desktop.forms.page import LANDSCAPE, MM, Pen, inked
from desktop.forms.preflight import refuse_missing
from desktop.forms.refusals import NothingToPrint
from desktop.forms.wording import break_lines

FORM, VERSION = "F15", "2026-1"
_LEFT, _TOP, _UNDER_TITLE = 15.0, 32.0, 27.2
_HEAD, _FIGURE, _LINE, _PAD = 11.0, 5.4, 3.75, 2.0
_WIDTHS = (9.0, 25.0, 10.0, 8.0, *(16.0,) * 7, 103.0)
_NAME, _KIND, _PERSONS, _FIRST = 1, 2, 3, 4
_SIZE, _NOTE = 8.5, 8.0
_LONG = 8.0
"""Points of a name that takes several lines."""
_NOTE_LINE = 3.7
_FULL = 196.0 - _TOP - _HEAD
"""Height of the rows of a page that has nothing below them."""
_SIGNED = 188.0 - _TOP - _HEAD
"""Height of rows, figures and notes of the page that is signed."""
_IN_ORDER = frozenset("✓◐·")


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One family.

    Attributes:
        head: the head of household's name.
        kind: 一类, 二类, 三类: the type without its name.
        persons: the persons served.
        cells: for each of the seven items a sign, and for those counted by person `1/2`.
        reasons: a sentence for each gap, and who answers for the family.
    """

    head: str
    kind: str
    persons: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def in_order(self) -> bool:
        """Whether nothing is missing; what ends soon is still in order."""
        return not self.reasons and all(cell[:1] in _IN_ORDER for cell in self.cells)


@dataclass(frozen=True, slots=True)
class InspectionSheet:
    """One village on a day.

    Attributes:
        title: `三项制度和四项制度落实情况核查单`, in the place's words.
        unit, village, as_of: 单位, 村（社区）, the day in words.
        size: `12 户 21 人`.
        items: name and unit of each of the seven.
        rows: the families in route order.
        figures: a label and seven values each: counts and rates with both denominators.
        notes: what the signs mean, on which documents the rules rest.
        practice: a copy for practice, marked as such.
    """

    title: str
    unit: str
    village: str
    as_of: str
    size: str
    items: tuple[tuple[str, str], ...]
    rows: tuple[InspectionRow, ...]
    figures: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()
    practice: bool = False


def inspection(sheets: Sequence[InspectionSheet]) -> bytes:
    """All villages as one PDF, each beginning on a page of its own.

    Refuses with `NothingToPrint` and `GlyphsMissing` before anything is handed out.
    """
    if not sheets:
        raise NothingToPrint
    for sheet in sheets:
        refuse_missing(sheet, sheet.village)
    pen = Pen(sheets[0].title, shipped_fonts(), LANDSCAPE)
    for sheet in sheets:
        _draw(pen, sheet)
    return pen.finish()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its reasons broken into lines, and how many lines a long name takes."""

    row: InspectionRow
    lines: tuple[str, ...]
    name_lines: int

    @property
    def height(self) -> float:
        return max(len(self.lines), self.name_lines, 1) * _LINE + _PAD


def _draw(pen: Pen, sheet: InspectionSheet) -> None:
    rows, folded = [_broken(pen, row) for row in sheet.rows], ""
    last_part = len(sheet.figures) * _FIGURE + len(_note_lines(pen, sheet)) * _NOTE_LINE
    if len(_paged(rows, last_part)) > 1:
        rows, folded = _folded(rows)
        last_part += _fold_height(pen, folded)
    pages = _paged(rows, last_part)
    number = 1
    for place, part in enumerate(pages):
        _head(pen, sheet)
        bottom = _table_head(pen, sheet)
        for row in part:
            bottom = _row(pen, row, number, bottom)
            number += 1
        end = bottom
        if place == len(pages) - 1:
            end = _figures(pen, sheet, _fold(pen, folded, bottom))
        _frame(pen, bottom, end)
        if place == len(pages) - 1:
            _close(pen, sheet, end)
        _foot(pen, place + 1, len(pages))
        pen.turn_page()


def _broken(pen: Pen, row: InspectionRow) -> _Row:
    width = (_WIDTHS[-1] - 2.4) * MM / _SIZE
    advances = pen.fonts.advances("small")
    lines = [line for reason in row.reasons for line in break_lines(inked(reason), advances, (width,))]
    name = break_lines(inked(row.head, verbatim=True), pen.fonts.advances("fine"), ((_WIDTHS[_NAME] - 1) * MM / _LONG,))
    return _Row(row, tuple(lines), len(name))


def _folded(rows: list[_Row]) -> tuple[list[_Row], str]:
    """The rows with something to say, and the others in one sentence."""
    calm = [each.row for each in rows if each.row.in_order]
    said = "、".join(f"{row.head}（{row.kind} {row.persons} 人）" for row in calm)
    words = f"七项都已落实（含将到期）的 {len(calm)} 户：{said}。" if calm else ""
    return [each for each in rows if not each.row.in_order], words


def _fold_lines(pen: Pen, folded: str) -> list[str]:
    width = (sum(_WIDTHS) - 2.4) * MM / _SIZE
    return break_lines(inked(folded), pen.fonts.advances("small"), (width,)) if folded else []


def _fold_height(pen: Pen, folded: str) -> float:
    lines = len(_fold_lines(pen, folded))
    return lines * _LINE + _PAD if lines else 0.0


def _fold(pen: Pen, folded: str, top: float) -> float:
    """Writes the sentence about those in order across the table; answers where it ends."""
    for place, line in enumerate(_fold_lines(pen, folded)):
        pen.text(_LEFT + 1.2, top + _PAD / 2 + _LINE * (place + 0.5), line, "small", _SIZE)
    return top + _fold_height(pen, folded)


def _paged(rows: list[_Row], last_part: float) -> list[list[_Row]]:
    """The rows page by page; the last page keeps room for what stands below them, and for the line to sign on."""
    pages: list[list[_Row]] = [[]]
    used = 0.0
    for row in rows:
        if pages[-1] and used + row.height > _FULL:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += row.height
    if pages[-1] and used + last_part > _SIGNED:
        pages.append([pages[-1].pop()] if len(pages[-1]) > 1 else [])
    return pages


def _head(pen: Pen, sheet: InspectionSheet) -> None:
    pen.shift = (0.0, -16.0)  # without squares and code the title moves up
    draw_title(pen, sheet.title)
    pen.shift = (0.0, 0.0)
    if sheet.practice:
        practice_mark(pen)
    right = _LEFT + sum(_WIDTHS)
    fill(pen, Slot("单位", _LEFT, _UNDER_TITLE, 120, 5, 10.5, 8, "left"), f"{sheet.unit}  {sheet.village}")
    pen.text(pen.geometry.axis, _UNDER_TITLE, f"截至 {sheet.as_of}", "value", 10.5, "center")
    pen.text(right, _UNDER_TITLE, sheet.size, "value", 10.5, "right")


def _edges() -> list[float]:
    edges = [_LEFT]
    for width in _WIDTHS:
        edges.append(edges[-1] + width)
    return edges


def _table_head(pen: Pen, sheet: InspectionSheet) -> float:
    edges = _edges()
    pen.grey(0.95)
    pen.box(edges[0], _TOP, edges[-1] - edges[0], _HEAD, "f")
    pen.grey(0)
    titles = ("序号", "户主", "类别", "人数", *(f"{name}（{unit}）" for name, unit in sheet.items), "为什么、谁负责")
    for (left, right), title in zip(pairwise(edges), titles, strict=True):
        slot = Slot(title, left + 0.5, _TOP + _HEAD / 2, right - left - 1, _HEAD - 1, _NOTE, 6.5, role="small")
        fill(pen, slot, title)
    pen.line((edges[0], _TOP + _HEAD), (edges[-1], _TOP + _HEAD), SECTION)
    return _TOP + _HEAD


def _row(pen: Pen, broken: _Row, number: int, top: float) -> float:
    edges, row = _edges(), broken.row
    middle, bottom = top + broken.height / 2, top + broken.height
    texts = (str(number), row.head, row.kind, str(row.persons), *row.cells)
    for place, text in enumerate(texts):
        left, width = edges[place] + 0.5, _WIDTHS[place] - 1
        name = place == _NAME
        role = "value" if name else "small"
        size, floor = (10.5, 7.0) if name else (_SIZE, 7.0)
        slot = Slot(row.head, left, middle, width, broken.height - 0.6, size, floor, verbatim=True, role=role)  # type: ignore[arg-type] # a Role by its name
        fill(pen, slot, text)
    first = middle - (len(broken.lines) - 1) * _LINE / 2
    for place, line in enumerate(broken.lines):
        pen.text(edges[-2] + 1.2, first + place * _LINE, line, "small", _SIZE)
    pen.line((edges[0], bottom), (edges[-1], bottom), INNER)
    return bottom


def _figures(pen: Pen, sheet: InspectionSheet, top: float) -> float:
    edges, first = _edges(), top
    pen.line((edges[0], top), (edges[-1], top), SECTION)
    for label, values in sheet.figures:
        middle, bottom = top + _FIGURE / 2, top + _FIGURE
        pen.text(edges[0] + 1, middle, label, "small", _SIZE)
        for place, value in enumerate(values):
            left = edges[_FIRST + place]
            pen.text(left + _WIDTHS[_FIRST + place] / 2, middle, value, "small", _SIZE, "center")
        pen.line((edges[0], bottom), (edges[-2], bottom), INNER)
        top = bottom
    for x in edges[_FIRST:-1]:
        pen.line((x, first), (x, top), INNER)
    return top


def _frame(pen: Pen, rows_end: float, end: float) -> None:
    """The columns' lines down to the last row, those of the figures below them, and the frame."""
    edges = _edges()
    for x in edges[1:-1]:
        pen.line((x, _TOP), (x, rows_end), INNER)
    for side in (
        ((edges[0], _TOP), (edges[-1], _TOP)),
        ((edges[0], end), (edges[-1], end)),
        ((edges[0], _TOP), (edges[0], end)),
        ((edges[-1], _TOP), (edges[-1], end)),
    ):
        pen.line(*side, OUTER)


def _note_lines(pen: Pen, sheet: InspectionSheet) -> list[str]:
    width = sum(_WIDTHS) * MM / _NOTE
    advances = pen.fonts.advances("small")
    return [line for note in sheet.notes for line in break_lines(inked(note), advances, (width,))]


def _close(pen: Pen, sheet: InspectionSheet, bottom: float) -> None:
    for place, line in enumerate(_note_lines(pen, sheet)):
        pen.text(_LEFT, bottom + 3.2 + place * _NOTE_LINE, line, "small", _NOTE)
    for x, label in ((_LEFT, "核查人："), (90.0, "陪同人："), (165.0, "单位（盖章）："), (232.0, "日期：")):
        pen.text(x, 194, label, "label", 10.5)
        pen.line((x + 6 + len(label) * 3.4, 196.4), (x + 46, 196.4), 0.35)


def _foot(pen: Pen, page: int, pages: int) -> None:
    right = _LEFT + sum(_WIDTHS)
    pen.text(_LEFT, 201.5, f"{FORM} {VERSION}  {HOLDS_PERSONAL}", "small", 8)
    pen.text(right, 201.5, f"第 {page} 页  共 {pages} 页", "small", 9, "right")
