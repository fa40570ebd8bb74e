"""Is the record whole: cipher, file, references, change chain, fold, audit trail and search index, each by itself.

Everything is streamed: a record of ten years is checked in the memory of one record and one chain of hashes.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from db.store.checks.answer import Check
from db.store.checks.chain import check_attested, check_audit, check_chain, check_ledger
from db.store.checks.file import check_cipher, check_integrity, check_references
from db.store.checks.tables import check_disputes, check_fold, check_index


def check_record(connection: Connection) -> tuple[Check, ...]:
    """All checks, in the order in which one explains the next.

    Args:
        connection: from `store.reading()`; nothing is written.
    """
    return tuple(look(connection) for look in CHECKS)


CHECKS: tuple[Callable[[Connection], Check], ...] = (
    check_cipher,
    check_integrity,
    check_references,
    check_chain,
    check_attested,
    check_fold,
    check_disputes,
    check_ledger,
    check_audit,
    check_index,
)
"""All checks in their order."""
