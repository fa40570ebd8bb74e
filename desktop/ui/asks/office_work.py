"""The office's own work: training, news items, self-checks of targets, the staff to be filed."""

from functools import partial

from db.commands.office import keep_record
from desktop.desk.desk import Desk
from desktop.desk.registers.trainings import duty_choices
from desktop.ui.asks.case import Answers, Command, Plan, asking
from desktop.ui.asks.office import Office, OfficeVerb, as_fields, asks_of, end_verb, record_verbs, void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_TRAINING = ("topic", "on", "organiser", "audience", "headcount", "village_staff", "duty", "note")
_NEWS = ("title", "on", "outlet", "summary")
_WORKER = ("name", "post", "phone", "since")


def _check(office: Office) -> Plan:
    """A self-check of one target; the subject is its code."""
    target = next(each for each in office.desk.profile.targets_on(office.today) if each.code == office.subject)
    asks = asks_of(office, "target_check", ("state", "on", "note"), {"on": office.today})
    questions = asking(office, target.name, tr("记下"), *asks, note=target.source)

    def command(a: Answers) -> Command:
        fields = {"target": target.code, **as_fields(a)}
        return partial(keep_record, entity="target_check", fields=fields, said=tr("已记下自查"))

    return Plan(questions, command)


def _add_worker(office: Office) -> Plan:
    role = Ask("role", tr("角色"), "choice", "operator", office.choices("worker_role", "operator", "reviewer"))
    asks = asks_of(office, "worker", _WORKER, {"since": office.today})
    note = tr("登记在名册里，不等于能打开这份档案。")
    questions = asking(office, tr("新增工作人员"), tr("保存"), asks[0], role, *asks[1:], note=note)
    said = tr("已登记工作人员")
    return Plan(questions, lambda a: partial(keep_record, entity="worker", fields=as_fields(a), said=said))


def _duties(desk: Desk) -> dict[str, tuple[tuple[str, str], ...]]:
    offered = duty_choices(desk)
    return {"duty": offered} if offered else {}


VERBS = {
    **record_verbs("training", _TRAINING, first=lambda office: {"on": office.today}, choices=_duties),
    **record_verbs("news_item", _NEWS, first=lambda office: {"on": office.today}),
    "check_target": OfficeVerb(_check),
    "void_target_check": void_verb("target_check"),
    **{name: verb for name, verb in record_verbs("worker", _WORKER).items() if name == "edit_worker"},
    "add_worker": OfficeVerb(_add_worker),
    "end_worker": end_verb("worker", "登记离岗", "已登记离岗"),
}
