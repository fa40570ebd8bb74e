"""The head of the file: every field part by part, attention level, its coming, leaving and change of kind."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from db.commands.archive import change_risk, correct_family
from db.commands.departures import EXIT_REASONS, Arrival, Leaving, come_in, leave_register, retype_family
from db.commands.transfers import Asking as Transfer
from db.commands.transfers import request_transfer, withdraw_request
from db.domain.departures import MOVED
from desktop.desk.departing import review_leaving
from desktop.desk.desk import Desk
from desktop.desk.parts import PARTS
from desktop.desk.reviewing import Review
from desktop.desk.transfers import review_request
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking
from desktop.ui.asks.groups import Grouped
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.words import tr


def _save(case: Case, fields: Mapping[str, Any]) -> Command:
    return partial(correct_family, family_id=case.file.family_id, fields=fields)


def _villages(case: Case, ask: Ask) -> Ask:
    return replace(ask, kind="choice", choices=case.file.villages)


def _hours(_case: Case, ask: Ask) -> Ask:
    return replace(ask, hint=tr("下午为宜"))


def _other_types(case: Case, ask: Ask) -> Ask:
    main = case.held.get("case_type")
    others = tuple((code, word) for code, word in case.choices("case_type") if code != main)
    return replace(ask, choices=others)


FAMILY = Grouped(
    "family",
    "改家庭信息",
    PARTS["family"],
    _save,
    {"village_id": _villages, "contact_hours": _hours, "other_types": _other_types},
)


def _change_risk(case: Case) -> Plan:
    levels = case.choices("risk_level")
    questions = asking(
        case,
        tr("改关注等级"),
        tr("保存"),
        Ask("risk_level", tr("关注等级"), "choice", case.held.get("risk_level"), levels, required=True),
        Ask("risk_since", tr("从哪天起"), "day", case.today, required=True),
        Ask("risk_reason", tr("原因"), "notes", case.held.get("risk_reason")),
        note=tr("等级高的，上门和联系的间隔会短一些；从前的日子仍按从前的等级算。"),
    )
    return Plan(questions, lambda a: partial(change_risk, family_id=case.file.family_id, fields=dict(a)))


def _move_out(case: Case) -> Plan:
    townships = case.file.leaving.townships
    places = (("", tr("别的[县]")), *townships)
    here = Ask("to", tr("迁到本[县]的[乡镇]，是申请转档"), "choice", "", places)
    questions = asking(
        case,
        tr("登记迁出"),
        tr("看看会怎样"),
        *((here,) if townships else ()),
        Ask("on", tr("从哪天起"), "day", case.today, required=True),
        Ask("to_addr", tr("迁到哪里"), "notes", hint=tr("写到[县]、[乡镇]"), required=True),
        Ask("from_addr", tr("从哪里迁出"), value=case.file.address, hint=tr("不写就用现住址")),
        Ask("said", tr("原因"), required=True),
        note=tr("户籍迁到别的[乡镇]或[县]时用；只换住处的，改住址。"),
    )

    def wish(a: Answers) -> Leaving:
        on, said, to_addr, from_addr = (_text(a, name) for name in ("on", "said", "to_addr", "from_addr"))
        return Leaving(case.file.family_id, on, MOVED, said, to_addr, from_addr)

    def asked(a: Answers) -> Transfer:
        words = tr("{said}；{on} 起迁到 {place}").format(
            said=_text(a, "said"), on=_text(a, "on"), place=_text(a, "to_addr")
        )
        return Transfer(case.file.family_id, _text(a, "to"), words)

    def command(a: Answers) -> Command:
        if _text(a, "to"):
            return partial(request_transfer, asking=asked(a))
        return partial(leave_register, wish=wish(a))

    def review(a: Answers) -> Callable[[Desk], Review]:
        if _text(a, "to"):
            return partial(review_request, wish=asked(a))
        return partial(review_leaving, wish=wish(a))

    return Plan(questions, command, review)


def _withdraw_transfer(case: Case) -> Plan:
    questions = asking(case, tr("撤回转档申请"), tr("撤回申请"), note=f"{case.file.leaving.asked}。")
    return Plan(questions, lambda _a: partial(withdraw_request, family_id=case.file.family_id))


def _exit(case: Case) -> Plan:
    reasons = case.choices("stop_reason", *EXIT_REASONS)
    questions = asking(
        case,
        tr("登记退出"),
        tr("看看会怎样"),
        Ask("reason", tr("原因"), "choice", case.file.exit_reason or None, reasons, required=True),
        Ask("on", tr("从哪天起"), "day", case.today, required=True),
        Ask("said", tr("说明"), "notes", case.file.exit_said or None, required=True),
        note=tr("再生育、收养、康复或误报时用；资格一起停止，档案留着。"),
    )

    def wish(a: Answers) -> Leaving:
        return Leaving(case.file.family_id, _text(a, "on"), _text(a, "reason"), _text(a, "said"))

    return _leaving(questions, wish)


def _leaving(questions: Asking, wish: Callable[[Answers], Leaving]) -> Plan:
    return Plan(
        questions, lambda a: partial(leave_register, wish=wish(a)), lambda a: partial(review_leaving, wish=wish(a))
    )


def _text(answers: Answers, name: str) -> str:
    return str(answers.get(name) or "")


def _come_in(case: Case) -> Plan:
    back = not case.file.active
    questions = asking(
        case,
        tr("登记迁回") if back else tr("登记迁入"),
        tr("记下"),
        Ask("on", tr("从哪天起"), "day", case.today, required=True),
        Ask("from_addr", tr("从哪里迁来"), "notes", hint=tr("写到[县]、[乡镇]"), required=True),
        Ask("to_addr", tr("迁到哪里"), value=case.file.address),
        Ask("said", tr("原因"), required=True),
        note=tr("迁回后，联系人、资格等要重新落实；迁走的那段日子不算在册。") if back else "",
    )

    def command(a: Answers) -> Command:
        on, said, from_addr, to_addr = (_text(a, name) for name in ("on", "said", "from_addr", "to_addr"))
        return partial(come_in, wish=Arrival(case.file.family_id, on, said, from_addr, to_addr))

    return Plan(questions, command)


def _reopen(case: Case) -> Plan:
    questions = asking(
        case,
        tr("恢复在册"),
        tr("恢复"),
        Ask("on", tr("从哪天起"), "day", case.today, required=True),
        Ask("said", tr("原因"), "notes", required=True),
        note=tr("联系人、资格等要重新落实；不在册的那段日子仍不算在册。"),
    )

    def command(a: Answers) -> Command:
        wish = Arrival(case.file.family_id, _text(a, "on"), _text(a, "said"), moved=False)
        return partial(come_in, wish=wish)

    return Plan(questions, command)


def _retype(case: Case) -> Plan:
    kinds = tuple((code, word) for code, word in case.choices("case_type") if code != case.held.get("case_type"))
    questions = asking(
        case,
        tr("变更家庭类别"),
        tr("变更"),
        Ask("case_type", tr("新的类别"), "choice", None, kinds, required=True),
        Ask("on", tr("从哪天起"), "day", case.today, required=True),
        Ask("said", tr("原因"), "notes", required=True),
        note=tr("信息变动会记一行，随下次上报交[县]里。"),
    )

    def command(a: Answers) -> Command:
        on, case_type, said = (_text(a, name) for name in ("on", "case_type", "said"))
        return partial(retype_family, family_id=case.file.family_id, on=on, case_type=case_type, said=said)

    return Plan(questions, command)


PLANS = {
    **FAMILY.plans,
    "change_risk": _change_risk,
    "move_out": _move_out,
    "exit_family": _exit,
    "come_in": _come_in,
    "reopen_family": _reopen,
    "withdraw_transfer": _withdraw_transfer,
    "retype_family": _retype,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    **FAMILY.edited,
    "change_risk": ("family", ("risk_level", "risk_reason")),
    "retype_family": ("family", ("case_type",)),
}
