"""What must hold of the duties of any family: waived ones go and come back, what is overdue stays until it is done."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.domain.coverage import coverage_states
from db.domain.duties import OVERDUE, Duty, duties, waived_duties
from db.domain.entities.registry import ENTITIES
from db.domain.family import Family
from db.domain.owed import ACTIONS
from db.domain.profile import Profile
from db.domain.strip import family_strip
from db.domain.support_facts import Need, Visit, Waiver
from tests.domain.made_families import national
from tests.domain.test_rule_properties import anywhere, days, families, known_by, tried_less

LONGEST_KEY = ENTITIES["duty_waiver"].by_name["duty_key"].longest
ROLLING = frozenset({"C1", "C1a", "A1", "A2"})
"""Rules whose duty waits until it is done; a visit of an occasion leaves the list once its days are long past."""


def said(found: Iterable[Duty]) -> dict[str, tuple[str, date, str]]:
    return {duty.key: (duty.state, duty.due_by, duty.reason) for duty in found}


@tried_less
@given(families, days, st.data())
def test_what_is_waived_goes_from_the_list_with_its_reason_and_nothing_else_changes(
    family: Family, day: date, data: st.DataObject
) -> None:
    before = duties(family, national(), day)
    chosen = data.draw(st.sets(st.sampled_from([duty.key for duty in before]))) if before else set()
    waivers = tuple(Waiver(f"w{n}", key, "家人陪着", day) for n, key in enumerate(sorted(chosen)))
    waived = replace(family, waivers=waivers)

    assert said(duties(waived, national(), day)) == {k: v for k, v in said(before).items() if k not in chosen}
    found = {(duty.key, waiver.reason) for duty, waiver in waived_duties(waived, national(), day)}
    assert found == {(key, "家人陪着") for key in chosen}
    assert coverage_states(waived, national(), day) == coverage_states(family, national(), day)
    assert family_strip(waived, national(), day) == family_strip(family, national(), day)
    yesterday = day - timedelta(days=1)
    assert said(duties(waived, national(), yesterday)) == said(duties(family, national(), yesterday))


@tried_less
@given(families, days)
def test_a_waived_contact_is_asked_for_again_after_the_next_one_was_made(family: Family, day: date) -> None:
    keys = {duty.key for duty in duties(family, national(), day) if duty.rule == "C1a"}
    holders = tuple(a.contact_id for a in family.assignments if a.since <= day and (not a.until or day <= a.until))
    seen = Visit("now", day, contact_ids=holders, persons_met=("p1", "p2"))
    waivers = tuple(Waiver(key, key, "不用", day) for key in sorted(keys))
    later = day + timedelta(days=400)

    again = duties(replace(family, visits=(seen,), waivers=waivers), national(), later)

    if holders and keys and family.active(later) and family.members(later):
        assert {duty.rule for duty in again} >= {"C1a"}
        assert not {duty.key for duty in again} & keys


def as_known(need: Need, day: date) -> Need:
    """A request nobody has settled, answered only if it was by then."""
    answered = need.answered_on if need.answered_on and need.answered_on <= day else None
    return replace(need, closed_on=None, answered_on=answered)


@tried_less
@given(families, days, st.integers(1, 60))
def test_what_is_overdue_stays_overdue_until_something_is_done(family: Family, day: date, more: int) -> None:
    known = replace(
        known_by(family, day),
        risk_changes=tuple(change for change in family.risk_changes if change.since <= day),
        needs=tuple(as_known(need, day) for need in family.needs if need.raised_on <= day),
        reviewed_on=tuple(on for on in family.reviewed_on if on <= day),
    )

    before = [d for d in duties(known, national(), day) if d.rule in ROLLING and d.state == OVERDUE]
    after = {d.key: d for d in duties(known, national(), day + timedelta(days=more))}

    for duty in before:
        assert after[duty.key].days_late == duty.days_late + more


@tried_less
@given(families, anywhere, days)
def test_every_duty_has_a_reason_a_verb_that_is_known_and_a_key_that_can_be_kept(
    family: Family, profile: Profile, day: date
) -> None:
    for duty in duties(family, profile, day):
        assert duty.action in ACTIONS
        assert duty.reason
        assert len(duty.key) <= LONGEST_KEY
        assert duty.opens_on <= duty.due_by
        assert all(duty.owner_ids)
