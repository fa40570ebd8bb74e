"""The zip of a package, read with the word of FORMAT.md (section 2) and of APPNOTE alone."""

import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from tests.sync.another_envelope import Refusal, need

LARGEST_CLEAR, MOST_ENTRIES, RATIO, RATIO_FROM = 1 << 30, 10_000, 200, 16 << 20
NAME = re.compile(r"(?:[a-z0-9_]{1,40}/)?[a-z0-9_.一-鿿]{1,80}")
LINE, LOCAL, END = struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s5H3L2H"), struct.Struct("<4s4H2LH")
DESCRIPTOR = struct.Struct("<4s3L")


@dataclass(frozen=True)
class Line:
    """A line of the directory."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


@dataclass(frozen=True)
class Entry:
    """An entry, and where its packed bytes lie."""

    name: str
    method: int
    packed: int
    size: int
    crc: int
    start: int

    def unpack(self, clear: bytes) -> bytes:
        """The entry's bytes, exactly those the directory promises."""
        data = clear[self.start : self.start + self.packed]
        if self.method:
            inflate = zlib.decompressobj(-15)
            try:
                data = inflate.decompress(data, self.size + 1)
            except zlib.error as error:
                raise Refusal("P-PKG-13", f"{self.name} does not inflate") from error
            need(inflate.eof and not inflate.unused_data, "P-PKG-13", f"{self.name} ends elsewhere")
        need(len(data) == self.size and zlib.crc32(data) == self.crc, "P-PKG-13", f"{self.name}: size or CRC")
        return data


def directory(clear: bytes) -> dict[str, Entry]:
    """The entries of a zip in the one layout that is allowed, by name."""
    need(clear[-END.size :].startswith(b"PK\5\6") and len(clear) >= END.size, "P-PKG-03", "not a zip")
    _, disk, first_disk, here, count, size, at, comment = END.unpack(clear[-END.size :])
    need(count <= MOST_ENTRIES, "P-PKG-11", "entries")
    plain = not (disk or first_disk or comment) and here == count and at + size == len(clear) - END.size
    need(plain, "P-PKG-12", "the end record")
    lines: dict[str, Line] = {}
    place = at
    for _ in range(count):
        line, place = _line(clear, place, at + size)
        need(line.name not in lines, "P-PKG-12", "a name twice")
        lines[line.name] = line
    need(place == at + size, "P-PKG-12", "more directory than lines")
    _bombs(list(lines.values()))
    front, entries = 0, {}
    for name, line in lines.items():
        need(line.offset == front, "P-PKG-12", "entries are not back to back")
        entries[name], front = _entry(clear, line, at)
    need(front == at, "P-PKG-12", "something before the directory")
    return entries


def _line(clear: bytes, place: int, end: int) -> tuple[Line, int]:
    """A line of the directory, and where the next one begins."""
    need(place + LINE.size <= end, "P-PKG-12", "the directory is short")
    mark, _by, _version, flags, method, _time, _date, crc, packed, size, long_name, *rest = LINE.unpack_from(
        clear, place
    )
    *more, _internal, _external, offset = rest
    name = clear[place + LINE.size :][:long_name].decode("utf-8" if flags & 0x800 else "ascii", "replace")
    need(mark == b"PK\1\2" and not any(more), "P-PKG-12", "a line of the directory")
    need(NAME.fullmatch(name) and ".." not in name, "P-PKG-12", "a name")
    need(method in (0, 8) and not flags & ~0x808, "P-PKG-12", "method or flags")
    need(method or packed == size, "P-PKG-12", "a stored entry of two sizes")
    return Line(name, flags, method, crc, packed, size, offset), place + LINE.size + long_name


def _entry(clear: bytes, line: Line, limit: int) -> tuple[Entry, int]:
    """The entry a line speaks of, and where the next one begins."""
    raw, sizes = line.name.encode(), (line.crc, line.packed, line.size)
    start = line.offset + LOCAL.size + len(raw)
    end = start + line.packed
    behind = DESCRIPTOR.pack(b"PK\7\x08", *sizes) if line.flags & 8 else b""
    need(end + len(behind) <= limit, "P-PKG-12", "an entry reaches into the directory")
    local = LOCAL.unpack_from(clear, line.offset)
    same = local[0] == b"PK\3\4" and local[2:4] == (line.flags, line.method) and local[9:] == (len(raw), 0)
    need(same and clear[start - len(raw) : start] == raw, "P-PKG-12", "a local header")
    need(local[6:9] == ((0, 0, 0) if behind else sizes), "P-PKG-12", "figures of a local header")
    need(clear[end : end + len(behind)] == behind, "P-PKG-12", "a descriptor")
    return Entry(line.name, line.method, line.packed, line.size, line.crc, start), end + len(behind)


def _bombs(entries: Sequence[Line]) -> None:
    """Sizes, judged on the directory before anything is unpacked."""
    pairs = [(entry.size, entry.packed) for entry in entries]
    total, packed = sum(size for size, _ in pairs), sum(small for _, small in pairs)
    need(total <= LARGEST_CLEAR, "P-PKG-11", "over 1 GiB unpacked")
    for large, small in [*pairs, (total, packed)]:
        need(large < RATIO_FROM or large <= RATIO * small, "P-PKG-11", "a bomb")
