"""Clean families written in random layouts read back as the same families, and no row is lost on the way."""

import random
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain.roster import RosterHousehold, value_of
from desktop.roster.planning import plan_roster
from desktop.roster.reading import read_roster
from tests.roster.test_untidy_lists import CODES, NOTHING, TODAY
from tests.roster.workbooks import Row, id_number, text_list, xlsx

NAMES = st.text("赵钱孙李周吴郑王冯陈建国志强海波文斌秀兰玉蓉淑芬慧芝", min_size=2, max_size=3)
TITLES = {
    "id": ("身份证号", "公民身份号码", "证件号"),
    "phone": ("联系电话", "手机", "联系方式"),
    "village": ("村（居）", "所属村", "村别", "社区"),
    "died": ("死亡时间", "死亡日期", "去世时间"),
}


@dataclass(frozen=True)
class Family:
    head: str
    spouse: str
    village: str
    phone: str
    child: str
    died: str


FAMILIES = st.lists(
    st.builds(
        Family,
        head=NAMES,
        spouse=st.one_of(st.just(""), NAMES),
        village=st.sampled_from(("柳湾村", "石桥村", "龙潭社区")),
        phone=st.integers(0, 10**8 - 1).map(lambda n: f"138{n:08}"),
        child=NAMES,
        died=st.dates(TODAY.replace(year=1999), TODAY.replace(year=2025)).map(lambda day: day.isoformat()),
    ),
    min_size=1,
    max_size=8,
)


def ids(number: int) -> tuple[str, str]:
    return id_number("19550101", 2 * number + 1), id_number("19560202", 2 * number + 2)


def one_row_each(families: list[Family], pick: random.Random) -> list[Row]:
    head = ["户主姓名", pick.choice(TITLES["id"]), "配偶姓名", "配偶身份证号"]
    tail = ["village", "phone", "child", "died"]
    pick.shuffle(tail)
    words = {name: pick.choice(TITLES.get(name, ("子女姓名",))) for name in tail}
    titles = [*head, *(words[name] for name in tail)]
    rows: list[Row] = []
    for number, family in enumerate(families):
        first, second = ids(number)
        start = [family.head, first, family.spouse, second if family.spouse else ""]
        rows.append([*start, *(getattr(family, name) for name in tail)])
    if pick.random() < 0.5:
        return [["序号", *titles], *([n, *row] for n, row in enumerate(rows, start=1))]
    return [titles, *rows]


def one_person_a_row(families: list[Family], pick: random.Random) -> list[Row]:
    titles = ["户号", "姓名", "与户主关系", pick.choice(TITLES["id"]), pick.choice(TITLES["village"]), "电话"]
    rows: list[Row] = [[*titles, "子女姓名", "死亡时间"]]
    for number, family in enumerate(families):
        first, second = ids(number)
        start = [str(number + 1), family.head, "户主", first, family.village, family.phone]
        rows.append([*start, family.child, family.died])
        if family.spouse:
            rows.append([str(number + 1), family.spouse, "配偶", second, family.village, "", "", ""])
    return rows


def with_noise(rows: list[Row], pick: random.Random) -> list[Row]:
    noisy: list[Row] = [["独生子女死亡家庭名册"]] if pick.random() < 0.7 else [["死亡类家庭"]]
    noisy.append(rows[0])
    for row in rows[1:]:
        noisy.append(row)
        if pick.random() < 0.15:
            noisy.append([])
        if pick.random() < 0.1 and rows[0][0] != "户号":
            noisy.append(rows[0])
    if pick.random() < 0.5:
        noisy.append(["合计", f"{len(rows) - 1}人"])
    return noisy


def said(household: RosterHousehold) -> tuple[Any, ...]:
    people = tuple((value_of(p.fields, "name"), value_of(p.fields, "id_no")) for p in household.persons)
    children = tuple((value_of(c.fields, "name"), value_of(c.fields, "event_date")) for c in household.children)
    phone = value_of(household.persons[0].fields, "phone")
    return people, children, value_of(household.fields, "village"), phone


def meant(family: Family, number: int) -> tuple[Any, ...]:
    first, second = ids(number)
    people = ((family.head, first), *(((family.spouse, second),) if family.spouse else ()))
    return people, ((family.child, family.died),), family.village, family.phone


@settings(max_examples=60, deadline=None)
@given(families=FAMILIES, seed=st.integers(0, 2**32), by_person=st.booleans(), as_csv=st.booleans())
def test_clean_families_come_back_from_any_layout(
    families: list[Family], seed: int, *, by_person: bool, as_csv: bool
) -> None:
    pick = random.Random(seed)  # noqa: S311 - a layout, no secret
    rows = with_noise((one_person_a_row if by_person else one_row_each)(families, pick), pick)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        if as_csv:
            text_list(path, rows, pick.choice(("utf-8", "gb18030", "utf-16-le")), pick.choice(",;\t"))
        else:
            xlsx(path, rows)
        reading = read_roster(path)
        plan = plan_roster(reading, 0, reading.best.mapping, NOTHING, CODES, TODAY)
    assert [said(listed.household) for listed in plan.households] == [meant(f, n) for n, f in enumerate(families)]
    assert {listed.verdict for listed in plan.households} == {"new"}
    accounted = [row for listed in plan.households for row in listed.rows] + [entry.row for entry in plan.explained]
    assert sorted(accounted) == list(range(1, len(reading.best.sheet.rows) + 1))


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from(
        ["合计", "甲一", "乙一", "柳湾村", "19550101", "999999195501010010", "4.32E+17", "死亡", "男", "说明："]
    ),
)


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=12))
def test_whatever_stands_in_the_cells_no_row_vanishes_and_nothing_raises(rows: list[list[Any]]) -> None:
    header = ["序号", "姓名", "身份证号", "村", "家庭类别", "电话", "出生日期", "子女姓名", "死亡时间"]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        clean = [[cell.encode("utf-8", "ignore").decode().replace("\x00", "") for cell in row] for row in cells]
        text_list(path, [header, *clean], "utf-8")
        reading = read_roster(path, "utf-8")
        plan = plan_roster(reading, 0, reading.best.mapping, NOTHING, CODES, TODAY)
    accounted = [row for listed in plan.households for row in listed.rows] + [entry.row for entry in plan.explained]
    assert sorted(accounted) == list(range(1, len(reading.best.sheet.rows) + 1))
