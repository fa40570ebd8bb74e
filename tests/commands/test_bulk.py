"""One change for many families: never what a single command would refuse, all or nothing, and taken back as one."""

from collections.abc import Mapping
from typing import Any

import pytest

from db.commands.bulk import KINDS, BulkChange, BulkPlan, PlanOutdated, apply_bulk, plan_bulk
from db.commands.contacts import NewAssignment, assign_contact
from db.commands.departures import Leaving, leave_register
from db.commands.families import NewFamily, edit_record, open_family
from db.commands.undo import undo_command
from db.errors import InvalidValue
from db.queries.facts import family_on_file
from db.store.store import Store

NAMES = ("周文彬", "吴长庚", "马𠅤", "何秀兰")


@pytest.fixture
def families(store: Store) -> list[str]:
    """Four families: at home, by telephone, rather not disturbed, and one that has left the register."""
    for name, wish in zip(NAMES, ("home", "phone", "quiet", "home"), strict=True):
        people = (
            {"name": name, "relation": "02", "sex": "1"},
            {"name": f"{name[0]}氏", "relation": "10", "sex": "2", "away_since": "2026-01-01"},
        )
        opened = {"contact_preference": wish, "opened_on": "2020-01-01"}
        with store.writing() as writing:
            open_family(writing, NewFamily("上坪村", opened, people))
    ids = rows(store, "SELECT id FROM family ORDER BY no")
    with store.writing() as writing:
        leave_register(writing, Leaving(ids[3][0], "2026-06-01", "mistake", "误报"))
    return [row[0] for row in ids]


def rows(store: Store, sql: str) -> list[Any]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def plan(store: Store, ids: list[str], kind: str, **fields: object) -> BulkPlan:
    with store.writing() as writing:
        return plan_bulk(writing, ids, BulkChange(kind, fields))


def done(store: Store, plan_: BulkPlan) -> str:
    with store.writing() as writing:
        return apply_bulk(writing, plan_).undo


def verdicts(plan_: BulkPlan) -> dict[str, tuple[str, str]]:
    return {line.name: (line.verdict, line.why) for line in plan_.lines}


GREETING: Mapping[str, object] = {
    "festival": "mid_autumn",
    "on": "2026-09-20",
    "mode": "home",
    "companions": "李",
    "gift_kind": "cash",
    "gift_cash": 20000,
}


def contact(store: Store, family_id: str, name: str = "冯月明", since: str = "2026-01-01") -> str:
    with store.writing() as writing:
        assign_contact(writing, NewAssignment(family_id, "village", name, "13900000001", since))
    found = rows(store, f"SELECT id FROM contact_person WHERE name = '{name}'")
    return str(found[0][0])


def test_each_family_is_judged_and_the_plan_writes_nothing(store: Store, families: list[str]) -> None:
    before = rows(store, "SELECT count(*) FROM change")
    laid = plan(store, families, "wish", contact_preference="phone")
    assert verdicts(laid) == {
        "周文彬": ("change", ""),
        "吴长庚": ("same", ""),
        "马𠅤": ("change", ""),
        "何秀兰": ("refused", "不在册"),
    }
    assert rows(store, "SELECT count(*) FROM change") == before


def test_what_was_laid_out_is_done_in_one_command_and_taken_back_as_one(store: Store, families: list[str]) -> None:
    laid = plan(store, families, "group", group_name="南片")
    group = done(store, laid)
    assert rows(store, "SELECT said FROM command ORDER BY no DESC LIMIT 1") == [("已改 3 户的组",)]
    assert rows(store, "SELECT DISTINCT group_name FROM family WHERE status = 'active'") == [("南片",)]
    undo_command(store, group)
    assert rows(store, "SELECT DISTINCT group_name FROM family") == [(None,)]


def test_one_family_edited_since_keeps_the_edit_and_is_named(store: Store, families: list[str]) -> None:
    group = done(store, plan(store, families, "group", group_name="南片"))
    with store.writing() as writing:
        edit_record(writing, "family", families[1], {"group_name": "北片"})
    undone = undo_command(store, group)
    assert undone.kept == (("family", families[1]),)
    assert undone.taken_back == 2
    assert rows(store, "SELECT group_name FROM family ORDER BY no") == [(None,), ("北片",), (None,), (None,)]


def test_a_plan_that_no_longer_holds_is_not_done(store: Store, families: list[str]) -> None:
    laid = plan(store, families, "wish", contact_preference="phone")
    with store.writing() as writing:
        edit_record(writing, "family", families[0], {"contact_preference": "quiet"})
    with pytest.raises(PlanOutdated):
        done(store, laid)
    assert rows(store, "SELECT contact_preference FROM family WHERE no = 1") == [("quiet",)]


def test_raising_the_attention_level_asks_for_a_reason_and_keeps_the_day(store: Store, families: list[str]) -> None:
    with pytest.raises(InvalidValue) as refused:
        plan(store, families, "risk", risk_level="focus", risk_since="2026-11-01")
    assert refused.value.field == "risk_reason"
    laid = plan(store, families, "risk", risk_level="focus", risk_since="2026-11-01", risk_reason="高龄独居")
    done(store, laid)
    found = rows(store, "SELECT DISTINCT risk_level, risk_since, risk_reason FROM family WHERE status = 'active'")
    assert found == [("focus", "2026-11-01", "高龄独居")]


def test_a_contact_person_follows_the_former_one_who_ends_the_day_before(store: Store, families: list[str]) -> None:
    former = contact(store, families[0])
    new = contact(store, families[1], "谭志成", "2026-02-01")
    laid = plan(store, families, "contact", post_kind="village", contact_id=new, since="2026-11-01")
    assert [(line.verdict, line.before, line.after) for line in laid.lines[:3]] == [
        ("change", "冯月明", "谭志成"),
        ("same", "", ""),
        ("change", "", "谭志成"),
    ]
    done(store, laid)
    ended = f"SELECT until FROM assignment WHERE family_id = '{families[0]}' AND contact_id = '{former}'"
    assert rows(store, ended) == [("2026-10-31",)]
    early = plan(store, families, "contact", post_kind="village", contact_id=former, since="2026-10-01")
    why = "现任联系人从 2026-11-01 起，新的要晚于这一天"
    assert verdicts(early)["周文彬"] == ("refused", why)


def test_a_greeting_respects_the_familys_wish_and_counts_who_is_at_home(store: Store, families: list[str]) -> None:
    laid = plan(store, families, "greeting", **GREETING)
    assert verdicts(laid) == {
        "周文彬": ("change", ""),
        "吴长庚": ("refused", "意愿是只打电话，请单独记"),
        "马𠅤": ("refused", "意愿是不便打扰，请单独记"),
        "何秀兰": ("refused", "不在册"),
    }
    assert laid.lines[0].after == "1", "the spouse is away"
    group = done(store, laid)
    with store.reading() as connection:
        family = family_on_file(connection, families[0])
    assert family is not None
    (visit,) = family.visits
    assert (visit.category, visit.festival, len(visit.persons_met)) == ("festival", "mid_autumn", 1)
    again = plan(store, families, "greeting", **GREETING)
    assert verdicts(again)["周文彬"] == ("refused", "这个节已经看望过，2026-09-20")
    undo_command(store, group)
    assert rows(store, "SELECT count(*) FROM visit WHERE voided = 0") == [(0,)]


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("review", {"reviewed_on": "2026-12-01"}, "reviewed_on"),
        ("review", {}, "reviewed_on"),
        ("wish", {}, "contact_preference"),
        ("contact", {"since": "2026-11-01"}, "contact_id"),
        ("risk", {"risk_level": "normal"}, "risk_since"),
    ],
)
def test_a_change_that_holds_for_no_family_is_refused_at_its_field(
    store: Store, families: list[str], kind: str, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        plan(store, families, kind, **fields)
    assert refused.value.field == field


def test_nothing_to_change_is_no_command(store: Store, families: list[str]) -> None:
    laid = plan(store, families[3:], "group", group_name="南片")
    with pytest.raises(InvalidValue):
        done(store, laid)
    assert len(KINDS) == 7
