"""A change: one immutable entry of the log, known by its hash (rules B-01 to B-05 of the sync protocol)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, get_args

Kind = Literal["create", "set", "void", "restore", "resolve", "transfer_request", "transfer_grant", "purge", "note"]
KINDS: Final = frozenset(get_args(Kind))
DOMAIN: Final = b"nuanxin-change-1\n"
START: Final = ""
"""The `prev_hash` of a station's very first change."""
REQUEST: Final = "transfer_request"
GRANT: Final = "transfer_grant"
SEAL: Final = "_seal"
"""In the payload of what a county has signed: number of the key, a colon, the signature in hexadecimal."""

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: object) -> str:
    """The one way a value is written before it is hashed: JSON, keys sorted, no spaces, UTF-8 characters as they are.

    Raises:
        ValueError: for NaN and infinities. Floats never occur in changes (B-07); the decoder refuses them.
    """
    return _canonical(value)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and where: the part of the header that stays the same from unlock to lock.

    Attributes:
        station_id: the laptop's durable identity.
        session_id: random per unlock (B-05), so that a restored or cloned laptop is a new writer.
        org: code of the township whose stream the change belongs to (B-31).
        author: id of the worker.
        role: the worker's role at the time.
    """

    station_id: str
    session_id: str
    org: str
    author: str
    role: str


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that happened to one record.

    Attributes:
        hash: SHA-256, hexadecimal; the change's only identity (B-04).
        prev_hash: the station's change before this one; `START` for the first.
        by: station, session, township stream, worker, role.
        seq: running number in the station's chain, for people and for showing gaps only.
        kind: what is done, see `KINDS`.
        record_type: entity name.
        record_id: the record.
        parents: the record's latest changes that the author had before him; what they and their ancestors wrote is
            what this change may replace. Empty for a create. (Refines B-10 and B-11: knowledge is kept per record,
            as in a Merkle DAG, so that restored laptops and restored counties need no special case.)
        fields: new values by field name; empty after a purge.
        settles: for `resolve`: by field, every head it settles (B-14).
        reason: why, in the worker's words.
        group: id shared by all changes of one command, which undo takes back together (B-58).
        undoes: the group this change takes back, or "".
        seen_ledger_no, seen_ledger_hash: how far the author had the county's ledger (for acknowledgement).
        wall_time: the laptop's clock, UTC; shown, never decisive (B-09).
        schema: version of the entity registry it was written with.
        payload_digest: SHA-256 of the canonical payload; the chain commits to it alone, so that a lawful purge can
            erase the payload and leave the chain verifiable (B-03).
        extra: header entries of newer versions, kept verbatim (B-40).
    """

    hash: str
    prev_hash: str
    by: Author
    seq: int
    kind: str
    record_type: str
    record_id: str
    parents: tuple[str, ...]
    fields: Mapping[str, Any]
    settles: Mapping[str, list[str]]
    reason: str
    group: str
    undoes: str
    seen_ledger_no: int
    seen_ledger_hash: str
    wall_time: str
    schema: int
    payload_digest: str
    purged: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    _header: str = field(default="", init=False, repr=False, compare=False)
    _payload: str = field(default="", init=False, repr=False, compare=False)

    @property
    def header(self) -> str:
        """The canonical header, as hashed and kept; written out once."""
        if not self._header:
            object.__setattr__(self, "_header", self._written_header())
        return self._header

    def _written_header(self) -> str:
        return canonical(
            {
                "prev_hash": self.prev_hash,
                "station_id": self.by.station_id,
                "session_id": self.by.session_id,
                "org": self.by.org,
                "author": self.by.author,
                "role": self.by.role,
                "seq": self.seq,
                "kind": self.kind,
                "record_type": self.record_type,
                "record_id": self.record_id,
                "parents": list(self.parents),
                "group": self.group,
                "undoes": self.undoes,
                "seen_ledger_no": self.seen_ledger_no,
                "seen_ledger_hash": self.seen_ledger_hash,
                "wall_time": self.wall_time,
                "schema": self.schema,
                **self.extra,
            }
        )

    @property
    def payload(self) -> str:
        """The canonical payload, written out once; "" once purged."""
        if not self._payload and not self.purged:
            object.__setattr__(self, "_payload", payload_text(self.fields, self.settles, self.reason))
        return self._payload


def erased(change: Change) -> Change:
    """The same change without its payload: hash, header and chain stay, what it said is gone (B-03, B-19)."""
    if change.purged:
        return change
    blank = replace(change, fields={}, settles={}, reason="", purged=True)
    object.__setattr__(blank, "_header", change.header)
    return blank


def payload_text(fields: Mapping[str, Any], settles: Mapping[str, list[str]], reason: str) -> str:
    """The canonical payload; what says nothing is left out."""
    payload: dict[str, Any] = {"fields": dict(fields)}
    if settles:
        payload["settles"] = dict(settles)
    if reason:
        payload["reason"] = reason
    return canonical(payload)


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(header: str, payload_digest: str) -> str:
    """The identity of a change: SHA-256(domain ‖ canonical header ‖ payload digest), hexadecimal (B-03)."""
    return hashlib.sha256(DOMAIN + header.encode() + b"\n" + payload_digest.encode()).hexdigest()


Signer = Callable[[str, str], str]
"""Makes a seal out of a change's header and its reason."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a command wants to happen to one record; the log makes a `Change` of it.

    Attributes:
        kind, record_type, record_id, fields, settles, reason: as in `Change`.
        org: township stream; "" for the writer's own.
        extra: further members of the header, as in `Change`.
        sign: given the finished header and the reason, gives the seal that goes into the payload as `_seal`; None for
            what bears none.
        apart: written beside the others of its command that are so, none knowing the other: one of several answers.
    """

    kind: Kind
    record_type: str
    record_id: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    settles: Mapping[str, list[str]] = field(default_factory=dict)
    reason: str = ""
    org: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    sign: Signer | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """The circumstances shared by the changes of one command (see `Change` for each)."""

    group: str
    undoes: str
    seen_ledger_no: int
    seen_ledger_hash: str
    wall_time: str
    schema: int


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of a station's chain: the last change's hash and number."""

    hash: str = START
    seq: int = 0


def seal_change(draft: Draft, parents: tuple[str, ...], by: Author, moment: Moment, tip: Tip) -> Change:
    """Makes the next change of the chain.

    Args:
        draft: what is to happen.
        parents: the record's latest changes known here.
        by: who and where.
        moment: when and in which command.
        tip: the chain's present end.
    """
    writer = by if draft.org in {"", by.org} else Author(by.station_id, by.session_id, draft.org, by.author, by.role)
    unhashed = Change(
        "",
        tip.hash,
        writer,
        tip.seq + 1,
        draft.kind,
        draft.record_type,
        draft.record_id,
        parents,
        draft.fields,
        draft.settles,
        draft.reason,
        moment.group,
        moment.undoes,
        moment.seen_ledger_no,
        moment.seen_ledger_hash,
        moment.wall_time,
        moment.schema,
        "",
        extra=draft.extra,
    )
    if draft.sign is not None:
        sealed = {**draft.fields, SEAL: draft.sign(unhashed.header, draft.reason)}
        object.__setattr__(unhashed, "fields", sealed)
    payload = payload_text(unhashed.fields, draft.settles, draft.reason)
    object.__setattr__(unhashed, "payload_digest", digest(payload))
    object.__setattr__(unhashed, "_payload", payload)
    object.__setattr__(unhashed, "hash", hash_of(unhashed.header, unhashed.payload_digest))
    return unhashed
