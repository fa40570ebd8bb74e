"""Priority-care cards, a line a person."""

from db.domain.family import Person
from db.domain.standing import MISS, SOON
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import SOON_DAYS, Section, SectionLine, Verb, item_words, say_day, targets
from desktop.words import tr


def green_card_section(desk: Desk, view: FamilyView) -> Section:
    """Priority-care cards, a line a person."""
    card = desk.profile.word("green_card")
    lines = tuple(_card(view, card, person) for person in targets(view))
    word, state = item_words(view, "C2")
    note = word or tr("{n} 人持卡").format(n=sum(line.state in {"ok", SOON} for line in lines))
    return Section("cards", "first-aid-kit", card, note, state, lines)


def _card(view: FamilyView, card: str, person: Person) -> SectionLine:
    mine = [c for c in view.facts.cards if c.person_id == person.id]
    issue = Verb("issue_card", tr("登记发卡"), person.id)
    valid = [c for c in mine if c.state in {"valid", "told"} and (c.until is None or c.until >= view.on)]
    if valid:
        last = valid[-1]
        until = tr("有效至 {day}").format(day=say_day(view, last.until)) if last.until else tr("长期有效")
        ends = last.until is not None and (last.until - view.on).days <= SOON_DAYS
        verbs = (Verb("issue_card", tr("换卡"), person.id), Verb("lose_card", tr("挂失"), last.id))
        return SectionLine(person.name, f"{last.card_no} {until}".strip(), SOON if ends else "ok", verbs)
    if any(c.state == "declined" for c in mine):
        return SectionLine(person.name, tr("本人不愿领取"), "no", (issue,))
    note = tr("没有{card}").format(card=card)
    return SectionLine(person.name, note, MISS, (issue, Verb("decline_card", tr("本人不愿"), person.id)))
