"""One family's file: every record that belongs to it, and what happened to it, newest first."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.store.attesting import NOBODY_ASKED, Proof, proofs_of_changes, session_of
from db.store.home import home_of
from db.store.settings import read_setting
from db.store.values import row_values

_THROUGH_FAMILY = tuple(name for name, entity in ENTITIES.items() if "family_id" in entity.by_name)
_THROUGH_PERSON = tuple(
    name for name, e in ENTITIES.items() if "person_id" in e.by_name and "family_id" not in e.by_name
)


@dataclass(frozen=True)
class StoredRecord:
    """One record as it stands.

    Attributes:
        entity, id: what and which.
        values: its fields, empty ones left out.
        voided: taken out.
        disputed: number of fields with two answers.
        first_no, last_no: log numbers of its first and latest change.
    """

    entity: str
    id: str
    values: Mapping[str, Any]
    voided: bool
    disputed: int
    first_no: int
    last_no: int


@dataclass(frozen=True)
class Happening:
    """One command that touched the family.

    Attributes:
        at: wall time, UTC ISO 8601.
        author: worker's name, "" where the person is not known here; station: id of the computer it was written on.
        entity, record_id: what it touched.
        kind: `create`, `set`, `void`, `restore`, `resolve`, `transfer_request`, `transfer_grant`, `note`.
        fields: new values.
        reason: in the worker's words.
        carried: `open` (in no package), `sent` (in a package), `received` (in the county's ledger), `back` (turned away
            by it; `reason_back` says why).
        package_no: the package that carried it, 0 when none did.
        group: the command, for undo.
        places: codes of the townships a case goes from and to; answers: the request that is answered (B-37).
        late: a former township wrote it before it knew that the case had gone (迟到修改, B-38).
        parallel: somebody else changed the same record at the same time, neither knowing of the other (并行修改, B-13).
        proof: whether its author proved the session it was written in (B-50).
    """

    at: str
    author: str
    entity: str
    record_id: str
    kind: str
    fields: Mapping[str, Any]
    reason: str
    carried: str
    package_no: int
    group: str
    reason_back: str = ""
    places: tuple[str, str] = ("", "")
    answers: str = ""
    late: bool = False
    parallel: bool = False
    proof: Proof = NOBODY_ASKED
    station: str = ""


_SHARED_SESSIONS = """
    SELECT DISTINCT t.id FROM psych_session t, json_each(t.person_ids) j
     WHERE t.family_id IS NULL AND j.value IN ({places})
"""


_SHARED_BY_MANY = (
    ("activity", "activity_id", ("attendance",)),
    ("volunteer", "volunteer_id", ("pairing", "volunteer_service")),
)
"""What a family's records point at without its being the family's own: entity, field, of which records."""
OF_THE_OFFICE = frozenset({"contact_person", *(name for name, _, _ in _SHARED_BY_MANY)})
"""Entities among a family's records whose own history belongs to no family."""


def records_of_family(connection: Connection, family_id: str) -> dict[str, tuple[StoredRecord, ...]]:
    """All records of a family by entity: the family itself, members, children, and what hangs on them."""
    persons = _ids(connection, "SELECT id FROM person WHERE family_id = ?", (family_id,))
    found = {"family": _records(connection, "family", "id", [family_id])}
    for name in _THROUGH_FAMILY:
        found[name] = _records(connection, name, "family_id", [family_id])
    for name in _THROUGH_PERSON:
        found[name] = _records(connection, name, "person_id", persons)
    shared = _ids(connection, _SHARED_SESSIONS.format(places=", ".join("?" * len(persons))), tuple(persons))
    found["psych_session"] += _records(connection, "psych_session", "id", shared)
    children = {
        record.id: record
        for link in ("father_id", "mother_id")
        for record in _records(connection, "child", link, persons)
    }
    found["child"] = tuple(children.values())
    found["claim"] = _records(connection, "claim", "stay_id", [record.id for record in found["hospital_stay"]])
    entitlements = [record.id for record in found["eligibility"]]
    found["annual_check"] = _records(connection, "annual_check", "eligibility_id", entitlements)
    contacts = [record.values["contact_id"] for record in found["assignment"]]
    found["contact_person"] = _records(connection, "contact_person", "id", contacts)
    for name, link, through in _SHARED_BY_MANY:
        held = (record for each in through for record in found[each])
        found[name] = _records(connection, name, "id", [str(r.values[link]) for r in held if link in r.values])
    return {name: records for name, records in found.items() if records}


def _ids(connection: Connection, sql: str, values: tuple[str, ...]) -> list[str]:
    return list(connection.exec_driver_sql(sql, values).scalars())


def _records(connection: Connection, entity: str, column: str, ids: Iterable[str]) -> tuple[StoredRecord, ...]:
    wanted = tuple(dict.fromkeys(ids))
    sql = f'SELECT * FROM "{entity}" WHERE "{column}" IN ({", ".join("?" * len(wanted))}) ORDER BY no'
    return tuple(
        StoredRecord(
            entity,
            row["id"],
            row_values(entity, dict(row)),
            bool(row["voided"]),
            row["disputed"],
            row["first_no"],
            row["last_no"],
        )
        for row in connection.exec_driver_sql(sql, wanted).mappings()
    )


_HISTORY = """
    SELECT c.header, c.payload, w.name, l.ledger_no,
           (SELECT min(o.package_no) FROM outgoing_package o WHERE o.last_no >= c.no AND c.station_id = ?), l.rejected,
           c.hash, c.no
      FROM change c
      LEFT JOIN worker w ON w.id = json_extract(c.header, '$.author')
      LEFT JOIN ledger l ON l.change_hash = c.hash AND l.org = {stream}
       AND NOT EXISTS (SELECT 1 FROM ledger a
                        WHERE a.change_hash = c.hash AND a.org = l.org AND a.ledger_no > l.ledger_no)
     WHERE c.record_id IN ({places})
       AND NOT EXISTS (SELECT 1 FROM transfer t WHERE t.change_hash = c.hash AND t.record_type <> 'family')
     ORDER BY c.no DESC LIMIT {limit}
"""
"""A grant is told once, by the household's own; the others say the same of each of its records."""
_LATE = """
    SELECT c.hash FROM change c JOIN ledger l ON l.change_hash = c.hash
     WHERE c.record_id IN ({places}) AND c.org <> ? AND l.org = ? AND l.ledger_no > (
           SELECT min(g.ledger_no) FROM transfer t JOIN ledger g ON g.change_hash = t.change_hash AND g.org = t.org_to
            WHERE t.kind = 'transfer_grant' AND t.org_to = ? AND t.record_id IN ({places}))
"""


def history_of(connection: Connection, record_ids: Iterable[str], limit: int = 200) -> tuple[Happening, ...]:
    """What happened to these records, latest first, each with how far it has travelled (B-32)."""
    ids = tuple(dict.fromkeys(record_ids))
    home = home_of(connection)
    # What came with a case from another township stands in the stream of the one that has it now (B-37).
    sql = _HISTORY.format(places=", ".join("?" * len(ids)), limit=int(limit), stream="?" if home else "c.org")
    station = str(read_setting(connection, "office", {}).get("station_id", ""))  # others' went in others' packages
    values = (station, home, *ids) if home else (station, *ids)
    late = _late(connection, ids)
    rows = [(json.loads(row[0]), *row[1:]) for row in connection.exec_driver_sql(sql, values)]
    parallel = _parallel([(row[6], row[0]) for row in rows])
    sessions = [session_of(row[0]) for row in rows]
    proved = proofs_of_changes(connection, zip((int(row[7]) for row in rows), sessions, strict=True))
    return tuple(
        replace(_happening(row, late, parallel), proof=proved[by]) for row, by in zip(rows, sessions, strict=True)
    )


def _parallel(changes: Iterable[tuple[str, Mapping[str, Any]]]) -> frozenset[str]:
    """Of these changes, by hash and header, those of which another of the record is neither before nor after.

    What one command gave as several answers (`db.commands.reopening`) was not written by two.
    """
    by_record: dict[str, dict[str, Mapping[str, Any]]] = {}
    for change_hash, header in changes:
        if header["kind"] in _WRITES:
            by_record.setdefault(header["record_id"], {})[change_hash] = header
    found = set[str]()
    for known in by_record.values():
        parents = [parent for header in known.values() for parent in header["parents"]]
        if len(parents) > len(set(parents)) or any(len(header["parents"]) > 1 for header in known.values()):
            found |= _apart(known)
    return frozenset(found)


def _apart(known: dict[str, Mapping[str, Any]]) -> set[str]:
    before: dict[str, set[str]] = {}
    for change_hash in reversed(known):  # the oldest first: what a change rests on was written down before it
        named = [parent for parent in known[change_hash]["parents"] if parent in known]
        before[change_hash] = set(named).union(*(before.get(parent, set()) for parent in named))
    return {
        one
        for one in known
        for other in known
        if one != other and known[one]["group"] != known[other]["group"]
        if other not in before[one] and one not in before[other]
    }


_WRITES = frozenset({"create", "set", "void", "restore", "resolve"})


def _late(connection: Connection, ids: tuple[str, ...]) -> frozenset[str]:
    """Of these records, what came from a former township after the case had gone to the one that has it."""
    places = ", ".join("?" * len(ids))
    asked = f"SELECT 1 FROM transfer WHERE kind = 'transfer_grant' AND record_id IN ({places}) LIMIT 1"
    if not ids or connection.exec_driver_sql(asked, ids).first() is None:
        return frozenset()
    asked = f"SELECT org FROM family WHERE id IN ({places}) LIMIT 1"
    owner = str(connection.exec_driver_sql(asked, ids).scalar() or "")
    rows = connection.exec_driver_sql(_LATE.format(places=places), (*ids, owner, owner, owner, *ids))
    return frozenset(str(row[0]) for row in rows)


def _happening(row: tuple[Any, ...], late: frozenset[str], parallel: frozenset[str]) -> Happening:
    header = row[0]
    payload = json.loads(row[1]) if row[1] else {"fields": {}}
    carried = "back" if row[5] else "received" if row[3] is not None else "sent" if row[4] is not None else "open"
    return Happening(
        header["wall_time"],
        row[2] or "",
        header["record_type"],
        header["record_id"],
        header["kind"],
        payload["fields"],
        payload.get("reason", ""),
        carried,
        row[4] or 0,
        header["group"],
        row[5] or "",
        (str(header.get("from", "")), str(header.get("to", ""))),
        str(header.get("answers", "")),
        row[6] in late,
        row[6] in parallel,
        station=header["station_id"],
    )
