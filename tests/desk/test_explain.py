"""From an exception to a notice: refusals speak for themselves, bugs give a code and never their text."""

import errno
import re

import pytest

from db.domain.codes import parse_code_list
from db.errors import InvalidValue, Refusal
from desktop.explain import Notice, explain


def notice_of(error: Exception) -> Notice:
    try:
        raise error
    except type(error) as raised:
        return explain(raised)


def test_a_refusal_is_told_as_it_is() -> None:
    told = explain(InvalidValue("name", "没有写姓名。"))
    assert (told.bug, told.code, told.sentence) == (False, "P-VAL-01", InvalidValue("name", "没有写姓名。").sentence)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "P-OS-01"), (errno.EACCES, "P-OS-02"), (errno.EIO, "P-OS-03")]
)
def test_the_computers_own_troubles_are_no_bugs(number: int, code: str) -> None:
    told = notice_of(OSError(number, "谢光明.xlsx"))
    assert (told.bug, told.code) == (False, code)
    assert "谢光明" not in told.sentence


def test_a_bug_has_a_code_of_its_kind_and_place_and_never_repeats_its_text() -> None:
    told = notice_of(KeyError("谢光明"))
    assert told.bug
    assert re.fullmatch(r"P-BUG-[0-9A-F]{6}", told.code)
    assert "谢光明" not in told.sentence


def test_the_same_fault_has_the_same_code_and_names_our_own_line() -> None:
    codes = set()
    for text in (3, 4):
        with pytest.raises(AttributeError) as caught:
            parse_code_list("x", text)  # type: ignore[arg-type] # wrong on purpose
        told = explain(caught.value)
        codes.add(told.code)
        assert re.fullmatch(r"db/domain/codes\.py:\d+", told.place)
    assert len(codes) == 1
    assert not isinstance(caught.value, Refusal)
