"""Complete backups: made from the open database, verified by opening and counting, restored without losing the present.

A backup is refused before anything is replaced (D-21), and what a restore replaces can be brought back (D-22).
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.errors import Refusal
from db.store import cipher
from db.store.backup_file import (
    ATTACHMENT,
    ATTACHMENTS,
    CHUNK,
    DATABASE,
    FIXED_TIME,
    KEY_FILE,
    MANIFEST,
    BackupDamaged,
    BackupFromElsewhere,
    BackupNotMade,
    BackupTooNew,
    Entry,
    Manifest,
    digest,
    dump,
    inspect,
    opened,
    reading,
)
from db.store.cipher import Driver
from db.store.damage import DatabaseBusy, DatabaseDamaged, DiskFull

PAGES_A_STEP = 2000
SPARE = 16 * 1024 * 1024
Progress = Callable[[int, int], None]
"""Told the pages left and the pages in all; may raise to stop the backup."""


@dataclass(frozen=True)
class Home:
    """Where a record lives.

    Args:
        database: its file.
        key_files: the vault's `vault.json` and its second copy (`Vault.files`).
        asides: the folder that keeps what restores have replaced.
        attachments: the folder of encrypted attachments, named by hash; None when there is none.
        beside: small files that say something about this very record, and go aside and come back with it.
    """

    database: Path
    key_files: tuple[Path, ...]
    asides: Path
    attachments: Path | None = None
    beside: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Whose backup is made or expected.

    Args:
        vault_id: of the open vault; "" while restoring on a bare machine.
        station_id: this laptop.
        schema: the newest `user_version` this program reads.
    """

    vault_id: str
    station_id: str
    schema: int


@dataclass(frozen=True)
class Making:
    """One backup to be made.

    Args:
        target: the new file; an older one of this name is replaced.
        at: the instant, with a zone.
        key_file: the content of the key file (`Vault.content`), so that the backup opens on a bare machine.
        progress: see `Progress`.
    """

    target: Path
    at: datetime
    key_file: bytes
    progress: Progress | None = None


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


def back_up(conn: Driver, key: bytes, home: Home, origin: Origin, making: Making) -> Manifest:
    """Writes a complete backup to `making.target`, which appears only when all of it was read back.

    Args:
        conn: the open database, outside a transaction.
        key: the database key.
        home: where the record lives.
        origin: whose backup it is; `schema` is not used here.
        making: where to, when, and with which key file.

    Raises:
        DiskFull, DatabaseDamaged, BackupNotMade: no file is left behind.
    """
    size = home.database.stat().st_size + sum(file.stat().st_size for file in _attachments(home))
    target = making.target
    _require_room(target.parent, size + SPARE)
    _require_room(home.database.parent, home.database.stat().st_size + SPARE)
    copy, part = _beside(home.database, ".backup"), _beside(target, ".part")
    try:
        counts, schema = _copied(conn, key, copy, making.progress)
        inside = {DATABASE: copy} | {ATTACHMENTS + file.name: file for file in _attachments(home)}
        key_file = Entry(KEY_FILE, len(making.key_file), hashlib.sha256(making.key_file).hexdigest())
        files = (key_file, *(_entry(path, file) for path, file in inside.items()))
        made_at = making.at.astimezone(UTC).isoformat(timespec="seconds")
        manifest = Manifest(secrets.token_hex(16), origin.vault_id, origin.station_id, made_at, schema, counts, files)
        _write(part, manifest, making.key_file, inside)
        if inspect(part) != manifest:
            raise BackupNotMade("写入后读回不一致")
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise BackupNotMade("写入出错") from error
    finally:
        with contextlib.suppress(OSError):  # the reason is on its way already
            cipher.remove(copy)
            part.unlink(missing_ok=True)
    return manifest


def verify(path: Path, key: bytes, scratch: Path, expected: Origin) -> Manifest:
    """Proves that a backup can be restored: hashes, whose it is, opening with the key, self-check, counts.

    Args:
        path: the backup.
        key: the database key.
        scratch: a folder on a local disk with room for the database; nothing stays in it.
        expected: whose backup it must be.

    Raises:
        NotABackup, BackupDamaged, BackupFromElsewhere, BackupTooNew, DiskFull: nothing of ours was touched.
    """
    with _proven(path, key, scratch / "backup-on-trial.db", expected) as manifest:
        return manifest


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
    incoming = _beside(home.database, ".incoming")
    try:
        with _proven(path, key, incoming, expected) as manifest, opened(path) as (archive, _):
            _require_alone(home.database, key)
            restored = Restored(manifest, _set_aside(home, restoring.at))
            with cipher.refusing(), closing(cipher.connect(incoming, key)) as copy:
                restoring.note(copy, restored)
            for entry in manifest.files:
                if entry.path.startswith(ATTACHMENTS) and home.attachments is not None:
                    _extract(archive, entry, home.attachments / entry.path.removeprefix(ATTACHMENTS))
            if restoring.with_key_file or not any(file.exists() for file in home.key_files):
                for key_file in home.key_files:
                    _extract(archive, manifest.entry(KEY_FILE), key_file)
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
    incoming = _beside(home.database, ".incoming")
    _copy_synced(aside / DATABASE, incoming)
    replaced = _set_aside(home, at)
    for file in (*home.key_files, *home.beside):
        if (aside / file.name).exists():
            copied = _beside(file, ".incoming")
            _copy_synced(aside / file.name, copied)
            copied.replace(file)
    _put_in_place(incoming, home.database)
    if (aside / (DATABASE + "-wal")).exists():
        _copy_synced(aside / (DATABASE + "-wal"), _beside(home.database, "-wal"))
    return replaced


def _copied(conn: Driver, key: bytes, copy: Path, progress: Progress | None) -> tuple[tuple[tuple[str, int], ...], int]:
    """A sound copy of the open database under the same key; its row counts and its schema number."""
    cipher.remove(copy)

    def told(_: int, left: int, total: int) -> None:
        if progress:
            progress(left, total)

    with cipher.refusing(), closing(cipher.connect(copy, key, create=True)) as other:
        other.execute("PRAGMA journal_mode = DELETE").fetchall()  # with a log, every page would be written twice
        conn.backup(other, pages=PAGES_A_STEP, progress=told)
    with closing(cipher.connect(copy, key)) as other:
        cipher.require_sound(other)
        counted = _counts(other), _schema(other)
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    return counted


@contextmanager
def _proven(path: Path, key: bytes, trial: Path, expected: Origin) -> Iterator[Manifest]:
    """The manifest, while the database from inside the backup lies at `trial`, opened once and found in order."""
    manifest = inspect(path)
    if expected.vault_id not in {"", manifest.vault_id}:
        raise BackupFromElsewhere
    if manifest.schema > expected.schema:
        raise BackupTooNew
    _require_room(trial.parent, manifest.entry(DATABASE).bytes + SPARE)
    try:
        with opened(path) as (archive, _):
            _extract(archive, manifest.entry(DATABASE), trial)
        _require_in_order(trial, key, manifest)
        yield manifest
    finally:
        cipher.remove(trial)


def _require_in_order(trial: Path, key: bytes, manifest: Manifest) -> None:
    try:
        with closing(cipher.connect(trial, key)) as conn:
            cipher.require_sound(conn)
            in_order = (_counts(conn), _schema(conn)) == (manifest.counts, manifest.schema)
    except DatabaseDamaged as error:
        raise BackupDamaged("里面的数据库打不开") from error
    if not in_order:
        raise BackupDamaged("里面的条数与清单不一致")


def _counts(conn: Driver) -> tuple[tuple[str, int], ...]:
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND rootpage > 0 ORDER BY name"
    ).fetchall()
    quoted = [(name, name.replace('"', '""')) for (name,) in tables]
    return tuple((name, conn.execute(f'SELECT count(*) FROM "{safe}"').fetchone()[0]) for name, safe in quoted)


def _schema(conn: Driver) -> int:
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def _write(part: Path, manifest: Manifest, key_file: bytes, inside: dict[str, Path]) -> None:
    with part.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(zipfile.ZipInfo(MANIFEST, FIXED_TIME), dump(manifest))
            archive.writestr(zipfile.ZipInfo(KEY_FILE, FIXED_TIME), key_file)
            for path, source in inside.items():
                info = zipfile.ZipInfo(path, FIXED_TIME)
                info.file_size = source.stat().st_size  # tells the writer when the large form is needed
                with source.open("rb") as copied, archive.open(info, "w") as writing:
                    shutil.copyfileobj(copied, writing, CHUNK)
        file.flush()
        os.fsync(file.fileno())


def _extract(archive: zipfile.ZipFile, entry: Entry, target: Path) -> None:
    """One entry to one path of ours (never a path from the archive), whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(target, ".part")
    running = hashlib.sha256()
    try:
        with part.open("wb") as writing:
            for chunk in _chunks(archive, entry):
                running.update(chunk)
                writing.write(chunk)
            writing.flush()
            os.fsync(writing.fileno())
        if running.hexdigest() != entry.sha256:
            raise BackupDamaged
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _chunks(archive: zipfile.ZipFile, entry: Entry) -> Iterator[bytes]:
    with reading():
        file = archive.open(entry.path)
    with file:
        while True:
            with reading():
                chunk = file.read(CHUNK)
            if not chunk:
                return
            yield chunk


def _require_alone(database: Path, key: bytes) -> None:
    """Brings the write-ahead log into the file, which only works while nobody else has it open.

    So no moment of the restore has one without the other, and no other program goes on writing into a file that was
    replaced under it.
    """
    if not _beside(database, "-wal").exists():
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
    files = {DATABASE: home.database, DATABASE + "-wal": _beside(home.database, "-wal")}
    files |= {file.name: file for file in (*home.key_files, *home.beside)}
    present = {name: file for name, file in files.items() if file.exists()}
    if not present:
        return None
    folder = home.asides / f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(2)}"
    folder.mkdir(parents=True)
    for name, file in present.items():
        _link_or_copy(file, folder / name)
    _sync_folder(folder)
    return folder


def _put_in_place(incoming: Path, database: Path) -> None:
    # The old log must never meet the new file: SQLite would write its pages into it.
    for suffix in ("-wal", "-shm", "-journal"):
        _beside(database, suffix).unlink(missing_ok=True)
    incoming.replace(database)
    _sync_folder(database.parent)


def _link_or_copy(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # another disk, or a file system without links
        _copy_synced(file, target)


def _copy_synced(file: Path, target: Path) -> None:
    shutil.copyfile(file, target)
    with target.open("rb+") as copy:
        os.fsync(copy.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # a stick's file system may refuse; the files themselves are synced
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _require_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull(needed - free)


def _entry(path: str, file: Path) -> Entry:
    with file.open("rb") as content:
        return Entry(path, file.stat().st_size, digest(content))


def _attachments(home: Home) -> tuple[Path, ...]:
    if home.attachments is None or not home.attachments.is_dir():
        return ()
    return tuple(sorted(file for file in home.attachments.iterdir() if ATTACHMENT.fullmatch(file.name)))


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
