"""A duty that need not be done this time, and one taken up again."""

from functools import partial

from db.commands.waivers import take_up_duty, waive_duty
from desktop.ui.asks.case import Case, Plan, asking
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

WAIVE_NOTE = "只是这一次不办，覆盖的数字不变：没落实的仍算没落实。下一次到期照样提醒。"


def _waive(case: Case) -> Plan:
    questions = asking(
        case,
        tr("这次不用办"),
        tr("记下"),
        Ask("reason", tr("为什么不用办"), "notes", required=True),
        note=tr(WAIVE_NOTE),
    )
    return Plan(
        questions,
        lambda a: partial(
            waive_duty, family_id=case.file.family_id, duty_key=case.subject, reason=str(a["reason"] or "")
        ),
    )


def _take_up(case: Case) -> Plan:
    questions = asking(case, tr("恢复待办"), tr("恢复"), note=tr("恢复后又列在待办里。"))
    return Plan(questions, lambda _answers: partial(take_up_duty, waiver_id=case.subject))


PLANS = {"waive_duty": _waive, "take_up_duty": _take_up}
