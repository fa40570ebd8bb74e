"""Who looked at what: the entries of the audit trail that tell of looking, printing and taking out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

LOOKING = ("look", "reveal", "print", "export")
"""Actions by which something was seen or left the office; writing stands in the list of what was done."""
_MARKS = ", ".join("?" * len(LOOKING))
_LOOKS = f"""
    SELECT max(a.at), a.author, coalesce(max(w.name), ''), a.action, a.subject, a.detail, count(*), max(a.no) AS latest
      FROM audit a LEFT JOIN worker w ON w.id = a.author
     WHERE a.action IN ({_MARKS}) {{more}}
     GROUP BY substr(a.at, 1, 10), a.author, a.action, a.subject, a.detail
     ORDER BY latest DESC LIMIT ?
"""
_SUBJECTS = """
    SELECT DISTINCT c.record_id, c.record_type FROM change c WHERE c.record_id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True)
class LookRow:
    """One kind of looking by one person on one day.

    Attributes:
        at: the last time, UTC, ISO 8601.
        author, name: who; `name` is "" where the person is not known here.
        action: one of `LOOKING`; subject: a record's id, or the name of a list or form; detail: a field or a count.
        times: how often that day.
    """

    at: str
    author: str
    name: str
    action: str
    subject: str
    detail: str
    times: int


def looks(connection: Connection, subjects: Iterable[str] | None = None, most: int = 500) -> tuple[LookRow, ...]:
    """Who looked, the latest first.

    Args:
        connection: from `store.reading()`.
        subjects: only at these records; at everything when None.
        most: no more than so many.
    """
    more, values = "", list[object](LOOKING)
    if subjects is not None:
        more = "AND a.subject IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(subjects)))
    found = connection.exec_driver_sql(_LOOKS.format(more=more), (*values, most))
    return tuple(_row(row) for row in found)


def _row(row: Sequence[Any]) -> LookRow:
    at, author, name, action, subject, detail = map(str, row[:6])
    return LookRow(at, author, name, action, subject, detail, int(row[6]))


def kinds_of(connection: Connection, record_ids: Iterable[str]) -> dict[str, str]:
    """Of which entity records are, by id; ids that are no records are left out."""
    found = connection.exec_driver_sql(_SUBJECTS, (json.dumps(list(record_ids)),))
    return {str(record_id): str(kind) for record_id, kind in found}
