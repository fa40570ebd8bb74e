"""Counts for the paper twin of a package: changes not yet confirmed and records on file, by entity."""

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES


def records_on_file(connection: Connection, org: str) -> dict[str, int]:
    """By entity, the records of a township that stand."""
    return {
        name: int(
            connection.exec_driver_sql(
                f'SELECT count(*) FROM "{name}" WHERE org = ? AND voided = 0', (org,)
            ).scalar_one()
        )
        for name in ENTITIES
    }


def last_received(connection: Connection) -> int | None:
    """The highest package number whose changes all stand in the county's ledger, None before the first."""
    asked = """
        SELECT max(o.package_no) FROM outgoing_package o
         WHERE o.changes > 0 AND NOT EXISTS (
               SELECT 1 FROM change c WHERE c.no <= o.last_no
                  AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash))
    """
    found = connection.exec_driver_sql(asked).scalar()
    return None if found is None else int(found)
