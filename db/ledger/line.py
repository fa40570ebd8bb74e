"""A change as one line of `changes.jsonl`, and back; what comes back is proved by its hash."""

import json
import re
from typing import Any

from db.errors import Refusal
from db.ledger.change import KINDS, Author, Change, canonical, digest, hash_of
from db.ledger.strict import BadLine, strict_json

_AUTHOR = ("station_id", "session_id", "org", "author", "role")
_TEXTS = ("prev_hash", *_AUTHOR, "kind", "record_type", "record_id", "group", "undoes", "seen_ledger_hash", "wall_time")
_NUMBERS = ("seq", "seen_ledger_no", "schema")
_KNOWN = frozenset({*_TEXTS, *_NUMBERS, "parents"})
_DIGEST = re.compile("[0-9a-f]{64}")


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
    outer = strict_json(line, line_no)
    header, payload = outer.get("header"), outer.get("payload")
    if not isinstance(header, dict):
        raise BadLine(line_no, "缺少 header")
    if payload is None:
        return _proved(_assemble(header, None, str(outer.get("payload_digest", "")), line_no), outer, line_no)
    if not isinstance(payload, dict):
        raise BadLine(line_no, "payload 不是对象")
    return _proved(_assemble(header, payload, "", line_no), outer, line_no)


def from_stored(change_hash: str, header: str, payload: str, payload_digest: str) -> Change:
    """Reads a change of our own log back from its stored texts; `payload` is "" after a purge.

    Nothing is verified here: `nuanxin check` verifies the whole log, and opening a page must not pay for it.
    """
    change = _assemble(json.loads(header), json.loads(payload) if payload else None, payload_digest, 0)
    object.__setattr__(change, "hash", change_hash)
    return change


def _assemble(header: dict[str, Any], payload: dict[str, Any] | None, payload_digest: str, line_no: int) -> Change:
    _require_shape(header, line_no)
    fields, settles, reason = _payload_parts(payload, line_no)
    written = "" if payload is None else canonical(payload)
    if payload is not None:
        payload_digest = digest(written)
    elif not _DIGEST.fullmatch(payload_digest):
        raise BadLine(line_no, "既没有 payload，也没有它的摘要")
    by = Author(*(header[name] for name in _AUTHOR))
    change = Change(
        "",
        header["prev_hash"],
        by,
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
        {name: value for name, value in header.items() if name not in _KNOWN},
    )
    object.__setattr__(change, "_payload", written)
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


def _proved(change: Change, outer: dict[str, Any], line_no: int) -> Change:
    said = outer.get("hash")
    if said != hash_of(change.header, change.payload_digest):
        raise NotWhatItSays(
            f"第 {line_no} 行的修改与它的摘要不符。", "什么都没有导入，原文件已保留。", "请让对方重新导出。"
        )
    object.__setattr__(change, "hash", said)
    return change


def known_kind(change: Change) -> bool:
    """False for a kind of a newer version: kept and carried, not applied (B-23)."""
    return change.kind in KINDS
