"""What fields of records were told over time: the change log read for the values that were not taken back."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

_ASKED = "SELECT record_id, header, payload FROM change WHERE record_id IN ({places}) AND payload LIKE ? ORDER BY no"
_BATCH = 400


def standing_fields(
    connection: Connection, record_ids: Iterable[str], name: str
) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """(record id, fields written together) of every change that says `name`, in the order of the log.

    What was undone says nothing any more, and neither does the undo itself: an undo is no event in the family's life.
    """
    ids = tuple(dict.fromkeys(record_ids))
    rows = [row for start in range(0, len(ids), _BATCH) for row in _rows(connection, ids[start : start + _BATCH], name)]
    gone: set[str] = set()
    for header, _ in reversed(rows):
        if header["undoes"] and header["group"] not in gone:
            gone |= {header["undoes"], header["group"]}
    return tuple((header["record_id"], fields) for header, fields in rows if header["group"] not in gone)


def _rows(connection: Connection, ids: tuple[str, ...], name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    sql = _ASKED.format(places=", ".join("?" * len(ids)))
    found = []
    for _, header, payload in connection.exec_driver_sql(sql, (*ids, f'%"{name}"%')):
        fields = json.loads(payload)["fields"] if payload else {}
        if name in fields:
            found.append((json.loads(header), fields))
    return found
