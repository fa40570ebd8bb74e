"""Leaving the register, coming back, and one household that becomes two: the past stays as it was."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.commands.departures import Arrival, Leaving, come_in, leave_register, retype_family
from db.commands.splitting import Split, split_household
from db.commands.undo import undo_command
from db.domain.eligibility import eligibilities
from db.domain.family import Family
from db.domain.statistics import Head, by_type, count
from db.errors import InvalidValue
from db.queries.facts import families_on_file
from db.store.checking import check_record
from db.store.searching import index_faults
from db.store.store import Store
from desktop.profiles import load_profile
from tests.commands.household import Household, a_household

DAY = date(2026, 11, 22)
AWAY = Leaving("", "2026-11-10", "moved", "随亲属落户外县", to_addr="邻县城关镇")
PARTED = Split("", "2026-11-10", "离婚", "柳湾村", "柳湾村 1 组", "40")


@pytest.fixture
def home(store: Store) -> Household:
    made = a_household(store)
    for person in (made.father, made.mother):
        made.put("eligibility", person_id=person, kind="death", status="confirmed", confirmed_on="2020-04-01")
        made.put("agreement", person_id=person, state="signed", since="2026-03-01", until="2027-02-28")
    contact = made.put("contact_person", name="冯月明", level="village", phone="13800000002", active=True)
    made.put("assignment", family_id=made.family, contact_id=contact, post_kind="village", since="2024-01-01")
    return made


@pytest.fixture(autouse=True)
def _record_stays_whole(store: Store) -> Iterator[None]:
    yield
    with store.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []
        assert not index_faults(connection)


def leave(home: Household, **changes: str) -> str:
    with home.store.writing() as writing:
        return leave_register(writing, replace(AWAY, family_id=home.family, **changes)).undo


def everyone(home: Household) -> list[Family]:
    with home.store.reading() as connection:
        return list(families_on_file(connection))


def test_a_move_to_another_county_ends_money_and_posts_and_keeps_what_is_the_persons_own(home: Household) -> None:
    group = leave(home)

    assert home.one("SELECT status, status_on, status_reason FROM family") == (
        "moved_out",
        "2026-11-10",
        "随亲属落户外县",
    )
    assert (
        home.rows("SELECT status, stopped_on, stop_reason FROM eligibility") == [("stopped", "2026-11-10", "moved")] * 2
    )
    assert home.rows("SELECT until FROM assignment") == [("2026-11-09",)]
    assert home.rows("SELECT DISTINCT state FROM agreement") == [("signed",)]
    assert home.one('SELECT kind, "on", reason, from_addr, to_addr FROM change_event') == (
        "moved_out",
        "2026-11-10",
        "随亲属落户外县",
        "上坪村 3 组 12 号",
        "邻县城关镇",
    )
    undo_command(home.store, group)
    assert home.one("SELECT status, status_reason FROM family") == ("active", None)
    assert home.rows("SELECT DISTINCT status FROM eligibility") == [("confirmed",)]
    assert home.rows("SELECT until FROM assignment") == [(None,)]


def test_a_family_that_comes_back_was_away_in_between(home: Household) -> None:
    leave(home, on="2026-06-01")
    back = Arrival(home.family, "2026-10-01", "又迁回来", from_addr="邻县城关镇")
    with home.store.writing() as writing:
        come_in(writing, back)

    facts = home.facts()
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 9, 30), date(2026, 10, 1)]
    assert [facts.active(day) for day in days] == [True, False, False, True]
    assert home.rows("SELECT kind FROM change_event ORDER BY no") == [("moved_out",), ("moved_in",)]


def test_a_new_child_takes_the_family_out_and_a_mistake_brings_it_back(home: Household) -> None:
    leave(home, reason="birth", said="再生育一孩", to_addr="")
    assert home.one("SELECT status FROM family") == ("exited",)
    assert home.one("SELECT kind, reason FROM change_event") == ("exit", "再生育一孩")
    with home.store.writing() as writing:
        come_in(writing, Arrival(home.family, "2026-11-15", "登记错了户", moved=False))
    assert home.one("SELECT status FROM family") == ("active",)


_LEAVINGS: tuple[tuple[dict[str, str], str], ...] = (
    ({"on": "1890-11-20"}, "在 1900 年以前"),
    ({"on": "2026-11-23"}, "在今天之后"),
    ({"on": "2019-12-31"}, "早于建档日期"),
    ({"on": "2020-03-31"}, "早于确认日期"),
    ({"reason": ""}, "没有选原因"),
    ({"to_addr": " "}, "没有写迁到哪里"),
    ({"said": ""}, "没有写原因"),
)


def test_a_leaving_that_cannot_be_writes_nothing(home: Household) -> None:
    for changes, said in _LEAVINGS:
        before = home.rows("SELECT count(*) FROM change")
        with pytest.raises(InvalidValue, match=said):
            leave(home, **changes)
        assert home.rows("SELECT count(*) FROM change") == before


def test_nobody_leaves_twice_or_comes_back_before_leaving(home: Household) -> None:
    with pytest.raises(InvalidValue, match="现在就在册"), home.store.writing() as writing:
        come_in(writing, Arrival(home.family, "2026-11-15", "恢复", moved=False))
    leave(home)
    with pytest.raises(InvalidValue, match="已不在册"):
        leave(home, on="2026-11-12")
    with pytest.raises(InvalidValue, match="不晚于离册的日期"), home.store.writing() as writing:
        come_in(writing, Arrival(home.family, "2026-11-10", "恢复", moved=False))
    with pytest.raises(InvalidValue, match="没有写从哪里迁来"), home.store.writing() as writing:
        come_in(writing, Arrival(home.family, "2026-11-15", "迁回"))


def test_example_4_divorced_parents_are_two_households_one_child_and_two_entitlements(home: Household) -> None:
    with home.store.writing() as writing:
        split_household(writing, replace(PARTED, person_id=home.mother))

    families = everyone(home)
    found = [e for f in families for e in eligibilities(f, load_profile("national"), DAY)]
    assert sorted((e.person_name, e.status) for e in found) == [("何秀兰", "confirmed"), ("周文彬", "confirmed")]
    assert by_type(families, DAY)["death"] == Head(2, 2, 1)
    assert home.rows("SELECT father_id, mother_id FROM child") == [(home.father, home.mother)]
    assert home.rows("SELECT name, relation, marital, marital_since FROM person ORDER BY no") == [
        ("周文彬", "02", "40", "2026-11-10"),
        ("何秀兰", "02", "40", "2026-11-10"),
    ]
    new = next(f for f in families if f.id != home.family)
    assert (new.name, new.village, new.case_type) == ("何秀兰", "柳湾村", "death")


def test_a_split_leaves_the_past_of_the_old_household_as_it_was(home: Household) -> None:
    before = {day: count(everyone(home), day) for day in (date(2026, 5, 1), date(2026, 11, 9))}
    old = home.facts()
    with home.store.writing() as writing:
        group = split_household(writing, replace(PARTED, person_id=home.mother)).undo

    families = everyone(home)
    assert {day: count(families, day) for day in before} == before
    now = home.facts()
    assert [p.name for p in now.members(date(2026, 11, 9))] == ["周文彬", "何秀兰"]
    assert [p.name for p in now.members(date(2026, 11, 10))] == ["周文彬"]
    assert {a.person_id for a in now.agreements} == {home.father, home.mother}
    undo_command(home.store, group)
    assert home.facts() == old
    assert home.rows("SELECT count(*) FROM family WHERE voided = 0") == [(1,)]


def test_when_the_head_leaves_the_other_becomes_head(home: Household) -> None:
    with home.store.writing() as writing:
        split_household(writing, replace(PARTED, person_id=home.father))
    assert home.rows("SELECT name, is_head FROM person ORDER BY no") == [("周文彬", 1), ("何秀兰", 1)]
    assert home.facts().name == "何秀兰"


_SPLITS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"on": "2026-11-23"}, "在今天之后"),
    ({"on": "2019-01-01"}, "早于建档日期"),
    ({"said": ""}, "没有写原因"),
    ({"village": " "}, "没有写村"),
)


def test_a_split_that_cannot_be_writes_nothing(home: Household) -> None:
    for changes, said in _SPLITS:
        before = home.rows("SELECT count(*) FROM change")
        with pytest.raises(InvalidValue, match=said), home.store.writing() as writing:
            split_household(writing, replace(PARTED, person_id=home.mother, **changes))
        assert home.rows("SELECT count(*) FROM change") == before


def test_the_last_one_cannot_be_split_off(home: Household) -> None:
    with home.store.writing() as writing:
        split_household(writing, replace(PARTED, person_id=home.mother))
    with pytest.raises(InvalidValue, match="只有这一位成员"), home.store.writing() as writing:
        split_household(writing, replace(PARTED, person_id=home.father))


def test_a_change_of_kind_is_told_to_the_county(home: Household) -> None:
    with home.store.writing() as writing:
        retype_family(writing, home.family, "2026-11-01", "disability", "原登记有误")
    assert home.one("SELECT kind, reason FROM change_event") == ("retyped", "原登记有误")
    with pytest.raises(InvalidValue, match="没有变"), home.store.writing() as writing:
        retype_family(writing, home.family, "2026-11-01", "disability", "再改")
