"""A backup put in the place of the present record, which can be brought back (D-22); refused before anything moves."""

import secrets
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.disk import copy_synced, link_or_copy, sync_folder
from db.errors import Refusal
from db.store import cipher
from db.store.backup import Home
from db.store.backup_file import ATTACHMENTS, DATABASE, KEY_FILE, BackupNotMade, Manifest, opened
from db.store.backup_proof import Origin, beside, extract, proven
from db.store.cipher import Driver
from db.store.damage import DatabaseBusy


@dataclass(frozen=True)
class Restored:
    """What a restore did: the backup's manifest, and where the replaced record lies (None on a bare machine)."""

    manifest: Manifest
    aside: Path | None


@dataclass(frozen=True)
class Restoring:
    """One restore.

    Args:
        at: the instant, with a zone; names the folder the present record goes to.
        with_key_file: also put back the key file inside the backup; a missing one always is. Without it the present
            passphrases stay, and nobody who was removed since comes back.
        note: writes into the copy, before it takes its place, what has become of it.
    """

    at: datetime
    with_key_file: bool
    note: Callable[[Driver, Restored], None] = lambda *_: None


def restore(path: Path, key: bytes, home: Home, expected: Origin, restoring: Restoring) -> Restored:
    """Puts a backup in the place of the present record, which must be closed and is set aside first.

    Args:
        path: the backup.
        key: the database key, from the present vault or the one inside the backup.
        home: where the record lives or, on a bare machine, will live.
        expected: whose backup it must be.
        restoring: when, and what else is to be put back.

    Raises:
        the refusals of `verify`, DatabaseBusy while somebody has the record open, and BackupNotMade when the disk
        fails: the present record is still in its place.
    """
    incoming = beside(home.database, ".incoming")
    try:
        with proven(path, key, incoming, expected) as manifest, opened(path) as (archive, _):
            _require_alone(home.database, key)
            restored = Restored(manifest, _set_aside(home, restoring.at))
            with cipher.refusing(), closing(cipher.connect(incoming, key)) as copy:
                restoring.note(copy, restored)
            for entry in manifest.files:
                if entry.path.startswith(ATTACHMENTS) and home.attachments is not None:
                    extract(archive, entry, home.attachments / entry.path.removeprefix(ATTACHMENTS))
            if restoring.with_key_file or not any(file.exists() for file in home.key_files):
                for key_file in home.key_files:
                    extract(archive, manifest.entry(KEY_FILE), key_file)
            _put_in_place(incoming, home.database)
    except OSError as error:
        raise BackupNotMade("恢复时磁盘出错") from error
    return restored


def asides(home: Home) -> tuple[Path, ...]:
    """The records that restores have set aside, newest first."""
    return tuple(sorted((record.parent for record in home.asides.glob(f"*/{DATABASE}")), reverse=True))


def bring_back(aside: Path, key: bytes, home: Home, at: datetime) -> Path | None:
    """Undoes a restore chosen by mistake (D-22): the record set aside returns, the present one is set aside in turn.

    Args:
        aside: one of `asides`.
        key: the database key.
        home: where the record lives; it must be closed.
        at: the instant, with a zone.

    Returns:
        Where the record now replaced lies.

    Raises:
        DatabaseBusy: somebody has the record open.
        BackupNotMade: the disk fails; the present record is still in its place.
    """
    try:
        _require_alone(home.database, key)
        return _brought_back(aside, home, at)
    except OSError as error:
        raise BackupNotMade("恢复时磁盘出错") from error


def _brought_back(aside: Path, home: Home, at: datetime) -> Path | None:
    incoming = beside(home.database, ".incoming")
    copy_synced(aside / DATABASE, incoming)
    replaced = _set_aside(home, at)
    for file in (*home.key_files, *home.beside):
        if (aside / file.name).exists():
            copied = beside(file, ".incoming")
            copy_synced(aside / file.name, copied)
            copied.replace(file)
    _put_in_place(incoming, home.database)
    if (aside / (DATABASE + "-wal")).exists():
        copy_synced(aside / (DATABASE + "-wal"), beside(home.database, "-wal"))
    return replaced


def _require_alone(database: Path, key: bytes) -> None:
    """Brings the write-ahead log into the file, which only works while nobody else has it open.

    So no moment of the restore has one without the other, and no other program goes on writing into a file that was
    replaced under it.
    """
    if not beside(database, "-wal").exists():
        return
    try:
        with cipher.refusing(), closing(cipher.connect(database, key)) as conn:
            conn.execute("PRAGMA journal_mode = DELETE").fetchall()
    except DatabaseBusy:
        raise
    except Refusal:  # a damaged one is set aside as it lies, log and all
        return


def _set_aside(home: Home, at: datetime) -> Path | None:
    """A second name (or a copy) of everything that is about to be replaced; nothing is moved yet."""
    files = {DATABASE: home.database, DATABASE + "-wal": beside(home.database, "-wal")}
    files |= {file.name: file for file in (*home.key_files, *home.beside)}
    present = {name: file for name, file in files.items() if file.exists()}
    if not present:
        return None
    folder = home.asides / f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(2)}"
    folder.mkdir(parents=True)
    for name, file in present.items():
        link_or_copy(file, folder / name)
    sync_folder(folder)
    return folder


def _put_in_place(incoming: Path, database: Path) -> None:
    # The old log must never meet the new file: SQLite would write its pages into it.
    for suffix in ("-wal", "-shm", "-journal"):
        beside(database, suffix).unlink(missing_ok=True)
    incoming.replace(database)
    sync_folder(database.parent)
