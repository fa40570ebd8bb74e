"""Talks and sessions of solace."""

from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, item_words, say_day
from desktop.words import tr


def solace_section(desk: Desk, view: FamilyView) -> Section:
    """Talks and sessions of solace."""
    last = max(view.facts.sessions, key=lambda s: s.on, default=None)
    word, state = item_words(view, "S1")
    done = tr("上次 {day}").format(day=say_day(view, last.on)) if last else tr("还没有谈过")
    recent = sorted(view.facts.sessions, key=lambda s: s.on, reverse=True)[:3]
    lines = tuple(SectionLine(desk.word("psych_session_kind", s.kind), say_day(view, s.on)) for s in recent)
    return Section(
        "comfort", "chat-circle", tr("精神慰藉"), word or done, state, lines, (Verb("record_session", tr("登记一次")),)
    )
