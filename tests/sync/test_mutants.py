"""The properties are worth something: each of these well-known ways of losing facts is caught by one of them."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.clock import FrozenClock
from db.ledger import fold
from db.ledger.change import GRANT, Change
from db.ledger.fold import VOIDED
from db.store import folding
from db.store.county_ledger import ledger_head
from db.sync.county import inbox, returning, transferring
from db.sync.merging import attaching, granting, intake, judging, merge
from db.sync.merging.attaching import Fit
from db.sync.package.header import Answer, LedgerPoint
from db.sync.township import receiving
from tests.ledger import test_fold
from tests.sync import test_inbox, test_transfers, test_travel
from tests.sync.histories import Step, live
from tests.sync.offices import SECOND, TOWNSHIPS, World

Patch = pytest.MonkeyPatch
Property = Callable[[World, Path], object]


@pytest.fixture
def world(template: Path, clock: FrozenClock) -> Iterator[World]:
    world = World(template, clock)
    yield world
    world.close()


def last_writer_wins(patch: Patch) -> None:
    kept = fold._heads
    patch.setattr(fold, "_heads", lambda graph: {name: heads[-1:] for name, heads in kept(graph).items()})


def the_first_to_arrive_is_shown(patch: Patch) -> None:
    kept = fold._heads

    def by_arrival(graph: Any) -> Any:
        order = list(graph.known)
        return {name: tuple(sorted(heads, key=lambda h: order.index(h.change))) for name, heads in kept(graph).items()}

    patch.setattr(fold, "_heads", by_arrival)


def dropped_by_station_and_number(patch: Patch) -> None:
    kept, seen = merge.plan_merge, set[tuple[str, int]]()

    def by_number(arrived: Any, *rest: Any) -> Any:
        fresh = [change for change in arrived if (change.by.station_id, change.seq) not in seen]
        seen.update((change.by.station_id, change.seq) for change in fresh)
        return kept(fresh, *rest)

    patch.setattr(intake, "plan_merge", by_number)


def holes_are_not_held(patch: Patch) -> None:
    def take(self: merge._Sorter, change: Change) -> None:
        if change.hash in self._known or change.hash in self._met:
            self.duplicates += 1
            return
        self._met.add(change.hash)
        reason = self._judge(change)
        if reason:
            self.rejected.append(merge.Rejection(change, reason))
        else:
            self.accepted.append(change)

    patch.setattr(merge._Sorter, "take", take)


def what_waits_is_dropped(patch: Patch) -> None:
    patch.setattr(intake, "keep_waiting", lambda *_: None)


def a_plain_edit_closes_a_conflict(patch: Patch) -> None:
    patch.setattr(fold, "_replaces", lambda _change, _name, seen: set(seen))


def a_void_is_swallowed_by_an_edit(patch: Patch) -> None:
    kept = fold._heads

    def edits_win(graph: Any) -> Any:
        heads = kept(graph)
        standing = tuple(head for head in heads.get(VOIDED, ()) if not head.value)
        return {**heads, VOIDED: standing or heads[VOIDED]} if VOIDED in heads else heads

    patch.setattr(fold, "_heads", edits_win)


def an_edit_brings_a_voided_record_back(patch: Patch) -> None:
    kept = fold.writes_of
    patch.setattr(fold, "writes_of", lambda change, **_: kept(change, on_voided=False))


def refused_changes_are_forgotten(patch: Patch) -> None:
    patch.setattr(folding, "refused_of", lambda *_: {})


def held_changes_are_judged_by_the_package_alone(patch: Patch) -> None:
    def blind(connection: Any, org: str, changes: list[Change], *more: Any) -> judging.Judge:
        held = set(connection.exec_driver_sql("SELECT hash FROM held").scalars())
        return judging.Judge(connection, org, [change for change in changes if change.hash not in held], *more)

    patch.setattr(intake, "Judge", blind)


def everybody_writes_everywhere(patch: Patch) -> None:
    patch.setattr(judging.Judge, "__call__", lambda self, change: self._fault(change))


def the_old_township_keeps_the_case(patch: Patch) -> None:
    patch.setattr(fold, "granted_to", lambda _change: "")


def late_work_is_turned_away(patch: Patch) -> None:
    patch.setattr(judging.Judge, "_moved", lambda *_: judging.MOVED_AWAY)


def late_work_is_not_passed_on(patch: Patch) -> None:
    patch.setattr(inbox, "settle_transfers", lambda *_: transferring.Settled())


def a_grant_needs_no_seal(patch: Patch) -> None:
    patch.setattr(granting.CountyWord, "vouches", lambda _self, change: change.kind == GRANT)


def other_townships_records_stay_in_the_lists(patch: Patch) -> None:
    patch.setattr(folding, "shown_at", lambda _home, state: state)


def ledger_numbers_are_believed_without_their_hash(patch: Patch) -> None:
    """B-11: the county answers from the number claimed, the laptop attaches where the number fits."""

    def from_the_number(connection: Any, certificate: Any) -> Answer:
        claim = returning._claim(connection, certificate.station_id)
        head = LedgerPoint(*ledger_head(connection, certificate.org_code))
        no = min(claim.point.no, head.no) if claim and not claim.need_full else 0
        asked = "SELECT entry_hash FROM ledger WHERE org = ? AND ledger_no = ?"
        here = connection.exec_driver_sql(asked, (certificate.org_code, no)).scalar() or ""
        known = claim is None or claim.point.no <= head.no
        return Answer(claim.package_id if claim else "", known, LedgerPoint(no, here), head)

    patch.setattr(returning, "_answer", from_the_number)
    patch.setattr(attaching, "_stands", lambda held, point: point.no <= len(held))


def a_shorter_ledger_is_always_stale(patch: Patch) -> None:
    """B-35: a county put back from a backup looks like a return that is merely old."""
    kept = attaching.attach

    def stale(held: Any, *rest: Any, **more: Any) -> attaching.Attachment:
        fitted = kept(held, *rest, **more)
        return attaching.Attachment(Fit.STALE, len(held)) if fitted.fit is Fit.READOPT else fitted

    patch.setattr(receiving, "attach", stale)


def restored(world: World, template: Path) -> None:
    test_travel.test_a_restored_laptop_that_writes_on_loses_neither_history(world, template)


def moving(world: World, holds: Callable[[World], None]) -> None:
    """A case that goes from township to township (D-39)."""
    test_transfers.begin(world)
    holds(world)


def granted(world: World) -> None:
    test_transfers.test_d39_a_case_granted_is_the_other_townships_with_its_whole_history(world)


def late(world: World) -> None:
    where = test_transfers.ONE
    test_transfers.test_d39_what_was_written_before_the_grant_was_seen_goes_to_the_new_township(world, where)


def forged(world: World) -> None:
    test_transfers.test_a_township_cannot_write_a_grant_for_itself(world, test_transfers.OTHER)


MUTANTS: tuple[tuple[Callable[[Patch], None], Property], ...] = (
    (last_writer_wins, lambda *_: test_fold.test_the_same_field_with_two_answers_is_a_conflict_that_keeps_both()),
    (the_first_to_arrive_is_shown, lambda *_: test_fold.test_the_state_depends_on_the_changes_never_on_their_order()),
    (dropped_by_station_and_number, restored),
    (holes_are_not_held, lambda w, _: test_inbox.test_later_changes_wait_for_a_hole_and_are_applied_when_it_arrives(w)),
    (what_waits_is_dropped, lambda w, _: test_inbox.test_several_holes_filled_in_any_order_end_the_same(w)),
    (
        a_plain_edit_closes_a_conflict,
        lambda *_: test_fold.test_a_resolve_settles_what_it_names_and_nothing_else(),
    ),
    (a_plain_edit_closes_a_conflict, lambda *_: test_fold.test_an_ordinary_edit_does_not_swallow_a_conflict()),
    (a_void_is_swallowed_by_an_edit, lambda *_: test_fold.test_void_against_edit_is_a_conflict_in_both_orders()),
    (
        an_edit_brings_a_voided_record_back,
        lambda *_: test_fold.test_an_edit_of_a_voided_record_does_not_bring_it_back(),
    ),
    (
        refused_changes_are_forgotten,
        lambda w, _: test_inbox.test_an_edit_on_top_of_a_refused_one_is_no_false_conflict(w),
    ),
    (
        held_changes_are_judged_by_the_package_alone,
        lambda w, _: test_inbox.test_a_held_edit_of_a_record_long_known_is_released_not_refused(w),
    ),
    (
        everybody_writes_everywhere,
        lambda w, _: test_inbox.test_a_record_keeps_its_kind(w),
    ),
    (
        the_old_township_keeps_the_case,
        lambda w, _: moving(w, granted),
    ),
    (
        other_townships_records_stay_in_the_lists,
        lambda w, _: moving(w, granted),
    ),
    (late_work_is_turned_away, lambda w, _: moving(w, test_transfers.test_d39_late_work_is_counted_and_named)),
    (late_work_is_not_passed_on, lambda w, _: moving(w, late)),
    (a_grant_needs_no_seal, lambda w, _: moving(w, forged)),
)


@pytest.mark.parametrize(
    ("mutant", "holds"), MUTANTS, ids=[f"{mutant.__name__}-{number}" for number, (mutant, _) in enumerate(MUTANTS)]
)
def test_a_way_of_losing_facts_is_caught(
    world: World, template: Path, monkeypatch: Patch, mutant: Callable[[Patch], None], holds: Property
) -> None:
    with monkeypatch.context() as patch:
        mutant(patch)
        with pytest.raises((AssertionError, KeyError)):  # KeyError: the conflict looked for is not there
            holds(world, template)


ONE = TOWNSHIPS[0][0]
TWO_LAPTOPS, THREE = (ONE, SECOND), (*dict(TOWNSHIPS), SECOND)
WHOLE: tuple[tuple[Callable[[Patch], None], tuple[str, ...], list[Step]], ...] = (
    (dropped_by_station_and_number, TWO_LAPTOPS, [("work", 84)]),
    (last_writer_wins, THREE, [("edit", 18), ("strike", 74)]),
    (holes_are_not_held, TWO_LAPTOPS, [("work", 74), ("travel", 68), ("edit", 28), ("restore_county", 77)]),
    (
        ledger_numbers_are_believed_without_their_hash,
        TWO_LAPTOPS,
        [("edit", 22), ("travel", 4), ("edit", 61), ("restore_county", 90), ("travel", 45)],
    ),
    (a_shorter_ledger_is_always_stale, THREE, [("edit", 2), ("travel", 11), ("restore_county", 73)]),
)
"""Ways of losing facts put into the whole program, each with the shortest history found that shows it."""


@pytest.mark.parametrize(("mutant", "cast", "steps"), WHOLE, ids=[each[0].__name__ for each in WHOLE])
def test_a_history_shows_what_the_whole_program_would_lose(
    warm: Path, monkeypatch: Patch, mutant: Callable[[Patch], None], cast: tuple[str, ...], steps: list[Step]
) -> None:
    live(warm, steps, random.Random(0), cast=cast)  # noqa: S311 - a history to repeat, not a secret
    with monkeypatch.context() as patch:
        mutant(patch)
        with pytest.raises(AssertionError):
            live(warm, steps, random.Random(0), cast=cast)  # noqa: S311 - the same
