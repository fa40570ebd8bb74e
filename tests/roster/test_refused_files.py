"""Files that must not be read: bombs, far corners, locked, renamed, no list at all (D-61, D-62)."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from desktop.roster import guards
from desktop.roster.delimited import read_delimited
from desktop.roster.reading import read_roster
from desktop.roster.refusals import (
    NoHeaderFound,
    NotASpreadsheet,
    NothingToRead,
    UnreadableText,
    WorkbookDamaged,
    WorkbookLocked,
    WorkbookTooLarge,
)
from tests.roster.workbooks import HEADER, couple_row, xlsx

START = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"


def workbook_with(folder: Path, sheet: str) -> Path:
    """A real workbook whose one sheet is replaced by this XML."""
    base = folder / "base.xlsx"
    xlsx(base, [HEADER, couple_row(1)])
    path = folder / "list.xlsx"
    with zipfile.ZipFile(base) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return path


@pytest.mark.parametrize("quote", ['"', "'"])
def test_two_values_in_opposite_corners_never_reach_the_reader(tmp_path: Path, quote: str) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(WorkbookTooLarge) as refused:
        read_roster(workbook_with(tmp_path, START + rows.replace('"', quote) + END))
    assert "1048576" in refused.value.happened


def test_a_million_empty_styled_rows_are_read_as_nothing(tmp_path: Path) -> None:
    titles = "".join(f'<c r="{chr(65 + n)}1" t="inlineStr"><is><t>{t}</t></is></c>' for n, t in enumerate(HEADER))
    rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(2, 200_000))
    far = '<row r="1048576"><c r="A1048576" s="1"/></row>'
    reading = read_roster(workbook_with(tmp_path, f'{START}<row r="1">{titles}</row>{rows}{far}{END}'))
    assert len(reading.best.sheet.rows) == 1


def test_a_sheet_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "UNPACKED_LIMIT", 1 << 20)
    with pytest.raises(WorkbookTooLarge):
        read_roster(workbook_with(tmp_path, START + " " * (2 << 20) + END))


def test_a_directory_that_lies_about_lengths_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook_with(tmp_path, START + " " * (2 << 20) + END)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        true_length = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(bytes(content).replace(true_length, (100).to_bytes(4, "little")))
    monkeypatch.setattr(guards, "UNPACKED_LIMIT", 1 << 20)
    with pytest.raises(WorkbookTooLarge):
        read_roster(path)


def test_entities_of_xml_are_never_resolved(tmp_path: Path) -> None:
    document = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;&f;</t></is></c></row>'
    with pytest.raises(WorkbookDamaged):
        read_roster(workbook_with(tmp_path, START.replace("?><", f"?>{document}<") + row + END))


def test_a_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(WorkbookLocked):
        read_roster(path)


@pytest.mark.parametrize(
    "content",
    [b"<html><table><tr><td>x</td></tr></table></html>", b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04 no zip"],
)
def test_what_is_no_list_is_refused_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises((NotASpreadsheet, WorkbookDamaged)) as refused:
        read_roster(path)
    assert refused.value.next_step


def test_a_word_document_is_not_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotASpreadsheet):
        read_roster(path)


def test_an_empty_file_and_an_empty_workbook_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    for name in ("a.csv", "b.xlsx"):
        with pytest.raises(NothingToRead):
            read_roster(tmp_path / name)


def test_bytes_in_no_encoding_are_refused_with_their_line() -> None:
    with pytest.raises(UnreadableText) as refused:
        read_delimited("姓名,村\n".encode() + b"\xff\xff\xff,x\n")
    assert refused.value.line == 2


def test_a_sheet_without_column_names_asks_for_another(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    xlsx(path, [["一", "二"], ["三", "四"]])
    reading = read_roster(path)
    assert not reading.certain
    with pytest.raises(NoHeaderFound):
        _ = reading.best.mapping
