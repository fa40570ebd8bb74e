"""Reads TOML tables into frozen dataclasses and says, with the line, what does not fit."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from db.errors import Refusal

T = TypeVar("T")
Place = tuple[str, int]
"""A table of the file: its name and which one of that name, from 0."""


class ProfileInvalid(Refusal):
    """A locality profile holds something the rules cannot use.

    Attributes:
        key: the key at fault; `line`: its line in the file, 0 when unknown; `why`: the clause alone.
    """

    code = "P-PRF-01"

    def __init__(self, name: str, key: str, line: int, why: str) -> None:
        where = f"第 {line} 行" if line else "开头"
        super().__init__(
            f"地方设置“{name}”{where}的“{key}”不能用：{why}。",
            "原来的设置还在用，数据没有变。",
            "请改正这一行，或换回原来的设置文件。",
        )
        self.key = key
        self.line = line
        self.why = why


class TomlText:
    """One TOML file: its tables and the lines on which they and their keys stand."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._lines = _lines_of(text)
        try:
            self.root = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = str(error).partition("at line ")[2].partition(",")[0]
            raise ProfileInvalid(name, "TOML", int(line or 0), "这一行不合 TOML 的写法") from error

    def fault(self, place: Place, key: str, why: str) -> ProfileInvalid:
        """The refusal for one key of one table."""
        line = self._lines.get((place, key)) or self._lines.get((place, ""), 0)
        return ProfileInvalid(self.name, key, line, why)

    def line_of(self, place: Place) -> int:
        """The line on which a table begins, 0 when it is not found."""
        return self._lines.get((place, ""), 0)

    def tables(self, name: str) -> list[dict[str, Any]]:
        """All `[[name]]` tables, in order.

        Raises:
            ProfileInvalid: `name` is there, but as something else than such tables.
        """
        found = self.root.get(name, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self.fault(("", 0), name, f"应写成 [[{name}]]")
        return found

    def read(self, kind: type[T], table: Mapping[str, Any], place: Place) -> T:
        """One table as an instance of the dataclass `kind`.

        Raises:
            ProfileInvalid: a key is unknown or missing, or a value has another type.
        """
        return kind(**self.values(kind, table, place, partial=False))

    def values(self, kind: type, table: Mapping[str, Any], place: Place, *, partial: bool) -> dict[str, Any]:
        """The checked values of a table by field; with `partial`, keys may be left out.

        Raises:
            ProfileInvalid: a key is unknown or missing, or a value has another type or lies outside its bounds.
        """
        wanted, hints = _shape(kind)
        for key in table:
            if key not in wanted:
                raise self.fault(place, key, "没有这一项")
        for key, spec in wanted.items():
            if not partial and key not in table and spec.default is MISSING and spec.default_factory is MISSING:
                raise self.fault(place, key, "缺这一项")
        return {key: self._value(hints[key], wanted[key], value, place) for key, value in table.items()}

    def _value(self, hint: Any, spec: Field[Any], value: Any, place: Place) -> Any:
        codes = spec.metadata.get("one_of", ())
        try:
            fitted = _fit(hint, value)
        except _Misfit as misfit:
            raise self.fault(place, spec.name, str(misfit)) from misfit
        least, most = spec.metadata.get("between", (0, None))
        if most is not None and not least <= fitted <= most:
            raise self.fault(place, spec.name, f"应在 {least} 到 {most} 之间")
        chosen = fitted if isinstance(fitted, tuple) else (fitted,)
        for item in chosen if codes else ():
            if item not in codes:
                raise self.fault(place, spec.name, f"“{item}”不在可选的 {'、'.join(codes)} 之中")
        return fitted


class _Misfit(Exception):  # noqa: N818 - carries a clause inside this module only
    """A value of another type than wanted."""


@cache
def _shape(kind: type) -> tuple[dict[str, Field[Any]], dict[str, Any]]:
    return {spec.name: spec for spec in fields(kind)}, get_type_hints(kind)


def _fit(hint: Any, value: Any) -> Any:
    """`value` as the wanted type."""
    if isinstance(hint, UnionType):
        return _fit(next(arg for arg in get_args(hint) if arg is not type(None)), value)
    if get_origin(hint) is tuple:
        return _listing(get_args(hint)[0], value)
    if is_dataclass(hint):
        return _small_table(hint, value)
    return _plain(hint, value)


_WORDS = {str: "文字", int: "不小于 0 的整数", bool: " true 或 false", date: "日期，如 2026-01-01"}


def _plain(hint: Any, value: Any) -> Any:
    exact = type(value) is hint and not isinstance(value, datetime)
    if not exact or (hint is int and value < 0):
        raise _Misfit(f"应是{_WORDS[hint]}")
    return value


def _listing(item: Any, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _Misfit(f"应是一列{_WORDS[item]}，写在 [ ] 里")
    return tuple(_plain(item, one) for one in value)


def _small_table(kind: Any, value: Any) -> Any:
    wanted = [spec.name for spec in fields(kind)]
    if not isinstance(value, dict) or sorted(value) != sorted(wanted):
        raise _Misfit(f"应写成 {{ {'、'.join(wanted)} }}，一个不多一个不少")
    return kind(**{key: _plain(int, one) for key, one in value.items()})


def _lines_of(text: str) -> dict[tuple[Place, str], int]:
    """The line of each table header (key "") and of each key that begins a line."""
    found: dict[tuple[Place, str], int] = {}
    seen: dict[str, int] = {}
    place: Place = ("", 0)
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            name = stripped.strip("[] ").partition("]")[0]
            seen[name] = seen.get(name, -1) + 1
            place = (name, seen[name])
            found.setdefault((place, ""), number)
        elif "=" in stripped and not stripped.startswith("#"):
            found.setdefault((place, stripped.partition("=")[0].strip().strip('"')), number)
    return found
