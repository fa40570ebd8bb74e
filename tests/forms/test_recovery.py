"""The recovery sheet: readable, complete, and never to be taken for a form."""

from pathlib import Path

import pytest

from desktop.forms.preview import page_count
from desktop.forms.recovery import recovery_sheet
from desktop.forms.refusals import GlyphsMissing
from tests.forms.samples import CODE, codes_on, fonts_of, letters, recovery, text_of


def test_all_eight_groups_are_printed_in_order_and_the_qr_says_the_same() -> None:
    pdf = recovery_sheet(recovery())
    text = text_of(pdf, 1)
    places = [text.index(group) for group in CODE]
    assert places == sorted(places)
    assert codes_on(pdf, 1) == {"".join(CODE)}
    assert page_count(pdf) == 2


def test_the_back_shows_the_cover_and_nothing_of_the_code() -> None:
    back = text_of(recovery_sheet(recovery()), 2)
    assert "恢复码（密封件）" in back
    assert "RC-999999101-1" in back
    assert not any(group in back for group in CODE)


def test_the_code_lies_between_the_two_folds() -> None:
    pdf = recovery_sheet(recovery())
    digits = [box for box in letters(pdf, 1) if box[4] - box[2] > 5 and box[0].isdigit()]
    assert len(digits) == 48
    assert all(top > 99 and bottom < 198 for _, _, top, _, bottom in digits)


def test_the_sheet_carries_no_form_identity() -> None:
    pdf = recovery_sheet(recovery())
    assert codes_on(pdf, 2) == set()
    assert all("NX1" not in code for code in codes_on(pdf, 1))
    assert "编号：F" not in text_of(pdf)


def test_only_a_practice_sheet_says_it_must_not_be_used() -> None:
    assert "示例·不可使用" in text_of(recovery_sheet(recovery(practice=True)), 1)
    assert "示例" not in text_of(recovery_sheet(recovery()))


@pytest.mark.parametrize("groups", [(*CODE[:7], "124829"), CODE[:7], (*CODE[:7], "12482"), (*CODE[:7], "१२४८२८")])
def test_a_code_of_another_shape_is_a_bug(groups: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="divisible by eleven"):
        recovery(groups=groups)


def test_fonts_are_embedded_and_a_missing_glyph_is_refused(tmp_path: Path) -> None:
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in fonts_of(recovery_sheet(recovery()), tmp_path))
    with pytest.raises(GlyphsMissing):
        recovery_sheet(recovery(unit="办\U0001f600"))


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert recovery_sheet(recovery()) == recovery_sheet(recovery())


def test_the_computer_is_named_only_when_its_name_is_known() -> None:
    assert "电脑名" in text_of(recovery_sheet(recovery(computer="DESKTOP-7")), 1)
    assert "电脑名" not in text_of(recovery_sheet(recovery(computer="")), 1)


@pytest.mark.parametrize(
    ("kind", "title", "warning"),
    [("root", "根密钥码", "它不是恢复码"), ("officer", "县级恢复码", "单独一张什么也打不开")],
)
def test_the_countys_codes_have_sheets_of_their_own_that_nobody_takes_for_a_recovery_code(
    kind: str, title: str, warning: str, tmp_path: Path
) -> None:
    pdf = recovery_sheet(recovery(number="GM-999999-1", kind=kind))
    front, back = text_of(pdf, 1), text_of(pdf, 2)
    assert title in front
    assert warning in front
    assert f"{title}（密封件）" in back
    assert "RC 2026-1" not in front
    assert all(group in front and group not in back for group in CODE)
    assert codes_on(pdf, 1) == {"".join(CODE)}
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in fonts_of(pdf, tmp_path))
