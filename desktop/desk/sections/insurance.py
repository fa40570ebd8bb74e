"""Who is insured by what, until when, and how far its paper has come."""

from datetime import timedelta

from db.commands.insurance import Product
from db.domain.family import Person, in_span
from db.domain.standing import MISS, SOON
from db.domain.support_facts import Insured
from db.domain.supports import TOLD_ONLY
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.insuring import InsuranceCase, stages_of
from desktop.desk.sections.section import SOON_DAYS, Section, SectionLine, Verb, item_words, say_day, targets
from desktop.words import tr


def insurance_section(desk: Desk, view: FamilyView, case: InsuranceCase) -> Section:
    """Who is insured."""
    lines = [line for person in targets(view) for line in _of_person(desk, view, case, person)]
    word, state = item_words(view, "S4")
    covered = {i.person_id for i in view.facts.insured if _running(i, view)}
    note = word or tr("{n} 人在保").format(n=len(covered))
    bare = sum(person.id not in covered for person in targets(view))
    verbs = (Verb("enrol_family", tr("全家一起参保")),) if bare > 1 else ()
    return Section("insurance", "umbrella", tr("保险保障"), note, state, tuple(lines), verbs)


def _running(insured: Insured, view: FamilyView) -> bool:
    return insured.stage != TOLD_ONLY and in_span(insured.since, insured.until, view.on)


def _of_person(desk: Desk, view: FamilyView, case: InsuranceCase, person: Person) -> list[SectionLine]:
    mine = [i for i in case.covers if i.person_id == person.id]
    coming = [i for i in mine if i.stage != TOLD_ONLY and i.since > view.on]
    shown = [i for i in mine if _running(i, view)] + coming
    if shown:
        return [_cover(desk, view, case, person, insured) for insured in shown]
    return [_bare(desk, view, person, mine)]


def _bare(desk: Desk, view: FamilyView, person: Person, mine: list[Insured]) -> SectionLine:
    told = max((i.told_on for i in mine if i.stage == TOLD_ONLY and i.told_on), default=None)
    ended = max((i.until for i in mine if i.until and i.until < view.on), default=None)
    note = tr("没有在保的保险")
    if told:
        note = tr("{day} 宣传过，还没有投保").format(day=say_day(view, told))
    elif ended:
        note = tr("保险 {day} 已止").format(day=say_day(view, ended))
    verbs = [Verb("enrol_insurance", tr("登记参保"), person.id)]
    required = [p.code for p in desk.profile.products_on(view.on) if p.required]
    if not told and any(TOLD_ONLY in stages_of(desk.profile, view.on, code) for code in required):
        verbs.append(Verb("tell_insurance", tr("登记宣传"), person.id))
    return SectionLine(person.name, note, MISS if item_words(view, "S4")[1] else "", tuple(verbs))


def _cover(desk: Desk, view: FamilyView, case: InsuranceCase, person: Person, insured: Insured) -> SectionLine:
    product = case.product(insured.product)
    until = tr("至 {day}").format(day=say_day(view, insured.until)) if insured.until else tr("长期")
    if insured.since > view.on:
        until = tr("{day} 起，{until}").format(day=say_day(view, insured.since), until=until)
    number = insured.policy.policy_no if insured.policy else ""
    paper = _paper(desk, view, product, insured)
    claims = sum(c.insured_id == insured.id for each in case.stays for c in each.claims)
    said = tr("理赔 {n} 例").format(n=claims) if claims else ""
    note = "，".join(part for part in (product.name, until, number, paper, said) if part)
    last = case.latest(person.id, product)
    renewable = insured.until is not None and last is not None and last.id == insured.id
    ends = renewable and insured.until is not None and insured.until <= view.on + timedelta(days=SOON_DAYS)
    verbs = _verbs(desk, view, product, insured)
    lead = desk.profile.on(view.on).s4.remind_days
    if renewable and insured.until and insured.until <= view.on + timedelta(days=lead):
        verbs = (Verb("renew_insurance", tr("登记续保"), person.id), *verbs)
    return SectionLine(person.name, note, SOON if ends else "ok", verbs)


def _paper(desk: Desk, view: FamilyView, product: Product, insured: Insured) -> str:
    """How far the policy's paper has come, where the place keeps that stage."""
    if insured.handed_on:
        return tr("{day} 保单已发").format(day=say_day(view, insured.handed_on))
    if insured.stage == "handed":
        return tr("保单已发")
    waits = insured.stage == "enrolled" and "handed" in stages_of(desk.profile, view.on, product.code)
    return tr("保单还没发") if waits else ""


def _verbs(desk: Desk, view: FamilyView, product: Product, insured: Insured) -> tuple[Verb, ...]:
    verbs = []
    if insured.stage == "enrolled" and "handed" in stages_of(desk.profile, view.on, product.code):
        verbs.append(Verb("hand_policy", tr("登记发保单"), insured.id))
    verbs.append(Verb("edit_insured", tr("改"), insured.id))
    if insured.stage != "closed":
        verbs.append(Verb("end_insured", tr("终止"), insured.id))
    verbs.append(Verb("void_insured", tr("记错了"), insured.id))
    return tuple(verbs)
