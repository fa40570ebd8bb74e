"""The outermost layer: an age file, whose header is judged before any work is done on it.

age does the cryptography (age-encryption.org/v1, C2SP). This module reads the header's text to refuse what a package
never has - above all a passphrase stanza, whose work factor a stranger chooses (D-57) - and names each failure.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

import pyrage

from db.sync.package.limits import Limits
from db.sync.package.refusals import (
    ForbiddenEnvelope,
    NoRoomToOpen,
    NotAPackage,
    OverLimit,
    PackageDamaged,
    PackageNotForUs,
    PackageTruncated,
    PackageUnreadable,
)
from db.sync.package.spool import NO_ROOM, Spool

MAGIC = b"age-encryption.org/v1\n"
CHUNK = 64 * 1024
_NONCE, _TAG = 16, 16
_GREASE = "-grease"  # age's own name for stanzas that mean nothing and keep readers tolerant
_KNOWN = frozenset({"X25519", "grease"})
_MAC_BYTES = len("\n--- ") + 43 + len("\n")
_MAC_LINE = re.compile(rb"\n--- ([A-Za-z0-9+/]{43})\n")


@dataclass(frozen=True)
class Envelope:
    """What the outside tells without a key.

    Attributes:
        size: the whole file, in bytes.
        payload_at: where the encrypted payload begins.
        recipients: how many X25519 recipients it has.
    """

    size: int
    payload_at: int
    recipients: int

    @property
    def clear_before_last(self) -> int:
        """How many bytes of clear text stand before the last chunk.

        A file cut short fails exactly in its last chunk, a file damaged in the middle before it.
        """
        payload = max(self.size - self.payload_at - _NONCE, 1)
        return (payload - 1) // (CHUNK + _TAG) * CHUNK


@dataclass(frozen=True)
class Unsealed:
    """What came of opening an envelope.

    Attributes:
        sha256: digest of the file as carried, hexadecimal (the import journal's key, B-25).
        recipient: our own age recipient that it was encrypted to.
    """

    sha256: str
    recipient: str


def read_envelope(stream: BinaryIO, size: int, limits: Limits) -> Envelope:
    """The envelope at the start of `stream`; nothing is decrypted.

    Args:
        stream: the file, at its beginning.
        size: its length in bytes.
        limits: the allowed sizes.

    Raises:
        NotAPackage: not an age file.
        PackageTruncated: it ends within its header.
        ForbiddenEnvelope: a passphrase or an unknown kind of recipient.
        OverLimit: the file or its header is too large.
        PackageDamaged: the header is not laid out as age lays it out.
    """
    start = stream.read(limits.envelope)
    if not start or not start.startswith(MAGIC[: len(start)]):
        raise NotAPackage
    if size > limits.package:
        raise OverLimit("数据包", size, limits.package)
    end = _MAC_LINE.search(start)
    stanzas = _stanzas(start[: end.start()] if end else start[: start.rfind(b"\n") + 1])
    if any(kind not in _KNOWN and not kind.endswith(_GREASE) for kind in stanzas):
        raise ForbiddenEnvelope
    if end is None:
        if b"\n---" in start[:-_MAC_BYTES]:
            raise PackageDamaged
        if size <= limits.envelope:
            raise PackageTruncated
        raise OverLimit("数据包的信封", min(size, limits.envelope + 1), limits.envelope)
    if not stanzas:
        raise PackageDamaged
    if size < end.end() + _NONCE + _TAG:
        raise PackageTruncated
    return Envelope(size, end.end(), stanzas.count("X25519"))


def _stanzas(header: bytes) -> list[str]:
    """The kinds of the stanzas, in order."""
    return [line[3:].split(b" ", 1)[0].decode("latin-1") for line in header.split(b"\n") if line.startswith(b"-> ")]


def unseal(stream: BinaryIO, envelope: Envelope, identities: Sequence[str], spool: Spool) -> Unsealed:
    """Decrypts into `spool` with the first identity that fits.

    Args:
        stream: the file.
        envelope: its envelope, from `read_envelope`.
        identities: our age secret keys, newest first; retired ones are still tried (B-48).
        spool: takes the clear bytes.

    Raises:
        PackageNotForUs: no identity fits.
        PackageTruncated: the end is not the one that was written.
        PackageDamaged: something before the end is not.
        PackageUnreadable: the file cannot be read to its end.
        NoRoomToOpen: the spool's disk is full.
    """
    for secret in identities:
        identity = pyrage.x25519.Identity.from_str(secret)
        stream.seek(0)
        hashing = _Hashing(stream)
        try:
            pyrage.decrypt_io(hashing, spool, [identity])
            spool.finish()
        except pyrage.DecryptError as fault:
            if "No matching keys" in str(fault):
                continue
            raise PackageDamaged from None
        except OSError:
            raise _why(envelope, spool, hashing) from None
        return Unsealed(hashing.hexdigest(), str(identity.to_public()))
    raise PackageNotForUs


def _why(envelope: Envelope, spool: Spool, source: "_Hashing") -> Exception:
    """What stopped the decryption: our disk, their disk, or the bytes; these from how far it came."""
    if spool.fault is not None:
        return NoRoomToOpen(envelope.size) if spool.fault.errno in NO_ROOM else spool.fault
    if source.fault is not None:
        return PackageUnreadable()
    return PackageTruncated() if spool.size >= envelope.clear_before_last else PackageDamaged()


def seal_to(spool: Spool, out: BinaryIO, recipients: Sequence[str]) -> None:
    """Encrypts everything in `spool` to `recipients` (age public keys) and writes it to `out`."""
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    with spool.reader() as clear:
        pyrage.encrypt_io(clear, out, keys)


class _Hashing:
    """Hashes what is read through it, so that the journal's digest costs no pass of its own."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.fault: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self._stream.read(size)
        except OSError as fault:
            self.fault = fault
            raise
        self._digest.update(piece)
        return piece

    def hexdigest(self) -> str:
        return self._digest.hexdigest()
