"""What waits to be handed over, and how it is cut where one package would be too large (B-20, B-55)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.sync.package.limits import LIMITS, Limits

OPEN = "SELECT {} FROM change c WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)"
"""Of the changes the county has not confirmed."""


@dataclass(frozen=True)
class HandOver:
    """What the next package would hold.

    Attributes:
        changes: changes the county has not confirmed.
        fresh: of these, those in no package yet.
        counts: (entity, records new, records changed) of all entities concerned.
        package_no: the number it would get.
        parts: how many packages it would take.
    """

    changes: int
    fresh: int
    counts: tuple[tuple[str, int, int], ...]
    package_no: int
    parts: int = 1


@dataclass(frozen=True)
class Part:
    """One package's share of a hand-over; nearly always it is the only one.

    Attributes:
        no, of: counted from 1, and how many there are.
        first_no, last_no: log numbers between which its changes lie.
        changes: changes inside, by kind of record; `bytes`: of their lines; `sessions`: the unlocks they come from.
    """

    no: int
    of: int
    first_no: int
    last_no: int
    changes: Mapping[str, int]
    bytes: int
    sessions: tuple[str, ...]


def pending(connection: Connection, limits: Limits = LIMITS) -> HandOver:
    """What is waiting to be handed over; cut as `export_package` would cut it."""
    changes = int(connection.exec_driver_sql(OPEN.format("count(*)")).scalar_one())
    return _hand_over(connection, changes, _how_many(connection, limits, changes))


def pending_in(connection: Connection, parts: Sequence[Part]) -> HandOver:
    """The same where it has been cut already: the log is not read once more for what the parts say.

    Args:
        connection: from the store.
        parts: all that `parts_of` gave.
    """
    return _hand_over(connection, sum(sum(part.changes.values()) for part in parts), len(parts))


def _hand_over(connection: Connection, changes: int, parts: int) -> HandOver:
    asked = "SELECT coalesce(max(last_no), 0), coalesce(max(package_no), 0) + 1 FROM outgoing_package"
    sent, number = map(int, connection.exec_driver_sql(asked).one())
    since = f"{OPEN.format('count(*)')} AND c.no > ?"
    fresh = int(connection.exec_driver_sql(since, (sent,)).scalar_one()) if sent else changes
    return HandOver(changes, fresh, tuple(_counts(connection)), number, parts)


def _how_many(connection: Connection, limits: Limits, changes: int) -> int:
    """So many packages; cut in thought only where one does not hold it all."""
    weight = int(connection.exec_driver_sql(OPEN.format(f"coalesce(sum({_SIZE}), 0)"), (_AROUND,)).scalar_one())
    one = changes <= limits.part_changes and weight <= limits.part_bytes
    return 1 if one else len(_cuts(connection, limits))


def _counts(connection: Connection) -> Iterator[tuple[str, int, int]]:
    """By entity: records created and records only edited among the changes not confirmed.

    A record made and taken back since (an import undone) is neither: its changes travel, but nobody will look for it.
    Grouped by the record alone, which the log has an index for: nothing is sorted in memory.
    """
    asked = """
        SELECT record_type, sum(CASE WHEN made > 0 AND taken <= given THEN 1 ELSE 0 END), sum(1 - made) FROM (
            SELECT max(record_type) AS record_type, max(CASE kind WHEN 'create' THEN 1 ELSE 0 END) AS made,
                   coalesce(max(CASE kind WHEN 'void' THEN no END), 0) AS taken,
                   coalesce(max(CASE kind WHEN 'restore' THEN no END), 0) AS given
              FROM (SELECT c.record_type, c.record_id, c.no, json_extract(c.header, '$.kind') AS kind FROM change c
                     WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)) k
             GROUP BY record_id) r
        GROUP BY record_type
    """
    found = {name: (int(made), int(edited)) for name, made, edited in connection.exec_driver_sql(asked)}
    for name in ENTITIES:
        if any(found.get(name, ())):
            yield name, *found[name]


def parts_of(connection: Connection, limits: Limits) -> Iterator[Part]:
    """What waits, cut in the order of the log: what a change rests on has been written before it.

    Args:
        connection: from the store.
        limits: what the county takes in.
    """
    cuts = _cuts(connection, limits)
    # what the county has confirmed may stand behind the last change that waits
    cuts[-1].last = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
    for place, cut in enumerate(cuts, start=1):
        yield Part(place, len(cuts), cut.first, cut.last, cut.kinds, cut.bytes, tuple(sorted(cut.sessions)))


def _cuts(connection: Connection, limits: Limits) -> "list[_Cut]":
    session = "json_extract(c.header, '$.session_id')"
    asked = f"{OPEN.format(f'c.no, c.record_type, {_SIZE}, {session}')} ORDER BY c.no"
    cuts = [_Cut()]
    for no, record_type, size, session in connection.exec_driver_sql(asked, (_AROUND,)):
        full = cuts[-1].count == limits.part_changes or cuts[-1].bytes + size > limits.part_bytes
        if full and cuts[-1].count:
            cuts.append(_Cut())
        cuts[-1].take(no, record_type, size, session)
    return cuts


@dataclass
class _Cut:
    """A part while it grows."""

    first: int = 0
    last: int = 0
    bytes: int = 0
    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    sessions: set[str] = field(default_factory=set)

    def take(self, no: int, record_type: str, size: int, session: str) -> None:
        self.first, self.last = self.first or no, no
        self.bytes, self.count = self.bytes + size, self.count + 1
        self.kinds[record_type] += 1
        self.sessions.add(session)


_AROUND = len('{"hash":"","header":,"payload_digest":""}\n') + 2 * 64
"""Bytes of a line beside header and payload, at most."""
_SIZE = "length(CAST(c.header AS BLOB)) + length(CAST(c.payload AS BLOB)) + ?"
