"""What each family adds to the figures of its village, and sums from which a family can be taken out again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from db.domain.figures import CoverageFigure, figure
from db.domain.judged import Judged
from db.domain.standing import ITEMS

CONCERNED = frozenset({"dead", "disabled"})
"""The states of a child for whose sake the file is kept."""


@dataclass(frozen=True, slots=True)
class Head:
    """A count in the field's three units: 户 households, 人 persons, 子女 children."""

    households: int = 0
    persons: int = 0
    children: int = 0

    def __add__(self, other: "Head") -> "Head":
        """Two counts together; only right when they share nobody."""
        return Head(self.households + other.households, self.persons + other.persons, self.children + other.children)


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One row of the coverage page: a village, its size, and the seven figures in the strip's order."""

    village_code: str
    village: str
    head: Head
    figures: tuple[CoverageFigure, ...]


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """What one family adds on a day.

    Attributes:
        village_code, village: where.
        persons, children: ids of the persons served and of the children behind the file: nobody is counted twice.
        figures: in the strip's order.
    """

    village_code: str
    village: str
    persons: tuple[str, ...]
    children: tuple[str, ...]
    figures: tuple[CoverageFigure, ...]


_alike: dict[tuple[CoverageFigure, ...], tuple[CoverageFigure, ...]] = {}
"""Most families add the same figures as thousands of others: they are kept once."""


def counted(judged: Judged) -> FamilyCount | None:
    """What a family adds on its day; None when it is not on the register."""
    if not judged.active:
        return None
    family, states = judged.family, judged.items()
    figures = tuple([figure(states[item]) for item in ITEMS])
    persons = tuple([p.id for p in family.members(judged.page.day) if p.is_target])
    children = tuple([c.id for c in family.children if c.state in CONCERNED])
    return FamilyCount(family.village_code, family.village, persons, children, _alike.setdefault(figures, figures))


class Tally:
    """The sums of many families."""

    def __init__(self) -> None:
        self.households = 0
        self._persons: Counter[str] = Counter()
        self._children: Counter[str] = Counter()
        self._numbers = [0] * (4 * len(ITEMS))
        self._village = ""

    def put(self, count: FamilyCount) -> None:
        """Adds a family."""
        self.households += 1
        self._village = count.village
        self._add(count, 1)

    def take(self, count: FamilyCount) -> None:
        """Takes a family out that was put in."""
        self.households -= 1
        self._add(count, -1)

    def line(self, village_code: str = "", village: str | None = None) -> VillageLine:
        """The sums as a row; `village` is the village's own name when None."""
        numbers = self._numbers
        figures = tuple(CoverageFigure(*numbers[at : at + 4]) for at in range(0, len(numbers), 4))
        head = Head(self.households, len(self._persons), len(self._children))
        return VillageLine(village_code, self._village if village is None else village, head, figures)

    def _add(self, count: FamilyCount, sign: int) -> None:
        for known, ids in ((self._persons, count.persons), (self._children, count.children)):
            for each in ids:
                known[each] += sign
                if not known[each]:
                    del known[each]
        numbers, at = self._numbers, 0
        for one in count.figures:
            numbers[at] += sign * one.total
            numbers[at + 1] += sign * one.excluded
            numbers[at + 2] += sign * one.covered
            numbers[at + 3] += sign * one.to_renew
            at += 4


class Tallies:
    """The sums by village, and of all together."""

    def __init__(self, counts: Iterable[FamilyCount] = ()) -> None:
        self._villages: dict[str, Tally] = {}
        self._all = Tally()
        for count in counts:
            self.put(count)

    def put(self, count: FamilyCount) -> None:
        """Adds a family to its village."""
        self._villages.setdefault(count.village_code, Tally()).put(count)
        self._all.put(count)

    def take(self, count: FamilyCount) -> None:
        """Takes a family out that was put in."""
        village = self._villages[count.village_code]
        village.take(count)
        if not village.households:
            del self._villages[count.village_code]
        self._all.take(count)

    def lines(self) -> tuple[tuple[VillageLine, ...], VillageLine]:
        """The villages by code, and the line of all together."""
        rows = tuple(tally.line(code) for code, tally in sorted(self._villages.items()))
        return rows, self._all.line(village="")
