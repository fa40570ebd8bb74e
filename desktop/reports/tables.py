"""Any table as an .xlsx file: text stays text, numbers are numbers, nothing in a cell is ever a formula or a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from desktop.roster.refusals import TextTooLong
from desktop.roster.writing import printable

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_PX_A_CHARACTER = 8
_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class TableSheet:
    """One table to be written.

    Attributes:
        name: of the worksheet; what Excel does not take in a name is left out.
        titles: of the columns.
        rows: cells, as many a row as there are titles; text and whole numbers.
        widths: of the columns, pixels.
    """

    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    widths: Sequence[int]


def write_table(sheet: TableSheet) -> bytes:
    """The table as a file: titles in the first row, frozen, every text cell formatted as text (D-59).

    Raises:
        TextTooLong: a cell holds more than a worksheet takes.
    """
    target = BytesIO()
    with xlsxwriter.Workbook(target, _SAFE) as book:
        page = book.add_worksheet(sheet.name.translate(_NOT_IN_A_NAME).strip()[:_LONGEST_NAME] or None)
        text: Any = book.add_format({"num_format": "@", "valign": "top"})
        bold: Any = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        for place, (title, width) in enumerate(zip(sheet.titles, sheet.widths, strict=True)):
            page.set_column(place, place, max(width / _PX_A_CHARACTER, len(title) * 2 + 2), text)
            page.write_string(0, place, title, bold)
        for line, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(line, place, value, None)
                elif value and page.write_string(line, place, printable(value), text):
                    raise TextTooLong
        page.freeze_panes(1, 1)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.titles) - 1)
    return target.getvalue()
