"""Volunteers paired with the family."""

from db.domain.family import in_span
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, item_words, say_day
from desktop.words import tr


def volunteers_section(view: FamilyView) -> Section:
    """Volunteers paired with the family."""
    now = [p for p in view.facts.pairings if in_span(p.since, p.until, view.on)]
    word, state = item_words(view, "S3")
    lines = tuple(
        SectionLine(p.volunteer_name, tr("{day} 起结对").format(day=say_day(view, p.since)), "ok") for p in now
    )
    note = word or (tr("结对 {n} 名").format(n=len(now)) if now else tr("没有结对"))
    verbs = (Verb("pair_volunteer", tr("登记结对")), Verb("record_volunteer_service", tr("登记服务")))
    return Section("volunteers", "hand-heart", tr("志愿服务"), note, state, lines, verbs)
