"""Who is enrolled by two townships, and both records side by side (B-16, D-40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.domain.duplicates import SETTLED, AlikeHouseholds, Enrolled, Reason, alike_households
from db.store.values import row_values

_STANDING = """
    FROM person p JOIN family f ON f.id = p.family_id
   WHERE p.voided = 0 AND coalesce(p.alive, 1) = 1 AND f.voided = 0 AND f.status = 'active'
"""
_ALIKE: Mapping[Reason, str] = {
    "number": f"""
        SELECT p.id_no, p.id, p.family_id, p.org, p.id_no {_STANDING} AND p.id_no IN (
            SELECT p.id_no {_STANDING} AND length(p.id_no) >= 6 GROUP BY p.id_no HAVING count(DISTINCT p.org) > 1)
    """,
    "birth": f"""
        WITH alike AS (
            SELECT p.name AS name, p.birth_date AS birth {_STANDING} AND length(p.birth_date) = 10
             GROUP BY p.name, p.birth_date HAVING count(DISTINCT p.org) > 1)
        SELECT p.name || ' ' || p.birth_date, p.id, p.family_id, p.org, coalesce(p.id_no, '')
          FROM alike a JOIN person p ON p.name = a.name AND p.birth_date = a.birth JOIN family f ON f.id = p.family_id
         WHERE p.voided = 0 AND coalesce(p.alive, 1) = 1 AND f.voided = 0 AND f.status = 'active'
    """,
    "child": """
        WITH parents AS (
            SELECT p.name AS name, c.name AS child, p.id AS id, p.family_id AS family_id, p.org AS org,
                   coalesce(p.id_no, '') AS id_no
              FROM child c JOIN person p ON p.id = c.father_id JOIN family f ON f.id = p.family_id
             WHERE {0}
            UNION
            SELECT p.name, c.name, p.id, p.family_id, p.org, coalesce(p.id_no, '')
              FROM child c JOIN person p ON p.id = c.mother_id JOIN family f ON f.id = p.family_id
             WHERE {0}),
        alike AS (SELECT name, child FROM parents GROUP BY name, child HAVING count(DISTINCT org) > 1)
        SELECT p.name || ' ' || p.child, p.id, p.family_id, p.org, p.id_no
          FROM alike a JOIN parents p ON p.name = a.name AND p.child = a.child
    """.format(
        "c.voided = 0 AND c.name IS NOT NULL AND p.voided = 0 AND coalesce(p.alive, 1) = 1 AND f.voided = 0"
        " AND f.status = 'active'"
    ),
}
"""By reason, everybody who shares a number or name with somebody of another township: one pass over the people each."""


def duplicates(connection: Connection) -> tuple[AlikeHouseholds, ...]:
    """Households of two townships in which the same person may be enrolled, the surest first.

    Args:
        connection: a county's, from the store.
    """
    enrolled = {
        reason: [Enrolled(*map(str, row)) for row in connection.exec_driver_sql(sql)] for reason, sql in _ALIKE.items()
    }
    return alike_households(enrolled, settled_pairs(connection))


def settled_pairs(connection: Connection) -> frozenset[frozenset[str]]:
    """Pairs of person ids of which an officer has said that they are two people."""
    asked = "SELECT subject_id, check_code FROM explanation WHERE voided = 0 AND check_code LIKE ?"
    rows = connection.exec_driver_sql(asked, (f"{SETTLED}%",))
    return frozenset(frozenset((str(mine), str(code).removeprefix(SETTLED))) for mine, code in rows)


@dataclass(frozen=True)
class Side:
    """One of two households laid beside each other.

    Attributes:
        family_id, org: which.
        family: its fields.
        persons: (id, fields) of its living members, head first.
        children: names of the children.
        contacts: present contact persons; visited_on: ISO day of the last visit, "" for none; visits: how many.
    """

    family_id: str
    org: str
    family: Mapping[str, Any]
    persons: tuple[tuple[str, Mapping[str, Any]], ...]
    children: tuple[str, ...]
    contacts: tuple[str, ...]
    visited_on: str
    visits: int


def side_of(connection: Connection, family_id: str, today: str) -> Side | None:
    """One household for comparison, None when it is not on file.

    Args:
        connection: from the store.
        family_id: whose.
        today: ISO day, for the present contact persons.
    """
    row = connection.exec_driver_sql("SELECT * FROM family WHERE id = ?", (family_id,)).mappings().first()
    if row is None:
        return None
    asked = """
        SELECT * FROM person WHERE family_id = ? AND voided = 0 AND coalesce(alive, 1) = 1
         ORDER BY relation <> '02', no
    """
    people = connection.exec_driver_sql(asked, (family_id,)).mappings().all()
    children = """
        SELECT DISTINCT c.name FROM child c JOIN person p ON p.id IN (c.father_id, c.mother_id)
         WHERE p.family_id = ? AND c.voided = 0 AND c.name IS NOT NULL ORDER BY c.name
    """
    contacts = """
        SELECT k.name FROM assignment a JOIN contact_person k ON k.id = a.contact_id
         WHERE a.family_id = ? AND a.voided = 0 AND a.since <= ? AND coalesce(a.until, '9999') >= ? ORDER BY a.no
    """
    visits = "SELECT coalesce(max(\"on\"), ''), count(*) FROM visit WHERE family_id = ? AND voided = 0"
    visited_on, count = connection.exec_driver_sql(visits, (family_id,)).one()
    return Side(
        family_id,
        str(row["org"]),
        row_values("family", dict(row)),
        tuple((str(each["id"]), row_values("person", dict(each))) for each in people),
        tuple(map(str, connection.exec_driver_sql(children, (family_id,)).scalars())),
        tuple(map(str, connection.exec_driver_sql(contacts, (family_id, today, today)).scalars())),
        str(visited_on),
        int(count),
    )
