"""The record's shape through the years: makes it new, brings an older one up, refuses a newer one (B-43, D-18)."""

from sqlalchemy import Connection, Engine

from db.errors import Refusal
from db.store.searching import CREATE_FIND
from db.store.tables import entities, local, log  # noqa: F401 - they register their tables
from db.store.tables.columns import METADATA

SHAPE = 1
"""Version of the tables, kept in `PRAGMA user_version`."""


class DatabaseTooNew(Refusal):
    """The record was written by a newer version of the program."""

    code = "P-DB-03"


def create_tables(connection: Connection) -> None:
    """Makes all tables in an empty database."""
    METADATA.create_all(connection)
    connection.exec_driver_sql(CREATE_FIND)
    connection.exec_driver_sql(f"PRAGMA user_version = {SHAPE}")


def bring_up_to_date(engine: Engine) -> None:
    """Checks the version and migrates when it is older.

    Raises:
        DatabaseTooNew: nothing was read or written.
    """
    with engine.connect() as connection:
        found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if found > SHAPE:
        raise DatabaseTooNew(
            f"这份档案是更新的版本（{found}）写的，本机程序只认得到 {SHAPE}。", "没有读也没有写。", "请先升级程序。"
        )
