"""The sections of a family's file: what is in order, what is missing, and the verb that puts it right."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.domain.family import Assignment, Family, Person, in_span
from db.domain.masking import mask_phone
from db.domain.standing import LATE, MISS, SOON, day_words
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.words import tr


@dataclass(frozen=True)
class Verb:
    """Something to write: its key, the words on its button, and the record or person it is about."""

    key: str
    words: str
    subject: str = ""


@dataclass(frozen=True)
class SectionLine:
    """One fact of a section.

    Attributes:
        words: the fact; note: the second line.
        state: `ok`, `soon`, `miss`, `late`, `no` or "" for none.
        verbs: what can be written about it.
    """

    words: str
    note: str = ""
    state: str = ""
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True)
class Section:
    """One section of the right column.

    Attributes:
        key: stable name; icon: Phosphor name; title: its name.
        note: what stands at the right; state: coloured when a person is needed.
        lines: the facts; verbs: what can be added.
    """

    key: str
    icon: str
    title: str
    note: str
    state: str
    lines: tuple[SectionLine, ...]
    verbs: tuple[Verb, ...] = ()


def sections_of(desk: Desk, view: FamilyView) -> tuple[Section, ...]:
    """All sections, the neediest first, else in the order of the seven items."""
    open_ = view.facts.active(view.on)
    made = (
        _needs(desk, view),
        _contacts(desk, view),
        _doctor(view),
        _cards(desk, view),
        _comfort(desk, view),
        _volunteers(view),
        _insurance(view),
        _members(desk, view),
        _archive(desk, view),
    )
    if open_:
        return tuple(sorted(made, key=lambda section: _URGENCY.get(section.state, 2)))
    return tuple(section for section in made if section.key in {"members", "archive"})


_URGENCY = {LATE: 0, MISS: 0, SOON: 1}


def _say(view: FamilyView, on: date | None) -> str:
    return day_words(on, view.on.year) if on else ""


def _item(view: FamilyView, item: str) -> tuple[str, str]:
    """Word and state of one of the seven, for the section's head."""
    found = next(each for each in view.strip if each.item == item)
    state = found.state if found.state in _URGENCY else ""
    return (found.word if state else ""), state


def _needs(desk: Desk, view: FamilyView) -> Section:
    open_ = [r for r in view.of("need") if r.values["status"] in {"open", "referred"}]
    done = len(view.of("need")) - len(open_)
    lines = tuple(_need(desk, view, record) for record in open_)
    note = tr("{n} 件在办").format(n=len(open_)) if open_ else tr("办结 {n} 件").format(n=done) if done else tr("没有")
    late = any(line.state == LATE for line in lines)
    return Section(
        "needs", "hand-heart", tr("诉求"), note, LATE if late else "", lines, (Verb("open_need", tr("登记诉求")),)
    )


def _need(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v = record.values
    raised = tr("{day} 登记").format(day=_say(view, _day(v["raised_on"])))
    where = (
        tr("已转{where}").format(where=v["referred_to"])
        if v.get("referred_to")
        else desk.word("need_status", v["status"])
    )
    due = _day(v.get("due_by"))
    by = tr("{day} 前办结").format(day=_say(view, due)) if due else ""
    state = LATE if due and due < view.on else ""
    verbs = (Verb("answer_need", tr("答复"), record.id), Verb("close_need", tr("办结"), record.id))
    return SectionLine(str(v["request"]), "，".join(part for part in (raised, where, by) if part), state, verbs)


def _contacts(desk: Desk, view: FamilyView) -> Section:
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
    word, state = _item(view, "C1")
    names = "、".join(a.contact_name for a in now)
    verbs = [Verb("assign_contact", tr("加联系人"), "extra")]
    if now:
        verbs.insert(0, Verb("hand_card", tr("登记送{card}").format(card=desk.profile.word("contact_card"))))
    return Section("contacts", "users", tr("双岗联系人"), word or names, state, tuple(lines), tuple(verbs))


def view_posts(desk: Desk, view: FamilyView) -> tuple[str, ...]:
    """The posts every family should have here."""
    return tuple(desk.profile.on(view.on).c1.posts)


def _contact(desk: Desk, view: FamilyView, a: Assignment) -> SectionLine:
    phone = mask_phone(a.phone) if a.phone else tr("没有电话")
    told = _say(view, a.family_informed_on)
    since = tr("{day} 起").format(day=_say(view, a.since))
    note = "，".join((phone, since, tr("已告知家庭") if told else tr("还没告知家庭")))
    level = desk.profile.level_short(a.post_kind) if a.post_kind != "extra" else tr("其他")
    verbs = [Verb("assign_contact", tr("换人"), a.post_kind), Verb("end_assignment", tr("结束"), a.id)]
    if not a.phone:
        verbs.insert(0, Verb("add_phone", tr("补电话"), a.contact_id))
    return SectionLine(f"{level} {a.contact_name}", note, "" if a.phone else MISS, tuple(verbs))


def _doctor(view: FamilyView) -> Section:
    lines = tuple(_agreement(view, person) for person in _targets(view))
    word, state = _item(view, "C3")
    signed = sum(line.state in {"ok", SOON} for line in lines)
    note = word or tr("{n} 人已签").format(n=signed)
    return Section("doctor", "stethoscope", tr("家庭医生协议"), note, state, lines)


def _targets(view: FamilyView) -> tuple[Person, ...]:
    return tuple(person for person in view.facts.members(view.on) if person.is_target)


def _agreement(view: FamilyView, person: Person) -> SectionLine:
    mine = [a for a in view.facts.agreements if a.person_id == person.id]
    running = [a for a in mine if a.state in {"signed", "ended"} and in_span(a.since, a.ended_on or a.until, view.on)]
    sign = Verb("renew_agreement" if mine else "sign_agreement", tr("续签") if running else tr("登记签约"), person.id)
    declined = Verb("decline_agreement", tr("本人不愿"), person.id)
    if running:
        last = max(running, key=lambda a: a.until or date.max)
        until = tr("至 {day}").format(day=_say(view, last.until)) if last.until else ""
        ends = last.until is not None and (last.until - view.on).days <= _SOON_DAYS
        verbs = (
            sign,
            Verb("record_doctor_service", tr("登记服务"), person.id),
            Verb("end_agreement", tr("解约"), last.id),
        )
        note = "，".join(part for part in (last.team or last.doctor, until) if part)
        return SectionLine(person.name, note, SOON if ends else "ok", verbs)
    refused = [a for a in mine if a.state in {"declined", "unfit"}]
    if refused:
        on = max((a.declined_on for a in refused if a.declined_on), default=None)
        note = tr("本人不愿，{day} 再问过").format(day=_say(view, on)) if on else tr("本人不愿")
        return SectionLine(person.name, note, "no", (sign,))
    before = max((a.until for a in mine if a.until), default=None)
    note = tr("协议 {day} 已止").format(day=_say(view, before)) if before else tr("没有登记过协议")
    return SectionLine(person.name, note, MISS, (sign, declined))


_SOON_DAYS = 30


def _cards(desk: Desk, view: FamilyView) -> Section:
    card = desk.profile.word("green_card")
    lines = tuple(_card(view, card, person) for person in _targets(view))
    word, state = _item(view, "C2")
    note = word or tr("{n} 人持卡").format(n=sum(line.state in {"ok", SOON} for line in lines))
    return Section("cards", "first-aid-kit", card, note, state, lines)


def _card(view: FamilyView, card: str, person: Person) -> SectionLine:
    mine = [c for c in view.facts.cards if c.person_id == person.id]
    issue = Verb("issue_card", tr("登记发卡"), person.id)
    valid = [c for c in mine if c.state in {"valid", "told"} and (c.until is None or c.until >= view.on)]
    if valid:
        last = valid[-1]
        until = tr("有效至 {day}").format(day=_say(view, last.until)) if last.until else tr("长期有效")
        ends = last.until is not None and (last.until - view.on).days <= _SOON_DAYS
        verbs = (Verb("issue_card", tr("换卡"), person.id), Verb("lose_card", tr("挂失"), last.id))
        return SectionLine(person.name, f"{last.card_no} {until}".strip(), SOON if ends else "ok", verbs)
    if any(c.state == "declined" for c in mine):
        return SectionLine(person.name, tr("本人不愿领取"), "no", (issue,))
    note = tr("没有{card}").format(card=card)
    return SectionLine(person.name, note, MISS, (issue, Verb("decline_card", tr("本人不愿"), person.id)))


def _comfort(desk: Desk, view: FamilyView) -> Section:
    last = max(view.facts.sessions, key=lambda s: s.on, default=None)
    word, state = _item(view, "S1")
    done = tr("上次 {day}").format(day=_say(view, last.on)) if last else tr("还没有谈过")
    recent = sorted(view.facts.sessions, key=lambda s: s.on, reverse=True)[:3]
    lines = tuple(SectionLine(desk.word("psych_session_kind", s.kind), _say(view, s.on)) for s in recent)
    return Section(
        "comfort", "chat-circle", tr("精神慰藉"), word or done, state, lines, (Verb("record_session", tr("登记一次")),)
    )


def _volunteers(view: FamilyView) -> Section:
    now = [p for p in view.facts.pairings if in_span(p.since, p.until, view.on)]
    word, state = _item(view, "S3")
    lines = tuple(SectionLine(p.volunteer_name, tr("{day} 起结对").format(day=_say(view, p.since)), "ok") for p in now)
    note = word or (tr("结对 {n} 名").format(n=len(now)) if now else tr("没有结对"))
    verbs = (Verb("pair_volunteer", tr("登记结对")), Verb("record_volunteer_service", tr("登记服务")))
    return Section("volunteers", "hand-heart", tr("志愿服务"), note, state, lines, verbs)


def _insurance(view: FamilyView) -> Section:
    lines = []
    for person in _targets(view):
        now = [i for i in view.facts.insured if i.person_id == person.id and in_span(i.since, i.until, view.on)]
        verb = Verb("enrol_insurance", tr("登记参保"), person.id)
        if now:
            until = max((i.until for i in now if i.until), default=None)
            words = tr("在保，至 {day}").format(day=_say(view, until)) if until else tr("在保")
            lines.append(SectionLine(person.name, words, "ok", (verb,)))
        else:
            lines.append(SectionLine(person.name, tr("没有在保的保险"), "", (verb,)))
    word, state = _item(view, "S4")
    covered = sum(line.state == "ok" for line in lines)
    note = word or tr("{n} 人在保").format(n=covered)
    return Section("insurance", "umbrella", tr("保险保障"), note, state, tuple(lines))


def _members(desk: Desk, view: FamilyView) -> Section:
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
        about.append(tr("{day}去世").format(day=_partial(v.get("death_date"))))
    elif v.get("phone"):
        about.append(mask_phone(str(v["phone"])))
    state = "clash" if record.disputed else ""
    return SectionLine(str(v["name"]), "，".join(about), state, (Verb("edit_person", tr("改"), record.id),))


def _child(record: StoredRecord) -> SectionLine:
    v = record.values
    words = {"dead": tr("{day}离世"), "disabled": tr("{day}致残"), "alive": tr("健在")}
    note = words.get(str(v.get("state")), "").format(day=_partial(v.get("event_date")))
    state = "clash" if record.disputed else ""
    return SectionLine(tr("子女"), note, state, (Verb("edit_child", tr("改"), record.id),))


def _archive(desk: Desk, view: FamilyView) -> Section:
    v = view.stored.values
    reviewed = _day(v.get("reviewed_on"))
    opened = _day(v.get("opened_on"))
    status = desk.word("family_status", view.facts.status)
    lines = [
        SectionLine(
            tr("档案首页核对"),
            tr("上次 {day}").format(day=_say(view, reviewed)) if reviewed else tr("还没有核对过"),
            "",
            (Verb("review_archive", tr("今天核对过")),),
        ),
        SectionLine(
            tr("关注等级：{word}").format(word=desk.word("risk_level", view.facts.risk_level)),
            str(v.get("risk_reason") or ""),
            "",
            (Verb("change_risk", tr("改")),),
        ),
        SectionLine(
            tr("档案状态：{word}").format(word=status),
            tr("{day} 建档").format(day=_say(view, opened)) if opened else "",
            "",
            (Verb("change_status", tr("改")),),
        ),
    ]
    overdue = any(duty.rule == "A1" and duty.days_late for duty in view.duties)
    note = tr("要核对了") if overdue else tr("{status}").format(status=status)
    return Section("archive", "archive", tr("档案"), note, LATE if overdue else "", tuple(lines))


def _partial(text: Any) -> str:
    """A day, month or year as far as it is known, in words."""
    parts = str(text or "").split("-")
    if not parts[0]:
        return ""
    words = tr("{y}年").format(y=int(parts[0]))
    return words + (tr("{m}月").format(m=int(parts[1])) if len(parts) > 1 else "")


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def current_assignments(family: Family, on: date) -> tuple[Assignment, ...]:
    """Who holds a post on a day."""
    return tuple(a for a in family.assignments if in_span(a.since, a.until, on))
