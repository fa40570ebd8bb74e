"""Tells the practice township, one household after the other: the same words, the same people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from db.domain.profile import Profile
from desktop.desk.demo.covering import cover
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.gathering import Doings
from desktop.desk.demo.helping import help_family
from desktop.desk.demo.office import Township, settle
from desktop.desk.demo.people import NAMED_HOMES, Home, Wish, household, write_family
from desktop.desk.demo.places import Slot, slots_for, villages_for
from desktop.desk.demo.sheaf import Sheaf
from desktop.desk.demo.visiting import visit_year

_TWO_HOMES = 0.045


@dataclass(frozen=True)
class Story:
    """Which township is told.

    Attributes:
        families: how many households.
        seed: another number, another township.
        org: the township's code.
        today: all dates are told from here.
        profile: the locality.
        known: ids of villages that the record has already.
        year: tell the year's visits, help and casework as well, not only who lives there.
    """

    families: int
    seed: int
    org: str
    today: date
    profile: Profile
    known: frozenset[str] = frozenset()
    year: bool = True


def tell(sheaf: Sheaf, story: Story) -> Iterator[Home]:
    """Gathers the facts of the township in `sheaf`.

    Nothing of an earlier household points at a later one, but divorced parents are told together: whoever listens may
    write down what was gathered whenever a home comes, for its records and all they point at are there.
    """
    dice = Dice(f"nuanxin/{story.org}/{story.seed}/{story.families}")
    town = Township(sheaf, dice, story.profile, story.today)
    villages = villages_for(dice, story.families, story.org)
    settle(town, villages, story.families, story.org, story.known)
    doings = Doings(town, story.org)
    doings.begin()
    for slot, wish, other in _places(dice, slots_for(dice, villages, story.families)):
        town.turn += 1
        said_before = len(sheaf.drafts)
        homes = household(town, slot, wish, other)
        for home in homes:
            write_family(town, home)
        sheaf.put_first("family", said_before)
        for home in homes:
            care = cover(town, home)
            if story.year:
                doings.attend(home)
                help_family(town, home, care, visit_year(town, home, care))
            yield home


def _places(dice: Dice, slots: list[Slot]) -> Iterator[tuple[Slot, Wish, Slot | None]]:
    """Every place with what must be there; two places for divorced parents who share a child, one pair at least."""
    waiting = list(slots)
    for village, wish in NAMED_HOMES:
        found = _take(waiting, partial(_named, village))
        if found:
            yield found, wish, None
    parted = False
    while waiting:
        slot = waiting.pop()
        apart = not parted or dice.chance(_TWO_HOMES)
        other = _take(waiting, partial(_elsewhere, slot)) if apart else None
        parted = parted or other is not None
        yield slot, Wish(kind="divorced") if other else Wish(), other


def _named(village: str, slot: Slot) -> bool:
    return slot.village.name == village


def _elsewhere(here: Slot, slot: Slot) -> bool:
    return slot.village != here.village


def _take(waiting: list[Slot], fits: Callable[[Slot], bool]) -> Slot | None:
    for place in range(len(waiting) - 1, -1, -1):
        if fits(waiting[place]):
            return waiting.pop(place)
    return None
