"""R3 and R4, the succession at a post, what a doctor still owes, and who is asked again."""

from dataclasses import replace
from datetime import date

from db.domain.almanac import almanac
from db.domain.coverage import coverage_states, dual_contact
from db.domain.coverage_facts import Agreement, Assignment, DoctorService, GreenCard
from db.domain.duties import duties
from db.domain.evidence import Evidence, answerable, evidence_of
from db.domain.family import Family, Person
from db.domain.fulfilment import fulfilments, running_year
from db.domain.periods import Window
from db.domain.posts import open_posts, post_history
from db.domain.progress import doctor_numbers, progress_table
from db.domain.statistics import Head
from tests.domain.made_families import (
    DAY,
    FATHER,
    MOTHER,
    OPENED,
    TOWNSHIP,
    VILLAGE,
    a_family,
    leaving,
    local,
    national,
)

FOUR_PLUS_ONE = local('[[rule]]\nid = "C1"\nsource = "测试"\nextra_posts = 2\n')
HELPER = Assignment("x1", "extra", "c8", "罗青", "1", OPENED)


def test_an_extra_contact_who_left_is_missed_from_the_next_day_and_replaced_within_the_days_for_it() -> None:
    left = Assignment("x2", "extra", "c9", "田琴", "1", OPENED, date(2026, 10, 9))
    mute = Assignment("x3", "extra", "c9", "田琴", "", OPENED)

    (gap,) = open_posts(a_family(assignments=(TOWNSHIP, VILLAGE, HELPER, left)), almanac(FOUR_PLUS_ONE, DAY))
    (silent,) = open_posts(a_family(assignments=(TOWNSHIP, VILLAGE, HELPER, mute)), almanac(FOUR_PLUS_ONE, DAY))

    assert (gap.since, gap.due_by) == (date(2026, 10, 10), date(2026, 10, 25))
    assert (silent.reason, silent.action) == ("其他联系人有 1 名有电话，应有 2 名", "add_phone")


def test_a_household_in_which_nobody_is_left_is_in_the_first_denominator_only() -> None:
    gone = replace(FATHER, alive=False, death_date=date(2026, 10, 1))
    family = a_family(persons=(gone,), assignments=())

    state = dual_contact(family, national(), DAY)

    assert (state.state, state.reason) == ("excl", "家里没有健在的成员")
    assert dual_contact(family, national(), date(2026, 9, 30)).state == "miss"


def test_the_succession_at_a_post_tells_the_days_nobody_held_it() -> None:
    newcomer = Assignment("a3", "township", "c3", "谭志成", "13800000003", date(2026, 3, 20))
    family = a_family(assignments=(newcomer, leaving(date(2026, 3, 1), TOWNSHIP), VILLAGE))

    spells = post_history(family, "township", DAY)

    assert [(s.assignment.contact_name, s.empty_before, s.empty_since) for s in spells] == [
        ("何卫国", 0, None),
        ("谭志成", 19, date(2026, 3, 1)),
    ]
    assert len(post_history(family, "township", date(2026, 3, 19))) == 1


def test_what_the_doctor_still_owes_is_told_by_kind_and_more_is_owed_to_the_old() -> None:
    given = (DoctorService("s1", "p1", date(2026, 5, 2), "exam"), DoctorService("s2", "p1", date(2026, 6, 2), "home"))
    old = replace(FATHER, birth_date=date(1955, 1, 1))

    his, hers = fulfilments(a_family(services=given), almanac(national(), DAY))
    (elder, _) = fulfilments(a_family(services=given, persons=(old, MOTHER)), almanac(national(), DAY))

    assert (his.words, hers.words) == ("还差随访 1 次", "还差体检 1 次、随访 2 次")
    assert (elder.closely, elder.words) == (True, "还差随访 3 次")


def test_an_agreement_year_begun_on_a_leap_day_has_a_first_and_a_last_day() -> None:
    agreement = Agreement("d", "p1", since=date(2024, 2, 29), until=date(2027, 2, 27))

    assert running_year(agreement, date(2024, 2, 29), date(2025, 2, 27)) == Window(date(2024, 2, 29), date(2025, 2, 27))
    assert running_year(agreement, date(2024, 2, 29), date(2025, 2, 28)).start == date(2025, 2, 28)


def asked_again(family: Family, day: date) -> list[tuple[str, str, date, str]]:
    return [(d.rule, d.title, d.due_by, d.state) for d in duties(family, national(), day) if d.action == "ask_again"]


def test_who_said_no_is_asked_again_a_year_later_and_not_before() -> None:
    no = Agreement("d", "p1", "declined", declined_on=date(2025, 12, 1))
    also_no = GreenCard("g", "p1", "declined", since=date(2026, 6, 1))
    family = a_family(agreements=(no, *a_family().agreements[1:]), cards=(also_no, *a_family().cards[1:]))

    assert asked_again(family, date(2026, 10, 1)) == []
    assert asked_again(family, DAY) == [("C3", "再问签约", date(2026, 12, 1), "upcoming")]
    assert asked_again(family, date(2026, 12, 2))[0][3] == "overdue"
    again = replace(no, declined_on=date(2026, 12, 2))
    assert asked_again(replace(family, agreements=(again,)), date(2026, 12, 3)) == []


def test_the_progress_of_a_village_counts_households_and_persons_each_in_its_unit() -> None:
    renewed = Agreement("d1", "p1", since=date(2026, 3, 1), until=date(2027, 2, 28), kind="renewal")
    no = Agreement("d2", "p2", "declined", declined_on=date(2026, 5, 2))
    empty = leaving(date(2026, 10, 26), TOWNSHIP)
    one = a_family(agreements=(renewed, no), assignments=(empty, VILLAGE), services=())
    other = a_family(id="f2", case_type="disability", visits=(), assignments=(TOWNSHIP, VILLAGE))

    (line,), total = progress_table((one, other), national(), DAY)

    assert line.head == Head(2, 2, 1)  # the same persons in both files are counted once
    assert dict(line.by_type) == {"death": 1, "disability": 1, "complication": 0}
    assert (line.contacts.rate_all, line.empty_days) == ((1, 2), 10)
    assert (line.told, line.contacted, line.visited) == (2, 1, 1)
    assert (line.contact_days, line.visit_days) == (30, 90)
    assert (line.agreements.rate_all, line.agreements.rate_countable) == ((3, 4), (3, 3))
    assert (line.renewed, line.declined, line.signed, line.fulfilled) == (1, 1, 3, 2)
    assert line.problems == (("联系人空缺", 1),)
    assert replace(total, village_code="v03", village="上坪村") == line


def test_the_three_numbers_of_the_doctors_count_persons_signed_and_renewed() -> None:
    renewed = Agreement("d1", "p1", since=date(2026, 3, 1), until=date(2027, 2, 28), kind="renewal")
    away = a_family(id="f2", village_code="v09", village="柳湾村", agreements=(), persons=(MOTHER,))
    gone = a_family(id="f3", status="exited", closed_on=DAY)

    rows, total = doctor_numbers((a_family(agreements=(renewed,)), away, gone), national(), DAY)

    assert [(r.village, r.persons, r.signed, r.renewed) for r in rows] == [("上坪村", 2, 1, 1), ("柳湾村", 1, 0, 0)]
    assert (total.persons, total.signed, total.renewed) == (3, 1, 1)


def test_who_answers_and_on_which_record_a_gap_rests() -> None:
    lapsed = Agreement("d1", "p1", since=date(2025, 9, 1), until=date(2026, 8, 31))
    helper = Person("p9", "周强", relation="51", role="other", is_target=False)
    family = a_family(
        agreements=(lapsed,), assignments=(leaving(DAY, TOWNSHIP), VILLAGE, HELPER), persons=(FATHER, MOTHER, helper)
    )
    page = almanac(national(), DAY)

    state = next(s for s in coverage_states(family, national(), DAY) if s.item == "C3" and s.subject_id == "p1")

    assert evidence_of(family, state, DAY) == Evidence("agreement", "d1", date(2025, 9, 1))
    assert evidence_of(family, dual_contact(family, national(), DAY), DAY) == Evidence("assignment", "a1", DAY)
    who = answerable(family, page)
    assert ([one.contact_name for one in who.holders], who.vacant) == (["冯月明", "罗青"], ("township",))
