"""A fingerprint of the state of one township, equal on every replica that knows the same changes (B-30).

Hashed are lines of canonical JSON (FORMAT.md, "The digest of a state"), so that it is the same on every Python: `repr`
escapes what that version's Unicode does not know yet, rare characters of names among it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row

from db.domain.entities.registry import ENTITIES
from db.ledger.change import canonical
from db.store.folding import never_stood


def state_digest(connection: Connection, org: str) -> str:
    """SHA-256 over all records of a township as the tables show them, disputes and voided ones included.

    Args:
        connection: from the store.
        org: code of the township's stream.

    Returns:
        64 hexadecimal digits; independent of the order in which anything arrived.
    """
    whole, absent, filled = hashlib.sha256(), never_stood(connection), filled_tables(connection)
    for name in ENTITIES:
        whole.update(_line(name))
        for row in _rows(connection, name, org) if name in filled else ():
            if row[0] not in absent:
                whole.update(_line(tuple(row)))
    for answer in sorted(_disputed(connection, org)):
        whole.update(_line(answer))
    return whole.hexdigest()


def record_digests(connection: Connection, org: str) -> Iterator[tuple[str, str, str]]:
    """Entity, id and a short digest of every record of a township: where two states differ, these say in what (D-43).

    Args:
        connection: from the store.
        org: code of the township's stream.

    Returns:
        The first 16 hexadecimal digits of SHA-256 over the line that `state_digest` makes of it: enough to find what
        differs, useless for anything else.
    """
    absent, filled = never_stood(connection), filled_tables(connection)
    for name in (each for each in ENTITIES if each in filled):
        for row in _rows(connection, name, org):
            if row[0] not in absent:
                yield name, str(row[0]), hashlib.sha256(_line(tuple(row))).hexdigest()[:16]


def _line(value: object) -> bytes:
    return f"{canonical(value)}\n".encode()


def filled_tables(connection: Connection) -> frozenset[str]:
    """The entities of which there is any record at all, in one question: most offices keep a few of the sixty kinds."""
    return frozenset(connection.exec_driver_sql(_FILLED).scalars())


_FILLED = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in ENTITIES)


def _rows(connection: Connection, name: str, org: str) -> Iterable[Row[Any]]:
    columns = ", ".join(f'"{field}"' for field in ("id", "head", "voided", "disputed", *ENTITIES[name].by_name))
    return connection.exec_driver_sql(f'SELECT {columns} FROM "{name}" WHERE org = ? ORDER BY id', (org,))


def _disputed(connection: Connection, org: str) -> Iterator[tuple[str, ...]]:
    """The answers to the questions open in the township's records, those that were another's before among them."""
    kinds = connection.exec_driver_sql("SELECT DISTINCT record_type FROM field_head").scalars().all()
    for name in (each for each in kinds if each in ENTITIES):
        asked = f"""
            SELECT h.record_id, h.field, h.change_hash, h.value FROM field_head h JOIN "{name}" t ON t.id = h.record_id
             WHERE t.org = ?
        """
        yield from (tuple(row) for row in connection.exec_driver_sql(asked, (org,)))
