"""The drawing door: full-width marks, invisible characters, line breaking, numbers in words."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.numerals import capitals, leading_number
from desktop.forms.wording import break_lines, full_width, visible

EVEN: dict[str, float] = defaultdict(lambda: 1.0)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("27号(竹园湾)", "27号（竹园湾）"),
        ("0,不留空", "0，不留空"),
        ("时间:16:20", "时间：16:20"),
        ("3,482,112 字节", "3,482,112 字节"),
        ("(12)号", "（12）号"),
        ("A(B)C", "A(B)C"),
        ("你好!", "你好！"),
        ("），见附页;完", "），见附页；完"),
        ("<b>粗</b>", "<b>粗</b>"),
        ("f(x), y:z", "f(x), y:z"),
        ("3.5元", "3.5元"),
    ],
)
def test_marks_beside_chinese_are_full_width_and_figures_stay(typed: str, printed: str) -> None:
    assert full_width(typed) == printed


@given(st.text())
def test_the_drawing_door_takes_any_text_and_is_idempotent(text: str) -> None:
    once = full_width(visible(text))
    assert full_width(visible(once)) == once
    assert len(full_width(text)) == len(text)


@given(st.text(st.sampled_from("云岭村，。、（）“”《》12a b-"), min_size=1, max_size=80), st.integers(4, 20))
def test_lines_keep_every_character_and_never_pass_their_width(text: str, limit: int) -> None:
    lines = break_lines(text, EVEN, (limit,))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= limit for line in lines)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert break_lines("云岭村四组，竹园", EVEN, (5,)) == ["云岭村四", "组，竹园"]
    assert break_lines("云岭村四（竹园）", EVEN, (5,)) == ["云岭村四", "（竹园）"]
    assert break_lines("他说：“好。”", EVEN, (4,)) == ["他说：", "“好。”"]


def test_numbers_and_codes_are_unbreakable_words() -> None:
    assert break_lines("电话13800000012好", EVEN, (11,)) == ["电话", "13800000012", "好"]
    assert break_lines("9" * 25, EVEN, (10,)) == ["9" * 10, "9" * 10, "9" * 5]


def test_each_line_has_its_own_width_and_a_line_end_always_breaks() -> None:
    assert break_lines("一二三四五六七八九十", EVEN, (4, 2, 3)) == ["一二三四", "五六", "七八九", "十"]
    assert break_lines("一\n二三", EVEN, (4,)) == ["一", "二三"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "壹拾"),
        (283, "贰佰捌拾叁"),
        (105, "壹佰零伍"),
        (1001, "壹仟零壹"),
        (10005, "壹万零伍"),
        (12345, "壹万贰仟叁佰肆拾伍"),
        (100_0000, "壹佰万"),
        (1_0000_0001, "壹亿零壹"),
        (20_1000, "贰拾万壹仟"),
        (20_0100, "贰拾万零壹佰"),
    ],
)
def test_totals_are_written_in_financial_capitals(number: int, words: str) -> None:
    assert capitals(number) == words


@pytest.mark.parametrize(
    ("group", "number"),
    [
        ("四组", 4),
        ("十组", 10),
        ("十二组", 12),
        ("二十三组", 23),
        ("3组", 3),
        ("第七小组", 7),
        ("竹园湾", None),
        ("", None),
    ],
)
def test_a_groups_number_is_read_for_sorting(group: str, number: int | None) -> None:
    assert leading_number(group) == number
