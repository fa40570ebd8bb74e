"""Members, children, address."""

from db.domain.masking import mask_phone
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, partial_day
from desktop.words import tr


def members_section(desk: Desk, view: FamilyView) -> Section:
    """Members, children, address."""
    lines = [_person(desk, record) for record in view.of("person")]
    lines += [_child(record) for record in view.of("child")]
    v = view.stored.values
    address = str(v.get("live_addr") or v.get("hukou_addr") or tr("没有写住址"))
    lines.append(SectionLine(tr("住址与电话"), address, "", (Verb("edit_family", tr("改")),)))
    note = tr("{n} 人").format(n=len(view.facts.members(view.on)))
    verbs = (Verb("add_member", tr("加成员")), Verb("add_child", tr("登记子女")))
    return Section("members", "users-three", tr("成员与住址"), note, "", tuple(lines), verbs)


def _person(desk: Desk, record: StoredRecord) -> SectionLine:
    v = record.values
    about = [desk.word("relation", str(v.get("relation", "")))]
    if not v.get("alive", True):
        about.append(tr("{day}去世").format(day=partial_day(v.get("death_date"))))
    elif v.get("phone"):
        about.append(mask_phone(str(v["phone"])))
    state = "clash" if record.disputed else ""
    return SectionLine(str(v["name"]), "，".join(about), state, (Verb("edit_person", tr("改"), record.id),))


def _child(record: StoredRecord) -> SectionLine:
    v = record.values
    words = {"dead": tr("{day}离世"), "disabled": tr("{day}致残"), "alive": tr("健在")}
    note = words.get(str(v.get("state")), "").format(day=partial_day(v.get("event_date")))
    state = "clash" if record.disputed else ""
    return SectionLine(tr("子女"), note, state, (Verb("edit_child", tr("改"), record.id),))
