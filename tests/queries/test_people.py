"""People are found by whatever a worker has of them: a part of the name, its sound, its letters, a number, a place."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from db.clock import FrozenClock
from db.commands.families import NewFamily, open_family
from db.ids import new_id
from db.queries.people import find_people
from db.store.store import Office, Store

PEOPLE = (
    ("张三丰", "上坪村", "999999196001010012", "13800002647"),
    ("马𠅤", "柳湾村", "", ""),
    ("马斌", "柳湾村", "", ""),
    ("阿依努尔·吐尔逊", "云溪村", "", ""),
    ("王𬭎锋", "云溪村", "", ""),
    ("李〇明", "云溪村", "", ""),
    ("吴长庚", "上坪村", "", ""),
    ("覃桂花", "石桥村", "", ""),
    ("陈㧑", "石桥村", "", "13800000138"),
)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A record with these people, each a household; nothing here writes into it."""
    clock = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))
    office = Office("township", "999999101", "青溪镇", "national", new_id(clock))
    store = Store.create(tmp_path_factory.mktemp("names"), os.urandom(32), clock, office)
    store.sign_in("worker", "operator")
    for number, (name, village, id_no, phone) in enumerate(PEOPLE):
        head = {"name": name, "relation": "02", "sex": "1", "id_no": id_no or None, "phone": phone or None}
        with store.writing() as writing:
            open_family(writing, NewFamily(village, {"case_no": f"02-{number:04d}"}, (head,)))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("typed", "found", "reason"),
    [
        ("章三峰", "张三丰", "sound"),
        ("张三", "张三丰", "name"),
        ("zsf", "张三丰", "letters"),
        ("2647", "张三丰", "number"),
        ("0012", "张三丰", "number"),
        ("上坪 章三峰", "张三丰", "sound"),
        ("章三峰 2647", "张三丰", "sound"),
        ("臧三峰", "张三丰", "near"),
        ("吴长根", "吴长庚", "near"),
        ("马?", "马𠅤", "slip"),
        ("马□", "马𠅤", "slip"),
        ("马𠅤", "马𠅤", "name"),
        ("𠅤", "马𠅤", "name"),
        ("王宠锋", "王𬭎锋", "slip"),
        ("王宏峰", "王𬭎锋", "sound"),
        ("阿依努尔吐尔逊", "阿依努尔·吐尔逊", "name"),
        ("阿依努尔•吐尔逊", "阿依努尔·吐尔逊", "name"),
        ("阿依努尔.吐尔逊", "阿依努尔·吐尔逊", "name"),
        ("吐尔逊", "阿依努尔·吐尔逊", "name"),
        ("阿衣奴儿", "阿依努尔·吐尔逊", "sound"),
        ("ayne", "阿依努尔·吐尔逊", "letters"),
        ("李〇明", "李〇明", "name"),
        ("李○明", "李〇明", "name"),
        ("李0明", "李〇明", "name"),
        ("李零明", "李〇明", "sound"),
        ("张三丰户", "张三丰", "name"),
        ("张三丰家", "张三丰", "name"),
        ("tangh", "覃桂花", "letters"),
        ("qgh", "覃桂花", "letters"),
        ("02-0007", "覃桂花", "case_no"),
        ("陈辉", "陈㧑", "sound"),
    ],
)
def test_the_likeliest_person_and_why(names: Store, typed: str, found: str, reason: str) -> None:
    with names.reading() as connection:
        hits = find_people(connection, typed)
    assert (hits[0].name, hits[0].reason) == (found, reason)


@pytest.mark.parametrize("typed", ["NEAR(张三丰", "*", "%", "_", "?", "某", "□□", "张 AND 丰", "张* OR 马"])
def test_no_sign_is_an_operator_and_marks_alone_find_nobody(names: Store, typed: str) -> None:
    with names.reading() as connection:
        assert find_people(connection, typed) == ()


@pytest.mark.parametrize("typed", ['张"三', "张% 三", "-张三丰", "'张三丰'", "张三丰;--"])
def test_a_stray_sign_is_silent(names: Store, typed: str) -> None:
    with names.reading() as connection:
        assert [hit.name for hit in find_people(connection, typed)] == ["张三丰"]


def test_what_fits_as_written_keeps_guesses_away(names: Store) -> None:
    """A name that is there is not surrounded by names that are not meant."""
    with names.reading() as connection:
        assert [hit.name for hit in find_people(connection, "马斌")] == ["马斌"]


def test_two_characters_with_one_wrong_are_not_guessed(names: Store) -> None:
    with names.reading() as connection:
        assert find_people(connection, "马强") == ()


def test_the_wrong_character_may_be_the_family_name_and_few_are_guessed(store: Store) -> None:
    for name in ("王秀英", "张秀英", "刘秀英", "陈秀英", "杨秀英", "赵秀英", "黄秀英", "李秀梅"):
        with store.writing() as writing:
            open_family(writing, NewFamily("上坪村", {}, ({"name": name, "relation": "02", "sex": "2"},)))
    with store.reading() as connection:
        found = [hit.name for hit in find_people(connection, "李秀英")]
    assert found[0] == "李秀梅"
    assert len(found) == 6
