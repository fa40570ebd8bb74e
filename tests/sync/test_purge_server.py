"""The same on a county's PostgreSQL server: who is erased there stays erased, also after its database is put back."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from db.commands.purge_list import PURGE_LIST, apply_purges, keep_purges
from db.sync.county.resealing import reseal_owed
from tests.sync.erasures import NAME, everything_said, nobody_is_found, open_case, travel
from tests.sync.offices import COUNTY, KEY, TOWNSHIPS
from tests.sync.servers import ServerWorld
from tests.sync.test_purge import erase
from tests.sync.test_purge import (
    test_a_second_laptop_that_hands_over_before_it_has_heard_brings_nobody_back as late_visit,
)
from tests.sync.test_purge import test_an_old_package_delivered_late_brings_nobody_back as old_package

ONE = TOWNSHIPS[0][0]


@pytest.fixture
def world(on_server: Callable[[], ServerWorld]) -> Iterator[ServerWorld]:
    yield from on_server().lent_out()


@pytest.fixture
def case(world: ServerWorld) -> str:
    world.work(ONE)
    family_id = open_case(world.stores[ONE])
    travel(world, ONE)
    return family_id


def test_an_old_package_brings_nobody_back(world: ServerWorld, case: str) -> None:
    """D-38."""
    old_package(world, case)


@pytest.mark.long
def test_a_visit_written_before_the_laptop_heard_brings_nobody_back(world: ServerWorld, case: str) -> None:
    """D-38."""
    late_visit(world, case)


@pytest.mark.long
def test_a_database_put_back_is_erased_again_when_it_is_opened(world: ServerWorld, case: str) -> None:
    """D-38: the list lies in the county's folder, not on the server."""
    world.back_up(COUNTY[0])
    erase(world, case)
    world.take(ONE, world.answer(ONE))
    keep_purges(world.county, KEY)
    shutil.copy(world.county.home / PURGE_LIST, world.folder / "list")
    world.restore(COUNTY[0])
    shutil.copy(world.folder / "list", world.county.home / PURGE_LIST)
    with world.county.reading() as connection:
        assert NAME in everything_said(connection)
    assert apply_purges(world.county, KEY) > 0
    reseal_owed(world.county)
    for _ in range(3):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)
