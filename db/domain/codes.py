"""Code lists: which codes a field may hold, their words, and the other words people write for them.

Lists are data (`resources/codes/*.csv`, one file per list, columns code,name,also,note,source); a county may supply its
own. National standards keep their codes, the words may be shortened to what forms print.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from db.domain.verdict import half_width
from db.errors import Refusal

COLUMNS = ("code", "name", "also", "note", "source")


class CodeListBroken(Refusal):
    """A code list file cannot be used as it is; the sentence names the line."""

    code = "P-COD-01"


@dataclass(frozen=True)
class CodeEntry:
    """One line of a list: its code, the word on screens and paper, and other words that mean the same."""

    code: str
    name: str
    also: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes, in the order in which it is offered."""

    name: str
    entries: tuple[CodeEntry, ...]
    _by_code: Mapping[str, CodeEntry] = field(init=False, repr=False, compare=False)
    _by_word: Mapping[str, CodeEntry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = {_folded(word): entry for entry in self.entries for word in (entry.code, entry.name, *entry.also)}
        object.__setattr__(self, "_by_code", MappingProxyType({entry.code: entry for entry in self.entries}))
        object.__setattr__(self, "_by_word", MappingProxyType(words))

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in order."""
        return tuple(entry.code for entry in self.entries)

    def name_of(self, code: str) -> str:
        """The word for a code; an unknown code is shown as it is, never as nothing."""
        entry = self._by_code.get(code)
        return entry.name if entry else code

    def code_of(self, text: str) -> str | None:
        """The code for what a cell or a worker says: a code, the word, or another word for it; None when unknown.

        Width, blanks and letter case do not matter; 1 is read as 01 where all codes have two digits.
        """
        folded = _folded(text)
        entry = self._by_word.get(folded)
        if entry is None and folded.isascii() and folded.isdigit():
            entry = self._by_code.get(folded.zfill(self._width))
        return entry.code if entry else None

    @property
    def _width(self) -> int:
        widths = {len(entry.code) for entry in self.entries if entry.code.isdigit()}
        return widths.pop() if len(widths) == 1 else 0


def parse_code_list(name: str, text: str) -> CodeList:
    """Read one list from CSV text.

    Raises:
        CodeListBroken: wrong columns, an empty code or word, a code or word that stands for two entries, or no entry at
            all; the sentence names list and line.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        lines = [(rows.line_num, row) for row in rows if row]
    except csv.Error as fault:
        raise _broken(name, rows.line_num, "引号没有成对") from fault
    if not lines or tuple(lines[0][1]) != COLUMNS:
        raise _broken(name, 1, f"第一行应是 {','.join(COLUMNS)}")
    entries = [_entry(name, line, row) for line, row in lines[1:]]
    if not entries:
        raise _broken(name, 2, "没有任何代码")
    _refuse_doubles(name, zip((line for line, _ in lines[1:]), entries, strict=True))
    return CodeList(name, tuple(entries))


def load_code_lists(folder: Path) -> Mapping[str, CodeList]:
    """Every list of a folder of CSV files (UTF-8), by file name without its ending.

    Raises:
        CodeListBroken: see `parse_code_list`; also a file that is not UTF-8.
    """
    found = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as fault:
            raise _broken(path.stem, 1, "文件不是 UTF-8 编码") from fault
        found[path.stem] = parse_code_list(path.stem, text)
    return MappingProxyType(found)


def list_name(entity: str, name: str, code_list: str, lists: Mapping[str, CodeList]) -> str:
    """Which list speaks for a field: the one it names, else `<entity>_<field>`, else `<field>`; "" when there is none.

    Args:
        entity: the entity's name (`visit`).
        name: the field's name (`mode`).
        code_list: the list the field names, or "".
        lists: all lists.
    """
    return next((key for key in (code_list, f"{entity}_{name}", name) if key in lists), "")


def _entry(name: str, line: int, row: list[str]) -> CodeEntry:
    if len(row) != len(COLUMNS):
        raise _broken(name, line, f"应有 {len(COLUMNS)} 列，实际 {len(row)} 列")
    code, word, also, note, source = (cell.strip() for cell in row)
    if not code or not word:
        raise _broken(name, line, "代码和名称都不能空")
    return CodeEntry(code, word, tuple(part for part in also.split(";") if part), note, source)


def _refuse_doubles(name: str, entries: Iterable[tuple[int, CodeEntry]]) -> None:
    owners: dict[str, str] = {}
    for line, entry in entries:
        if entry.code in owners.values():
            raise _broken(name, line, f"代码“{entry.code}”重复")
        for word in {_folded(word) for word in (entry.code, entry.name, *entry.also)}:
            if owners.setdefault(word, entry.code) != entry.code:
                raise _broken(name, line, f"“{word}”已经指另一个代码")


def _broken(name: str, line: int, why: str) -> CodeListBroken:
    return CodeListBroken(f"代码表“{name}”第 {line} 行有问题：{why}。", "原来的代码表没有变。", "请改正文件后重试。")


def _folded(text: str) -> str:
    return "".join(half_width(text).split()).casefold()
