"""The county's inbox against holes, strangers' changes, refused facts, files that cannot be read, and a plug pulled."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from db.ids import new_id, place_id
from db.ledger.change import Change, canonical, digest, hash_of
from db.ledger.line import to_line
from db.store.checking import check_record
from db.store.county_ledger import verify_ledger
from db.store.folding import refold_everything
from db.store.searching import index_faults
from db.sync.county import inbox
from db.sync.county.archive import not_in_journal, pass_over
from db.sync.county.inbox import import_package, import_packages
from db.sync.merging import intake, waiting
from db.sync.package.seal import key_id
from db.sync.trust.identity import county_desk, station_keys
from db.sync.trust.manifest import Revocation, sign_manifest
from db.sync.trust.root import root_code, root_of
from tests.conftest import CLOCK
from tests.sync.crafting import Scribe, own_changes, package_of, package_of_lines, stranger_package
from tests.sync.offices import COUNTY, TOWNSHIPS, World
from tests.vectors.readers import HERE

A, B = (code for code, _ in TOWNSHIPS)


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every history here crosses the border between changes taken in together and those after them."""
    monkeypatch.setattr(inbox, "BATCH", 2)
    monkeypatch.setattr(waiting, "BATCH", 3)
    monkeypatch.setattr(waiting, "_BEGINNINGS", 2)


def rows(world: World, sql: str) -> list[tuple[object, ...]]:
    with world.county.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def whole(world: World) -> list[str]:
    """What the county's own checks find wrong."""
    with world.county.reading() as connection:
        found = [f"{check.name}: {check.first}" for check in check_record(connection) if not check.ok]
        return found + [f"index {no}" for no in index_faults(connection)]


def village(org: str, name: str = "云岭村") -> tuple[tuple[str, str], dict[str, object]]:
    return ("org_unit", place_id(org, name)), {"name": name, "level": "village", "parent_code": org}


def family(village_id: str, **more: object) -> tuple[tuple[str, str], dict[str, object]]:
    fields = {"case_type": "death", "status": "active", "risk_level": "normal", "contact_preference": "home"}
    return ("family", new_id(CLOCK)), {**fields, "opened_on": "2026-01-01", "village_id": village_id, **more}


def household(scribe: Scribe) -> tuple[Change, Change]:
    place, about = village(scribe.by.org)
    record, fields = family(place[1])
    return scribe.write("create", place, about), scribe.write("create", record, fields)


def test_later_changes_wait_for_a_hole_and_are_applied_when_it_arrives(world: World) -> None:
    """D-28: one change is taken out of the chain."""
    for _ in range(6):
        world.work(A)
    changes = own_changes(world, A)
    hole = len(changes) // 2
    first = import_package(world.county, package_of(world, A, [*changes[:hole], *changes[hole + 1 :]]))
    assert (first.fresh, first.waiting) == (hole, len(changes) - hole - 1)
    second = import_package(world.county, package_of(world, A, [changes[hole]]))
    assert (second.fresh, second.rejected, second.waiting) == (len(changes) - hole, 0, 0)
    assert second.released == len(changes) - hole - 1
    assert world.digest(COUNTY[0], A) == world.digest(A, A)
    assert not rows(world, "SELECT 1 FROM held")
    assert not whole(world)


def test_a_held_edit_of_a_record_long_known_is_released_not_refused(world: World) -> None:
    """The record it edits is neither in the package that releases it nor among what that package points at."""
    scribe = Scribe(A)
    place, home = household(scribe)
    other = scribe.write("create", *village(A, "白石村"))
    edit = scribe.write("set", ("family", home.record_id), {"econ": "低保"}, (home.hash,))
    import_package(world.county, package_of(world, A, [place, home]))
    assert import_package(world.county, package_of(world, A, [edit])).waiting == 1
    last = import_package(world.county, package_of(world, A, [other]))
    assert (last.fresh, last.rejected, last.released) == (2, 0, 1)
    assert rows(world, "SELECT econ FROM family") == [("低保",)]


def test_several_holes_filled_in_any_order_end_the_same(world: World) -> None:
    scribe = Scribe(A)
    place, home = household(scribe)
    edits, parent = [], home.hash
    for number in range(6):
        edits.append(scribe.write("set", ("family", home.record_id), {"econ": str(number)}, (parent,)))
        parent = edits[-1].hash
    for each in (edits[5], edits[3], edits[1], home, edits[4], edits[0], place, edits[2]):
        import_package(world.county, package_of(world, A, [each]))
    assert rows(world, "SELECT econ, disputed FROM family") == [("5", 0)]
    assert not rows(world, "SELECT 1 FROM held")
    assert not whole(world)


def test_a_change_twice_in_one_package_counts_once(world: World) -> None:
    scribe = Scribe(A)
    place, home = household(scribe)
    result = import_package(world.county, package_of(world, A, [home, home, place, place]))
    assert (result.verdict, result.fresh) == ("imported", 2)


def test_a_refused_change_is_kept_word_for_word_and_what_depends_on_it_is_refused_with_a_reason(world: World) -> None:
    """B-24: refused is not lost."""
    scribe = Scribe(A)
    place = scribe.write("create", *village(A))
    record, fields = family(place.record_id)
    bad = scribe.write("create", record, {**fields, "status": "unheard_of"})
    member = scribe.write(
        "create", ("person", new_id(CLOCK)), {"family_id": record[1], "name": "张", "relation": "02", "sex": "1"}
    )
    result = import_package(world.county, package_of(world, A, [place, bad, member]))
    assert (result.fresh, result.rejected) == (1, 2)
    kept = rows(world, "SELECT hash, header, payload FROM refused ORDER BY rowid")
    assert kept == [(each.hash, each.header, each.payload) for each in (bad, member)]
    assert not whole(world)


def test_an_edit_on_top_of_a_refused_one_is_no_false_conflict(world: World) -> None:
    scribe = Scribe(A)
    place, home = household(scribe)
    record = ("family", home.record_id)
    bad = scribe.write("set", record, {"econ": "x" * 5000}, (home.hash,))
    good = scribe.write("set", record, {"econ": "低保", "status": "exited"}, (bad.hash,))
    result = import_package(world.county, package_of(world, A, [place, home, bad, good]))
    assert (result.fresh, result.rejected, result.conflicts) == (3, 1, 0)
    assert rows(world, "SELECT econ, status, disputed, head FROM family") == [("低保", "exited", 0, good.hash)]
    assert not whole(world)


def test_a_township_cannot_write_into_another_ones_records(world: World) -> None:
    """Own scope: the record's id is known to nobody, but a copied laptop knows it."""
    scribe, stranger = Scribe(A), Scribe(B, "station-y")
    place, home = household(scribe)
    import_package(world.county, package_of(world, A, [place, home]))
    edit = stranger.write("set", ("family", home.record_id), {"econ": "假"}, (home.hash,))
    again = stranger.write("create", ("family", home.record_id), dict(home.fields))
    member = stranger.write(
        "create", ("person", new_id(CLOCK)), {"family_id": home.record_id, "name": "张", "relation": "02", "sex": "1"}
    )
    result = import_package(world.county, package_of(world, B, [edit, again, member]))
    assert (result.fresh, result.rejected) == (0, 3)
    assert rows(world, "SELECT econ, org, disputed FROM family") == [(None, A, 0)]
    assert not rows(world, "SELECT 1 FROM person")


def test_a_record_keeps_its_kind(world: World) -> None:
    scribe = Scribe(A)
    place, home = household(scribe)
    result = import_package(
        world.county,
        package_of(world, A, [place, home, scribe.write("create", ("partner", home.record_id), {"name": "假"})]),
    )
    assert (result.fresh, result.rejected) == (2, 1)
    assert not whole(world)


def test_nobody_can_have_another_townships_change_turned_away_by_sending_it_first(world: World) -> None:
    for _ in range(3):
        world.work(A)
    stolen = own_changes(world, A)
    result = import_package(world.county, package_of(world, B, stolen))
    assert (result.fresh, result.rejected) == (0, len(stolen))
    world.hand_over(A)
    assert world.deliver(-1).fresh == len(stolen)
    assert world.digest(COUNTY[0], A) == world.digest(A, A)
    assert not whole(world)


def test_what_a_newer_version_writes_is_kept_carried_and_not_applied(world: World) -> None:
    """B-23, B-40, D-54: kinds of records, kinds of changes, fields, and members of header and payload."""
    scribe = Scribe(A)
    place, home = household(scribe)
    robot = scribe.write("create", ("robot", new_id(CLOCK)), {"model": {"a": [1]}})
    bless = scribe.write("bless", ("family", home.record_id), {"econ": "不该写入"}, (home.hash,))
    newer = scribe.write("set", ("family", home.record_id), {"aura": "blue", "econ": "低保"}, (bless.hash,))
    header = canonical({**json.loads(newer.header), "mood": "quiet"})
    payload = canonical({**json.loads(newer.payload), "hologram": {"x": [1, 2]}})
    signed = hash_of(header, digest(payload))
    line = f'{{"hash":"{signed}","header":{header},"payload":{payload}}}'.encode()
    lines = [to_line(each) for each in (place, home, robot, bless)] + [line]
    result = import_package(world.county, package_of_lines(world, A, lines))
    assert (result.fresh, result.rejected) == (5, 0)
    assert rows(world, "SELECT econ FROM family") == [("低保",)]
    assert rows(world, f"SELECT header, payload FROM change WHERE hash = '{signed}'") == [(header, payload)]
    assert not whole(world)


@pytest.mark.parametrize(
    "payload",
    [
        '{"fields":{},"settles":{"econ":[1]}}',
        '{"fields":{},"settles":{"econ":"abc"}}',
        '{"fields":[]}',
        '{"fields":{},"reason":1}',
    ],
)
def test_a_payload_of_the_wrong_shape_refuses_the_file_and_not_the_program(world: World, payload: str) -> None:
    change = Scribe(A).write("create", *village(A))
    line = f'{{"hash":"{hash_of(change.header, digest(payload))}","header":{change.header},"payload":{payload}}}'
    result = import_package(world.county, package_of_lines(world, A, [line.encode()]))
    assert (result.verdict, result.code) == ("refused", "P-PKG-10")


def test_a_payload_digest_that_is_none_cannot_block_the_inbox(world: World) -> None:
    """A held change is read again with every later import: one that cannot be would stop them all."""
    change = Scribe(A).write("create", *village(A))
    header = canonical({**json.loads(change.header), "prev_hash": "f" * 64})
    evil = 'x","y":{'
    line = canonical({"hash": hash_of(header, evil), "header": json.loads(header), "payload_digest": evil})
    assert import_package(world.county, package_of_lines(world, A, [line.encode()])).verdict == "refused"
    world.work(B)
    world.hand_over(B)
    assert world.deliver(-1).verdict == "imported"


def test_one_file_that_cannot_be_read_does_not_stop_the_others(world: World, tmp_path: Path) -> None:
    """D-46: a folder, a file that is gone, a photo."""
    photo = tmp_path / "photo.nxb"
    photo.write_bytes(b"\xff\xd8\xff\xe0 no package")
    world.work(A)
    world.hand_over(A)
    results = import_packages(world.county, [tmp_path, tmp_path / "gone.nxb", photo, world.packages[0]])
    assert [result.verdict for result in results] == ["refused"] * 3 + ["imported"]
    assert all(result.code.startswith("P-PKG") for result in results[:3])


def test_of_sixty_packages_at_once_three_bad_ones_are_named_and_the_others_come_in(
    world: World, tmp_path: Path
) -> None:
    """D-46: sixty townships; the order in which they lie there makes no difference."""
    paths = [stranger_package(world, number) for number in range(201, 258)]
    cut, other, photo = (tmp_path / f"{name}.nxb" for name in ("cut", "other", "photo"))
    cut.write_bytes(paths[0].read_bytes()[:-1])
    shutil.copy(HERE / "good.nxb", other)
    photo.write_bytes(b"\xff\xd8\xff\xe0 no package")
    dropped = [photo, *paths[:20], cut, *paths[20:], other]
    results = import_packages(world.county, dropped)
    assert {result.file_name: result.code for result in results if result.verdict == "refused"} == {
        "photo.nxb": "P-PKG-01",
        "cut.nxb": "P-PKG-02",
        "other.nxb": "P-PKG-04",
    }
    assert [result.fresh for result in results if result.verdict == "imported"] == [1] * 57
    county = World(world.template, world.clock, ())
    for name in ("certificates", "county_keys", "county_root", "manifest"):
        county.county.set_setting(name, world.county.setting(name))
    again = import_packages(county.county, reversed(dropped))
    assert sum(result.verdict == "imported" for result in again) == 57
    for number in range(201, 258):
        assert county.digest(COUNTY[0], f"999999{number}") == world.digest(COUNTY[0], f"999999{number}")
    county.close()


def test_the_same_package_under_another_name_is_known(world: World, tmp_path: Path) -> None:
    world.work(A)
    world.hand_over(A)
    copy = tmp_path / "另一个名字.nxb"
    shutil.copy(world.packages[0], copy)
    world.deliver(0)
    before = rows(world, "SELECT count(*) FROM audit")
    assert import_package(world.county, copy).verdict == "duplicate"
    assert rows(world, "SELECT count(*) FROM audit") == before


def test_an_import_that_fails_at_any_step_leaves_nothing_and_can_be_repeated(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D-45 from inside: each step of the one transaction breaks once."""
    world.work(A)
    world.hand_over(A)
    before = {name: rows(world, f'SELECT * FROM "{name}"') for name in ("change", "ledger", "audit", "family", "held")}
    for step in ("keep_changes", "refold", "index_changed", "enter_ledger", "keep_waiting", "write_audit"):
        with monkeypatch.context() as patch:
            patch.setattr(inbox if step == "write_audit" else intake, step, lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                world.deliver(0)
        assert before == {name: rows(world, f'SELECT * FROM "{name}"') for name in before}, step
    assert world.deliver(0).same_state


def test_two_stations_of_one_township_may_enter_the_same_village_apart(world: World) -> None:
    one, two = Scribe(A, "station-1"), Scribe(A, "station-2")
    first, second = household(one), household(two)
    import_package(world.county, package_of(world, A, first))
    result = import_package(world.county, package_of(world, A, second))
    assert (result.fresh, result.conflicts) == (2, 0)
    assert rows(world, "SELECT name, disputed, parallel FROM org_unit WHERE level = 'village'") == [("云岭村", 0, 1)]
    renamed = one.write("set", ("org_unit", first[0].record_id), {"name": "云岭社区"}, (first[0].hash,))
    result = import_package(world.county, package_of(world, A, [renamed]))
    assert result.conflicts == 1
    assert not whole(world)


def test_the_ledger_notices_every_kind_of_tampering(world: World) -> None:
    for _ in range(3):
        world.work(A)
    world.hand_over(A)
    world.deliver(0)
    for damage, number in (
        ("UPDATE ledger SET rejected = '不要' WHERE ledger_no = 2", 2),
        ("UPDATE ledger SET change_hash = 'x' WHERE ledger_no = 3", 3),
        ("DELETE FROM ledger WHERE ledger_no = 2", 3),
        ("UPDATE ledger SET entry_hash = 'x' WHERE ledger_no = 1", 1),
        ("UPDATE change SET hash = 'x' WHERE hash = (SELECT change_hash FROM ledger WHERE ledger_no = 2)", 2),
    ):
        with world.county.engine.connect() as connection:
            assert not verify_ledger(connection)
            connection.exec_driver_sql(damage)
            faults = verify_ledger(connection)
            connection.rollback()
        assert [(fault.org, fault.ledger_no) for fault in faults] == [(A, number)], damage


def test_folding_everything_again_changes_nothing(world: World) -> None:
    """B-17."""
    for _ in range(12):
        world.work(A)
    world.hand_over(A)
    world.deliver(0)
    tables = ("family", "person", "child", "visit", "org_unit", "field_head")
    before = {name: rows(world, f'SELECT * FROM "{name}" ORDER BY 1') for name in tables}
    with world.county.keeping() as connection:
        assert refold_everything(connection) > 0
    assert before == {name: rows(world, f'SELECT * FROM "{name}" ORDER BY 1') for name in tables}


def test_two_heads_of_one_household_are_shown_not_refused(world: World) -> None:
    """B-16: what two people entered apart never stops the import."""
    from db.queries.facts import family_on_file
    from db.queries.families import family_rows

    scribe = Scribe(A)
    place, home = household(scribe)
    heads = [
        scribe.write(
            "create",
            ("person", new_id(CLOCK)),
            {"family_id": home.record_id, "name": name, "relation": "02", "is_head": True, "alive": True, "sex": "1"},
        )
        for name in ("张一", "张二")
    ]
    result = import_package(world.county, package_of(world, A, [place, home, *heads]))
    assert result.rejected == 0
    with world.county.reading() as connection:
        assert set(family_rows(connection)[0].names) == {"张一", "张二"}
        assert family_on_file(connection, home.record_id) is not None
    assert not whole(world)


def revoke(world: World, code: str, last: str) -> None:
    """The county's root says that this laptop's changes count up to `last`."""
    desk, keys = county_desk(world.county), station_keys(world.stores[code])
    revoked = Revocation(keys.station_id, key_id(keys.signing.public), last)
    manifest = replace(desk.manifest, version=desk.manifest.version + 1, revocations=(revoked,))
    root = root_of(root_code(world.county))
    world.county.set_setting("manifest", sign_manifest(manifest, root).decode())


def test_after_a_revocation_earlier_changes_count_and_later_ones_wait_for_review(world: World) -> None:
    """D-42, B-49."""
    scribe = Scribe(A)
    place, home = household(scribe)
    edit = scribe.write("set", ("family", home.record_id), {"econ": "低保"}, (home.hash,))
    late = scribe.write("set", ("family", home.record_id), {"econ": "假"}, (edit.hash,))
    last = scribe.write("set", ("family", home.record_id), {"econ": "再假"}, (late.hash,))
    revoke(world, A, edit.hash)
    result = import_package(world.county, package_of(world, A, [place, home, edit, late, last]))
    assert (result.verdict, result.fresh, result.rejected, result.waiting) == ("imported", 3, 2, 0)
    assert result.reasons == ((2, "登记已停用，等县级核对"),)
    assert "2 条登记已停用，等县级核对" in result.sentence
    assert "不合格" not in result.sentence
    assert rows(world, "SELECT econ FROM family") == [("低保",)]
    kept = rows(world, "SELECT hash, header, payload FROM refused ORDER BY rowid")
    assert kept == [(each.hash, each.header, each.payload) for each in (late, last)]
    asked = "SELECT change_hash FROM ledger WHERE rejected = '登记已停用，等县级核对' ORDER BY ledger_no"
    assert rows(world, asked) == [(late.hash,), (last.hash,)]
    assert not whole(world)
    again = import_package(world.county, package_of(world, A, [place, home, edit, late, last]))
    assert (again.fresh, again.rejected, again.repeated) == (0, 0, 5)


def test_what_counted_before_a_revocation_goes_on_counting(world: World) -> None:
    scribe = Scribe(A)
    place, home = household(scribe)
    edit = scribe.write("set", ("family", home.record_id), {"econ": "低保"}, (home.hash,))
    import_package(world.county, package_of(world, A, [place, home, edit]))
    revoke(world, A, home.hash)
    late = scribe.write("set", ("family", home.record_id), {"econ": "假"}, (edit.hash,))
    result = import_package(world.county, package_of(world, A, [place, home, edit, late]))
    assert (result.fresh, result.repeated, result.rejected) == (0, 3, 1)
    assert rows(world, "SELECT econ FROM family") == [("低保",)]


def test_late_changes_do_not_slip_in_through_a_hole_in_the_chain(world: World) -> None:
    """What waited before the revocation, and what arrives after it without its predecessor."""
    station = station_keys(world.stores[A]).station_id
    scribe = Scribe(A, station)
    place, home = household(scribe)
    hole = scribe.write("set", ("family", home.record_id), {"econ": "一"}, (home.hash,))
    waits = scribe.write("set", ("family", home.record_id), {"econ": "二"}, (hole.hash,))
    last = scribe.write("set", ("family", home.record_id), {"econ": "三"}, (waits.hash,))
    assert import_package(world.county, package_of(world, A, [place, home, waits])).waiting == 1
    revoke(world, A, home.hash)
    result = import_package(world.county, package_of(world, A, [last]))
    assert (result.fresh, result.rejected, result.waiting) == (0, 2, 0)
    assert import_package(world.county, package_of(world, A, [hole])).rejected == 1
    assert rows(world, "SELECT econ FROM family") == [(None,)]
    assert not rows(world, "SELECT 1 FROM held")
    assert not whole(world)


def archived(world: World) -> list[Path]:
    return [path for path in (world.folder / COUNTY[0] / "archive").rglob("*") if path.is_file()]


def test_every_package_taken_in_is_kept_as_it_came_and_known_when_it_comes_again(world: World) -> None:
    """B-23."""
    world.work(A)
    world.hand_over(A)
    assert import_package(world.county, world.packages[0], apply=False).verdict == "preview"
    assert not archived(world)
    world.deliver(0)
    raw = world.packages[0].read_bytes()
    (copy,) = archived(world)
    assert copy.read_bytes() == raw
    name = f"{hashlib.sha256(raw).hexdigest()}.nxb"
    assert copy == world.folder / COUNTY[0] / "archive" / "2026" / name
    assert import_package(world.county, copy).verdict == "duplicate"
    assert archived(world) == [copy]


def test_a_file_that_cannot_be_taken_in_is_not_kept(world: World, tmp_path: Path) -> None:
    photo = tmp_path / "photo.nxb"
    photo.write_bytes(b"no package")
    world.work(A)
    world.hand_over(A)
    damaged = tmp_path / "damaged.nxb"
    damaged.write_bytes(world.packages[0].read_bytes()[:-9])
    assert {result.verdict for result in import_packages(world.county, [photo, damaged])} == {"refused"}
    assert not archived(world)


def test_an_import_that_fails_leaves_at_most_its_raw_copy_and_a_torn_copy_is_made_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.work(A)
    world.hand_over(A)
    with monkeypatch.context() as patch:
        patch.setattr(intake, "keep_changes", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.deliver(0)
    (copy,) = archived(world)
    copy.write_bytes(b"torn")
    assert world.deliver(0).same_state
    assert copy.read_bytes() == world.packages[0].read_bytes()


def test_what_lies_in_the_archive_and_not_in_the_journal_is_known_and_taken_in_where_it_lies(world: World) -> None:
    """B-35: a county put back from a backup, its archive with it; what no try will open is not told for ever."""
    world.back_up(COUNTY[0])
    for _ in range(2):
        world.work(A)
        world.hand_over(A)
    world.deliver(0)
    world.deliver(1)
    home = world.county.home
    assert not_in_journal(world.county) == ()
    shutil.copytree(home / "archive", world.folder / "disk")
    world.restore(COUNTY[0])
    shutil.copytree(world.folder / "disk", home / "archive")
    (home / "archive" / "2026" / f"{'0' * 64}.nxb").write_bytes(b"no package")
    lost = not_in_journal(world.county)
    assert len(lost) == 3
    results = import_packages(world.county, lost)
    pass_over(world.county, [path for path, each in zip(lost, results, strict=True) if each.verdict == "refused"])
    assert [each.verdict for each in results].count("imported") == 2
    assert not_in_journal(world.county) == ()
    assert sorted(archived(world)) == sorted(lost)
    assert world.digest(COUNTY[0], A) == world.digest(A, A)


def test_without_its_raw_copy_nothing_is_taken_in(world: World) -> None:
    """The archive comes first: where it cannot be written, the import has not happened."""
    world.work(A)
    world.hand_over(A)
    (world.folder / COUNTY[0] / "archive").write_text("in the way")
    assert world.deliver(0).verdict == "refused"
    assert not rows(world, "SELECT 1 FROM ledger")
