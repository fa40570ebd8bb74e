"""Reads one line of JSON as a stranger's handwriting: everything two readers could read differently is refused.

Python's own `json` accepts NaN, duplicate keys, lone surrogates, floats and integers of any length (finding 7, case
D-56, rule B-54). A record that two programs understand differently cannot carry a hash, so none of that comes in.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NoReturn, TypeAlias

from db.errors import Refusal
from db.ledger.change import canonical

JsonValue: TypeAlias = "str | int | bool | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]

INT_MIN, INT_MAX = -(2**63), 2**63 - 1
_LONGEST_INT = len(str(INT_MIN))
_WIDEST = 4  # bytes of UTF-8 a character takes at most
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Bounds:
    """What one line may hold at most (B-55).

    Args:
        line_bytes: length of the line, in bytes.
        text: length of one string value, in bytes of UTF-8.
        name: length of one key, in characters.
        depth: how deep objects and lists may stand in each other; the outer object counts as 1.
    """

    line_bytes: int = 256 * 1024
    text: int = 64 * 1024
    name: int = 200
    depth: int = 8


BOUNDS = Bounds()


class BadLine(Refusal):
    """A line is not the strict JSON object it has to be.

    Args:
        line_no: the line, counted from 1; 0 when the file is one single document.
        reason: what is wrong with it, a short Chinese clause without the values themselves.
    """

    code = "P-PKG-10"

    def __init__(self, line_no: int, reason: str) -> None:
        where = f"第 {line_no} 行" if line_no else "文件内容"
        super().__init__(
            f"{where}不合格式：{reason}。", "什么都没有导入，原文件已保留。", "请让对方重新导出；仍不行时请报此行号。"
        )
        self.line_no = line_no
        self.reason = reason


class _Fault(Exception):  # noqa: N818 - never leaves this module: it becomes a BadLine
    """What a parse hook found."""


def strict_json(line: bytes, line_no: int = 0, bounds: Bounds = BOUNDS) -> JsonObject:
    """One JSON object out of `line`, or a refusal naming the line.

    Refused: not UTF-8 (overlong forms and encoded surrogates among it), BOM, not exactly one object, duplicate keys,
    NaN and infinities, any float (B-07), integers beyond 64 bits, lone surrogates, NUL, and whatever is over `bounds`.

    Args:
        line: the bytes, with or without their final newline.
        line_no: counted from 1, for the message; 0 for a whole document.
        bounds: the allowed sizes.

    Raises:
        BadLine: with the line number and the cause.
    """
    if len(line) > bounds.line_bytes:
        raise BadLine(line_no, f"长度 {len(line)} 字节，上限 {bounds.line_bytes} 字节")
    try:
        text = _text_of(line)
        value = _parse(text, bounds)
        if not _within(text, bounds):
            _check(value, bounds)
    except _Fault as fault:
        raise BadLine(line_no, str(fault)) from None
    if not isinstance(value, dict):
        raise BadLine(line_no, "不是一个 JSON 对象")
    return value


def as_strict(text: str, bounds: Bounds) -> JsonObject | None:
    """The object that `text` says, where that is seen at a glance; None for what `strict_json` has to judge.

    Args:
        text: a part of a line that is valid UTF-8.
        bounds: the allowed sizes.
    """
    return _at_a_glance(_CAREFUL, text, bounds)


def as_canonical(text: str, bounds: Bounds) -> JsonObject | None:
    """As `as_strict`, for a text that says it in the one canonical way.

    Written out again it is the very same text, so no name in it was doubled; read with an eye on that it costs more.
    """
    value = _at_a_glance(_PLAIN, text, bounds)
    return value if value is not None and canonical(value) == text else None


def _at_a_glance(decoder: json.JSONDecoder, text: str, bounds: Bounds) -> JsonObject | None:
    if not _within(text, bounds):
        return None
    try:
        value, end = decoder.raw_decode(text)
    except (ValueError, _Fault):
        return None
    return value if isinstance(value, dict) and end == len(text) else None


def _within(text: str, bounds: Bounds) -> bool:
    """True where the bare text shows that depth, strings and names are within bounds.

    A string of valid UTF-8 gets a NUL or a surrogate only from an escape; few brackets cannot be deep; whatever is too
    long needs a long way to the next quote. So most lines are never walked through.
    """
    return (
        text.count("{") + text.count("[") <= bounds.depth
        and not ("\\" in text and ("\\u" in text or '\\"' in text))
        and _long_string(min(bounds.name, bounds.text // _WIDEST)).search(text) is None
    )


@cache
def _long_string(longest: int) -> re.Pattern[str]:
    """Finds a string longer than `longest` characters."""
    return re.compile(f'"[^"]{{{longest + 1},}}"')


def _text_of(line: bytes) -> str:
    """The line as text."""
    if line.startswith(_BOM):
        raise _Fault("以 BOM 开头")
    if b"\0" in line:
        raise _Fault("含有空字符（NUL）")
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise _Fault("不是合法的 UTF-8") from None


def _parse(text: str, bounds: Bounds) -> JsonValue:
    """The value; depth, names and texts in it are not judged yet."""
    try:
        value: JsonValue = _CAREFUL.decode(text)
    except RecursionError:
        raise _Fault(f"嵌套过深，上限 {bounds.depth} 层") from None
    except json.JSONDecodeError as wrong:
        raise _Fault(f"不是合法的 JSON（第 {wrong.pos + 1} 个字符处）") from None
    return value


def _unique(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    """The object, when no key stands in it twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Fault("同一个名称出现两次")
    return found


def _small_int(digits: str) -> int:
    """The integer, when 64 bits hold it; the length is judged before any arithmetic."""
    if len(digits) > _LONGEST_INT or not INT_MIN <= int(digits) <= INT_MAX:
        raise _Fault("整数超出 64 位")
    return int(digits)


def _refuse(reason: str) -> Callable[[str], NoReturn]:
    """A parse hook that always refuses."""

    def hook(_digits: str) -> NoReturn:
        raise _Fault(reason)

    return hook


_CAREFUL, _PLAIN = (
    json.JSONDecoder(
        object_pairs_hook=pairs,
        parse_int=_small_int,
        parse_float=_refuse("含有小数，只允许整数"),
        parse_constant=_refuse("含有 NaN 或无穷大"),
    )
    for pairs in (_unique, None)
)
"""The second lets a name stand twice."""


def _check(value: JsonValue, bounds: Bounds, depth: int = 0) -> None:
    """Judges depth, names and texts, all the way down."""
    if isinstance(value, str):
        _check_text(value, bounds.text)
    if not isinstance(value, dict | list):
        return
    if depth == bounds.depth:
        raise _Fault(f"嵌套过深，上限 {bounds.depth} 层")
    if isinstance(value, dict):
        for name in value:
            _check_name(name, bounds)
    for inner in value.values() if isinstance(value, dict) else value:
        _check(inner, bounds, depth + 1)


def _check_name(name: str, bounds: Bounds) -> None:
    if len(name) > bounds.name:
        raise _Fault(f"名称长 {len(name)} 个字，上限 {bounds.name}")
    _check_text(name, bounds.text)


def _check_text(text: str, longest: int) -> None:
    """Refuses NUL, lone surrogates and over-long text."""
    if "\0" in text:
        raise _Fault("含有空字符（NUL）")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise _Fault("含有不成对的代理字符") from None
    if size > longest:
        raise _Fault(f"一段文字长 {size} 字节，上限 {longest} 字节")
