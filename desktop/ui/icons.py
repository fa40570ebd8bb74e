"""Icons (Phosphor, MIT): SVG with currentColor replaced, rendered once per name, colour, size and screen density."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

_ROOT = Path(resources.__file__).parent / "icons"
missing: set[str] = set()
"""Names that were asked for and are not in the resources: blank for the worker, a failure for the tests."""
_pixmaps: dict[tuple[str, str, str, int, float], QPixmap] = {}


def source(name: str, weight: str = "regular") -> str:
    """The SVG text of an icon; an empty drawing when we do not have it, so that a missing picture never stops work.

    Args:
        name: Phosphor's name (`house`), or `mark` for our own sign.
        weight: `regular`, `fill` or `bold`; `mark` has none.
    """
    return _source(name, weight)


@cache
def _source(name: str, weight: str) -> str:
    path = _ROOT / "mark.svg" if name == "mark" else _ROOT / weight / f"{name}.svg"
    if not path.is_file() and weight != "regular":
        path = _ROOT / "regular" / f"{name}.svg"
    if not path.is_file():
        missing.add(name)
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256"></svg>'
    return path.read_text(encoding="utf-8")


def exists(name: str, weight: str = "regular") -> bool:
    """True when the drawing is in the resources."""
    return (_ROOT / "mark.svg" if name == "mark" else _ROOT / weight / f"{name}.svg").is_file()


def tinted(name: str, colour: str, weight: str = "regular") -> str:
    """The SVG text with `colour` in place of currentColor; also what the style sheet's two files are written from."""
    return source(name, weight).replace("currentColor", colour)


def pixmap(name: str, colour: str, side: int, weight: str = "regular", density: float = 1.0) -> QPixmap:
    """A square picture of an icon.

    Args:
        name: the icon.
        colour: `#RRGGBB`.
        side: logical pixels, zoom already applied.
        weight: `regular`, `fill` or `bold`.
        density: the screen's device pixel ratio.
    """
    key = (name, colour, weight, side, density)
    found = _pixmaps.get(key)
    if found is None:
        found = _pixmaps[key] = _render(tinted(name, colour, weight), side, density)
    return found


def icon(name: str, colour: str, side: int, weight: str = "regular", disabled: str = "") -> QIcon:
    """A QIcon at densities 1, 1.5 and 2; Qt picks the fitting one.

    Args:
        name: the icon.
        colour: `#RRGGBB` while the control can be used.
        side: logical pixels, zoom already applied.
        weight: `regular`, `fill` or `bold`.
        disabled: colour while it cannot; Qt greys the picture itself when empty.
    """
    made = QIcon()
    for density in (1.0, 1.5, 2.0):
        made.addPixmap(pixmap(name, colour, side, weight, density))
        if disabled:
            made.addPixmap(pixmap(name, disabled, side, weight, density), QIcon.Mode.Disabled)
    return made


def forget() -> None:
    """Empties the cache; the theme calls it when scheme or zoom change."""
    _pixmaps.clear()


def _render(svg: str, side: int, density: float) -> QPixmap:
    picture = QPixmap(round(side * density), round(side * density))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(density)
    return picture
