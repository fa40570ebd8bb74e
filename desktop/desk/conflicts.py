"""核对: what two people said differently, what the county sent back, who may be one person; by family, in words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.clock import CHINA
from db.domain.entities.registry import ENTITIES
from db.ledger.fold import VOIDED
from db.queries.conflicts import AnswerRow, SentBack, open_answers, sent_back, values_before
from db.store.folding import row_of
from db.store.values import row_values
from desktop.desk.desk import Desk
from desktop.desk.values import value_words
from desktop.words import tr


@dataclass(frozen=True)
class Saying:
    """One of several answers.

    Attributes:
        changes: hashes of the changes that gave it; value: the answer itself.
        words: the answer as it is read; whose: 本镇, 县里 or another laptop; by: who and when.
    """

    changes: tuple[str, ...]
    value: Any
    words: str
    whose: str
    by: str


@dataclass(frozen=True)
class Dispute:
    """One field with several answers.

    Attributes:
        entity, record_id, field: the question.
        title: what it is about (`何秀兰 联系电话`); before: what everybody had before, in words.
        sayings: the answers, this laptop's own first.
        kind: the field's kind, for writing a third value; `flag` for "taken out or not".
    """

    entity: str
    record_id: str
    field: str
    title: str
    before: str
    sayings: tuple[Saying, ...]
    kind: str

    @property
    def seen(self) -> frozenset[str]:
        """Hashes of all the answers shown."""
        return frozenset(change for saying in self.sayings for change in saying.changes)


@dataclass(frozen=True)
class DisputedFamily:
    """A family with something to settle; `family_id` "" gathers what belongs to no family.

    Attributes:
        name, village, case_no: of the family.
        disputes: what is to be settled.
    """

    family_id: str
    name: str
    village: str
    case_no: str
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True)
class Returned:
    """One change the county sent back.

    Attributes:
        change: its hash; family_id: whose, or "".
        title: what was meant (`走访慰问：日期 11月3日`); reason: why it came back; by: who wrote it when.
    """

    change: str
    family_id: str
    name: str
    title: str
    reason: str
    by: str


@dataclass(frozen=True)
class Conflicts:
    """The page: families with disputes, and what the county sent back."""

    families: tuple[DisputedFamily, ...]
    returned: tuple[Returned, ...]

    @property
    def count(self) -> int:
        """How many fields wait for a person."""
        return sum(len(family.disputes) for family in self.families)


def conflicts(desk: Desk) -> Conflicts:
    """Everything that waits for a person, as it stands now."""
    stations = _stations(desk)
    with desk.record.store.reading() as connection:
        questions: dict[tuple[str, str, str], list[AnswerRow]] = {}
        for answer in open_answers(connection):
            questions.setdefault((answer.entity, answer.record_id, answer.field), []).append(answer)
        found: dict[str, list[Dispute]] = {}
        for (entity, record_id, field), answers in questions.items():
            row = row_of(connection, entity, record_id) or {}
            before = values_before(connection, record_id, [answer.change for answer in answers])
            sayings = _sayings(desk, stations, answers)
            dispute = _dispute(desk, (entity, record_id, field), row, sayings, before)
            found.setdefault(_family_of(connection, entity, row), []).append(dispute)
        families = tuple(_family(connection, family_id, tuple(each)) for family_id, each in found.items())
        back = tuple(_returned(desk, connection, one) for one in sent_back(connection))
    return Conflicts(tuple(sorted(families, key=lambda family: (family.village, family.case_no))), back)


def count_waiting(desk: Desk) -> int:
    """How many fields have several answers."""
    asked = "SELECT count(*) FROM (SELECT DISTINCT record_id, field FROM field_head) d"
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql(asked).scalar_one())


def _dispute(
    desk: Desk,
    question: tuple[str, str, str],
    row: Mapping[str, Any],
    sayings: tuple[Saying, ...],
    before: Mapping[str, Any],
) -> Dispute:
    entity, record_id, field = question
    if field == VOIDED:
        return Dispute(entity, record_id, field, _title(entity, row, tr("作废还是留着")), "", sayings, "flag")
    spec = ENTITIES[entity].by_name[field]
    earlier = value_words(desk, entity, field, before.get(field)) if before else ""
    return Dispute(entity, record_id, field, _title(entity, row, tr(spec.title)), earlier, sayings, spec.kind)


def _title(entity: str, row: Mapping[str, Any], what: str) -> str:
    whose = str(row.get("name") or "") if entity == "person" else ""
    return f"{whose} {what}" if whose else f"{tr(ENTITIES[entity].title)}：{what}" if entity != "family" else what


def _here() -> str:
    return tr("本机")


def _sayings(desk: Desk, stations: Mapping[str, str], answers: Iterable[AnswerRow]) -> tuple[Saying, ...]:
    """The different answers, this laptop's own first."""
    by_value: dict[str, list[AnswerRow]] = {}
    for answer in answers:
        by_value.setdefault(repr(answer.value), []).append(answer)
    told = (_saying(desk, stations, same) for same in by_value.values())
    return tuple(sorted(told, key=lambda saying: saying.whose != _here()))


def _saying(desk: Desk, stations: Mapping[str, str], same: list[AnswerRow]) -> Saying:
    first = same[0]
    whose = _here() if first.here else stations.get(first.station_id) or stations.get(first.org) or tr("另一台电脑")
    at = datetime.fromisoformat(first.at).astimezone(CHINA)
    when = tr("{month}月{day}日 {time}").format(month=at.month, day=at.day, time=at.strftime("%H:%M"))
    by = "，".join(part for part in (first.name, when, first.reason) if part)
    if first.field == VOIDED:
        words = tr("作废") if first.value else tr("留着")
    else:
        words = value_words(desk, first.entity, first.field, first.value)
    return Saying(tuple(answer.change for answer in same), first.value, words, whose, by)


def _stations(desk: Desk) -> dict[str, str]:
    """Whose a station's or an office's word is, but for this computer's own; a township knows no other township."""
    office, enrolment = desk.record.office, desk.record.store.setting("enrolment")
    county = "" if enrolment is None else str(json.loads(enrolment["manifest"])["body"]["county_id"])
    names: dict[str, str] = dict(desk.record.store.setting("townships", {}))
    return {**names, county: tr("[县]里"), office.station_id: tr("同一份登记的另一台电脑")}


def _family_of(connection: Any, entity: str, row: Mapping[str, Any]) -> str:
    """The family a record belongs to, "" when it belongs to none."""
    if entity == "family":
        return str(row.get("id", ""))
    if row.get("family_id"):
        return str(row["family_id"])
    person = row.get("person_id") or row.get("mother_id") or row.get("father_id")
    if not person:
        return ""
    found = connection.exec_driver_sql("SELECT family_id FROM person WHERE id = ?", (person,)).scalar()
    return str(found or "")


_FAMILY = """
    SELECT coalesce((SELECT p.name FROM person p WHERE p.family_id = f.id AND p.voided = 0
                      ORDER BY p.relation <> '02', p.no LIMIT 1), ''), coalesce(v.name, ''), coalesce(f.case_no, '')
      FROM family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE f.id = ?
"""


def _family(connection: Any, family_id: str, disputes: tuple[Dispute, ...]) -> DisputedFamily:
    row = connection.exec_driver_sql(_FAMILY, (family_id,)).first()
    name, village, case_no = row or (tr("本单位"), "", "")
    return DisputedFamily(family_id, name, village, case_no, disputes)


def named_record(connection: Connection, entity: str, record_id: str) -> tuple[str, str]:
    """The family a record belongs to ("" for none), and what to call the record: `周文彬户 走访慰问`."""
    if entity not in ENTITIES:  # a name out of somebody else's file
        return "", entity
    row = row_of(connection, entity, record_id) or {}
    family_id = _family_of(connection, entity, {**row, "id": record_id})
    title = tr(ENTITIES[entity].title)
    name = _family(connection, family_id, ()).name if family_id else ""
    return family_id, tr("{name}户 {what}").format(name=name, what=title) if name else title


def _returned(desk: Desk, connection: Any, one: SentBack) -> Returned:
    row = row_values(one.entity, dict(row_of(connection, one.entity, one.record_id) or {})) if _known(one) else {}
    family_id = _family_of(connection, one.entity, {**row, **one.fields, "id": one.record_id})
    family = _family(connection, family_id, ())
    at = datetime.fromisoformat(one.at).astimezone(CHINA)
    by = tr("{name}，{month}月{day}日").format(name=one.name or tr("未署名"), month=at.month, day=at.day)
    return Returned(one.change, family_id, family.name, _meant(desk, one), one.reason, by)


def _known(one: SentBack) -> bool:
    return one.entity in ENTITIES


def _meant(desk: Desk, one: SentBack) -> str:
    if not _known(one):
        return one.entity
    known = ENTITIES[one.entity].by_name
    told = [
        f"{tr(known[name].title)} {value_words(desk, one.entity, name, value)}"
        for name, value in one.fields.items()
        if name in known and known[name].kind != "ref" and not known[name].sensitive
    ]
    title = tr(ENTITIES[one.entity].title)
    return tr("{title}：{what}").format(title=title, what="，".join(told[:3])) if told else title
