"""A package that has been opened, and what it holds; a package is opened here and nowhere else (B-53)."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from db.ledger.strict import BadLine, JsonObject, strict_json
from db.sync.package import listing
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.listing import Listed
from db.sync.package.opening import Opening
from db.sync.package.refusals import ContentsDiffer, OverLimit
from db.sync.package.trusting import Trust


class OpenedPackage:
    """A package that was decrypted, verified and compared with its signed list; close it to be rid of its contents.

    Attributes:
        sealed: the verified header.
        sender: who signed it.
        descriptor: the whole `datapackage.json`, unknown fields included (B-40).
        listed: the signed list.
        offered: enclosed key documents, still to be judged by their own signatures.
        sha256: digest of the file as carried (B-25).
        bytes: its length.
        recipient: our age public key that opened it; a retired one deserves a notice (B-48).
    """

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self.sealed = opening.sealed
        self.sender = opening.sender
        self.descriptor = opening.descriptor
        self.listed = opening.listed
        self.offered = opening.offered
        self.sha256 = opening.unsealed.sha256
        self.bytes = opening.envelope.size
        self.recipient = opening.unsealed.recipient

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The changes: line number from 1, and the line without its end; decode them strictly.

        Raises:
            OverLimit: more lines than allowed.
            BadLine: a line too long, empty or not ended.
            ContentsDiffer: other changes than the header counts, or another first or last one.
        """
        counted, limits = self.sealed.counted, self._opening.limits
        first, last, line_no = b"", b"", 0
        for line_no, last in self._lines(listing.CHANGES):
            if line_no > limits.changes:
                raise OverLimit("修改条数", max(counted.changes, line_no), limits.changes, "条")
            first = first or last
            yield line_no, last
        ends = (_hash_in(first, 1, limits), _hash_in(last, line_no, limits))
        if (line_no, *ends) != (counted.changes, counted.first_change, counted.last_change):
            raise ContentsDiffer(listing.CHANGES)

    def list_lines(self, name: str) -> Iterator[tuple[int, JsonObject]]:
        """The objects of a further list (`stations`, `purges`, ...), nothing when the package has none."""
        path = f"lists/{name}.jsonl"
        if path in self._opening.directory:
            for line_no, line in self._lines(path):
                yield line_no, strict_json(line, line_no, self._opening.limits.bounds)

    def list_names(self) -> tuple[str, ...]:
        """The further lists there are."""
        return tuple(filter(None, (listing.list_of(item.path) for item in self.listed)))

    def table_digests(self) -> tuple[tuple[str, str], ...]:
        """Each table's name and SHA-256; tables are never imported, their digests are kept (B-51)."""
        return tuple((listing.table_of(item.path), item.sha256) for item in self.listed if listing.table_of(item.path))

    def table_ids(self) -> Iterator[str]:
        """What every line of every table begins with: the record's id; now and then a word from within a long text."""
        for item in self.listed:
            rest = b""
            for piece in self._opening.directory.pieces(item.path) if listing.table_of(item.path) else ():
                *whole, rest = (rest + piece).split(b"\n")
                yield from (line.partition(b",")[0].decode("utf-8", "replace") for line in whole)
                rest = rest[:_LONGEST_ID]

    def attachments(self) -> tuple[Listed, ...]:
        """The attachments; the name of each is its digest."""
        return tuple(item for item in self.listed if listing.attachment_of(item.path))

    def open_attachment(self, sha256: str) -> AbstractContextManager[BinaryIO]:
        """The bytes of one attachment; KeyError when the package does not hold it."""
        return self._opening.directory.open(f"attachments/{sha256}")

    def slip(self) -> bytes:
        """The paper twin as PDF, empty when there is none."""
        if listing.SLIP not in self._opening.directory:
            return b""
        return self._opening.directory.read(listing.SLIP, self._opening.limits.attachment)

    def close(self) -> None:
        """Forgets the contents."""
        self._opening.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _lines(self, path: str) -> Iterator[tuple[int, bytes]]:
        longest = self._opening.limits.bounds.line_bytes
        rest, line_no = b"", 0
        for piece in self._opening.directory.pieces(path):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                line_no += 1
                if not line:
                    raise BadLine(line_no, "空行")
                yield line_no, line
            if len(rest) > longest:
                raise BadLine(line_no + 1, f"长度超过上限 {longest} 字节")
        if rest:
            raise BadLine(line_no + 1, "没有行尾")


_LONGEST_ID = 256
"""Bytes of a table's line that are kept until its end is found."""


def _hash_in(line: bytes, line_no: int, limits: Limits) -> str:
    return str(strict_json(line, line_no, limits.bounds).get("hash", "")) if line else ""


def open_package(path: Path, identities: Sequence[str], trust: Trust, limits: Limits = LIMITS) -> OpenedPackage:
    """Decrypts and verifies the package at `path`; what comes back is to be closed.

    Args:
        path: the file; it is only read.
        identities: our age secret keys, newest first.
        trust: who reads, and whom the reader believes.
        limits: what a package may be.

    Raises:
        PackageRefused: under the name of its cause.
    """
    with ExitStack() as on_failure:
        opening = Opening(limits)
        on_failure.callback(opening.close)
        opening.decrypt(path, identities)
        opening.read_directory()
        opening.judge_seal(trust)
        opening.judge_header(trust)
        opening.judge_contents()
        on_failure.pop_all()
    return OpenedPackage(opening)
