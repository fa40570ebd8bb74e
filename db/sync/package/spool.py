"""A temporary place for opened packages: on disk only under a random key that is never written anywhere.

An opened package has to be read back and forth (its directory stands at the end), so it must lie somewhere, and it is
larger than memory should be. It lies in an unnamed temporary file in chunks of ChaCha20-Poly1305; the key lives in this
object and dies with the process, so a crash, a stolen disk or an undelete finds noise (D-69).
"""

import errno
import io
import secrets
import tempfile
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

CHUNK = 64 * 1024
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TAG = 16
_IN_MEMORY = 1024 * 1024


class Spool:
    """Written once from front to back, then read anywhere; closed, it is gone.

    Small packages never reach the disk at all: the first MiB stays in memory.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by close()
        self._cipher = ChaCha20Poly1305(secrets.token_bytes(32))
        self._pending = bytearray()
        self._chunks = 0
        self.size = 0
        self.fault: OSError | None = None

    def write(self, piece: bytes) -> int:
        """Appends `piece`; an error of the disk is also kept in `fault`, for libraries that reword it."""
        self._pending += piece
        self.size += len(piece)
        while len(self._pending) >= CHUNK:
            self._put(bytes(self._pending[:CHUNK]))
            del self._pending[:CHUNK]
        return len(piece)

    def flush(self) -> None:
        """Nothing to do: the spool outlives nothing."""

    def finish(self) -> None:
        """Ends the writing: everything is on its place, or the disk has said that it has none."""
        if self._pending:
            self._put(bytes(self._pending))
            self._pending.clear()

    def reader(self) -> io.BufferedReader:
        """Ends the writing and gives a seekable reader over everything written."""
        self.finish()
        return io.BufferedReader(_SpoolReader(self), CHUNK)

    def chunk(self, number: int) -> bytes:
        """Chunk `number`, counted from 0, in clear."""
        self._file.seek(number * (CHUNK + _TAG))
        return self._cipher.decrypt(_nonce(number), self._file.read(CHUNK + _TAG), None)

    def close(self) -> None:
        """Removes the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _put(self, chunk: bytes) -> None:
        try:
            self._file.write(self._cipher.encrypt(_nonce(self._chunks), chunk, None))
            self._file.flush()
        except OSError as fault:
            self.fault = fault
            raise
        self._chunks += 1


class _SpoolReader(io.RawIOBase):
    """Reads a spool that is complete."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._at = 0
        self._held = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._spool.size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, target: Any) -> int:
        view = memoryview(target).cast("B")
        if self._at >= self._spool.size:
            return 0
        number, inside = divmod(self._at, CHUNK)
        if self._held[0] != number:
            self._held = (number, self._spool.chunk(number))
        piece = self._held[1][inside : inside + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def _nonce(number: int) -> bytes:
    """The chunk's number; the key is used for one spool only."""
    return number.to_bytes(12, "big")
