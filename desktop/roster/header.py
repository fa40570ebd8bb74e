"""Where the column names stand: title rows above, one or two header rows, words joined down each column."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.roster.synonyms import meaning_of, plain_title
from desktop.roster.workbook import Cell, Merge, RawSheet

_LOOK_AT = 40  # rows from the top; a list with a longer preamble was not seen
_ENOUGH = 2


@dataclass(frozen=True)
class Header:
    """The header of a sheet.

    Args:
        rows: its row numbers, from 1; one or two.
        titles: the title of each column as written, two-row words joined by `·`, "" where there is none.
        plain: the same reduced to bare words, for comparing and remembering.
    """

    rows: tuple[int, ...]
    titles: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def first_data_row(self) -> int:
        """The row number (from 1) below the header."""
        return self.rows[-1] + 1


def find_header(sheet: RawSheet) -> Header | None:
    """The row, or the two rows, that read most like column names; None when no row names two columns we know."""
    scored = [(_known(row), -number) for number, row in enumerate(sheet.rows[:_LOOK_AT], start=1)]
    best, negative = max(scored, default=(0, 0))
    row = -negative
    if best < _ENOUGH and not (best == 1 and len(sheet.rows[row - 1]) == 1):
        return None
    return _of_rows(sheet, _with_neighbour(sheet, row))


def header_at(sheet: RawSheet, rows: tuple[int, ...]) -> Header:
    """The header standing in these rows, because a person said so or a guess was kept."""
    titles = _joined(sheet, rows)
    return Header(rows, titles, tuple(plain_title(title.replace("·", "")) for title in titles))


def _of_rows(sheet: RawSheet, rows: tuple[int, ...]) -> Header:
    titles = _joined(sheet, rows)
    if rows[1:] and _understood(titles) < _understood(_joined(sheet, rows[:1])):
        rows = rows[:1]
    return header_at(sheet, rows)


def _understood(titles: Sequence[str]) -> int:
    return sum(1 for title in titles if meaning_of(plain_title(title.replace("·", ""))))


def _known(row: Sequence[Cell]) -> int:
    """How many different cells of the row are column names; values such as 男 or 低保 repeated down count little."""
    words = {plain_title(cell) for cell in row if isinstance(cell, str) and cell}
    known = sum(1 for word in words if word and meaning_of(word))
    figures = sum(1 for cell in row if _is_figure(cell))
    return known - figures


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, str):
        return sum(map(str.isdigit, cell)) > len("110101")
    return cell is not None and not isinstance(cell, bool)


def _with_neighbour(sheet: RawSheet, row: int) -> tuple[int, ...]:
    if row > 1 and _is_upper(sheet, row - 1, row):
        return (row - 1, row)
    if row < len(sheet.rows) and _is_upper(sheet, row, row + 1):
        return (row, row + 1)
    return (row,)


def _is_upper(sheet: RawSheet, upper: int, lower: int) -> bool:
    """True when `upper` holds group words (父亲) over the words of `lower` (姓名, 身份证号)."""
    above, below = sheet.rows[upper - 1], sheet.rows[lower - 1]
    if any(map(_is_figure, below)) or any(map(_is_figure, above)):
        return False
    words_below = [plain_title(cell) for cell in below if isinstance(cell, str) and cell.strip()]
    words_above = [plain_title(cell) for cell in above if isinstance(cell, str) and cell.strip()]
    known_below = sum(1 for word in words_below if meaning_of(word))
    if known_below < _ENOUGH or known_below * 2 < len(words_below) or len(set(words_above)) < _ENOUGH:
        return False
    grouped = _grouped(sheet.merges, upper) or _has_gap_over_words(above, below)
    return grouped and sum(1 for word in words_above if meaning_of(word)) > 0


def _grouped(merges: tuple[Merge, ...], row: int) -> bool:
    return any(top == row == bottom and right > left for top, left, bottom, right in merges)


def _has_gap_over_words(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """CSV keeps no merges: a word above, nothing beside it, words below both."""
    return any(
        above[column] in ("", None) and above[column - 1] not in ("", None) and below[column] and below[column - 1]
        for column in range(1, min(len(above), len(below)))
    )


def _joined(sheet: RawSheet, rows: tuple[int, ...]) -> tuple[str, ...]:
    width = max(len(sheet.rows[row - 1]) for row in rows)
    lines = [[_word(sheet, row, column) for column in range(1, width + 1)] for row in rows]
    if len(lines) == 1:
        return tuple(lines[0])
    upper, lower = _spread(sheet, rows, lines)
    return tuple("·".join(dict.fromkeys(word for word in pair if word)) for pair in zip(upper, lower, strict=True))


def _word(sheet: RawSheet, row: int, column: int) -> str:
    value = sheet.cell(row, column).value
    return " ".join(value.split()) if isinstance(value, str) else ""


def _spread(sheet: RawSheet, rows: tuple[int, ...], lines: list[list[str]]) -> tuple[list[str], list[str]]:
    """Gives a group word to every column it stands over."""
    upper, lower = lines
    spread = list(upper)
    merged = [m for m in sheet.merges if m[0] == rows[0] and m[3] > m[1]]
    for _, left, _, right in merged:
        for column in range(left, min(right, len(spread)) + 1):
            spread[column - 1] = upper[left - 1]
    if not sheet.merges:
        for column in range(1, len(spread)):
            if not spread[column] and lower[column] and lower[column - 1]:
                spread[column] = spread[column - 1]
    return spread, lower


def is_repeated(header: Header, row: Sequence[Cell]) -> bool:
    """True for a header printed again on a later page: most filled cells repeat the words above them."""
    first = next((cell for cell in row if cell not in ("", None)), "")
    if not isinstance(first, str) or not any(plain_title(first) in title for title in header.plain):
        return False
    filled = [(column, cell) for column, cell in enumerate(row) if isinstance(cell, str) and cell.strip()]
    if len(filled) < _ENOUGH or len(filled) != sum(1 for cell in row if cell not in ("", None)):
        return False
    alike = 0
    for column, cell in filled:
        word = plain_title(cell)
        title = header.plain[column] if column < len(header.plain) else ""
        alike += bool(word) and (word == title or (len(header.rows) > 1 and word in title))
    return alike * 5 >= len(filled) * 4
