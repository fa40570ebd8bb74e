"""E4: the county's own rows before the profile's, and a file of them read strictly."""

from dataclasses import replace
from datetime import date

import pytest

from db.domain.standards import AmountTable, MonthlyAmount, grades_of
from db.domain.standards_file import StandardsInvalid, read_standards, require_apart
from db.domain.strict_toml import ProfileInvalid
from tests.domain.made_families import DAY, local, national

SICHUAN = local('region = "四川"\n')
OWN = MonthlyAmount("太仓市", "death", "", 120_000, date(2025, 1, 1), source="太卫健〔2025〕1号", local=True)
HEAD = "地区,类别,等级,每人每月（元）,起,止,依据\n"


def amount(table: AmountTable, kind: str = "death", grades: tuple[str, ...] = ("",), day: date = DAY) -> int | None:
    found = table.on(kind, grades, day)
    return found.amount if found else None


def test_the_countys_row_wins_on_its_days_and_the_national_floor_holds_before() -> None:
    table = AmountTable(national(), (OWN,))

    assert amount(table) == 120_000
    assert amount(table, day=date(2024, 12, 31)) == 59_000
    assert amount(table, "disability") == 46_000
    assert amount(AmountTable(SICHUAN, (OWN,))) == 120_000
    assert amount(AmountTable(SICHUAN, (replace(OWN, region="四川", amount=1),))) == 1


def test_a_national_row_sent_by_the_county_does_not_beat_the_regions_own() -> None:
    sent = replace(OWN, region="全国", amount=61_000)

    assert amount(AmountTable(SICHUAN, (sent,))) == 100_000
    assert amount(AmountTable(national(), (sent,))) == 61_000


def test_example_9_two_people_in_sichuan_before_and_after_july_2022() -> None:
    table = AmountTable(SICHUAN)

    assert [2 * (amount(table, day=on) or 0) for on in (date(2022, 9, 1), date(2022, 6, 1))] == [200_000, 172_000]


def test_town_and_country_were_paid_differently_in_some_years() -> None:
    table, then = AmountTable(national()), date(2015, 6, 1)

    assert amount(table, "death", grades_of("death", "", "rural"), then) == 17_000
    assert amount(table, "death", grades_of("death", "", "resident"), then) == 34_000
    assert amount(table, "complication", grades_of("complication", "1b", "")) == 52_000
    assert amount(table, "complication", grades_of("complication", "1a", "")) is None


def test_a_row_resting_on_general_knowledge_says_so() -> None:
    found = AmountTable(national()).on("death", ("",), date(2019, 1, 1))

    assert found is not None
    assert not found.verified


def test_a_countys_table_is_read_as_spreadsheets_write_it() -> None:
    rows = read_standards(
        f"\ufeff{HEAD}太仓市,死亡,,1200.50,2025-01-01,,太卫健〔2025〕1号\n太仓市,并发症,2,500,2025-01-01,2025-12-31,同上\n",
        toml=False,
    )

    assert [(r.kind, r.grade, r.amount, r.until, r.local) for r in rows] == [
        ("death", "", 120_050, None, True),
        ("complication", "2", 50_000, date(2025, 12, 31), True),
    ]
    toml = '[[standard]]\nregion = "太仓市"\nkind = "death"\nsince = 2025-01-01\nyuan = 1200\nsource = "太卫健"\n'
    assert [(r.amount, r.local) for r in read_standards(toml, toml=True)] == [(120_000, True)]


@pytest.mark.parametrize(
    ("line", "number", "said"),
    [
        ("太仓市,死亡,,x,2025-01-01,,文件", 2, "不是数"),
        ("太仓市,死亡,,590,2025-02-30,,文件", 2, "不是日期"),
        ("太仓市,失能,,590,2025-01-01,,文件", 2, "不认识"),
        ("太仓市,死亡,9,590,2025-01-01,,文件", 2, "等级"),
        ("太仓市,死亡,,0,2025-01-01,,文件", 2, "大于 0"),
        ("太仓市,死亡,,590,2025-01-01,2024-01-01,文件", 2, "早于"),
        ("太仓市,死亡,,590,2025-01-01,,", 2, "缺依据"),
        ("太仓市,死亡,,590,2025-01-01", 2, "格"),
        ("太仓市,死亡,,590,2025-01-01,,文件\n太仓市,死亡,,600,2025-06-01,,文件", 3, "同时有效"),
        ("太仓市,死亡,,590,2025-01-01,,文件\n昆山市,伤残,,600,2025-06-01,,文件", 0, "2 个地区"),
        ("", 0, "一行标准也没有"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_with_its_number(line: str, number: int, said: str) -> None:
    with pytest.raises(StandardsInvalid, match=said) as refused:
        read_standards(HEAD + line, toml=False)
    assert refused.value.line == number


@pytest.mark.parametrize(
    "head", ["地区,类别,金额,起,依据", "地区,类别,起,依据", "地区,地区,类别,每人每月（元）,起,依据"]
)
def test_a_strange_or_missing_column_is_refused(head: str) -> None:
    with pytest.raises(StandardsInvalid, match="列"):
        read_standards(f"{head}\n", toml=False)


def test_a_strange_key_in_toml_is_refused_with_its_line() -> None:
    text = '[[standard]]\nregion = "太仓市"\nkind = "death"\nsince = 2025-01-01\nyuan = 1200\nmonthly = 1\n'
    with pytest.raises(ProfileInvalid) as refused:
        read_standards(text, toml=True)
    assert (refused.value.key, refused.value.line) == ("monthly", 6)


def test_rows_that_meet_those_already_here_are_refused() -> None:
    with pytest.raises(StandardsInvalid, match="已有一条"):
        require_apart((replace(OWN, since=date(2026, 1, 1)),), (OWN,))
    with pytest.raises(StandardsInvalid, match="别的地区"):
        require_apart((replace(OWN, region="昆山市", kind="disability"),), (OWN,))
    require_apart((replace(OWN, kind="disability"),), (OWN,))
