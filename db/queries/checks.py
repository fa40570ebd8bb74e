"""Reads families' records for the checks, and the explanations accepted so far."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.domain.checks.across import Holder, codeless_villages, same_card_nos, same_case_nos, same_numbers
from db.domain.checks.check import CaseRecords, Finding, Kept
from db.domain.checks.listing import LOOKED_AT
from db.domain.entities.registry import ENTITIES
from db.store.values import from_column, row_values

_SOURCES = {
    "assignment": ("assignment t", "t.family_id"),
    "visit": ("visit t", "t.family_id"),
    "need": ("need t", "t.family_id"),
    "event": ("event t", "t.family_id"),
    "person": ("person t", "t.family_id"),
    "claim": (
        "claim t JOIN hospital_stay s ON s.id = t.stay_id JOIN person p ON p.id = s.person_id",
        "p.family_id",
    ),
    "annual_check": (
        "annual_check t JOIN eligibility e ON e.id = t.eligibility_id JOIN person p ON p.id = e.person_id",
        "p.family_id",
    ),
    "child": (
        """person p JOIN child t ON t.id IN (SELECT c.id FROM child c WHERE c.father_id = p.id
             UNION SELECT c.id FROM child c WHERE c.mother_id = p.id)""",
        "p.family_id",
    ),
    "contact_person": ("contact_person t JOIN assignment a ON a.contact_id = t.id AND a.voided = 0", "a.family_id"),
}
"""Where the records of a family stand and what names the family; all others belong to a person."""


def case_records(connection: Connection, family_ids: Iterable[str]) -> Iterator[CaseRecords]:
    """The records of families that stand, as far as the checks look at them.

    Args:
        connection: from `store.reading()`.
        family_ids: the families wanted, some hundred at a time; voided ones are left out.
    """
    ids = tuple(family_ids)
    marks = ", ".join("?" * len(ids))
    found: dict[str, dict[str, dict[str, Kept]]] = {family_id: {} for family_id in ids}
    for entity, fields in LOOKED_AT.items():
        for family_id, record in _records(connection, entity, fields, ids):
            found[family_id].setdefault(entity, {})[record.id] = record
    asked = f"SELECT * FROM family WHERE voided = 0 AND id IN ({marks})"
    for row in connection.exec_driver_sql(asked, ids).mappings():
        kept = Kept(row["id"], row_values("family", dict(row)))
        yield CaseRecords(kept, {entity: tuple(each.values()) for entity, each in found[kept.id].items()})


def _records(
    connection: Connection, entity: str, fields: tuple[str, ...], ids: tuple[str, ...]
) -> Iterator[tuple[str, Kept]]:
    source, family = _SOURCES.get(entity, (f'"{entity}" t JOIN person p ON p.id = t.person_id', "p.family_id"))
    specs = tuple(ENTITIES[entity].by_name[name] for name in fields)
    columns = ", ".join(f't."{name}"' for name in fields)
    marks = ", ".join("?" * len(ids))
    asked = f"SELECT {family}, t.id, {columns} FROM {source} WHERE t.voided = 0 AND {family} IN ({marks}) ORDER BY t.no"
    for family_id, record_id, *values in connection.exec_driver_sql(asked, ids):
        read = {
            spec.name: value if spec.kind not in {"flag", "listing"} else from_column(spec, value)
            for spec, value in zip(specs, values, strict=True)
            if value is not None
        }
        yield family_id, Kept(record_id, read)


_NUMBERS = """
    SELECT p.id_no, p.id, p.family_id, p.name, coalesce(v.name, ''), p.relation = '02'
      FROM person p JOIN family f ON f.id = p.family_id LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE p.voided = 0 AND p.alive = 1 AND f.voided = 0 AND f.status = 'active' AND p.id_no IN (
           SELECT id_no FROM person WHERE voided = 0 AND alive = 1 AND id_no IS NOT NULL {only}
            GROUP BY id_no HAVING count(DISTINCT family_id) > 1)
     ORDER BY p.no
"""
_HEAD = (
    "coalesce((SELECT h.name FROM person h WHERE h.family_id = f.id AND h.voided = 0"
    " ORDER BY h.is_head DESC, h.no LIMIT 1), '')"
)
_CASES = f"""
    SELECT f.case_no, f.id, f.id, {_HEAD}, coalesce(v.name, ''), 1
      FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE f.voided = 0 AND f.case_no IN (
           SELECT case_no FROM family WHERE voided = 0 AND case_no IS NOT NULL {{only}}
            GROUP BY org, case_no HAVING count(*) > 1)
     ORDER BY f.no
"""
_CARDS = """
    SELECT t.card_no, t.id, p.family_id, p.name, coalesce(v.name, ''), 0
      FROM green_card t JOIN person p ON p.id = t.person_id JOIN family f ON f.id = p.family_id
      LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE t.voided = 0 AND t.state = 'valid' AND t.card_no IN (
           SELECT card_no FROM green_card WHERE voided = 0 AND state = 'valid' AND card_no IS NOT NULL {only}
            GROUP BY org, card_no HAVING count(DISTINCT person_id) > 1)
     ORDER BY t.no
"""
_VILLAGES = """
    SELECT v.id, v.name, coalesce(v.code, '') FROM org_unit v
     WHERE v.voided = 0 AND EXISTS (
           SELECT 1 FROM family f WHERE f.village_id = v.id AND f.voided = 0 AND f.status = 'active')
     ORDER BY coalesce(v.route_order, 1000000), v.name
"""


_ONLY = (
    (_NUMBERS, same_numbers, "AND id_no IN (SELECT o.id_no FROM person o WHERE o.family_id = ?)"),
    (_CASES, same_case_nos, "AND case_no IN (SELECT o.case_no FROM family o WHERE o.id = ?)"),
    (
        _CARDS,
        same_card_nos,
        "AND card_no IN (SELECT o.card_no FROM green_card o JOIN person q ON q.id = o.person_id WHERE q.family_id = ?)",
    ),
)
"""What is compared between families, with whom, and how to ask for what concerns one family alone."""


def findings_across(connection: Connection) -> tuple[Finding, ...]:
    """What is only seen when all families are looked at together."""
    villages = [(str(row[0]), str(row[1]), str(row[2])) for row in connection.exec_driver_sql(_VILLAGES)]
    compared = [each for asked, find, _ in _ONLY for each in find(_holders(connection, asked.format(only="")))]
    return (*compared, *codeless_villages(villages))


def findings_shared(connection: Connection, family_id: str) -> tuple[Finding, ...]:
    """Of these, what concerns one family."""
    found = (
        each
        for asked, find, only in _ONLY
        for each in find(_holders(connection, asked.format(only=only), (family_id,)))
    )
    return tuple(each for each in found if each.family_id == family_id)


def _holders(connection: Connection, asked: str, values: tuple[str, ...] = ()) -> tuple[Holder, ...]:
    rows = connection.exec_driver_sql(asked, values)
    return tuple(Holder(str(r[0]), str(r[1]), str(r[2]), str(r[3]), str(r[4]), bool(r[5])) for r in rows)


@dataclass(frozen=True)
class FamilyLabel:
    """What a family is called in a list: its head's name and its village."""

    name: str
    village: str


def family_labels(connection: Connection, family_ids: Iterable[str]) -> Mapping[str, FamilyLabel]:
    """What families are called, by id."""
    asked = f"""
        SELECT f.id, {_HEAD}, coalesce(v.name, '') FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
         WHERE f.id IN (SELECT value FROM json_each(?))
    """
    rows = connection.exec_driver_sql(asked, (json.dumps(list(family_ids)),))
    return {str(row[0]): FamilyLabel(str(row[1]), str(row[2])) for row in rows}


def explanations(connection: Connection, subjects: Iterable[str] | None = None) -> Mapping[tuple[str, str], str]:
    """The sentence accepted for each (record id, check code); of several the latest.

    Args:
        connection: from `store.reading()`.
        subjects: record ids; all explanations when None.
    """
    asked, values = "SELECT subject_id, check_code, sentence FROM explanation WHERE voided = 0", ()
    if subjects is not None:
        values = (json.dumps(list(subjects)),)  # type: ignore[assignment] # one parameter: a list as JSON
        asked += " AND subject_id IN (SELECT value FROM json_each(?))"
    rows: Iterable[Any] = connection.exec_driver_sql(f"{asked} ORDER BY no", values)
    return {(str(subject), str(code)): str(sentence) for subject, code, sentence in rows}
