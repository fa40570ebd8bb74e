"""What the office keeps beside the families: all live records of one kind, and how many there are."""

from dataclasses import dataclass

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.queries.casefile import StoredRecord
from db.store.values import row_values

EVERYTHING = -1
_VILLAGES = """
    SELECT v.id, v.name, coalesce(v.level_label, ''), coalesce(v.code, ''), coalesce(v.legacy_code, ''), v.route_order,
           (SELECT count(*) FROM family f WHERE f.village_id = v.id AND f.voided = 0 AND f.status = 'active')
      FROM org_unit v WHERE v.level = 'village' AND v.voided = 0
     ORDER BY coalesce(v.route_order, 1000000), v.name
"""


@dataclass(frozen=True)
class VillageRow:
    """A village with its codes and the families on the register there; `route_order` is None where it has no place."""

    id: str
    name: str
    level_label: str
    code: str
    legacy_code: str
    route_order: int | None
    families: int


def village_rows(connection: Connection) -> tuple[VillageRow, ...]:
    """The villages not voided, in the order of the route."""
    return tuple(VillageRow(*row) for row in connection.exec_driver_sql(_VILLAGES))


def live_records(
    connection: Connection, entity: str, order: str = "no", *, latest_first: bool = False, most: int = EVERYTHING
) -> tuple[StoredRecord, ...]:
    """The records of an entity that are not voided.

    Args:
        connection: the reading.
        entity: a name of the registry.
        order: one of its fields, or `no` for the order in which they were entered.
        latest_first: the greatest value of `order` first.
        most: how many at most; all when negative.
    """
    if order not in {"no", *ENTITIES[entity].by_name}:
        raise ValueError(order)
    turned = " DESC" if latest_first else ""
    sql = f'SELECT * FROM "{entity}" WHERE voided = 0 ORDER BY "{order}"{turned}, no LIMIT ?'
    return tuple(
        StoredRecord(
            entity,
            row["id"],
            row_values(entity, dict(row)),
            voided=False,
            disputed=row["disputed"],
            first_no=row["first_no"],
            last_no=row["last_no"],
        )
        for row in connection.exec_driver_sql(sql, (most,)).mappings()
    )


def live_count(connection: Connection, entity: str) -> int:
    """How many records of an entity are not voided."""
    if entity not in ENTITIES:
        raise ValueError(entity)
    asked = f'SELECT count(*) FROM "{entity}" WHERE voided = 0'
    return int(connection.exec_driver_sql(asked).scalar_one())


def worker_names(connection: Connection) -> dict[str, str]:
    """The names of everybody who works or worked in an office on file, by id."""
    return {str(each): str(name) for each, name in connection.exec_driver_sql("SELECT id, name FROM worker")}
