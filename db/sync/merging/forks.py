"""Who sits there twice: the ends of each laptop's chain of changes, and a word when it has several (B-34).

Two ends mean that two computers use the same record, or that one was put back from a backup. Both are taken in.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.ledger.change import Change
from db.store.audit import write_audit
from db.store.settings import read_setting, write_setting
from db.store.store import Store

_HEADS, _SEEN = "station_heads/", "forks_seen"
"""Settings: the first one with the laptop's id behind it, so that a package rewrites one laptop's ends and no more."""


@dataclass(frozen=True)
class Branch:
    """One end of a laptop's chain of changes.

    Attributes:
        change: hash of its last change; seq: the laptop's own count there.
        at: the laptop's clock (shown, never decisive); author: id of the worker.
    """

    change: str
    seq: int
    at: str
    author: str


def follow_chains(connection: Connection, entered: Iterable[Change]) -> frozenset[str]:
    """Moves the known ends of the laptops' chains on; the laptops that have one end more than before (B-34).

    Args:
        connection: inside the importing transaction.
        entered: changes that enter the ledger now, in any order.
    """
    by_station: dict[str, dict[str, Change]] = {}
    for change in entered:
        by_station.setdefault(change.by.station_id, {})[change.hash] = change
    if not by_station:
        return frozenset()
    grown = set()
    for station_id, changes in by_station.items():
        before = _heads(connection, station_id)
        after = before | {change.hash: [change.seq, change.wall_time, change.by.author] for change in changes.values()}
        for change in changes.values():
            after.pop(change.prev_hash, None)
        write_setting(connection, _HEADS + station_id, after)
        if len(after) > max(1, len(before)):
            grown.add(station_id)
    return frozenset(grown)


def _heads(connection: Connection, station_id: str) -> dict[str, list[Any]]:
    """The known ends of a laptop's chain: number, clock and author by hash."""
    found: dict[str, list[Any]] = read_setting(connection, _HEADS + station_id, {})
    return found


def count_forks(connection: Connection) -> int:
    """How many laptops seem to sit there twice and were not looked at."""
    asked = "SELECT substr(name, ?), value FROM setting WHERE substr(name, 1, ?) = ?"
    stations = connection.exec_driver_sql(asked, (len(_HEADS) + 1, len(_HEADS), _HEADS)).all()
    return sum(bool(open_forks(connection, each)) for each, heads in stations if len(json.loads(heads)) > 1)


def forks_looked_at(store: Store, station_id: str) -> None:
    """An officer has looked at the ends of a laptop's chain; it is said again when two of them go on."""
    with store.keeping() as connection:
        heads = _heads(connection, station_id)
        seen: dict[str, list[str]] = read_setting(connection, _SEEN, {})
        write_setting(connection, _SEEN, {**seen, station_id: sorted(heads)})
        who = (store.clock.now().isoformat(timespec="seconds"), store.author.author)
        write_audit(connection, who, "fork_seen", station_id, str(len(heads)))


def open_forks(connection: Connection, station_id: str) -> tuple[Branch, ...]:
    """The ends of a laptop's chain, the longest first; nothing when there is one, or when they were looked at."""
    heads = _heads(connection, station_id)
    seen = set(read_setting(connection, _SEEN, {}).get(station_id, ()))
    if len(heads) < 2 or (seen and len(heads.keys() - seen) < 2):  # noqa: PLR2004 - one end is the ordinary case
        return ()
    branches = (Branch(change, int(seq), str(at), str(author)) for change, (seq, at, author) in heads.items())
    return tuple(sorted(branches, key=lambda branch: (-branch.seq, branch.change)))
