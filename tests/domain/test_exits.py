"""E2 and E3 as duties, and what the record says against an entitlement."""

from dataclasses import replace
from datetime import date

import pytest

from db.domain.assistance_facts import Entitlement, YearCheck
from db.domain.closings import Closing, closings_of_family
from db.domain.duties import duties
from db.domain.exits import exit_proposals
from db.domain.family import Child, Complication, Family
from db.domain.support_facts import HospitalStay, Pairing
from tests.domain.made_families import CHILD, DAY, FATHER, MOTHER, a_family, confirmed, local, national

DISABLED = Child("k1", ("p1", "p2"), "disabled", date(2010, 5, 1), birth_date=date(1990, 2, 11), disability_grade=2)
YOUNGER = Child("k2", ("p1", "p2"), "alive", birth_date=date(2026, 10, 20))


def proposed(family: Family, day: date = DAY) -> list[tuple[str, str, date]]:
    return [(p.person_id, p.reason, p.on) for p in exit_proposals(family, national(), day)]


def owed(family: Family, rule: str, day: date = DAY) -> list[tuple[str, date, str, str]]:
    found = [d for d in duties(family, national(), day) if d.rule == rule]
    return [(d.title, d.due_by, d.action, d.subject_id) for d in found]


def test_a_child_born_after_the_loss_takes_the_whole_family_out() -> None:
    family = a_family(children=(CHILD, YOUNGER))

    assert proposed(family) == [("", "birth", date(2026, 10, 20))]
    assert proposed(family, date(2026, 10, 19)) == []
    assert proposed(a_family(children=(CHILD, replace(YOUNGER, origin="adopted")))) == [
        ("", "adoption", date(2026, 10, 20))
    ]
    assert owed(family, "E3") == [("提议退出", date(2026, 11, 19), "exit_family", "family")]
    assert owed(family, "E1") == []


def test_an_elder_brother_on_file_proposes_nothing_new() -> None:
    """He was there before the loss: the file itself was wrong or he has died; a person must look, not the rule."""
    assert proposed(a_family(children=(CHILD, replace(YOUNGER, birth_date=date(1985, 1, 1))))) == []
    assert proposed(a_family(children=())) == []


def test_the_new_child_of_one_divorced_parent_stops_only_that_parents_money() -> None:
    family = a_family(children=(CHILD, replace(YOUNGER, parents=("p1",))))

    assert proposed(family) == [("p1", "birth", date(2026, 10, 20))]
    assert owed(family, "E3") == [("提议停发", date(2026, 11, 19), "stop_assistance", "e-p1")]


@pytest.mark.parametrize("now", [{"state": "alive", "disability_grade": 0}, {"disability_grade": 4}])
def test_a_recovery_takes_the_family_out(now: dict[str, object]) -> None:
    family = a_family(case_type="disability", children=(replace(DISABLED, **now),))  # type: ignore[arg-type]

    assert proposed(family) == [("", "recovery", date(2010, 5, 1))]


def test_grade_four_is_no_recovery_where_the_place_pays_it() -> None:
    liuzhou = local('[[rule]]\nid = "E1"\nsource = "柳州市对四级发放市级扶助金"\nlocal_grade = 4\n')
    family = a_family(case_type="disability", children=(replace(DISABLED, disability_grade=4),))

    assert exit_proposals(family, liuzhou, DAY) == ()


def test_the_death_of_the_disabled_child_changes_the_kind() -> None:
    mine = tuple(replace(confirmed(p), kind="disability") for p in ("p1", "p2"))
    dead = replace(DISABLED, state="dead", event_date=date(2026, 10, 5))
    family = a_family(case_type="disability", children=(dead,), entitlements=mine)

    assert proposed(family) == [("p1", "retype", date(2026, 10, 5)), ("p2", "retype", date(2026, 10, 5))]
    assert [each[2] for each in owed(family, "E3")] == ["retype_assistance"] * 2
    assert proposed(replace(family, entitlements=tuple(replace(e, kind="death") for e in mine))) == []


def test_a_complication_stays_whatever_the_children_do() -> None:
    mine = (replace(confirmed("p2"), kind="complication"),)
    grounds = (Complication("p2", "2", date(2001, 1, 1)),)
    family = a_family(children=(CHILD, YOUNGER), complications=grounds, entitlements=mine)

    assert proposed(family) == []


def test_money_that_runs_on_after_a_death_is_proposed_to_stop() -> None:
    dead = replace(MOTHER, alive=False, death_date=date(2026, 11, 1))

    assert proposed(a_family(persons=(FATHER, dead))) == [("p2", "death", date(2026, 11, 1))]


def test_a_place_may_leave_a_reason_out() -> None:
    strict = local('[[rule]]\nid = "E3"\nsource = "测试"\nreasons = ["death"]\n')

    assert exit_proposals(a_family(children=(CHILD, YOUNGER)), strict, DAY) == ()


def test_who_nobody_applied_for_is_owed_an_application_and_who_was_not_checked_a_check() -> None:
    unchecked = replace(confirmed("p1"), checks=(YearCheck(2025), YearCheck(2026, "pending", DAY)))
    family = a_family(entitlements=(unchecked,))

    assert owed(family, "E1") == [("申报特扶", date(2020, 5, 30), "apply_assistance", "p2")]
    assert owed(family, "E2") == [("特扶年审", date(2026, 3, 31), "review_assistance", "e-p1")]
    assert owed(replace(family, entitlements=(Entitlement("e", "p2", "death", "applied", applied_on=DAY),)), "E1") == [
        ("申报特扶", date(2020, 5, 30), "apply_assistance", "p1")
    ]


def test_before_49_the_application_is_announced_a_year_ahead() -> None:
    mother = replace(MOTHER, birth_date=date(1978, 11, 30))
    family = a_family(persons=(mother,), entitlements=())
    spring = local('[[rule]]\nid = "E1"\nsource = "测试"\napply_months = [1, 2]\n')

    (ahead,) = [d for d in duties(family, spring, date(2027, 1, 29)) if d.rule == "E1"]
    assert (ahead.opens_on, ahead.due_by, ahead.title) == (date(2026, 11, 30), date(2027, 2, 28), "申报特扶")
    assert owed(family, "E1", date(2026, 11, 30)) == [("特扶达龄", date(2027, 4, 1), "apply_assistance", "p2")]
    assert owed(family, "E1", date(2026, 10, 30)) == []


def test_leaving_the_register_ends_money_contacts_and_volunteers_of_the_family() -> None:
    over = replace(confirmed("p2"), id="e-over", status="stopped", stopped_on=date(2025, 1, 1))
    family = a_family(entitlements=(confirmed("p1"), over), pairings=(Pairing("w1", "志愿者", date(2026, 1, 1)),))

    assert closings_of_family(family, DAY, "moved") == (
        Closing("eligibility", "e-p1", DAY, "moved"),
        Closing("assignment", "a1", DAY, "moved"),
        Closing("assignment", "a2", DAY, "moved"),
        Closing("pairing", "w1", DAY, "moved"),
    )


def test_an_open_stay_in_hospital_ends_with_the_death() -> None:
    from db.domain.closings import closings

    family = a_family(stays=(HospitalStay("s1", "p2", date(2026, 10, 30)),))

    assert Closing("hospital_stay", "s1", DAY, "death") in closings(family, "p2", DAY)
