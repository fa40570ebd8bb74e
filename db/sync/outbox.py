"""The township's hand-over: everything the county has not confirmed, in one sealed file (B-20, B-56)."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
from db.sync.differing import DIFFERING, digest_list
from db.sync.header import TO_COUNTY, HighWater, LedgerPoint, PackageHeader, Party, Share
from db.sync.identity import held_manifest, station_keys
from db.sync.limits import LIMITS, Limits
from db.sync.manifest import Manifest
from db.sync.package import Attachment, Cell, LineList, TableDump, TableField, package_file_name
from db.sync.reading import KnownSender, Offered, open_package
from db.sync.writing import Load, Sealer, SlipFacts, WrittenPackage, require_folder, write_package

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
        parts: how many packages it would take.
    """

    changes: int
    fresh: int
    counts: tuple[tuple[str, int, int], ...]
    package_no: int
    parts: int = 1


@dataclass(frozen=True)
class Part:
    """One package's share of a hand-over; nearly always it is the only one.

    Attributes:
        no, of: counted from 1, and how many there are.
        first_no, last_no: log numbers between which its changes lie.
        changes: changes inside, by kind of record; `bytes`: of their lines; `sessions`: the unlocks they come from.
    """

    no: int
    of: int
    first_no: int
    last_no: int
    changes: Mapping[str, int]
    bytes: int
    sessions: tuple[str, ...]


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


def pending(connection: Connection, limits: Limits = LIMITS) -> HandOver:
    """What is waiting to be handed over; cut as `export_package` would cut it."""
    changes = int(connection.exec_driver_sql(_OPEN.format("count(*)")).scalar_one())
    sent = int(connection.exec_driver_sql("SELECT coalesce(max(last_no), 0) FROM outgoing_package").scalar_one())
    fresh = int(connection.exec_driver_sql(f"{_OPEN.format('count(*)')} AND c.no > ?", (sent,)).scalar_one())
    number = int(
        connection.exec_driver_sql("SELECT coalesce(max(package_no), 0) + 1 FROM outgoing_package").scalar_one()
    )
    return HandOver(changes, fresh, tuple(_counts(connection)), number, _how_many(connection, limits, changes))


def _how_many(connection: Connection, limits: Limits, changes: int) -> int:
    """So many packages; cut in thought only where one does not hold it all."""
    weight = int(connection.exec_driver_sql(_OPEN.format(f"coalesce(sum({_SIZE}), 0)"), (_AROUND,)).scalar_one())
    one = changes <= limits.part_changes and weight <= limits.part_bytes
    return 1 if one else len(_cuts(connection, limits))


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
        NotEnrolled, PracticeStays: nothing is written.
        DiskFull, PlaceNotWritable, ExportNotVerified: the record is as before, and no file is left but
            the parts finished before, which count as made.
    """
    manifest, certificate = held_manifest(store)
    keys, office = station_keys(store), store.office
    sealer = Sealer(keys.signing, keys.identity, certificate.encode())
    require_folder(folder)
    written = []
    with store.reading() as connection:
        hand_over = pending(connection, limits)
        parts = list(_parts(connection, limits))
        whole = _header(connection, store, office, manifest, app_version)
        number = hand_over.package_no
        for part in parts:
            number = _unused(store, folder, number)
            header = replace(
                whole,
                package_id=new_id(store.clock),
                package_no=number,
                session_ids=part.sessions,
                share=Share(part.no, part.of, hand_over.changes) if part.of > 1 else None,
            )
            last = part.no == part.of
            pictures = _attachments(connection, office.org_code, files, limits, part) if last else ()
            tables = _tables(connection, office.org_code) if last else ()
            drawn = partial(_drawn, slip, part) if slip is not None else None
            lists = _lists(connection, office.org_code) if last else ()
            load = Load(_lines(connection, part), tables, pictures, lists, drawn, limits)
            path = folder / package_file_name(office.org_code, number, store.clock.today().isoformat())
            book = partial(_book, store, connection, hand_over, (part, pictures))
            written.append(write_package(path, header, load, sealer, manifest.recipients(), before_visible=book))
            number += 1
    return Exported(tuple(written), hand_over)


def _lists(connection: Connection, org: str) -> Iterator[LineList]:
    """Where both sides are known to differ, the county is told of each record, and lists them too (D-43)."""
    if read_setting(connection, DIFFERING) is not None:
        yield digest_list(connection, org)


def _drawn(slip: Callable[[SlipFacts, Part], bytes], part: Part, facts: SlipFacts) -> bytes:
    return slip(facts, part)


def _parts(connection: Connection, limits: Limits) -> Iterator[Part]:
    """What waits, cut in the order of the log: what a change rests on has been written before it."""
    cuts = _cuts(connection, limits)
    # what the county has confirmed may stand behind the last change that waits
    cuts[-1].last = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
    for place, cut in enumerate(cuts, start=1):
        yield Part(place, len(cuts), cut.first, cut.last, cut.kinds, cut.bytes, tuple(sorted(cut.sessions)))


def _cuts(connection: Connection, limits: Limits) -> "list[_Cut]":
    session = "json_extract(c.header, '$.session_id')"
    asked = f"{_OPEN.format(f'c.no, c.record_type, {_SIZE}, {session}')} ORDER BY c.no"
    cuts = [_Cut()]
    for no, record_type, size, session in connection.exec_driver_sql(asked, (_AROUND,)):
        full = cuts[-1].count == limits.part_changes or cuts[-1].bytes + size > limits.part_bytes
        if full and cuts[-1].count:
            cuts.append(_Cut())
        cuts[-1].take(no, record_type, size, session)
    return cuts


@dataclass
class _Cut:
    """A part while it grows."""

    first: int = 0
    last: int = 0
    bytes: int = 0
    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    sessions: set[str] = field(default_factory=set)

    def take(self, no: int, record_type: str, size: int, session: str) -> None:
        self.first, self.last = self.first or no, no
        self.bytes, self.count = self.bytes + size, self.count + 1
        self.kinds[record_type] += 1
        self.sessions.add(session)


_AROUND = len('{"hash":"","header":,"payload_digest":""}\n') + 2 * 64
"""Bytes of a line beside header and payload, at most."""
_SIZE = "length(CAST(c.header AS BLOB)) + length(CAST(c.payload AS BLOB)) + ?"


_NOT_HAD = """
    SELECT a.sha256, a.size FROM attachment a
      JOIN change c ON c.record_id = a.id AND json_extract(c.header, '$.kind') = 'create'
     WHERE (a.voided = 0 OR a.org <> ?)
       AND (c.org = ? OR NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash))
       AND a.sha256 NOT IN (SELECT j.value FROM outgoing_package p, json_each(p.attachments) j
                             WHERE p.head_hash IN (SELECT change_hash FROM ledger))
     ORDER BY a.no
"""
"""Those of a case that has gone are still this laptop's to hand over; those of a case that came, the county has."""


def _attachments(
    connection: Connection, org: str, files: Attachments | None, limits: Limits, part: Part
) -> tuple[Attachment, ...]:
    """Those no confirmed package has carried, the oldest first, as far as half a package holds them (B-20, B-55)."""
    if files is None:
        return ()
    found: dict[str, Attachment] = {}
    room = min(limits.package // 2, limits.package * 9 // 10 - part.bytes)
    for digest, size in connection.exec_driver_sql(_NOT_HAD, (org, org)):
        if digest in found or not files.has(digest):
            continue
        room -= int(size)
        if room < 0:
            break
        found[digest] = Attachment(digest, partial(files.open, digest))
    return tuple(found.values())


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
        (),
        LedgerPoint(seen["no"], seen["hash"]),
        bool(read_setting(connection, "need_full", default=False)),
        state_digest(connection, office.org_code),
        HighWater(tip["hash"], tip["seq"], seen["no"]),
        manifest.version,
    )


def _lines(connection: Connection, part: Part) -> Iterator[bytes]:
    """The changes as they were sealed, straight from the log, without reading their insides."""
    asked = f"{_OPEN.format('c.hash, c.header, c.payload, c.payload_digest')} AND c.no BETWEEN ? AND ? ORDER BY c.no"
    for change_hash, header, payload, payload_digest in connection.exec_driver_sql(
        asked, (part.first_no, part.last_no)
    ):
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
