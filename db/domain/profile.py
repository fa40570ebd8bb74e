"""A locality's rules and words; each rule keeps the dates on which it holds.

A profile may extend another: what it says wins, key by key and day by day; what it leaves out is the parent's. So a
rule changed in 2027 leaves every figure of 2026 as it was.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from db.domain.profile_entries import (
    CalendarDay,
    CentreKind,
    Coded,
    ContactKind,
    Entry,
    Evidence,
    Festival,
    Instrument,
    Level,
    Post,
    Product,
    Programme,
    QuietDay,
    ReportDuty,
    RuleEntry,
    Standard,
    Target,
    TrainingDuty,
    Word,
)
from db.domain.rules import Rules, slot_of

NATIONAL = "全国"


E = TypeVar("E", bound=Entry)


def _in_force(entries: Iterable[E], day: date) -> dict[str, E]:
    """Per key the first entry that holds on `day`; the nearest file's entries come first."""
    found: dict[str, E] = {}
    for entry in entries:
        if entry.holds(day):
            found.setdefault(entry.key, entry)
    return found


def nowhere(_listing: str, _code: str) -> str:
    """No other locality is known."""
    return ""


@dataclass(frozen=True, eq=False)
class Profile:
    """A locality: its rules and words. Two profiles are equal only if they are the same object.

    Attributes:
        name: file name without suffix; `title`: for people; `source`: the document it rests on.
        region: region of the benefit standards tried first, before the national rows.
        extends: name of the profile it stands on, "" for none.
        layers: rule entries of each file, the furthest ancestor first.
        words ... standards: entries, the nearest file's first.
        elsewhere: the name another locality gives to a code this one does not know, "" for none: records written
            under another profile keep their words.
    """

    name: str
    title: str
    source: str
    region: str = NATIONAL
    extends: str = ""
    layers: tuple[tuple[RuleEntry, ...], ...] = ()
    words: tuple[Word, ...] = ()
    levels: tuple[Level, ...] = ()
    posts: tuple[Post, ...] = ()
    contact_kinds: tuple[ContactKind, ...] = ()
    festivals: tuple[Festival, ...] = ()
    quiet_days: tuple[QuietDay, ...] = ()
    programmes: tuple[Programme, ...] = ()
    products: tuple[Product, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    centre_kinds: tuple[CentreKind, ...] = ()
    trainings: tuple[TrainingDuty, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    targets: tuple[Target, ...] = ()
    reports: tuple[ReportDuty, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    standards: tuple[Standard, ...] = ()
    elsewhere: Callable[[str, str], str] = field(default=nowhere, repr=False)
    _known: dict[int, Rules] = field(default_factory=dict, repr=False)

    def on(self, day: date) -> Rules:
        """The rules of that day (history keeps the rule of its day)."""
        place = bisect_right(self.turning_days, day)
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._compose(day)
        return known

    def word(self, code: str) -> str:
        """The place's own word for a constant code (`coverage.title` -> 三项制度); KeyError if there is none."""
        return self._words[code]

    def level(self, code: str) -> str:
        """What the place calls the level `county`, `township` or `village`."""
        return self._levels[code]

    def level_short(self, code: str) -> str:
        """The level in a character or two, for lists: 镇, 村."""
        return self._words.get(f"level.{code}.short", "") or self._levels.get(code, code)

    def festivals_on(self, day: date) -> tuple[Festival, ...]:
        """The festivals on which families are visited under the rules of `day`."""
        return tuple(f for f in _in_force(self.festivals, day).values() if f.on)

    def posts_on(self, day: date) -> dict[str, Post]:
        """The posts by kind."""
        return _in_force(self.posts, day)

    def products_on(self, day: date) -> tuple[Product, ...]:
        """The insurance products of `day`."""
        return tuple(_in_force(self.products, day).values())

    def quiet_days_on(self, day: date) -> tuple[QuietDay, ...]:
        """The days of remembrance."""
        return tuple(_in_force(self.quiet_days, day).values())

    def programmes_on(self, day: date) -> tuple[Programme, ...]:
        """The aid and care programmes of `day`."""
        return tuple(_in_force(self.programmes, day).values())

    def instruments_on(self, day: date) -> tuple[Instrument, ...]:
        """The scales of the psychological assessment in use on `day`."""
        return tuple(_in_force(self.instruments, day).values())

    def instrument(self, code: str, day: date) -> Instrument | None:
        """The scale of that code as it stood on `day`; None when the place did not know it then."""
        return _in_force(self.instruments, day).get(code)

    def contact_kinds_on(self, day: date) -> tuple[ContactKind, ...]:
        """Who is won as a contact person beyond the two posts."""
        return tuple(_in_force(self.contact_kinds, day).values())

    def centre_kinds_on(self, day: date) -> tuple[CentreKind, ...]:
        """The kinds of centre of `day`."""
        return tuple(_in_force(self.centre_kinds, day).values())

    def trainings_on(self, day: date) -> tuple[TrainingDuty, ...]:
        """The training asked for."""
        return tuple(_in_force(self.trainings, day).values())

    def evidence_on(self, day: date) -> tuple[Evidence, ...]:
        """The signs by which something is shown to be done as asked."""
        return tuple(_in_force(self.evidence, day).values())

    def targets_on(self, day: date) -> tuple[Target, ...]:
        """What the place is measured by on `day`."""
        return tuple(_in_force(self.targets, day).values())

    def reports_on(self, day: date) -> tuple[ReportDuty, ...]:
        """What is handed up regularly."""
        return tuple(_in_force(self.reports, day).values())

    def calendar_on(self, day: date) -> tuple[CalendarDay, ...]:
        """The days of the year on which something is held."""
        return tuple(_in_force(self.calendar, day).values())

    def product_name(self, code: str) -> str:
        """The product's name here, else where it is known; a code nobody knows is its own name."""
        return self._named("products", self.products, code)

    def programme_name(self, code: str) -> str:
        """The programme's name here, else where it is known; a code nobody knows is its own name."""
        return self._named("programmes", self.programmes, code)

    def instrument_name(self, code: str) -> str:
        """The scale's name here, else where it is known; a code nobody knows is its own name."""
        return self._named("instruments", self.instruments, code)

    def _named(self, listing: str, entries: Iterable[Coded], code: str) -> str:
        return (
            next((entry.name for entry in entries if entry.code == code), "") or self.elsewhere(listing, code) or code
        )

    def rule_source(self, rule_id: str, day: date) -> str:
        """The document the rule of that day rests on: of the nearest file that says anything about it."""
        said = [entry.source for layer in self.layers for entry in layer if entry.id == rule_id and entry.holds(day)]
        return said[-1] if said else ""

    @cached_property
    def _words(self) -> dict[str, str]:
        return {word.code: word.name for word in reversed(self.words)}

    @cached_property
    def _levels(self) -> dict[str, str]:
        return {level.code: level.name for level in reversed(self.levels)}

    @cached_property
    def turning_days(self) -> tuple[date, ...]:
        """Every day on which one of the rules changes, in order."""
        entries = [entry for layer in self.layers for entry in layer]
        ends = (entry.until + timedelta(days=1) for entry in entries if entry.until and entry.until < date.max)
        return tuple(sorted({*(entry.since for entry in entries), *ends}))

    def _compose(self, day: date) -> Rules:
        rules = Rules()
        for layer in self.layers:
            for entry in layer:
                if entry.holds(day):
                    slot = slot_of(entry.id)
                    rules = replace(rules, **{slot: replace(getattr(rules, slot), **entry.values)})
        return rules
