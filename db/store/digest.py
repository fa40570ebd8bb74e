"""A fingerprint of the state of one township, equal on every replica that knows the same changes (B-30)."""

import hashlib

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.store.folding import never_stood


def state_digest(connection: Connection, org: str) -> str:
    """SHA-256 over all records of a township as the tables show them, disputes and voided ones included.

    Args:
        connection: from the store.
        org: code of the township's stream.

    Returns:
        64 hexadecimal digits; independent of the order in which anything arrived.
    """
    whole, absent = hashlib.sha256(), never_stood(connection)
    for name, entity in ENTITIES.items():
        columns = ", ".join(f'"{field}"' for field in ("id", "head", "voided", "disputed", *entity.by_name))
        whole.update(name.encode())
        for row in connection.exec_driver_sql(f'SELECT {columns} FROM "{name}" WHERE org = ? ORDER BY id', (org,)):
            if row[0] not in absent:
                whole.update(repr(tuple(row)).encode())
    disputed = "SELECT h.record_id, h.field, h.change_hash, h.value FROM field_head h ORDER BY 1, 2, 3"
    here = "SELECT DISTINCT record_id FROM change WHERE org = ?"
    mine = set(connection.exec_driver_sql(here, (org,)).scalars()) if _any_dispute(connection) else set()
    for row in connection.exec_driver_sql(disputed):
        if row[0] in mine:
            whole.update(repr(tuple(row)).encode())
    return whole.hexdigest()


def _any_dispute(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM field_head LIMIT 1").first() is not None
