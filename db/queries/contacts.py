"""Contact persons: the families each one holds, and who could take them over."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

_HELD = """
    SELECT a.id, a.family_id, a.post_kind, a.since, a.until, v.name,
           coalesce((SELECT p.name FROM person p WHERE p.family_id = f.id AND p.is_head = 1 AND p.voided = 0), '')
      FROM assignment a
      JOIN family f ON f.id = a.family_id
      LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE a.contact_id = ? AND a.voided = 0 AND f.voided = 0 AND f.status = 'active'
       AND (a.until IS NULL OR a.until >= ?)
     ORDER BY coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no
"""
_OTHERS = """
    SELECT id, name, coalesce(post, ''), coalesce(phone, ''), level FROM contact_person
     WHERE voided = 0 AND id <> ? AND coalesce(active, 1) = 1 AND left_on IS NULL
     ORDER BY level = (SELECT level FROM contact_person WHERE id = ?) DESC, level, name, no
"""


@dataclass(frozen=True)
class HeldRow:
    """One family a contact person holds, with the post and the days of it."""

    assignment_id: str
    family_id: str
    family_name: str
    village: str
    post_kind: str
    since: date
    until: date | None


@dataclass(frozen=True)
class ContactRow:
    """A contact person in office."""

    id: str
    name: str
    post: str
    phone: str
    level: str


def held_by(connection: Connection, contact_id: str, day: date) -> tuple[HeldRow, ...]:
    """The assignments of a contact person that reach to `day` or beyond it, in the order of the villages."""
    rows = connection.exec_driver_sql(_HELD, (contact_id, day.isoformat()))
    return tuple(
        HeldRow(row[0], row[1], row[6], row[5] or "", row[2], date.fromisoformat(row[3]), _day(row[4])) for row in rows
    )


def contacts_in_office(connection: Connection, but: str = "") -> tuple[ContactRow, ...]:
    """Everybody in office, without `but`; those of the same level as `but` first."""
    return tuple(ContactRow(*row) for row in connection.exec_driver_sql(_OTHERS, (but, but)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
