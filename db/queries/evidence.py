"""Who wrote down a record, and when: asked when somebody wants to know on what a figure rests."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

_BATCH = 400
_ASKED = """
    SELECT c.record_id, coalesce(w.name, ''), json_extract(c.header, '$.wall_time')
      FROM change c LEFT JOIN worker w ON w.id = json_extract(c.header, '$.author')
     WHERE c.record_id IN ({places}) AND json_extract(c.header, '$.kind') IN ('create', 'set', 'resolve')
     ORDER BY c.no
"""


@dataclass(frozen=True)
class Written:
    """The latest time a record was written: by whom (a worker's name, "" when not known here), and when (UTC)."""

    author: str
    at: str


def written(connection: Connection, record_ids: Iterable[str]) -> dict[str, Written]:
    """By record id; records that are not here are left out."""
    ids = tuple(dict.fromkeys(record_ids))
    found: dict[str, Written] = {}
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        sql = _ASKED.format(places=", ".join("?" * len(part)))
        for record_id, author, at in connection.exec_driver_sql(sql, part):
            found[str(record_id)] = Written(str(author), str(at))
    return found
