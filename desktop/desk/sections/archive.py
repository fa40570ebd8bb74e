"""The head of the file."""

from db.domain.exits import ExitProposal, exit_proposals
from db.domain.standing import LATE, SOON
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, say_day
from desktop.desk.transfers import leaving_of
from desktop.words import tr


def archive_section(desk: Desk, view: FamilyView) -> Section:
    """The head of the file."""
    v = view.stored.values
    reviewed = as_day(v.get("reviewed_on"))
    status = desk.word("family_status", view.facts.status)
    lines: list[SectionLine] = [
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
        _standing(desk, view),
        SectionLine(
            tr("家庭类别：{word}").format(word=desk.word("case_type", view.facts.case_type)),
            tr("档案编号 {no}").format(no=view.facts.case_no) if view.facts.case_no else tr("没有档案编号"),
            "",
            (Verb("retype_family", tr("变更类别")), Verb("edit_family_file", tr("改编号与备注"))),
        ),
        SectionLine(
            tr("依法清除"),
            tr("登错了人、本人依法要求删除时用；要[县]里确认"),
            "",
            (Verb("request_purge", tr("申请清除")),),
        ),
    ]
    asked = leaving_of(desk, view.facts.id).asked
    if asked:
        withdraw = (Verb("withdraw_transfer", tr("撤回申请")),)
        lines.insert(0, SectionLine(asked, tr("定下以前还是本[镇]的，照常走访"), SOON, withdraw))
    proposal = exit_proposal(desk, view)
    if proposal is not None:
        leave = (Verb("exit_family", tr("登记退出")),)
        lines.insert(0, SectionLine(proposal.sentence, tr("核实后由[镇]里登记"), SOON, leave))
    overdue = any(duty.rule == "A1" and duty.days_late for duty in view.duties)
    note = tr("提议退出") if proposal else tr("要核对了") if overdue else tr("{status}").format(status=status)
    state = LATE if overdue else SOON if proposal else ""
    return Section("archive", "archive", tr("档案"), note, state, tuple(lines))


def exit_proposal(desk: Desk, view: FamilyView) -> ExitProposal | None:
    """What the record says against the file itself; None when nothing does."""
    found = exit_proposals(view.facts, desk.profile, view.on)
    return next((each for each in found if not each.person_id), None)


def _standing(desk: Desk, view: FamilyView) -> SectionLine:
    v = view.stored.values
    status, opened = view.facts.status, as_day(v.get("opened_on"))
    words = tr("档案状态：{word}").format(word=desk.word("family_status", status))
    about = [tr("{day} 建档").format(day=say_day(view, opened))] if opened else []
    since = as_day(v.get("status_on"))
    about += [tr("{day} 起").format(day=say_day(view, since))] if since else []
    about += [str(v["status_reason"])] if v.get("status_reason") else []
    verbs: tuple[Verb, ...] = ()
    if status == "active":
        verbs = (
            Verb("move_out", tr("登记迁出")),
            Verb("exit_family", tr("登记退出")),
            Verb("come_in", tr("从外地迁入的，补登记")),
        )
    elif status != "closed_deceased":
        verbs = (Verb("come_in", tr("登记迁回")), Verb("reopen_family", tr("恢复在册")))
    return SectionLine(words, "，".join(about), "", verbs)
