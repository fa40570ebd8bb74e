"""What waits to be handed over, and how it is cut where one package would be too large (B-20, B-55)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.sync.package.limits import LIMITS, Limits

OPEN = "FROM change c WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)"
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
        changes: changes inside, by kind of record; `bytes`: of their lines.
    """

    no: int
    of: int
    first_no: int
    last_no: int
    changes: Mapping[str, int]
    bytes: int


def pending(connection: Connection, limits: Limits = LIMITS) -> HandOver:
    """What is waiting to be handed over; cut as `export_package` would cut it."""
    return cut(connection, limits)[0]


def cut(connection: Connection, limits: Limits) -> tuple[HandOver, tuple[Part, ...]]:
    """What waits, and its parts in the order of the log: what a change rests on has been written before it.

    The log is gone through once, however much waits; a second time only where one package does not hold it all.

    Args:
        connection: from the store.
        limits: what the county takes in.
    """
    kinds = _kinds(connection)
    changes, weight = sum(kind.changes for kind in kinds), sum(kind.bytes for kind in kinds)
    if changes <= limits.part_changes and weight <= limits.part_bytes:
        first = min((kind.first for kind in kinds), default=0)
        cuts = [_Cut(first, 0, weight, changes, Counter({kind.name: kind.changes for kind in kinds}))]
    else:
        cuts = _cuts(connection, limits)
    # what the county has confirmed may stand behind the last change that waits
    cuts[-1].last = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
    parts = tuple(
        Part(place, len(cuts), each.first, each.last, each.kinds, each.bytes) for place, each in enumerate(cuts, 1)
    )
    return _hand_over(connection, kinds, changes, len(parts)), parts


def _hand_over(connection: Connection, kinds: "Sequence[_Kind]", changes: int, parts: int) -> HandOver:
    asked = "SELECT coalesce(max(last_no), 0), coalesce(max(package_no), 0) + 1 FROM outgoing_package"
    sent, number = map(int, connection.exec_driver_sql(asked).one())
    since = f"SELECT count(*) {OPEN} AND c.no > ?"
    fresh = int(connection.exec_driver_sql(since, (sent,)).scalar_one()) if sent else changes
    found = {kind.name: (kind.name, kind.made, kind.edited) for kind in kinds if kind.made or kind.edited}
    return HandOver(changes, fresh, tuple(found[name] for name in ENTITIES if name in found), number, parts)


@dataclass(frozen=True)
class _Kind:
    """What waits of one kind of record.

    Attributes:
        changes: how many; `bytes`: of their lines; `first`: the first one's number in the log.
        made, edited: records created, and records only edited.
    """

    name: str
    changes: int
    bytes: int
    first: int
    made: int
    edited: int


def _kinds(connection: Connection) -> list[_Kind]:
    """Everything not confirmed, by kind.

    A record made and taken back since (an import undone) is neither made nor edited: its changes travel, but nobody
    will look for it. Grouped by the record alone, which the log has an index for: nothing is sorted in memory.
    """
    asked = f"""
        SELECT record_type, sum(changes), sum(bytes), min(first),
               sum(CASE WHEN made > 0 AND taken <= given THEN 1 ELSE 0 END), sum(1 - made)
          FROM (
            SELECT max(c.record_type) AS record_type, count(*) AS changes, sum({_SIZE}) AS bytes, min(c.no) AS first,
                   max({_IS.format("create")}) AS made,
                   max({_IS.format("void")} * c.no) AS taken, max({_IS.format("restore")} * c.no) AS given
              {OPEN}
             GROUP BY c.record_id) r
         GROUP BY record_type
    """
    return [_Kind(*row) for row in connection.exec_driver_sql(asked, (_AROUND,))]


def _cuts(connection: Connection, limits: Limits) -> "list[_Cut]":
    asked = f"SELECT c.no, c.record_type, {_SIZE} {OPEN} ORDER BY c.no"
    cuts = [_Cut()]
    for no, record_type, size in connection.exec_driver_sql(asked, (_AROUND,)):
        full = cuts[-1].count == limits.part_changes or cuts[-1].bytes + size > limits.part_bytes
        if full and cuts[-1].count:
            cuts.append(_Cut())
        cuts[-1].take(no, record_type, size)
    return cuts


@dataclass
class _Cut:
    """A part while it grows."""

    first: int = 0
    last: int = 0
    bytes: int = 0
    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def take(self, no: int, record_type: str, size: int) -> None:
        self.first, self.last = self.first or no, no
        self.bytes, self.count = self.bytes + size, self.count + 1
        self.kinds[record_type] += 1


_AROUND = len('{"hash":"","header":,"payload_digest":""}\n') + 2 * 64
"""Bytes of a line beside header and payload, at most."""
_IS = """(instr(c.header, '"kind":"{}"') > 0)"""
"""Whether a change is of that kind: no text can hold this, its quotes have a backslash. As JSON it costs thrice."""
_SIZE = "octet_length(c.header) + octet_length(c.payload) + ?"
