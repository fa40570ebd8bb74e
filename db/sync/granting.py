"""A county's word that a record goes over to another township, sealed: it outlasts the county's own record (B-37).

A grant travels in two townships' streams. Put back from a backup, a county meets its own grants again in what they hand
over; only the seal tells them from what somebody might have written in its name.
"""

import hashlib
from dataclasses import dataclass

from db.ledger.change import GRANT, SEAL, Change
from db.sync.manifest import REVOKED, SIGNING, Manifest
from db.sync.seal import SigningKey, verifies

_DOMAIN = b"nuanxin-grant-1\n"


@dataclass(frozen=True)
class GrantSigner:
    """Seals grants with the county's key."""

    key: SigningKey

    def __call__(self, header: str, reason: str) -> str:
        """The seal over a change's header, in which record and townships stand, and over its reason."""
        return f"{self.key.key_id}:{self.key.sign(_message(header, reason)).hex()}"


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
        key, _, signature = str(change.fields.get(SEAL, "")).partition(":")
        if change.kind != GRANT or key not in self.keys or not all(townships(change)):
            return False
        try:
            raw = bytes.fromhex(signature)
        except ValueError:
            return False
        return verifies(self.keys[key], raw, _message(change.header, change.reason))


NOBODY = CountyWord({})
"""Vouches for nothing."""


def townships(change: Change) -> tuple[str, str]:
    """From which township to which a grant goes; "" for what its header does not say."""
    before, after = (change.extra.get(name) for name in ("from", "to"))
    return (before if isinstance(before, str) else "", after if isinstance(after, str) else "")


def _message(header: str, reason: str) -> bytes:
    return _DOMAIN + header.encode() + b"\n" + hashlib.sha256(reason.encode()).hexdigest().encode()
