from dataclasses import replace
from datetime import date

from db.domain.family import Child, Consent, Family
from db.domain.profile import Profile
from db.domain.quiet import quiet_dates, wants_quiet
from db.domain.strip import family_strip, figures
from db.domain.support_facts import Insured, Pairing, PsychSession, VolunteerService
from db.domain.supports import (
    insurance,
    over_threshold,
    solace,
    suggested_state,
    support_states,
    visiting,
    volunteering,
)
from tests.domain.made_families import CHILD, DAY, FATHER, MOTHER, OPENED, VILLAGE, a_family, a_visit, local, national

ASKED = '[[rule]]\nid = "S3"\nsource = "测试"\nrequired = true\n'


def strip_of(family: Family, profile: Profile | None = None, day: date = DAY) -> list[tuple[str, str, str]]:
    return [(cell.label, cell.sign, cell.word) for cell in family_strip(family, profile or national(), day)]


def test_a_family_in_order_has_a_quiet_strip_in_the_one_order() -> None:
    assert strip_of(a_family()) == [
        ("双岗", "✓", "已落实"),
        ("绿通", "✓", "已落实"),
        ("家医", "✓", "已落实"),
        ("慰藉", "✓", "按期"),
        ("走访", "✓", "按期"),
        ("志愿", "·", "本地不要求"),
        ("保险", "✓", "在保"),
    ]


def test_the_cells_say_who_and_what_comes_next() -> None:
    cells = {cell.item: cell for cell in family_strip(a_family(), national(), DAY)}

    assert cells["C1"].lines == ("镇 何卫国，村 冯月明", "下次联系 11月20日 前")
    assert cells["C2"].lines == ("2 人持就诊卡", "")
    assert cells["C3"].lines == ("2 人已签约", "至 2027年2月28日")
    assert cells["S1"].lines == ("6月2日 谈过", "下次 2027年6月2日 前")
    assert cells["S2"].lines == ("10月21日 上门，2 人见到", "下次 2027年1月19日 前")
    assert cells["S4"].sentence == "保险保障：在保，2 人在保"


def test_two_posts_held_are_not_enough_when_nobody_has_called_in_time() -> None:
    family = a_family(visits=(a_visit(date(2026, 9, 28), mode="phone"),))

    (contacts, *_) = family_strip(family, national(), DAY)

    assert (contacts.state, contacts.word) == ("late", "逾期 7 天")
    assert "每 30 天联系一次，上次 9月28日 电话" in contacts.sentence


def test_one_persons_refusal_does_not_hide_the_others_gap_nor_the_others_order() -> None:
    declined = replace(a_family().agreements[0], state="declined", declined_on=date(2026, 10, 15))
    signed = a_family().agreements[1]

    only_refusal = family_strip(a_family(agreements=(declined, signed)), national(), DAY)[2]
    with_a_gap = family_strip(a_family(agreements=(declined,)), national(), DAY)[2]
    nobody = family_strip(a_family(persons=(FATHER,), agreements=(declined,)), national(), DAY)[2]

    assert (only_refusal.state, only_refusal.lines) == ("ok", ("1 人已签约", "周文彬：本人不愿签，10月15日 问过"))
    assert (with_a_gap.state, with_a_gap.lines[0]) == ("miss", "何秀兰：没有登记过协议")
    assert (nobody.state, nobody.word) == ("no", "本人不愿")


def test_the_place_gives_the_strip_its_names() -> None:
    from desktop.profiles import load_profile

    labels = [cell.name for cell in family_strip(a_family(), load_profile("xx-2023"), DAY)]

    assert labels[:3] == ["双岗联系人制度", "优先便利医疗服务", "家庭医生签约服务"]


def test_a_family_off_the_register_is_asked_nothing() -> None:
    family = a_family(status="exited", closed_on=date(2026, 1, 1))

    assert {sign for _, sign, _ in strip_of(family)} == {"·"}
    assert support_states(family, national(), DAY) == ()


def test_a_talk_in_the_last_twelve_months_keeps_solace_in_order_until_it_is_a_year_old() -> None:
    talk = PsychSession("t", date(2026, 6, 2))
    family = a_family(sessions=(talk,))

    assert solace(family, national(), date(2027, 4, 1)).state == "ok"
    assert solace(family, national(), date(2027, 6, 2)).state == "soon"
    assert solace(family, national(), date(2027, 6, 3)).state == "late"


def test_who_needs_intervention_is_seen_alone_within_seven_days() -> None:
    person = replace(MOTHER, mental_state="intervene", mental_since=date(2026, 10, 28))
    waiting = a_family(persons=(FATHER, person))
    group = PsychSession("t2", date(2026, 10, 30), "group", ("p2",))
    alone = PsychSession("t3", date(2026, 10, 30), "individual", ("p2",))

    assert solace(waiting, national(), DAY).state == "soon"
    assert solace(waiting, national(), date(2026, 11, 5)).state == "late"
    assert solace(replace(waiting, sessions=(group,)), national(), date(2026, 11, 5)).state == "late"
    assert solace(replace(waiting, sessions=(alone,)), national(), date(2026, 11, 5)).state == "ok"
    assert solace(waiting, national(), date(2026, 10, 27)).state == "ok"


def test_a_score_asks_for_attention_from_its_threshold_on() -> None:
    assert [over_threshold(national(), DAY, "PHQ-9", score) for score in (9, 10)] == [False, True]
    assert not over_threshold(national(), DAY, "another scale", 99)
    assert [suggested_state(national(), DAY, "GAD-7", score) for score in (9, 10, 14, 15)] == [
        "",
        "attention",
        "attention",
        "intervene",
    ]


def test_a_recorded_no_to_solace_is_a_no_and_silence_is_not() -> None:
    no = tuple(Consent(f"n-{p}", p, ("psych",), date(2026, 5, 1), granted=False) for p in ("p1", "p2"))
    withdrawn = Consent("n", "p2", ("psych",), date(2026, 1, 1), withdrawn_on=date(2026, 5, 1))

    assert solace(a_family(sessions=(), consents=no), national(), DAY).state == "no"
    assert solace(a_family(sessions=(), consents=(no[0], withdrawn)), national(), DAY).state == "no"
    assert solace(a_family(sessions=(), consents=no[:1]), national(), DAY).state == "late"
    assert solace(a_family(sessions=(), consents=no), national(), date(2026, 4, 30)).state == "late"


def test_a_family_that_wants_quiet_is_not_counted_for_solace_or_visits() -> None:
    family = a_family(contact_preference="quiet", sessions=())

    states = {s.item: s for s in support_states(family, national(), DAY)}

    assert (states["S1"].state, states["S2"].state) == ("excl", "excl")
    assert states["S2"].reason == "家里希望不被打扰"


def test_an_overdue_home_visit_makes_visiting_late_with_its_reason() -> None:
    family = a_family(visits=(a_visit(date(2026, 7, 1)), a_visit(date(2026, 10, 30), mode="phone")))

    state = visiting(family, national(), DAY)

    assert (state.state, state.next_due) == ("late", date(2026, 9, 29))


def test_volunteering_is_not_asked_unless_the_place_asks() -> None:
    paired = a_family(pairings=(Pairing("r", "罗青", date(2026, 1, 1)),))
    served = replace(paired, volunteer_services=(VolunteerService("h", date(2026, 10, 1), 90),))

    assert volunteering(paired, national(), DAY).state == "na"
    assert volunteering(paired, national(), DAY).reason == "结对 1 名：罗青"
    assert volunteering(a_family(), local(ASKED), DAY).state == "miss"
    assert volunteering(paired, local(ASKED), DAY).state == "late"
    assert volunteering(served, local(ASKED), DAY).state == "ok"
    assert volunteering(served, local(ASKED), date(2026, 12, 30)).state == "soon"


def test_volunteering_of_too_few_minutes_or_visits_is_not_enough_and_says_how_much_there_was() -> None:
    paired = a_family(pairings=(Pairing("r", "罗青", date(2026, 1, 1)),))
    once = replace(paired, volunteer_services=(VolunteerService("h", date(2026, 10, 1), 90),))
    twice = replace(once, volunteer_services=(*once.volunteer_services, VolunteerService("k", date(2026, 10, 20), 30)))
    hours, two = local(ASKED + "minutes = 120\n"), local(ASKED + "services = 2\n")

    short = volunteering(once, hours, DAY)
    assert (short.state, short.next_due) == ("late", date(2026, 4, 1))
    assert short.reason == "罗青 近 3 个月服务 1 次 90 分钟，要 120 分钟"
    assert (volunteering(twice, hours, DAY).state, volunteering(twice, hours, DAY).next_due) == ("ok", date(2027, 1, 1))
    assert volunteering(once, two, DAY).state == "late"
    assert volunteering(twice, two, date(2026, 12, 31)).state == "soon"
    assert volunteering(twice, two, date(2027, 1, 2)).state == "late", "the second alone is not two"
    assert volunteering(twice, local(ASKED + "services = 0\n"), DAY).state == "ok"

    fresh = replace(once, pairings=(Pairing("r", "罗青", date(2026, 11, 1)),))
    assert volunteering(fresh, hours, DAY).state == "ok", "a new pairing has its first months"


def test_insurance_counts_only_required_products_and_only_while_they_run() -> None:
    def states(*insured: Insured) -> list[tuple[str, str]]:
        return [(s.state, s.reason) for s in insurance(a_family(persons=(FATHER,), insured=insured), national(), DAY)]

    other = Insured("i", "p1", "travel", date(2026, 1, 1), date(2027, 1, 1))
    over = Insured("i", "p1", "hospital_care", date(2025, 1, 1), date(2025, 12, 31))
    ending = Insured("i", "p1", "hospital_care", date(2026, 1, 1), date(2026, 11, 20))
    by_name = replace(ending, product="住院护理补贴", until=date(2027, 5, 1))
    next_term = Insured("j", "p1", "hospital_care", date(2026, 11, 21), date(2027, 11, 20))

    assert states() == [("miss", "没有在保的保险")]
    assert states(other) == [("miss", "没有在保的保险")]
    assert states(over) == [("miss", "住院护理补贴保险 2025年12月31日 已止")]
    assert states(ending) == [("soon", "住院护理补贴保险 11月20日 止")]
    assert states(ending, next_term) == [("ok", "住院护理补贴保险至 2027年11月20日")]
    assert states(by_name) == [("ok", "住院护理补贴保险至 2027年5月1日")]


def test_only_insured_groups_are_counted() -> None:
    only_deaths = local('[[rule]]\nid = "S4"\nsource = "测试"\ngroups = ["death"]\nmin_age = 60\n')

    assert [s.subject_id for s in insurance(a_family(), only_deaths, DAY)] == ["p1"]
    assert insurance(a_family(case_type="disability"), only_deaths, DAY) == ()


def test_figures_count_households_and_persons_apart() -> None:
    second = a_family(id="f2", assignments=(VILLAGE,))

    counted = figures((a_family(), second), national(), DAY)

    assert (counted["C1"].rate_all, counted["C3"].rate_all) == ((1, 2), (4, 4))
    assert counted["S3"].total == 0


def test_a_quiet_day_never_says_what_it_is() -> None:
    quiet = quiet_dates(a_family(), national(), date(2026, 5, 30))

    assert [(q.on, q.days_until, q.kind) for q in quiet] == [(date(2026, 6, 3), 4, "child_departed")]
    assert quiet[0].sentence == "周文彬户这几天可能想安静，不主动提起"
    assert not any(word in quiet[0].sentence for word in ("忌", "去世", "离世", "子", "死"))
    assert not wants_quiet(a_family(), national(), date(2026, 5, 30))
    assert wants_quiet(a_family(), national(), date(2026, 6, 1))
    assert not wants_quiet(a_family(), national(), date(2026, 6, 9))


def test_the_first_anniversary_is_a_year_later() -> None:
    recent = replace(CHILD, event_date=date(2026, 6, 3), birth_date=None)

    assert quiet_dates(a_family(children=(recent,)), national(), date(2026, 6, 3)) == ()
    assert len(quiet_dates(a_family(children=(recent,)), national(), date(2027, 6, 3))) == 1


def test_days_of_remembrance_follow_the_moon() -> None:
    quiet = quiet_dates(a_family(), national(), DAY)

    assert [(q.on, q.name) for q in quiet] == [(date(2026, 11, 9), "农历十月初一 寒衣节")]


def test_a_day_known_only_to_its_month_makes_the_month_quiet_and_a_living_child_none() -> None:
    month_only = replace(CHILD, event_date=date(2016, 11, 1), event_exact=False, birth_date=None)
    living = Child("k2", ("p1", "p2"), "disabled", date(2016, 11, 4), disability_grade=2)

    (quiet, *_) = quiet_dates(a_family(children=(month_only,)), national(), DAY)

    assert (quiet.whole_month, quiet.sentence) == (True, "周文彬户这个月可能想安静，不主动提起")
    assert quiet_dates(a_family(children=(living,)), national(), DAY) == ()


def test_a_widows_family_is_quiet_round_the_death_of_the_other() -> None:
    family = a_family(
        persons=(FATHER, replace(MOTHER, alive=False, death_date=date(2020, 11, 6))), children=(), opened_on=OPENED
    )

    kinds = [q.kind for q in quiet_dates(family, national(), DAY)]

    assert kinds == ["member_departed", "remembrance"]


def test_a_family_nobody_has_visited_yet_is_in_order_because_its_file_is_new() -> None:
    family = a_family(visits=(), opened_on=date(2026, 10, 26), stays=(), events=())
    visits = {cell.item: cell for cell in family_strip(family, national(), date(2026, 10, 30))}["S2"]
    late = {cell.item: cell for cell in family_strip(family, national(), date(2027, 6, 1))}["S2"]

    assert (visits.word, visits.lines) == ("按期", ("新建档，2027年1月24日 前走访一次", ""))
    assert visits.sentence == "走访慰问：按期，新建档，2027年1月24日 前走访一次"
    assert late.state == "late"
    assert "新建档" not in late.sentence


def test_what_is_missing_says_by_when_it_must_be_there_and_not_until_when_it_holds() -> None:
    family = a_family(persons=(FATHER,), cards=(), opened_on=date(2026, 10, 1))
    cards = {cell.item: cell for cell in family_strip(family, national(), date(2026, 10, 5))}["C2"]

    assert cards.lines[0] == "没有就诊卡"
    assert cards.lines[1].startswith("应在 ")
    assert cards.lines[1].endswith(" 前办")


def test_who_was_only_told_of_a_product_is_not_insured_by_it() -> None:
    told = Insured("i", "p1", "hospital_care", date(2026, 10, 3), stage="publicity", told_on=date(2026, 10, 3))
    (state,) = insurance(a_family(persons=(FATHER,), insured=(told,)), national(), DAY)

    assert (state.state, state.reason) == ("miss", "10月3日 宣传过，还没有投保")
    (before,) = insurance(a_family(persons=(FATHER,), insured=(told,)), national(), date(2026, 10, 2))
    assert before.reason == "没有在保的保险"
