"""F15 核查单: a village on a page, every family there, both denominators, no name without its glyph."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.desk.inspecting import inspection_name
from desktop.forms.inspection import InspectionRow, InspectionSheet, inspection
from desktop.forms.preview import page_count
from desktop.forms.refusals import GlyphsMissing, NothingToPrint
from tests.forms.samples import LONG_NAME, text_of

CALM = InspectionRow("张守田", "一类", 2, ("✓", "✓ 2/2", "✓ 2/2", "✓", "✓", "·", "✓ 2/2"))
GAP = InspectionRow(
    "马𠅤",
    "二类",
    1,
    ("○", "✓ 1/1", "⊘ 0/1", "✓", "◆", "·", "✓ 1/1"),
    ("○ 双岗：乡镇级联系人 3月1日 起空缺，缺 10 天", "⊘ 家医 马𠅤：本人不愿签，1月5日 问过", "负责：村 冯月明"),
)
ITEMS = tuple((name, unit) for name, unit in zip(("双岗联系人",) * 7, "户人人户户户人", strict=True))


def sheet(*rows: InspectionRow) -> InspectionSheet:
    figures = (("已落实／全部在册", ("1/2",) * 7), ("落实率（全部在册）", ("50.0%",) * 7), ("缺", ("1",) * 7))
    notes = ("说明：✓ 已落实，○ 缺。", "规则出处：双岗：产品默认")
    return InspectionSheet(
        "三项制度和四项制度落实情况核查单",
        "青溪镇",
        "上坪村",
        "2026年3月10日",
        "2 户 3 人",
        ITEMS,
        rows,
        figures,
        notes,
    )


def test_a_village_stands_on_one_page_with_every_reason_and_the_rule_behind_it() -> None:
    pdf = inspection((sheet(CALM, GAP),))
    text = text_of(pdf)

    assert page_count(pdf) == 1
    for said in ("张守田", "马𠅤", "截至2026年3月10日", "乡镇级联系人3月1日起空缺，缺10天", "负责：村冯月明", "50.0%"):
        assert said in text
    assert "规则出处" in text


def test_many_families_in_order_are_named_together_so_that_the_village_keeps_to_its_page() -> None:
    calm = tuple(replace(CALM, head=f"张守{'田地山川木林禾苗竹石'[n % 10]}{n // 10}") for n in range(60))
    pdf = inspection((sheet(*calm, GAP),))
    text = text_of(pdf)

    assert page_count(pdf) == 1
    assert "七项都已落实（含将到期）的60户" in text
    assert all(row.head in text for row in (*calm, GAP))


def test_a_village_full_of_gaps_goes_on_and_loses_nobody() -> None:
    many = tuple(replace(GAP, head=f"马{'田地山川木林禾苗竹石'[n % 10]}{n // 10}") for n in range(30))
    pdf = inspection((sheet(*many), sheet(CALM)))
    text = text_of(pdf)

    assert page_count(pdf) == 4
    assert all(row.head in text for row in many)
    assert "第3页共3页" in text


def test_a_name_of_thirty_characters_is_whole_and_one_without_a_glyph_stops_the_job() -> None:
    assert LONG_NAME in text_of(inspection((sheet(replace(CALM, head=LONG_NAME)),)))
    with pytest.raises(GlyphsMissing, match="U\\+10FFFD"):
        inspection((sheet(replace(CALM, head="马\U0010fffd")),))
    with pytest.raises(NothingToPrint):
        inspection(())


def test_the_file_is_named_without_a_persons_name() -> None:
    assert inspection_name(["云岭村", "石桥村"], date(2026, 11, 22)) == "F15_20261122_云岭等2村.pdf"
    assert inspection_name(["云岭村"], date(2026, 11, 22)) == "F15_20261122_云岭村.pdf"
