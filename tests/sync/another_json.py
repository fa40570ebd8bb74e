"""Strict JSON and its canonical form, with the word of FORMAT.md (sections 6.1 and "Changes") alone."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.sync.another_envelope import Refusal, need

Json = dict[str, Any]
LARGEST_TEXT, LARGEST_LINE = 64 << 10, 256 << 10


def strict(raw: bytes, code: str) -> Json:
    """One JSON object as section 6.1 wants it, or a refusal under `code`."""
    hooks: Json = {"object_pairs_hook": _pairs, "parse_float": _no, "parse_constant": _no, "parse_int": _whole}
    try:
        value = json.loads(raw.decode(), **hooks)
        _walk(value, 1)
    except (ValueError, RecursionError) as error:
        raise Refusal(code, "not strict JSON") from error
    need(isinstance(value, dict), code, "not an object")
    return dict(value)


def strict_lines(raw: bytes, most: int, prove: Callable[[Json], Json]) -> tuple[Json, ...]:
    """The objects of a `.jsonl` entry, at most so many, each as `prove` gives it back."""
    found: list[Json] = []
    *rows, rest = raw.split(b"\n")
    for row in rows:
        need(len(found) < most, "P-PKG-11", "lines")
        need(len(row) <= LARGEST_LINE, "P-PKG-10", "a line over 256 KiB")
        found.append(prove(strict(row, "P-PKG-10")))
    need(not rest, "P-PKG-10", "the last line has no end")
    return tuple(found)


def _pairs(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _no(_text: str) -> Any:
    raise ValueError("no number of that kind")


def _whole(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise ValueError("an integer outside 64 bits")
    return int(text)


def _walk(value: Any, depth: int) -> None:
    if isinstance(value, str) and ("\0" in value or len(value.encode()) > LARGEST_TEXT):  # a lone surrogate raises
        raise ValueError("a text")
    if isinstance(value, dict | list):
        if depth > 8:
            raise ValueError("too deep")
        if isinstance(value, dict) and any(len(key) > 200 for key in value):
            raise ValueError("a key too long")
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            _walk(inner, depth + 1)


def canonical(value: Any) -> bytes:
    """The canonical form."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def shaped(value: Any, shape: Any) -> bool:
    """Whether a value has the members a table of FORMAT.md asks for, each of its kind."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(key in value and shaped(value[key], shape[key]) for key in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(shaped(inner, shape[0]) for inner in value)
    if shape is int:
        return type(value) is int and value >= 0
    if shape is str:
        return isinstance(value, str) and len(value) <= 1000 and not {"\r", "\n"} & set(value)
    return isinstance(value, shape)
