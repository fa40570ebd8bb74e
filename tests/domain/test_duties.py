from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from db.domain.coverage_facts import Agreement, Assignment, DoctorService
from db.domain.duties import Duty, duties, hospital_gap_duty, hospital_list_duty, missing_levels, report_duty
from db.domain.family import Consent, Family, Person, RiskChange
from db.domain.periods import LunarBirthday, PeriodKind, month_of, parse_period
from db.domain.profile import Profile
from db.domain.support_facts import Claim, HospitalStay, Insured, MajorEvent, Need, PsychFile, PsychSession
from tests.domain.made_families import (
    CHILD,
    DAY,
    FATHER,
    MOTHER,
    OPENED,
    TOWNSHIP,
    VILLAGE,
    a_family,
    a_visit,
    leaving,
    local,
    national,
)


def owed(family: Family, rule: str, day: date = DAY, profile: Profile | None = None) -> list[Duty]:
    return [d for d in duties(family, profile or national(), day) if d.rule == rule]


def states(family: Family, rule: str, day: date = DAY, profile: Profile | None = None) -> list[tuple[str, date, str]]:
    return [(d.subject_id, d.due_by, d.state) for d in owed(family, rule, day, profile)]


def test_a_family_in_order_owes_only_what_is_still_to_come() -> None:
    found = duties(a_family(), national(), DAY)

    assert [(d.rule, d.title, d.due_by, d.state) for d in found] == [
        ("C1a", "双岗联系", date(2026, 11, 20), "upcoming"),
    ]
    assert found[0].owner == "冯月明"


def test_a_contact_is_due_thirty_days_after_the_last_and_late_from_the_next_day() -> None:
    family = a_family(visits=(a_visit(date(2026, 10, 5), mode="phone"), a_visit(date(2026, 10, 1))))

    assert states(family, "C1a")[0] == ("contact", date(2026, 11, 4), "due")
    (late, *_) = owed(family, "C1a", date(2026, 11, 11))
    assert (late.state, late.days_late, late.reason) == ("overdue", 7, "每 30 天联系一次，上次 10月5日 电话")


def test_a_contact_by_somebody_who_is_not_the_familys_contact_does_not_count() -> None:
    stranger = a_visit(date(2026, 10, 30), contact_ids=("c9",))
    before_the_post = a_visit(date(2026, 10, 30), contact_ids=("c3",))
    newcomer = Assignment("a3", "township", "c3", "谭志成", "1", date(2026, 11, 1), None, date(2026, 11, 1))
    known = a_visit(date(2026, 10, 1))

    for visit in (stranger, before_the_post):
        family = a_family(visits=(known, visit), assignments=(TOWNSHIP, VILLAGE, newcomer))
        assert owed(family, "C1a")[0].due_by == date(2026, 10, 31)


def test_the_attention_level_sets_the_pace() -> None:
    focus = a_family(risk_level="focus")
    high = a_family(risk_level="high")

    assert states(focus, "C1a") == [
        ("contact", date(2026, 11, 20), "upcoming"),
        ("home", date(2026, 11, 20), "upcoming"),
    ]
    assert owed(high, "C1a")[0].reason == "高危，每 7 天联系一次，上次 10月21日 上门"
    assert states(high, "C1a")[0] == ("contact", date(2026, 10, 28), "overdue")


def test_a_level_raised_today_leaves_its_own_days_but_no_more_than_before() -> None:
    raised = a_family(risk_level="high", risk_changes=(RiskChange(DAY, "high"),))
    raised_at_the_end = replace(raised, visits=(a_visit(date(2026, 10, 7)),))

    assert states(raised, "C1a")[0] == ("contact", date(2026, 11, 11), "due")
    assert states(raised_at_the_end, "C1a")[0] == ("contact", date(2026, 11, 6), "due")
    assert states(raised, "C1a", date(2026, 11, 3))[0][1] == date(2026, 11, 20)


def test_example_12_a_refused_visit_on_the_last_day_is_an_attempt_and_nothing_is_done() -> None:
    refused = a_visit(DAY, outcome="declined", persons_met=())
    family = a_family(visits=(a_visit(date(2026, 10, 5)), refused))

    (today,) = [d for d in owed(family, "C1a") if d.subject_id == "contact"]
    (tomorrow,) = [d for d in owed(family, "C1a", date(2026, 11, 5)) if d.subject_id == "contact"]

    assert (today.due_by, today.state) == (DAY, "due")
    assert (tomorrow.state, tomorrow.days_late) == ("overdue", 1)
    assert (tomorrow.attempted_on, tomorrow.retry_on) == (DAY, date(2026, 11, 11))
    assert "11月4日 没有见到，11月11日 再联系" in tomorrow.reason
    assert tomorrow.key == today.key


def test_not_being_at_home_is_an_attempt_too_and_meeting_somebody_ends_it() -> None:
    absent = a_visit(date(2026, 11, 3), outcome="absent", persons_met=())
    family = a_family(visits=(a_visit(date(2026, 10, 5)), absent))
    met = replace(family, visits=(*family.visits, a_visit(DAY)))

    assert owed(family, "C1a")[0].attempted_on == date(2026, 11, 3)
    assert owed(met, "C1a")[0].attempted_on is None


def test_example_13_a_family_that_prefers_the_telephone_is_greeted_by_telephone() -> None:
    by_phone = a_visit(date(2026, 9, 24), mode="phone", category="festival", festival="mid_autumn")
    day = date(2026, 9, 25)
    phone = a_family(contact_preference="phone", visits=(by_phone,))
    home = a_family(visits=(by_phone,))

    assert owed(phone, "S2-festival", day) == []
    assert owed(replace(phone, visits=()), "S2-festival", day)[0].reason.startswith("中秋打电话问候")
    assert states(home, "S2-festival", day) == [("mid_autumn", date(2026, 9, 26), "due")]
    assert [d.subject_id for d in owed(phone, "C1a", date(2027, 1, 1))] == ["contact"]


def test_where_the_familys_wish_does_not_count_a_call_is_not_a_visit() -> None:
    strict = local('[[rule]]\nid = "S2-festival"\nsource = "测试"\npreference_wins = false\n')
    by_phone = a_visit(date(2026, 9, 24), mode="phone", category="festival", festival="mid_autumn")
    family = a_family(contact_preference="phone", visits=(by_phone,))

    assert len(owed(family, "S2-festival", date(2026, 9, 25), strict)) == 1


def test_a_family_that_wants_quiet_is_kept_in_touch_and_not_visited() -> None:
    family = a_family(contact_preference="quiet", visits=(), sessions=())

    assert {d.subject_id for d in owed(family, "C1a")} == {"contact"}
    assert owed(family, "S2-festival", date(2026, 9, 20)) == []
    assert owed(family, "S2-birthday", FATHER.birth_date.replace(year=2026) if FATHER.birth_date else DAY) == []


def test_the_spring_festival_is_owed_through_the_whole_season() -> None:
    family = a_family(visits=(a_visit(date(2027, 1, 5)),))

    (duty,) = owed(family, "S2-festival", date(2027, 2, 1))
    done = a_visit(date(2027, 1, 30), category="festival", festival="spring_festival")

    assert (duty.opens_on, duty.due_by, duty.title) == (date(2027, 1, 8), date(2027, 2, 20), "节日看望")
    assert owed(replace(family, visits=(done,)), "S2-festival", date(2027, 2, 1)) == []


def test_a_festival_gone_by_stays_listed_for_two_weeks_and_then_rests() -> None:
    family = a_family(visits=())

    assert states(family, "S2-festival", date(2026, 10, 10)) == [("mid_autumn", date(2026, 9, 26), "overdue")]
    assert owed(family, "S2-festival", date(2026, 10, 11)) == []


def test_a_birthday_is_kept_by_the_moon_if_so_recorded() -> None:
    mother = replace(MOTHER, birth_date=date(1966, 11, 8), lunar_birthday=LunarBirthday(9, 28))
    family = a_family(persons=(FATHER, mother))

    (duty,) = owed(family, "S2-birthday")
    by_sun = local('[[rule]]\nid = "S2-birthday"\nsource = "测试"\nlunar = false\n')

    assert (duty.subject_name, duty.opens_on, duty.due_by) == ("何秀兰", date(2026, 11, 3), date(2026, 11, 13))
    assert duty.reason.startswith("何秀兰 59 岁生日（农历），11月6日")
    assert owed(family, "S2-birthday", DAY, by_sun)[0].reason.startswith("何秀兰 60 岁生日，11月8日")


def test_near_a_quiet_day_a_birthday_is_suggested_quietly_and_nobody_says_why() -> None:
    born = replace(MOTHER, birth_date=date(1967, 11, 20))
    near = replace(CHILD, event_date=date(2016, 11, 18))
    family = a_family(persons=(FATHER, born))

    (usual,) = owed(family, "S2-birthday")
    (quiet,) = owed(replace(family, children=(near,)), "S2-birthday")
    (called,) = owed(replace(family, contact_preference="phone"), "S2-birthday")

    assert usual.reason == "何秀兰 59 岁生日，11月20日"
    assert quiet.reason == "何秀兰 59 岁生日，11月20日；这几天可能想安静，先问一声方不方便"
    assert called.reason == "何秀兰 59 岁生日，11月20日，打电话问候"


def test_a_birthday_visit_must_be_to_the_one_whose_birthday_it_is() -> None:
    mother = replace(MOTHER, birth_date=date(1966, 11, 5))
    hers = a_visit(DAY, category="birthday", persons_met=("p2",))
    his = a_visit(DAY, category="birthday", persons_met=("p1",))
    family = a_family(persons=(FATHER, mother))

    assert owed(replace(family, visits=(hers,)), "S2-birthday") == []
    assert len(owed(replace(family, visits=(his,)), "S2-birthday")) == 1


def test_a_place_may_keep_only_round_birthdays_or_none() -> None:
    round_ones = local('[[rule]]\nid = "S2-birthday"\nsource = "测试"\nages = [60, 70]\n')
    none = local('[[rule]]\nid = "S2-birthday"\nsource = "测试"\non = false\n')
    at_59 = a_family(persons=(replace(MOTHER, birth_date=date(1967, 11, 5)),))
    at_60 = a_family(persons=(replace(MOTHER, birth_date=date(1966, 11, 5)),))
    leap = a_family(persons=(replace(MOTHER, birth_date=date(1968, 2, 29)),))

    assert (len(owed(at_59, "S2-birthday", DAY, round_ones)), len(owed(at_60, "S2-birthday", DAY, round_ones))) == (
        0,
        1,
    )
    assert owed(at_60, "S2-birthday", DAY, none) == []
    assert states(leap, "S2-birthday", date(2027, 2, 28)) == [("p2", date(2027, 3, 7), "due")]


def test_a_stay_in_hospital_is_visited_within_three_days_by_both() -> None:
    stay = HospitalStay("h1", "p2", date(2026, 10, 30))
    family = a_family(stays=(stay,))
    at_home = a_visit(date(2026, 10, 31), persons_met=("p1",))
    there = a_visit(date(2026, 11, 2), category="hospital", mode="other", persons_met=("p2",))

    (duty,) = owed(family, "S2-hospital")

    assert (duty.due_by, duty.days_late, duty.owner) == (date(2026, 11, 2), 2, "何卫国、冯月明")
    assert duty.reason == "何秀兰 10月30日 入院，3 日内应看望"
    assert len(owed(replace(family, visits=(at_home,)), "S2-hospital")) == 1
    assert owed(replace(family, visits=(there,)), "S2-hospital") == []
    assert owed(family, "S2-hospital", date(2026, 10, 29)) == []


def test_a_visit_up_to_a_week_after_discharge_still_counts_and_one_later_does_not() -> None:
    stay = HospitalStay("h1", "p2", date(2026, 10, 1), date(2026, 10, 20))
    in_time = a_visit(date(2026, 10, 27))
    too_late = a_visit(date(2026, 10, 28))

    assert owed(a_family(stays=(stay,), visits=(in_time,)), "S2-hospital") == []
    assert len(owed(a_family(stays=(stay,), visits=(too_late,)), "S2-hospital")) == 1
    assert owed(a_family(stays=(stay,), visits=(too_late,)), "S2-hospital", date(2026, 11, 11)) == []


def test_a_major_event_asks_for_a_visit_within_a_day_of_knowing() -> None:
    event = MajorEvent("e1", "disaster", date(2026, 11, 1), known_on=date(2026, 11, 3))
    late_at_night = replace(event, at=datetime(2026, 11, 3, 15, 59, tzinfo=UTC))
    after_midnight = replace(event, at=datetime(2026, 11, 3, 16, 1, tzinfo=UTC))

    assert states(a_family(events=(event,)), "S2-emergency") == [("e1", DAY, "due")]
    assert owed(a_family(events=(late_at_night,)), "S2-emergency")[0].due_by == DAY
    assert owed(a_family(events=(after_midnight,)), "S2-emergency")[0].due_by == date(2026, 11, 5)
    assert owed(a_family(events=(event,), visits=(a_visit(date(2026, 11, 3)),)), "S2-emergency") == []
    assert len(owed(a_family(events=(event,), visits=(a_visit(date(2026, 11, 2)),)), "S2-emergency")) == 1
    assert owed(a_family(events=(late_at_night,)), "S2-emergency")[0].due_at == datetime(
        2026, 11, 4, 15, 59, tzinfo=UTC
    )


def test_a_major_event_is_answered_by_measures_and_a_report_as_well() -> None:
    event = MajorEvent("e1", "disaster", date(2026, 11, 1), settled_on=date(2026, 11, 3))

    assert owed(a_family(events=(event,)), "S2-emergency") == []
    assert states(a_family(events=(event,)), "S2-emergency", date(2026, 11, 2)) == [("e1", date(2026, 11, 2), "due")]


def test_a_stay_known_only_as_an_event_is_visited_in_hospital_and_only_once() -> None:
    event = MajorEvent("e1", "hospital", date(2026, 11, 2), person_id="p2")
    stay = HospitalStay("h1", "p2", date(2026, 11, 2))
    urgent = local('[[rule]]\nid = "S2-emergency"\nsource = "测试"\nkinds = ["hospital"]\n')

    assert states(a_family(events=(event,)), "S2-hospital") == [("e1", date(2026, 11, 5), "due")]
    assert states(a_family(events=(event,), stays=(stay,)), "S2-hospital") == [("h1", date(2026, 11, 5), "due")]
    assert owed(a_family(events=(replace(event, settled_on=date(2026, 11, 3)),)), "S2-hospital") == []
    rules = {d.rule for d in duties(a_family(events=(event,)), urgent, DAY)}
    assert {"S2-emergency", "S2-hospital"} & rules == {"S2-emergency"}


def test_example_14_a_death_asks_for_a_visit_written_down_as_an_event_or_not() -> None:
    family = a_family(persons=(FATHER, replace(MOTHER, alive=False, death_date=date(2026, 11, 3))))
    event = MajorEvent("e1", "death", date(2026, 11, 3), person_id="p2")

    (duty,) = owed(family, "S2-emergency")

    assert (duty.due_by, duty.owner) == (DAY, "何卫国、冯月明")
    assert duty.reason == "11月3日 得知家中有重大变故，24 小时内上门"
    assert len(owed(replace(family, events=(event,)), "S2-emergency")) == 1
    assert owed(replace(family, persons=(FATHER, replace(MOTHER, death_date=date(2015, 1, 1)))), "S2-emergency") == []


def test_when_nobody_is_left_nothing_is_owed() -> None:
    gone = tuple(replace(p, alive=False, death_date=date(2026, 11, 1)) for p in (FATHER, MOTHER))

    assert duties(a_family(persons=gone), national(), DAY) == ()


def test_an_empty_post_is_to_be_filled_in_fifteen_days_and_a_new_family_in_thirty() -> None:
    left = a_family(assignments=(leaving(date(2026, 11, 1), TOWNSHIP), VILLAGE))
    new = a_family(assignments=(), opened_on=date(2026, 11, 1))

    (replacing,) = owed(left, "C1")

    assert (replacing.action, replacing.due_by, replacing.state) == ("assign_contact", date(2026, 11, 16), "due")
    assert [(d.subject_id, d.due_by) for d in owed(new, "C1")] == [
        ("township", date(2026, 12, 1)),
        ("village", date(2026, 12, 1)),
    ]


def test_a_missing_phone_and_an_untold_family_are_duties_of_their_own() -> None:
    village = replace(VILLAGE, since=date(2026, 10, 25), phone="", family_informed_on=None)

    found = [(d.title, d.action, d.due_by) for d in owed(a_family(assignments=(TOWNSHIP, village)), "C1")]

    assert sorted(found) == [
        ("补联系电话", "add_phone", date(2026, 11, 9)),
        ("送联系卡", "hand_card", date(2026, 11, 9)),
    ]


def test_a_new_contact_meets_the_family_within_thirty_days() -> None:
    newcomer = Assignment("a3", "village", "c3", "谭志成", "1", date(2026, 10, 20), None, date(2026, 10, 20))
    family = a_family(assignments=(TOWNSHIP, leaving(date(2026, 10, 20), VILLAGE), newcomer))
    with_him = a_visit(date(2026, 11, 1), contact_ids=("c1", "c3"))

    (duty,) = owed(family, "C1b")

    assert (duty.due_by, duty.owner, duty.title) == (date(2026, 11, 19), "谭志成", "首次见面")
    assert owed(replace(family, visits=(with_him,)), "C1b") == []
    assert len(owed(replace(family, visits=(a_visit(date(2026, 11, 1)),)), "C1b")) == 1


def test_a_new_contact_long_in_the_post_is_left_to_the_rolling_rule() -> None:
    assert owed(a_family(visits=()), "C1b") == []


def test_one_first_visit_for_both_is_enough_where_the_place_says_so() -> None:
    either = local('[[rule]]\nid = "C1b"\nsource = "测试"\nboth = false\n')
    new = a_family(
        opened_on=date(2026, 10, 10),
        assignments=tuple(replace(a, since=date(2026, 10, 10)) for a in (TOWNSHIP, VILLAGE)),
        visits=(a_visit(date(2026, 10, 20), contact_ids=("c2",)),),
    )

    assert [d.owner for d in owed(new, "C1b")] == ["何卫国"]
    assert owed(new, "C1b", DAY, either) == []


def test_an_agreement_is_called_for_sixty_days_before_its_end_and_late_after_it() -> None:
    family = a_family(agreements=(Agreement("d1", "p2", since=date(2025, 12, 20), until=date(2026, 12, 19)),))
    (renewal,) = [d for d in owed(family, "C3") if d.subject_id == "p2"]
    (late,) = [d for d in owed(family, "C3", date(2026, 12, 29)) if d.subject_id == "p2"]

    assert (renewal.title, renewal.opens_on, renewal.state) == ("续签家庭医生", date(2026, 10, 20), "due")
    assert (late.due_by, late.days_late, late.action) == (date(2026, 12, 19), 10, "renew_agreement")
    assert late.key == renewal.key


def test_who_has_never_signed_is_asked_to_sign_and_who_refused_is_not_asked() -> None:
    refused = Agreement("d1", "p1", "declined", declined_on=date(2026, 10, 1))

    found = owed(a_family(agreements=(refused,)), "C3")

    assert [(d.subject_id, d.title, d.action) for d in found] == [("p2", "签约家庭医生", "sign_agreement")]


def test_services_still_missing_in_the_agreement_year_are_counted() -> None:
    services = (
        DoctorService("s1", "p1", date(2026, 4, 1), "exam"),
        DoctorService("s2", "p1", date(2026, 5, 1), "home"),
    )
    old = a_family(persons=(replace(FATHER, birth_date=date(1950, 1, 1)),), services=services)
    ill = a_family(persons=(replace(FATHER, chronic=("hypertension",)),), services=services)
    younger = a_family(persons=(FATHER,), services=services)
    in_january = date(2027, 1, 10)

    assert [d.reason for d in owed(old, "C3a", in_january)] == ["周文彬本协议年还差随访 3 次"]
    assert [d.reason for d in owed(ill, "C3a", in_january)] == ["周文彬本协议年还差随访 3 次"]
    assert [d.reason for d in owed(younger, "C3a", in_january)] == ["周文彬本协议年还差随访 1 次"]
    assert owed(younger, "C3a", in_january)[0].due_by == date(2027, 2, 28)
    assert owed(younger, "C3a") == []


def test_a_card_is_to_be_issued_in_sixty_days_and_replaced_before_it_ends() -> None:
    newcomer = Person("p3", "冯德厚", "1", date(1960, 1, 1), registered_on=date(2026, 10, 20))
    ending = replace(a_family().cards[0], until=date(2026, 12, 1))
    family = a_family(persons=(FATHER, newcomer), cards=(ending,))

    assert [(d.subject_id, d.title, d.due_by) for d in owed(family, "C2")] == [
        ("p1", "换就诊卡", date(2026, 12, 1)),
        ("p3", "办就诊卡", date(2026, 12, 19)),
    ]


def test_insurance_is_renewed_and_claims_are_filed() -> None:
    stay = HospitalStay("h1", "p1", date(2026, 9, 1), date(2026, 10, 20))
    ending = Insured("i", "p1", "hospital_care", date(2026, 1, 1), date(2026, 12, 31))
    family = a_family(persons=(FATHER,), insured=(ending,), stays=(stay,), visits=(a_visit(date(2026, 10, 21)),))
    claimed = replace(family, claims=(Claim("c", "h1", "i", submitted_on=date(2026, 11, 1)),))
    uninsured = replace(family, insured=())

    assert [(d.action, d.due_by) for d in owed(family, "S4")] == [
        ("file_claim", date(2026, 11, 19)),
        ("renew_insurance", date(2026, 12, 31)),
    ]
    assert [d.action for d in owed(claimed, "S4")] == ["renew_insurance"]
    assert [d.action for d in owed(uninsured, "S4")] == ["enrol_insurance"]


def test_solace_that_is_running_out_is_a_duty() -> None:
    family = a_family(sessions=(PsychSession("t", date(2025, 11, 20)),))

    assert states(family, "S1") == [("f1", date(2026, 11, 20), "due")]


def test_a_request_is_answered_in_a_week_and_closed_in_a_month() -> None:
    need = Need("n1", "elder_care", date(2026, 10, 31), request="轮椅坡道")
    answered = replace(need, answered_on=date(2026, 11, 2))
    promised = replace(answered, due_by=date(2026, 11, 20))
    closed = replace(answered, closed_on=DAY)

    (reply,) = owed(a_family(needs=(need,)), "A2")

    assert (reply.title, reply.due_by, reply.reason) == (
        "诉求答复",
        date(2026, 11, 7),
        "轮椅坡道，10月31日 登记，7 日内答复",
    )
    assert owed(a_family(needs=(answered,)), "A2")[0].due_by == date(2026, 11, 30)
    assert owed(a_family(needs=(promised,)), "A2")[0].due_by == date(2026, 11, 20)
    assert [d.action for d in owed(a_family(needs=(closed,)), "A2")] == ["follow_up_need"]
    assert len(owed(a_family(needs=(closed,)), "A2", date(2026, 11, 3))) == 1


def test_a_request_past_its_day_goes_up_to_the_leader_and_says_so() -> None:
    need = Need("n1", "care", date(2026, 10, 28), request="轮椅坡道", responsible="冯月明", referred_to="镇残联")

    (today,) = owed(a_family(needs=(need,)), "A2")
    (late,) = owed(a_family(needs=(need,)), "A2", date(2026, 11, 7))
    (nobody,) = owed(a_family(needs=(need,), assignments=(VILLAGE,)), "A2", date(2026, 11, 7))

    assert (today.state, today.owner) == ("due", "")
    assert today.reason == "轮椅坡道，10月28日 登记，已转镇残联，责任人冯月明，7 日内答复"
    assert (late.state, late.owner) == ("overdue", "何卫国")
    assert late.reason.startswith("请分管领导何卫国督办，逾期 3 天：轮椅坡道，")
    assert nobody.reason.startswith("请分管领导督办，逾期 3 天：")
    patient = local('[[rule]]\nid = "A2"\nsource = "测试"\nescalate_days = 5\n')
    assert "督办" not in owed(a_family(needs=(need,)), "A2", date(2026, 11, 7), patient)[0].reason


def test_a_settled_request_is_asked_about_in_two_weeks_and_no_more_after_three_months() -> None:
    closed = Need("n1", "care", date(2026, 10, 1), closed_on=date(2026, 10, 20), request="轮椅坡道")
    asked = replace(closed, followed_up_on=date(2026, 10, 30), solved=False)

    (duty,) = owed(a_family(needs=(closed,)), "A2")

    assert (duty.title, duty.due_by, duty.state) == ("诉求回访", DAY, "due")
    assert owed(a_family(needs=(asked,)), "A2") == []
    assert len(owed(a_family(needs=(asked,)), "A2", date(2026, 10, 29))) == 1
    assert len(owed(a_family(needs=(closed,)), "A2", date(2027, 1, 18))) == 1
    assert owed(a_family(needs=(closed,)), "A2", date(2027, 1, 19)) == []


def test_the_file_is_gone_through_every_six_months() -> None:
    assert states(a_family(), "A1", date(2026, 12, 20)) == [("head", date(2027, 1, 1), "due")]
    assert states(a_family(), "A1", date(2027, 1, 2)) == [("head", date(2027, 1, 1), "overdue")]


def test_the_months_report_is_due_on_the_fifth_of_the_next() -> None:
    duty = report_duty(national(), DAY, month_of(date(2026, 9, 1)))
    following = report_duty(national(), DAY, month_of(date(2026, 10, 1)))
    forgotten = report_duty(national(), DAY, month_of(date(2026, 7, 1)))

    assert (duty.title, duty.due_by, duty.state, duty.subject_id) == ("上报 10 月", date(2026, 11, 5), "due", "2026-10")
    assert (following.title, following.due_by, following.state) == ("上报 11 月", date(2026, 12, 5), "upcoming")
    assert (forgotten.title, forgotten.days_late) == ("上报 8 月", 60)
    assert report_duty(national(), DAY).title == "上报 10 月"


def test_a_place_may_report_by_quarter() -> None:
    profile = local('[[rule]]\nid = "A3"\nsource = "测试"\nperiod = "quarter"\nday = 10\n')
    third = parse_period("2026-Q3")

    assert third.kind is PeriodKind.QUARTER
    assert (report_duty(profile, DAY).title, report_duty(profile, DAY, third).due_by) == (
        "上报第 3 季度",
        date(2027, 1, 10),
    )


def test_a_report_handed_in_by_another_rhythm_is_taken_over_when_the_rhythm_changes() -> None:
    quarterly = local('[[rule]]\nid = "A3"\nsource = "测试"\nperiod = "quarter"\n')

    duty = report_duty(quarterly, DAY, month_of(date(2026, 9, 30)))

    assert (duty.title, duty.due_by) == ("上报第 4 季度", date(2027, 1, 5))


def test_the_hospital_list_is_gone_through_every_year() -> None:
    duty = hospital_list_duty(national(), DAY, date(2025, 11, 1), OPENED)

    assert (duty.rule, duty.due_by, duty.days_late) == ("C2a", date(2026, 11, 1), 3)
    assert hospital_list_duty(national(), DAY, None, date(2026, 11, 1)).state == "upcoming"


def test_a_level_without_a_hospital_or_without_anybody_to_ask_there_is_a_duty() -> None:
    both = local('[[rule]]\nid = "C2a"\nsource = "测试"\nlevels = ["city", "county"]\n')

    duty = hospital_gap_duty(both, DAY, {"county": False}, date(2026, 10, 20))

    assert duty is not None
    assert (duty.due_by, duty.state, duty.action) == (date(2026, 11, 19), "due", "check_hospitals")
    assert duty.reason == "还没有登记市级定点医院，县级定点医院没有联络员，11月19日 前补上"
    assert hospital_gap_duty(both, DAY, {"county": True, "city": True}, OPENED) is None


def test_the_levels_of_hospitals_still_to_be_named_are_said() -> None:
    both = local('[[rule]]\nid = "C2a"\nsource = "测试"\nlevels = ["county", "city"]\n')

    assert missing_levels(national(), DAY, {"city"}) == ("county",)
    assert missing_levels(both, DAY, {"county", "township"}) == ("city",)


def test_a_place_may_ask_for_a_survey_of_needs() -> None:
    yearly = local('[[rule]]\nid = "S1"\nsource = "测试"\nsurvey_months = 12\n')
    family = a_family(surveyed_on=(date(2025, 11, 20),))

    assert [(d.title, d.due_by, d.state) for d in owed(family, "S1", DAY, yearly)] == [
        ("需求调查", date(2026, 11, 20), "due")
    ]
    assert owed(family, "S1") == []


def test_a_place_may_ask_for_a_file_of_everybody_who_agreed_to_one() -> None:
    asked = local('[[rule]]\nid = "S1"\nsource = "测试"\nfile_days = 30\n')
    yes = Consent("c1", "p2", ("psych",), date(2026, 10, 20))
    family = a_family(consents=(yes, Consent("c2", "p1", ("psych",), date(2026, 10, 20), granted=False)))
    opened = replace(family, psych_files=(PsychFile("x", "p2", date(2026, 11, 1)),))

    assert [(d.title, d.subject_id, d.due_by) for d in owed(family, "S1", DAY, asked)] == [
        ("建心理档案", "p2", date(2026, 11, 19))
    ]
    assert owed(opened, "S1", DAY, asked) == []
    assert len(owed(opened, "S1", date(2026, 10, 31), asked)) == 1
    assert owed(family, "S1") == []


def test_the_rule_of_the_day_decides_and_history_keeps_its_own() -> None:
    profile = local(
        '[[rule]]\nid = "C1a"\nsince = 2026-11-01\nsource = "测试"\n'
        "contact_days = { normal = 7, focus = 7, high = 7 }\n"
    )

    assert owed(a_family(), "C1a", DAY, profile)[0].due_by == date(2026, 10, 28)
    assert owed(a_family(), "C1a", date(2026, 10, 31), profile)[0].due_by == date(2026, 11, 20)


@pytest.mark.parametrize("day", [DAY, date(2026, 2, 10), date(2026, 9, 20), date(2027, 3, 2)])
def test_keys_are_unique_and_do_not_change_from_one_day_to_the_next(day: date) -> None:
    family = a_family(visits=(), sessions=(), agreements=(), cards=(), insured=(), reviewed_on=())

    today = [d.key for d in duties(family, national(), day)]
    tomorrow = {d.key for d in duties(family, national(), date.fromordinal(day.toordinal() + 1))}

    assert len(today) == len(set(today))
    assert set(today) <= tomorrow
