"""The tests of erasures are worth something: each way of bringing somebody back is caught by one of them (D-38)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands import purge_list
from db.store import erasing, folding, log
from db.sync import judging
from tests.sync import test_purge
from tests.sync.offices import World

Patch = pytest.MonkeyPatch


@pytest.fixture
def world(template: Path, clock: FrozenClock) -> Iterator[World]:
    world = World(template, clock)
    yield world
    world.close()


def what_was_erased_comes_in_again(patch: Patch) -> None:
    patch.setattr(erasing.Sieve, "pass_on", lambda _self, arrived, _known=frozenset(): list(arrived))
    patch.setattr(log, "gone_ids", lambda _connection: frozenset())


def an_erased_record_stands_again(patch: Patch) -> None:
    patch.setattr(folding, "nothing_left", lambda state: state)


def the_list_beside_the_record_is_not_read(patch: Patch) -> None:
    patch.setattr(purge_list, "read_list", lambda *_: ())


def a_townships_word_erases(patch: Patch) -> None:
    patch.setattr(judging.Judge, "_is_countys", lambda *_: True)


def grants_are_judged_by_what_the_erasure_left_of_them(patch: Patch) -> None:
    kept = judging.Judge._granting
    patch.setattr(judging.Judge, "_granting", lambda self, c: "转档没有本县的签章" if c.purged else kept(self, c))


def a_grant_needs_no_seal(patch: Patch) -> None:
    patch.setattr(judging.Judge, "_granting", lambda _self, _change: "")


MUTANTS: tuple[tuple[Callable[[Patch], None], Callable[..., object], tuple[object, ...]], ...] = (
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
