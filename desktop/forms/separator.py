"""The list page before each village of a batch: names, places in the file, a box to tick when the visit is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from desktop.forms.frame import draw_title
from desktop.forms.layout import INNER, Label, Layout, Rule, Slot, draw, fill, frame
from desktop.forms.marks import TICK_LINE, tick_box
from desktop.forms.page import Pen
from desktop.forms.sheets import VisitSheet
from desktop.words import tr

_TOP, _ROW, _HEAD = 50.0, 9.0, 8.0
ROWS = 24
"""Families on one list page."""
_COLUMNS = (25.0, 36.0, 74.0, 92.0, 136.0, 154.0, 172.0, 195.0)
_HEADS = ("序号", "户主", "组", "档案编号", "页", "已访", "备注")


@dataclass(frozen=True, slots=True)
class Listed:
    """A family on the list: its sheet and the page of the file on which its form begins."""

    sheet: VisitSheet
    page: int


def list_pages(count: int) -> int:
    """How many list pages `count` families take."""
    return max(-(-count // ROWS), 1)


def draw_list(pen: Pen, village: str, listed: Sequence[Listed], *, practice: bool = False) -> None:
    """Draws the list pages of one village and ends them. No corner squares, no QR: it is not a form to read back."""
    pages = list_pages(len(listed))
    pen.shift = (0.0, 0.0)
    for number in range(pages):
        rows = listed[number * ROWS : (number + 1) * ROWS]
        pen.stamp(f"list-{len(rows)}", partial(_fixed, pen, len(rows)))
        fill(pen, Slot("所属[村（社区）]", 25, 44.5, 110, 6, 12, 8, "left"), village or tr("（未填[村]）"))
        pen.text(195, 44.5, f"共 {len(listed)} 户", "small", 10, "right")
        for place, one in enumerate(rows):
            _row(pen, number * ROWS + place + 1, _TOP + _HEAD + _ROW * place, one)
        mark = "练习 · 不得使用" if practice else "含个人信息，用后归档，不得外传"
        pen.text(25, 284.5, mark, "small", 8)
        pen.text(195, 284.5, f"第 {number + 1} 页  共 {pages} 页", "small", 9, "right")
        pen.turn_page()


def _fixed(pen: Pen, count: int) -> None:
    draw_title(pen, "走访清单")
    draw(pen, Layout("list", tuple(_rules(count)), tuple(_labels())))
    pen.raw(f"{TICK_LINE} w 1 g")
    for row in range(count):
        tick_box(pen, 163, _TOP + _HEAD + _ROW * row + _ROW / 2)
    pen.grey(0)


def _rules(count: int) -> Iterator[Rule]:
    end = _TOP + _HEAD + _ROW * count
    yield from frame(_COLUMNS[0], _TOP, _COLUMNS[-1], end)
    for row in range(count):
        y = _TOP + _HEAD + _ROW * row
        yield Rule(_COLUMNS[0], y, _COLUMNS[-1], y, INNER)
    for x in _COLUMNS[1:-1]:
        yield Rule(x, _TOP, x, end, INNER)


def _labels() -> Iterator[Label]:
    for (left, right), text in zip(pairwise(_COLUMNS), _HEADS, strict=True):
        yield Label((left + right) / 2, _TOP + _HEAD / 2, text, 9.5, "small", "center")


def _row(pen: Pen, number: int, top: float, listed: Listed) -> None:
    sheet = listed.sheet
    texts = (str(number), sheet.head or "（空白表）", sheet.group, sheet.case_no, str(listed.page))
    for text, (left, right), name in zip(texts, pairwise(_COLUMNS), _HEADS, strict=False):
        slot = Slot(name, left + 0.6, top + _ROW / 2, right - left - 1.2, 8.6, 10.5, 7, verbatim=True)
        fill(pen, slot, text)
