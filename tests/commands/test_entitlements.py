"""The special assistance step by step, its annual check, its payments and the county's amounts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.commands.annual_checks import NewCheck, pass_all, plan_checks, record_check
from db.commands.children import add_child
from db.commands.entitlements import (
    apply_assistance,
    confirm_assistance,
    confirm_known,
    publicise_assistance,
    retype_assistance,
    stop_assistance,
)
from db.commands.payments import record_payment
from db.commands.standards import end_standard, keep_standards
from db.commands.undo import undo_command
from db.domain.standards import MonthlyAmount
from db.domain.standards_file import StandardsInvalid
from db.queries.assistance import unchecked
from db.queries.standards import own_amounts
from db.store.store import Store
from desktop.profiles import load_profile
from tests.commands.household import Household, a_household

DAY = date(2026, 11, 22)
FORM = {"kind": "death", "applied_on": "2026-03-01", "papers": ("id_card", "death_proof")}


def applied(home: Household, person: str = "") -> str:
    home.write(apply_assistance, person or home.mother, FORM)
    return str(home.rows("SELECT id FROM eligibility ORDER BY no")[-1][0])


def confirmed(home: Household, person: str = "", on: str = "2024-04-01") -> str:
    fields = {"status": "confirmed", "confirmed_on": on, "first_year": int(on[:4])}
    return home.put("eligibility", person_id=person or home.mother, kind="death", **fields)


def test_from_the_application_to_the_confirmation_each_step_keeps_its_day(home: Household) -> None:
    waiting = home.put("eligibility", person_id=home.mother, kind="death", status="underage")
    one = applied(home)
    assert one == waiting, "the record that only said 未达龄 is the one that goes on"
    home.write(publicise_assistance, one, "2026-03-10")
    home.write(confirm_assistance, one, "2026-04-01", None)
    asked = "SELECT status, applied_on, publicised_on, confirmed_on, first_year, papers FROM eligibility"
    assert home.one(asked) == (
        "confirmed",
        "2026-03-01",
        "2026-03-10",
        "2026-04-01",
        2026,
        '["id_card","death_proof"]',
    )
    facts = home.facts().entitlements[0]
    days = (date(2026, 2, 28), date(2026, 3, 5), date(2026, 3, 10), DAY)
    assert [facts.status_on(day) for day in days] == ["", "applied", "publicised", "confirmed"]


def test_steps_out_of_order_are_refused(home: Household) -> None:
    assert "已申报，不用再申报" in home.refused(apply_assistance, applied_person(home), FORM)
    one = str(home.one("SELECT id FROM eligibility")[0])
    assert "公示日期早于申报日期" in home.refused(publicise_assistance, one, "2026-02-01")
    assert "确认日期早于申报日期" in home.refused(confirm_assistance, one, "2026-02-01", None)
    assert "差得太远" in home.refused(confirm_assistance, one, "2026-04-01", 2031)
    home.write(confirm_assistance, one, "2026-04-01", None)
    assert "已确认，不能登记公示" in home.refused(publicise_assistance, one, "2026-05-01")
    assert "已确认，不能登记确认" in home.refused(confirm_assistance, one, "2026-05-01", None)


def applied_person(home: Household) -> str:
    applied(home)
    return home.mother


_STOPS: tuple[tuple[str, str, str], ...] = (
    ("2026-03-31", "birth", "早于确认日期 2026-04-01"),
    ("2026-11-23", "birth", "在今天之后"),
    ("2026-06-31", "birth", "不是一个存在的日期"),
    ("2026-06-01", "", "没有选退出原因"),
)


def test_a_stop_that_cannot_be_is_refused(home: Household) -> None:
    for on, reason, said in _STOPS:
        one = confirmed(home, on="2026-04-01")
        assert said in home.refused(stop_assistance, one, on, reason)


def test_nothing_is_stopped_before_it_runs_or_twice(home: Household) -> None:
    waiting = home.put("eligibility", person_id=home.father, kind="death", status="ready")
    assert "还没有申报，谈不上停止" in home.refused(stop_assistance, waiting, "2026-06-01", "other")
    one = confirmed(home)
    home.write(stop_assistance, one, "2026-06-01", "adoption")
    assert "2026-06-01已停止" in home.refused(stop_assistance, one, "2026-07-01", "other")
    assert home.facts().entitlements[-1].status_on(date(2026, 5, 31)) == "confirmed"
    fresh = applied(home)
    assert fresh != one, "who comes back applies anew; the stop stays in the history"


def test_the_kind_changes_by_a_stop_and_a_fresh_application(home: Household) -> None:
    one = home.put(
        "eligibility", person_id=home.mother, kind="disability", status="confirmed", confirmed_on="2020-04-01"
    )
    home.write(retype_assistance, one, "2026-10-05", "death")
    assert home.rows("SELECT kind, status, stopped_on, applied_on FROM eligibility ORDER BY no") == [
        ("disability", "stopped", "2026-10-05", None),
        ("death", "applied", None, "2026-10-05"),
    ]
    assert "不能变更类别" in home.refused(retype_assistance, one, "2026-10-06", "death")


def check(one: str, **changes: Any) -> NewCheck:
    return replace(NewCheck(one, 2026, "passed", "2026-02-10"), **changes)


def test_one_check_a_year_and_a_pending_one_is_settled(home: Household) -> None:
    one = confirmed(home)
    home.write(record_check, check(one, result="pending"))
    home.write(record_check, check(one, on="2026-03-01"))
    assert home.rows('SELECT year, result, "on" FROM annual_check') == [(2026, "passed", "2026-03-01")]
    assert "2026 年已登记为合格" in home.refused(record_check, check(one))


_YEARS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"year": 2027, "on": "2026-11-20"}, "2027 年还没有到"),
    ({"year": 2023, "on": "2023-02-01"}, "2023 年这份资格还没有确认"),
    ({"year": 2025, "on": "2026-12-01"}, "在今天之后"),
    ({"year": 2024, "on": "2026-02-01"}, "日期不在 2024 年"),
    ({"year": 1999}, "不是年度"),
    ({"result": "left"}, "没有选原因"),
    ({"result": "maybe"}, "没有选结果"),
)


def test_a_check_in_a_wrong_year_is_refused(home: Household) -> None:
    for changes, said in _YEARS:
        one = confirmed(home)
        assert said in home.refused(record_check, check(one, **changes))


def test_who_left_at_the_check_is_stopped_on_that_day(home: Household) -> None:
    one = confirmed(home)
    home.write(record_check, check(one, result="left", reason="adoption"))
    assert home.one("SELECT status, stopped_on, stop_reason FROM eligibility") == (
        "stopped",
        "2026-02-10",
        "adoption",
    )
    assert "不用年审" in home.refused(record_check, check(one))


def test_many_are_passed_in_one_step_and_the_doubtful_are_left_for_a_person(home: Household, store: Store) -> None:
    mine = [confirmed(home), confirmed(home, home.father)]
    other = a_household(store)
    fresh = confirmed(other, on="2026-04-01")
    doubtful = confirmed(other, other.father)
    home.write(record_check, check(mine[1], result="pending"))
    with store.writing() as writing:
        add_child(writing, ((other.father, "1"),), {"state": "alive", "birth_date": "2026-10-01"})
    with store.reading() as connection:
        plan = plan_checks(connection, load_profile("national"), 2026, DAY)
    assert [each.eligibility_id for each in plan.passing] == [mine[0]]
    assert [(each.eligibility_id, why) for each, why in plan.held] == [
        (mine[1], "上次登记为待核"),
        (doubtful, "登记了再生育的子女，提议停止"),
    ]
    group = home.write(pass_all, plan)
    assert home.rows("SELECT eligibility_id, result FROM annual_check ORDER BY no") == [
        (mine[1], "pending"),
        (mine[0], "passed"),
    ]
    assert "已经有变化" in home.refused(pass_all, plan)
    undo_command(store, group)
    with store.reading() as connection:
        assert {each.eligibility_id for each in unchecked(connection, 2026)} == {*mine, doubtful}
    assert fresh not in {*mine, doubtful}, "who was confirmed this year was checked by being confirmed"


def test_those_who_drew_it_before_the_record_began_are_entered_in_one_step(home: Household) -> None:
    people = ((home.mother, "death", 2018), (home.father, "death", 2018))
    group = home.write(confirm_known, people)
    asked = "SELECT status, first_year, confirmed_on FROM eligibility WHERE voided = 0"
    assert home.rows(asked) == [("confirmed", 2018, None)] * 2
    assert home.facts().entitlements[0].status_on(date(2021, 1, 1)) == "confirmed"
    assert "已有登记" in home.refused(confirm_known, people)
    assert "没有选" in home.refused(confirm_known, ())
    undo_command(home.store, group)
    assert home.rows(asked) == []


PAID = {"kind": "death", "period": "2026-03", "amount": 59_000, "channel": "一卡通", "status": "paid"}


def test_the_same_payment_once_more_is_held_back_until_a_person_says_it_is_another(home: Household) -> None:
    home.write(record_payment, home.mother, PAID)
    assert "像是重复" in home.refused(record_payment, home.mother, PAID)
    home.write(record_payment, home.father, PAID)
    home.write(record_payment, home.mother, {**PAID, "period": "2026-04"})
    home.write(record_payment, home.mother, PAID, again=True)
    assert home.rows("SELECT count(*) FROM benefit_payment") == [(4,)]


_PAYMENTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"amount": 0}, "大于 0"),
    ({"amount": None}, "大于 0"),
    ({"period": ""}, "没有写所属期"),
    ({"period": "2026-12"}, "还没有到"),
    ({"kind": ""}, "没有选类别"),
)


def test_a_payment_that_cannot_be_is_refused(home: Household) -> None:
    for changes, said in _PAYMENTS:
        assert said in home.refused(record_payment, home.mother, {**PAID, **changes})
    home.write(record_payment, home.mother, {**PAID, "period": "2026-12", "status": "planned"})


def test_the_countys_rows_are_kept_whole_or_not_at_all(home: Household) -> None:
    row = MonthlyAmount("太仓市", "death", "", 120_000, date(2025, 1, 1), source="太卫健〔2025〕1号", local=True)
    home.write(keep_standards, (row, replace(row, kind="disability", amount=95_000)))
    before = home.rows("SELECT count(*) FROM change")
    later = replace(row, since=date(2027, 1, 1), amount=130_000)
    with pytest.raises(StandardsInvalid, match="已有一条标准"):
        home.write(keep_standards, (replace(row, kind="complication", grade="2"), later))
    assert home.rows("SELECT count(*) FROM change") == before
    one = str(home.one("SELECT id FROM benefit_standard WHERE kind = 'death'")[0])
    home.write(end_standard, one, "2026-12-31")
    home.write(keep_standards, (later,))
    with home.store.reading() as connection:
        assert [(r.kind, r.amount, r.until) for r in own_amounts(connection)] == [
            ("death", 130_000, None),
            ("death", 120_000, date(2026, 12, 31)),
            ("disability", 95_000, None),
        ]
    assert "不能改晚" in home.refused(end_standard, one, "2027-12-31")
