"""Many rows at once: one prepared statement on SQLite; on a server COPY, or one statement that reads them from text."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from db.store.dialect import on_server

STAGED = 500
"""From so many rows on an upsert copies them into a table of their own first; fewer are read from one text."""


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Writes new rows.

    Args:
        connection: inside the writing transaction.
        table: its name, from our own registry.
        columns: in the order of the values.
        rows: texts, whole numbers and None.
    """
    if not rows:
        return
    if on_server(connection) and len(rows) > 1:
        from db.store.postgres import copying

        with copying(connection, table, columns) as copy:
            for row in rows:
                copy.write_row(row)
        return
    connection.exec_driver_sql(_insert(table, columns), [tuple(row) for row in rows])


def upsert_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], kept: int
) -> None:
    """Writes rows of records, new ones and those that are here: by `id`, the last of several counts.

    Args:
        connection: inside the writing transaction.
        table: of an entity.
        columns: in the order of the values; `id` among the first `kept`.
        rows: each record once.
        kept: how many of the first columns a record keeps for life.
    """
    if not rows:
        return
    assigned = ", ".join(f'"{name}" = excluded."{name}"' for name in columns[kept:])
    replacing = f" ON CONFLICT (id) DO UPDATE SET {assigned}"
    if on_server(connection) and len(rows) < STAGED:
        connection.exec_driver_sql(_from_text(table, columns) + replacing, (_as_text(columns, rows),))
        return
    if on_server(connection):
        arrived = f"arrived_{table}"
        connection.exec_driver_sql(
            f'CREATE TEMP TABLE IF NOT EXISTS "{arrived}" (LIKE "{table}") ON COMMIT DELETE ROWS'
        )
        connection.exec_driver_sql(f'TRUNCATE "{arrived}"')
        insert_rows(connection, arrived, columns, rows)
        named = ", ".join(f'"{name}"' for name in columns)
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({named}) SELECT {named} FROM "{arrived}"{replacing}')
        return
    connection.exec_driver_sql(_insert(table, columns) + replacing, [tuple(row) for row in rows])


def add_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Writes those of the rows whose key is not here yet; what is here stays as it is.

    Args:
        connection: inside the writing transaction.
        table: its name.
        columns: in the order of the values.
        rows: texts, whole numbers and None.
    """
    passing = " ON CONFLICT DO NOTHING"
    if rows and on_server(connection):
        connection.exec_driver_sql(_from_text(table, columns) + passing, (_as_text(columns, rows),))
    elif rows:
        connection.exec_driver_sql(_insert(table, columns) + passing, [tuple(row) for row in rows])


def keep_counted(connection: Connection, changes: int) -> None:
    """Has a server count its tables anew when the log is four times as long as it believes; a file needs no counting.

    A server's own housekeeping comes round once a minute. A county's first packages come faster, within one
    transaction, and whoever takes a table for empty reads it from end to end. A rough count is enough for that.

    Args:
        connection: inside the writing transaction.
        changes: length of the log.
    """
    if on_server(connection) and changes > _GROWN * int(connection.exec_driver_sql(_BELIEVED).scalar_one()):
        from db.store.postgres import count_rows

        count_rows(connection)


_GROWN = 4
_BELIEVED = """
    SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class
     WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'change'::regclass)
"""


def _from_text(table: str, columns: Sequence[str]) -> str:
    """On a server: rows out of a JSON text, read as the columns' own types."""
    named = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({named}) SELECT {named} FROM json_populate_recordset(null::"{table}", ?)'


def _as_text(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False)


def _insert(table: str, columns: Sequence[str]) -> str:
    named = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({named}) VALUES ({", ".join("?" * len(columns))})'
