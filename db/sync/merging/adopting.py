"""What a county's ledger says becomes what an upper office shows: exactly what the county shows, no more and no less.

In the log stands what some stream has accepted; beside it, word for word, what was turned away and what fell out of a
ledger that was put back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from db.ledger.change import Change
from db.ledger.purge import without
from db.store.bulk import keep_counted
from db.store.county_ledger import forget_refused, keep_refused, rewrite_ledger
from db.store.folding import refold
from db.store.gone import gone_ids
from db.store.log import keep_changes
from db.store.searching import index_changed
from db.store.unfolding import drop_unfounded, take_out, unvouched
from db.sync.merging.acknowledging import in_log, kept_changes
from db.sync.merging.attaching import Attachment


@dataclass(frozen=True)
class Adopted:
    """What became of the changes a hand-up brought.

    Attributes:
        received: changes not held before; turned_away: of the entries, those the county turned away.
        fell_out: changes shown until now that the county no longer has.
    """

    received: int = 0
    turned_away: int = 0
    fell_out: int = 0


def adopt(
    connection: Connection, package_id: str, fits: Mapping[str, Attachment], changes: Mapping[str, Change]
) -> Adopted:
    """Lets the streams held here go on as a county says; the tables follow.

    Args:
        connection: inside the transaction that takes the hand-up in.
        package_id: the hand-up.
        fits: by stream, how it fits; of those that extend or are readopted only.
        changes: everything it brings, by hash.
    """
    gone = gone_ids(connection)
    changes = {each.hash: without(each, gone) for each in changes.values()}
    dropped = {org: _dropped(connection, org, fitted) for org, fitted in fits.items() if fitted.dropped}
    for org, fitted in fits.items():
        entries = [(entry.no, entry.change, entry.rejected, entry.hash) for entry in fitted.append]
        rewrite_ledger(connection, org, fitted.keep, entries, package_id)
    received = _keep(connection, package_id, fits, changes)
    lost = [each for hashes in dropped.values() for each in hashes]
    turned = {entry.change for fitted in fits.values() for entry in fitted.append if entry.rejected}
    left = unvouched(connection, {*lost, *turned})
    moved = [
        *{entry.change: changes[entry.change] for f in fits.values() for entry in f.append}.values(),
        *kept_changes(connection, lost),
    ]
    take_out(connection, package_id, left)
    ids = list(dict.fromkeys(each.record_id for each in moved))
    for start in range(0, len(ids), _AT_ONCE):
        refold(connection, ids[start : start + _AT_ONCE])
    index_changed(connection, moved)
    drop_unfounded(connection, left)
    keep_counted(connection, _last_no(connection))
    return Adopted(received, sum(bool(e.rejected) for f in fits.values() for e in f.append), len(left))


_AT_ONCE = 2000
"""Records folded in one go: what they need is in memory twice, as changes and as rows."""


def _keep(
    connection: Connection, package_id: str, fits: Mapping[str, Attachment], changes: Mapping[str, Change]
) -> int:
    """Log and refused as the streams say; how many changes are new to the log."""
    verdicts = {org: {entry.change: entry.rejected for entry in fitted.append} for org, fitted in fits.items()}
    accepted = list(dict.fromkeys(_accepted(verdicts)))
    here = in_log(connection, accepted)
    fresh = [changes[each] for each in accepted if each not in here]
    keep_changes(connection, enumerate(fresh, start=_last_no(connection) + 1))
    for org, said in verdicts.items():
        forget_refused(connection, org, [changes[each] for each, rejected in said.items() if not rejected])
        keep_refused(connection, org, package_id, [(changes[each], why) for each, why in said.items() if why])
    return len(fresh)


def _accepted(verdicts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for said in verdicts.values():
        yield from (each for each, rejected in said.items() if not rejected)


def _last_no(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())


def _dropped(connection: Connection, org: str, fitted: Attachment) -> tuple[str, ...]:
    """Changes of the entries that go; those that come again further on are judged like any others."""
    asked = "SELECT change_hash FROM ledger WHERE org = ? AND ledger_no > ? ORDER BY ledger_no"
    return tuple(dict.fromkeys(connection.exec_driver_sql(asked, (org, fitted.keep)).scalars()))


def entries_held(connection: Connection, org: str) -> tuple[str, ...]:
    """Hashes of the entries held of a stream, in order."""
    asked = "SELECT entry_hash FROM ledger WHERE org = ? ORDER BY ledger_no"
    return tuple(connection.exec_driver_sql(asked, (org,)).scalars())


def fallen_out(connection: Connection, orgs: Iterable[str]) -> int:
    """How many changes of these streams are kept beside the log that no ledger speaks of any more."""
    wanted = set(orgs)
    asked = """
        SELECT r.org, count(*) FROM refused r
         WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = r.hash) GROUP BY r.org
    """
    return sum(int(count) for org, count in connection.exec_driver_sql(asked).all() if org in wanted)
