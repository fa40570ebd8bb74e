"""What the county has already, of what arrives: in its log, or in the township's stream of the ledger."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection

from db.ledger.change import Change
from db.store.dialect import places, portions


def known_hashes(
    connection: Connection, org: str, changes: Iterable[Change], allowed: AbstractSet[str] = frozenset()
) -> set[str]:
    """Which of these changes and of their predecessors the record has, in its log or in the township's stream.

    What was refused in another township's stream says nothing about this one's: nobody can have somebody else's change
    turned away by sending it first. And of these changes what the log has from another township is not known until it
    is in this stream.

    Args:
        connection: from the store.
        org: the township's.
        changes: those that arrived or wait.
        allowed: hashes of those the township may bring.
    """
    return here_of(connection, org, {each for c in changes for each in (c.hash, c.prev_hash) if each}, allowed)


def here_of(
    connection: Connection, org: str, hashes: AbstractSet[str], allowed: AbstractSet[str] = frozenset()
) -> set[str]:
    """The same of hashes alone."""
    found = found_of(connection, "SELECT hash FROM change WHERE hash IN ({})", hashes - allowed)
    asked = "SELECT change_hash FROM ledger WHERE org = ? AND change_hash IN ({})"
    return found | found_of(connection, asked, hashes, org)


def came_blank(connection: Connection, org: str, changes: Iterable[Change], reason: str) -> set[str]:
    """Which of these, that say what they say, the township's stream has turned away because they came blank (B-19).

    Args:
        connection: from the store.
        org: the township's.
        changes: those that arrived or wait.
        reason: why blank ones are turned away.
    """
    if connection.exec_driver_sql("SELECT 1 FROM refused LIMIT 1").first() is None:
        return set()
    asked = """
        SELECT change_hash FROM ledger l WHERE org = ? AND rejected = ? AND change_hash IN ({})
           AND NOT EXISTS (SELECT 1 FROM ledger e
                            WHERE e.change_hash = l.change_hash AND e.org = l.org AND e.rejected = '')
    """
    return found_of(connection, asked, {change.hash for change in changes if not change.purged}, org, reason)


def in_log(connection: Connection, changes: Iterable[Change]) -> set[str]:
    """Which of these the log has; asked township by township: a server then looks into one part of it for each."""
    by_org: dict[str, set[str]] = {}
    for change in changes:
        by_org.setdefault(change.by.org, set()).add(change.hash)
    asked = "SELECT hash FROM change WHERE org = ? AND hash IN ({})"
    return set().union(*(found_of(connection, asked, hashes, org) for org, hashes in by_org.items()))


def found_of(connection: Connection, asked: str, values: Iterable[str], *first: str) -> set[str]:
    """What `asked` finds for these values, a batch at a time; `{}` in it stands for the batch, after `first`."""
    found = set[str]()
    for some in portions(connection, sorted(values)):
        found.update(connection.exec_driver_sql(asked.format(places(some)), (*first, *some)).scalars())
    return found
