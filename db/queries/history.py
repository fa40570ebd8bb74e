"""What was done on this laptop, command by command; and the former values of one record's fields."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.ledger.change import Author
from db.store.attesting import NOBODY_ASKED, Proof, proofs_of_changes, session_of
from db.store.folding import changes_of


@dataclass(frozen=True)
class CommandRow:
    """One command.

    Attributes:
        group: its id, for taking it back.
        said: what it did, in words without names.
        at: UTC, ISO 8601.
        author: the worker's name.
        undoes, undone_by: group it took back, and the one that took it back; "" for none.
        touched: (entity, number of records) it touched, most first; counted up to `COUNTED` changes.
        many: it made more changes than were counted.
        proof: whether its author proved the session it was made in (B-50).
    """

    group: str
    said: str
    at: str
    author: str
    undoes: str
    undone_by: str
    touched: tuple[tuple[str, int], ...]
    many: bool
    proof: Proof = NOBODY_ASKED


COUNTED = 2000
_COMMANDS = """
    SELECT m.group_id, m.said, m.at, coalesce(w.name, ''), m.undoes, m.undone_by
      FROM command m LEFT JOIN worker w ON w.id = m.author
     WHERE {where} ORDER BY m.no DESC LIMIT ?
"""
_OF_RECORDS = "m.group_id IN (SELECT group_id FROM change WHERE record_id IN (SELECT value FROM json_each(?)))"
_TOUCHED = """
    SELECT record_type, count(DISTINCT record_id), count(*)
      FROM (SELECT record_type, record_id FROM change WHERE group_id = ? LIMIT ?) c
     GROUP BY record_type ORDER BY 2 DESC, 1
"""


def commands_done(
    connection: Connection, record_ids: Iterable[str] | None = None, most: int = 200
) -> tuple[CommandRow, ...]:
    """The commands of this laptop, the latest first.

    Args:
        connection: from `store.reading()`.
        record_ids: only those that touched one of these records; all when None.
        most: no more than so many.
    """
    values: tuple[Any, ...] = (most,) if record_ids is None else (json.dumps(list(record_ids)), most)
    where = "1 = 1" if record_ids is None else _OF_RECORDS
    rows = connection.exec_driver_sql(_COMMANDS.format(where=where), values).all()
    sessions = {str(row[0]): _session(connection, row[0]) for row in rows}
    found = proofs_of_changes(connection, [each for each in sessions.values() if each])
    done = [_command(connection, tuple(row)) for row in rows]
    return tuple(replace(each, proof=found[said[1]]) if (said := sessions[each.group]) else each for each in done)


def _session(connection: Connection, group: str) -> tuple[int, Author] | None:
    """Log number and session of one change of a command; all its changes were written in one unlock."""
    row = connection.exec_driver_sql("SELECT no, header FROM change WHERE group_id = ? LIMIT 1", (group,)).first()
    return None if row is None else (int(row[0]), session_of(json.loads(row[1])))


def _command(connection: Connection, row: tuple[str, ...]) -> CommandRow:
    """A command with what it touched; an import of thousands is not counted to its end each time."""
    counted = connection.exec_driver_sql(_TOUCHED, (row[0], COUNTED + 1)).all()
    touched = tuple((str(entity), int(records)) for entity, records, _ in counted)
    group, said, at, author, undoes, undone_by = map(str, row)
    many = sum(int(changes) for *_, changes in counted) > COUNTED
    return CommandRow(group, said, at, author, undoes, undone_by, touched, many)


_FAMILY_STEPS = ("family_id", "person_id", "stay_id", "eligibility_id", "father_id", "mother_id")
"""From a record to the one it hangs on, the nearest to its family first."""


def families_of_group(connection: Connection, group: str, most: int) -> tuple[str, ...]:
    """Ids of the families a command touched, at most so many."""
    asked = """
        SELECT record_type, record_id FROM change WHERE group_id = ?
         GROUP BY record_type, record_id ORDER BY min(no) LIMIT 400
    """
    found: dict[str, None] = {}
    for entity, record_id in connection.exec_driver_sql(asked, (group,)).all():
        family_id = family_of_record(connection, str(entity), str(record_id))
        if family_id:
            found[family_id] = None
        if len(found) >= most:
            break
    return tuple(found)


def family_of_record(connection: Connection, entity: str, record_id: str) -> str:
    """The family a record belongs to, "" for what belongs to none."""
    while entity in ENTITIES and entity != "family":
        fields = ENTITIES[entity].by_name
        steps = [name for name in _FAMILY_STEPS if name in fields]
        row = connection.exec_driver_sql(
            f'SELECT {", ".join(steps) or "NULL"} FROM "{entity}" WHERE id = ?', (record_id,)
        ).first()
        step = next(((name, value) for name, value in zip(steps, row or (), strict=False) if value), None)
        if step is None:
            return ""
        entity, record_id = fields[step[0]].entity, str(step[1])
    return record_id if entity == "family" else ""


@dataclass(frozen=True)
class FieldChange:
    """One change of one field.

    Attributes:
        entity, record_id, field: where.
        value, before: what was written, and what had been written before it here; None for nothing.
        at: the laptop's clock, UTC; author: the worker's name, or the township's code where he is not known here;
            station: id of the computer it was written on.
        reason: in the worker's words.
        said: the command's words, "" for one of another laptop.
        group: the command.
        proof: whether its author proved the session it was written in (B-50).
    """

    entity: str
    record_id: str
    field: str
    value: Any
    before: Any
    at: str
    author: str
    reason: str
    said: str
    group: str
    proof: Proof = NOBODY_ASKED
    station: str = ""


def field_changes(connection: Connection, record_ids: Iterable[str]) -> tuple[FieldChange, ...]:
    """Every value the fields of these records had after their first one, the latest first."""
    known = changes_of(connection, list(record_ids))
    workers = {str(row[0]): str(row[1]) for row in connection.exec_driver_sql("SELECT id, name FROM worker")}
    groups = json.dumps(sorted({change.group for changes in known.values() for _, change in changes}))
    asked = "SELECT group_id, said FROM command WHERE group_id IN (SELECT value FROM json_each(?))"
    said = {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(asked, (groups,))}
    everything = [(no, change.by) for changes in known.values() for no, change in changes]
    proved = proofs_of_changes(connection, everything)
    found: list[tuple[int, FieldChange]] = []
    for record_id, changes in known.items():
        stands: dict[str, Any] = {}
        for number, change in changes:
            for name, value in change.fields.items():
                if change.kind != "create" and name in ENTITIES[change.record_type].by_name:
                    author = workers.get(change.by.author, change.by.org)
                    words = said.get(change.group, "")
                    line = FieldChange(
                        change.record_type,
                        record_id,
                        name,
                        value,
                        stands.get(name),
                        change.wall_time,
                        author,
                        change.reason,
                        words,
                        change.group,
                        proved[change.by],
                        change.by.station_id,
                    )
                    found.append((number, line))
                stands[name] = value
    found.sort(key=lambda each: -each[0])
    return tuple(line for _, line in found)
