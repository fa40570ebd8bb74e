"""The review queue: what a laptop brings once it is stood down is looked at and may be accepted (B-49)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from db.ledger.change import START, Change
from db.ledger.line import from_stored
from db.store.audit import write_audit
from db.store.county_ledger import enter_ledger, forget_refused
from db.store.dialect import defer_references
from db.store.folding import refold
from db.store.log import keep_changes
from db.store.searching import index_changed
from db.store.store import Store
from db.store.tip import go_on_from
from db.sync.county.transferring import settle_transfers
from db.sync.merging.intake import REVIEW
from db.sync.merging.judging import Judge
from db.sync.merging.known import known_hashes
from db.sync.trust.identity import county_desk

EARLIER_MISSING = "县里缺这台电脑更早的修改，请先导入存档文件夹里的原始包"
"""Why late work does not stand yet: what its author wrote before it was lost when the county was put back (B-35)."""


@dataclass(frozen=True)
class Late:
    """A change that waits for an officer.

    Attributes:
        change: its hash; org, station_id: whose stream, which laptop.
        entity, record_id, kind, fields, reason: what it meant to write, and why in the author's words.
        at, author: the laptop's clock (shown, never decisive), id of the worker.
        came_at: when the county received it.
    """

    change: str
    org: str
    station_id: str
    entity: str
    record_id: str
    kind: str
    fields: Mapping[str, Any]
    reason: str
    at: str
    author: str
    came_at: str


@dataclass(frozen=True)
class Reviewed:
    """What became of the changes an officer accepted.

    Attributes:
        accepted: how many stand from now on.
        kept: (hash, reason) of those that cannot stand even so; they stay in the queue.
    """

    accepted: int
    kept: tuple[tuple[str, str], ...]


_QUEUE = """
    SELECT r.hash, r.header, r.payload, r.payload_digest, l.org, coalesce(i.imported_at, '')
      FROM ledger l
      JOIN refused r ON r.hash = l.change_hash AND r.org = l.org
      LEFT JOIN incoming_package i ON i.package_id = l.package_id
     WHERE l.rejected = ? ORDER BY l.org, l.ledger_no
"""


def review_queue(store: Store) -> tuple[Late, ...]:
    """Everything that waits for an officer, by township, in the order in which it came.

    Raises:
        NotACounty: this is a township's record.
    """
    county_desk(store)
    with store.reading() as connection:
        return tuple(_late(change, org, came_at) for change, org, came_at in _waiting(connection))


def count_waiting_review(connection: Connection) -> int:
    """How many changes wait for an officer; nothing of them is read."""
    asked = """
        SELECT count(*) FROM ledger l JOIN refused r ON r.hash = l.change_hash AND r.org = l.org WHERE l.rejected = ?
    """
    return int(connection.exec_driver_sql(asked, (REVIEW,)).scalar_one())


def accept_reviewed(store: Store, hashes: Iterable[str]) -> Reviewed:
    """Accepts changes out of the queue: each gets an entry in its township's ledger in place of the refusal.

    Args:
        store: the county's open record.
        hashes: of changes in the queue; others are passed over.

    Returns:
        How many stand now. One that cannot stand by itself (what it changes is not on file, its form is wrong) stays in
        the queue with the reason; so does one whose predecessor a county put back from a backup has lost.

    Raises:
        NotACounty: this is a township's record.
    """
    desk = county_desk(store)
    wanted, accepted, kept = set(hashes), 0, list[tuple[str, str]]()
    with store.keeping() as connection:
        defer_references(connection)  # as in `Intake`
        since = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) + 1 FROM change").scalar_one())
        chosen = [(change, org) for change, org, _ in _waiting(connection) if change.hash in wanted]
        for org, run in groupby(chosen, key=lambda each: each[1]):
            standing, not_standing, late = _judged(connection, org, [change for change, _ in run])
            _accept(connection, org, standing)
            settle_transfers(store, connection, desk, late, ())
            accepted += len(standing)
            kept += not_standing
        go_on_from(connection, store.office.station_id, since)  # a county's own word may have waited here (B-35)
        now = store.clock.now().isoformat(timespec="seconds")
        write_audit(connection, (now, store.author.author), "review", str(accepted), " ".join(sorted(wanted))[:1000])
    return Reviewed(accepted, tuple(kept))


def _judged(
    connection: Connection, org: str, changes: list[Change]
) -> tuple[list[Change], list[tuple[str, str]], list[Change]]:
    """Those that can stand, the others with the reason, and of the first those that belong to another township now."""
    judge = Judge(connection, org, changes)
    known = known_hashes(connection, org, changes)
    standing, kept = [], []
    for change in changes:
        # one that still waits for review itself is known: the county has its words
        here = change.prev_hash == START or change.prev_hash in known
        reason = judge(change) if here else EARLIER_MISSING
        if reason:
            kept.append((change.hash, reason))
        else:
            standing.append(change)
    return standing, kept, [change for change in standing if change.hash in judge.late]


def _accept(connection: Connection, org: str, changes: Sequence[Change]) -> None:
    first = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) + 1 FROM change").scalar_one())
    keep_changes(connection, enumerate(changes, start=first))
    forget_refused(connection, org, changes)
    enter_ledger(connection, org, "", changes, ())
    refold(connection, dict.fromkeys(change.record_id for change in changes))
    index_changed(connection, changes)


def _waiting(connection: Connection) -> list[tuple[Change, str, str]]:
    rows = connection.exec_driver_sql(_QUEUE, (REVIEW,)).all()
    return [(from_stored(*row[:4]), str(row[4]), str(row[5])) for row in rows]


def _late(change: Change, org: str, came_at: str) -> Late:
    return Late(
        change.hash,
        org,
        change.by.station_id,
        change.record_type,
        change.record_id,
        change.kind,
        change.fields,
        change.reason,
        change.wall_time,
        change.by.author,
        came_at,
    )
