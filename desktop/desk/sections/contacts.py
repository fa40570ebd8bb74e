"""The two contact persons."""

from datetime import date

from db.domain.family import Assignment, Family, in_span
from db.domain.masking import mask_phone
from db.domain.standing import MISS
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, item_words, say_day
from desktop.words import tr


def contacts_section(desk: Desk, view: FamilyView) -> Section:
    """The two contact persons."""
    now = [a for a in view.facts.assignments if in_span(a.since, a.until, view.on)]
    lines = [_contact(desk, view, a) for a in now]
    held = {a.post_kind for a in now}
    posts = [kind for kind in view_posts(desk, view) if kind not in held]
    lines += [
        SectionLine(
            tr("缺{level}联系人").format(level=desk.profile.level_short(kind)),
            tr("还没有落实"),
            MISS,
            (Verb("assign_contact", tr("落实"), kind),),
        )
        for kind in posts
    ]
    word, state = item_words(view, "C1")
    names = "、".join(a.contact_name for a in now)
    verbs = [Verb("assign_contact", tr("加联系人"), "extra")]
    if now:
        verbs.insert(0, Verb("hand_card", tr("登记送{card}").format(card=desk.profile.word("contact_card"))))
    return Section("contacts", "users", tr("[双岗联系人]"), word or names, state, tuple(lines), tuple(verbs))


def view_posts(desk: Desk, view: FamilyView) -> tuple[str, ...]:
    """The posts every family should have here."""
    return tuple(desk.profile.on(view.on).c1.posts)


def _contact(desk: Desk, view: FamilyView, a: Assignment) -> SectionLine:
    phone = mask_phone(a.phone) if a.phone else tr("没有电话")
    told = say_day(view, a.family_informed_on)
    since = tr("{day} 起").format(day=say_day(view, a.since))
    note = "，".join((phone, since, tr("已告知家庭") if told else tr("还没告知家庭")))
    level = desk.profile.level_short(a.post_kind) if a.post_kind != "extra" else tr("其他")
    verbs = [Verb("assign_contact", tr("换人"), a.post_kind), Verb("end_assignment", tr("结束"), a.id)]
    if not a.phone:
        verbs.insert(0, Verb("add_phone", tr("补电话"), a.contact_id))
    return SectionLine(f"{level} {a.contact_name}", note, "" if a.phone else MISS, tuple(verbs))


def current_assignments(family: Family, on: date) -> tuple[Assignment, ...]:
    """Who holds a post on a day."""
    return tuple(a for a in family.assignments if in_span(a.since, a.until, on))
