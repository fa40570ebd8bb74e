"""The picture of the gate: hills at dusk and one lit window; the only place with a gradient and lamp-yellow."""

import itertools

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPolygonF, QRadialGradient
from PySide6.QtWidgets import QWidget

from desktop.ui import theme

Wave = tuple[tuple[float, float, float, float], ...]

_HILLS: tuple[tuple[str, Wave], ...] = (
    ("#E7DBC5", ((0.0, 0.475, 0.12, 0.43), (0.35, 0.50, 0.55, 0.485), (0.8, 0.52, 1.0, 0.54))),
    ("#D2C3A7", ((0.0, 0.55, 0.12, 0.62), (0.35, 0.58, 0.52, 0.64), (0.75, 0.50, 1.0, 0.575))),
    ("#9DAE9F", ((0.0, 0.695, 0.12, 0.68), (0.28, 0.735, 0.45, 0.67), (0.68, 0.60, 1.0, 0.68))),
    ("#5E8576", ((0.0, 0.745, 0.2, 0.74), (0.45, 0.78, 0.62, 0.80), (0.85, 0.86, 1.0, 0.83))),
    ("#2F5C51", ((0.0, 0.905, 0.2, 0.91), (0.42, 0.93, 0.58, 0.90), (0.8, 0.855, 1.0, 0.90))),
)
_NIGHT = ("#3A352D", "#332F29", "#2C3833", "#20332D", "#162722")
_SKY, _NIGHT_SKY = ("#F6E7D0", "#F9EEDC"), ("#1E1B18", "#2A2521")


class Landscape(QWidget):
    """Hills and one window with a light; nothing to read, nothing to click."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints sky, hills and house for the scheme in force."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        dark = theme.current().tokens.dark
        self._sky(painter, dark=dark)
        for number, (colour, waves) in enumerate(_HILLS):
            painter.fillPath(self._hill(waves), QColor(_NIGHT[number] if dark else colour))
            if number == len(_HILLS) - 2:
                self._house(painter)
        painter.end()

    def _sky(self, painter: QPainter, *, dark: bool) -> None:
        top, bottom = _NIGHT_SKY if dark else _SKY
        sky = QLinearGradient(0, 0, 0, self.height())
        sky.setColorAt(0, QColor(top))
        sky.setColorAt(1, QColor(bottom))
        painter.fillRect(self.rect(), sky)
        if not dark:
            sun = QRadialGradient(QPointF(self.width() * 0.7, self.height() * 0.4), self.width() * 0.33)
            sun.setColorAt(0, QColor(255, 246, 226))
            sun.setColorAt(1, QColor(255, 246, 226, 0))
            painter.fillRect(self.rect(), sun)

    def _hill(self, waves: Wave) -> QPainterPath:
        wide, high = self.width(), self.height()
        path = QPainterPath(QPointF(0, high))
        points = [QPointF(x * wide, y * high) for wave in waves for x, y in ((wave[0], wave[1]), (wave[2], wave[3]))]
        path.lineTo(points[0])
        for before, after in itertools.pairwise(points):
            middle = (before.x() + after.x()) / 2
            path.cubicTo(QPointF(middle, before.y()), QPointF(middle, after.y()), after)
        path.lineTo(QPointF(wide, high))
        path.closeSubpath()
        return path

    def _house(self, painter: QPainter) -> None:
        unit = min(self.width() / 560, self.height() / 697)
        left, top = self.width() * 0.335, self.height() * 0.755
        glow = QRadialGradient(QPointF(left + 23 * unit, top + 14 * unit), 70 * unit)
        glow.setColorAt(0, QColor(226, 168, 60, 110))
        glow.setColorAt(1, QColor(226, 168, 60, 0))
        painter.fillRect(QRectF(left - 50 * unit, top - 60 * unit, 150 * unit, 150 * unit), glow)
        wall, lamp = QColor("#214D43"), QColor("#E2A03C")
        painter.fillRect(QRectF(left, top, 46 * unit, 28 * unit), wall)
        roof = QPolygonF(
            [QPointF(left - 6 * unit, top), QPointF(left + 23 * unit, top - 17 * unit), QPointF(left + 52 * unit, top)]
        )
        painter.setBrush(wall)
        painter.drawPolygon(roof)
        painter.fillRect(QRectF(left + 17 * unit, top + 6 * unit, 11 * unit, 11 * unit), lamp)
