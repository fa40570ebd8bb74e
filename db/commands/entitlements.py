"""The special assistance of one person: applied for, publicised, confirmed, checked each year, stopped (E1-E3).

Every step comes after the one before it and never before it in time; a stop is an event, never a delete.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from db.commands.closing import stop_entitlement
from db.commands.days import as_day, not_before, past_day
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

RUNNING = ("applied", "publicised", "confirmed")
_STATUS_WORDS = {
    "underage": "未达龄",
    "ready": "可申报",
    "applied": "已申报",
    "publicised": "已公示",
    "confirmed": "已确认",
    "stopped": "已停止",
}


def apply_assistance(writing: Writing, person_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down an application (form F12), one for each of husband and wife.

    Args:
        writing: the open transaction.
        person_id: who applies.
        fields: `kind`, `applied_on` (ISO day), `papers` handed in.

    Raises:
        InvalidValue: an application that runs already, somebody who has died, no day or one after today.
        NotFound: the person is not here.
    """
    person = writing.row("person", person_id)
    on = past_day("applied_on", fields.get("applied_on"), writing.clock.today(), "申报日期")
    if person["alive"] == 0:
        raise InvalidValue("person_id", f"{person['name']}已去世，不能申报。")
    known = _of_person(writing, person_id)
    running = next((row for row in known if row["status"] in RUNNING), None)
    if running is not None:
        words = _STATUS_WORDS[str(running["status"])]
        raise InvalidValue("kind", f"{person['name']}的特扶资格{words}，不用再申报。", "类别要变，请先停止原来的。")
    wished = {"status": "applied", "applied_on": on.isoformat(), **_said(fields, "kind", "papers")}
    waiting = next((row for row in known if row["status"] in {"underage", "ready"}), None)
    if waiting is not None:
        writing.set("eligibility", str(waiting["id"]), wished)
    else:
        writing.create("eligibility", {**wished, "person_id": person_id})
    return writing.finish("已登记申报")


def publicise_assistance(writing: Writing, eligibility_id: str, on: str, papers: tuple[str, ...] = ()) -> Touched:
    """Writes down that village and township have made the application public.

    Raises:
        InvalidValue: not applied for, no day or one after today, or before the application.
    """
    row = _at(writing, eligibility_id, ("applied",), "公示")
    day = past_day("publicised_on", on, writing.clock.today(), "公示日期")
    not_before("publicised_on", day, row["applied_on"], f"公示日期早于申报日期 {row['applied_on']}。")
    fields: dict[str, Any] = {"status": "publicised", "publicised_on": day.isoformat()}
    writing.set("eligibility", eligibility_id, fields | ({"papers": list(papers)} if papers else {}))
    return writing.finish("已登记公示")


def confirm_assistance(writing: Writing, eligibility_id: str, on: str, first_year: int | None) -> Touched:
    """Writes down the county's confirmation.

    Args:
        writing: the open transaction.
        eligibility_id: which.
        on: ISO day of the confirmation.
        first_year: from which year it is paid; the year of the confirmation when None.

    Raises:
        InvalidValue: neither applied for nor publicised, no day, one after today or before the steps before it, or a
            first year that cannot be.
    """
    row = _at(writing, eligibility_id, ("applied", "publicised"), "确认")
    day = past_day("confirmed_on", on, writing.clock.today(), "确认日期")
    for name, what in (("publicised_on", "公示"), ("applied_on", "申报")):
        not_before("confirmed_on", day, row[name], f"确认日期早于{what}日期 {row[name]}。")
    year = first_year or day.year
    if not day.year - 1 <= year <= day.year + 1:
        raise InvalidValue("first_year", f"起始年度 {year} 与确认日期差得太远。", f"一般是 {day.year} 年。")
    fields = {"status": "confirmed", "confirmed_on": day.isoformat(), "first_year": year}
    writing.set("eligibility", eligibility_id, fields)
    return writing.finish("已登记确认")


def stop_assistance(writing: Writing, eligibility_id: str, on: str, reason: str) -> Touched:
    """Stops an entitlement; `on` is the first day on which it no longer runs.

    Raises:
        InvalidValue: not confirmed (an application is withdrawn by the same verb), stopped already, no reason, no day,
            one after today, or before it was confirmed.
    """
    row = writing.row("eligibility", eligibility_id)
    if row["status"] == "stopped":
        raise InvalidValue("stopped_on", f"这份资格 {row['stopped_on'] or '早'}已停止。", "不用再停。")
    if row["status"] not in RUNNING:
        words = _STATUS_WORDS[str(row["status"])]
        raise InvalidValue("stopped_on", f"这份资格{words}，还没有申报，谈不上停止。", "登记错了，请作废这一条。")
    day = past_day("stopped_on", on, writing.clock.today(), "停止日期")
    if not reason:
        raise InvalidValue("stop_reason", "没有选退出原因。", "请选一项。")
    stop_entitlement(writing, eligibility_id, day, reason)
    return writing.finish("已停止一份资格")


def retype_assistance(writing: Writing, eligibility_id: str, on: str, kind: str) -> Touched:
    """The disabled child has died: the old entitlement stops and one of the new kind is applied for, in one step.

    Raises:
        InvalidValue: not running, the same kind, no day or one after today.
    """
    row = writing.row("eligibility", eligibility_id)
    if row["status"] not in RUNNING:
        raise InvalidValue("kind", f"这份资格{_STATUS_WORDS[str(row['status'])]}，不能变更类别。")
    if row["kind"] == kind:
        raise InvalidValue("kind", "类别没有变。", "请选新的类别。")
    day = past_day("on", on, writing.clock.today(), "变更日期")
    stop_entitlement(writing, eligibility_id, day, "other")
    fresh = {"person_id": row["person_id"], "kind": kind, "status": "applied", "applied_on": day.isoformat()}
    writing.create("eligibility", fresh)
    return writing.finish("已变更特扶类别，新类别待公示、确认")


def confirm_known(writing: Writing, people: Sequence[tuple[str, str, int]]) -> Touched:
    """Enters those who drew the assistance before the office kept this record, in one step.

    Args:
        writing: the open transaction.
        people: person id, kind and first year of each; the day of the old confirmation is not known.

    Raises:
        InvalidValue: nobody, somebody who has died, or somebody of whom something is recorded already.
        NotFound: a person is not here.
    """
    if not people:
        raise InvalidValue("people", "一个人也没有选。", "请勾上已经在享受的人。")
    for person_id, kind, first_year in people:
        person = writing.row("person", person_id)
        known = [row for row in _of_person(writing, person_id) if row["status"] not in {"underage", "ready"}]
        if known or person["alive"] == 0:
            why = "已有登记" if known else "已去世"
            raise InvalidValue("people", f"{person['name']}{why}，不能一起登记。", "请重新看一遍名单。")
        fields = {"person_id": person_id, "kind": kind, "status": "confirmed", "first_year": first_year}
        waiting = next(iter(_of_person(writing, person_id)), None)
        if waiting is None:
            writing.create("eligibility", fields)
        else:
            writing.set("eligibility", str(waiting["id"]), fields)
    return writing.finish(f"已登记 {len(people)} 人在享受特扶")


def keep_papers(writing: Writing, eligibility_id: str, papers: tuple[str, ...]) -> Touched:
    """Writes down which papers have been handed in by now."""
    writing.set("eligibility", eligibility_id, {"papers": list(papers)})
    return writing.finish("已记下申报材料")


def _at(writing: Writing, eligibility_id: str, steps: tuple[str, ...], verb: str) -> Mapping[str, Any]:
    row = writing.row("eligibility", eligibility_id)
    if row["status"] not in steps:
        words, wanted = _STATUS_WORDS[str(row["status"])], "、".join(_STATUS_WORDS[step] for step in steps)
        raise InvalidValue("status", f"这份资格{words}，不能登记{verb}。", f"要先是：{wanted}。")
    return row


def _of_person(writing: Writing, person_id: str) -> list[Mapping[str, Any]]:
    asked = "SELECT * FROM eligibility WHERE person_id = ? AND voided = 0 ORDER BY no DESC"
    return [dict(row) for row in writing.connection.exec_driver_sql(asked, (person_id,)).mappings()]


def _said(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    listed = {name: fields[name] for name in names if fields.get(name) not in (None, "", ())}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in listed.items()}


def as_year(field: str, year: object) -> int:
    """A year of the scheme.

    Raises:
        InvalidValue: nothing of the kind.
    """
    text = str(year or "")
    if not text.isascii() or not text.isdigit() or not 2007 <= int(text) <= 2199:  # noqa: PLR2004 - the pilot began in 2007
        raise InvalidValue(field, f"“{text}”不是年度。" if text else "没有写年度。", "请写成 2026。")
    return as_day(field, f"{text}-01-01").year
