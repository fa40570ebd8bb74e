"""What hangs on a family, table by table: rows made into facts, by the id of the family."""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from sys import intern
from typing import Any

from sqlalchemy import Connection

from db.clock import CHINA
from db.domain import assistance_facts, coverage_facts, family, support_facts
from db.queries.fact_reader import Reader, Row, day_of, ids_of, known_to_the_day, lunar_of, sure_day, time_of
from db.queries.membership import joined_on

_COUPLE = {"01", "02", "10", "11", "12"}
_CHILDREN = {"2", "3"}
"""First digit of a son's and a daughter's relation (GB/T 4761)."""
_OF_PERSON = "{} t JOIN person p ON p.id = t.person_id"


def every_part(reader: Reader) -> dict[str, dict[str, list[Any]]]:
    """All that hangs on families: the name of the field of `family.Family` -> family id -> its facts."""
    return {
        "persons": persons_of(reader),
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
            lambda r: coverage_facts.DoctorService(r[0], r[1], sure_day(r[2]), r[3]),
        ),
        "visits": reader.by_family(
            "t.id, t.[on], t.mode, t.outcome, t.category, t.festival, t.contact_ids, t.persons_met", "visit t", _visit
        ),
        "sessions": _sessions(reader),
        "psych_files": reader.by_family(
            "t.id, t.person_id, t.opened_on, t.closed_on",
            _OF_PERSON.format("psych_file"),
            lambda r: support_facts.PsychFile(r[0], r[1], sure_day(r[2]), day_of(r[3])),
        ),
        **_services(reader),
        **insurance_parts(reader),
        **_entitlements(reader),
    }


def persons_of(reader: Reader) -> dict[str, list[family.Person]]:
    """The members of households, the head first."""
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


def _person(r: Row, certified: frozenset[str], joined: dict[str, date]) -> family.Person:
    return family.Person(
        r[0],
        r[1],
        sex=r[2],
        birth_date=day_of(r[3]),
        birth_exact=known_to_the_day(r[3]),
        lunar_birthday=lunar_of(r[4]),
        relation=r[5],
        role=role_of(r[5], complication=r[0] in certified),
        is_target=bool(r[6]),
        marital=r[7] or "",
        marital_since=day_of(r[8]),
        alive=bool(r[9]),
        death_date=day_of(r[10]),
        death_exact=known_to_the_day(r[10]),
        chronic=ids_of(r[11]),
        self_care=r[12] or "",
        mental_state=r[13] or "",
        away_since=day_of(r[14]),
        institution_since=day_of(r[15]),
        mental_since=day_of(r[16]),
        away_until=day_of(r[17]),
        institution_until=day_of(r[18]),
        hukou_kind=r[19] or "",
        registered_on=max((on for on in (day_of(r[20]), joined.get(r[0])) if on), default=None),
    )


def role_of(relation: str, *, complication: bool) -> str:
    """`parent` for the couple, else `complication` for one who is certified, `child` for a son or daughter at home."""
    if relation in _COUPLE:
        return "parent"
    return "complication" if complication else "child" if relation[:1] in _CHILDREN else "other"


def _children(reader: Reader) -> dict[str, list[family.Child]]:
    """By household of each parent: divorced parents both have the child, in two households (fact 3)."""
    columns = (
        "t.id, t.father_id, t.mother_id, t.state, t.event_date, t.birth_date, t.disability_grade, t.name, t.origin"
    )
    found: dict[str, list[family.Child]] = defaultdict(list)
    for link in ("father_id", "mother_id"):
        for row in reader.rows(columns, f"child t JOIN person p ON p.id = t.{link}"):
            if row[0] not in {child.id for child in found[row[-1]]}:
                found[row[-1]].append(_child(row))
    return found


def _child(r: Row) -> family.Child:
    return family.Child(
        r[0],
        tuple(parent for parent in r[1:3] if parent),
        state=r[3],
        event_date=day_of(r[4]),
        event_exact=known_to_the_day(r[4]),
        birth_date=day_of(r[5]),
        birth_exact=known_to_the_day(r[5]),
        disability_grade=int(r[6] or 0),
        name=r[7] or "",
        origin=r[8] or "",
    )


def _assignments(reader: Reader) -> dict[str, list[coverage_facts.Assignment]]:
    """Who has left the office holds no post from that day on, whether or not the hand-over was written down."""
    return reader.by_family(
        "t.id, t.post_kind, t.contact_id, c.name, c.phone, t.since, t.until, t.family_informed_on, c.left_on,"
        " c.phone_since",
        "assignment t JOIN contact_person c ON c.id = t.contact_id",
        _assignment,
    )


def _assignment(r: Row) -> coverage_facts.Assignment:
    until, left = day_of(r[6]), day_of(r[8])
    if left is not None and (until is None or until >= left):
        until = left - timedelta(days=1)
    who = (intern(r[1]), intern(r[2]), intern(r[3]), intern(r[4] or ""))  # a few people look after thousands
    return coverage_facts.Assignment(r[0], *who, sure_day(r[5]), until, day_of(r[7]), day_of(r[9]))


def _card(r: Row) -> coverage_facts.GreenCard:
    return coverage_facts.GreenCard(r[0], r[1], r[2], r[3] or "", day_of(r[4]), day_of(r[5]), day_of(r[6]))


def _agreement(r: Row) -> coverage_facts.Agreement:
    return coverage_facts.Agreement(
        r[0],
        r[1],
        r[2],
        day_of(r[3]),
        day_of(r[4]),
        day_of(r[5]),
        day_of(r[6]),
        r[7] or "",
        r[8] or "",
        r[9] or "first",
    )


def _visit(r: Row) -> support_facts.Visit:
    return support_facts.Visit(r[0], sure_day(r[1]), r[2], r[3], r[4], r[5] or "", ids_of(r[6]), ids_of(r[7]))


def _sessions(reader: Reader) -> dict[str, list[support_facts.PsychSession]]:
    """Those of a family, and those held for persons of several, once for each family that took part."""
    columns = "t.id, t.[on], t.kind, t.person_ids"
    shared = (
        "psych_session t CROSS JOIN json_each(t.person_ids) j JOIN person p ON p.id = j.value AND t.family_id IS NULL"
    )
    found = reader.by_family(columns, "psych_session t", _session)
    for family_id, sessions in reader.by_family(columns, shared, _session).items():
        found[family_id] += dict.fromkeys(sessions)
    return found


def _session(r: Row) -> support_facts.PsychSession:
    return support_facts.PsychSession(r[0], sure_day(r[1]), r[2], ids_of(r[3]))


def _services(reader: Reader) -> dict[str, dict[str, list[Any]]]:
    return {
        "pairings": reader.by_family(
            "t.id, v.name, t.since, t.until, v.kind",
            "pairing t JOIN volunteer v ON v.id = t.volunteer_id",
            lambda r: support_facts.Pairing(r[0], r[1], sure_day(r[2]), day_of(r[3]), r[4]),
        ),
        "waivers": reader.by_family(
            "t.id, t.duty_key, t.reason, t.[on]",
            "duty_waiver t",
            lambda r: support_facts.Waiver(r[0], r[1], r[2], sure_day(r[3])),
        ),
        "volunteer_services": reader.by_family(
            "t.id, t.[on], t.minutes",
            "volunteer_service t",
            lambda r: support_facts.VolunteerService(r[0], sure_day(r[1]), r[2] or 0),
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
        "cards_issued": reader.by_family("t.issued_on", "contact_card t", lambda r: sure_day(r[0])),
        "surveyed_on": reader.by_family("t.[on]", "need_survey t", lambda r: sure_day(r[0])),
    }


def _insured(reader: Reader) -> dict[str, list[support_facts.Insured]]:
    policies = _policies(reader.connection)
    return reader.by_family(
        "t.id, t.person_id, t.product, t.since, t.until, t.stage, t.told_on, t.handed_on, t.policy_id",
        _OF_PERSON.format("insured"),
        lambda r: support_facts.Insured(
            r[0],
            r[1],
            r[2],
            sure_day(r[3]),
            day_of(r[4]),
            r[5] or "enrolled",
            day_of(r[6]),
            day_of(r[7]),
            policies.get(r[8]),
        ),
    )


def insurance_parts(reader: Reader) -> dict[str, dict[str, list[Any]]]:
    """Who is insured, the stays in hospital and the claims."""
    return {
        "insured": _insured(reader),
        "stays": reader.by_family(
            "t.id, t.person_id, t.admitted_on, t.discharged_on, t.hospital, t.hospital_grade, t.icu_days",
            _OF_PERSON.format("hospital_stay"),
            lambda r: support_facts.HospitalStay(
                r[0], r[1], sure_day(r[2]), day_of(r[3]), r[4] or "", r[5] or "", r[6] or 0
            ),
        ),
        "claims": reader.by_family(
            "t.id, t.stay_id, t.insured_id, t.submitted_on, t.accepted_on, t.paid_on, t.refused_on, t.days, t.amount,"
            " t.refuse_reason",
            "claim t JOIN hospital_stay s ON s.id = t.stay_id AND s.voided = 0 JOIN person p ON p.id = s.person_id",
            _claim,
        ),
    }


def _policies(connection: Connection) -> dict[str, support_facts.Policy]:
    """The policies on file by id: a handful, shared by everybody insured under them."""
    asked = (
        "SELECT id, policy_no, insurer, per_day, day_limit, stay_limit, waiting_days, hospital_rule FROM policy"
        " WHERE voided = 0"
    )
    return {
        r[0]: support_facts.Policy(r[0], r[1] or "", r[2] or "", r[3] or 0, r[4] or 0, r[5] or 0, r[6] or 0, r[7] or "")
        for r in connection.exec_driver_sql(asked)
    }


def _claim(r: Row) -> support_facts.Claim:
    return support_facts.Claim(
        r[0],
        r[1],
        r[2] or "",
        day_of(r[3]),
        day_of(r[4]),
        day_of(r[5]),
        day_of(r[6]),
        r[7] or 0,
        r[8],
        r[9] or "",
    )


def _major_event(r: Row) -> support_facts.MajorEvent:
    known = day_of(r[3]) or sure_day(r[2])
    at = datetime.combine(known, found, CHINA) if (found := time_of(r[5])) else None
    settled = day_of(r[8]) if r[6] and r[7] else None
    return support_facts.MajorEvent(r[0], r[1], sure_day(r[2]), day_of(r[3]), r[4] or "", at, settled)


def _need(r: Row) -> support_facts.Need:
    days = (day_of(r[3]), day_of(r[4]), day_of(r[5]))
    told = (r[6], r[7] or "", r[8] or "")
    return support_facts.Need(r[0], r[1], sure_day(r[2]), *days, *told, followed_up_on=day_of(r[9]), solved=r[10] != 0)


def _entitlements(reader: Reader) -> dict[str, dict[str, list[Any]]]:
    checks = (
        "(SELECT json_group_array(json_array(a.year, a.result, a.[on])) FROM annual_check a"
        " WHERE a.eligibility_id = t.id AND a.voided = 0)"
    )
    return {
        "consents": reader.by_family(
            "t.id, t.person_id, t.scope, t.[on], t.withdrawn_on, t.refused",
            _OF_PERSON.format("consent"),
            _consent,
        ),
        "complications": reader.by_family(
            "t.person_id, t.grade, t.certified_on",
            _OF_PERSON.format("complication"),
            lambda r: family.Complication(r[0], r[1], day_of(r[2])),
        ),
        "entitlements": reader.by_family(
            "t.id, t.person_id, t.kind, t.status, t.first_year, t.confirmed_on, t.stopped_on, t.stop_reason,"
            f" t.applied_on, t.publicised_on, {checks}",
            _OF_PERSON.format("eligibility"),
            _entitlement,
        ),
    }


def _consent(r: Row) -> family.Consent:
    return family.Consent(r[0], r[1], ids_of(r[2]), sure_day(r[3]), granted=not r[5], withdrawn_on=day_of(r[4]))


def _entitlement(r: Row) -> assistance_facts.Entitlement:
    checks = tuple(assistance_facts.YearCheck(year, result, day_of(on)) for year, result, on in json.loads(r[10]))
    return assistance_facts.Entitlement(
        r[0],
        r[1],
        r[2],
        r[3],
        r[4] or 0,
        day_of(r[5]),
        day_of(r[6]),
        r[7] or "",
        checks,
        applied_on=day_of(r[8]),
        publicised_on=day_of(r[9]),
    )
