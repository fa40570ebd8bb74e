"""信息变动: what the county's monthly table of changes asks for, line by line, the latest first (R2)."""

from datetime import date

from db.domain.masking import mask_id, mask_phone
from db.domain.periods import Window
from db.domain.standing import day_words
from db.queries.county_changes import ENDED, MOVED, NEW, PSYCH, CountyChange, county_changes
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    ENTITLEMENT,
    NAME,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
)
from desktop.words import tr

_SHEETS = {NEW: "新增", PSYCH: "心理干预", MOVED: "信息迁移", ENDED: "删除或注销"}


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("parents", tr("父亲、母亲"), 160, NAME, personal=True),
        RegisterColumn("sheet", tr("表"), 96),
        RegisterColumn("on", tr("时间"), 110),
        RegisterColumn("reason", tr("原因"), 150, stretch=True),
        RegisterColumn("where", tr("地址、迁出迁入"), 190, stretch=True),
        RegisterColumn("phone", tr("电话"), 104, personal=True),
        RegisterColumn("case_no", tr("信息编码"), 110),
    )
    found = _found(desk)
    rows = tuple(_row(desk, line) for line in sorted(found, key=lambda line: line.on, reverse=True))
    month = desk.today.isoformat()[: len("2026-03")]
    now = sum(line.on.startswith(month) for line in found)
    note = tr("去年和今年共 {n} 条，本月 {now} 条；在筛选里写 {month} 只看一个月").format(
        n=len(found), now=now, month=month
    )
    return RegisterTable(columns, rows, (), note, "", tr("还没有变动。建档、迁移、亡故、退出都会在这里记一行。"))


def _found(desk: Desk) -> tuple[CountyChange, ...]:
    """What this year and the last one hold."""
    year = desk.today.year
    with desk.record.store.reading() as connection:
        return county_changes(connection, Window(date(year - 1, 1, 1), date(year, 12, 31)))


def _count(desk: Desk) -> int:
    return len(_found(desk))


def _row(desk: Desk, line: CountyChange) -> RegisterRow:
    p = line.parents
    names = "、".join(filter(None, (p.father, p.mother))) or line.person
    numbers = "、".join(mask_id(number) for number in (p.father_no, p.mother_no) if number)
    whole = "、".join(f"{name} {number}".strip() for name, number in ((p.father, p.father_no), (p.mother, p.mother_no)))
    cause = desk.word("cause", line.reason) if line.sheet == NEW and not line.kind and line.reason else ""
    reason = tr("存成 Excel 时带上") if cause else line.reason
    who = f"{line.person}：" if line.person and line.person not in {p.father, p.mother} else ""
    who = f"{line.person}：" if line.person and line.sheet in {PSYCH, ENDED} else who
    where = tr("{a} → {b}").format(a=line.from_addr, b=line.to_addr) if line.to_addr else line.address
    cells = (
        Cell(names, numbers, whole=whole),
        tr(_SHEETS[line.sheet]),
        Cell(_day(desk, line.on), order=line.on, whole=line.on),
        Cell(f"{who}{reason}", whole=f"{who}{cause or reason}"),
        where,
        Cell(mask_phone(line.phone), whole=line.phone) if line.phone else "",
        line.case_no,
    )
    return RegisterRow(f"{line.sheet}{line.record_id}", cells, (), line.family_id)


def _day(desk: Desk, on: str) -> str:
    return day_words(date.fromisoformat(on), desk.today.year) if len(on) == len("2026-03-01") else on


CHANGES = Register("changes", "map-pin", ENTITLEMENT, "信息变动", _read, _count, "xinxibiandong xxbd 迁移 注销")
