"""The stretches of a family's timeline say on every day exactly what judging that day says."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.almanac import almanac
from db.domain.family import Consent, Family, Person, RiskChange
from db.domain.judged import Judged
from db.domain.periods import LunarBirthday, Window
from db.domain.profile import Profile
from db.domain.support_facts import Insured, Pairing, PsychSession, Visit, VolunteerService
from db.domain.tally import counted
from db.domain.timeline import count_on, timeline
from db.domain.turning_visits import VisitDays
from tests.domain.made_families import OPENED, a_family, a_visit, local, national
from tests.domain.test_rule_properties import anywhere, days, families, ids, maybe_days, people, some, tried

YEAR = Window(date(2025, 12, 1), date(2027, 3, 31))
OTHERWISE = """
[[rule]]
id = "S1"
source = "测试"
since = 2026-06-01
months = 3
intervene_days = 20

[[rule]]
id = "S2-festival"
source = "测试"
preference_wins = false

[[rule]]
id = "S2-birthday"
source = "测试"
since = 2026-09-10
after = 2

[[rule]]
id = "S3"
source = "测试"
required = true
minutes = 60
services = 2

[[rule]]
id = "S4"
source = "测试"
min_age = 60

[[rule]]
id = "horizon"
source = "测试"
since = 2026-08-01
soon_days = 12
ahead_days = 40
overdue_days = 30

[[rule]]
id = "C1a"
source = "测试"
since = 2026-10-01
by_assigned = false
home_modes = ["home", "phone"]

[[product]]
code = "new_cover"
name = "新保险"
required = true
since = 2026-07-01
until = 2026-12-31
source = "测试"
"""
somewhere = anywhere | st.just(OTHERWISE).map(local)


def persons_told(person: Person) -> st.SearchStrategy[Person]:
    return st.builds(
        replace,
        st.just(person),
        birth_date=st.sampled_from([person.birth_date, date(1966, 11, 20), date(1960, 2, 29)]),
        lunar_birthday=st.none() | st.just(LunarBirthday(12, 30)),
        mental_state=st.sampled_from(["", "intervene"]),
        mental_since=maybe_days,
        left_on=maybe_days,
        away_until=maybe_days,
    )


BESIDE = st.fixed_dictionaries(
    {
        "consents": some(
            st.builds(
                Consent,
                id=ids,
                person_id=people,
                scope=st.just(("psych",)),
                on=days,
                granted=st.booleans(),
                withdrawn_on=maybe_days,
            )
        ),
        "pairings": some(st.builds(Pairing, id=ids, volunteer_name=st.just("罗青"), since=days, until=maybe_days), 2),
        "volunteer_services": some(st.builds(VolunteerService, id=ids, on=days, minutes=st.integers(0, 90))),
        "insured": some(
            st.builds(
                Insured,
                id=ids,
                person_id=people,
                product=st.sampled_from(["hospital_care", "new_cover"]),
                since=days,
                until=maybe_days,
                stage=st.sampled_from(["enrolled", "publicity"]),
            )
        ),
    }
)


@st.composite
def told(draw: st.DrawFn) -> Family:
    """A family of the other properties, and everything else a figure may hang on."""
    family = draw(families)
    changes = sorted(draw(st.lists(days, max_size=3)))
    since = draw(days)
    others: dict[str, Any] = draw(BESIDE)
    return replace(
        family,
        persons=tuple(draw(persons_told(person)) for person in family.persons),
        risk_changes=tuple(RiskChange(on, draw(st.sampled_from(["normal", "focus", "high"]))) for on in changes),
        absences=draw(st.just(()) | st.just(((since, since + timedelta(days=40)),))),
        **others,
    )


def every_day(family: Family, profile: Profile, first: int = 0, step: int = 1) -> None:
    found = timeline(family, profile, YEAR)
    for offset in range(first, YEAR.days, step):
        day = YEAR.start + timedelta(days=offset)
        assert count_on(found, day) == counted(Judged(family, almanac(profile, day))), day


@tried
@given(told(), somewhere, st.integers(0, 3))
def test_a_timeline_says_of_every_day_what_judging_that_day_says(family: Family, profile: Profile, first: int) -> None:
    every_day(family, profile, first, 4)


def test_a_timeline_begins_when_the_file_does_and_holds_no_stretch_twice() -> None:
    found = timeline(a_family(), national(), Window(date(2019, 1, 1), date(2027, 3, 31)))

    assert found[0].since == OPENED
    assert count_on(found, OPENED - timedelta(days=1)) is None
    assert all(one.count != following.count for one, following in pairwise(found))


def test_a_file_opened_after_the_window_has_no_timeline() -> None:
    assert timeline(a_family(opened_on=date(2027, 4, 1)), national(), YEAR) == ()


def test_a_stretch_ends_on_the_day_the_visit_is_late_and_again_on_the_day_it_is_made() -> None:
    family = a_family(visits=(a_visit(date(2026, 1, 10)), a_visit(date(2026, 5, 3))), children=(), persons=())
    family = replace(family, persons=a_family().persons, visits=(*family.visits, *quick(date(2026, 4, 1))))

    covered = {on: count_on(timeline(family, national(), YEAR), on) for on in (date(2026, 4, 10), date(2026, 4, 11))}

    assert [count.figures[4].covered for count in covered.values() if count] == [1, 0]


def quick(on: date) -> tuple[Visit, ...]:
    """A telephone call: a contact, but no visit at home."""
    return (Visit("call", on, mode="phone", contact_ids=("c1",)),)


@pytest.mark.parametrize("outcome", ["met", "absent"])
def test_few_days_are_asked_about_however_many_visits_there_were(outcome: str) -> None:
    every_week = tuple(a_visit(date(2026, 1, 1) + timedelta(days=7 * n), outcome=outcome) for n in range(50))
    asked = []

    class Counting(VisitDays):
        def next(self, judged: Judged) -> date | None:
            asked.append(judged.page.day)
            return super().next(judged)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("db.domain.timeline.VisitDays", Counting)
        timeline(a_family(visits=every_week), national(), YEAR)

    assert len(asked) < len(every_week)


def test_the_sessions_of_a_household_count_from_the_day_they_were_held() -> None:
    family = a_family(sessions=(PsychSession("t1", date(2026, 6, 2)),), opened_on=date(2025, 3, 1))
    found = timeline(family, national(), YEAR)

    solace = [count_on(found, day) for day in (date(2026, 6, 1), date(2026, 6, 2), date(2027, 3, 31))]

    assert [count.figures[3].covered for count in solace if count] == [0, 1, 1]
