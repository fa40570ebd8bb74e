"""Priority-care cards, a line a person; what they were used for; and who may sign when somebody lies in hospital."""

from collections.abc import Mapping
from typing import Any

from db.domain.almanac import Almanac, almanac
from db.domain.cards import card_states
from db.domain.coverage_facts import GreenCard
from db.domain.family import Person
from db.domain.masking import mask_phone
from db.domain.standing import MISS, OK, SOON, CoverageState
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, item_words, say_day, targets
from desktop.words import tr

_MOST_USES = 3


def green_card_section(desk: Desk, view: FamilyView) -> Section:
    """Priority-care cards, a line a person."""
    card, page = desk.profile.word("green_card"), almanac(desk.profile, view.on)
    states = {state.subject_id: state for state in card_states(view.facts, page)}
    lines = [_card(view, page, person, states.get(person.id)) for person in targets(view)]
    word, state = item_words(view, "C2")
    note = word or tr("{n} 人持卡").format(n=sum(line.state in {OK, SOON} for line in lines))
    lines = [*_signing(view), *lines, *_uses(desk, view)]
    verbs = (Verb("record_green_use", tr("登记一次使用")),)
    return Section("cards", "first-aid-kit", card, note, state, tuple(lines), verbs)


def _card(view: FamilyView, page: Almanac, person: Person, state: CoverageState | None) -> SectionLine:
    card = page.green_card
    mine = [c for c in view.facts.cards if c.person_id == person.id and c.since and c.since <= view.on]
    live = [c for c in mine if c.state in {"valid", "told"} and (c.until is None or c.until >= view.on)]
    issue = Verb("issue_card", tr("登记发卡"), person.id)
    if live:
        return _held(view, page, person, max(live, key=lambda c: (c.state == "valid", c.since or view.on)))
    verbs = [issue, Verb("decline_card", tr("本人不愿"), person.id)]
    if page.rules.c2.without_card:
        verbs.insert(0, Verb("tell_hospitals", tr("登记已告知"), person.id))
    last = max(mine, key=lambda c: (c.since or view.on, c.id), default=None)
    if last is not None and last.state == "declined":
        verbs = [issue, Verb("decline_card", tr("又问过，还是不愿"), person.id)]
    if last is not None:
        verbs += [Verb("edit_card", tr("改"), last.id)] if last.state != "declined" else []
        verbs += [Verb("void_card", tr("记错了"), last.id)]
    reason = state.reason if state else tr("没有{card}").format(card=card)
    return SectionLine(person.name, reason, state.state if state else "", tuple(verbs))


def _held(view: FamilyView, page: Almanac, person: Person, card: GreenCard) -> SectionLine:
    until = tr("有效至 {day}").format(day=say_day(view, card.until)) if card.until else tr("长期有效")
    ends = card.until is not None and (card.until - view.on).days <= page.rules.c2.soon_days
    verbs = (
        Verb("issue_card", tr("换卡"), person.id),
        Verb("lose_card", tr("挂失"), card.id),
        Verb("edit_card", tr("改"), card.id),
        Verb("void_card", tr("记错了"), card.id),
        Verb("record_green_use", tr("登记使用"), person.id),
    )
    given = tr("{day} 发").format(day=say_day(view, card.since))
    if card.state == "told":
        told = tr("{day} 告知过定点医院").format(day=say_day(view, card.since))
        state = OK if page.rules.c2.without_card else MISS
        return SectionLine(person.name, told, state, (Verb("issue_card", tr("登记发卡"), person.id), *verbs[3:]))
    note = "，".join(part for part in (card.card_no, given, until) if part)
    return SectionLine(person.name, note, SOON if ends else OK, verbs)


def _signing(view: FamilyView) -> list[SectionLine]:
    """Who may sign for somebody who lies in hospital now: a hard case when nobody was named (domain.md §2.4)."""
    lines = []
    inside = {s.person_id for s in view.facts.stays if s.admitted_on <= view.on and s.discharged_on is None}
    for record in view.of("person"):
        if record.id in inside:
            v = record.values
            verb = (Verb("edit_proxy", tr("改") if v.get("proxy_name") else tr("补上"), record.id),)
            words = tr("{name}住院中，谁可以签字").format(name=v["name"])
            lines.append(SectionLine(words, _proxy(v), "" if v.get("proxy_name") else SOON, verb))
    return lines


def _proxy(v: Mapping[str, Any]) -> str:
    if not v.get("proxy_name"):
        return tr("还没有委托签字人")
    relation = tr("（{word}）").format(word=v["proxy_relation"]) if v.get("proxy_relation") else ""
    return f"{v['proxy_name']}{relation} {mask_phone(str(v.get('proxy_phone', '')))}".strip()


def _uses(desk: Desk, view: FamilyView) -> list[SectionLine]:
    made = sorted(view.of("green_use"), key=lambda r: (str(r.values["on"]), r.first_no), reverse=True)
    return [_use(desk, view, record) for record in made[:_MOST_USES]]


def _use(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v = record.values
    name = next((p.name for p in view.facts.persons if p.id == v.get("person_id")), "")
    services = "、".join(desk.word("green_service", str(code)) for code in v.get("services") or ())
    along = tr("{who}陪同").format(who=v["accompanied_by"]) if v.get("accompanied_by") else ""
    project = desk.profile.programme_name(str(v["programme"])) if v.get("programme") else ""
    problem = tr("问题：{what}").format(what=v["problem"]) if v.get("problem") else ""
    note = "，".join(part for part in (services, along, project, problem) if part)
    words = tr("{name} {day} 用了绿色通道").format(name=name, day=say_day(view, as_day(v["on"])))
    return SectionLine(words, note, SOON if problem else "", (Verb("void_green_use", tr("记错了"), record.id),))
