"""A change as one line of `changes.jsonl`, and back; what comes back is proved by its hash."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from typing import Any

from db.errors import Refusal
from db.ledger.change import KINDS, Author, Change, canonical, digest, hash_of
from db.ledger.strict import BOUNDS, BadLine, as_canonical, as_strict, strict_json

_AUTHOR = ("station_id", "session_id", "org", "author", "role")
_author_in = itemgetter(*_AUTHOR)
_TEXTS = ("prev_hash", *_AUTHOR, "kind", "record_type", "record_id", "group", "undoes", "seen_ledger_hash", "wall_time")
_NUMBERS = ("seq", "seen_ledger_no", "schema")
_KNOWN = frozenset({*_TEXTS, *_NUMBERS, "parents"})
_DIGEST = re.compile("[0-9a-f]{64}")
_INSIDE = replace(BOUNDS, depth=BOUNDS.depth - 1)
_NAMES = tuple(sorted(_KNOWN))
_TEXT, _WHOLE = r'"([^"\\\x00-\x1f]*)"', "(0|-?[1-9][0-9]{0,17})"
_PARENTS = r'\[((?:"[0-9a-f]*"(?:,"[0-9a-f]*")*)?)\]'
_KINDS = {"parents": _PARENTS, **dict.fromkeys(_NUMBERS, _WHOLE)}
_MEMBERS = ",".join(f'"{name}":{_KINDS.get(name, _TEXT)}' for name in _NAMES)
_HEADER = re.compile(rf"\{{{_MEMBERS}\}}")
_LINE = re.compile(rf'\{{"hash":"({_DIGEST.pattern})","header":({_HEADER.pattern}),"payload":(.*)\}}')


class NotWhatItSays(Refusal):
    """A change whose content and hash disagree."""

    code = "P-CHG-01"


def to_line(change: Change) -> bytes:
    """One line, without the line end. A purged change carries its payload's digest instead of the payload."""
    payload = f'"payload_digest":"{change.payload_digest}"' if change.purged else f'"payload":{change.payload}'
    return f'{{"hash":"{change.hash}","header":{change.header},{payload}}}'.encode()


def from_line(line: bytes, line_no: int) -> Change:
    """Reads one line strictly.

    What a newer version added to header or payload is kept word for word, under the same hash (B-40).

    Args:
        line: the bytes without the line end.
        line_no: counted from 1, for the sentence.

    Raises:
        BadLine: not strict JSON, or not the shape of a change.
        NotWhatItSays: the hash does not belong to the content.
    """
    return _as_written(line, line_no) or _at_length(line, line_no)


def from_proved(line: bytes, line_no: int) -> Change:
    """Reads a line once more that `from_line` has accepted: nothing is proved again.

    Args:
        line: the very bytes that were accepted.
        line_no: as in `from_line`.
    """
    found = _LINE.fullmatch(line.decode())
    if found is None:
        return from_line(line, line_no)
    said, header, *values, payload = found.groups()
    change = _assemble(_header_of(values), json.loads(payload), digest(payload), line_no)
    return _with_texts(change, said, header, payload)


def require_strict(line: bytes, line_no: int) -> None:
    """Refuses a line that two readers could read differently, as `strict_json` does; no hash is proved.

    Args:
        line: the bytes without the line end.
        line_no: counted from 1, for the sentence.

    Raises:
        BadLine: not strict JSON.
    """
    found = _laid_out(line)
    if found is None or as_strict(found[found.re.groups], _INSIDE) is None:
        strict_json(line, line_no)


def _laid_out(line: bytes) -> "re.Match[str] | None":
    """What the pattern finds in a line laid out exactly as `to_line` does it, None in any other.

    Of hash and header it shows what strict JSON and writing them out again would show: names, kinds, canonical form.
    """
    if len(line) > BOUNDS.text:
        return None
    try:
        return _LINE.fullmatch(line.decode())
    except UnicodeDecodeError:
        return None


def _as_written(line: bytes, line_no: int) -> Change | None:
    """The change of a line laid out as usual; None for anything out of the ordinary: nothing is refused here."""
    found = _laid_out(line)
    if found is None:
        return None
    said, header, *values, written = found.groups()
    payload_digest = digest(written)
    payload = as_canonical(written, _INSIDE)
    if payload is None or hash_of(header, payload_digest) != said:
        return None
    return _with_texts(_assemble(_header_of(values), payload, payload_digest, line_no), said, header, written)


def _header_of(values: Sequence[str]) -> dict[str, Any]:
    """The header out of what its pattern found."""
    header: dict[str, Any] = dict(zip(_NAMES, values, strict=True))
    for name in _NUMBERS:
        header[name] = int(header[name])
    header["parents"] = header["parents"][1:-1].split('","') if header["parents"] else []
    return header


def _at_length(line: bytes, line_no: int) -> Change:
    outer = strict_json(line, line_no)
    header, payload = outer.get("header"), outer.get("payload")
    if not isinstance(header, dict):
        raise BadLine(line_no, "缺少 header")
    if payload is not None and not isinstance(payload, dict):
        raise BadLine(line_no, "payload 不是对象")
    _require_shape(header, line_no)
    written = "" if payload is None else canonical(payload)
    payload_digest = digest(written) if written else str(outer.get("payload_digest", ""))
    if not _DIGEST.fullmatch(payload_digest):
        raise BadLine(line_no, "既没有 payload，也没有它的摘要")
    change = _assemble(header, payload, payload_digest, line_no)
    said, written_header = str(outer.get("hash", "")), canonical(header)
    if said != hash_of(written_header, payload_digest):
        raise NotWhatItSays(
            f"第 {line_no} 行的修改与它的摘要不符。", "什么都没有导入，原文件已保留。", "请让对方重新导出。"
        )
    return _with_texts(change, said, written_header, written)


def from_stored(change_hash: str, header: str, payload: str, payload_digest: str) -> Change:
    """Reads a change of our own log back from its stored texts; `payload` is "" after a purge.

    Nothing is verified here: `nuanxin check` verifies the whole log, and opening a page must not pay for it.
    """
    found = _HEADER.fullmatch(header)
    said = _header_of(found.groups()) if found else json.loads(header)
    change = _assemble(said, json.loads(payload) if payload else None, payload_digest, 0)
    return _with_texts(change, change_hash, header, payload)


@lru_cache(maxsize=64)
def _author(*who: str) -> Author:
    """The same object for all changes of an unlock."""
    return Author(*who)


def _assemble(header: Mapping[str, Any], payload: dict[str, Any] | None, payload_digest: str, line_no: int) -> Change:
    """The change but for its texts; `payload` is None once purged."""
    fields, settles, reason = _payload_parts(payload, line_no)
    return Change(
        "",
        header["prev_hash"],
        _author(*_author_in(header)),
        header["seq"],
        header["kind"],
        header["record_type"],
        header["record_id"],
        tuple(header["parents"]),
        fields,
        settles,
        reason,
        header["group"],
        header["undoes"],
        header["seen_ledger_no"],
        header["seen_ledger_hash"],
        header["wall_time"],
        header["schema"],
        payload_digest,
        payload is None,
        {} if header.keys() == _KNOWN else {name: header[name] for name in header.keys() - _KNOWN},
    )


def _with_texts(change: Change, change_hash: str, header: str, payload: str) -> Change:
    """The change under its hash, with header and payload as they were written."""
    for name, value in (("hash", change_hash), ("_header", header), ("_payload", payload)):
        object.__setattr__(change, name, value)
    return change


def _require_shape(header: dict[str, Any], line_no: int) -> None:
    for name in _TEXTS:
        if not isinstance(header.get(name), str):
            raise BadLine(line_no, f"header 缺少 {name}")
    for name in _NUMBERS:
        if not isinstance(header.get(name), int) or isinstance(header[name], bool):
            raise BadLine(line_no, f"header 的 {name} 不是整数")
    parents = header.get("parents")
    if not isinstance(parents, list) or not all(isinstance(parent, str) for parent in parents):
        raise BadLine(line_no, "header 的 parents 不是一列摘要")


def _payload_parts(payload: dict[str, Any] | None, line_no: int) -> tuple[dict[str, Any], dict[str, list[str]], str]:
    if payload is None:
        return {}, {}, ""
    fields, settles, reason = payload.get("fields"), payload.get("settles", {}), payload.get("reason", "")
    if not isinstance(fields, dict) or not isinstance(settles, dict) or not isinstance(reason, str):
        raise BadLine(line_no, "payload 的形状不对")
    if not all(isinstance(heads, list) and all(isinstance(head, str) for head in heads) for heads in settles.values()):
        raise BadLine(line_no, "payload 的 settles 不是每处一列摘要")
    return fields, settles, reason


def known_kind(change: Change) -> bool:
    """False for a kind of a newer version: kept and carried, not applied (B-23)."""
    return change.kind in KINDS
