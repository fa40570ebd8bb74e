"""What a check is, what it looks at, and what it finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db.domain.standing import day_words

HARD, SOFT = "hard", "soft"
"""Cannot be right as it stands, and is corrected; may well be right, and can be explained."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One record as it stands: its id and its fields, empty ones left out."""

    id: str
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A field as text, "" when it is empty."""
        return str(self.values.get(name) or "")

    def day(self, name: str) -> date | None:
        """A whole day; None when it is empty or known to the month only."""
        written = self.text(name)
        return date.fromisoformat(written) if len(written) == len("2026-01-01") else None


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """One family's records that stand.

    Attributes:
        family: the family's own record.
        records: all others by entity; contact persons of its assignments among them.
    """

    family: Kept
    records: Mapping[str, tuple[Kept, ...]] = field(default_factory=dict)

    def of(self, entity: str) -> tuple[Kept, ...]:
        """The records of one entity."""
        return self.records.get(entity, ())

    @property
    def living(self) -> tuple[Kept, ...]:
        """The members alive as far as the record says."""
        return tuple(person for person in self.of("person") if person.values.get("alive", True))

    @property
    def open(self) -> bool:
        """On the register."""
        return self.family.text("status") == "active"

    def name_of(self, person_id: object) -> str:
        """A member's name; "" when it is nobody of this household."""
        return next((person.text("name") for person in self.of("person") if person.id == person_id), "")


@dataclass(frozen=True, slots=True)
class World:
    """What a check may know beside the file.

    Attributes:
        today: the calendar day in China.
        max_grade: the mildest disability grade for which the special assistance or a local scheme is open.
    """

    today: date
    max_grade: int = 3

    def say(self, written: str) -> str:
        """A day, month or year as it is read aloud."""
        if len(written) == len("2026-01-01"):
            return day_words(date.fromisoformat(written), self.today.year)
        year, _, month = written.partition("-")
        return f"{year}年{int(month)}月" if month else f"{year}年"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a check has come upon.

    Attributes:
        record: which record; field: which field to look at first.
        sentence: one complete Chinese sentence, without its full stop.
        accepted: the reason the record itself holds already, "" when there is none.
    """

    record: Kept
    field: str
    sentence: str
    accepted: str = ""


Look = Callable[[CaseRecords, World], Iterator[Found]]


def _nothing_in_one_file(_case: CaseRecords, _world: World) -> Iterator[Found]:
    return iter(())


@dataclass(frozen=True)
class Check:
    """One named check.

    Attributes:
        code: stable name, under which an explanation is kept.
        level: `hard` or `soft`.
        title: what it is about, for counting; a word that differs by place stands in square brackets.
        entity: whose records it finds fault with.
        look: looks at one family's records; finds nothing where one file is not enough (`across.py`).
        source: where it comes from.
    """

    code: str
    level: str
    title: str
    entity: str
    look: Look = _nothing_in_one_file
    source: str = "domain.md §4"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found, with everything a person needs to act on it.

    Attributes:
        code, level, title: of the check.
        family_id: the family; "" for what belongs to the office.
        entity, record_id, field: where to look.
        sentence: what is wrong or strange.
        explained: the reason accepted, "" while there is none.
    """

    code: str
    level: str
    title: str
    family_id: str
    entity: str
    record_id: str
    field: str
    sentence: str
    explained: str = ""

    @property
    def open(self) -> bool:
        """Waits for somebody."""
        return not self.explained

    @property
    def key(self) -> tuple[str, str]:
        """What an explanation names: the record and the check."""
        return self.record_id, self.code


def each_of(entity: str, look: Callable[[Kept, World], Iterator[Found]]) -> Look:
    """A check that looks at every record of one entity by itself."""

    def look_at_all(case: CaseRecords, world: World) -> Iterator[Found]:
        for record in case.of(entity):
            yield from look(record, world)

    return look_at_all


def earlier(one: str, other: str) -> bool:
    """Whether one day is surely before another, both known to the day, the month or the year."""
    known = min(len(one), len(other))
    return bool(one and other) and one[:known] < other[:known]


def overlapping(spans: list[tuple[str, str, Kept]]) -> Iterator[tuple[Kept, Kept]]:
    """Of (first day, last day or "" for open, record), each later record that begins while an earlier one holds."""
    reaches: tuple[str, Kept] | None = None
    for since, until, record in sorted(spans, key=lambda span: (span[0], span[2].id)):
        end = until or "9999"
        if reaches is not None and since <= reaches[0]:
            yield reaches[1], record
        if reaches is None or end > reaches[0]:
            reaches = (end, record)
