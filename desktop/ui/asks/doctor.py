"""The family doctor: agreements, refusals, services given."""

from datetime import date
from functools import partial

from db.commands.agreements import NewAgreement, end_agreement, sign_agreement
from db.commands.services import record_service
from db.domain.periods import add_months
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given, who, whose
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _sign(case: Case) -> Plan:
    until = add_months(case.today, 12)
    questions = asking(
        case,
        tr("登记家庭医生签约"),
        tr("保存签约"),
        *who(case),
        Ask("since", tr("协议起"), "day", case.today, required=True),
        Ask("until", tr("协议止"), "day", date.fromordinal(until.toordinal() - 1), required=True),
        Ask("team_name", tr("团队")),
        Ask("doctor", tr("医生")),
        Ask("doctor_phone", tr("医生电话"), "phone"),
        Ask("agreement_no", tr("协议编号")),
    )

    def command(a: Answers) -> Command:
        fields = given(a, "since", "until", "team_name", "doctor", "doctor_phone", "agreement_no")
        return partial(sign_agreement, wish=NewAgreement(whose(case, a), fields))

    return Plan(questions, command)


def _decline_agreement(case: Case) -> Plan:
    questions = asking(
        case,
        tr("本人不愿签约"),
        tr("记下"),
        *who(case),
        Ask("declined_on", tr("哪天问的"), "day", case.today, required=True),
        Ask("reason", tr("原因"), hint=tr("可以不写")),
        note=tr("记下之后不算缺，到时候会提醒再问一次。"),
    )

    def command(a: Answers) -> Command:
        fields = {"state": "declined", "since": a["declined_on"], **given(a, "declined_on", "reason")}
        return partial(sign_agreement, wish=NewAgreement(whose(case, a), fields))

    return Plan(questions, command)


def _end_agreement(case: Case) -> Plan:
    questions = asking(
        case,
        tr("解约"),
        tr("记下解约"),
        Ask("ended_on", tr("最后一天"), "day", case.today, required=True),
        Ask("reason", tr("原因"), required=True),
    )
    return Plan(
        questions,
        lambda a: partial(end_agreement, agreement_id=case.subject, fields=given(a, "ended_on", "reason")),
    )


def _doctor_service(case: Case) -> Plan:
    kinds = case.choices("doctor_service_kind")
    questions = asking(
        case,
        tr("登记家庭医生服务"),
        tr("登记"),
        *who(case),
        Ask("kind", tr("类型"), "choice", "follow_up", kinds, required=True),
        Ask("on", tr("日期"), "day", case.today, required=True),
        Ask("result", tr("结果"), "notes"),
    )

    def command(a: Answers) -> Command:
        fields = {"person_id": whose(case, a), **given(a, "kind", "on", "result")}
        return partial(record_service, entity="doctor_service", fields=fields, said=tr("已登记服务"))

    return Plan(questions, command)


PLANS = {
    "sign_agreement": _sign,
    "renew_agreement": _sign,
    "decline_agreement": _decline_agreement,
    "end_agreement": _end_agreement,
    "record_service": _doctor_service,
    "record_doctor_service": _doctor_service,
}
