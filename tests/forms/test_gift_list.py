"""F5: totals in words and figures, closed rows, landscape marks."""

from itertools import combinations
from math import dist

import pytest

from desktop.forms.gift_list import gift_layout, gift_list
from desktop.forms.marks import form_code
from desktop.forms.numerals import amount_in_capitals, money
from desktop.forms.page import LANDSCAPE
from desktop.forms.preview import page_count, page_image
from desktop.forms.refusals import GlyphsMissing
from desktop.forms.sheets import GiftListSheet, GiftRow
from tests.forms.samples import FORM_ID, LONG_NAME, codes_on, letters, text_of


def families(count: int) -> tuple[GiftRow, ...]:
    return tuple(
        GiftRow(f"张守{'田地山川木林禾苗竹石水火'[n % 12]}", "云岭村四组", 2, "月饼1盒", 50000) for n in range(count)
    )


def sheet(rows: tuple[GiftRow, ...] = families(5)) -> GiftListSheet:
    return GiftListSheet(
        FORM_ID,
        1,
        "F5-2026-000021",
        "示范县青溪镇卫生健康办公室",
        "2026年中秋慰问",
        "县级计生协会公益金",
        rows,
    )


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (250000, "贰仟伍佰元整"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (150, "壹元伍角整"),
        (123, "壹元贰角叁分"),
        (50, "伍角整"),
        (5, "伍分"),
        (0, "零元整"),
        (1000000, "壹万元整"),
    ],
)
def test_an_amount_is_written_in_capitals(fen: int, words: str) -> None:
    assert amount_in_capitals(fen) == words


def test_figures_have_commas_and_two_decimals() -> None:
    assert money(250000) == "2,500.00"
    assert money(105) == "1.05"


def test_the_totals_are_those_of_the_rows() -> None:
    text = text_of(gift_list(sheet()))
    assert "贰仟伍佰元整" in text
    assert "2,500.00" in text
    assert "以下空白" in text
    assert "第1页共1页" in text
    assert text.count("关系") == 5 + 1


def test_more_than_nine_families_continue_on_a_second_front_page() -> None:
    pdf = gift_list(sheet(families(11)))
    assert page_count(pdf) == 2
    for page in (1, 2):
        assert "本页合计" in text_of(pdf, page)
        assert "本单共2页，金额合计5,500.00元" in text_of(pdf, page)
        assert codes_on(pdf, page) == {form_code("F5", FORM_ID, 1, page)}
    assert "以下空白" not in text_of(pdf, 1)
    tops = [min(top for _, _, top, _, _ in letters(pdf, page)) for page in (1, 2)]
    assert tops[0] == pytest.approx(tops[1], abs=0.1)


def test_a_blank_list_leaves_its_rows_open() -> None:
    text = text_of(gift_list(GiftListSheet(FORM_ID)))
    assert "以下空白" not in text
    assert "零元" not in text


def test_a_long_name_and_long_goods_stay_in_their_cells() -> None:
    row = GiftRow(LONG_NAME, "石板桥村安置点二期12栋3单元", 1, "月饼（清真）1盒、食用油5升1桶、大米10千克1袋", 50000)
    pdf = gift_list(sheet((row,)))
    assert LONG_NAME in text_of(pdf)
    cells = [box for box in letters(pdf, 1) if 58 < box[2] < 69]
    assert cells
    for char, left, top, right, bottom in cells:
        assert top > 58.1, char
        assert bottom < 68.9, char
        assert not any(left < x < right for x in (24, 54, 92, 103, 153, 179)), char


def test_a_landscape_sheet_has_its_marks_where_the_page_says() -> None:
    seen = page_image(gift_list(sheet()), 1, 254)
    assert seen.width == pytest.approx(2970, abs=2)

    def dark(x: float, y: float) -> bool:
        return seen.rgb[(round(y * 10) * seen.width + round(x * 10)) * 3] < 140

    assert all(dark(x, y) for x, y in ((17.5, 22.5), (279.5, 22.5), (279.5, 197.5)))
    assert not dark(17.5, 197.5)
    assert dark(15.5, 197.5)
    assert LANDSCAPE.axis == 148.5
    assert all(dist((a.cx, a.cy), (b.cx, b.cy)) >= 6 for a, b in combinations(gift_layout(9).ticks, 2))


def test_no_text_leaves_the_landscape_frame() -> None:
    for char, left, _, right, _ in letters(gift_list(sheet()), 1):
        assert left >= 14.8, char
        assert right <= 282.2, char


def test_a_missing_glyph_names_the_family() -> None:
    with pytest.raises(GlyphsMissing) as refused:
        gift_list(sheet((GiftRow("张\U0001f600", "云岭村", 1),)))
    assert refused.value.missing[0].field == "户主姓名"
    assert refused.value.missing[0].whose == "张\U0001f600"
