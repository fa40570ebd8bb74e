"""The record as some packages left it: a fold of the ledger up to a point of each stream, made aside and thrown away.

Two times are kept apart (B-59): the dates inside facts say what held on a day, the ledger says what was known. Here the
second one is turned back. Nothing of it touches the record: what is read there is folded into an encrypted file of its
own, under a key nobody keeps. What was erased by law since stays erased.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from db.ledger.line import from_stored
from db.store.bulk import add_rows, insert_rows
from db.store.cipher import unhurried
from db.store.dialect import ROW_BY_ROW
from db.store.folding import refold_everything
from db.store.log import keep_changes
from db.store.settings import read_setting, write_setting
from db.store.store import Store
from db.store.tables.log import LEDGER, REFUSED
from db.sync.merging.known import in_log

BATCH = 2000
"""Changes in memory at once."""
_KEY_BYTES = 32
_LEDGER = tuple(column.name for column in LEDGER.columns)
_REFUSED = tuple(column.name for column in REFUSED.columns)
Told = Callable[[int, int], None]
"""Is told how much of how much is done; may raise to stop, which leaves nothing behind."""


@contextmanager
def as_reported(store: Store, ends: Mapping[str, int], told: Told = lambda _done, _all: None) -> Iterator[Store]:
    """A record of its own that knows of each township what the county knew at a point of its stream, and no more.

    The county's own lists (villages, workers, hospitals, rules) are in it as they are now; what the county wrote into a
    township's stream counts from the entry under which it was numbered.

    Args:
        store: the county's open record, in a file or on a server; it is only read.
        ends: number of the last ledger entry that counts, by code of the township; streams not named are left out.
        told: see `Told`.

    Returns:
        An open store; it and its file are gone when the `with` ends.

    Raises:
        DiskFull, DatabaseElsewhere: there is no room for it, or no local disk.
    """
    steps = sum(ends.values())
    with TemporaryDirectory(prefix="nuanxin-", ignore_cleanup_errors=True) as place:
        aside = Store.create(Path(place), os.urandom(_KEY_BYTES), store.clock, store.office)
        try:
            unhurried(aside.engine)
            with store.reading() as source:
                _take(source, aside, ends, store.office.org_code, lambda done: told(done, 2 * steps))
            with aside.keeping() as connection:
                refold_everything(connection, lambda part: told(steps + int(steps * part), 2 * steps))
            yield aside
        finally:
            aside.close()


def end_of(connection: Connection, org: str, package_ids: Iterable[str]) -> int:
    """Number of the last entry of a township's stream that came with one of these packages; 0 for none.

    Args:
        connection: from the store.
        org: code of the township.
        package_ids: of packages taken in; one that held nothing new has no entry.
    """
    asked = "SELECT package_id, max(ledger_no) FROM ledger WHERE org = ? GROUP BY package_id"
    last = {str(row[0]): int(row[1]) for row in connection.exec_driver_sql(asked, (org,))}
    return max((last.get(each, 0) for each in package_ids), default=0)


def first_left_out(store: Store, aside: Store) -> int:
    """Number of the first change of the log that a record made aside does not have; one beyond the last for none."""
    asked, last = "SELECT no FROM change WHERE no > ? ORDER BY no LIMIT ?", 0
    with store.reading() as here, aside.reading() as there:
        while every := here.exec_driver_sql(asked, (last, BATCH)).scalars().all():
            taken = there.exec_driver_sql(asked, (last, BATCH)).scalars().all()
            for no, same in zip_longest(every, taken):
                if no != same:
                    return int(no)
            last = int(every[-1])
    return last + 1


def _take(source: Connection, aside: Store, ends: Mapping[str, int], county: str, told: Callable[[int], None]) -> None:
    """The log, the ledger and what stands beside them, as far as they count."""
    with aside.keeping() as connection:
        write_setting(connection, "townships", read_setting(source, "townships", {}))
    done = 0
    with closing(source.exec_driver_sql(_OWN, (county,), execution_options=ROW_BY_ROW)) as own:
        _log_all(aside, iter(own))
    for org, end in sorted(ends.items()):
        told(done)
        with closing(source.exec_driver_sql(_ENTERED, (org, end), execution_options=ROW_BY_ROW)) as entered:
            _log_all(aside, iter(entered))
        with aside.keeping() as connection:
            _copy(source, connection, org, end)
        done += end


_KEPT = "SELECT c.no, c.hash, c.header, c.payload, c.payload_digest FROM change c"
_OWN = f"{_KEPT} WHERE c.org = ? ORDER BY c.no"
_ENTERED = f"""
    {_KEPT} JOIN ledger l ON l.change_hash = c.hash
     WHERE l.org = ? AND l.ledger_no <= ? AND l.rejected = '' ORDER BY l.ledger_no
"""


def _log_all(aside: Store, rows: Iterator[Any]) -> None:
    """Under the numbers they have in the record; a case that moved stands in two streams and once in the log."""
    while some := list(islice(rows, BATCH)):
        numbered = [(int(no), from_stored(*texts)) for no, *texts in some]
        with aside.keeping() as connection:
            here = in_log(connection, (change for _, change in numbered))
            keep_changes(connection, [(no, change) for no, change in numbered if change.hash not in here])


def _copy(source: Connection, connection: Connection, org: str, end: int) -> None:
    """The entries themselves, and what they turned away: it writes nothing, but later changes stand on it (B-24)."""
    listed = ", ".join(_LEDGER)
    rows = source.exec_driver_sql(f"SELECT {listed} FROM ledger WHERE org = ? AND ledger_no <= ?", (org, end))
    for some in rows.partitions(BATCH):
        insert_rows(connection, "ledger", _LEDGER, some)
    for asked, values in ((_TURNED_AWAY, (org, end)), (_ACCEPTED_SINCE, (org, end, end))):
        add_rows(connection, "refused", _REFUSED, source.exec_driver_sql(asked, values).all())


_TURNED_AWAY = """
    SELECT r.hash, r.org, r.record_id, r.header, r.payload, r.payload_digest, r.package_id
      FROM ledger l JOIN refused r ON r.hash = l.change_hash AND r.org = l.org
     WHERE l.org = ? AND l.ledger_no <= ? AND l.rejected <> ''
"""
_ACCEPTED_SINCE = """
    SELECT c.hash, l.org, c.record_id, c.header, c.payload, c.payload_digest, l.package_id
      FROM ledger l JOIN change c ON c.hash = l.change_hash
     WHERE l.org = ? AND l.ledger_no <= ? AND l.rejected <> '' AND NOT EXISTS (
           SELECT 1 FROM ledger a WHERE a.change_hash = l.change_hash AND a.org = l.org AND a.rejected = ''
              AND a.ledger_no <= ?)
"""
