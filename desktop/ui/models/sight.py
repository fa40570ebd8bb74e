"""Rows that are read when they come into sight: a list of thousands of which a screen shows twenty."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar, overload

R = TypeVar("R")


class SightRows(Sequence[R], Generic[R]):
    """A list known by the ids of its rows; a row not read yet is a blank one.

    Args:
        ids: of all rows, in order.
        known: the rows read already, by id.
        blank: makes a row of an id alone.
    """

    def __init__(self, ids: Sequence[str], known: Mapping[str, R], blank: Callable[[str], R]) -> None:
        self.ids = ids
        self._known, self._blank = dict(known), blank
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[R, ...]: ...
    def __getitem__(self, place: int | slice) -> R | tuple[R, ...]:
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self.ids))))
        row_id = self.ids[place]
        row = self._known.get(row_id)
        return self._blank(row_id) if row is None else row

    def knows(self, row_id: str) -> bool:
        """Whether a row has been read."""
        return row_id in self._known

    def learn(self, rows: Mapping[str, R]) -> None:
        """Takes rows that were read."""
        self._known.update(rows)

    def number_of(self, row_id: str) -> int:
        """The number of the row with this id, or -1."""
        if not self._numbers:
            self._numbers = {each: n for n, each in enumerate(self.ids)}
        return self._numbers.get(row_id, -1)

    def among(self, ids: Iterable[str]) -> "SightRows[R]":
        """The same rows, those of these ids alone, in that order."""
        made = SightRows(tuple(ids), {}, self._blank)
        made._known = self._known  # what one learns the other knows
        return made
