"""Writes a package in one pass of flat memory, and shows it to nobody before our own reader has accepted it (B-56)."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyrage

from db.disk import sync_folder
from db.errors import Refusal
from db.ledger.line import require_strict
from db.ledger.strict import strict_json
from db.sync.package import listing
from db.sync.package.contents import Contents
from db.sync.package.envelope import seal_to
from db.sync.package.header import Counted, PackageHeader, SealedHeader
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.listing import Attachment, LineList, TableDump
from db.sync.package.reading import open_package
from db.sync.package.refusals import ContentsDiffer, DiskFull, ExportNotVerified, PlaceNotWritable
from db.sync.package.seal import SigningKey, recipient_id, seal
from db.sync.package.spool import NO_ROOM, Spool
from db.sync.package.trusting import KnownSender, Offered


@dataclass(frozen=True)
class SlipFacts:
    """What the paper twin says: counts and digests, no personal data (B-57).

    Attributes:
        header: what the sender knew.
        counted: what was counted; the slip itself is not in `total_bytes` yet.
    """

    header: PackageHeader
    counted: Counted


@dataclass(frozen=True)
class Load:
    """What goes into a package; every iterable is read once.

    Attributes:
        changes: lines of `Change.to_line()`, in chain order.
        tables: current state, for people and other tools.
        attachments: those not yet acknowledged.
        lists: further lists.
        slip: draws the paper twin and returns its PDF; None leaves it out.
        limits: what a package may be.
    """

    changes: Iterable[bytes]
    tables: Iterable[TableDump] = ()
    attachments: Iterable[Attachment] = ()
    lists: Iterable[LineList] = ()
    slip: Callable[[SlipFacts], bytes] | None = None
    limits: Limits = LIMITS


@dataclass(frozen=True)
class Sealer:
    """Who seals.

    Attributes:
        key: the signing key.
        identity: the sender's own age secret key, so that the sender can read and check what it sent.
        certificate: the sender's certificate document, enclosed so that a county restored from a backup still knows
            it; empty for a county.
        manifest: the newest key manifest, enclosed by the county so that a rotation travels with every return.
    """

    key: SigningKey
    identity: str = field(repr=False)
    certificate: bytes = b""
    manifest: bytes = b""

    @property
    def recipient(self) -> str:
        """The sender's own age public key."""
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())


@dataclass(frozen=True)
class WrittenPackage:
    """A package that was written and read back.

    Attributes:
        path: where it is, or will be once `before_visible` returns.
        sha256: digest of the file, hexadecimal.
        bytes: its length.
        sealed: its header.
    """

    path: Path
    sha256: str
    bytes: int
    sealed: SealedHeader


def write_package(
    path: Path,
    header: PackageHeader,
    load: Load,
    sealer: Sealer,
    recipients: Sequence[str],
    *,
    before_visible: Callable[[WrittenPackage], None] | None = None,
) -> WrittenPackage:
    """Writes `path`: counted, sealed, encrypted, synced, read back with our own reader, and only then named.

    Args:
        path: where the package shall be; beside it stands `*.part` while it is written.
        header: what the sender knows.
        load: what goes in.
        sealer: who seals.
        recipients: age public keys of the recipient; the sender's own is added.
        before_visible: commits the export record; when it raises, no file is left (B-56).

    Raises:
        AttachmentDamaged: an attachment kept here is not what its name says.
        DiskFull: no room.
        PlaceNotWritable: the folder is gone or may not be written.
        ExportNotVerified: what was written does not read back.
    """
    part = path.with_name(path.name + ".part")
    everyone = tuple(dict.fromkeys((*recipients, sealer.recipient)))
    try:
        with Spool() as spool:
            sealed = _fill(spool, header, load, sealer, tuple(map(recipient_id, everyone)))
            with writable(path.parent), room(spool.size), part.open("wb") as out:
                seal_to(spool, out, everyone)
                out.flush()
                os.fsync(out.fileno())
        written = _read_back(part, path, sealed, sealer, load.limits)
        if before_visible is not None:
            before_visible(written)
        with writable(path.parent):
            part.replace(path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return written


def _fill(
    spool: Spool, header: PackageHeader, load: Load, sealer: Sealer, recipient_ids: tuple[str, ...]
) -> SealedHeader:
    """Writes the zip into the spool."""
    with room(0), Contents(spool) as contents:
        counted = _write_load(contents, load, sealer)
        if load.slip is not None:
            contents.put("slip", listing.SLIP, load.slip(SlipFacts(header, counted)), mediatype="application/pdf")
        sealed = SealedHeader(header, contents.totalled(counted), sealer.key.key_id, recipient_ids)
        descriptor = listing.write_descriptor(sealed, contents.resources)
        contents.put("", listing.DESCRIPTOR, descriptor)
        contents.put("", listing.SEAL, seal(descriptor, sealer.key, sealed.comment))
    return sealed


def _write_load(contents: Contents, load: Load, sealer: Sealer) -> Counted:
    # the tables first: they have just been read for the digest of the state, and are still at hand
    for table in load.tables:
        contents.table(table)
    sessions: set[str] = set()
    first, last = contents.lines("changes", listing.CHANGES, _noted(load.changes, sessions), "修改记录")
    changes = contents.resources[-1]
    lines = contents.line_count
    for name, path, document in (
        ("certificate", listing.CERTIFICATE, sealer.certificate),
        ("manifest", listing.MANIFEST, sealer.manifest),
    ):
        if document:
            contents.put(name, path, document, mediatype="application/json")
    for extra in load.lists:
        contents.lines(f"list-{extra.name}", f"lists/{extra.name}.jsonl", extra.lines, extra.title)
    # one picture may hang on two records: it travels once
    by_digest = {attachment.sha256: attachment for attachment in load.attachments}
    attachments = [by_digest[digest] for digest in sorted(by_digest)]
    attachment_bytes = sum(contents.attachment(attachment) for attachment in attachments)
    return contents.totalled(
        Counted(
            lines,
            _hash_in(first),
            _hash_in(last),
            str(changes["hash"]).removeprefix("sha256:"),
            int(str(changes["bytes"])),
            len(attachments),
            attachment_bytes,
            0,
            tuple(sorted(sessions)),
        )
    )


_SESSION = re.compile(rb'"session_id":"([0-9a-f]{1,64})"')
"""What a header holds and no text can, where a quote has a backslash before it; as long as our own unlocks' numbers."""


def _noted(lines: Iterable[bytes], sessions: set[str]) -> Iterator[bytes]:
    """The lines as they pass, with the unlocks they come from put into `sessions`."""
    for line in lines:
        found = _SESSION.search(line)
        if found is not None:
            sessions.add(found[1].decode())
        yield line


def _hash_in(line: bytes) -> str:
    """The change's hash as its line gives it, "" for no line."""
    return str(strict_json(line).get("hash", "")) if line else ""


class _OwnTrust:
    """Believes exactly the package just written: our key, that recipient, that purpose."""

    def __init__(self, sealed: SealedHeader, key: SigningKey) -> None:
        self.me = sealed.header.recipient.id
        self.purpose = sealed.header.purpose
        sender = sealed.header.sender
        self._sender = KnownSender(sender.id, sender.org_code, sender.name, key.public)

    def sender_for(self, key_id: str, offered: Offered) -> KnownSender | None:  # noqa: ARG002 - of the protocol
        """Ourselves, when it is our key."""
        return self._sender if self._sender.key_id == key_id else None


def _read_back(part: Path, path: Path, sealed: SealedHeader, sealer: Sealer, limits: Limits) -> WrittenPackage:
    """Opens what was written as a recipient would, down to the last line."""
    try:
        with open_package(part, (sealer.identity,), _OwnTrust(sealed, sealer.key), limits) as opened:
            for line_no, line in opened.lines():
                require_strict(line, line_no)
            _same(opened.sealed, sealed)
            return WrittenPackage(path, opened.sha256, opened.bytes, sealed)
    except Refusal as cause:
        raise ExportNotVerified(cause) from cause


def _same(read: SealedHeader, written: SealedHeader) -> None:
    """The header comes back as it went in."""
    if read != written:
        raise ContentsDiffer(listing.DESCRIPTOR)


@contextmanager
def room(needed: int) -> Iterator[None]:
    """Turns "no space left" into its refusal."""
    try:
        yield
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise DiskFull(needed) from fault
        raise


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Turns whatever else the system says about a place into its refusal."""
    try:
        yield
    except OSError as fault:
        raise PlaceNotWritable(folder) from fault


def require_folder(folder: Path) -> None:
    """Makes the folder where it is not there yet.

    Raises:
        PlaceNotWritable: it cannot be made.
    """
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
