"""The key file's form: small JSON, versioned, checked by its own digest, read strictly or not at all.

The digest tells a damaged file from a wrong passphrase; it is no protection against a forger, the slots' seals are.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from db.vault.keys import NONCE_BYTES, SALT_BYTES, WRAPPED_BYTES, Cost, Name, Slot, SlotKind
from db.vault.refusals import VaultDamaged, VaultTooNew

FORMAT = "nuanxin-vault"
VERSION = 1
LARGEST = 256 * 1024
MOST_SLOTS = 100
LONGEST_TEXT = 200
ID_DIGITS = 32
POINT_BYTES = 32


@dataclass(frozen=True)
class Header:
    """What the key file says.

    Args:
        vault_id: 32 hex digits; the same in every backup of this vault.
        revision: goes up by one with every change, so that the newer of two copies is known.
        slots: the wrapped copies of the data key.
    """

    vault_id: str
    revision: int
    slots: tuple[Slot, ...]

    def having(self, slots: tuple[Slot, ...]) -> "Header":
        """The next revision, with these slots."""
        return replace(self, revision=self.revision + 1, slots=slots)


def dump(header: Header) -> bytes:
    """The file's content: indented JSON in UTF-8, ending in a line break."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "vault_id": header.vault_id,
        "revision": header.revision,
        "slots": [_slot_out(slot) for slot in header.slots],
    }
    return json.dumps({**body, "sha256": _digest(body)}, indent=1).encode() + b"\n"


def parse(content: bytes) -> Header:
    """The header in `content`.

    Raises:
        VaultTooNew: a newer program wrote it.
        VaultDamaged: anything else that is not exactly what `dump` writes.
    """
    try:
        return _parsed(content)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise VaultDamaged from None


def _parsed(content: bytes) -> Header:
    _demand(len(content) <= LARGEST)
    body = json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_refused, parse_float=_refused)
    _demand(isinstance(body, dict) and body.get("format") == FORMAT and type(body.get("version")) is int)
    _demand(body.pop("sha256") == _digest(body))  # a rule of every version: a flipped bit is not "too new"
    if body["version"] > VERSION:
        raise VaultTooNew
    _demand(set(body) == {"format", "version", "vault_id", "revision", "slots"} and body["version"] == VERSION)
    vault_id, listed = _hex(body["vault_id"], ID_DIGITS // 2).hex(), body["slots"]
    _demand(isinstance(listed, list) and 0 < len(listed) <= MOST_SLOTS)
    slots = tuple(_slot_in(vault_id, one) for one in listed)
    _demand(len({slot.name.slot_id for slot in slots}) == len(slots))
    return Header(vault_id, _count(body["revision"]), slots)


def _slot_out(slot: Slot) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": slot.name.slot_id,
        "kind": slot.name.kind.value,
        "user_id": slot.name.user_id,
        "label": slot.name.label,
        "salt": slot.salt.hex(),
        "nonce": slot.nonce.hex(),
        "wrapped": slot.wrapped.hex(),
    }
    if slot.cost is not None:
        out["argon2id"] = {
            "memory_kib": slot.cost.memory_kib,
            "passes": slot.cost.passes,
            "lanes": slot.cost.lanes,
        }
    if slot.seed:
        out["person"] = {"nonce": slot.seed_nonce.hex(), "sealed": slot.seed.hex()}
    if slot.recipient:
        out["x25519"] = {"recipient": slot.recipient.hex(), "ephemeral": slot.ephemeral.hex()}
    return out


def _slot_in(vault_id: str, one: dict[str, Any]) -> Slot:
    name = Name(
        vault_id,
        _hex(one["id"], ID_DIGITS // 2).hex(),
        SlotKind(one["kind"]),
        _text(one["user_id"]),
        _text(one["label"]),
    )
    extra = {SlotKind.PASSPHRASE: {"argon2id"}, SlotKind.COUNTY: {"x25519"}}.get(name.kind, set())
    may = {"person"} & set(one) if name.kind is SlotKind.PASSPHRASE else set[str]()  # absent before there was one
    _demand(set(one) == {"id", "kind", "user_id", "label", "salt", "nonce", "wrapped"} | extra | may)
    recipient, ephemeral = _points(one["x25519"]) if "x25519" in extra else (b"", b"")
    return Slot(
        name,
        _hex(one["salt"], SALT_BYTES),
        _hex(one["nonce"], NONCE_BYTES),
        _hex(one["wrapped"], WRAPPED_BYTES),
        _cost(one["argon2id"]) if "argon2id" in extra else None,
        recipient,
        ephemeral,
        *(_seed(one["person"]) if may else ()),
    )


def _cost(said: dict[str, Any]) -> Cost:
    _demand(set(said) == {"memory_kib", "passes", "lanes"})
    cost = Cost(_count(said["memory_kib"]), _count(said["passes"]), _count(said["lanes"]))
    _demand(cost.is_sane)
    return cost


def _points(said: dict[str, Any]) -> tuple[bytes, bytes]:
    _demand(set(said) == {"recipient", "ephemeral"})
    return _hex(said["recipient"], POINT_BYTES), _hex(said["ephemeral"], POINT_BYTES)


def _seed(said: dict[str, Any]) -> tuple[bytes, bytes]:
    _demand(set(said) == {"nonce", "sealed"})
    return _hex(said["nonce"], NONCE_BYTES), _hex(said["sealed"], WRAPPED_BYTES)


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _demand(holds: bool) -> None:  # noqa: FBT001 - it reads as the sentence it is
    if not holds:
        raise ValueError


def _hex(value: Any, length: int) -> bytes:
    _demand(isinstance(value, str) and len(value) == 2 * length)
    return bytes.fromhex(value)


def _text(value: Any) -> str:
    _demand(isinstance(value, str) and len(value) <= LONGEST_TEXT)
    return str(value)


def _count(value: Any) -> int:
    _demand(type(value) is int and value >= 0)
    return int(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _demand(len(dict(pairs)) == len(pairs))
    return dict(pairs)


_refused: Callable[[str], Any] = _count  # a text is never a count, so floats and NaN end in ValueError
