"""The offices of the histories, founded once for all of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.clock import FrozenClock
from tests.cluster import Cluster
from tests.conftest import CLOCK
from tests.sync.histories import found_warm
from tests.sync.offices import World, found
from tests.sync.servers import ServerWorld, moved


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two townships and a county that know each other; worlds are copies."""
    folder = tmp_path_factory.mktemp("offices")
    found(folder, CLOCK)
    return folder


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More laptops, and families they have in common."""
    folder = tmp_path_factory.mktemp("warm")
    found_warm(folder)
    return folder


@pytest.fixture
def world(template: Path, clock: FrozenClock) -> Iterator[World]:
    """The offices of one test; whatever it did, every record in it is whole afterwards."""
    yield from World(template, clock).lent_out()


@pytest.fixture(scope="session")
def on_server(template: Path, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], ServerWorld]:
    """The same offices with the county's record on a PostgreSQL server."""
    return moved(template, cluster, tmp_path_factory.mktemp("server"), CLOCK)
