"""Two and three laptops write apart from each other: D-35 to D-37 and D-41, through real packages and answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.conflicts import Choice, DisputedRecord, resolve_conflicts
from db.commands.families import edit_record, void_record
from db.commands.undo import undo_command
from db.ledger.fold import VOIDED
from db.queries.casefile import history_of
from db.queries.conflicts import open_answers
from db.store.checks.chain import check_chain
from tests.sync.offices import COUNTY, TOWNSHIPS, World

ONE = TOWNSHIPS[0][0]
TWIN, THIRD = f"{ONE}+", f"{ONE}++"


@pytest.fixture
def world(template: Path, clock: FrozenClock) -> Iterator[World]:
    """One township with one family the county knows, on three laptops."""
    world = World(template, clock)
    world.work(ONE)
    travel(world, ONE)
    world.copy_laptop(ONE)
    world.copy_laptop(TWIN)
    yield from world.lent_out()


def travel(world: World, laptop: str) -> None:
    world.hand_over(laptop)
    world.deliver(-1)
    world.take(laptop, world.answer(laptop))


def family(world: World) -> str:
    with world.county.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family").scalar_one())


def write(world: World, laptop: str, **fields: str) -> None:
    with world.stores[laptop].writing() as writing:
        edit_record(writing, "family", family(world), fields)


def shown(world: World, where: str) -> tuple[object, ...]:
    asked = "SELECT econ, live_addr, remark, voided, disputed, parallel FROM family"
    with world.stores[where].reading() as connection:
        return tuple(connection.exec_driver_sql(asked).one())


def answers(world: World, where: str) -> dict[str, set[object]]:
    found: dict[str, set[object]] = {}
    with world.stores[where].reading() as connection:
        for answer in open_answers(connection):
            found.setdefault(answer.field, set()).add(answer.value)
    return found


def everybody(world: World) -> None:
    """Enough rounds for all to know all."""
    for _ in range(3):
        for laptop in world.laptops():
            if laptop in {ONE, TWIN, THIRD}:
                travel(world, laptop)


def test_different_fields_are_merged_marked_and_no_work_for_anyone(world: World) -> None:
    """D-35."""
    write(world, ONE, econ="低保")
    write(world, TWIN, live_addr="西头 9 号")
    everybody(world)
    for where in (ONE, TWIN, THIRD, COUNTY[0]):
        econ, address, _, voided, disputed, parallel = shown(world, where)
        assert (econ, address, voided, disputed, parallel) == ("低保", "西头 9 号", 0, 0, 1), where
        with world.stores[where].reading() as connection:
            told = history_of(connection, [family(world)])
        assert [(each.kind, each.parallel) for each in told] == [("set", True), ("set", True), ("create", False)], where
    write(world, ONE, remark="后来的")
    with world.stores[ONE].reading() as connection:
        assert not history_of(connection, [family(world)])[0].parallel


def test_what_comes_to_differ_and_what_is_settled_are_counted_apart(world: World) -> None:
    """A file that settles one question and raises another says both: neither count is the difference of two."""
    write(world, ONE, econ="低保")
    write(world, TWIN, econ="靠养老金")
    counted = []
    for laptop in (ONE, TWIN):
        world.hand_over(laptop)
        came = world.deliver(-1)
        counted.append((came.conflicts, came.settled))
        world.take(laptop, world.answer(laptop))
    assert counted == [(0, 0), (1, 0)]
    with world.stores[TWIN].writing() as writing:
        resolve_conflicts(writing, (Choice(DisputedRecord("family", family(world)), "econ", "低保"),), "问过")
    world.hand_over(TWIN)
    came = world.deliver(-1)
    assert (came.conflicts, came.settled) == (0, 1)
    assert "1 条原来不一致的已经定下" in came.sentence
    taken = world.take(ONE, world.answer(ONE))
    assert (taken.conflicts, taken.settled) == (0, 0), "the one laptop hears of question and answer at once"


@pytest.mark.parametrize("order", list(permutations((ONE, TWIN, THIRD)))[::2])
def test_three_answers_to_one_field_are_all_kept_and_one_settling_ends_it_everywhere(
    world: World, order: tuple[str, ...]
) -> None:
    """D-36."""
    for number, laptop in enumerate((ONE, TWIN, THIRD)):
        write(world, laptop, econ=f"第 {number} 种")
    for laptop in order:
        travel(world, laptop)
    everybody(world)
    for where in (*order, COUNTY[0]):
        assert answers(world, where) == {"econ": {"第 0 种", "第 1 种", "第 2 种"}}, where
    with world.stores[TWIN].writing() as writing:
        choice = Choice(DisputedRecord("family", family(world)), "econ", "第 2 种")
        resolve_conflicts(writing, (choice,), "问过")
    everybody(world)
    for where in (*order, COUNTY[0]):
        assert answers(world, where) == {}
        assert shown(world, where)[0] == "第 2 种"
        assert world.digest(where, ONE) == world.digest(COUNTY[0], ONE)


def test_a_settlement_taken_back_is_an_open_question_everywhere(world: World) -> None:
    """B-58: by the laptop that settled it, after everybody had heard; whoever settles it next ends it again."""
    for laptop, value in ((ONE, "低保"), (TWIN, "靠养老金")):
        write(world, laptop, econ=value)
    everybody(world)
    choice = Choice(DisputedRecord("family", family(world)), "econ", "低保")
    with world.stores[TWIN].writing() as writing:
        group = resolve_conflicts(writing, (choice,), "问过").undo
    everybody(world)
    undo_command(world.stores[TWIN], group)
    everybody(world)
    for where in (ONE, TWIN, COUNTY[0]):
        assert answers(world, where) == {"econ": {"低保", "靠养老金"}}, where
        assert world.digest(where, ONE) == world.digest(COUNTY[0], ONE)
    with world.county.writing() as writing:
        resolve_conflicts(writing, (replace(choice, value="靠养老金"),), "县里问过")
    everybody(world)
    for where in (ONE, TWIN, COUNTY[0]):
        assert answers(world, where) == {}
        assert shown(world, where)[0] == "靠养老金"


@pytest.mark.parametrize("first", [ONE, TWIN])
def test_taken_out_here_and_edited_there_asks_a_person_whichever_comes_first(world: World, first: str) -> None:
    """D-37."""
    with world.stores[ONE].writing() as writing:
        void_record(writing, "family", family(world), "录错了")
    write(world, TWIN, econ="低保")
    for laptop in (first, *({ONE, TWIN} - {first})):
        travel(world, laptop)
    everybody(world)
    for where in (ONE, TWIN, COUNTY[0]):
        assert answers(world, where) == {VOIDED: {True, False}}, where
        assert shown(world, where)[3] == 0


def test_clocks_of_1970_and_2099_change_no_order_and_are_shown_to_people(world: World) -> None:
    """D-41: what was written later wins on one laptop, whatever its clock said; the chain's check names the dates."""
    for at in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 6, 1, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)):
        world.stores[ONE].clock = FrozenClock(at)
        write(world, ONE, econ=f"写于 {at.year}")
        travel(world, ONE)
    for where in (ONE, COUNTY[0]):
        assert shown(world, where)[0] == "写于 2026"
        with world.stores[where].reading() as connection:
            notes = check_chain(connection).notes
        assert any("1970-01-01" in note for note in notes), notes
        assert any("2099-06-01" in note for note in notes), notes
