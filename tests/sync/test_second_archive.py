"""The raw packages lie on another disk as well, in step with the archive, and come back from there (B-35, B-41)."""

import shutil
from pathlib import Path

import pytest

from db.sync.county import second_archive
from db.sync.county.archive import not_in_journal
from db.sync.county.inbox import import_package
from db.sync.county.resealing import reseal_owed
from db.sync.county.second_archive import SameAsFirst, choose_second, fetch_back, keep_in_step
from db.sync.county.second_archive import second_archive as state_of
from db.sync.package import carry
from db.sync.package.reading import open_package
from db.sync.trust.identity import NotACounty, county_desk
from tests.sync.erasures import NAME, travel
from tests.sync.offices import COUNTY, TOWNSHIPS, World
from tests.sync.test_purge import decide_at_county, known_case

ONE = TOWNSHIPS[0][0]


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Another disk."""
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


def names(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*.nxb")}


def here(world: World) -> set[str]:
    return names(world.county.home / "archive")


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.rglob("*.nxb")}


def told(world: World, root: Path) -> list[Path]:
    """The packages under a root that tell of somebody erased."""
    desk = county_desk(world.county)
    found = []
    for path in root.rglob("*.nxb"):
        with open_package(path, desk.keys.identities, desk.trust) as package:
            if NAME.encode() in b"".join(line for _, line in package.lines()):
                found.append(path)
    return found


def test_what_came_before_and_what_comes_after_lies_there_as_well(world: World, disk: Path) -> None:
    travel(world, ONE)
    state = choose_second(world.county, disk)
    assert (state.there, state.kept, state.behind, state.only_there) == (True, 1, 0, 0)
    travel(world, ONE)
    assert state_of(world.county).behind == 1
    assert keep_in_step(world.county).behind == 0
    assert names(disk) == here(world)
    assert [path.name for path in disk.iterdir()] == ["nuanxin-999999"]


def test_a_disk_that_is_not_there_refuses_no_package_and_catches_up(world: World, disk: Path) -> None:
    choose_second(world.county, disk)
    away = disk.rename(disk.with_name("in the drawer"))
    travel(world, ONE)
    state = keep_in_step(world.county)
    assert (state.there, state.behind) == (False, 1)
    away.rename(disk)
    assert keep_in_step(world.county).behind == 0
    assert names(disk) == here(world)


def test_a_disk_that_dies_while_it_is_written_to_leaves_no_half_file(
    world: World, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(world, ONE)
    monkeypatch.setattr(carry, "_digest", lambda path: path.name)
    assert choose_second(world.county, disk).behind == 1
    assert [path for path in disk.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert keep_in_step(world.county).behind == 0


def test_a_disk_pulled_out_while_it_is_looked_at_is_as_good_as_not_there(
    world: World, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(world, ONE)
    choose_second(world.county, disk)

    def dying(*_: object) -> set[Path]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(second_archive, "_left_behind", dying)
    state = keep_in_step(world.county)
    assert (state.there, state.behind) == (False, 1)


def test_a_county_whose_own_disk_is_lost_takes_its_packages_in_again_from_the_other(world: World, disk: Path) -> None:
    """B-35: record and archive are gone, a copy from before the packages and the other disk are left."""
    choose_second(world.county, disk)
    world.back_up(COUNTY[0])
    world.work(ONE)
    world.hand_over(ONE)
    assert world.deliver(-1).verdict == "imported"
    before = world.digest(COUNTY[0], ONE)
    keep_in_step(world.county)
    world.restore(COUNTY[0])
    shutil.rmtree(world.county.home / "archive", ignore_errors=True)
    assert not_in_journal(world.county) == ()
    assert state_of(world.county).only_there == 1
    assert fetch_back(world.county) == 1
    assert fetch_back(world.county) == 0
    (path,) = not_in_journal(world.county)
    assert import_package(world.county, path).verdict == "imported"
    assert world.digest(COUNTY[0], ONE) == before
    assert names(disk) == here(world)


def test_what_is_erased_by_law_is_taken_out_there_as_well(world: World, disk: Path) -> None:
    """B-19: also where the disk was in a drawer that day."""
    case = known_case(world)
    choose_second(world.county, disk)
    assert told(world, disk)
    away = disk.rename(disk.with_name("in the drawer"))
    decide_at_county(world, case)
    assert state_of(world.county).behind > 0
    assert told(world, away)
    away.rename(disk)
    assert keep_in_step(world.county).behind == 0
    assert told(world, disk) == []
    assert names(disk) == here(world)


def test_a_package_that_loses_more_a_second_time_is_exchanged_there_again(world: World, disk: Path) -> None:
    first = known_case(world)
    travel(world, ONE)
    with world.county.reading() as connection:
        others = connection.exec_driver_sql("SELECT id FROM family WHERE id <> ? AND voided = 0", (first,)).scalars()
        second = str(next(iter(others)))
    choose_second(world.county, disk)
    for case in (first, second):
        decide_at_county(world, case)
        assert contents(disk) == contents(world.county.home / "archive")
    assert told(world, disk) == []


def test_what_was_erased_does_not_come_back_from_there(world: World, disk: Path) -> None:
    case = known_case(world)
    choose_second(world.county, disk)
    old = shutil.copytree(disk, disk.with_name("old"))
    decide_at_county(world, case)
    shutil.rmtree(disk)
    old.rename(disk)
    assert fetch_back(world.county) == 0, "old names are known here"
    shutil.rmtree(world.county.home / "archive")
    world.county.set_setting("archive_replaced", [])
    assert fetch_back(world.county) > 0, "the archive was lost with all it knew"
    reseal_owed(world.county)
    assert told(world, world.county.home / "archive") == []
    assert told(world, disk) == []


def test_a_place_in_the_records_own_folder_and_a_township_are_refused(world: World, disk: Path) -> None:
    for folder in (world.county.home, world.county.home / "archive" / "more"):
        with pytest.raises(SameAsFirst):
            choose_second(world.county, folder)
    with pytest.raises(NotACounty):
        choose_second(world.stores[ONE], disk)
    assert state_of(world.county).folder is None
    choose_second(world.county, disk)
    assert choose_second(world.county, None).folder is None
