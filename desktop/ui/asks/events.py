"""Major events: written down at once, completed, settled."""

from functools import partial

from db.clock import CHINA
from db.commands.events import edit_event, record_event, settle_event
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_FIELDS = ("kind", "person_id", "on", "known_on", "known_time", "summary", "measures", "reported_to", "follow_up")
_SETTLED = ("measures", "reported_to", "follow_up", "closed_on")


def _record(case: Case) -> Plan:
    hours = case.desk.profile.on(case.today).s2_emergency.hours
    now = case.desk.clock.now().astimezone(CHINA).strftime("%H:%M")
    questions = asking(
        case,
        tr("记重大事项"),
        tr("记下"),
        Ask("kind", tr("什么事"), "choice", None, case.choices("event_kind"), required=True),
        Ask("person_id", tr("是谁"), "choice", None, case.people),
        Ask("on", tr("哪天发生的"), "day", case.today, required=True),
        Ask("known_on", tr("哪天得知的"), "day", case.today, required=True),
        Ask("known_time", tr("几点得知的"), "time", now),
        Ask("summary", tr("经过"), "notes", hint=tr("只写必要的")),
        Ask("measures", tr("已采取的措施"), "notes"),
        Ask("reported_to", tr("已报告给谁")),
        note=tr("从得知起 {n} 小时内要上门；去不了的，写明措施和报告对象再办结。").format(n=hours),
    )

    def command(a: Answers) -> Command:
        return partial(record_event, family_id=case.file.family_id, fields=given(a, *_FIELDS[:-1]))

    return Plan(questions, command)


def _edit(case: Case) -> Plan:
    h = case.held
    done = h.get("closed_on")
    closed = (Ask("closed_on", tr("哪天办结"), "day", done, required=True),) if done else ()
    questions = asking(
        case,
        tr("补充重大事项"),
        tr("保存"),
        Ask("kind", tr("什么事"), "choice", h.get("kind"), case.choices("event_kind"), required=True),
        Ask("person_id", tr("是谁"), "choice", h.get("person_id"), case.people),
        Ask("on", tr("哪天发生的"), "day", h.get("on"), required=True),
        Ask("known_on", tr("哪天得知的"), "day", h.get("known_on")),
        Ask("known_time", tr("几点得知的"), "time", h.get("known_time")),
        Ask("summary", tr("经过"), "notes", h.get("summary")),
        Ask("measures", tr("措施"), "notes", h.get("measures")),
        Ask("reported_to", tr("报告给谁"), value=h.get("reported_to")),
        Ask("follow_up", tr("后续"), "notes", h.get("follow_up")),
        *closed,
        note=tr("看过、改过都留记录；原来的值留在历史里。"),
    )
    names = (*_FIELDS, *(ask.name for ask in closed))
    return Plan(questions, lambda a: partial(edit_event, event_id=case.subject, fields={n: a[n] for n in names}))


def _settle(case: Case) -> Plan:
    h = case.held
    questions = asking(
        case,
        tr("办结重大事项"),
        tr("办结"),
        Ask("measures", tr("采取了什么措施"), "notes", h.get("measures"), required=True),
        Ask("reported_to", tr("报告给谁"), value=h.get("reported_to"), required=True),
        Ask("follow_up", tr("后续"), "notes", h.get("follow_up")),
        Ask("closed_on", tr("哪天办结"), "day", case.today, required=True),
    )
    return Plan(questions, lambda a: partial(settle_event, event_id=case.subject, fields=given(a, *_SETTLED)))


PLANS = {"record_event": _record, "edit_event": _edit, "settle_event": _settle}
EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit_event": ("event", (*_FIELDS, "closed_on")),
    "settle_event": ("event", _SETTLED[:-1]),
}
