"""The zip directory, judged before anything inside is unpacked.

A zip can be read in two ways (from its end or from its front), can overlap itself and can lie about sizes. A package
uses the one plain layout in which both readings agree: entries back to back from byte 0, then the directory, then the
end record; no comments, extra fields, ZIP64 or encryption. Nothing is ever extracted to a path taken from the file.
"""

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from db.sync.limits import Limits
from db.sync.refusals import ContentsDiffer, OverLimit, PackageDamaged, WrongContents

PIECE = 256 * 1024
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_ENTRY = 46 + 300
_ZIP64_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_STREAMED, _UTF8 = 0x08, 0x800
_DESCRIPTOR = struct.Struct("<4s3L")
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SAFE_NAME = re.compile(r"(?:[a-z0-9_]{1,40}/)?[a-z0-9_.\u4e00-\u9fff]{1,80}")


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
        directory_at = _judge_end(stream, size, limits)
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, ValueError):
            raise PackageDamaged from None
        self._entries = self._judge_entries()
        self._judge_sizes()
        self._judge_layout(directory_at)

    @property
    def names(self) -> tuple[str, ...]:
        """The entries' names, in the order they stand."""
        return tuple(self._entries)

    def size_of(self, name: str) -> int:
        """The unpacked size the directory gives, in bytes."""
        return self._entries[name].file_size

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
            while piece := _read(stream, name):
                yield piece

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """The entry as a stream; use `pieces` where a refusal in plain words is wanted."""
        try:
            stream = self._zip.open(self._entries[name])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            raise ContentsDiffer(name) from None
        with stream:
            yield stream  # type: ignore[misc] # IO[bytes] is a BinaryIO in all but name

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 (hexadecimal) and unpacked length of the entry."""
        digest, length = hashlib.sha256(), 0
        for piece in self.pieces(name):
            digest.update(piece)
            length += len(piece)
        return digest.hexdigest(), length

    def _judge_entries(self) -> dict[str, zipfile.ZipInfo]:
        found: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            name = entry.orig_filename
            if not _SAFE_NAME.fullmatch(name) or ".." in name:
                raise WrongContents("有不认识的文件名")
            if name in found:
                raise WrongContents(f"“{name}”出现两次")
            if entry.compress_type not in _STORED_OR_DEFLATED or entry.flag_bits & ~(_STREAMED | _UTF8):
                raise WrongContents(f"“{name}”的压缩方式不被接受")
            if entry.extra or entry.comment:
                raise WrongContents(f"“{name}”带有附加内容")
            found[name] = entry
        return found

    def _judge_sizes(self) -> None:
        """Declared sizes: a lie about them is found when unpacking, which stops at the declared size."""
        unpacked = sum(entry.file_size for entry in self._entries.values())
        packed = sum(entry.compress_size for entry in self._entries.values())
        if unpacked > self._limits.total:
            raise OverLimit("数据包展开后", unpacked, self._limits.total)
        for over, under in [(unpacked, packed)] + [(e.file_size, e.compress_size) for e in self._entries.values()]:
            if over >= self._limits.ratio_from and over > self._limits.ratio * max(under, 1):
                raise OverLimit("压缩比", over // max(under, 1), self._limits.ratio, "倍")

    def _judge_layout(self, directory_at: int) -> None:
        """Entries stand back to back, and each says of itself what the directory says of it."""
        at = 0
        for name, entry in self._entries.items():
            if entry.header_offset != at:
                raise WrongContents("文件之间有空隙或重叠")
            at += self._local_size(name, entry) + entry.compress_size
            at += self._descriptor_size(name, entry, at)
        if at != directory_at:
            raise WrongContents("文件之间有空隙或重叠")

    def _local_size(self, name: str, entry: zipfile.ZipInfo) -> int:
        """Length of the entry's own header, once it agrees with the directory."""
        self._stream.seek(entry.header_offset)
        head = self._stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size:
            raise PackageDamaged
        flags, method, packed, unpacked, name_length, extra = _unpack_local(head)
        raw_name = self._stream.read(name_length)
        sizes = (0, 0) if entry.flag_bits & _STREAMED else (entry.compress_size, entry.file_size)
        agrees = (flags, method, extra) == (entry.flag_bits, entry.compress_type, 0) and (packed, unpacked) == sizes
        if not agrees or raw_name != name.encode():
            raise WrongContents(f"“{name}”的两处记载不一致")
        return _LOCAL.size + name_length

    def _descriptor_size(self, name: str, entry: zipfile.ZipInfo, at: int) -> int:
        """Length of what follows the data of a streamed entry, once it agrees with the directory."""
        if not entry.flag_bits & _STREAMED:
            return 0
        self._stream.seek(at)
        expected = _DESCRIPTOR.pack(b"PK\x07\x08", entry.CRC, entry.compress_size, entry.file_size)
        if self._stream.read(_DESCRIPTOR.size) != expected:
            raise WrongContents(f"“{name}”的两处记载不一致")
        return _DESCRIPTOR.size


def _judge_end(stream: BinaryIO, size: int, limits: Limits) -> int:
    """Where the directory begins; judged by hand, because reading it whole comes next and its size is a stranger's."""
    if size < _END.size:
        raise PackageDamaged
    stream.seek(-_END.size, 2)
    mark, disks, length, begins, comment = _unpack_end(stream.read(_END.size))
    if mark != b"PK\x05\x06":
        raise PackageDamaged
    count = disks[2]
    if count > limits.entries or length > limits.entries * _LONGEST_ENTRY:
        raise OverLimit("数据包内的文件数", count, limits.entries, "个")
    if disks[:2] != (0, 0) or disks[3] != count or comment or begins + length + _END.size != size:
        raise WrongContents("目录的位置不对")
    if length >= _LOCATOR_SIZE:
        stream.seek(-_END.size - _LOCATOR_SIZE, 2)
        if stream.read(4) == _ZIP64_LOCATOR:
            raise WrongContents("目录的位置不对")
    return begins


def _unpack_end(raw: bytes) -> tuple[bytes, tuple[int, int, int, int], int, int, int]:
    mark, disk, start_disk, here, total, length, begins, comment = _END.unpack(raw)
    return mark, (disk, start_disk, here, total), length, begins, comment


def _unpack_local(raw: bytes) -> tuple[int, int, int, int, int, int]:
    _, _, flags, method, _, _, _, packed, unpacked, name_length, extra = _LOCAL.unpack(raw)
    return flags, method, packed, unpacked, name_length, extra


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(PIECE)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise ContentsDiffer(name) from None
