"""The county's monthly amounts: a file taken in whole or not at all, each row a record with its document (E4)."""

from collections.abc import Sequence
from datetime import date

from db.commands.days import as_day
from db.domain.standards import MonthlyAmount
from db.domain.standards_file import require_apart
from db.errors import InvalidValue
from db.queries.standards import own_amounts
from db.store.writing import Writing
from db.touched import Touched


def keep_standards(writing: Writing, rows: Sequence[MonthlyAmount]) -> Touched:
    """Enters the rows of a county's file.

    Raises:
        StandardsInvalid: a row about the same thing on the same day is here already, or rows of another place; nothing
            is written.
    """
    require_apart(rows, own_amounts(writing.connection))
    for row in rows:
        fields = {
            "region": row.region,
            "kind": row.kind,
            "grade": row.grade,
            "amount": row.amount,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
            "basis": row.source,
        }
        writing.create("benefit_standard", fields)
    return writing.finish(f"已导入 {len(rows)} 条扶助标准")


def end_standard(writing: Writing, standard_id: str, until: str) -> Touched:
    """Writes the last day of a row, before one that replaces it is taken in.

    Raises:
        InvalidValue: not a day, before its first day, or after the last day it has already.
    """
    row = writing.row("benefit_standard", standard_id)
    day = as_day("until", until)
    if day < date.fromisoformat(str(row["since"])):
        raise InvalidValue("until", f"止的日期早于起的日期 {row['since']}。")
    if row["until"] and day > date.fromisoformat(str(row["until"])):
        raise InvalidValue("until", f"这条标准 {row['until']} 就止了，不能改晚。", "请另导入一条。")
    writing.set("benefit_standard", standard_id, {"until": day.isoformat()})
    return writing.finish("已写上标准的止期")
