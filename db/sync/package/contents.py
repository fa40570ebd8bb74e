"""The entries of a package while they are written: each is packed, counted, hashed and listed in one pass."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from db.ledger.strict import JsonObject
from db.sync.package.header import Counted
from db.sync.package.listing import Attachment, Cell, TableDump
from db.sync.package.refusals import AttachmentDamaged
from db.sync.package.sniff import media_type
from db.sync.package.spool import Spool

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_PIECE = 256 * 1024
_FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠｜")


class Contents:
    """The zip being written: puts entries in, and lists each as a resource.

    Args:
        spool: where its bytes go, front to back.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self.resources: list[JsonObject] = []
        self.line_count = 0

    def __enter__(self) -> Self:
        out: Any = _NotSeekable(self._spool)  # zipfile needs no more of a stream than it has
        self._zip = zipfile.ZipFile(out, "w", allowZip64=False)
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def totalled(self, counted: Counted) -> Counted:
        """`counted` with the bytes of everything listed so far."""
        total = sum(int(str(resource["bytes"])) for resource in self.resources)
        return Counted(**{**vars(counted), "total_bytes": total})

    def put(self, name: str, path: str, data: bytes, mediatype: str = "") -> None:
        """One small entry; without a name it is not listed (the list itself and its seal)."""
        with self._entry(path) as entry:
            entry.write(data)
        if name:
            self._list(name, path, entry, {"mediatype": mediatype, "format": mediatype.rpartition("/")[2]})

    def lines(self, name: str, path: str, lines: Iterable[bytes], title: str) -> tuple[bytes, bytes]:
        """One JSON-lines entry; the first and the last line come back."""
        first, last, count = b"", b"", 0
        with self._entry(path) as entry:
            buffered = io.BufferedWriter(entry, _PIECE)
            for line in lines:
                buffered.write(line + b"\n")
                first, last, count = first or line, line, count + 1
            buffered.flush()
        self.line_count = count
        # "ndjson-records" is no format frictionless parses: it checks length and digest, and leaves the lines to us
        self._list(name, path, entry, {"title": title, "mediatype": "application/x-ndjson", "format": "ndjson-records"})
        return first, last

    def table(self, table: TableDump) -> None:
        """One CSV with its schema (RFC 4180, UTF-8)."""
        path = f"tables/{table.name}.csv"
        with self._entry(path) as entry:
            buffered = io.BufferedWriter(entry, _PIECE)
            rows = csv.writer(_Utf8(buffered), lineterminator="\r\n")
            rows.writerow([column.name for column in table.fields])
            rows.writerows(map(_cells, table.rows))
            buffered.flush()
        schema: JsonObject = {
            "fields": [{"name": column.name, "title": column.title, "type": column.type} for column in table.fields],
            "missingValues": [""],
        }
        more: JsonObject = {"title": table.title, "type": "table", "format": "csv", "mediatype": "text/csv"}
        self._list(f"table-{table.name}", path, entry, {**more, "encoding": "utf-8", "schema": schema})

    def attachment(self, attachment: Attachment) -> int:
        """One attachment, copied and compared with its name; its length comes back.

        Raises:
            AttachmentDamaged: an attachment kept here is no longer the one that was taken in.
        """
        path = f"attachments/{attachment.sha256}"
        kind = ""
        with attachment.open() as source, self._entry(path, zipfile.ZIP_STORED) as entry:
            while piece := source.read(_PIECE):
                kind = kind or media_type(piece)
                entry.write(piece)
        if entry.digest.hexdigest() != attachment.sha256 or not kind:
            raise AttachmentDamaged(attachment.sha256)
        self._list(
            f"attachment-{attachment.sha256}", path, entry, {"mediatype": kind, "format": kind.rpartition("/")[2]}
        )
        return entry.length

    @contextmanager
    def _entry(self, path: str, method: int = zipfile.ZIP_DEFLATED) -> "Iterator[_Entry]":
        about = zipfile.ZipInfo(path, _FIXED_TIME)
        about.compress_type = method
        about._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - public only from 3.13
        about.create_system = 3  # the same bytes on every system
        with self._zip.open(about, "w") as out:
            yield _Entry(out)

    def _list(self, name: str, path: str, entry: "_Entry", more: JsonObject) -> None:
        sha256 = f"sha256:{entry.digest.hexdigest()}"
        self.resources.append({"name": name, "path": path, "bytes": entry.length, "hash": sha256, **more})


class _Entry(io.RawIOBase):
    """Counts and hashes what goes into one entry."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self.digest = hashlib.sha256()
        self.length = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.digest.update(piece)
        self.length += len(piece)
        self._out.write(piece)
        return len(piece)


class _Utf8:
    """What the CSV writer writes, as bytes."""

    def __init__(self, out: Any) -> None:
        self._out = out

    def write(self, text: str) -> int:
        self._out.write(text.encode())
        return len(text)


class _NotSeekable:
    """The spool as zipfile wants a stream it cannot go back in: sizes then follow the data."""

    def __init__(self, spool: Spool) -> None:
        self.write = spool.write
        self.flush = spool.flush


def _cells(row: Sequence[Cell]) -> list[str | int | None]:
    """What the CSV writer shall write; it writes nothing for None, and whole numbers in figures."""
    return [
        _cell(value) if isinstance(value, bool) or (isinstance(value, str) and value[:1] in _FORMULA_STARTS) else value
        for value in row
    ]


def _cell(value: str | bool) -> str:  # noqa: FBT001 - a cell's content
    """A flag as a word; text that a spreadsheet would take for a formula with an apostrophe in front (D-59)."""
    return str(value).lower() if isinstance(value, bool) else f"'{value}"
