"""A backup is proven before anything rests on it: whose it is, whole, opened with its key, and counted (D-21)."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.store import cipher
from db.store.backup_file import (
    CHUNK,
    DATABASE,
    BackupDamaged,
    BackupFromElsewhere,
    BackupTooNew,
    Entry,
    Manifest,
    inspect,
    opened,
    reading,
)
from db.store.cipher import Driver
from db.store.damage import DatabaseDamaged, DiskFull

SPARE = 16 * 1024 * 1024
"""Bytes to be left free beside what is written."""


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


def require_room(folder: Path, needed: int) -> None:
    """Asks for so many bytes free on the disk of this folder.

    Raises:
        DiskFull: there are fewer.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull(needed - free)


def beside(path: Path, suffix: str) -> Path:
    """A file of nearly the same name in the same folder."""
    return path.with_name(path.name + suffix)


@contextmanager
def proven(path: Path, key: bytes, trial: Path, expected: Origin) -> Iterator[Manifest]:
    """The manifest, while the database from inside the backup lies at `trial`, opened once and found in order.

    Args:
        path: the backup.
        key: the database key.
        trial: where the database is put meanwhile; it is gone afterwards unless it was moved.
        expected: whose backup it must be.

    Raises:
        NotABackup, BackupDamaged, BackupFromElsewhere, BackupTooNew, DiskFull: nothing of ours was touched.
    """
    manifest = inspect(path)
    if expected.vault_id not in {"", manifest.vault_id}:
        raise BackupFromElsewhere
    if manifest.schema > expected.schema:
        raise BackupTooNew
    require_room(trial.parent, manifest.entry(DATABASE).bytes + SPARE)
    try:
        with opened(path) as (archive, _):
            extract(archive, manifest.entry(DATABASE), trial)
        _require_in_order(trial, key, manifest)
        yield manifest
    finally:
        cipher.remove(trial)


def _require_in_order(trial: Path, key: bytes, manifest: Manifest) -> None:
    try:
        with closing(cipher.connect(trial, key)) as conn:
            cipher.require_sound(conn)
            in_order = (row_counts(conn), schema_of(conn)) == (manifest.counts, manifest.schema)
    except DatabaseDamaged as error:
        raise BackupDamaged("里面的数据库打不开") from error
    if not in_order:
        raise BackupDamaged("里面的条数与清单不一致")


def row_counts(conn: Driver) -> tuple[tuple[str, int], ...]:
    """How many rows each table has, by name."""
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND rootpage > 0 ORDER BY name"
    ).fetchall()
    quoted = [(name, name.replace('"', '""')) for (name,) in tables]
    return tuple((name, conn.execute(f'SELECT count(*) FROM "{safe}"').fetchone()[0]) for name, safe in quoted)


def schema_of(conn: Driver) -> int:
    """The number of the tables' shape."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def extract(archive: zipfile.ZipFile, entry: Entry, target: Path) -> None:
    """One entry to one path of ours (never a path from the archive), whole or not at all.

    Raises:
        BackupDamaged: it is not what the manifest says.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = beside(target, ".part")
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
