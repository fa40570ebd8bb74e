"""The printed recovery code reads back from careless typing and names the group that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vault.recovery import RecoveryCode, new_recovery_code, parse_recovery_code, require_typed_back
from db.vault.refusals import RecoveryCodeMistyped

codes = st.binary(min_size=16, max_size=16).map(RecoveryCode)
PRINTED = "582450 548966 288464 257785 331980 358182 192104 124828"


@given(codes)
def test_every_code_is_eight_groups_of_six_digits_divisible_by_eleven(code: RecoveryCode) -> None:
    assert len(code.groups) == 8
    assert all(len(group) == 6 and int(group) % 11 == 0 for group in code.groups)
    assert parse_recovery_code(code.text) == code


@pytest.mark.parametrize(
    "typed",
    [
        PRINTED,
        PRINTED.replace(" ", ""),
        PRINTED.replace(" ", "-"),
        PRINTED.replace(" ", "－"),
        PRINTED.replace(" ", "\n"),
        PRINTED.replace(" ", "、") + "。",
        PRINTED.translate(str.maketrans("0123456789 ", "０１２３４５６７８９\u3000")),
        " ".join(PRINTED.replace(" ", "")[at : at + 4] for at in range(0, 48, 4)),
    ],
)
def test_spaces_dashes_and_full_width_digits_are_accepted(typed: str) -> None:
    assert parse_recovery_code(typed).text == PRINTED.replace(" ", "-")


def test_the_wrong_group_is_named() -> None:
    with pytest.raises(RecoveryCodeMistyped, match="第 3 组不对") as refused:
        parse_recovery_code(PRINTED.replace("288464", "288465"))
    assert refused.value.groups == (3,)


def test_all_wrong_groups_are_named_at_once() -> None:
    with pytest.raises(RecoveryCodeMistyped, match="第 2、8 组不对"):
        parse_recovery_code(PRINTED.replace("548966", "54896").replace("124828", "12482O"))


def test_a_group_beyond_sixteen_bits_is_wrong_even_when_divisible() -> None:
    with pytest.raises(RecoveryCodeMistyped, match="第 1 组"):
        parse_recovery_code(PRINTED.replace("582450", str(65536 * 11)))


@pytest.mark.parametrize("typed", ["", "123", PRINTED.replace(" ", "") + "1", "二" * 48])
def test_a_wrong_number_of_digits_is_said(typed: str) -> None:
    with pytest.raises(RecoveryCodeMistyped, match="共 48 位") as refused:
        parse_recovery_code(typed)
    assert refused.value.groups == ()


@given(codes, st.integers(0, 47), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed_in_its_group(code: RecoveryCode, place: int, off: int) -> None:
    digits = list(code.text.replace("-", ""))
    digits[place] = str((int(digits[place]) + off) % 10)
    with pytest.raises(RecoveryCodeMistyped) as refused:
        parse_recovery_code("".join(digits))
    assert refused.value.groups == (place // 6 + 1,)


@given(codes, st.integers(0, 7), st.integers(0, 4))
def test_two_swapped_neighbours_are_noticed(code: RecoveryCode, group: int, place: int) -> None:
    groups = list(code.groups)
    chars = list(groups[group])
    chars[place], chars[place + 1] = chars[place + 1], chars[place]
    if "".join(chars) == groups[group]:
        return
    groups[group] = "".join(chars)
    with pytest.raises(RecoveryCodeMistyped):
        parse_recovery_code(" ".join(groups))


def test_typing_it_back_proves_it_was_written_down() -> None:
    shown = new_recovery_code()
    require_typed_back(shown, shown.text.replace("-", " "))
    other = list(shown.groups)
    other[4] = f"{(int(other[4]) + 11) % 720896:06d}"
    with pytest.raises(RecoveryCodeMistyped, match="第 5 组与刚才打印的不同"):
        require_typed_back(shown, " ".join(other))


def test_the_secret_is_not_in_the_repr() -> None:
    code = parse_recovery_code(PRINTED)
    assert code.secret.hex() not in repr(code)
    assert "582450" not in repr(code)
