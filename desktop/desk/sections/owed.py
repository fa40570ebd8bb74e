"""What is owed to this family next, each thing with its reason; what need not be done stands below with why."""

from db.domain.duties import OVERDUE, Duty, waived_duties
from db.domain.standing import EXCLUDED, LATE, SOON
from db.domain.support_facts import Waiver
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, say_day
from desktop.words import tr

_MOST = 8


def owed_section(desk: Desk, view: FamilyView) -> Section:
    """The most urgent things first, each with the verb that says it need not be done this time."""
    waived = waived_duties(view.facts, desk.profile, view.on)
    lines = [_owed(view, duty) for duty in view.duties[:_MOST]]
    left = len(view.duties) - _MOST
    if left > 0:
        lines.append(SectionLine(tr("还有 {n} 件以后的").format(n=left)))
    lines += [_waived(duty, waiver) for duty, waiver in waived]
    late = sum(duty.state == OVERDUE for duty in view.duties)
    note = tr("{n} 件逾期").format(n=late) if late else tr("{n} 件").format(n=len(view.duties)) if view.duties else ""
    return Section("owed", "list-checks", tr("待办"), note or tr("没有"), LATE if late else "", tuple(lines))


def _owed(view: FamilyView, duty: Duty) -> SectionLine:
    state = LATE if duty.state == OVERDUE else SOON if duty.due_by == view.on else ""
    by = tr("{day} 前").format(day=say_day(view, duty.due_by))
    about = f"{duty.title}：{duty.subject_name}" if duty.subject_name else duty.title
    note = "，".join(part for part in (duty.reason, by, duty.owner) if part)
    return SectionLine(about, note, state, (Verb("waive_duty", tr("这次不用办"), duty.key),))


def _waived(duty: Duty, waiver: Waiver) -> SectionLine:
    note = tr("不用办：{reason}").format(reason=waiver.reason)
    return SectionLine(duty.title, note, EXCLUDED, (Verb("take_up_duty", tr("恢复待办"), waiver.id),))
