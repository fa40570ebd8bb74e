"""What must hold of the rules for any family: written as properties, tried on many."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.domain.almanac import almanac
from db.domain.assistance_facts import ENTITLED, Entitlement, YearCheck
from db.domain.coverage import contact_gaps, coverage_states, gaps
from db.domain.coverage_facts import Agreement, Assignment, GreenCard
from db.domain.duties import DUE, OVERDUE, Duty, duties
from db.domain.eligibility import eligibilities
from db.domain.evidence import evidence_of
from db.domain.family import Consent, Family, RiskChange
from db.domain.figures import figure
from db.domain.periods import Window, festival_day, festival_window
from db.domain.profile import Profile
from db.domain.quiet import quiet_dates
from db.domain.standing import SIGNS, CoverageState
from db.domain.strip import family_strip, item_states
from db.domain.support_facts import HospitalStay, Insured, MajorEvent, Need, PsychSession, Visit
from db.domain.visits import owed_visits
from desktop.profiles import load_profile, profile_names
from tests.domain.made_families import DAY, FATHER, MOTHER, a_family, local, national

tried = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
tried_less = settings(tried, max_examples=10)
FIRST, LAST = date(2026, 1, 1), date(2027, 2, 28)
days = st.dates(FIRST, LAST)
lengths = st.integers(0, 500).map(timedelta)
people = st.sampled_from(["p1", "p2"])
ids = st.uuids().map(str)
maybe_days = st.none() | days

visits = st.builds(
    Visit,
    id=ids,
    on=days,
    mode=st.sampled_from(["home", "phone", "message", "other"]),
    outcome=st.sampled_from(["met", "met", "absent", "declined"]),
    category=st.sampled_from(["daily", "festival", "birthday", "hospital", "emergency"]),
    festival=st.sampled_from(["", "mid_autumn", "spring_festival"]),
    contact_ids=st.sampled_from([("c1",), ("c2",), ("c1", "c2"), ()]),
    persons_met=st.sampled_from([("p1",), ("p2",), ("p1", "p2"), ()]),
)


@st.composite
def assignments(draw: st.DrawFn) -> Assignment:
    since = draw(days)
    until = draw(st.none() | lengths.map(lambda length: since + length))
    kind, contact = draw(st.sampled_from([("township", "c1"), ("village", "c2"), ("extra", "c3")]))
    told = draw(st.none() | lengths.map(since.__add__))
    return Assignment(draw(ids), kind, contact, contact, draw(st.sampled_from(["", "1"])), since, until, told)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    since = draw(days)
    state = draw(st.sampled_from(["signed", "signed", "ended", "declined", "unfit"]))
    if state in {"declined", "unfit"}:
        return Agreement(draw(ids), draw(people), state, declined_on=since)
    until = since + draw(lengths)
    ended = since + draw(lengths) if state == "ended" else None
    return Agreement(draw(ids), draw(people), state, since, until, ended)


@st.composite
def cards(draw: st.DrawFn) -> GreenCard:
    since = draw(days)
    state = draw(st.sampled_from(["valid", "lost", "lost", "void", "declined", "told"]))
    ended = since + draw(lengths) if state in {"lost", "void"} else None
    return GreenCard(draw(ids), draw(people), state, "", since, draw(st.none() | lengths.map(since.__add__)), ended)


@st.composite
def entitlements(draw: st.DrawFn) -> Entitlement:
    """An entitlement whose steps follow each other, each with its day."""
    status = draw(st.sampled_from(ENTITLED))
    steps = sorted(draw(st.lists(days, min_size=4, max_size=4)))
    known = [on if ENTITLED.index(status) >= number else None for number, on in enumerate(steps)]
    checks = draw(st.lists(st.builds(YearCheck, st.sampled_from([2026, 2027]), st.just("passed"), days), max_size=2))
    return Entitlement(
        draw(ids), draw(people), "death", status, 2020, known[2], known[3], checks=tuple(checks), applied_on=known[0],
        publicised_on=known[1],
    )  # fmt: skip


def some(strategy: st.SearchStrategy[object], most: int = 4) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


families = st.builds(
    a_family,
    opened_on=st.dates(date(2025, 6, 1), date(2026, 6, 1)),
    cards_issued=some(days, 2),
    closed_on=st.none() | st.dates(date(2026, 6, 2), LAST),
    risk_level=st.sampled_from(["normal", "focus", "high"]),
    risk_changes=st.just(()) | days.map(lambda on: (RiskChange(on, "high"),)),
    contact_preference=st.sampled_from(["home", "phone", "quiet"]),
    persons=st.tuples(
        st.builds(replace, st.just(FATHER), death_date=maybe_days, away_since=maybe_days),
        st.builds(replace, st.just(MOTHER), institution_since=maybe_days, registered_on=maybe_days),
    ),
    assignments=some(assignments()),
    agreements=some(agreements()),
    cards=some(cards()),
    visits=some(visits, 6),
    sessions=some(st.builds(PsychSession, id=ids, on=days)),
    insured=some(st.builds(Insured, id=ids, person_id=people, product=st.just("hospital_care"), since=days)),
    stays=some(st.builds(HospitalStay, id=ids, person_id=people, admitted_on=days), 2),
    events=some(
        st.builds(
            MajorEvent,
            id=ids,
            kind=st.sampled_from(["accident", "death", "hospital"]),
            on=days,
            person_id=people,
            settled_on=maybe_days,
        ),
        2,
    ),
    entitlements=some(entitlements(), 2),
    needs=some(
        st.builds(
            Need,
            id=ids,
            category=st.just("other"),
            raised_on=days,
            answered_on=maybe_days,
            closed_on=maybe_days,
            followed_up_on=maybe_days,
            solved=st.booleans(),
        ),
        2,
    ),
)
anywhere = st.sampled_from(profile_names()).map(load_profile)


def truth(states: tuple[CoverageState, ...]) -> list[tuple[str, str, bool, str]]:
    """What may not change afterwards: who was covered on that day, and why not."""
    return [(s.item, s.subject_id, s.covered, "" if s.covered else s.reason) for s in states]


def known_entitlement(e: Entitlement, day: date) -> tuple[Entitlement, ...]:
    """The entitlement as it could be known on a day; nothing before its first step."""
    status = e.status_on(day)
    if not status:
        return ()
    dated: dict[str, Any] = {name: on if (on := getattr(e, name)) and on <= day else None for name in _STEP_DAYS}
    checks = tuple(c for c in e.checks if c.on is None or c.on <= day)
    return (replace(e, status=status, checks=checks, **dated),)


_STEP_DAYS = ("applied_on", "publicised_on", "confirmed_on", "stopped_on")


def known_by(family: Family, day: date) -> Family:
    """The family as it could be known on a day: later facts taken away, later endings not yet known.

    The dates of agreements, cards and insurance are written on them from the start and stay.
    """
    return replace(
        family,
        closed_on=family.closed_on if family.closed_on and family.closed_on <= day else None,
        persons=tuple(
            replace(
                p,
                death_date=p.death_date if p.death_date and p.death_date <= day else None,
                away_since=p.away_since if p.away_since and p.away_since <= day else None,
                institution_since=p.institution_since if p.institution_since and p.institution_since <= day else None,
            )
            for p in family.persons
        ),
        assignments=tuple(
            replace(
                a,
                until=a.until if a.until and a.until < day else None,
                family_informed_on=_if_by(a.family_informed_on, day),
            )
            for a in family.assignments
            if a.since <= day
        ),
        agreements=tuple(_signed_then(a, day) for a in family.agreements if (a.since or a.declined_on or day) <= day),
        cards=tuple(_held_then(c, day) for c in family.cards if c.since is None or c.since <= day),
        cards_issued=tuple(on for on in family.cards_issued if on <= day),
        visits=tuple(v for v in family.visits if v.on <= day),
        sessions=tuple(s for s in family.sessions if s.on <= day),
        insured=tuple(i for i in family.insured if i.since <= day),
        stays=tuple(s for s in family.stays if s.admitted_on <= day),
        events=tuple(e for e in family.events if e.on <= day),
        entitlements=tuple(e for each in family.entitlements for e in known_entitlement(each, day)),
    )


def _if_by(on: date | None, day: date) -> date | None:
    return on if on and on <= day else None


def _held_then(card: GreenCard, day: date) -> GreenCard:
    """A card lost or made void later was still a card."""
    later = card.state in {"lost", "void"} and card.ended_on is not None and card.ended_on > day
    return replace(card, state="valid", ended_on=None) if later else card


def _signed_then(agreement: Agreement, day: date) -> Agreement:
    """An agreement whose last day lies ahead was simply signed."""
    later = agreement.state == "ended" and agreement.ended_on is not None and agreement.ended_on >= day
    return replace(agreement, state="signed", ended_on=None) if later else agreement


STRICT = '[[rule]]\nid = "C1"\nsource = "测试"\nextra_posts = 1\ncard_counts = true\n'
somewhere = anywhere | st.just(STRICT).map(local)


@tried
@given(families, somewhere, days)
def test_whether_a_day_was_covered_does_not_depend_on_what_came_after(
    family: Family, profile: Profile, day: date
) -> None:
    assert truth(coverage_states(family, profile, day)) == truth(coverage_states(known_by(family, day), profile, day))


@tried
@given(families, days)
def test_the_evidence_of_a_day_is_never_younger_than_the_day(family: Family, day: date) -> None:
    then = known_by(family, day)
    for item, states in item_states(family, national(), day).items():
        for state in states:
            found = evidence_of(family, state, day)
            assert found is None or found.on <= day
            if item in {"C1", "C2", "C3"}:
                assert found == evidence_of(then, state, day)


@tried_less
@given(families, anywhere)
def test_the_gaps_of_the_contacts_alone_are_those_among_all_gaps(family: Family, profile: Profile) -> None:
    window = Window(FIRST, LAST)

    assert contact_gaps(family, profile, window) == tuple(g for g in gaps(family, profile, window) if g.item == "C1")


@tried
@given(families, days)
def test_what_was_owed_on_a_day_does_not_depend_on_what_came_after(family: Family, day: date) -> None:
    then = replace(known_by(family, day), needs=family.needs)

    owed = [(v.rule, v.subject, v.due_by, v.done_on) for v in owed_visits(family, almanac(national(), day))]

    assert owed == [(v.rule, v.subject, v.due_by, v.done_on) for v in owed_visits(then, almanac(national(), day))]


@tried
@given(families, days)
def test_no_visit_is_both_done_and_due(family: Family, day: date) -> None:
    visits_owed = owed_visits(family, almanac(national(), day))
    done = {(v.rule, v.subject, v.instance) for v in visits_owed if v.done_on}
    due = {(d.rule, d.subject_id, d.key.rsplit(":", 1)[1]) for d in duties(family, national(), day)}

    assert not done & due
    assert len({(v.rule, v.subject, v.instance) for v in visits_owed}) == len(visits_owed)


@tried
@given(families, days)
def test_a_duty_is_late_exactly_after_its_last_day(family: Family, day: date) -> None:
    found = duties(family, national(), day)

    for duty in found:
        assert (duty.state == OVERDUE) == (duty.due_by < day)
        assert duty.days_late == max(0, (day - duty.due_by).days)
        assert (duty.state == DUE) == (duty.opens_on <= day <= duty.due_by)
        assert duty.reason
        assert duty.action
    assert len({duty.key for duty in found}) == len(found)


def open_visits(family: Family, day: date) -> set[tuple[str, str]]:
    return {
        visit_of(d) for d in duties(family, national(), day) if d.action == "record_visit" and d.state != "upcoming"
    }


def visit_of(duty: Duty) -> tuple[str, str]:
    return duty.rule, duty.subject_id


@tried
@given(families, visits, days)
def test_recording_a_visit_never_adds_a_visit_to_make(family: Family, visit: Visit, day: date) -> None:
    more = replace(family, visits=(*family.visits, visit))

    assert open_visits(more, day) <= open_visits(family, day)


@tried
@given(families, days, st.sampled_from(["absent", "declined"]))
def test_an_attempt_settles_nothing(family: Family, day: date, outcome: str) -> None:
    tried = Visit("try", day, outcome=outcome, contact_ids=("c1", "c2"))
    before = {(d.key, d.due_by, d.state) for d in duties(family, national(), day)}

    after = duties(replace(family, visits=(*family.visits, tried)), national(), day)

    assert {(d.key, d.due_by, d.state) for d in after} == before


@tried
@given(families, days)
def test_the_order_of_the_facts_does_not_matter(family: Family, day: date) -> None:
    turned = replace(
        family,
        visits=family.visits[::-1],
        agreements=family.agreements[::-1],
        cards=family.cards[::-1],
        assignments=family.assignments[::-1],
    )

    def plain(one: Family) -> set[tuple[str, str, bool]]:
        return {(s.item, s.subject_id, s.covered) for s in coverage_states(one, national(), day)}

    assert plain(turned) == plain(family)
    assert {d.due_by for d in duties(turned, national(), day)} == {d.due_by for d in duties(family, national(), day)}


@tried
@given(families, anywhere, days)
def test_the_strip_always_has_its_seven_cells_each_with_a_sign_and_a_sentence(
    family: Family, profile: Profile, day: date
) -> None:
    strip = family_strip(family, profile, day)

    assert [cell.item for cell in strip] == ["C1", "C2", "C3", "S1", "S2", "S3", "S4"]
    for cell in strip:
        assert cell.sign == SIGNS[cell.state]
        assert cell.sentence.startswith(cell.name)
        assert "None" not in cell.sentence + "".join(cell.lines)


@tried
@given(families, anywhere, days)
def test_no_sentence_hurts_shouts_or_speaks_to_the_machine(family: Family, profile: Profile, day: date) -> None:
    cells = [text for cell in family_strip(family, profile, day) for text in (cell.word, cell.sentence, *cell.lines)]
    owed = [text for duty in duties(family, profile, day) for text in (duty.title, duty.reason)]
    quiet = [q.sentence for q in quiet_dates(family, profile, day)]

    for text in (*cells, *owed, *quiet):
        assert not any(word in text for word in ("失独", "！", "!", "None", "拒签", "home", "phone", "child")), text


@tried
@given(families, days)
def test_the_second_denominator_is_never_larger_and_never_smaller_than_the_covered(family: Family, day: date) -> None:
    for states in item_states(family, national(), day).values():
        counted = figure(states)
        assert 0 <= counted.covered <= counted.countable <= counted.total
        assert counted.missing >= 0


@tried_less
@given(families, anywhere)
def test_a_day_lies_in_a_gap_exactly_when_it_is_missing(family: Family, profile: Profile) -> None:
    window = Window(date(2026, 3, 1), date(2026, 5, 31))
    found = gaps(family, profile, window)

    for number in range(window.days):
        day = window.start + timedelta(days=number)
        inside = {(g.item, g.subject_id) for g in found if g.since <= day <= g.until}
        assert inside == {(s.item, s.subject_id) for s in coverage_states(family, profile, day) if s.state == "miss"}, (
            day
        )


@tried
@given(st.integers(1995, 2090), st.sampled_from(["spring_festival", "mid_autumn", "double_ninth"]))
def test_a_festival_lies_inside_its_own_window_and_windows_of_two_years_do_not_meet(year: int, code: str) -> None:
    window = festival_window(code, year)

    assert festival_day(code, year) in window
    assert not window.overlaps(festival_window(code, year + 1))


@tried
@given(families, days, st.booleans())
def test_a_consent_of_one_does_not_speak_for_the_other(family: Family, day: date, granted: bool) -> None:  # noqa: FBT001
    one = replace(family, consents=(Consent("n", "p1", ("psych",), FIRST, granted=granted),), persons=(FATHER, MOTHER))
    plain = replace(one, consents=())

    assert family_strip(one, national(), day)[3] == family_strip(plain, national(), day)[3]


@tried
@given(families, days)
def test_eligibility_is_answered_for_everyone_served_in_one_sentence(family: Family, day: date) -> None:
    for answer in eligibilities(family, national(), day):
        assert answer.reason
        assert answer.status in {"underage", "ready", "none", "local", *ENTITLED}


@tried
@given(families, days)
def test_the_special_assistance_of_a_day_never_depends_on_what_was_recorded_later(family: Family, day: date) -> None:
    then = tuple(eligibilities(family, national(), day))
    assert then == tuple(eligibilities(known_by(family, day), national(), day))
    for entitlement in family.entitlements:
        order = [("", *ENTITLED).index(entitlement.status_on(day + timedelta(days=n))) for n in range(0, 900, 90)]
        assert order == sorted(order), "an entitlement only ever goes on"


@tried
@given(families, days)
def test_who_is_owed_an_application_has_none_and_who_is_owed_a_check_is_confirmed(family: Family, day: date) -> None:
    found = {e.person_id: e.status for e in eligibilities(family, national(), day)}
    for duty in duties(family, national(), day):
        if duty.rule == "E1":
            assert found[duty.subject_id] in {"underage", "ready"}
        if duty.rule == "E2":
            (checked,) = [e for e in family.entitlements if e.id == duty.subject_id]
            assert checked.status_on(day) == "confirmed"
            assert not checked.passed(day.year, day)


@pytest.mark.parametrize("name", profile_names())
def test_a_whole_year_of_every_profile_can_be_asked_about(name: str) -> None:
    profile, family = load_profile(name), a_family()

    for number in range(0, 366, 7):
        day = DAY + timedelta(days=number)
        assert len(family_strip(family, profile, day)) == 7
        assert all(d.reason for d in duties(family, profile, day))


@tried
@given(families, days)
def test_a_request_waits_for_one_thing_at_a_time_and_none_after_it_was_asked_about(family: Family, day: date) -> None:
    owed = [duty for duty in duties(family, national(), day) if duty.rule == "A2"]

    assert len({duty.subject_id for duty in owed}) == len(owed)
    for need in family.needs:
        asked = need.followed_up_on is not None and need.followed_up_on <= day
        closed = need.closed_on is not None and need.closed_on <= day
        mine = [duty.action for duty in owed if duty.subject_id == need.id]
        assert not (closed and asked and mine)
        assert mine in ([], ["follow_up_need"]) if closed else "follow_up_need" not in mine
