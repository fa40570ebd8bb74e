"""Looking at what is masked: the whole number, with a note in the audit trail that it was seen."""

from typing import Any

from db.store.audit import write_audit
from db.store.folding import row_of
from db.store.values import row_values
from desktop.desk.desk import Desk

_FIELDS = {"person": ("id_no", "phone", "backup_phone"), "family": ("phone",), "child": ("id_no",)}


def reveal(desk: Desk, entity: str, record_id: str, field: str) -> str:
    """One masked number as a whole; the look is written down first.

    Args:
        desk: the desk.
        entity: `person`, `family` or `child`.
        record_id: whose.
        field: which number.
    """
    if field not in _FIELDS.get(entity, ()):
        raise ValueError(field)
    _note(desk, "reveal", record_id, field)
    with desk.record.store.reading() as connection:
        found = connection.exec_driver_sql(f'SELECT "{field}" FROM "{entity}" WHERE id = ?', (record_id,)).scalar()
    return str(found or "")


def for_editing(desk: Desk, entity: str, record_id: str, fields: tuple[str, ...]) -> dict[str, Any]:
    """Fields of a record as they stand, whole, to be corrected; the look is written down first."""
    _note(desk, "reveal", record_id, "edit")
    with desk.record.store.reading() as connection:
        row = row_of(connection, entity, record_id)
    values = {} if row is None else row_values(entity, row)
    return {name: values.get(name) for name in fields}


def note_look(desk: Desk, family_id: str) -> None:
    """Writes down that a family's file was opened."""
    _note(desk, "look", family_id, "")


def _note(desk: Desk, action: str, subject: str, detail: str) -> None:
    store = desk.record.store
    at = desk.clock.now().isoformat(timespec="seconds")
    with store.keeping() as connection:
        write_audit(connection, (at, store.author.author), action, subject, detail)
