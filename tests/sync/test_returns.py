"""A hand-over is answered, and both sides end knowing the same: directed cases of B-26 to B-35, D-29 to D-33."""

import shutil

import pytest

from db.commands.families import void_record
from db.store.store import Store
from db.sync.county.inbox import import_package
from db.sync.county.returning import waiting_stations, write_return
from db.sync.township.receiving import take_return
from db.sync.trust.identity import NoSuchStation
from tests.sync.offices import COUNTY, KEY, TOWNSHIPS, World

ONE, OTHER = (code for code, _ in TOWNSHIPS)


def work(world: World, code: str, times: int = 3) -> None:
    for _ in range(times):
        world.work(code)


def round_trip(world: World, code: str) -> None:
    world.hand_over(code)
    world.deliver(-1)
    assert world.take(code, world.answer(code)).verdict == "taken"


def test_what_the_county_has_is_handed_over_no_more(world: World) -> None:
    work(world, ONE)
    world.hand_over(ONE)
    world.deliver(-1)
    handed = world.open_changes(ONE)
    result = world.take(ONE, world.answer(ONE))
    assert (result.verdict, result.acknowledged, result.same_state) == ("taken", len(handed), True)
    assert world.open_changes(ONE) == set()
    work(world, ONE, 1)
    assert world.open_changes(ONE) == world.hashes(ONE) - handed


def test_the_same_return_twice_changes_nothing_and_says_so(world: World) -> None:
    """D-29."""
    work(world, ONE)
    world.hand_over(ONE)
    world.deliver(-1)
    path = world.answer(ONE)
    world.take(ONE, path)
    again = world.take(ONE, path)
    assert again.verdict == "duplicate"
    assert "未作任何改动" in again.sentence


def test_an_old_return_after_a_new_one_is_stale_and_a_lost_one_is_not_missed(world: World) -> None:
    """D-29."""
    work(world, ONE)
    world.hand_over(ONE)
    world.deliver(-1)
    old = world.answer(ONE)
    work(world, ONE)
    world.hand_over(ONE)
    world.deliver(-1)
    newer = world.answer(ONE)
    assert world.take(ONE, newer).verdict == "taken"
    assert world.take(ONE, old).verdict == "stale"
    assert world.open_changes(ONE) == set()


def test_a_return_is_for_one_laptop_of_one_county(world: World) -> None:
    """D-49, D-51."""
    work(world, ONE)
    work(world, OTHER)
    for code in (ONE, OTHER):
        world.hand_over(code)
        world.deliver(-1)
    path = world.answer(ONE)
    assert (world.take(OTHER, path).verdict, world.take(OTHER, path).code) == ("refused", "P-PKG-04")
    assert world.take(ONE, world.packages[0]).verdict == "refused"
    assert import_package(world.county, path).verdict == "refused"
    with pytest.raises(NoSuchStation):
        write_return(world.county, "nobody", world.folder / "returns", "test")


def test_other_townships_changes_never_leave_the_county(world: World) -> None:
    """B-31."""
    for code in (ONE, OTHER):
        work(world, code)
        round_trip(world, code)
    assert not world.hashes(ONE) & world.hashes(OTHER)


def test_a_second_laptop_learns_what_the_first_wrote(world: World) -> None:
    """The copy of a laptop goes on by itself; each gets the other's changes from the county (D-32)."""
    work(world, ONE)
    world.copy_laptop(ONE)
    twin = f"{ONE}+"
    work(world, ONE, 2)
    work(world, twin, 3)
    for laptop in (ONE, twin, ONE, twin):
        world.hand_over(laptop)
        world.deliver(-1)
        assert world.take(laptop, world.answer(laptop)).verdict in {"taken", "does_not_fit", "nothing_new"}
    for laptop in (ONE, twin):
        world.hand_over(laptop)
        world.deliver(-1)
        world.take(laptop, world.answer(laptop))
    assert world.hashes(ONE) == world.hashes(twin) == world.hashes(COUNTY[0]) - world.hashes(OTHER)
    assert world.digest(ONE, ONE) == world.digest(twin, ONE) == world.digest(COUNTY[0], ONE)


def test_a_laptop_put_back_from_a_backup_gets_its_lost_changes_from_the_county(world: World) -> None:
    """D-30, B-33: the backup's ledger is shorter than what was claimed since, so all is asked for once."""
    work(world, ONE)
    round_trip(world, ONE)
    world.back_up(ONE)
    work(world, ONE)
    round_trip(world, ONE)
    lost = world.hashes(ONE)
    world.restore(ONE)
    assert world.hashes(ONE) < lost
    work(world, OTHER)
    verdicts = []
    for _ in range(2):
        world.hand_over(ONE)
        world.deliver(-1)
        verdicts.append(world.take(ONE, world.answer(ONE)).verdict)
    assert verdicts[-1] in {"taken", "nothing_new"}
    assert lost <= world.hashes(ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)
    work(world, ONE, 1)
    round_trip(world, ONE)


def test_a_county_put_back_from_a_backup_is_given_everything_again_by_itself(world: World) -> None:
    """D-33, B-35: its answer to our claim says the claim is not true; without that it would look stale."""
    work(world, ONE)
    round_trip(world, ONE)
    keep_county(world)
    work(world, ONE)
    round_trip(world, ONE)
    everything = world.hashes(ONE)
    put_county_back(world)
    assert not everything <= world.hashes(COUNTY[0])
    work(world, ONE, 1)
    world.hand_over(ONE)
    world.deliver(-1)
    result = world.take(ONE, world.answer(ONE))
    assert result.verdict == "readopted"
    assert "县级数据曾被恢复" in result.sentence
    assert world.open_changes(ONE)
    world.hand_over(ONE)
    assert world.deliver(-1).waiting == 0
    assert everything <= world.hashes(COUNTY[0])
    assert world.take(ONE, world.answer(ONE)).same_state is True


def test_what_the_county_sends_back_is_shown_with_its_reason_and_counts_nowhere(world: World) -> None:
    """B-24: the rest goes on; what was turned away stays readable here, and both sides show the same."""
    work(world, ONE)
    round_trip(world, ONE)
    work(world, ONE, 2)
    refuse_next = next(iter(world.open_changes(ONE)))
    from db.sync.merging.judging import Judge

    ordinary = Judge.__call__
    try:
        Judge.__call__ = lambda self, change: "试一试" if change.hash == refuse_next else ordinary(self, change)  # type: ignore[method-assign]
        world.hand_over(ONE)
        world.deliver(-1)
    finally:
        Judge.__call__ = ordinary  # type: ignore[method-assign]
    result = world.take(ONE, world.answer(ONE))
    assert (result.sent_back >= 1, result.reasons[0][1]) == (True, "试一试")
    assert result.same_state is True
    assert refuse_next not in world.open_changes(ONE)


def test_the_county_knows_whom_it_still_owes_an_answer(world: World) -> None:
    assert waiting_stations(world.county) == ()
    for code in (ONE, OTHER):
        work(world, code)
        world.hand_over(code)
        world.deliver(-1)
    assert {one.org_code for one in waiting_stations(world.county)} == {ONE, OTHER}
    world.answer(ONE)
    assert {one.org_code for one in waiting_stations(world.county)} == {OTHER}


def keep_county(world: World) -> None:
    world.county.close()
    shutil.copytree(world.folder / COUNTY[0], world.folder / "kept-county")
    world.stores[COUNTY[0]] = _county(world)


def put_county_back(world: World) -> None:
    world.county.close()
    shutil.rmtree(world.folder / COUNTY[0])
    shutil.copytree(world.folder / "kept-county", world.folder / COUNTY[0])
    world.stores[COUNTY[0]] = _county(world)


def _county(world: World) -> Store:
    store = Store.open(world.folder / COUNTY[0], KEY, world.clock)
    store.sign_in("worker-county", "operator")
    return store


def test_where_both_sides_differ_the_records_are_named_and_everything_is_asked_for(world: World) -> None:
    """D-43, B-30: a row at the county was tampered with."""
    work(world, ONE, 4)
    round_trip(world, ONE)
    with world.county.keeping() as connection:
        tampered = connection.exec_driver_sql("SELECT id FROM family LIMIT 1").scalar_one()
        kept = connection.exec_driver_sql("SELECT econ FROM family WHERE id = ?", (tampered,)).scalar_one()
        connection.exec_driver_sql("UPDATE family SET econ = '改' WHERE id = ?", (tampered,))
    world.hand_over(ONE)
    assert world.deliver(-1).same_state is False
    before = world.digest(ONE, ONE)
    result = world.take(ONE, world.answer(ONE))
    assert (result.verdict, result.same_state) == ("nothing_new", False)
    township = world.stores[ONE]
    assert township.setting("differing") == [["family", tampered]]
    assert township.setting("need_full")
    assert world.digest(ONE, ONE) == before
    world.hand_over(ONE)
    told = world.deliver(-1)
    assert (told.same_state, told.differing) == (False, (("family", tampered),))
    assert world.county.setting("differing") == {ONE: [["family", tampered]]}
    assert world.deliver(-1).differing == told.differing
    with world.county.keeping() as connection:
        connection.exec_driver_sql("UPDATE family SET econ = ? WHERE id = ?", (kept, tampered))
    world.hand_over(ONE)
    world.deliver(-1)
    assert world.county.setting("differing") == {}
    assert world.take(ONE, world.answer(ONE)).same_state
    assert (township.setting("differing"), township.setting("need_full")) == (None, False)


def test_a_return_that_takes_out_a_large_part_of_the_households_is_held_until_somebody_insists(world: World) -> None:
    """D-44: another laptop of the township has voided nearly all of them."""
    for _ in range(6):
        world.edits = 4 * world.edits + 3  # the next command opens a family
        world.work(ONE)
    round_trip(world, ONE)
    world.copy_laptop(ONE)
    twin = f"{ONE}+"
    with world.stores[twin].reading() as connection:
        families = list(connection.exec_driver_sql("SELECT id FROM family WHERE voided = 0").scalars())
    assert len(families) > 4
    for family_id in families:
        with world.stores[twin].writing() as writing:
            void_record(writing, "family", family_id, "录错")
    world.hand_over(twin)
    world.deliver(-1)
    world.hand_over(ONE)
    world.deliver(-1)
    path, before = world.answer(ONE), world.digest(ONE, ONE)
    preview = take_return(world.stores[ONE], path, apply=False)
    assert (preview.takes_out, preview.families) == (len(families), len(families))
    held = world.take(ONE, path)
    assert (held.verdict, held.code, held.takes_out) == ("refused", "P-RET-02", len(families))
    assert world.digest(ONE, ONE) == before
    assert take_return(world.stores[ONE], path, force=True).verdict == "taken"
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)
