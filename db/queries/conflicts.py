"""Fields with several answers, each with who gave it, where and when (B-13)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.ledger.change import Change
from db.store.folding import changes_of, fold_known


@dataclass(frozen=True)
class AnswerRow:
    """One of several answers to one field of one record.

    Attributes:
        entity, record_id, field: the question; field `_void` asks whether the record was taken out.
        change: hash of the change that gave the answer, to be named when it is settled.
        value: the answer.
        author, org, at: worker id, township code, the laptop's clock (shown, never decisive, B-09).
        name, station_id, reason: the worker's name as far as it is known here, the laptop, what he wrote.
        here: written at this very computer: two that share one enrolment (B-34) have one station id.
    """

    entity: str
    record_id: str
    field: str
    change: str
    value: Any
    author: str
    org: str
    at: str
    name: str = ""
    station_id: str = ""
    reason: str = ""
    here: bool = False


def open_answers(connection: Connection, record_id: str = "") -> tuple[AnswerRow, ...]:
    """All answers to fields in conflict, by record, field and change.

    Args:
        connection: from `store.reading()`.
        record_id: of one record only; "" for all.
    """
    asked = """
        SELECT h.record_type AS entity, h.record_id, h.field, h.change_hash AS change, h.value,
               json_extract(c.header, '$.author') AS author, c.org, json_extract(c.header, '$.wall_time') AS at,
               coalesce(w.name, '') AS name, c.station_id,
               coalesce(json_extract(nullif(c.payload, ''), '$.reason'), '') AS reason, m.no IS NOT NULL AS here
          FROM field_head h JOIN change c ON c.hash = h.change_hash
          LEFT JOIN worker w ON w.id = json_extract(c.header, '$.author')
          LEFT JOIN command m ON m.group_id = c.group_id
         WHERE ? IN ('', h.record_id)
         ORDER BY h.record_type, h.record_id, h.field, h.change_hash
    """
    rows = connection.exec_driver_sql(asked, (record_id,)).mappings()
    return tuple(AnswerRow(**{**row, "value": json.loads(row["value"]), "here": bool(row["here"])}) for row in rows)


def values_before(connection: Connection, record_id: str, heads: Iterable[str]) -> Mapping[str, Any]:
    """What everybody who gave one of these answers had before him: the fold of the changes all of them knew.

    Args:
        connection: from `store.reading()`.
        record_id: the record in dispute.
        heads: hashes of the answers.

    Returns:
        Values by field; a field that was empty then is left out. Nothing when the answers share no past.
    """
    changes = {change.hash: change for _, change in changes_of(connection, [record_id]).get(record_id, [])}
    shared = set.intersection(*(_past(changes, head) for head in heads))
    known = [changes[each] for each in shared]
    return fold_known(known, ()).values if known else {}


def _past(changes: Mapping[str, Change], head: str) -> set[str]:
    found: set[str] = set()
    waiting = list(changes[head].parents) if head in changes else []
    while waiting:
        each = waiting.pop()
        if each in changes and each not in found:
            found.add(each)
            waiting += changes[each].parents
    return found


@dataclass(frozen=True)
class SentBack:
    """One change of this township that the county turned away.

    Attributes:
        change: its hash; entity, record_id, kind, fields: what it meant to write.
        reason: the county's; at: when it was written; name: by whom.
    """

    change: str
    entity: str
    record_id: str
    kind: str
    fields: Mapping[str, Any]
    reason: str
    at: str
    name: str


def sent_back(connection: Connection) -> tuple[SentBack, ...]:
    """What the county turned away, latest first; nothing at a county."""
    asked = """
        SELECT c.hash, c.record_type, c.record_id, json_extract(c.header, '$.kind'), c.payload, l.rejected,
               json_extract(c.header, '$.wall_time'), coalesce(w.name, '')
          FROM ledger l JOIN change c ON c.hash = l.change_hash AND c.org = l.org
          LEFT JOIN worker w ON w.id = json_extract(c.header, '$.author')
         WHERE l.rejected <> ''
           AND NOT EXISTS (SELECT 1 FROM ledger a WHERE a.change_hash = l.change_hash AND a.org = l.org
                              AND a.rejected = '')
         ORDER BY c.no DESC
    """
    return tuple(
        SentBack(row[0], row[1], row[2], row[3], json.loads(row[4])["fields"] if row[4] else {}, *row[5:])
        for row in connection.exec_driver_sql(asked)
    )
