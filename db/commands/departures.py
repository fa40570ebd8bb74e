"""A household leaves the register: moved away or no longer concerned, or comes back; each a row for the county."""

from dataclasses import dataclass

from sqlalchemy import Connection

from db.commands.closing import close_all
from db.commands.days import as_day, not_before, past_day
from db.domain.departures import MOVED, LeavingPlan, leaving_plan
from db.errors import InvalidValue, NotFound
from db.queries.facts import family_on_file
from db.store.writing import Writing
from db.touched import Touched

EXIT_REASONS = ("birth", "adoption", "recovery", "mistake", "other")


@dataclass(frozen=True)
class Leaving:
    """A household's leaving as it is reported.

    Attributes:
        family_id: whose.
        on: ISO day, the first on which it is no longer on the register.
        reason: code of `stop_reason`: `moved`, or one of `EXIT_REASONS`.
        said: the reason in words.
        to_addr: where to, for a move; from_addr: where from, the address on file when "".
    """

    family_id: str
    on: str
    reason: str
    said: str
    to_addr: str = ""
    from_addr: str = ""


def plan_leaving(connection: Connection, wish: Leaving) -> LeavingPlan:
    """What this leaving would end; nothing is written.

    Raises:
        InvalidValue: not a day, or the family is not on the register.
        NotFound: the family is not here.
    """
    on = as_day("on", wish.on)
    family = family_on_file(connection, wish.family_id)
    if family is None:
        raise NotFound("没有找到这一户。", next_step="请刷新后再试。")
    if family.status != "active":
        raise InvalidValue("on", "这一户已不在册。", "要改原来的日期或原因，请先恢复在册。")
    return leaving_plan(family, on, wish.reason)


def leave_register(writing: Writing, wish: Leaving) -> Touched:
    """Takes a household off the register: money, contact persons and volunteers end, the county is told.

    Agreements, cards and insurance are the persons' own and go with them.

    Raises:
        InvalidValue: an unknown reason, nothing said about it, no address to move to, a day after today or before the
            file was opened, or a family not on the register; nothing is written.
        NotFound: the family is not here.
    """
    on = past_day("on", wish.on, writing.clock.today(), "日期")
    row = writing.row("family", wish.family_id)
    not_before("on", on, row["opened_on"], f"日期早于建档日期 {row['opened_on']}。")
    _require_said(wish)
    plan = plan_leaving(writing.connection, wish)
    close_all(writing, plan.closings)
    status = {"status": plan.status, "status_on": on.isoformat(), "status_reason": wish.said.strip()}
    writing.set("family", wish.family_id, status)
    writing.create(
        "change_event",
        {
            "family_id": wish.family_id,
            "kind": "moved_out" if wish.reason == MOVED else "exit",
            "on": on.isoformat(),
            "reason": wish.said.strip(),
            "from_addr": wish.from_addr.strip() or row["live_addr"] or row["hukou_addr"],
            "to_addr": wish.to_addr.strip(),
        },
    )
    return writing.finish("已登记迁出" if wish.reason == MOVED else "已登记退出")


def _require_said(wish: Leaving) -> None:
    if wish.reason not in {MOVED, *EXIT_REASONS}:
        raise InvalidValue("reason", "没有选原因。", "请选一项。")
    if wish.reason == MOVED and not wish.to_addr.strip():
        raise InvalidValue("to_addr", "没有写迁到哪里。", "请写到县、乡镇，县里据此转档。")
    if not wish.said.strip():
        raise InvalidValue("said", "没有写原因。", "请写一句，以后查得到。")


@dataclass(frozen=True)
class Arrival:
    """A household that comes, or comes back.

    Attributes:
        family_id: the file; opened before, like any other.
        on: ISO day, the first (again) on the register.
        said: why.
        from_addr: where from; to_addr: the address here, the one on file when "".
        moved: it moved here; False puts a file back that had left for another reason.
    """

    family_id: str
    on: str
    said: str
    from_addr: str = ""
    to_addr: str = ""
    moved: bool = True


def come_in(writing: Writing, wish: Arrival) -> Touched:
    """Writes down that a household has moved here, or puts it back on the register; what had ended is entered anew.

    Raises:
        InvalidValue: no day or one after today, before it left, nobody alive on the file, nothing said, or no address
            it came from; nothing is written.
        NotFound: the family is not here.
    """
    on = past_day("on", wish.on, writing.clock.today(), "日期")
    row = writing.row("family", wish.family_id)
    if not wish.said.strip():
        raise InvalidValue("said", "没有写原因。", "请写一句，以后查得到。")
    if wish.moved and not wish.from_addr.strip():
        raise InvalidValue("from_addr", "没有写从哪里迁来。", "请写到县、乡镇。")
    if row["status"] != "active":
        left = f"日期不晚于离册的日期 {row['status_on']}。"
        if row["status_on"] and on.isoformat() <= str(row["status_on"]):
            raise InvalidValue("on", left)
        _require_somebody(writing, wish.family_id)
        back = {"status": "active", "status_on": on.isoformat(), "status_reason": wish.said.strip()}
        writing.set("family", wish.family_id, back)
    elif not wish.moved:
        raise InvalidValue("on", "这一户现在就在册。", "不用恢复。")
    fields = {
        "family_id": wish.family_id,
        "kind": "moved_in" if wish.moved else "new",
        "on": on.isoformat(),
        "reason": wish.said.strip(),
        "from_addr": wish.from_addr.strip(),
        "to_addr": wish.to_addr.strip() or row["live_addr"] or row["hukou_addr"],
    }
    writing.create("change_event", fields)
    return writing.finish("已登记迁入" if wish.moved else "已恢复在册")


def _require_somebody(writing: Writing, family_id: str) -> None:
    asked = "SELECT 1 FROM person WHERE family_id = ? AND coalesce(alive, 1) <> 0 AND voided = 0"
    if writing.connection.exec_driver_sql(asked, (family_id,)).first() is None:
        raise InvalidValue("on", "这一户已没有健在的成员，不能恢复在册。", "亡故登记错了，请先撤销那一步。")


def retype_family(writing: Writing, family_id: str, on: str, case_type: str, said: str) -> Touched:
    """Changes what kind of case a family is (a disabled child has died); the county is told.

    Raises:
        InvalidValue: no day or one after today, no change, or nothing said.
        NotFound: the family is not here.
    """
    day = past_day("on", on, writing.clock.today(), "日期")
    row = writing.row("family", family_id)
    if row["case_type"] == case_type:
        raise InvalidValue("case_type", "类别没有变。", "请选新的类别。")
    if not said.strip():
        raise InvalidValue("said", "没有写原因。", "请写一句，以后查得到。")
    writing.set("family", family_id, {"case_type": case_type})
    change = {"family_id": family_id, "kind": "retyped", "on": day.isoformat(), "reason": said.strip()}
    writing.create("change_event", change)
    return writing.finish("已变更家庭类别")
