"""Contact persons: entering, assigning, and leaving with every family handed over in one step that can be undone."""

from typing import Any

import pytest

from db.commands.contacts import NewAssignment, assign_contact, correct_assignment, hand_card, keep_contact
from db.commands.families import NewFamily, open_family
from db.commands.leaving import Leaving, Take, contact_leaves
from db.commands.undo import undo_command
from db.errors import InvalidValue
from db.queries.contacts import contacts_in_office, held_by
from db.store.store import Store

HEADS = ("张守田", "李秀珍", "王国平")


def asked(store: Store, sql: str, *values: str) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql, values)]


def enter(store: Store, name: str, phone: str = "13800000001", **fields: Any) -> str:
    with store.writing() as writing:
        keep_contact(writing, {"name": name, "phone": phone, "level": "township", **fields})
    return str(asked(store, "SELECT id FROM contact_person WHERE name = ?", name)[0][0])


def assign(store: Store, family_id: str, contact_id: str, since: str, post: str = "township", **more: Any) -> None:
    with store.writing() as writing:
        assign_contact(writing, NewAssignment(family_id, post, "", "", since, contact_id=contact_id, **more))


@pytest.fixture
def families(store: Store) -> list[str]:
    """Three families, opened in 2020."""
    for name in HEADS:
        head = {"name": name, "relation": "02", "sex": "1", "alive": True, "is_head": True}
        with store.writing() as writing:
            open_family(writing, NewFamily("云岭村", {"opened_on": "2020-01-01"}, (head,)))
    return [str(row[0]) for row in asked(store, "SELECT id FROM family ORDER BY no")]


@pytest.fixture
def leaver(store: Store, families: list[str]) -> str:
    """何卫国, who holds the township post of all three."""
    contact_id = enter(store, "何卫国")
    for family_id in families:
        assign(store, family_id, contact_id, "2022-01-01")
    return contact_id


def held(store: Store, contact_id: str, day: str = "2026-03-01") -> list[str]:
    sql = "SELECT id FROM assignment WHERE contact_id = ? AND coalesce(until, '9999') >= ? AND voided = 0 ORDER BY no"
    return [str(row[0]) for row in asked(store, sql, contact_id, day)]


def leave(store: Store, contact_id: str, left_on: str, takes: tuple[Take, ...]) -> str:
    with store.writing() as writing:
        return contact_leaves(writing, Leaving(contact_id, left_on, takes)).undo


def standing(store: Store) -> list[tuple[Any, ...]]:
    return asked(
        store,
        "SELECT c.name, a.since, a.until, a.family_informed_on, a.handover_from IS NOT NULL FROM assignment a"
        " JOIN contact_person c ON c.id = a.contact_id WHERE a.voided = 0 ORDER BY a.since, c.name, a.no",
    )


def test_every_family_is_handed_over_in_one_step_and_taken_back_in_one(store: Store, leaver: str) -> None:
    tan, luo = enter(store, "谭志成"), enter(store, "罗青", "13800000009")
    before = standing(store)
    one, two, three = held(store, leaver)
    takes = (Take(one, tan, "2026-03-20"), Take(two, luo, "2026-03-01"), Take(three))

    undo = leave(store, leaver, "2026-03-01", takes)

    assert [row[:3] for row in standing(store)] == [
        *[("何卫国", "2022-01-01", "2026-02-28")] * 3,
        ("罗青", "2026-03-01", None),
        ("谭志成", "2026-03-20", None),
    ]
    assert [row[3:] for row in standing(store)[3:]] == [(None, 1), (None, 1)]  # the family is to be told anew
    assert asked(store, "SELECT active, left_on FROM contact_person WHERE id = ?", leaver) == [(0, "2026-03-01")]
    assert leaver not in {each.id for each in contacts_in_office_of(store)}
    undo_command(store, undo)
    assert standing(store) == before
    assert asked(store, "SELECT active, left_on FROM contact_person WHERE id = ?", leaver) == [(1, None)]


def contacts_in_office_of(store: Store) -> Any:
    with store.reading() as connection:
        return contacts_in_office(connection)


def test_nobody_leaves_before_having_begun_or_hands_over_to_somebody_who_cannot_take(
    store: Store, leaver: str, families: list[str]
) -> None:
    tan, mute = enter(store, "谭志成"), enter(store, "罗青", "13800000009")
    with store.writing() as writing:
        writing.set("contact_person", mute, {"phone": None})
        writing.finish("名册里没有电话")
    ids = held(store, leaver)

    def takes(who: str, since: str) -> tuple[Take, ...]:
        return tuple(Take(each, who, since) for each in ids)

    before = standing(store)
    for left_on, planned, words in (
        ("2021-12-31", takes(tan, "2022-01-01"), "才任"),
        ("2026-03-01", takes(mute, "2026-03-01"), "没有电话"),
        ("2026-03-01", takes(leaver, "2026-03-01"), "离岗的这一位"),
        ("2026-03-01", takes(tan, "2026-02-20"), "同一个岗位会有两个人"),
        ("2026-03-01", takes(tan, "2026-03-01")[:2], "有了变动"),
        ("2026-02-30", takes(tan, "2026-03-01"), "不是一个存在的日期"),
    ):
        with pytest.raises(InvalidValue, match=words):
            leave(store, leaver, left_on, planned)
    with store.writing() as writing:
        clash = {"family_id": families[0], "contact_id": tan, "post_kind": "township", "since": "2026-06-01"}
        writing.create("assignment", clash)
        writing.finish("名册里两个人在同一个岗位")
    with pytest.raises(InvalidValue, match="张守田户：同一个岗位上 谭志成（2026-06-01 起）已经在任"):
        leave(store, leaver, "2026-03-01", takes(enter(store, "田琴", "13800000007"), "2026-03-01"))
    assert [row for row in standing(store) if row[0] == "何卫国"] == before


def test_what_a_contact_holds_is_told_village_by_village(store: Store, leaver: str) -> None:
    from datetime import date

    with store.reading() as connection:
        rows = held_by(connection, leaver, date(2026, 3, 1))

    assert [(row.family_name, row.village, row.post_kind, row.since) for row in rows] == [
        (name, "云岭村", "township", date(2022, 1, 1)) for name in HEADS
    ]


def test_a_contact_person_has_a_name_and_a_telephone_and_is_entered_once(store: Store) -> None:
    enter(store, "谭志成")

    for fields, field in (
        ({"name": " ", "phone": "13800000001"}, "name"),
        ({"name": "罗青", "phone": ""}, "phone"),
        ({"name": "谭志成", "phone": "13800000001"}, "name"),
    ):
        with pytest.raises(InvalidValue) as no, store.writing() as writing:
            keep_contact(writing, {"level": "township", **fields})
        assert no.value.field == field
    assert asked(store, "SELECT count(*) FROM contact_person") == [(1,)]


def test_two_people_never_hold_one_post_on_the_same_day(store: Store, families: list[str], leaver: str) -> None:
    tan = enter(store, "谭志成")
    assign(store, families[0], tan, "2026-03-20")
    (_, first, *_) = asked(store, "SELECT a.contact_id, a.id FROM assignment a WHERE family_id = ?", families[0])[0]

    with pytest.raises(InvalidValue, match="要晚于这一天"):
        assign(store, families[0], enter(store, "罗青", "13800000009"), "2025-01-01")
    with pytest.raises(InvalidValue, match="谭志成（2026-03-20 起）已经在任，日期重叠"), store.writing() as writing:
        correct_assignment(writing, str(first), {"since": "2022-01-01", "until": "2026-04-01"})
    with store.writing() as writing:
        correct_assignment(writing, str(first), {"since": "2022-01-01", "until": "2026-02-28"})
    assert next(row[1:3] for row in standing(store) if row[0] == "何卫国") == ("2022-01-01", "2026-02-28")


def test_a_card_brought_again_tells_of_the_new_contact_and_leaves_the_earlier_day_of_the_old(
    store: Store, families: list[str], leaver: str
) -> None:
    (first,) = [each for each in held(store, leaver) if held_family(store, each) == families[0]]
    with store.writing() as writing:
        hand_card(writing, families[0], {"issued_on": "2022-02-01"}, (first,))
    with store.writing() as writing:
        hand_card(writing, families[0], {"issued_on": "2026-05-01"}, (first,))

    assert asked(store, "SELECT family_informed_on FROM assignment WHERE id = ?", first) == [("2022-02-01",)]
    with pytest.raises(InvalidValue, match="还没有到"), store.writing() as writing:
        hand_card(writing, families[0], {"issued_on": "2026-11-23"}, (first,))


def held_family(store: Store, assignment_id: str) -> str:
    return str(asked(store, "SELECT family_id FROM assignment WHERE id = ?", assignment_id)[0][0])


def test_an_extra_contact_is_replaced_by_name_and_the_others_stay(store: Store, families: list[str]) -> None:
    one, two, new = (enter(store, name, level="other") for name in ("陈静", "田琴", "罗青"))
    assign(store, families[0], one, "2024-01-01", "extra")
    assign(store, families[0], two, "2024-01-01", "extra")
    (first,) = held(store, one)

    assign(store, families[0], new, "2026-03-01", "extra", replaces=first)

    assert [row[:3] for row in standing(store)] == [
        ("田琴", "2024-01-01", None),
        ("陈静", "2024-01-01", "2026-02-28"),
        ("罗青", "2026-03-01", None),
    ]
    with pytest.raises(InvalidValue, match="没有电话"), store.writing() as writing:
        assign_contact(writing, NewAssignment(families[0], "village", "周强", "", "2026-03-01"))
