"""Files that lie on the disk when the call returns: a crash at any moment leaves the old content or the new, whole."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


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


@contextmanager
def whole_file(path: Path, before_named: Callable[[], object] | None = None) -> Iterator[BinaryIO]:
    """A stream for a file that appears under its name once all of it is safe; what stood there stays until then.

    Args:
        path: where; beside it stands `*.part` while it is written.
        before_named: done once the bytes are safe and before the name appears; when it raises, no file is left.

    Raises:
        OSError: nothing is left behind.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if before_named is not None:
            before_named()
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def copy_synced(file: Path, target: Path) -> None:
    """Copies a file.

    Raises:
        OSError: the copy may stand there in part.
    """
    shutil.copyfile(file, target)
    with target.open("rb+") as copy:
        os.fsync(copy.fileno())


def link_or_copy(file: Path, target: Path) -> None:
    """Gives a file a second name; on another disk, or a file system without links, a copy.

    Raises:
        OSError: neither could be made.
    """
    try:
        os.link(file, target)
    except OSError:
        copy_synced(file, target)


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
