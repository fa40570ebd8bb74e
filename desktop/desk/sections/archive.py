"""The head of the file."""

from db.domain.standing import LATE
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, say_day
from desktop.words import tr


def archive_section(desk: Desk, view: FamilyView) -> Section:
    """The head of the file."""
    v = view.stored.values
    reviewed = as_day(v.get("reviewed_on"))
    opened = as_day(v.get("opened_on"))
    status = desk.word("family_status", view.facts.status)
    lines = [
        SectionLine(
            tr("档案首页核对"),
            tr("上次 {day}").format(day=say_day(view, reviewed)) if reviewed else tr("还没有核对过"),
            "",
            (Verb("review_archive", tr("今天核对过")),),
        ),
        SectionLine(
            tr("关注等级：{word}").format(word=desk.word("risk_level", view.facts.risk_level)),
            str(v.get("risk_reason") or ""),
            "",
            (Verb("change_risk", tr("改")),),
        ),
        SectionLine(
            tr("档案状态：{word}").format(word=status),
            tr("{day} 建档").format(day=say_day(view, opened)) if opened else "",
            "",
            (Verb("change_status", tr("改")),),
        ),
    ]
    overdue = any(duty.rule == "A1" and duty.days_late for duty in view.duties)
    note = tr("要核对了") if overdue else tr("{status}").format(status=status)
    return Section("archive", "archive", tr("档案"), note, LATE if overdue else "", tuple(lines))
