"""Two townships and a county: whatever order, repetition or loss, the county ends where the townships are."""

import random
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from db.sync.county.inbox import import_package
from tests.cluster import Cluster
from tests.conftest import CLOCK
from tests.sync.histories import CASTS, DOINGS, MOVING, SELDOM, SEVERAL, History, MakeWorld, history_of, live
from tests.sync.offices import COUNTY, SECOND, TOWNSHIPS, World
from tests.sync.servers import lent

CODES = [code for code, _ in TOWNSHIPS]


@pytest.fixture(scope="module")
def on_server(warm: Path, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeWorld]:
    """Worlds whose county lies on a server."""
    with lent(warm, cluster, tmp_path_factory.mktemp("server"), CLOCK) as make:
        yield make


class Histories(RuleBasedStateMachine):
    """Townships and their county, whatever happens to them; D-25 to D-27, D-29 to D-33, D-36, D-37, D-42 at random.

    The steps and what must hold are those of `tests/sync/histories.py`, where thousands more are run by seed alone.
    """

    offices: ClassVar[Path]
    make: ClassVar[MakeWorld]

    @initialize(cast=st.sampled_from(CASTS), chance=st.randoms(use_true_random=False))
    def begin(self, cast: tuple[str, ...], chance: random.Random) -> None:
        self.world, self.chance = type(self).make(cast=cast), chance
        self.history = History(self.world)

    @rule(what=st.sampled_from(sorted({*DOINGS, *SELDOM})), number=st.integers(0, 99))
    def happens(self, what: str, number: int) -> None:
        self.history.do(what, number)

    @invariant()
    def what_arrived_stays(self) -> None:
        if hasattr(self, "history"):
            assert self.history.oracle.arrived <= self.world.hashes(COUNTY[0])

    def teardown(self) -> None:
        if hasattr(self, "history"):
            try:
                self.history.end(self.chance, partial(World, self.offices, CLOCK, ()))
            finally:
                self.world.close()


def _settings(times: int) -> settings:
    return settings(
        max_examples=times,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


class MovingHistories(Histories):
    """The same, with cases that go from township to township: D-39 at random."""

    @initialize(cast=st.sampled_from(SEVERAL), chance=st.randoms(use_true_random=False))
    def begin(self, cast: tuple[str, ...], chance: random.Random) -> None:
        self.world, self.chance = type(self).make(cast=cast), chance
        self.history = History(self.world)

    @rule(what=st.sampled_from(sorted({*MOVING, *SELDOM})), number=st.integers(0, 99))
    def happens(self, what: str, number: int) -> None:
        self.history.do(what, number)

    @rule(number=st.integers(0, 99))
    def goes(self, number: int) -> None:
        self.history.do("grant", number)


@pytest.mark.parametrize(("kept", "times"), [("file", 5), ("server", 1)])
def test_whatever_happens_to_cases_on_the_move_nothing_is_lost(
    warm: Path, kept: str, times: int, request: pytest.FixtureRequest
) -> None:
    """B-37 to B-39: one owner, late work passed on, grants that outlast the county's own record."""

    class Kept(MovingHistories):
        offices = warm
        make = request.getfixturevalue("on_server") if kept == "server" else partial(World, warm, CLOCK)

    run_state_machine_as_test(Kept, settings=_settings(times))


@pytest.mark.parametrize(("kept", "times"), [("file", 10), ("server", 2)])
def test_whatever_happens_nothing_is_lost_and_nothing_overwritten_silently(
    warm: Path, kept: str, times: int, request: pytest.FixtureRequest
) -> None:
    """And a county on PostgreSQL ends in the very state that a county in a file ends in."""

    class Kept(Histories):
        offices = warm
        make = request.getfixturevalue("on_server") if kept == "server" else partial(World, warm, CLOCK)

    run_state_machine_as_test(Kept, settings=_settings(times))


def test_what_only_a_lost_branch_has_handed_over_is_not_said_to_be_at_the_county(warm: Path) -> None:
    """B-33: the county has confirmed what was written before an unnoticed restore, not what was written after it."""
    steps = [(what, 0) for what in ("edit", "edit", "hand_over", "deliver", "restore")]
    after = [("edit", 2), ("answer", 0), ("take", 0), ("restore_noticed", 0)]
    live(warm, [("edit", 4), *steps, *after], random.Random(0), cast=(TOWNSHIPS[0][0], SECOND))  # noqa: S311 - to repeat, no secret


def test_a_countys_own_word_that_waited_for_review_moves_the_end_of_its_chain(warm: Path) -> None:
    """Found by its seed: granted, put back, and a laptop stood down brings the county's own change as late work."""
    shortest = [("grant", 98), ("travel", 59), ("restore_county", 27), ("travel", 44), ("stand_down", 62)]
    _, chance, lived = history_of(302977)
    lived(warm, shortest, chance, make=partial(World, warm, CLOCK), happened=Counter())


def test_the_same_package_a_second_time_changes_nothing(world: World) -> None:
    """Worked example 16; D-25."""
    world.work(CODES[0])
    world.hand_over(CODES[0])
    first = world.deliver(0)
    before = (world.hashes(COUNTY[0]), world.digest(COUNTY[0], CODES[0]))
    again = [world.deliver(0) for _ in range(3)]
    assert first.verdict == "imported"
    assert first.same_state
    assert {result.verdict for result in again} == {"duplicate"}
    assert "未作任何改动" in again[0].sentence
    assert before == (world.hashes(COUNTY[0]), world.digest(COUNTY[0], CODES[0]))


def test_packages_in_the_order_three_one_two_end_as_in_order(world: World) -> None:
    """D-26; and D-27: the second one could have been lost for ever."""
    for _ in range(3):
        world.work(CODES[0])
        world.work(CODES[0])
        world.hand_over(CODES[0])
    results = [world.deliver(number) for number in (2, 0, 1)]
    assert [result.fresh > 0 for result in results] == [True, False, False]
    assert world.digest(COUNTY[0], CODES[0]) == world.digest(CODES[0], CODES[0])


def test_a_preview_changes_nothing(world: World) -> None:
    world.work(CODES[0])
    world.hand_over(CODES[0])
    before = world.hashes(COUNTY[0])
    preview = import_package(world.county, world.packages[0], apply=False)
    assert (preview.verdict, preview.records_new > 0) == ("preview", True)
    assert world.hashes(COUNTY[0]) == before
    assert world.deliver(0).verdict == "imported"


def test_a_township_cannot_import_another_ones_package(world: World) -> None:
    from db.sync.trust.identity import NotACounty

    world.work(CODES[0])
    world.hand_over(CODES[0])
    with pytest.raises(NotACounty):
        import_package(world.stores[CODES[1]], world.packages[0])


def test_a_laptop_that_is_not_enrolled_makes_no_package(make_store: object, tmp_path: Path) -> None:
    from db.sync.township.outbox import export_package
    from db.sync.trust.identity import NotEnrolled, found_keys

    store = make_store()  # type: ignore[operator] # a fixture's callable
    found_keys(store, CLOCK.now())
    with pytest.raises(NotEnrolled):
        export_package(store, tmp_path / "out", "test")
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True


def test_a_restored_laptop_that_writes_on_loses_neither_history(world: World, template: Path) -> None:
    """D-30, D-31: the same laptop goes on from an older copy; both branches reach the county."""
    import shutil

    from db.store.store import Store
    from tests.sync.offices import KEY

    code = CODES[0]
    world.work(code)
    world.stores[code].close()
    shutil.copytree(world.folder / code, world.folder / "backup")
    world.stores[code] = Store.open(world.folder / code, KEY, CLOCK)
    world.stores[code].sign_in("worker", "operator")
    for _ in range(3):
        world.work(code)
    world.hand_over(code)
    lost_branch = world.hashes(code)
    world.deliver(0)
    world.stores[code].close()
    world.stores[code] = Store.open(world.folder / "backup", KEY, CLOCK)
    world.stores[code].sign_in("worker", "operator")
    for _ in range(2):
        world.work(code)
    world.hand_over(code)
    assert world.deliver(-1).verdict == "imported"
    assert lost_branch | world.hashes(code) <= world.hashes(COUNTY[0])


def test_a_restored_laptop_does_not_write_over_the_package_it_made_before(world: World, template: Path) -> None:
    """The file may be the only place where the changes still are that the restored copy does not have."""
    code = CODES[0]
    world.back_up(code)
    world.work(code)
    world.hand_over(code)
    lost = world.hashes(code)
    world.restore(code)
    world.work(code)
    world.hand_over(code)
    assert world.packages[0] != world.packages[1]
    assert [world.deliver(number).verdict for number in (0, 1)] == ["imported", "imported"]
    assert lost | world.hashes(code) <= world.hashes(COUNTY[0])


def test_what_was_made_and_taken_back_is_not_counted_as_new(world: World) -> None:
    from db.commands.undo import undo_command
    from db.sync.township.pending import pending

    store = world.stores[CODES[0]]
    for _ in range(8):
        world.work(CODES[0])
    with store.reading() as connection:
        before = {name: new for name, new, _ in pending(connection).counts}
        group = str(
            connection.exec_driver_sql(
                "SELECT group_id FROM command WHERE said LIKE '%建档%' ORDER BY no DESC"
            ).scalar()
        )
    undo_command(store, group)
    with store.reading() as connection:
        counts = pending(connection)
    after = {name: new for name, new, _ in counts.counts}
    assert after["family"] == before["family"] - 1
    assert after["person"] == before["person"] - 1
