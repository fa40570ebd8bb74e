"""A file becomes raw sheets: rows of untouched cells with their Excel addresses."""

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from desktop.roster.delimited import read_delimited
from desktop.roster.guards import AREA_LIMIT, sniff
from desktop.roster.refusals import NothingToRead, WorkbookDamaged, WorkbookLocked, WorkbookTooLarge
from desktop.words import tr

Cell = str | int | float | bool | date | datetime | time | timedelta
Merge = tuple[int, int, int, int]
"""Top, left, bottom, right of merged cells, from 1, all inclusive."""


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell as the file has it; `row` and `column` count from 1 as Excel shows them."""

    value: Cell
    row: int
    column: int

    @property
    def address(self) -> str:
        """`C7`."""
        return address(self.row, self.column)


@dataclass(frozen=True, eq=False)
class RawSheet:
    """One worksheet.

    Args:
        name: as on its tab; for CSV the file's name.
        rows: every row from Excel's row 1 on; "" is an empty cell. Rows may differ in length.
        merges: merged cells.
        faults: (row, column) of cells that hold an Excel error such as #N/A and are read as empty.
        hidden: the tab is hidden in Excel.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: tuple[Merge, ...] = ()
    faults: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False

    def cell(self, row: int, column: int) -> RawCell:
        """The cell at `row`, `column` (from 1); beyond the edge it is empty."""
        inside = 0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1])
        return RawCell(self.rows[row - 1][column - 1] if inside else "", row, column)

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True)
class RawWorkbook:
    """A file taken apart, nothing understood yet.

    Args:
        file_name: without its folder.
        kind: `xlsx`, `xls` or `csv`, by content.
        sheets: in the file's order, empty ones left out.
        sha256: hex digest of the file, to notice the same file again.
        encoding, separator: of a CSV, for a person to confirm.
    """

    file_name: str
    kind: str
    sheets: tuple[RawSheet, ...]
    sha256: str
    encoding: str = ""
    separator: str = ""
    empty_sheets: tuple[str, ...] = field(default=())


def address(row: int, column: int) -> str:
    """Row and column (from 1) as Excel writes them: `C7`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def open_workbook(path: Path, encoding: str = "") -> RawWorkbook:
    """Reads the file by its content, whatever its name says.

    Args:
        path: the file.
        encoding: for CSV, what a person chose instead of the guess.

    Refusals: everything in `desktop.roster.refusals` that speaks of a file.
    """
    sniffed = sniff(path)
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if sniffed.kind == "text":
        parts = read_delimited(content, encoding)
        sheet = RawSheet(path.stem, parts.rows)
        if not any(cell.strip() for row in parts.rows for cell in row):
            raise NothingToRead
        return RawWorkbook(path.name, "csv", (sheet,), digest, parts.encoding, parts.separator)
    sheets = _excel_sheets(content, sniffed.faults)
    full = tuple(sheet for sheet in sheets if sheet.rows)
    if not full:
        raise NothingToRead
    empty = tuple(sheet.name for sheet in sheets if not sheet.rows)
    return RawWorkbook(path.name, sniffed.kind, full, digest, empty_sheets=empty)


def _excel_sheets(content: bytes, faults: dict[str, frozenset[tuple[int, int]]]) -> tuple[RawSheet, ...]:
    """By content: a reader that is given the path would believe its ending."""
    parts = _part_names(content) if any(faults.values()) else {}
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return tuple(
                _excel_sheet(book, entry, faults.get(parts.get(entry.name, ""), frozenset()))
                for entry in book.sheets_metadata
                if entry.typ == python_calamine.SheetTypeEnum.WorkSheet
            )
    except python_calamine.PasswordError as problem:
        raise WorkbookLocked from problem
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise WorkbookDamaged from problem


def _excel_sheet(
    book: "python_calamine.CalamineWorkbook",
    entry: "python_calamine.SheetMetadata",
    faults: frozenset[tuple[int, int]],
) -> RawSheet:
    sheet = book.get_sheet_by_name(entry.name)
    if sheet.total_height * sheet.total_width > AREA_LIMIT:
        raise WorkbookTooLarge(
            tr("工作表“{name}”的内容一直铺到第 {row} 行，多半是很远处有一个空格。").format(
                name=entry.name, row=sheet.total_height
            )
        )
    merges = tuple(
        (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    hidden = entry.visible != python_calamine.SheetVisibleEnum.Visible
    return RawSheet(entry.name, sheet.to_python(skip_empty_area=False), merges, faults, hidden)


def _part_names(content: bytes) -> dict[str, str]:
    """Tab name -> worksheet part, needed only to place Excel's error values."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        found_id, target = re.search(r'\bId="([^"]*)"', link), re.search(r'\bTarget="([^"]*)"', link)
        if found_id and target:
            targets[found_id[1]] = "xl/" + target[1].removeprefix("/xl/")
    names = {}
    for tab in re.findall(r"<sheet\b[^>]*>", book):
        name, link_id = re.search(r'\bname="([^"]*)"', tab), re.search(r'\br:id="([^"]*)"', tab)
        if name and link_id:
            names[name[1]] = targets.get(link_id[1], "")
    return names
