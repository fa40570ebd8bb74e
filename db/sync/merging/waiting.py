"""Changes that wait for an earlier one: kept, and let go in the order of their chains, some at a time (B-23).

Of a whole hand-over whose first part comes last nearly everything waits. The memory it takes to let that go is that of
one batch.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection

from db.ledger.change import START, Change
from db.ledger.line import from_line, to_line
from db.store.bulk import add_rows
from db.store.tables.log import HELD
from db.sync.merging.known import found_of, here_of

BATCH = 2000
"""Changes let go at once."""
_BEGINNINGS = 50
"""Chains gone along at once: a server that expects many would read the whole table for every link."""
_COLUMNS = tuple(column.name for column in HELD.columns)
_BEGIN = """
    SELECT h.hash, h.prev_hash FROM held h WHERE h.org = ?
       AND NOT EXISTS (SELECT 1 FROM held b WHERE b.hash = h.prev_hash AND b.org = h.org) ORDER BY h.hash
"""
# the cross join has SQLite go from each link to the next, and not look for links among everything that waits
_ALONG = """
    WITH RECURSIVE run (hash, line) AS (
        SELECT hash, line FROM held WHERE hash IN ({})
        UNION ALL
        SELECT h.hash, h.line FROM run CROSS JOIN held h WHERE h.org = ? AND h.prev_hash = run.hash)
    SELECT line FROM run LIMIT ?
"""
_ENTERED = """
    DELETE FROM held WHERE org = ? AND EXISTS (
        SELECT 1 FROM ledger l WHERE l.org = held.org AND l.change_hash = held.hash)
"""


def any_waits(connection: Connection, org: str) -> bool:
    """Whether any change of the township waits."""
    return connection.exec_driver_sql("SELECT 1 FROM held WHERE org = ? LIMIT 1", (org,)).first() is not None


def how_many_wait(connection: Connection, org: str) -> int:
    """How many changes of the township wait."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM held WHERE org = ?", (org,)).scalar_one())


def keep_waiting(connection: Connection, changes: Iterable[Change], package_id: str) -> None:
    """Has these wait; what waits already stays as it came first."""
    rows = [(c.hash, c.by.org, c.by.station_id, c.prev_hash, to_line(c).decode(), package_id) for c in changes]
    add_rows(connection, HELD.name, _COLUMNS, rows)


def stop_waiting(connection: Connection, hashes: Iterable[str], package_id: str) -> set[str]:
    """Forgets that any of these waited; those that had been waiting since an earlier package than this one."""
    hashes = set(hashes)
    earlier = found_of(connection, "SELECT hash FROM held WHERE package_id <> ? AND hash IN ({})", hashes, package_id)
    found_of(connection, "DELETE FROM held WHERE hash IN ({}) RETURNING hash", hashes)
    return earlier


def waiting_before(connection: Connection, org: str, station_id: str) -> dict[str, str]:
    """Of what a laptop has waiting, the predecessor by hash."""
    asked = "SELECT hash, prev_hash FROM held WHERE org = ? AND station_id = ?"
    return {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(asked, (org, station_id))}


def waiting_of(connection: Connection, org: str, station_id: str) -> Iterator[list[Change]]:
    """What a laptop has waiting, some at a time; those given may be settled meanwhile."""
    # by the primary key alone: an index by township would be sorted anew for every batch
    asked = "SELECT hash, org, line FROM held WHERE station_id = ? AND hash > ? ORDER BY hash LIMIT ?"
    after = ""
    while rows := connection.exec_driver_sql(asked, (station_id, after, BATCH)).all():
        after = str(rows[-1][0])
        yield [from_line(line.encode(), 0) for _, whose, line in rows if whose == org]


def let_go(connection: Connection, org: str, take: Callable[[Sequence[Change]], AbstractSet[str]]) -> None:
    """Shows what may come in by now, along its chains; each change once, and none before its predecessor.

    Args:
        connection: inside the importing transaction.
        org: the township's.
        take: is given some changes, and gives back the hashes of those on which others may stand now; what it has
            settled it takes out of what waits.
    """
    connection.exec_driver_sql(_ENTERED, (org,))  # they came another way
    ready = deque(_beginnings(connection, org))
    while ready:
        begin = [ready.popleft() for _ in range(min(len(ready), _BEGINNINGS))]
        asked = _ALONG.format(", ".join("?" * len(begin)))
        lines = connection.exec_driver_sql(asked, (*begin, org, BATCH)).scalars()
        changes = [from_line(line.encode(), 0) for line in lines]
        settled = take(changes)
        following = found_of(connection, "SELECT hash FROM held WHERE org = ? AND prev_hash IN ({})", settled, org)
        ready.extend(sorted(following - {change.hash for change in changes}))


def _beginnings(connection: Connection, org: str) -> list[str]:
    """Where chains of what waits begin behind something that is here."""
    found = {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(_BEGIN, (org,))}
    here = here_of(connection, org, {before for before in found.values() if before != START})
    return [each for each, before in found.items() if before == START or before in here]
