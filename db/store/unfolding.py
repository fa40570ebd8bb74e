"""Takes changes out of the log that no ledger vouches for any more, and out of the tables what rested on them alone.

Only an upper office does this: a laptop hands such changes over again, an upper office has nobody to hand them to and
must show what its county shows. What is taken out is kept word for word beside the log.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from db.ledger.change import Change
from db.ledger.line import from_stored
from db.store.county_ledger import keep_refused
from db.store.dialect import defer_references
from db.store.searching import index_of
from db.store.tables.entities import TABLES
from db.store.timelines import throw_away

_BATCH = 500


def unvouched(connection: Connection, hashes: Iterable[str]) -> list[Change]:
    """Those of these changes that stand in the log although no ledger held here has accepted them."""
    found, wanted = [], sorted(hashes)
    for start in range(0, len(wanted), _BATCH):
        batch = tuple(wanted[start : start + _BATCH])
        asked = f"""
            SELECT hash, header, payload, payload_digest FROM change c WHERE hash IN ({", ".join("?" * len(batch))})
               AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash AND l.rejected = '') ORDER BY no
        """
        found += [from_stored(*row) for row in connection.exec_driver_sql(asked, batch).all()]
    return found


def take_out(connection: Connection, package_id: str, changes: Sequence[Change]) -> None:
    """Moves changes from the log to beside it; the tables follow with `drop_unfounded` and the next fold.

    Args:
        connection: inside the writing transaction.
        package_id: the package by which they fell out.
        changes: from `unvouched`.
    """
    if not changes:
        return
    throw_away(connection)
    by_org: dict[str, list[Change]] = {}
    for change in changes:
        by_org.setdefault(change.by.org, []).append(change)
    for org, some in by_org.items():
        keep_refused(connection, org, package_id, [(each, "") for each in some])
    rows = [(each.hash,) for each in changes]
    connection.exec_driver_sql("DELETE FROM change WHERE hash = ?", rows)
    connection.exec_driver_sql("DELETE FROM transfer WHERE change_hash = ?", rows)


def drop_unfounded(connection: Connection, changes: Sequence[Change]) -> None:
    """Takes rows, disputed answers and index lines away of records whose creation is in the log no longer.

    Args:
        connection: inside the writing transaction.
        changes: those that were taken out.
    """
    by_kind: dict[str, set[str]] = {}
    for change in changes:
        by_kind.setdefault(change.record_type, set()).add(change.record_id)
    defer_references(connection)
    for kind, ids in by_kind.items():
        gone = sorted(ids - _founded(connection, ids))
        if kind not in TABLES or not gone:
            continue
        rows = [(each,) for each in gone]
        if kind == "person":
            number = index_of(connection).number
            connection.exec_driver_sql(f"DELETE FROM find WHERE {number} IN (SELECT no FROM person WHERE id = ?)", rows)
        connection.exec_driver_sql("DELETE FROM field_head WHERE record_id = ?", rows)
        connection.exec_driver_sql(f'DELETE FROM "{kind}" WHERE id = ?', rows)


def _founded(connection: Connection, ids: Iterable[str]) -> set[str]:
    found, wanted = set[str](), sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        batch = tuple(wanted[start : start + _BATCH])
        asked = f"""
            SELECT record_id FROM change WHERE record_id IN ({", ".join("?" * len(batch))})
               AND json_extract(header, '$.kind') = 'create'
        """
        found.update(str(each) for each in connection.exec_driver_sql(asked, batch).scalars())
    return found
