"""A county on a PostgreSQL server: the same state as in a file, all or nothing, and told apart from a stranger's."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import InternalError

from db.domain.entities.registry import ENTITIES
from db.queries.families import FamilyFilter, family_rows
from db.queries.people import find_people
from db.store import moving
from db.store.bulk import add_rows
from db.store.checking import check_record
from db.store.dialect import as_lists, places, translated
from db.store.moving import move_to_server
from db.store.owners import owners_of
from db.store.server import SERVER, ServerFileDamaged, ServerNotEmpty
from db.store.store import Store
from db.store.tables.columns import METADATA
from db.store.tables.log import HELD
from db.store.words import query_of, words_of
from db.sync.county.inbox import import_package
from tests.cluster import Cluster
from tests.conftest import CLOCK
from tests.sync.offices import COUNTY, KEY, TOWNSHIPS, World, found
from tests.sync.servers import ServerWorld, moved

A, B = (code for code, _ in TOWNSHIPS)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices")
    found(folder, CLOCK)
    return folder


@pytest.fixture(scope="module")
def on_server(template: Path, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], ServerWorld]:
    return moved(template, cluster, tmp_path_factory.mktemp("server"), CLOCK)


@pytest.fixture
def world(on_server: Callable[[], ServerWorld]) -> Iterator[ServerWorld]:
    world = on_server()
    yield world
    world.close()


def rows(store: Store) -> dict[str, int]:
    """How many rows every table has."""
    with store.reading() as connection:
        names = [table.name for table in METADATA.sorted_tables] + ["find"]
        return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}


def packages(world: World) -> None:
    """Three packages of one township and two of the other."""
    for code in (A, B, A, B, A):
        for _ in range(5):
            world.work(code)
        world.hand_over(code)


def test_packages_in_any_order_and_twice_end_as_in_a_file(template: Path, world: ServerWorld) -> None:
    packages(world)
    file = World(template, CLOCK)
    file.packages = world.packages
    for number in range(5):
        assert file.deliver(number).verdict == "imported"
    assert [world.deliver(number).verdict for number in (4, 1, 0, 3, 2)] == ["imported"] * 5
    before = rows(world.county)
    assert [world.deliver(number).verdict for number in (2, 4)] == ["duplicate"] * 2
    assert rows(world.county) == before
    for code in (A, B, COUNTY[0]):
        assert world.digest(COUNTY[0], code) == file.digest(COUNTY[0], code)
    looked_alike(file, world)
    file.close()


def looked_alike(file: World, world: World) -> None:
    """Lists in the same order and searches with the same hits, whatever order the server's own language has."""
    with file.county.reading() as here, world.county.reading() as there:
        assert {row.id for row in family_rows(here)} == {row.id for row in family_rows(there)}
        assert family_rows(here, FamilyFilter(village="村1")) == family_rows(there, FamilyFilter(village="村1"))
        for typed in ("张", "张1", "zh", "章", "zhang", "村1", "张? 村2", "0001", "999999101-2026-0001", "王"):
            ours, theirs = ({hit.person_id for hit in find_people(each, typed, 100)} for each in (here, there))
            assert ours == theirs, typed


def test_an_import_cut_off_anywhere_leaves_nothing_and_a_rerun_finishes(world: ServerWorld) -> None:
    """An exception at one statement after the other, and the server's connection killed in the middle."""
    packages(world)
    assert world.deliver(0).verdict == "imported"
    before, digest = rows(world.county), world.digest(COUNTY[0], A)

    left = [0]

    def cut(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise RuntimeError("cut off")

    event.listen(world.county.engine, "before_cursor_execute", cut)
    for statement in (4, 12, 20, 30, 45):
        left[0] = statement
        with pytest.raises(RuntimeError, match="cut off"):
            world.deliver(2)
        left[0] = 0
        assert rows(world.county) == before
    event.remove(world.county.engine, "before_cursor_execute", cut)

    def killed(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "incoming_package" in statement and "INSERT" in statement:
            world.cluster.say(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{world.url.database}'"
            )

    event.listen(world.county.engine, "before_cursor_execute", killed)
    result = world.deliver(2)
    event.remove(world.county.engine, "before_cursor_execute", killed)
    assert (result.verdict, result.code) == ("refused", "P-DB-40")
    assert rows(world.county) == before
    assert world.digest(COUNTY[0], A) == digest
    assert world.deliver(2).verdict == "imported"


def test_what_only_reads_cannot_write_and_the_server_keeps_its_plans(world: ServerWorld) -> None:
    """But for what asks for a list: a plan made for a young log would read a grown one from end to end."""
    listed = f"SELECT hash FROM change WHERE record_id IN ({places([''] * 30)})"
    for _ in range(3):
        with world.county.reading() as connection:
            connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", ("office",)).scalar_one()
            connection.exec_driver_sql(listed, tuple(map(str, range(30)))).all()
    with world.county.reading() as connection:
        kept = connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements").scalars().all()
        with pytest.raises(InternalError, match="read-only transaction"):
            connection.exec_driver_sql("DELETE FROM setting")
    assert any("FROM setting" in each for each in kept)
    assert not any("record_id" in each for each in kept)
    world.county.set_setting("anything", 1)
    assert world.county.setting("anything") == 1


def test_a_server_is_told_once_that_looking_up_costs_little(world: ServerWorld) -> None:
    """A rollback does not take it back."""
    for _ in range(2):
        with world.county.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW random_page_cost").scalar_one() == "1.1"
            connection.rollback()


def test_a_move_cut_off_before_the_switch_is_finished_by_asking_again(
    template: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the address is written the file is the record; a stranger's database is never written into."""
    world = World(template, CLOCK)
    home, address = world.folder / COUNTY[0], cluster.database().render_as_string(hide_password=False)
    packages(world)
    world.deliver(0)
    world.county.close()

    def cut_off(*_: object) -> None:
        raise RuntimeError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(moving, "keep_address", cut_off)
        with pytest.raises(RuntimeError, match="cut off"):
            move_to_server(home, KEY, CLOCK, address)
    assert not (home / SERVER).exists()
    world.stores[COUNTY[0]] = again = world._opened(COUNTY[0])
    before = world.digest(COUNTY[0], A)
    again.close()
    assert dict(move_to_server(home, KEY, CLOCK, address).digests)[A] == before

    stranger = World(template, CLOCK)
    stranger.county.close()
    with pytest.raises(ServerNotEmpty):
        move_to_server(stranger.folder / COUNTY[0], KEY, CLOCK, address)
    assert (stranger.folder / COUNTY[0] / "record.db").exists()

    (home / SERVER).write_text("00" * 40)
    with pytest.raises(ServerFileDamaged):
        Store.open(home, KEY, CLOCK)
    world.close()
    stranger.close()


def test_log_and_ledger_lie_by_township_and_one_township_is_read_in_one_place(world: ServerWorld) -> None:
    packages(world)
    world.deliver(0)
    world.deliver(1)
    with world.county.reading() as connection:
        for table in ("change", "ledger"):
            asked = f'SELECT DISTINCT org, tableoid::regclass::text FROM "{table}"'
            places = connection.exec_driver_sql(asked).all()
            assert len(places) == len({org for org, _ in places})
            plan = connection.exec_driver_sql(f"EXPLAIN SELECT * FROM \"{table}\" WHERE org = '{A}'").scalars().all()
            assert len(set(re.findall(rf"{table}_\d", " ".join(plan)))) == 1
        asked = (
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'u')"
        )
        keys = [row for row in connection.exec_driver_sql(asked) if row[0] in {"change", "ledger"}]
    assert len(keys) == 4
    assert all("org" in definition for _, definition in keys)


def test_the_server_asks_of_a_row_what_the_file_asks(world: ServerWorld) -> None:
    """B-08: the same CHECKs under the same names."""
    with world.county.reading() as connection:
        asked = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conname LIKE 'ck_%'"
        there = set(connection.exec_driver_sql(asked).scalars())
    wanted = {
        str(c.name) for table in METADATA.sorted_tables for c in table.constraints if str(c.name).startswith("ck_")
    }
    assert wanted == there
    assert len(wanted) > len(ENTITIES)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            "SELECT '?%', \"a?\" FROM t WHERE b = ? AND c LIKE '%x'",
            "SELECT '?%%', \"a?\" FROM t WHERE b = %s AND c LIKE '%%x'",
        ),
        ("SELECT t.[on] FROM v t WHERE id IN () LIMIT -1", 'SELECT t."on" FROM v t WHERE id IN (NULL) LIMIT ALL'),
        (
            "SELECT x FROM t ORDER BY v.name, f.no LIMIT ?",
            "SELECT x FROM t ORDER BY v.name NULLS FIRST, f.no LIMIT nullif(%s, -1)",
        ),
        (
            "SELECT group_concat(p.name, char(31) ORDER BY p.name DESC) FROM p",
            "SELECT string_agg(p.name, chr(31) ORDER BY p.name DESC NULLS LAST) FROM p",
        ),
    ],
)
def test_a_statement_is_said_in_the_servers_words(ours: str, theirs: str) -> None:
    assert translated(ours) == theirs


def test_values_by_name_are_told_from_casts() -> None:
    assert translated("SELECT :day::text, ':no'", named=True) == "SELECT %(day)s::text, ':no'"


def test_what_is_asked_of_one_index_is_asked_of_the_other() -> None:
    assert query_of('letters : "zsf"*') == "('l=zsf':*)"
    assert query_of('{name place} : "张 三"') == "('n=张' <-> 'n=三' | 'p=张' <-> 'p=三')"
    asked = query_of('digits : ("12"* OR "r21"*) AND (name : "o\'b" OR sound : "a b")')
    assert asked == "(('d=12':*) | ('d=r21':*)) & (('n=o''b') | ('s=a' <-> 's=b'))"
    assert words_of(("张 三", "zhangsan", "", "", "村")) == "'n=张':1 'n=三':2 'l=zhangsan':1 'p=村':1"
    with pytest.raises(ValueError, match="name"):
        query_of("name : 张")


SQLITE_ONLY = re.compile(
    r"INSERT OR |\browid\b|PRAGMA|\bIS (?:NOT )?[?01]|sqlite_master|json_(?:type|valid|insert|set)\(|julianday"
    r"|(?<!\.)strftime\("
)
FILES_OWN = {
    "cipher",
    "backup",
    "backup_file",
    "backup_proof",
    "restore",
    "damage",
    "migrate",
    "file",
    "searching",
    "server_checks",
    "dialect",
}
"""Modules that speak to the file itself, or tell both engines apart."""


def test_no_statement_is_written_that_only_a_file_understands() -> None:
    """A word of SQLite's own goes unnoticed until a county on a server meets it."""
    root = Path(moving.__file__).parents[2]
    found = [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for folder in ("db", "desktop")
        for path in sorted((root / folder).rglob("*.py"))
        if path.stem not in FILES_OWN and "migrations" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if SQLITE_ONLY.search(line)
    ]
    assert found == []


def test_a_long_list_of_values_is_handed_over_as_one() -> None:
    marks = ", ".join("?" * 20)
    said, values = as_lists(f"SELECT '?' FROM t WHERE org = ? AND id IN ({marks}) AND no < ?", ("A", *range(20), 9))
    assert said == "SELECT '?' FROM t WHERE org = ? AND id = ANY(?::bigint[]) AND no < ?"
    assert values == ("A", f"{{{','.join(map(str, range(20)))}}}", 9)
    assert as_lists("SELECT 1 WHERE a IN (?, ?)", (1, 2)) == ("SELECT 1 WHERE a IN (?, ?)", (1, 2))


def test_whatever_characters_stand_in_a_long_list_each_is_found_and_no_other(world: ServerWorld) -> None:
    odd = ["", " ", "NULL", "a,b", 'a"b', "a\\b", "{a}", "{}", "%s", "?", "'", "云岭村", '\\"', *map(str, range(20))]
    columns = tuple(column.name for column in HELD.columns)
    with world.county.keeping() as connection:
        add_rows(connection, "held", columns, [(each, A, "s", "", "first", "") for each in odd[1:]])
        add_rows(connection, "held", columns, [(each, A, "s", "", "second", "") for each in odd])
        asked = f"SELECT hash, line FROM held WHERE org = ? AND hash IN ({places(odd)}) AND line <> ?"
        found = connection.exec_driver_sql(asked, (A, *odd, "")).all()
        assert {str(row[0]): str(row[1]) for row in found} == {**dict.fromkeys(odd[1:], "first"), "": "second"}
        assert not connection.exec_driver_sql(asked, (A, *(f"{each}x" for each in odd), "")).all()
        connection.rollback()


@pytest.mark.parametrize("several", [2, len(ENTITIES)])
def test_whose_the_records_of_many_kinds_are_is_asked_in_one_go(world: ServerWorld, several: int) -> None:
    packages(world)
    for number in range(5):
        world.deliver(number)
    expected: dict[tuple[str, str], str] = {}
    wanted: dict[str, set[str]] = {}
    said: list[str] = []
    with world.county.reading() as connection:
        kinds = [name for name in ENTITIES if connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first()]
        for name in kinds[:several]:
            here = connection.exec_driver_sql(f'SELECT id, org FROM "{name}"').all()
            expected |= {(name, each): org for each, org in here}
            wanted[name] = {"nobody's", *(each for each, _ in here)}
        event.listen(world.county.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
        assert owners_of(connection, wanted) == expected
    assert set(expected.values()) >= {A, B}
    assert len(said) == 1


def test_two_programs_on_one_record_write_one_after_the_other(world: ServerWorld) -> None:
    """Ledger numbers and the audit trail stay without gaps although nobody's file is locked."""
    second = world._opened(COUNTY[0])
    packages(world)

    def takes(store: Store, numbers: tuple[int, ...]) -> list[str]:
        return [import_package(store, world.packages[number]).verdict for number in numbers]

    with ThreadPoolExecutor(2) as both:
        asked = [both.submit(takes, world.county, (0, 1, 2)), both.submit(takes, second, (4, 3))]
        assert [verdict for each in asked for verdict in each.result()] == ["imported"] * 5
    with second.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []
    assert world.digest(COUNTY[0], A) == world.digest(A, A)
    second.close()


def test_texts_are_sorted_by_their_bytes_whatever_language_the_server_speaks(world: ServerWorld) -> None:
    """The tests' server sorts 丙 甲 乙 by their sound; a digest and a list must come out as in a file."""
    asked = "SELECT table_name, collation_name FROM information_schema.columns WHERE data_type = 'text'"
    with world.county.reading() as connection:
        ours = {table.name for table in METADATA.sorted_tables}
        found = [name for table, name in connection.exec_driver_sql(asked) if table in ours]
        spoken = connection.exec_driver_sql("SELECT v FROM (VALUES ('甲'), ('乙'), ('丙')) t (v) ORDER BY v").scalars()
        assert list(spoken) == ["丙", "甲", "乙"]
    assert len(found) > 100
    assert set(found) == {"C"}
