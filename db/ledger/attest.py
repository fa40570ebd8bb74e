"""A session's statement: whoever unlocked says once, with a key of their own, that what follows is theirs (B-50).

The station's seal says which laptop sent a change; on a shared one that leaves open who sat there. So the first change
a session writes into a stream carries in its header, under `attest`, the public key and a signature over what all
changes of that session have in common (`Author`). The header is hashed and never erased: the statement travels as far
as the change does. Nothing is refused for want of it; who reads is told.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Final, Protocol

from db.ledger.change import Author, canonical

ATTEST: Final = "attest"
"""The member of a header that holds the statement: `key`, the public key, and `sig`, both base64."""
DOMAIN: Final = b"nuanxin-session-1\n"
KEY_BYTES, SIGNATURE_BYTES = 32, 64

Verifies = Callable[[bytes, bytes, bytes], bool]
"""Whether, of a public key, a signature and a message, the signature is that key's over the message (Ed25519)."""


class Prover(Protocol):
    """A person's signing key, held while the record is unlocked."""

    @property
    def public(self) -> bytes:
        """The 32 public bytes."""

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature (RFC 8032)."""


class Verdict(StrEnum):
    """What is known of who sat there."""

    PROVED = "proved"
    """The session bears a statement that fits."""
    UNPROVED = "unproved"
    """It bears none, although its person was known to have a key when it came."""
    MISFIT = "misfit"
    """It bears one that does not fit."""
    UNTOLD = "untold"
    """It bears none, and nobody could expect one: no key is known, or part of the session lies elsewhere."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as found in the log.

    Attributes:
        by: the session, as the header that bears it says.
        key: the public key as written; "" where there is none.
        fits: it is well formed, and the signature is that key's over this session.
    """

    by: Author
    key: str
    fits: bool


def signed_text(by: Author) -> bytes:
    """What is signed: a domain line, then the five members of the header in canonical form."""
    station_id, session_id, org, author, role = astuple(by)
    members = {"station_id": station_id, "session_id": session_id, "org": org, "author": author, "role": role}
    return DOMAIN + canonical(members).encode()


def attest(by: Author, prover: Prover) -> dict[str, str]:
    """The statement of whoever holds the key, for the header of the session's first change in a stream."""
    return {"key": _base64(prover.public), "sig": _base64(prover.sign(signed_text(by)))}


def read_statement(by: Author, said: object, verifies: Verifies) -> Statement:
    """Judges what a header has under `attest`; whatever is not as it should be is a statement that does not fit."""
    members = said if isinstance(said, dict) else {}
    public, signature = _bytes(members.get("key"), KEY_BYTES), _bytes(members.get("sig"), SIGNATURE_BYTES)
    fits = bool(public and signature and verifies(public, signature, signed_text(by)))
    return Statement(by, _base64(public), fits)


def judge_session(statements: Iterable[Statement], known_since: int | None, came: int) -> Verdict:
    """What a session's statements come to.

    Args:
        statements: all that are of this session.
        known_since: log number by which a key of its person's was first seen; None where none was, or where one could
            not expect to have the whole session.
        came: log number of the session's change that is asked about. A key vouches for nothing that was here before it.
    """
    fitting = [each.fits for each in statements]
    if fitting:
        return Verdict.PROVED if any(fitting) else Verdict.MISFIT
    return Verdict.UNPROVED if known_since is not None and known_since < came else Verdict.UNTOLD


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(said: object, length: int) -> bytes:
    """So many bytes out of base64 with padding, written the one way there is; b"" for anything else."""
    try:
        raw = base64.b64decode(said, validate=True) if isinstance(said, str) else b""
    except (binascii.Error, ValueError):
        return b""
    return raw if len(raw) == length and _base64(raw) == said else b""
