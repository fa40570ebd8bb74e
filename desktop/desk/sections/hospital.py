"""Stays in hospital, what may be claimed for them, and how far each claim is."""

from db.domain.claims import PAID, REFUSED, nights, stage_of
from db.domain.duties import OVERDUE
from db.domain.money import yuan_words
from db.domain.standing import LATE, SOON
from db.domain.support_facts import Claim
from desktop.desk.families import FamilyView
from desktop.desk.insuring import InsuranceCase, StayCase, step_words
from desktop.desk.sections.section import URGENCY, Section, SectionLine, Verb, say_day
from desktop.words import tr

_MOST = 6


def hospital_section(view: FamilyView, case: InsuranceCase) -> Section:
    """The latest stays, each followed by its claims. The diagnosis is nowhere here: it is read in its own panel."""
    lines = [line for stay in case.stays[:_MOST] for line in _stay(view, case, stay)]
    state = min((line.state for line in lines if line.state in URGENCY), key=URGENCY.__getitem__, default="")
    verbs = (Verb("record_stay", tr("登记住院")),)
    return Section("hospital", "first-aid", tr("住院与理赔"), _note(view, case), state, tuple(lines), verbs)


def _note(view: FamilyView, case: InsuranceCase) -> str:
    inside = sum(each.stay.discharged_on is None for each in case.stays)
    if inside:
        return tr("{n} 人住院中").format(n=inside)
    waiting = sum(_due(view, each) != "" for each in case.stays)
    if waiting:
        return tr("{n} 次待理赔").format(n=waiting)
    return tr("住院 {n} 次").format(n=len(case.stays)) if case.stays else tr("没有")


def _due(view: FamilyView, case: StayCase) -> str:
    """The state of the duty to file this stay's claim; "" when there is none."""
    duty = next((d for d in view.duties if d.action == "file_claim" and d.subject_id == case.stay.id), None)
    return "" if duty is None else LATE if duty.state == OVERDUE else SOON


def _stay(view: FamilyView, insurance: InsuranceCase, case: StayCase) -> list[SectionLine]:
    stay = case.stay
    since = say_day(view, stay.admitted_on)
    if stay.discharged_on is None:
        span = tr("{day} 入院，第 {n} 天").format(day=since, n=(view.on - stay.admitted_on).days + 1)
        verbs = [Verb("discharge", tr("登记出院"), stay.id), Verb("edit_stay", tr("改"), stay.id)]
        offers = ""
    else:
        left = say_day(view, stay.discharged_on)
        span = tr("{since} 至 {left}，{n} 天").format(since=since, left=left, n=nights(stay, view.on))
        verbs = [Verb("edit_stay", tr("改"), stay.id)]
        if case.open:
            verbs.insert(0, Verb("file_claim", tr("登记理赔") if case.waiting else tr("再报一次"), stay.id))
        offers = _offers(case)
    if not case.claims:
        verbs.append(Verb("void_stay", tr("作废"), stay.id))
    where = "，".join(part for part in (stay.hospital, span) if part)
    note = "。".join(part for part in (where, offers) if part)
    line = SectionLine(case.name, note, _due(view, case), tuple(verbs))
    return [line, *(_claim(view, insurance, claim) for claim in case.claims)]


def _offers(case: StayCase) -> str:
    """What may be claimed, and why not more; "" once everything has its claim."""
    if not case.offers:
        return tr("住院时没有在保的保险")
    return "；".join(_offer_words(offer.words, offer.reason, offer.doubt, offer.days) for offer in case.waiting)


def _offer_words(words: str, reason: str, doubt: str, days: int) -> str:
    if not days:
        return words
    because = "，".join(part for part in (reason, doubt) if part)
    said = tr("可报{what}").format(what=words)
    return f"{said}（{because}）" if because else said


def _claim(view: FamilyView, insurance: InsuranceCase, claim: Claim) -> SectionLine:
    stage = stage_of(claim, view.on)
    cover = insurance.cover(claim.insured_id)
    what = insurance.product(cover.product).name if cover else tr("理赔")
    amount = tr("{n} 元").format(n=yuan_words(claim.amount)) if claim.amount else ""
    days = tr("{n} 天").format(n=claim.days) if claim.days else ""
    words = " ".join(part for part in (what, days, amount) if part)
    on = claim.refused_on or claim.paid_on or claim.accepted_on or claim.submitted_on
    note = f"{step_words(claim, view.on)} {say_day(view, on)}".strip()
    if claim.refuse_reason:
        note = tr("{note}，{why}").format(note=note, why=claim.refuse_reason)
    state = "ok" if stage == PAID else "no" if stage == REFUSED else ""
    return SectionLine(words, note, state, _claim_verbs(claim, stage))


def _claim_verbs(claim: Claim, stage: str) -> tuple[Verb, ...]:
    edit, papers = Verb("edit_claim", tr("改"), claim.id), Verb("add_attachment", tr("添材料"), f"claim:{claim.id}")
    if stage in {PAID, REFUSED}:
        return (edit, papers)
    if stage == "prepared":
        return (
            Verb("hand_in_claim", tr("登记交材料"), claim.id),
            edit,
            papers,
            Verb("void_claim", tr("作废"), claim.id),
        )
    steps = [Verb("pay_claim", tr("登记赔付"), claim.id), Verb("refuse_claim", tr("登记拒赔"), claim.id)]
    if stage == "submitted":
        steps.insert(0, Verb("accept_claim", tr("登记受理"), claim.id))
    return (*steps, edit, papers)
