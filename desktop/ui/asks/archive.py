"""The head of the file: address, attention level, standing."""

from functools import partial

from db.commands.archive import change_risk, change_status
from desktop.ui.asks.case import Case, Plan, asking, corrected
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_HEAD = ("case_no", "group_name", "live_addr", "hukou_addr", "phone", "contact_hours", "contact_preference")


def _edit_family(case: Case) -> Plan:
    h = case.held
    questions = asking(
        case,
        tr("改住址与电话"),
        tr("保存修改"),
        Ask("live_addr", tr("居住地址"), value=h.get("live_addr")),
        Ask("hukou_addr", tr("户籍地址"), value=h.get("hukou_addr")),
        Ask("group_name", tr("组"), value=h.get("group_name")),
        Ask("case_no", tr("档案编号"), value=h.get("case_no")),
        Ask("phone", tr("家庭电话"), "phone", h.get("phone")),
        Ask("contact_hours", tr("方便时段"), value=h.get("contact_hours"), hint=tr("下午为宜")),
        Ask(
            "contact_preference",
            tr("怎样见面"),
            "choice",
            h.get("contact_preference"),
            case.choices("contact_preference"),
            required=True,
        ),
    )
    names = _HEAD
    return Plan(
        questions,
        lambda a: corrected("family", case.file.family_id, {n: a[n] for n in names}, tr("已改住址与电话")),
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


def _change_status(case: Case) -> Plan:
    questions = asking(
        case,
        tr("改档案状态"),
        tr("保存"),
        Ask("status", tr("状态"), "choice", case.held.get("status"), case.choices("family_status"), required=True),
        Ask("status_on", tr("从哪天起"), "day", case.today, required=True),
        Ask("status_reason", tr("原因"), "notes"),
        note=tr("不在册之后不再生成待办，档案留着。"),
    )
    return Plan(
        questions,
        lambda a: partial(change_status, family_id=case.file.family_id, fields=dict(a)),
    )


PLANS = {
    "edit_family": _edit_family,
    "change_risk": _change_risk,
    "change_status": _change_status,
}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit_family": ("family", _HEAD),
    "change_risk": ("family", ("risk_level", "risk_reason")),
    "change_status": ("family", ("status", "status_on", "status_reason")),
}
