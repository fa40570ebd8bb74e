"""What is asked of a record on a server where SQLite's own checks have nothing to look at."""

from collections.abc import Iterator

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.store.dialect import on_server
from db.store.settings import SECRET, read_setting

_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""Without these a commit may be lost when the power goes, although the screen said it was saved (B-06)."""


def broken_references(connection: Connection) -> Iterator[tuple[str, int, str]]:
    """Every reference that points at nothing: (table, row number, table pointed at)."""
    if not on_server(connection):
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield table, row, parent
        return
    for name, entity in ENTITIES.items():
        for spec in (spec for spec in entity.fields if spec.kind == "ref"):
            asked = f"""
                SELECT t.no FROM "{name}" t WHERE t."{spec.name}" IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM "{spec.entity}" p WHERE p.id = t."{spec.name}") ORDER BY t.no
            """
            for (row,) in connection.exec_driver_sql(asked):
                yield name, row, spec.entity


def unsealed(connection: Connection) -> tuple[str, ...]:
    """Names of secret settings that do not open under the vault's key, or lie on the server for everybody to read."""
    found = []
    for name in sorted(SECRET):
        try:
            read_setting(connection, name)
        except Exception:  # noqa: BLE001 - whatever a tampered value raises, it does not open
            found.append(name)
    return tuple(found)


def unsafe_settings(connection: Connection) -> tuple[str, ...]:
    """Settings of the server with which a commit can be lost."""
    return tuple(
        name for name, wanted in _DURABLE.items() if connection.exec_driver_sql(f"SHOW {name}").scalar_one() != wanted
    )


def has_page_sums(connection: Connection) -> bool:
    """Whether the server notices a page that its disk gives back changed."""
    return bool(connection.exec_driver_sql("SHOW data_checksums").scalar_one() == "on")


def rows_read(connection: Connection) -> int:
    """Reads every row of the record, as a dump would; an unreadable page stops it with the server's error."""
    tables = [*ENTITIES, "change", "ledger", "held", "refused", "field_head", "audit", "command", "incoming_package"]
    return sum(
        int(connection.exec_driver_sql(f'SELECT count(t::text) FROM "{name}" t').scalar_one()) for name in tables
    )
