"""Complete backups: made from the open database, and verified by opening and counting."""

import contextlib
import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.disk import sync_folder
from db.store import cipher
from db.store.backup_file import (
    ATTACHMENT,
    ATTACHMENTS,
    CHUNK,
    DATABASE,
    FIXED_TIME,
    KEY_FILE,
    MANIFEST,
    BackupNotMade,
    Entry,
    Manifest,
    digest,
    dump,
    inspect,
)
from db.store.backup_proof import SPARE, Origin, beside, proven, require_room, row_counts, schema_of
from db.store.cipher import Driver

PAGES_A_STEP = 2000
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
    require_room(target.parent, size + SPARE)
    require_room(home.database.parent, home.database.stat().st_size + SPARE)
    copy, part = beside(home.database, ".backup"), beside(target, ".part")
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
        sync_folder(target.parent)
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
    with proven(path, key, scratch / "backup-on-trial.db", expected) as manifest:
        return manifest


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
        counted = row_counts(other), schema_of(other)
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    return counted


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


def _entry(path: str, file: Path) -> Entry:
    with file.open("rb") as content:
        return Entry(path, file.stat().st_size, digest(content))


def _attachments(home: Home) -> tuple[Path, ...]:
    if home.attachments is None or not home.attachments.is_dir():
        return ()
    return tuple(sorted(file for file in home.attachments.iterdir() if ATTACHMENT.fullmatch(file.name)))
