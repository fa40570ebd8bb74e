"""The plug is pulled (kill -9) at one statement after the other: all of a command or an import is there, or nothing."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from db.commands.families import NewChild, NewFamily, open_family
from db.store.checking import check_record
from db.store.searching import index_faults
from db.store.store import Store
from db.sync.inbox import import_package
from db.sync.outbox import export_package
from tests.conftest import CLOCK
from tests.sync.offices import COUNTY, KEY, TOWNSHIPS, World

A = TOWNSHIPS[0][0]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def opened(home: Path) -> Store:
    store = Store.open(home, KEY, CLOCK)
    store.sign_in("worker", "operator")
    return store


def killed_at(home: Path, statement: int, act: Callable[[Store], object]) -> bool:
    """Runs `act` in another process that kills itself before its n-th statement; True when it was killed."""
    child = os.fork()
    if child == 0:
        try:
            store = opened(home)
            left = [statement]

            def count(*_: object) -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(store.engine, "before_cursor_execute", count)
            event.listen(store.engine, "commit", count)
            act(store)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def add_family(store: Store) -> None:
    person = {"name": "张守田", "relation": "02", "sex": "1"}
    with store.writing() as writing:
        open_family(writing, NewFamily("云岭村", {}, (person,), (NewChild({"state": "dead"}, (0,)),)))


def counts(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []
        assert not index_faults(connection)
        tables = ("change", "family", "person", "child", "command", "audit", "ledger", "incoming_package")
        return {name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()) for name in tables}


def sweep(home: Path, act: Callable[[Store], object], step: int) -> int:
    """Kills at every `step`-th statement until the act gets through; how often it was killed."""
    store = opened(home)
    before, kills = counts(store), 0
    store.close()
    while killed_at(home, 1 + kills * step, act):
        kills += 1
        store = opened(home)
        assert counts(store) == before, f"half-saved before statement {1 + (kills - 1) * step}"
        store.close()
    store = opened(home)
    after = counts(store)
    store.close()
    assert after["change"] > before["change"]
    assert after["audit"] > before["audit"]
    return kills


def test_a_command_cut_off_anywhere_is_there_whole_or_not_at_all(template: Path, tmp_path: Path) -> None:
    """D-08."""
    shutil.copytree(template / A, tmp_path / A)
    assert sweep(tmp_path / A, add_family, 3) > 5


def test_an_import_cut_off_anywhere_is_repeated_as_if_nothing_had_happened(template: Path, tmp_path: Path) -> None:
    """D-45."""
    world = World(template, CLOCK)
    for _ in range(5):
        world.work(A)
    world.hand_over(A)
    township = world.digest(A, A)
    world.county.close()
    home = world.folder / COUNTY[0]
    assert sweep(home, lambda store: import_package(store, world.packages[0]), 9) > 5
    county = opened(home)
    world.stores[COUNTY[0]] = county
    assert world.digest(COUNTY[0], A) == township
    assert world.deliver(0).verdict == "duplicate"
    world.close()


def test_an_export_cut_off_anywhere_loses_no_change(template: Path, tmp_path: Path) -> None:
    """A package booked and never seen is no harm: the next one holds everything again (B-20)."""
    world = World(template, CLOCK)
    for _ in range(3):
        world.work(A)
    world.stores[A].close()
    home, out = world.folder / A, tmp_path / "out"
    statement = 1
    while killed_at(home, statement, lambda store: export_package(store, out, "test")):
        statement += 12
    assert statement > 12
    world.stores[A] = opened(home)
    counts(world.stores[A])
    world.hand_over(A)
    assert world.deliver(-1).same_state
    world.close()
