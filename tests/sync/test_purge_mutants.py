"""The tests of erasures are worth something: each way of bringing somebody back is caught by one of them (D-38)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands import purge_list
from db.ledger.purge import CONFIRM, step_of
from db.store import folding, log, sieve
from db.sync.county import inbox, returning
from db.sync.merging import explaining, judging
from db.sync.merging.explaining import Explained
from db.vault.purge_list import KeptList
from tests.sync import test_purge
from tests.sync.offices import World

Patch = pytest.MonkeyPatch


@pytest.fixture
def world(template: Path, clock: FrozenClock) -> Iterator[World]:
    world = World(template, clock)
    yield world
    world.close()


def what_was_erased_comes_in_again(patch: Patch) -> None:
    patch.setattr(sieve.Sieve, "pass_on", lambda _self, arrived, _known=frozenset(): list(arrived))
    patch.setattr(log, "gone_ids", lambda _connection: frozenset())


def an_erased_record_stands_again(patch: Patch) -> None:
    patch.setattr(folding, "nothing_left", lambda state: state)


def the_list_beside_the_record_is_not_read(patch: Patch) -> None:
    patch.setattr(purge_list, "read_list", lambda *_: KeptList())


def a_townships_word_erases(patch: Patch) -> None:
    patch.setattr(judging.Judge, "_is_decided", lambda _self, change: step_of(change) == CONFIRM)


def grants_are_judged_by_what_the_erasure_left_of_them(patch: Patch) -> None:
    kept = judging.Judge._granting
    patch.setattr(judging.Judge, "_granting", lambda self, c: "转档没有本县的签章" if c.purged else kept(self, c))


def a_grant_needs_no_seal(patch: Patch) -> None:
    patch.setattr(judging.Judge, "_granting", lambda _self, _change: "")


def a_list_brings_no_decision(patch: Patch) -> None:
    patch.setattr(purge_list, "bring_back", lambda *_: 0)


MUTANTS: tuple[tuple[Callable[[Patch], None], Callable[..., object], tuple[object, ...]], ...] = (
    (
        a_list_brings_no_decision,
        test_purge.test_a_county_put_back_with_its_list_has_its_decision_again_and_can_then_lose_both,
        (),
    ),
    (what_was_erased_comes_in_again, test_purge.test_an_old_package_delivered_late_brings_nobody_back, ()),
    (an_erased_record_stands_again, test_purge.test_an_old_package_delivered_late_brings_nobody_back, ()),
    (
        the_list_beside_the_record_is_not_read,
        test_purge.test_a_record_put_back_from_a_copy_is_erased_again_when_it_is_opened,
        (test_purge.ONE,),
    ),
    (a_townships_word_erases, test_purge.test_a_decision_forged_at_a_township_erases_nothing, ()),
    (
        grants_are_judged_by_what_the_erasure_left_of_them,
        test_purge.test_a_case_erased_after_the_county_has_forgotten_that_it_went_away_is_erased_everywhere,
        (test_purge.OTHER,),
    ),
    (a_grant_needs_no_seal, test_purge.test_a_grant_without_a_seal_moves_nothing_that_was_not_erased, ()),
)


def a_decision_is_told_to_the_last_township_alone(patch: Patch) -> None:
    patch.setattr(returning, "decisions_lacking", lambda *_: [])


def a_former_owner_may_not_bring_the_decision(patch: Patch) -> None:
    patch.setattr(judging.Judge, "_is_decided", lambda self, change: change.by.org == self._org)


def what_came_blank_too_early_stays_refused(patch: Patch) -> None:
    patch.setattr(inbox, "accept_explained", lambda *_: Explained())


def what_a_decision_does_not_name_is_not_explained_by_it(patch: Patch) -> None:
    patch.setattr(explaining, "decisions_lacking", lambda *_: [])


ONE, OTHER = test_purge.ONE, test_purge.OTHER
FORGETTING: tuple[tuple[Callable[[Patch], None], Callable[..., object], tuple[object, ...]], ...] = (
    (
        a_decision_is_told_to_the_last_township_alone,
        test_purge.test_a_county_that_has_forgotten_a_grant_and_the_erasure_after_it_is_told_of_both,
        (ONE, "record and list", "the case"),
    ),
    (
        a_former_owner_may_not_bring_the_decision,
        test_purge.test_a_county_that_has_forgotten_a_grant_and_the_erasure_after_it_is_told_of_both,
        (ONE, "record and list", "the case"),
    ),
    (
        what_came_blank_too_early_stays_refused,
        test_purge.test_what_was_refused_because_it_came_blank_is_taken_in_when_the_decision_comes,
        ("the grant", ONE),
    ),
    (
        what_a_decision_does_not_name_is_not_explained_by_it,
        test_purge.test_what_was_refused_because_it_came_blank_is_taken_in_when_the_decision_comes,
        ("the grant", OTHER),
    ),
)
"""Ways in which a county that has lost its own decisions would not be told of them (B-35)."""


@pytest.mark.parametrize(("mutant", "holds", "more"), FORGETTING, ids=[mutant.__name__ for mutant, *_ in FORGETTING])
def test_a_way_of_forgetting_a_decision_is_caught(
    world: World,
    monkeypatch: Patch,
    mutant: Callable[[Patch], None],
    holds: Callable[..., object],
    more: tuple[object, ...],
) -> None:
    with monkeypatch.context() as patch:
        mutant(patch)
        with pytest.raises(AssertionError):
            holds(world, *more)


@pytest.mark.parametrize(("mutant", "holds", "more"), MUTANTS, ids=[mutant.__name__ for mutant, *_ in MUTANTS])
def test_a_way_of_bringing_somebody_back_is_caught(
    world: World,
    monkeypatch: Patch,
    mutant: Callable[[Patch], None],
    holds: Callable[..., object],
    more: tuple[object, ...],
) -> None:
    case = test_purge.known_case(world)
    with monkeypatch.context() as patch:
        mutant(patch)
        with pytest.raises(AssertionError):
            holds(world, case, *more)
