"""The audit trail: who did what, each entry carrying the hash of the one before (D-73)."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection

READING = ("look", "reveal", "print", "export", "unlock", "alarm")
"""What somebody does without changing the record."""
_COLUMNS = "at, author, action, subject, detail, prev_hash, hash"


@dataclass(frozen=True)
class AuditGap:
    """The first entry that does not follow from the one before."""

    no: int


def write_audit(connection: Connection, who: tuple[str, str], action: str, subject: str, detail: str = "") -> None:
    """Adds an entry.

    Args:
        connection: inside a writing transaction.
        who: (instant UTC, worker id).
        action: `write`, `enrol`, `import`, ... for what changes the record; those of `READING` for what does not.
        subject: id of what it was done to; never a name.
        detail: ids and counts only.
    """
    last = connection.exec_driver_sql("SELECT no, hash FROM audit ORDER BY no DESC LIMIT 1").first()
    no, prev = last or (0, "")
    entry = (*who, action, subject, detail, prev)
    row = (no + 1, *entry, _hash(entry))
    connection.exec_driver_sql(f"INSERT INTO audit (no, {_COLUMNS}) VALUES ({', '.join('?' * len(row))})", row)


def audit_gap(connection: Connection) -> AuditGap | None:
    """Walks the whole trail; the first bad entry, or None when it is whole (D-73).

    The end of a chain cannot show that something was cut off behind it, so every command must have its entry as well.
    """
    prev, expected_no = "", 1
    for no, *entry, said in connection.exec_driver_sql(f"SELECT no, {_COLUMNS} FROM audit ORDER BY no"):
        if no != expected_no or entry[-1] != prev or _hash(tuple(entry)) != said:
            return AuditGap(expected_no)
        prev, expected_no = said, no + 1
    told = "SELECT subject FROM audit WHERE action = 'write'"
    untold = f"SELECT 1 FROM command WHERE group_id NOT IN ({told})"
    return AuditGap(expected_no) if connection.exec_driver_sql(untold).first() is not None else None


def _hash(entry: tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(entry).encode()).hexdigest()
