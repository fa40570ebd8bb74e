"""What a register is made of: its columns, its rows with their verbs, and where it stands in the list of registers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from db.domain.pinyin import readings
from db.queries.casefile import StoredRecord
from db.queries.office import live_count, live_records
from desktop.desk.desk import Desk
from desktop.desk.sections.section import Verb
from desktop.words import tr

PEOPLE, PLACES, SERVICES, INSURANCE, ENTITLEMENT, OFFICE = (
    "people",
    "places",
    "services",
    "insurance",
    "entitlement",
    "office",
)
GROUPS: tuple[tuple[str, str], ...] = (
    (PEOPLE, "人"),
    (PLACES, "机构"),
    (SERVICES, "服务"),
    (INSURANCE, "保险"),
    (ENTITLEMENT, "资格"),
    (OFFICE, "办公"),
)
"""The groups of the list of registers, in reading order."""

TEXT, NAME, NUMBER, STATE = "text", "name", "number", "state"


@dataclass(frozen=True)
class RegisterColumn:
    """One column.

    Attributes:
        key: stable name; title: header.
        width: pixels at 100 %.
        show: `name` (the frozen first column, set in 600), `text`, `number` (at the right edge) or `state`.
        stretch: takes what is left over; at least one column should.
        personal: replaced by a bar in 客人模式.
    """

    key: str
    title: str
    width: int = 110
    show: str = TEXT
    stretch: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        words: what is read.
        note: a second, quieter line (name columns and states only).
        state: the shape before the words, for a column shown as `state`.
        order: what it is sorted by; its words when None.
        whole: what goes into a file instead of the words (a telephone number that is masked on screen).
    """

    words: str
    note: str = ""
    state: str = ""
    order: Any = None
    whole: str = ""


@dataclass(frozen=True)
class RegisterRow:
    """One line.

    Attributes:
        id: stable.
        cells: in the order of the columns; a text or a whole number may stand for a plain cell.
        verbs: what can be done with this line, the commonest first; `Verb.subject` is what it is about.
        family_id: the family Enter leads to, or "".
    """

    id: str
    cells: tuple[Cell | str | int, ...]
    verbs: tuple[Verb, ...] = ()
    family_id: str = ""


@dataclass(frozen=True)
class Note:
    """One sentence above the table, with its sign (`ok`, `soon`, `miss`, `na`) or "": a count against what is asked."""

    words: str
    state: str = ""


@dataclass(frozen=True)
class RegisterTable:
    """A register as it stands now.

    Attributes:
        columns, rows: the table.
        verbs: what can be done with no line chosen; the first is the page's filled button.
        note: one sentence above the table (a count against a duty); state: its sign, or "".
        progress: more of such sentences.
        empty: what to do when there is no line yet.
        unfinished: more is to be found; ask again until it is not.
    """

    columns: tuple[RegisterColumn, ...]
    rows: tuple[RegisterRow, ...]
    verbs: tuple[Verb, ...] = ()
    note: str = ""
    state: str = ""
    empty: str = ""
    progress: tuple[Note, ...] = ()
    unfinished: bool = False

    @property
    def notes(self) -> tuple[Note, ...]:
        """All sentences above the table."""
        first = (Note(self.note, self.state),) if self.note else ()
        return first + self.progress


@dataclass(frozen=True)
class Register:
    """One register.

    Attributes:
        key: stable name, also of `nuanxin register KEY`.
        icon: Phosphor name; group: one of `GROUPS`.
        title: its name; word: the code of the profile's word that replaces it where the place calls it otherwise.
        tail: what stands behind the place's word (三项制度 进度表).
        read: makes the table.
        count: how many lines it has, without making them.
        also: pinyin and other words by which Ctrl+K finds it.
        kept: its count holds until something is written; False where it grows while families are looked at one by one.
    """

    key: str
    icon: str
    group: str
    title: str
    read: Callable[[Desk], RegisterTable]
    count: Callable[[Desk], int]
    also: str = ""
    word: str = ""
    tail: str = ""
    kept: bool = True

    def name(self, desk: Desk) -> str:
        """Its name at this place."""
        return f"{desk.profile.word(self.word)}{tr(self.tail)}" if self.word else tr(self.title)


def counting(entity: str) -> Callable[[Desk], int]:
    """Counts the live records of an entity."""

    def count(desk: Desk) -> int:
        with desk.record.store.reading() as connection:
            return live_count(connection, entity)

    return count


def records(desk: Desk, entity: str, order: str = "no", *, latest_first: bool = False) -> tuple[StoredRecord, ...]:
    """The live records of an entity."""
    with desk.record.store.reading() as connection:
        return live_records(connection, entity, order, latest_first=latest_first)


def cell_words(cell: Cell | str | int) -> str:
    """A cell as it is read."""
    return cell.words if isinstance(cell, Cell) else str(cell)


def cell_whole(cell: Cell | str | int) -> str | int:
    """A cell as it goes into a file: text stays text, a whole number a number."""
    if isinstance(cell, Cell):
        return cell.whole or cell.words
    return cell


def cell_order(cell: Cell | str | int) -> Any:
    """What a column is sorted by: numbers before texts, so that a column of both can be sorted."""
    value = (cell.order if cell.order is not None else cell.words) if isinstance(cell, Cell) else cell
    return (isinstance(value, str), value)


def fits(row: RegisterRow, wanted: str) -> bool:
    """Whether every word typed into the filter stands in one of the cells."""
    if not wanted.strip():
        return True
    text = "\n".join(_searched(cell) for cell in row.cells).casefold()
    name = cell_words(row.cells[0])
    return all(word in text or _sounds(name, word) for word in wanted.casefold().split())


def _sounds(name: str, word: str) -> bool:
    """Whether letters typed are the initials or the pinyin of the first cell."""
    return word.isascii() and word.isalpha() and any(said.startswith(word) for said in _letters(name))


@lru_cache(maxsize=20_000)
def _letters(name: str) -> tuple[str, ...]:
    said = readings(name)
    return (*said.initials, *said.full)


def _searched(cell: Cell | str | int) -> str:
    return f"{cell.words}\n{cell.note}\n{cell.whole}" if isinstance(cell, Cell) else str(cell)
