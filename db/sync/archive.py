"""The county's raw packages: every file is first kept as it came, so that the ledger can be made again (B-23)."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from db.sync.refusals import PackageUnreadable
from db.sync.writing import room, sync_folder

ARCHIVE = "archive"
_PIECE = 1 << 20


def keep_raw(home: Path, year: int, package: Path, sha256: str) -> Path:
    """Copies a verified package to `archive/<year>/<sha256>.nxb`, on disk before this returns.

    Args:
        home: the county's folder.
        year: of the import.
        package: the file; it is only read.
        sha256: its digest as it was verified, hexadecimal; other bytes are not kept under its name.

    Returns:
        The copy. A crash leaves at most a copy of a package that was not taken in, or a `.part` the next copy replaces.

    Raises:
        DiskFull: no room; nothing is kept.
        PackageUnreadable: the file is no longer what was verified, or cannot be read; nothing is kept.
    """
    folder = home / ARCHIVE / f"{year:04d}"
    target, part = folder / f"{sha256}.nxb", folder / f"{sha256}.part"
    try:
        if target.is_file() and _digest(target) == sha256:
            return target
        folder.mkdir(parents=True, exist_ok=True)
        with room(package.stat().st_size), package.open("rb") as source, part.open("wb") as copy:
            copied = _copy(source, copy)
        if copied != sha256:
            raise PackageUnreadable
        part.replace(target)
        for each in (folder, folder.parent, home):
            sync_folder(each)
    except OSError as fault:
        raise PackageUnreadable from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def _copy(source: BinaryIO, copy: BinaryIO) -> str:
    whole = hashlib.sha256()
    while piece := source.read(_PIECE):
        whole.update(piece)
        copy.write(piece)
    copy.flush()
    os.fsync(copy.fileno())
    return whole.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
