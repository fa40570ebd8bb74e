"""The steps by which a package is opened, in the order of B-53: each has accepted before the next parses anything."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from db.ledger.strict import JsonObject
from db.sync.package import listing
from db.sync.package.directory import Directory
from db.sync.package.envelope import Envelope, Unsealed, read_envelope, unseal
from db.sync.package.header import SealedHeader, read_header
from db.sync.package.limits import Limits
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
from db.sync.package.seal import Seal, read_seal, recipient_id, verify
from db.sync.package.sniff import media_type
from db.sync.package.spool import Spool
from db.sync.package.trusting import KnownSender, Offered, Trust


class Opening:
    """The steps of opening, in order; each needs the ones before.

    Args:
        limits: what a package may be.
    """

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
        """Forgets the contents."""
        self._spool.close()

    def decrypt(self, path: Path, identities: Sequence[str]) -> None:
        """Size limit, envelope, and the clear bytes into the spool."""
        with opened_file(path) as (stream, size):
            self.envelope = read_envelope(stream, size, self.limits)
            self.unsealed = unseal(stream, self.envelope, identities, self._spool)

    def read_directory(self) -> None:
        """The zip directory, and the small documents every package has.

        Raises:
            WrongContents: there is no list of what is inside.
        """
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
        """The header, and that seal, certificate, recipient and purpose all name the same (B-52).

        Raises:
            PackageForAnother, WrongPurpose: it is not for this reader, or not of the kind taken in.
            SealMismatch: one of them names another.
        """
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
        """Every entry is listed, every listed entry is there, and each is what the list says.

        Raises:
            OverLimit: more changes, or a larger attachment, than allowed.
            ContentsDiffer, ForbiddenAttachment: an entry is not what was signed for, or no picture and no PDF.
        """
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
def opened_file(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file and its length; what is no ordinary file is no package.

    Raises:
        NotAPackage, PackageUnreadable: it is none, or the disk does not give it.
    """
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
