"""What the county's ledger says becomes what this laptop shows: acknowledged, sent back, received, to be sent anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from db.ledger.change import GRANT, Change
from db.ledger.line import from_stored
from db.store.county_ledger import forget_refused, keep_refused, rewrite_ledger
from db.store.folding import refold, standings
from db.store.home import FOREIGN_HERE
from db.store.log import keep_changes
from db.store.searching import index_changed
from db.store.settings import read_setting, write_setting
from db.store.sieve import Sieve
from db.store.store import Office
from db.store.tip import go_on_from
from db.sync.merging.attaching import Attachment, Entry, Fit

_BATCH = 500


@dataclass(frozen=True)
class Became:
    """What became of the changes a return speaks of (see `ReturnResult`)."""

    acknowledged: int = 0
    sent_back: int = 0
    received: int = 0
    unconfirmed: int = 0
    reasons: tuple[tuple[int, str], ...] = ()
    moved_in: int = 0
    moved_out: int = 0


def disputed_records(connection: Connection) -> set[str]:
    """Ids of the records with two answers somewhere; few, for a person settles each."""
    return set(connection.exec_driver_sql("SELECT DISTINCT record_id FROM field_head").scalars())


def acknowledge(
    connection: Connection, office: Office, package_id: str, fitted: Attachment, changes: Mapping[str, Change]
) -> Became:
    """Lets the ledger held here go on as the return says; the tables follow.

    Args:
        connection: inside the transaction that takes the return in.
        office: this laptop's.
        package_id: the return.
        fitted: how it fits; only what extends or readopts changes anything.
        changes: everything the return brought, by hash.
    """
    if fitted.fit not in {Fit.EXTENDS, Fit.READOPT}:
        return Became()
    changes = _sifted(connection, changes)
    dropped = _dropped(connection, office.org_code, fitted)
    here = in_log(connection, [entry.change for entry in fitted.append])
    entries = [(entry.no, entry.change, entry.rejected, entry.hash) for entry in fitted.append]
    rewrite_ledger(connection, office.org_code, fitted.keep, entries, package_id)
    verdicts = {entry.change: entry.rejected for entry in fitted.append}  # the later word counts
    fresh = [changes[each] for each, rejected in verdicts.items() if each not in here and not rejected]
    since = _log(connection, fresh)
    forget_refused(connection, office.org_code, fresh)
    away = [(changes[each], rejected) for each, rejected in verdicts.items() if each not in here and rejected]
    keep_refused(connection, office.org_code, package_id, away)
    moved = [*(changes[e.change] for e in fitted.append), *kept_changes(connection, dropped)]
    refold(connection, dict.fromkeys(change.record_id for change in moved))
    index_changed(connection, moved)
    go_on_from(connection, office.station_id, since)
    if any(change.kind == GRANT or change.by.org != office.org_code for change in moved):
        write_setting(connection, FOREIGN_HERE, value=True)
    point = fitted.append[-1] if fitted.append else None
    _see(connection, office.org_code, fitted.keep, point)
    _note_acked(connection)
    counted = _counted(fitted.append, changes, here, office.station_id, in_log(connection, dropped))
    came, went = _moved(connection, office.org_code, [changes[each.change] for each in fitted.append])
    return replace(counted, moved_in=came, moved_out=went)


def _sifted(connection: Connection, changes: Mapping[str, Change]) -> Mapping[str, Change]:
    """A return from before an erasure brings nobody back (D-38)."""
    sieve = Sieve(connection)
    known = in_log(connection, list(changes)) if sieve.listed else set()
    return {change.hash: change for change in sieve.pass_on(changes.values(), known)}


def _moved(connection: Connection, org: str, entered: Iterable[Change]) -> tuple[int, int]:
    """How many households these grants have brought here, and how many they have taken away."""
    granted = {each.record_id for each in entered if each.kind == GRANT and each.record_type == "family"}
    owners = [each.org for each in standings(connection, [("family", each) for each in granted]).values()]
    return owners.count(org), len(owners) - owners.count(org)


def _dropped(connection: Connection, org: str, fitted: Attachment) -> tuple[str, ...]:
    """Changes whose entry the county no longer has; those that come again further on are not lost."""
    if not fitted.dropped:
        return ()
    asked = "SELECT change_hash FROM ledger WHERE org = ? AND ledger_no > ? ORDER BY ledger_no"
    again = {entry.change for entry in fitted.append}
    gone = dict.fromkeys(connection.exec_driver_sql(asked, (org, fitted.keep)).scalars())
    return tuple(each for each in gone if each not in again)


def in_log(connection: Connection, hashes: Sequence[str]) -> set[str]:
    """Which of these changes stand in the log."""
    found: set[str] = set()
    for start in range(0, len(hashes), _BATCH):
        batch = tuple(hashes[start : start + _BATCH])
        asked = f"SELECT hash FROM change WHERE hash IN ({', '.join('?' * len(batch))})"
        found.update(connection.exec_driver_sql(asked, batch).scalars())
    return found


def _log(connection: Connection, fresh: Sequence[Change]) -> int:
    """Writes them into the log; the number of the first."""
    first = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) + 1 FROM change").scalar_one())
    keep_changes(connection, enumerate(fresh, start=first))
    return first


def kept_changes(connection: Connection, hashes: Sequence[str]) -> Iterator[Change]:
    """Changes of the log, and those kept beside it because another laptop's was turned away."""
    for each in hashes:
        asked = """
            SELECT hash, header, payload, payload_digest FROM change WHERE hash = ?
             UNION ALL SELECT hash, header, payload, payload_digest FROM refused WHERE hash = ?
        """
        row = connection.exec_driver_sql(asked, (each, each)).first()
        if row is not None:
            yield from_stored(*row)


def _see(connection: Connection, org: str, keep: int, last: Entry | None) -> None:
    """The ledger point claimed from now on (B-10)."""
    if last is not None:
        write_setting(connection, "ledger_seen", {"no": last.no, "hash": last.hash})
        return
    asked = "SELECT entry_hash FROM ledger WHERE org = ? AND ledger_no = ?"
    kept = connection.exec_driver_sql(asked, (org, keep)).scalar() if keep else ""
    write_setting(connection, "ledger_seen", {"no": keep, "hash": str(kept or "")})


_UNCONFIRMED = """
    WITH RECURSIVE back (hash, prev_hash) AS (
        SELECT c.hash, c.prev_hash FROM change c
         WHERE c.hash = ? AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)
         UNION ALL
        SELECT c.hash, c.prev_hash FROM back b JOIN change c ON c.hash = b.prev_hash
         WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)
    )
    SELECT count(*) FROM back
"""


def _note_acked(connection: Connection) -> None:
    """The number in this laptop's own chain up to which the county has it, for the mark outside the record (B-33).

    Counted back from the chain's end: what the county has of a branch given up by a restore has numbers too.
    """
    tip = read_setting(connection, "tip", {"hash": "", "seq": 0})
    waiting = int(connection.exec_driver_sql(_UNCONFIRMED, (tip["hash"],)).scalar_one())
    write_setting(connection, "acked_seq", tip["seq"] - waiting)


def _counted(
    appended: Sequence[Entry],
    changes: Mapping[str, Change],
    here: set[str],
    station_id: str,
    dropped: AbstractSet[str],
) -> Became:
    verdicts = {entry.change: entry.rejected for entry in appended}
    ours = {each: said for each, said in verdicts.items() if each in here and changes[each].by.station_id == station_id}
    reasons: dict[str, int] = {}
    for rejected in ours.values():
        if rejected:
            reasons[rejected] = reasons.get(rejected, 0) + 1
    return Became(
        sum(not rejected for rejected in ours.values()),
        sum(reasons.values()),
        len(verdicts) - sum(each in here for each in verdicts),
        len(dropped),
        tuple((count, reason) for reason, count in reasons.items()),
    )
