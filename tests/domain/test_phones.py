"""Telephone cells as rosters hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.phones import NO_PHONE, PhoneKind, check_phone
from db.domain.verdict import Severity


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "１３８００１３８０００",
        "138-0013-8000",
        "138 0013 8000",
        "+86 13800138000",
        "+86-138-0013-8000",
        "8613800138000",
        "008613800138000",
        "013800138000",
        "13800138000.0",
        "\u202d13800138000\u202c",
        "（13800138000）",
    ],
)
def test_one_mobile_number_in_its_many_clothes(typed: str) -> None:
    verdict = check_phone(typed)
    assert (verdict.normal, verdict.problems) == ("13800138000", ())
    assert verdict.numbers[0].kind is PhoneKind.MOBILE


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("0512-53520000", "0512-53520000"),
        ("051253520000", "0512-53520000"),
        ("(0512)53520000", "0512-53520000"),
        ("0512 53520000", "0512-53520000"),
        ("＋86 0512—53520000", "0512-53520000"),
        ("010-62345678", "010-62345678"),
        ("02162345678", "021-62345678"),
        ("0512-53520000-801", "0512-53520000转801"),
        ("0512-53520000转801", "0512-53520000转801"),
        ("0512-53520000 分机 801", "0512-53520000转801"),
        ("0512-53520000ext.801", "0512-53520000转801"),
        ("0512-53520000#801", "0512-53520000转801"),
    ],
)
def test_landlines_with_area_code_and_extension(typed: str, normal: str) -> None:
    verdict = check_phone(typed)
    assert (verdict.normal, verdict.problems) == (normal, ())
    assert verdict.numbers[0].kind is PhoneKind.LANDLINE


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000、0512-53520000",
        "13800138000/0512-53520000",
        "13800138000;0512-53520000",
        "13800138000；0512-53520000",
        "13800138000，0512-53520000",
        "13800138000 0512-53520000",
        "13800138000\n0512-53520000",
        "13800138000或0512-53520000",
    ],
)
def test_two_numbers_in_one_cell(typed: str) -> None:
    verdict = check_phone(typed)
    assert (verdict.normal, verdict.problems) == ("13800138000、0512-53520000", ())
    assert len(verdict.numbers) == 2


@pytest.mark.parametrize("typed", ["13800138000（女儿）", "女儿：13800138000", "13800138000女儿", "女儿 13800138000"])
def test_whose_number_it_is_stays_beside_it(typed: str) -> None:
    verdict = check_phone(typed)
    assert (verdict.normal, verdict.problems) == ("13800138000（女儿）", ())
    assert verdict.numbers[0].remark == "女儿"


@pytest.mark.parametrize("typed", ["无", " 无 ", "没有", "/", "—", "暂无"])
def test_no_telephone_is_an_answer(typed: str) -> None:
    verdict = check_phone(typed)
    assert (verdict.normal, verdict.numbers, verdict.problems) == (NO_PHONE, (), ())
    assert not verdict.reachable


def test_an_empty_cell_stays_empty() -> None:
    assert check_phone("　").normal == ""


def test_a_landline_without_area_code_is_a_warning() -> None:
    verdict = check_phone("53520000")
    assert [(p.code, p.severity) for p in verdict.problems] == [("no_area_code", Severity.SOFT)]
    assert verdict.reachable


@pytest.mark.parametrize("typed", ["12345", "12320", "4001234567", "95519", "120"])
def test_service_numbers_are_numbers(typed: str) -> None:
    assert check_phone(typed).numbers[0].kind is PhoneKind.SERVICE
    assert check_phone(typed).problems == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1380013800", "phone_length"),
        ("138001380001", "phone_length"),
        ("1.38E+10", "damaged_by_excel"),
        ("abc", "phone_form"),
        ("23800138000123", "phone_form"),
        ("<script>", "phone_form"),
        ("١٣٨٠٠١٣٨٠٠٠", "phone_form"),
    ],
)
def test_what_is_no_telephone_number_is_kept_and_said(typed: str, code: str) -> None:
    verdict = check_phone(typed)
    assert [problem.code for problem in verdict.problems] == [code]
    assert verdict.normal
    assert not verdict.reachable


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    check_phone(text)


numbers = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})-[2-9][0-9]{6,7}", fullmatch=True),
)


@given(st.lists(numbers, min_size=1, max_size=4), st.sampled_from(["、", "/", ";", "，", "\n"]))
def test_reading_what_was_read_changes_nothing(given_numbers: list[str], separator: str) -> None:
    verdict = check_phone(separator.join(given_numbers))
    assert verdict.problems == ()
    assert verdict.normal == "、".join(given_numbers)
    assert check_phone(verdict.normal) == verdict
