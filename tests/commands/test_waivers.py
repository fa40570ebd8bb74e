"""A duty need not be done this time: written down with its reason, undone, taken up again; coverage stays honest."""

import pytest

from db.commands.undo import undo_command
from db.commands.waivers import take_up_duty, waive_duty
from db.domain.coverage import coverage_states
from db.domain.duties import duties, waived_duties
from db.errors import InvalidValue
from db.store.store import Store
from desktop.profiles import load_profile
from tests.commands.household import a_household
from tests.conftest import CLOCK

NATIONAL, DAY = load_profile("national"), CLOCK.today()


def test_a_waived_duty_is_gone_with_its_reason_and_back_when_it_is_taken_up_or_undone(store: Store) -> None:
    home = a_household(store)
    family_id, before = home.family, home.facts()
    key = duties(before, NATIONAL, DAY)[0].key

    with store.writing() as writing:
        done = waive_duty(writing, family_id, key, " 家人都在外地 ")
    waived = home.facts()
    assert key not in {duty.key for duty in duties(waived, NATIONAL, DAY)}
    assert [(duty.key, waiver.reason) for duty, waiver in waived_duties(waived, NATIONAL, DAY)] == [
        (key, "家人都在外地")
    ]
    assert coverage_states(waived, NATIONAL, DAY) == coverage_states(before, NATIONAL, DAY)

    undo_command(store, done.undo)
    assert duties(home.facts(), NATIONAL, DAY) == duties(before, NATIONAL, DAY)

    with store.writing() as writing:
        waive_duty(writing, family_id, key, "家人都在外地")
    waiver = home.facts().waivers[0]
    with store.writing() as writing:
        take_up_duty(writing, waiver.id)
    assert duties(home.facts(), NATIONAL, DAY) == duties(before, NATIONAL, DAY)


def test_a_waiver_needs_a_reason_and_belongs_to_its_family_and_is_made_once(store: Store) -> None:
    home = a_household(store)
    family_id = home.family
    key = duties(home.facts(), NATIONAL, DAY)[0].key

    for told in ((key, "  ", "没有写为什么"), ("A1:other:head:2026-01-01", "不用", "不是这一户的")):
        with pytest.raises(InvalidValue, match=told[2]), store.writing() as writing:
            waive_duty(writing, family_id, told[0], told[1])
    with store.writing() as writing:
        waive_duty(writing, family_id, key, "不用")
    with pytest.raises(InvalidValue, match="已经记为不用办"), store.writing() as writing:
        waive_duty(writing, family_id, key, "不用")
    assert len(home.facts().waivers) == 1
