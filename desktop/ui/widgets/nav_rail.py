"""The nav rail: icon, word, count; the current page is a card with a filled icon; icons only in narrow windows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons, sizes, theme
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.text import Label, dress_changed, redress
from desktop.words import tr

WIDE_PX, NARROW_PX = 176, 56
_FOLD_UNDER_PX = 560
_ITEM_PX = 40


@dataclass(frozen=True)
class NavItem:
    """One place in the rail.

    Args:
        key: the page's key, or the key of an action (`lock`).
        icon: Phosphor name.
        word: its name.
        count: shown at the right when it is not 0.
        low: stands at the foot of the rail (备份 设置 锁定).
    """

    key: str
    icon: str
    word: str
    count: int = 0
    low: bool = False


class _NavButton(Button):
    """One item; draws its count itself at the right edge."""

    def __init__(self, item: NavItem) -> None:
        super().__init__(item.word, "nav", item.icon)
        self.item = item
        self.count = item.count
        self._narrow = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda _on: self._recolour())
        self._recolour()
        self._name()

    def use_narrow(self, *, narrow: bool) -> None:
        """Icon alone, the word as a tooltip."""
        self._narrow = narrow
        self.setProperty("narrow", "true" if narrow else "false")
        self.setText("" if narrow else f" {self.item.word}")
        self._name()
        redress(self)

    def show_count(self, count: int) -> None:
        """Another count; 0 shows none."""
        self.count = count
        self._name()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """The rail decides the width."""
        return QSize(sizes.px(36), sizes.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Adds the count."""
        super().paintEvent(event)
        if not self.count or self._narrow:
            return
        skin = theme.current()
        painter = QPainter(self)
        painter.setFont(skin.font("note_strong"))
        painter.setPen(skin.colour("accent" if self.isChecked() else "ink2"))
        field = self.rect().adjusted(0, 0, -skin.px(11), 0)
        painter.drawText(field, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(self.count))

    def _recolour(self) -> None:
        on = self.isChecked()
        self.picture(self.item.icon, "accent" if on else "ink2", "fill" if on else "regular")

    def _name(self) -> None:
        words = f"{self.item.word}，{self.count}" if self.count else self.item.word
        self.setAccessibleName(words)
        self.setToolTip(words if self._narrow else "")


class _Mark(QWidget):
    """Our sign at the head of the rail."""

    def __init__(self) -> None:
        super().__init__()
        sizes.fixed(self, width=26, height=26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the sign in its own colours."""
        side = self.width()
        QPainter(self).drawPixmap(0, 0, icons.pixmap("mark", "#000000", side, "regular", self.devicePixelRatioF()))


class NavRail(QFrame):
    """The rail. `chosen(key)` fires when an item is pressed; `show_current` marks the page that is shown."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[NavItem], place: str = "") -> None:
        super().__init__()
        self.setProperty("box", "rail")
        self.setAccessibleName(tr("导航"))
        self._narrow = False
        self._buttons: dict[str, _NavButton] = {}
        self._name = Label(tr("暖心"), "head")
        self._place = Label(place, "note", "ink2", elide=True)
        self._lines: QVBoxLayout = sizes.column(self, gap=2, margins=(8, 0, 8, 8))
        self._lines.addLayout(self._head())
        for item in items:
            if not item.low:
                self._lines.addWidget(self._button(item))
        self._lines.addStretch(1)
        self._low = [item for item in items if item.low]
        for item in self._low:
            self._lines.addWidget(self._button(item))
        self._more = Button("", "nav", "dots-three", named=tr("更多"), clicked=self._open_more)
        self._more.setProperty("narrow", "true")
        self._more.hide()
        self._lines.addWidget(self._more)
        sizes.fixed(self, width=WIDE_PX)

    def keys(self) -> tuple[str, ...]:
        """The keys of the pages from above down, for Alt+1 to Alt+8."""
        return tuple(key for key, button in self._buttons.items() if not button.item.low)

    def show_current(self, key: str) -> None:
        """Marks the page that is shown; a key that is not in the rail marks none."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == key else Qt.FocusPolicy.ClickFocus)
        if key not in self._buttons:
            next(iter(self._buttons.values())).setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_count(self, key: str, count: int) -> None:
        """Changes a count."""
        if key in self._buttons:
            self._buttons[key].show_count(count)

    def show_place(self, place: str) -> None:
        """Changes the small words beside the name (`云溪镇`, `县级`)."""
        self._place.say(place)

    def use_narrow(self, *, narrow: bool) -> None:
        """Icons only."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._name.setVisible(not narrow)
        self._place.setVisible(not narrow)
        sizes.fixed(self, width=NARROW_PX if narrow else WIDE_PX)
        for button in self._buttons.values():
            button.use_narrow(narrow=narrow)

    def focus_current(self) -> None:
        """Puts the focus on the current item."""
        for button in self._buttons.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.TabFocusReason)
                return
        next(iter(self._buttons.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go along the items; the rail is one stop of Tab."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        shown = [button for button in self._buttons.values() if button.isVisible()]
        at = next((n for n, button in enumerate(shown) if button.hasFocus()), -1)
        if at < 0 or event.key() not in steps:
            super().keyPressEvent(event)
            return
        shown[(at + steps[Qt.Key(event.key())]) % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)

    def minimumSizeHint(self) -> QSize:
        """The rail never forces a window's height: what does not fit folds into 更多."""
        return QSize(sizes.px(NARROW_PX), sizes.px(120))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds what does not fit."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Another zoom fits other things."""
        super().changeEvent(event)
        if dress_changed(event) and hasattr(self, "_more"):
            self._fold()

    def _head(self) -> QHBoxLayout:
        line = sizes.row(gap=7, margins=(8, 14, 4, 19))
        line.addWidget(_Mark(), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._name)
        line.addWidget(self._place, 1, Qt.AlignmentFlag.AlignVCenter)
        return line

    def _button(self, item: NavItem) -> _NavButton:
        made = _NavButton(item)
        made.clicked.connect(lambda _on=False, key=item.key: self._press(key))
        self._buttons[item.key] = made
        return made

    def _press(self, key: str) -> None:
        button = self._buttons[key]
        button.setChecked(not button.isChecked())  # the window marks the page once it is really shown
        self.chosen.emit(key)

    def _fold(self) -> None:
        room = self.height() / sizes.factor()
        fold_low = room < _FOLD_UNDER_PX
        for item in self._low:
            self._buttons[item.key].setVisible(not fold_low)
        fit = int((room - 70 - (_ITEM_PX if fold_low else 0)) // _ITEM_PX)
        pages = self.keys()
        for number, key in enumerate(pages):
            self._buttons[key].setVisible(not fold_low or number < max(1, fit))
        self._more.setVisible(fold_low)

    def _open_more(self) -> None:
        menu = QMenu(self)
        for key, button in self._buttons.items():
            if not button.isVisibleTo(self):
                menu.addAction(button.item.word, partial(self.chosen.emit, key))
        menu.exec(self._more.mapToGlobal(self._more.rect().topRight()))
        menu.deleteLater()
