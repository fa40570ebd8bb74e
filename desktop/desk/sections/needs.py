"""Requests under way."""

from db.domain.standing import LATE
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, say_day
from desktop.words import tr


def needs_section(desk: Desk, view: FamilyView) -> Section:
    """Requests under way."""
    open_ = [r for r in view.of("need") if r.values["status"] in {"open", "referred"}]
    done = len(view.of("need")) - len(open_)
    lines = tuple(_need(desk, view, record) for record in open_)
    note = tr("{n} 件在办").format(n=len(open_)) if open_ else tr("办结 {n} 件").format(n=done) if done else tr("没有")
    late = any(line.state == LATE for line in lines)
    return Section(
        "needs", "hand-heart", tr("诉求"), note, LATE if late else "", lines, (Verb("open_need", tr("登记诉求")),)
    )


def _need(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v = record.values
    raised = tr("{day} 登记").format(day=say_day(view, as_day(v["raised_on"])))
    where = (
        tr("已转{where}").format(where=v["referred_to"])
        if v.get("referred_to")
        else desk.word("need_status", v["status"])
    )
    due = as_day(v.get("due_by"))
    by = tr("{day} 前办结").format(day=say_day(view, due)) if due else ""
    state = LATE if due and due < view.on else ""
    verbs = (Verb("answer_need", tr("答复"), record.id), Verb("close_need", tr("办结"), record.id))
    return SectionLine(str(v["request"]), "，".join(part for part in (raised, where, by) if part), state, verbs)
