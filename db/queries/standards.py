"""The monthly amounts the county has sent, as the rules take them."""

from datetime import date

from sqlalchemy import Connection

from db.domain.standards import MonthlyAmount


def own_amounts(connection: Connection) -> tuple[MonthlyAmount, ...]:
    """Every row that stands, the latest first."""
    asked = """
        SELECT region, kind, grade, amount, since, until, basis FROM benefit_standard
         WHERE voided = 0 ORDER BY since DESC, no
    """
    return tuple(
        MonthlyAmount(
            row[0],
            row[1],
            row[2] or "",
            row[3],
            date.fromisoformat(row[4]),
            date.fromisoformat(row[5]) if row[5] else None,
            row[6] or "",
            local=True,
        )
        for row in connection.exec_driver_sql(asked)
    )
