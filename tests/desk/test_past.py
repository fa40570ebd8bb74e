"""A day gone by is looked up, and says what judging it says: after every write, undo, import, restore and midnight."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from db.clock import Clock, FrozenClock
from db.commands.families import edit_record, void_record
from db.commands.green_cards import NewGreenCard, issue_green_card
from db.commands.opening import Founding, OpenRecord
from db.commands.splitting import Split, split_household
from db.commands.undo import undo_command
from db.commands.visits import NewVisit, record_visit
from db.domain.codes import load_code_lists
from db.domain.statistics import coverage_table
from db.store.checking import check_record
from db.store.dialect import has_table
from db.store.digest import state_digest
from db.store.erasing import erase
from db.store.gone import Gone
from db.store.store import DATABASE, Store
from db.store.tables.columns import METADATA
from db.store.timelines import read_basis, waiting
from db.touched import Touched
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.coverage import county_coverage, coverage, each_family, orgs
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.locality import Locality
from desktop.desk.opening import found_desk, open_desk
from desktop.desk.past import day_figures, past_step
from desktop.desk.profile_choice import choose
from desktop.paths import resource
from tests.conftest import CLOCK
from tests.sync.offices import COUNTY, TOWNSHIPS, World, found
from tests.sync.servers import moved

if TYPE_CHECKING:
    from tests.cluster import Cluster

PASSPHRASE = "清晨 的 云 落在 山岗"
TODAY = date(2026, 11, 22)
DAYS = (TODAY, date(2026, 11, 21), date(2026, 9, 30), date(2026, 3, 31), date(2025, 6, 1), date(2021, 2, 28))
AHEAD = (TODAY, date(2027, 2, 1))
FAMILIES = 24


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township with a year of work, every timeline kept."""
    home = tmp_path_factory.mktemp("past") / "record"
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, new_recovery_code())
    desk = found_desk(home, wish, CLOCK, Cost(64 * 1024, 1, 4))
    plant(desk, FAMILIES, 3)
    tell_all(desk)
    desk.record.close()
    return home


@pytest.fixture
def desk(planted: Path, tmp_path: Path) -> Iterator[Desk]:
    opened = open_copy(planted, tmp_path / "record", CLOCK)
    yield opened
    opened.record.close()


def open_copy(home: Path, to: Path, clock: Clock) -> Desk:
    shutil.copytree(home, to)
    return open_desk(to, PASSPHRASE, clock)


def tell_all(desk: Desk) -> None:
    told, total = past_step(desk)
    while told < total:
        told, total = past_step(desk)


def untold(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return len(waiting(connection, desk.today))


def agrees(desk: Desk, days: tuple[date, ...] = DAYS) -> None:
    """Looked up, and nothing else, says the same as judged."""
    tell_all(desk)
    assert not untold(desk)
    for day in days:
        assert day_figures(desk, day).whole.lines() == coverage_table(each_family(desk), desk.profile, day), day


def write(desk: Desk, command: Callable[..., Touched], *words: Any) -> Touched:
    with desk.record.store.writing() as writing:
        return command(writing, *words)


def ask(desk: Desk, sql: str) -> list[Any]:
    with desk.record.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


COUPLE = """
    SELECT f.id, p.id FROM family f JOIN person p ON p.family_id = f.id
     WHERE f.status = 'active' AND p.is_head = 0 AND p.alive = 1 AND p.relation = '10' ORDER BY f.no
"""


def visited(desk: Desk, family_id: str, on: str) -> Touched:
    fields = {"on": on, "mode": "home", "category": "daily", "outcome": "met", "companions": "乙", "others_met": "x"}
    return write(desk, record_visit, NewVisit(family_id, fields))


def test_days_of_ten_years_are_looked_up_as_they_are_judged_and_older_ones_judged(desk: Desk) -> None:
    assert not untold(desk)
    agrees(desk, (*DAYS, date(2015, 12, 31), TODAY + timedelta(days=90)))
    assert coverage(desk, DAYS[3]).total.figures[4].total
    assert coverage(desk, date(2000, 1, 1)).villages == ()


def test_a_day_asked_for_before_anything_is_kept_is_judged_on_the_spot(planted: Path, tmp_path: Path) -> None:
    desk = open_copy(planted, tmp_path / "record", CLOCK)
    expected = coverage_table(each_family(desk), desk.profile, DAYS[3])
    with desk.record.store.keeping() as connection:
        connection.exec_driver_sql("DROP TABLE kept_basis")
    assert day_figures(desk, DAYS[3]).whole.lines() == expected
    desk.record.close()


def test_after_a_write_only_the_touched_families_are_told_again(desk: Desk) -> None:
    families = ask(desk, "SELECT id FROM family WHERE status = 'active' ORDER BY no")
    visited(desk, families[0][0], "2026-02-02")
    told, total = past_step(desk, 0)
    assert (told, total) == (FAMILIES - 1, FAMILIES)
    agrees(desk)


def test_undo_voiding_and_a_new_address_are_followed(desk: Desk) -> None:
    (first, _), (second, wife), *_ = ask(desk, COUPLE)
    done = visited(desk, first, "2025-05-30")
    agrees(desk)
    undo_command(desk.record.store, done.undo)
    agrees(desk)
    write(desk, void_record, "family", second, "重复")
    agrees(desk)
    write(desk, edit_record, "person", wife, {"death_date": "2025-01-01", "alive": False})
    village = ask(desk, "SELECT id FROM org_unit WHERE level = 'village' ORDER BY no DESC LIMIT 1")[0][0]
    write(desk, edit_record, "family", first, {"village_id": village, "opened_on": "2019-01-01"})
    agrees(desk)


def test_the_past_of_a_household_follows_what_is_written_about_a_member_who_left_it(desk: Desk) -> None:
    family, wife = ask(desk, COUPLE)[0]
    split = write(desk, split_household, Split(wife, "2026-10-01", "离婚", "石桥村", marital="40"))
    agrees(desk)
    for card in ask(desk, f"SELECT id FROM green_card WHERE person_id = '{wife}'"):
        write(desk, void_record, "green_card", card[0], "录错")
    assert untold(desk) == 0, "nobody has asked yet"
    past_step(desk, 0)
    assert untold(desk) == 2, "the file she is in, and the one she left"
    agrees(desk)
    write(desk, issue_green_card, NewGreenCard(wife, {"since": "2026-01-05", "card_no": "L1"}))
    agrees(desk)
    undo_command(desk.record.store, split.undo)
    assert family in {row[0] for row in ask(desk, "SELECT id FROM family WHERE voided = 0")}
    agrees(desk)


def test_a_household_is_told_again_when_a_child_turns_out_to_be_another_ones(desk: Desk) -> None:
    both = "SELECT c.id, f.family_id FROM child c JOIN person f ON f.id = c.father_id WHERE c.mother_id IS NOT NULL"
    (child, former), (_, other), *_ = ask(desk, f"{both} ORDER BY c.no")
    parents = ask(desk, f"SELECT id FROM person WHERE family_id = '{other}' AND relation IN ('02', '10') ORDER BY no")
    write(desk, edit_record, "child", child, {"father_id": parents[0][0], "mother_id": parents[-1][0]})
    past_step(desk, 0)
    with desk.record.store.reading() as connection:
        assert {former, other} <= {family_id for family_id, _ in waiting(connection, desk.today)}
    agrees(desk)


def test_another_profile_tells_everything_again(desk: Desk) -> None:
    choose(desk, "hunan")
    assert past_step(desk, 0) == (0, FAMILIES)
    agrees(desk)


def test_other_rules_in_the_program_tell_everything_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.desk.past.code_fingerprint", lambda: "a newer program")
    assert past_step(desk, 0) == (0, FAMILIES)


@pytest.mark.parametrize(("days", "told"), [(1, FAMILIES), (183, FAMILIES), (184, 0), (400, 0)])
def test_a_day_that_passes_asks_for_nothing_until_half_a_year_is_over(
    planted: Path, tmp_path: Path, days: int, told: int
) -> None:
    later = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC) + timedelta(days=days))
    desk = open_copy(planted, tmp_path / "record", later)
    assert past_step(desk, 0) == (told, FAMILIES)
    agrees(desk, (desk.today, desk.today - timedelta(days=1), *DAYS[2:4]))
    desk.record.close()


def test_a_record_put_back_says_what_it_says_and_not_what_was_written_since(planted: Path, tmp_path: Path) -> None:
    home = tmp_path / "record"
    desk = open_copy(planted, home, CLOCK)
    visited(desk, ask(desk, COUPLE)[0][0], "2026-03-01")
    agrees(desk)
    desk.record.close()
    shutil.copy(planted / DATABASE, home / DATABASE)
    again = open_desk(home, PASSPHRASE, CLOCK)
    assert not untold(again)
    agrees(again)
    visited(again, ask(again, COUPLE)[1][0], "2026-03-01")  # as many changes as before, and others
    agrees(again)
    again.record.close()


def test_what_is_kept_stands_in_no_log_no_digest_and_no_table_of_the_record(desk: Desk) -> None:
    store, log = desk.record.store, "SELECT count(*), max(no) FROM change"
    before = ask(desk, log)
    with store.reading() as connection:
        digest = state_digest(connection, store.office.org_code)
    with store.keeping() as connection:
        for name in ("kept_timeline", "kept_sum", "kept_basis"):
            connection.exec_driver_sql(f"DROP TABLE {name}")
            assert name not in METADATA.tables
    agrees(desk, DAYS[:1])
    assert ask(desk, log) == before
    with store.reading() as connection:
        assert state_digest(connection, store.office.org_code) == digest
        assert all(check.ok for check in check_record(connection))


def test_of_somebody_erased_for_good_nothing_is_kept_either(desk: Desk) -> None:
    family_id = ask(desk, COUPLE)[0][0]
    with desk.record.store.keeping() as connection:
        erase(connection, [Gone(family_id, "family", desk.record.office.org_code, "")])
        assert not has_table(connection, "kept_timeline")
    agrees(desk)
    assert family_id not in {row[0] for row in ask(desk, "SELECT family_id FROM kept_timeline")}


def test_two_who_tell_at_once_never_keep_what_the_other_knows_better(desk: Desk) -> None:
    """Somebody writes and looks while we read: what we worked out of the older facts is not kept."""
    family_id = ask(desk, COUPLE)[0][0]
    visited(desk, family_id, "2026-03-01")
    past_step(desk, 0)
    with desk.record.store.reading() as connection:
        basis = read_basis(connection)
    visited(desk, family_id, "2026-04-01")
    past_step(desk, 0)
    from desktop.desk.past import _tell

    assert basis is not None
    _tell(desk, basis, [family_id])
    assert untold(desk) == 1
    agrees(desk)


# The county


def county_desk(store: Store) -> Desk:
    codes = load_code_lists(resource("codes"))
    return Desk(cast("OpenRecord", _Open(store)), Locality(store, codes), CLOCK)


class _Open:
    """What of an open record the figures need."""

    def __init__(self, store: Store) -> None:
        self.store, self.office = store, store.office


@pytest.fixture(scope="module")
def offices_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices")
    found(folder, CLOCK)
    return folder


@pytest.fixture(params=["file", "server"])
def world(
    request: pytest.FixtureRequest, offices_made: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    if request.param == "file":
        made = World(offices_made, CLOCK)
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        made = moved(offices_made, cluster, tmp_path_factory.mktemp("server"), CLOCK)()
    yield made
    made.close()


def test_a_county_follows_what_it_takes_in(world: World) -> None:
    (first, _), (second, _) = TOWNSHIPS
    for code in (first, second, first):
        for _ in range(9):
            world.work(code)
        world.hand_over(code)
    for number in range(3):
        assert world.deliver(number).verdict == "imported"
        desk = county_desk(world.stores[COUNTY[0]])
        agrees(desk, AHEAD)
        whole, townships = county_coverage(desk, AHEAD[1])
        assert whole.total.head.households
        assert [each.org for each in townships] == list(orgs(desk))
        for each in townships:
            judged = coverage_table(each_family(desk, each.org), desk.profile, AHEAD[1])
            assert (each.villages, each.total) == judged
            alone = coverage(desk, AHEAD[1], each.org)
            assert (alone.villages, alone.total) == judged
