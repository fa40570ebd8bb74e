"""Fixtures of all tests: a frozen day, an encrypted record in a temporary folder, offices that know each other."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from db.clock import FrozenClock
from db.ids import new_id
from db.store.store import Office, Store
from desktop.words import settle
from tests.cluster import WHY_NOT, Cluster, program, running

CLOCK = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def in_general_words() -> Iterator[None]:
    """A test that settles in a place leaves the words of the others as they were."""
    yield
    settle({})


@pytest.fixture
def clock() -> FrozenClock:
    """Sunday 22 November 2026, noon in China."""
    return CLOCK


MakeStore = Callable[..., Store]


@pytest.fixture
def make_store(tmp_path: Path) -> Iterator[MakeStore]:
    """Makes encrypted records, one folder each, and closes them afterwards."""
    made: list[Store] = []

    def make(role: str = "township", code: str = "999999101", name: str = "青溪镇") -> Store:
        home = tmp_path / f"record{len(made)}"
        home.mkdir()
        store = Store.create(home, os.urandom(32), CLOCK, Office(role, code, name, "national", new_id(CLOCK)))
        store.sign_in(f"worker-{len(made)}", "operator")
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """An empty township's record."""
    return make_store()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own."""
    if program("initdb") is None:
        pytest.skip(WHY_NOT)
    with running() as cluster:
        yield cluster
