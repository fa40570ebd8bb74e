"""What happened with a family, in words: one line an event, newest first, each with how far it has travelled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from db.clock import CHINA
from db.domain.entities.registry import ENTITIES
from db.domain.money import yuan_words
from db.queries.casefile import Happening
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.gathering_words import ATTENDANCE, attended, attended_on, paired, served, told_already, unpaired
from desktop.desk.signing import signed_words
from desktop.desk.transfers import township_names
from desktop.desk.values import day_of, value_words
from desktop.words import tr

VISITS, SERVICES, CHANGES = "visits", "services", "changes"


@dataclass(frozen=True)
class Event:
    """One line of 经过.

    Attributes:
        key: `entity:record id`.
        tab: `visits`, `services` or `changes`.
        on: the day it happened.
        icon: Phosphor name.
        title, note: what happened; who and what.
        carried: `open`, `sent`, `received` or `back`; of a county's own, not told yet, `answer`; package_no: the
            package that carried it.
        reason_back: why the county turned it away, "" when it did not.
    """

    key: str
    tab: str
    on: date
    icon: str
    title: str
    note: str
    carried: str
    package_no: int
    reason_back: str = ""


Fields = Mapping[str, Any]
Words = Callable[[Desk, FamilyView, Fields], tuple[str, str]]
_DAYS = (
    *("on", "since", "declined_on", "raised_on", "issued_on", "admitted_on"),
    *("submitted_on", "opened_on", "applied_on", "confirmed_on"),
)
_SILENT = frozenset({"person", "child", "contact_person", "attachment", "printed_form", "psych_file"})
"""Entities whose creation says nothing beside the family's own, or that belong to no one page."""
_LEFT_OUT = frozenset({"roster_row", "case_no_final", "village_id"})


def events_of(desk: Desk, view: FamilyView) -> tuple[Event, ...]:
    """The lines of a family's file, newest first."""
    founded = {h.group for h in view.history if h.entity == "family" and h.kind == "create"}
    county = desk.record.office.role != "township"
    voided = {record.id for records in view.records.values() for record in records if record.voided}
    found = []
    for order, happening in enumerate(view.history):
        hidden = happening.record_id in voided and happening.carried != "back"
        if happening.kind == "create" and (hidden or _said_by_founding(happening, founded)):
            continue
        if told_already(view, happening):
            continue
        event = _moving(desk, happening) if happening.kind in _MOVING else _event(desk, view, happening)
        if event is not None:
            event = replace(event, note=_sentences(tr("迟到修改"), event.note)) if happening.late else event
            event = replace(event, note=_sentences(tr("并行修改"), event.note)) if happening.parallel else event
            told = signed_words(happening.proof)
            event = replace(event, note=_sentences(told, event.note)) if told else event
            event = replace(event, carried="answer") if county and event.carried == "open" else event
            found.append((event.on, -order, event))
    found.sort(key=lambda each: each[:2], reverse=True)
    return tuple(event for _, _, event in found)


_MOVING = frozenset({"transfer_request", "transfer_grant", "note"})


def _moving(desk: Desk, h: Happening) -> Event | None:
    """A case that goes to another township: asked for, granted, answered with no or taken back (B-37)."""
    names = township_names(desk)
    before, after = (names.get(code, code) for code in h.places)
    match h.kind:
        case "transfer_request":
            title = tr("申请转档到{place}").format(place=after)
        case "transfer_grant":
            title = tr("转档：{a} → {b}").format(a=before, b=after)
        case _ if h.answers:
            title = tr("转档申请：已回复或撤回")
        case _:
            return None
    at = datetime.fromisoformat(h.at).astimezone(CHINA).date()
    note = "；".join(part for part in (h.author, h.reason) if part)
    return Event(f"{h.kind}:{h.group}", CHANGES, at, "user-switch", title, note, *_way(h))


def _said_by_founding(happening: Happening, founded: set[str]) -> bool:
    return happening.entity in _SILENT and happening.group in founded


def _event(desk: Desk, view: FamilyView, h: Happening) -> Event | None:
    key, at = f"{h.entity}:{h.record_id}", datetime.fromisoformat(h.at).astimezone(CHINA).date()
    if h.kind == "create":
        tab, icon, words = _CREATED.get(h.entity, (CHANGES, "plus", _plain))
        own = next((date.fromisoformat(h.fields[name]) for name in _DAYS if h.fields.get(name)), _of_month(h, at))
        on = (attended_on(view, h.fields) or own) if h.entity == ATTENDANCE else own
        title, note = words(desk, view, h.fields)
        title = title or tr("登记{what}").format(what=tr(ENTITIES[h.entity].title))
        if h.entity == "claim":
            note = _sentences(note, h.reason)  # filed although nothing was proposed: the reason is the point
        return Event(key, tab, on, icon, title, note or h.author, *_way(h))
    entity = tr(ENTITIES[h.entity].title)
    if h.kind == "void":
        note = "；".join(part for part in (h.author, h.reason) if part)
        return Event(key, CHANGES, at, "arrow-u-up-left", tr("作废：{what}").format(what=entity), note, *_way(h))
    if h.kind == "restore":
        return Event(key, CHANGES, at, "arrow-u-up-left", tr("恢复：{what}").format(what=entity), h.author, *_way(h))
    step = _step(desk, view, h)
    if step is not None:
        return step
    title = _changed(desk, view, h)
    if not title:
        return None
    icon = "git-diff" if h.kind == "resolve" else "pencil-simple"
    note = "；".join(part for part in (h.author, h.reason, tr("原来的留在历史里")) if part)
    return Event(key, CHANGES, at, icon, title, note, *_way(h))


def _step(desk: Desk, view: FamilyView, h: Happening) -> Event | None:
    """A change that is a step of its own (discharged, paid), told on the day it happened; None for corrections."""
    name = next((each for each in _STEPS.get(h.entity, {}) if h.fields.get(each)), "")
    older = (each for each in view.history[view.history.index(h) + 1 :] if each.record_id == h.record_id)
    if h.kind != "set" or not name or any(each.fields.get(name) for each in older if name != "since"):
        return None
    if name == "since" and "stage" not in h.fields:
        return None
    words = _STEPS[h.entity][name]
    title, note = words(desk, view, {**_standing(view, h), **h.fields})
    on = date.fromisoformat(str(h.fields[name]))
    said = _sentences(note, h.reason) or h.author
    return Event(f"{h.entity}:{h.record_id}", SERVICES, on, _CREATED[h.entity][1], title, said, *_way(h))


def _standing(view: FamilyView, h: Happening) -> Fields:
    """The record as it stands now: whose it is and on what stay."""
    found = (record.values for record in view.records.get(h.entity, ()) if record.id == h.record_id)
    return next(found, {})


def _of_month(h: Happening, at: date) -> date:
    """What is known to the month only (a payment) stands at its first day."""
    period = str(h.fields.get("period") or "")
    return date.fromisoformat(f"{period}-01") if len(period) == len("2026-03") else at


def _way(h: Happening) -> tuple[str, int, str]:
    return h.carried, h.package_no, h.reason_back


def _changed(desk: Desk, view: FamilyView, h: Happening) -> str:
    parts = [_field(desk, h.entity, name, value) for name, value in h.fields.items() if name not in _LEFT_OUT]
    whose = _called(view, h)
    said = "，".join(part for part in parts[:2] if part)
    if not said:
        return ""
    more = tr(" 等 {n} 项").format(n=len(parts)) if len(parts) > len(parts[:2]) else ""
    return f"{whose}{said}{more}"


def _called(view: FamilyView, h: Happening) -> str:
    """The member a change is about, by the name borne before it: `何秀兰姓名改为 何秀蓝`."""
    now = next((person.name for person in view.facts.persons if person.id == h.record_id), "")
    if "name" not in h.fields:
        return now
    older = view.history[view.history.index(h) + 1 :]
    return next(
        (str(each.fields["name"]) for each in older if each.record_id == h.record_id and "name" in each.fields), now
    )


def _field(desk: Desk, entity: str, name: str, value: Any) -> str:
    spec = ENTITIES[entity].by_name.get(name)
    if spec is None or spec.kind == "ref":
        return ""
    title = tr(spec.title)
    if value in (None, "", []):
        return tr("{what}清空").format(what=title)
    if spec.sensitive and "phone" not in name and name != "id_no":
        return tr("{what}有更新").format(what=title)
    text = value_words(desk, entity, name, value)
    return tr("{what}改为 {value}").format(what=title, value=text)


# One line for each kind of record


def _visit(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    mode = desk.word("visit_mode", f.get("mode", ""))
    category = "" if f.get("category") == "daily" else desk.word("visit_category", f.get("category", ""))
    what = category or (tr("上门走访") if f.get("mode") == "home" else tr("{mode}联系").format(mode=mode))
    if f.get("festival"):
        what = tr("{festival}看望").format(festival=desk.word("festival", f["festival"]))
    outcome = f.get("outcome")
    met = len(f.get("persons_met") or ())
    if outcome == "met":
        title = tr("{what}，见到 {n} 人").format(what=what, n=met) if met and f.get("mode") == "home" else what
    else:
        title = f"{what}，{desk.word('visit_outcome', str(outcome))}"
    who = "、".join(_contacts(view, f.get("contact_ids") or ())) or str(f.get("companions") or "")
    return title, _sentences(who, _gift(f), str(f.get("note") or ""))


def _contacts(view: FamilyView, ids: Any) -> list[str]:
    names = {record.id: str(record.values.get("name", "")) for record in view.records.get("contact_person", ())}
    return [names[contact_id] for contact_id in ids if names.get(contact_id)]


def _gift(f: Fields) -> str:
    parts = []
    if f.get("gift_cash"):
        parts.append(tr("慰问金 {n} 元").format(n=yuan_words(f["gift_cash"])))
    if f.get("gift_goods"):
        parts.append(str(f["gift_goods"]))
    return "，".join(parts)


def _need(desk: Desk, _view: FamilyView, f: Fields) -> tuple[str, str]:
    title = tr("诉求：{request}").format(request=f.get("request", ""))
    return title, _sentences(desk.word("need_category", f.get("category", "")), str(f.get("action") or ""))


def _agreement(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    name = _name(view, f)
    if f.get("state") == "declined":
        return tr("{name}本人不愿签约").format(name=name), str(f.get("reason") or "")
    if f.get("state") == "unfit":
        return tr("{name}暂不宜签约").format(name=name), str(f.get("reason") or "")
    what = tr("续签") if f.get("kind") == "renewal" else tr("签")
    title = tr("{name}{what}家庭医生协议").format(name=name, what=what)
    until = tr("至 {until}").format(until=day_of(desk, f["until"])) if f.get("until") else ""
    return title, _sentences(str(f.get("team_name") or ""), until)


def _card(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    card = desk.profile.word("green_card")
    if f.get("state") == "declined":
        return tr("{name}不愿领{card}").format(name=_name(view, f), card=card), ""
    if f.get("state") != "valid":
        return tr("{name}{card}：{state}").format(
            name=_name(view, f), card=card, state=desk.word("green_card_state", f.get("state", ""))
        ), ""
    return tr("发给{name}{card}").format(name=_name(view, f), card=card), str(f.get("card_no") or "")


def _assignment(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    names = _contacts(view, [f.get("contact_id")])
    post = desk.word("assignment_post_kind", f.get("post_kind", ""))
    title = tr("{post}：{name}").format(post=post, name=names[0] if names else "")
    return title, tr("{on} 起").format(on=day_of(desk, f["since"]))


def _doctor(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    what = desk.word("doctor_service_kind", f.get("kind", ""))
    return tr("家庭医生{what}：{name}").format(what=what, name=_name(view, f)), tr("内容单独保管")


def _session(desk: Desk, _view: FamilyView, f: Fields) -> tuple[str, str]:
    what = desk.word("psych_session_kind", f.get("kind", ""))
    return tr("精神慰藉，{what}").format(what=what), tr("内容单独保管，查看会留记录")


def _insured(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    until = tr("至 {until}").format(until=day_of(desk, f["until"])) if f.get("until") else ""
    product = desk.profile.product_name(f.get("product", ""))
    if f.get("stage") == "publicity":
        return tr("向{name}宣传{product}").format(name=_name(view, f), product=product), ""
    return tr("{name}参保 {product}").format(name=_name(view, f), product=product), until


def _stay(_desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    return tr("{name}住院").format(name=_name(view, f)), str(f.get("hospital") or "")


def _left(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    since = tr("{on} 入院").format(on=day_of(desk, f["admitted_on"])) if f.get("admitted_on") else ""
    return tr("{name}出院").format(name=_name(view, f)), since


def _claim(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    what = tr("交理赔材料") if f.get("submitted_on") else tr("准备理赔材料")
    return f"{_claimant(view, f)}{what}", _claimed(desk, f)


def _accepted(_desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    return tr("{name}的理赔已受理").format(name=_claimant(view, f)), ""


def _paid(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    return tr("{name}的理赔已赔付").format(name=_claimant(view, f)), _claimed(desk, f)


def _refused(_desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    return tr("{name}的理赔被拒").format(name=_claimant(view, f)), str(f.get("refuse_reason") or "")


def _claimant(view: FamilyView, f: Fields) -> str:
    """Whose claim: the person in hospital."""
    stay = next((s for s in view.facts.stays if s.id == f.get("stay_id")), None)
    return next((p.name for p in view.facts.persons if stay and p.id == stay.person_id), "")


def _claimed(_desk: Desk, f: Fields) -> str:
    days = tr("{n} 天").format(n=f["days"]) if f.get("days") else ""
    amount = tr("{n} 元").format(n=yuan_words(f["amount"])) if f.get("amount") else ""
    return " ".join(part for part in (days, amount) if part)


def _handed(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    return tr("{name}的保单已发到家").format(name=_name(view, f)), desk.profile.product_name(f.get("product", ""))


def _family(_desk: Desk, _view: FamilyView, _f: Fields) -> tuple[str, str]:
    return tr("建档"), ""


def _person(_desk: Desk, _view: FamilyView, f: Fields) -> tuple[str, str]:
    return tr("添加成员：{name}").format(name=f.get("name", "")), ""


def _change(desk: Desk, _view: FamilyView, f: Fields) -> tuple[str, str]:
    return tr("信息变动：{what}").format(what=desk.word("change_event_kind", f.get("kind", ""))), str(
        f.get("reason") or ""
    )


def _event_words(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    what = tr("重大事项：{what}").format(what=desk.word("event_kind", f.get("kind", "")))
    return (f"{what}，{_name(view, f)}" if f.get("person_id") else what), str(f.get("measures") or "")


def _aid(desk: Desk, _view: FamilyView, f: Fields) -> tuple[str, str]:
    what = desk.profile.programme_name(str(f.get("programme", "")))
    money = tr("{n} 元").format(n=yuan_words(f["amount"])) if f.get("amount") else ""
    title = tr("帮扶申请：{what}") if f.get("stage") == "requested" else tr("帮扶：{what}")
    return title.format(what=what), _sentences(money, str(f.get("item") or ""), str(f.get("source") or ""))


def _assessment(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    scale = desk.profile.instrument_name(str(f.get("instrument", "")))
    return tr("{name}测评，{scale}").format(name=_name(view, f), scale=scale), tr("得分单独保管，查看会留记录")


def _consent(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    scopes = "、".join(desk.word("consent_scope", code) for code in f.get("scope") or ())
    title = tr("{name}不同意") if f.get("refused") else tr("{name}告知同意")
    return title.format(name=_name(view, f)), scopes


def _survey(desk: Desk, _view: FamilyView, f: Fields) -> tuple[str, str]:
    words = "、".join(desk.word("need_category", code) for code in f.get("first") or ())
    return tr("需求调查"), tr("最需要：{words}").format(words=words) if words else tr("没有提出需要")


def _entitlement(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    status = desk.word("eligibility_status", f.get("status", ""))
    kind = desk.word("eligibility_kind", f.get("kind", ""))
    return tr("{name}特扶资格{status}").format(name=_name(view, f), status=status), tr("{kind}类").format(kind=kind)


def _annual_check(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    mine = next((r.values.get("person_id") for r in view.of("eligibility") if r.id == f.get("eligibility_id")), "")
    name = _name(view, {"person_id": mine})
    result = desk.word("annual_check_result", f.get("result", ""))
    return tr("{name} {year} 年年审{result}").format(name=name, year=f.get("year", ""), result=result).strip(), ""


def _payment(_desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    yuan = yuan_words(int(f.get("amount") or 0))
    title = tr("{name}特扶金 {period}").format(name=_name(view, f), period=f.get("period", ""))
    return title, _sentences(tr("{yuan} 元").format(yuan=yuan), str(f.get("channel") or ""))


def _green_use(desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    services = "、".join(desk.word("green_service", str(code)) for code in f.get("services") or ())
    along = tr("{who}陪同").format(who=f["accompanied_by"]) if f.get("accompanied_by") else ""
    project = desk.profile.programme_name(str(f["programme"])) if f.get("programme") else ""
    title = tr("{name}用绿色通道").format(name=_name(view, f))
    return title, _sentences(services, along, project, str(f.get("problem") or ""))


def _contact_card(desk: Desk, _view: FamilyView, f: Fields) -> tuple[str, str]:
    signer = tr("{name}签收").format(name=f["signer"]) if f.get("signer") else ""
    title = tr("送{card}到家").format(card=desk.profile.word("contact_card"))
    return title, _sentences(str(f.get("card_no") or ""), signer)


def _attachment(desk: Desk, _view: FamilyView, f: Fields) -> tuple[str, str]:
    kind = desk.word("attachment_kind", str(f.get("kind") or ""))
    return tr("添了附件：{kind}").format(kind=kind), str(f.get("caption") or "")


def _plain(_desk: Desk, view: FamilyView, f: Fields) -> tuple[str, str]:
    return "", _name(view, f)


def _name(view: FamilyView, f: Fields) -> str:
    return next((person.name for person in view.facts.persons if person.id == f.get("person_id")), "")


def _sentences(*parts: str) -> str:
    return "。".join(part.strip("。 ") for part in parts if part.strip("。 "))


_CREATED: dict[str, tuple[str, str, Words]] = {
    "visit": (VISITS, "footprints", _visit),
    "need": (VISITS, "chat-circle", _need),
    "event": (VISITS, "bell-simple", _event_words),
    "agreement": (SERVICES, "stethoscope", _agreement),
    "doctor_service": (SERVICES, "stethoscope", _doctor),
    "green_card": (SERVICES, "first-aid-kit", _card),
    "green_use": (SERVICES, "first-aid-kit", _green_use),
    "psych_session": (SERVICES, "chat-circle", _session),
    "psych_assess": (SERVICES, "chat-circle", _assessment),
    "need_survey": (SERVICES, "list-checks", _survey),
    "consent": (CHANGES, "signature", _consent),
    "volunteer_service": (SERVICES, "hand-heart", served),
    "pairing": (SERVICES, "hand-heart", paired),
    "attendance": (SERVICES, "users-three", attended),
    "insured": (SERVICES, "umbrella", _insured),
    "hospital_stay": (SERVICES, "first-aid", _stay),
    "claim": (SERVICES, "umbrella", _claim),
    "aid_record": (SERVICES, "gift", _aid),
    "contact_card": (SERVICES, "identification-card", _contact_card),
    "attachment": (SERVICES, "paperclip", _attachment),
    "assignment": (CHANGES, "users", _assignment),
    "family": (CHANGES, "archive", _family),
    "person": (CHANGES, "user", _person),
    "change_event": (CHANGES, "map-pin", _change),
    "complication": (CHANGES, "identification-card", _plain),
    "eligibility": (CHANGES, "identification-card", _entitlement),
    "annual_check": (SERVICES, "list-checks", _annual_check),
    "benefit_payment": (SERVICES, "identification-card", _payment),
}
_STEPS: dict[str, dict[str, Words]] = {
    "pairing": {"until": unpaired},
    "insured": {"handed_on": _handed, "since": _insured},
    "hospital_stay": {"discharged_on": _left},
    "claim": {"refused_on": _refused, "paid_on": _paid, "accepted_on": _accepted, "submitted_on": _claim},
}
"""Fields whose coming is a step; the first that was written names it."""
