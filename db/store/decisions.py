"""A county's decisions to erase, kept word for word beside its record, and brought back with the list (B-19, B-35).

The list alone would erase again, but tell nobody why: a township told by a list, of which the county then loses record
and list, would have nothing to bring it. With the decision in the ledger it has.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from db.ledger.change import Change
from db.ledger.line import from_stored
from db.ledger.purge import CONFIRM, step_of
from db.store.folding import refold
from db.store.log import keep_changes
from db.store.tip import go_on_from


def decisions_here(connection: Connection) -> list[Change]:
    """The decisions under which something was erased, as far as they are in the log, in its order and in all parts."""
    asked = """
        SELECT d.hash, d.header, d.payload, d.payload_digest
          FROM change d JOIN change f ON f.group_id = d.group_id AND f.record_id = d.record_id
         WHERE f.hash IN (SELECT purge FROM purged) ORDER BY d.no
    """
    found = (from_stored(*row) for row in connection.exec_driver_sql(asked))
    return [change for change in found if step_of(change) == CONFIRM]


def bring_back(connection: Connection, decisions: Iterable[Change], station_id: str) -> int:
    """Writes a county's own decisions into the log it was put back with; its next returns enter them into the streams.

    Args:
        connection: inside a writing transaction, after the list was carried out.
        decisions: in the order of its chain.
        station_id: the county's.

    Returns:
        How many were not there.
    """
    asked = "SELECT 1 FROM change WHERE hash = ?"
    lost = [each for each in decisions if connection.exec_driver_sql(asked, (each.hash,)).first() is None]
    if lost:
        first = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) + 1 FROM change").scalar_one())
        keep_changes(connection, enumerate(lost, start=first))
        refold(connection, dict.fromkeys(change.record_id for change in lost))
        go_on_from(connection, station_id, first)
    return len(lost)
