"""The township's hand-over: everything the county has not confirmed, in one sealed file (B-20, B-56)."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.entity import Field
from db.domain.entities.registry import ENTITIES, SCHEMA
from db.ids import new_id
from db.store.attachments import Attachments
from db.store.audit import write_audit
from db.store.digest import filled_tables, state_digest
from db.store.settings import read_setting
from db.store.store import Office, Store
from db.store.tables.local import OUTGOING
from db.store.values import from_column
from db.sync.header import TO_COUNTY, HighWater, LedgerPoint, PackageHeader, Party
from db.sync.identity import held_manifest, station_keys
from db.sync.limits import LIMITS, Limits
from db.sync.manifest import Manifest
from db.sync.package import Attachment, Cell, TableDump, TableField, package_file_name
from db.sync.reading import KnownSender, Offered, open_package
from db.sync.writing import Load, Sealer, SlipFacts, WrittenPackage, write_package

_TYPES = {"whole": "integer", "money": "integer", "flag": "boolean", "day": "date"}
_OPEN = "SELECT {} FROM change c WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)"


@dataclass(frozen=True)
class HandOver:
    """What the next package would hold.

    Attributes:
        changes: changes the county has not confirmed.
        fresh: of these, those in no package yet.
        counts: (entity, records new, records changed) of all entities concerned.
        package_no: the number it would get.
    """

    changes: int
    fresh: int
    counts: tuple[tuple[str, int, int], ...]
    package_no: int


@dataclass(frozen=True)
class Exported:
    """A package made.

    Attributes:
        written: the file, read back and verified.
        package_no: its number.
        hand_over: what is in it.
    """

    written: WrittenPackage
    package_no: int
    hand_over: HandOver


def pending(connection: Connection) -> HandOver:
    """What is waiting to be handed over."""
    changes = int(connection.exec_driver_sql(_OPEN.format("count(*)")).scalar_one())
    sent = int(connection.exec_driver_sql("SELECT coalesce(max(last_no), 0) FROM outgoing_package").scalar_one())
    fresh = int(connection.exec_driver_sql(f"{_OPEN.format('count(*)')} AND c.no > ?", (sent,)).scalar_one())
    number = int(
        connection.exec_driver_sql("SELECT coalesce(max(package_no), 0) + 1 FROM outgoing_package").scalar_one()
    )
    return HandOver(changes, fresh, tuple(_counts(connection)), number)


def _counts(connection: Connection) -> Iterator[tuple[str, int, int]]:
    """By entity: records created and records only edited among the changes not confirmed.

    A record made and taken back since (an import undone) is neither: its changes travel, but nobody will look for it.
    Grouped by the record alone, which the log has an index for: nothing is sorted in memory.
    """
    asked = """
        SELECT record_type, sum(CASE WHEN made > 0 AND taken <= given THEN 1 ELSE 0 END), sum(1 - made) FROM (
            SELECT max(record_type) AS record_type, max(CASE kind WHEN 'create' THEN 1 ELSE 0 END) AS made,
                   coalesce(max(CASE kind WHEN 'void' THEN no END), 0) AS taken,
                   coalesce(max(CASE kind WHEN 'restore' THEN no END), 0) AS given
              FROM (SELECT c.record_type, c.record_id, c.no, json_extract(c.header, '$.kind') AS kind FROM change c
                     WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)) k
             GROUP BY record_id) r
        GROUP BY record_type
    """
    found = {name: (int(made), int(edited)) for name, made, edited in connection.exec_driver_sql(asked)}
    for name in ENTITIES:
        if any(found.get(name, ())):
            yield name, *found[name]


def export_package(
    store: Store,
    folder: Path,
    app_version: str,
    slip: Callable[[SlipFacts, HandOver], bytes] | None = None,
    limits: Limits = LIMITS,
    files: Attachments | None = None,
) -> Exported:
    """Writes the next package into `folder`, reads it back, and books it before the file becomes visible.

    A package that lies there already is never written over: on a restored laptop it may be the only place where what
    was lost still is. The number goes up instead.

    Args:
        store: the township's open record.
        folder: where the file goes; made when it is not there.
        app_version: the program's version, for the header.
        slip: draws the paper twin.
        limits: what the county takes in; nothing larger is written.
        files: the sealed pictures and PDFs of this record; those the county does not have yet go along, the oldest
            first, as many as fit. The others wait for the next package.

    Raises:
        NotEnrolled, PracticeStays: nothing is written.
        DiskFull, ExportNotVerified: no file is left, the record is as before.
    """
    manifest, certificate = held_manifest(store)
    keys, office = station_keys(store), store.office
    folder.mkdir(parents=True, exist_ok=True)
    with store.reading() as connection:
        hand_over = _unused(store, folder, pending(connection))
        header = _header(connection, store, office, manifest, hand_over.package_no, app_version)
        last_no = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
        drawn = (lambda facts: slip(facts, hand_over)) if slip is not None else None
        pictures = _attachments(connection, office.org_code, files, limits)
        load = Load(_lines(connection), _tables(connection, office.org_code), pictures, (), drawn, limits)
        sealer = Sealer(keys.signing, keys.identity, certificate.encode())
        name = package_file_name(office.org_code, hand_over.package_no, store.clock.today().isoformat())

        def book(written: WrittenPackage) -> None:
            """The record knows of the package before anybody can see the file (B-56)."""
            _book(connection, written, hand_over, last_no)
            carried = json.dumps([each.sha256 for each in pictures])
            connection.execute(
                OUTGOING.update().where(OUTGOING.c.package_no == hand_over.package_no).values(attachments=carried)
            )
            _audit(store, connection, written)
            connection.commit()

        written = write_package(folder / name, header, load, sealer, manifest.recipients(), before_visible=book)
    return Exported(written, hand_over.package_no, hand_over)


_NOT_HAD = """
    SELECT sha256, size FROM attachment WHERE org = ? AND voided = 0
       AND sha256 NOT IN (SELECT j.value FROM outgoing_package p, json_each(p.attachments) j
                           WHERE p.head_hash IN (SELECT change_hash FROM ledger))
     ORDER BY no
"""


def _attachments(connection: Connection, org: str, files: Attachments | None, limits: Limits) -> tuple[Attachment, ...]:
    """Those no confirmed package has carried, the oldest first, as far as half a package holds them (B-20, B-55)."""
    if files is None:
        return ()
    found: dict[str, Attachment] = {}
    room = limits.package // 2
    for digest, size in connection.exec_driver_sql(_NOT_HAD, (org,)):
        if digest in found or not files.has(digest):
            continue
        room -= int(size)
        if room < 0:
            break
        found[digest] = Attachment(digest, partial(files.open, digest))
    return tuple(found.values())


def _unused(store: Store, folder: Path, hand_over: HandOver) -> HandOver:
    """With the next number whose file is not in the folder yet."""
    code, day, number = store.office.org_code, store.clock.today().isoformat(), hand_over.package_no
    while (folder / package_file_name(code, number, day)).exists():
        number += 1
    return replace(hand_over, package_no=number)


def _header(
    connection: Connection, store: Store, office: Office, manifest: Manifest, package_no: int, app_version: str
) -> PackageHeader:
    tip = read_setting(connection, "tip", {"hash": "", "seq": 0})
    seen = read_setting(connection, "ledger_seen", {"no": 0, "hash": ""})
    sessions = connection.exec_driver_sql(_OPEN.format("DISTINCT json_extract(c.header, '$.session_id')"))
    return PackageHeader(
        new_id(store.clock),
        package_no,
        TO_COUNTY,
        Party(office.station_id, office.org_code, office.org_name),
        Party(manifest.county_id, manifest.county_code, manifest.county_name),
        store.clock.now().isoformat(timespec="seconds"),
        SCHEMA,
        app_version,
        tuple(sorted(sessions.scalars())),
        LedgerPoint(seen["no"], seen["hash"]),
        bool(read_setting(connection, "need_full", default=False)),
        state_digest(connection, office.org_code),
        HighWater(tip["hash"], tip["seq"], seen["no"]),
        manifest.version,
    )


def _lines(connection: Connection) -> Iterator[bytes]:
    """The changes as they were sealed, straight from the log, without reading their insides."""
    asked = f"{_OPEN.format('c.hash, c.header, c.payload, c.payload_digest')} ORDER BY c.no"
    for change_hash, header, payload, payload_digest in connection.exec_driver_sql(asked):
        content = f'"payload":{payload}' if payload else f'"payload_digest":"{payload_digest}"'
        yield f'{{"hash":"{change_hash}","header":{header},{content}}}'.encode()


def _tables(connection: Connection, org: str) -> Iterator[TableDump]:
    """The present state for people and other tools; the county never imports it (B-51)."""
    filled = filled_tables(connection)
    for name, entity in ((name, ENTITIES[name]) for name in ENTITIES if name in filled):
        asked = f'SELECT 1 FROM "{name}" WHERE org = ? AND voided = 0 LIMIT 1'
        if connection.exec_driver_sql(asked, (org,)).first() is None:
            continue
        fields = (
            TableField("id", "记录号"),
            *(TableField(f.name, f.title, _TYPES.get(f.kind, "string")) for f in entity.fields),
        )
        yield TableDump(name, entity.title, fields, _rows(connection, name, entity.fields, org))


def _rows(connection: Connection, name: str, fields: tuple[Field, ...], org: str) -> Iterator[tuple[Cell, ...]]:
    columns = ", ".join(f'"{spec.name}"' for spec in fields)
    asked = f'SELECT id, {columns} FROM "{name}" WHERE org = ? AND voided = 0 ORDER BY id'
    other = [(place, spec) for place, spec in enumerate(fields, start=1) if spec.kind in {"flag", "listing"}]
    for row in connection.exec_driver_sql(asked, (org,)):
        cells = list(row)  # all others stand in the table as they are written
        for place, spec in other:
            cells[place] = _cell(spec, cells[place])
        yield tuple(cells)


def _cell(spec: Field, value: Any) -> Cell:
    known = from_column(spec, value)
    return ";".join(known) if isinstance(known, list) else known


def _book(connection: Connection, written: WrittenPackage, hand_over: HandOver, last_no: int) -> None:
    sealed = written.sealed
    connection.execute(
        OUTGOING.insert().values(
            package_no=hand_over.package_no,
            package_id=sealed.header.package_id,
            made_at=sealed.header.created_at,
            file_name=written.path.name,
            sha256=written.sha256,
            size=written.bytes,
            last_no=last_no,
            changes=sealed.counted.changes,
            head_hash=sealed.counted.last_change,
            state="made",
            counts=json.dumps(hand_over.counts, ensure_ascii=False),
            seen_no=sealed.header.seen.no,
            seen_hash=sealed.header.seen.hash,
        )
    )


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
