"""Which families: conditions put together, kept for one worker on one laptop, and the same on the command line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.contacts import NewAssignment, assign_contact
from db.commands.families import NewFamily, open_family
from db.commands.opening import Founding
from db.commands.visits import NewVisit, record_visit
from db.errors import InvalidValue, NotFound
from db.queries.families import contacts_in_office
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.desk import Desk
from desktop.desk.filters import (
    LONGEST_NAME,
    MOST_KEPT,
    FamilyChoice,
    choice_words,
    chosen_ids,
    drop_filter,
    filter_named,
    keep_filter,
    rename_filter,
    saved_filters,
)
from desktop.desk.opening import found_desk, open_desk

CLOCK = FrozenClock(datetime(2026, 11, 4, 2, 32, tzinfo=UTC))
PASSPHRASE = "清晨的云落在山岗"
PEOPLE = (("周文彬", "上坪村", "home"), ("吴长庚", "石桥村", "phone"), ("马𠅤", "石桥村", "quiet"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three families; the first has a village contact and was called on 1 October, the second was not at home."""
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, new_recovery_code())
    made = found_desk(tmp_path / "record", wish, CLOCK, Cost(64 * 1024, 1, 4))
    for name, village, preference in PEOPLE:
        with made.record.store.writing() as writing:
            head = {"name": name, "relation": "02", "sex": "1"}
            open_family(writing, NewFamily(village, {"contact_preference": preference}, (head,)))
    first, second, _ = ids(made)
    with made.record.store.writing() as writing:
        assign_contact(writing, NewAssignment(first, "village", "冯月明", "13900000001", "2026-01-01"))
    for family_id, outcome in ((first, "met"), (second, "absent")):
        fields = {"on": "2026-10-01", "mode": "phone", "category": "daily", "companions": "乙", "others_met": "x"}
        with made.record.store.writing() as writing:
            record_visit(writing, NewVisit(family_id, {**fields, "outcome": outcome}))
    yield made
    made.record.close()


def ids(desk: Desk) -> list[str]:
    with desk.record.store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT id FROM family ORDER BY no").scalars())


def names(desk: Desk, choice: FamilyChoice) -> list[str]:
    known = dict(zip(ids(desk), (name for name, _, _ in PEOPLE), strict=True))
    return sorted(known[family_id] for family_id in chosen_ids(desk, choice))


def contact(desk: Desk) -> str:
    with desk.record.store.reading() as connection:
        return contacts_in_office(connection, "2026-11-04")[0][0]


def test_every_condition_narrows_and_all_must_hold(desk: Desk) -> None:
    assert names(desk, FamilyChoice(village="石桥村")) == ["吴长庚", "马𠅤"]
    assert names(desk, FamilyChoice(village="石桥村", contact_preference="quiet")) == ["马𠅤"]
    assert names(desk, FamilyChoice(contact_id=contact(desk))) == ["周文彬"]
    assert names(desk, FamilyChoice(quiet_days=30)) == ["吴长庚", "周文彬", "马𠅤"]
    assert names(desk, FamilyChoice(quiet_days=60)) == ["吴长庚", "马𠅤"], "somebody was met on 1 October"
    assert names(desk, FamilyChoice(items=(("C1", "miss"), ("C1", "late")))) == ["吴长庚", "周文彬", "马𠅤"]
    assert names(desk, FamilyChoice(items=(("C1", "ok"),))) == []
    assert names(desk, FamilyChoice(search="wzg", gaps=True)) == ["吴长庚"]


def test_conditions_are_said_in_words(desk: Desk) -> None:
    choice = FamilyChoice("周", "上坪村", "death", "focus", "home", contact(desk), 90, (("C3", "soon"),), gaps=True)
    said = choice_words(desk, choice, {contact(desk): "冯月明"})
    told = ("上坪村", "死亡类", "重点", "上门", "家医 将到期", "联系人 冯月明", "90 天没联系", "只看缺口", "周")
    assert said == told


def test_a_filter_is_kept_over_a_restart_renamed_and_dropped(desk: Desk, tmp_path: Path) -> None:
    choice = FamilyChoice(village="石桥村", items=(("C1", "miss"),))
    keep_filter(desk, " 石桥缺双岗 ", choice)
    keep_filter(desk, "另一个", FamilyChoice(gaps=True))
    desk.record.close()
    again = open_desk(tmp_path / "record", PASSPHRASE, CLOCK)
    assert next((each.name, each.choice) for each in saved_filters(again)) == ("石桥缺双岗", choice)
    keep_filter(again, "石桥缺双岗", FamilyChoice(village="上坪村"))
    assert [each.name for each in saved_filters(again)] == ["石桥缺双岗", "另一个"], "the same name keeps its place"
    with pytest.raises(InvalidValue):
        rename_filter(again, "石桥缺双岗", "另一个")
    assert rename_filter(again, "石桥缺双岗", "上坪")[0].name == "上坪"
    assert [each.name for each in drop_filter(again, "上坪")] == ["另一个"]
    with pytest.raises(NotFound) as refused:
        filter_named(again, "上坪")
    assert "另一个" in refused.value.sentence


def test_names_and_their_number_are_bounded(desk: Desk) -> None:
    for name in ("  ", "长" * (LONGEST_NAME + 1)):
        with pytest.raises(InvalidValue):
            keep_filter(desk, name, FamilyChoice())
    for number in range(MOST_KEPT):
        keep_filter(desk, f"筛选{number}", FamilyChoice())
    with pytest.raises(InvalidValue):
        keep_filter(desk, "再一个", FamilyChoice())
    assert len(saved_filters(desk)) == MOST_KEPT


def test_a_kept_filter_is_no_change_and_never_travels(desk: Desk) -> None:
    with desk.record.store.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM change").scalar_one()
    keep_filter(desk, "缺口", FamilyChoice(gaps=True))
    with desk.record.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM change").scalar_one() == before
