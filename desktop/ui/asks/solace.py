"""Solace: talks and sessions."""

from functools import partial

from db.commands.services import record_service
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, given
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr


def _session(case: Case) -> Plan:
    everyone = tuple(person_id for person_id, _ in case.people)
    questions = asking(
        case,
        tr("登记精神慰藉"),
        tr("登记"),
        Ask("person_ids", tr("和谁"), "ticks", everyone, case.people, required=True),
        Ask("kind", tr("形式"), "choice", "talk", case.choices("psych_session_kind"), required=True),
        Ask("on", tr("日期"), "day", case.today, required=True),
        Ask("provider", tr("服务人")),
        Ask("summary", tr("摘要"), "notes", hint=tr("只写必要的，单独保管")),
    )

    def command(a: Answers) -> Command:
        fields = {
            "family_id": case.file.family_id,
            "person_ids": list(a["person_ids"]),
            **given(a, "kind", "on", "provider", "summary"),
        }
        return partial(record_service, entity="psych_session", fields=fields, said=tr("已登记精神慰藉"))

    return Plan(questions, command)


PLANS = {
    "record_session": _session,
}
