"""The rules and words of a place as a person reads them: the value today, since when, and what it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from db.domain.codes import CodeList
from db.domain.profile import NATIONAL, Profile
from db.domain.profile_entries import BEGINNING, RuleEntry, Standard
from db.domain.profile_parsing import FURTHER_WORDS, LISTS, REQUIRED_WORDS
from db.domain.rules import RULE_IDS, slot_of
from db.domain.standing import ITEMS
from desktop.desk.desk import Desk
from desktop.desk.locality import local_words
from desktop.desk.rule_words import CHOICES, CODE_LISTS, FIELDS, KEYS, RULES, TABLES, key_title, unit_of
from desktop.words import tr

WORD_TABLES = ("word", "level", "post", "contact_kind")
"""What things and people are called here."""
WORD_ORDER = (*REQUIRED_WORDS, *sorted(FURTHER_WORDS))
_FRAME = frozenset({"code", "source", "since", "until"})
_WORD_TITLES = {
    "coverage.title": "三项合称",
    "support.title": "四项合称",
    "umbrella": "行动名称",
    "centre": "阵地名称",
    "family": "家庭的称呼",
    "green_card": "绿色通道的证件",
    "contact_card": "联系卡的名称",
    "report.county": "报送名称",
}
_ITEMS = dict(zip(ITEMS, ("双岗", "绿通", "家医", "慰藉", "走访", "志愿", "保险"), strict=True))
_LEVEL_TITLES = {"county": "县级", "township": "乡镇级", "village": "村级"}
_RISKS = (("normal", "一般"), ("focus", "重点"), ("high", "高危"))


@dataclass(frozen=True)
class RuleLine:
    """One number, switch, word or entry.

    Attributes:
        table, code, key: what it is in a profile; `key` is "" for an entry that is read as a whole.
        title: for people.
        value: in words, as it stands on the day asked about; "" when it has none on that day.
        since: the first day on which it does, None for "always".
        source: the document or reason it rests on.
        own: changed by the office itself.
        later: what is already fixed for later days: (first day, value in words).
        editable: it can be changed here.
    """

    table: str
    code: str
    key: str
    title: str
    value: str
    since: date | None
    source: str
    own: bool = False
    later: tuple[tuple[date, str], ...] = ()
    editable: bool = True

    @property
    def id(self) -> str:
        """Stable."""
        return f"{self.table}/{self.code}/{self.key}"


@dataclass(frozen=True)
class RuleGroup:
    """The lines about one rule, or one table.

    Attributes:
        key: stable name; icon: Phosphor name; part: the heading it stands under.
        title: its name.
    """

    key: str
    icon: str
    part: str
    title: str
    lines: tuple[RuleLine, ...]


Say = Callable[[str, str], str]


def rulebook(desk: Desk) -> tuple[RuleGroup, ...]:
    """Everything the profile in force says today, group by group."""
    place = desk.locality
    return Reader(place.profile, place.plain, desk.today, place.base).groups()


class Reader:
    """Reads a profile aloud, as it stands on one day.

    Args:
        profile: the locality.
        codes: the code lists as shipped.
        day: the day.
        base: the same locality without the office's own changes, by which these are told; None where there are none.
    """

    def __init__(self, profile: Profile, codes: Mapping[str, CodeList], day: date, base: Profile | None = None) -> None:
        self._profile, self._day = profile, day
        self._base = base if base is not None and base is not profile else None
        self._plain, self._codes = codes, local_words(codes, profile)

    def groups(self) -> tuple[RuleGroup, ...]:
        """Words first, then the rules in their order, then the lists."""
        lists = [table for table in TABLES if table not in WORD_TABLES]
        return (
            *(self._table(table) for table in WORD_TABLES),
            *(self._rule(rule_id) for rule_id in RULE_IDS),
            *(self._table(table) for table in lists),
        )

    def say(self, name: str, code: str) -> str:
        """The word of a code of a list, as this place says it."""
        if name == "item":
            return self._profile.word(f"item.{code}") if code in ITEMS else code
        return self._codes[name].name_of(code) if name in self._codes else code

    def codes_of(self, name: str) -> tuple[str, ...]:
        """The codes of a list, in order."""
        return ITEMS if name == "item" else self._codes[name].codes

    def _rule(self, rule_id: str) -> RuleGroup:
        keys = (spec.name for spec in fields(getattr(self._profile.on(self._day), slot_of(rule_id))))
        lines = tuple(self._key(rule_id, key) for key in keys if (rule_id, key) in KEYS)
        return RuleGroup(f"rule/{rule_id}", "list-checks", tr("规则"), rule_title(self._profile, rule_id), lines)

    def _key(self, rule_id: str, key: str) -> RuleLine:
        now = self._value(rule_id, key, self._day)
        later, before = [], now
        for turn in self._profile.turning_days:
            if turn > self._day and (then := self._value(rule_id, key, turn)) != before:
                later.append((turn, then))
                before = then
        entry, own = self._setting(rule_id, key)
        since = entry.since if entry and entry.since > BEGINNING else None
        source = entry.source if entry else tr("产品默认")
        return RuleLine("rule", rule_id, key, key_title(rule_id, key), now, since, source, own, tuple(later))

    def _value(self, rule_id: str, key: str, on: date) -> str:
        rule = getattr(self._profile.on(on), slot_of(rule_id))
        return value_words(key, getattr(rule, key), unit_of(rule_id, key), self.say)

    def _setting(self, rule_id: str, key: str) -> tuple[RuleEntry | None, bool]:
        """The entry that sets a key on the day, and whether it is the office's own."""
        for number, layer in enumerate(reversed(self._profile.layers)):
            for entry in layer:
                if entry.id == rule_id and key in entry.values and entry.holds(self._day):
                    return entry, number == 0 and self._base is not None
        return None, False

    def _table(self, table: str) -> RuleGroup:
        title, icon = TABLES[table]
        part = tr("叫法") if table in WORD_TABLES else tr("清单")
        return RuleGroup(table, icon, part, tr(title), tuple(self._entries(table)))

    def _entries(self, table: str) -> Iterator[RuleLine]:
        """Of each thing the entry that holds on the day; words hold whatever the day."""
        attribute, _ = LISTS[table]
        shipped = {id(entry) for entry in getattr(self._base, attribute)} if self._base else None
        seen = set[str]()
        listed = getattr(self._profile, attribute)
        for entry in sorted(listed, key=lambda entry: word_order(entry.code)) if table == "word" else listed:
            elsewhere = isinstance(entry, Standard) and entry.region not in {self._profile.region, NATIONAL}
            if entry.key in seen or elsewhere or not (entry.holds(self._day) or table in {"word", "level"}):
                continue
            seen.add(entry.key)
            yield self._entry(table, entry, own=shipped is not None and id(entry) not in shipped)

    def _entry(self, table: str, entry: Any, *, own: bool) -> RuleLine:
        since = entry.since if entry.since > BEGINNING else None
        title, value = _said(table, entry, self.say)
        if table == "word" and entry.code.startswith("code."):
            title = self._code_title(entry.code)
        editable = not isinstance(entry, Standard)
        return RuleLine(table, entry.key, "", title, value, since, entry.source, own, editable=editable)

    def _code_title(self, word: str) -> str:
        """What a word of a code list is the word for."""
        name, _, code = word.removeprefix("code.").partition(".")
        return tr("“{name}”的叫法").format(name=self._plain[name].name_of(code) if name in self._plain else code)


def word_order(code: str) -> int:
    """Where a word stands among the words: the seven items, then the rest."""
    return WORD_ORDER.index(code) if code in WORD_ORDER else len(WORD_ORDER)


def rule_title(profile: Profile, rule_id: str) -> str:
    """A rule's name, behind the place's own name of the item where it belongs to one of the seven."""
    item = rule_id[:2]
    if item not in ITEMS:
        return tr(RULES[rule_id])
    named = profile.word(f"item.{item}.short")
    return tr("{item}·{rule}").format(item=named, rule=tr(RULES[rule_id]))


def _said(table: str, entry: Any, say: Say) -> tuple[str, str]:
    """Title and value of an entry."""
    if table == "word":
        return word_title(entry.code), entry.name
    if table == "level":
        return tr(_LEVEL_TITLES[entry.code]), entry.name
    facts = [f"{tr(FIELDS[key][0])} {value}" for key, value in _facts(entry, say) if value]
    if isinstance(entry, Standard):
        kind = tr(CHOICES["kind"][entry.kind])
        grade = tr("{n} 级").format(n=entry.grade) if entry.grade.isdigit() else entry.grade
        return f"{entry.region} {kind} {grade}".strip(), tr("每人每月 {yuan} 元").format(yuan=entry.yuan)
    if table == "post":
        return say("assignment_post_kind", entry.code), "，".join([entry.name, *facts])
    return entry.name, "，".join(facts) or tr("有")


def _facts(entry: Any, say: Say) -> Iterable[tuple[str, str]]:
    for spec in fields(entry):
        if spec.name in _FRAME or spec.name == "name" or spec.name not in FIELDS:
            continue
        value = getattr(entry, spec.name)
        if value in (None, 0, "", ()) and spec.name not in {"on", "required"}:
            continue
        yield spec.name, value_words(spec.name, value, tr(FIELDS[spec.name][1]), say)


def word_title(code: str) -> str:
    """What a word is the word for."""
    first, _, rest = code.partition(".")
    if first == "item":
        item, _, short = rest.partition(".")
        words = tr("“{item}”的简称") if short else tr("“{item}”的叫法")
        return words.format(item=tr(_ITEMS[item]))
    if first == "level":
        return tr("{level}的简称").format(level=tr(_LEVEL_TITLES[rest.partition(".")[0]]))
    return tr(_WORD_TITLES.get(code, "词"))


# Values


def value_words(key: str, value: Any, unit: str, say: Say) -> str:
    """A value of a profile in words: 30 天, 是, 上门、电话."""
    if value is True or value is False:
        return tr("是") if value else tr("否")
    if is_dataclass(value):
        return "，".join(f"{tr(word)} {getattr(value, risk)} {unit}" for risk, word in _RISKS)
    if isinstance(value, tuple):
        return _many(key, value, unit, say)
    if isinstance(value, int):
        return f"{value} {unit}".strip()
    if isinstance(value, date):
        return value.isoformat()
    return choice_word(key, str(value), say)


def _many(key: str, value: tuple[Any, ...], unit: str, say: Say) -> str:
    if not value:
        return tr("没有")
    words = [str(each) if isinstance(each, int) else choice_word(key, each, say) for each in value]
    return f"{'、'.join(words)} {unit}".strip()


def choice_word(key: str, code: str, say: Say) -> str:
    """The word of one code a key may hold; the code itself where it is a text."""
    if key in CODE_LISTS:
        return say(CODE_LISTS[key], code)
    return tr(CHOICES.get(key, {}).get(code, code))
