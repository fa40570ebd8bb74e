"""What was written down by mistake and cannot be corrected field by field: taken out with a reason, kept in history."""

from collections.abc import Callable
from functools import partial

from db.commands.families import void_record
from db.domain.entities.registry import ENTITIES
from desktop.ui.asks.case import Case, Plan, asking
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_TAKEN_OUT = {
    "void_need": "need",
    "void_survey": "need_survey",
    "void_event": "event",
    "void_consent": "consent",
    "void_session": "psych_session",
    "void_assessment": "psych_assess",
    "void_psych_file": "psych_file",
    "void_aid": "aid_record",
    "void_child": "child",
    "void_complication": "complication",
}


_OF_PEOPLE = frozenset({"child", "complication"})
"""Entities of which nobody says 这条."""


def _taking_out(entity: str) -> Callable[[Case], Plan]:
    def plan(case: Case) -> Plan:
        what = tr(ENTITIES[entity].title)
        said = tr("{what}登记错了") if entity in _OF_PEOPLE else tr("这条{what}记错了")
        questions = asking(
            case,
            said.format(what=what),
            tr("作废"),
            Ask("reason", tr("哪里记错了"), "notes", required=True),
            note=tr("作废后不再计入，历史里查得到，也可以撤销。要改内容的，作废后另记一条。"),
        )
        return Plan(
            questions,
            lambda a: partial(void_record, entity=entity, record_id=case.subject, reason=str(a["reason"] or "")),
        )

    return plan


PLANS = {verb: _taking_out(entity) for verb, entity in _TAKEN_OUT.items()}
