"""Replacing a small file so that a crash at any moment leaves the old content or the new, whole."""

import contextlib
import os
from pathlib import Path


def replace_durably(path: Path, content: bytes) -> None:
    """Makes `content` the content of `path`: written beside it, synced to disk, then moved over it.

    Raises:
        OSError: nothing was replaced; the old content stands.
    """
    beside = path.with_name(path.name + ".new")
    try:
        _write_synced(beside, content)
        os.replace(beside, path)  # noqa: PTH105 - the one call whose atomicity this module is about
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` survive a power cut; Windows does this by itself and cannot be asked."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # some file systems refuse; the rename itself has happened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_synced(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)
