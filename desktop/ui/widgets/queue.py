"""A row of a queue: sign, name and place, what about it, how many; a real button that paints itself."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from desktop.ui import sizes, theme
from desktop.ui.display import State, look
from desktop.ui.widgets.paint import paint_ring
from desktop.ui.widgets.states import Glyph
from desktop.ui.widgets.text import Label


class QueueRow(QFrame):
    """One thing that waits; `chosen` when it is pressed."""

    chosen = Signal()

    def __init__(self, state: State, name: str, place: str, note: str, count: str) -> None:
        super().__init__()
        self._current = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("，".join(part for part in (look(state).word, name, place, note, count) if part))
        head = sizes.row(gap=8)
        head.addWidget(Label(name, "strong", elide=True))
        if place:
            head.addWidget(Label(place, "note", "ink3"))
        head.addStretch(1)
        if count:
            head.addWidget(Label(count, "note", "ink2"))
        words = sizes.column(gap=0)
        words.addLayout(head)
        words.addWidget(Label(note, "note", "ink2", wrap=True))
        line = sizes.row(self, gap=10, margins=(12, 6, 10, 8))
        line.addWidget(Glyph(state, 14), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)

    def show_current(self, *, on: bool) -> None:
        """Shows or hides the tint and the bar."""
        self._current = on
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the queue's column; long words wrap or are cut with their whole in the tooltip."""
        return QSize(sizes.px(120), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint and bar of the current row, ring of the focus."""
        super().paintEvent(event)
        skin = theme.current()
        if self._current:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(skin.colour("tint"))
            painter.drawRoundedRect(QRectF(self.rect()), skin.px(6), skin.px(6))
            painter.setBrush(skin.colour("accent"))
            painter.drawRoundedRect(QRectF(0, skin.px(9), skin.px(3), self.height() - skin.px(18)), 1, 1)
            painter.end()
        if self.hasFocus():
            paint_ring(self, 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press chooses."""
        super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space choose; arrows go along."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)
