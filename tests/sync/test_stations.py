"""Laptops stood down, new keys, late work accepted after all: D-42, D-52, D-53, B-34, B-46 to B-49."""

import shutil

import pytest

from db.commands.families import edit_record
from db.store.checking import check_record
from db.sync.county.imported import ImportResult
from db.sync.county.inbox import import_packages
from db.sync.county.returning import waiting_stations
from db.sync.county.reviewing import EARLIER_MISSING, accept_reviewed, review_queue
from db.sync.county.stations import (
    AlreadyStoodDown,
    ReasonMissing,
    StationRow,
    revoke_station,
    rotate_keys,
    station_rows,
)
from db.sync.merging.forks import forks_looked_at
from db.sync.trust.certificate import Certificate
from db.sync.trust.identity import (
    NoSuchStation,
    ask_enrolment,
    county_desk,
    grant_enrolment,
    held_manifest,
    station_keys,
    take_enrolment,
)
from db.sync.trust.manifest import ACTIVE, RETIRED, sign_manifest
from db.sync.trust.root import root_code, root_of
from tests.sync.offices import COUNTY, TOWNSHIPS, World

ONE, OTHER = (code for code, _ in TOWNSHIPS)


def work(world: World, code: str, times: int = 2) -> None:
    for _ in range(times):
        world.work(code)


def bring(world: World, laptop: str) -> ImportResult:
    world.hand_over(laptop)
    return world.deliver(-1)


def round_trip(world: World, laptop: str) -> str:
    bring(world, laptop)
    return world.take(laptop, world.answer(laptop)).verdict


def row_of(world: World, laptop: str) -> StationRow:
    station = world.stores[laptop].office.station_id
    return next(row for row in station_rows(world.county) if row.certificate.station_id == station)


def test_a_laptop_stood_down_counts_up_to_its_last_package_and_what_comes_later_waits(world: World) -> None:
    """D-42: by default the last change taken in is the last that counts."""
    work(world, ONE)
    bring(world, ONE)
    station = world.stores[ONE].office.station_id
    assert revoke_station(world.county, station, "电脑遗失").version == 2
    work(world, ONE)
    late = bring(world, ONE)
    assert (late.verdict, late.fresh, late.reasons[0][1]) == ("imported", 0, "登记已停用，等县级核对")
    assert len(review_queue(world.county)) == late.rejected > 0
    row = row_of(world, ONE)
    assert row.revocation is not None
    assert row.revocation.reason == "电脑遗失"
    assert row.package_no == 2
    with pytest.raises(AlreadyStoodDown):
        revoke_station(world.county, station, "再停一次")


def test_nobody_is_stood_down_without_a_reason_or_by_a_wrong_number(world: World) -> None:
    with pytest.raises(ReasonMissing):
        revoke_station(world.county, world.stores[ONE].office.station_id, "  ")
    with pytest.raises(NoSuchStation):
        revoke_station(world.county, "nobody", "遗失")
    assert county_desk(world.county).manifest.version == 1


def test_what_waited_for_review_is_accepted_later_and_reaches_every_laptop_of_the_township(world: World) -> None:
    """B-49: not to the bin. The copy of the laptop, and the laptop itself once re-enrolled, see it acknowledged."""
    work(world, ONE, 4)
    round_trip(world, ONE)
    world.copy_laptop(ONE)
    revoke_station(world.county, world.stores[ONE].office.station_id, "交接时停用")
    work(world, ONE, 3)
    bring(world, ONE)
    late = review_queue(world.county)
    enrol_again(world, f"{ONE}+")
    twin = f"{ONE}+"
    work(world, twin, 1)
    bring(world, twin)
    assert world.take(twin, world.answer(twin)).same_state is True
    before = world.digest(COUNTY[0], ONE)
    done = accept_reviewed(world.county, [each.change for each in late])
    assert (done.accepted, done.kept) == (len(late), ())
    assert review_queue(world.county) == ()
    assert world.digest(COUNTY[0], ONE) != before
    taken = world.take(twin, world.answer(twin))
    assert (taken.verdict, taken.same_state) == ("taken", True)
    assert world.digest(twin, ONE) == world.digest(COUNTY[0], ONE)
    assert accept_reviewed(world.county, [each.change for each in late]).accepted == 0


def test_the_author_sees_what_was_turned_away_acknowledged_in_the_end(world: World) -> None:
    """The same laptop with new keys: its own log has the changes, the ledger turned them away, then took them."""
    work(world, ONE, 4)
    round_trip(world, ONE)
    revoke_station(world.county, world.stores[ONE].office.station_id, "怀疑丢失，后来找到")
    with world.stores[ONE].reading() as connection:
        family = str(connection.exec_driver_sql("SELECT id FROM family LIMIT 1").scalar_one())
    with world.stores[ONE].writing() as writing:
        edit_record(writing, "family", family, {"group_name": "停用后写的"})
    work(world, ONE, 2)
    bring(world, ONE)
    new_keys(world, ONE)
    enrol_again(world, ONE)
    bring(world, ONE)
    refused = world.take(ONE, world.answer(ONE))
    assert (refused.sent_back > 0, refused.same_state) == (True, True)
    assert "停用后写的" not in {group_of(world, ONE, family), group_of(world, COUNTY[0], family)}
    accept_reviewed(world.county, [each.change for each in review_queue(world.county)])
    taken = world.take(ONE, world.answer(ONE))
    assert (taken.acknowledged, taken.sent_back, taken.same_state) == (refused.sent_back, 0, True)
    assert (group_of(world, ONE, family), group_of(world, COUNTY[0], family)) == ("停用后写的", "停用后写的")
    work(world, ONE, 1)
    assert round_trip(world, ONE) == "taken"
    # from the beginning: both entries of one change in one return, the change itself once
    with world.stores[ONE].keeping() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = 'true' WHERE name = 'need_full'")
    bring(world, ONE)
    assert world.take(ONE, world.answer(ONE)).verdict == "nothing_new"


def test_late_work_stands_only_on_what_the_county_has_and_the_rest_comes_from_its_raw_packages(world: World) -> None:
    """B-35, B-49: acknowledged, lost with the county's backup, and the laptop that wrote it is never told so."""
    work(world, ONE)
    round_trip(world, ONE)
    world.back_up(COUNTY[0])
    work(world, ONE, 3)
    round_trip(world, ONE)
    shutil.copytree(world.county.home / "archive", world.folder / "another disk")
    world.restore(COUNTY[0])
    station = world.stores[ONE].office.station_id
    revoke_station(world.county, station, "电脑遗失")
    work(world, ONE, 2)
    assert bring(world, ONE).rejected > 0
    late = [each.change for each in review_queue(world.county)]
    before = world.digest(COUNTY[0], ONE)
    first = accept_reviewed(world.county, late)
    assert (late[0], EARLIER_MISSING) in first.kept
    assert_chain_whole(world)
    raw = sorted((world.folder / "another disk").glob("*/*.nxb"))
    assert {each.verdict for each in import_packages(world.county, raw)} == {"imported", "duplicate"}
    for _ in range(2):  # an edit may come before what it changes
        accept_reviewed(world.county, [each.change for each in review_queue(world.county)])
    assert review_queue(world.county) == ()
    assert world.hashes(ONE) <= world.hashes(COUNTY[0])
    assert before != world.digest(COUNTY[0], ONE) == world.digest(ONE, ONE)


def assert_chain_whole(world: World) -> None:
    with world.county.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []


def test_after_new_keys_a_package_to_the_old_one_comes_in_with_a_word_and_the_return_brings_the_new(
    world: World,
) -> None:
    """D-52, B-48."""
    work(world, ONE)
    round_trip(world, ONE)
    old = county_desk(world.county).keys
    manifest = rotate_keys(world.county)
    assert [(key.use, key.status) for key in manifest.keys] == [
        ("signing", ACTIVE),
        ("encryption", ACTIVE),
        ("signing", RETIRED),
        ("encryption", RETIRED),
    ]
    assert len(waiting_stations(world.county)) == 2
    work(world, ONE)
    late = bring(world, ONE)
    assert (late.verdict, late.old_key, "旧密钥" in late.sentence) == ("imported", True, True)
    taken = world.take(ONE, world.answer(ONE))
    assert (taken.verdict, taken.new_keys) == ("taken", True)
    assert held_manifest(world.stores[ONE])[0] == manifest
    work(world, ONE)
    fresh = bring(world, ONE)
    assert (fresh.verdict, fresh.old_key) == ("imported", False)
    assert [one.org_code for one in waiting_stations(world.county)] == [ONE, OTHER]
    assert old.signing.public != county_desk(world.county).keys.signing.public


def test_a_package_to_a_key_that_is_gone_says_what_to_do(world: World) -> None:
    """D-52, B-48: the re-export is complete (B-20)."""
    rotate_keys(world.county)
    kept = world.county.setting("county_keys")
    world.county.set_setting("county_keys", {**kept, "identities": kept["identities"][:1]})
    work(world, ONE)
    lost = bring(world, ONE)
    assert (lost.verdict, lost.code) == ("refused", "P-PKG-04")
    assert "导入新的密钥清单后重新导出" in lost.sentence
    with world.county.keeping() as connection:  # nothing came in, so the return carries the keys alone
        assert not connection.exec_driver_sql("SELECT 1 FROM ledger").first()
    assert world.take(ONE, world.answer(ONE)).new_keys
    assert bring(world, ONE).verdict == "imported"


def test_keys_offered_by_somebody_else_are_refused_and_the_alarm_is_written_down(world: World) -> None:
    """D-53: one signed by an operational key; a lower number is passed over, for an old return is no attack."""
    work(world, ONE)
    bring(world, ONE)
    first = world.answer(ONE)
    rotate_keys(world.county)
    newer = world.answer(ONE)
    desk = county_desk(world.county)
    forged = sign_manifest(desk.manifest, desk.keys.signing).decode()
    world.county.set_setting("manifest", forged)
    genuine = world.county.setting("county_root")
    world.county.set_setting("county_root", {**genuine, "public": desk.keys.signing.public.hex()})
    refused = world.take(ONE, world.answer(ONE))
    world.county.set_setting("county_root", genuine)
    root = root_of(root_code(world.county))
    world.county.set_setting("manifest", sign_manifest(desk.manifest, root).decode())
    assert (refused.verdict, refused.code) == ("refused", "P-ENR-03")
    with world.stores[ONE].reading() as connection:
        asked = "SELECT subject FROM audit WHERE action = 'alarm'"
        assert connection.exec_driver_sql(asked).scalars().all() == ["P-ENR-03"]
    assert world.take(ONE, newer).new_keys
    assert not world.take(ONE, first).new_keys
    assert held_manifest(world.stores[ONE])[0].version == 2


def test_two_computers_with_one_record_are_told_until_an_officer_has_looked(world: World) -> None:
    """D-31, D-32, B-34: both branches come in; told again when both go on."""
    work(world, ONE)
    round_trip(world, ONE)
    world.copy_laptop(ONE)
    twin = f"{ONE}+"
    for laptop in (ONE, twin):
        work(world, laptop)
    assert not bring(world, ONE).forked
    forked = bring(world, twin)
    assert (forked.forked, "两台电脑" in forked.sentence) == (True, True)
    row = row_of(world, ONE)
    assert {branch.author for branch in row.branches} == {f"worker-{ONE}", f"worker-{twin}"}
    forks_looked_at(world.county, row.certificate.station_id)
    assert row_of(world, ONE).branches == ()
    work(world, ONE)
    bring(world, ONE)
    assert row_of(world, ONE).branches == ()
    work(world, twin)
    bring(world, twin)
    assert len(row_of(world, ONE).branches) == 2


def test_a_new_laptop_takes_the_place_of_an_old_one_of_the_same_township(world: World) -> None:
    """B-49."""
    old = world.stores[ONE].office.station_id
    new_keys(world, OTHER)
    with pytest.raises(NoSuchStation):
        enrol_again(world, OTHER, succeeds=old)
    second = enrol_again(world, OTHER, succeeds=world.stores[OTHER].office.station_id)
    assert second.succeeds == world.stores[OTHER].office.station_id


def group_of(world: World, where: str, family: str) -> str | None:
    with world.stores[where].reading() as connection:
        found = connection.exec_driver_sql("SELECT group_name FROM family WHERE id = ?", (family,)).scalar()
        return None if found is None else str(found)


def new_keys(world: World, laptop: str) -> None:
    """The laptop makes itself new keys, as one set up anew does."""
    from db.sync.trust.keys import new_identity, new_seed

    store = world.stores[laptop]
    kept = {"station_id": store.office.station_id, "seed": new_seed().hex(), "identity": new_identity()}
    store.set_setting("station_keys", kept)


def enrol_again(world: World, laptop: str, succeeds: str = "") -> Certificate:
    store = world.stores[laptop]
    if station_keys(store).signing.key_id in {one.key_id for one in county_desk(world.county).manifest.revocations}:
        new_keys(world, laptop)
    _, request = ask_enrolment(store, world.clock.now())
    _, answer = grant_enrolment(world.county, request, "", world.clock.now(), succeeds)
    return take_enrolment(store, answer, "").certificate


def test_who_believes_whom_stands_in_the_audit_trail_of_both(world: World) -> None:
    asked = "SELECT subject FROM audit WHERE action = 'enrol' ORDER BY no"
    offices = [world.stores[code] for code, _ in TOWNSHIPS]
    with world.county.reading() as connection:
        told = connection.exec_driver_sql(asked).scalars().all()
    assert told == [store.office.station_id for store in offices]
    for store in offices:
        with store.reading() as connection:
            assert connection.exec_driver_sql(asked).scalars().all() == [county_desk(world.county).keys.county_id]
