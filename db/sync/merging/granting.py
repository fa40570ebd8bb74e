"""A county's word that a record goes to another township or is erased, sealed: it outlasts its own record (B-37, B-19).

A grant travels in two townships' streams. Put back from a backup, a county meets its own grants again in what they hand
over; only the seal tells them from what somebody might have written in its name.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.ed25519 import verifies
from db.ledger.change import GRANT, SEAL, Change, canonical
from db.ledger.purge import CONFIRM, step_of
from db.sync.package.seal import SigningKey
from db.sync.trust.manifest import REVOKED, SIGNING, Manifest

_DOMAIN, _ERASING = b"nuanxin-grant-1\n", b"nuanxin-erasing-1\n"


@dataclass(frozen=True)
class GrantSigner:
    """Seals grants with the county's key."""

    key: SigningKey

    def __call__(self, header: str, reason: str) -> str:
        """The seal over a change's header, in which record and townships stand, and over its reason."""
        return f"{self.key.key_id}:{self.key.sign(_message(header, reason)).hex()}"


@dataclass(frozen=True)
class ErasureSigner:
    """Seals the county's decision to erase with its key (B-19).

    Attributes:
        key: the signing key.
        fields: what the decision says, without its seal.
    """

    key: SigningKey
    fields: Mapping[str, Any]

    def __call__(self, header: str, reason: str) -> str:
        """The seal over a change's header, over what it says, and over its reason."""
        return f"{self.key.key_id}:{self.key.sign(_erasing(header, self.fields, reason)).hex()}"


@dataclass(frozen=True)
class CountyWord:
    """Knows the county's own seals.

    Attributes:
        keys: by number, the public signing keys that count.
    """

    keys: dict[str, bytes]

    @classmethod
    def of(cls, manifest: Manifest) -> "CountyWord":
        """By the county's newest manifest."""
        standing = (key for key in manifest.keys if key.use == SIGNING and key.status != REVOKED)
        return cls({key.id: key.public for key in standing})

    def vouches(self, change: Change) -> bool:
        """Whether this is a grant, from one township to another, that the county has sealed as it stands."""
        standing = change.kind == GRANT and all(townships(change))
        return standing and self._sealed(change, _message(change.header, change.reason))

    def vouches_erasure(self, change: Change) -> bool:
        """Whether this is a decision to erase that the county has sealed as it stands."""
        return step_of(change) == CONFIRM and self._sealed(
            change, _erasing(change.header, change.fields, change.reason)
        )

    def _sealed(self, change: Change, message: bytes) -> bool:
        key, _, signature = str(change.fields.get(SEAL, "")).partition(":")
        if key not in self.keys:
            return False
        try:
            raw = bytes.fromhex(signature)
        except ValueError:
            return False
        return verifies(self.keys[key], raw, message)


NOBODY = CountyWord({})
"""Vouches for nothing."""


def townships(change: Change) -> tuple[str, str]:
    """From which township to which a grant goes; "" for what its header does not say."""
    before, after = (change.extra.get(name) for name in ("from", "to"))
    return (before if isinstance(before, str) else "", after if isinstance(after, str) else "")


def _erasing(header: str, fields: Mapping[str, Any], reason: str) -> bytes:
    said = canonical([{name: value for name, value in fields.items() if name != SEAL}, reason])
    return _ERASING + header.encode() + b"\n" + hashlib.sha256(said.encode()).hexdigest().encode()


def _message(header: str, reason: str) -> bytes:
    return _DOMAIN + header.encode() + b"\n" + hashlib.sha256(reason.encode()).hexdigest().encode()
