"""The record as a roster is compared with: every household not closed for good, as canonical text."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.entity import Field
from db.domain.entities.registry import ENTITIES
from db.domain.roster import Fields, KnownChild, KnownContact, KnownFamily, KnownPerson, KnownRecord

_OPEN = "f.voided = 0 AND f.status IN ('active', 'moved_out')"
_LEFT_OUT = frozenset({"village_id", "family_id", "relation", "is_head", "father_id", "mother_id", "roster_row"})
_SERVICES = ("agreement", "green_card", "complication")
_SERVICE_FIELDS = {
    "agreement": ("team_name", "doctor", "doctor_phone", "agreement_no", "since", "until"),
    "green_card": ("card_no", "card_type", "since", "until"),
    "complication": ("grade", "certificate_no", "certified_on", "surgery_on", "children_born"),
}


def known_record(connection: Connection, org: str, on: date) -> KnownRecord:
    """Everything a list is compared with.

    Args:
        connection: from `store.reading()`.
        org: the township's code.
        on: the day of the import; contact persons are those assigned on it.
    """
    persons = _persons(connection)
    children = _children(connection)
    contacts = _contacts(connection, on.isoformat())
    families = tuple(
        KnownFamily(
            family_id,
            fields,
            tuple(person for _, person in persons.get(family_id, ())),
            _children_of(persons.get(family_id, ()), children),
            tuple(contacts.get(family_id, {}).values()),
        )
        for family_id, fields in _families(connection)
    )
    asked = "SELECT name FROM org_unit WHERE level = 'village' AND voided = 0 AND org = ? ORDER BY name"
    return KnownRecord(families, tuple(connection.exec_driver_sql(asked, (org,)).scalars()))


def _families(connection: Connection) -> Iterable[tuple[str, Fields]]:
    specs = _specs("family")
    asked = f"""
        SELECT f.id, v.name, {_columns("f", specs)} FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
         WHERE {_OPEN} ORDER BY coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no
    """
    for family_id, village, *values in connection.exec_driver_sql(asked):
        fields = _fields(specs, values)
        yield family_id, (*fields, ("village", village)) if village else fields


def _persons(connection: Connection) -> dict[str, list[tuple[str, KnownPerson]]]:
    specs = _specs("person")
    asked = f"""
        SELECT p.family_id, p.id, p.relation, {_columns("p", specs)}
          FROM person p JOIN family f ON f.id = p.family_id
         WHERE p.voided = 0 AND {_OPEN} ORDER BY p.is_head DESC, p.relation, p.no
    """
    services = _services(connection)
    found: dict[str, list[tuple[str, KnownPerson]]] = defaultdict(list)
    for family_id, person_id, relation, *values in connection.exec_driver_sql(asked):
        fields = (*_fields(specs, values), *services.get(person_id, ()))
        found[family_id].append((person_id, KnownPerson(person_id, fields, relation)))
    return found


def _services(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    """By person, what the latest agreement, card and certificate say, under `agreement.doctor` and so on."""
    latest: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for entity in _SERVICES:
        specs = [ENTITIES[entity].by_name[name] for name in _SERVICE_FIELDS[entity]]
        asked = f'SELECT t.person_id, {_columns("t", specs)} FROM "{entity}" t WHERE t.voided = 0 ORDER BY t.no'
        for person_id, *values in connection.exec_driver_sql(asked):
            latest[person_id, entity] = [(f"{entity}.{name}", text) for name, text in _fields(specs, values)]
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (person_id, _), fields in latest.items():
        found[person_id] += fields
    return found


def _children(connection: Connection) -> dict[str, list[KnownChild]]:
    """By parent."""
    specs = _specs("child")
    asked = (
        f"SELECT c.id, c.father_id, c.mother_id, {_columns('c', specs)} FROM child c WHERE c.voided = 0 ORDER BY c.no"
    )
    found: dict[str, list[KnownChild]] = defaultdict(list)
    for child_id, father, mother, *values in connection.exec_driver_sql(asked):
        parents = tuple(parent for parent in (father, mother) if parent)
        child = KnownChild(child_id, _fields(specs, values), parents)
        for parent in parents:
            found[parent].append(child)
    return found


def _children_of(
    persons: Iterable[tuple[str, KnownPerson]], children: dict[str, list[KnownChild]]
) -> tuple[KnownChild, ...]:
    mine = (child for person_id, _ in persons for child in children.get(person_id, ()))
    return tuple({child.id: child for child in mine}.values())


def _contacts(connection: Connection, on: str) -> dict[str, dict[str, KnownContact]]:
    """By family and post, who is assigned on the day; the latest where there are several."""
    asked = """
        SELECT a.family_id, a.post_kind, a.id, c.name, c.phone, c.unit, c.post
          FROM assignment a JOIN contact_person c ON c.id = a.contact_id
         WHERE a.voided = 0 AND (a.until IS NULL OR a.until >= ?) ORDER BY a.since, a.no
    """
    found: dict[str, dict[str, KnownContact]] = defaultdict(dict)
    for family_id, post_kind, assignment_id, *values in connection.exec_driver_sql(asked, (on,)):
        pairs = zip(("name", "phone", "unit", "post"), values, strict=True)
        fields = tuple((name, text) for name, text in pairs if text)
        found[family_id][post_kind] = KnownContact(assignment_id, post_kind, fields)
    return found


def _specs(entity: str) -> list[Field]:
    return [spec for spec in ENTITIES[entity].fields if spec.name not in _LEFT_OUT]


def _columns(alias: str, specs: Iterable[Field]) -> str:
    return ", ".join(f'{alias}."{spec.name}"' for spec in specs)


def _fields(specs: Iterable[Field], values: Iterable[Any]) -> Fields:
    """Canonical texts as a list's own reading gives them: flags as true and false, several codes joined by a comma."""
    pairs = zip(specs, values, strict=True)
    return tuple((spec.name, _text(spec, value)) for spec, value in pairs if value is not None)


def _text(spec: Field, value: Any) -> str:
    if spec.kind == "flag":
        return "true" if value else "false"
    return ",".join(json.loads(value)) if spec.kind == "listing" else str(value)
