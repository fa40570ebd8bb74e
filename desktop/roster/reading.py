"""Step one and two of an import: the file is opened, a sheet is proposed, its columns are guessed."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.roster.columns import Guess, Mapping, guess_columns, mapping_of
from desktop.roster.header import Header, find_header
from desktop.roster.refusals import NoHeaderFound
from desktop.roster.synonyms import ADULTS, SKIP
from desktop.roster.workbook import RawSheet, RawWorkbook, open_workbook
from desktop.words import tr

_PLACE = re.compile(r"[\u3400-\u9fff]{1,8}?(?:镇|乡|街道)?([\u3400-\u9fff]{2,6}?(?:村|社区|嘎查))(?!级|居|民|干)")


@dataclass(frozen=True)
class SheetGuess:
    """What a sheet looks like before a person has said anything.

    Args:
        sheet: the raw sheet.
        header: where its column names stand, None when it seems to be no list.
        guesses: one per column.
        rows: filled rows under the header.
    """

    sheet: RawSheet
    header: Header | None
    guesses: tuple[Guess, ...]
    rows: int

    @property
    def mapping(self) -> Mapping:
        """The mapping that takes every guess, with the village and case type the title names for all rows.

        Refusals: `NoHeaderFound`.
        """
        if self.header is None:
            raise NoHeaderFound(self.sheet.name)
        return self._with_title(mapping_of(self.guesses, self.header), self.header)

    def remembered(self, text: str) -> Mapping:
        """Last year's mapping (`Mapping.to_json`) laid on this sheet.

        Refusals: `NoHeaderFound`, `MappingDoesNotFit`.
        """
        if self.header is None:
            raise NoHeaderFound(self.sheet.name)
        return self._with_title(Mapping.from_json(text, self.header), self.header)

    def _with_title(self, mapping: Mapping, header: Header) -> Mapping:
        fields = {target.field for _, _, target in mapping.columns if target.role == "family"}
        village = "" if "village" in fields else village_in_title(self.sheet, header)
        case_type = "" if "case_type" in fields else case_type_in_title(self.sheet, header)
        return replace(mapping, village=village, case_type=case_type)

    @property
    def names_people(self) -> bool:
        """True when a column holds an adult's name or ID number: without one it is no roster."""
        return any(g.target.role in ADULTS and g.target.field in {"name", "id_no"} for g in self.guesses)

    @property
    def said(self) -> str:
        """One sentence for the page's head: 第 4—89 行，共 86 行。11 列都已认出。"""
        if self.header is None:
            return tr("没有找到列名")
        understood = sum(1 for guess in self.guesses if guess.target != SKIP)
        unsure = [guess.title for guess in self.guesses if guess.confidence < 0.6 and guess.title]  # noqa: PLR2004
        tail = tr("，请看一眼：{titles}").format(titles="、".join(unsure)) if unsure else ""
        return tr("第 {first}—{last} 行，共 {rows} 行，认出 {known} 列{tail}").format(
            first=self.header.first_data_row, last=len(self.sheet.rows), rows=self.rows, known=understood, tail=tail
        )


@dataclass(frozen=True)
class Reading:
    """A file read and looked over.

    Args:
        book: the raw workbook: name, kind, digest, encoding.
        sheets: one guess per sheet with content, in the file's order.
        guess: position of the sheet most like a roster.
        certain: False when another sheet could be meant, so a person is asked.
    """

    book: RawWorkbook
    sheets: tuple[SheetGuess, ...]
    guess: int
    certain: bool

    @property
    def best(self) -> SheetGuess:
        """The sheet most like a roster."""
        return self.sheets[self.guess]

    @property
    def encoding_said(self) -> str:
        """How a CSV was read, for a person to confirm; "" for a workbook."""
        if not self.book.encoding:
            return ""
        mark = {"\t": tr("制表符"), ",": tr("逗号"), ";": tr("分号")}.get(self.book.separator, self.book.separator)
        return tr("按 {encoding} 编码、{mark}分隔读入，请看文字对不对").format(
            encoding=_ENCODINGS.get(self.book.encoding, self.book.encoding), mark=mark
        )


_ENCODINGS = {
    "gb18030": "GB18030（国标）",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "mixed": "UTF-8 和国标混合",
}


def read_roster(path: Path, encoding: str = "") -> Reading:
    """Opens a list and guesses what is in it.

    Args:
        path: .xlsx, .xls or CSV by content, whatever the name says.
        encoding: for CSV, a person's choice instead of the guess.

    Refusals: those of `desktop.roster.refusals` that speak of a file.
    """
    book = open_workbook(path, encoding)
    sheets = tuple(look_over(sheet) for sheet in book.sheets)
    scores = [_score(guess) for guess in sheets]
    best = max(range(len(scores)), key=lambda position: (scores[position], -position))
    rivals = [s for position, s in enumerate(scores) if position != best and s[0] and s[1] * 2 >= scores[best][1]]
    return Reading(book, sheets, best, certain=bool(scores[best][0]) and not rivals)


def look_over(sheet: RawSheet) -> SheetGuess:
    """Finds the header of one sheet and guesses its columns."""
    header = find_header(sheet)
    if header is None:
        return SheetGuess(sheet, None, (), 0)
    filled = sum(1 for row in sheet.rows[header.rows[-1] :] if any(cell not in ("", None) for cell in row))
    return SheetGuess(sheet, header, guess_columns(sheet, header), filled)


def village_in_title(sheet: RawSheet, header: Header) -> str:
    """The village the rows above the header or the tab name, "" when they name none."""
    texts = [cell for row in sheet.rows[: header.rows[0] - 1] for cell in row if isinstance(cell, str) and cell]
    for text in [*texts, sheet.name]:
        found = _PLACE.search("".join(text.split()))
        if found:
            return found[1]
    return ""


def case_type_in_title(sheet: RawSheet, header: Header) -> str:
    """The case type a title such as 独生子女死亡家庭名册 gives to every row, "" when it names none or several."""
    texts = [cell for row in sheet.rows[: header.rows[0] - 1] for cell in row if isinstance(cell, str)]
    title = "".join([*texts, sheet.name])
    kinds = {"death": ("死亡", "失独"), "disability": ("伤残", "残疾"), "complication": ("并发症",)}
    named = [kind for kind, words in kinds.items() if any(word in title for word in words)]
    return named[0] if len(named) == 1 else ""


def _score(guess: SheetGuess) -> tuple[int, int, int]:
    understood = sum(1 for column in guess.guesses if column.target != SKIP)
    return (int(guess.names_people and not guess.sheet.hidden), guess.rows, understood)
