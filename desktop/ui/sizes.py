"""Layouts and fixed sizes that remember their figures at 100 %, so that the zoom can be changed without a restart."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]

_GAP, _EDGES, _WIDTH, _HEIGHT, _MIN_W, _MIN_H, _MAX_W = (
    "base_gap",
    "base_edges",
    "base_width",
    "base_height",
    "base_min_width",
    "base_min_height",
    "base_max_width",
)
_NO_MARGINS: Margins = (0, 0, 0, 0)
_UNBOUND = 16777215  # QWIDGETSIZE_MAX, which PySide does not publish


class _Zoom:
    """The one factor in force; set by the theme alone."""

    factor = 1.0


def px(at_100: float) -> int:
    """Logical pixels at the zoom in force, for a figure given at 100 %; never 0 for something that was there."""
    if at_100 == 0:
        return 0
    return max(1, round(at_100 * _Zoom.factor))


def factor() -> float:
    """The zoom in force (0.8 to 2.0)."""
    return _Zoom.factor


def spaced(layout: QLayout, *, gap: int = 0, margins: Margins = _NO_MARGINS) -> QLayout:
    """Sets spacing and margins (left, top, right, bottom; pixels at 100 %) and remembers them for the zoom."""
    layout.setProperty(_GAP, gap)
    layout.setProperty(_EDGES, list(margins))
    _fit_layout(layout)
    return layout


def row(parent: QWidget | None = None, *, gap: int = 8, margins: Margins = _NO_MARGINS) -> QHBoxLayout:
    """A horizontal layout with figures at 100 %."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    spaced(made, gap=gap, margins=margins)
    return made


def column(parent: QWidget | None = None, *, gap: int = 8, margins: Margins = _NO_MARGINS) -> QVBoxLayout:
    """A vertical layout with figures at 100 %."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    spaced(made, gap=gap, margins=margins)
    return made


def fixed(widget: QWidget, *, width: int = 0, height: int = 0) -> None:
    """Fixes width and/or height (pixels at 100 %; 0 leaves it free)."""
    widget.setProperty(_WIDTH, width)
    widget.setProperty(_HEIGHT, height)
    _fit_widget(widget)


def bounded(widget: QWidget, *, min_width: int = 0, min_height: int = 0, max_width: int = 0) -> None:
    """Sets bounds (pixels at 100 %; 0 leaves it free)."""
    widget.setProperty(_MIN_W, min_width)
    widget.setProperty(_MIN_H, min_height)
    widget.setProperty(_MAX_W, max_width)
    _fit_widget(widget)


def use(zoom: float) -> None:
    """Takes a new factor and fits every living layout and widget to it. Called by the theme."""
    if zoom == _Zoom.factor:
        return
    _Zoom.factor = zoom
    for widget in QApplication.allWidgets():
        _fit_widget(widget)
        own = widget.layout()
        if own is not None:
            _fit_tree(own)


def square(side: int) -> QSize:
    """A square of `side` pixels at 100 %."""
    return QSize(px(side), px(side))


def _fit_tree(layout: QLayout) -> None:
    """A layout and the layouts inside it; those of its widgets come with their widgets."""
    _fit_layout(layout)
    for inner in layout.children():
        if isinstance(inner, QLayout):
            _fit_tree(inner)


def _fit_layout(layout: QLayout) -> None:
    edges = layout.property(_EDGES)
    if edges is None:
        return
    layout.setSpacing(px(layout.property(_GAP)))
    left, top, right, bottom = (px(edge) for edge in edges)
    layout.setContentsMargins(left, top, right, bottom)


def _fit_widget(widget: QWidget) -> None:
    if width := widget.property(_WIDTH):
        widget.setFixedWidth(px(width))
    if height := widget.property(_HEIGHT):
        widget.setFixedHeight(px(height))
    if least := widget.property(_MIN_W):
        widget.setMinimumWidth(px(least))
    if least := widget.property(_MIN_H):
        widget.setMinimumHeight(px(least))
    if most := widget.property(_MAX_W):
        widget.setMaximumWidth(min(_UNBOUND, px(most)))
