"""Carries a package to a stick, and believes nothing the stick has not given back (B-56, D-58)."""

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from db.disk import sync_folder
from db.sync.package.refusals import DiskFull, StickFailed
from db.sync.package.writing import room

_PIECE = 1024 * 1024


def copy_verified(package: Path, folder: Path, sha256: str) -> Path:
    """Copies `package` into `folder`, syncs it, reads it back from the stick and compares.

    Args:
        package: the file to carry.
        folder: a folder on the stick.
        sha256: the package's digest as it was exported, hexadecimal.

    Returns:
        The copy's path; the name is the package's own.

    Raises:
        DiskFull: the stick says it has no room.
        StickFailed: the stick gives back other bytes, or fails while writing or reading; the copy is removed.
    """
    target, part = folder / package.name, folder / f"{package.name}.part"
    try:
        _copy(package, part)
        if _digest(part) != sha256:
            raise StickFailed
        part.replace(target)
        sync_folder(folder)
    except DiskFull:
        raise
    except OSError as fault:
        raise StickFailed from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def _copy(source: Path, target: Path) -> None:
    with room(source.stat().st_size), source.open("rb") as reading, target.open("wb") as writing:
        shutil.copyfileobj(reading, writing, _PIECE)
        writing.flush()
        os.fsync(writing.fileno())
        _forget(writing)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _forget(stream: BinaryIO) -> None:
    """Drops the system's own copy in memory where it can be asked to, so that the stick is read and not the cache."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
