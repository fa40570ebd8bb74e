"""Volunteers paired with the family."""

from db.domain.family import in_span
from db.domain.support_facts import Pairing
from db.queries.volunteers import peers_of
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, item_words, say_day
from desktop.words import tr


def volunteers_section(desk: Desk, view: FamilyView) -> Section:
    """Volunteers paired with the family."""
    now = [p for p in view.facts.pairings if in_span(p.since, p.until, view.on)]
    word, state = item_words(view, "S3")
    lines = (*(_line(desk, view, pairing) for pairing in now), *_peers(desk, view))
    note = word or (tr("结对 {n} 名").format(n=len(now)) if now else tr("没有结对"))
    verbs = [Verb("pair_volunteer", tr("登记结对"))]
    if not now:
        verbs.append(Verb("record_volunteer_service", tr("登记服务")))
    return Section("volunteers", "hand-heart", tr("志愿服务"), note, state, lines, tuple(verbs))


def _peers(desk: Desk, view: FamilyView) -> list[SectionLine]:
    """Members who are volunteers for other families themselves."""
    with desk.record.store.reading() as connection:
        found = peers_of(connection, view.facts.id, view.on.isoformat())
    lines = []
    for peer in found:
        name = next((person.name for person in view.facts.persons if person.id == peer.person_id), "")
        gone = peer.until is not None and peer.until < view.on.isoformat()
        helping = tr("结对 {n} 户").format(n=peer.families) if peer.families else tr("还没有结对")
        said = tr("{day} 退出").format(day=say_day(view, as_day(peer.until))) if gone else helping
        words = tr("{name}是同伴志愿者").format(name=name)
        lines.append(SectionLine(words, said, "", (Verb("edit_volunteer", tr("改"), peer.id),)))
    return lines


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
        Verb("edit_pairing", tr("改"), pairing.id),
        Verb("end_pairing", tr("结束结对"), pairing.id),
        Verb("void_pairing", tr("记错了"), pairing.id),
    )
    return SectionLine(words, f"{since}，{done}", "ok", verbs)
