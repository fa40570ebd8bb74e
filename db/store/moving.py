"""A county moves from its file to a server: carried in one transaction, compared, and only then switched (D-34).

Until the address is written down the file is the record; from then on the server is, and the file stays beside it under
another name. A move cut off between the two is finished by asking for it again.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table

from db.clock import Clock
from db.errors import Refusal
from db.store.county_ledger import ledger_head
from db.store.dialect import defer_references
from db.store.digest import state_digest
from db.store.migrate import create_tables
from db.store.searching import index_persons
from db.store.server import SERVER, RecordOnServer, ServerNotEmpty, keep_address, require_url
from db.store.settings import SECRET
from db.store.store import DATABASE, Store
from db.store.tables.columns import METADATA

MOVED = "record.moved.db"
"""What the file is called afterwards: encrypted as ever, and opened by nobody."""
_SETTING = "setting"


class TownshipStays(Refusal):
    """A township's record is a file on a laptop that nobody else reaches; a county moves, and who is above it."""

    code = "P-DB-46"

    def __init__(self) -> None:
        super().__init__("只有县级和上级档案可以放到数据库服务器上。", next_step="乡镇的档案留在本机。")


class MoveDiffers(Refusal):
    """What arrived is not what was sent; the file goes on being the record."""

    code = "P-DB-47"

    def __init__(self, what: str) -> None:
        super().__init__(f"搬到服务器上的和本机的不一样（{what}）。", "本机的档案没有动，服务器上什么也没有留下。")


@dataclass(frozen=True)
class Moved:
    """What a move carried.

    Attributes:
        rows: of all tables.
        changes: of the log.
        digests: state digest by township, equal on both sides.
    """

    rows: int
    changes: int
    digests: tuple[tuple[str, str], ...]


def move_to_server(
    home: Path, key: bytes, clock: Clock, address: str, tell: Callable[[str, int], None] = lambda *_: None
) -> Moved:
    """Moves the county's record of `home` to a server and leaves the folder with the keys and the address.

    Args:
        home: the folder; nobody else may have it open.
        key: the sub-key for `Purpose.DATABASE`.
        clock: for the store.
        address: SQLAlchemy URL of an empty database, or of one that an earlier move filled with just this record.
        tell: called with each table's name and its number of rows when it has been carried.

    Raises:
        InvalidValue, TownshipStays, RecordOnServer, ServerNotEmpty, MoveDiffers: nothing has changed.
        DriverMissing, ServerUnfit, ServerUnreachable: neither.
    """
    from db.store.postgres import open_server, take_turn

    url = require_url(address)
    if (home / SERVER).exists():
        raise RecordOnServer
    with closing(Store.open(home, key, clock)) as source:
        if source.office.role == "township":
            raise TownshipStays
        with closing(Store(open_server(url, key), clock, home)) as target, _still(source) as here:
            with target.engine.begin() as there:
                take_turn(there)
                if not _has_record(there):
                    create_tables(there)
                    _carry(here, there, tell)
                elif not _is_ours(here, there):
                    raise ServerNotEmpty
                moved = _compared(here, there)
            keep_address(home, key, url)
    for tail in ("-wal", "-shm", ""):
        file = home / (DATABASE + tail)
        if file.exists():
            file.replace(home / (MOVED + tail))
    return moved


@contextmanager
def _still(source: Store) -> Iterator[Connection]:
    """The file with its writer's lock held: nobody adds to it while it is carried away."""
    with source.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = value WHERE name = 'office'")
        yield connection
        connection.rollback()


def _has_record(there: Connection) -> bool:
    return there.exec_driver_sql("SELECT to_regclass('change')").scalar() is not None


def _is_ours(here: Connection, there: Connection) -> bool:
    """Whether an earlier move of this very record has filled the database: the same office, log and ledger."""
    asked = (
        "SELECT value FROM setting WHERE name = 'office'",
        "SELECT hash FROM change ORDER BY hash",
        "SELECT entry_hash FROM ledger ORDER BY entry_hash",
    )
    return all(here.exec_driver_sql(sql).all() == there.exec_driver_sql(sql).all() for sql in asked)


def _carry(here: Connection, there: Connection, tell: Callable[[str, int], None]) -> None:
    from db.store.postgres import counted

    defer_references(there)
    for table in METADATA.sorted_tables:
        tell(table.name, _copy(here, there, table))
    for name in counted():
        there.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'no'), (SELECT coalesce(max(no), 0) + 1 FROM \"{name}\"),"
            " false)"
        )
    index_persons(there, there.exec_driver_sql("SELECT id FROM person").scalars())
    there.exec_driver_sql("ANALYZE")


def _copy(here: Connection, there: Connection, table: Table) -> int:
    from db.store.postgres import copying

    names = [column.name for column in table.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    seal = there.get_execution_options()["seal"]
    carried = 0
    with copying(there, table.name, names) as copy:
        for row in here.exec_driver_sql(f'SELECT {listed} FROM "{table.name}"'):
            if table.name == _SETTING and row[0] in SECRET:
                copy.write_row((row[0], seal.close(row[0], row[1])))
            else:
                copy.write_row(tuple(row))
            carried += 1
    return carried


def _compared(here: Connection, there: Connection) -> Moved:
    """Both sides of every township shown to be the same.

    Raises:
        MoveDiffers: naming the first thing that is not.
    """
    rows = 0
    for table in METADATA.sorted_tables:
        asked = f'SELECT count(*) FROM "{table.name}"'
        mine, theirs = (int(side.exec_driver_sql(asked).scalar_one()) for side in (here, there))
        if mine != theirs - (table.name == _SETTING):  # the server keeps the version of the tables as a setting
            raise MoveDiffers(table.name)
        rows += mine
    digests = []
    for org in here.exec_driver_sql("SELECT DISTINCT org FROM change ORDER BY org").scalars().all():
        digest = state_digest(here, org)
        if digest != state_digest(there, org) or ledger_head(here, org) != ledger_head(there, org):
            raise MoveDiffers(str(org))
        digests.append((str(org), digest))
    changes = int(here.exec_driver_sql("SELECT count(*) FROM change").scalar_one())
    return Moved(rows, changes, tuple(digests))
