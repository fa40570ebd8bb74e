import re
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from desktop.ui import icons, sizes
from desktop.ui.display import LOOKS
from desktop.ui.theme import Scheme, Theme
from desktop.ui.tokens import DARK, LIGHT, Tokens
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.text import Label

ROOT = Path(__file__).parents[2]

TEXT_PAIRS = [
    ("ink", "surface"),
    ("ink", "window"),
    ("ink", "raised"),
    ("ink", "tint"),
    ("ink", "tint2"),
    ("ink", "sunken"),
    ("ink2", "surface"),
    ("ink2", "window"),
    ("ink2", "rail"),
    ("ink2", "sunken"),
    ("ink2", "tint"),
    ("ink2", "soon_bg"),
    ("ink2", "miss_bg"),
    ("ink2", "clash_bg"),
    ("ink2", "none_bg"),
    ("ink3", "surface"),
    ("ink3", "window"),
    ("ink3", "rail"),
    ("ink3", "tint"),
    ("ink3", "raised"),
    ("ink3", "sunken"),
    ("accent", "surface"),
    ("accent", "window"),
    ("accent", "miss_bg"),
    ("accent", "rail"),
    ("on_accent", "accent"),
    ("on_accent", "accent2"),
    ("ok", "surface"),
    ("ok", "window"),
    ("soon", "surface"),
    ("soon", "window"),
    ("miss", "surface"),
    ("miss", "tint"),
    ("soon", "tint"),
    ("clash", "surface"),
    ("toast_ink", "toast"),
    ("toast_undo", "toast"),
    ("ink", "mark"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_pair_has_a_contrast_of_four_and_a_half(tokens: Tokens) -> None:
    states = [(look.ink, look.ground) for look in LOOKS.values()]
    weak = {
        (ink, ground): round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)
        for ink, ground in TEXT_PAIRS + states
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_inputs_and_the_focus_ring_have_a_contrast_of_three(tokens: Tokens) -> None:
    for line, ground in (("edge", "raised"), ("edge", "surface"), ("ring", "surface"), ("ring", "tint")):
        assert contrast(getattr(tokens, line), getattr(tokens, ground)) >= 3


def test_tokens_cannot_be_changed() -> None:
    frozen: Any = LIGHT
    with pytest.raises(FrozenInstanceError):
        frozen.ink = "#000000"


def test_no_colour_literal_stands_outside_the_tokens() -> None:
    found = [
        f"{path.name}: {match}"
        for path in (ROOT / "desktop" / "ui").rglob("*.py")
        if path.name not in ("tokens.py", "landscape.py")  # the unlock picture is a picture
        for match in re.findall(r'"#[0-9A-Fa-f]{6}"', path.read_text(encoding="utf-8"))
        if match != '"#000000"'  # the mark keeps its own colours
    ]
    assert found == []
    assert "#" not in (ROOT / "resources" / "styles" / "app.qss").read_text(encoding="utf-8")


def test_the_scheme_changes_while_windows_are_open(look: Theme, qtbot: QtBot) -> None:
    button = Button("打印", "plain", "printer")
    qtbot.addWidget(button)
    button.show()
    before = button.icon().pixmap(16, 16).toImage()
    look.use_scheme(Scheme.DARK)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert button.icon().pixmap(16, 16).toImage() != before
    assert look.colour("ink") == QColor(DARK.ink)


def test_an_unknown_system_scheme_is_light(look: Theme) -> None:
    look.use_scheme(Scheme.SYSTEM)
    assert look.tokens is LIGHT


def test_zoom_scales_text_pixels_and_layouts_at_once(look: Theme, qtbot: QtBot) -> None:
    label = Label("周文彬户", "title")
    button = QPushButton("打印")
    layout = sizes.row(gap=8, margins=(24, 0, 24, 0))
    holder = QLabel()
    holder.setLayout(layout)
    layout.addWidget(label)
    layout.addWidget(button)
    qtbot.addWidget(holder)
    holder.show()
    small, high = label.sizeHint().height(), button.sizeHint().height()
    look.use_zoom(2.0)
    assert layout.spacing() == 16
    assert layout.contentsMargins().left() == 48
    assert label.sizeHint().height() == pytest.approx(2 * small, abs=3)
    assert button.sizeHint().height() == pytest.approx(2 * high, abs=4)


def test_nothing_is_ever_set_smaller_than_nine_points(look: Theme) -> None:
    look.use_zoom(0.8)
    assert look.text_px("note") == 12
    assert look.font("cell").pixelSize() == 12


def test_zoom_stays_between_80_and_200_per_cent(look: Theme) -> None:
    look.use_zoom(9)
    assert look.zoom == 2.0


def test_a_family_name_outside_the_serif_cut_is_set_wholly_in_sans(look: Theme, qtbot: QtBot) -> None:
    assert look.font("title", "周文彬户").families()[0] == "Noto Serif SC"
    assert look.font("title", "马𪚥户").families()[0] == "Noto Sans SC"
    label = Label("周文彬户", "title")
    qtbot.addWidget(label)
    assert not label.property("rare")
    label.say("马𪚥户")
    assert label.property("rare") is True


def test_every_icon_named_in_the_program_is_in_the_resources() -> None:
    named = set()
    for path in (ROOT / "desktop" / "ui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:Picture|IconTile)\(\s*"([a-z][a-z-]+)"', text))
        named |= set(re.findall(r'Button\(\s*[^,()]*(?:\([^)]*\))?,\s*"[a-z_]+",\s*"([a-z][a-z-]+)"', text))
        named |= set(re.findall(r'picture\("([a-z][a-z-]+)"', text))
    assert named
    assert {name for name in named if not icons.exists(name)} == set()


def test_a_missing_icon_is_an_empty_picture_and_stops_nothing(look: Theme) -> None:
    assert icons.pixmap("no-such-icon", LIGHT.ink, 16).width() == 16
    assert "no-such-icon" in icons.missing
    icons.missing.clear()  # every page shown in a test asserts that it is empty


@pytest.mark.parametrize("zoom", [0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0])
def test_a_round_button_is_round_at_every_size(look: Theme, qtbot: QtBot, zoom: float) -> None:
    """Qt draws a square as soon as a radius is more than half of the width."""
    look.use_zoom(zoom)
    button = QRadioButton()
    qtbot.addWidget(button)
    button.setChecked(True)
    picture = button.grab().toImage()
    accent = QColor(look.colour("accent")).rgb()
    painted = [(x, y) for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) == accent]
    left, top = min(x for x, _ in painted), min(y for _, y in painted)
    assert (left, top) not in painted
