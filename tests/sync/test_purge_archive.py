"""The raw archive tells of nobody erased, whether the county still knows what lies in it or not: B-19, B-23, B-35."""

import hashlib
import shutil
from pathlib import Path

import pytest

from db.commands.attachments import attach
from db.commands.families import edit_record
from db.commands.purge_list import PURGE_LIST, apply_purges, keep_purges
from db.store.attachments import Attachments
from db.store.gone import gone_ids
from db.sync.county import resealing, strays
from db.sync.county.inbox import import_package
from db.sync.county.resealing import Resealed, reseal_owed
from db.sync.county.transferring import grant_transfer
from db.sync.package.reading import open_package
from db.sync.township.outbox import export_package
from db.sync.trust.identity import county_desk
from tests.sync.erasures import NAME, archived, nobody_is_found, travel, visit
from tests.sync.offices import COUNTY, KEY, TOWNSHIPS, World
from tests.sync.test_purge import decide_at_county, known_case

ONE, OTHER = (code for code, _ in TOWNSHIPS)
HERE = COUNTY[0]


@pytest.fixture
def case(world: World) -> str:
    return known_case(world)


def put_back_beside_its_archive(world: World, *, with_list: bool = False) -> None:
    """The county's record is put back; the archive lies on another disk and stays."""
    keep_purges(world.county, KEY)
    kept = world.folder / "other-disk"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(archive(world), kept)
    the_list = (world.county.home / PURGE_LIST).read_bytes() if with_list else b""
    world.restore(HERE)
    shutil.rmtree(archive(world), ignore_errors=True)
    shutil.copytree(kept, archive(world))
    if with_list:
        (world.county.home / PURGE_LIST).write_bytes(the_list)


def archive(world: World) -> Path:
    return world.county.home / "archive"


def told_in_the_archive(world: World) -> list[Path]:
    return [path for path, said in archived(world.county) if NAME in said]


def test_the_packages_of_a_township_that_only_read_the_case_are_written_anew_as_well(world: World, case: str) -> None:
    """B-37: the new township has written nothing of it, and its packages show it to people in their tables."""
    grant_transfer(world.county, case, OTHER, "迁走了")
    for _ in range(2):
        travel(world, OTHER)
    assert told_in_the_archive(world)
    decide_at_county(world, case)
    assert not told_in_the_archive(world)


def test_a_package_whose_tables_tell_of_somebody_erased_is_written_anew_when_it_comes(world: World, case: str) -> None:
    """B-35: the county has forgotten that the case went there, and erases it as the former owner's."""
    world.back_up(HERE)
    grant_transfer(world.county, case, OTHER, "迁走了")
    travel(world, OTHER)
    world.restore(HERE)
    decide_at_county(world, case)
    world.hand_over(OTHER)
    assert world.deliver(-1).erased == 0, "its changes say nothing of the case, its tables do"
    assert not told_in_the_archive(world)


def test_a_package_the_county_has_forgotten_is_written_anew_when_what_it_tells_is_erased(
    world: World, case: str
) -> None:
    """B-35: what came after the backup lies in the archive, and nothing at the county says what it is."""
    world.back_up(HERE)
    with world.stores[ONE].writing() as writing:
        edit_record(writing, "family", case, {"remark": f"{NAME}家"})
    travel(world, ONE)
    world.work(OTHER)
    travel(world, OTHER)
    put_back_beside_its_archive(world)
    untold = {path.name: path.read_bytes() for path in archive(world).glob("*/*.nxb")}
    decide_at_county(world, case)
    assert not told_in_the_archive(world)
    left = {path.name for path in archive(world).glob("*/*.nxb") if untold.get(path.name) == path.read_bytes()}
    assert len(left) == 1, "the other township's package tells of nobody and stays as it was sealed"
    for path in sorted(archive(world).glob("*/*.nxb")):
        assert import_package(world.county, path).verdict in {"imported", "duplicate"}
    for _ in range(3):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(HERE, ONE)


def test_what_hangs_on_somebody_erased_and_lies_in_a_forgotten_package_goes_as_well(world: World, case: str) -> None:
    """B-35: a visit and a paper the county does not have any more; the list names them from then on."""
    world.back_up(HERE)
    store, county = world.stores[ONE], world.county
    files = {each: Attachments(each.home, hashlib.sha256(b"k").digest()) for each in (store, county)}
    paper = files[store].put(b"%PDF-1.4 of somebody")
    visit(store, case)
    about = {"kind": "hukou", "media_type": "application/pdf", "sha256": paper, "size": 20}
    with store.writing() as writing:
        attach(writing, ("family", case), about)
    import_package(county, export_package(store, world.folder / "out" / ONE, "test", files=files[store]).written.path)
    put_back_beside_its_archive(world)
    decide_at_county(world, case)
    assert not told_in_the_archive(world)
    desk = county_desk(world.county)
    for path in archive(world).glob("*/*.nxb"):
        with open_package(path, desk.keys.identities, desk.trust) as package:
            assert package.attachments() == ()
    with store.reading() as connection:
        asked = "SELECT id FROM visit WHERE family_id = ? UNION SELECT id FROM attachment WHERE family_id = ?"
        hanging = set(connection.exec_driver_sql(asked, (case, case)).scalars())
    with world.county.reading() as connection:
        assert len(hanging) == 3
        assert hanging <= gone_ids(connection)
    for _ in range(3):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(HERE, ONE)


def test_an_archive_from_before_the_erasure_is_cleared_when_the_record_beside_it_is_opened(world: World) -> None:
    """B-19: the record is put back to before the case, the archive to before the erasure; the list knows of it."""
    world.back_up(HERE)
    case = known_case(world)
    shutil.copytree(archive(world), world.folder / "older")
    decide_at_county(world, case)
    put_back_beside_its_archive(world, with_list=True)
    shutil.rmtree(archive(world))
    shutil.copytree(world.folder / "older", archive(world))
    assert told_in_the_archive(world)
    apply_purges(world.county, KEY)
    reseal_owed(world.county)
    assert not told_in_the_archive(world)


def test_a_forgotten_package_is_cleared_when_a_laptop_brings_the_decision_back(world: World) -> None:
    """B-35: neither record nor list of the county is left, and its archive is from before the erasure."""
    world.back_up(HERE)
    case = known_case(world)
    shutil.copytree(archive(world), world.folder / "older")
    decide_at_county(world, case)
    world.take(ONE, world.answer(ONE))
    world.restore(HERE)
    shutil.copytree(world.folder / "older", archive(world))
    assert told_in_the_archive(world)
    for _ in range(3):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(HERE, ONE)


def test_what_cannot_be_opened_in_the_archive_is_to_be_destroyed_by_a_person(world: World, case: str) -> None:
    """Nobody can say what is in it; what a crash left half copied simply goes."""
    folder = next(archive(world).iterdir())
    strange, half = folder / f"{'a' * 64}.nxb", folder / f"{'b' * 64}.part"
    for path in (strange, half):
        path.write_bytes(b"age-encryption.org/v1\n")
    decide_at_county(world, case)
    assert world.county.setting(resealing.TO_DESTROY) == [strange.name]
    assert (strange.exists(), half.exists()) == (True, False)
    assert resealing.still_to_destroy(world.county) == (strange.name,)
    strange.unlink()
    assert resealing.still_to_destroy(world.county) == (), "whoever has destroyed it is asked no more"


def test_where_nothing_is_erased_the_archive_is_not_even_listed(
    world: World, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However large it is: nobody waits for it at an opening or an import."""
    decide_at_county(world, case)
    looked = list[str]()

    def noted(*_: object) -> tuple[Path, ...]:
        looked.append("listed or opened")
        return ()

    for module, name in ((resealing, "not_in_journal"), (resealing, "open_package"), (strays, "open_package")):
        monkeypatch.setattr(module, name, noted)
    world.take(ONE, world.answer(ONE))
    world.work(ONE)
    travel(world, ONE)
    assert reseal_owed(world.county) == Resealed()
    assert looked == []
