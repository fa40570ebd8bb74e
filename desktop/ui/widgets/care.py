"""The seven items of a family: as a strip of shapes, as cards, as compact cards; labels come from the profile."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QSizePolicy, QToolTip, QWidget

from desktop.ui import sizes
from desktop.ui.display import State, look, needs_a_person, sentence, state_word
from desktop.ui.widgets.paint import Picture, clear, paint_ring, paint_state_cell
from desktop.ui.widgets.states import Glyph
from desktop.ui.widgets.text import Label


@dataclass(frozen=True)
class CareItem:
    """One of the seven items of a family, ready for the screen.

    Args:
        key: the item's key (`dual_contact`), handed back when it is opened.
        label: the name the profile gives it (`双岗联系人`).
        short: two characters for the strip's header (`双岗`).
        icon: Phosphor name.
        state: where it stands.
        word: the word of the state (`今天到期`).
        notes: up to two lines: who or why, and what is due next.
    """

    key: str
    label: str
    short: str
    icon: str
    state: State
    word: str = ""
    notes: tuple[str, ...] = ()

    @property
    def spoken(self) -> str:
        """The full sentence for tooltip and screen reader."""
        return sentence(f"{self.label}{state_word(self.state, self.word)}", *self.notes)


class CareCard(QFrame):
    """One item as a card: icon, name, shape and word, two note lines; the compact one has name and word only."""

    opened = Signal(str)

    def __init__(self, item: CareItem, *, compact: bool = False) -> None:
        super().__init__()
        self.item = item
        self.setProperty("box", "card")
        if needs_a_person(item.state):
            self.setProperty("state", look(item.state).ink)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(item.spoken)
        self.setToolTip(item.spoken)
        self._fill_compact() if compact else self._fill()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the item."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.item.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space opens the item."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.item.key)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Adds the focus ring inside the card."""
        super().paintEvent(event)
        if self.hasFocus():
            paint_ring(self)

    def _fill(self) -> None:
        lines = sizes.column(self, gap=0, margins=(11, 7, 8, 7))
        top = sizes.row(gap=7)
        top.addWidget(Picture(self.item.icon))
        top.addWidget(Label(self.item.label, "strong", elide=True), 1)
        lines.addLayout(top)
        state = sizes.row(gap=8, margins=(1, 3, 0, 4))
        state.addWidget(Glyph(self.item.state))
        word = Label(state_word(self.item.state, self.item.word), "cell_strong", elide=True)
        word.ink("ink2" if look(self.item.state).ink == "none" else look(self.item.state).ink)
        state.addWidget(word, 1)
        lines.addLayout(state)
        for note in (*self.item.notes, "", "")[:2]:
            lines.addWidget(Label(note, "note", "ink2", elide=True))

    def _fill_compact(self) -> None:
        lines = sizes.row(self, gap=8, margins=(12, 8, 8, 8))
        place = sizes.column(gap=0, margins=(0, 4, 0, 0))
        place.addWidget(Glyph(self.item.state))
        place.addStretch()
        lines.addLayout(place)
        words = sizes.column(gap=1)
        words.addWidget(Label(self.item.label, "strong", elide=True))
        line = self.item.notes[0] if self.item.notes and self.item.state is State.OK else ""
        second = Label(line or state_word(self.item.state, self.item.word), "note", "ink2", elide=True)
        if needs_a_person(self.item.state):
            second.ink(look(self.item.state).ink)
        words.addWidget(second)
        lines.addLayout(words, 1)


@dataclass(frozen=True)
class CareGroup:
    """A titled group of items: `三个全覆盖` with `2 项已落实，1 项今天到期`."""

    title: str
    meta: str
    items: tuple[CareItem, ...]


class CareCards(QWidget):
    """The groups of cards of a family: side by side in a wide page, compact and one under another in a narrow one."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[CareGroup, ...] = ()
        self._compact, self._across = False, 4
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        sizes.spaced(self._box, gap=18)

    def show_groups(self, groups: Sequence[CareGroup]) -> None:
        """Shows these groups in place of the former ones."""
        self._groups = tuple(groups)
        self._rebuild()

    def use_compact(self, *, compact: bool, across: int = 4) -> None:
        """Changes between full cards in one row and compact cards, `across` a row (4, in the narrowest windows 2)."""
        if (compact, across) != (self._compact, self._across):
            self._compact, self._across = compact, across
            self._rebuild()

    def _rebuild(self) -> None:
        clear(self._box)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(down if self._compact else across)
        sizes.spaced(self._box, gap=8 if self._compact else 18)
        for group in self._groups:
            self._box.addWidget(self._group(group), 0 if self._compact else len(group.items))

    def _group(self, group: CareGroup) -> QWidget:
        made = QWidget()
        lines = sizes.column(made, gap=4)
        head = sizes.row(gap=8)
        head.addWidget(Label(group.title, "cell_strong"))
        head.addWidget(Label(group.meta, "note", elide=True), 1)
        lines.addLayout(head)
        grid = QGridLayout()
        sizes.spaced(grid, gap=8)
        across = self._across if self._compact else len(group.items)
        for number, item in enumerate(group.items):
            card = CareCard(item, compact=self._compact)
            card.opened.connect(self.opened)
            grid.addWidget(card, number // across, number % across)
        for place in range(across):
            grid.setColumnStretch(place, 1)
        lines.addLayout(grid)
        return made


class SevenStrip(QWidget):
    """The seven items as shapes only, 43 pixels a cell; a ground only where a person is needed."""

    cell_width, cell_height, group_gap = 43, 28, 8

    def __init__(self, items: Sequence[CareItem] = (), first_group: int = 3) -> None:
        super().__init__()
        self._items = tuple(items)
        self._first = first_group
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_items(self._items)

    def show_items(self, items: Sequence[CareItem]) -> None:
        """Shows these items."""
        self._items = tuple(items)
        self.setAccessibleName("".join(item.spoken for item in self._items))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One cell an item and a gap between the groups."""
        return QSize(sizes.px(self.cell_width * len(self._items) + self.group_gap), sizes.px(self.cell_height))

    def event(self, event: QEvent) -> bool:
        """Answers a tooltip with the sentence of the cell under the pointer."""
        if isinstance(event, QHelpEvent):
            for number, item in enumerate(self._items):
                if self._cell(number).contains(event.pos().toPointF()):
                    QToolTip.showText(event.globalPos(), item.spoken, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the cells."""
        painter = QPainter(self)
        for number, item in enumerate(self._items):
            paint_state_cell(painter, self._cell(number), item.state)

    def _cell(self, number: int) -> QRectF:
        left = number * self.cell_width + (self.group_gap if number >= self._first else 0)
        return QRectF(sizes.px(left), 0, sizes.px(self.cell_width), self.height())
