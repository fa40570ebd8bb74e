"""The program's mark: a light over a hill on a pine square."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from desktop.paths import resource
from desktop.ui import sizes


class Mark(QWidget):
    """The mark as a square of `side` pixels at 100 %."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._picture = QSvgRenderer(str(resource("icons", "mark.svg")))
        sizes.fixed(self, width=side, height=side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the picture over the whole widget."""
        painter = QPainter(self)
        self._picture.render(painter, QRectF(self.rect()))
        painter.end()
