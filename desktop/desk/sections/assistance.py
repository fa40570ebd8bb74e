"""特扶资格, a line a person: where the record stands, why, how much, and whether this year's check is done."""

from db.domain.eligibility import LOCAL, NONE, READY, UNDERAGE
from db.domain.money import yuan_words
from db.domain.standing import LATE, OK, SOON, day_words
from desktop.desk.assistance import Assistance, PersonAssistance
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import URGENCY, Section, SectionLine, Verb
from desktop.words import tr

_RUNNING = {"applied", "publicised", "confirmed"}


def assistance_section(desk: Desk, view: FamilyView) -> Section:
    """The special assistance, each person for themselves: the money is paid per person."""
    people = Assistance.of(desk, view.on).people(view.facts)
    lines = tuple(_line(desk, view, each) for each in people)
    running = sum(each.status == "confirmed" for each in people)
    worst = min((line.state for line in lines), key=lambda state: URGENCY.get(state, 9), default="")
    state = worst if worst in URGENCY else ""
    word = next((line.note.partition("，")[0] for line in lines if line.state == state), "") if state else ""
    note = word or (tr("{n} 人已确认").format(n=running) if running else tr("没有人在享受"))
    return Section("assistance", "identification-card", tr("特扶资格"), note, state, lines)


def _line(desk: Desk, view: FamilyView, each: PersonAssistance) -> SectionLine:
    kind = tr("{kind}类").format(kind=desk.word("eligibility_kind", each.kind)) if each.kind else ""
    words = tr("{name}：{what}").format(name=each.person.name, what=_standing(desk, each))
    about = [*_pressing(view, each), kind, *_money(each), *_recorded(desk, view, each), *_paid(view, each)]
    about += [each.amount.source] if each.amount else []
    return SectionLine(words, "，".join(part for part in about if part), _state(each), verbs_of(each))


def _standing(desk: Desk, each: PersonAssistance) -> str:
    if each.status == NONE:
        return tr("没有依据")
    if each.status == LOCAL:
        return tr("只适用本地办法")
    return desk.word("eligibility_status", each.status)


def _state(each: PersonAssistance) -> str:
    if each.check in {"due", "pending"} or each.proposal is not None or each.status == READY:
        return LATE if each.check == "due" and each.proposal is None else SOON
    return OK if each.status == "confirmed" else ""


def _pressing(view: FamilyView, each: PersonAssistance) -> list[str]:
    if each.proposal is not None:
        return [each.proposal.sentence]
    if each.check == "due":
        return [tr("{year} 年还没有年审").format(year=view.on.year)]
    if each.check == "pending":
        return [tr("{year} 年年审待核").format(year=view.on.year)]
    if each.status == READY:
        return [tr("可以申报")]
    if each.status in {UNDERAGE, NONE, LOCAL}:
        return [each.worked_out.reason]
    return []


def _recorded(desk: Desk, view: FamilyView, each: PersonAssistance) -> list[str]:
    """What is recorded, or why it may be."""
    e = each.entitlement
    if e is None:
        ahead = each.worked_out
        if each.status == UNDERAGE and ahead.first_year:
            return [tr("{year} 年起可申报").format(year=ahead.first_year)]
        return [ahead.reason] if each.status == READY else []
    steps = (("applied_on", tr("申报")), ("publicised_on", tr("公示")), ("confirmed_on", tr("确认")))
    told = [
        tr("{day}{step}").format(day=day_words(on, view.on.year), step=step)
        for name, step in steps
        if (on := getattr(e, name))
    ]
    told = told[-1:] if each.status != "stopped" else []
    if e.first_year and each.status == "confirmed":
        told.append(tr("{year} 年起").format(year=e.first_year))
    if each.status == "stopped" and e.stopped_on:
        reason = desk.word("stop_reason", e.stop_reason) if e.stop_reason else ""
        told.append(tr("{day} 停止 {reason}").format(day=day_words(e.stopped_on, view.on.year), reason=reason).strip())
    if each.check == "passed":
        told.append(tr("{year} 年年审合格").format(year=view.on.year))
    if each.status in {"applied", "publicised"}:
        told.append(_papers(desk, view, e.id))
    return told


def _papers(desk: Desk, view: FamilyView, eligibility_id: str) -> str:
    """The papers handed in against the list."""
    record = next((r for r in view.of("eligibility") if r.id == eligibility_id), None)
    handed = tuple(record.values.get("papers") or ()) if record else ()
    return tr("材料 {n}/{most}").format(n=len(handed), most=len(desk.codes["eligibility_paper"].entries))


def _money(each: PersonAssistance) -> list[str]:
    if each.amount is None:
        return []
    return [money_words(each.amount.amount, verified=each.amount.verified)]


def money_words(fen: int, *, verified: bool) -> str:
    """A monthly amount: 每人每月 590 元, and 未核实 where it rests on general knowledge."""
    words = tr("每人每月 {yuan} 元").format(yuan=yuan_words(fen))
    return words if verified else words + tr("（未核实）")


def _paid(view: FamilyView, each: PersonAssistance) -> list[str]:
    """The latest payment known."""
    mine = [r for r in view.of("benefit_payment") if r.values.get("person_id") == each.person.id]
    paid = [r for r in mine if r.values.get("status", "paid") == "paid"]
    if not paid:
        return []
    last = max(paid, key=lambda r: str(r.values.get("period") or ""))
    yuan = yuan_words(int(last.values["amount"]))
    return [tr("最近一笔 {period}，{yuan} 元").format(period=last.values.get("period", ""), yuan=yuan)]


def verbs_of(each: PersonAssistance) -> tuple[Verb, ...]:
    """What can be written about one person's assistance now, the commonest first."""
    person, e = each.person.id, each.entitlement
    living = each.status != "stopped" or each.person.alive
    apply = (Verb("apply_assistance", tr("登记申报"), person),) if living else ()
    if e is None or each.status in {READY, UNDERAGE}:
        return apply
    mistakes: tuple[Verb, ...] = (Verb("edit_assistance", tr("改"), e.id), Verb("void_eligibility", tr("记错了"), e.id))
    if each.status == "stopped":
        return (*apply, *mistakes)
    if each.status == "applied":
        return (
            Verb("publicise_assistance", tr("登记公示"), e.id),
            Verb("confirm_assistance", tr("登记确认"), e.id),
            Verb("stop_assistance", tr("撤回"), e.id),
            *mistakes,
        )
    if each.status == "publicised":
        steps = (Verb("confirm_assistance", tr("登记确认"), e.id), Verb("stop_assistance", tr("撤回"), e.id))
        return (*steps, *mistakes)
    verbs = [Verb("record_payment", tr("登记发放"), person), Verb("stop_assistance", tr("停止"), e.id)]
    if each.check and each.check != "passed":
        verbs.insert(0, Verb("review_assistance", tr("年审"), e.id))
    if each.proposal is not None and each.proposal.reason == "retype":
        verbs.insert(0, Verb("retype_assistance", tr("变更类别"), e.id))
    if e.checks:
        mistakes = (*mistakes[:1], Verb("void_annual_check", tr("年审记错了"), e.id), *mistakes[1:])
    return (*verbs, *mistakes)
