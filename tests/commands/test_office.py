"""The office's own records: activities with who came, volunteers and their hours, what is shared and cannot just go."""

from typing import Any

import pytest

from db.commands.activities import (
    correct_activity,
    hold_activity,
    note_attendance,
    note_photo_consent,
    take_out_activity,
)
from db.commands.consents import record_consent
from db.commands.families import NewFamily, open_family
from db.commands.office import StillUsed, correct_record, end_record, keep_record, take_out
from db.commands.undo import undo_command
from db.commands.volunteers import (
    correct_volunteer_service,
    end_pairing,
    end_volunteer,
    pair_volunteer,
    record_volunteer_service,
)
from db.errors import InvalidValue
from db.queries.gatherings import ActivityRow, activities, who_came
from db.queries.volunteers import pairings, volunteers
from db.store.store import Store

HEADS = ("张守田", "李秀珍", "王国平")
TEA = {"name": "秋日茶话会", "on": "2026-11-20", "kind": "gathering", "organiser": "镇计生协会"}


def asked(store: Store, sql: str, *values: str) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql, values)]


def write(store: Store, command: Any, *args: Any, **named: Any) -> str:
    with store.writing() as writing:
        return str(command(writing, *args, **named).undo)


@pytest.fixture
def people(store: Store) -> list[str]:
    """The heads of three families."""
    for name in HEADS:
        head = {"name": name, "relation": "02", "sex": "1", "alive": True, "is_head": True}
        write(store, open_family, NewFamily("云岭村", {"opened_on": "2020-01-01"}, (head,)))
    return [str(row[0]) for row in asked(store, "SELECT id FROM person ORDER BY no")]


def family_of(store: Store, person_id: str) -> str:
    return str(asked(store, "SELECT family_id FROM person WHERE id = ?", person_id)[0][0])


def only(store: Store) -> ActivityRow:
    with store.reading() as connection:
        (found,) = activities(connection)
    return found


def test_an_activitys_persons_are_counted_from_its_list_and_a_larger_number_typed_wins(
    store: Store, people: list[str]
) -> None:
    write(store, hold_activity, {**TEA}, [*people[:2], people[0]])
    assert (only(store).came, only(store).families, only(store).persons) == (2, 2, 2)

    write(store, correct_activity, only(store).id, {"headcount": 9})
    assert only(store).persons == 9
    with pytest.raises(InvalidValue, match="到场名单有 2 人") as caught:
        write(store, correct_activity, only(store).id, {"headcount": 1})
    assert caught.value.field == "headcount"


def test_who_came_is_put_right_and_taken_back_as_one_step(store: Store, people: list[str]) -> None:
    write(store, hold_activity, {**TEA, "headcount": 2}, people[:2])
    group = write(store, note_attendance, only(store).id, people[1:] + people[:1])
    assert (only(store).came, only(store).headcount) == (3, 3)

    undo_command(store, group)
    assert (only(store).came, only(store).headcount) == (2, 2)
    write(store, note_attendance, only(store).id, people[:1])
    with store.reading() as connection:
        assert [each.name for each in who_came(connection, only(store).id)] == [HEADS[0]]


def test_nobody_has_come_to_what_is_still_to_come_and_nothing_is_half_saved(store: Store, people: list[str]) -> None:
    with pytest.raises(InvalidValue, match="还没到"):
        write(store, hold_activity, {**TEA, "on": "2026-12-24"}, people[:1])
    assert asked(store, "SELECT count(*) FROM activity") == [(0,)]
    write(store, hold_activity, {**TEA, "on": "2026-12-24"})
    assert only(store).persons == 0


def test_a_photograph_is_agreed_to_by_each_and_never_against_a_refusal(store: Store, people: list[str]) -> None:
    write(store, hold_activity, {**TEA}, people[:2])
    no = {"notice_version": "2026-1", "scope": ["photo"], "on": "2026-11-01", "method": "paper", "refused": True}
    write(store, record_consent, people[0], no)

    write(store, note_photo_consent, only(store).id, people[1:2])
    assert only(store).photos == 1
    with pytest.raises(InvalidValue, match="张守田不同意拍照"):
        write(store, note_photo_consent, only(store).id, people[:2])
    assert (only(store).came, only(store).photos) == (2, 1)


def test_an_activity_goes_with_its_list_and_comes_back_with_it(store: Store, people: list[str]) -> None:
    write(store, hold_activity, {**TEA}, people)
    with pytest.raises(InvalidValue, match="理由"):
        write(store, take_out_activity, only(store).id, " ")
    group = write(store, take_out_activity, only(store).id, "登记重了")
    assert asked(store, "SELECT count(*) FROM attendance WHERE voided = 0") == [(0,)]
    undo_command(store, group)
    assert only(store).came == len(people)


def pair(store: Store, person_id: str, since: str = "2026-01-05", **volunteer: str) -> None:
    fields = {"since": since, "content": "陪聊、代购"}
    write(store, pair_volunteer, family_of(store, person_id), volunteer or {"name": "罗青", "kind": "peer"}, fields)


def test_a_volunteer_of_the_register_is_paired_once_and_not_after_leaving(store: Store, people: list[str]) -> None:
    pair(store, people[0])
    ((volunteer_id,),) = asked(store, "SELECT id FROM volunteer")
    pair(store, people[1], id=volunteer_id)
    with pytest.raises(InvalidValue, match="已经和这户结对"):
        pair(store, people[1], id=volunteer_id)

    write(store, end_volunteer, volunteer_id, "2026-10-31")
    with store.reading() as connection:
        assert {each.until for each in pairings(connection, "2026-11-22")} == {"2026-10-31"}
        assert [each.families for each in volunteers(connection, "2026-01-01", "2026-11-22")] == [0]
    with pytest.raises(InvalidValue, match="已退出"):
        pair(store, people[2], "2026-11-01", id=volunteer_id)


def test_a_family_that_wants_no_volunteer_to_know_of_it_is_not_paired(store: Store, people: list[str]) -> None:
    no = {"notice_version": "2026-1", "scope": ["volunteer"], "on": "2026-01-01", "method": "paper", "refused": True}
    write(store, record_consent, people[0], no)
    with pytest.raises(InvalidValue, match="不同意把信息提供给志愿者"):
        pair(store, people[0])
    assert asked(store, "SELECT count(*) FROM volunteer") == [(0,)]


def test_hours_of_a_service_lie_in_a_day_inside_the_pairing_and_are_corrected_in_one_step(
    store: Store, people: list[str]
) -> None:
    pair(store, people[0])
    family_id, ((pairing_id,),) = family_of(store, people[0]), asked(store, "SELECT id FROM pairing")
    wish = {"pairing_id": pairing_id, "on": "2026-11-20", "minutes": 90, "content": "陪同就医"}
    for wrong, words in (
        ({"on": "2026-12-01"}, "还没到"),
        ({"on": "2026-01-04"}, "不在里面"),
        ({"minutes": 1441}, "24 小时"),
    ):
        with pytest.raises(InvalidValue, match=words):
            write(store, record_volunteer_service, family_id, {**wish, **wrong})
    write(store, record_volunteer_service, family_id, wish)

    ((service_id,),) = asked(store, "SELECT id FROM volunteer_service WHERE voided = 0")
    group = write(store, correct_volunteer_service, service_id, {**wish, "minutes": 120})
    minutes = "SELECT minutes FROM volunteer_service WHERE voided = 0"
    assert asked(store, minutes) == [(120,)]
    undo_command(store, group)
    assert asked(store, minutes) == [(90,)]
    with store.reading() as connection:
        (told,) = pairings(connection, "2026-11-22")
    assert (told.services, told.minutes, told.last_on) == (1, 90, "2026-11-20")

    with pytest.raises(InvalidValue, match="早于起的日期"):
        write(store, end_pairing, pairing_id, "2025-12-31")
    write(store, end_pairing, pairing_id, "2026-11-22")
    assert asked(store, "SELECT until FROM pairing") == [("2026-11-22",)]


def test_what_others_point_at_cannot_be_taken_out_and_what_is_written_once_is_replaced(store: Store) -> None:
    write(store, keep_record, "centre", {"name": "镇暖心家园", "haves": ["place"]}, "已登记")
    ((centre_id,),) = asked(store, "SELECT id FROM centre")
    write(store, hold_activity, {**TEA, "centre_id": centre_id})
    with pytest.raises(StillUsed, match="服务活动 1 条用着"):
        write(store, take_out, "centre", centre_id, "没有了")

    write(store, keep_record, "training", {"topic": "走访", "on": "2026-05-01", "headcount": 20}, "已登记")
    ((training_id,),) = asked(store, "SELECT id FROM training")
    write(store, correct_record, "training", training_id, {"topic": "走访", "on": "2026-05-02"}, "已改")
    assert asked(store, 'SELECT "on", headcount FROM training WHERE voided = 0') == [("2026-05-02", None)]
    for wrong, words in (({"on": "2026-11-23"}, "还没到"), ({"headcount": 3, "village_staff": 4}, "还多")):
        with pytest.raises(InvalidValue, match=words):
            write(store, keep_record, "training", {"topic": "走访", "on": "2026-05-01", **wrong}, "已登记")
    with pytest.raises(InvalidValue, match="已经有“镇暖心家园”"):
        write(store, keep_record, "centre", {"name": "镇暖心家园"}, "已登记")
    with pytest.raises(InvalidValue, match="早于"):
        write(store, keep_record, "partner", {"name": "社", "since": "2026-02-01", "until": "2026-01-01"}, "已登记")
    write(store, keep_record, "partner", {"name": "社", "since": "2026-02-01"}, "已登记")
    ((partner_id,),) = asked(store, "SELECT id FROM partner")
    with pytest.raises(InvalidValue, match="早于"):
        write(store, end_record, "partner", partner_id, "2026-01-01", "已结束")
