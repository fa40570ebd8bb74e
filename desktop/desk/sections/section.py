"""What a section is made of, and the words all sections share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.domain.family import Person
from db.domain.standing import LATE, MISS, SOON, day_words
from desktop.desk.families import FamilyView
from desktop.words import tr

URGENCY = {LATE: 0, MISS: 0, SOON: 1}
"""The states that need a person, and how urgently."""

SOON_DAYS = 30
"""What ends within so many days is shown as ending soon."""


@dataclass(frozen=True)
class Verb:
    """Something to write: its key, the words on its button, and the record or person it is about."""

    key: str
    words: str
    subject: str = ""


ONLY_LOOKING = frozenset({"look_attachment"})
"""Verbs that write nothing: the county, which only looks at a file, has them, too."""


def those_for(verbs: Iterable[Verb], *, records: bool) -> tuple[Verb, ...]:
    """The verbs that can be used: all where the office records, else those that only look."""
    return tuple(verb for verb in verbs if records or verb.key in ONLY_LOOKING)


@dataclass(frozen=True)
class SectionLine:
    """One fact of a section.

    Attributes:
        words: the fact; note: the second line.
        state: `ok`, `soon`, `miss`, `late`, `no` or "" for none.
        verbs: what can be written about it.
    """

    words: str
    note: str = ""
    state: str = ""
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True)
class Section:
    """One section of the right column.

    Attributes:
        key: stable name; icon: Phosphor name; title: its name.
        note: what stands at the right; state: coloured when a person is needed.
        lines: the facts; verbs: what can be added.
    """

    key: str
    icon: str
    title: str
    note: str
    state: str
    lines: tuple[SectionLine, ...]
    verbs: tuple[Verb, ...] = ()


def say_day(view: FamilyView, on: date | None) -> str:
    """A day in words, the year left out where it is this one; "" for none."""
    return day_words(on, view.on.year) if on else ""


def item_words(view: FamilyView, item: str) -> tuple[str, str]:
    """Word and state of one of the seven, for the section's head."""
    found = next(each for each in view.strip if each.item == item)
    state = found.state if found.state in URGENCY else ""
    return (found.word if state else ""), state


def targets(view: FamilyView) -> tuple[Person, ...]:
    """The members the coverages are for, on the day of the view."""
    return tuple(person for person in view.facts.members(view.on) if person.is_target)


def partial_day(text: Any) -> str:
    """A day, month or year as far as it is known, in words."""
    parts = str(text or "").split("-")
    if not parts[0]:
        return ""
    words = tr("{y}年").format(y=int(parts[0]))
    return words + (tr("{m}月").format(m=int(parts[1])) if len(parts) > 1 else "")


def as_day(text: Any) -> date | None:
    """A day as it stands in the record; None for none."""
    return date.fromisoformat(str(text)) if text else None
