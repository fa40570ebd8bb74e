"""Every row of a sheet is accounted for: data, or explained as title, header, blank, heading, total or note."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from desktop.roster.columns import Mapping
from desktop.roster.header import Header, is_repeated
from desktop.roster.synonyms import SKIP
from desktop.roster.values import as_text
from desktop.roster.workbook import Cell, RawSheet

RowKind = Literal["title", "header", "repeated", "blank", "heading", "total", "note", "data"]

_TOTAL = re.compile(
    r"(?:本页|全镇|全村|全街道|全县)?(?:合计|总计|小计|共计|累计|总数|合计数)(?:[:：(（\d共]|户|人|$).{0,40}"
)
_COUNTED = re.compile(r"共计?\d+(?:户|人|条|名|家).{0,30}")
_FOOT = re.compile(
    r"(?:制表|填表|审核|审批|复核|经办|负责|填报|统计|报送|单位负责)(?:人|单位|日期|时间|说明)?(?:[（(]?(?:签字|签名|签章|盖章)[)）]?)?[:：].*"
    r"|(?:填表)?说明(?:[:：].*)?|注\d?[:：].*|备注[:：].*|(?:联系人|联系电话|单位)(?:[（(]盖章[)）])?[:：].*|填表说明.*|单位[（(]?盖章.*",
    re.DOTALL,
)
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]).{1,40}")
_PLACE = re.compile(r"([\u3400-\u9fff]{1,10}(?:村|社区|居委会|村委会|嘎查))(?:[（(:：].*)?")
_LONG_FIGURE = re.compile(r"\d{15}|\d{6,}\.?\d*[Ee]\+?\d|\d\.\d+[Ee]\+\d")
_WIDE_MERGE = 3
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Explained:
    """A row that is no data: its number (from 1), what it is, and the text that shows it."""

    row: int
    kind: RowKind
    text: str = ""


def account(sheet: RawSheet, header: Header, mapping: Mapping) -> Iterator[Explained]:
    """Every row of the sheet once, in order, `data` rows among them; a `heading` that names a village carries it."""
    accountant = _Accountant(sheet, header, mapping)
    return (accountant.look(number, row) for number, row in enumerate(sheet.rows, start=1))


class _Accountant:
    def __init__(self, sheet: RawSheet, header: Header, mapping: Mapping) -> None:
        self._header = header
        self._read = [column - 1 for column, _, target in mapping.columns if target != SKIP]
        self._ignored = {column - 1 for column, _, target in mapping.columns if target == SKIP}
        self._wide = {
            top for top, left, bottom, right in sheet.merges if top == bottom and right - left + 1 >= _WIDE_MERGE
        }
        before = sheet.rows[: header.rows[0] - 1]
        self._titles = {_joined(row) for row in before} - {""}

    def look(self, number: int, row: Sequence[Cell]) -> Explained:
        if number > self._header.rows[-1] and self._is_plainly_data(row):
            return Explained(number, "data")
        if number in self._header.rows:
            return Explained(number, "header")
        filled = [(column, cell) for column, cell in enumerate(row) if not _is_empty(cell)]
        if not filled:
            return Explained(number, "blank")
        if number < self._header.rows[0]:
            return Explained(number, "title", _joined(row))
        if is_repeated(self._header, row):
            return Explained(number, "repeated")
        return self._below(number, row, filled)

    def _is_plainly_data(self, row: Sequence[Cell]) -> bool:
        """Most rows: a serial number first, and three cells or more that are read."""
        if not row or isinstance(row[0], str) or row[0] is None:
            return False
        width = len(row)
        filled = 0
        for column in self._read:
            if column < width and row[column] != "":
                filled += 1
                if filled > _ENOUGH:
                    return True
        return False

    def _below(self, number: int, row: Sequence[Cell], filled: list[tuple[int, Cell]]) -> Explained:
        first = _squeezed(filled[0][1])
        kind = _closing(first) if first else None
        if kind or self._titles or len(filled) == 1:
            text = _joined(row)
            if text in self._titles:
                return Explained(number, "title", text)
            if kind and not _LONG_FIGURE.search(text):
                return Explained(number, kind, text)
            if (
                len(filled) == 1
                and isinstance(filled[0][1], str)
                and (found := self._heading(number, first, filled[0][0]))
            ):
                return found
        if not any(column in self._read for column, _ in filled):
            only_skipped = all(column in self._ignored for column, _ in filled)
            return Explained(number, "blank" if only_skipped and len(filled) == 1 else "note", _joined(row))
        return Explained(number, "data")

    def _heading(self, number: int, first: str, column: int) -> Explained | None:
        place = _PLACE.fullmatch(first)
        if number in self._wide or (column <= 1 and (place or _NUMBERED.fullmatch(first))):
            return Explained(number, "heading", place[1] if place else first)
        return None


@lru_cache(maxsize=4096)
def _closing(first: str) -> RowKind | None:
    """What a row that begins with this text is: a total, a note at the foot, or neither."""
    if _TOTAL.fullmatch(first) or _COUNTED.fullmatch(first):
        return "total"
    return "note" if _FOOT.fullmatch(first) else None


def heading_village(explained: Explained) -> str:
    """The village a heading row names for the rows below it, "" when it names none."""
    return explained.text if explained.kind == "heading" and _PLACE.fullmatch(explained.text) else ""


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\u00a0\u200b\ufeff"))


def _squeezed(cell: Cell) -> str:
    return "".join(cell.split()) if isinstance(cell, str) else ""


def _joined(row: Sequence[Cell]) -> str:
    return " ".join(" ".join(as_text(cell).split()) for cell in row if not _is_empty(cell))
