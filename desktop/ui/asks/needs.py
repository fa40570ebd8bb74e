"""Requests: raised, answered, settled."""

from functools import partial

from db.commands.needs import answer_need, close_need, open_need
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _open_need(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记诉求"),
        tr("登记"),
        Ask("category", tr("类别"), "choice", None, case.choices("need_category"), required=True),
        Ask("request", tr("什么诉求"), "notes", required=True),
        Ask("person_id", tr("是谁提的"), "choice", None, case.people),
        Ask("raised_on", tr("哪天提的"), "day", case.today, required=True),
        Ask("due_by", tr("哪天前办结"), "day"),
        Ask("responsible", tr("责任人")),
    )
    names = ("category", "request", "person_id", "raised_on", "due_by", "responsible")

    def command(a: Answers) -> Command:
        return partial(open_need, family_id=case.file.family_id, fields=given(a, *names))

    return Plan(questions, command)


def _answer_need(case: Case) -> Plan:
    questions = asking(
        case,
        tr("答复诉求"),
        tr("记下答复"),
        Ask("action", tr("怎么答复的"), "notes", required=True),
        Ask("referred_to", tr("转给哪个单位"), hint=tr("没有转就空着")),
        Ask("due_by", tr("哪天前办结"), "day"),
    )
    return Plan(
        questions,
        lambda a: partial(answer_need, need_id=case.subject, fields=given(a, "action", "referred_to", "due_by")),
    )


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


PLANS = {
    "open_need": _open_need,
    "answer_need": _answer_need,
    "close_need": _close_need,
}
