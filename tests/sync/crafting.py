"""Packages as another program, or a hostile one, would make them: any changes, signed by an enrolled station."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.registry import SCHEMA
from db.ids import new_id
from db.ledger.change import Author, Change, Draft, Moment, Tip, seal_change
from db.ledger.line import from_line, to_line
from db.sync.package.header import TO_COUNTY, PackageHeader, Party
from db.sync.package.limits import LIMITS
from db.sync.package.writing import Load, Sealer, write_package
from db.sync.township.outbox import _header
from db.sync.township.pending import cut
from db.sync.township.report_load import change_lines
from db.sync.trust.certificate import TOWNSHIP, Certificate, write_certificate
from db.sync.trust.enrolment import request_enrolment
from db.sync.trust.identity import county_desk, held_manifest, station_keys
from db.sync.trust.keys import StationKeys, new_identity, new_seed
from tests.sync.offices import World


def open_lines(connection: Connection) -> Iterator[bytes]:
    """The lines of everything that waits at a township."""
    for part in cut(connection, LIMITS)[1]:
        yield from change_lines(connection, part)


def own_changes(world: World, code: str) -> list[Change]:
    """What the township would send now."""
    with world.stores[code].reading() as connection:
        return [from_line(line, number) for number, line in enumerate(open_lines(connection), start=1)]


def package_of(world: World, code: str, changes: Iterable[Change], **header: Any) -> Path:
    """A package with exactly these changes in exactly this order."""
    return package_of_lines(world, code, [to_line(change) for change in changes], **header)


def package_of_lines(world: World, code: str, lines: list[bytes], **header: Any) -> Path:
    """A package with exactly these lines."""
    store = world.stores[code]
    manifest, certificate = held_manifest(store)
    keys = station_keys(store)
    fresh: dict[str, Any] = {"package_id": new_id(world.clock), "package_no": 900}
    with store.reading() as connection:
        made = replace(_header(connection, store, store.office, manifest, "test"), **{**fresh, **header})
    folder = world.folder / "crafted"
    folder.mkdir(exist_ok=True)
    sealer = Sealer(keys.signing, keys.identity, certificate.encode())
    path = folder / f"{new_id(world.clock)}.nxb"
    write_package(path, made, Load(lines, ()), sealer, manifest.recipients())
    return path


class Scribe:
    """Writes changes of one station without a record: sound chains, any content."""

    def __init__(self, org: str, station: str = "station-x", tip: Tip | None = None) -> None:
        self.by = Author(station, "session-x", org, "worker", "operator")
        self.tip = tip or Tip()

    def write(
        self, kind: str, record: tuple[str, str], fields: dict[str, Any], parents: tuple[str, ...] = ()
    ) -> Change:
        draft = Draft(kind, record[0], record[1], fields)  # type: ignore[arg-type] # kinds of the future on purpose
        change = seal_change(draft, parents, self.by, Moment("g", "", 0, "", "2026-11-22T04:00:00+00:00", 1), self.tip)
        self.tip = Tip(change.hash, change.seq)
        return change


def stranger_package(world: World, number: int) -> Path:
    """The first package of one more township, enrolled by this county, without a record of its own: a village in it."""
    code, now = f"999999{number:03}", world.clock.now()
    keys = StationKeys(f"station-{number}", new_seed(), new_identity())
    request = request_enrolment(keys, code, f"第{number}镇", f"nonce-{number}", now)
    # enrolled without the twelve digits, whose making takes a computer some time on purpose
    desk = county_desk(world.county)
    ours = (desk.keys.county_id, number, now.date().isoformat(), request.nonce)
    certificate = Certificate(
        keys.station_id, code, request.org_name, TOWNSHIP, request.public, request.recipient, *ours
    )
    text = write_certificate(certificate, desk.keys.signing)
    world.county.set_setting("certificates", [*world.county.setting("certificates"), text.decode()])
    manifest = desk.manifest
    scribe = Scribe(code, keys.station_id)
    village = scribe.write("create", ("org_unit", f"village-{number}"), {"name": "云岭村", "level": "village"})
    header = PackageHeader(
        new_id(world.clock),
        1,
        TO_COUNTY,
        Party(keys.station_id, code, f"第{number}镇"),
        Party(manifest.county_id, manifest.county_code, manifest.county_name),
        now.isoformat(timespec="seconds"),
        SCHEMA,
        "test",
        manifest_version=manifest.version,
    )
    folder = world.folder / "crafted"
    folder.mkdir(exist_ok=True)
    path = folder / f"{code}.nxb"
    sealer = Sealer(keys.signing, keys.identity, text)
    write_package(path, header, Load([to_line(village)]), sealer, manifest.recipients())
    return path
