"""One entry of a zip as a stream of exactly the bytes its directory promises, or a refusal.

Python's own reader stops at the promised size and looks no further: an entry may then hold more than is shown, and
another program may show it. Here the packed bytes must end where the unpacked ones do.
"""

import io
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO

from db.sync.package.refusals import ContentsDiffer

_PIECE = 64 * 1024


@dataclass(frozen=True)
class Packed:
    """Where an entry lies, and what the directory says of it.

    Attributes:
        name: the entry's name, for the sentence.
        at: where its packed bytes begin.
        packed, unpacked: its two lengths, in bytes.
        crc: CRC-32 of the unpacked bytes.
        deflated: false where it is stored as it is.
    """

    name: str
    at: int
    packed: int
    unpacked: int
    crc: int
    deflated: bool


class Unpacking(io.RawIOBase):
    """Unpacks an entry while it is read, never beyond the size the directory gives.

    Args:
        stream: the zip, seekable; may be shared, its place is set before every read.
        entry: which part of it.

    Reading raises `ContentsDiffer` as soon as the entry is not what the directory says of it: at the latest together
    with its last byte, so that whoever has read it whole has it proved.
    """

    def __init__(self, stream: BinaryIO, entry: Packed) -> None:
        super().__init__()
        self._stream = stream
        self._entry = entry
        self._taken = self._given = self._crc = 0
        self._inflating = zlib.decompressobj(-zlib.MAX_WBITS)

    def readable(self) -> bool:
        """True: it is there to be read."""
        return True

    def readinto(self, target: Any) -> int:
        """As `io.RawIOBase` has it.

        Raises:
            ContentsDiffer: it does not unpack to what the directory says.
        """
        view = memoryview(target).cast("B")
        wanted = min(len(view), self._entry.unpacked - self._given)
        piece = self._next(wanted) if wanted else b""
        self._given += len(piece)
        self._crc = zlib.crc32(piece, self._crc)
        if len(piece) < min(wanted, 1) or (self._given == self._entry.unpacked and not self._ends_here()):
            raise ContentsDiffer(self._entry.name)
        view[: len(piece)] = piece
        return len(piece)

    def _next(self, wanted: int) -> bytes:
        """At least one unpacked byte and at most `wanted`; none where the packed bytes end before."""
        if not self._entry.deflated:
            return self._packed(wanted)
        while not self._inflating.eof:
            feed = self._inflating.unconsumed_tail or self._packed(_PIECE)
            try:
                piece = self._inflating.decompress(feed, wanted)
            except zlib.error:
                raise ContentsDiffer(self._entry.name) from None
            if piece or not feed:
                return piece
        return b""

    def _packed(self, most: int) -> bytes:
        """The next packed bytes."""
        self._stream.seek(self._entry.at + self._taken)
        piece = self._stream.read(min(most, self._entry.packed - self._taken))
        self._taken += len(piece)
        return piece

    def _ends_here(self) -> bool:
        """Whether the packed bytes end with the last unpacked one, and the CRC is theirs."""
        if self._entry.deflated and (self._next(1) or not self._inflating.eof or self._inflating.unused_data):
            return False
        return self._taken == self._entry.packed and self._crc == self._entry.crc
