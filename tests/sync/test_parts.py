"""A hand-over too large for one package is written in several: nothing is lost, in any order (B-23, B-55)."""

from collections import Counter
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from db.commands.families import edit_record
from db.domain.entities.registry import ENTITIES
from db.errors import InvalidValue
from db.ledger.change import Draft
from db.ledger.line import from_line
from db.sync.county.returning import write_return
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.reading import open_package
from db.sync.package.refusals import DiskFull
from db.sync.package.writing import SlipFacts, write_package
from db.sync.township.outbox import Exported, export_package
from db.sync.township.pending import Part, cut, pending
from db.sync.trust.identity import county_desk
from tests.sync.offices import COUNTY, TOWNSHIPS, World
from tests.sync.practice import PDF

A = TOWNSHIPS[0][0]
FEW = Limits(changes=5)
"""Four changes in a part: a tenth is left to spare."""


def in_parts(world: World, limits: Limits = FEW) -> Exported:
    """Work enough for three parts, handed over."""
    for _ in range(6):
        world.work(A)
    made = export_package(world.stores[A], world.folder / "out" / A, "test", limits=limits)
    world.packages += [part.path for part in made.parts]
    return made


def changes_in(world: World, path: Path) -> list[str]:
    """The hashes of a package's changes."""
    desk = county_desk(world.county)
    with open_package(path, desk.keys.identities, desk.trust) as opened:
        return [from_line(line, number).hash for number, line in opened.lines()]


def test_every_part_is_below_the_limit_says_which_it_is_and_has_a_number_of_its_own(world: World) -> None:
    made = in_parts(world)
    headers = [part.sealed.header for part in made.parts]
    assert len(made.parts) == 3
    assert [len(changes_in(world, part.path)) for part in made.parts] == [4, 4, made.hand_over.changes - 8]
    assert [(h.package_no, h.share and h.share.no, h.share and h.share.of) for h in headers] == [
        (1, 1, 3),
        (2, 2, 3),
        (3, 3, 3),
    ]
    assert {header.share.changes for header in headers if header.share} == {made.hand_over.changes}
    assert len({header.package_id for header in headers}) == 3


def test_every_part_names_the_unlocks_its_changes_come_from(world: World) -> None:
    in_parts(world)
    world.back_up(A)
    world.restore(A)  # unlocked anew
    world.work(A)
    made = export_package(world.stores[A], world.folder / "out" / A, "test", limits=FEW)
    desk = county_desk(world.county)
    unlocks: list[str] = []
    for part in made.parts:
        with open_package(part.path, desk.keys.identities, desk.trust) as opened:
            inside = {from_line(line, number).by.session_id for number, line in opened.lines()}
            assert opened.sealed.counted.session_ids == tuple(sorted(inside))
            unlocks += inside
    assert len(set(unlocks)) > 1


def test_cut_or_whole_the_same_is_said_to_wait(world: World) -> None:
    in_parts(world)
    with world.stores[A].reading() as connection:
        whole, (one,) = cut(connection, LIMITS)
        in_some, some = cut(connection, FEW)
    assert replace(in_some, parts=1) == whole
    assert one.changes == sum((Counter(part.changes) for part in some), Counter())
    assert (one.bytes, one.first_no, one.last_no) == (
        sum(part.bytes for part in some),
        some[0].first_no,
        some[-1].last_no,
    )


def test_a_part_begins_with_its_first_change_whatever_became_of_that_record_since(world: World) -> None:
    store = world.stores[A]
    world.work(A)
    with store.reading() as connection:
        asked = "SELECT no, record_type, record_id FROM change WHERE no = (SELECT min(no) FROM change)"
        first_no, kind, record_id = connection.exec_driver_sql(asked).one()
    with store.writing() as writing:
        edit_record(writing, kind, record_id, {"name": "改过的名"})
    with store.reading() as connection:
        whole, (one,) = cut(connection, LIMITS)
    assert one.first_no == first_no
    world.hand_over(A)
    assert len(changes_in(world, world.packages[-1])) == whole.changes


def test_together_the_parts_hold_everything_that_waits_once_and_in_the_order_of_the_log(world: World) -> None:
    made = in_parts(world)
    inside = [each for part in made.parts for each in changes_in(world, part.path)]
    with world.stores[A].reading() as connection:
        assert inside == list(connection.exec_driver_sql("SELECT hash FROM change ORDER BY no").scalars())


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_the_parts_arrive_the_county_ends_with_the_townships_state(
    world: World, order: tuple[int, ...]
) -> None:
    made = in_parts(world)
    results = [world.deliver(number) for number in order]
    assert [result.same_state for result in results] == [None, None, True]
    assert [result.missing > 0 for result in results] == [True, True, False]
    assert world.digest(COUNTY[0], A) == world.digest(A, A)
    assert sum(result.fresh for result in results) == made.hand_over.changes


def test_a_part_that_comes_twice_changes_nothing(world: World) -> None:
    in_parts(world)
    for number in (0, 0, 2, 2, 1, 1):
        again = world.deliver(number)
    assert again.verdict == "duplicate"
    assert world.digest(COUNTY[0], A) == world.digest(A, A)


def test_a_lost_part_is_made_up_for_by_the_next_hand_over(world: World) -> None:
    in_parts(world)
    world.deliver(0)
    waiting = world.deliver(2)
    assert waiting.waiting
    assert waiting.missing == 4
    assert "还差 4 条" in waiting.sentence
    assert world.take(A, world.answer(A)).acknowledged == 4
    in_parts(world)
    for number in range(3, len(world.packages)):
        result = world.deliver(number)
    assert (result.same_state, result.missing) == (True, 0)
    assert world.hashes(A) == world.hashes(COUNTY[0])


def test_parts_of_an_old_hand_over_that_come_after_a_new_one_are_repeats(world: World) -> None:
    in_parts(world)
    world.hand_over(A)
    assert world.deliver(3).same_state is True
    late = [world.deliver(number) for number in range(3)]
    assert [(result.fresh, result.missing, result.same_state) for result in late] == [(0, 0, True)] * 3


def test_a_county_put_back_from_a_backup_does_not_count_what_it_lost_as_missing_parts(world: World) -> None:
    world.back_up(COUNTY[0])
    world.work(A)
    world.hand_over(A)
    world.deliver(0)
    world.take(A, world.answer(A))
    world.restore(COUNTY[0])
    in_parts(world)
    for number in range(1, len(world.packages)):
        result = world.deliver(number)
    assert result.missing == 0
    assert result.waiting


def test_bytes_cut_a_hand_over_as_well_as_changes_do_and_so_many_are_announced(world: World) -> None:
    small = Limits(total=64 * 1024)
    for _ in range(40):
        world.work(A)
    with world.stores[A].reading() as connection:
        announced = [pending(connection, limits).parts for limits in (small, FEW, LIMITS)]
    made = export_package(world.stores[A], world.folder / "out", "test", limits=small)
    assert announced == [len(made.parts), -(-made.hand_over.changes // FEW.part_changes), 1]
    assert len(made.parts) > 1
    assert all(part.sealed.counted.payload_bytes <= small.part_bytes for part in made.parts)


def test_each_part_has_a_paper_twin_with_its_own_counts(world: World) -> None:
    told: list[tuple[int, int, int]] = []

    def draw(facts: SlipFacts, part: Part) -> bytes:
        told.append((part.no, facts.counted.changes, sum(part.changes.values())))
        return PDF

    for _ in range(6):
        world.work(A)
    export_package(world.stores[A], world.folder / "out", "test", draw, FEW)
    assert [no for no, _, _ in told] == [1, 2, 3]
    assert all(inside == counted for _, inside, counted in told)


def test_the_tables_for_people_stand_in_the_last_part_alone(world: World) -> None:
    made = in_parts(world)
    desk, tables = county_desk(world.county), []
    for part in made.parts:
        with open_package(part.path, desk.keys.identities, desk.trust) as opened:
            tables.append(len(opened.table_digests()))
    assert tables[:2] == [0, 0]
    assert tables[2] > 0


def test_parts_finished_before_the_disk_was_full_count_as_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = iter((write_package,))

    def full(*args: object, **named: object) -> object:
        write = next(writes, None)
        if write is None:
            raise DiskFull(1)
        return write(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("db.sync.township.outbox.write_package", full)
    for _ in range(6):
        world.work(A)
    with pytest.raises(DiskFull):
        export_package(world.stores[A], world.folder / "out", "test", limits=FEW)
    with world.stores[A].reading() as connection:
        booked = connection.exec_driver_sql("SELECT package_no, changes FROM outgoing_package").all()
    assert booked == [(1, 4)]
    assert [path.name[10:16] for path in (world.folder / "out").iterdir()] == ["000001"]


def family_of(world: World) -> str:
    world.work(A)
    with world.stores[A].reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family LIMIT 1").scalar_one())


def test_what_no_package_could_carry_is_refused_when_it_is_entered(world: World) -> None:
    """A text over 64 KiB of UTF-8 in a field that may have 60,000 characters: it would never be handed over."""
    long = {"base": "national", "title": "本县", "text": "县" * 30_000}
    with world.stores[A].writing() as writing:
        with pytest.raises(InvalidValue, match="最多 65536 字节"):
            writing.append([Draft("create", "local_profile", "p-1", long)])
        writing.append([Draft("create", "local_profile", "p-1", {**long, "text": "县" * 20_000})])
        writing.finish("已录入")
    made = in_parts(world, LIMITS)
    assert world.deliver(0).verdict == "imported"
    assert made.hand_over.changes


def test_a_list_of_very_many_empty_items_is_refused_when_it_is_entered(world: World) -> None:
    family_id = family_of(world)
    with world.stores[A].writing() as writing, pytest.raises(InvalidValue, match="太长"):
        edit_record(writing, "family", family_id, {"hardship": [""] * 100_000})


def test_an_attachment_over_twenty_mebibytes_is_refused_when_it_is_entered(world: World) -> None:
    fields = {"family_id": family_of(world), "kind": "photo", "media_type": "image/jpeg", "sha256": "a" * 64}
    with world.stores[A].writing() as writing, pytest.raises(InvalidValue, match="20971520"):
        writing.append([Draft("create", "attachment", "a-1", {**fields, "size": LIMITS.attachment + 1})])


def test_no_record_filled_to_the_brim_with_plain_text_outgrows_a_line() -> None:
    """Three bytes a character everywhere; more than that the log refuses by itself."""
    for name, entity in ENTITIES.items():
        full = sum(len(spec.name) + 6 + 3 * spec.longest for spec in entity.fields if spec.kind != "whole")
        assert full < LIMITS.bounds.line_bytes - 4096 or name == "local_profile"


SHORT = Limits(returned=5)


def answers(world: World) -> list[Path]:
    """The county's return for the township, in parts of five entries."""
    station = world.stores[A].office.station_id
    return [
        made.written.path for made in write_return(world.county, station, world.folder / "back", "test", None, SHORT)
    ]


def handed_over(world: World) -> int:
    """Everything the township has, taken in by the county in one package."""
    for _ in range(6):
        world.work(A)
    world.hand_over(A)
    world.deliver(0)
    return len(world.hashes(A))


def test_a_return_too_large_for_one_file_goes_on_in_the_next_and_acknowledges_everything(world: World) -> None:
    changes = handed_over(world)
    results = [world.take(A, path) for path in answers(world)]
    assert len(results) == -(-changes // 5)
    assert [result.acknowledged for result in results[:-1]] == [5] * (len(results) - 1)
    assert [result.same_state for result in results] == [None] * (len(results) - 1) + [True]
    assert world.open_changes(A) == set()


def test_a_part_of_a_return_read_too_early_changes_nothing_and_is_read_again_later(world: World) -> None:
    handed_over(world)
    first, second, *_ = answers(world)
    early = world.take(A, second)
    assert early.verdict == "does_not_fit"
    assert "接在第 1 份后面" in early.sentence
    assert not world.stores[A].setting("need_full", default=False)
    assert [world.take(A, path).acknowledged for path in (first, second)] == [5, 5]


def test_what_a_lost_part_of_a_return_held_comes_with_the_next_return(world: World) -> None:
    handed_over(world)
    world.take(A, answers(world)[0])
    world.work(A)
    world.hand_over(A)
    world.deliver(1)
    assert [world.take(A, path).verdict for path in answers(world)][-1] == "taken"
    assert world.open_changes(A) == set()


def test_a_restored_county_is_believed_part_by_part_and_nothing_is_lost(world: World) -> None:
    """Its short first part makes the laptop count more as lost than was; the next ones put it right."""
    handed_over(world)
    world.back_up(COUNTY[0])
    for path in answers(world):
        world.take(A, path)
    world.work(A)
    world.hand_over(A)
    world.deliver(1)
    world.take(A, world.answer(A))
    world.restore(COUNTY[0])
    world.work(A)
    world.hand_over(A)
    world.deliver(2)
    for path in answers(world):
        world.take(A, path)
    world.hand_over(A)
    assert world.deliver(3).verdict == "imported"
    for path in answers(world):
        last = world.take(A, path)
    assert last.same_state is True
    assert world.hashes(A) == world.hashes(COUNTY[0])
