from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.domain.assistance_facts import Entitlement, YearCheck
from db.domain.closings import Closing, closings
from db.domain.coverage_facts import Agreement
from db.domain.eligibility import apply_window, coming_of_age, eligibilities, eligibility
from db.domain.family import Child, Complication, Family, Person
from db.domain.periods import Window, month_of
from db.domain.reviews import review_missing, review_window
from db.domain.standards import complication_row, standard_for
from tests.domain import made_families
from tests.domain.made_families import DAY, FATHER, MOTHER, local, national

DISABLED = Child("k1", ("p1", "p2"), "disabled", date(2010, 5, 1), disability_grade=2)
BIRTHDAY = local('[[rule]]\nid = "E1"\nsource = "测试"\ncounting = "birthday"\n')
SICHUAN = local('region = "四川"\n')


def a_family(**changes: Any) -> Family:
    """The family of the other tests, with nothing recorded of the special assistance unless a test says so."""
    return made_families.a_family(**{"entitlements": (), **changes})


def mother_of_1977() -> Family:
    mother = Person("m", "吴素琴", "2", date(1977, 11, 30))
    return a_family(persons=(mother,), children=(Child("k", ("m",), "dead", date(2020, 4, 1)),), entitlements=())


def of(family: Family, person: str = "p2", day: date = DAY) -> tuple[str, str]:
    found = {e.person_id: e for e in eligibilities(family, national(), day)}[person]
    return found.kind, found.status


def test_example_5_counted_at_the_years_end_she_is_eligible_from_the_year_she_turns_49() -> None:
    family = mother_of_1977()
    (mother,) = family.persons

    in_2025 = eligibility(family, mother, national(), date(2025, 12, 31))
    in_2026 = eligibility(family, mother, national(), date(2026, 1, 1))

    assert (in_2025.status, in_2025.first_year, in_2025.since) == ("underage", 2026, date(2026, 1, 1))
    assert (in_2026.status, in_2026.kind) == ("ready", "death")
    assert in_2025.notices == (date(2025, 11, 30), date(2026, 8, 30))
    assert "2026年11月30日 满 49 周岁" in in_2025.reason


def test_example_5_counted_at_the_birthday_she_waits_until_the_day() -> None:
    family = mother_of_1977()
    (mother,) = family.persons

    assert eligibility(family, mother, BIRTHDAY, date(2026, 11, 29)).status == "underage"
    assert eligibility(family, mother, BIRTHDAY, date(2026, 11, 30)).status == "ready"


def test_example_5_she_stands_on_the_advance_list_of_november_2025() -> None:
    families = (mother_of_1977(),)

    assert [e.person_name for e in coming_of_age(families, BIRTHDAY, month_of(date(2025, 11, 1)).window)] == ["吴素琴"]
    assert coming_of_age(families, BIRTHDAY, month_of(date(2025, 10, 1)).window) == ()
    assert [e.person_id for e in coming_of_age(families, national(), month_of(date(2025, 11, 1)).window)] == ["m"]
    assert coming_of_age(families, national(), Window(date(2026, 8, 1), date(2026, 8, 31))) == ()


def test_example_6_a_widowed_father_of_47_has_a_file_and_no_money_until_he_is_49() -> None:
    father = Person("p1", "周文彬", "1", date(1979, 5, 1), marital="30")
    wife = replace(MOTHER, alive=False, death_date=date(2024, 1, 1), birth_date=date(1970, 1, 1))
    family = a_family(persons=(father, wife))

    now = eligibility(family, father, BIRTHDAY, DAY)

    assert family.active(DAY)
    assert (now.status, now.since) == ("underage", date(2028, 5, 1))
    assert eligibility(family, father, BIRTHDAY, date(2028, 5, 1)).status == "ready"


def test_a_husbands_age_is_his_wifes() -> None:
    husband = replace(FATHER, birth_date=date(1960, 1, 1))
    wife = replace(MOTHER, birth_date=date(1980, 1, 1))
    family = a_family(persons=(husband, wife))

    assert [of(family, p) for p in ("p1", "p2")] == [("death", "underage")] * 2
    assert of(replace(family, persons=(husband,)), "p1") == ("death", "ready")


@pytest.mark.parametrize(("grade", "expected"), [(1, "ready"), (3, "ready"), (4, "none")])
def test_example_7_only_grades_one_to_three_are_a_national_ground(grade: int, expected: str) -> None:
    family = a_family(children=(replace(DISABLED, disability_grade=grade),), case_type="disability")

    assert of(family)[1] == expected


def test_example_7_a_local_scheme_for_grade_four_is_only_local() -> None:
    profile = local('[[rule]]\nid = "E1"\nsource = "柳州市对四级发放市级扶助金"\nlocal_grade = 4\n')
    family = a_family(children=(replace(DISABLED, disability_grade=4),))

    found = eligibility(family, MOTHER, profile, DAY)

    assert (found.kind, found.status, found.since) == ("disability", "local", None)
    assert found.reason == "子女残疾 4 级，只适用本地办法"


def test_example_4_divorced_parents_are_two_eligibilities_because_of_one_child() -> None:
    his = a_family(persons=(replace(FATHER, marital="40"),))
    hers = a_family(id="f2", village_code="v09", persons=(replace(MOTHER, marital="40"),))

    found = [e for family in (his, hers) for e in eligibilities(family, national(), DAY)]

    assert [(e.person_id, e.kind, e.status) for e in found] == [("p1", "death", "ready"), ("p2", "death", "ready")]


def test_a_living_child_without_a_certificate_is_no_ground_and_one_more_disabled_is() -> None:
    healthy = Child("k2", ("p1", "p2"), "alive")
    dead = Child("k3", ("p1", "p2"), "dead", date(2015, 1, 1))

    assert of(a_family(children=(DISABLED, healthy))) == ("", "none")
    assert of(a_family(children=(dead, DISABLED))) == ("disability", "ready")
    assert of(a_family(children=(dead, healthy))) == ("", "none")
    assert of(a_family(children=(replace(dead, event_date=date(2027, 1, 1)),))) == ("", "none")
    assert of(a_family(children=())) == ("", "none")


def test_who_was_born_before_1933_is_outside_the_scheme() -> None:
    old = replace(MOTHER, birth_date=date(1932, 12, 31))

    assert of(a_family(persons=(old,))) == ("", "none")
    assert of(a_family(persons=(replace(old, birth_date=date(1933, 1, 1)),))) == ("death", "ready")


def test_a_complication_is_a_ground_of_its_own_without_an_age() -> None:
    family = a_family(persons=(replace(MOTHER, birth_date=date(1990, 1, 1)),), children=(), complications=(
        Complication("p2", "2", date(2020, 1, 1)),
    ))  # fmt: skip

    assert of(family) == ("complication", "ready")
    assert [complication_row(g) for g in ("1a", "1b", "2", "3")] == ["", "1", "2", "3"]


def test_what_the_record_says_comes_before_what_is_worked_out() -> None:
    confirmed = Entitlement("e1", "p2", "death", "confirmed", 2017, date(2017, 4, 1))
    stopped = replace(confirmed, status="stopped", stopped_on=date(2026, 6, 1), stop_reason="moved_out")

    assert of(a_family(entitlements=(confirmed,))) == ("death", "confirmed")
    assert of(a_family(entitlements=(stopped,))) == ("death", "stopped")


def test_an_unknown_birth_date_is_said_and_not_guessed() -> None:
    family = a_family(persons=(replace(MOTHER, birth_date=None),))

    assert eligibilities(family, national(), DAY)[0].reason == "出生日期不详，不能推算年龄"


def test_example_14_a_death_stops_her_money_agreement_card_and_insurance_and_nothing_of_his() -> None:
    died = date(2026, 11, 3)
    mother = replace(MOTHER, alive=False, death_date=died)
    mine = tuple(Entitlement(f"e-{p}", p, "death", "confirmed", 2017) for p in ("p1", "p2"))
    over = Agreement("d-old", "p2", since=date(2025, 1, 1), until=date(2025, 12, 31))
    family = a_family(persons=(FATHER, mother), entitlements=mine)
    family = replace(family, agreements=(*family.agreements, over))

    assert closings(family, "p2", died) == (
        Closing("eligibility", "e-p2", died, "death"),
        Closing("agreement", "d-p2", died, "death"),
        Closing("green_card", "g-p2", died, "death"),
        Closing("insured", "i-p2", died, "death"),
    )
    assert of(family) == ("death", "stopped")
    assert of(family, "p1") == ("death", "confirmed")


@pytest.mark.parametrize(
    ("day", "sichuan", "nation"),
    [(date(2022, 9, 1), 1000, 590), (date(2022, 6, 1), 860, 450), (date(2022, 7, 1), 1000, 590)],
)
def test_example_9_the_amount_is_the_regions_row_of_the_day(day: date, sichuan: int, nation: int) -> None:
    regional = standard_for(SICHUAN, "death", "", day)
    general = standard_for(national(), "death", "", day)

    assert regional is not None
    assert general is not None
    assert 2 * regional.yuan == 2 * sichuan
    assert general.amount == nation * 100


def test_a_region_without_a_row_takes_the_national_one_and_an_unknown_day_takes_none() -> None:
    jiangsu = local('region = "江苏"\n')
    row = standard_for(jiangsu, "disability", "", DAY)

    assert row is not None
    assert (row.region, row.yuan) == ("全国", 460)
    assert standard_for(national(), "death", "", date(2001, 1, 1)) is None
    assert standard_for(national(), "complication", "", DAY) is None


def test_applications_are_taken_all_year_unless_the_place_names_months() -> None:
    spring = local('[[rule]]\nid = "E1"\nsource = "测试"\napply_months = [1, 2]\n')

    assert apply_window(national(), 2027) is None
    assert apply_window(spring, 2028) == Window(date(2028, 1, 1), date(2028, 2, 29))


def test_the_annual_check_is_missed_from_the_first_day_of_its_window() -> None:
    confirmed = Entitlement("e1", "p1", "death", "confirmed", 2020, date(2020, 4, 1), checks=(YearCheck(2025),))

    assert review_window(national(), 2026) == Window(date(2026, 1, 1), date(2026, 3, 31))
    assert review_missing(confirmed, national(), date(2026, 1, 1))
    assert not review_missing(confirmed, national(), date(2025, 12, 31))
    assert not review_missing(replace(confirmed, confirmed_on=date(2026, 4, 1)), national(), DAY)
    assert not review_missing(replace(confirmed, status="stopped"), national(), DAY)
