"""What the list of families knows of all families at once: who has a gap, and what is owed next."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.domain.duties import Duty
from desktop.desk.board import board_of
from desktop.desk.desk import Desk


@dataclass(frozen=True)
class Overview:
    """The gaps and the next duties of all families.

    Attributes:
        judged, total: families judged so far and in all; the rest is missing below.
        gaps: ids of families in which something of the seven is missing or late.
        next_duties: the most urgent duty by family id.
        states: of the seven items, by family id.
    """

    judged: int
    total: int
    gaps: frozenset[str]
    next_duties: Mapping[str, Duty]
    states: Mapping[str, tuple[str, ...]]

    @property
    def complete(self) -> bool:
        """True when every family has been judged."""
        return self.judged == self.total


def overview(desk: Desk) -> Overview:
    """Judges some more families; gaps and duties are handed over once all are judged."""
    board = board_of(desk)
    judged, total = board.advance(desk)
    if judged < total:
        return Overview(judged, total, frozenset(), {}, {})
    return Overview(judged, total, board.gaps(), board.next_duties(), board.states())
