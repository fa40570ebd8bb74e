"""A decision to erase stands in the stream of every township that held what it erases, former owners' too (B-19, B-37).

A county put back from a backup and without its list gets its own word back from whoever hands over first: from a former
owner as well, whose lines of the case are blank by then and could not be explained without it.
"""

from sqlalchemy import Connection

from db.ledger.change import Change
from db.ledger.line import from_stored
from db.ledger.purge import CONFIRM, step_of


def decisions_lacking(connection: Connection, org: str) -> list[Change]:
    """The decisions that erase something of which a township's stream has an entry and that are not in it themselves.

    Args:
        connection: from the store.
        org: code of the township.

    Returns:
        In the order of the log; of one that is several changes, all. Those a restored county knows by its list alone
        are not here yet.
    """
    rows = connection.exec_driver_sql(_LACKING, (org, org)).all()
    found = (from_stored(*row) for row in rows)
    return [change for change in found if step_of(change) == CONFIRM]


_LACKING = """
    SELECT d.hash, d.header, d.payload, d.payload_digest
      FROM change d JOIN change f ON f.group_id = d.group_id AND f.record_id = d.record_id
     WHERE f.hash IN (SELECT p.purge FROM purged p CROSS JOIN change c CROSS JOIN ledger l
                       WHERE c.record_id = p.record_id AND l.change_hash = c.hash AND l.org = ?)
       AND NOT EXISTS (SELECT 1 FROM ledger e WHERE e.change_hash = d.hash AND e.org = ? AND e.rejected = '')
     ORDER BY d.no
"""
"""Crossed, so that it begins with the few records erased and not with the township's whole stream."""


def holders(connection: Connection, purge: str) -> list[str]:
    """Codes of the townships in whose streams something stands of what a decision erases.

    Args:
        connection: from the store.
        purge: hash of the decision.
    """
    asked = """
        SELECT DISTINCT l.org FROM purged p CROSS JOIN change c CROSS JOIN ledger l
         WHERE p.purge = ? AND c.record_id = p.record_id AND l.change_hash = c.hash ORDER BY 1
    """
    return [str(org) for org in connection.exec_driver_sql(asked, (purge,)).scalars()]
