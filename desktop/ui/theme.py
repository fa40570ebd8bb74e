"""The theme: tokens become a palette, one style sheet, fonts and metrics; scheme and zoom can be changed while running.

There is one `QApplication` in a process, and palette, font and style sheet belong to it; the theme in force is the same
kind of thing. So widgets that paint themselves ask `current()` instead of being handed a theme through every
constructor. Nothing else in the program is found by a global name.
"""

import shutil
import tempfile
import weakref
from enum import StrEnum
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette, QRawFont
from PySide6.QtWidgets import QApplication

import resources
from desktop.ui import glyphs, icons, sizes
from desktop.ui.tokens import DARK, LIGHT, NOTE_FLOOR_PX, ROLES, Tokens

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"
RARE = ("HanaMinA", "HanaMinB")
LEAST_ZOOM, MOST_ZOOM = 0.8, 2.0

_RESOURCES = Path(resources.__file__).parent
_FIRST_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-SemiBold.ttf", "NotoSerifSC-SemiBold.ttf")
_RARE_FONTS = ("HanaMinA.ttf", "HanaMinB.ttf")


class Scheme(StrEnum):
    """What the worker chose: follow the system, or one of the two."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The look of the whole application. Make one, `apply()` it, keep it.

    Args:
        scheme: follow the system (an unknown system is light), light, or dark.
        zoom: 0.8 to 2.0, multiplied with the system's own scaling.
        cache: folder for the two pictures the style sheet needs as files; a private temporary one when None.
    """

    changed = Signal()

    def __init__(self, scheme: Scheme = Scheme.SYSTEM, zoom: float = 1.0, cache: Path | None = None) -> None:
        super().__init__()
        self._scheme = scheme
        self._zoom = _within(zoom)
        self._cache = cache or Path(tempfile.mkdtemp(prefix="nuanxin-"))
        self._tidy = None if cache else weakref.finalize(self, shutil.rmtree, self._cache, ignore_errors=True)
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._serif: QRawFont | None = None
        self._rare_loaded = False
        self.tokens = LIGHT

    @property
    def scheme(self) -> Scheme:
        """What the worker chose (not what it came out as: see `tokens.dark`)."""
        return self._scheme

    @property
    def zoom(self) -> float:
        """The zoom in force."""
        return self._zoom

    def apply(self) -> None:
        """Loads the first fonts, follows the system's scheme from now on and dresses the application."""
        for name in _FIRST_FONTS:
            _load(name)
        QApplication.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        _InForce.theme = self
        self._dress()

    def close(self) -> None:
        """Follows the system no longer and removes the folder of its own, if it has one."""
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._system_changed)
        if self._tidy is not None:
            self._tidy()

    def use_scheme(self, scheme: Scheme) -> None:
        """Changes the scheme at once, in every window."""
        self._scheme = scheme
        self._dress()

    def use_zoom(self, zoom: float) -> None:
        """Changes the zoom at once (kept within 0.8 to 2.0)."""
        self._zoom = _within(zoom)
        self._dress()

    def load_rare_fonts(self) -> None:
        """Loads the fonts of rare characters (32 MB); the window calls it after its first paint."""
        if not self._rare_loaded:
            self._rare_loaded = True
            for name in _RARE_FONTS:
                _load(name)

    def colour(self, token: str) -> QColor:
        """The colour of a token (`miss_bg`) in the scheme in force."""
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = QColor(self.hex(token))
        return found

    def hex(self, token: str) -> str:
        """The colour of a token as `#RRGGBB`."""
        return str(getattr(self.tokens, token))

    def font(self, role: str, text: str = "") -> QFont:
        """The font of a type role at the zoom in force.

        Args:
            role: a key of `tokens.ROLES`.
            text: what will be set in it; a serif role falls back wholly to Sans 600 when one character is missing.
        """
        kind = ROLES[role]
        serif = kind.serif and (not text or self.serif_has(text))
        key = f"{role}:{serif}"
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = _font(SERIF if serif else SANS, kind.weight, self.text_px(role))
        return found

    def metrics(self, role: str) -> QFontMetrics:
        """The measures of a role's font."""
        return QFontMetrics(self.font(role))

    def text_px(self, role: str) -> int:
        """The pixel size of a role at the zoom in force; never under 小五."""
        return max(NOTE_FLOOR_PX, round(ROLES[role].px * self._zoom))

    def px(self, at_100: float) -> int:
        """Pixels at the zoom in force."""
        return sizes.px(at_100)

    def serif_has(self, text: str) -> bool:
        """True when the shipped cut of the serif has every character of `text`."""
        if self._serif is None:
            self._serif = QRawFont(str(_RESOURCES / "fonts" / "NotoSerifSC-SemiBold.ttf"), 24)
        return all(char.isspace() or self._serif.supportsCharacter(ord(char)) for char in text)

    def _system_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        self.tokens = DARK if self._is_dark() else LIGHT
        self._colours.clear()
        self._fonts.clear()
        icons.forget()
        glyphs.forget()
        if app.font() != self.font("body"):
            app.setFont(self.font("body"))
        app.setPalette(palette(self.tokens))
        sizes.use(self._zoom)
        app.setStyleSheet(self._sheet())
        self.changed.emit()

    def _is_dark(self) -> bool:
        if self._scheme is Scheme.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._scheme is Scheme.DARK

    def _sheet(self) -> str:
        places: dict[str, str] = self.tokens.table() | {
            "tick": self._picture("check", "on_accent", "bold"),
            "caret": self._picture("caret-down", "ink2", "bold"),
        }
        places |= {f"t_{role}": f"{self.text_px(role)}px" for role in ROLES}
        places |= {f"p{n}": f"{sizes.px(n)}px" for n in _SHEET_PIXELS}
        places |= _radio()
        text = (_RESOURCES / "styles" / "app.qss").read_text(encoding="utf-8")
        return Template(text).substitute(places)

    def _picture(self, name: str, token: str, weight: str) -> str:
        colour = self.hex(token)
        path = self._cache / f"{name}-{colour[1:]}.svg"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(icons.tinted(name, colour, weight), encoding="utf-8")
        return path.as_posix()


_SHEET_PIXELS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 38, 43)


class _InForce:
    """The theme the application wears."""

    theme: Theme | None = None


def current() -> Theme:
    """The theme in force; a plain light one when none was applied yet (a widget made in a test)."""
    if _InForce.theme is None:
        _InForce.theme = Theme(Scheme.LIGHT)
    return _InForce.theme


def palette(tokens: Tokens) -> QPalette:
    """Every role Fusion reads, from the tokens."""
    role = QPalette.ColorRole
    made = QPalette()
    for target, colour in (
        (role.Window, tokens.window),
        (role.WindowText, tokens.ink),
        (role.Base, tokens.raised),
        (role.AlternateBase, tokens.sunken),
        (role.ToolTipBase, tokens.raised),
        (role.ToolTipText, tokens.ink),
        (role.Text, tokens.ink),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.ink),
        (role.BrightText, tokens.miss),
        (role.Light, tokens.raised),
        (role.Midlight, tokens.hair),
        (role.Mid, tokens.line),
        (role.Dark, tokens.edge),
        (role.Shadow, tokens.scrim),
        (role.Highlight, tokens.tint2),
        (role.HighlightedText, tokens.ink),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.PlaceholderText, tokens.ink3),
        (role.Accent, tokens.accent),
    ):
        made.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, QColor(tokens.ink3))
    return made


def _font(family: str, weight: int, pixels: int) -> QFont:
    made = QFont()
    made.setFamilies([family, SANS, *RARE])
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def _load(name: str) -> None:
    path = _RESOURCES / "fonts" / name
    if path.is_file() and name not in _loaded:
        _loaded.add(name)
        QFontDatabase.addApplicationFont(str(path))


_loaded: set[str] = set()


def _within(zoom: float) -> float:
    return min(MOST_ZOOM, max(LEAST_ZOOM, zoom))


def _radio() -> dict[str, str]:
    """The round button: Qt draws a square as soon as the radius is more than half the width, whatever the zoom."""
    across = sizes.px(18)
    across += across % 2
    ring = sizes.px(6)
    widths = {"radio_r": across // 2, "radio_w": across - 2, "radio_ring": ring, "radio_dot": across - 2 * ring}
    return {name: f"{width}px" for name, width in widths.items()}
