"""Solace: the talks, and what needs a person's own consent: files, scores and how somebody is, a line a member.

Neither a score nor a summary is said here: they are looked at one by one, and the look is written down.
"""

from db.domain.consent import declined, may
from db.domain.family import Person
from db.domain.standing import NO, SOON
from db.domain.supports import suggested_state
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, item_words, say_day, targets
from desktop.words import tr

_MOST = 4
_GRAVITY = ("", "calm", "low", "attention", "intervene")


def solace_section(desk: Desk, view: FamilyView) -> Section:
    """Members with their files first, then the latest talks and scores."""
    last = max(view.facts.sessions, key=lambda s: s.on, default=None)
    word, state = item_words(view, "S1")
    done = tr("上次 {day}").format(day=say_day(view, last.on)) if last else tr("还没有谈过")
    lines = [_person(desk, view, person) for person in targets(view)]
    lines += [line for person in targets(view) if (line := _suggestion(desk, view, person))]
    held = (*view.of("psych_session"), *view.of("psych_assess"))
    recent = sorted(held, key=lambda r: (str(r.values["on"]), r.first_no), reverse=True)[:_MOST]
    lines += [_held(desk, view, record) for record in recent]
    verbs = (Verb("record_session", tr("登记一次")),)
    return Section("comfort", "chat-circle", tr("精神慰藉"), word or done, state, tuple(lines), verbs)


def _person(desk: Desk, view: FamilyView, person: Person) -> SectionLine:
    file = next((r for r in view.of("psych_file") if _of(r, person) and not r.values.get("closed_on")), None)
    may_keep = may(view.facts, person.id, "psych", view.on).allowed
    parts = [_how(desk, view, person)]
    verbs = [Verb("change_mental_state", tr("改状态"), person.id)]
    if file is not None:
        where = str(file.values.get("provider") or "")
        parts.append(
            tr("{day} 建档").format(day=say_day(view, as_day(file.values["opened_on"]))) + (where and f"，{where}")
        )
        verbs += [Verb("record_assessment", tr("登记测评"), person.id), Verb("close_psych_file", tr("结案"), file.id)]
        verbs.append(Verb("void_psych_file", tr("记错了"), file.id))
    elif may_keep:
        parts.append(tr("没有心理档案"))
        verbs += [Verb("open_psych_file", tr("建档"), person.id), Verb("record_assessment", tr("登记测评"), person.id)]
    said_no = declined(view.facts.consents, person.id, "psych", view.on)
    if not may_keep:
        parts.append(tr("本人未同意建档") if said_no else tr("还没有告知，不能建档"))
        verbs.append(Verb("record_consent", tr("登记告知"), person.id))
    return SectionLine(person.name, "，".join(part for part in parts if part), NO if said_no else "", tuple(verbs))


def _of(record: StoredRecord, person: Person) -> bool:
    return record.values.get("person_id") == person.id


def _how(desk: Desk, view: FamilyView, person: Person) -> str:
    if not person.mental_state:
        return ""
    word = desk.word("mental_state", person.mental_state)
    since = tr("{day} 起").format(day=say_day(view, person.mental_since)) if person.mental_since else ""
    return f"{since}{word}"


def _suggestion(desk: Desk, view: FamilyView, person: Person) -> SectionLine | None:
    """What the latest score suggests, while nobody has said since then how the person is."""
    scores = [r for r in view.of("psych_assess") if _of(r, person) and r.values.get("score") is not None]
    if not scores:
        return None
    last = max(scores, key=lambda r: (str(r.values["on"]), r.first_no))
    on = as_day(last.values["on"])
    if on is None:
        return None
    state = suggested_state(desk.profile, on, str(last.values["instrument"]), int(last.values["score"]))
    decided = person.mental_since is not None and person.mental_since >= on
    if not state or decided or _GRAVITY.index(state) <= _GRAVITY.index(person.mental_state):
        return None
    word = desk.word("mental_state", state)
    note = tr("{day} 的测评提示：{word}。由人来定，可以不采纳").format(day=say_day(view, on), word=word)
    verb = Verb("accept_mental_state", tr("改为{word}").format(word=word), f"{person.id}:{state}:{on.isoformat()}")
    return SectionLine(person.name, note, SOON, (verb, Verb("change_mental_state", tr("另定"), person.id)))


def _held(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v, day = record.values, say_day(view, as_day(record.values["on"]))
    if record.entity == "psych_assess":
        name = next((p.name for p in view.facts.persons if _of(record, p)), "")
        what = tr("测评 {scale}").format(scale=desk.profile.instrument_name(str(v["instrument"])))
        score = Verb("look_assessment", tr("看得分"), record.id)
        return SectionLine(what, f"{day} {name}".strip(), "", (score, Verb("void_assessment", tr("记错了"), record.id)))
    kind = desk.word("psych_session_kind", str(v["kind"]))
    more = tr("，下次 {day}").format(day=say_day(view, as_day(v["next_on"]))) if v.get("next_on") else ""
    told = any(v.get(name) for name in ("topics", "summary", "next_step"))
    look = (Verb("look_session", tr("看内容"), record.id),) if told else ()
    mistake = Verb("void_session", tr("记错了"), record.id)
    return SectionLine(kind, f"{day} {v.get('provider') or ''}".strip() + more, "", (*look, mistake))
