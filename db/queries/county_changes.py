"""The county's monthly table of changes (R2): new families, psychological help, moves, de-registrations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.domain.periods import Window

NEW, PSYCH, MOVED, ENDED = "new", "psych", "moved", "ended"
SHEETS = (NEW, PSYCH, MOVED, ENDED)


@dataclass(frozen=True, slots=True)
class Parents:
    """Father and mother of a household, alive or not; names and numbers, "" when not known."""

    father: str = ""
    father_no: str = ""
    mother: str = ""
    mother_no: str = ""


@dataclass(frozen=True, slots=True)
class CountyChange:
    """One line of one of the four sheets.

    Attributes:
        sheet: `new`, `psych`, `moved`, `ended`.
        record_id: of the record behind it; family_id: whose.
        case_no, parents, address, phone: the columns all sheets share.
        kind: code of `change_event_kind`; "" for what is no change event.
        person: who it is about, "" for the household.
        on: ISO day, month or year; reason: words, or a code of `cause` for `new`.
        from_addr, to_addr: of a move.
    """

    sheet: str
    record_id: str
    family_id: str
    case_no: str
    parents: Parents
    address: str
    phone: str
    kind: str
    person: str
    on: str
    reason: str
    from_addr: str = ""
    to_addr: str = ""


def county_changes(connection: Connection, window: Window) -> tuple[CountyChange, ...]:
    """Every line of a period, sheet by sheet, each by day.

    Args:
        connection: from `store.reading()`.
        window: the days; a family is new by the day its file was opened, the loss itself may lie before.
    """
    first, last = window.start.isoformat(), window.end.isoformat()
    found = [*_new(connection, first, last), *_psych(connection, first, last), *_events(connection, first, last)]
    parents = _parents(connection, {row[2] for row in found})
    lines = (CountyChange(*(*row[:4], parents.get(row[2], Parents()), *row[4:])) for row in found)
    return tuple(sorted(lines, key=lambda line: (SHEETS.index(line.sheet), line.on, line.case_no)))


_FAMILY = (
    "f.id, coalesce(f.case_no, ''), coalesce(f.live_addr, f.hukou_addr, ''),"
    " coalesce(f.phone, (SELECT p.phone FROM person p WHERE p.family_id = f.id AND p.voided = 0"
    " AND p.phone IS NOT NULL ORDER BY p.is_head DESC, p.no LIMIT 1), '')"
)


_LOST = " UNION ALL ".join(
    f"SELECT {link} AS parent, event_date, cause FROM child WHERE voided = 0 AND state = 'dead' AND {link} IS NOT NULL"
    for link in ("father_id", "mother_id")
)
"""A child that has died, once for each parent: joined by one column, which a database can look up."""


def _new(connection: Connection, first: str, last: str) -> Iterable[tuple[Any, ...]]:
    """Families of the bereaved whose file was opened, unless they moved here; the child's date and cause."""
    asked = f"""
        SELECT {_FAMILY}, min(coalesce(c.event_date, f.opened_on)), max(coalesce(c.cause, '')), f.id
          FROM family f
          LEFT JOIN person p ON p.family_id = f.id AND p.voided = 0
          LEFT JOIN ({_LOST}) c ON c.parent = p.id
         WHERE f.voided = 0 AND f.case_type = 'death' AND f.opened_on BETWEEN ? AND ?
           AND NOT EXISTS (SELECT 1 FROM change_event e
                            WHERE e.family_id = f.id AND e.kind = 'moved_in' AND e.voided = 0)
         GROUP BY f.id
    """
    for family_id, case_no, address, phone, on, cause, record in connection.exec_driver_sql(asked, (first, last)):
        yield NEW, record, family_id, case_no, address, phone, "", "", on, cause


def _psych(connection: Connection, first: str, last: str) -> Iterable[tuple[Any, ...]]:
    """Who came to need intervention, or had a session of crisis intervention: once a person."""
    states = f"""
        SELECT {_FAMILY}, p.id, p.name, p.mental_since, '需干预'
          FROM person p JOIN family f ON f.id = p.family_id
         WHERE p.voided = 0 AND f.voided = 0 AND p.mental_state = 'intervene' AND p.mental_since BETWEEN ? AND ?
    """
    sessions = f"""
        SELECT {_FAMILY}, p.id, p.name, c.first_on, '危机干预'
          FROM (SELECT j.value AS person_id, min(s."on") AS first_on
                  FROM psych_session s, json_each(s.topics) t, json_each(s.person_ids) j
                 WHERE s.voided = 0 AND t.value = 'crisis' AND s."on" BETWEEN ? AND ? GROUP BY j.value) c
          JOIN person p ON p.id = c.person_id JOIN family f ON f.id = p.family_id
         WHERE p.voided = 0 AND f.voided = 0
    """
    seen: set[str] = set()
    for sql in (states, sessions):
        rows = connection.exec_driver_sql(sql, (first, last))
        for family_id, case_no, address, phone, person_id, name, on, reason in rows:
            if person_id not in seen:
                seen.add(person_id)
                yield PSYCH, person_id, family_id, case_no, address, phone, "", name, on, reason


_SHEET_OF = {"moved_out": MOVED, "moved_in": MOVED, "deregistered": ENDED, "exit": ENDED, "new": NEW}


def _events(connection: Connection, first: str, last: str) -> Iterable[tuple[Any, ...]]:
    asked = f"""
        SELECT {_FAMILY}, e.id, e.kind, coalesce(p.name, ''), e."on", coalesce(e.reason, ''),
               coalesce(e.from_addr, ''), coalesce(e.to_addr, '')
          FROM change_event e JOIN family f ON f.id = e.family_id LEFT JOIN person p ON p.id = e.person_id
         WHERE e.voided = 0 AND f.voided = 0 AND e.kind <> 'retyped' AND e."on" BETWEEN ? AND ?
    """
    for row in connection.exec_driver_sql(asked, (first, last)):
        family_id, case_no, address, phone, record, kind, name, on, reason, from_addr, to_addr = row
        where = (from_addr, to_addr)
        yield _SHEET_OF[kind], record, family_id, case_no, address, phone, kind, name, on, reason, *where


def _parents(connection: Connection, family_ids: Iterable[str]) -> dict[str, Parents]:
    """The couple of each household; the living come before those who have died."""
    wanted: Sequence[str] = sorted(family_ids)
    marks = ", ".join("?" * len(wanted))
    asked = f"""
        SELECT p.family_id, p.sex, p.name, coalesce(p.id_no, '') FROM person p
         WHERE p.family_id IN ({marks}) AND p.voided = 0 AND p.relation IN ('02', '10', '11', '12')
         ORDER BY p.alive, p.no
    """
    found: dict[str, dict[str, str]] = {}
    for family_id, sex, name, number in connection.exec_driver_sql(asked, tuple(wanted)):
        role = {"1": "father", "2": "mother"}.get(sex)
        if role:
            found.setdefault(family_id, {}).update({role: name, f"{role}_no": number})
    return {family_id: Parents(**each) for family_id, each in found.items()}
