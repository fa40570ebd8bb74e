"""Requests: raised, corrected, answered, settled, asked about afterwards; and the yearly survey."""

from functools import partial

from db.commands.needs import (
    FollowUp,
    answer_need,
    close_need,
    edit_need,
    follow_up_need,
    open_need,
    record_survey,
)
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_FIELDS = ("category", "request", "person_id", "raised_on", "due_by", "responsible")
_ANSWER = ("action", "answered_on", "referred_to")
_END = ("result", "closed_on")
_AFTER = ("followed_up_on", "follow_note")


def _need_asks(case: Case) -> tuple[Ask, ...]:
    h = case.held
    return (
        Ask("category", tr("类别"), "choice", h.get("category"), case.choices("need_category"), required=True),
        Ask("request", tr("什么诉求"), "notes", h.get("request"), required=True),
        Ask("person_id", tr("是谁提的"), "choice", h.get("person_id"), case.people),
        Ask("raised_on", tr("哪天提的"), "day", h.get("raised_on") or case.today, required=True),
        Ask("due_by", tr("哪天前办结"), "day", h.get("due_by")),
        Ask("responsible", tr("责任人"), value=h.get("responsible")),
    )


def _open_need(case: Case) -> Plan:
    questions = asking(case, tr("登记诉求"), tr("登记"), *_need_asks(case))

    def command(a: Answers) -> Command:
        return partial(open_need, family_id=case.file.family_id, fields=given(a, *_FIELDS))

    return Plan(questions, command)


def _edit_need(case: Case) -> Plan:
    """The request as it was written down, and every step it has taken since."""
    h, asks = case.held, list(_need_asks(case))
    steps = (
        Ask("action", tr("怎么答复的"), "notes", h.get("action")),
        Ask("answered_on", tr("哪天答复的"), "day", h.get("answered_on")),
        Ask("referred_to", tr("转给哪个单位"), value=h.get("referred_to")),
        Ask("result", tr("办理结果"), "notes", h.get("result")),
        Ask("closed_on", tr("哪天办结"), "day", h.get("closed_on")),
        Ask("followed_up_on", tr("哪天回访"), "day", h.get("followed_up_on")),
        Ask("follow_note", tr("回访情况"), "notes", h.get("follow_note")),
    )
    done = {name for names in (_ANSWER, _END, _AFTER) if h.get(names[1]) or h.get(names[0]) for name in names}
    asks += [ask for ask in steps if ask.name in done]
    names = tuple(ask.name for ask in asks)
    questions = asking(case, tr("改诉求"), tr("保存修改"), *asks, note=tr("原来的值留在历史里。"))
    return Plan(questions, lambda a: partial(edit_need, need_id=case.subject, fields={n: a[n] for n in names}))


def _answer_need(case: Case) -> Plan:
    questions = asking(
        case,
        tr("答复诉求"),
        tr("记下答复"),
        Ask("action", tr("怎么答复的"), "notes", required=True),
        Ask("answered_on", tr("哪天答复的"), "day", case.today, required=True),
        Ask("referred_to", tr("转给哪个单位"), hint=tr("没有转就空着")),
        Ask("responsible", tr("责任人"), hint=tr("不变就空着")),
        Ask("due_by", tr("哪天前办结"), "day"),
    )
    names = ("action", "answered_on", "referred_to", "responsible", "due_by")
    return Plan(questions, lambda a: partial(answer_need, need_id=case.subject, fields=given(a, *names)))


def _close_need(case: Case) -> Plan:
    questions = asking(
        case,
        tr("办结诉求"),
        tr("办结"),
        Ask("result", tr("办理结果"), "notes", required=True),
        Ask("closed_on", tr("哪天办结"), "day", case.today, required=True),
    )
    return Plan(
        questions,
        lambda a: partial(close_need, need_id=case.subject, fields=given(a, "result", "closed_on")),
    )


def _follow_up(case: Case) -> Plan:
    answers = (("yes", tr("已解决")), ("no", tr("没有解决")))
    questions = asking(
        case,
        tr("回访诉求"),
        tr("记下回访"),
        Ask("solved", tr("家里怎么说"), "choice", None, answers, required=True),
        Ask("on", tr("哪天问的"), "day", case.today, required=True),
        Ask("note", tr("还差什么"), "notes", hint=tr("解决了可以不写")),
        Ask("due_by", tr("没有解决的，哪天前办结"), "day"),
        note=tr("没有解决的，这件会接着办：原来的日期留着，另起一件在办。"),
    )

    def command(a: Answers) -> Command:
        solved, words = a["solved"] == "yes", (str(a["note"] or ""), str(a["due_by"] or ""))
        return partial(follow_up_need, need_id=case.subject, said=FollowUp(str(a["on"]), solved, *words))

    return Plan(questions, command)


def _survey(case: Case) -> Plan:
    everyone = tuple(person_id for person_id, _ in case.people)
    needs = case.choices("need_category")
    questions = asking(
        case,
        tr("登记需求调查"),
        tr("登记"),
        Ask("on", tr("哪天问的"), "day", case.today, required=True),
        Ask("persons", tr("问了谁"), "ticks", everyone, case.people),
        Ask("first", tr("最需要的"), "ticks", (), needs),
        Ask("second", tr("其次"), "ticks", (), needs),
        Ask("third", tr("再次"), "ticks", (), needs),
        Ask("asked_by", tr("谁问的")),
        Ask("note", tr("说明"), "notes", hint=tr("没有需要的，写“没有”")),
    )

    def command(a: Answers) -> Command:
        ranks = {name: list(a[name] or ()) for name in ("persons", "first", "second", "third")}
        fields = {**ranks, **given(a, "on", "asked_by", "note")}
        return partial(record_survey, family_id=case.file.family_id, fields=fields)

    return Plan(questions, command)


PLANS = {
    "open_need": _open_need,
    "edit_need": _edit_need,
    "answer_need": _answer_need,
    "close_need": _close_need,
    "follow_up_need": _follow_up,
    "record_survey": _survey,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit_need": ("need", (*_FIELDS, *_ANSWER, *_END, *_AFTER)),
}
