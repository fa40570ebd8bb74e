"""What an entity is made of: fields with a title, a kind and limits, said once for tables, checks and open data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["text", "code", "day", "part_day", "whole", "money", "flag", "ref", "listing", "instant"]
Value = str | int | bool | None | list[str]

SENTENCE = 1000
"""Longest free text of a form field in characters (domain.md §4, contact_event)."""


@dataclass(frozen=True)
class Field:
    """One field of an entity.

    Attributes:
        name: identifier in the record and in packages (`birth_date`).
        title: the Chinese word on screens, paper and in open data.
        kind: `text`, `code` (one of `codes` or of the code list `code_list`), `day` (ISO date), `part_day` (ISO date,
            month or year: 2016-06), `whole` (integer), `money` (integer, 分), `flag` (true/false), `ref` (id of an
            `entity`), `listing` (list of codes or ids), `instant` (UTC, ISO 8601).
        required: a live record cannot be without it.
        codes: the closed list, kept by a CHECK as well; empty when the list is data.
        code_list: name of the list in `resources/codes/`.
        entity: for `ref` and listings of ids: the entity pointed at.
        longest: characters for text; `least`/`most`: limits of whole numbers and money.
        sensitive: sensitive personal information (PIPL Art. 28): masked, audited, left out of open tables.
        source: standard or document.
    """

    name: str
    title: str
    kind: Kind
    required: bool = False
    codes: tuple[str, ...] = ()
    code_list: str = ""
    entity: str = ""
    longest: int = 200
    least: int = 0
    most: int = 2**53
    sensitive: bool = False
    source: str = ""


@dataclass(frozen=True)
class Entity:
    """A kind of record.

    Attributes:
        name: identifier and table name (`green_card`).
        title: Chinese name.
        fields: in paper order.
        append_only: made once and afterwards only voided (visits, payments): its fields never conflict (B-15).
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    append_only: bool = False
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)
    required: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})
        object.__setattr__(self, "required", tuple(f.name for f in self.fields if f.required))


def text(name: str, title: str, *, required: bool = False, longest: int = 200, sensitive: bool = False) -> Field:
    """A line of text of at most `longest` characters."""
    return Field(name, title, "text", required=required, longest=longest, sensitive=sensitive)


def code(
    name: str, title: str, codes: str = "", *, required: bool = False, code_list: str = "", sensitive: bool = False
) -> Field:
    """A code: one of the space-separated closed `codes`, or of the list named `code_list`."""
    closed = tuple(codes.split())
    return Field(name, title, "code", required=required, codes=closed, code_list=code_list, sensitive=sensitive)


def day(name: str, title: str, *, required: bool = False, sensitive: bool = False) -> Field:
    """A calendar day in China, ISO 8601."""
    return Field(name, title, "day", required=required, sensitive=sensitive)


def part_day(name: str, title: str, *, sensitive: bool = False) -> Field:
    """A day, a month or a year, as far as it is known: 2016-06-03, 2016-06, 2016."""
    return Field(name, title, "part_day", sensitive=sensitive)


def whole(name: str, title: str, *, required: bool = False, least: int = 0, most: int = 2**53) -> Field:
    """A whole number between `least` and `most`."""
    return Field(name, title, "whole", required=required, least=least, most=most)


def money(name: str, title: str, *, required: bool = False) -> Field:
    """An amount in 分, never negative (B-07)."""
    return Field(name, title, "money", required=required, most=10**12)


def flag(name: str, title: str, *, sensitive: bool = False) -> Field:
    """Yes or no; absent means not asked."""
    return Field(name, title, "flag", sensitive=sensitive)


def ref(name: str, title: str, entity: str, *, required: bool = False) -> Field:
    """The id of a record of `entity`."""
    return Field(name, title, "ref", required=required, entity=entity)


def listing(name: str, title: str, *, entity: str = "", code_list: str = "", sensitive: bool = False) -> Field:
    """A list of ids of `entity`, or of codes."""
    return Field(name, title, "listing", entity=entity, code_list=code_list, longest=4000, sensitive=sensitive)


def fault_of(spec: Field, value: object) -> str:
    """Why `value` cannot stand in this field, as a Chinese clause; "" when it can.

    Form only: whether a reference points at something is the store's question, whether a value is wise is a rule's.
    """
    if value is None or value in ("", []):
        return f"缺{spec.title}" if spec.required else ""
    return _CHECKS[spec.kind](spec, value)


def _text_fault(spec: Field, value: object) -> str:
    if not isinstance(value, str):
        return f"{spec.title}应是文字"
    if len(value) > spec.longest:
        return f"{spec.title}有 {len(value)} 个字，最多 {spec.longest} 个"
    return "" if value.isascii() and "\x00" not in value else _character_fault(spec, value)


def _character_fault(spec: Field, value: str) -> str:
    """NUL, which PostgreSQL refuses, and lone surrogates, which are no characters (B-08, B-54)."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return f"{spec.title}里有不能保存的字符"
    return f"{spec.title}里有不能保存的字符" if "\x00" in value else ""


def _code_fault(spec: Field, value: object) -> str:
    if spec.codes and value not in spec.codes:
        return f"{spec.title}没有“{value}”这一项"
    return _text_fault(spec, value)


def _day_fault(spec: Field, value: object) -> str:
    if not isinstance(value, str) or len(value) != len("2026-01-01") or "W" in value:
        return f"{spec.title}应写成 2026-01-31 这样的日期"
    try:
        date.fromisoformat(value)
    except ValueError:
        return f"{spec.title}“{value}”不是一个存在的日期"
    return ""


def _part_day_fault(spec: Field, value: object) -> str:
    if not isinstance(value, str) or len(value) not in {4, 7, 10}:
        return f"{spec.title}应写成 2016-06-03、2016-06 或 2016"
    return _day_fault(spec, value + "-01-01"[len(value) - 4 :] if len(value) < len("2016-06-03") else value)


def _whole_fault(spec: Field, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return f"{spec.title}应是整数"
    if not spec.least <= value <= spec.most:
        return f"{spec.title}应在 {spec.least} 到 {spec.most} 之间"
    return ""


def _flag_fault(spec: Field, value: object) -> str:
    return "" if isinstance(value, bool) else f"{spec.title}应是“是”或“否”"


_QUOTED = len('"",')
"""What an item of a list takes beside its text, as the list is kept; every item counts, an empty one too."""


def _listing_fault(spec: Field, value: object) -> str:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return f"{spec.title}应是一列代码"
    if sum(len(item) + _QUOTED for item in value) > spec.longest:
        return f"{spec.title}太长"
    return next((clause for item in value if (clause := _character_fault(spec, item))), "")


_CHECKS = {
    "text": _text_fault,
    "code": _code_fault,
    "day": _day_fault,
    "part_day": _part_day_fault,
    "whole": _whole_fault,
    "money": _whole_fault,
    "flag": _flag_fault,
    "ref": _text_fault,
    "listing": _listing_fault,
    "instant": _text_fault,
}
