"""Volunteers: pairing and service."""

from functools import partial

from db.commands.services import record_service
from db.commands.volunteers import pair_volunteer
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _pair(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记志愿结对"),
        tr("登记"),
        Ask("name", tr("志愿者姓名或单位"), required=True),
        Ask("kind", tr("类型"), "choice", "volunteer", case.choices("volunteer_kind"), required=True),
        Ask("phone", tr("电话"), "phone"),
        Ask("since", tr("从哪天起"), "day", case.today, required=True),
        Ask("content", tr("服务内容")),
    )

    def command(a: Answers) -> Command:
        volunteer, fields = given(a, "name", "kind", "phone"), given(a, "since", "content")
        return partial(pair_volunteer, family_id=case.file.family_id, volunteer=volunteer, fields=fields)

    return Plan(questions, command)


def _volunteering(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记志愿服务"),
        tr("登记"),
        Ask("on", tr("日期"), "day", case.today, required=True),
        Ask("content", tr("做了什么"), "notes", required=True),
    )

    def command(a: Answers) -> Command:
        fields = {"family_id": case.file.family_id, **given(a, "on", "content")}
        return partial(record_service, entity="volunteer_service", fields=fields, said=tr("已登记志愿服务"))

    return Plan(questions, command)


PLANS = {
    "pair_volunteer": _pair,
    "record_volunteer_service": _volunteering,
}
