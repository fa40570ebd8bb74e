"""Search before create: who may be the one being typed, and why."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.families import NewFamily, open_family
from db.commands.opening import Founding
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.alike import TypedPerson, people_alike
from desktop.desk.desk import Desk
from desktop.desk.opening import found_desk

CLOCK = FrozenClock(datetime(2026, 11, 4, 2, 32, tzinfo=UTC))
NUMBER = "999999196403090019"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """张三丰 in 上坪村 with number, birth and telephone; 章三峰 in 柳湾村 without; 吴长庚 in 柳湾村."""
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", "清晨的云落在山岗", new_recovery_code())
    made = found_desk(tmp_path / "record", wish, CLOCK, Cost(64 * 1024, 1, 4))
    whole = {"id_no": NUMBER, "birth_date": "1964-03-09", "phone": "13800000017"}
    for name, village, fields in (("张三丰", "上坪村", whole), ("章三峰", "柳湾村", {}), ("吴长庚", "柳湾村", {})):
        head = {"name": name, "relation": "02", "sex": "1", **fields}
        with made.record.store.writing() as writing:
            open_family(writing, NewFamily(village, {}, (head,)))
    yield made
    made.record.close()


def found(desk: Desk, village: str = "", **typed: str) -> list[tuple[str, str, bool]]:
    return [(each.name, each.reason, each.here) for each in people_alike(desk, (TypedPerson(**typed),), village)]


def test_the_surest_reason_wins_and_comes_first(desk: Desk) -> None:
    assert found(desk, name="张三丰") == [("张三丰", "name", False), ("章三峰", "sound", False)]
    assert found(desk, name="张三丰", birth_date="1964-03-09")[0] == ("张三丰", "birth", False)
    assert found(desk, name="李四", id_no=f"{NUMBER[:6]} {NUMBER[6:]}")[0] == ("张三丰", "number", False)
    assert found(desk, name="李四", phone="138 0000 0017")[0] == ("张三丰", "phone", False)
    assert found(desk, name="张三丰", birth_date="1964-03")[0] == ("张三丰", "name", False)


def test_a_homophone_of_the_same_village_comes_before_one_of_another(desk: Desk) -> None:
    assert found(desk, village="柳湾村", name="张叁峰") == [("章三峰", "sound", True), ("张三丰", "sound", False)]


def test_a_name_that_only_nearly_sounds_the_same_is_shown_for_its_village_alone(desk: Desk) -> None:
    assert found(desk, village="柳湾村", name="吴长根") == [("吴长庚", "near", True)]
    assert found(desk, village="上坪村", name="吴长根") == []


def test_little_typed_asks_for_little(desk: Desk) -> None:
    assert found(desk, name="张", id_no=NUMBER[:10], phone="138") == []
    assert found(desk, name="三丰") == [("张三丰", "part", False)]
