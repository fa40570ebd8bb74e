"""Requests: raised, answered, handed on, settled, asked about afterwards, and carried on when that was not enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.commands.days import as_day, not_before, past_day
from db.commands.persons import require_member, require_members
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

OPEN = frozenset({"open", "referred"})
_PRIORITIES = ("first", "second", "third")
_STEPS = (("answered_on", "答复"), ("closed_on", "办结"), ("followed_up_on", "回访"))


@dataclass(frozen=True)
class FollowUp:
    """What the family said after a request had been settled.

    Attributes:
        on: the ISO day on which it was asked.
        solved: whether the matter is really over.
        note: in its words; required when it is not.
        due_by: ISO day for the new attempt, "" for the rule's own.
    """

    on: str
    solved: bool
    note: str = ""
    due_by: str = ""


def open_need(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Registers a request outside a visit.

    Raises:
        InvalidValue: a day after today, a promise before the request, somebody of another family, or a field that
            does not hold; nothing is written.
        NotFound: the family is not here.
    """
    writing.row("family", family_id)
    raised = {"raised_on": writing.clock.today().isoformat(), **fields}
    require_sound_need(writing, family_id, raised)
    writing.create("need", {"status": "open", **raised, "family_id": family_id})
    return writing.finish("已登记诉求")


def require_sound_need(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> None:
    """What must hold of a request beyond single fields.

    Raises:
        InvalidValue: names the field to jump to.
    """
    if not str(fields.get("request") or "").strip():
        raise InvalidValue("request", "没有写是什么诉求。", "请写一句。")
    raised = past_day("raised_on", fields.get("raised_on"), writing.clock.today(), "提出日期")
    if fields.get("due_by"):
        due = as_day("due_by", str(fields["due_by"]))
        not_before("due_by", due, raised.isoformat(), "办理时限早于提出日期。")
    require_member(writing, family_id, fields.get("person_id"))


def edit_need(writing: Writing, need_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects a request as it was written down, its answer, its end and what the family said afterwards as well.

    Raises:
        InvalidValue: as for `open_need`, days out of order or still to come, or a day of a step taken would be gone.
    """
    row = writing.row("need", need_id)
    now = {**row, **fields}
    require_sound_need(writing, str(row["family_id"]), now)
    before, said = str(now["raised_on"]), "提出"
    for name, words in _STEPS:
        if row[name] and not now[name]:
            raise InvalidValue(name, f"{words}日期不能去掉。", f"没有{words}的，请在历史里撤销那一步。")
        if not now[name]:
            continue
        day = past_day(name, now[name], writing.clock.today(), f"{words}日期")
        if said == "提出" and name not in fields:
            not_before("raised_on", day, before, f"提出日期晚于{words}日期 {day.isoformat()}。")
        not_before(name, day, before, f"{words}日期 {day.isoformat()} 早于{said}日期 {before}。")
        before, said = day.isoformat(), words
    writing.set("need", need_id, fields)
    return writing.finish("已改诉求")


def answer_need(writing: Writing, need_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down what was answered, and where it was handed on to.

    Args:
        writing: the open transaction.
        need_id: the request.
        fields: `action` (what was said or done), `referred_to`, `due_by`, `responsible`, `answered_on` (today when
            left out).

    Raises:
        InvalidValue: it is settled already, nothing was answered, a day out of order.
    """
    row = _open(writing, need_id)
    if not (str(fields.get("action") or "").strip() or str(fields.get("referred_to") or "").strip()):
        raise InvalidValue("action", "没有写怎么答复的。", "请写一句，或写转给哪个单位。")
    today = writing.clock.today()
    answered = past_day("answered_on", fields.get("answered_on") or today.isoformat(), today, "答复日期")
    not_before("answered_on", answered, row["raised_on"], f"答复日期早于提出日期 {row['raised_on']}。")
    if fields.get("due_by"):
        due = as_day("due_by", str(fields["due_by"]))
        not_before("due_by", due, answered.isoformat(), "办理时限早于答复日期。")
    status = "referred" if fields.get("referred_to") or row["status"] == "referred" else "open"
    writing.set("need", need_id, {**fields, "status": status, "answered_on": answered.isoformat()})
    return writing.finish("已记下答复")


def close_need(writing: Writing, need_id: str, fields: Mapping[str, Any]) -> Touched:
    """Settles a request; `closed_on` is today when left out.

    Raises:
        InvalidValue: it is settled already, nothing is said about how, or before it was raised or answered.
    """
    settle(writing, need_id, str(fields.get("closed_on") or ""), str(fields.get("result") or ""))
    return writing.finish("已办结一件诉求")


def settle(writing: Writing, need_id: str, closed_on: str, result: str) -> None:
    """The same as part of a larger command.

    Raises:
        InvalidValue: as `close_need`.
    """
    row = _open(writing, need_id)
    if not result.strip():
        raise InvalidValue("result", "没有写怎么办结的。", "请写一句办理结果。")
    today = writing.clock.today()
    closed = past_day("closed_on", closed_on or today.isoformat(), today, "办结日期")
    not_before("closed_on", closed, row["raised_on"], f"办结日期早于提出日期 {row['raised_on']}。")
    not_before("closed_on", closed, row["answered_on"], f"办结日期早于答复日期 {row['answered_on']}。")
    fields = {"status": "closed", "closed_on": closed.isoformat(), "result": result}
    writing.set("need", need_id, fields)


def follow_up_need(writing: Writing, need_id: str, said: FollowUp) -> Touched:
    """Writes down what the family said after a request was settled.

    Not solved means that the matter goes on: the settled request keeps its days, and a new one with the same words
    carries it on from the day of the question.

    Raises:
        InvalidValue: not settled yet, asked about already, before it was settled, or not solved without a word.
    """
    row = writing.row("need", need_id)
    if row["status"] in OPEN:
        raise InvalidValue("on", "这件诉求还没有办结，不能回访。", "请先登记办结。")
    if row["status"] == "followed_up":
        raise InvalidValue("on", f"这件诉求 {row['followed_up_on']} 已经回访过。", "如还有新的要求，请另登记一件。")
    on = past_day("on", said.on, writing.clock.today(), "回访日期")
    not_before("on", on, row["closed_on"], f"回访日期早于办结日期 {row['closed_on']}。")
    if not said.solved and not said.note.strip():
        raise InvalidValue("note", "没有解决的，要写一句还差什么。", "请写下来，再接着办。")
    asked = {"status": "followed_up", "followed_up_on": said.on, "solved": said.solved, "follow_note": said.note}
    writing.set("need", need_id, asked)
    if not said.solved:
        _carry_on(writing, row, said)
    return writing.finish("已记下回访" if said.solved else "已记下回访，这件接着办")


def _carry_on(writing: Writing, row: Mapping[str, Any], said: FollowUp) -> None:
    if said.due_by:
        not_before("due_by", as_day("due_by", said.due_by), said.on, "办理时限早于回访日期。")
    kept = {name: row[name] for name in ("family_id", "person_id", "category", "request", "responsible")}
    again = {"raised_on": said.on, "due_by": said.due_by, "action": said.note, "reopens_id": row["id"]}
    writing.create("need", {**kept, **again, "status": "open"})


def _open(writing: Writing, need_id: str) -> Mapping[str, Any]:
    row = writing.row("need", need_id)
    if row["status"] not in OPEN:
        raise InvalidValue("status", f"这件诉求 {row['closed_on']} 已经办结。", "没有解决的，请登记回访，再接着办。")
    return row


def record_survey(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down what a family said it needs, in up to three ranks (form F6).

    Args:
        writing: the open transaction.
        family_id: the family asked.
        fields: of the entity `need_survey`; `first`, `second`, `third` are lists of need categories.

    Raises:
        InvalidValue: a day after today, nothing said at all, or one need in two ranks.
        NotFound: the family is not here.
    """
    writing.row("family", family_id)
    past_day("on", fields.get("on"), writing.clock.today(), "调查日期")
    ranks = [(name, tuple(fields.get(name) or ())) for name in _PRIORITIES]
    if not any(codes for _, codes in ranks) and not str(fields.get("note") or "").strip():
        raise InvalidValue("first", "没有勾需要什么，也没有写说明。", "没有需要的，请在说明里写“没有”。")
    seen: set[str] = set()
    for name, codes in ranks:
        if seen & set(codes):
            raise InvalidValue(name, "同一样需要勾了两次。", "一样需要只排一个位置。")
        seen |= set(codes)
    require_members(writing, family_id, fields.get("persons") or (), "persons")
    writing.create("need_survey", {**fields, "family_id": family_id})
    return writing.finish("已登记需求调查")
