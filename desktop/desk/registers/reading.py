"""What stands in one record of a register, whole, before it is corrected; the look is written down."""

from typing import Any

from db.store.audit import write_audit
from db.store.values import row_values
from desktop.desk.desk import Desk


def stored_values(desk: Desk, entity: str, record_id: str) -> dict[str, Any]:
    """The fields of a record as they stand, empty ones left out; nothing when it is not here."""
    store = desk.record.store
    at = desk.clock.now().isoformat(timespec="seconds")
    with store.keeping() as connection:
        write_audit(connection, (at, store.author.author), "reveal", record_id, "edit")
    asked = f'SELECT * FROM "{entity}" WHERE id = ?'
    with store.reading() as connection:
        row = connection.exec_driver_sql(asked, (record_id,)).mappings().first()
    return {} if row is None else row_values(entity, dict(row))
