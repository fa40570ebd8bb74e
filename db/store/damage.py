"""What can be wrong with the database file, each in its own words, and how SQLite's errors are sorted into them.

A wrong passphrase is never among them: the key handed in here came out of an authenticated slot (see `db.vault`), so a
file it does not open is damaged or another vault's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from db.errors import Refusal

SAFE = "文件原样留着，没有改动。"


class Part(StrEnum):
    """Where the damage lies, which decides what can still be read."""

    START = "start"
    MIDDLE = "middle"
    SIZE = "size"


WHERE = {
    Part.START: "数据库文件开头已损坏（口令是对的）",
    Part.MIDDLE: "数据库文件中间有损坏",
    Part.SIZE: "数据库文件的长短不对，可能被截断或被添加了内容",
}


@dataclass(frozen=True)
class Finding:
    """One thing the self-check found.

    Args:
        part: where.
        page: the page number counted from 1, or 0 when no single page is meant.
        detail: SQLite's or SQLCipher's own words, for the support line; holds no personal data.
    """

    part: Part
    page: int = 0
    detail: str = ""


class CipherInactive(Refusal):
    """SQLCipher does not answer, or what lies on the disk is readable by anybody (D-01)."""

    code = "P-DB-01"

    def __init__(self) -> None:
        super().__init__("加密组件未生效，已停止打开。", "没有写入任何内容。", "请重新安装本程序；不要继续录入。")


class DatabaseMissing(Refusal):
    """The file is gone, or has 0 bytes; an empty one is never made in its place (D-02)."""

    code = "P-DB-02"

    def __init__(self, *, empty: bool = False) -> None:
        happened = "数据库文件是空的（0 字节）。" if empty else "没有找到数据库文件。"
        super().__init__(happened, "没有新建空的数据库。", "请用安全副本恢复。")
        self.empty = empty


class DatabaseDamaged(Refusal):
    """The file cannot be read in full (D-04, D-05, D-06).

    Args:
        part: where it is damaged.
        findings: what a self-check listed.
    """

    code = "P-DB-10"

    def __init__(self, part: Part, findings: tuple[Finding, ...] = ()) -> None:
        nothing_readable = part is Part.START
        super().__init__(
            f"{WHERE[part]}。",
            SAFE if nothing_readable else f"{SAFE}没有损坏的部分仍然可以只读打开。",
            "请从最近一份核对过的备份恢复；现在这份会先另存，不会丢。",
        )
        self.part = part
        self.findings = findings

    @property
    def readable(self) -> bool:
        """True when opening read-only still shows the undamaged part."""
        return self.part is not Part.START


class DatabaseElsewhere(Refusal):
    """The folder is a network share or is copied by a cloud program while we write (D-14)."""

    code = "P-DB-04"

    def __init__(self, what: str) -> None:
        super().__init__(f"数据库放在{what}里，两边同时写会弄坏数据。", SAFE, "请把数据文件夹放到本机硬盘上，再打开。")


class DatabaseExists(Refusal):
    """Creating was asked for where a file lies already."""

    code = "P-DB-05"

    def __init__(self) -> None:
        super().__init__("这里已经有数据库文件。", SAFE, "请打开它；要新建，请另选一个空文件夹。")


class DatabaseBusy(Refusal):
    """Somebody else holds the file: a second copy of the program, a virus scanner (D-15, D-16)."""

    code = "P-DB-06"

    def __init__(self) -> None:
        super().__init__("数据库正被别的程序占用。", "这一次没有写入。", "请稍等再试；如果本程序开了两个，请关掉一个。")


class DiskFull(Refusal):
    """There is no room (D-12).

    Args:
        needed: bytes needed, when known.
    """

    code = "P-DB-07"

    def __init__(self, needed: int = 0) -> None:
        room = f"，大约还需要 {-(-needed // 1_000_000)} MB" if needed else ""
        super().__init__(f"磁盘空间不够{room}。", "这一次没有写入，原来的数据没有变。", "请清理磁盘后再试。")
        self.needed = needed


class DiskFailing(Refusal):
    """The disk reports errors (D-13)."""

    code = "P-DB-08"

    def __init__(self) -> None:
        super().__init__("磁盘读写出错。", "这一次没有保存，以前保存的没有变。", "请马上备份到U盘，并检查硬盘。")


class DatabaseReadOnly(Refusal):
    """The file or its folder cannot be written (D-14)."""

    code = "P-DB-09"

    def __init__(self) -> None:
        super().__init__("数据库是只读的，不能保存。", "这一次没有写入。", "请检查文件夹的写入权限，或换到可写的位置。")


SQLITE_CORRUPT = 11
SQLITE_NOTADB = 26
ANSWERS: dict[int, Callable[[], Refusal]] = {
    5: DatabaseBusy,  # SQLITE_BUSY
    6: DatabaseBusy,  # SQLITE_LOCKED
    8: DatabaseReadOnly,  # SQLITE_READONLY
    10: DiskFailing,  # SQLITE_IOERR
    13: DiskFull,  # SQLITE_FULL
    14: DatabaseReadOnly,  # SQLITE_CANTOPEN: the file was there a moment ago, its folder refuses
}


def sorted_error(error: BaseException) -> Refusal | None:
    """The refusal an error of the driver stands for, or None when it is a bug of ours (https://sqlite.org/rescode.html)."""
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if primary == SQLITE_NOTADB:
        return DatabaseDamaged(Part.START)
    if primary == SQLITE_CORRUPT:
        return DatabaseDamaged(Part.MIDDLE)
    return ANSWERS[primary]() if primary in ANSWERS else None


def looks_plain(path: Path) -> bool:
    """True when the file on disk begins as an unencrypted database does."""
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"
