"""Family-doctor agreements, a line a person, with what the doctor still owes; and the latest services."""

from db.domain.agreements import in_force, last_day, until_then
from db.domain.almanac import Almanac, almanac
from db.domain.coverage_facts import Agreement
from db.domain.family import Person
from db.domain.fulfilment import Fulfilled, fulfilments
from db.domain.standing import MISS, OK, SOON
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, item_words, say_day, targets
from desktop.words import tr

_MOST_SERVICES = 3


def doctor_section(desk: Desk, view: FamilyView) -> Section:
    """Family-doctor agreements, a line a person; below them the latest services."""
    page = almanac(desk.profile, view.on)
    served = {each.person.id: each for each in fulfilments(view.facts, page)}
    lines = tuple(_agreement(view, page, person, served.get(person.id)) for person in targets(view))
    word, state = item_words(view, "C3")
    signed = sum(line.state in {OK, SOON} for line in lines)
    note = word or tr("{n} 人已签").format(n=signed)
    return Section("doctor", "stethoscope", tr("家庭医生协议"), note, state, (*lines, *_services(desk, view)))


def _agreement(view: FamilyView, page: Almanac, person: Person, served: Fulfilled | None) -> SectionLine:
    mine = [a for a in view.facts.agreements if a.person_id == person.id]
    running = [a for a in mine if in_force(a, view.on)]
    if running:
        return _running(view, page, person, max(running, key=until_then), served)
    sign = Verb("sign_agreement", tr("登记签约"), person.id)
    refused = [a for a in mine if a.state in {"declined", "unfit"}]
    ended = [a for a in mine if a.state in {"signed", "ended"}]
    said = max(refused, key=lambda a: (a.declined_on or a.since or view.facts.opened_on, a.id), default=None)
    before = max((day for a in ended if (day := last_day(a)) and day < view.on), default=None)
    if said is not None and (before is None or (said.declined_on or said.since or before) >= before):
        return _refused(view, person, said, sign)
    note = tr("协议 {day} 已止").format(day=say_day(view, before)) if before else tr("没有登记过协议")
    verbs = (
        Verb("renew_agreement", tr("续签"), person.id) if before else sign,
        Verb("decline_agreement", tr("本人不愿"), person.id),
        Verb("unfit_agreement", tr("不宜签约"), person.id),
    )
    return SectionLine(person.name, note, MISS, verbs)


def _running(view: FamilyView, page: Almanac, person: Person, last: Agreement, served: Fulfilled | None) -> SectionLine:
    until = last_day(last)
    ends = until is not None and (until - view.on).days <= page.rules.c3.soon_days
    parts = (
        "、".join(part for part in (last.team, last.doctor) if part),
        tr("至 {day}").format(day=say_day(view, until)) if until else "",
        served.words if served else "",
    )
    verbs = (
        Verb("renew_agreement", tr("续签"), person.id),
        Verb("record_doctor_service", tr("登记服务"), person.id),
        Verb("switch_agreement", tr("改签"), last.id),
        Verb("end_agreement", tr("解约"), last.id),
        Verb("edit_agreement", tr("改"), last.id),
        Verb("void_agreement", tr("记错了"), last.id),
    )
    return SectionLine(person.name, "，".join(part for part in parts if part), SOON if ends else OK, verbs)


def _refused(view: FamilyView, person: Person, said: Agreement, sign: Verb) -> SectionLine:
    words = tr("本人不愿") if said.state == "declined" else tr("不宜签约")
    on = said.declined_on or said.since
    note = tr("{words}，{day} 问过").format(words=words, day=say_day(view, on)) if on else words
    again = "decline_agreement" if said.state == "declined" else "unfit_agreement"
    verbs = (
        sign,
        Verb(again, tr("又问过，还是这样"), person.id),
        Verb("edit_agreement", tr("改"), said.id),
        Verb("void_agreement", tr("记错了"), said.id),
    )
    return SectionLine(person.name, note, "no", verbs)


def _services(desk: Desk, view: FamilyView) -> list[SectionLine]:
    """The latest services; what was found stands in no list."""
    made = sorted(view.of("doctor_service"), key=lambda r: (str(r.values["on"]), r.first_no), reverse=True)
    lines = []
    for record in made[:_MOST_SERVICES]:
        v = record.values
        name = next((p.name for p in view.facts.persons if p.id == v.get("person_id")), "")
        what = desk.word("doctor_service_kind", str(v["kind"]))
        words = tr("{name}：{what}").format(name=name, what=what)
        verbs = (Verb("void_doctor_service", tr("记错了"), record.id),)
        lines.append(SectionLine(words, say_day(view, as_day(v["on"])), "", verbs))
    return lines
