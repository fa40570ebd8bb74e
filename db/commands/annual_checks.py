"""E2: the annual check of the special assistance, one a year, for one person or for many in a reviewed step."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from db.commands.closing import stop_entitlement
from db.commands.days import past_day
from db.commands.entitlements import as_year
from db.domain.exits import exit_proposals
from db.domain.profile import Profile
from db.errors import InvalidValue
from db.queries.assistance import Unchecked, unchecked
from db.queries.facts import families_on_file
from db.store.writing import Writing
from db.touched import Touched

RESULTS = ("passed", "pending", "left")


@dataclass(frozen=True)
class NewCheck:
    """An annual check.

    Attributes:
        eligibility_id: whose entitlement.
        year: which year's check.
        result: `passed`, `pending` or `left`.
        on: ISO day.
        reason: code of `stop_reason`, for `left`.
    """

    eligibility_id: str
    year: int
    result: str
    on: str
    reason: str = ""


def record_check(writing: Writing, wish: NewCheck) -> Touched:
    """Writes down a check; one a year: a pending one is settled, a settled one stays. `left` stops the entitlement.

    Raises:
        InvalidValue: a year still to come or before the confirmation, a day after today or of another year, an
            entitlement not confirmed, a year checked already, or somebody who left without a reason.
        NotFound: the entitlement is not here.
    """
    _check(writing, wish)
    return writing.finish("已登记年审")


@dataclass(frozen=True)
class ReviewPlan:
    """A year's check passed for many at once: who would pass, and who is left out and why.

    Attributes:
        year, on: of the check.
        passing: they get 合格.
        held: (who, why) of those left for a person to look at.
    """

    year: int
    on: str
    passing: tuple[Unchecked, ...]
    held: tuple[tuple[Unchecked, str], ...]


def plan_checks(connection: Connection, profile: Profile, year: int, on: date) -> ReviewPlan:
    """Who can be passed together and who is left for a person to look at.

    Args:
        connection: from `store.reading()`.
        profile: says what speaks against an entitlement.
        year: of the check.
        on: the day written down for it, and of the facts asked about.
    """
    waiting = unchecked(connection, year)
    doubts: dict[str, str] = {}
    for family in families_on_file(connection, {each.family_id for each in waiting}):
        proposals = exit_proposals(family, profile, on)
        doubts |= {p.entitlement_id: p.sentence for p in proposals if p.entitlement_id}
        whole = next((p.sentence for p in proposals if not p.entitlement_id), "")
        doubts |= {e.id: whole for e in family.entitlements if whole}
    held = [(each, doubts.get(each.eligibility_id) or "上次登记为待核") for each in waiting]
    left = tuple((each, why) for each, why in held if each.pending or each.eligibility_id in doubts)
    passing = tuple(each for each in waiting if not each.pending and each.eligibility_id not in doubts)
    return ReviewPlan(year, on.isoformat(), passing, left)


def pass_all(writing: Writing, plan: ReviewPlan) -> Touched:
    """Passes everybody of a plan in one step; taken back as one.

    Raises:
        InvalidValue: nobody passes, or something has changed since the plan was made; nothing is written.
    """
    if not plan.passing:
        raise InvalidValue("year", f"{plan.year} 年没有可以一起登记合格的人。", "有疑问的，请逐人登记。")
    now = {each.eligibility_id for each in unchecked(writing.connection, plan.year)}
    gone = [each.name for each in plan.passing if each.eligibility_id not in now]
    if gone:
        raise InvalidValue("year", f"{gone[0]}等 {len(gone)} 人的年审已经有变化。", "请重新看一遍名单。")
    for each in plan.passing:
        _check(writing, NewCheck(each.eligibility_id, plan.year, "passed", plan.on))
    return writing.finish(f"已登记 {len(plan.passing)} 人年审合格")


def _check(writing: Writing, wish: NewCheck) -> None:
    today = writing.clock.today()
    year = as_year("year", wish.year)
    row = writing.row("eligibility", wish.eligibility_id)
    if row["status"] != "confirmed":
        raise InvalidValue("year", "这份资格还没有确认，或已停止，不用年审。")
    if year > today.year:
        raise InvalidValue("year", f"{year} 年还没有到。", f"现在可以登记 {today.year} 年的。")
    if row["confirmed_on"] and year < int(str(row["confirmed_on"])[:4]):
        raise InvalidValue("year", f"{year} 年这份资格还没有确认（{row['confirmed_on']} 确认）。", "请改年度。")
    day = past_day("on", wish.on, today, "年审日期")
    if day.year not in {year, year + 1}:
        raise InvalidValue("on", f"日期不在 {year} 年。", "请改日期，或改年度。")
    if wish.result not in RESULTS:
        raise InvalidValue("result", "没有选结果。", "请选合格、待核或退出。")
    _keep(writing, wish, day.isoformat())
    if wish.result == "left":
        if not wish.reason:
            raise InvalidValue("stop_reason", "结果是退出，没有选原因。", "请选一项。")
        stop_entitlement(writing, wish.eligibility_id, day, wish.reason)


def _keep(writing: Writing, wish: NewCheck, on: str) -> None:
    fields = {"result": wish.result, "on": on}
    asked = "SELECT id, result FROM annual_check WHERE eligibility_id = ? AND year = ? AND voided = 0"
    known = writing.connection.exec_driver_sql(asked, (wish.eligibility_id, wish.year)).first()
    if known is None:
        writing.create("annual_check", {**fields, "eligibility_id": wish.eligibility_id, "year": wish.year})
        return
    if known[1] != "pending":
        said = {"passed": "合格", "left": "退出"}[str(known[1])]
        words = "一年只登记一次；登记错了，请在历史里撤销那一步。"
        raise InvalidValue("year", f"{wish.year} 年已登记为{said}。", words)
    writing.set("annual_check", str(known[0]), fields)
