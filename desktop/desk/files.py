"""Files a person names in a dialog: written whole or not at all, read only when they are no larger than expected."""

from pathlib import Path

from db.disk import whole_file
from db.errors import Refusal

MOST = 4 * 1024 * 1024
"""Bytes of the largest paper that is read whole: a request, an answer."""


class FileNotWritten(Refusal):
    """The place cannot be written to."""

    code = "P-IO-21"

    def __init__(self, name: str) -> None:
        super().__init__(f"没能写入 {name}。", "什么都没有留下，档案没有变。", "请换一个文件夹或 U 盘再存。")


class FileNotRead(Refusal):
    """The file cannot be read, or is far too large to be what was asked for."""

    code = "P-IO-22"

    def __init__(self, name: str) -> None:
        super().__init__(f"没能读出 {name}。", "档案没有变。", "请看 U 盘是否插好、选的是不是这个文件。")


def put_file(path: Path, content: bytes) -> Path:
    """Writes a file whole: beside its place first, then named; what stood there before stays until then.

    Raises:
        FileNotWritten: nothing is left behind.
    """
    try:
        with whole_file(path) as stream:
            stream.write(content)
    except OSError as error:
        raise FileNotWritten(path.name) from error
    return path


def get_file(path: Path, most: int = MOST) -> bytes:
    """A small file's content.

    Args:
        path: the file.
        most: bytes it may have at most.

    Raises:
        FileNotRead: it is gone, unreadable, or larger.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise FileNotRead(path.name) from error
    if len(content) > most:
        raise FileNotRead(path.name)
    return content
