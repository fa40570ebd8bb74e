"""What each member was told and agreed to, a line a person."""

from db.domain.consent import SEPARATE, may
from db.domain.family import Person
from db.domain.standing import NO
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, say_day
from desktop.words import tr


def consents_section(desk: Desk, view: FamilyView) -> Section:
    """What each living member agreed to."""
    people = view.facts.members(view.on)
    lines = tuple(_line(desk, view, person) for person in people)
    told = {record.values["person_id"] for record in view.of("consent")}
    missing = sum(person.id not in told for person in people)
    note = tr("{n} 人还没有告知").format(n=missing) if missing else tr("都告知过")
    return Section("consent", "signature", tr("告知同意"), note, "", lines)


def _line(desk: Desk, view: FamilyView, person: Person) -> SectionLine:
    mine = sorted(
        (record for record in view.of("consent") if record.values["person_id"] == person.id),
        key=lambda record: (str(record.values["on"]), record.first_no),
    )
    verbs = [Verb("record_consent", tr("登记告知"), person.id), Verb("refuse_consent", tr("不同意"), person.id)]
    if not mine:
        return SectionLine(person.name, tr("还没有告知"), "", tuple(verbs))
    last = mine[-1]
    if not last.values.get("refused") and not last.values.get("withdrawn_on"):
        verbs.append(Verb("withdraw_consent", tr("撤回"), last.id))
    verbs.append(Verb("void_consent", tr("记错了"), last.id))
    refused = not any(may(view.facts, person.id, scope, view.on).allowed for scope in ("service", *SEPARATE))
    return SectionLine(person.name, _said(desk, view, last), NO if refused else "", tuple(verbs))


def _said(desk: Desk, view: FamilyView, record: StoredRecord) -> str:
    v = record.values
    scopes = "、".join(desk.word("consent_scope", code) for code in v.get("scope") or ())
    day = say_day(view, as_day(v["on"]))
    if v.get("refused"):
        return tr("{day} 不同意：{what}").format(day=day, what=scopes or tr("全部"))
    how = desk.word("consent_method", str(v["method"])) if v.get("method") else ""
    version = tr("告知书 {version}").format(version=v["notice_version"])
    said = tr("{day} 同意：{what}").format(day=day, what=scopes)
    back = tr("{day} 撤回").format(day=say_day(view, as_day(v["withdrawn_on"]))) if v.get("withdrawn_on") else ""
    return "，".join(part for part in (said, how, version, back) if part)
