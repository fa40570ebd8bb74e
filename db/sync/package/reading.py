"""Opens a package in the order of B-53: each step has accepted before the next one parses anything."""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from db.errors import Refusal
from db.ledger.strict import BadLine, JsonObject, strict_json
from db.sync.package import listing
from db.sync.package.directory import Directory
from db.sync.package.envelope import Envelope, Unsealed, read_envelope, unseal
from db.sync.package.header import SealedHeader, read_header
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.listing import Listed
from db.sync.package.refusals import (
    ContentsDiffer,
    ForbiddenAttachment,
    NotAPackage,
    NotSealed,
    OverLimit,
    PackageForAnother,
    PackageRefused,
    PackageUnreadable,
    SealMismatch,
    UnknownSender,
    WrongContents,
    WrongPurpose,
)
from db.sync.package.seal import Seal, key_id, read_seal, recipient_id, verify
from db.sync.package.sniff import media_type
from db.sync.package.spool import Spool


@dataclass(frozen=True)
class KnownSender:
    """A sender somebody has vouched for.

    Attributes:
        id: station or county id.
        org_code: its township or county.
        name: its registered name.
        public: its Ed25519 public key, 32 bytes.
        revoked_after: None while in force; else the hash of the last change that still counts: later ones go to the
            review queue, not to the bin (B-49).
        retired: the key is past its rotation and still honoured (B-48).
    """

    id: str
    org_code: str
    name: str
    public: bytes
    revoked_after: str | None = None
    retired: bool = False

    @property
    def key_id(self) -> str:
        """The key's number."""
        return key_id(self.public)


@dataclass(frozen=True)
class Offered:
    """Documents the package brings along; each is worth what its own signature is worth.

    Attributes:
        certificate: the sender's certificate, empty when there is none.
        manifest: a key manifest, empty when there is none.
    """

    certificate: bytes = b""
    manifest: bytes = b""


class Trust(Protocol):
    """Who is reading, and whom the reader believes; see `db.sync.trust.senders` for the county's and the station's."""

    @property
    def me(self) -> str:
        """The reader's own station or county id."""

    @property
    def purpose(self) -> str:
        """What kind of package is being taken in."""

    def sender_for(self, key_id: str, offered: Offered) -> KnownSender | None:
        """The sender whose key this is, None for a stranger; raises `RevokedSender`."""


class OpenedPackage:
    """A package that was decrypted, verified and compared with its signed list; close it to be rid of its contents.

    Attributes:
        sealed: the verified header.
        sender: who signed it.
        descriptor: the whole `datapackage.json`, unknown fields included (B-40).
        listed: the signed list.
        offered: enclosed key documents, still to be judged by their own signatures.
        sha256: digest of the file as carried (B-25).
        bytes: its length.
        recipient: our age public key that opened it; a retired one deserves a notice (B-48).
    """

    def __init__(self, opening: "_Opening") -> None:
        self._opening = opening
        self.sealed = opening.sealed
        self.sender = opening.sender
        self.descriptor = opening.descriptor
        self.listed = opening.listed
        self.offered = opening.offered
        self.sha256 = opening.unsealed.sha256
        self.bytes = opening.envelope.size
        self.recipient = opening.unsealed.recipient

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The changes: line number from 1, and the line without its end; decode them strictly.

        Raises:
            OverLimit: more lines than allowed.
            BadLine: a line too long, empty or not ended.
            ContentsDiffer: other changes than the header counts, or another first or last one.
        """
        counted, limits = self.sealed.counted, self._opening.limits
        first, last, line_no = b"", b"", 0
        for line_no, last in self._lines(listing.CHANGES):
            if line_no > limits.changes:
                raise OverLimit("修改条数", max(counted.changes, line_no), limits.changes, "条")
            first = first or last
            yield line_no, last
        ends = (_hash_in(first, 1, limits), _hash_in(last, line_no, limits))
        if (line_no, *ends) != (counted.changes, counted.first_change, counted.last_change):
            raise ContentsDiffer(listing.CHANGES)

    def list_lines(self, name: str) -> Iterator[tuple[int, JsonObject]]:
        """The objects of a further list (`stations`, `purges`, ...), nothing when the package has none."""
        path = f"lists/{name}.jsonl"
        if path in self._opening.directory:
            for line_no, line in self._lines(path):
                yield line_no, strict_json(line, line_no, self._opening.limits.bounds)

    def list_names(self) -> tuple[str, ...]:
        """The further lists there are."""
        return tuple(filter(None, (listing.list_of(item.path) for item in self.listed)))

    def table_digests(self) -> tuple[tuple[str, str], ...]:
        """Each table's name and SHA-256; tables are never imported, their digests are kept (B-51)."""
        return tuple((listing.table_of(item.path), item.sha256) for item in self.listed if listing.table_of(item.path))

    def table_ids(self) -> Iterator[str]:
        """What every line of every table begins with: the record's id; now and then a word from within a long text."""
        for item in self.listed:
            rest = b""
            for piece in self._opening.directory.pieces(item.path) if listing.table_of(item.path) else ():
                *whole, rest = (rest + piece).split(b"\n")
                yield from (line.partition(b",")[0].decode("utf-8", "replace") for line in whole)
                rest = rest[:_LONGEST_ID]

    def attachments(self) -> tuple[Listed, ...]:
        """The attachments; the name of each is its digest."""
        return tuple(item for item in self.listed if listing.attachment_of(item.path))

    def open_attachment(self, sha256: str) -> AbstractContextManager[BinaryIO]:
        """The bytes of one attachment; KeyError when the package does not hold it."""
        return self._opening.directory.open(f"attachments/{sha256}")

    def slip(self) -> bytes:
        """The paper twin as PDF, empty when there is none."""
        if listing.SLIP not in self._opening.directory:
            return b""
        return self._opening.directory.read(listing.SLIP, self._opening.limits.attachment)

    def close(self) -> None:
        """Forgets the contents."""
        self._opening.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _lines(self, path: str) -> Iterator[tuple[int, bytes]]:
        longest = self._opening.limits.bounds.line_bytes
        rest, line_no = b"", 0
        for piece in self._opening.directory.pieces(path):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                line_no += 1
                if not line:
                    raise BadLine(line_no, "空行")
                yield line_no, line
            if len(rest) > longest:
                raise BadLine(line_no + 1, f"长度超过上限 {longest} 字节")
        if rest:
            raise BadLine(line_no + 1, "没有行尾")


_LONGEST_ID = 256
"""Bytes of a table's line that are kept until its end is found."""


def _hash_in(line: bytes, line_no: int, limits: Limits) -> str:
    return str(strict_json(line, line_no, limits.bounds).get("hash", "")) if line else ""


def open_package(path: Path, identities: Sequence[str], trust: Trust, limits: Limits = LIMITS) -> OpenedPackage:
    """Decrypts and verifies the package at `path`; what comes back is to be closed.

    Args:
        path: the file; it is only read.
        identities: our age secret keys, newest first.
        trust: who reads, and whom the reader believes.
        limits: what a package may be.

    Raises:
        PackageRefused: under the name of its cause.
    """
    with ExitStack() as on_failure:
        opening = _Opening(limits)
        on_failure.callback(opening.close)
        opening.decrypt(path, identities)
        opening.read_directory()
        opening.judge_seal(trust)
        opening.judge_header(trust)
        opening.judge_contents()
        on_failure.pop_all()
    return OpenedPackage(opening)


class _Opening:
    """The steps of opening, in order; each needs the ones before."""

    envelope: Envelope
    unsealed: Unsealed
    directory: Directory
    raw: bytes
    descriptor: JsonObject
    sealed: SealedHeader
    listed: tuple[Listed, ...]
    offered: Offered
    sender: KnownSender
    seal: Seal

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._spool = Spool()

    def close(self) -> None:
        self._spool.close()

    def decrypt(self, path: Path, identities: Sequence[str]) -> None:
        """Size limit, envelope, and the clear bytes into the spool."""
        with _opened(path) as (stream, size):
            self.envelope = read_envelope(stream, size, self.limits)
            self.unsealed = unseal(stream, self.envelope, identities, self._spool)

    def read_directory(self) -> None:
        """The zip directory, and the small documents every package has."""
        self.directory = Directory(self._spool.reader(), self._spool.size, self.limits)
        if listing.DESCRIPTOR not in self.directory:
            raise WrongContents(f"缺少“{listing.DESCRIPTOR}”")
        self.raw = self.directory.read(listing.DESCRIPTOR, self.limits.descriptor)
        self.offered = Offered(self._document(listing.CERTIFICATE), self._document(listing.MANIFEST))

    def read_claims(self) -> None:
        """The header as it stands, believed by nobody yet."""
        self.descriptor = listing.read_descriptor(self.raw, self.limits)
        self.sealed = read_header(self.descriptor)

    def judge_seal(self, trust: Trust) -> None:
        """Signature first: what a stranger wrote is not read further than to name him.

        Raises:
            NotSealed: no signature inside (D-50).
            UnknownSender: signed with a key that nobody here has vouched for (D-50).
        """
        if listing.SEAL not in self.directory:
            raise NotSealed(self._claimed())
        self.seal = read_seal(self.directory.read(listing.SEAL, self.limits.seal))
        sender = trust.sender_for(self.seal.key_id, self.offered)
        if sender is None:
            raise UnknownSender(self._claimed(), self.seal.key_id)
        verify(self.raw, self.seal, sender.public)
        self.sender = sender

    def judge_header(self, trust: Trust) -> None:
        """The header, and that seal, certificate, recipient and purpose all name the same (B-52)."""
        self.read_claims()
        head, sender = self.sealed.header, self.sender
        if head.recipient.id != trust.me:
            raise PackageForAnother(head.recipient.name)
        if head.purpose != trust.purpose:
            raise WrongPurpose(head.purpose, trust.purpose)
        if (head.sender.id, head.sender.org_code, self.sealed.sender_key_id) != (
            sender.id,
            sender.org_code,
            sender.key_id,
        ):
            raise SealMismatch("发件单位")
        if self.seal.comment != self.sealed.comment:
            raise SealMismatch("签名附注")
        if recipient_id(self.unsealed.recipient) not in self.sealed.recipient_key_ids:
            raise SealMismatch("收件钥匙")

    def judge_contents(self) -> None:
        """Every entry is listed, every listed entry is there, and each is what the list says."""
        counted, limits = self.sealed.counted, self.limits
        if counted.changes > limits.changes:
            raise OverLimit("修改条数", counted.changes, limits.changes, "条")
        self.listed = listing.read_list(self.descriptor, self.directory.names)
        for item in self.listed:
            self._judge_size(item)
        self._judge_sums()
        for item in self.listed:
            if self.directory.digest(item.path) != (item.sha256, item.bytes):
                raise ContentsDiffer(item.path)
            self._judge_kind(item)

    def _judge_size(self, item: Listed) -> None:
        if item.bytes != self.directory.size_of(item.path):
            raise ContentsDiffer(item.path)
        if listing.attachment_of(item.path) and item.bytes > self.limits.attachment:
            raise OverLimit("附件", item.bytes, self.limits.attachment)

    def _judge_sums(self) -> None:
        """The header's counts are those of the list."""
        counted = self.sealed.counted
        attachments = [item.bytes for item in self.listed if listing.attachment_of(item.path)]
        payload = next(item for item in self.listed if item.path == listing.CHANGES)
        if (counted.payload_digest, counted.payload_bytes) != (payload.sha256, payload.bytes):
            raise ContentsDiffer(listing.CHANGES)
        if (counted.attachments, counted.attachment_bytes) != (len(attachments), sum(attachments)):
            raise ContentsDiffer("attachments")
        if counted.total_bytes != sum(item.bytes for item in self.listed):
            raise ContentsDiffer(listing.DESCRIPTOR)

    def _judge_kind(self, item: Listed) -> None:
        """An attachment is named by its digest and is a picture or PDF by content."""
        digest = listing.attachment_of(item.path)
        if not digest:
            return
        if digest != item.sha256:
            raise ContentsDiffer(item.path)
        with self.directory.open(item.path) as stream:
            if not media_type(stream.read(16)):
                raise ForbiddenAttachment(digest)

    def _document(self, path: str) -> bytes:
        return self.directory.read(path, self.limits.document) if path in self.directory else b""

    def _claimed(self) -> str:
        try:
            return listing.claimed_sender(listing.read_descriptor(self.raw, self.limits))
        except PackageRefused:
            return "？"


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file and its length; what is no ordinary file is no package."""
    if not path.is_file():
        raise NotAPackage
    try:
        stream = path.open("rb")
    except OSError as fault:
        raise PackageUnreadable from fault
    with stream:
        try:
            stream.peek(1)
        except OSError as fault:
            raise PackageUnreadable from fault
        yield stream, os.fstat(stream.fileno()).st_size


@dataclass(frozen=True)
class Inspection:
    """What can be said of a package, however far it opens.

    Attributes:
        envelope: the outside; None when it is no package.
        claimed: the header as it stands; None when it does not open. Only `verified` makes it true.
        entries: the names inside.
        verified: every check passed for the given trust.
        refusal: what the first failing check said, None when all passed or none was asked for.
    """

    envelope: Envelope | None = None
    claimed: SealedHeader | None = None
    entries: tuple[str, ...] = ()
    verified: bool = False
    refusal: Refusal | None = None


def inspect_package(
    path: Path, identities: Sequence[str] = (), trust: Trust | None = None, limits: Limits = LIMITS
) -> Inspection:
    """Looks at a package without importing: whom it claims to be from and for, and whether that is verified.

    Args:
        path: the file.
        identities: our age secret keys; without any only the outside is read.
        trust: whom to believe; without it nothing is verified.
        limits: what a package may be.
    """
    opening = _Opening(limits)
    refusal: Refusal | None = None
    verified = False
    try:
        with _opened(path) as (stream, size):
            opening.envelope = read_envelope(stream, size, limits)
        if identities:
            opening.decrypt(path, identities)
            opening.read_directory()
            opening.read_claims()
            verified = trust is not None and _verified(opening, trust)
    except Refusal as found:
        refusal = found
    finally:
        opening.close()
    directory = getattr(opening, "directory", None)
    return Inspection(
        getattr(opening, "envelope", None),
        getattr(opening, "sealed", None),
        directory.names if directory else (),
        verified,
        refusal,
    )


def _verified(opening: _Opening, trust: Trust) -> bool:
    opening.judge_seal(trust)
    opening.judge_header(trust)
    opening.judge_contents()
    return True
