"""Reads the facts of families for the rules: whole, flat and frozen, for one family or for all of them at once."""

import gc
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from sys import intern
from typing import Any, TypeVar

from sqlalchemy import Connection

from db.clock import CHINA
from db.domain import family as facts
from db.domain.periods import LunarBirthday, parse_lunar_birthday
from db.queries.fields import standing_fields
from db.queries.membership import FormerMember, absences_of, former_members, joined_on
from db.store.dialect import on_server

Row = tuple[Any, ...]
Fact = TypeVar("Fact")
_BATCH = 400
_COUPLE = {"01", "02", "10", "11", "12"}
_CHILDREN = {"2", "3"}
"""First digit of a son's and a daughter's relation (GB/T 4761)."""


BY_ROUTE = "ORDER BY coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no"
BY_NUMBER = "ORDER BY f.no"


def families_on_file(connection: Connection, family_ids: Iterable[str] | None = None) -> Iterator[facts.Family]:
    """The facts of families not voided, in the order of village, route and case number.

    Args:
        connection: from `store.reading()`.
        family_ids: the families wanted, a few hundred in memory at a time; None for all at once, the moved and closed
            ones included. Ids in the order of `BY_NUMBER` are read quickest: what was entered together lies together.

    A village without an official code stands under its name in `village_code`.
    """
    if family_ids is None:
        with uncollected():
            every = list(_assemble(connection, None))
        yield from every
        return
    ids = list(family_ids)
    for start in range(0, len(ids), _BATCH):
        with uncollected():
            batch = list(_assemble(connection, ids[start : start + _BATCH]))
        yield from batch


def family_on_file(connection: Connection, family_id: str) -> facts.Family | None:
    """The facts of one family; None when it is not here or voided.

    Here every day on which the file's head was gone through is read from the log; of many families only the latest.
    """
    family = next(families_on_file(connection, [family_id]), None)
    if family is None:
        return None
    said = (_day(fields["reviewed_on"]) for _, fields in standing_fields(connection, [family_id], "reviewed_on"))
    reviewed = {*family.reviewed_on, *(day for day in said if day)}
    return replace(family, reviewed_on=tuple(sorted(reviewed)))


def insured_on_file(connection: Connection, family_ids: Iterable[str] | None = None) -> Iterator[facts.Family]:
    """Families with nothing but their persons, insurance, stays and claims: enough for S4, and read ten times as fast.

    Args:
        connection: from `store.reading()`.
        family_ids: the families wanted; None for all.
    """
    if family_ids is None:
        yield from _insured_families(connection, None)
        return
    ids = list(family_ids)
    for start in range(0, len(ids), _BATCH):
        yield from _insured_families(connection, ids[start : start + _BATCH])


@contextmanager
def uncollected() -> Iterator[None]:
    """Makes many facts at a stretch without the garbage collector going through all of them again and again.

    Facts hold no circles; counting references lets them go.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _insured_families(connection: Connection, ids: list[str] | None) -> Iterator[facts.Family]:
    reader = _Reader(connection, ids)
    parts: dict[str, dict[str, list[Any]]] = {"persons": _persons(reader), **_insurance(reader)}
    absences = absences_of(connection, ids)
    for row in _families(connection, ids):
        one = {name: tuple(found.get(row[0], ())) for name, found in parts.items()}
        yield _family(row, one, (), absences.get(row[0], ()))


@lru_cache(maxsize=1 << 14)
def _day(text: str | None) -> date | None:
    """A day, or the first day of a month or year known no closer."""
    return (
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < len("2016-06-03") else text)
        if text
        else None
    )


def _sure(text: str) -> date:
    day = _day(text)
    return date.min if day is None else day


def _exact(text: str | None) -> bool:
    return text is None or len(text) == len("2016-06-03")


@lru_cache(maxsize=1 << 12)
def _ids(text: str | None) -> tuple[str, ...]:
    """A list of ids or codes; the same few households and contact persons come again and again."""
    if not text:
        return ()
    if "\\" in text or not text.startswith('["'):
        return tuple(json.loads(text))
    return tuple(text[2:-2].split('","'))


@lru_cache(maxsize=4000)
def _lunar(text: str | None) -> LunarBirthday | None:
    return parse_lunar_birthday(text) if text else None


class _Reader:
    """Fetches one table after the other and groups its facts by family."""

    def __init__(self, connection: Connection, ids: list[str] | None) -> None:
        self.connection = connection
        self.ids = ids

    def by_family(self, columns: str, source: str, make: Callable[[Row], Fact]) -> dict[str, list[Fact]]:
        """Facts by family id; `source` names the tables with `t` for the subject and exposes `family` as the id."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for row in self.rows(columns, source):
            found[row[-1]].append(make(row))
        return found

    def rows(self, columns: str, source: str) -> Iterable[Row]:
        family = "p.family_id" if " p " in f" {source} " else "t.family_id"
        where, values = "t.voided = 0", ()
        if self.ids is not None:
            where += f" AND {family} IN ({', '.join('?' * len(self.ids))})"
            values = tuple(self.ids)  # type: ignore[assignment] # one parameter a family
        return plain_rows(self.connection, f"SELECT {columns}, {family} FROM {source} WHERE {where}", values)


def plain_rows(connection: Connection, sql: str, values: tuple[Any, ...] = ()) -> list[Row]:
    """The rows of a question as the driver gives them: for hundreds of thousands, of which only facts are made."""
    if not connection.in_transaction():
        connection.begin()  # all questions of one reading see the same record
    if on_server(connection):
        return list(map(tuple, connection.exec_driver_sql(sql, values)))
    cursor = connection.connection.cursor()
    try:
        return list(cursor.execute(sql, values).fetchall())
    finally:
        cursor.close()


_OF_PERSON = "{} t JOIN person p ON p.id = t.person_id"


_OF_A_PERSON = ("cards", "agreements", "services", "insured", "stays", "consents", "complications", "entitlements")


def _graft(parts: dict[str, dict[str, list[Any]]], connection: Connection, former: tuple[FormerMember, ...]) -> None:
    """Gives households back who left them for another: the past of a family is not rewritten by a split."""
    now = {one.now_family_id for one in former}
    present = {family.id: family for family in _assemble(connection, sorted(now), former=False)} if now else {}
    for one in former:
        home = present.get(one.now_family_id)
        person = next((p for p in home.persons if p.id == one.person_id), None) if home else None
        if home is None or person is None:
            continue
        there = replace(person, left_on=one.on, registered_on=None, relation="97")
        parts["persons"].setdefault(one.family_id, []).append(there)
        for name in _OF_A_PERSON:
            own = [each for each in getattr(home, name) if each.person_id == one.person_id]
            parts[name].setdefault(one.family_id, []).extend(own)
        known = {child.id for child in parts["children"].get(one.family_id, ())}
        children = [c for c in home.children if one.person_id in c.parents and c.id not in known]
        parts["children"].setdefault(one.family_id, []).extend(children)


def _assemble(connection: Connection, ids: list[str] | None, *, former: bool = True) -> Iterator[facts.Family]:
    reader = _Reader(connection, ids)
    parts: dict[str, dict[str, list[Any]]] = {
        "persons": _persons(reader),
        "children": _children(reader),
        "assignments": _assignments(reader),
        "cards": reader.by_family(
            "t.id, t.person_id, t.state, t.card_no, t.since, t.until, t.ended_on",
            _OF_PERSON.format("green_card"),
            _card,
        ),
        "agreements": reader.by_family(
            "t.id, t.person_id, t.state, t.since, t.until, t.ended_on, t.declined_on, t.team_name, t.doctor, t.kind",
            _OF_PERSON.format("agreement"),
            _agreement,
        ),
        "services": reader.by_family(
            "t.id, t.person_id, t.[on], t.kind",
            _OF_PERSON.format("doctor_service"),
            lambda r: facts.DoctorService(r[0], r[1], _sure(r[2]), r[3]),
        ),
        "visits": reader.by_family(
            "t.id, t.[on], t.mode, t.outcome, t.category, t.festival, t.contact_ids, t.persons_met", "visit t", _visit
        ),
        "sessions": _sessions(reader),
        "psych_files": reader.by_family(
            "t.id, t.person_id, t.opened_on, t.closed_on",
            _OF_PERSON.format("psych_file"),
            lambda r: facts.PsychFile(r[0], r[1], _sure(r[2]), _day(r[3])),
        ),
        **_services(reader),
        **_insurance(reader),
        **_entitlements(reader),
    }
    if former:
        _graft(parts, connection, former_members(connection, ids))
    absences = absences_of(connection, ids)
    rows = list(_families(connection, ids))
    risks = _risk_changes(connection, [row[0] for row in rows if row[12]])
    for row in rows:
        one = {name: tuple(found.get(row[0], ())) for name, found in parts.items()}
        yield _family(row, one, risks.get(row[0], ()), absences.get(row[0], ()))


def _risk_changes(connection: Connection, raised: list[str]) -> dict[str, tuple[facts.RiskChange, ...]]:
    """The history of the attention level of families whose level was ever changed: few, read from the log."""
    found: dict[str, dict[date, str]] = defaultdict(dict)
    for family_id, fields in standing_fields(connection, raised, "risk_since"):
        since, level = _day(fields["risk_since"]), fields.get("risk_level")
        if since and level:
            found[family_id][since] = str(level)
    return {
        family_id: tuple(facts.RiskChange(since, level) for since, level in sorted(levels.items()))
        for family_id, levels in found.items()
    }


def _families(connection: Connection, ids: list[str] | None) -> Iterable[Row]:
    where, values = "f.voided = 0", ()
    if ids is not None:
        where += f" AND f.id IN ({', '.join('?' * len(ids))})"
        values = tuple(ids)  # type: ignore[assignment] # one parameter a family
    sql = f"""
        SELECT f.id, f.case_no, f.case_type, f.opened_on, f.status, f.status_on, coalesce(v.code, v.name),
               v.name, f.risk_level, f.contact_preference, f.other_types, f.reviewed_on, f.risk_since
          FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
         WHERE {where}
         {BY_ROUTE}
    """
    return connection.exec_driver_sql(sql, values)


def _family(
    row: Row,
    parts: dict[str, tuple[Any, ...]],
    risks: tuple[facts.RiskChange, ...],
    absences: tuple[tuple[date, date], ...],
) -> facts.Family:
    persons: tuple[facts.Person, ...] = parts["persons"]
    head = next((p.name for p in persons if p.relation == "02"), persons[0].name if persons else "")
    reviewed, since = _day(row[11]), _day(row[12])
    latest = (facts.RiskChange(since, row[8]),) if since else ()
    return facts.Family(
        row[0],
        row[1] or "",
        intern(row[2]),
        _sure(row[3] or "1900-01-01"),
        status=intern(row[4]),
        closed_on=None if row[4] == "active" else _day(row[5]),
        name=head,
        village_code=intern(row[6] or ""),
        village=intern(row[7] or ""),
        risk_level=intern(row[8]),
        contact_preference=intern(row[9]),
        other_types=_ids(row[10]),
        reviewed_on=(reviewed,) if reviewed else (),
        risk_changes=risks if risks and risks[-1:] == latest else latest,
        absences=absences,
        **parts,
    )


def _persons(reader: _Reader) -> dict[str, list[facts.Person]]:
    columns = (
        "t.id, t.name, t.sex, t.birth_date, t.lunar_birthday, t.relation, t.is_target, t.marital, t.marital_since,"
        " t.alive, t.death_date, t.chronic, t.self_care, t.mental_state, t.away_since, t.institution_since,"
        " t.mental_since, t.away_until, t.institution_until, t.hukou_kind, t.registered_on"
    )
    certified = frozenset(
        reader.connection.exec_driver_sql("SELECT person_id FROM complication WHERE voided = 0").scalars()
    )
    joined = joined_on(reader.connection, reader.ids)
    found = reader.by_family(columns, "person t", lambda r: _person(r, certified, joined))
    for members in found.values():
        members.sort(key=lambda person: (person.relation != "02", person.relation, person.birth_date or date.max))
    return found


def _person(r: Row, certified: frozenset[str], joined: dict[str, date]) -> facts.Person:
    return facts.Person(
        r[0],
        r[1],
        sex=r[2],
        birth_date=_day(r[3]),
        birth_exact=_exact(r[3]),
        lunar_birthday=_lunar(r[4]),
        relation=r[5],
        role=role_of(r[5], complication=r[0] in certified),
        is_target=bool(r[6]),
        marital=r[7] or "",
        marital_since=_day(r[8]),
        alive=bool(r[9]),
        death_date=_day(r[10]),
        death_exact=_exact(r[10]),
        chronic=_ids(r[11]),
        self_care=r[12] or "",
        mental_state=r[13] or "",
        away_since=_day(r[14]),
        institution_since=_day(r[15]),
        mental_since=_day(r[16]),
        away_until=_day(r[17]),
        institution_until=_day(r[18]),
        hukou_kind=r[19] or "",
        registered_on=max((on for on in (_day(r[20]), joined.get(r[0])) if on), default=None),
    )


def role_of(relation: str, *, complication: bool) -> str:
    """`parent` for the couple, else `complication` for one who is certified, `child` for a son or daughter at home."""
    if relation in _COUPLE:
        return "parent"
    return "complication" if complication else "child" if relation[:1] in _CHILDREN else "other"


def _children(reader: _Reader) -> dict[str, list[facts.Child]]:
    """By household of each parent: divorced parents both have the child, in two households (fact 3)."""
    columns = (
        "t.id, t.father_id, t.mother_id, t.state, t.event_date, t.birth_date, t.disability_grade, t.name, t.origin"
    )
    found: dict[str, list[facts.Child]] = defaultdict(list)
    for link in ("father_id", "mother_id"):
        for row in reader.rows(columns, f"child t JOIN person p ON p.id = t.{link}"):
            if row[0] not in {child.id for child in found[row[-1]]}:
                found[row[-1]].append(_child(row))
    return found


def _child(r: Row) -> facts.Child:
    return facts.Child(
        r[0],
        tuple(parent for parent in r[1:3] if parent),
        state=r[3],
        event_date=_day(r[4]),
        event_exact=_exact(r[4]),
        birth_date=_day(r[5]),
        birth_exact=_exact(r[5]),
        disability_grade=int(r[6] or 0),
        name=r[7] or "",
        origin=r[8] or "",
    )


def _assignments(reader: _Reader) -> dict[str, list[facts.Assignment]]:
    """Who has left the office holds no post from that day on, whether or not the hand-over was written down."""
    return reader.by_family(
        "t.id, t.post_kind, t.contact_id, c.name, c.phone, t.since, t.until, t.family_informed_on, c.left_on,"
        " c.phone_since",
        "assignment t JOIN contact_person c ON c.id = t.contact_id",
        _assignment,
    )


def _assignment(r: Row) -> facts.Assignment:
    until, left = _day(r[6]), _day(r[8])
    if left is not None and (until is None or until >= left):
        until = left - timedelta(days=1)
    who = (intern(r[1]), intern(r[2]), intern(r[3]), intern(r[4] or ""))  # a few people look after thousands
    return facts.Assignment(r[0], *who, _sure(r[5]), until, _day(r[7]), _day(r[9]))


def _card(r: Row) -> facts.GreenCard:
    return facts.GreenCard(r[0], r[1], r[2], r[3] or "", _day(r[4]), _day(r[5]), _day(r[6]))


def _agreement(r: Row) -> facts.Agreement:
    return facts.Agreement(
        r[0], r[1], r[2], _day(r[3]), _day(r[4]), _day(r[5]), _day(r[6]), r[7] or "", r[8] or "", r[9] or "first"
    )


def _visit(r: Row) -> facts.Visit:
    return facts.Visit(r[0], _sure(r[1]), r[2], r[3], r[4], r[5] or "", _ids(r[6]), _ids(r[7]))


def _sessions(reader: _Reader) -> dict[str, list[facts.PsychSession]]:
    """Those of a family, and those held for persons of several, once for each family that took part."""
    columns = "t.id, t.[on], t.kind, t.person_ids"
    shared = (
        "psych_session t CROSS JOIN json_each(t.person_ids) j JOIN person p ON p.id = j.value AND t.family_id IS NULL"
    )
    found = reader.by_family(columns, "psych_session t", _session)
    for family_id, sessions in reader.by_family(columns, shared, _session).items():
        found[family_id] += dict.fromkeys(sessions)
    return found


def _session(r: Row) -> facts.PsychSession:
    return facts.PsychSession(r[0], _sure(r[1]), r[2], _ids(r[3]))


def _services(reader: _Reader) -> dict[str, dict[str, list[Any]]]:
    return {
        "pairings": reader.by_family(
            "t.id, v.name, t.since, t.until, v.kind",
            "pairing t JOIN volunteer v ON v.id = t.volunteer_id",
            lambda r: facts.Pairing(r[0], r[1], _sure(r[2]), _day(r[3]), r[4]),
        ),
        "waivers": reader.by_family(
            "t.id, t.duty_key, t.reason, t.[on]",
            "duty_waiver t",
            lambda r: facts.Waiver(r[0], r[1], r[2], _sure(r[3])),
        ),
        "volunteer_services": reader.by_family(
            "t.id, t.[on], t.minutes",
            "volunteer_service t",
            lambda r: facts.VolunteerService(r[0], _sure(r[1]), r[2] or 0),
        ),
        "events": reader.by_family(
            "t.id, t.kind, t.[on], t.known_on, t.person_id, t.known_time, t.measures, t.reported_to, t.closed_on",
            "event t",
            _major_event,
        ),
        "needs": reader.by_family(
            "t.id, t.category, t.raised_on, t.due_by, t.answered_on, t.closed_on, t.request, t.responsible,"
            " t.referred_to, t.followed_up_on, t.solved",
            "need t",
            _need,
        ),
        "cards_issued": reader.by_family("t.issued_on", "contact_card t", lambda r: _sure(r[0])),
        "surveyed_on": reader.by_family("t.[on]", "need_survey t", lambda r: _sure(r[0])),
    }


def _insured(reader: _Reader) -> dict[str, list[facts.Insured]]:
    policies = _policies(reader.connection)
    return reader.by_family(
        "t.id, t.person_id, t.product, t.since, t.until, t.stage, t.told_on, t.handed_on, t.policy_id",
        _OF_PERSON.format("insured"),
        lambda r: facts.Insured(
            r[0],
            r[1],
            r[2],
            _sure(r[3]),
            _day(r[4]),
            r[5] or "enrolled",
            _day(r[6]),
            _day(r[7]),
            policies.get(r[8]),
        ),
    )


def _insurance(reader: _Reader) -> dict[str, dict[str, list[Any]]]:
    return {
        "insured": _insured(reader),
        "stays": reader.by_family(
            "t.id, t.person_id, t.admitted_on, t.discharged_on, t.hospital, t.hospital_grade, t.icu_days",
            _OF_PERSON.format("hospital_stay"),
            lambda r: facts.HospitalStay(r[0], r[1], _sure(r[2]), _day(r[3]), r[4] or "", r[5] or "", r[6] or 0),
        ),
        "claims": reader.by_family(
            "t.id, t.stay_id, t.insured_id, t.submitted_on, t.accepted_on, t.paid_on, t.refused_on, t.days, t.amount,"
            " t.refuse_reason",
            "claim t JOIN hospital_stay s ON s.id = t.stay_id AND s.voided = 0 JOIN person p ON p.id = s.person_id",
            _claim,
        ),
    }


def _policies(connection: Connection) -> dict[str, facts.Policy]:
    """The policies on file by id: a handful, shared by everybody insured under them."""
    asked = (
        "SELECT id, policy_no, insurer, per_day, day_limit, stay_limit, waiting_days, hospital_rule FROM policy"
        " WHERE voided = 0"
    )
    return {
        r[0]: facts.Policy(r[0], r[1] or "", r[2] or "", r[3] or 0, r[4] or 0, r[5] or 0, r[6] or 0, r[7] or "")
        for r in connection.exec_driver_sql(asked)
    }


def _claim(r: Row) -> facts.Claim:
    return facts.Claim(
        r[0],
        r[1],
        r[2] or "",
        _day(r[3]),
        _day(r[4]),
        _day(r[5]),
        _day(r[6]),
        r[7] or 0,
        r[8],
        r[9] or "",
    )


def _major_event(r: Row) -> facts.MajorEvent:
    known = _day(r[3]) or _sure(r[2])
    at = datetime.combine(known, found, CHINA) if (found := _time(r[5])) else None
    settled = _day(r[8]) if r[6] and r[7] else None
    return facts.MajorEvent(r[0], r[1], _sure(r[2]), _day(r[3]), r[4] or "", at, settled)


def _time(text: str | None) -> time | None:
    """A time of the day; None for none, and for one no command of ours would have written."""
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def _need(r: Row) -> facts.Need:
    days = (_day(r[3]), _day(r[4]), _day(r[5]))
    told = (r[6], r[7] or "", r[8] or "")
    return facts.Need(r[0], r[1], _sure(r[2]), *days, *told, followed_up_on=_day(r[9]), solved=r[10] != 0)


def _entitlements(reader: _Reader) -> dict[str, dict[str, list[Any]]]:
    checks = (
        "(SELECT json_group_array(json_array(a.year, a.result, a.[on])) FROM annual_check a"
        " WHERE a.eligibility_id = t.id AND a.voided = 0)"
    )
    return {
        "consents": reader.by_family(
            "t.id, t.person_id, t.scope, t.[on], t.withdrawn_on, t.refused",
            _OF_PERSON.format("consent"),
            lambda r: facts.Consent(r[0], r[1], _ids(r[2]), _sure(r[3]), granted=not r[5], withdrawn_on=_day(r[4])),
        ),
        "complications": reader.by_family(
            "t.person_id, t.grade, t.certified_on",
            _OF_PERSON.format("complication"),
            lambda r: facts.Complication(r[0], r[1], _day(r[2])),
        ),
        "entitlements": reader.by_family(
            "t.id, t.person_id, t.kind, t.status, t.first_year, t.confirmed_on, t.stopped_on, t.stop_reason,"
            f" t.applied_on, t.publicised_on, {checks}",
            _OF_PERSON.format("eligibility"),
            _entitlement,
        ),
    }


def _entitlement(r: Row) -> facts.Entitlement:
    checks = tuple(facts.YearCheck(year, result, _day(on)) for year, result, on in json.loads(r[10]))
    return facts.Entitlement(
        r[0],
        r[1],
        r[2],
        r[3],
        r[4] or 0,
        _day(r[5]),
        _day(r[6]),
        r[7] or "",
        checks,
        applied_on=_day(r[8]),
        publicised_on=_day(r[9]),
    )
