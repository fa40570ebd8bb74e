"""Family-doctor agreements, a line a person."""

from datetime import date

from db.domain.family import Person, in_span
from db.domain.standing import MISS, SOON
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import SOON_DAYS, Section, SectionLine, Verb, item_words, say_day, targets
from desktop.words import tr


def doctor_section(view: FamilyView) -> Section:
    """Family-doctor agreements, a line a person."""
    lines = tuple(_agreement(view, person) for person in targets(view))
    word, state = item_words(view, "C3")
    signed = sum(line.state in {"ok", SOON} for line in lines)
    note = word or tr("{n} 人已签").format(n=signed)
    return Section("doctor", "stethoscope", tr("家庭医生协议"), note, state, lines)


def _agreement(view: FamilyView, person: Person) -> SectionLine:
    mine = [a for a in view.facts.agreements if a.person_id == person.id]
    running = [a for a in mine if a.state in {"signed", "ended"} and in_span(a.since, a.ended_on or a.until, view.on)]
    sign = Verb("renew_agreement" if mine else "sign_agreement", tr("续签") if running else tr("登记签约"), person.id)
    declined = Verb("decline_agreement", tr("本人不愿"), person.id)
    if running:
        last = max(running, key=lambda a: a.until or date.max)
        until = tr("至 {day}").format(day=say_day(view, last.until)) if last.until else ""
        ends = last.until is not None and (last.until - view.on).days <= SOON_DAYS
        verbs = (
            sign,
            Verb("record_doctor_service", tr("登记服务"), person.id),
            Verb("end_agreement", tr("解约"), last.id),
        )
        note = "，".join(part for part in (last.team or last.doctor, until) if part)
        return SectionLine(person.name, note, SOON if ends else "ok", verbs)
    refused = [a for a in mine if a.state in {"declined", "unfit"}]
    if refused:
        on = max((a.declined_on for a in refused if a.declined_on), default=None)
        note = tr("本人不愿，{day} 再问过").format(day=say_day(view, on)) if on else tr("本人不愿")
        return SectionLine(person.name, note, "no", (sign,))
    before = max((a.until for a in mine if a.until), default=None)
    note = tr("协议 {day} 已止").format(day=say_day(view, before)) if before else tr("没有登记过协议")
    return SectionLine(person.name, note, MISS, (sign, declined))
