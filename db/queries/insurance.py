"""Policies, the hospitals named for this place, and everybody insured: rows for lists and panels."""

from dataclasses import dataclass
from datetime import date

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
