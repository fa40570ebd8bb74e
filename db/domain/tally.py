"""What each family adds to the figures of its village, and sums from which a family can be taken out again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

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
        persons_alone, children_alone: how many more there are who stand in no other family's file: these need no id.
    """

    village_code: str
    village: str
    persons: tuple[str, ...]
    children: tuple[str, ...]
    figures: tuple[CoverageFigure, ...]
    persons_alone: int = 0
    children_alone: int = 0


def thinned(count: FamilyCount, shared: AbstractSet[str]) -> FamilyCount:
    """The same, with the ids of those alone who may stand in another family's file too: `timeline.shared_ids`."""
    persons = tuple([each for each in count.persons if each in shared])
    children = tuple([each for each in count.children if each in shared])
    return replace(
        count,
        persons=persons,
        children=children,
        persons_alone=count.persons_alone + len(count.persons) - len(persons),
        children_alone=count.children_alone + len(count.children) - len(children),
    )


@dataclass(frozen=True, slots=True)
class VillageSum:
    """What many families of one village add on a day, all together.

    Attributes:
        village_code, village: where.
        families: how many they are.
        persons, children: how many of them stand in no other family's file: these need no id.
        numbers: the four numbers of each figure, in the strip's order.
    """

    village_code: str
    village: str
    families: int
    persons: int
    children: int
    numbers: tuple[int, ...]


def numbers_of(count: FamilyCount) -> tuple[int, ...]:
    """The four numbers of each figure of a family, in the strip's order."""
    return tuple([n for one in count.figures for n in (one.total, one.excluded, one.covered, one.to_renew)])


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
        self._persons_alone = self._children_alone = 0

    def put(self, count: FamilyCount) -> None:
        """Adds a family."""
        self.households += 1
        self._village = count.village
        self._add(count, 1)

    def take(self, count: FamilyCount) -> None:
        """Takes a family out that was put in."""
        self.households -= 1
        self._add(count, -1)

    def put_many(self, found: VillageSum, persons: Iterable[str], children: Iterable[str]) -> None:
        """Adds many families at once, and ids of those of them who may stand in another family's file too."""
        self.households += found.families
        self._village = found.village
        self._persons_alone += found.persons
        self._children_alone += found.children
        self._numbers = [n + more for n, more in zip(self._numbers, found.numbers, strict=True)]
        self._persons.update(persons)
        self._children.update(children)

    def line(self, village_code: str = "", village: str | None = None) -> VillageLine:
        """The sums as a row; `village` is the village's own name when None."""
        numbers = self._numbers
        figures = tuple(CoverageFigure(*numbers[at : at + 4]) for at in range(0, len(numbers), 4))
        head = Head(
            self.households, self._persons_alone + len(self._persons), self._children_alone + len(self._children)
        )
        return VillageLine(village_code, self._village if village is None else village, head, figures)

    def _add(self, count: FamilyCount, sign: int) -> None:
        self._persons_alone += sign * count.persons_alone
        self._children_alone += sign * count.children_alone
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
        self._of(count.village_code).put(count)
        self._all.put(count)

    def take(self, count: FamilyCount) -> None:
        """Takes a family out that was put in."""
        village = self._villages[count.village_code]
        village.take(count)
        if not village.households:
            del self._villages[count.village_code]
        self._all.take(count)

    def put_many(self, found: VillageSum, persons: Sequence[str], children: Sequence[str]) -> None:
        """Adds many families of one village at once, and ids of those who may stand in another family's file too."""
        self._of(found.village_code).put_many(found, persons, children)
        self._all.put_many(found, persons, children)

    def lines(self) -> tuple[tuple[VillageLine, ...], VillageLine]:
        """The villages by code, and the line of all together."""
        rows = tuple(tally.line(code) for code, tally in sorted(self._villages.items()))
        return rows, self._all.line(village="")

    def _of(self, village_code: str) -> Tally:
        found = self._villages.get(village_code)
        if found is None:
            found = self._villages[village_code] = Tally()
        return found
