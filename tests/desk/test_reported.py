"""As reported in October: what its packages held, whatever has come since; beside it, what is known of the day now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from db.clock import FrozenClock
from db.commands.families import NewChild, NewFamily, open_family, void_record
from db.commands.green_cards import NewGreenCard, issue_green_card
from db.domain.codes import load_code_lists
from db.domain.periods import Period, PeriodKind
from db.errors import InvalidValue
from db.store.digest import state_digest
from db.store.erasing import erase
from db.store.gone import Gone
from db.store.store import Office, Store
from db.sync.county.reported import as_reported, end_of
from db.sync.county.reviewing import accept_reviewed, review_queue
from db.sync.county.stations import revoke_station
from db.sync.trust.identity import NotACounty
from desktop.desk.county import Figures, figures
from desktop.desk.county_months import county_months, packages_by_month
from desktop.desk.desk import Desk
from desktop.desk.locality import Locality
from desktop.desk.reported import overtaken_words, reported
from desktop.paths import resource
from tests.sync.offices import COUNTY, TOWNSHIPS, World, found
from tests.sync.servers import moved

if TYPE_CHECKING:
    from db.commands.opening import OpenRecord
    from tests.cluster import Cluster

FIRST, SECOND = (code for code, _ in TOWNSHIPS)
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (Period(PeriodKind.MONTH, 2026, month) for month in range(9, 13))
LAST_DAY = date(2026, 10, 31)
C2 = 1
"""Place of the card among the items."""


def noon(month: int, day: int) -> FrozenClock:
    return FrozenClock(datetime(2026, month, day, 4, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def offices_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices")
    found(folder, noon(9, 10))
    return folder


@pytest.fixture(params=["file", "server"])
def world(
    request: pytest.FixtureRequest, offices_made: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    if request.param == "file":
        made = World(offices_made, noon(9, 15))
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        made = moved(offices_made, cluster, tmp_path_factory.mktemp("server"), noon(9, 15))()
    yield made
    made.close()


@dataclass(frozen=True)
class _Open:
    """What of an open record the figures need."""

    store: Store

    @property
    def office(self) -> Office:
        return self.store.office


def on_day(world: World, month: int, day: int) -> Desk:
    """Everybody's clock stands at noon of that day; the county's desk."""
    for store in world.stores.values():
        store.clock = noon(month, day)
    store = world.stores[COUNTY[0]]
    return Desk(cast("OpenRecord", _Open(store)), Locality(store, load_code_lists(resource("codes"))), noon(month, day))


def opened(world: World, code: str, name: str, opened_on: str) -> str:
    person = {"name": name, "relation": "02", "sex": "1", "birth_date": "1960", "id_no": ""}
    family = NewFamily("东村", {"opened_on": opened_on}, (person,), (NewChild({"state": "dead"}, (0,)),))
    with world.stores[code].writing() as writing:
        open_family(writing, family)
        asked = "SELECT family_id FROM person WHERE name = ?"
        return str(writing.connection.exec_driver_sql(asked, (name,)).scalar_one())


def handed_in(world: World, code: str) -> None:
    world.hand_over(code)
    assert world.deliver(len(world.packages) - 1).verdict == "imported"


def two_months(world: World) -> tuple[Figures, dict[str, str]]:
    """Handed in for October, the second one late; afterwards corrected for October. What the county said in between."""
    on_day(world, 9, 20)
    for code, names in ((FIRST, ("甲一", "甲二", "甲三")), (SECOND, ("乙一", "乙二"))):
        for name in names:
            opened(world, code, name, "2026-09-01")
    on_day(world, 10, 31)
    handed_in(world, FIRST)
    on_day(world, 11, 4)
    world.hand_over(SECOND)
    desk = on_day(world, 11, 9)
    world.deliver(1)
    said = figures(desk, LAST_DAY), digests(world)
    on_day(world, 11, 25)
    correct(world)
    handed_in(world, FIRST)
    return said


def correct(world: World) -> None:
    """A card of October that nobody had entered, a household entered too late, and one that was entered twice."""
    store = world.stores[FIRST]
    with store.reading() as connection:
        asked = "SELECT id, family_id FROM person ORDER BY name"
        people = [tuple(row) for row in connection.exec_driver_sql(asked)]
    with store.writing() as writing:
        issue_green_card(writing, NewGreenCard(people[0][0], {"since": "2026-10-05", "card_no": "L1"}))
    with store.writing() as writing:
        void_record(writing, "family", people[1][1], "重复")
    opened(world, FIRST, "甲四", "2026-10-10")


def digests(world: World) -> dict[str, str]:
    return {code: world.digest(COUNTY[0], code) for code in (FIRST, SECOND, COUNTY[0])}


def stream_ends(world: World) -> dict[str, int]:
    """The last entry of every stream, as of now."""
    with world.county.reading() as connection:
        asked = "SELECT org, max(ledger_no) FROM ledger GROUP BY org"
        return {str(row[0]): int(row[1]) for row in connection.exec_driver_sql(asked)}


def refused(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(connection.exec_driver_sql("SELECT hash FROM refused").scalars())


def whole(world: World) -> tuple[object, ...]:
    """Everything of the county's that a look backwards could spoil."""
    with world.stores[COUNTY[0]].reading() as connection:
        counts = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            for name in ("change", "ledger", "refused", "purged", "setting", "incoming_package", "audit")
        ]
    return digests(world), counts


def test_a_correction_changes_the_figure_known_now_and_not_the_one_reported(world: World) -> None:
    said, _ = two_months(world)
    desk, before = on_day(world, 11, 26), whole(world)
    told = reported(desk, OCTOBER)
    assert told.on == LAST_DAY
    assert told.then == said
    assert told.now == figures(desk, LAST_DAY)
    assert whole(world) == before
    one, other = told.townships
    assert (one.then.head.households, one.now.head.households) == (3, 3)
    assert (one.then.figures[C2].covered, one.now.figures[C2].covered) == (0, 1)
    assert (one.changed, other.changed, told.changed) == (3, 0, 3)
    assert other.then == other.now


def test_the_record_made_aside_is_the_one_there_was_to_the_last_field(world: World) -> None:
    """The digest of a state covers every field, what was voided and every question left open (B-30)."""
    _, then = two_months(world)
    desk = on_day(world, 11, 26)
    with desk.record.store.reading() as connection:
        ends = {
            code: end_of(connection, code, [each.package_id for _, each in by[OCTOBER]])
            for code, by in packages_by_month(desk).items()
        }
    with as_reported(desk.record.store, ends) as aside, aside.reading() as connection:
        assert {code: state_digest(connection, code) for code in then} == then
        home = aside.home
        assert b"SQLite format 3" not in (home / "record.db").read_bytes()[:16]
    assert not home.exists()


def test_a_package_counts_for_the_month_it_counts_for_in_the_calendar(world: World) -> None:
    """Made by the 5th it is October's, however late it arrived; made on the 6th it is November's."""
    two_months(world)
    on_day(world, 11, 6)
    opened(world, SECOND, "乙三", "2026-09-01")
    world.hand_over(SECOND)
    desk = on_day(world, 11, 26)
    assert world.deliver(3).verdict == "imported"
    line = county_months(desk).townships[1]
    assert [(cell.standing, cell.package_no) for cell in line.months[-2:]] == [("late", 1), ("open", 2)]
    october, november = reported(desk, OCTOBER), reported(desk, NOVEMBER)
    assert [each.package_no for each in october.townships] == [1, 1]
    assert [each.package_no for each in november.townships] == [2, 2]
    assert [each.then.head.households for each in october.townships] == [3, 2]
    assert [each.then.head.households for each in november.townships] == [3, 3]
    assert [each.changed for each in october.townships] == [3, 1]
    assert november.on == date(2026, 11, 26), "the month is not over"
    assert november.changed == 0
    before = reported(desk, SEPTEMBER)
    assert [each.package_no for each in before.townships] == [0, 0]
    assert before.then.total.head.households == 0


def test_a_package_overtaken_by_a_later_months_is_told_of(world: World) -> None:
    """B-20: the later one holds all of it, and the ledger cannot say any more which of it was in the earlier one."""
    on_day(world, 10, 31)
    opened(world, FIRST, "甲一", "2026-09-01")
    world.hand_over(FIRST)
    on_day(world, 11, 20)
    opened(world, FIRST, "甲二", "2026-09-01")
    handed_in(world, FIRST)
    desk = on_day(world, 11, 21)
    assert world.deliver(0).repeated
    october, november = reported(desk, OCTOBER), reported(desk, NOVEMBER)
    assert [each.overtaken for each in (*october.townships, *november.townships)] == [True, False]
    assert overtaken_words(october).startswith("青溪镇的包到的先后颠倒了：2026年10月的内容")
    assert overtaken_words(november) == ""
    assert (october.then.total.head.households, november.then.total.head.households) == (0, 2)


def test_a_year_of_work_is_found_again_month_by_month(world: World) -> None:
    """Edits, voids and visits of two townships, returns of the county between them."""
    kept: list[tuple[dict[str, int], dict[str, str]]] = []
    for month, day in ((11, 3), (11, 20), (12, 4), (12, 20)):
        on_day(world, month, day)
        for code in (FIRST, SECOND, FIRST):
            for _ in range(7):
                world.work(code)
            handed_in(world, code)
        world.take(FIRST, world.answer(FIRST))
        kept.append((stream_ends(world), digests(world)))
    for ends, then in kept:
        with as_reported(world.county, ends) as aside, aside.reading() as connection:
            assert {code: state_digest(connection, code) for code in then} == then


def test_what_had_been_turned_away_then_had_been_turned_away_and_counts_from_when_it_was_accepted(world: World) -> None:
    """B-24, D-42: later changes stand on it, so the record made aside knows it as the county did."""
    on_day(world, 11, 3)
    for _ in range(6):
        world.work(FIRST)
    handed_in(world, FIRST)
    revoke_station(world.county, world.stores[FIRST].office.station_id, "电脑遗失")
    on_day(world, 11, 20)
    for _ in range(6):
        world.work(FIRST)
    world.hand_over(FIRST)
    assert world.deliver(1).rejected
    then = stream_ends(world), digests(world), refused(world.county)
    queue = [one.change for one in review_queue(world.county)]
    assert accept_reviewed(world.county, queue[:3]).accepted
    now = stream_ends(world), digests(world), refused(world.county)
    assert then[1] != now[1]
    assert then[2] > now[2] > set()
    for ends, said, away in (then, now):
        with as_reported(world.county, ends) as aside:
            assert refused(aside) == away
            with aside.reading() as connection:
                assert {code: state_digest(connection, code) for code in said} == said


def test_what_was_erased_since_stays_erased(world: World) -> None:
    two_months(world)
    desk = on_day(world, 11, 26)
    store = desk.record.store
    with store.reading() as connection:
        asked = "SELECT family_id, id FROM person WHERE name = '乙一'"
        family_id, person_id = connection.exec_driver_sql(asked).one()
    with store.keeping() as connection:
        erase(connection, [Gone(str(family_id), "family", SECOND, ""), Gone(str(person_id), "person", SECOND, "")])
    told = reported(desk, OCTOBER)
    assert told.townships[1].then.head.households == told.townships[1].now.head.households == 1
    with as_reported(store, {SECOND: 99}) as aside, aside.reading() as connection:
        names = list(connection.exec_driver_sql("SELECT name FROM person WHERE voided = 0").scalars())
        assert names == ["乙二"]


def test_whoever_stops_leaves_nothing_behind(world: World) -> None:
    two_months(world)
    desk, before = on_day(world, 11, 26), whole(world)
    steps: list[tuple[int, int]] = []
    reported(desk, OCTOBER, lambda done, every: steps.append((done, every)))
    assert steps == sorted(steps)
    assert steps[0][0] == 0
    assert len(steps) > 2

    def stop(done: int, _every: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reported(desk, OCTOBER, stop)
    assert whole(world) == before


def test_a_month_to_come_and_a_townships_record_are_refused(world: World) -> None:
    desk = on_day(world, 11, 26)
    with pytest.raises(InvalidValue, match="还没有到"):
        reported(desk, DECEMBER)
    township = cast("OpenRecord", _Open(world.stores[FIRST]))
    with pytest.raises(NotACounty):
        reported(replace(desk, record=township), OCTOBER)
