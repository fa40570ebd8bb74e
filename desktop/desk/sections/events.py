"""Major events: what is still to be answered first, then those behind the family."""

from db.domain.duties import OVERDUE, Duty
from db.domain.standing import LATE, SOON
from desktop.desk.desk import Desk
from desktop.desk.event_report import EventReport, event_report
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import URGENCY, Section, SectionLine, Verb, say_day
from desktop.words import tr

_ANSWERED_BY_A_VISIT = frozenset({"S2-emergency", "S2-hospital"})
_MOST = 6


def events_section(desk: Desk, view: FamilyView) -> Section:
    """Major events, the latest first."""
    owed = {duty.subject_id: duty for duty in view.duties if duty.rule in _ANSWERED_BY_A_VISIT}
    reports = [event_report(desk, view, record) for record in view.of("event")]
    reports.sort(key=lambda report: (report.closed_on is None, report.on), reverse=True)
    lines = tuple(_line(view, report, owed.get(report.id)) for report in reports[:_MOST])
    waiting = sum(report.closed_on is None for report in reports)
    state = min((line.state for line in lines if line.state in URGENCY), key=lambda s: URGENCY[s], default="")
    note = tr("{n} 件未办结").format(n=waiting) if waiting else tr("{n} 件").format(n=len(reports)) if reports else ""
    verbs = (Verb("record_event", tr("记重大事项")),)
    return Section("events", "bell-simple", tr("重大事项"), note or tr("没有"), state, lines, verbs)


def _line(view: FamilyView, report: EventReport, duty: Duty | None) -> SectionLine:
    words = "，".join(part for part in (report.kind, report.person, say_day(view, report.on)) if part)
    parts = [_known(view, report), _reached(view, report)]
    if duty is not None and not report.reached_on:
        parts[1] = tr("还没有人去看望")
    parts += [report.measures, tr("已报{whom}").format(whom=report.reported_to) if report.reported_to else ""]
    parts += [report.follow_up]
    if report.closed_on:
        parts.append(tr("{day} 办结").format(day=say_day(view, report.closed_on)))
    state = "" if duty is None else LATE if duty.state == OVERDUE else SOON
    return SectionLine(
        words, "；".join(part.strip("。 ") for part in parts if part.strip("。 ")), state, _verbs(report, duty)
    )


def _known(view: FamilyView, report: EventReport) -> str:
    at = f"{say_day(view, report.known_on)} {report.known_time}".strip()
    return tr("{at} 得知").format(at=at) if report.known_time or report.known_on != report.on else ""


def _reached(view: FamilyView, report: EventReport) -> str:
    if report.reached_on is None:
        return ""
    said = tr("{day} {how}").format(day=say_day(view, report.reached_on), how=report.reached_how)
    return f"{said}（{report.reached_by}）" if report.reached_by else said


def _verbs(report: EventReport, duty: Duty | None) -> tuple[Verb, ...]:
    verbs = [Verb("edit_event", tr("补充"), report.id)]
    if report.closed_on is None:
        verbs.insert(0, Verb("settle_event", tr("办结"), report.id))
        verbs.append(Verb("request_aid", tr("申请救助"), report.id))
    if duty is not None and duty.rule == "S2-emergency":
        verbs.insert(0, Verb("record_emergency", tr("记录看望"), report.id))
    if duty is not None and duty.rule == "S2-hospital":  # nobody has written the stay itself down yet
        stay = Verb("record_stay", tr("登记住院"), report.person_id)
        verbs[:0] = [Verb("record_hospital", tr("记录看望"), report.id), stay]
    return (*verbs, Verb("void_event", tr("记错了"), report.id))
