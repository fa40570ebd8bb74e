"""The same person enrolled by two townships: a suspicion at the county, settled by an officer: D-40."""

from collections.abc import Callable, Iterator

import pytest

from db.commands.families import NewChild, NewFamily, open_family
from db.commands.undo import undo_command
from db.errors import InvalidValue
from db.queries.duplicates import duplicates, side_of
from db.sync.county.duplicates import NotAlike, Settling, settle_duplicate
from tests.sync.offices import COUNTY, TOWNSHIPS, World

ONE, OTHER = (code for code, _ in TOWNSHIPS)
NUMBER = "999999196403090023"


@pytest.fixture
def served(on_server: Callable[[], World]) -> Iterator[World]:
    yield from on_server().lent_out()


def enrol(world: World, code: str, child: str = "", others: int = 0, **person: str) -> str:
    """A family at a township; its id."""
    head = {"name": "欧阳静姝", "relation": "02", "sex": "2", **person}
    more = tuple({"name": f"何{n}", "relation": "10", "sex": "1"} for n in range(others))
    children = (NewChild({"state": "dead", "name": child}, (0,)),) if child else ()
    with world.stores[code].writing() as writing:
        open_family(writing, NewFamily("青溪村", {}, (head, *more), children))
        asked = "SELECT id FROM family ORDER BY no DESC LIMIT 1"
        return str(writing.connection.exec_driver_sql(asked).scalar_one())


def hand_in(world: World) -> None:
    for code in (ONE, OTHER):
        world.hand_over(code)
        assert world.deliver(-1).verdict == "imported"


def told(world: World) -> None:
    for _ in range(2):
        hand_in(world)
        for code in (ONE, OTHER):
            world.take(code, world.answer(code))
    for code in (ONE, OTHER):
        assert world.digest(code, code) == world.digest(COUNTY[0], code)


def suspected(world: World) -> list[tuple[str, ...]]:
    with world.county.reading() as connection:
        return [tuple(reason for pair in each.pairs for reason in pair.reasons) for each in duplicates(connection)]


def standing(world: World, code: str) -> int:
    with world.stores[code].reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM family WHERE voided = 0").scalar_one())


def same_number_is_a_suspicion(world: World) -> None:
    left = enrol(world, ONE, id_no=NUMBER, birth_date="1964-03-09")
    right = enrol(world, OTHER, id_no=NUMBER, birth_date="1964-03-09")
    enrol(world, OTHER, name="何永福", birth_date="1964-03-09")
    hand_in(world)
    assert suspected(world) == [("number", "birth")]
    with world.county.reading() as connection:
        sides = [side_of(connection, each, "2026-11-22") for each in (left, right)]
    assert [side.org for side in sides if side] == [ONE, OTHER]
    done = settle_duplicate(world.county, Settling(right, left, "void", ONE, "人户都在青溪镇"))
    assert suspected(world) == []
    told(world)
    assert (standing(world, ONE), standing(world, OTHER)) == (1, 1)
    undo_command(world.county, done.undo)
    assert len(suspected(world)) == 1


def test_the_same_number_at_two_townships_is_a_suspicion_and_no_block(world: World) -> None:
    """D-40."""
    same_number_is_a_suspicion(world)


def test_a_county_on_a_server_sees_the_same(served: World) -> None:
    """D-40."""
    same_number_is_a_suspicion(served)


def test_two_people_of_one_name_and_birth_are_asked_about_once(world: World) -> None:
    """D-40: what the officer says is a change in both streams; taken back, the question is there again."""
    left = enrol(world, ONE, birth_date="1964-03-09")
    right = enrol(world, OTHER, id_no=NUMBER, birth_date="1964-03-09")
    hand_in(world)
    assert suspected(world) == [("birth",)]
    with pytest.raises(InvalidValue):
        settle_duplicate(world.county, Settling(left, right, "not_same", "", " "))
    done = settle_duplicate(world.county, Settling(left, right, "not_same", "", "电话问过，是两个人"))
    assert suspected(world) == []
    with pytest.raises(NotAlike):
        settle_duplicate(world.county, Settling(left, right, "not_same", "", "电话问过，是两个人"))
    told(world)
    for code in (ONE, OTHER):
        with world.stores[code].reading() as connection:
            assert connection.exec_driver_sql("SELECT sentence FROM explanation").scalars().all() == [
                "电话问过，是两个人"
            ]
    undo_command(world.county, done.undo)
    assert suspected(world) == [("birth",)]
    told(world)


def test_name_and_child_count_only_where_a_number_is_missing(world: World) -> None:
    enrol(world, ONE, child="欧阳小满")
    enrol(world, OTHER, child="欧阳小满", id_no=NUMBER)
    hand_in(world)
    assert suspected(world) == [("child",)]
    enrol(world, ONE, name="何秀兰", child="何小", id_no="999999196503090022")
    enrol(world, OTHER, name="何秀兰", child="何小", id_no="999999196503090049")
    hand_in(world)
    assert suspected(world) == [("child",)]


def test_nobody_is_suspected_within_one_township_or_once_the_file_is_closed(world: World) -> None:
    enrol(world, ONE, id_no=NUMBER)
    enrol(world, ONE, name="何秀兰", birth_date="1964-03-09")
    enrol(world, ONE, name="何秀兰", birth_date="1964-03-09")
    hand_in(world)
    assert suspected(world) == []


def test_the_other_case_goes_over_where_it_has_the_longer_history(world: World) -> None:
    """D-40, B-39: both files are then at one township, whose own search names the pair."""
    left = enrol(world, ONE, id_no=NUMBER)
    right = enrol(world, OTHER, id_no=NUMBER, others=1)
    hand_in(world)
    with pytest.raises(InvalidValue, match="户主"):
        settle_duplicate(world.county, Settling(left, right, "void", ONE, "人户都在青溪镇"))
    settle_duplicate(world.county, Settling(left, right, "transfer", ONE, "人户都在青溪镇"))
    assert suspected(world) == []
    for _ in range(2):
        hand_in(world)
        for code in (ONE, OTHER):
            world.take(code, world.answer(code))
    assert (standing(world, ONE), standing(world, OTHER)) == (2, 0)
