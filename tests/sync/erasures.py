"""What tests of an erasure share: asking, deciding, and looking for a name wherever an office could still have it."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from db.commands.families import NewChild, NewFamily, open_family
from db.commands.purges import PurgeWish, request_purge
from db.commands.visits import NewVisit, record_visit
from db.queries.purges import purge_rows
from db.store.dialect import on_server
from db.store.store import Store
from db.sync.county.purging import Confirmed, confirm_purge, plan_asked
from db.sync.package.reading import open_package
from db.sync.trust.identity import county_desk
from tests.sync.offices import COUNTY, World

NAME, ID_NO, PHONE, CHILD = "欧阳静姝", "999999196403090023", "13900001234", "欧阳小满"
TOLD = (NAME, ID_NO, PHONE, CHILD)
"""What must be found nowhere."""


def open_case(store: Store, remark: str = "") -> str:
    """A family of two with a child and a visit."""
    with store.writing() as writing:
        head = {"name": NAME, "relation": "02", "sex": "2", "id_no": ID_NO, "phone": PHONE, "birth_date": "1964-03-09"}
        other = {"name": "何平安", "relation": "10", "sex": "1", "birth_date": "1962"}
        child = NewChild({"state": "dead", "name": CHILD}, (0, 1))
        touched = open_family(writing, NewFamily("青溪村", {"remark": remark}, (head, other), (child,)))
    with store.reading() as connection:
        found = (each for each in touched.ids if _is_family(connection, each))
        family_id = next(found)
    visit(store, family_id)
    return family_id


def _is_family(connection: Connection, record_id: str) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM family WHERE id = ?", (record_id,)).first() is not None


def visit(store: Store, family_id: str) -> None:
    fields = {"on": "2026-11-01", "mode": "phone", "category": "daily", "companions": "甲", "others_met": NAME}
    with store.writing() as writing:
        record_visit(writing, NewVisit(family_id, fields))


def ask(store: Store, record_id: str, entity: str = "family") -> str:
    """Asks for an erasure; the hash of the request."""
    with store.writing() as writing:
        request_purge(writing, PurgeWish(entity, record_id, "wrong_person", "不是本镇的服务对象"))
    with store.reading() as connection:
        rows = purge_rows(connection, store.office.station_id)
    return next(row.request for row in rows if row.state == "asked" and row.record_id == record_id)


def decide(county: Store, request: str, by: str = "officer-2") -> Confirmed:
    """Another officer confirms."""
    county.sign_in(by, "county")
    with county.reading() as connection:
        typed = plan_asked(connection, request).typed
    return confirm_purge(county, request, typed, "核实过，确实录错了人")


def travel(world: World, laptop: str) -> None:
    world.hand_over(laptop)
    world.deliver(-1)
    world.take(laptop, world.answer(laptop))


def everything_said(connection: Connection) -> str:
    """Every table of a record as text."""
    if on_server(connection):
        asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    else:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    names = [str(name) for name in connection.exec_driver_sql(asked).scalars()]
    rows = (row for name in names for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"').all())
    return "\n".join(str(_text(cell)) for row in rows for cell in row)


def _text(cell: object) -> object:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell


def in_index(connection: Connection, text: str) -> bool:
    """Whether any word of the index is one of these characters or numbers."""
    if on_server(connection):
        return any(text in str(row[0]) for row in connection.exec_driver_sql("SELECT words FROM find").all())
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.told USING fts5vocab(main, find, row)")
    words = set(connection.exec_driver_sql("SELECT term FROM temp.told").scalars())
    connection.exec_driver_sql("DROP TABLE temp.told")
    return text in words


def archived(county: Store) -> Iterator[tuple[Path, str]]:
    """Every raw package the county keeps, as text."""
    desk = county_desk(county)
    for path in sorted((county.home / "archive").glob("*/*.nxb")):
        with open_package(path, desk.keys.identities, desk.trust) as package:
            said = b"\n".join(line for _, line in package.lines())
            tables = b"".join(package._opening.directory.read(item.path, 1 << 30) for item in package.listed)
            yield path, (said + tables).decode("utf-8", "replace")


def nobody_is_found(world: World, *laptops: str) -> None:
    """No name, no number: not in these laptops' or the county's tables, index, archive, files or next return."""
    for where in (*laptops, COUNTY[0]):
        store = world.stores[where]
        with store.reading() as connection:
            said = everything_said(connection)
            assert [word for word in TOLD if word in said] == [], where
            assert not in_index(connection, "姝"), where
        for path in store.home.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            assert [word for word in TOLD if word.encode() in content] == [], path
    for path, said in archived(world.county):
        assert [word for word in TOLD if word in said] == [], path
