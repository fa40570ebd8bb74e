"""A case goes from one township to another: D-39, through real packages and answers (B-37 to B-39)."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.families import NewChild, NewFamily, edit_record, open_family
from db.commands.transfers import Asking, request_transfer
from db.commands.undo import NothingToUndo, undo_command
from db.commands.visits import NewVisit, record_visit
from db.errors import InvalidValue
from db.ledger.change import GRANT, Author, Draft, Moment, Tip, seal_change
from db.queries.casefile import history_of
from db.queries.transfers import DECLINED, GRANTED, OPEN, WITHDRAWN, owners_on, transfers
from db.store.cases import case_records
from db.store.checking import check_record
from db.store.permitting import MovedAway
from db.sync.county.returning import waiting_stations
from db.sync.county.reviewing import accept_reviewed, review_queue
from db.sync.county.stations import revoke_station
from db.sync.county.transferring import decline, grant_transfer
from db.sync.merging.intake import REVIEW
from tests.cluster import Cluster
from tests.conftest import CLOCK
from tests.sync.offices import COUNTY, TOWNSHIPS, World
from tests.sync.servers import moved

ONE, OTHER = (code for code, _ in TOWNSHIPS)
HERE = COUNTY[0]


@pytest.fixture(scope="module")
def begun(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offices as `begin` leaves them, once for all."""
    folder, world = tmp_path_factory.mktemp("begun"), World(template, CLOCK)
    begin(world)
    for name, store in world.stores.items():
        store.close()
        shutil.copytree(world.folder / name, folder / name)
    shutil.rmtree(world.folder)
    return folder


@pytest.fixture
def world(begun: Path, clock: FrozenClock) -> Iterator[World]:
    yield from World(begun, clock).lent_out()


def begin(world: World) -> None:
    """Township ONE has two households the county knows, the first one visited."""
    for name in ("赵一", "钱二"):
        household(world, ONE, name)
    visit(world, ONE, case(world))
    travel(world, ONE)


def whole(world: World) -> None:
    """Every record passes every check."""
    for name, store in world.stores.items():
        with store.reading() as connection:
            assert [check.first for check in check_record(connection) if not check.ok] == [], name


def household(world: World, laptop: str, name: str, village: str = "云岭村") -> str:
    person = {"name": name, "relation": "02", "sex": "1", "birth_date": "1960-03-09"}
    with world.stores[laptop].writing() as writing:
        open_family(writing, NewFamily(village, {}, (person,), (NewChild({"state": "dead"}, (0,)),)))
    with world.stores[laptop].reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family ORDER BY no DESC").scalar())


def visit(world: World, laptop: str, family_id: str, day: str = "2026-11-01") -> None:
    told = {"on": day, "mode": "phone", "category": "daily", "companions": "甲", "others_met": "乙"}
    with world.stores[laptop].writing() as writing:
        record_visit(writing, NewVisit(family_id, told))


def travel(world: World, laptop: str) -> str:
    world.hand_over(laptop)
    assert world.deliver(-1).verdict == "imported"
    return world.take(laptop, world.answer(laptop)).verdict


def case(world: World) -> str:
    """The first household of the first township."""
    with world.stores[ONE].reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family ORDER BY no").scalar())


def write(world: World, laptop: str, family_id: str, **fields: str) -> None:
    with world.stores[laptop].writing() as writing:
        edit_record(writing, "family", family_id, fields)


def grant(world: World, family_id: str, to: str = OTHER) -> None:
    grant_transfer(world.county, family_id, to, "搬家")


def shown(world: World, where: str, family_id: str, *fields: str) -> tuple[object, ...] | None:
    with world.stores[where].reading() as connection:
        asked = f"SELECT {', '.join(fields)} FROM family WHERE id = ?"
        row = connection.exec_driver_sql(asked, (family_id,)).first()
    return None if row is None else tuple(row)


def count(world: World, where: str, entity: str, *, org: str = "") -> int:
    with world.stores[where].reading() as connection:
        asked = f"SELECT count(*) FROM \"{entity}\" WHERE voided = 0 AND ? IN ('', org)"
        return int(connection.exec_driver_sql(asked, (org,)).scalar_one())


def everybody_agrees(world: World) -> None:
    """B-30: both townships show what the county shows of each."""
    for _ in range(3):
        for laptop in world.laptops():
            travel(world, laptop)
        if not any(world.open_changes(laptop) for laptop in world.laptops()) and not waiting_stations(world.county):
            break
    for laptop in world.laptops():
        assert not world.open_changes(laptop)
        assert world.digest(laptop, laptop) == world.digest(HERE, laptop)


def test_d39_a_case_granted_is_the_other_townships_with_its_whole_history(world: World) -> None:
    """B-37: asked for by the one, granted by the county; the history goes with it, and it counts once."""
    moving = case(world)
    with world.stores[ONE].writing() as writing:
        request_transfer(writing, Asking(moving, OTHER, "搬到女儿家"))
    travel(world, ONE)
    with world.county.reading() as connection:
        (asked,) = transfers(connection)
        records = case_records(connection, moving)
    assert (asked.state, asked.before, asked.after, asked.reason) == (OPEN, ONE, OTHER, "搬到女儿家")
    assert {entity for entity, _ in records} >= {"family", "person", "child", "visit"}
    grant(world, moving)
    assert (count(world, HERE, "family", org=ONE), count(world, HERE, "family", org=OTHER)) == (1, 1)
    everybody_agrees(world)
    for where in (OTHER, HERE):
        assert shown(world, where, moving, "org", "voided", "status") == (OTHER, 0, "active"), where
        assert count(world, where, "visit", org=OTHER) == 1
    assert shown(world, ONE, moving, "org", "voided") == (OTHER, 1)
    assert (count(world, ONE, "family"), count(world, OTHER, "family")) == (1, 1)
    for where in (ONE, HERE):
        with world.stores[where].reading() as connection:
            assert [row.state for row in transfers(connection)] == [GRANTED]
    for where in (OTHER, HERE):
        with world.stores[where].reading() as connection:
            history = history_of(connection, [record_id for _, record_id in records])
        assert {(each.carried, each.package_no) for each in history} == {("received", 0)}, where


def test_d39_after_it_has_seen_the_grant_the_old_township_can_only_read(world: World) -> None:
    """B-38."""
    moving = case(world)
    grant(world, moving)
    travel(world, ONE)
    with pytest.raises(MovedAway):
        write(world, ONE, moving, econ="低保")
    with pytest.raises(MovedAway):
        visit(world, ONE, moving)
    with pytest.raises(MovedAway), world.stores[ONE].writing() as writing:
        request_transfer(writing, Asking(moving, OTHER, "再转"))
    household(world, ONE, "孙三")
    everybody_agrees(world)


@pytest.mark.parametrize("first", [ONE, OTHER])
def test_d39_what_was_written_before_the_grant_was_seen_goes_to_the_new_township(world: World, first: str) -> None:
    """B-38: late edits and late visits, whoever hands over first; the same field written by both is a conflict."""
    moving = case(world)
    grant(world, moving)
    write(world, ONE, moving, econ="低保", remark="腿脚不便")
    visit(world, ONE, moving, "2026-11-12")
    travel(world, OTHER)
    write(world, OTHER, moving, econ="一般")
    for laptop in (first, *({ONE, OTHER} - {first})):
        travel(world, laptop)
    everybody_agrees(world)
    for where in (OTHER, HERE):
        assert shown(world, where, moving, "org", "remark", "disputed") == (OTHER, "腿脚不便", 1), where
        assert count(world, where, "visit", org=OTHER) == 2, where
    assert count(world, ONE, "visit") == 0


def test_d39_late_work_is_counted_and_named(world: World) -> None:
    moving = case(world)
    grant(world, moving)
    write(world, ONE, moving, econ="低保")
    world.hand_over(ONE)
    result = world.deliver(-1)
    assert (result.passed_on, result.rejected) == (1, 0)
    assert "1 条是迟到修改，已转给接收的乡镇" in result.sentence
    came, went = (world.take(laptop, world.answer(laptop)) for laptop in (OTHER, ONE))
    assert (came.moved_in, came.moved_out, went.moved_in, went.moved_out) == (1, 0, 0, 1)
    assert "1 户由别的乡镇转来" in came.sentence
    assert "1 户已转到别的乡镇，这里只能看" in went.sentence


def test_d39_work_done_in_spite_of_the_grant_is_refused_with_its_reason(world: World) -> None:
    """Own scope: a program that does not ask writes on, although it has seen that the case has gone."""
    from db.sync.county.inbox import import_package
    from tests.sync.crafting import package_of

    moving = case(world)
    grant(world, moving)
    travel(world, ONE)
    seen, head = world.stores[ONE].setting("ledger_seen"), shown(world, ONE, moving, "head")
    moment = Moment("g", "", seen["no"], seen["hash"], "2026-11-22T04:00:00+00:00", 1)
    by = Author("another-program", "session", ONE, "worker", "operator")
    edit = seal_change(Draft("set", "family", moving, {"econ": "低保"}), tuple(map(str, head or ())), by, moment, Tip())
    told = {"family_id": moving, "on": "2026-11-01", "mode": "phone", "category": "daily", "outcome": "met"}
    seen_there = seal_change(Draft("create", "visit", "v-1", told), (), by, moment, Tip(edit.hash, 1))
    result = import_package(world.county, package_of(world, ONE, [edit, seen_there]))
    assert result.reasons == ((2, "这一户已转到别的乡镇"),)
    everybody_agrees(world)
    assert shown(world, OTHER, moving, "econ") == (None,)


def test_d39_granted_without_a_request_when_the_laptop_is_lost(world: World) -> None:
    """B-39; the new township had opened a file of its own for the same people: both are there, for a person to see."""
    moving = case(world)
    provisional = household(world, OTHER, "赵一", "白石村")
    travel(world, OTHER)
    grant(world, moving)
    travel(world, OTHER)
    assert count(world, OTHER, "family") == 2
    with world.stores[OTHER].reading() as connection:
        asked = "SELECT family_id FROM person WHERE name = '赵一' AND voided = 0"
        assert set(connection.exec_driver_sql(asked).scalars()) == {moving, provisional}
    assert world.digest(OTHER, OTHER) == world.digest(HERE, OTHER)


def test_d39_a_lost_a_repeated_and_an_old_return_change_nothing(world: World) -> None:
    moving = case(world)
    old = world.answer(ONE)
    grant(world, moving)
    lost = [world.answer(laptop) for laptop in (ONE, OTHER)]
    again = [world.answer(laptop) for laptop in (ONE, OTHER)]
    for laptop, path, other in zip((ONE, OTHER), again, lost, strict=True):
        assert world.take(laptop, path).verdict == "taken"
        assert world.take(laptop, path).verdict == "duplicate"
        assert world.take(laptop, other).verdict == "nothing_new"
    assert world.take(ONE, old).verdict == "stale"
    assert shown(world, ONE, moving, "org") == shown(world, OTHER, moving, "org") == (OTHER,)
    everybody_agrees(world)


@pytest.mark.parametrize("first", [ONE, OTHER])
def test_d39_a_county_put_back_before_the_grant_gets_it_back_by_its_seal(world: World, first: str) -> None:
    """B-35 with B-37: its own word comes back to it in what the townships hand over, in either order."""
    moving = case(world)
    write(world, ONE, moving, remark="第一次")
    world.back_up(HERE)
    travel(world, ONE)
    grant(world, moving)
    write(world, ONE, moving, econ="低保")
    for laptop in (OTHER, ONE, OTHER):
        travel(world, laptop)
    write(world, OTHER, moving, live_addr="西头 9 号")
    travel(world, OTHER)
    world.restore(HERE)
    assert shown(world, HERE, moving, "org") == (ONE,)
    for laptop in (first, *({ONE, OTHER} - {first})):
        travel(world, laptop)
    everybody_agrees(world)
    for where in (OTHER, HERE):
        assert shown(world, where, moving, "org", "econ", "remark", "live_addr", "disputed") == (
            OTHER,
            "低保",
            "第一次",
            "西头 9 号",
            0,
        ), where
    household(world, ONE, "孙三")
    everybody_agrees(world)


def test_d39_what_rests_on_a_grant_the_county_has_lost_waits_for_it(world: World) -> None:
    """B-35: the new township works on, not knowing yet that the county was put back; nothing of it is turned away."""
    moving = case(world)
    world.back_up(HERE)
    grant(world, moving)
    travel(world, OTHER)
    world.restore(HERE)
    visit(world, OTHER, moving, "2026-11-12")
    write(world, OTHER, moving, econ="低保")
    world.hand_over(OTHER)
    result = world.deliver(-1)
    assert (result.waiting, result.rejected) == (2, 0)
    world.take(OTHER, world.answer(OTHER))
    everybody_agrees(world)
    for where in (OTHER, HERE):
        assert (shown(world, where, moving, "org", "econ"), count(world, where, "visit", org=OTHER)) == (
            (OTHER, "低保"),
            2,
        )


def test_d39_a_grant_the_county_has_made_anew_meanwhile_comes_back_and_stands_beside_it(world: World) -> None:
    """History 7110943: put back, the county passes the late visit on once more, before its first word on it returns."""
    moving = case(world)
    grant(world, moving)
    world.back_up(HERE)
    visit(world, ONE, moving, "2026-11-12")
    travel(world, ONE)
    first = len(world.packages) - 1
    world.restore(HERE)
    assert world.deliver(first).passed_on == 1
    everybody_agrees(world)
    with world.county.reading() as connection:
        asked = "SELECT l.rejected, count(*) FROM ledger l GROUP BY 1"
        assert [said for said, _ in connection.exec_driver_sql(asked)] == [""]
        asked = "SELECT count(*) FROM change WHERE record_type = 'visit' AND header LIKE '%\"transfer_grant\"%'"
        assert connection.exec_driver_sql(asked).scalar_one() == 2 + 1, (
            "one of the first day's visit, two of the late one"
        )
    for where in (OTHER, HERE):
        assert count(world, where, "visit", org=OTHER) == 2, where
    assert count(world, ONE, "visit") == 0


def test_d39_a_township_a_case_has_left_again_is_rid_of_it_when_the_county_was_put_back(world: World) -> None:
    """History 7310476: it had the history in its stream; the restored county has all that in the owner's alone."""
    moving = case(world)
    world.back_up(HERE)
    grant(world, moving)
    travel(world, OTHER)
    grant(world, moving, ONE)
    travel(world, ONE)
    world.restore(HERE)
    for laptop in (ONE, ONE, OTHER):
        travel(world, laptop)
    everybody_agrees(world)
    assert shown(world, HERE, moving, "org") == shown(world, ONE, moving, "org") == (ONE,)
    assert shown(world, OTHER, moving, "org") == (ONE,), "it can read what it had, until it keeps only the stub"
    write(world, ONE, moving, econ="低保")
    everybody_agrees(world)
    assert shown(world, OTHER, moving, "econ") != ("低保",), "and is told nothing new of it"


def test_d39_a_countys_own_words_come_back_in_any_order_and_it_goes_on_after_the_last(world: World) -> None:
    """D-33: two grants in two directions, and the township of the second one hands over first."""
    moving, theirs = case(world), household(world, OTHER, "周五", "白石村")
    travel(world, OTHER)
    world.back_up(HERE)
    grant(world, moving)
    grant(world, theirs, ONE)
    for laptop in (ONE, OTHER):
        travel(world, laptop)
    last = world.county.setting("tip")
    world.restore(HERE)
    for laptop in (ONE, OTHER, ONE, OTHER):
        travel(world, laptop)
    everybody_agrees(world)
    assert world.county.setting("tip") == last
    grant(world, moving, ONE)
    everybody_agrees(world)
    assert shown(world, ONE, moving, "org") == shown(world, ONE, theirs, "org") == (ONE,)


def test_d39_a_township_it_only_passed_through_is_told_no_more_than_that(world: World) -> None:
    """B-31, B-35: the county was put back, and only the last owner has the history; the one between gets none of it."""
    moving = case(world)
    world.back_up(HERE)
    grant(world, moving)
    grant(world, moving, ONE)
    travel(world, ONE)
    world.restore(HERE)
    for laptop in (ONE, ONE, OTHER, ONE):
        travel(world, laptop)
    everybody_agrees(world)
    assert shown(world, OTHER, moving, "org") is None
    assert shown(world, ONE, moving, "org", "voided") == (ONE, 0)


def test_d39_what_came_with_the_case_does_not_wait_for_review_afterwards(world: World) -> None:
    """B-49 with B-38: the old laptop is stood down at a county put back, which has its late work from the new owner."""
    moving = case(world)
    world.back_up(HERE)
    grant(world, moving)
    write(world, ONE, moving, econ="低保")
    world.hand_over(ONE)
    world.deliver(-1)
    travel(world, OTHER)
    world.restore(HERE)
    revoke_station(world.county, world.stores[ONE].office.station_id, "电脑遗失")
    for _ in range(2):
        travel(world, OTHER)
    result = world.deliver(0)
    assert (result.verdict, result.rejected) == ("imported", 0)
    travel(world, OTHER)
    for where in (OTHER, HERE):
        assert shown(world, where, moving, "org", "econ") == (OTHER, "低保"), where
    assert world.digest(OTHER, OTHER) == world.digest(HERE, OTHER)


def test_d39_a_case_that_comes_back_is_the_first_townships_again(world: World) -> None:
    moving = case(world)
    grant(world, moving)
    everybody_agrees(world)
    write(world, OTHER, moving, econ="低保")
    travel(world, OTHER)
    grant_transfer(world.county, moving, ONE, "又搬回来")
    everybody_agrees(world)
    assert shown(world, ONE, moving, "org", "voided", "econ") == (ONE, 0, "低保")
    assert shown(world, OTHER, moving, "org", "voided") == (ONE, 1)
    write(world, ONE, moving, econ="一般")
    everybody_agrees(world)


def test_d39_the_same_people_entered_twice_are_found_together(world: World) -> None:
    """B-39: at the new township the search before create names both files."""
    from db.queries.people import find_people

    moving = case(world)
    provisional = household(world, OTHER, "赵一", "白石村")
    travel(world, OTHER)
    grant(world, moving)
    for where in (OTHER, HERE):
        travel(world, OTHER)
        with world.stores[where].reading() as connection:
            assert {hit.family_id for hit in find_people(connection, "赵一", 9)} == {moving, provisional}, where


def test_before_the_day_of_the_grant_the_case_was_the_old_townships(world: World) -> None:
    """Figures of days gone by: whose a household was then; never twice, never nobody's."""
    moving = case(world)
    grant(world, moving)
    today = CLOCK.today()
    with world.county.reading() as connection:
        assert owners_on(connection, today - timedelta(days=1)) == {moving: ONE}
        assert owners_on(connection, today) == {}


def test_what_is_erased_stays_erased_where_the_case_goes(world: World) -> None:
    """B-19 with B-37: the new township gets the decision with the case, and no word of what was erased."""
    from db.store.erasing import erase
    from db.store.gone import Gone, purge_list

    moving = case(world)
    grant(world, moving)
    travel(world, OTHER)
    with world.county.keeping() as connection:
        asked = "SELECT id FROM person WHERE family_id = ?"
        person = str(connection.exec_driver_sql(asked, (moving,)).scalar())
        erase(connection, [Gone(person, "person", OTHER, "")])
    travel(world, OTHER)
    travel(world, ONE)
    for where in (ONE, OTHER):
        with world.stores[where].reading() as connection:
            assert person in {gone.record_id for gone in purge_list(connection)}, where
            asked = "SELECT count(*) FROM change WHERE record_id = ? AND payload <> ''"
            assert connection.exec_driver_sql(asked, (person,)).scalar() == 0, where


@pytest.mark.parametrize("goes", ["father", "mother"])
def test_a_child_of_two_households_is_kept_by_both(world: World, goes: str) -> None:
    """B-31: parents who were split; only one of them moves."""
    from db.commands.splitting import Split, split_household

    couple = ({"name": "周文", "relation": "02", "sex": "1"}, {"name": "何秀", "relation": "10", "sex": "2"})
    with world.stores[ONE].writing() as writing:
        open_family(writing, NewFamily("云岭村", {}, couple, (NewChild({"state": "dead", "name": "周小"}, (0, 1)),)))
    with world.stores[ONE].reading() as connection:
        asked = "SELECT id, family_id FROM person WHERE name = '何秀'"
        mother, stays = connection.exec_driver_sql(asked).one()
    with world.stores[ONE].writing() as writing:
        split_household(writing, Split(str(mother), "2026-11-22", "离婚", "云岭村", "西头 9 号"))
    travel(world, ONE)
    with world.county.reading() as connection:
        asked = "SELECT family_id FROM person WHERE id = ?"
        hers = str(connection.exec_driver_sql(asked, (mother,)).scalar())
    grant(world, str(stays) if goes == "father" else hers)
    everybody_agrees(world)
    for where in (ONE, OTHER):
        with world.stores[where].reading() as connection:
            asked = "SELECT father_id IS NOT NULL, mother_id IS NOT NULL FROM child WHERE name = '周小' AND voided = 0"
            (parents,) = connection.exec_driver_sql(asked).all()
            people = set(connection.exec_driver_sql("SELECT name FROM person WHERE voided = 0").scalars())
        here = goes if where == OTHER else {"father": "mother", "mother": "father"}[goes]
        assert parents[here == "mother"] == 1, where
        if where == OTHER:
            assert people == {"周文" if goes == "father" else "何秀"}


def test_the_rest_of_a_township_never_leaves_the_county(world: World) -> None:
    """B-31: only the case goes, and what it points at."""
    moving, stays = case(world), household(world, ONE, "孙三", "另一村")
    travel(world, ONE)
    grant(world, moving)
    travel(world, OTHER)
    with world.stores[OTHER].reading() as connection:
        here = set(connection.exec_driver_sql("SELECT id FROM family").scalars())
        villages = set(connection.exec_driver_sql("SELECT name FROM org_unit").scalars())
        people = set(connection.exec_driver_sql("SELECT name FROM person").scalars())
    assert (here, villages, people) == ({moving}, {"云岭村"}, {"赵一"})
    assert stays not in here


def test_a_request_is_declined_with_a_reason_or_taken_back(world: World) -> None:
    moving = case(world)

    def ask() -> str:
        with world.stores[ONE].writing() as writing:
            return request_transfer(writing, Asking(moving, OTHER, "搬家")).undo

    ask()
    with pytest.raises(InvalidValue):
        ask()
    travel(world, ONE)
    with pytest.raises(InvalidValue):
        decline(world.county, moving, "")
    decline(world.county, moving, "还住在本镇")
    travel(world, ONE)
    with world.stores[ONE].reading() as connection:
        assert [(row.state, row.settled_reason) for row in transfers(connection)] == [(DECLINED, "还住在本镇")]
    undo_command(world.stores[ONE], ask())
    travel(world, ONE)
    for where in (ONE, HERE):
        with world.stores[where].reading() as connection:
            assert [row.state for row in transfers(connection)] == [WITHDRAWN, DECLINED]
    everybody_agrees(world)


def test_a_grant_is_for_a_township_of_the_county_and_is_not_undone(world: World) -> None:
    moving = case(world)
    for to, reason in (("999999999", "搬家"), (ONE, "搬家"), (OTHER, " ")):
        with pytest.raises(InvalidValue):
            grant_transfer(world.county, moving, to, reason)
    assert grant_transfer(world.county, moving, OTHER, "搬家").undo == "", "no button offers what cannot be done"
    with world.county.reading() as connection:
        group = str(connection.exec_driver_sql("SELECT group_id FROM command ORDER BY no DESC LIMIT 1").scalar_one())
    with pytest.raises(NothingToUndo):
        undo_command(world.county, group)


def test_a_laptop_stood_down_brings_a_county_put_back_its_grant_and_nobody_has_to_review_it(world: World) -> None:
    """B-35 with B-37 and B-49: what the county itself has sealed is no late work."""
    moving, stays = case(world), household(world, ONE, "孙三")
    travel(world, ONE)
    world.back_up(HERE)
    grant(world, moving)
    travel(world, ONE)
    world.restore(HERE)
    travel(world, ONE)  # and is told that the county has lost it
    revoke_station(world.county, world.stores[ONE].office.station_id, "电脑遗失")
    write(world, ONE, stays, econ="低保")
    world.hand_over(ONE)
    result = world.deliver(-1)
    assert (result.fresh > 0, result.reasons) == (True, ((1, REVIEW),))
    assert shown(world, HERE, moving, "org") == (OTHER,)
    accept_reviewed(world.county, [each.change for each in review_queue(world.county)])
    travel(world, OTHER)
    assert world.digest(OTHER, OTHER) == world.digest(HERE, OTHER)
    for where, family_id, fields in ((OTHER, moving, (OTHER, None)), (HERE, stays, (ONE, "低保"))):
        assert shown(world, where, family_id, "org", "econ") == fields


@pytest.mark.parametrize("sender", [ONE, OTHER])
def test_a_township_cannot_write_a_grant_for_itself(world: World, sender: str) -> None:
    """Only the county's seal moves a case: what is turned away moves nothing, whichever township brought it."""
    from db.sync.county.inbox import import_package
    from tests.sync.crafting import package_of

    moving = case(world)
    said = {"from": ONE, "to": OTHER}
    draft = Draft(GRANT, "family", moving, {"_seal": f"{'0' * 16}:{'0' * 128}"}, extra=said)
    by = Author("another-program", "session", OTHER, "worker", "operator")
    forged = seal_change(draft, (), by, Moment("g", "", 0, "", "2026-11-22T04:00:00+00:00", 1), Tip())
    result = import_package(world.county, package_of(world, sender, [forged]))
    assert result.reasons == ((1, "转档没有本县的签章"),)
    assert shown(world, HERE, moving, "org") == (ONE,)


def test_d39_with_the_county_on_a_server(
    begun: Path, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same cases with a county on PostgreSQL: late work, a county put back, a case that comes back."""
    make = moved(begun, cluster, tmp_path_factory.mktemp("server"), CLOCK)
    late = partial(test_d39_what_was_written_before_the_grant_was_seen_goes_to_the_new_township, first=OTHER)
    put_back = partial(test_d39_a_county_put_back_before_the_grant_gets_it_back_by_its_seal, first=OTHER)
    for holds in (late, put_back, test_d39_a_case_that_comes_back_is_the_first_townships_again):
        world = make()
        try:
            holds(world)
            whole(world)
        finally:
            world.close()
