"""Keeps the tables a pure fold of the log: new rows in bulk, single edits in place, disputed records folded again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert

from db.domain.entities.registry import ENTITIES
from db.ledger.change import Change, canonical
from db.ledger.fold import RecordState, fold_record
from db.ledger.line import from_stored
from db.store.bulk import insert_rows, upsert_rows
from db.store.dialect import defer_references, places, portions
from db.store.home import home_of, is_foreign
from db.store.tables.entities import TABLES
from db.store.tables.log import FIELD_HEAD
from db.store.values import columns_of, to_column

_KEPT = ("no", "id", "org", "head", "voided", "disputed", "parallel", "first_no", "last_no")


@dataclass(frozen=True, slots=True)
class Refused:
    """A change refused in the stream of a township, without its payload."""

    org: str
    change: Change


def insert_created(connection: Connection, created: Sequence[tuple[int, Change]]) -> None:
    """Writes the rows of brand-new records.

    Args:
        connection: inside the writing transaction.
        created: (log number, create change) in order; references point at records that exist or come earlier.
    """
    runs = list(_runs_by_type(created))
    last = _last_row_nos(connection, [entity_name for entity_name, _ in runs])
    for entity_name, run in runs:
        next_no = last[entity_name]
        silent: dict[str, str | int | None] = dict.fromkeys(ENTITIES[entity_name].by_name)
        rows = []
        for offset, (no, change) in enumerate(run, start=1):
            said = silent.copy()
            for name, value in change.fields.items():
                if name in silent:
                    said[name] = value if type(value) is str and value else to_column(value)
            marks = (change.hash, 0, 0, 0, no, no)
            rows.append((next_no + offset, change.record_id, change.by.org, *marks, *said.values()))
        insert_rows(connection, entity_name, (*_KEPT, *silent), rows)


def update_edited(connection: Connection, no: int, change: Change) -> None:
    """Writes the fields of one edit into the row of a record nobody disputes."""
    columns = columns_of(change.record_type, change.fields)
    if change.kind in {"void", "restore"}:
        columns["voided"] = int(change.kind == "void")
    assigned = ", ".join(f'"{name}" = ?' for name in (*columns, "head", "last_no"))
    connection.exec_driver_sql(
        f'UPDATE "{change.record_type}" SET {assigned} WHERE id = ?',
        (*columns.values(), change.hash, no, change.record_id),
    )


def changes_of(connection: Connection, record_ids: Iterable[str]) -> dict[str, list[tuple[int, Change]]]:
    """All known changes of these records, with their log numbers, by record."""
    found: dict[str, list[tuple[int, Change]]] = {}
    for batch in portions(connection, record_ids):
        asked = f"""
            SELECT no, record_id, hash, header, payload, payload_digest FROM change
             WHERE record_id IN ({places(batch)}) ORDER BY no
        """
        for no, record_id, *texts in connection.exec_driver_sql(asked, batch):
            found.setdefault(record_id, []).append((no, from_stored(*texts)))
    return found


def refold(connection: Connection, record_ids: Iterable[str]) -> None:
    """Folds these records again from the log and writes rows and disputed answers anew.

    Args:
        connection: inside the writing transaction.
        record_ids: those that have changed; of kinds this version does not know nothing is written.
    """
    ids = list(record_ids)
    if not ids:
        return
    histories = changes_of(connection, ids)
    refused = refused_of(connection, ids)
    away = turned_away(connection, (change.hash for known in histories.values() for _, change in known))
    home, folded = home_of(connection), []
    for record_id, known in histories.items():
        state = shown_at(home, fold_known([change for _, change in known], refused.get(record_id, ()), away))
        if state.record_type in TABLES and state.created:
            folded.append((state, (known[0][0], known[-1][0])))
    write_states(connection, folded)


def refold_everything(connection: Connection, told: Callable[[float], None] = lambda _part: None) -> int:
    """Folds the whole log again, as after an upgrade that knows new kinds of records (B-17); the records folded.

    Each record in its turn where the log first speaks of it, some at a time: what it needs is the memory of some, and
    what is written lies beside what was written just before.

    Args:
        connection: inside the writing transaction.
        told: is told how much of it is done, from 0 to 1; may raise to stop.
    """
    asked = """
        SELECT c.record_id FROM change c WHERE c.no > ? AND c.no <= ?
           AND c.no = (SELECT min(e.no) FROM change e WHERE e.record_id = c.record_id) ORDER BY c.no
    """
    newest = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
    folded = 0
    for start in range(0, newest, _WINDOW):
        told(start / newest)
        ids = connection.exec_driver_sql(asked, (start, start + _WINDOW)).scalars().all()
        refold(connection, ids)
        folded += len(ids)
    return folded


_WINDOW = 2000
"""Changes of the log looked at in one go."""


def shown_at(home: str, state: RecordState) -> RecordState:
    """The state as a laptop shows it: another township's record stands in no list and no figure there.

    Disputes about it are that township's.

    Args:
        home: from `home_of`.
        state: as folded.
    """
    return replace(state, voided=True, conflicts={}) if is_foreign(state.org, home) else state


def fold_known(
    changes: Sequence[Change], refused: Iterable[Refused], away: AbstractSet[str] = frozenset()
) -> RecordState:
    """The state of one record: its changes, and those refused here, which write nothing but were known to later ones.

    Args:
        changes: those of the log, at least one.
        refused: the record's from `refused_of`; one that claims another kind, or was refused in the stream of a
            township the record does not belong to, is left out: that township's laptops do not know it.
        away: hashes from `turned_away`. Like the refused ones they write nothing; a record whose very creation was
            turned away shows what was meant, but stands in no list and no figure. One whose creation was erased shows
            nothing at all.
    """
    state = _folded(changes, away)
    belongs = (changes[0].record_type, state.org)
    known = [_silent(each.change) for each in refused if (each.change.record_type, each.org) == belongs]
    state = _folded([*known, *changes], away) if known else state
    created = [change for change in changes if change.kind == "create"]
    return nothing_left(state) if created and all(change.purged for change in created) else state


def _folded(known: Sequence[Change], away: AbstractSet[str]) -> RecordState:
    if not any(change.hash in away for change in known):
        return fold_record(known)
    if any(change.kind == "create" and change.hash in away for change in known):
        return replace(fold_record(known), voided=True)
    return fold_record([_silent(each) if each.hash in away else each for each in known])


def _silent(change: Change) -> Change:
    """It takes part in the record's history and writes nothing, its township included."""
    return replace(change, fields={}, settles={}, purged=True, extra={})


def nothing_left(state: RecordState) -> RecordState:
    """A record erased for good: in no list and no figure, without a value, whatever else is known of it (B-19)."""
    return replace(state, values={}, conflicts={}, voided=True)


def turned_away(connection: Connection, among: Iterable[str] | None = None) -> frozenset[str]:
    """At a township: changes of the log that the county's ledger turned away (B-24); nothing anywhere else.

    Args:
        connection: from the store.
        among: hashes, where only these matter; all that there are without.
    """
    if among is None:  # their index first: a server would rather read the whole ledger for them
        among = connection.exec_driver_sql("SELECT DISTINCT change_hash FROM ledger WHERE rejected <> ''").scalars()
    found: set[str] = set()
    for batch in portions(connection, among):
        asked = f"{_TURNED_AWAY} AND l.change_hash IN ({places(batch)})"
        found.update(connection.exec_driver_sql(asked, batch).scalars())
    return frozenset(found)


_TURNED_AWAY = """
    SELECT l.change_hash FROM ledger l WHERE l.rejected <> ''
       AND EXISTS (SELECT 1 FROM change c WHERE c.hash = l.change_hash AND (c.org = l.org OR EXISTS (
                   SELECT 1 FROM transfer t WHERE t.change_hash = c.hash AND t.kind = 'transfer_grant')))
       AND NOT EXISTS (SELECT 1 FROM ledger a WHERE a.change_hash = l.change_hash AND a.rejected = '')
"""


def never_stood(connection: Connection) -> frozenset[str]:
    """At a township: ids of the records whose creation the county turned away; a county does not have them."""
    away = turned_away(connection)
    asked = "SELECT record_id FROM change WHERE hash = ? AND json_extract(header, '$.kind') = 'create'"
    found = (connection.exec_driver_sql(asked, (each,)).scalar() for each in away)
    return frozenset(str(each) for each in found if each)


def refused_of(connection: Connection, record_ids: Iterable[str]) -> dict[str, list[Refused]]:
    """The changes of these records that a ledger held here refuses, without their payloads, by record (B-24).

    What a county refused before it was put back from a backup is still kept, but says nothing until it is refused anew.
    """
    found: dict[str, list[Refused]] = {}
    if connection.exec_driver_sql("SELECT 1 FROM refused LIMIT 1").first() is None:
        return found
    for batch in portions(connection, record_ids):
        asked = f"""
            SELECT r.org, r.hash, r.header, r.payload_digest FROM refused r
             WHERE r.record_id IN ({places(batch)})
               AND EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = r.hash AND l.org = r.org)
        """
        for org, change_hash, header, payload_digest in connection.exec_driver_sql(asked, batch):
            change = from_stored(change_hash, header, "", payload_digest)
            found.setdefault(change.record_id, []).append(Refused(str(org), change))
    return found


def write_states(connection: Connection, folded: Sequence[tuple[RecordState, tuple[int, int]]]) -> None:
    """Writes folded states in bulk, in the registry's order, in which references point backwards.

    Args:
        connection: inside the writing transaction.
        folded: each state with the log numbers of its first and latest change.
    """
    # a record may have come to point at a later one of its own kind (an assignment handed over twice)
    defer_references(connection)
    by_type: dict[str, list[tuple[RecordState, tuple[int, int]]]] = {}
    for state, numbers in folded:
        by_type.setdefault(state.record_type, []).append((state, numbers))
    last = _last_row_nos(connection, list(by_type))
    for entity_name, run in ((name, by_type[name]) for name in ENTITIES if name in by_type):
        run.sort(key=lambda each: each[1])
        names = (*_KEPT, *ENTITIES[entity_name].by_name)
        upsert_rows(connection, entity_name, names, _rows(connection, entity_name, run, last[entity_name]), kept=2)
    disputed = _disputed(connection, [state.record_id for state, _ in folded])
    for state, _ in folded:
        if state.conflicts or state.record_id in disputed:
            _write_heads(connection, state)


def _disputed(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which of these records have answers in conflict on file."""
    found: set[str] = set()
    for batch in portions(connection, ids):
        asked = f"SELECT record_id FROM field_head WHERE record_id IN ({places(batch)})"
        found.update(connection.exec_driver_sql(asked, batch).scalars())
    return found


def _rows(
    connection: Connection, entity_name: str, run: Sequence[tuple[RecordState, tuple[int, int]]], last: int
) -> list[tuple[Any, ...]]:
    numbers = _row_numbers(connection, entity_name, [state.record_id for state, _ in run])
    names = tuple(ENTITIES[entity_name].by_name)
    rows = []
    for state, log_numbers in run:
        columns = columns_of(entity_name, state.values)
        if state.record_id not in numbers:
            last += 1
            numbers[state.record_id] = last
        marks = (" ".join(state.frontier), int(state.voided), len(state.conflicts), int(state.parallel), *log_numbers)
        kept = (numbers[state.record_id], state.record_id, state.org, *marks)
        rows.append((*kept, *map(columns.get, names)))
    return rows


def _row_numbers(connection: Connection, entity_name: str, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for batch in portions(connection, ids):
        asked = f'SELECT id, no FROM "{entity_name}" WHERE id IN ({places(batch)})'
        found.update((record_id, no) for record_id, no in connection.exec_driver_sql(asked, batch))
    return found


def _write_heads(connection: Connection, state: RecordState) -> None:
    connection.execute(delete(FIELD_HEAD).where(FIELD_HEAD.c.record_id == state.record_id))
    rows = [
        {
            "record_id": state.record_id,
            "record_type": state.record_type,
            "field": name,
            "change_hash": head.change,
            "value": canonical(head.value),
        }
        for name, heads in state.conflicts.items()
        for head in heads
    ]
    if rows:
        connection.execute(insert(FIELD_HEAD), rows)


def _runs_by_type(created: Sequence[tuple[int, Change]]) -> Iterable[tuple[str, list[tuple[int, Change]]]]:
    """By entity, in the registry's order: references point backwards in it."""
    by_type: dict[str, list[tuple[int, Change]]] = {}
    for no, change in created:
        by_type.setdefault(change.record_type, []).append((no, change))
    return ((name, by_type[name]) for name in ENTITIES if name in by_type)


def _last_row_nos(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    """The number of the last row of each of these tables, in one question."""
    asked = " UNION ALL ".join(f"SELECT '{name}', coalesce(max(no), 0) FROM \"{name}\"" for name in names)
    return {str(name): int(no) for name, no in connection.exec_driver_sql(asked)} if names else {}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands: its latest changes, voided or not, how many fields are disputed, whose stream it is in."""

    head: str
    voided: bool
    disputed: int
    org: str


def standings(connection: Connection, wanted: Iterable[tuple[str, str]]) -> dict[str, Standing]:
    """The standing of many records at once, by id; records that are not here are left out.

    Args:
        connection: from the store.
        wanted: (entity name, record id) pairs.
    """
    by_type: dict[str, list[str]] = {}
    for entity_name, record_id in wanted:
        by_type.setdefault(entity_name, []).append(record_id)
    found: dict[str, Standing] = {}
    for entity_name, ids in by_type.items():
        for batch in portions(connection, ids):
            asked = f'SELECT id, head, voided, disputed, org FROM "{entity_name}" WHERE id IN ({places(batch)})'
            for record_id, head, voided, disputed, org in connection.exec_driver_sql(asked, batch):
                found[record_id] = Standing(head, bool(voided), disputed, org)
    return found


def row_of(connection: Connection, entity_name: str, record_id: str) -> Mapping[str, Any] | None:
    """The row of one record as a mapping, or None."""
    asked = f'SELECT * FROM "{entity_name}" WHERE id = ?'
    row = connection.exec_driver_sql(asked, (record_id,)).mappings().first()
    return None if row is None else dict(row)
