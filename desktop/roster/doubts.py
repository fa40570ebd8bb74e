"""A doubt about a cell: where it stands, what was seen, what is wrong, and whether the row can still be written."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from desktop.roster.workbook import address

Weight = Literal["note", "soft", "reason", "hard"]
"""`note`: told, nothing asked. `soft`: a person decides. `reason`: not written unless a person gives a reason (D-64).
`hard`: not written until the cell is put right."""

HEAVIEST = ("note", "soft", "reason", "hard")


class Trouble(NamedTuple):
    """What a reader says about one value: stable code, Chinese sentence, weight."""

    code: str
    sentence: str
    weight: Weight


class Read(NamedTuple):
    """A cell understood: canonical text ("" for empty or not usable) and what is to be said about it."""

    text: str
    troubles: tuple[Trouble, ...] = ()


EMPTY = Read("")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A trouble in its place.

    Args:
        row: spreadsheet row, from 1.
        column: from 1; 0 when the doubt is about the row as a whole.
        field: the entity's field, "" for the row as a whole.
        seen: the value as it stands in the file.
        code: stable name of the kind of trouble.
        sentence: Chinese, complete.
        weight: see `Weight`.
    """

    row: int
    column: int
    field: str
    seen: str
    code: str
    sentence: str
    weight: Weight

    @property
    def address(self) -> str:
        """`C7`, or `第 7 行` when no single cell is meant."""
        return address(self.row, self.column) if self.column else f"第 {self.row} 行"


def heaviest(doubts: tuple[Doubt, ...] | list[Doubt]) -> Weight:
    """The gravest weight among them, `note` when there are none."""
    return max((doubt.weight for doubt in doubts), key=HEAVIEST.index, default="note")
