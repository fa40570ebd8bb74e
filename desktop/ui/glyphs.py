"""The eleven state shapes, painted from paths on a 14-pixel field; a shape is recognised without its colour."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from desktop.ui.display import State

FIELD = 14
"""The side of the field the shapes are drawn on, in pixels at 100 %."""

_CENTRE = QPointF(7, 7)
_pixmaps: dict[tuple[State, str, int, float], QPixmap] = {}


def paint(painter: QPainter, field: QRectF, state: State, colour: str) -> None:
    """Paints a shape into the square `field`, in `colour`; the painter's own state is left as it was."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(field.topLeft())
    painter.scale(field.width() / FIELD, field.height() / FIELD)
    _SHAPES[state](painter, QColor(colour))
    painter.restore()


def pixmap(state: State, colour: str, side: int, density: float = 1.0) -> QPixmap:
    """The shape as a cached picture of `side` logical pixels, for delegates."""
    key = (state, colour, side, density)
    found = _pixmaps.get(key)
    if found is None:
        found = QPixmap(round(side * density), round(side * density))
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        paint(painter, QRectF(found.rect()), state, colour)
        painter.end()
        found.setDevicePixelRatio(density)
        _pixmaps[key] = found
    return found


def forget() -> None:
    """Empties the cache; the theme calls it when scheme or zoom change."""
    _pixmaps.clear()


def _stroke(painter: QPainter, colour: QColor, width: float) -> None:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _fill(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)


def _check(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour, 1.6)
    painter.drawPolyline(QPolygonF([QPointF(2.6, 7.4), QPointF(5.6, 10.3), QPointF(11.6, 4)]))


def _half_disc(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour, 1.5)
    painter.drawEllipse(_CENTRE, 4.75, 4.75)
    half = QPainterPath(QPointF(7, 2.25))
    half.arcTo(QRectF(2.25, 2.25, 9.5, 9.5), 90, -180)
    half.closeSubpath()
    painter.fillPath(half, colour)


def _open_ring(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour, 2.2)
    painter.drawEllipse(_CENTRE, 4.4, 4.4)


def _diamond(painter: QPainter, colour: QColor) -> None:
    _fill(painter, colour)
    painter.drawPolygon(QPolygonF([QPointF(7, 1.4), QPointF(12.6, 7), QPointF(7, 12.6), QPointF(1.4, 7)]))


def _two_squares(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour, 1.5)
    painter.drawRoundedRect(QRectF(2, 2, 7, 7), 1.5, 1.5)
    _fill(painter, colour)
    painter.drawRoundedRect(QRectF(5, 5, 7.6, 7.6), 1.8, 1.8)


def _ring_with_stroke(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour, 1.5)
    painter.drawEllipse(_CENTRE, 5, 5)
    painter.drawLine(QPointF(3.6, 10.4), QPointF(10.4, 3.6))


def _bar(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour, 1.8)
    painter.drawLine(QPointF(3.2, 7), QPointF(10.8, 7))


def _dot(painter: QPainter, colour: QColor) -> None:
    _fill(painter, colour)
    painter.drawEllipse(_CENTRE, 1.5, 1.5)


def _dotted_ring(painter: QPainter, colour: QColor) -> None:
    pen = QPen(colour, 1.7)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([1.85, 1.23])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(_CENTRE, 5, 5)


def _up_arrow(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour, 1.7)
    painter.drawLine(QPointF(7, 12), QPointF(7, 2.4))
    painter.drawPolyline(QPolygonF([QPointF(3.2, 6.2), QPointF(7, 2.4), QPointF(10.8, 6.2)]))


_SHAPES: dict[State, Callable[[QPainter, QColor], None]] = {
    State.OK: _check,
    State.SOON: _half_disc,
    State.MISS: _open_ring,
    State.LATE: _diamond,
    State.CLASH: _two_squares,
    State.NO: _ring_with_stroke,
    State.BACK: _ring_with_stroke,
    State.EXCL: _bar,
    State.NA: _dot,
    State.WAIT: _dotted_ring,
    State.SENT: _up_arrow,
}
