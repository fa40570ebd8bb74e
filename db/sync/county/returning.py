"""The county answers a laptop: the township's ledger from where that laptop last stood, sealed to it (B-26, B-27).

Being in the returned ledger is the acknowledgement; there is no other. A return that is lost is repaired by the next.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES, SCHEMA
from db.ids import new_id
from db.ledger.change import canonical
from db.ledger.line import from_stored
from db.store.attachments import Attachments
from db.store.audit import write_audit
from db.store.county_ledger import enter_ledger, ledger_head, ledger_holds
from db.store.dialect import ROW_BY_ROW
from db.store.digest import state_digest
from db.store.folding import standings
from db.store.restored import require_confirmed
from db.store.settings import read_setting, write_setting
from db.store.store import Store
from db.store.tables.local import RETURNED
from db.sync.merging.deciding import decisions_lacking
from db.sync.package.differing import digest_list
from db.sync.package.handing_down import TOWNSHIPS, handed_down
from db.sync.package.header import TO_TOWNSHIP, Answer, LedgerPoint, PackageHeader, Party, Share
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.listing import Attachment, LineList, return_file_name
from db.sync.package.purge_lists import purges_for
from db.sync.package.writing import Load, Sealer, WrittenPackage, require_folder, write_package
from db.sync.trust.certificate import TOWNSHIP, Certificate
from db.sync.trust.identity import CountyDesk, NoSuchStation, county_desk, station_keys

MANIFEST_OWED = "manifest_owed"


@dataclass(frozen=True)
class Returned:
    """A return that was made.

    Attributes:
        written: the file, read back and verified.
        package_no: its number.
        station_id, org_code, org_name: for whom.
        answer: what it answers, from where and up to where.
    """

    written: WrittenPackage
    package_no: int
    station_id: str
    org_code: str
    org_name: str
    answer: Answer


def waiting_stations(store: Store) -> tuple[Certificate, ...]:
    """The laptops in force that a return has something to say to.

    They handed in since, their ledger has grown, or the county's keys or the laptops stood down have changed.
    """
    desk = county_desk(store)
    asked = "SELECT base_no, head_no, in_reply_to FROM return_package WHERE station_id = ? ORDER BY package_no DESC"
    found = []
    with store.reading() as connection:
        owed = set(read_setting(connection, MANIFEST_OWED, ()))
        for certificate in in_force(desk):
            last = connection.exec_driver_sql(asked, (certificate.station_id,)).first()
            claim = _claim(connection, certificate.station_id)
            head = ledger_head(connection, certificate.org_code)[0]
            grown = last is None or int(last[1]) != head or (claim is not None and claim.package_id != last[2])
            if (head and grown) or certificate.station_id in owed:
                found.append(certificate)
    return tuple(found)


def write_return(
    store: Store,
    station_id: str,
    folder: Path,
    app_version: str,
    files: Attachments | None = None,
    limits: Limits = LIMITS,
) -> tuple[Returned, ...]:
    """Makes the return for one laptop; several, each going on from the one before, where one would be too large (B-55).

    Args:
        store: the county's open record.
        station_id: the laptop.
        folder: where the file goes; made when it is not there.
        app_version: the program's version, for the header.
        files: the sealed pictures and PDFs kept here; those of cases that came to the township go along (B-37).
        limits: what a laptop takes in.

    Raises:
        NotACounty, NoSuchStation, CopyUnconfirmed: nothing is written.
        DiskFull, PlaceNotWritable, ExportNotVerified: the record is as before, and no file is left but
            those finished before, which count as made.
    """
    require_confirmed(store)
    desk = county_desk(store)
    certificate = next((one for one in in_force(desk) if one.station_id == station_id), None)
    if certificate is None:
        raise NoSuchStation("没有这台电脑的登记，或登记已停用。", next_step="请在“乡镇”页核对。")
    require_folder(folder)
    with store.keeping() as connection:
        enter_own(connection, store, certificate.org_code)
        whole = _answer(connection, certificate)
        cuts = _cuts(connection, certificate.org_code, whole, limits)
    points = [whole.base, *cuts, whole.head]
    made = []
    for no, (base, head) in enumerate(pairwise(points), start=1):
        share = Share(no, len(cuts) + 1, whole.head.no - whole.base.no) if cuts else None
        answer = Answer(whole.in_reply_to, whole.seen_claim_ok, base, head)
        made.append(_write(store, desk, (certificate, answer, share), folder, (app_version, files, limits)))
    return tuple(made)


def _cuts(connection: Connection, org: str, whole: Answer, limits: Limits) -> list[LedgerPoint]:
    """Where one return ends and the next begins, a character reckoned at three bytes; nothing where one holds all."""
    asked = """
        SELECT l.ledger_no, l.entry_hash, coalesce(length(c.header) + 3 * length(c.payload), 0)
          FROM ledger l LEFT JOIN change c ON c.hash = l.change_hash
         WHERE l.org = ? AND l.ledger_no > ? AND l.ledger_no <= ? ORDER BY l.ledger_no
    """
    most = min(limits.returned, limits.part_changes)
    cuts, last, count, weight = list[LedgerPoint](), whole.base, 0, 0
    entries = connection.exec_driver_sql(asked, (org, whole.base.no, whole.head.no), execution_options=ROW_BY_ROW)
    for number, entry_hash, size in entries:
        if count and (count == most or weight + size + ENTRY > limits.part_bytes):
            cuts.append(last)
            count, weight = 0, 0
        last, count, weight = LedgerPoint(int(number), str(entry_hash)), count + 1, weight + int(size) + ENTRY
    return cuts


ENTRY = 512
"""Bytes a ledger entry takes in a return beside header and payload of its change, at most but for a long reason."""


def _write(
    store: Store,
    desk: CountyDesk,
    to: tuple[Certificate, Answer, Share | None],
    folder: Path,
    how: tuple[str, Attachments | None, Limits],
) -> Returned:
    (certificate, answer, share), (app_version, files, limits) = to, how
    station_id, reach = certificate.station_id, (answer.base.no, answer.head.no)
    sealer = Sealer(desk.keys.signing, station_keys(store).identity, manifest=desk.manifest_text)
    with store.keeping() as connection:
        header = replace(_header(connection, store, desk, (certificate, answer), app_version), share=share)
        path, header = _unused(folder, header, store.clock.today().isoformat())
        load = Load(
            changes_between(connection, certificate.org_code, reach, set()),
            attachments=_attachments(connection, certificate.org_code, reach, files),
            lists=_lists(connection, desk, certificate, reach),
            limits=limits,
        )

        def book(written: WrittenPackage) -> None:
            """The record knows of the return before anybody can see the file (B-56)."""
            _book(connection, written, certificate, answer)
            owed = read_setting(connection, MANIFEST_OWED, ())
            write_setting(connection, MANIFEST_OWED, [each for each in owed if each != station_id])
            who = (header.created_at, store.author.author)
            write_audit(connection, who, "return", header.package_id, written.sha256)
            connection.commit()

        written = write_package(path, header, load, sealer, (certificate.recipient,), before_visible=book)
    name, org = certificate.org_name, certificate.org_code
    return Returned(written, header.package_no, certificate.station_id, org, name, answer)


def enter_own(connection: Connection, store: Store, org: str) -> None:
    """Numbers what the county itself wrote into a township's stream and has not entered yet: settled conflicts.

    What it wrote of a case that is another township's by now goes there with the case (B-37). A decision to erase goes
    to every township that held what it erases (B-19).
    """
    asked = """
        SELECT c.hash, c.header, c.payload, c.payload_digest FROM change c
         WHERE c.org = ? AND c.station_id = ?
           AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash AND l.org = c.org) ORDER BY c.no
    """
    rows = connection.exec_driver_sql(asked, (org, store.office.station_id))
    own = [from_stored(*row) for row in rows]
    owners = standings(connection, {(each.record_type, each.record_id) for each in own if each.record_type in ENTITIES})
    own = [each for each in own if each.record_id not in owners or owners[each.record_id].org == org]
    if own:
        enter_ledger(connection, org, "", own, ())
    decided = decisions_lacking(connection, org)
    if decided:
        enter_ledger(connection, org, "", decided, ())


def owe_manifest(connection: Connection, desk: CountyDesk) -> None:
    """Everybody in force is to be told of a new key manifest with the next return."""
    write_setting(connection, MANIFEST_OWED, [one.station_id for one in in_force(desk)])


def in_force(desk: CountyDesk, role: str = TOWNSHIP) -> Iterator[Certificate]:
    """Of each laptop's certificates the newest, unless it was revoked.

    Args:
        desk: the county's.
        role: what they are: townships' laptops, or the offices above (`db.sync.trust.certificate.UPPER`).
    """
    newest = {one.station_id: one for one in sorted(desk.certificates, key=lambda one: one.serial)}
    for one in newest.values():
        if (
            one.role == role
            and one.revoked_after is None
            and desk.manifest.revocation(one.station_id, one.key_id) is None
        ):
            yield one


@dataclass(frozen=True)
class _Claim:
    """What a laptop said last of the ledger it holds; `differs` when its state was then found to be another (B-30)."""

    package_id: str
    point: LedgerPoint
    need_full: bool
    differs: bool


def _claim(connection: Connection, station_id: str) -> _Claim | None:
    asked = "SELECT package_id, seen_no, seen_hash, need_full, result FROM incoming_package WHERE station_id = ?"
    row = connection.exec_driver_sql(f"{asked} ORDER BY no DESC LIMIT 1", (station_id,)).first()
    if row is None:
        return None
    differs = json.loads(row[4]).get("same_state") is False
    return _Claim(str(row[0]), LedgerPoint(int(row[1]), str(row[2])), bool(row[3]), differs)


def _answer(connection: Connection, certificate: Certificate) -> Answer:
    """From where and up to where: from the start when nothing is claimed, the claim is untrue, or all is asked for."""
    org, claim = certificate.org_code, _claim(connection, certificate.station_id)
    head = LedgerPoint(*ledger_head(connection, org))
    if claim is None:
        return Answer("", seen_claim_ok=True, base=LedgerPoint(), head=head)
    true = ledger_holds(connection, org, claim.point.no, claim.point.hash)
    base = claim.point if true and not claim.need_full else LedgerPoint()
    return Answer(claim.package_id, true, base, head)


def _header(
    connection: Connection, store: Store, desk: CountyDesk, to: tuple[Certificate, Answer], app_version: str
) -> PackageHeader:
    certificate, answer = to
    number = connection.exec_driver_sql("SELECT coalesce(max(package_no), 0) + 1 FROM return_package").scalar_one()
    return PackageHeader(
        new_id(store.clock),
        int(number),
        TO_TOWNSHIP,
        Party(desk.keys.county_id, store.office.org_code, store.office.org_name),
        Party(certificate.station_id, certificate.org_code, certificate.org_name),
        store.clock.now().isoformat(timespec="seconds"),
        SCHEMA,
        app_version,
        seen=answer.head,
        state_digest=state_digest(connection, certificate.org_code),
        manifest_version=desk.manifest.version,
        answer=answer,
    )


def _unused(folder: Path, header: PackageHeader, day: str) -> tuple[Path, PackageHeader]:
    """A name no return has yet: a county put back from a backup never writes over an earlier one."""
    number, code = header.package_no, header.recipient.org_code
    while (folder / return_file_name(code, number, day)).exists():
        number += 1
    return folder / return_file_name(code, number, day), replace(header, package_no=number)


ENTRIES = """
    SELECT l.ledger_no, l.change_hash, l.rejected, l.entry_hash,
           coalesce(c.header, r.header), coalesce(c.payload, r.payload), coalesce(c.payload_digest, r.payload_digest)
      FROM ledger l
      LEFT JOIN refused r ON r.hash = l.change_hash AND r.org = l.org
      LEFT JOIN change c ON c.hash = l.change_hash
     WHERE l.org = ? AND l.ledger_no > ? AND l.ledger_no <= ? ORDER BY l.ledger_no
"""


def changes_between(connection: Connection, org: str, reach: tuple[int, int], told: set[str]) -> Iterator[bytes]:
    """The changes in ledger order, refused ones too: a restored laptop may have lost them; each once.

    Args:
        connection: from the store.
        org: the stream.
        reach: the entry after which they begin, and the last one.
        told: hashes of those in the package already; grows.
    """
    entries = connection.exec_driver_sql(ENTRIES, (org, *reach), execution_options=ROW_BY_ROW)
    for _, change_hash, _, _, header, payload, payload_digest in entries:
        if change_hash in told:
            continue
        told.add(change_hash)
        content = f'"payload":{payload}' if payload else f'"payload_digest":"{payload_digest}"'
        yield f'{{"hash":"{change_hash}","header":{header},{content}}}'.encode()


def _attachments(
    connection: Connection, org: str, reach: tuple[int, int], files: Attachments | None
) -> tuple[Attachment, ...]:
    """The files of what this return brings from other townships; lost, they come again with the next one."""
    if files is None:
        return ()
    asked = """
        SELECT DISTINCT a.sha256
          FROM ledger l JOIN change c ON c.hash = l.change_hash JOIN attachment a ON a.id = c.record_id
         WHERE l.org = ? AND l.ledger_no > ? AND l.ledger_no <= ? AND l.rejected = '' AND c.org <> l.org
           AND c.record_type = 'attachment'
           AND a.org = l.org AND a.voided = 0 ORDER BY 1
    """
    found = connection.exec_driver_sql(asked, (org, *reach)).scalars().all()
    return tuple(Attachment(each, partial(files.open, each)) for each in found if files.has(each))


def _lists(connection: Connection, desk: CountyDesk, to: Certificate, reach: tuple[int, int]) -> Iterator[LineList]:
    entries = connection.exec_driver_sql(ENTRIES, (to.org_code, *reach), execution_options=ROW_BY_ROW)
    lines = (
        canonical({"no": no, "change": change, "rejected": rejected, "entry": entry}).encode()
        for no, change, rejected, entry, *_ in entries
    )
    yield LineList("ledger", "县级账本", lines)
    stations = (
        canonical({"station_id": one.station_id, "name": one.org_name, "serial": one.serial}).encode()
        for one in in_force(desk)
        if one.org_code == to.org_code
    )
    yield LineList("stations", "本镇登记的电脑", stations)
    names = {**read_setting(connection, "townships", {}), **{one.org_code: one.org_name for one in in_force(desk)}}
    told = (canonical({"code": code, "name": str(name)}).encode() for code, name in sorted(names.items()))
    yield LineList(TOWNSHIPS, "本县的乡镇", told)
    yield from handed_down(connection, desk.manifest.county_code)
    yield from purges_for(connection, to.org_code)
    claim = _claim(connection, to.station_id)
    if claim is not None and (claim.need_full or claim.differs):
        yield digest_list(connection, to.org_code)


def _book(connection: Connection, written: WrittenPackage, to: Certificate, answer: Answer) -> None:
    header = written.sealed.header
    connection.execute(
        RETURNED.insert().values(
            package_no=header.package_no,
            package_id=header.package_id,
            made_at=header.created_at,
            file_name=written.path.name,
            sha256=written.sha256,
            size=written.bytes,
            org=to.org_code,
            station_id=to.station_id,
            in_reply_to=answer.in_reply_to,
            base_no=answer.base.no,
            head_no=answer.head.no,
        )
    )
