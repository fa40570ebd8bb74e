"""Bank accounts, disability certificates, and numbers half hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.certificates import check_bank_account, check_disability_cert
from db.domain.masking import mask_bank, mask_id, mask_phone
from db.domain.verdict import Severity

HOLDER = "99999919850615001X"


def test_a_certificate_is_the_id_number_then_class_and_grade() -> None:
    verdict = check_disability_cert(f" {HOLDER.lower()}42 ", disability_class="4", grade="2", id_no=HOLDER)
    assert (verdict.normal, verdict.disability_class, verdict.grade) == (f"{HOLDER}42", "4", "2")
    assert [problem.code for problem in verdict.problems] == ["area_practice"]
    assert verdict.holder is not None
    assert verdict.holder.normal == HOLDER


def test_worked_example_8_digit_19_says_mental_and_the_record_says_limb() -> None:
    verdict = check_disability_cert(f"{HOLDER}63", disability_class="4")
    problem = next(p for p in verdict.problems if p.code == "cert_differs_19")
    assert problem.severity is Severity.HARD
    assert problem.sentence == "残疾人证号第 19 位是 6（精神），与登记的“肢体”不一致。"


def test_a_reissued_certificate_carries_its_number() -> None:
    verdict = check_disability_cert(f"{HOLDER}43B1")
    assert (verdict.reissue, verdict.grade, verdict.normal) == (1, "3", f"{HOLDER}43B1")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (f"{HOLDER}83", "cert_digit_19"),
        (f"{HOLDER}03", "cert_digit_19"),
        (f"{HOLDER}45", "cert_digit_20"),
        (f"{HOLDER}4", "cert_length"),
        (HOLDER, "cert_length"),
        ("99999919850615001143", "check_digit"),
        ("9.99999198506150E+19", "damaged_by_excel"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(number: str, code: str) -> None:
    assert code in [problem.code for problem in check_disability_cert(number).problems]


def test_a_grade_or_holder_that_differs_from_the_record_is_said() -> None:
    verdict = check_disability_cert(f"{HOLDER}43", grade="2", id_no="999999196001010012")
    assert {p.code for p in verdict.problems} >= {"cert_differs_20", "cert_holder"}


def test_no_certificate_is_no_problem() -> None:
    assert check_disability_cert(" ").problems == ()


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    check_disability_cert(text)
    check_bank_account(text)


def test_a_card_number_that_passes_luhn_is_silent() -> None:
    assert check_bank_account("6228 4800 1234 5678 0").normal == "62284800123456780"
    assert check_bank_account("4111 1111-1111 1111").problems == ()


@pytest.mark.parametrize(
    ("number", "code"),
    [("4111111111111112", "bank_luhn"), ("1234", "bank_length"), ("62-ABC1234567", "bank_form")],
)
def test_a_doubtful_account_is_only_a_warning(number: str, code: str) -> None:
    problems = check_bank_account(number).problems
    assert [(p.code, p.severity) for p in problems] == [(code, Severity.SOFT)]


@pytest.mark.parametrize("number", ["6.22848E+18", "6228480012345670000", "6228480012345678.0"])
def test_an_account_that_excel_rounded_is_told(number: str) -> None:
    assert [p.code for p in check_bank_account(number).problems] == ["damaged_by_excel"]


def test_numbers_are_shown_with_their_middle_hidden() -> None:
    assert mask_id("34052419800101001X") == "340524********001X"
    assert mask_id("H12345678") == "H1*****78"
    assert mask_id("abc") == "***"
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("13800138000（女儿）、0512-53520000转801") == "138****8000（女儿）、051******0000转801"
    assert mask_phone("无") == "无"
    assert mask_bank("6228480012345678") == "************5678"
    assert mask_id("") == mask_phone("") == mask_bank("") == ""


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_a_masked_id_number_never_shows_the_birth(number: str) -> None:
    assert mask_id(number)[6:14] == "*" * 8
    assert len(mask_id(number)) == 18


@given(st.from_regex(r"[0-9]{6,12}", fullmatch=True))
def test_a_masked_phone_never_shows_the_whole(number: str) -> None:
    assert mask_phone(number).count("*") >= 2
