"""States on screen: a painted shape, a badge, a line of shape and word."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import glyphs, sizes, theme
from desktop.ui.display import State, look, needs_a_person, state_text, state_word
from desktop.ui.tokens import ROLES
from desktop.ui.widgets.flow import Flow, keep_height
from desktop.ui.widgets.text import Label

_NATURAL_LINE = 1.45  # Noto's line in em


class Glyph(QWidget):
    """One state shape. Its word must stand beside it; the shape alone is for strips with a tooltip.

    Args:
        state: which shape.
        side: pixels at 100 %.
        tint: another colour token than the state's own.
    """

    def __init__(self, state: State, side: int = 14, tint: str = "") -> None:
        super().__init__()
        self._state, self._tint = state, tint
        sizes.fixed(self, width=side, height=side)
        self.setAccessibleName(state_word(state))

    def show_state(self, state: State, tint: str = "") -> None:
        """Shows another shape."""
        self._state, self._tint = state, tint
        self.setAccessibleName(state_word(state))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the shape."""
        painter = QPainter(self)
        ink = theme.current().hex(self._tint or look(self._state).ink)
        glyphs.paint(painter, QRectF(self.rect()), self._state, ink)


class Badge(QWidget):
    """A pill of 22 pixels with shape (or icon) and word; at most one in a header.

    Args:
        state: the state it names.
        word: another word than the state's usual one.
    """

    def __init__(self, state: State, word: str = "") -> None:
        super().__init__()
        self._state, self._word = state, state_word(state, word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._word)

    def show_state(self, state: State, word: str = "") -> None:
        """Shows another state."""
        self._state, self._word = state, state_word(state, word)
        self.setAccessibleName(self._word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the word needs, 22 high."""
        look_ = theme.current()
        return QSize(look_.metrics("note").horizontalAdvance(self._word) + look_.px(36), look_.px(22))

    def minimumSizeHint(self) -> QSize:
        """A badge never shrinks."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints pill, shape and word."""
        look_, wears = theme.current(), look(self._state)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look_.colour(wears.ground))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        side = look_.px(12)
        glyphs.paint(
            painter, QRectF(look_.px(9), (self.height() - side) / 2, side, side), self._state, look_.hex(wears.ink)
        )
        painter.setPen(look_.colour(wears.ink))
        painter.setFont(look_.font("note"))
        painter.drawText(
            QRectF(look_.px(25), 0, self.width() - look_.px(25), self.height()),
            Qt.AlignmentFlag.AlignVCenter,
            self._word,
        )


class StateLine(QWidget):
    """Shape and word on one line, as in notes, check lists and the status bar.

    Args:
        state: the shape; its ink also colours the word where a person is needed.
        text: the sentence.
        t: type role of the text.
        plain: keeps the text in ordinary ink whatever the state.
        wrap: lets the sentence run over several lines.
    """

    def __init__(
        self, state: State, text: str = "", t: str = "note", *, plain: bool = False, wrap: bool = False
    ) -> None:
        super().__init__()
        self._plain = plain
        self.glyph = Glyph(state, 14)
        self.label = Label(text, t, wrap=wrap, elide=not wrap)
        line = sizes.row(self, gap=6)
        beside = self._beside_first_line(t) if wrap else _centred(self.glyph)
        line.addLayout(beside)
        if wrap:  # held at the top by alignment: a stretch below would make the whole line ask for more height
            line.setAlignment(beside, Qt.AlignmentFlag.AlignTop)
            self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.label)
        self.show_state(state, text)

    def _beside_first_line(self, role: str) -> QVBoxLayout:
        """The shape at the height of the first of several lines."""
        column = sizes.column(gap=0, margins=(0, (round(ROLES[role].px * _NATURAL_LINE) - 14) // 2, 0, 0))
        column.addWidget(self.glyph)
        return column

    def show_state(self, state: State, text: str) -> None:
        """Shows another state and sentence."""
        self.glyph.show_state(state)
        self.label.say(text)
        self.label.ink(look(state).ink if needs_a_person(state) and not self._plain else "ink2")


class Legend(QWidget):
    """Shapes and their words side by side under a table; over several lines where it is narrow."""

    def __init__(self, entries: Sequence[tuple[State, str]]) -> None:
        super().__init__()
        line = Flow(self, gap=20)
        for state, word in entries:
            entry = StateLine(state, state_word(state, word), plain=True)
            entry.label.setMinimumWidth(entry.label.sizeHint().width())
            line.addWidget(entry)
        self.setAccessibleName("，".join(state_text(state, word) for state, word in entries))
        keep_height(self)


def _centred(glyph: QWidget) -> QVBoxLayout:
    column = sizes.column(gap=0)
    column.addWidget(glyph, 0, Qt.AlignmentFlag.AlignVCenter)
    return column
