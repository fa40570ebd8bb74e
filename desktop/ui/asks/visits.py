"""Visits beside their page: a note in one line, and taking out one that was entered wrongly."""

from functools import partial

from db.commands.visits import record_visit, void_visit
from desktop.desk.desk import Desk
from desktop.desk.quick_note import NoteStart, note_visit
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking, brief
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.words import tr

_MODES = ("phone", "message", "video", "home")


def note_plan(desk: Desk, start: NoteStart) -> Plan:
    """随手记: one line, Enter saves; who was spoken to and who called is ticked beforehand."""
    members, callers = (tuple((i, brief(name)) for i, name in each) for each in (start.members, start.callers))
    modes = tuple((code, desk.word("visit_mode", code)) for code in _MODES)
    asks = (
        Ask("note", tr("说了什么"), hint=tr("一句话，回车就存"), required=True),
        Ask("mode", tr("方式"), "choice", "phone", modes, required=True),
        Ask("persons_met", tr("和谁"), "ticks", tuple(i for i, _ in members[:1]), members, required=True),
        Ask("contact_ids", tr("谁联系的"), "ticks", tuple(i for i, _ in callers[-1:]), callers),
    )
    shown = asks if start.callers else asks[:-1]
    household = tr("{name}户").format(name=start.name)
    questions = Asking(tr("随手记"), household, shown, tr("存下"), start.quiet, quick=True)

    def command(a: Answers) -> Command:
        visit = note_visit(start, a, desk.today.isoformat(), desk.record.worker_name)
        return partial(record_visit, visit=visit)

    return Plan(questions, command)


def _quick_note(case: Case) -> Plan:
    file = case.file
    members = tuple((member.person_id, member.name) for member in file.members)
    return note_plan(case.desk, NoteStart(file.family_id, file.name, members, file.callers, file.quiet))


def _void(case: Case) -> Plan:
    questions = asking(
        case,
        tr("这次走访记错了"),
        tr("作废"),
        Ask("reason", tr("哪里记错了"), "notes", required=True),
        note=tr("作废后不再计入，历史里查得到，也可以撤销。要改内容的，用“照此重记”。"),
    )
    return Plan(questions, lambda a: partial(void_visit, visit_id=case.subject, reason=str(a["reason"] or "")))


PLANS = {"quick_note": _quick_note, "void_visit": _void}
