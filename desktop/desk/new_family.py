"""Before and after a family is opened: which villages there are, and which record became the family's."""

from collections.abc import Iterable

from db.queries.families import villages
from desktop.desk.desk import Desk


def village_names(desk: Desk) -> tuple[str, ...]:
    """Villages of the township known so far, with families or without."""
    asked = (
        "SELECT name FROM org_unit WHERE level = 'village' AND voided = 0 ORDER BY coalesce(route_order, 1000000), name"
    )
    with desk.record.store.reading() as connection:
        used = villages(connection)
        every = connection.exec_driver_sql(asked).scalars().all()
    return tuple(dict.fromkeys((*used, *(str(name) for name in every))))


def family_among(desk: Desk, ids: Iterable[str]) -> str:
    """Which of the ids of a write is the family's; "" when none is."""
    wanted = tuple(ids)
    marks = ", ".join("?" * len(wanted))
    with desk.record.store.reading() as connection:
        found = connection.exec_driver_sql(f"SELECT id FROM family WHERE id IN ({marks})", wanted).scalar()
    return str(found or "")
