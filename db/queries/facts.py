"""Reads the facts of families for the rules: whole, flat and frozen, for one family or for all of them at once."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from sys import intern
from typing import Any

from sqlalchemy import Connection

from db.domain import family
from db.queries.fact_parts import every_part, insurance_parts, persons_of
from db.queries.fact_reader import Reader, Row, day_of, ids_of, sure_day
from db.queries.fields import standing_fields
from db.queries.membership import FormerMember, absences_of, former_members

_BATCH = 400
BY_ROUTE = "ORDER BY coalesce(v.route_order, 1000000), v.name, f.route_order, f.group_name, f.case_no, f.no"
BY_NUMBER = "ORDER BY f.no"
_OF_A_PERSON = ("cards", "agreements", "services", "insured", "stays", "consents", "complications", "entitlements")


def families_on_file(connection: Connection, family_ids: Iterable[str] | None = None) -> Iterator[family.Family]:
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


def family_on_file(connection: Connection, family_id: str) -> family.Family | None:
    """The facts of one family; None when it is not here or voided.

    Here every day on which the file's head was gone through is read from the log; of many families only the latest.
    """
    family = next(families_on_file(connection, [family_id]), None)
    if family is None:
        return None
    said = (day_of(fields["reviewed_on"]) for _, fields in standing_fields(connection, [family_id], "reviewed_on"))
    reviewed = {*family.reviewed_on, *(day for day in said if day)}
    return replace(family, reviewed_on=tuple(sorted(reviewed)))


def insured_on_file(connection: Connection, family_ids: Iterable[str] | None = None) -> Iterator[family.Family]:
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


def _insured_families(connection: Connection, ids: list[str] | None) -> Iterator[family.Family]:
    reader = Reader(connection, ids)
    parts: dict[str, dict[str, list[Any]]] = {"persons": persons_of(reader), **insurance_parts(reader)}
    absences = absences_of(connection, ids)
    for row in _families(connection, ids):
        one = {name: tuple(found.get(row[0], ())) for name, found in parts.items()}
        yield _family(row, one, (), absences.get(row[0], ()))


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


def _assemble(connection: Connection, ids: list[str] | None, *, former: bool = True) -> Iterator[family.Family]:
    parts = every_part(Reader(connection, ids))
    if former:
        _graft(parts, connection, former_members(connection, ids))
    absences = absences_of(connection, ids)
    rows = list(_families(connection, ids))
    risks = _risk_changes(connection, [row[0] for row in rows if row[12]])
    for row in rows:
        one = {name: tuple(found.get(row[0], ())) for name, found in parts.items()}
        yield _family(row, one, risks.get(row[0], ()), absences.get(row[0], ()))


def _risk_changes(connection: Connection, raised: list[str]) -> dict[str, tuple[family.RiskChange, ...]]:
    """The history of the attention level of families whose level was ever changed: few, read from the log."""
    found: dict[str, dict[date, str]] = defaultdict(dict)
    for family_id, fields in standing_fields(connection, raised, "risk_since"):
        since, level = day_of(fields["risk_since"]), fields.get("risk_level")
        if since and level:
            found[family_id][since] = str(level)
    return {
        family_id: tuple(family.RiskChange(since, level) for since, level in sorted(levels.items()))
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
    risks: tuple[family.RiskChange, ...],
    absences: tuple[tuple[date, date], ...],
) -> family.Family:
    persons: tuple[family.Person, ...] = parts["persons"]
    head = next((p.name for p in persons if p.relation == "02"), persons[0].name if persons else "")
    reviewed, since = day_of(row[11]), day_of(row[12])
    latest = (family.RiskChange(since, row[8]),) if since else ()
    return family.Family(
        row[0],
        row[1] or "",
        intern(row[2]),
        sure_day(row[3] or "1900-01-01"),
        status=intern(row[4]),
        closed_on=None if row[4] == "active" else day_of(row[5]),
        name=head,
        village_code=intern(row[6] or ""),
        village=intern(row[7] or ""),
        risk_level=intern(row[8]),
        contact_preference=intern(row[9]),
        other_types=ids_of(row[10]),
        reviewed_on=(reviewed,) if reviewed else (),
        risk_changes=risks if risks and risks[-1:] == latest else latest,
        absences=absences,
        **parts,
    )
