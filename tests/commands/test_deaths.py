"""Example 14 in the record: what a mother's death ends, what stays, what is owed, and what the county is told."""

from dataclasses import replace
from datetime import date

import pytest

from db.commands.agreements import NewAgreement, sign_agreement
from db.commands.contacts import NewAssignment, assign_contact
from db.commands.deaths import NewDeath, plan_death, record_death
from db.commands.undo import undo_command
from db.domain.duties import duties
from db.domain.eligibility import eligibility
from db.errors import InvalidValue
from db.store.store import Store
from desktop.profiles import load_profile
from tests.commands.household import Household, a_household

DAY = date(2026, 11, 22)


@pytest.fixture
def home(store: Store) -> Household:
    made = a_household(store)
    for post, name in (("township", "何卫国"), ("village", "冯月明")):
        with store.writing() as writing:
            assign_contact(writing, NewAssignment(made.family, post, name, "13800000001", "2024-01-01"))
    for person in (made.father, made.mother):
        term = {"since": "2026-03-01", "until": "2027-02-28"}
        with store.writing() as writing:
            sign_agreement(writing, NewAgreement(person, term))
        made.put("green_card", person_id=person, state="valid", card_no=f"L{person[-4:]}", since="2024-02-01")
        made.put("insured", person_id=person, product="住院护理补贴", since="2026-01-01", until="2026-12-31")
        made.put("eligibility", person_id=person, kind="death", status="confirmed", confirmed_on="2020-04-01")
    return made


def die(home: Household, person: str, on: str, **more: str) -> str:
    with home.store.writing() as writing:
        return record_death(writing, NewDeath(person, on, **more)).undo


def of(home: Household, sql: str, person: str) -> tuple[object, ...]:
    return home.one(sql.format(person=person))


def test_her_own_ends_his_stays_and_a_visit_is_owed_within_a_day(home: Household) -> None:
    die(home, home.mother, "2026-11-20", known_on="2026-11-21")

    agreement = "SELECT state, ended_on FROM agreement WHERE person_id = '{person}'"
    assert of(home, agreement, home.mother) == ("ended", "2026-11-20")
    assert of(home, agreement, home.father) == ("signed", None)
    assert of(home, "SELECT state, ended_on FROM green_card WHERE person_id = '{person}'", home.mother) == (
        "void",
        "2026-11-20",
    )
    assert of(home, "SELECT until, stage FROM insured WHERE person_id = '{person}'", home.mother) == (
        "2026-11-20",
        "closed",
    )
    stopped = "SELECT status, stopped_on, stop_reason FROM eligibility WHERE person_id = '{person}'"
    assert of(home, stopped, home.mother) == ("stopped", "2026-11-20", "death")
    assert home.rows("SELECT until FROM assignment") == [(None,), (None,)]
    assert of(home, "SELECT marital, marital_since FROM person WHERE id = '{person}'", home.father) == (
        "30",
        "2026-11-20",
    )
    facts, profile = home.facts(), load_profile("national")
    (visit,) = [d for d in duties(facts, profile, DAY) if d.rule == "S2-emergency"]
    assert (visit.title, visit.due_by, visit.action) == ("突发看望", date(2026, 11, 22), "record_visit")
    found = {p.id: eligibility(facts, p, profile, DAY).status for p in facts.persons}
    assert found == {home.father: "confirmed", home.mother: "stopped"}


def test_the_county_gets_one_row_and_the_whole_step_is_taken_back_at_once(home: Household) -> None:
    group = die(home, home.mother, "2026-11-20")

    assert home.rows('SELECT kind, person_id, "on", reason, from_addr FROM change_event') == [
        ("deregistered", home.mother, "2026-11-20", "亡故", "上坪村 3 组 12 号")
    ]
    assert home.rows('SELECT kind, "on", known_on FROM event') == [("death", "2026-11-20", "2026-11-20")]
    undo_command(home.store, group)
    assert home.rows("SELECT count(*) FROM event WHERE voided = 0") == [(0,)]
    assert home.rows("SELECT count(*) FROM change_event WHERE voided = 0") == [(0,)]
    assert home.rows("SELECT DISTINCT state FROM agreement") == [("signed",)]
    assert home.rows("SELECT DISTINCT status FROM eligibility") == [("confirmed",)]
    assert home.rows("SELECT alive, death_date, marital FROM person") == [(1, None, "21")] * 2


def test_when_the_head_dies_the_widow_becomes_it_and_when_she_dies_the_file_closes(home: Household) -> None:
    die(home, home.father, "2026-11-01")
    assert home.rows("SELECT name, relation, is_head FROM person ORDER BY no") == [
        ("周文彬", "10", 0),
        ("何秀兰", "02", 1),
    ]
    with home.store.reading() as connection:
        plan = plan_death(connection, NewDeath(home.mother, "2026-11-20"))
    assert (plan.last, plan.new_head, plan.staying) == (True, None, ())
    die(home, home.mother, "2026-11-20")

    assert home.one("SELECT status, status_on, status_reason FROM family") == (
        "closed_deceased",
        "2026-11-20",
        "户内人员均已去世",
    )
    assert home.rows("SELECT until FROM assignment") == [("2026-11-19",)] * 2
    assert home.rows("SELECT person_id IS NULL, reason FROM change_event ORDER BY no") == [
        (0, "亡故"),
        (1, "亡故，户内人员均已去世"),
    ]
    facts = home.facts()
    assert facts.active(date(2026, 11, 19))
    assert not facts.active(date(2026, 11, 20))


def test_who_stays_behind_without_being_served_is_named_and_the_file_stays_open(home: Household) -> None:
    home.put("person", family_id=home.family, relation="52", name="周老太", sex="2", is_target=False, alive=True)
    die(home, home.father, "2026-11-01")
    with home.store.reading() as connection:
        plan = plan_death(connection, NewDeath(home.mother, "2026-11-20"))
    assert (plan.others, plan.last) == (("周老太",), False)


def test_what_would_only_begin_later_is_taken_out(home: Household) -> None:
    home.put("agreement", person_id=home.mother, state="signed", since="2027-03-01", until="2028-02-29")
    die(home, home.mother, "2026-11-20")
    assert home.rows(f"SELECT since, voided FROM agreement WHERE person_id = '{home.mother}' ORDER BY since") == [
        ("2026-03-01", 0),
        ("2027-03-01", 1),
    ]


_DAYS: tuple[tuple[dict[str, str], str], ...] = (
    ({"on": "2026-11-23"}, "在今天之后"),
    ({"on": "2026-02-30"}, "不是一个存在的日期"),
    ({"on": "1967-05-11"}, "早于出生日期"),
    ({"on": "2026-11-20", "known_on": "2026-11-19"}, "知晓日期早于去世日期"),
    ({"on": "2020-03-31"}, "停止日期 2020-03-31 早于确认日期 2020-04-01"),
    ({"on": ""}, "没有写日期"),
)


def test_a_day_that_cannot_be_writes_nothing(home: Household) -> None:
    for wish, said in _DAYS:
        before = home.rows("SELECT count(*) FROM change")
        with pytest.raises(InvalidValue, match=said), home.store.writing() as writing:
            record_death(writing, replace(NewDeath(home.mother, ""), **wish))
        assert home.rows("SELECT count(*) FROM change") == before


def test_nobody_dies_twice_and_a_head_must_be_of_the_house(home: Household) -> None:
    with pytest.raises(InvalidValue, match="选的户主不在这一户"), home.store.writing() as writing:
        record_death(writing, NewDeath(home.father, "2026-11-20", new_head_id="nobody"))
    die(home, home.mother, "2026-11-20")
    with pytest.raises(InvalidValue, match="何秀兰已登记去世，2026-11-20"), home.store.writing() as writing:
        record_death(writing, NewDeath(home.mother, "2026-11-21"))
