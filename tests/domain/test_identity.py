"""ID numbers: the vectors of the standard, the ways they arrive broken, and nothing ever corrected."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from db.domain.check_digits import iso_11_2
from db.domain.identity import TITLES, IdKind, check_id_number, id_conflicts, modern_number
from db.domain.verdict import Severity, hard

STANDARD = ["34052419800101001X", "11010519491231002X", "440524188001010014"]
PRACTICE = ["999999196001010012", "999999196001010020", "99999919850615001X"]

births = st.dates(date(1900, 1, 1), date(2025, 12, 31))
areas = st.sampled_from(["110105", "340524", "440524", "999999", "654321", "710000"])
bodies = st.builds(lambda area, day, tail: f"{area}{day:%Y%m%d}{tail:03d}", areas, births, st.integers(1, 999))


def codes(text: str) -> list[str]:
    return [problem.code for problem in check_id_number(text).problems]


@pytest.mark.parametrize("number", STANDARD)
def test_the_examples_of_the_standard_are_sound(number: str) -> None:
    verdict = check_id_number(number)
    assert (verdict.kind, verdict.normal, verdict.problems) == (IdKind.RESIDENT, number, ())


@pytest.mark.parametrize("number", PRACTICE)
def test_practice_numbers_are_sound_and_told_apart(number: str) -> None:
    verdict = check_id_number(number)
    assert verdict.sound
    assert [problem.code for problem in verdict.problems] == ["area_practice"]


def test_birth_and_sex_are_read_from_the_number() -> None:
    assert (check_id_number(PRACTICE[0]).birth, check_id_number(PRACTICE[0]).sex) == (date(1960, 1, 1), "1")
    assert check_id_number(PRACTICE[1]).sex == "2"


@given(bodies)
def test_a_number_made_by_the_rule_is_sound_and_another_library_agrees(body: str) -> None:
    number = body + iso_11_2(body)
    assert check_id_number(number).sound
    assert ric.calc_check_digit(number) == number[-1]


@given(bodies, st.integers(0, 17), st.integers(1, 9))
def test_one_changed_digit_is_always_noticed(body: str, place: int, step: int) -> None:
    number = body + iso_11_2(body)
    digit = "0" if number[place] == "X" else str((int(number[place]) + step) % 10)
    wrong = number[:place] + digit + number[place + 1 :]
    assert not check_id_number(wrong).sound


@given(bodies, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_noticed(body: str, place: int) -> None:
    number = body + iso_11_2(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not check_id_number(swapped).sound


@given(bodies)
def test_a_wrong_number_is_kept_as_it_came(body: str) -> None:
    wrong = body + ("1" if iso_11_2(body) != "1" else "2")
    verdict = check_id_number(wrong)
    assert verdict.normal == wrong
    assert hard(verdict.problems)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer_and_reading_it_twice_changes_nothing(text: str) -> None:
    normal = check_id_number(text).normal
    again = check_id_number(normal)
    assert again.normal == normal


@pytest.mark.parametrize(
    "typed",
    [
        "34052419800101001x",
        " 34052419800101001X\n",
        "340524 1980 0101 001X",
        "340524-19800101-001X",
        "３４０５２４１９８００１０１００１Ｘ",
        "３４０５２４１９８００１０１００１ｘ",
        "'34052419800101001X",
        "\u202d34052419800101001X\u202c",
        "340524　19800101　001X",
    ],
)
def test_the_ways_people_type_it_are_understood(typed: str) -> None:
    verdict = check_id_number(typed)
    assert verdict.normal == "34052419800101001X"
    assert verdict.problems == ()


def test_an_old_number_becomes_eighteen_digits_and_says_so() -> None:
    verdict = check_id_number("340524800101001")
    assert verdict.normal == "34052419800101001X" == modern_number("340524800101001")
    assert [(p.code, p.severity) for p in verdict.problems] == [("converted_15", Severity.SOFT)]
    assert "340524800101001" in verdict.problems[0].sentence


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("340524198001010011", "check_digit"),
        ("34052419800230001X", "birth_impossible"),
        ("340524198013010018", "birth_impossible"),
        ("3405241980010100", "length"),
        ("34052419800101001", "length"),
        ("34052419800101001X1", "not_digits"),
        ("3405241980O101001X", "not_digits"),
        ("340524********001X", "not_digits"),
        ("身份证丢失", "unknown_kind"),
        ("٣٤٠٥٢٤١٩٨٠٠١٠١٠٠١X", "unknown_kind"),
    ],
)
def test_what_is_wrong_is_said(typed: str, code: str) -> None:
    verdict = check_id_number(typed)
    assert code in [problem.code for problem in hard(verdict.problems)]


@pytest.mark.parametrize(
    "typed",
    ["4.32E+17", "3.40524198001010E+17", "3E17", "3.40524198001010e+17", "340524198001010000", "340524198001010016.0"],
)
def test_a_number_that_excel_rounded_is_told_and_never_guessed(typed: str) -> None:
    verdict = check_id_number(typed)
    assert [problem.code for problem in hard(verdict.problems)] == ["damaged_by_excel"]
    assert verdict.birth is None or typed.startswith("34052419800101")


def test_a_sound_number_that_ends_in_three_zeros_is_only_looked_at_twice() -> None:
    body = next(
        body for n in range(1, 100) if iso_11_2(body := f"3405241980{1 + n // 28:02d}{1 + n % 28:02d}100") == "0"
    )
    assert codes(body + "0") == ["ends_in_zeros"]
    assert check_id_number(body + "0").sound


def test_an_unknown_or_abolished_area_is_a_warning_only() -> None:
    body = "00000019800101001"
    verdict = check_id_number(body + iso_11_2(body))
    assert verdict.sound
    assert [problem.code for problem in verdict.problems] == ["area_unknown"]
    abolished = "51020219600101001"  # 重庆 before 1997
    assert check_id_number(abolished + iso_11_2(abolished)).problems == ()


def test_a_birth_after_today_is_hard_and_a_very_old_one_soft() -> None:
    today = date(2026, 1, 1)
    young, old = "34052420270101001", "44052418800101001"
    assert [p.code for p in hard(check_id_number(young + iso_11_2(young), today=today).problems)] == ["birth_future"]
    assert [p.code for p in check_id_number(old + iso_11_2(old), today=today).problems] == ["birth_distant"]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("H12345678", IdKind.HK_MACAO_PERMIT),
        ("m1234567801", IdKind.HK_MACAO_PERMIT),
        ("12345678", IdKind.TAIWAN_PERMIT),
        ("1234567890（A）", IdKind.TAIWAN_PERMIT),
        ("E12345678", IdKind.PASSPORT),
        ("ea1234567", IdKind.PASSPORT),
        ("USA310119600101", IdKind.FOREIGNER),
        ("军字第1234567号", IdKind.OFFICER),
        ("", IdKind.NONE),
        (" 无 ", IdKind.NONE),
    ],
)
def test_other_documents_are_recognised_and_not_judged(typed: str, kind: IdKind) -> None:
    verdict = check_id_number(typed)
    assert verdict.kind is kind
    assert verdict.problems == ()
    assert TITLES[kind]


def test_residence_permits_and_foreigner_cards_follow_the_same_rule() -> None:
    hong_kong = "81000019600101001"
    verdict = check_id_number(hong_kong + iso_11_2(hong_kong))
    assert (verdict.kind, verdict.birth, verdict.problems) == (IdKind.HMT_RESIDENCE, date(1960, 1, 1), ())
    foreigner = "93184019600101001"
    verdict = check_id_number(foreigner + iso_11_2(foreigner))
    assert (verdict.kind, verdict.sex, verdict.problems) == (IdKind.FOREIGNER, "1", ())


def test_a_number_is_compared_with_the_recorded_birth_and_sex() -> None:
    verdict = check_id_number("34052419800101001X")
    assert id_conflicts(verdict, birth_date="1980-01-01", sex="1") == ()
    assert id_conflicts(verdict, birth_date="1980-01", sex="9") == ()
    assert [p.code for p in id_conflicts(verdict, birth_date="1980-02", sex="2")] == ["birth_differs", "sex_differs"]
    assert id_conflicts(check_id_number("E12345678"), birth_date="1980-02", sex="2") == ()


@pytest.mark.parametrize("typed", ["1" * 5000, "\x00\ud800", "=1+1", "<b>", "E" * 100, "9" * 18])
def test_nasty_text_never_breaks_the_check(typed: str) -> None:
    assert check_id_number(typed).problems
