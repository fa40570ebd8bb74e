"""The record's shape through the years: makes it new, brings an older one up, refuses a newer one (B-43, D-18)."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from db.errors import Refusal
from db.store.dialect import on_server
from db.store.searching import CREATE_FIND
from db.store.settings import read_setting, write_setting
from db.store.tables import entities, local, log  # noqa: F401 - they register their tables
from db.store.tables.columns import METADATA

NEWEST = "0001"
"""The newest migration."""

SHAPE = 1
"""Version of the tables, kept in `PRAGMA user_version`."""


_SHAPE_THERE = "shape"
"""On a server, which has no such pragma, the version is a setting. There is no older one to bring up yet."""


class DatabaseTooNew(Refusal):
    """The record was written by a newer version of the program."""

    code = "P-DB-03"


def create_tables(connection: Connection) -> None:
    """Makes all tables in an empty database, in the newest shape."""
    if on_server(connection):
        from db.store.postgres import create_on_server

        create_on_server(connection)
        write_setting(connection, _SHAPE_THERE, SHAPE)
        return
    for statement in (*_statements(), CREATE_FIND):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (NEWEST,))
    connection.exec_driver_sql(f"PRAGMA user_version = {SHAPE}")


@cache
def _statements() -> tuple[str, ...]:
    """What makes every table and its indexes in a file, written out once."""
    made: list[CreateTable | CreateIndex] = []
    for table in METADATA.sorted_tables:
        made += [CreateTable(table), *map(CreateIndex, table.indexes)]
    return tuple(str(element.compile(dialect=sqlite.dialect())) for element in made)


def bring_up_to_date(engine: Engine) -> None:
    """Checks the version and migrates when it is older; Alembic is loaded only then.

    Raises:
        DatabaseTooNew: nothing was read or written.
    """
    with engine.connect() as connection:
        found = _found(connection)
    if found > SHAPE:
        raise DatabaseTooNew(
            f"这份档案是更新的版本（{found}）写的，本机程序只认得到 {SHAPE}。", "没有读也没有写。", "请先升级程序。"
        )
    if found < SHAPE and engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            # batch mode rebuilds tables: foreign keys must be off before the transaction begins
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN")
            run_migrations(connection)
            connection.commit()
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _found(connection: Connection) -> int:
    if on_server(connection):
        return int(read_setting(connection, _SHAPE_THERE, 0))
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def run_migrations(connection: Connection) -> None:
    """Runs every step not yet taken on this connection, inside its transaction, and checks what points at what."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"migration left {broken[0]} pointing at nothing")
    connection.exec_driver_sql(f"PRAGMA user_version = {SHAPE}")
