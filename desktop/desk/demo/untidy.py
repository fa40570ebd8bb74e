"""The same kind of people as an office keeps them: an Excel list with title, two-row header, mixed dates, faults."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.domain.profile import Profile
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.people import HEAD, NAMED_HOMES, SPOUSE
from desktop.desk.demo.sheaf import Sheaf
from desktop.desk.demo.story import Story, tell
from desktop.profiles import DEFAULT, load_profile
from desktop.words import tr

if TYPE_CHECKING:
    from db.ledger.change import Draft

TITLE_ROWS, HEADER_ROWS = 2, 2
_SHEET = "台账"
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("序号", ()),
    ("村（社区）", ()),
    ("组别", ()),
    ("家庭类别", ()),
    ("户主", ("姓名", "性别", "身份证号码", "出生日期", "联系电话")),
    ("配偶", ("姓名", "身份证号码", "出生年月")),
    ("子女", ("姓名", "性别", "出生年月", "死亡或伤残时间", "残疾证号")),
    ("现居住地址", ()),
    ("镇级联系人", ("姓名", "电话")),
    ("村级联系人", ("姓名", "电话")),
    ("备注", ()),
)
_WIDTHS = {"身份证号码": 21, "残疾证号": 23, "现居住地址": 24, "出生日期": 12, "电话": 13, "联系电话": 13}
_TYPES = {"death": "死亡", "disability": "伤残", "complication": "并发症"}
_FULL_WIDTH = {ord(str(n)): chr(0xFF10 + n) for n in range(10)}
_DAMAGED, _MISTYPED = 2, 5
"""The number that Excel damaged and the one with a wrong check digit: places, from 0, among the households that are
there by the dice. The named ones have to come through whole: the tour and the manual look for them by name."""

_NAMED = {name for _, wish in NAMED_HOMES for name in (wish.head, wish.spouse) if name}


@dataclass(frozen=True)
class UntidyRoster:
    """What was written.

    Attributes:
        path: the file.
        families, persons: households and adults in it.
        damaged_row: Excel row whose ID number was kept as a number and lost its end, 0 when the list is too short.
        mistyped_row: Excel row whose ID number has a wrong check digit, 0 likewise.
        last_row: the last row of the list proper; below it stand the totals and the signatures.
    """

    path: Path
    families: int
    persons: int
    damaged_row: int
    mistyped_row: int
    last_row: int


@dataclass
class _Told:
    """A household as the list shows it."""

    family: dict[str, Any]
    village: str
    adults: list[dict[str, Any]]
    child: dict[str, Any]
    contacts: dict[str, dict[str, Any]]


def write_roster(
    path: Path, families: int, seed: int, today: date, *, org: str = "999999101", profile: Profile | None = None
) -> UntidyRoster:
    """Writes an untidy list of invented households.

    Args:
        path: the .xlsx file.
        families: how many households; those who moved away or died are not listed, so there may be a few fewer.
        seed: another number, other people.
        today: ages and dates are told from here.
        org: the township's code.
        profile: the locality; the national one when None.
    """
    import xlsxwriter

    told = list(_told(Story(families, seed, org, today, profile or load_profile(DEFAULT), year=False)))
    by_dice = [place for place, household in enumerate(told) if household.adults[0]["name"] not in _NAMED]
    damaged, mistyped = (by_dice[nth] if nth < len(by_dice) else None for nth in (_DAMAGED, _MISTYPED))
    dice = Dice(f"untidy/{org}/{seed}")
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_SHEET)
        styles = _styles(book)
        columns = _head(sheet, styles, today)
        first = TITLE_ROWS + HEADER_ROWS
        row, rows = first, []
        for place, household in enumerate(told):
            if place and place % 30 == 0:
                row += 1  # an empty row where a page was once torn off
            rows.append(row)
            cells = _cells(dice, household, place)
            _write(
                sheet,
                styles,
                row,
                _damaged(cells) if place == damaged else cells if place != mistyped else _mistyped(cells),
            )
            row += 1
        _foot(sheet, styles, row, len(told))
        sheet.freeze_panes(first, 0)
        sheet.set_landscape()
        for place, name in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(name, 9))
    persons = sum(len(household.adults) for household in told)
    spoilt = [0 if place is None else rows[place] + 1 for place in (damaged, mistyped)]
    return UntidyRoster(path, len(told), persons, spoilt[0], spoilt[1], rows[-1] + 1 if rows else 0)


def _told(story: Story) -> Iterator[_Told]:
    """The households of the story that an office would list: those on the register, with their living adults."""
    numbers = count(1)
    sheaf = Sheaf(lambda: str(UUID(int=next(numbers))))
    heard = _Heard()
    for home in tell(sheaf, story):
        heard.note(sheaf.take())
        family, adults = heard.records[home.family_id], heard.adults.get(home.family_id)
        if family["status"] == "active" and adults:
            village = str(heard.records[family["village_id"]]["name"])
            child = heard.children[str(adults[0]["id"])]
            yield _Told(family, village, adults, child, heard.contacts.get(home.family_id, {}))


@dataclass
class _Heard:
    """What the story has told so far, by what it belongs to."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    adults: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    children: dict[str, dict[str, Any]] = field(default_factory=dict)
    contacts: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def note(self, drafts: "list[Draft]") -> None:
        for draft in drafts:
            fields = {**draft.fields, "id": draft.record_id}
            self.records[draft.record_id] = fields
            if draft.record_type == "person" and fields["alive"] and fields["relation"] in {HEAD, SPOUSE}:
                self.adults.setdefault(fields["family_id"], []).append(fields)
            elif draft.record_type == "child":
                self.children.update({fields[link]: fields for link in ("father_id", "mother_id") if link in fields})
            elif draft.record_type == "assignment" and "until" not in fields:
                contact = self.records[fields["contact_id"]]
                self.contacts.setdefault(fields["family_id"], {})[fields["post_kind"]] = contact


def _styles(book: Any) -> dict[str, Any]:
    head = {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format(head),
        "cell": book.add_format({"border": 1}),
        "day": book.add_format({"border": 1, "num_format": "yyyy/m/d"}),
    }


def _head(sheet: Any, styles: dict[str, Any], today: date) -> list[str]:
    """Title, the line below it, and the two header rows; gives back the lower title of every column."""
    names = [name for upper, lower in _GROUPS for name in (lower or (upper,))]
    last = len(names) - 1
    sheet.merge_range(0, 0, 0, last, tr("云溪镇计划生育特殊家庭基本情况台账"), styles["title"])
    line = tr("填报单位：云溪镇卫健办      填报时间：{year}年{month}月      单位：户、人")
    sheet.merge_range(1, 0, 1, last, line.format(year=today.year, month=today.month))
    column = 0
    for upper, lower in _GROUPS:
        if not lower:
            sheet.merge_range(2, column, 3, column, upper, styles["head"])
            column += 1
            continue
        sheet.merge_range(2, column, 2, column + len(lower) - 1, upper, styles["head"])
        for name in lower:
            sheet.write_string(3, column, name, styles["head"])
            column += 1
    return names


def _cells(dice: Dice, told: _Told, place: int) -> list[object]:
    head, spouse, child = told.adults[0], (told.adults[1:] or [{}])[0], told.child
    leader, cadre = told.contacts.get("township", {}), told.contacts.get("village", {})
    return [
        place + 1,
        told.village,
        told.family.get("group_name", ""),
        _TYPES[told.family["case_type"]],
        _name(dice, head["name"]),
        "男" if head["sex"] == "1" else "女",
        head.get("id_no", ""),
        _written_day(dice, head["birth_date"]),
        _phone(dice, head.get("phone", "")),
        spouse.get("name", ""),
        spouse.get("id_no", ""),
        _written_month(dice, spouse.get("birth_date", "")),
        child.get("name", ""),
        "男" if child["sex"] == "1" else "女",
        _written_month(dice, child["birth_date"]),
        _written_month(dice, child.get("event_date", "")),
        child.get("disability_cert_no", ""),
        told.family["live_addr"],
        leader.get("name", ""),
        _phone(dice, leader.get("phone", ""), nobody=not leader),
        cadre.get("name", ""),
        _phone(dice, cadre.get("phone", ""), nobody=not cadre),
        "低保户" if "dibao" in told.family.get("hardship", ()) else "",
    ]


def _name(dice: Dice, name: str) -> str:
    """Two-character names are often spread with a blank so that they line up with the others."""
    return f"{name[0]}　{name[1]}" if len(name) == len("张三") and dice.chance(0.3) else name


def _written_day(dice: Dice, text: str) -> object:
    """A date in one of the ways an office writes dates."""
    day = date.fromisoformat(text)
    ways: tuple[Callable[[], object], ...] = (
        lambda: f"{day.year}.{day.month}.{day.day}",
        lambda: f"{day:%Y-%m-%d}",
        lambda: f"{day:%Y%m%d}",
        lambda: f"{day.year}年{day.month}月{day.day}日",
        lambda: day,
    )
    return dice.pick(ways)()


def _written_month(dice: Dice, text: str) -> object:
    if not text:
        return ""
    if len(text) > len("2016-06") and dice.chance(0.6):
        return _written_day(dice, text)
    year, month = int(text[:4]), int(text[5:7])
    return dice.pick((f"{year}.{month:02d}", f"{year}年{month}月", f"{year}-{month:02d}"))


def _phone(dice: Dice, number: str, *, nobody: bool = False) -> object:
    if not number:
        return "" if nobody else dice.pick(("", "无", ""))
    return int(number) if dice.chance(0.4) else number.translate(_FULL_WIDTH) if dice.chance(0.08) else number


def _write(sheet: Any, styles: dict[str, Any], row: int, cells: list[object]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell, styles["day"])
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, styles["cell"])
        else:
            sheet.write_string(row, column, str(cell), styles["cell"])


def _damaged(cells: list[object]) -> list[object]:
    """Excel took the ID number for a number: its last three digits are 0 for ever."""
    digits = str(cells[6])[:15] or "999999195001010"
    return [*cells[:6], int(f"{digits}000"), *cells[7:]]


def _mistyped(cells: list[object]) -> list[object]:
    """A typist hit the wrong key at the last digit."""
    body = str(cells[6]) or "999999195001010010"
    wrong = "0" if body[-1] != "0" else "1"
    return [*cells[:6], body[:-1] + wrong, *cells[7:]]


def _foot(sheet: Any, styles: dict[str, Any], row: int, families: int) -> None:
    sheet.write_string(row, 0, tr("合计"), styles["head"])
    sheet.write_string(row, 1, tr("{count} 户").format(count=families), styles["head"])
    sheet.write_string(row + 2, 0, tr("填表人：            审核人：            负责人（签字）："))
