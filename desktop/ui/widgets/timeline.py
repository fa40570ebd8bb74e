"""经过: what happened with a family, newest first: day, icon on a line, title, note, hand-over state."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons, sizes, theme
from desktop.ui.display import State, look, sentence
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.paint import clear, paint_ring
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr


@dataclass(frozen=True)
class Moment:
    """One line of the timeline.

    Args:
        key: handed back when it is opened.
        on: the day in words (`11月2日`).
        icon: Phosphor name of what happened.
        title: what happened.
        note: who and what, one line.
        state: hand-over state; None shows none.
        word: its words (`县已接收 第 6 号`).
    """

    key: str
    on: str
    icon: str
    title: str
    note: str = ""
    state: State | None = None
    word: str = ""

    @property
    def spoken(self) -> str:
        """The full sentence."""
        return sentence(self.on, self.title, self.note, self.word)


class _Line(QWidget):
    """One moment as a row of 50 pixels."""

    opened = Signal(str)

    def __init__(self, moment: Moment) -> None:
        super().__init__()
        self._moment = moment
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(moment.spoken)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line = sizes.row(self, gap=12, margins=(0, 4, 8, 6))
        on = Label(moment.on, "body", "ink2")
        on.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        sizes.fixed(on, width=72)
        line.addWidget(on, 0, Qt.AlignmentFlag.AlignTop)
        line.addSpacing(sizes.px(30))
        words = sizes.column(gap=0)
        words.addWidget(Label(moment.title, "strong", elide=True))
        words.addWidget(Label(moment.note, "note", "ink2", elide=True))
        line.addLayout(words, 1)
        if moment.state is not None:
            state = StateLine(moment.state, moment.word)
            state.label.ink(look(moment.state).ink)
            state.label.setMinimumWidth(state.label.sizeHint().width())
            line.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the line, the ring and the icon; and the focus."""
        skin = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = skin.px(72 + 12 + 9)
        painter.setPen(QPen(skin.colour("line"), 1))
        painter.drawLine(centre, 0, centre, self.height())
        side = skin.px(27)
        ring = QRectF(centre - side / 2, skin.px(4), side, side)
        painter.setBrush(skin.colour("surface"))
        painter.drawEllipse(ring)
        icon = skin.px(15)
        picture = icons.pixmap(self._moment.icon, skin.hex("ink2"), icon, "regular", self.devicePixelRatioF())
        painter.drawPixmap(ring.center().toPoint().x() - icon // 2, ring.center().toPoint().y() - icon // 2, picture)
        painter.end()
        if self.hasFocus():
            paint_ring(self, 6)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._moment.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it, arrows go along."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._moment.key)
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class TimelineView(FormScroll):
    """The moments, newest first, scrolling inside their card; the first 60 at once, the rest on demand."""

    opened = Signal(str)

    AT_ONCE = 60

    def __init__(self) -> None:
        super().__init__(gap=0, margins=(0, 0, 4, 0))
        self.setAccessibleName(tr("经过"))
        self._moments: tuple[Moment, ...] = ()
        self._shown = 0
        self._sought: QWidget | None = None
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._seek())

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Shows these moments in place of the former ones."""
        self._moments, self._shown, self._sought = tuple(moments), 0, None
        clear(self.body)
        self._more()

    def reveal(self, key: str) -> bool:
        """Scrolls to the latest moment of this key and puts the focus on it; False when there is none."""
        place = next((n for n, moment in enumerate(self._moments) if moment.key == key), -1)
        if place < 0:
            return False
        while self._shown <= place:
            self._more()
        item = self.body.itemAt(place)
        line = item.widget() if item is not None else None
        if line is None:
            return False
        line.setFocus(Qt.FocusReason.TabFocusReason)
        self._sought = line
        self.ensureWidgetVisible(line)
        return True

    def _seek(self) -> None:
        """Lines just made have no place yet; once they have one, what was looked for is brought into sight."""
        line, self._sought = self._sought, None
        if line is not None:
            self.ensureWidgetVisible(line)

    def _more(self) -> None:
        last = self.body.count() - 1
        if last >= 0:
            self._drop_tail()
        for moment in self._moments[self._shown : self._shown + self.AT_ONCE]:
            line = _Line(moment)
            line.opened.connect(self.opened)
            self.body.addWidget(line)
        self._shown = min(len(self._moments), self._shown + self.AT_ONCE)
        left = len(self._moments) - self._shown
        if left:
            more = Button(tr("更早的还有 {n} 条").format(n=left), "link", clicked=self._more)
            self.body.addWidget(more, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addStretch()

    def _drop_tail(self) -> None:
        for _ in range(2):
            item = self.body.takeAt(self.body.count() - 1)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
