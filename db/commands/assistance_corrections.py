"""The special assistance put right: a day, year or reason written down wrongly; a year's check taken back."""

from collections.abc import Mapping
from typing import Any

from db.commands.days import not_before, past_day
from db.commands.office import StillUsed
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

_DAYS = (
    ("applied_on", "申报日期"),
    ("publicised_on", "公示日期"),
    ("confirmed_on", "确认日期"),
    ("stopped_on", "停止日期"),
)
_FARTHEST = 1
"""Years the first year of payment may lie before or after the confirmation."""


def correct_assistance(writing: Writing, eligibility_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects what is written of an entitlement; how far it has come is changed by the steps only.

    Args:
        writing: the open transaction.
        eligibility_id: which.
        fields: any of `kind`, `papers`, `applied_on`, `publicised_on`, `confirmed_on`, `first_year`, `stopped_on`,
            `stop_reason`, as they should stand; None empties one.

    Raises:
        InvalidValue: days out of order or still to come, a stopped one without day or reason, or a first year that
            cannot be; nothing is written.
        NotFound: it is not here.
    """
    row = writing.row("eligibility", eligibility_id)
    now, today = {**row, **fields}, writing.clock.today()
    before, said = "", ""
    for name, words in _DAYS:
        if not now.get(name):
            continue
        on = past_day(name, now[name], today, words)
        not_before(name, on, before or None, f"{words}早于{said} {before}。")
        before, said = on.isoformat(), words
    if row["status"] == "stopped" and not (now.get("stopped_on") and now.get("stop_reason")):
        field = "stop_reason" if now.get("stopped_on") else "stopped_on"
        raise InvalidValue(field, "已停止的资格要有停止日期和原因。", "没有停止的，请在历史里撤销那一步。")
    _require_year(now)
    writing.set("eligibility", eligibility_id, fields)
    return writing.finish("已改特扶登记")


def take_out_assistance(writing: Writing, eligibility_id: str, reason: str) -> Touched:
    """Takes out an entitlement that was never one, with the checks of its years.

    Raises:
        InvalidValue: no reason.
        StillUsed: money is written down for the person since it was confirmed.
        NotFound: it is not here.
    """
    if not reason.strip():
        raise InvalidValue("reason", "没有写作废的理由。", "请写一句理由，以后查得到。")
    row = writing.row("eligibility", eligibility_id)
    paid = "SELECT count(*) FROM benefit_payment WHERE person_id = ? AND kind = ? AND voided = 0"
    number = writing.connection.exec_driver_sql(paid, (row["person_id"], row["kind"])).scalar_one()
    if number:
        raise StillUsed(f"这份资格已有发放记录 {number} 笔。", next_step="请先作废发放记录；不再享受的，登记停止就行。")
    checks = "SELECT id FROM annual_check WHERE eligibility_id = ? AND voided = 0"
    for check_id in writing.connection.exec_driver_sql(checks, (eligibility_id,)).scalars().all():
        writing.void("annual_check", str(check_id), reason)
    writing.void("eligibility", eligibility_id, reason)
    return writing.finish("已作废一份特扶登记")


def take_back_check(writing: Writing, eligibility_id: str, year: int, reason: str) -> Touched:
    """Takes back the check of one year, so that it can be written down anew; a stop that came with it stays.

    Raises:
        InvalidValue: no reason, or nothing is written down for that year.
        NotFound: the entitlement is not here.
    """
    if not reason.strip():
        raise InvalidValue("reason", "没有写作废的理由。", "请写一句理由，以后查得到。")
    writing.row("eligibility", eligibility_id)
    asked = "SELECT id FROM annual_check WHERE eligibility_id = ? AND year = ? AND voided = 0"
    found = writing.connection.exec_driver_sql(asked, (eligibility_id, year)).scalars().all()
    if not found:
        raise InvalidValue("year", f"{year} 年没有登记过年审。", "请看一眼年度。")
    for check_id in found:
        writing.void("annual_check", str(check_id), reason)
    return writing.finish(f"已作废 {year} 年的年审登记")


def _require_year(now: Mapping[str, Any]) -> None:
    year, confirmed = now.get("first_year"), str(now.get("confirmed_on") or "")
    if year and confirmed and abs(int(year) - int(confirmed[:4])) > _FARTHEST:
        raise InvalidValue("first_year", f"起始年度 {year} 与确认日期差得太远。", f"确认在 {confirmed[:4]} 年。")
