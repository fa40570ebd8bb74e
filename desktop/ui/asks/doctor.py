"""The family doctor: agreements signed, renewed, switched, corrected, ended; refusals; services given."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from db.commands.agreements import (
    NewAgreement,
    correct_agreement,
    end_agreement,
    record_doctor_service,
    sign_agreement,
    switch_agreement,
)
from db.domain.agreements import term_end
from db.domain.periods import add_months
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given, who, whose
from desktop.ui.asks.office import void_verb
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.ui.widgets.fields import FINE, Verdict, soft
from desktop.words import tr

ONE_DAY = timedelta(days=1)
_YEAR = 12
_TERM = ("since", "until", "team_id", "team_name", "doctor", "doctor_phone", "agreement_no", "package")


def _sign(case: Case) -> Plan:
    """A first agreement, or the next one: from the day after the last, with the same team."""
    last = case.file.signed.get(case.subject, {})
    ends = date.fromisoformat(str(last["until"])) if last else None
    since = ends + ONE_DAY if ends and ends >= case.today else case.today
    title = tr("登记家庭医生续签") if last else tr("登记家庭医生签约")
    note = tr("上一份协议到 {day}，从第二天接上。").format(day=last["until"]) if since > case.today else ""
    same = {name: last.get(name) for name in ("team_id", "team_name", "doctor", "doctor_phone", "package")}
    questions = asking(case, title, tr("保存签约"), *who(case), *_term(case, since, same), note=note)

    def command(a: Answers) -> Command:
        return partial(sign_agreement, wish=NewAgreement(whose(case, a), given(a, *_TERM)))

    return Plan(_with_team(case, questions), command)


def _switch(case: Case) -> Plan:
    questions = asking(
        case,
        tr("改签"),
        tr("保存改签"),
        *_term(case, case.today, {}),
        Ask("reason", tr("为什么改签")),
        note=tr("原协议止在新协议的前一天，留在历史里。"),
    )
    command = partial(switch_agreement, agreement_id=case.subject)
    return Plan(_with_team(case, questions), lambda a: partial(command, fields=given(a, *_TERM, "reason")))


def _edit(case: Case) -> Plan:
    h = case.held
    if h.get("state") in {"declined", "unfit"}:
        questions = asking(
            case,
            tr("改这次询问"),
            tr("保存修改"),
            Ask("declined_on", tr("哪天问的"), "day", h.get("declined_on") or h.get("since"), required=True),
            Ask("reason", tr("原因"), value=h.get("reason")),
        )
        names: tuple[str, ...] = ("declined_on", "reason")
    else:
        asks = _term(case, date.fromisoformat(str(h["since"])) if h.get("since") else case.today, h)
        if h.get("state") == "ended":
            asks = (*asks, Ask("ended_on", tr("解约的最后一天"), "day", h.get("ended_on"), required=True))
        questions = _with_team(case, asking(case, tr("改签约协议"), tr("保存修改"), *asks))
        names = (*_TERM, "ended_on")
    return Plan(
        questions,
        lambda a: partial(
            correct_agreement, agreement_id=case.subject, fields={name: a[name] for name in names if name in a}
        ),
    )


def _term(case: Case, since: date, held: Mapping[str, Any]) -> tuple[Ask, ...]:
    until = held.get("until") or term_end(case.desk.profile, since)
    teams = tuple((team.id, team.name) for team in case.file.office.teams)
    team = (Ask("team_id", tr("从团队里选"), "choice", held.get("team_id"), teams),) if teams else ()
    return (
        Ask("since", tr("协议起"), "day", since, required=True),
        Ask("until", tr("协议止"), "day", until, required=True),
        *team,
        Ask("team_name", tr("团队"), value=held.get("team_name")),
        Ask("doctor", tr("医生"), value=held.get("doctor")),
        Ask("doctor_phone", tr("医生电话"), "phone", held.get("doctor_phone")),
        Ask("agreement_no", tr("协议编号"), value=held.get("agreement_no")),
        Ask("package", tr("服务包"), value=held.get("package")),
    )


def _with_team(case: Case, questions: Asking) -> Asking:
    """A team chosen writes its name, doctor and telephone; a term under a year is worth a look."""
    fills = {
        ("team_id", team.id): {"team_name": team.name, "doctor": team.doctor, "doctor_phone": team.phone}
        for team in case.file.office.teams
    }
    return replace(questions, fills=fills, judge=_judged_term)


def _judged_term(answers: Mapping[str, Any]) -> Mapping[str, Verdict]:
    """End − start of at least a year, else a soft word (domain.md §4, agreement)."""
    since, until = answers.get("since"), answers.get("until")
    if since and until and until >= since:
        whole = add_months(date.fromisoformat(since), _YEAR) - ONE_DAY
        if date.fromisoformat(until) < whole:
            return {"until": soft(tr("不足一年，一般签到 {day}。").format(day=whole.isoformat()))}
    return {"until": FINE}


def _decline(case: Case) -> Plan:
    return _refusal(case, tr("本人不愿签约"), "declined", tr("记下之后不算缺，过一段时间会提醒再问一次。"))


def _unfit(case: Case) -> Plan:
    return _refusal(case, tr("不宜签约"), "unfit", tr("记下之后不计入应签。情况变了，随时可以登记签约。"))


def _refusal(case: Case, title: str, state: str, note: str) -> Plan:
    questions = asking(
        case,
        title,
        tr("记下"),
        *who(case),
        Ask("declined_on", tr("哪天问的"), "day", case.today, required=True),
        Ask("reason", tr("原因"), hint=tr("可以不写")),
        note=note,
    )

    def command(a: Answers) -> Command:
        fields = {"state": state, "since": a["declined_on"], **given(a, "declined_on", "reason")}
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
        return partial(record_doctor_service, fields=fields)

    return Plan(questions, command)


PLANS = {
    "sign_agreement": _sign,
    "renew_agreement": _sign,
    "switch_agreement": _switch,
    "edit_agreement": _edit,
    "decline_agreement": _decline,
    "unfit_agreement": _unfit,
    "end_agreement": _end_agreement,
    "record_service": _doctor_service,
    "record_doctor_service": _doctor_service,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit_agreement": ("agreement", (*_TERM, "state", "ended_on", "declined_on", "reason")),
}
VERBS = {
    "void_agreement": void_verb("agreement"),
    "void_doctor_service": void_verb("doctor_service"),
}
