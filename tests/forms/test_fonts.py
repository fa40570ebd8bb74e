"""Fonts: which face draws a character, how wide it is, and what the text layer says."""

from pathlib import Path

import pytest

from desktop.forms.fonts import Fonts, shipped_fonts
from desktop.forms.refusals import FontsAbsent
from desktop.forms.unicode_map import to_unicode_map


def test_a_values_figures_are_serif_from_ten_points_and_sans_below() -> None:
    fonts = shipped_fonts()
    assert fonts.runs("27号", "value") == [("serif", "27"), ("kai", "号")]
    assert fonts.runs("27号", "fine") == [("sans", "27"), ("kai", "号")]


def test_the_middle_dot_of_a_name_stays_in_the_names_own_face() -> None:
    assert shipped_fonts().runs("古丽·买买提", "value") == [("kai", "古丽·买买提")]


def test_a_rare_character_falls_through_the_chain() -> None:
    fonts = shipped_fonts()
    assert fonts.runs("䶮", "value")[0][0] != ""
    assert fonts.runs("𪚥", "label")[0][0] in {"serif", "sans", "hana-a", "hana-b"}
    assert fonts.runs("\U0002ebe0", "value")[0][0] in {"", "kai", "sans", "hana-a", "hana-b"}


def test_width_is_measured_by_the_faces_that_draw() -> None:
    fonts = shipped_fonts()
    parts = sum(fonts.width(piece, "value", 10) for piece in ("27", "号", "𠅤"))
    assert fonts.width("27号𠅤", "value", 10) == pytest.approx(parts)
    assert fonts.width("号𠅤", "value", 10) == pytest.approx(20)
    assert fonts.width("27", "value", 10) < 20


def test_missing_glyphs_are_named_once_and_in_order() -> None:
    assert shipped_fonts().missing_glyphs("张\U0001f600守\ue81e\U0001f600") == ("\U0001f600", "\ue81e")
    assert shipped_fonts().missing_glyphs("李𠅤䶮〇·") == ()


def test_a_font_that_is_not_there_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(FontsAbsent) as refused:
        Fonts(tmp_path).font("kai")
    assert "LXGWWenKai-Regular.ttf" in refused.value.sentence


def test_the_text_layer_is_utf_16_in_blocks_of_a_hundred() -> None:
    table = to_unicode_map("AAAAAA+X", [0, 0x20164, *range(0x4E00, 0x4E00 + 150)])
    assert "<01> <D840DD64>" in table
    assert "<02> <4E00>" in table
    assert "<00> <0000>" not in table
    assert table.count("beginbfchar") == 2
    assert "100 beginbfchar" in table
    assert "51 beginbfchar" in table
