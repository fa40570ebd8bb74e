"""Changing a rule or a word of the place without touching files: asked for with its first day and its reason.

What is written is read by the strict reader before it is kept; from the next moment on the lists follow it, while every
day before keeps the rule of its day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, get_type_hints

from db.commands.local_profiles import LocalText, drop_local_profile, keep_local_profile
from db.domain.local_rules import LocalChange, own_name, with_change
from db.domain.profile_entries import Entry
from db.domain.profile_parsing import LISTS, ProfileInvalid
from db.domain.rules import slot_of
from db.errors import InvalidValue
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.rule_words import CODE_LISTS, FIELDS, KEYS
from desktop.desk.rulebook import Reader, choice_word
from desktop.words import tr

_FRAME = ("code", "source", "since", "until")
_SEPARATORS = "，,；;、"
_RISKS = {"normal": "一般", "focus": "重点", "high": "高危"}


@dataclass(frozen=True)
class Wanted:
    """One field to be asked for.

    Attributes:
        name: under which the answer comes back.
        title: its words, with the unit.
        kind: `text`, `whole`, `flag`, `choice`, `ticks`, `day`.
        value: as it stands.
        choices: (code, word).
        required: may not be left empty.
        hint: what an empty or a zero means.
    """

    name: str
    title: str
    kind: str
    value: Any
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    hint: str = ""


def wanted(desk: Desk, table: str, code: str, key: str) -> tuple[Wanted, ...]:
    """What is asked to change one line of the rulebook, as it stands today; to add one, `code` is ""."""
    place = desk.locality
    reader = Reader(place.profile, place.plain, desk.today)
    if table == "rule":
        rule = getattr(place.profile.on(desk.today), slot_of(code))
        title, unit = KEYS[code, key]
        return tuple(_of_key(reader, rule, key, (tr(title), tr(unit))))
    kind = LISTS[table][1]
    entry = _entry(desk, table, code) if code else None
    asked = (_of_field(reader, kind, spec, entry) for spec in fields(kind) if spec.name in FIELDS)
    return tuple(sorted(asked, key=lambda field: field.name != "name"))


@dataclass(frozen=True)
class RuleWish:
    """A change as a person writes it.

    Attributes:
        table, code: what is changed; `code` "" adds an entry to the table.
        answers: by the names of `wanted`.
        since: the first day on which it holds.
        source: the document or reason.
    """

    table: str
    code: str
    answers: Mapping[str, Any]
    since: date
    source: str


def change(desk: Desk, wish: RuleWish) -> Touched:
    """Changes one line of the rulebook from a day on, or adds an entry.

    Raises:
        InvalidValue: names the field; nothing is changed.
    """
    if not wish.source.strip():
        raise InvalidValue("source", tr("没有写依据。"), tr("请写文件号，或一句理由。"))
    code = wish.code or _new_code(desk, wish.table)
    values = _whole(desk, wish.table, code, _values(wish.answers))
    local = LocalChange(wish.table, code, values, wish.since, wish.source.strip())
    return _keep(desk, with_change(_own_text(desk), own_head(desk), local))


def drop_own(desk: Desk, reason: str) -> Touched:
    """Takes back everything the office has changed itself: the profile it chose holds as it came, on every day.

    Raises:
        InvalidValue: no reason, or nothing was changed.
    """
    own = desk.locality.own
    if own is None:
        raise InvalidValue("reason", tr("本单位没有改过什么。"), "")
    with desk.record.store.writing() as writing:
        touched = drop_local_profile(writing, own.record_id, reason)
    desk.locality.renew()
    return touched


def own_head(desk: Desk) -> dict[str, str]:
    """The head of the office's own profile."""
    base = desk.locality.base
    return {
        "name": own_name(base.name),
        "title": tr("{title}（本单位改过）").format(title=base.title),
        "source": tr("本单位自己的修改"),
        "extends": base.name,
    }


def _keep(desk: Desk, text: str) -> Touched:
    """Reads the text as strictly as a file, then keeps it.

    Raises:
        InvalidValue: what the reader refuses, at the field it is about.
    """
    head = own_head(desk)
    try:
        desk.locality.shelf.read(text, head["name"])
    except ProfileInvalid as refusal:
        raise InvalidValue(_field_of(refusal.key), tr("{why}。").format(why=refusal.why), tr("没有存。")) from refusal
    own = desk.locality.own
    with desk.record.store.writing() as writing:
        wish = LocalText(head["extends"], head["title"], text)
        touched = keep_local_profile(writing, wish, own.record_id if own else "", tr("已改地方设置"))
    desk.locality.renew()
    return touched


def _field_of(key: str) -> str:
    return {"until": "since", "code": "name"}.get(key, key)


def _own_text(desk: Desk) -> str:
    return desk.locality.own.text if desk.locality.own else ""


# What is asked


def _of_key(reader: Reader, rule: Any, key: str, said: tuple[str, str]) -> Iterator[Wanted]:
    """One field for a rule's key; three for the days by attention level."""
    title, unit = said
    value = getattr(rule, key)
    if is_dataclass(value):
        for risk, word in _RISKS.items():
            words = tr("{risk}关注的家庭（{unit}）").format(risk=tr(word), unit=unit)
            yield Wanted(f"{key}.{risk}", words, "whole", getattr(value, risk), required=True)
        return
    spec = next(each for each in fields(rule) if each.name == key)
    words = tr("{title}（{unit}）").format(title=title, unit=unit) if unit else title
    yield _wanted(reader, spec, words, value, "")


def _of_field(reader: Reader, kind: type[Entry], spec: Field[Any], entry: Entry | None) -> Wanted:
    title, unit, hint = FIELDS[spec.name]
    words = tr("{title}（{unit}）").format(title=tr(title), unit=tr(unit)) if unit else tr(title)
    value = getattr(entry, spec.name) if entry else _default(spec)
    optional = isinstance(get_type_hints(kind)[spec.name], UnionType)
    return _wanted(reader, spec, words, value, tr(hint), optional=optional)


def _default(spec: Field[Any]) -> Any:
    return None if spec.default is MISSING else spec.default


def _wanted(reader: Reader, spec: Field[Any], title: str, value: Any, hint: str, *, optional: bool = False) -> Wanted:
    choices = _choices(reader, spec)
    many = isinstance(value, tuple)
    if choices:
        kind = "ticks" if many else "choice"
        return Wanted(spec.name, title, kind, value, choices, required=not many and spec.name != "item")
    if many:
        return Wanted(
            spec.name, title, "text", "、".join(str(each) for each in value), hint=hint or tr("几个之间用顿号隔开")
        )
    if isinstance(value, bool):
        return Wanted(spec.name, title, "flag", value, required=True)
    if isinstance(value, date):
        return Wanted(spec.name, title, "day", value, required=True)
    number = isinstance(value, int) or optional or spec.name in {"most", "month"}
    required = (number and not optional) or spec.name == "name"
    return Wanted(spec.name, title, "whole" if number else "text", value, required=required, hint=hint)


def _choices(reader: Reader, spec: Field[Any]) -> tuple[tuple[str, str], ...]:
    codes = spec.metadata.get("one_of", ())
    if not codes and spec.name in CODE_LISTS:
        codes = reader.codes_of(CODE_LISTS[spec.name])
    return tuple((code, choice_word(spec.name, code, reader.say)) for code in codes)


# What becomes of the answers


def _values(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as a profile writes them; what was left empty is left out."""
    found: dict[str, Any] = {}
    for name, answer in answers.items():
        key, _, risk = name.partition(".")
        if risk:
            found.setdefault(key, {})[risk] = answer
        elif answer is not None and answer != "":
            found[key] = _value(key, answer)
        elif key in _TEXT_LISTS:
            found[key] = []
    return found


_NUMBER_LISTS = frozenset({"remind_days", "ages", "notice_months", "apply_months"})
_TEXT_LISTS = frozenset({"also", "grades", *_NUMBER_LISTS})


def _value(key: str, answer: Any) -> Any:
    if key in _TEXT_LISTS:
        return [_number(key, each) if key in _NUMBER_LISTS else each for each in _split(str(answer))]
    if key == "born_from":
        return date.fromisoformat(str(answer))
    if isinstance(answer, tuple):
        return list(answer)
    return answer


def _split(text: str) -> list[str]:
    for mark in _SEPARATORS:
        text = text.replace(mark, "\n")
    return [part for part in text.split("\n") if part]


def _number(key: str, text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise InvalidValue(key, tr("“{text}”不是整数。").format(text=text[:20]), tr("几个之间用顿号隔开，如 60、30、0。"))


def _whole(desk: Desk, table: str, code: str, values: dict[str, Any]) -> dict[str, Any]:
    """For an entry, what was not asked stays as it stands."""
    if table == "rule":
        return values
    entry = _entry(desk, table, code)
    stood = {spec.name: getattr(entry, spec.name) for spec in fields(entry)} if entry else {}
    kept = {name: value for name, value in stood.items() if name not in {*_FRAME, *FIELDS} and value is not None}
    return kept | values


def _entry(desk: Desk, table: str, code: str) -> Entry | None:
    """The entry that holds today, else the one nearest."""
    listed = [entry for entry in getattr(desk.profile, LISTS[table][0]) if entry.key == code]
    return next((entry for entry in listed if entry.holds(desk.today)), listed[0] if listed else None)


def _new_code(desk: Desk, table: str) -> str:
    """A code nothing else has: the place's own entries are numbered."""
    taken = {entry.key for entry in getattr(desk.profile, LISTS[table][0])}
    return next(code for number in range(1, len(taken) + 2) if (code := f"own_{number}") not in taken)
