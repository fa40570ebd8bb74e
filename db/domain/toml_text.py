"""Writes the tables of a profile as TOML, so that what is edited on screen is read by the same strict reader as a file.

Only what a profile is made of: texts, whole numbers, switches, days, lists of them and small tables of numbers.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def toml_text(document: Mapping[str, Any]) -> str:
    """A document as `tomllib` reads it back: plain keys first, then `[[table]]` after `[[table]]` in order."""
    plain = [f"{key} = {_value(value)}" for key, value in document.items() if not _is_tables(value)]
    parts = ["\n".join(plain)]
    for name, tables in document.items():
        if _is_tables(tables):
            parts += [_table(name, table) for table in tables]
    return "\n\n".join(parts) + "\n"


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def _table(name: str, table: Mapping[str, Any]) -> str:
    lines = (f"{key} = {_value(value)}" for key, value in table.items())
    return "\n".join([f"[[{name}]]", *lines])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, str):
        return f'"{_escaped(value)}"'
    return f"[{', '.join(_value(each) for each in _each(value))}]"


def _each(value: Any) -> Iterable[Any]:
    if not isinstance(value, (list, tuple)):
        raise TypeError(type(value))
    return value


def _escaped(text: str) -> str:
    """Control characters by their number, as TOML asks; everything else as it is."""
    return "".join(
        _ESCAPED.get(char) or (f"\\u{ord(char):04x}" if char < " " or char == "\x7f" else char) for char in text
    )
