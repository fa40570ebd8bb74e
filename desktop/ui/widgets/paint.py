"""Small painted things several widgets share: icons of objects, the ground of a state cell, the focus ring."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.ui import glyphs, icons, sizes, theme
from desktop.ui.display import State, look


class Picture(QWidget):
    """An icon that stands for an object (never for a state)."""

    def __init__(self, name: str, side: int = 16, tint: str = "ink2", weight: str = "regular") -> None:
        super().__init__()
        self._name, self._side, self._tint, self._weight = name, side, tint, weight
        sizes.fixed(self, width=side, height=side)

    def show_icon(self, name: str, tint: str = "") -> None:
        """Shows another icon."""
        self._name, self._tint = name, tint or self._tint
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the icon."""
        look_ = theme.current()
        picture = icons.pixmap(
            self._name, look_.hex(self._tint), look_.px(self._side), self._weight, self.devicePixelRatioF()
        )
        QPainter(self).drawPixmap(0, 0, picture)


def paint_ring(widget: QWidget, radius: int = 8) -> None:
    """The focus ring: two pixels inside the widget's own box."""
    look_ = theme.current()
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    pen.setColor(look_.colour("ring"))
    pen.setWidth(2)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(1, 1, -1, -1), look_.px(radius), look_.px(radius))


def clear(layout: QBoxLayout) -> None:
    """Takes everything out of a layout and lets it go.

    Never at once: this may run inside a loop of Qt over all widgets (a new style sheet resizes, a resize rebuilds),
    and giving up the parent would let Python delete the widget under Qt's feet.
    """
    while layout.count():
        item = layout.takeAt(0)
        if item is not None and (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def paint_state_cell(painter: QPainter, cell: QRectF, state: State) -> None:
    """A shape in the middle of a cell, with a rounded ground when a person is needed."""
    look_, wears = theme.current(), look(state)
    if wears.grounded:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look_.colour(wears.ground))
        inset = cell.adjusted(look_.px(6), look_.px(1), -look_.px(6), -look_.px(1))
        painter.drawRoundedRect(inset, look_.px(5), look_.px(5))
    side = look_.px(glyphs.FIELD)
    field = QRectF(cell.center().x() - side / 2, cell.center().y() - side / 2, side, side)
    glyphs.paint(painter, field, state, look_.hex(wears.ink))
