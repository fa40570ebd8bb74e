"""Volunteers paired with the family."""

from db.domain.family import Pairing, in_span
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, item_words, say_day
from desktop.words import tr


def volunteers_section(desk: Desk, view: FamilyView) -> Section:
    """Volunteers paired with the family."""
    now = [p for p in view.facts.pairings if in_span(p.since, p.until, view.on)]
    word, state = item_words(view, "S3")
    lines = tuple(_line(desk, view, pairing) for pairing in now)
    note = word or (tr("结对 {n} 名").format(n=len(now)) if now else tr("没有结对"))
    verbs = [Verb("pair_volunteer", tr("登记结对"))]
    if not now:
        verbs.append(Verb("record_volunteer_service", tr("登记服务")))
    return Section("volunteers", "hand-heart", tr("志愿服务"), note, state, lines, tuple(verbs))


def _line(desk: Desk, view: FamilyView, pairing: Pairing) -> SectionLine:
    """Who, what kind, since when, what was done last; the pairing's own verbs."""
    words = f"{pairing.volunteer_name}  {desk.word('volunteer_kind', pairing.kind)}"
    since = tr("{day} 起结对").format(day=say_day(view, pairing.since))
    stored = [each for each in view.of("volunteer_service") if not each.voided]
    ours = [each.values for each in stored if each.values.get("pairing_id") == pairing.id]
    last = max((str(values["on"]) for values in ours), default="")
    done = (
        tr("服务 {n} 次，上次 {on}").format(n=len(ours), on=say_day(view, as_day(last))) if ours else tr("还没有服务")
    )
    verbs = (
        Verb("record_volunteer_service", tr("登记服务"), pairing.id),
        Verb("end_pairing", tr("结束结对"), pairing.id),
    )
    return SectionLine(words, f"{since}，{done}", "ok", verbs)
