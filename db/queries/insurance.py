"""Policies, the hospitals named for this place, and everybody insured: rows for lists and panels."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection


@dataclass(frozen=True)
class PolicyRow:
    """A policy of the office; amounts in 分, limits in days, 0 where it says nothing.

    Attributes:
        insured: how many people are registered under it.
    """

    id: str
    product: str
    insurer: str
    policy_no: str
    since: date
    until: date
    premium: int
    payer: str
    per_day: int
    day_limit: int
    stay_limit: int
    waiting_days: int
    hospital_rule: str
    insured: int


def policy_rows(connection: Connection) -> tuple[PolicyRow, ...]:
    """The policies that stand, the one that ends last first."""
    rows = connection.exec_driver_sql(
        "SELECT p.id, p.product, p.insurer, p.policy_no, p.since, p.until, p.premium, p.payer, p.per_day, p.day_limit,"
        " p.stay_limit, p.waiting_days, p.hospital_rule, (SELECT count(*) FROM insured i WHERE i.policy_id = p.id"
        " AND i.voided = 0) FROM policy p WHERE p.voided = 0 ORDER BY p.until DESC, p.no DESC"
    )
    return tuple(
        PolicyRow(
            r[0],
            r[1],
            r[2] or "",
            r[3] or "",
            date.fromisoformat(r[4]),
            date.fromisoformat(r[5]),
            r[6] or 0,
            r[7] or "",
            r[8] or 0,
            r[9] or 0,
            r[10] or 0,
            r[11] or 0,
            r[12] or "",
            r[13],
        )
        for r in rows
    )


def hospital_grades(connection: Connection) -> dict[str, str]:
    """The hospitals on the office's list by name, each with its grade; "" when that was not written down."""
    rows = connection.exec_driver_sql("SELECT name, grade FROM hospital WHERE voided = 0 ORDER BY no")
    return {str(name): str(grade or "") for name, grade in rows}


@dataclass(frozen=True)
class CoverRow:
    """One person's term of insurance, or a person to insure who has none.

    Attributes:
        id: of the `insured` record; "" for a person without any.
        until: None when it runs on; `since` None when there is no term.
        active: the person lives and the family is on the register.
    """

    id: str
    person_id: str
    name: str
    id_no: str
    phone: str
    family_id: str
    village: str
    active: bool
    product: str = ""
    since: date | None = None
    until: date | None = None
    stage: str = ""
    policy_no: str = ""
    handed_on: date | None = None


_COVERS = """
    SELECT i.id, p.id, p.name, p.id_no, coalesce(p.phone, f.phone), f.id, v.name,
           p.alive = 1 AND f.status = 'active', i.product, i.since, i.until, i.stage, o.policy_no, i.handed_on
      FROM person p
      JOIN family f ON f.id = p.family_id AND f.voided = 0
      LEFT JOIN org_unit v ON v.id = f.village_id
      {join} insured i ON i.person_id = p.id AND i.voided = 0
      LEFT JOIN policy o ON o.id = i.policy_id AND o.voided = 0
     WHERE p.voided = 0 {only}
     ORDER BY coalesce(v.route_order, 1000000), v.name, f.route_order, f.case_no, p.relation <> '02', p.no, i.since
"""


def cover_rows(connection: Connection) -> tuple[CoverRow, ...]:
    """Every term of insurance on file, in the order of village and household."""
    return tuple(_cover(row) for row in connection.exec_driver_sql(_COVERS.format(join="JOIN", only="")))


def covers_of(connection: Connection, person_ids: Collection[str]) -> tuple[CoverRow, ...]:
    """The terms of these persons, in the order of village and household; one bare row for who has none."""
    only = "AND p.id IN (SELECT value FROM json_each(?))"
    sql = _COVERS.format(join="LEFT JOIN", only=only)
    return tuple(_cover(row) for row in connection.exec_driver_sql(sql, (json.dumps(sorted(person_ids)),)))


_LAST_TERMS = """
    SELECT p.id, i.product, max(coalesce(i.until, '9999-12-31')), p.is_target
      FROM person p JOIN family f ON f.id = p.family_id AND f.voided = 0 AND f.status = 'active'
      LEFT JOIN insured i ON i.person_id = p.id AND i.voided = 0 AND coalesce(i.stage, '') <> 'publicity'
     WHERE p.voided = 0 AND p.alive = 1 AND (p.is_target = 1 OR i.id IS NOT NULL)
     GROUP BY p.id, i.product
"""


def last_terms(connection: Connection) -> tuple[tuple[str, str, date | None, bool], ...]:
    """(person, product, last day, target) of everybody living in a family on the register.

    The product is as it was written, "" for who has no insurance at all; `date.max` stands for a term without an end;
    `target` is whether the coverages are for the person.
    """
    return tuple(
        (r[0], r[1] or "", _day(r[2]) if r[1] else None, bool(r[3])) for r in connection.exec_driver_sql(_LAST_TERMS)
    )


def _cover(r: Any) -> CoverRow:
    return CoverRow(
        r[0] or "",
        r[1],
        r[2],
        r[3] or "",
        r[4] or "",
        r[5],
        r[6] or "",
        bool(r[7]),
        r[8] or "",
        _day(r[9]),
        _day(r[10]),
        r[11] or "",
        r[12] or "",
        _day(r[13]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
