"""Pictures travel with the package until the county has confirmed one that held them, and lie sealed there too."""

import hashlib
from pathlib import Path

from db.commands.attachments import attach
from db.commands.families import NewFamily, open_family
from db.store.attachments import Attachments
from db.store.store import Store
from db.sync.county.inbox import import_package
from db.sync.county.returning import write_return
from db.sync.county.transferring import grant_transfer
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.reading import open_package
from db.sync.township.outbox import Exported, export_package
from db.sync.township.receiving import take_return
from db.sync.trust.identity import held_manifest, station_keys
from db.sync.trust.senders import StationTrust
from tests.sync.offices import TOWNSHIPS, World

A, OTHER, PDF = TOWNSHIPS[0][0], TOWNSHIPS[1][0], b"%PDF-1.4 "


def files(store: Store) -> Attachments:
    return Attachments(store.home, hashlib.sha256(str(store.home).encode()).digest())


def put(store: Store, content: bytes) -> str:
    """A paper of the only family."""
    with store.reading() as connection:
        family = connection.exec_driver_sql("SELECT id FROM family").scalar_one()
    digest = files(store).put(content)
    about = {"kind": "hukou", "media_type": "application/pdf", "sha256": digest, "size": len(content)}
    with store.writing() as writing:
        attach(writing, ("family", str(family)), about)
    return digest


def trust_of(store: Store) -> StationTrust:
    manifest, _ = held_manifest(store)
    return StationTrust(store.office.station_id, manifest, bytes.fromhex(store.setting("enrolment")["root"]))


def test_a_picture_goes_along_until_the_county_has_confirmed_it(world: World) -> None:
    store = world.stores[A]
    with store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, ({"name": "周文彬", "relation": "02"},)))
    first = put(store, PDF + b"a" * 500)

    def exported(limits: Limits = LIMITS) -> Exported:
        return export_package(store, world.folder / "out", "test", files=files(store), limits=limits)

    made = exported()
    assert made.written.sealed.counted.attachments == 1
    assert import_package(world.county, made.written.path, apply=False, files=files(world.county)).verdict == "preview"
    assert not files(world.county).has(first), "looking changes nothing"
    assert exported().written.sealed.counted.attachments == 1, "not confirmed: it goes along again"
    assert import_package(world.county, made.written.path, files=files(world.county)).verdict == "imported"
    assert files(world.county).get(first) == PDF + b"a" * 500
    second = put(store, PDF + b"b" * 500)
    world.take(A, world.answer(A))
    again = exported()
    assert again.written.sealed.counted.attachments == 1, "the county has the first one"
    import_package(world.county, again.written.path, files=files(world.county))
    assert files(world.county).get(second) == PDF + b"b" * 500


def test_more_pictures_than_fit_wait_for_the_next_package(world: World) -> None:
    store = world.stores[A]
    with store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, ({"name": "周文彬", "relation": "02"},)))
    digests = [put(store, PDF + bytes([number]) * 40_000) for number in range(3)]
    (store.home / "attachments" / digests[0]).unlink()
    tight = Limits(package=200_000)
    carried = []
    for _ in range(2):
        made = export_package(store, world.folder / "out", "test", files=files(store), limits=tight)
        carried.append(made.written.sealed.counted.attachments)
        import_package(world.county, made.written.path, files=files(world.county))
        world.take(A, world.answer(A))
        put(store, PDF + bytes([9 + len(carried)]) * 40_000)
    assert carried == [2, 1], "one is gone from this computer and keeps nothing up"


def test_the_pictures_of_a_case_go_with_it_to_its_new_township(world: World) -> None:
    """B-37: the return that brings the case brings its files, until one has been taken in; none goes up again."""
    store, other = world.stores[A], world.stores[OTHER]
    with store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, ({"name": "周文彬", "relation": "02"},)))
    digest = put(store, PDF + b"a" * 500)
    made = export_package(store, world.folder / "out", "test", files=files(store))
    import_package(world.county, made.written.path, files=files(world.county))
    with store.reading() as connection:
        family = str(connection.exec_driver_sql("SELECT id FROM family").scalar_one())
    grant_transfer(world.county, family, OTHER, "搬家")

    def answered() -> Path:
        station = other.office.station_id
        (made,) = write_return(world.county, station, world.folder / "back", "test", files(world.county))
        return made.written.path

    lost, came = answered(), answered()
    assert lost != came
    assert take_return(other, came, files=files(other)).verdict == "taken"
    assert files(other).get(digest) == PDF + b"a" * 500
    assert not list((world.folder / "back").glob("*.part"))
    again = export_package(other, world.folder / "out", "test", files=files(other))
    assert again.written.sealed.counted.attachments == 0
    import_package(world.county, again.written.path, files=files(world.county))
    with open_package(answered(), (station_keys(other).identity,), trust_of(other)) as package:
        assert package.sealed.counted.attachments == 0
