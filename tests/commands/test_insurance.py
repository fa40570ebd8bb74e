"""Insurance, stays and claims as they are written down: what holds, what is refused, and that a no keeps nothing."""

from datetime import date
from typing import Any

import pytest

from db.commands.claims import (
    NewClaim,
    accept_claim,
    correct_claim,
    file_claim,
    hand_in_claim,
    pay_claim,
    refuse_claim,
)
from db.commands.consents import record_consent
from db.commands.families import NewFamily, open_family
from db.commands.hospital import correct_stay, discharge, record_stay, void_stay
from db.commands.insurance import (
    Product,
    Term,
    correct_insured,
    end_insured,
    enrol,
    hand_over_policy,
    record_policy,
    tell_of_product,
)
from db.commands.undo import undo_command
from db.errors import InvalidValue
from db.queries.renewing import Renewal, renewal_lines
from db.store.store import Store
from db.touched import Touched
from desktop.profiles import load_profile

CARE = Product("hospital_care", "住院护理补贴保险", frozenset({"住院护理补贴"}))
NATIONAL = load_profile("national")
POLICY = {"product": "hospital_care", "since": "2026-01-01", "until": "2026-12-31", "policy_no": "LX1"}


def shown(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def do(store: Store, command: Any, *args: Any) -> Touched:
    with store.writing() as writing:
        touched: Touched = command(writing, *args)
    return touched


def refused(store: Store, command: Any, *args: Any) -> tuple[str, str]:
    """Field and sentence of a refusal, after which the record is what it was."""
    before = shown(store, "SELECT count(*) FROM change")
    with pytest.raises(InvalidValue) as no:
        do(store, command, *args)
    assert shown(store, "SELECT count(*) FROM change") == before
    return no.value.field, no.value.happened


@pytest.fixture
def couple(store: Store) -> tuple[str, str]:
    """Two people of one family."""
    persons = ({"name": "周文彬", "relation": "02", "sex": "1"}, {"name": "何秀兰", "relation": "10", "sex": "2"})
    with store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {"opened_on": "2020-01-06"}, persons))
    first, second = shown(store, "SELECT id FROM person ORDER BY relation")
    return first[0], second[0]


def test_a_family_is_told_insured_and_handed_its_policy_in_that_order(store: Store, couple: tuple[str, str]) -> None:
    do(store, tell_of_product, CARE, couple[:1], "2026-03-01")
    (told,) = shown(store, "SELECT id FROM insured")[0]
    assert refused(store, hand_over_policy, [told], "2026-03-02")[0] == "handed_on"
    terms = [Term(person, "2026-04-01", "2027-03-31") for person in couple]
    enrolled = do(store, enrol, CARE, terms, {})
    assert enrolled.said == "已登记 2 人参保"
    assert shown(store, "SELECT stage, told_on, since FROM insured ORDER BY no") == [
        ("enrolled", "2026-03-01", "2026-04-01"),
        ("enrolled", None, "2026-04-01"),
    ]
    do(store, hand_over_policy, [told], "2026-04-20")
    assert shown(store, "SELECT stage, handed_on FROM insured WHERE id = '" + told + "'") == [("handed", "2026-04-20")]
    assert refused(store, tell_of_product, CARE, couple[:1], "2026-05-01")[0] == "person_id"


def test_who_said_that_the_insurer_may_know_nothing_is_not_insured_nor_renewed(
    store: Store, couple: tuple[str, str]
) -> None:
    no = {"notice_version": "2026-1", "scope": ["insurer"], "on": "2026-02-01", "refused": True}
    do(store, record_consent, couple[0], no)
    terms = [Term(person, "2026-03-01", "2026-12-31") for person in couple]
    assert refused(store, enrol, CARE, terms, {}) == ("person_id", "周文彬：本人不同意把信息提供给保险公司。")
    do(store, enrol, CARE, terms[1:], {})
    with store.reading() as connection:
        wish = Renewal(CARE.names, couple, "2027-12-31")
        lines = {line.name: line.why_not for line in renewal_lines(connection, wish, date(2026, 3, 12))}
    assert lines == {"周文彬": "本人不同意把信息提供给保险公司", "何秀兰": ""}


def test_two_terms_of_one_product_never_overlap_whatever_the_roster_called_it(
    store: Store, couple: tuple[str, str]
) -> None:
    by_name = Product("住院护理补贴", "住院护理补贴")
    do(store, enrol, by_name, [Term(couple[0], "2026-01-01", "2026-12-31")], {})
    terms = [Term(couple[1], "2026-07-01", "2027-06-30"), Term(couple[0], "2026-12-31", "2027-12-30")]
    field, said = refused(store, enrol, CARE, terms, {})
    assert field == "since"
    assert said == "周文彬的住院护理补贴保险已经从 2026-01-01 起投保，至 2026-12-31，两段重叠。"
    twice = [Term(couple[1], "2026-07-01", "2027-06-30"), Term(couple[1], "2026-08-01", "2027-06-30")]
    assert refused(store, enrol, CARE, twice, {})[0] == "since"
    assert refused(store, enrol, CARE, [], {})[0] == "person_id"
    assert refused(store, enrol, CARE, [Term(couple[1], "2026-07-01", "2026-06-30")], {})[0] == "until"
    do(store, enrol, CARE, [Term(couple[0], "2027-01-01", "2027-12-31")], {})


def test_an_insurance_ends_early_with_a_reason_and_is_corrected_within_the_same_rules(
    store: Store, couple: tuple[str, str]
) -> None:
    do(store, record_policy, POLICY)
    (policy,) = shown(store, "SELECT id FROM policy")[0]
    assert refused(store, record_policy, POLICY)[0] == "policy_no"
    assert refused(store, record_policy, {**POLICY, "policy_no": "2", "until": "2025-01-01"})[0] == "until"
    assert refused(store, record_policy, {"stay_limit": 91, "day_limit": 90}, policy)[0] == "stay_limit"
    assert refused(store, enrol, CARE, [Term(couple[0], "2026-02-01", "2027-01-31", policy)], {})[0] == "until"
    do(store, enrol, CARE, [Term(couple[0], "2026-02-01", "2026-12-31", policy)], {})
    (insured,) = shown(store, "SELECT id FROM insured")[0]
    do(store, correct_insured, insured, CARE, {"since": "2026-01-01"})
    assert refused(store, correct_insured, insured, CARE, {"since": "2025-01-01"})[0] == "until"
    assert refused(store, end_insured, insured, "2026-06-30", " ")[0] == "reason"
    assert refused(store, end_insured, insured, "2027-06-30", "迁走")[0] == "until"
    do(store, end_insured, insured, "2026-06-30", "迁走")
    assert shown(store, "SELECT stage, until FROM insured") == [("closed", "2026-06-30")]


def test_a_stay_is_bounded_by_life_by_today_and_by_the_other_stays(store: Store, couple: tuple[str, str]) -> None:
    me = couple[0]
    do(store, record_stay, me, {"admitted_on": "2026-02-01", "hospital": "县人民医院"})
    (stay,) = shown(store, "SELECT id FROM hospital_stay")[0]
    assert refused(store, record_stay, me, {"admitted_on": "2026-03-01"})[0] == "admitted_on"
    assert refused(store, record_stay, couple[1], {"admitted_on": "2099-03-01"})[0] == "admitted_on"
    assert refused(store, record_stay, couple[1], {"admitted_on": "2026-02-30"})[0] == "admitted_on"
    assert refused(store, discharge, stay, {"discharged_on": "2026-01-31"})[0] == "discharged_on"
    assert refused(store, discharge, stay, {"discharged_on": "2026-02-21", "icu_days": 21})[0] == "icu_days"
    do(store, discharge, stay, {"discharged_on": "2026-02-21", "icu_days": 2})
    assert refused(store, discharge, stay, {"discharged_on": "2026-02-22"})[0] == "discharged_on"
    assert refused(store, record_stay, me, {"admitted_on": "2026-01-20", "discharged_on": "2026-02-03"})[0]
    do(store, record_stay, me, {"admitted_on": "2026-02-21", "discharged_on": "2026-02-25"})
    do(store, correct_stay, stay, {"hospital_grade": "二级甲等"})
    assert refused(store, void_stay, stay, "")[0] == "reason"
    do(store, void_stay, stay, "记成了别人")


@pytest.fixture
def stay(store: Store, couple: tuple[str, str]) -> tuple[str, str]:
    """A stay of twenty days and the term of insurance it falls into."""
    do(store, record_policy, {**POLICY, "per_day": 10000, "day_limit": 90, "waiting_days": 30})
    (policy,) = shown(store, "SELECT id FROM policy")[0]
    do(store, enrol, CARE, [Term(couple[0], "2026-01-01", "2026-12-31", policy)], {})
    do(store, record_stay, couple[0], {"admitted_on": "2026-02-01", "discharged_on": "2026-02-21"})
    return shown(store, "SELECT id FROM hospital_stay")[0][0], shown(store, "SELECT id FROM insured")[0][0]


def test_a_claim_takes_the_proposed_days_and_goes_its_way_to_the_payment(store: Store, stay: tuple[str, str]) -> None:
    filed = do(store, file_claim, NewClaim(*stay, {"papers": ["id_card"]}), NATIONAL)
    (claim,) = shown(store, "SELECT id FROM claim")[0]
    assert shown(store, "SELECT days, amount, submitted_on FROM claim") == [(20, 200_000, None)]
    assert refused(store, file_claim, NewClaim(*stay, {}), NATIONAL)[0] == "insured_id"
    assert refused(store, accept_claim, claim, "2026-03-01") == ("submitted_on", "材料还没有交。")
    assert refused(store, hand_in_claim, claim, {"submitted_on": "2026-02-20"})[0] == "submitted_on"
    do(store, hand_in_claim, claim, {"submitted_on": "2026-03-01", "handed_by": "王芳"})
    assert refused(store, accept_claim, claim, "2026-02-28")[0] == "accepted_on"
    do(store, accept_claim, claim, "2026-03-05")
    assert refused(store, pay_claim, claim, {"paid_on": "2026-03-04", "amount": 1})[0] == "paid_on"
    assert refused(store, pay_claim, claim, {"paid_on": "2026-04-01"})[0] == "amount"
    assert refused(store, pay_claim, claim, {"paid_on": "2026-04-01", "amount": 1, "days": 21})[0] == "days"
    paid = do(store, pay_claim, claim, {"paid_on": "2026-04-01", "amount": 190_000, "days": 19})
    assert refused(store, refuse_claim, claim, "2026-04-02", "不符")[0] == "submitted_on"
    assert refused(store, correct_claim, claim, {"accepted_on": "2026-04-03"})[0] == "paid_on"
    do(store, correct_claim, claim, {"days": 18})
    assert refused(store, correct_stay, stay[0], {"discharged_on": "2026-02-10"})[0] == "discharged_on"
    assert refused(store, void_stay, stay[0], "记错")[0] == "reason"
    undo_command(store, paid.undo)
    assert shown(store, "SELECT paid_on, submitted_on FROM claim") == [(None, "2026-03-01")]
    assert filed.undo


def test_a_stay_the_rules_pay_nothing_for_is_filed_only_with_a_reason(
    store: Store, stay: tuple[str, str], couple: tuple[str, str]
) -> None:
    do(store, record_stay, couple[0], {"admitted_on": "2026-01-20", "discharged_on": "2026-01-25"})
    early = shown(store, "SELECT id FROM hospital_stay WHERE admitted_on = '2026-01-20'")[0][0]
    field, said = refused(store, file_claim, NewClaim(early, stay[1], {}), NATIONAL)
    assert field == "reason"
    assert said == ("住院护理补贴保险不能报：等待期，1月1日 起保，30 天等待期到 1月30日，1月20日 入院。")
    wish = NewClaim(early, stay[1], {"submitted_on": "2026-02-01", "days": 3}, "意外入院，公司同意")
    do(store, file_claim, wish, NATIONAL)
    (claim,) = shown(store, "SELECT id FROM claim")[0]
    assert refused(store, refuse_claim, claim, "2026-02-05", "")[0] == "refuse_reason"
    do(store, refuse_claim, claim, "2026-02-05", "等待期内")
    again = NewClaim(early, stay[1], {"days": 3}, "补了材料")
    do(store, file_claim, again, NATIONAL)


def test_a_claim_outside_the_term_or_before_the_discharge_is_refused(
    store: Store, stay: tuple[str, str], couple: tuple[str, str]
) -> None:
    do(store, record_stay, couple[0], {"admitted_on": "2025-02-01", "discharged_on": "2025-02-03"})
    do(store, record_stay, couple[0], {"admitted_on": "2026-03-03"})
    old, now = (
        row[0] for row in shown(store, "SELECT id FROM hospital_stay WHERE id <> '" + stay[0] + "' ORDER BY no")
    )
    assert refused(store, file_claim, NewClaim(old, stay[1], {}, "说情"), NATIONAL) == (
        "insured_id",
        "住院的这些天不在这份保险的期限里。",
    )
    assert refused(store, file_claim, NewClaim(now, stay[1], {}), NATIONAL)[0] == "stay_id"
    too_many = NewClaim(*stay, {"days": 21})
    assert refused(store, file_claim, too_many, NATIONAL)[0] == "days"
