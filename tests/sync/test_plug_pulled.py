"""The plug is pulled (kill -9) at one place after the other: all of it is there, or nothing, and a rerun finishes.

A place is every statement and commit of the record, every opening, writing, syncing and renaming of a file. A few are
tried in CI; all of them with `pytest -m long tests/sync/test_plug_pulled.py`.
"""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

import pytest
from sqlalchemy import event

from db.commands.families import NewChild, NewFamily, open_family
from db.store.checking import check_record
from db.store.searching import index_faults
from db.store.store import Store
from db.sync.county.inbox import import_package
from db.sync.county.returning import write_return
from db.sync.township.outbox import export_package
from db.sync.township.receiving import take_return
from tests.cluster import Cluster
from tests.conftest import CLOCK
from tests.sync.offices import COUNTY, KEY, TOWNSHIPS, World
from tests.sync.servers import moved

A = TOWNSHIPS[0][0]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
FAULTS_OF_A_TEST_SERVER = frozenset({"integrity"})
"""A check a server on a disk in memory may fail."""


def opened(home: Path) -> Store:
    store = Store.open(home, KEY, CLOCK)
    store.sign_in("worker", "operator")
    return store


class Fuse:
    """Kills its process at the n-th place.

    Args:
        place: counted from 1.
    """

    def __init__(self, place: int) -> None:
        self._left = place

    def burn(self, *_: object) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def lay(self, store: Store) -> None:
        """Along everything that writes; only ever in a process of its own."""
        event.listen(store.engine, "before_cursor_execute", self.burn)
        event.listen(store.engine, "commit", self.burn)
        sync, rename, open_file = os.fsync, Path.replace, Path.open

        def fsync(fd: Any) -> None:
            self.burn()
            sync(fd)

        def replace(path: Path, target: Path) -> Path:
            self.burn()
            return rename(path, target)

        def opening(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
            file = open_file(path, mode, *rest, **more)
            return Burning(file, self) if mode == "wb" else file

        os.fsync = fsync
        Path.replace = replace  # type: ignore[method-assign, assignment] # this process is about to die
        Path.open = opening  # type: ignore[method-assign, assignment] # so is this one


class Burning:
    """A file with the fuse along it: half of what is written may be there when the plug is pulled."""

    def __init__(self, file: IO[Any], fuse: Fuse) -> None:
        self._file, self._fuse = file, fuse

    def write(self, piece: bytes) -> int:
        half = len(piece) // 2
        self._file.write(piece[:half])
        self._file.flush()
        self._fuse.burn()
        self._file.write(piece[half:])
        return len(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def killed_at(home: Path, place: int, act: Callable[[Store], object]) -> bool:
    """Runs `act` in another process that kills itself at a place; False when it got through."""
    child = os.fork()
    if child == 0:
        done = 1
        try:
            store = opened(home)
            Fuse(place).lay(store)
            act(store)
            done = 0
        finally:
            os._exit(done)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it failed instead of being killed"
    return os.WIFSIGNALED(status)


TABLES = ("change", "family", "person", "child", "command", "ledger", "held", "refused", "incoming_package", "setting")


def rows(home: Path) -> dict[str, int]:
    """How much of what can be half-saved there is, in a record that passes all its checks."""
    store = opened(home)
    with store.reading() as connection:
        failed = [check.name for check in check_record(connection) if not check.ok]
        assert set(failed) <= FAULTS_OF_A_TEST_SERVER
        assert not index_faults(connection)
        count = {name: f'SELECT count(*) FROM "{name}"' for name in TABLES}
        found = {name: int(connection.exec_driver_sql(asked).scalar_one()) for name, asked in count.items()}
    store.close()
    return found


@dataclass(frozen=True)
class Stage:
    """One stage of the way a fact travels.

    Attributes:
        home: whose record writes; act: what is cut off.
        cut: what must hold after each cut, given the rows there were before; whole: what must hold at its end.
    """

    home: Path
    act: Callable[[Store], object]
    cut: Callable[[dict[str, int]], None]
    whole: Callable[[dict[str, int]], None]


def sweep(world: World, stage: Stage, first: int, step: int) -> int:
    """Pulls the plug at every `step`-th place from `first` on until the stage gets through; how often it was pulled."""
    before, kills = rows(stage.home), 0
    while killed_at(stage.home, first + kills * step, stage.act):
        kills += 1
        stage.cut(before)
        closed(world)
    stage.whole(before)
    return kills


def closed(world: World) -> World:
    """Nobody else has a record open while the plug is pulled; whoever asks a store again opens it again."""
    for store in world.stores.values():
        store.close()
    return world


@pytest.fixture
def world(template: Path) -> Iterator[World]:
    """A township has written, handed over and been answered once, and has written more."""
    world = World(template, CLOCK)
    yield from prepared(world)


def prepared(world: World) -> Iterator[World]:
    for _ in range(5):
        world.work(A)
    world.hand_over(A)
    world.deliver(-1)
    world.take(A, world.answer(A))
    for _ in range(4):
        world.work(A)
    yield world
    world.close()


def saving(world: World) -> Stage:
    """D-08."""
    home = world.folder / A

    def add_family(store: Store) -> None:
        person = {"name": "张守田", "relation": "02", "sex": "1"}
        with store.writing() as writing:
            open_family(writing, NewFamily("云岭村", {}, (person,), (NewChild({"state": "dead"}, (0,)),)))

    def nothing(before: dict[str, int]) -> None:
        assert rows(home) == before

    def saved(before: dict[str, int]) -> None:
        assert rows(home)["family"] == before["family"] + 1

    closed(world)
    return Stage(home, add_family, nothing, saved)


def exporting(world: World) -> Stage:
    """A package booked and never seen is no harm: the next one holds everything again (B-20, B-56)."""
    home, out = world.folder / A, world.folder / "sticks"

    def nothing(before: dict[str, int]) -> None:
        assert rows(home) == before
        booked_and_whole(world, out)

    def handed_over(before: dict[str, int]) -> None:
        nothing(before)
        world.stores[A] = opened(home)
        world.packages += sorted(out.glob("*.nxb"))[-1:]
        assert world.deliver(-1).same_state

    closed(world)
    return Stage(home, lambda store: export_package(store, out, "test"), nothing, handed_over)


def booked_and_whole(world: World, out: Path) -> None:
    """Whatever can be seen is a whole package, and the township knows that it made it."""
    store = opened(world.folder / A)
    with store.reading() as connection:
        booked = set(connection.exec_driver_sql("SELECT file_name FROM outgoing_package").scalars())
    store.close()
    for path in out.glob("*.nxb"):
        assert path.name in booked
        assert import_package(world.county, path, apply=False).verdict == "preview"


def importing(world: World) -> Stage:
    """D-45."""
    home = world.folder / COUNTY[0]
    world.hand_over(A)
    township = world.digest(A, A)

    def nothing_or_all(before: dict[str, int]) -> None:
        # once it is committed the archive is looked after: then everything is there
        now = rows(home)
        assert now == before or now["incoming_package"] == before["incoming_package"] + 1
        if now != before:
            imported(before)

    def imported(before: dict[str, int]) -> None:
        assert rows(home)["ledger"] > before["ledger"]
        world.stores[COUNTY[0]] = opened(home)
        assert world.digest(COUNTY[0], A) == township
        assert world.deliver(-1).verdict == "duplicate"
        assert not list(home.glob("archive/*/*.part"))

    closed(world)
    return Stage(home, lambda store: import_package(store, world.packages[-1]), nothing_or_all, imported)


def answering(world: World) -> Stage:
    """A return that can be seen is whole and booked; one cut off before is made again with the next number."""
    home, out = world.folder / COUNTY[0], world.folder / "answers"
    world.hand_over(A)
    world.deliver(-1)
    station = world.stores[A].office.station_id

    def nothing(before: dict[str, int]) -> None:
        assert rows(home) == before
        store = opened(home)
        with store.reading() as connection:
            booked = set(connection.exec_driver_sql("SELECT file_name FROM return_package").scalars())
        store.close()
        for path in out.glob("*"):
            assert path.suffix == ".part" or path.name in booked
            assert path.suffix == ".part" or take_return(world.stores[A], path, apply=False).verdict == "preview"

    def answered(before: dict[str, int]) -> None:
        nothing(before)
        newest = max((path for path in out.glob("*") if path.suffix != ".part"), key=lambda path: path.name)
        result = world.take(A, newest)
        assert (result.verdict, result.same_state) == ("taken", True)
        assert not world.open_changes(A)

    closed(world)
    return Stage(home, lambda store: write_return(store, station, out, "test"), nothing, answered)


def receiving(world: World) -> Stage:
    """A return is taken in whole or not at all."""
    home = world.folder / A
    world.hand_over(A)
    world.deliver(-1)
    path, waiting = world.answer(A), world.open_changes(A)

    def nothing(before: dict[str, int]) -> None:
        assert rows(home) == before
        world.stores[A] = opened(home)
        assert world.open_changes(A) == waiting

    def taken(before: dict[str, int]) -> None:
        assert rows(home)["ledger"] == before["ledger"] + len(waiting)
        world.stores[A] = opened(home)
        assert world.open_changes(A) == set()
        assert world.digest(A, A) == world.digest(COUNTY[0], A)
        assert world.take(A, path).verdict == "duplicate"

    closed(world)
    return Stage(home, lambda store: take_return(store, path), nothing, taken)


STAGES = (saving, exporting, importing, answering, receiving)
IN_CI = {"saving": 5, "exporting": 17, "importing": 17, "answering": 17, "receiving": 13}
"""Every how manieth place is tried in CI; they have no divisor in common with the way the code repeats itself."""
names = [stage.__name__ for stage in STAGES]


@pytest.mark.parametrize("make", STAGES, ids=names)
def test_a_stage_cut_off_is_there_whole_or_not_at_all_and_a_rerun_finishes_it(
    world: World, make: Callable[[World], Stage]
) -> None:
    assert sweep(world, make(closed(world)), 2, IN_CI[make.__name__]) > 1


@pytest.mark.long
@pytest.mark.parametrize("make", STAGES, ids=names)
def test_a_stage_may_be_cut_off_at_any_place_at_all(world: World, make: Callable[[World], Stage]) -> None:
    print(f"{make.__name__}: cut off at {sweep(world, make(closed(world)), 1, 1)} places")


@pytest.mark.long
@pytest.mark.parametrize("make", [importing, answering], ids=["importing", "answering"])
def test_so_may_a_stage_of_a_county_on_a_server(
    template: Path, cluster: Cluster, tmp_path: Path, make: Callable[[World], Stage]
) -> None:
    for world in prepared(moved(template, cluster, tmp_path / "server", CLOCK)()):
        print(f"{make.__name__} on a server: cut off at {sweep(world, make(closed(world)), 1, 1)} places")
