"""Labels: always plain text (no markup is ever interpreted), with a type role, a colour token, elision on demand."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.tokens import ROLES

_ELIDED_MIN = 48


class Label(QLabel):
    """A line or paragraph of plain text.

    Args:
        text: what it says.
        t: type role (`title`, `sub`, `body`, `strong`, `cell`, `note` ...).
        c: colour token; the role's own colour when empty.
        wrap: breaks over several lines.
        elide: gives way in a narrow place, ends in `…` and shows the whole text as a tooltip.
    """

    def __init__(
        self, text: str = "", t: str = "body", c: str = "", *, wrap: bool = False, elide: bool = False
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("t", t)
        if c:
            self.setProperty("c", c)
        self._role, self._elide = t, elide
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.say(text)

    def say(self, text: str) -> None:
        """Shows another text; a serif role falls back wholly to Sans when a character is outside the serif's cut."""
        if ROLES[self._role].serif:
            rare = bool(text) and not theme.current().serif_has(text)
            if rare != bool(self.property("rare")):
                self.setProperty("rare", rare)
                redress(self)
        self.setText(text)
        self.setAccessibleName(text)

    def ink(self, token: str) -> None:
        """Changes the colour token."""
        self.setProperty("c", token)
        redress(self)

    def minimumSizeHint(self) -> QSize:
        """An eliding label may shrink to a few characters."""
        hint = super().minimumSizeHint()
        if self._elide:
            hint.setWidth(min(hint.width(), theme.current().px(_ELIDED_MIN)))
        return hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the text, elided when that was asked for and there is too little room."""
        text = self.text()
        if not self._elide or self.fontMetrics().horizontalAdvance(text) <= self.contentsRect().width():
            super().paintEvent(event)
            return
        self.setToolTip(text)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        short = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.contentsRect().width())
        painter.drawText(self.contentsRect(), self.alignment(), short)


def redress(widget: QWidget) -> None:
    """Makes a changed dynamic property visible."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def dress_changed(event: QEvent) -> bool:
    """True for the events that follow a change of scheme or zoom."""
    return event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
