"""What an erasure would take, who has asked for one, and what was erased here (B-19)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection

from db.domain.entities.belonging import FAMILY, PERSON, hangs_on, owned
from db.domain.entities.registry import ENTITIES
from db.ledger.change import Change
from db.ledger.line import from_stored
from db.ledger.purge import CONFIRM, DECLINE, REQUEST, WITHDRAW, goes, step_of
from db.store.erasing import telling_words
from db.store.folding import changes_of
from db.store.gone import gone_ids
from db.store.tables.log import PURGES
from db.store.values import row_values

State = Literal["asked", "done", "declined", "withdrawn"]
_BATCH = 500
_LEAF_MENTIONS = 50
_ENDS: Mapping[str, State] = {CONFIRM: "done", DECLINE: "declined", WITHDRAW: "withdrawn"}


@dataclass(frozen=True)
class Mention:
    """A record that stays and in whose words a name or number of what goes occurs."""

    entity: str
    record_id: str


@dataclass(frozen=True)
class PurgePlan:
    """What an erasure would take.

    Attributes:
        entity, record_id, org: what was asked for, and whose stream it is in.
        records: (entity, id) of everything that goes, what was asked for first.
        counts: (entity, how many) of these, in the registry's order.
        changes: changes of the log that lose their payload; attachments: files that are deleted.
        spared: (entity, id) of records that began there and have left (a member who set up an own household).
        mentions: records that stay and name somebody who goes.
        names: the names and numbers that go; for comparing only, never shown together.
        also: ids of the records that go only because they were asked for by name.
    """

    entity: str
    record_id: str
    org: str
    records: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]
    changes: int
    attachments: tuple[str, ...]
    spared: tuple[tuple[str, str], ...] = ()
    mentions: tuple[Mention, ...] = ()
    names: frozenset[str] = field(default=frozenset(), repr=False)
    also: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """What a person has to type to confirm: it says how much goes."""
        return f"清除{len(self.records)}条记录{self.changes}条修改{len(self.attachments)}个附件"


def plan_of(connection: Connection, entity: str, record_id: str, also: Iterable[str] = ()) -> PurgePlan | None:
    """Everything that hangs on a record, and the record itself; None when there is no such record.

    Args:
        connection: from the store.
        entity: what kind of record is to go.
        record_id: which.
        also: ids of further records of the township that go, out of `mentions`; never a household or a person.
    """
    org = connection.exec_driver_sql(f'SELECT org FROM "{entity}" WHERE id = ?', (record_id,)).scalar()
    if org is None:
        return None
    wanted = _of_township(connection, str(org), also)
    records = _everything(connection, entity, record_id, wanted)
    ids = frozenset(each for _, each in records)
    logged = [change for known in changes_of(connection, sorted(ids)).values() for _, change in known]
    going = [change for change in logged if goes(change, ids) and not change.purged]
    names = telling_words(going)
    files = {str(c.fields["sha256"]) for c in going if c.record_type == "attachment" and c.fields.get("sha256")}
    counted = Counter(name for name, _ in records)
    return PurgePlan(
        entity,
        record_id,
        str(org),
        records,
        tuple((name, counted[name]) for name in ENTITIES if counted[name]),
        len(going),
        tuple(sorted(files)),
        tuple(_spared(connection, records)),
        tuple(_mentions(connection, names, ids)),
        names,
        tuple(sorted(wanted & ids)),
    )


def _of_township(connection: Connection, org: str, ids: Iterable[str]) -> frozenset[str]:
    """Of these records those of one township's stream: an erasure travels in one."""
    asked = "SELECT 1 FROM change WHERE record_id = ? AND org = ?"
    return frozenset(each for each in ids if connection.exec_driver_sql(asked, (each, org)).first() is not None)


def _everything(
    connection: Connection, entity: str, record_id: str, also: AbstractSet[str]
) -> tuple[tuple[str, str], ...]:
    found, gone = [(entity, record_id)], {record_id}
    done = gone_ids(connection)
    for name in owned():
        for each, fields in _candidates(connection, name, gone, also):
            if each not in gone and each not in done and (each in also or hangs_on(name, fields, gone)):
                gone.add(each)
                found.append((name, each))
    return tuple(found)


def _candidates(
    connection: Connection, entity: str, gone: AbstractSet[str], also: AbstractSet[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of an entity that point at any of these, each once, voided ones too; and those asked for by id."""
    seen: set[str] = set()
    fields = [spec for group in owned()[entity] for spec in group]
    wanted = sorted(gone)
    for start in range(0, len(wanted), _BATCH):
        batch = tuple(wanted[start : start + _BATCH])
        for spec in fields:
            source = f', json_each(t."{spec.name}") j' if spec.kind == "listing" else ""
            value = "j.value" if spec.kind == "listing" else f't."{spec.name}"'
            sql = f'SELECT t.* FROM "{entity}" t{source} WHERE {value} IN ({", ".join("?" * len(batch))}) ORDER BY t.no'
            yield from _new_rows(connection, entity, sql, batch, seen)
    if also and entity not in {FAMILY, PERSON}:
        sql = f'SELECT t.* FROM "{entity}" t WHERE t.id IN ({", ".join("?" * len(also))}) ORDER BY t.no'
        yield from _new_rows(connection, entity, sql, tuple(sorted(also)), seen)


def _new_rows(
    connection: Connection, entity: str, sql: str, values: tuple[str, ...], seen: set[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in connection.exec_driver_sql(sql, values).mappings().all():
        if row["id"] not in seen:
            seen.add(str(row["id"]))
            yield str(row["id"]), dict(row_values(entity, dict(row)))


def _spared(connection: Connection, records: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Records whose creation says that they hang on what goes, and who have left since."""
    records = list(records)
    gone = frozenset(each for _, each in records)
    for root in sorted(each for name, each in records if name in {FAMILY, PERSON}):
        for change in _holding(connection, root):
            left = change.kind == "create" and change.record_id not in gone
            if left and hangs_on(change.record_type, change.fields, gone):
                yield change.record_type, change.record_id


def _holding(connection: Connection, text: str) -> Iterator[Change]:
    """Changes in whose payload a text stands."""
    asked = """
        SELECT hash, header, payload, payload_digest FROM change WHERE payload LIKE ? ESCAPE '!' ORDER BY no
    """
    safe = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    for row in connection.exec_driver_sql(asked, (f"%{safe}%",)).all():
        yield from_stored(*row)


def _mentions(connection: Connection, names: Iterable[str], gone: AbstractSet[str]) -> Iterator[Mention]:
    seen: set[str] = set(gone)
    for name in sorted(names):
        for change in _holding(connection, name):
            if change.record_id not in seen and len(seen) - len(gone) < _LEAF_MENTIONS:
                seen.add(change.record_id)
                yield Mention(change.record_type, change.record_id)


@dataclass(frozen=True)
class PurgeRow:
    """A request and what became of it.

    Attributes:
        request: hash of the asking change; of one answered before this record knew of it, of the answer.
        state: `asked`, `done`, `declined`, `withdrawn`.
        entity, record_id, org: what it is about.
        grounds: code of `db.ledger.purge.GROUNDS`; reason: in words, "" once erased.
        asked_by, asked_at, asked_here: worker's id, instant, whether written on this laptop.
        decided_by, decided_at, answer: of the decision; "" while there is none.
        purge: hash of the deciding change, "" while there is none.
        records, changes, unsent: what went here; of the changes, those the county never had.
    """

    request: str
    state: State
    entity: str
    record_id: str
    org: str
    grounds: str
    reason: str
    asked_by: str
    asked_at: str
    asked_here: bool
    decided_by: str = ""
    decided_at: str = ""
    answer: str = ""
    purge: str = ""
    records: int = 0
    changes: int = 0
    unsent: int = 0


def purge_rows(connection: Connection, station_id: str) -> tuple[PurgeRow, ...]:
    """All requests and decisions known here, the latest first.

    Args:
        connection: from the store.
        station_id: of this laptop.
    """
    asked = f"SELECT hash, header, payload, payload_digest FROM change WHERE {PURGES} ORDER BY no"
    changes = [from_stored(*row) for row in connection.exec_driver_sql(asked).all()]
    changes = [change for change in changes if change.kind == "purge"]
    # of a decision that is several changes the first stands for all: the list of what went names that one
    answers = {str(c.fields.get("request") or c.hash): c for c in reversed(changes) if step_of(c) in _ENDS}
    rows = [_row(connection, change, answers.get(change.hash), station_id) for change in changes if not _end(change)]
    known = {row.request for row in rows}
    rows += [_row(connection, c, c, station_id) for request, c in answers.items() if request not in known]
    return tuple(sorted(rows, key=lambda row: row.decided_at or row.asked_at, reverse=True))


def _end(change: Change) -> bool:
    return step_of(change) in _ENDS


def open_requests(connection: Connection) -> int:
    """How many requests wait for a decision."""
    asked = f"SELECT hash, header, payload, payload_digest FROM change WHERE {PURGES}"
    changes = [from_stored(*row) for row in connection.exec_driver_sql(asked).all()]
    answered = {str(change.fields.get("request")) for change in changes if _end(change)}
    return sum(step_of(change) == REQUEST and change.hash not in answered for change in changes)


def find_request(connection: Connection, request: str) -> Change | None:
    """The asking change, None when there is none that waits."""
    asked = f"SELECT hash, header, payload, payload_digest FROM change WHERE {PURGES} ORDER BY no"
    changes = [from_stored(*row) for row in connection.exec_driver_sql(asked).all()]
    if any(change.fields.get("request") == request for change in changes if _end(change)):
        return None
    return next((change for change in changes if change.hash == request and step_of(change) == REQUEST), None)


def _row(connection: Connection, change: Change, end: Change | None, station_id: str) -> PurgeRow:
    told = end.fields if end is not None and step_of(end) == CONFIRM else change.fields
    about = (change.record_type, change.record_id, change.by.org, str(told.get("grounds") or ""))
    reason = "" if change is end else change.reason
    asker = str(told.get("asked_by") or change.by.author)
    asked_at = str(told.get("asked_on") or change.wall_time)
    here = change.by.station_id == station_id
    if end is None:
        return PurgeRow(change.hash, "asked", *about, reason, asker, asked_at, here)
    asked = """
        SELECT count(*), coalesce(sum(changes), 0), coalesce(sum(unsent), 0) FROM purged WHERE purge = ? AND spared = 0
    """
    went = connection.exec_driver_sql(asked, (end.hash,)).one()
    state = _ENDS[step_of(end)]
    decided = (end.by.author, end.wall_time, end.reason, end.hash)
    return PurgeRow(
        change.hash, state, *about, reason, asker, asked_at, here, *decided, int(went[0]), int(went[1]), int(went[2])
    )
