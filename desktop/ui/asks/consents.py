"""Consent: told and agreed, refused, withdrawn."""

from functools import partial

from db.commands.consents import record_consent, withdraw_consent
from db.domain.consent import NOTICE_VERSION
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given, who, whose
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _record(case: Case) -> Plan:
    questions = asking(
        case,
        tr("登记告知同意"),
        tr("登记"),
        *who(case),
        Ask("scope", tr("同意哪几项"), "ticks", ("service",), case.choices("consent_scope"), required=True),
        Ask("on", tr("哪天告知的"), "day", case.today, required=True),
        Ask("method", tr("怎样同意的"), "choice", "paper", case.choices("consent_method"), required=True),
        Ask("notice_version", tr("告知书版本"), value=NOTICE_VERSION, required=True),
        note=tr("只勾本人真正同意的；没有勾的，程序不让记、不让交给别人。"),
    )

    def command(a: Answers) -> Command:
        fields = {"scope": list(a["scope"] or ()), **given(a, "on", "method", "notice_version")}
        return partial(record_consent, person_id=whose(case, a), fields=fields)

    return Plan(questions, command)


def _refuse(case: Case) -> Plan:
    questions = asking(
        case,
        tr("记下不同意"),
        tr("记下"),
        *who(case),
        Ask("scope", tr("哪几项不同意"), "ticks", (), case.choices("consent_scope")),
        Ask("on", tr("哪天告知的"), "day", case.today, required=True),
        Ask("notice_version", tr("告知书版本"), value=NOTICE_VERSION, required=True),
        note=tr("一项都不勾，就是都不同意。以后愿意了，随时再登记。"),
    )

    def command(a: Answers) -> Command:
        fields = {"refused": True, "scope": list(a["scope"] or ()), **given(a, "on", "notice_version")}
        return partial(record_consent, person_id=whose(case, a), fields=fields)

    return Plan(questions, command)


def _withdraw(case: Case) -> Plan:
    questions = asking(
        case,
        tr("记下撤回同意"),
        tr("记下撤回"),
        Ask("withdrawn_on", tr("哪天撤回的"), "day", case.today, required=True),
        note=tr("从这天起不再算同意；以前记下的留着，不再添新的。"),
    )
    return Plan(
        questions,
        lambda a: partial(withdraw_consent, consent_id=case.subject, on=str(a["withdrawn_on"] or "")),
    )


PLANS = {"record_consent": _record, "refuse_consent": _refuse, "withdraw_consent": _withdraw}
