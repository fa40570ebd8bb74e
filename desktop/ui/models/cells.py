"""What a cell may hold besides text: frozen values that know how they are read aloud and copied."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from desktop.ui.display import State, state_text, state_word

R = TypeVar("R")


class Paint(StrEnum):
    """How a column is painted."""

    TEXT = "text"
    LEAD = "lead"
    STRONG = "strong"
    NAME = "name"
    STATE = "state"
    STRIP = "strip"
    MATRIX = "matrix"
    NUMBER = "number"


@dataclass(frozen=True)
class TwoLine:
    """A name with a second line: `马𠅤户` over `马𠅤（独居） 04-0011`.

    Args:
        first: set in 600.
        second: set in 小五 under it.
        beside: a quieter word beside the first (`柳湾村`).
    """

    first: str
    second: str = ""
    beside: str = ""

    @property
    def text(self) -> str:
        """For the clipboard: the first line alone, as people sort by it."""
        return self.first

    @property
    def spoken(self) -> str:
        """For the screen reader."""
        return "，".join(part for part in (self.first, self.beside, self.second) if part)


@dataclass(frozen=True)
class StateCell:
    """Shape and word: `◆ 逾期 7 天`; a second line below when given; the shape left out when `bare`."""

    state: State
    word: str = ""
    second: str = ""
    bare: bool = False

    @property
    def text(self) -> str:
        """Sign and word."""
        return state_word(self.state, self.word) if self.bare else state_text(self.state, self.word)

    @property
    def spoken(self) -> str:
        """The word."""
        return "，".join(part for part in (state_word(self.state, self.word), self.second) if part)


@dataclass(frozen=True)
class StripCell:
    """One of the seven items in a row: the shape alone, with the full sentence for tooltip and screen reader."""

    state: State
    sentence: str = ""

    @property
    def text(self) -> str:
        """Sign and usual word, as the design asks for text and Excel."""
        return state_text(self.state)

    @property
    def spoken(self) -> str:
        """The full sentence."""
        return self.sentence or state_word(self.state)


@dataclass(frozen=True)
class MatrixCell:
    """One cell of a matrix: `49/53 缺3` where there is a gap, else the shape and a number (`✓ 31`), or a shape alone.

    Args:
        state: shape and ground.
        count: what stands beside the shape (`31`, `7`, `未交`).
        part: how many are in order, when there is a gap.
        whole: out of how many.
        gap: the word of the gap (`缺3`).
        sentence: for tooltip and screen reader.
    """

    state: State
    count: str = ""
    part: str = ""
    whole: str = ""
    gap: str = ""
    sentence: str = ""

    @property
    def text(self) -> str:
        """As it is read."""
        if self.gap:
            return f"{self.part}/{self.whole} {self.gap}"
        return self.count or state_text(self.state)

    @property
    def spoken(self) -> str:
        """The full sentence."""
        return self.sentence or self.text


@dataclass(frozen=True)
class RateCell:
    """A rate over its numerator and denominator, centred: `98.6%` over `211/214 户`; for totals under a matrix.

    Args:
        first: set in 600.
        second: set in 小五 under it.
        sentence: for tooltip and screen reader.
    """

    first: str
    second: str = ""
    sentence: str = ""

    @property
    def text(self) -> str:
        """Both."""
        return f"{self.first} {self.second}".strip()

    @property
    def spoken(self) -> str:
        """The full sentence."""
        return self.sentence or self.text


def cell_text(value: Any) -> str:
    """A cell as text, for copying: an ID number stays the text it is."""
    if value is None:
        return ""
    text = getattr(value, "text", value)
    return str(text)


def cell_spoken(value: Any) -> str:
    """A cell as words, for the screen reader."""
    spoken = getattr(value, "spoken", None)
    return spoken if isinstance(spoken, str) else cell_text(value)


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of a list.

    Args:
        key: stable name, under which width and order are remembered.
        title: header.
        value: takes the row, gives what is painted: text, or one of the cells of this module.
        width: pixels at 100 %; the stretching column takes what is left over.
        paint: how.
        sort: takes the row, gives a native value to sort by; None means the column cannot be sorted.
        group: label above neighbouring columns that share it (`三个全覆盖`).
        stretch: takes the width that is left over.
        personal: replaced by a bar in 客人模式.
        right: text at the right edge.
        gap_before: pixels of room before the column (between the two groups of the seven).
        short: the header where the title is too wide.
    """

    key: str
    title: str
    value: Callable[[R], Any]
    width: int = 100
    paint: Paint = Paint.TEXT
    sort: Callable[[R], Any] | None = None
    group: str = ""
    stretch: bool = False
    personal: bool = False
    right: bool = False
    gap_before: int = 0
    short: str = ""
