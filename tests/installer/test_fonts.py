"""The shipped fonts draw every name, and ReportLab and Qt can read them."""

from itertools import chain

import pytest
from fontTools.ttLib import TTFont

from installer import fonts

NAMES = [each.name for each in fonts.CUTS]


def test_the_fonts_shipped_are_those_of_the_recipe() -> None:
    assert sorted(path.name for path in fonts.FONTS.glob("*.ttf")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_font_is_static_truetype_with_the_metrics_of_a_line(name: str) -> None:
    with TTFont(fonts.FONTS / name, lazy=True) as font:
        assert {"glyf", "loca", "hhea", "OS/2", "cmap", "name"} <= set(font.keys())
        assert not {"CFF ", "fvar"} & set(font.keys())
        assert font["hhea"].ascent > 0 > font["hhea"].descent
        assert font["OS/2"].fsType == 0  # may be embedded in a PDF


@pytest.mark.parametrize("name", NAMES[:6])
def test_every_face_for_text_draws_gb2312_and_the_middle_dot_by_itself(name: str) -> None:
    assert fonts.missing(fonts.gb2312() | {ord("·"), ord("〇")}, chain=(name,)) == ()


def test_gb2312_is_whole() -> None:
    assert len(fonts.gb2312()) == 6763 + 682


def test_rare_names_are_drawn_somewhere_along_the_chain() -> None:
    assert fonts.missing(map(ord, "䶮𠅤〇·㛃𬱖𫍲𬀩")) == ()


def test_every_ideograph_of_the_unified_blocks_to_extension_f_is_drawn() -> None:
    blocks = (
        range(0x3400, 0x4DB6),
        range(0x4E00, 0x9FF0),
        range(0x20000, 0x2A6D7),
        range(0x2A700, 0x2B735),
        range(0x2B740, 0x2B81E),
        range(0x2B820, 0x2CEA2),
        range(0x2CEB0, 0x2EBE1),
    )
    assert fonts.missing(chain.from_iterable(blocks)) == ()


def test_the_rare_fonts_carry_nothing_the_plain_one_has() -> None:
    plain = fonts.code_points(fonts.FONTS / fonts.CHAIN[0])
    for name in fonts.CHAIN[1:]:
        both = fonts.code_points(fonts.FONTS / name) & plain
        assert both <= {0x20, 0xA0, 0x3000}
