"""The county's ledger: the order in which it took changes in, one hash-chained stream per township (B-23, B-31)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from db.ledger.change import Change
from db.store.bulk import insert_rows
from db.store.dialect import ROW_BY_ROW
from db.store.tables.log import LEDGER

_COLUMNS = tuple(column.name for column in LEDGER.columns)


@dataclass(frozen=True)
class LedgerFault:
    """The first entry of a stream that does not follow from the one before, or speaks of a change that is not kept.

    Attributes:
        org: code of the township's stream.
        ledger_no: number of the entry.
        clause: what is wrong, in Chinese.
    """

    org: str
    ledger_no: int
    clause: str


def ledger_hash(before: str, org: str, number: int, change_hash: str, rejected: str) -> str:
    """The hash of a ledger entry: SHA-256 of the entry before, the stream, the number, the change and the verdict.

    Args:
        before: hash of the entry before; "" for a stream's first.
        org: code of the township.
        number: counted from 1 in the stream.
        change_hash: the change.
        rejected: "" when it was accepted, else the reason.
    """
    return hashlib.sha256("\n".join((before, org, str(number), change_hash, rejected)).encode()).hexdigest()


def enter_ledger(
    connection: Connection, org: str, package_id: str, accepted: Iterable[Change], refused: Iterable[tuple[Change, str]]
) -> None:
    """Numbers what was accepted and what was refused; what was refused is kept word for word beside the log.

    Args:
        connection: inside the writing transaction.
        org: the township's stream.
        package_id: the package that brought them.
        accepted: in chain order.
        refused: each with the reason.
    """
    refused = list(refused)
    number, entry_hash = ledger_head(connection, org)
    rows = []
    for change, reason in [*((change, "") for change in accepted), *refused]:
        number += 1
        entry_hash = ledger_hash(entry_hash, org, number, change.hash, reason)
        rows.append((org, number, change.hash, reason, entry_hash, package_id))
    insert_rows(connection, "ledger", _COLUMNS, rows)
    keep_refused(connection, org, package_id, refused)


def keep_refused(connection: Connection, org: str, package_id: str, refused: Iterable[tuple[Change, str]]) -> None:
    """Keeps what a ledger turned away word for word, beside the log (B-24)."""
    kept = [
        (change.hash, org, change.record_id, change.header, change.payload, change.payload_digest, package_id)
        for change, _ in refused
    ]
    if kept:  # one refused before a county was put back from a backup may be refused again
        connection.exec_driver_sql(_KEEP_REFUSED, kept)


_KEEP_REFUSED = """
    INSERT INTO refused (hash, org, record_id, header, payload, payload_digest, package_id)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""


def forget_refused(connection: Connection, org: str, accepted: Iterable[Change]) -> None:
    """What is accepted after all stands in the log from now on, no longer beside it."""
    rows = [(change.hash, org) for change in accepted]
    if rows and connection.exec_driver_sql("SELECT 1 FROM refused LIMIT 1").first() is not None:
        connection.exec_driver_sql("DELETE FROM refused WHERE hash = ? AND org = ?", rows)


def rewrite_ledger(
    connection: Connection, org: str, keep: int, entries: Iterable[tuple[int, str, str, str]], package_id: str
) -> None:
    """At a township: the ledger held here goes on as the county says, from entry `keep` on.

    Args:
        connection: inside the writing transaction.
        org: the township's stream.
        keep: how many entries stay.
        entries: (number, change hash, reason or "", entry hash) of those that follow.
        package_id: the return that brought them.
    """
    connection.exec_driver_sql("DELETE FROM ledger WHERE org = ? AND ledger_no > ?", (org, keep))
    rows = [(org, no, change, rejected, entry, package_id) for no, change, rejected, entry in entries]
    insert_rows(connection, "ledger", _COLUMNS, rows)


def ledger_head(connection: Connection, org: str) -> tuple[int, str]:
    """Number and hash of the last entry of a township's stream; 0 and "" before the first."""
    asked = "SELECT ledger_no, entry_hash FROM ledger WHERE org = ? ORDER BY ledger_no DESC LIMIT 1"
    last = connection.exec_driver_sql(asked, (org,)).first()
    return (int(last[0]), str(last[1])) if last else (0, "")


def ledger_holds(connection: Connection, org: str, number: int, entry_hash: str) -> bool:
    """Whether the stream has this entry under this number; 0 and "" are always there."""
    asked = "SELECT entry_hash FROM ledger WHERE org = ? AND ledger_no = ?"
    here = connection.exec_driver_sql(asked, (org, number)).scalar() if number else ""
    return here == entry_hash


def ledger_length(connection: Connection) -> int:
    """Entries of all streams."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM ledger").scalar_one())


def verify_ledger(connection: Connection) -> tuple[LedgerFault, ...]:
    """Walks every stream from its beginning; the first fault of each, nothing when all are whole.

    An entry accepted must be in the log, one refused there (its author
    has it) or among the refused; numbers follow each other without a gap.
    """
    found: dict[str, LedgerFault] = {}
    org, before, expected = "", "", 0
    for here, number, change_hash, rejected, entry_hash, logged, kept in connection.exec_driver_sql(
        _ENTRIES, execution_options=ROW_BY_ROW
    ):
        if here != org:
            org, before, expected = here, "", 1
        clause = ""
        if number != expected:
            clause = f"应是第 {expected} 号"
        elif entry_hash != ledger_hash(before, org, number, change_hash, rejected):
            clause = "的摘要不对"
        elif not (logged or (kept and rejected)):
            clause = "所说的修改不在这里"
        if clause and org not in found:
            found[org] = LedgerFault(org, number, clause)
        before, expected = entry_hash, number + 1
    return tuple(found.values())


_ENTRIES = """
    SELECT l.org, l.ledger_no, l.change_hash, l.rejected, l.entry_hash,
           EXISTS (SELECT 1 FROM change c WHERE c.hash = l.change_hash),
           EXISTS (SELECT 1 FROM refused r WHERE r.hash = l.change_hash AND r.org = l.org)
      FROM ledger l ORDER BY l.org, l.ledger_no
"""
