"""Untidy lists as offices keep them, one per illness, made anew for each test and always the same.

Every person is invented; ID numbers use the area 999999.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from db.domain.check_digits import iso_11_2

Row = Sequence[Any]
ILLNESSES: dict[str, "Illness"] = {}
HEADER = (
    "序号",
    "户主姓名",
    "身份证号",
    "配偶姓名",
    "配偶身份证号",
    "村（居）",
    "联系电话",
    "子女姓名",
    "死亡时间",
    "家庭住址",
    "备注",
)


@dataclass(frozen=True)
class Illness:
    """One untidy file and what must come of it when nothing is in the record yet.

    Args:
        name: the illness, also the file's name.
        suffix: the file's ending (which may lie).
        make: writes the file.
        verdicts: spreadsheet row -> verdict; rows left out must be explained as no data.
        doubts: (cell address or 第 n 行, code) that must be told.
        households: row -> names expected in the household of that row.
        encoding: expected guess for a CSV.
    """

    name: str
    suffix: str
    make: Callable[[Path], None]
    verdicts: dict[int, str]
    doubts: frozenset[tuple[str, str]] = frozenset()
    households: dict[int, str] = field(default_factory=dict)
    encoding: str = ""

    def write(self, folder: Path) -> Path:
        path = folder / f"{self.name}{self.suffix}"
        self.make(path)
        return path


def id_number(birth: str, sequence: int) -> str:
    body = f"999999{birth}{sequence:03}"
    return body + iso_11_2(body)


def couple_row(number: int, **changes: Any) -> list[Any]:
    """A clean row under `HEADER`; `changes` name a title by its position word."""
    year = 1950 + number % 15
    values = {
        "serial": number,
        "head": "赵钱孙李周吴郑王冯陈"[number % 10] + "建国志强海波文斌长庚"[number % 5 * 2 :][:2],
        "head_id": id_number(f"{year}0312", 2 * number + 1),
        "spouse": "何吕施张孔曹严华金魏"[number % 10] + "秀兰玉蓉淑芬慧芝桂英"[number % 5 * 2 :][:2],
        "spouse_id": id_number(f"{year + 2}1105", 2 * number + 2),
        "village": ("柳湾村", "石桥村", "龙潭社区")[number % 3],
        "phone": f"138{number:08}",
        "child": "赵钱孙李周吴郑王冯陈"[number % 10] + "小" + "一二三四五六七八九十"[number % 10],
        "died": f"20{10 + number % 10}.{1 + number % 9}",
        "address": f"{number}组{number}号",
        "note": "",
    }
    return list({**values, **changes}.values())


def _register(
    suffix: str,
    verdicts: dict[int, str],
    doubts: Sequence[tuple[str, str]] = (),
    households: dict[int, str] | None = None,
    encoding: str = "",
) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    def keep(make: Callable[[Path], None]) -> Callable[[Path], None]:
        name = make.__name__.lstrip("_")
        ILLNESSES[name] = Illness(name, suffix, make, verdicts, frozenset(doubts), households or {}, encoding)
        return make

    return keep


def xlsx(path: Path, rows: Sequence[Row], merges: Sequence[str] = (), title: str = "死亡家庭") -> None:
    book = openpyxl.Workbook()
    fill(book.active, rows, merges, title)
    book.save(path)


def fill(sheet: Any, rows: Sequence[Row], merges: Sequence[str] = (), title: str = "死亡家庭") -> None:
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value not in ("", None):
                cell = sheet.cell(number, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # a text that begins with = stays a text
    for cells in merges:
        sheet.merge_cells(cells)


def text_list(path: Path, rows: Sequence[Row], encoding: str, separator: str = ",", mark: bytes = b"") -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    path.write_bytes(mark + out.getvalue().encode(encoding))


def rows_of(*numbers: int) -> list[list[Any]]:
    return [couple_row(number) for number in numbers]


@_register(".xlsx", {5: "new", 6: "new", 8: "new"}, households={5: "钱志强、吕玉蓉"})
def _titles_above_and_totals_below(path: Path) -> None:
    rows = [
        ["2026年独生子女死亡家庭名册"],
        ["填报单位：云溪镇卫健办", "", "", "", "填表日期：2026.11.1"],
        [],
        HEADER,
        *rows_of(1, 2),
        ["小计", "", "", "", "", 2],
        *rows_of(3),
        ["合 计：", "3户", "6人"],
        ["说明：本表一式两份。"],
        ["制表人：林秋禾", "", "", "审核人：周主任"],
    ]
    xlsx(path, rows, ["A1:K1"])


@_register(".xlsx", {4: "new", 5: "new"}, households={4: "钱志强、吕玉蓉"})
def _two_row_header_with_merged_groups(path: Path) -> None:
    groups = ["序号", "村（居）", "父亲", "", "", "母亲", "", "", "子女", "", "", "家庭类别"]
    words = ["", "", "姓名", "身份证号码", "联系电话", "姓名", "身份证号码", "联系电话", "姓名", "性别", "死亡时间", ""]
    body = []
    for number in (1, 2):
        row = couple_row(number)
        body.append([number, row[5], row[1], row[2], row[6], row[3], row[4], "", row[7], "男", row[8], "死亡"])
    merges = ["A1:L1", "A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:K2", "L2:L3"]
    xlsx(path, [["特殊家庭信息表"], groups, words, *body], merges)


@_register(
    ".xlsx",
    {2: "cannot", 3: "new", 4: "cannot"},
    [("C2", "damaged_by_excel"), ("E4", "damaged_by_excel")],
)
def _id_numbers_that_excel_has_eaten(path: Path) -> None:
    rows = [
        HEADER,
        couple_row(1, head_id=float(id_number("19510312", 3)[:15] + "000")),
        couple_row(2),
        couple_row(3, spouse_id="4.32E+17"),
    ]
    xlsx(path, rows)


@_register(
    ".xlsx",
    {2: "new", 3: "new", 4: "new", 5: "look", 6: "cannot", 7: "cannot", 8: "cannot"},
    [("C5", "converted_15"), ("C6", "check_digit"), ("C7", "length"), ("C8", "birth_impossible")],
)
def _id_numbers_written_in_every_way(path: Path) -> None:
    whole = id_number("19510312", 3)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in id_number("19520312", 5))
    wrong = whole[:17] + ("0" if whole[17] != "0" else "1")
    rows = [
        HEADER,
        couple_row(1, head_id="'" + whole),
        couple_row(2, head_id=wide),
        couple_row(3, head_id=f" {whole[:6]} 19530312 {id_number('19530312', 7)[14:]} ".replace("X", "x")),
        couple_row(4, head_id=float("999999540312009")),
        couple_row(5, head_id=wrong.replace("0312", "0313", 1)),
        couple_row(6, head_id=whole[:16]),
        couple_row(7, head_id="999999195102300014"),
    ]
    xlsx(path, rows)


@_register(
    ".xlsx",
    dict.fromkeys(range(2, 9), "new") | {9: "look", 10: "cannot", 11: "cannot", 12: "cannot", 13: "look"},
    [
        ("I9", "date_month_doubt"),
        ("I10", "date_impossible"),
        ("I11", "date_future"),
        ("I12", "date_unreadable"),
        ("I13", "date_short_year"),
    ],
)
def _dates_in_every_style(path: Path) -> None:
    died: list[Any] = [
        "2015.3.12",
        "2015年3月",
        "20150312",
        "2015/3/12",
        42075,
        date(2015, 3, 12),
        "２０１５．３．１２",
        2015.1,
        "2015.2.30",
        "2030-01-01",
        "大前年冬天",
        "15.3.12",
    ]
    xlsx(path, [HEADER, *(couple_row(number, died=value) for number, value in enumerate(died, start=1))])


_MEMBER_HEADER = ("户号", "姓名", "与户主关系", "身份证号", "村别", "婚姻状况", "手机", "家庭类别", "死亡时间")


@_register(
    ".xlsx", {2: "new", 3: "new", 4: "new", 5: "new", 6: "new", 7: "new"}, households={2: "甲一、乙一", 7: "丙二"}
)
def _one_person_a_row_with_relations(path: Path) -> None:
    rows = [
        _MEMBER_HEADER,
        ["1", "甲一", "户主", id_number("19550101", 11), "柳湾村", "已婚", "13800000001", "死亡", ""],
        ["1", "乙一", "妻", id_number("19560101", 12), "柳湾村", "已婚", "", "死亡", ""],
        ["1", "甲小", "子", id_number("19820101", 13), "柳湾村", "未婚", "", "死亡", "2010-05-06"],
        ["2", "丙二", "户主", id_number("19570101", 14), "柳湾村", "离异", "13800000002", "死亡", ""],
        ["2", "丙小", "女", "", "柳湾村", "", "", "", "2011.6"],
        ["2", "丙二", "户主", id_number("19570101", 14), "柳湾村", "离异", "13800000002", "死亡", ""],
    ]
    xlsx(path, rows)


@_register(
    ".xlsx",
    {3: "look", 4: "look", 5: "look", 6: "look"},
    [("第 4 行", "rows_joined"), ("第 6 行", "rows_joined")],
    {3: "甲一、乙一", 6: "丙二、丁二"},
)
def _spouses_in_two_rows_held_by_merged_cells(path: Path) -> None:
    rows: list[Row] = [
        ["独生子女死亡家庭花名册"],
        ["序号", "村", "姓名", "性别", "身份证号", "子女姓名", "死亡时间", "住址"],
        [1, "柳湾村", "甲一", "男", id_number("19550101", 11), "甲小", "2010.5", "一组"],
        ["", "", "乙一", "女", id_number("19560101", 12), "", "", ""],
        [2, "", "丙二", "男", id_number("19570101", 15), "丙小", "2011.6", "二组"],
        ["", "", "丁二", "女", id_number("19580101", 16), "", "", ""],
    ]
    xlsx(path, rows, ["A1:H1", "A3:A4", "B3:B6", "F3:F4", "G3:G4", "H3:H4", "A5:A6", "F5:F6", "G5:G6", "H5:H6"])


@_register(".xlsx", {3: "new", 4: "new", 7: "new", 8: "new"})
def _header_printed_again_on_every_page(path: Path) -> None:
    title = ["2026年独生子女死亡家庭名册"]
    xlsx(path, [title, HEADER, *rows_of(1, 2), title, HEADER, *rows_of(3, 4)])


@_register(".xlsx", {2: "new", 3: "new", 4: "new"})
def _several_sheets_with_a_cover(path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active, [["封面"], ["云溪镇", "2026年"]], title="封面")
    fill(book.create_sheet(), [HEADER, *rows_of(1, 2, 3)], title="死亡类名册")
    hidden = book.create_sheet()
    fill(hidden, [HEADER, *rows_of(1, 2, 3, 4, 5, 6)], title="旧表")
    hidden.sheet_state = "hidden"
    book.create_sheet("Sheet3")
    book.save(path)


@_register(".xlsx", {4: "new", 8: "new", 12: "new"}, households={4: "钱志强、吕玉蓉"})
def _blank_rows_numbered_blanks_and_village_headings(path: Path) -> None:
    header = [title for title in HEADER if title != "村（居）"]
    rows = [
        [value for title, value in zip(HEADER, couple_row(n), strict=True) if title != "村（居）"] for n in (1, 2, 3)
    ]
    sheet = [
        ["独生子女死亡家庭名册"],
        header,
        ["柳湾村（1户）"],
        rows[0],
        [],
        [5],
        ["石桥村"],
        rows[1],
        ["　", " "],
        [],
        ["三、龙潭社区"],
        [*rows[2][:4], "", *rows[2][5:]],
    ]
    xlsx(path, sheet, ["A3:J3"])


@_register(".xlsx", {2: "look", 3: "new"}, [("A2", "two_in_a_cell")], {2: "甲一、乙一"})
def _two_people_in_one_cell(path: Path) -> None:
    ids = f"{id_number('19550101', 11)}\n{id_number('19560101', 12)}"
    rows = [
        ["姓名", "身份证号", "所属村", "电话", "子女姓名", "死亡日期"],
        ["甲一、乙一", ids, "柳湾村", "13800000001", "甲小", "2010.5"],
        ["丙二", id_number("19570101", 15), "柳湾村", "13800000002", "丙小", "2011.6"],
    ]
    xlsx(path, rows)


@_register(
    ".xlsx",
    {2: "cannot", 3: "new", 4: "cannot"},
    [("C2", "id_twice"), ("C4", "id_twice")],
)
def _one_number_under_two_names(path: Path) -> None:
    xlsx(path, [HEADER, couple_row(1), couple_row(2), couple_row(3, head_id=couple_row(1)[2])])


@_register(
    ".xlsx", {2: "new", 3: "look", 4: "new", 5: "look"}, [("第 5 行", "person_twice")], {2: "甲一、乙一", 3: "丙二"}
)
def _a_couple_written_twice_and_a_person_twice(path: Path) -> None:
    one, two, three = id_number("19550101", 11), id_number("19560101", 12), id_number("19570101", 15)
    rows = [
        ["姓名", "身份证号", "配偶姓名", "配偶身份证号", "村", "子女姓名", "死亡日期"],
        ["甲一", one, "乙一", two, "柳湾村", "甲小", "2010.5"],
        ["丙二", three, "", "", "柳湾村", "丙小", "2011.6"],
        ["乙一", two, "甲一", one, "柳湾村", "甲小", "2010.5"],
        ["丙二", three, "", "", "柳湾村", "丙小", "2011.6"],
    ]
    xlsx(path, rows)


@_register(".xlsx", {2: "new", 3: "new"}, [("F3", "child_shared")], {2: "甲一", 3: "乙一"})
def _divorced_parents_in_two_villages(path: Path) -> None:
    rows = [
        ["姓名", "性别", "身份证号", "婚姻状况", "村（居）", "子女姓名", "死亡日期"],
        ["甲一", "男", id_number("19550101", 11), "离婚", "柳湾村", "甲小", "2010.5"],
        ["乙一", "女", id_number("19560101", 12), "离异", "石桥村", "甲小", "2010.5"],
    ]
    xlsx(path, rows)


@_register(".xlsx", {2: "look", 3: "look", 4: "new"}, [("第 3 行", "couple_by_child")], {2: "甲一、乙一"})
def _a_couple_on_two_rows_with_nothing_but_the_child(path: Path) -> None:
    rows = [
        ["姓名", "性别", "身份证号", "村（居）", "子女姓名", "死亡日期"],
        ["甲一", "男", id_number("19550101", 11), "柳湾村", "甲小", "2010.5"],
        ["乙一", "女", id_number("19560101", 12), "柳湾村", "甲小", "2010.5"],
        ["丙二", "男", id_number("19570101", 15), "柳湾村", "丙小", "2011.6"],
    ]
    xlsx(path, rows)


@_register(".xls", {3: "new", 4: "new", 5: "cannot"}, [("C5", "damaged_by_excel")])
def _an_old_xls_with_numbers_and_merges(path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("死亡家庭")
    sheet.write_merge(0, 0, 0, 10, "特殊家庭名册")
    rows = [HEADER, *rows_of(1, 2), couple_row(3, head_id=float(id_number("19530312", 7)[:17] + "0"))]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(number, column, int(value) if str(value).startswith("138") else value)
    book.save(str(path))


@_register(".xlsx", {2: "new", 3: "new"})
def _an_old_xls_renamed_to_xlsx(path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("死亡")
    for number, row in enumerate([HEADER, *rows_of(1, 2)]):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.save(str(path))


@_register(".csv", {2: "new", 3: "new"}, encoding="gb18030")
def _csv_in_gbk_with_semicolons(path: Path) -> None:
    text_list(path, [[*HEADER, "类别"], *([*row, "死亡"] for row in rows_of(1, 2))], "gbk", ";")


@_register(".csv", {2: "look", 3: "new"}, [("B2", "name_rare")], {2: "马𠅤、吕䶮"}, encoding="gb18030")
def _csv_in_gb18030_with_rare_characters(path: Path) -> None:
    rows = [couple_row(1, head="马𠅤", spouse="吕䶮"), couple_row(2)]
    text_list(path, [[*HEADER, "类别"], *([*row, "死亡"] for row in rows)], "gb18030")


@_register(".xls", {2: "new", 3: "new"}, encoding="utf-8-sig")
def _csv_in_utf8_with_mark_named_xls(path: Path) -> None:
    text_list(path, [[*HEADER, "类别"], *([*row, "死亡"] for row in rows_of(1, 2))], "utf-8", "\t", b"\xef\xbb\xbf")


@_register(".csv", {2: "new", 3: "new"}, encoding="utf-16-le")
def _csv_in_utf16_with_tabs(path: Path) -> None:
    text_list(path, [[*HEADER, "类别"], *([*row, "死亡"] for row in rows_of(1, 2))], "utf-16-le", "\t", b"\xff\xfe")


@_register(".csv", {2: "new", 3: "new"}, encoding="mixed")
def _csv_glued_from_two_encodings(path: Path) -> None:
    text_list(path, [[*HEADER, "类别"], [*couple_row(1), "死亡"]], "gbk")
    with path.open("ab") as file:
        file.write((",".join(map(str, [*couple_row(2), "死亡"])) + "\r\n").encode())


@_register(".csv", {2: "new", 3: "cannot"}, [("C3", "damaged_by_excel")], encoding="utf-8")
def _csv_with_ids_kept_as_formula_or_in_scientific_notation(path: Path) -> None:
    rows = [couple_row(1, head_id=f'="{couple_row(1)[2]}"'), couple_row(2, head_id="4.32E+17")]
    text_list(path, [[*HEADER, "类别"], *([*row, "死亡"] for row in rows)], "utf-8")


@_register(
    ".xlsx",
    {2: "new", 3: "cannot", 4: "cannot", 5: "new", 6: "new"},
    [("J3", "text_long"), ("B4", "name_unreadable")],
)
def _cells_as_long_as_a_letter(path: Path) -> None:
    rows = [
        HEADER,
        couple_row(1, note="记" * 300),
        couple_row(2, address="长" * 300),
        couple_row(3, head="名" * 300),
        couple_row(4, note="=cmd|' /C calc'!A0"),
        couple_row(5, note="<script>alert(1)</script>'; DROP TABLE family;-- ﷽ 田中さん Ω≈ç√ 👩‍👧"),
    ]
    xlsx(path, rows)


@_register(
    ".xlsx",
    {2: "new", 3: "look", 4: "look"},
    [("E3", "phone_length"), ("F4", "word_unknown")],
    {2: "钱志强"},
)
def _contacts_doctors_and_bare_telephone_columns(path: Path) -> None:
    titles = [
        "姓名",
        "身份证号",
        "村",
        "家庭类别",
        "电话",
        "低保",
        "镇级联系人",
        "电话",
        "村级联系人",
        "电话",
        "签约医生",
        "电话",
    ]
    tail = ["林秋禾", "13700000001", "石小山", "13700000002", "古大夫", "0512-53520000"]
    rows = [
        titles,
        ["钱志强", id_number("19510312", 3), "柳湾村", "死亡类", "13800000001", "是", *tail],
        ["孙海波", id_number("19520312", 5), "柳湾村", "失独", "138000000", "否", *tail],
        ["李文斌", id_number("19530312", 7), "柳湾村", "伤残家庭", "无", "也许", *tail],
    ]
    xlsx(path, rows)


@_register(".xlsx", {2: "look", 3: "new"}, [("H2", "excel_error")])
def _a_lookup_that_came_back_empty(path: Path) -> None:
    book = openpyxl.Workbook()
    fill(book.active, [HEADER, couple_row(1), couple_row(2)])
    cell = book.active["H2"]
    cell.value = "#N/A"
    cell.data_type = "e"
    book.save(path)


@_register(
    ".xlsx",
    {2: "new", 3: "new", 4: "new", 5: "look", 6: "new", 7: "look"},
    [("B5", "name_remark"), ("B7", "name_rare")],
    {2: "阿依古丽·买买提江·吐尔逊阿依", 4: "欧阳修", 5: "单明", 6: "仇曾"},
)
def _names_long_short_and_rare(path: Path) -> None:
    names = ["阿依古丽·买买提江·吐尔逊阿依", "张　三", "欧阳 修", "单明（已故）", "仇曾", "𬭎㛃"]
    xlsx(path, [HEADER, *(couple_row(n, head=name, spouse="", spouse_id="") for n, name in enumerate(names, start=1))])


@_register(".xlsx", {2: "new", 3: "new", 4: "new"}, households={2: "甲一、乙一", 4: "丙二"})
def _persons_under_the_name_of_their_head(path: Path) -> None:
    rows = [
        ["户主", "姓名", "身份证号", "社区", "类别", "手机号码"],
        ["甲一", "甲一", id_number("19550101", 11), "龙潭社区", "死亡", "13800000001"],
        ["甲一", "乙一", id_number("19560101", 12), "龙潭社区", "死亡", ""],
        ["丙二", "丙二", id_number("19570101", 15), "龙潭社区", "死亡", "13800000002"],
    ]
    xlsx(path, rows)


@_register(
    ".xlsx",
    {2: "cannot", 3: "cannot", 4: "cannot", 5: "new"},
    [("第 2 行", "no_name"), ("第 3 行", "no_adult"), ("第 4 行", "no_village")],
)
def _rows_that_lack_what_a_record_needs(path: Path) -> None:
    rows = [
        HEADER,
        couple_row(1, head="", spouse="", spouse_id=""),
        ["", "", "", "", "", "石桥村", "", "某小", "2011.5", "", ""],
        couple_row(3, village=""),
        couple_row(4),
    ]
    xlsx(path, rows)


@_register(
    ".xlsx",
    {2: "cannot", 3: "cannot", 4: "new"},
    [("D2", "birth_differs"), ("C3", "sex_differs")],
)
def _birth_and_sex_that_contradict_the_number(path: Path) -> None:
    rows = [
        ["姓名", "身份证号", "性别", "出生年月", "村", "家庭类别"],
        ["甲一", id_number("19550101", 11), "男", "1956.1", "柳湾村", "死亡"],
        ["乙一", id_number("19560101", 12), "男", "1956.1", "柳湾村", "死亡"],
        ["丙二", id_number("19570101", 15), "男", "57.1.1", "柳湾村", "死亡"],
    ]
    xlsx(path, rows)
