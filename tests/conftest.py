"""Fixtures of all tests: a frozen day, an encrypted record in a temporary folder, offices that know each other."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from db.clock import FrozenClock
from db.ids import new_id
from db.store.store import DATABASE, Office, Store
from db.vault import keys
from desktop.words import settle
from tests.cluster import WHY_NOT, Cluster, memory, program, running

_KEY = os.urandom(32)
CLOCK = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def in_general_words() -> Iterator[None]:
    """A test that settles in a place leaves the words of the others as they were."""
    yield
    settle({})


@pytest.fixture(scope="session", autouse=True)
def passphrases_in_no_time() -> Iterator[None]:
    """A passphrase of one pass, which only tests have, is derived with a sixty-fourth of its memory; nothing else."""
    derive = keys._argon2

    def derive_quickly(secret: bytes, salt: bytes, cost: keys.Cost) -> bytes:
        tried = cost.passes == 1 and secret != b"calibration"
        return derive(secret, salt, replace(cost, memory_kib=cost.memory_kib // 64) if tried else cost)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_argon2", derive_quickly)
        yield


@pytest.fixture(scope="session")
def new_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty record, made once; tests work on copies."""
    home = tmp_path_factory.mktemp("new")
    Store.create(home, _KEY, CLOCK, Office("township", "999999101", "青溪镇", "national", new_id(CLOCK))).close()
    return home / DATABASE


@pytest.fixture
def clock() -> FrozenClock:
    """Sunday 22 November 2026, noon in China."""
    return CLOCK


MakeStore = Callable[..., Store]


@pytest.fixture
def make_store(new_record: Path, tmp_path: Path) -> Iterator[MakeStore]:
    """Makes encrypted records, one folder each, and closes them afterwards."""
    made: list[Store] = []

    def make(role: str = "township", code: str = "999999101", name: str = "青溪镇") -> Store:
        home = tmp_path / f"record{len(made)}"
        home.mkdir()
        shutil.copy(new_record, home / DATABASE)
        store = Store.open(home, _KEY, CLOCK)
        store.set_setting("office", vars(Office(role, code, name, "national", new_id(CLOCK))))
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
    with running(memory()) as cluster:
        yield cluster
