"""Reads a locality's profile strictly from TOML: an unknown key is an error with its line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from db.domain.periods import FESTIVALS, PeriodUnknown, parse_lunar_birthday
from db.domain.profile import NATIONAL, Profile, nowhere
from db.domain.profile_entries import (
    CalendarDay,
    CentreKind,
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
from db.domain.rules import RULE_IDS, Rules, slot_of
from db.domain.standing import ITEMS
from db.domain.strict_toml import Place, ProfileInvalid, TomlText

__all__ = ["LISTS", "ProfileInvalid", "parse_profile"]

E = TypeVar("E", bound=Entry)

LISTS: dict[str, tuple[str, type[Entry]]] = {
    "word": ("words", Word),
    "level": ("levels", Level),
    "post": ("posts", Post),
    "contact_kind": ("contact_kinds", ContactKind),
    "festival": ("festivals", Festival),
    "quiet_day": ("quiet_days", QuietDay),
    "programme": ("programmes", Programme),
    "product": ("products", Product),
    "instrument": ("instruments", Instrument),
    "centre_kind": ("centre_kinds", CentreKind),
    "training": ("trainings", TrainingDuty),
    "evidence": ("evidence", Evidence),
    "target": ("targets", Target),
    "report": ("reports", ReportDuty),
    "calendar": ("calendar", CalendarDay),
    "standard": ("standards", Standard),
}
"""Each table of a profile file, and where its entries stand in `Profile`."""
LEVELS = ("county", "township", "village")
POSTS = ("township", "village", "county", "extra")
REQUIRED_WORDS = (
    *(f"item.{item}{tail}" for item in ITEMS for tail in ("", ".short")),
    "coverage.title", "support.title", "umbrella", "centre", "family", "green_card", "contact_card", "report.county",
)  # fmt: skip
"""The words nothing can be shown without."""
FURTHER_WORDS = frozenset(f"level.{level}.short" for level in LEVELS)
"""Words a profile may give beside the required ones."""
_CODES: dict[str, Callable[[str], bool]] = {
    "word": lambda code: code in REQUIRED_WORDS or code in FURTHER_WORDS or code.startswith("code."),
    "level": lambda code: code in LEVELS,
    "post": lambda code: code in POSTS,
}
_HEAD = ("name", "title", "source", "region", "extends")
_ENTRY_KEYS = ("id", "source", "since", "until")


def parse_profile(
    text: str,
    name: str,
    find: Callable[[str], Profile] | None = None,
    elsewhere: Callable[[str, str], str] = nowhere,
) -> Profile:
    """Reads a profile.

    Args:
        text: the TOML text.
        name: the file's name without suffix; must be the `name` inside.
        find: gives the parent named in `extends`.
        elsewhere: the name another locality gives to a code (`Profile.elsewhere`).

    Raises:
        ProfileInvalid: not TOML, an unknown or missing key, another type, a parent that cannot be found, a word of
            `REQUIRED_WORDS` that nobody gives, or two entries about one thing on one day; with line and key.
    """
    toml = TomlText(text, name)
    head = _head(toml)
    if head["name"] != name:
        raise toml.fault(("", 0), "name", f"文件名是“{name}”，里面写的是“{head['name']}”")
    parent = _parent(toml, head.get("extends", ""), find)
    head.setdefault("region", parent.region if parent else NATIONAL)
    lists: dict[str, Any] = {attribute: _entries(toml, table, kind) for table, (attribute, kind) in LISTS.items()}
    _check_days(toml, lists)
    _check_entries(toml, lists)
    for latest_first in ("words", "levels"):
        lists[latest_first] = tuple(sorted(lists[latest_first], key=lambda entry: entry.since, reverse=True))
    if parent:
        lists = {attribute: own + getattr(parent, attribute) for attribute, own in lists.items()}
    layers = (*(parent.layers if parent else ()), _rules(toml))
    _check_words(toml, lists["words"])
    return Profile(**(lists | head), layers=layers, elsewhere=elsewhere)


def _head(toml: TomlText) -> dict[str, str]:
    head = {key: value for key, value in toml.root.items() if key not in LISTS and key != "rule"}
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
    _check_overlap(toml, table, list(enumerate(found)))
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
        frame = {key: value for key, value in table.items() if key in _ENTRY_KEYS}
        entry = replace(toml.read(RuleEntry, frame, place), values=values)
        _check_entry(toml, entry, place)
        if not values:
            raise toml.fault(place, "id", "没有写要改的是哪一项")
        found.append(entry)
    for key in sorted({key for entry in found for key in entry.values}):
        _check_overlap(toml, "rule", [(n, entry) for n, entry in enumerate(found) if key in entry.values])
    return tuple(found)


def _check_entry(toml: TomlText, entry: Entry, place: Place) -> None:
    if not entry.source.strip():
        raise toml.fault(place, "source", "要写明出处")
    if entry.until is not None and entry.until < entry.since:
        raise toml.fault(place, "until", "止的日期早于起的日期")


def _check_overlap(toml: TomlText, table: str, entries: list[tuple[int, E]]) -> None:
    """Refuses two entries about one thing on one day; each comes with its place among the file's tables of its name."""
    last: dict[str, Entry] = {}
    for number, entry in sorted(entries, key=lambda each: each[1].since):
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


def _check_entries(toml: TomlText, lists: Mapping[str, tuple[Any, ...]]) -> None:
    """What a key's type cannot say: a code that nothing reads, a number outside its measure."""
    for table, allowed in _CODES.items():
        for number, entry in enumerate(lists[LISTS[table][0]]):
            if not allowed(entry.code):
                raise toml.fault((table, number), "code", f"没有“{entry.code}”这一项")
    for number, scale in enumerate(lists["instruments"]):
        if not scale.least <= scale.threshold <= scale.most and scale.threshold:
            raise toml.fault(("instrument", number), "threshold", f"应在 {scale.least} 到 {scale.most} 之间")
        if scale.least >= scale.most:
            raise toml.fault(("instrument", number), "most", "最高分应大于最低分")
    for table, key, most in (("target", "percent", 100), ("report", "day", 31)):
        for number, entry in enumerate(lists[LISTS[table][0]]):
            if getattr(entry, key) > most:
                raise toml.fault((table, number), key, f"最多是 {most}")


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
