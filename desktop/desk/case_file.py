"""One family's file in words: members with masked numbers, the child in one quiet line, sections, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db.domain.family import Child, Person
from db.domain.masking import mask_id, mask_phone
from db.domain.periods import age_on
from db.domain.relations import HEAD
from db.domain.strip import ItemState
from db.queries.casefile import StoredRecord
from desktop.desk.case_events import Event, events_of
from desktop.desk.choices import OfficeChoices, office_choices
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView, view_family
from desktop.desk.insuring import InsuranceCase, insurance_case
from desktop.desk.looking import note_look
from desktop.desk.sections.archive import exit_proposal
from desktop.desk.sections.listing import sections_of
from desktop.desk.sections.section import Section
from desktop.desk.transfers import Leaving, leaving_of
from desktop.desk.visiting import callers_of
from desktop.words import tr


@dataclass(frozen=True)
class MemberLine:
    """One living member for the first screen: nothing whole that is sensitive.

    Attributes:
        person_id, name, sex: who.
        about: `男，62 岁，户主`.
        masked_id: "" when no number is on file.
        disputed: two answers wait for a person.
    """

    person_id: str
    name: str
    sex: str
    about: str
    masked_id: str
    disputed: bool


@dataclass(frozen=True)
class PhoneLine:
    """A number to call: masked, with whose it is and where it stands in the record."""

    entity: str
    record_id: str
    masked: str
    note: str


@dataclass(frozen=True)
class CaseFile:
    """Everything the family page shows.

    Attributes:
        family_id, name, meta: the header's words; `name` without 户. village: where it lives.
        risk: `normal`, `focus`, `high`; `risk_word`: in words.
        disputed: number of fields with two answers anywhere in the file.
        active: on the register.
        members: living members, head first.
        phone: the number to call, None when there is none.
        child: one quiet line; wish: how the family wants to be met.
        strip: the seven items; titles: of its two groups.
        sections: the right column; events: what happened, newest first.
        cover: insurance and stays in hospital, as their panels need them.
        on: the day it was read.
        callers: (id, name) of the present contact persons, the nearest to the family last.
        quiet: what is to be thought of these days before a word is said, "" for nothing.
        head_id: the head's; address: where they live; villages: (id, name) to choose from.
        exit_reason, exit_said: what the record proposes where the file should be left, "" for nothing.
        office: contact persons, doctor teams and hospitals to choose from.
        leaving: the townships it may be handed to, and whether that was asked for.
        signed: by person, the agreement that runs longest, as it stands.
    """

    family_id: str
    name: str
    meta: str
    village: str
    risk: str
    risk_word: str
    disputed: int
    active: bool
    members: tuple[MemberLine, ...]
    phone: PhoneLine | None
    child: str
    wish: str
    strip: tuple[ItemState, ...]
    titles: tuple[str, str]
    sections: tuple[Section, ...]
    events: tuple[Event, ...]
    cover: InsuranceCase
    on: date
    callers: tuple[tuple[str, str], ...] = ()
    quiet: str = ""
    head_id: str = ""
    address: str = ""
    villages: tuple[tuple[str, str], ...] = ()
    exit_reason: str = ""
    exit_said: str = ""
    office: OfficeChoices = field(default_factory=OfficeChoices)
    leaving: Leaving = field(default_factory=Leaving)
    signed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def open_case(desk: Desk, family_id: str) -> CaseFile:
    """Opens a family's file, and writes down that it was looked at.

    Raises:
        NotFound: no such family.
    """
    note_look(desk, family_id)
    return read_case(desk, family_id)


def read_case(desk: Desk, family_id: str) -> CaseFile:
    """The file as it stands now.

    Raises:
        NotFound: no such family.
    """
    view = view_family(desk, family_id)
    cover = insurance_case(desk, view)
    proposal = exit_proposal(desk, view)
    values, word = view.stored.values, desk.word
    facts = view.facts
    everything = [record for records in view.records.values() for record in records]
    return CaseFile(
        family_id,
        facts.name,
        _meta(desk, view),
        facts.village,
        facts.risk_level,
        word("risk_level", facts.risk_level),
        sum(record.disputed for record in everything),
        facts.active(view.on),
        tuple(_member(desk, view, person) for person in facts.members(view.on)),
        _phone(view),
        _children(facts.children),
        _wish(desk, values, facts.children),
        view.strip,
        (desk.profile.word("coverage.title"), desk.profile.word("support.title")),
        sections_of(desk, view, cover),
        events_of(desk, view),
        cover,
        view.on,
        tuple((contact_id, name) for contact_id, name, _ in callers_of(facts, view.on)),
        view.quiet[0].sentence if view.quiet else "",
        head_id=next((p.id for p in facts.persons if p.relation == HEAD), ""),
        address=str(values.get("live_addr") or values.get("hukou_addr") or ""),
        villages=_villages(desk),
        exit_reason=proposal.reason if proposal else "",
        exit_said=proposal.sentence.partition("，")[0] if proposal else "",
        office=office_choices(desk),
        leaving=leaving_of(desk, family_id),
        signed=_signed(view),
    )


def _villages(desk: Desk) -> tuple[tuple[str, str], ...]:
    asked = """
        SELECT id, name FROM org_unit WHERE level = 'village' AND voided = 0
         ORDER BY coalesce(route_order, 1000000), name
    """
    with desk.record.store.reading() as connection:
        return tuple((str(row[0]), str(row[1])) for row in connection.exec_driver_sql(asked))


def _signed(view: FamilyView) -> dict[str, Mapping[str, Any]]:
    """The latest term of each person: a renewal begins after it, with the same team."""
    terms = [r.values for r in view.of("agreement") if r.values.get("until") and r.values["state"] == "signed"]
    return {str(values["person_id"]): values for values in sorted(terms, key=lambda values: str(values["until"]))}


def _meta(desk: Desk, view: FamilyView) -> str:
    values, facts = view.stored.values, view.facts
    where = f"{facts.village} {values.get('group_name', '')}".strip()
    kinds = "、".join(desk.word("case_type", kind) for kind in (facts.case_type, *facts.other_types))
    standing = tr("{kinds}，{status}").format(kinds=kinds, status=desk.word("family_status", facts.status))
    return "    ".join(part for part in (where, facts.case_no, standing) if part)


def _member(desk: Desk, view: FamilyView, person: Person) -> MemberLine:
    record = next(record for record in view.records["person"] if record.id == person.id)
    parts = [desk.word("sex", person.sex)] if person.sex in {"1", "2"} else []
    if person.birth_date:
        parts.append(tr("{n} 岁").format(n=age_on(person.birth_date, view.on)))
    parts.append(desk.word("relation", person.relation))
    number = mask_id(str(record.values.get("id_no", "")))
    return MemberLine(person.id, person.name, person.sex, "，".join(parts), number, record.disputed > 0)


def _phone(view: FamilyView) -> PhoneLine | None:
    family = view.stored
    hours = str(family.values.get("contact_hours", ""))
    if number := family.values.get("phone"):
        return PhoneLine("family", family.id, mask_phone(str(number)), hours or tr("家庭电话"))
    for person in view.facts.members(view.on):
        record = next(record for record in view.records["person"] if record.id == person.id)
        if number := record.values.get("phone"):
            who = tr("{name}接听").format(name=person.name)
            note = f"{who}，{hours}" if hours else who
            return PhoneLine("person", record.id, mask_phone(str(number)), note)
    return None


def _children(children: tuple[Child, ...]) -> str:
    """One quiet line: how many, and since when; never why."""
    if not children:
        return ""
    count = tr("子女{n}人").format(n="一二三四五六七八九"[min(len(children), 9) - 1])
    told = []
    for child in children:
        since = _month(child)
        if child.state == "dead":
            told.append(tr("{since}离世").format(since=since))
        elif child.state == "disabled":
            told.append(tr("{since}致残").format(since=since) if since else tr("伤残"))
    return "，".join((count, *told))


def _month(child: Child) -> str:
    return tr("{y}年{m}月").format(y=child.event_date.year, m=child.event_date.month) if child.event_date else ""


def _wish(desk: Desk, values: Any, children: tuple[Child, ...]) -> str:
    how = desk.word("contact_preference", str(values.get("contact_preference", "home")))
    gone = any(child.state == "dead" for child in children)
    words = tr("意愿：{how}").format(how=how)
    return tr("{words}；不主动谈及子女").format(words=words) if gone else words


def stored_of(view: FamilyView, entity: str, record_id: str) -> StoredRecord | None:
    """One record of the file."""
    return next((record for record in view.records.get(entity, ()) if record.id == record_id), None)
