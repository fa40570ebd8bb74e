"""The special assistance of everybody: who lacks this year's check, who is on the list, who was paid."""

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True)
class Unchecked:
    """A confirmed entitlement without this year's check.

    Attributes:
        eligibility_id, person_id, family_id: whose.
        name, village, head: for people; kind: of the entitlement.
        pending: looked at, not settled.
    """

    eligibility_id: str
    person_id: str
    family_id: str
    name: str
    village: str
    head: str
    kind: str
    pending: bool


def unchecked(connection: Connection, year: int) -> tuple[Unchecked, ...]:
    """Everybody on the register whose entitlement was confirmed before `year` and has no settled check in it."""
    asked = """
        SELECT e.id, p.id, f.id, p.name, v.name,
               (SELECT h.name FROM person h WHERE h.family_id = f.id AND h.is_head = 1 AND h.voided = 0 LIMIT 1),
               e.kind,
               EXISTS (SELECT 1 FROM annual_check a
                        WHERE a.eligibility_id = e.id AND a.year = ? AND a.result = 'pending' AND a.voided = 0)
          FROM eligibility e JOIN person p ON p.id = e.person_id JOIN family f ON f.id = p.family_id
          LEFT JOIN org_unit v ON v.id = f.village_id
         WHERE e.status = 'confirmed' AND e.voided = 0 AND p.voided = 0 AND f.voided = 0 AND f.status = 'active'
           AND coalesce(substr(e.confirmed_on, 1, 4), '0000') < ?
           AND NOT EXISTS (SELECT 1 FROM annual_check a WHERE a.eligibility_id = e.id AND a.year = ?
                              AND a.result <> 'pending' AND a.voided = 0)
         ORDER BY coalesce(v.route_order, 1000000), v.name, f.case_no, p.no
    """
    rows = connection.exec_driver_sql(asked, (year, str(year), year))
    return tuple(Unchecked(r[0], r[1], r[2], r[3], r[4] or "", r[5] or r[3], r[6], pending=bool(r[7])) for r in rows)
