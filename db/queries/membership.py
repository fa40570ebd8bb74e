"""Who belonged to which household until when, and when a household was off the register: read from the change list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

_ONE_DAY = timedelta(days=1)
_LEAVING, _COMING = frozenset({"moved_out", "deregistered", "exit"}), frozenset({"new", "moved_in"})


@dataclass(frozen=True)
class FormerMember:
    """A person who left a household for another: until the day before `on` of the one, since then of the other."""

    family_id: str
    person_id: str
    on: date
    now_family_id: str


def former_members(connection: Connection, family_ids: Sequence[str] | None) -> tuple[FormerMember, ...]:
    """Everybody who has left one of these families (all when None) for another on file."""
    asked = """
        SELECT c.family_id, c.person_id, c."on", p.family_id
          FROM change_event c JOIN person p ON p.id = c.person_id
         WHERE c.kind = 'moved_out' AND c.voided = 0 AND p.voided = 0 AND p.family_id <> c.family_id
    """
    rows = _asked(connection, asked, family_ids)
    return tuple(FormerMember(row[0], row[1], date.fromisoformat(row[2]), row[3]) for row in rows)


def moved_persons(connection: Connection) -> frozenset[str]:
    """Ids of everybody who stands in the file of a household they have left, beside the one they are in."""
    return frozenset(one.person_id for one in former_members(connection, None))


def joined_on(connection: Connection, family_ids: Sequence[str] | None) -> dict[str, date]:
    """Since when persons belong to the household they are in, by person id; only those who came from another."""
    asked = """
        SELECT c.person_id, c."on" FROM change_event c JOIN person p ON p.id = c.person_id
         WHERE c.kind = 'moved_in' AND c.voided = 0 AND p.family_id = c.family_id
    """
    return {row[0]: date.fromisoformat(row[1]) for row in _asked(connection, asked, family_ids)}


def absences_of(connection: Connection, family_ids: Sequence[str] | None) -> dict[str, tuple[tuple[date, date], ...]]:
    """The spans a whole household was off the register before it came back, by family id; both ends included."""
    asked = """
        SELECT c.family_id, c.kind, c."on" FROM change_event c
         WHERE c.person_id IS NULL AND c.voided = 0 AND c.kind <> 'retyped'
    """
    events: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for family_id, kind, on in _asked(connection, asked, family_ids):
        events[family_id].append((date.fromisoformat(on), kind))
    spans = {family_id: _spans(sorted(listed)) for family_id, listed in events.items() if len(listed) > 1}
    return {family_id: found for family_id, found in spans.items() if found}


def _spans(events: list[tuple[date, str]]) -> tuple[tuple[date, date], ...]:
    found: list[tuple[date, date]] = []
    left: date | None = None
    for on, kind in events:
        if kind in _LEAVING and left is None:
            left = on
        elif kind in _COMING and left is not None:
            found.append((left, on - _ONE_DAY))
            left = None
    return tuple(found)


def _asked(connection: Connection, sql: str, family_ids: Sequence[str] | None) -> list[Any]:
    if family_ids is None:
        return list(connection.exec_driver_sql(sql))
    marks = ", ".join("?" * len(family_ids))
    return list(connection.exec_driver_sql(f"{sql} AND c.family_id IN ({marks})", tuple(family_ids)))
