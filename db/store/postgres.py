"""The record on a PostgreSQL server: the same tables from the same registry, spread by township, one writer at a time.

`change` and `ledger` are partitioned by the hash of `org`, and every key of theirs holds it. So a distributed engine
(Citus) could place them by township; the folded tables would need `org` in their references too, and the county's own
lists (villages, contacts) as reference tables. That was not run here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.engine import ExceptionContext

from db.domain.entities.registry import ENTITIES
from db.store.dialect import FUNCTIONS, as_lists, translated
from db.store.server import DriverMissing, Seal, ServerUnfit, ServerUnreachable
from db.store.tables import entities, local, log  # noqa: F401 - they register their tables
from db.store.tables.columns import METADATA
from db.store.words import CREATE_WORDS

OLDEST = 150_000
"""PostgreSQL 15, the version of Debian 12."""
PARTITIONS = 8
"""Of the log and of the ledger: a county has ten to eighty townships."""
_PARTITIONED = ("change", "ledger")
"""Spread by `org`; the server itself refuses a key of theirs that does not hold it."""
_NOT_THERE = frozenset({"08", "28", "3D", "57"})
"""Classes of SQL states: no connection, not let in, no such database, stopped by its administrator."""
_TURN = 0x4E58_4231  # "NXB1"


def open_server(url: URL, key: bytes) -> Engine:
    """An engine on the county's database.

    Args:
        url: from `db.store.server.require_url`.
        key: the 256-bit sub-key for `Purpose.DATABASE`: it seals the secret settings.

    Raises:
        DriverMissing, ServerUnfit: nothing was read or written.
        ServerUnreachable: at the first use and at any later one.
    """
    try:
        import psycopg  # noqa: F401 - the extra `county`
    except ImportError:
        raise DriverMissing from None
    made = create_engine(url, pool_size=1, max_overflow=2, pool_pre_ping=True, execution_options={"seal": Seal(key)})
    event.listen(made, "handle_error", _sort)
    event.listen(made, "connect", _read_whole_numbers)
    event.listen(made, "connect", _keep_prepared)
    event.listen(made, "connect", _prefer_keys)
    with made.connect() as connection:
        _require_fit(connection)
    event.listen(made, "before_cursor_execute", _translate, retval=True)
    event.listen(made, "do_execute", _plan_lists_anew)
    return made


def _require_fit(connection: Connection) -> None:
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if version < OLDEST:
        raise ServerUnfit("数据库服务器的版本太旧。", "没有读也没有写。", "要 PostgreSQL 15 或更新的版本。")
    if encoding != "UTF8":
        raise ServerUnfit(f"数据库的字符集是 {encoding}。", "没有读也没有写。", "请建一个 UTF8 的数据库。")


def _sort(context: ExceptionContext) -> None:
    from psycopg import OperationalError

    # a lock waited for too long and a full disk are its children as well: they are told by their SQL state
    error = context.original_exception
    if isinstance(error, OperationalError) and (
        error.sqlstate is None or error.sqlstate[:2] in {"08", "28", "3D", "57"}
    ):
        raise ServerUnreachable from error


def _read_whole_numbers(driver: Any, _: Any) -> None:
    """Sums and answers arrive as SQLite gives them: whole numbers, no decimals and no booleans."""
    from psycopg.adapt import Loader

    class Whole(Loader):
        def load(self, data: Any) -> int | float:
            text = bytes(data).decode()
            return float(text) if "." in text else int(text)

    class Flag(Loader):
        def load(self, data: Any) -> int:
            return int(bytes(data) == b"t")

    driver.adapters.register_loader("numeric", Whole)
    driver.adapters.register_loader("bool", Flag)


def _keep_prepared(driver: Any, _: Any) -> None:
    """An import asks some three hundred different things, every time: none is to be forgotten before the next one.

    What is asked a second time is asked often; on partitioned tables planning costs three times what running does.
    """
    driver.prepared_max = _PREPARED
    driver.prepare_threshold = 1


_PREPARED = 1000


def _prefer_keys(driver: Any, _: Any) -> None:
    """A county's record lies in memory, or on a disk that does not turn: to look up costs little more than to read on.

    Out of the box a server counts four times as much for it; it then reads short tables from end to end, and goes on
    doing so, by the plans it has kept, when they have grown.
    """
    driver.autocommit = True  # said within a transaction it would be forgotten with it
    driver.execute("SET random_page_cost = 1.1")
    driver.autocommit = False


def _translate(
    _: Connection,
    _cursor: Any,
    statement: str,
    parameters: Any,
    context: Any,
    _many: bool,  # noqa: FBT001 - the event's signature
) -> tuple[str, Any]:
    """Our own statements in the driver's spelling; what SQLAlchemy composed is in it already."""
    if context is None or context.compiled is not None or getattr(context, "isddl", False):
        return statement, parameters
    if isinstance(parameters, tuple):
        statement, parameters = as_lists(statement, parameters)
    return translated(statement, named=isinstance(parameters, dict)), parameters


def _plan_lists_anew(cursor: Any, statement: str, parameters: Any, _: Any) -> bool | None:
    """What asks for a list is planned for this very list, and in tables as long as they are now.

    A plan that is kept does not know how long a list is: in a young log it reads everything from end to end, and goes
    on doing so when the log has grown.
    """
    if " = ANY(" not in statement:
        return None
    cursor.execute(statement, parameters, prepare=False)
    return True


def take_turn(connection: Connection) -> None:
    """Waits until no other program writes; held until the transaction ends, as a file has one writer at a time."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(?)", (_TURN,))


def count_rows(connection: Connection) -> None:
    """Has the server count, roughly, how long its tables are; its own housekeeping counts better soon after.

    What stands in the long texts would cost most to look at and says least.
    """
    connection.exec_driver_sql(f"SET LOCAL default_statistics_target = {_ROUGHLY}")
    connection.exec_driver_sql(_COUNT)


_ROUGHLY = 1
"""Of 100: three hundred rows of a table say how long it is, and the count holds up an import."""
_COUNT = "ANALYZE " + ", ".join(
    (
        *(f"change_{part} (no, hash, record_id)" for part in range(PARTITIONS)),
        *(f"ledger_{part} (ledger_no, change_hash, rejected)" for part in range(PARTITIONS)),
        *(f'"{name}" (id)' for name in ENTITIES),
        "find (no)",
    )
)


def create_on_server(connection: Connection) -> None:
    """Makes all tables, the index of words and our functions in an empty database."""
    for statement in FUNCTIONS:
        connection.exec_driver_sql(statement)
    server_tables().create_all(connection, checkfirst=False)
    for name in _PARTITIONED:
        for part in range(PARTITIONS):
            connection.exec_driver_sql(
                f'CREATE TABLE "{name}_{part}" PARTITION OF "{name}"'
                f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
            )
    for statement in CREATE_WORDS:
        connection.exec_driver_sql(statement)


def server_tables() -> MetaData:
    """The record's tables as PostgreSQL has them.

    Texts are compared byte by byte, as SQLite does it: the digest of a state must not depend on a server's language.
    References may be deferred to the end of a transaction. A record's id is its primary key.
    """
    made = MetaData()
    for table in METADATA.sorted_tables:
        _adapt(table.to_metadata(made))
    return made


def _adapt(table: Table) -> None:
    for column in table.columns:
        if isinstance(column.type, Text):
            column.type = Text(collation="C")
        column.autoincrement = False
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            constraint.deferrable = True
    for index in table.indexes:  # said here and not with the table: the mere word would load the server's dialect
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]
    if table.name in _PARTITIONED:
        table.dialect_options["postgresql"]["partition_by"] = "HASH (org)"
    if table.name == "change":
        _key(table, ("org", "no"), ("hash", "org"))
        Index("ix_change_no", table.c.no)
    elif table.name in ENTITIES:
        _key(table, ("id",), ("no",))
    elif table.name in counted():
        table.c.no.identity = Identity(start=1)
        table.c.no.server_default = table.c.no.identity


def counted() -> tuple[str, ...]:
    """The tables whose row number the database gives."""
    plain = (table for table in METADATA.sorted_tables if table.name not in {*ENTITIES, "change"})
    return tuple(table.name for table in plain if [column.name for column in table.primary_key] == ["no"])


def _key(table: Table, primary: Sequence[str], unique: Sequence[str]) -> None:
    """Other keys than SQLite's."""
    for constraint in [each for each in table.constraints if isinstance(each, UniqueConstraint)]:
        table.constraints.discard(constraint)
    for column in table.columns:
        column.primary_key = False
        column.unique = None
    table.append_constraint(PrimaryKeyConstraint(*primary))
    table.append_constraint(UniqueConstraint(*unique))


@contextmanager
def copying(connection: Connection, table: str, columns: Sequence[str]) -> Iterator[Any]:
    """A COPY into a table: `write_row` what comes in, a tuple of texts, whole numbers and None a row."""
    named = ", ".join(f'"{name}"' for name in columns)
    cursor: Any = connection.connection.cursor()  # psycopg's own: DB-API knows no COPY
    with cursor, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
        yield copy
