"""Help in money, goods and services: asked for, approved, given or declined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.commands.days import as_day, not_before, past_day
from db.commands.persons import require_member
from db.domain.periods import age_on
from db.domain.profile_entries import Programme
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

_NEXT = {"requested": ("approved", "given", "declined"), "approved": ("given", "declined")}


@dataclass(frozen=True)
class NewAid:
    """Help for a family.

    Attributes:
        family_id: whose.
        fields: of the entity `aid_record` without the family: `programme` (a code of the profile, or any name), `on`,
            `stage` (`given` when left out), `amount` in 分, `item`, `source`, `person_id`, `note`.
    """

    family_id: str
    fields: Mapping[str, Any]


def record_aid(writing: Writing, wish: NewAid, programme: Programme | None = None) -> Touched:
    """Writes down help asked for, or given.

    Args:
        writing: the open transaction.
        wish: the help.
        programme: what the place says about the programme; None for one it does not know.

    Raises:
        InvalidValue: a day after today, neither money nor thing given, a number given twice, somebody too young with
            no word why, or somebody of another family; nothing is written.
        NotFound: the family is not here.
    """
    writing.row("family", wish.family_id)
    told = {"stage": "given", **wish.fields}
    if not str(told.get("programme") or "").strip():
        raise InvalidValue("programme", "没有写是哪个项目。", "请选一个，或写上名称。")
    on = past_day("on", told.get("on"), writing.clock.today(), "日期")
    require_member(writing, wish.family_id, told.get("person_id"))
    if told["stage"] == "given":
        told = {"given_on": on.isoformat(), **told}
        _require_something(told)
    if programme is not None:
        _require_fit(writing, told, programme, on)
    if programme is not None and programme.donor:
        told = {"source": programme.donor, **{name: value for name, value in told.items() if value}}
    writing.create("aid_record", {**told, "family_id": wish.family_id})
    return writing.finish("已登记帮扶" if told["stage"] == "given" else "已登记申请")


def move_aid(writing: Writing, aid_id: str, fields: Mapping[str, Any], programme: Programme | None = None) -> Touched:
    """Takes a request a step further: approved, given or declined.

    Args:
        writing: the open transaction.
        aid_id: the request.
        fields: `stage`, the day as `decided_on` (approved, declined) or `given_on`, and what has become known:
            `amount`, `item`, `source`, `note`.
        programme: as for `record_aid`.

    Raises:
        InvalidValue: it is past that step, a day out of order, declined without a word, nothing given.
    """
    row = writing.row("aid_record", aid_id)
    stage = str(fields.get("stage") or "")
    if stage not in _NEXT.get(str(row["stage"]), ()):
        raise InvalidValue("stage", "这笔帮扶已经办完，不能再改进度。", "记错了的，请作废这一条，再重新记。")
    name = "given_on" if stage == "given" else "decided_on"
    day = past_day(name, fields.get(name), writing.clock.today(), "发放日期" if stage == "given" else "审批日期")
    not_before(name, day, row["on"], f"日期早于申请日期 {row['on']}。")
    not_before(name, day, row["decided_on"], f"日期早于审批日期 {row['decided_on']}。")
    if stage == "declined" and not str(fields.get("note") or "").strip():
        raise InvalidValue("note", "没有写为什么没批。", "请写一句，好告诉家里。")
    after = {**row, **{each: value for each, value in fields.items() if value not in (None, "")}}
    if stage == "given":
        _require_something(after)
        _require_number(writing, after, programme, aid_id)
    writing.set("aid_record", aid_id, fields)
    return writing.finish({"approved": "已记下批准", "given": "已登记发放"}.get(stage, "已记下未批准"))


def correct_aid(
    writing: Writing, aid_id: str, fields: Mapping[str, Any], programme: Programme | None = None
) -> Touched:
    """Corrects what is written of help; how far it has come is changed by `move_aid` only.

    Args:
        writing: the open transaction.
        aid_id: which.
        fields: any of `programme`, `on`, `person_id`, `amount`, `item`, `source`, `decided_on`, `given_on`, `note`, as
            they should stand; None empties one.
        programme: as for `record_aid`.

    Raises:
        InvalidValue: as `record_aid`, or days out of order; nothing is written.
        NotFound: it is not here.
    """
    row = writing.row("aid_record", aid_id)
    now, today = {**row, **fields}, writing.clock.today()
    if not str(now.get("programme") or "").strip():
        raise InvalidValue("programme", "没有写是哪个项目。", "请选一个，或写上名称。")
    before = past_day("on", now.get("on"), today, "日期").isoformat()
    for name, words in (("decided_on", "审批日期"), ("given_on", "发放日期")):
        if now.get(name):
            day = past_day(name, now[name], today, words)
            not_before(name, day, before, f"{words}早于 {before}。")
            before = day.isoformat()
    require_member(writing, str(row["family_id"]), now.get("person_id"))
    if row["stage"] in {"given", None}:
        _require_something(now)
        _require_number(writing, now, programme, aid_id)
    writing.set("aid_record", aid_id, fields)
    return writing.finish("已改帮扶登记")


def _require_something(fields: Mapping[str, Any]) -> None:
    if not fields.get("amount") and not str(fields.get("item") or "").strip():
        raise InvalidValue("amount", "没有写给了多少钱、什么东西或什么服务。", "请写金额，或写物品、服务。")


def _require_fit(writing: Writing, fields: Mapping[str, Any], programme: Programme, on: date) -> None:
    if fields["stage"] == "given":
        _require_number(writing, fields, programme)
    if programme.min_age and fields.get("person_id"):
        person = writing.row("person", str(fields["person_id"]))
        born = str(person["birth_date"] or "")
        age = age_on(as_day("person_id", born), on) if len(born) == len("1950-01-01") else None
        if age is not None and age < programme.min_age and not str(fields.get("note") or "").strip():
            said = f"{person['name']} {age} 岁，{programme.name}要满 {programme.min_age} 岁。"
            raise InvalidValue("person_id", said, "确有特殊情况的，请在“说明”里写清楚再保存。")
    elif programme.min_age:
        raise InvalidValue("person_id", f"{programme.name}要看年龄，没有选是谁。", "请选成员。")


def _require_number(writing: Writing, fields: Mapping[str, Any], programme: Programme | None, but: str = "") -> None:
    """A numbered thing is given once, and its number is written down."""
    if programme is None or not programme.numbered:
        return
    number = str(fields.get("item") or "").strip()
    if not number:
        raise InvalidValue("item", f"没有写{programme.name}的编号。", "编号印在环上。")
    asked = "SELECT 1 FROM aid_record WHERE programme = ? AND item = ? AND voided = 0 AND stage = 'given' AND id <> ?"
    if writing.connection.exec_driver_sql(asked, (programme.code, number, but)).first():
        raise InvalidValue("item", f"编号 {number} 已经发给别人了。", "请核对编号；补发的，先作废原来那一条。")
