"""The township's hand-over: everything the county has not confirmed, in one sealed file (B-20, B-56)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from db.domain.entities.registry import SCHEMA
from db.ids import new_id
from db.store.attachments import Attachments
from db.store.audit import write_audit
from db.store.digest import state_digest
from db.store.restored import require_confirmed
from db.store.settings import read_setting
from db.store.store import Office, Store
from db.store.tables.local import OUTGOING
from db.sync.package.header import TO_COUNTY, HighWater, LedgerPoint, PackageHeader, Party, Share
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.listing import Attachment, package_file_name
from db.sync.package.reading import open_package
from db.sync.package.trusting import KnownSender, Offered
from db.sync.package.writing import Load, Sealer, SlipFacts, WrittenPackage, require_folder, write_package
from db.sync.township.pending import HandOver, Part, cut
from db.sync.township.report_load import change_lines, lists_for, pictures_for, tables_of
from db.sync.trust.identity import held_manifest, station_keys
from db.sync.trust.manifest import Manifest


@dataclass(frozen=True)
class Exported:
    """A hand-over made.

    Attributes:
        parts: the files, each read back and verified, in the order of the log; more than one where the whole is too
            large for one package.
        hand_over: what is in them together.
    """

    parts: tuple[WrittenPackage, ...]
    hand_over: HandOver

    @property
    def written(self) -> WrittenPackage:
        """The last of the files, which is the only one nearly always."""
        return self.parts[-1]

    @property
    def package_no(self) -> int:
        """Its number."""
        return self.written.sealed.header.package_no


def export_package(
    store: Store,
    folder: Path,
    app_version: str,
    slip: Callable[[SlipFacts, Part], bytes] | None = None,
    limits: Limits = LIMITS,
    files: Attachments | None = None,
) -> Exported:
    """Writes what waits into `folder`, reads it back, and books it before it becomes visible.

    What is too large for one package is written in several (B-55): each is whole by itself, has its own number and
    paper twin, and says which part it is. None holds a change that rests on one in a later part; they may arrive in any
    order all the same (B-23). The tables for people and the attachments go with the last.

    A package that lies there already is never written over: on a restored laptop it may be the only place where what
    was lost still is. The number goes up instead.

    Args:
        store: the township's open record.
        folder: where the files go; made when it is not there.
        app_version: the program's version, for the header.
        slip: draws the paper twin of a part.
        limits: what the county takes in; nothing larger is written.
        files: the sealed pictures and PDFs of this record; those the county does not have yet go along, the oldest
            first, as many as fit. The others wait for the next package.

    Raises:
        NotEnrolled, PracticeStays, CopyUnconfirmed: nothing is written.
        DiskFull, PlaceNotWritable, ExportNotVerified: the record is as before, and no file is left but
            the parts finished before, which count as made.
    """
    require_confirmed(store)
    manifest, certificate = held_manifest(store)
    keys, office = station_keys(store), store.office
    sealer = Sealer(keys.signing, keys.identity, certificate.encode())
    require_folder(folder)
    written = []
    with store.reading() as connection:
        hand_over, parts = cut(connection, limits)
        whole = _header(connection, store, office, manifest, app_version)
        number = hand_over.package_no
        for part in parts:
            number = _unused(store, folder, number)
            header = replace(
                whole,
                package_id=new_id(store.clock),
                package_no=number,
                share=Share(part.no, part.of, hand_over.changes) if part.of > 1 else None,
            )
            last = part.no == part.of
            pictures = pictures_for(connection, office.org_code, files, limits, part) if last else ()
            tables = tables_of(connection, office.org_code) if last else ()
            drawn = partial(_drawn, slip, part) if slip is not None else None
            lists = lists_for(connection, office.org_code) if last else ()
            load = Load(change_lines(connection, part), tables, pictures, lists, drawn, limits)
            path = folder / package_file_name(office.org_code, number, store.clock.today().isoformat())
            book = partial(_book, store, connection, hand_over, (part, pictures))
            written.append(write_package(path, header, load, sealer, manifest.recipients(), before_visible=book))
            number += 1
    return Exported(tuple(written), hand_over)


def _drawn(slip: Callable[[SlipFacts, Part], bytes], part: Part, facts: SlipFacts) -> bytes:
    return slip(facts, part)


def _unused(store: Store, folder: Path, number: int) -> int:
    """The next number whose file is not in the folder yet."""
    code, day = store.office.org_code, store.clock.today().isoformat()
    while (folder / package_file_name(code, number, day)).exists():
        number += 1
    return number


def _header(
    connection: Connection, store: Store, office: Office, manifest: Manifest, app_version: str
) -> PackageHeader:
    """What all parts say alike."""
    tip = read_setting(connection, "tip", {"hash": "", "seq": 0})
    seen = read_setting(connection, "ledger_seen", {"no": 0, "hash": ""})
    return PackageHeader(
        "",
        0,
        TO_COUNTY,
        Party(office.station_id, office.org_code, office.org_name),
        Party(manifest.county_id, manifest.county_code, manifest.county_name),
        store.clock.now().isoformat(timespec="seconds"),
        SCHEMA,
        app_version,
        LedgerPoint(seen["no"], seen["hash"]),
        bool(read_setting(connection, "need_full", default=False)),
        state_digest(connection, office.org_code),
        HighWater(tip["hash"], tip["seq"], seen["no"]),
        manifest.version,
    )


def _book(
    store: Store,
    connection: Connection,
    hand_over: HandOver,
    inside: tuple[Part, tuple[Attachment, ...]],
    written: WrittenPackage,
) -> None:
    """The record knows of a package before anybody can see the file (B-56)."""
    part, pictures = inside
    sealed = written.sealed
    connection.execute(
        OUTGOING.insert().values(
            package_no=sealed.header.package_no,
            package_id=sealed.header.package_id,
            made_at=sealed.header.created_at,
            file_name=written.path.name,
            sha256=written.sha256,
            size=written.bytes,
            last_no=part.last_no,
            changes=sealed.counted.changes,
            head_hash=sealed.counted.last_change,
            state="made",
            counts=json.dumps(hand_over.counts, ensure_ascii=False),
            seen_no=sealed.header.seen.no,
            seen_hash=sealed.header.seen.hash,
            attachments=json.dumps([each.sha256 for each in pictures]),
        )
    )
    _audit(store, connection, written)
    connection.commit()


def _audit(store: Store, connection: Connection, written: WrittenPackage) -> None:
    who = (store.clock.now().isoformat(timespec="seconds"), store.author.author)
    write_audit(connection, who, "export", written.sealed.header.package_id, written.sha256)


def verify_copy(copy: Path, sha256: str) -> bool:
    """Whether a copied package, read back from the stick, is the one that was made (B-56, D-58)."""
    whole = hashlib.sha256()
    with copy.open("rb") as stream:
        while piece := stream.read(1 << 20):
            whole.update(piece)
    return whole.hexdigest() == sha256


@dataclass(frozen=True)
class _Ourselves:
    """Believes only what this station has signed for its county."""

    me: str
    sender: KnownSender
    purpose: str = TO_COUNTY

    def sender_for(self, key_id: str, offered: Offered) -> KnownSender | None:  # noqa: ARG002 - of the protocol
        """Ourselves, when it is our key."""
        return self.sender if self.sender.key_id == key_id else None


def own_slip(store: Store, path: Path) -> bytes:
    """The paper twin inside a package this station made: paper and file are then one and the same.

    Args:
        store: the township's open record.
        path: the package.

    Raises:
        PackageRefused: the file is damaged or gone, or is none of ours.
        NotEnrolled, PracticeStays: there can be no package.
    """
    manifest, _ = held_manifest(store)
    keys, office = station_keys(store), store.office
    ourselves = KnownSender(keys.station_id, office.org_code, office.org_name, keys.signing.public)
    with open_package(path, (keys.identity,), _Ourselves(manifest.county_id, ourselves)) as opened:
        return opened.slip()
