"""The list of what was erased beside the record: written after every save, read at every opening (B-19)."""

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from db.ledger.line import from_line, to_line
from db.store.audit import write_audit
from db.store.decisions import bring_back, decisions_here
from db.store.erasing import erase
from db.store.gone import EVERYTHING, RESEALING_OWED, Gone, listed_ids, purge_list
from db.store.settings import write_setting
from db.store.settling import settle_erasure
from db.store.store import Store
from db.vault.purge_list import KeptList, ListForged, read_list, write_list

PURGE_LIST = "record.purges"
_COPY_IN = "archive"
"""A county's raw packages may lie on another disk: the list lies there as well."""


def keep_purges(store: Store, key: bytes) -> None:
    """Brings the list beside the record up to what the record says was erased.

    Args:
        store: the open record.
        key: the sub-key for `Purpose.PURGES`.

    Raises:
        OSError: the old list stands; the next save writes it.
    """
    with store.reading() as connection:
        rows = tuple(asdict(each) for each in purge_list(connection))
        decided = decisions_here(connection) if rows and _decides(store) else []
    kept = KeptList(rows, tuple(to_line(change).decode() for change in decided))
    for path in _places(store.home) if rows else ():
        write_list(path, kept, key)


def apply_purges(store: Store, key: bytes) -> int:
    """Erases again whatever the list names and a copy put back has brought; called at every opening.

    Args:
        store: the open record, somebody signed in.
        key: as in `keep_purges`.

    Returns:
        How many changes lost their payload once more. A list that cannot be believed is noted and passed over: the
        county's next return brings it anew.
    """
    found: dict[str, Gone] = {}
    decided: dict[str, None] = {}
    for path in _places(store.home):
        try:
            kept = read_list(path, key)
        except ListForged:
            _note(store, "alarm", "purge-list")
            continue
        found |= {str(row["record_id"]): Gone(**row) for row in kept.rows}  # type: ignore[arg-type] # sealed by ourselves
        decided |= dict.fromkeys(kept.decisions)
    if not found:
        return 0
    with store.reading() as connection:
        known = listed_ids(connection)
    if found.keys() <= known:
        return 0
    with store.keeping() as connection:
        done = erase(connection, found.values(), follow=False)
        if _decides(store):
            bring_back(connection, (from_line(each.encode(), 0) for each in decided), store.office.station_id)
        write_setting(connection, RESEALING_OWED, [EVERYTHING])
    settle_erasure(store)
    _note(store, "purge", "restored", str(done.changes))
    return done.changes


def _decides(store: Store) -> bool:
    """A laptop hears the county's decisions from the county."""
    return store.office.role == "county"


def _places(home: Path) -> tuple[Path, ...]:
    archive = home / _COPY_IN
    return (home / PURGE_LIST, *((archive / PURGE_LIST,) if archive.is_dir() else ()))


def _note(store: Store, action: str, subject: str, detail: str = "") -> None:
    at = store.clock.now().isoformat(timespec="seconds")
    with suppress(OSError), store.keeping() as connection:
        write_audit(connection, (at, store.author.author), action, subject, detail)
