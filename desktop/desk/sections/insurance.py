"""Who is insured."""

from db.domain.family import in_span
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, item_words, say_day, targets
from desktop.words import tr


def insurance_section(view: FamilyView) -> Section:
    """Who is insured."""
    lines = []
    for person in targets(view):
        now = [i for i in view.facts.insured if i.person_id == person.id and in_span(i.since, i.until, view.on)]
        verb = Verb("enrol_insurance", tr("登记参保"), person.id)
        if now:
            until = max((i.until for i in now if i.until), default=None)
            words = tr("在保，至 {day}").format(day=say_day(view, until)) if until else tr("在保")
            lines.append(SectionLine(person.name, words, "ok", (verb,)))
        else:
            lines.append(SectionLine(person.name, tr("没有在保的保险"), "", (verb,)))
    word, state = item_words(view, "S4")
    covered = sum(line.state == "ok" for line in lines)
    note = word or tr("{n} 人在保").format(n=covered)
    return Section("insurance", "umbrella", tr("保险保障"), note, state, tuple(lines))
