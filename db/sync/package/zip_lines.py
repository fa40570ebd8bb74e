"""What a zip says of itself at its end: the end record, and the lines of its directory (APPNOTE 6.3, 4.3.12, 4.3.16).

Read by hand: a library made to open whatever can be opened passes over just what a package must not have, and differs
from one version of Python to the next.
"""

import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from db.sync.package.limits import Limits
from db.sync.package.refusals import OverLimit, PackageDamaged, WrongContents

STORED, DEFLATED = 0, 8
STREAMED, UTF8 = 0x08, 0x800
ELSEWHERE = "目录的位置不对"
_END, _END_MARK = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
_LINE, _LINE_MARK = struct.Struct("<4s6H3L5H2L"), b"PK\x01\x02"
_SAFE_NAME = re.compile(r"(?:[a-z0-9_]{1,40}/)?[a-z0-9_.\u4e00-\u9fff]{1,80}")


@dataclass(frozen=True)
class Line:
    """One line of the directory, of a kind a package may have.

    Attributes:
        name: of the entry.
        flags: none but `STREAMED` and `UTF8`.
        method: `STORED` or `DEFLATED`.
        crc: CRC-32 of the unpacked bytes.
        packed, unpacked: its lengths, in bytes.
        begins: where its local header stands.
    """

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    unpacked: int
    begins: int


def read_end(stream: BinaryIO, size: int, limits: Limits) -> tuple[int, int, int]:
    """How many lines the directory has, where it begins and where it ends.

    Args:
        stream: the zip, seekable.
        size: its length in bytes.
        limits: the allowed number of entries.

    Raises:
        PackageDamaged: no zip: it does not end with an end record.
        OverLimit: more entries than allowed.
        WrongContents: several disks, a comment, or something behind the directory.
    """
    stream.seek(max(0, size - _END.size))
    tail = stream.read(_END.size)
    if len(tail) < _END.size or not tail.startswith(_END_MARK):
        raise PackageDamaged
    _, disk, first_disk, here, count, length, begins, comment = _END.unpack(tail)
    if count > limits.entries:
        raise OverLimit("数据包内的文件数", count, limits.entries, "个")
    if disk or first_disk or comment or here != count or begins + length + _END.size != size:
        raise WrongContents(ELSEWHERE)
    return count, begins, begins + length


def read_line(stream: BinaryIO, at: int, ends: int) -> tuple[Line, int]:
    """The directory's line that begins at `at`, and where it ends.

    Args:
        stream: the zip, seekable.
        at: where the line begins.
        ends: where the directory ends.

    Raises:
        WrongContents: no line is there, or one that no package has.
    """
    if at + _LINE.size > ends:
        raise WrongContents(ELSEWHERE)
    stream.seek(at)
    mark, _, _, flags, method, _, _, crc, packed, unpacked, length, *more, _, _, begins = _LINE.unpack(
        stream.read(_LINE.size)
    )
    if mark != _LINE_MARK:
        raise WrongContents(ELSEWHERE)
    # without the flag a name is of an old code page: two readers would spell it differently
    name = stream.read(length).decode("utf-8" if flags & UTF8 else "ascii", "replace")
    if not _SAFE_NAME.fullmatch(name) or ".." in name:
        raise WrongContents("有不认识的文件名")
    if method not in (STORED, DEFLATED) or flags & ~(STREAMED | UTF8):
        raise WrongContents(f"“{name}”的压缩方式不被接受")
    if any(more):  # lengths of an extra field and of a comment, number of the disk
        raise WrongContents(f"“{name}”带有附加内容")
    if method == STORED and packed != unpacked:
        raise WrongContents(f"“{name}”的两处记载不一致")
    return Line(name, flags, method, crc, packed, unpacked, begins), at + _LINE.size + length
