"""Requests: those under way with who is late, those settled with what the family said afterwards, and the survey."""

from collections.abc import Iterable
from datetime import date

from db.domain.duties import OVERDUE, Duty
from db.domain.standing import LATE, SOON, late_words
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import URGENCY, Section, SectionLine, Verb, as_day, say_day
from desktop.words import tr

_OPEN = frozenset({"open", "referred"})
_MOST_SETTLED = 5
_RANKS = (("first", "一"), ("second", "二"), ("third", "三"))


def needs_section(desk: Desk, view: FamilyView) -> Section:
    """Requests under way, then the latest settled ones."""
    needs = view.of("need")
    owed = {duty.subject_id: duty for duty in view.duties if duty.rule == "A2"}
    waiting = [need for need in needs if need.values["status"] in _OPEN]
    settled = sorted((n for n in needs if n not in waiting), key=_settled_on, reverse=True)
    lines = [_waiting(desk, view, need, owed.get(need.id)) for need in sorted(waiting, key=_raised_on)]
    lines += [_settled(view, need, owed.get(need.id)) for need in settled[:_MOST_SETTLED]]
    if (left := len(settled) - _MOST_SETTLED) > 0:
        lines.append(SectionLine(tr("更早办结的 {n} 件").format(n=left), tr("在台账“诉求”里")))
    lines += _survey(desk, view)
    word = tr("{n} 件在办").format(n=len(waiting)) if waiting else _done_words(len(settled))
    state = min((line.state for line in lines if line.state in URGENCY), key=lambda s: URGENCY[s], default="")
    verbs = (Verb("open_need", tr("登记诉求")), Verb("record_survey", tr("登记需求调查")))
    return Section("needs", "hand-heart", tr("诉求"), word, state, tuple(lines), verbs)


def _done_words(settled: int) -> str:
    return tr("办结 {n} 件").format(n=settled) if settled else tr("没有")


def _raised_on(need: StoredRecord) -> str:
    return str(need.values["raised_on"])


def _settled_on(need: StoredRecord) -> str:
    return str(need.values.get("followed_up_on") or need.values.get("closed_on") or "")


def _waiting(desk: Desk, view: FamilyView, need: StoredRecord, duty: Duty | None) -> SectionLine:
    v = need.values
    parts = [
        desk.word("need_category", str(v["category"])),
        tr("{day} 登记").format(day=say_day(view, as_day(v["raised_on"]))),
        tr("接着 {day} 那件").format(day=say_day(view, _before(view, need))) if v.get("reopens_id") else "",
        tr("已转{where}").format(where=v["referred_to"]) if v.get("referred_to") else "",
        tr("责任人{name}").format(name=v["responsible"]) if v.get("responsible") else "",
    ]
    if duty is not None:
        parts.append(_by(view, duty))
    answered = bool(v.get("answered_on"))
    verbs = [
        Verb("answer_need", tr("再答复") if answered else tr("答复"), need.id),
        Verb("close_need", tr("办结"), need.id),
        Verb("edit_need", tr("改"), need.id),
        Verb("void_need", tr("记错了"), need.id),
    ]
    state = LATE if duty and duty.state == OVERDUE else SOON if duty and duty.due_by == view.on else ""
    return SectionLine(str(v["request"]), _joined(parts), state, tuple(verbs))


def _by(view: FamilyView, duty: Duty) -> str:
    what = tr("答复") if duty.action == "answer_need" else tr("办结")
    by = tr("{day} 前{what}").format(day=say_day(view, duty.due_by), what=what)
    if duty.state != OVERDUE:
        return by
    leader = tr("，请分管领导{name}督办").format(name=duty.owner) if "督办" in duty.reason else ""
    return f"{by}，{late_words(duty.due_by, view.on)}{leader}"


def _before(view: FamilyView, need: StoredRecord) -> date | None:
    earlier = next((n for n in view.of("need") if n.id == need.values["reopens_id"]), None)
    return as_day(earlier.values["raised_on"]) if earlier else None


def _settled(view: FamilyView, need: StoredRecord, duty: Duty | None) -> SectionLine:
    v = need.values
    parts = [
        tr("{day} 登记").format(day=say_day(view, as_day(v["raised_on"]))),
        tr("{day} 办结").format(day=say_day(view, as_day(v.get("closed_on")))),
        str(v.get("result") or ""),
    ]
    if v.get("followed_up_on"):
        said = tr("已解决") if v.get("solved") is not False else tr("没有解决，接着办")
        parts.append(tr("{day} 回访：{said}").format(day=say_day(view, as_day(v["followed_up_on"])), said=said))
    verbs = [Verb("follow_up_need", tr("登记回访"), need.id)] if v["status"] == "closed" else []
    verbs += [Verb("edit_need", tr("改"), need.id), Verb("void_need", tr("记错了"), need.id)]
    state = LATE if duty and duty.state == OVERDUE else ""
    return SectionLine(str(v["request"]), _joined(parts), state, tuple(verbs))


def _survey(desk: Desk, view: FamilyView) -> list[SectionLine]:
    last = max(view.of("need_survey"), key=lambda record: str(record.values["on"]), default=None)
    if last is None:
        return []
    ranks = []
    for name, number in _RANKS:
        codes = last.values.get(name) or ()
        words = "、".join(desk.word("need_category", code) for code in codes)
        if words:
            ranks.append(tr("第{n} {words}").format(n=number, words=words))
    day = say_day(view, as_day(last.values["on"]))
    mistake = (Verb("void_survey", tr("记错了"), last.id),)
    return [SectionLine(tr("需求调查，{day}").format(day=day), "；".join(ranks) or tr("没有提出需要"), "", mistake)]


def _joined(parts: Iterable[str]) -> str:
    return "，".join(part for part in parts if part)
