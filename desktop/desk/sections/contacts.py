"""The two contact persons: who they are, how the family is kept in touch with, who they were before."""

from datetime import date

from db.domain.almanac import Almanac, almanac
from db.domain.coverage import contact_gaps
from db.domain.coverage_facts import Assignment
from db.domain.family import Family, in_span
from db.domain.masking import mask_phone
from db.domain.periods import Window
from db.domain.posts import SINGLE_POSTS, Spell, informed, open_posts, post_history
from db.domain.standing import LATE, MISS, OK, SOON
from db.domain.visits import OwedVisit, owed_visits
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, item_words, say_day
from desktop.words import tr


def contacts_section(desk: Desk, view: FamilyView) -> Section:
    """The two contact persons, those beside them, the pace of contacts, the card, and the succession."""
    page = almanac(desk.profile, view.on)
    now = current_assignments(view.facts, view.on)
    lines = [_contact(desk, view, a) for a in now]
    held = {a.post_kind for a in now}
    lines += [
        SectionLine(
            tr("缺{level}联系人").format(level=desk.profile.level_short(kind)),
            _vacancy(view, kind),
            MISS,
            (Verb("assign_contact", tr("落实"), kind),),
        )
        for kind in view_posts(desk, view)
        if kind not in held
    ]
    lines += _extras(view, page)
    lines += _pace(view, page)
    lines += _card(desk, view, page)
    lines += _past(desk, view)
    word, state = item_words(view, "C1")
    names = "、".join(a.contact_name for a in now)
    verbs = [Verb("assign_contact", tr("加联系人"), "extra")]
    if now:
        verbs.insert(0, Verb("hand_card", tr("登记送{card}").format(card=desk.profile.word("contact_card"))))
    return Section("contacts", "users", tr("[双岗联系人]"), word or names, state, tuple(lines), tuple(verbs))


def view_posts(desk: Desk, view: FamilyView) -> tuple[str, ...]:
    """The posts every family should have here."""
    return tuple(desk.profile.on(view.on).c1.posts)


def current_assignments(family: Family, on: date) -> tuple[Assignment, ...]:
    """Who holds a post on a day."""
    return tuple(a for a in family.assignments if in_span(a.since, a.until, on))


def _contact(desk: Desk, view: FamilyView, a: Assignment) -> SectionLine:
    who = next((r.values for r in view.of("contact_person") if r.id == a.contact_id), {})
    phone = mask_phone(a.phone) if a.phone else tr("没有电话")
    post = " ".join(str(who[name]) for name in ("unit", "post") if who.get(name))
    since = tr("{day} 起").format(day=say_day(view, a.since))
    told = tr("已告知家庭") if informed(view.facts, a, view.on) else tr("还没告知家庭")
    last = tr("到 {day} 止").format(day=say_day(view, a.until)) if a.until else ""
    note = "，".join(part for part in (post, phone, since, last, told) if part)
    level = desk.profile.level_short(a.post_kind) if a.post_kind != "extra" else tr("其他")
    verbs = [
        Verb("change_contact", tr("换人"), a.id),
        Verb("edit_assignment", tr("改起止"), a.id),
        Verb("end_assignment", tr("结束"), a.id),
        Verb("void_assignment", tr("记错了"), a.id),
    ]
    if not a.phone:
        verbs.insert(0, Verb("add_phone", tr("补电话"), a.contact_id))
    return SectionLine(f"{level} {a.contact_name}", note, "" if a.phone else MISS, tuple(verbs))


def _vacancy(view: FamilyView, kind: str) -> str:
    ended = [a.until for a in view.facts.assignments if a.post_kind == kind and a.until and a.until < view.on]
    if not ended:
        return tr("还没有落实")
    return tr("{day} 起空缺，已 {n} 天").format(
        day=say_day(view, date.fromordinal(max(ended).toordinal() + 1)), n=(view.on - max(ended)).days
    )


def _extras(view: FamilyView, page: Almanac) -> list[SectionLine]:
    """Further contacts the place asks for beside the posts (2+1, 3+X, 4+1)."""
    verbs = (Verb("assign_contact", tr("加联系人"), "extra"),)
    return [
        SectionLine(tr("其他联系人不够"), gap.reason, MISS, verbs if gap.action == "assign_contact" else ())
        for gap in open_posts(view.facts, page)
        if gap.kind == "extra"
    ]


def _pace(view: FamilyView, page: Almanac) -> list[SectionLine]:
    """C1a and C1b: the next contact, the next visit at home, the first meeting with a new contact person."""
    found = []
    for owed in owed_visits(view.facts, page):
        if owed.done_on is None and owed.rule in {"C1a", "C1b"}:
            what = tr("首次见面") if owed.rule == "C1b" else _KEPT.get(owed.subject, "")
            verbs = (Verb("record_visit", tr("记录走访")),)
            found.append(SectionLine(tr(what), _by(view, owed), _urgency(view, owed), verbs))
    return found


_KEPT = {"contact": "经常联系", "home": "定期入户"}


def _by(view: FamilyView, owed: OwedVisit) -> str:
    by = tr("{day} 前").format(day=say_day(view, owed.due_by))
    return tr("{reason}；{by}").format(reason=owed.reason, by=by)


def _urgency(view: FamilyView, owed: OwedVisit) -> str:
    if owed.due_by < view.on:
        return LATE
    return SOON if owed.opens_on <= view.on else ""


def _card(desk: Desk, view: FamilyView, page: Almanac) -> list[SectionLine]:
    """The contact card: when it was brought, and whether it names somebody else by now."""
    word = desk.profile.word("contact_card")
    given = sorted(view.of("contact_card"), key=lambda record: str(record.values["issued_on"]))
    last = given[-1] if given else None
    posts = page.rules.c1.posts
    fresh = [a for a in current_assignments(view.facts, view.on) if a.post_kind in posts]
    untold = [a for a in fresh if not informed(view.facts, a, view.on)]
    parts = []
    if last is not None:
        v = last.values
        parts.append(tr("{day} 送到").format(day=say_day(view, as_day(v["issued_on"]))))
        parts += [tr("卡号 {no}").format(no=v["card_no"])] if v.get("card_no") else []
        parts += [tr("{name}签收").format(name=v["signer"])] if v.get("signer") else []
    if untold:
        due = min(a.since for a in untold).toordinal() + page.rules.c1.inform_days
        names = "、".join(a.contact_name for a in untold)
        by = say_day(view, date.fromordinal(due))
        parts.append(tr("{names}还没写上卡，{by} 前送新卡").format(names=names, by=by))
    if not parts:
        return []
    late = bool(untold) and date.fromordinal(due) < view.on
    state = LATE if late else SOON if untold else OK
    verbs = (Verb("void_contact_card", tr("记错了"), last.id),) if last is not None else ()
    return [SectionLine(word, "，".join(parts), state, verbs)]


def _past(desk: Desk, view: FamilyView) -> list[SectionLine]:
    """Who held each post before, from which day to which, and the days nobody did."""
    lines = []
    for kind in SINGLE_POSTS:
        spells = post_history(view.facts, kind, view.on)
        if len(spells) > 1 or any(spell.empty_before for spell in spells):
            level = desk.profile.level_short(kind)
            note = "；".join(words for spell in spells for words in _spell(view, spell))
            lines.append(SectionLine(tr("{level}联系人前后").format(level=level), note))
    year = Window(view.on.replace(month=1, day=1), view.on)
    empty = sum(gap.days for gap in contact_gaps(view.facts, desk.profile, year))
    if empty:
        lines.append(SectionLine(tr("今年没有落实双岗的天数"), tr("{n} 天").format(n=empty)))
    return lines


def _spell(view: FamilyView, spell: Spell) -> list[str]:
    a, parts = spell.assignment, []
    if spell.empty_before and spell.empty_since:
        parts.append(tr("{day} 起空缺 {n} 天").format(day=say_day(view, spell.empty_since), n=spell.empty_before))
    since = say_day(view, a.since)
    until = tr("至 {day}").format(day=say_day(view, a.until)) if a.until and a.until < view.on else tr("起")
    return [*parts, f"{a.contact_name} {since} {until}"]
