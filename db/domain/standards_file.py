"""A county's file of monthly amounts: CSV as spreadsheets write it, or TOML as profiles do; read strictly."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from db.domain.profile import NATIONAL
from db.domain.profile_entries import Standard
from db.domain.standards import COUNTRY, TOWN, MonthlyAmount, of_profile
from db.domain.strict_toml import TomlText
from db.errors import Refusal

KINDS = {"death": "死亡", "disability": "伤残", "complication": "并发症"}
GRADES = {"": ("", TOWN, COUNTRY), "complication": ("1", "2", "3")}
HEAD = ("地区", "类别", "等级", "每人每月（元）", "起", "止", "依据")
_REQUIRED = ("地区", "类别", "每人每月（元）", "起", "依据")
_KIND_OF = {word: code for code, words in KINDS.items() for word in (code, words, f"{words}类")}
_LONGEST = {"地区": 60, "依据": 1000}
_MOST = 10_000_00


class StandardsInvalid(Refusal):
    """A file of monthly amounts holds something that cannot be an amount of a place on a day."""

    code = "P-STD-01"

    def __init__(self, line: int, why: str) -> None:
        where = f"第 {line} 行" if line else "这张表"
        super().__init__(f"扶助标准{where}不能用：{why}。", "一行都没有写入。", "请改正后再导入整张表。")
        self.line = line


Numbered = tuple[int, MonthlyAmount]


def read_standards(text: str, *, toml: bool) -> tuple[MonthlyAmount, ...]:
    """The rows of a county's file, in its order.

    Args:
        text: the file's text.
        toml: `[[standard]]` tables instead of CSV lines under the header `HEAD`.

    Raises:
        StandardsInvalid: an unknown column, kind or grade, a missing or impossible value, two rows about one thing on
            one day, or rows of two places; with the line.
        ProfileInvalid: a TOML file with an unknown or missing key, or a value of another type; with the line.
    """
    rows = tuple(_of_toml(text)) if toml else tuple(_of_csv(text))
    if not rows:
        raise StandardsInvalid(0, "里面一行标准也没有")
    for number, (line, row) in enumerate(rows):
        _check(line, row)
        for _, other in rows[:number]:
            if row.meets(other):
                raise StandardsInvalid(line, f"“{said_key(row)}”在 {max(row.since, other.since)} 有两条同时有效")
    places = {row.region for _, row in rows} - {NATIONAL}
    if len(places) > 1:
        raise StandardsInvalid(0, f"里面有 {len(places)} 个地区（{'、'.join(sorted(places))}），一张表只写本地一个地区")
    return tuple(row for _, row in rows)


def require_apart(rows: Sequence[MonthlyAmount], known: Sequence[MonthlyAmount]) -> None:
    """Asks whether rows can stand beside those already here.

    Raises:
        StandardsInvalid: one is about the same thing on the same day, or about another place.
    """
    for row in rows:
        for other in known:
            if row.meets(other):
                raise StandardsInvalid(0, f"“{said_key(row)}”在 {max(row.since, other.since)} 已有一条标准")
    places = {row.region for row in (*rows, *known)} - {NATIONAL}
    if len(places) > 1:
        raise StandardsInvalid(0, f"已有的标准是别的地区的（{'、'.join(sorted(places))}）")


def said_key(row: MonthlyAmount) -> str:
    """What a row is about, in words."""
    return " ".join(part for part in (row.region, KINDS[row.kind], row.grade) if part)


def _check(line: int, row: MonthlyAmount) -> None:
    allowed = GRADES.get(row.kind, GRADES[""])
    if row.grade not in allowed:
        words = "、".join(grade or "空" for grade in allowed)
        raise StandardsInvalid(line, f"{KINDS[row.kind]}的等级“{row.grade}”不认识，可以写 {words}")
    if not 0 < row.amount <= _MOST:
        raise StandardsInvalid(line, "每人每月的金额要大于 0，不超过 10000 元")
    if row.until is not None and row.until < row.since:
        raise StandardsInvalid(line, f"止的日期 {row.until} 早于起的日期 {row.since}")
    if not row.source.strip():
        raise StandardsInvalid(line, "没有写依据的文件")
    for title, value in (("地区", row.region), ("依据", row.source)):
        if len(value) > _LONGEST[title]:
            raise StandardsInvalid(line, f"{title}太长，最多 {_LONGEST[title]} 个字")


def _of_toml(text: str) -> Iterator[Numbered]:
    toml = TomlText(text, "扶助标准")
    for key in toml.root:
        if key != "standard":
            raise toml.fault(("", 0), key, "没有这一项")
    for number, table in enumerate(toml.tables("standard")):
        place = ("standard", number)
        yield toml.line_of(place), replace(of_profile(toml.read(Standard, table, place)), local=True)


def _of_csv(text: str) -> Iterator[Numbered]:
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        head = [cell.strip() for cell in next(lines, [])]
        _check_head(head)
        for cells in lines:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(head):
                    raise StandardsInvalid(lines.line_num, f"有 {len(cells)} 格，表头有 {len(head)} 格")
                values = dict(zip(head, (cell.strip() for cell in cells), strict=True))
                yield lines.line_num, _row(lines.line_num, values)
    except csv.Error as broken:
        raise StandardsInvalid(lines.line_num, "这一行的引号或分隔不完整") from broken


def _check_head(head: list[str]) -> None:
    for title in head:
        if title not in HEAD:
            raise StandardsInvalid(1, f"没有“{title[:20]}”这一列，可以有的列是 {'、'.join(HEAD)}")
    for title in _REQUIRED:
        if head.count(title) != 1:
            raise StandardsInvalid(1, f"要有一列，而且只有一列“{title}”")


def _row(line: int, values: Mapping[str, str]) -> MonthlyAmount:
    for title in _REQUIRED:
        if not values[title]:
            raise StandardsInvalid(line, f"缺{title}")
    kind = _KIND_OF.get(values["类别"])
    if kind is None:
        raise StandardsInvalid(line, f"类别“{values['类别'][:20]}”不认识，可以写 {'、'.join(KINDS.values())}")
    until = values.get("止", "")
    return MonthlyAmount(
        values["地区"],
        kind,
        values.get("等级", ""),
        _fen(line, values["每人每月（元）"]),
        _day(line, values["起"]),
        _day(line, until) if until else None,
        values["依据"],
        local=True,
    )


def _fen(line: int, text: str) -> int:
    whole, _, rest = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or len(rest) > 2 or (rest and not rest.isdigit()):  # noqa: PLR2004 - 角 and 分
        raise StandardsInvalid(line, f"金额“{text[:20]}”不是数，写成 590 或 590.50")
    return int(whole[:9]) * 100 + int((rest or "0").ljust(2, "0"))


def _day(line: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise StandardsInvalid(line, f"“{text[:20]}”不是日期，写成 2026-01-01") from None
