"""The plug is pulled while a county hands up, or while the office above takes in: whole or not, a rerun finishes.

A few places in CI; all of them with `pytest -m long tests/sync/test_upper_plug_pulled.py`.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from db.store.store import Store
from db.sync.upper.handing_up import hand_up
from db.sync.upper.taking_up import take_hand_up
from tests.conftest import CLOCK
from tests.sync.test_plug_pulled import killed_at, opened, rows
from tests.sync.uppers import CITY, FIRST, ONE, OTHER, City, found_city

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("above")
    found_city(folder, CLOCK)
    return folder


def worked(above: Path) -> City:
    """Two townships of a county have handed in."""
    city = City(above, CLOCK)
    for org in (ONE, OTHER):
        for _ in range(4):
            city.work(org)
        city.travel(org)
    return city


def close(city: City, name: str) -> Path:
    """Nobody has that record open."""
    city.stores[name].close()
    return city.folder / name


def reopen(city: City, name: str) -> None:
    city.stores[name] = opened(city.folder / name)


def swept(home: Path, act: Callable[[Store], object], check: Callable[[], None], first: int, step: int) -> int:
    """Pulls the plug at every `step`-th place until the act gets through; how often it was pulled."""
    place = first
    while killed_at(home, place, act):
        check()
        place += step
    return (place - first) // step


def taken_in(above: Path, first: int, step: int) -> int:
    """A hand-up being taken in; the record is as before at every place but the last, and then has it all."""
    city = worked(above)
    (path,) = city.up(FIRST)
    home = close(city, CITY[0])
    before = rows(home)

    def nothing() -> None:
        assert rows(home) == before

    cut = swept(home, lambda store: take_hand_up(store, path), nothing, first, step)
    assert rows(home)["incoming_package"] == before["incoming_package"] + 1
    reopen(city, CITY[0])
    assert city.same(FIRST)
    assert city.read(path).verdict == "duplicate"
    city.close()
    return cut


def handed_up(above: Path, first: int, step: int) -> int:
    """A hand-up being written: what can be seen is whole and booked; one booked and not seen is a lost one."""
    city = worked(above)
    station, out = city.city.office.station_id, city.folder / "up" / FIRST
    home = close(city, FIRST)

    def whole_and_booked() -> None:
        store = opened(home)
        with store.reading() as connection:
            booked = set(connection.exec_driver_sql("SELECT file_name FROM return_package").scalars())
        store.close()
        for path in out.glob("*.nxb"):
            assert path.name in booked
            assert take_hand_up(city.city, path, apply=False).verdict in {"preview", "gap", "nothing_new"}

    cut = swept(home, lambda store: hand_up(store, station, out, "test"), whole_and_booked, first, step)
    reopen(city, FIRST)
    newest = max(out.glob("*.nxb"), key=lambda path: path.name)
    if city.read(newest).verdict == "gap":
        (newest,) = city.up(FIRST, whole=True)
        assert city.read(newest).verdict == "taken"
    assert city.same(FIRST)
    city.close()
    return cut


@pytest.mark.parametrize("stage", [taken_in, handed_up])
def test_a_stage_cut_off_is_there_whole_or_not_at_all_and_a_rerun_finishes_it(
    stage: Callable[[Path, int, int], int], above: Path
) -> None:
    assert stage(above, 2, 23) > 1


@pytest.mark.long
@pytest.mark.parametrize("stage", [taken_in, handed_up])
def test_a_stage_may_be_cut_off_at_any_place_at_all(stage: Callable[[Path, int, int], int], above: Path) -> None:
    print(f"{stage.__name__}: cut off at {stage(above, 1, 1)} places")
