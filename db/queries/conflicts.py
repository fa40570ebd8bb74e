"""Fields with several answers, each with who gave it, where and when (B-13)."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection


@dataclass(frozen=True)
class AnswerRow:
    """One of several answers to one field of one record.

    Attributes:
        entity, record_id, field: the question; field `_void` asks whether the record was taken out.
        change: hash of the change that gave the answer, to be named when it is settled.
        value: the answer.
        author, org, at: worker id, township code, the laptop's clock (shown, never decisive, B-09).
    """

    entity: str
    record_id: str
    field: str
    change: str
    value: Any
    author: str
    org: str
    at: str


def open_answers(connection: Connection, record_id: str = "") -> tuple[AnswerRow, ...]:
    """All answers to fields in conflict, by record, field and change.

    Args:
        connection: from `store.reading()`.
        record_id: of one record only; "" for all.
    """
    asked = """
        SELECT h.record_type, h.record_id, h.field, h.change_hash, h.value,
               json_extract(c.header, '$.author'), c.org, json_extract(c.header, '$.wall_time')
          FROM field_head h JOIN change c ON c.hash = h.change_hash
         WHERE ? IN ('', h.record_id)
         ORDER BY h.record_type, h.record_id, h.field, h.change_hash
    """
    rows = connection.exec_driver_sql(asked, (record_id,))
    return tuple(AnswerRow(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5], row[6], row[7]) for row in rows)
