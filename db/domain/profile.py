"""A locality's rules and words, read strictly from TOML; each rule keeps the dates on which it holds.

A profile may extend another: what it says wins, key by key and day by day; what it leaves out is the parent's. So a
rule changed in 2027 leaves every figure of 2026 as it was.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from db.domain.periods import FESTIVALS, PeriodUnknown, parse_lunar_birthday
from db.domain.profile_entries import (
    CalendarDay,
    Entry,
    Festival,
    Level,
    Post,
    Product,
    Programme,
    QuietDay,
    ReportDuty,
    RuleEntry,
    Standard,
    Target,
    Word,
)
from db.domain.rules import RULE_IDS, Rules, slot_of
from db.domain.standing import ITEMS
from db.domain.strict_toml import Place, ProfileInvalid, TomlText

__all__ = ["Profile", "ProfileInvalid", "parse_profile"]

NATIONAL = "全国"


E = TypeVar("E", bound=Entry)


def _in_force(entries: Iterable[E], day: date) -> dict[str, E]:
    """Per key the first entry that holds on `day`; the nearest file's entries come first."""
    found: dict[str, E] = {}
    for entry in entries:
        if entry.holds(day):
            found.setdefault(entry.key, entry)
    return found


@dataclass(frozen=True, eq=False)
class Profile:
    """A locality: its rules and words. Two profiles are equal only if they are the same object.

    Attributes:
        name: file name without suffix; `title`: for people; `source`: the document it rests on.
        region: region of the benefit standards tried first, before the national rows.
        layers: rule entries of each file, the furthest ancestor first.
        words ... standards: entries, the nearest file's first.
    """

    name: str
    title: str
    source: str
    region: str = NATIONAL
    layers: tuple[tuple[RuleEntry, ...], ...] = ()
    words: tuple[Word, ...] = ()
    levels: tuple[Level, ...] = ()
    posts: tuple[Post, ...] = ()
    festivals: tuple[Festival, ...] = ()
    quiet_days: tuple[QuietDay, ...] = ()
    programmes: tuple[Programme, ...] = ()
    products: tuple[Product, ...] = ()
    targets: tuple[Target, ...] = ()
    reports: tuple[ReportDuty, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    standards: tuple[Standard, ...] = ()
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

    def product_name(self, code: str) -> str:
        """The product's name; an unknown code is its own name."""
        return next((p.name for p in self.products if p.code == code), code)

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


_LISTS: dict[str, tuple[str, type[Entry]]] = {
    "word": ("words", Word),
    "level": ("levels", Level),
    "post": ("posts", Post),
    "festival": ("festivals", Festival),
    "quiet_day": ("quiet_days", QuietDay),
    "programme": ("programmes", Programme),
    "product": ("products", Product),
    "target": ("targets", Target),
    "report": ("reports", ReportDuty),
    "calendar": ("calendar", CalendarDay),
    "standard": ("standards", Standard),
}
REQUIRED_WORDS = (
    *(f"item.{item}{tail}" for item in ITEMS for tail in ("", ".short")),
    "coverage.title", "support.title", "umbrella", "centre", "family", "green_card", "contact_card", "report.county",
)  # fmt: skip
_HEAD = ("name", "title", "source", "region", "extends")
_ENTRY_KEYS = ("id", "source", "since", "until")


def parse_profile(text: str, name: str, find: Callable[[str], Profile] | None = None) -> Profile:
    """Reads a profile.

    Args:
        text: the TOML text.
        name: the file's name without suffix; must be the `name` inside.
        find: gives the parent named in `extends`.

    Raises:
        ProfileInvalid: not TOML, an unknown or missing key, another type, a parent that cannot be found, a word of
            `REQUIRED_WORDS` that nobody gives, or two entries about one thing on one day; with line and key.
    """
    toml = TomlText(text, name)
    head = _head(toml)
    if head["name"] != name:
        raise toml.fault(("", 0), "name", f"文件名是“{name}”，里面写的是“{head['name']}”")
    parent = _parent(toml, head.pop("extends", ""), find)
    head.setdefault("region", parent.region if parent else NATIONAL)
    lists: dict[str, Any] = {attribute: _entries(toml, table, kind) for table, (attribute, kind) in _LISTS.items()}
    _check_days(toml, lists)
    if parent:
        lists = {attribute: own + getattr(parent, attribute) for attribute, own in lists.items()}
    layers = (*(parent.layers if parent else ()), _rules(toml))
    _check_words(toml, lists["words"])
    return Profile(**(lists | head), layers=layers)


def _head(toml: TomlText) -> dict[str, str]:
    head = {key: value for key, value in toml.root.items() if key not in _LISTS and key != "rule"}
    for key, value in head.items():
        if key not in _HEAD:
            raise toml.fault(("", 0), key, "没有这一项")
        if not isinstance(value, str):
            raise toml.fault(("", 0), key, "应是文字")
    for key in ("name", "title", "source"):
        if not head.get(key):
            raise toml.fault(("", 0), key, "缺这一项")
    return head


def _parent(toml: TomlText, name: str, find: Callable[[str], Profile] | None) -> Profile | None:
    if not name:
        return None
    if find is None or name == toml.name:
        raise toml.fault(("", 0), "extends", f"找不到“{name}”")
    return find(name)


def _check_words(toml: TomlText, words: Iterable[Word]) -> None:
    known = {word.code for word in words}
    missing = [code for code in REQUIRED_WORDS if code not in known]
    if missing:
        raise toml.fault(("", 0), "word", f'缺“{missing[0]}”等 {len(missing)} 个词，可以写 extends = "national"')


def _entries(toml: TomlText, table: str, kind: type[E]) -> tuple[E, ...]:
    found = []
    for number, values in enumerate(toml.tables(table)):
        entry = toml.read(kind, values, (table, number))
        _check_entry(toml, entry, (table, number))
        found.append(entry)
    _check_overlap(toml, table, found)
    return tuple(found)


def _rules(toml: TomlText) -> tuple[RuleEntry, ...]:
    found = []
    for number, table in enumerate(toml.tables("rule")):
        place = ("rule", number)
        if table.get("id") not in RULE_IDS:
            raise toml.fault(place, "id", f"没有“{table.get('id', '')}”这条规则")
        kind = type(getattr(Rules(), slot_of(table["id"])))
        own = {key: value for key, value in table.items() if key not in _ENTRY_KEYS}
        values = toml.values(kind, own, place, partial=True)
        frame = {key: value for key, value in table.items() if key in _ENTRY_KEYS} | {"values": {}}
        entry = replace(toml.read(RuleEntry, frame, place), values=values)
        _check_entry(toml, entry, place)
        found.append(entry)
    _check_overlap(toml, "rule", found)
    return tuple(found)


def _check_entry(toml: TomlText, entry: Entry, place: Place) -> None:
    if not entry.source.strip():
        raise toml.fault(place, "source", "要写明出处")
    if entry.until is not None and entry.until < entry.since:
        raise toml.fault(place, "until", "止的日期早于起的日期")


def _check_overlap(toml: TomlText, table: str, entries: list[E]) -> None:
    last: dict[str, Entry] = {}
    order = sorted(range(len(entries)), key=lambda n: entries[n].since)
    for number in order:
        entry = entries[number]
        before = last.get(entry.key)
        if before and (before.until is None or before.until >= entry.since):
            raise toml.fault((table, number), "since", f"“{entry.key}”在 {entry.since} 有两条同时有效")
        last[entry.key] = entry


def _check_days(toml: TomlText, lists: Mapping[str, tuple[Any, ...]]) -> None:
    for number, festival in enumerate(lists["festivals"]):
        if festival.code not in FESTIVALS:
            raise toml.fault(("festival", number), "code", f"没有“{festival.code}”这个节日")
    for number, quiet in enumerate(lists["quiet_days"]):
        if bool(quiet.lunar) == bool(quiet.festival) or (quiet.festival and quiet.festival not in FESTIVALS):
            raise toml.fault(("quiet_day", number), "festival", "节日代码和农历日期要写一个，而且只写一个")
        if quiet.lunar:
            _lunar_day(toml, quiet.lunar, number)
    for number, day in enumerate(lists["calendar"]):
        _check_calendar(toml, day, number)


def _lunar_day(toml: TomlText, text: str, number: int) -> None:
    try:
        parse_lunar_birthday(text)
    except PeriodUnknown as unknown:
        raise toml.fault(("quiet_day", number), "lunar", "应写成农历的月和日，如 10-01") from unknown


def _check_calendar(toml: TomlText, day: CalendarDay, number: int) -> None:
    try:
        date(2024, day.month, day.day or 1)  # a leap year, so that 29 February may stand
    except ValueError as wrong:
        raise toml.fault(("calendar", number), "month", "没有这一天") from wrong
