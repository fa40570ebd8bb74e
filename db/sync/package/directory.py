"""The zip directory, judged before anything inside is unpacked.

A zip can be read in two ways (from its end or from its front), can overlap itself and can lie about sizes. A package
uses the one plain layout in which both readings agree: entries back to back from byte 0, then the directory, then the
end record; no comments, extra fields, ZIP64 or encryption. Nothing is ever extracted to a path taken from the file.
"""

import hashlib
import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from db.sync.package.limits import Limits
from db.sync.package.refusals import OverLimit, WrongContents
from db.sync.package.unpacking import Packed, Unpacking
from db.sync.package.zip_lines import DEFLATED, ELSEWHERE, STREAMED, Line, read_end, read_line

PIECE = 256 * 1024
_LOCAL, _LOCAL_MARK = struct.Struct("<4s5H3L2H"), b"PK\x03\x04"
_DESCRIPTOR, _DESCRIPTOR_MARK = struct.Struct("<4s3L"), b"PK\x07\x08"
_APART = "文件之间有空隙或重叠"


class Directory:
    """The entries of a package whose layout has been judged.

    Args:
        stream: the unencrypted zip, seekable.
        size: its length in bytes.
        limits: the allowed sizes.

    Raises:
        PackageDamaged: not a zip.
        WrongContents: not laid out in the one plain way, a doubled entry, a name no package has.
        OverLimit: too many entries, too large, or too well compressed to be honest.
    """

    def __init__(self, stream: BinaryIO, size: int, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        count, begins, ends = read_end(stream, size, limits)
        lines = self._lines(count, begins, ends)
        self._judge_sizes(lines)
        self._entries = self._judge_layout(lines, begins)

    @property
    def names(self) -> tuple[str, ...]:
        """The entries' names, in the order they stand."""
        return tuple(self._entries)

    def size_of(self, name: str) -> int:
        """The unpacked size the directory gives, in bytes."""
        return self._entries[name].unpacked

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str, allowed: int) -> bytes:
        """The whole of a small entry.

        Raises:
            OverLimit: larger than `allowed` bytes.
            ContentsDiffer: it does not unpack to what the directory says.
        """
        if self.size_of(name) > allowed:
            raise OverLimit(f"“{name}”", self.size_of(name), allowed)
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The entry's bytes, unpacked piece by piece, never more than the directory says.

        Raises:
            ContentsDiffer: it does not unpack to what the directory says.
        """
        with self.open(name) as stream:
            while piece := stream.read(PIECE):
                yield piece

    def open(self, name: str) -> BinaryIO:
        """The entry as a stream, to be closed; KeyError when there is none of that name.

        Reading it raises `ContentsDiffer` where it does not unpack to what the directory says.
        """
        return io.BufferedReader(Unpacking(self._stream, self._entries[name]), PIECE)

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 (hexadecimal) and unpacked length of the entry."""
        digest, length = hashlib.sha256(), 0
        for piece in self.pieces(name):
            digest.update(piece)
            length += len(piece)
        return digest.hexdigest(), length

    def _lines(self, count: int, begins: int, ends: int) -> list[Line]:
        """The directory's lines; exactly so many, and nothing else between its two ends."""
        found: dict[str, Line] = {}
        at = begins
        for _ in range(count):
            line, at = read_line(self._stream, at, ends)
            if line.name in found:
                raise WrongContents(f"“{line.name}”出现两次")
            found[line.name] = line
        if at != ends:
            raise WrongContents(ELSEWHERE)
        return list(found.values())

    def _judge_sizes(self, lines: list[Line]) -> None:
        """Declared sizes: a lie about them is found when unpacking, which stops at the declared size."""
        unpacked, packed = sum(line.unpacked for line in lines), sum(line.packed for line in lines)
        if unpacked > self._limits.total:
            raise OverLimit("数据包展开后", unpacked, self._limits.total)
        for over, under in [(unpacked, packed)] + [(line.unpacked, line.packed) for line in lines]:
            if over >= self._limits.ratio_from and over > self._limits.ratio * max(under, 1):
                raise OverLimit("压缩比", over // max(under, 1), self._limits.ratio, "倍")

    def _judge_layout(self, lines: list[Line], directory_at: int) -> dict[str, Packed]:
        """Entries stand back to back, and each says of itself what the directory says of it; where they lie."""
        at, found = 0, {}
        for line in lines:
            if line.begins != at:
                raise WrongContents(_APART)
            at += self._local_size(line)
            found[line.name] = Packed(line.name, at, line.packed, line.unpacked, line.crc, line.method == DEFLATED)
            at += line.packed
            at += self._descriptor_size(line, at)
        if at != directory_at:
            raise WrongContents(_APART)
        return found

    def _local_size(self, line: Line) -> int:
        """Length of the entry's own header, once it agrees with the directory."""
        self._stream.seek(line.begins)
        head = self._stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size:
            raise WrongContents(_APART)
        mark, _, flags, method, _, _, *figures, length, extra = _LOCAL.unpack(head)
        raw_name = self._stream.read(length)
        # what is written while it is packed has its figures behind it, and nothing here
        said = [0, 0, 0] if line.flags & STREAMED else [line.crc, line.packed, line.unpacked]
        agrees = (mark, flags, method, extra) == (_LOCAL_MARK, line.flags, line.method, 0)
        if not agrees or figures != said or raw_name != line.name.encode():
            raise WrongContents(f"“{line.name}”的两处记载不一致")
        return _LOCAL.size + len(raw_name)

    def _descriptor_size(self, line: Line, at: int) -> int:
        """Length of what follows the data of a streamed entry, once it agrees with the directory."""
        if not line.flags & STREAMED:
            return 0
        self._stream.seek(at)
        expected = _DESCRIPTOR.pack(_DESCRIPTOR_MARK, line.crc, line.packed, line.unpacked)
        if self._stream.read(_DESCRIPTOR.size) != expected:
            raise WrongContents(f"“{line.name}”的两处记载不一致")
        return _DESCRIPTOR.size
