from dataclasses import replace
from datetime import date

import pytest

from db.domain.agreements import term_end
from db.domain.coverage import coverage_states, dual_contact, family_doctor, figure, gaps, green_channel
from db.domain.coverage_facts import Agreement, Assignment, GreenCard
from db.domain.family import Family
from db.domain.figures import CoverageFigure, percent_words, permille
from db.domain.periods import Window
from db.domain.standing import CoverageState
from db.domain.strip import family_strip
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

LOST = "就诊卡 9月9日 遗失，还没有补办"
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))


def of(family: Family, day: date = DAY) -> dict[str, CoverageState]:
    return {f"{s.item} {s.subject_id}": s for s in coverage_states(family, national(), day)}


def test_example_1_two_contacts_of_whom_the_village_one_has_no_phone_do_not_cover() -> None:
    family = a_family(assignments=(TOWNSHIP, replace(VILLAGE, phone="")))

    state = dual_contact(family, national(), DAY)

    assert (state.covered, state.state, state.reason) == (False, "miss", "村级联系人缺电话")


def test_example_2_a_gap_between_two_township_contacts_is_counted_in_days() -> None:
    newcomer = Assignment("a3", "township", "c3", "谭志成", "13800000003", date(2026, 3, 20))
    family = a_family(assignments=(leaving(date(2026, 3, 1), TOWNSHIP), newcomer, VILLAGE))

    during = dual_contact(family, national(), date(2026, 3, 10))
    after = dual_contact(family, national(), date(2026, 3, 20))
    (gap,) = [g for g in gaps(family, national(), YEAR) if g.item == "C1"]

    assert (during.covered, during.reason) == (False, "乡镇级联系人 3月1日 起空缺")
    assert during.since == date(2026, 3, 1)
    assert after.covered
    assert (gap.since, gap.until, gap.days, gap.reason) == (
        date(2026, 3, 1),
        date(2026, 3, 19),
        19,
        "乡镇级联系人 3月1日 起空缺",
    )


def test_example_3_an_agreement_covers_its_last_day_and_a_refusal_leaves_the_second_denominator() -> None:
    family = a_family(
        agreements=(
            Agreement("d1", "p1", since=date(2025, 5, 1), until=date(2026, 4, 30)),
            Agreement("d2", "p2", state="declined", declined_on=date(2025, 5, 2)),
        )
    )

    last_day = figure(family_doctor(family, national(), date(2026, 4, 30)))
    next_day = figure(family_doctor(family, national(), date(2026, 5, 1)))

    assert (last_day.rate_all, last_day.rate_countable) == ((1, 2), (1, 1))
    assert [percent_words(r) for r in (last_day.rate_all, last_day.rate_countable)] == ["50.0%", "100.0%"]
    assert (next_day.total, next_day.covered, next_day.to_renew, next_day.missing) == (2, 0, 1, 1)


def test_everything_in_order_is_covered_and_says_by_whom() -> None:
    states = of(a_family())

    assert {s.state for s in states.values()} == {"ok"}
    assert states["C1 f1"].reason == "镇 何卫国，村 冯月明"
    assert list(states) == ["C1 f1", "C2 p1", "C2 p2", "C3 p1", "C3 p2"]


def test_an_agreement_ending_today_is_soon_and_tomorrow_missing_since_that_day() -> None:
    family = a_family(agreements=(Agreement("d1", "p2", since=date(2025, 11, 5), until=DAY),))

    today = of(family)["C3 p2"]
    tomorrow = of(family, date(2026, 11, 5))["C3 p2"]

    assert (today.state, today.reason) == ("soon", "协议今天止，明天起算缺")
    assert (tomorrow.state, tomorrow.reason, tomorrow.since) == ("miss", "协议 11月4日 已止", date(2026, 11, 5))


def test_an_agreement_ended_early_covers_no_longer_and_says_so() -> None:
    ended = Agreement("d1", "p1", "ended", date(2026, 1, 1), date(2026, 12, 31), ended_on=date(2026, 10, 20))
    family = a_family(agreements=(ended,))

    assert of(family, date(2026, 10, 20))["C3 p1"].covered
    assert of(family)["C3 p1"].reason == "原协议 10月20日 解约"


def test_an_end_written_as_the_last_day_of_the_calendar_is_no_end() -> None:
    for_ever = Agreement("d1", "p1", since=date(2026, 1, 1), until=date.max)
    family = a_family(
        agreements=(for_ever,),
        cards=(GreenCard("g", "p1", since=OPENED, until=date.max),),
        assignments=(replace(TOWNSHIP, until=date.max), VILLAGE),
        insured=tuple(replace(i, until=date.max) for i in a_family().insured),
    )

    assert of(family)["C3 p1"].state == "ok"
    assert [cell.state for cell in family_strip(family, national(), DAY)][6] == "ok"
    assert [g.subject_id for g in gaps(family, national(), YEAR) if g.item == "C2"] == ["p2"]


def test_an_agreement_ended_without_any_date_covers_nothing() -> None:
    family = a_family(agreements=(Agreement("d1", "p1", "ended", date(2026, 1, 1)),))

    assert of(family)["C3 p1"].state == "miss"


def test_someone_never_signed_is_missing_since_the_file_was_opened() -> None:
    state = of(a_family(agreements=()))["C3 p1"]

    assert (state.state, state.reason, state.since) == ("miss", "没有登记过协议", OPENED)
    assert state.next_due == date(2020, 4, 30)


def test_an_agreement_already_renewed_is_not_shown_as_ending() -> None:
    family = a_family(
        agreements=(
            Agreement("d1", "p1", since=date(2025, 11, 10), until=date(2026, 11, 9)),
            Agreement("d2", "p1", since=date(2026, 11, 10), until=date(2027, 11, 9), kind="renewal"),
        )
    )

    state = of(family)["C3 p1"]

    assert (state.state, state.until) == ("ok", date(2027, 11, 9))


def test_an_agreement_is_proposed_for_the_usual_term() -> None:
    two_years = local('[[rule]]\nid = "C3"\nsource = "测试"\nterm_months = 24\n')

    assert term_end(national(), date(2026, 3, 1)) == date(2027, 2, 28)
    assert term_end(two_years, date(2026, 3, 1)) == date(2028, 2, 29)


def test_a_refusal_after_an_agreement_has_ended_is_a_refusal_and_a_signature_after_it_covers() -> None:
    refused = Agreement("d2", "p1", "declined", declined_on=date(2026, 6, 1))
    before = Agreement("d1", "p1", since=date(2025, 5, 1), until=date(2026, 4, 30))
    again = Agreement("d3", "p1", since=date(2026, 9, 1), until=date(2027, 8, 31))

    assert of(a_family(agreements=(before, refused)))["C3 p1"].state == "no"
    assert of(a_family(agreements=(before, refused)))["C3 p1"].reason == "本人不愿签，6月1日 问过"
    assert of(a_family(agreements=(before, refused)), date(2026, 5, 3))["C3 p1"].state == "miss"
    assert of(a_family(agreements=(before, refused, again)))["C3 p1"].state == "ok"


@pytest.mark.parametrize(
    ("card", "state", "reason"),
    [
        (GreenCard("g", "p1", since=OPENED), "ok", "持就诊卡"),
        (GreenCard("g", "p1", since=OPENED, until=DAY), "soon", "就诊卡今天止，明天起算缺"),
        (GreenCard("g", "p1", since=OPENED, until=date(2026, 10, 31)), "miss", "就诊卡 10月31日 已到期"),
        (GreenCard("g", "p1", "declined", since=date(2026, 10, 15)), "no", "本人不愿办，10月15日 问过"),
        (GreenCard("g", "p1", "lost", since=OPENED, ended_on=date(2026, 9, 9)), "miss", LOST),
        (GreenCard("g", "p1", "lost", since=OPENED, ended_on=date(2026, 12, 9)), "ok", "持就诊卡"),
        (
            GreenCard("g", "p1", "lost", since=OPENED, until=date(2026, 10, 31), ended_on=date(2026, 12, 9)),
            "miss",
            "就诊卡 10月31日 已到期",
        ),
        (GreenCard("g", "p1", "told", since=OPENED), "miss", "告知过定点医院，还没有就诊卡"),
        (GreenCard("g", "p1", since=date(2026, 11, 5)), "miss", "没有就诊卡"),
    ],
)  # fmt: skip
def test_a_card_covers_by_its_state_and_dates(card: GreenCard, state: str, reason: str) -> None:
    found = of(a_family(cards=(card,)))["C2 p1"]

    assert (found.state, found.reason) == (state, reason)


def test_where_no_cards_are_used_being_told_of_the_hospitals_covers() -> None:
    profile = local('[[rule]]\nid = "C2"\nsource = "测试"\nwithout_card = true\n')
    told = GreenCard("g", "p1", "told", since=OPENED)

    (state, _) = green_channel(a_family(cards=(told,)), profile, DAY)

    assert (state.state, state.reason) == ("ok", "已告知定点医院")


def test_a_place_may_count_a_coverage_by_household() -> None:
    profile = local('[[rule]]\nid = "C2"\nsource = "测试"\nunit = "household"\n')
    family = a_family(cards=(GreenCard("g", "p1", since=OPENED),))

    (state,) = green_channel(family, profile, DAY)

    assert (state.unit, state.subject_id, state.state) == ("household", "f1", "ok")


def test_a_place_may_ask_for_further_contacts_and_for_the_card_in_the_house() -> None:
    more = local('[[rule]]\nid = "C1"\nsource = "测试"\nextra_posts = 1\ncard_counts = true\n')
    helper = Assignment("a3", "extra", "c3", "罗青", "1", OPENED)
    untold = replace(VILLAGE, family_informed_on=None)

    assert dual_contact(a_family(), more, DAY).reason == "其他联系人有 0 名，应有 1 名"
    assert dual_contact(a_family(assignments=(TOWNSHIP, VILLAGE, helper)), more, DAY).covered
    missing = dual_contact(a_family(assignments=(TOWNSHIP, untold, helper)), more, DAY)
    assert missing.reason == "村级联系人的联系卡还没有送到家"
    handed = a_family(assignments=(TOWNSHIP, untold, helper), cards_issued=(date(2020, 3, 5),))
    assert dual_contact(handed, more, DAY).covered


def test_who_is_away_for_long_or_in_a_home_is_in_the_first_denominator_only() -> None:
    away = replace(FATHER, away_since=date(2026, 1, 1))
    lives_in = replace(MOTHER, institution_since=date(2026, 10, 1))
    family = a_family(persons=(away, lives_in), agreements=(), cards=())

    counted = figure(family_doctor(family, national(), DAY))
    in_june = figure(family_doctor(family, national(), date(2026, 6, 1)))

    assert counted == CoverageFigure(total=2, excluded=2, covered=0, to_renew=0)
    assert in_june == CoverageFigure(total=2, excluded=0, covered=0, to_renew=0)
    assert [family_doctor(family, national(), day)[0].state for day in (date(2026, 7, 1), date(2026, 7, 2))] == [
        "miss",
        "excl",
    ]
    assert [s.reason for s in family_doctor(family, national(), DAY)] == ["1月1日 起外出", "10月1日 起住在养老机构"]


def test_example_14_a_death_leaves_the_contacts_and_takes_the_person_out_of_the_count() -> None:
    family = a_family(persons=(FATHER, replace(MOTHER, alive=False, death_date=date(2026, 11, 1))))

    assert list(of(family)) == ["C1 f1", "C2 p1", "C3 p1"]
    assert of(family)["C1 f1"].covered
    assert "C3 p2" in of(family, date(2026, 10, 31))


def test_nobody_is_asked_for_before_the_file_is_opened_or_after_it_is_closed() -> None:
    family = a_family(status="moved_out", closed_on=date(2026, 6, 1))

    assert coverage_states(family, national(), DAY) == ()
    assert coverage_states(family, national(), date(2020, 2, 29)) == ()
    assert len(coverage_states(family, national(), date(2026, 5, 31))) == 5


def test_gaps_follow_a_change_of_the_rule_itself() -> None:
    stricter = local('[[rule]]\nid = "C1"\nsince = 2026-07-01\nsource = "测试"\nextra_posts = 1\n')

    (gap,) = [g for g in gaps(a_family(), stricter, YEAR) if g.item == "C1"]

    assert (gap.item, gap.since, gap.until) == ("C1", date(2026, 7, 1), date(2026, 12, 31))
    assert dual_contact(a_family(), stricter, date(2026, 6, 30)).covered


def test_gaps_of_a_person_begin_after_the_last_covered_day_and_end_with_death() -> None:
    family = a_family(
        persons=(FATHER, replace(MOTHER, alive=False, death_date=date(2026, 8, 1))),
        agreements=(
            Agreement("d1", "p1", since=date(2026, 1, 1), until=date(2026, 12, 31)),
            Agreement("d2", "p2", since=date(2025, 5, 1), until=date(2026, 4, 30)),
        ),
    )

    (gap,) = [g for g in gaps(family, national(), YEAR) if g.item == "C3"]

    assert (gap.subject_id, gap.since, gap.until, gap.days) == ("p2", date(2026, 5, 1), date(2026, 7, 31), 92)


def test_rates_are_whole_numbers_and_never_flatter() -> None:
    assert permille((211, 214)) == 986
    assert percent_words((211, 214)) == "98.6%"
    assert percent_words((1999, 2000)) == "99.9%"
    assert percent_words((0, 0)) == "—"
    assert permille((1, 2000)) == 1
