"""CSV as offices save it: the encoding and the separator are found out, and shown for confirmation (D-62)."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from desktop.roster.refusals import NotASpreadsheet, UnreadableText
from desktop.words import tr

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATORS = ",;\t|，；"
_SAMPLE_LINES = 30
CELL_LIMIT = 100_000


@dataclass(frozen=True)
class Delimited:
    """A text list taken apart.

    Args:
        rows: the cells of each line; a line break inside quotes stays inside its cell.
        encoding: Python's name of the encoding, `mixed` when lines differ.
        separator: the character between cells.
    """

    rows: tuple[tuple[str, ...], ...]
    encoding: str
    separator: str


def read_delimited(content: bytes, encoding: str = "") -> Delimited:
    """Takes a text list apart.

    Args:
        content: the file's bytes.
        encoding: what a person chose instead of our guess, "" to find out.

    Refusals: `UnreadableText` with the first bad line, `NotASpreadsheet` for bytes that are no text.
    """
    encoding = encoding or guess_encoding(content)
    text = _decode(content, encoding).removeprefix("\ufeff")
    if "\x00" in text:
        raise NotASpreadsheet(
            tr("这个文件不是表格，名册要 .xlsx、.xls 或 CSV 文件。"), tr("请换一个文件，或者另存为 .xlsx 后再导入。")
        )
    separator, text = _separator(text)
    previous = csv.field_size_limit(CELL_LIMIT)
    try:
        rows = tuple(tuple(map(_unwrap, row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as problem:
        raise UnreadableText(1) from problem
    finally:
        csv.field_size_limit(previous)
    return Delimited(rows, encoding, separator)


def guess_encoding(content: bytes) -> str:
    """`utf-8`, `utf-8-sig`, `utf-16-le`, `utf-16-be`, `gb18030` or `mixed` (line by line), by mark or by trial."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if b"\x00" in content[:4000]:
        even, odd = content[0:4000:2].count(0), content[1:4000:2].count(0)
        return "utf-16-le" if odd >= even else "utf-16-be"
    for name in ("utf-8", "gb18030"):
        if _decodes(content, name):
            return name
    return "mixed"


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decode(content: bytes, encoding: str) -> str:
    if encoding == "mixed":
        return _decode_lines(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise UnreadableText(content[: problem.start].count(b"\n") + 1) from problem


def _decode_lines(content: bytes) -> str:
    lines = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        for name in ("utf-8", "gb18030"):
            if _decodes(line, name):
                lines.append(line.decode(name))
                break
        else:
            raise UnreadableText(number)
    return "\n".join(lines)


def _separator(text: str) -> tuple[str, str]:
    """The character that splits most lines into the same number of cells; `sep=;` on line 1 is Excel's own word."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return first.strip()[-1], "\n" + rest  # the line stays counted: row numbers are what a person sees
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    return max(_SEPARATORS, key=lambda mark: _evenness(lines, mark)), text


def _evenness(lines: list[str], mark: str) -> tuple[int, int]:
    counts = Counter(count for line in lines if (count := _outside_quotes(line, mark)))
    if not counts:
        return (0, 0)
    _, lines_alike = counts.most_common(1)[0]
    return (lines_alike, sum(count * lines_of for count, lines_of in counts.items()))


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _unwrap(cell: str) -> str:
    """`="3301…"` is how a CSV keeps Excel from eating an ID number: the text inside is the value."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > len('=""') else cell
