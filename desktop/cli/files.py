"""Files named on the command line: read or refused by name, written whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

from db.disk import whole_file
from desktop.cli.refusals import FileInTheWay, FileNotReadable, FileNotWritable
from desktop.words import tr

_WHY = {
    "FileNotFoundError": "没有这个文件夹",
    "NotADirectoryError": "没有这个文件夹",
    "PermissionError": "没有权限",
    "IsADirectoryError": "这是一个文件夹",
}


def require_file(path: Path, what: str) -> Path:
    """The path, when a file is there.

    Args:
        path: as typed.
        what: what it should be, for the sentence (`名册`).

    Raises:
        FileNotReadable: it is not there, or not a file, or may not be read.
    """
    if not path.is_file() or not os.access(path, os.R_OK):
        raise FileNotReadable(path, what)
    return path


def read_file(path: Path, what: str, longest: int = 1 << 20) -> bytes:
    """The bytes of a small file.

    Raises:
        FileNotReadable: also when it is longer than `longest` bytes.
    """
    require_file(path, what)
    if path.stat().st_size > longest:
        raise FileNotReadable(path, what)
    try:
        return path.read_bytes()
    except OSError as fault:
        raise FileNotReadable(path, what) from fault


def write_file(path: Path, content: bytes, before_visible: Callable[[], object] | None = None) -> None:
    """Writes a file whole: beside its place, then named; what stood there before stays until then.

    Args:
        path: where.
        content: what.
        before_visible: done once the bytes are safe and before the name appears; when it raises, no file is left.

    Raises:
        FileNotWritable: no folder, no permission, no room; nothing is left.
    """
    try:
        with whole_file(path, before_visible) as stream:
            stream.write(content)
    except OSError as fault:
        raise FileNotWritable(path, tr(_WHY.get(type(fault).__name__, "磁盘写入出错"))) from fault


def write_new(path: Path, content: bytes) -> None:
    """Writes a file that must not be there yet, readable by this user only.

    Raises:
        FileInTheWay, FileNotWritable: nothing is written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError as fault:
        raise FileInTheWay(path) from fault
    except OSError as fault:
        raise FileNotWritable(path, tr(_WHY.get(type(fault).__name__, "磁盘写入出错"))) from fault
