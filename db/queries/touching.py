"""From what was changed to the families it concerns, so that only these are looked at again."""

from collections.abc import Iterable

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES

_BATCH = 400


def families_touched(connection: Connection, since: int, harmless: frozenset[str]) -> set[str] | None:
    """The families that later changes concern.

    Args:
        connection: from `store.reading()`.
        since: changes after this log number.
        harmless: entities that do not matter to whoever asks.

    Returns:
        Ids of families; None when it may be any.
    """
    asked = "SELECT record_type, record_id FROM change WHERE no > ?"
    records: dict[str, set[str]] = {}
    for entity, record_id in connection.exec_driver_sql(asked, (since,)):
        if entity in ENTITIES:  # of kinds this version does not know nothing is written
            records.setdefault(entity, set()).add(record_id)
    found = _left_behind(connection, {name: ids for name, ids in records.items() if name not in harmless})
    for entity, ids in records.items():
        sql = "" if entity in harmless else _path(entity)
        if sql is None:
            return None
        for part in _parts(sorted(ids)) if sql else ():
            marks = ", ".join("?" * len(part))
            rows = connection.exec_driver_sql(sql.format(ids=marks), tuple(part) * sql.count("{ids}"))
            found |= {str(row[0]) for row in rows if row[0]}
    return found | _former_homes(connection, found)


def _left_behind(connection: Connection, records: dict[str, set[str]]) -> set[str]:
    """The families these records spoke of before: a reference that was changed, and one that an undo took back."""
    families: set[str] = set()
    persons: set[str] = set()
    for entity, ids in records.items():
        named = [name for name in (*_TO_FAMILY, *_TO_PERSON) if name in ENTITIES[entity].by_name]
        for part in _parts(sorted(ids)) if named and not ENTITIES[entity].append_only else ():
            said = ", ".join(f"json_extract(nullif(payload, ''), '$.fields.{name}')" for name in named)
            asked = f"SELECT {said} FROM change WHERE record_id IN ({', '.join('?' * len(part))})"
            for row in connection.exec_driver_sql(asked, tuple(part)):
                for name, value in zip(named, row, strict=True):
                    if value:
                        (families if name in _TO_FAMILY else persons).add(str(value))
    return families | _homes(connection, persons, "SELECT family_id FROM person WHERE id IN ({ids})")


_TO_FAMILY, _TO_PERSON = ("family_id",), ("person_id", "father_id", "mother_id")


def _former_homes(connection: Connection, families: set[str]) -> set[str]:
    """The households that members of these have left: their past hangs on what is known of whoever left."""
    return _homes(connection, families, _LEFT_FOR)


_LEFT_FOR = """
    SELECT c.family_id FROM change_event c JOIN person p ON p.id = c.person_id
     WHERE c.kind = 'moved_out' AND c.voided = 0 AND p.family_id IN ({ids}) AND c.family_id IS NOT NULL
"""


def _homes(connection: Connection, ids: set[str], sql: str) -> set[str]:
    found: set[str] = set()
    for part in _parts(sorted(ids)):
        rows = connection.exec_driver_sql(sql.format(ids=", ".join("?" * len(part))), tuple(part))
        found |= {str(row[0]) for row in rows if row[0]}
    return found


def _path(entity: str) -> str | None:
    """SQL from record ids to family ids; "" for what concerns no family, None for what may concern all."""
    if entity in _PATHS:
        return _PATHS[entity]
    fields = ENTITIES[entity].by_name
    if "family_id" in fields:
        return f'SELECT family_id FROM "{entity}" WHERE id IN ({{ids}})'
    if "person_id" in fields:
        return f'SELECT p.family_id FROM "{entity}" t JOIN person p ON p.id = t.person_id WHERE t.id IN ({{ids}})'
    return None


_PATHS = {
    "family": "SELECT id FROM family WHERE id IN ({ids})",
    "org_unit": "SELECT id FROM family WHERE village_id IN ({ids})",
    "contact_person": "SELECT family_id FROM assignment WHERE contact_id IN ({ids})",
    "child": (
        "SELECT p.family_id FROM child c JOIN person p ON p.id IN (c.father_id, c.mother_id) WHERE c.id IN ({ids})"
    ),
    "claim": (
        "SELECT p.family_id FROM claim c JOIN hospital_stay s ON s.id = c.stay_id"
        " JOIN person p ON p.id = s.person_id WHERE c.id IN ({ids})"
    ),
    "annual_check": (
        "SELECT p.family_id FROM annual_check a JOIN eligibility e ON e.id = a.eligibility_id"
        " JOIN person p ON p.id = e.person_id WHERE a.id IN ({ids})"
    ),
    "psych_session": (
        "SELECT family_id FROM psych_session WHERE id IN ({ids})"
        " UNION SELECT p.family_id FROM psych_session t CROSS JOIN json_each(t.person_ids) j"
        " JOIN person p ON p.id = j.value WHERE t.id IN ({ids})"
    ),
}


def _parts(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
