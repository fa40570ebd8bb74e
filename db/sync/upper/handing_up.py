"""The county hands its whole ledger up: every stream from where the last hand-up to that office ended, sealed to it.

An upper office only reads, so nothing comes down and nothing is acknowledged: a hand-up that was lost shows there as a
gap, and the next one is made whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.registry import SCHEMA
from db.ids import new_id
from db.store.audit import write_audit
from db.store.county_ledger import ledger_head, ledger_holds
from db.store.dialect import ROW_BY_ROW
from db.store.digest import state_digest
from db.store.gone import purge_list
from db.store.restored import require_confirmed
from db.store.settings import read_setting, write_setting
from db.store.store import Store
from db.store.tables.local import RETURNED
from db.sync.county.returning import ENTRY, changes_between, enter_own, in_force
from db.sync.package.header import TO_UPPER, LedgerPoint, PackageHeader, Party, Share
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.listing import hand_up_file_name
from db.sync.package.purge_lists import purge_lines
from db.sync.package.writing import Load, Sealer, WrittenPackage, write_package
from db.sync.trust.certificate import UPPER, Certificate
from db.sync.trust.identity import CountyDesk, NoSuchStation, county_desk, station_keys
from db.sync.upper.streams import Stream, lists_of

HANDED_UP = "handed_up"
"""Setting of a county: by upper office and stream, number and hash of the entry its last hand-up ended with."""


@dataclass(frozen=True)
class HandedUp:
    """A hand-up that was made, or one part of it.

    Attributes:
        written: the file, read back and verified.
        package_no: its number.
        station_id, org_code, org_name: for whom.
        streams: what it brings of each.
        part, parts: which part it is, of how many.
    """

    written: WrittenPackage
    package_no: int
    station_id: str
    org_code: str
    org_name: str
    streams: tuple[Stream, ...]
    part: int = 1
    parts: int = 1

    @property
    def entries(self) -> int:
        """Ledger entries inside."""
        return sum(each.head.no - each.base.no for each in self.streams)


@dataclass(frozen=True)
class UpperOffice:
    """An upper office the county hands up to.

    Attributes:
        certificate: the county's word for its keys.
        handed_at, package_no: of the last hand-up, "" and 0 before the first.
        waiting: ledger entries made since.
    """

    certificate: Certificate
    handed_at: str
    package_no: int
    waiting: int


def upper_offices(store: Store) -> tuple[UpperOffice, ...]:
    """The upper offices in force, in the order in which they were enrolled.

    Raises:
        NotACounty: this is no county's record.
    """
    desk = county_desk(store)
    asked = "SELECT made_at, package_no FROM return_package WHERE station_id = ? ORDER BY package_no DESC LIMIT 1"
    found = []
    with store.reading() as connection:
        entries = int(connection.exec_driver_sql("SELECT count(*) FROM ledger").scalar_one())
        entries += int(connection.exec_driver_sql(_UNENTERED, (store.office.station_id,)).scalar_one())
        for one in sorted(in_force(desk, UPPER), key=lambda each: each.serial):
            last = connection.exec_driver_sql(asked, (one.station_id,)).first()
            told = sum(point.no for point in _bases(connection, one.station_id).values())
            found.append(UpperOffice(one, str(last[0]) if last else "", int(last[1]) if last else 0, entries - told))
    return tuple(found)


_UNENTERED = """
    SELECT count(*) FROM change c WHERE c.station_id = ?
       AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)
"""


def hand_up(
    store: Store, station_id: str, folder: Path, app_version: str, *, whole: bool = False, limits: Limits = LIMITS
) -> tuple[HandedUp, ...]:
    """Makes the hand-up for one upper office; several files, in parts, where one would be too large (B-55).

    Args:
        store: the county's open record.
        station_id: the upper office.
        folder: where the files go; made when it is not there.
        app_version: the program's version, for the header.
        whole: from the beginning: a hand-up was lost, or the office has a new record.
        limits: what an upper office takes in at once.

    Raises:
        NotACounty, NoSuchStation, CopyUnconfirmed: nothing is written.
        DiskFull, ExportNotVerified: no file is left but the parts finished before, which count as made.
    """
    require_confirmed(store)
    desk = county_desk(store)
    certificate = next((one for one in in_force(desk, UPPER) if one.station_id == station_id), None)
    if certificate is None:
        raise NoSuchStation("没有这个上级单位的登记，或登记已停用。", next_step="请在“乡镇”页核对。")
    folder.mkdir(parents=True, exist_ok=True)
    with store.keeping() as connection:
        _enter_own(connection, store)
        parts = list(_parts(connection, _streams(connection, store, station_id, whole=whole), limits))
    total = sum(each.ends.no - each.base.no for each in parts[0])
    made = []
    for no, streams in enumerate(parts, start=1):
        share = Share(no, len(parts), total) if len(parts) > 1 else None
        made.append(_write(store, desk, (certificate, streams, share), folder, (app_version, limits)))
    return tuple(made)


def _enter_own(connection: Connection, store: Store) -> None:
    """Whatever the county itself wrote or decided gets its number, its own lists in a stream of the county's code."""
    asked = "SELECT org FROM change WHERE station_id = ? UNION SELECT org FROM ledger ORDER BY org"
    for org in connection.exec_driver_sql(asked, (store.office.station_id,)).scalars().all():
        enter_own(connection, store, str(org))


def _streams(connection: Connection, store: Store, station_id: str, *, whole: bool) -> list[Stream]:
    """Every stream, the county's own first: what townships' records point at is there before them."""
    own, names = store.office.org_code, read_setting(connection, "townships", {})
    bases = {} if whole else _bases(connection, station_id)
    orgs = connection.exec_driver_sql("SELECT DISTINCT org FROM ledger").scalars().all()
    found = []
    for org in sorted(map(str, orgs), key=lambda each: (each != own, each)):
        name = store.office.org_name if org == own else str(names.get(org, org))
        base, ends = bases.get(org, LedgerPoint()), LedgerPoint(*ledger_head(connection, org))
        if not ledger_holds(connection, org, base.no, base.hash):
            base = LedgerPoint()
        found.append(Stream(org, name, base, base, ends, state_digest(connection, org)))
    return found


def _bases(connection: Connection, station_id: str) -> dict[str, LedgerPoint]:
    kept = read_setting(connection, HANDED_UP, {}).get(station_id, {})
    return {org: LedgerPoint(int(no), str(entry)) for org, (no, entry) in kept.items()}


def _parts(connection: Connection, streams: list[Stream], limits: Limits) -> Iterator[tuple[Stream, ...]]:
    """The streams as each part brings them: one after the other, cut where a part is full (as returns are)."""
    most = min(limits.returned, limits.part_changes)
    count = weight = 0
    for at, stream in enumerate(streams):
        entries = connection.exec_driver_sql(_SIZES, (stream.org, stream.base.no), execution_options=ROW_BY_ROW)
        for number, entry_hash, size in entries:
            if count and (count == most or weight + size + ENTRY > limits.part_bytes):
                yield tuple(streams)
                streams[: at + 1] = [replace(each, base=each.head) for each in streams[: at + 1]]
                count = weight = 0
            streams[at] = replace(streams[at], head=LedgerPoint(int(number), str(entry_hash)))
            count, weight = count + 1, weight + int(size) + ENTRY
    yield tuple(streams)


_SIZES = """
    SELECT l.ledger_no, l.entry_hash, coalesce(length(c.header) + 3 * length(c.payload), 0)
      FROM ledger l LEFT JOIN change c ON c.hash = l.change_hash
     WHERE l.org = ? AND l.ledger_no > ? ORDER BY l.ledger_no
"""


def _write(
    store: Store,
    desk: CountyDesk,
    to: tuple[Certificate, tuple[Stream, ...], Share | None],
    folder: Path,
    how: tuple[str, Limits],
) -> HandedUp:
    (certificate, streams, share), (app_version, limits) = to, how
    sealer = Sealer(desk.keys.signing, station_keys(store).identity, manifest=desk.manifest_text)
    with store.keeping() as connection:
        header = replace(_header(connection, store, desk, certificate, app_version), share=share)
        path, header = _unused(folder, header, store.clock.today().isoformat())
        load = Load(_lines(connection, streams), lists=_lists(connection, streams), limits=limits)

        def book(written: WrittenPackage) -> None:
            """The record knows of the hand-up before anybody can see the file (B-56)."""
            _book(connection, written, certificate, streams)
            who = (header.created_at, store.author.author)
            write_audit(connection, who, "hand_up", header.package_id, written.sha256)
            connection.commit()

        written = write_package(path, header, load, sealer, (certificate.recipient,), before_visible=book)
    part, parts = (share.no, share.of) if share else (1, 1)
    to_whom = (certificate.station_id, certificate.org_code, certificate.org_name)
    return HandedUp(written, header.package_no, *to_whom, streams, part, parts)


def _header(connection: Connection, store: Store, desk: CountyDesk, to: Certificate, app_version: str) -> PackageHeader:
    number = connection.exec_driver_sql("SELECT coalesce(max(package_no), 0) + 1 FROM return_package").scalar_one()
    return PackageHeader(
        new_id(store.clock),
        int(number),
        TO_UPPER,
        Party(desk.keys.county_id, store.office.org_code, store.office.org_name),
        Party(to.station_id, to.org_code, to.org_name),
        store.clock.now().isoformat(timespec="seconds"),
        SCHEMA,
        app_version,
        manifest_version=desk.manifest.version,
    )


def _unused(folder: Path, header: PackageHeader, day: str) -> tuple[Path, PackageHeader]:
    """A name no hand-up has yet: a county put back from a backup never writes over an earlier one."""
    number, code = header.package_no, header.sender.org_code
    while (folder / hand_up_file_name(code, number, day)).exists():
        number += 1
    return folder / hand_up_file_name(code, number, day), replace(header, package_no=number)


def _lines(connection: Connection, streams: tuple[Stream, ...]) -> Iterator[bytes]:
    """The changes, stream by stream; one that stands in two streams once."""
    told: set[str] = set()
    for each in streams:
        yield from changes_between(connection, each.org, (each.base.no, each.head.no), told)


def _lists(connection: Connection, streams: tuple[Stream, ...]) -> Iterator[Any]:
    yield from lists_of(connection, streams)
    yield from purge_lines(purge_list(connection))


def _book(connection: Connection, written: WrittenPackage, to: Certificate, streams: tuple[Stream, ...]) -> None:
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
            in_reply_to="",
            base_no=sum(each.base.no for each in streams),
            head_no=sum(each.head.no for each in streams),
        )
    )
    kept = read_setting(connection, HANDED_UP, {})
    heads = {each.org: [each.head.no, each.head.hash] for each in streams}
    write_setting(connection, HANDED_UP, {**kept, to.station_id: heads})
