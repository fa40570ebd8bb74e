"""What a workbook must not do to this computer: sizes and corners are checked before a reader unpacks it (D-61).

The reader lays a sheet out as one rectangle, so two values in opposite corners of a small file would ask for 17 billion
cells and end the process. The raw parts are therefore measured first: unpacked length, row and column numbers.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.roster.refusals import NotASpreadsheet, WorkbookDamaged, WorkbookLocked, WorkbookTooLarge
from desktop.words import tr

FILE_LIMIT = 64 << 20
UNPACKED_LIMIT = 256 << 20
AREA_LIMIT = 6_000_000
"""Cells of the rectangle around all values of one sheet: 100,000 rows of 60 columns."""
ENTRY_LIMIT = 4000
_DEFLATE_MOST = 1032  # deflate never unpacks to more than 1,032 times its length
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REF = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^>/]*>""")
_FAULT = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\bt\s*=\s*["']e["'])[^>]*\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_FAR = re.compile(rb'r="(?:[A-Za-z]{2,3}[0-9]|[A-Za-z]{0,3}[0-9]{6})')  # begins with a literal: found at memchr speed
_UNUSUAL = (re.compile(rb"r(?:='| =|[\t\r\n])"), re.compile(rb"= [\"']"))  # literal beginnings for the same reason
_ERRORS = (b'"e"', b"'e'")


@dataclass(frozen=True)
class Sniffed:
    """What a file is by its content.

    Args:
        kind: `xlsx`, `xls` or `text`.
        faults: by worksheet part name, cells (row, column from 1) that hold an Excel error such as #N/A.
    """

    kind: str
    faults: dict[str, frozenset[tuple[int, int]]]


def sniff(path: Path) -> Sniffed:
    """Looks at the content (never the name) of `path` and refuses what cannot or must not be read.

    Refusals: `WorkbookTooLarge`, `NotASpreadsheet`, `WorkbookDamaged`, `WorkbookLocked`.
    """
    size = path.stat().st_size
    if size > FILE_LIMIT:
        raise WorkbookTooLarge(tr("这个文件有 {size} MB，名册不会有这么大。").format(size=size >> 20))
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return Sniffed("xlsx", _check_zip(path))
    if start.startswith(_OLE):
        return _check_ole(path)
    _refuse_other(start)
    return Sniffed("text", {})


def column_number(letters: str) -> int:
    """A=1, Z=26, AA=27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _refuse_other(start: bytes) -> None:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise NotASpreadsheet(
            tr("这个文件是网页格式，只是名字像表格。"), tr("请用 WPS 或 Excel 打开它，另存为 .xlsx 后再导入。")
        )
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"rar!", b"7z\xbc\xaf", b"{\\rtf")):
        raise _not_a_list()


def _not_a_list() -> NotASpreadsheet:
    return NotASpreadsheet(
        tr("这个文件不是表格，名册要 .xlsx、.xls 或 CSV 文件。"), tr("请换一个文件，或者另存为 .xlsx 后再导入。")
    )


def _check_ole(path: Path) -> Sniffed:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise WorkbookLocked
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise _not_a_list()
    return Sniffed("xls", {})


def _check_zip(path: Path) -> dict[str, frozenset[tuple[int, int]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            budget = UNPACKED_LIMIT
            faults = {}
            for entry in entries:
                is_sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
                if not is_sheet and entry.compress_size * _DEFLATE_MOST + entry.file_size < budget // ENTRY_LIMIT:
                    continue
                part = _unpack(path, entry, budget)
                budget -= len(part)
                if is_sheet:
                    _check_corners(part)
                    faults[entry.filename] = _faults(part)
            return faults
    except (zipfile.BadZipFile, OSError, zlib.error, struct.error, NotImplementedError) as problem:
        raise WorkbookDamaged from problem


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names and not any(name.endswith("/workbook.xml") for name in names):
        raise _not_a_list()
    if len(entries) > ENTRY_LIMIT:
        raise WorkbookTooLarge(tr("这个文件里有 {count} 个部件，名册不会这样。").format(count=len(entries)))
    if any(entry.flag_bits & 1 for entry in entries):
        raise WorkbookLocked


def _unpack(path: Path, entry: zipfile.ZipInfo, budget: int) -> bytes:
    """The entry's bytes, counted while they come: what the directory says about lengths may be a lie."""
    with path.open("rb") as file:
        file.seek(entry.header_offset)
        header = file.read(30)
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        file.seek(name_length + extra_length, 1)
        packed = file.read(entry.compress_size)
    if entry.compress_type == zipfile.ZIP_STORED:
        part = packed
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        part = zlib.decompressobj(-15).decompress(packed, max_length=budget + 1)
    else:
        raise WorkbookDamaged
    if len(part) > budget:
        raise WorkbookTooLarge(
            tr("这个文件打开后超过 {size} MB，多半是大片空行带着格式。").format(size=UNPACKED_LIMIT >> 20)
        )
    return part


def _check_corners(part: bytes) -> None:
    """Measures the rectangle around the cells, only where far rows or columns are named at all."""
    if not _FAR.search(part) and not any(mark.search(part) for mark in _UNUSUAL):
        return
    furthest_row, furthest_column = 1, 1
    for letters, row in _valued(part):
        furthest_row = max(furthest_row, row)
        furthest_column = max(furthest_column, column_number(letters))
    if furthest_row * furthest_column > AREA_LIMIT:
        raise WorkbookTooLarge(
            tr("这张表的内容一直铺到第 {row} 行、第 {column} 列，多半是很远处有一个空格。").format(
                row=furthest_row, column=furthest_column
            )
        )


def _valued(part: bytes) -> Iterator[tuple[str, int]]:
    """Cells that are not self-closing: an empty styled cell asks for no room."""
    for found in _REF.finditer(part):
        yield found[1].decode(), int(found[2])


def _faults(part: bytes) -> frozenset[tuple[int, int]]:
    if not any(mark in part for mark in _ERRORS):
        return frozenset()
    return frozenset((int(found[2]), column_number(found[1].decode())) for found in _FAULT.finditer(part))
