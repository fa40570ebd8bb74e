"""What waits is let go along its chains, some at a time: each once, none too early, in the memory of one batch."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from db.ledger.change import Change, Tip
from db.sync.merging import waiting
from db.sync.merging.waiting import how_many_wait, keep_waiting, let_go, stop_waiting
from tests.sync.crafting import Scribe
from tests.sync.offices import TOWNSHIPS, World

A, B = (code for code, _ in TOWNSHIPS)

SCRIPT = """
import json, pathlib, sys
from itertools import islice
from db.sync.merging.intake import Intake
from db.sync.package.trusting import KnownSender
from db.sync.merging.waiting import how_many_wait, keep_waiting
from tests.benchmarks.many import office
from tests.sync.crafting import Scribe

def status(what):
    return int(pathlib.Path("/proc/self/status").read_text().partition(what + ":")[2].split()[0])

org, many = "999999101", int(sys.argv[2])
county, scribe = office(pathlib.Path(sys.argv[1]) / "county"), Scribe(org)
fields = {"level": "village", "parent_code": org}
with county.keeping() as connection:
    connection.exec_driver_sql("PRAGMA cache_size = -2000")
    villages = (scribe.write("create", ("org_unit", f"v-{n}"), {"name": f"{n}村", **fields}) for n in range(many))
    first = next(villages)
    while some := list(islice(villages, 1_000)):
        keep_waiting(connection, some, "earlier")
    intake = Intake(connection, KnownSender(scribe.by.station_id, org, "", b""), "later")
    intake.take([first])
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    intake.take_held()
    print(json.dumps([intake.fresh, intake.released, how_many_wait(connection, org), status("VmHWM") - before]))
"""


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "BATCH", 5)
    monkeypatch.setattr(waiting, "_BEGINNINGS", 2)


def villages(scribe: Scribe, count: int) -> list[Change]:
    """So many changes, one behind the other."""
    written = enumerate(["村"] * count)
    return [scribe.write("create", ("org_unit", f"{scribe.tip.seq}-{no}"), {"name": name}) for no, name in written]


def branch(behind: Change, session: int, org: str = A) -> Scribe:
    """Goes on writing behind a change that others went on from as well."""
    return Scribe(org, f"station-{session}", Tip(behind.hash, behind.seq))


def taken_from(
    world: World, changes: Sequence[Change], known: Sequence[Change], unready: Sequence[Change] = ()
) -> list[Change]:
    """What waiting `changes` are shown in their order, when the log has `known`; nothing can come of `unready` yet."""
    shown: list[Change] = []
    here = {"", *(change.hash for change in known)}
    with world.county.keeping() as connection:
        row = "INSERT INTO ledger VALUES (?, ?, ?, '', ?, '')"
        for no, each in enumerate(known):
            connection.exec_driver_sql(row, (A, 900 + no, each.hash, f"e-{no}"))
        keep_waiting(connection, changes, "earlier")

        def take(some: Sequence[Change]) -> set[str]:
            assert len(some) <= 5
            shown.extend(some)
            settled = set()
            for each in some:
                if each.prev_hash in here and each not in unready:
                    here.add(each.hash)
                    settled.add(each.hash)
            stop_waiting(connection, settled, "later")
            return settled

        let_go(connection, A, take)
        connection.rollback()
    return shown


def test_along_chains_that_part_each_change_is_shown_once_and_none_before_its_predecessor(world: World) -> None:
    stem = Scribe(A)
    first, *trunk = villages(stem, 14)
    twigs = [each for no in range(7) for each in villages(branch(trunk[no], no), 9)]
    shown = taken_from(world, [*twigs, *trunk], [first])
    assert sorted(each.hash for each in shown) == sorted(each.hash for each in (*trunk, *twigs))
    places = {each.hash: place for place, each in enumerate(shown)}
    assert all(places.get(each.prev_hash, -1) < place for place, each in enumerate(shown))


def test_what_has_no_predecessor_here_or_is_another_townships_is_not_even_read(world: World) -> None:
    lost, *behind = villages(Scribe(A), 6)
    ours, theirs = villages(Scribe(A, "station-y"), 4), villages(Scribe(B), 4)
    assert lost not in taken_from(world, [*behind, *ours, *theirs], [])
    assert taken_from(world, [*behind, *ours, *theirs], []) == ours


def test_one_that_cannot_stand_yet_keeps_those_behind_it_and_no_others(world: World) -> None:
    first, *rest = villages(Scribe(A), 12)
    other = villages(branch(first, 1), 12)
    shown = taken_from(world, [*rest, *other], [first], unready=[rest[2]])
    assert [each for each in shown if each in other] == other
    assert len({each.hash for each in shown}) == len(shown)
    assert rest[2] in shown
    assert rest[-1] not in shown


def test_what_came_another_way_waits_no_longer_and_lets_those_behind_it_go(world: World) -> None:
    """Its own predecessor may still be missing."""
    _, entered, *behind = villages(Scribe(A), 5)
    assert taken_from(world, [entered, *behind], [entered]) == behind


def test_another_townships_changes_are_not_counted_as_waiting(world: World) -> None:
    with world.county.keeping() as connection:
        keep_waiting(connection, [*villages(Scribe(A), 3)[1:], *villages(Scribe(B), 4)[1:]], "earlier")
        assert (how_many_wait(connection, A), how_many_wait(connection, B)) == (2, 3)
        connection.rollback()


@pytest.mark.parametrize("many", [16_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_whatever_waited_is_let_go_in_hardly_more_memory_than_one_batch(tmp_path: Path, many: int) -> None:
    """The cipher's page cache is made small: what grows with the number of changes would be ours."""

    def run(count: int) -> list[int]:
        (tmp_path / str(count)).mkdir()
        command = [sys.executable, "-c", SCRIPT, str(tmp_path / str(count)), str(count)]
        found: list[int] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        return found

    fresh, released, left, small = run(2_001)
    assert (fresh, released, left) == (2_001, 2_000, 0)
    fresh, released, left, large = run(many)
    assert (fresh, released, left) == (many, many - 1, 0)
    assert large - small < 12 * 1024, (small, large)
