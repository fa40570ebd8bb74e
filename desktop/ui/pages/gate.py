"""The frame of the two windows before the record is open: the picture at the left, the work at the right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.cards import Rule
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.landscape import Landscape
from desktop.ui.widgets.mark import Mark
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

_PICTURE_FROM_PX = 900
_COLUMN_PX = 400
_LOW_PX = 520


class GateWindow(QWidget):
    """Picture and column; subclasses fill `column` from above down and call `say_safe` for the assurances."""

    def __init__(self, width: int = _COLUMN_PX) -> None:
        super().__init__()
        self.setProperty("ground", "window")
        self.setWindowTitle(tr("暖心"))
        self.setMinimumSize(640, 360)
        self._picture = Landscape()
        across = sizes.row(self, gap=0)
        across.addWidget(self._picture, 41)
        scroll = FormScroll()
        inner = QFrame()
        sizes.bounded(inner, max_width=width)
        self.column = sizes.column(inner, gap=10, margins=(0, 24, 0, 24))
        holder = QWidget()
        line = sizes.row(holder, gap=0, margins=(24, 0, 24, 0))
        line.addStretch(1)
        line.addWidget(inner, 100)
        line.addStretch(1)
        scroll.add(holder)
        across.addWidget(scroll, 59)

    def head(self, meta: str) -> None:
        """The mark, the name, and a line under it."""
        self.column.addStretch(2)
        self.column.addWidget(flow_row(Mark(42), Label(tr("暖心"), "brand"), gap=12))
        self.meta = Label(meta, "body", "ink2", wrap=True)
        self.column.addWidget(self.meta)
        self.column.addSpacing(sizes.px(6))

    def say_safe(self, sentences: tuple[tuple[State, str], ...]) -> None:
        """The assurances at the foot."""
        self.column.addStretch(3)
        self.column.addWidget(Rule())
        for state, words in sentences:
            self.column.addWidget(StateLine(state, words, wrap=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture gives way in narrow windows."""
        super().resizeEvent(event)
        self._picture.setVisible(self.width() >= sizes.px(_PICTURE_FROM_PX))
        low = self.height() < sizes.px(_LOW_PX)
        sizes.spaced(self.column, gap=6 if low else 10, margins=(0, 8, 0, 8) if low else (0, 24, 0, 24))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
