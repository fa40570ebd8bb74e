"""Buttons: one filled, plain, small, ghost, link, chip, icon; icons follow scheme and zoom by themselves."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui import icons, sizes, theme
from desktop.ui.widgets.flow import Flow, keep_height
from desktop.ui.widgets.text import dress_changed

_ICON_PX = {"small": 14, "small_filled": 14, "icon": 16, "chip": 12, "nav": 18}
_INK = {"filled": "on_accent", "small_filled": "on_accent", "link": "accent", "toast": "toast_undo", "chip": "ink2"}


class Button(QPushButton):
    """A button with an optional icon.

    Args:
        text: the verb (an access key may be given as `保存(&S)`); an icon-only button names itself with `named`.
        kind: `plain`, `filled` (one a page), `small`, `small_filled`, `ghost`, `link`, `link_note`, `chip`, `icon`.
        icon: Phosphor name.
        named: accessible name and tooltip when the text alone does not say it.
        clicked: called when pressed.
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "plain",
        icon: str = "",
        *,
        named: str = "",
        clicked: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._kind, self._icon, self._tint, self._weight = kind, icon, "", "regular"
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.say(text)
        if named:
            self.setAccessibleName(named)
            self.setToolTip(named)
        if clicked is not None:
            self.clicked.connect(lambda _on=False: clicked())
        self._draw()

    def say(self, text: str) -> None:
        """Shows another verb. One leading space is the only way Qt lets an icon stand off its text."""
        self.setText(f" {text}" if self._icon and text else text)
        if text:
            self.setAccessibleName(text.replace("&", ""))

    def picture(self, name: str, tint: str = "", weight: str = "regular") -> None:
        """Shows another icon, in the token `tint` (the kind's own ink when empty)."""
        self._icon, self._tint, self._weight = name, tint, weight
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Redraws the icon when scheme or zoom have changed."""
        super().changeEvent(event)
        if dress_changed(event):
            self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as people expect."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def _draw(self) -> None:
        if not self._icon:
            return
        look = theme.current()
        side = look.px(_ICON_PX.get(self._kind, 16))
        ink = look.hex(self._tint or _INK.get(self._kind, "ink2"))
        self.setIconSize(QSize(side, side))
        self.setIcon(icons.icon(self._icon, ink, side, self._weight, look.hex("ink3")))


class Segments(QFrame):
    """A row of words of which exactly one is chosen; arrow keys move, Tab enters once.

    Args:
        choices: (value, word) pairs; the values travel, the words are read.
        chosen: the value chosen at first; the first one when None.
        named: what is being chosen, for screen readers.
    """

    changed = Signal(object)

    def __init__(self, choices: Sequence[tuple[object, str]], chosen: object = None, named: str = "") -> None:
        super().__init__()
        self.setProperty("box", "segments")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        keep_height(self)
        self.setAccessibleName(named)
        self._values = [value for value, _ in choices]
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        line = Flow(self, gap=2, line_gap=1, margins=(2, 1, 2, 1))
        for number, (_, word) in enumerate(choices):
            line.addWidget(self._segment(number, word))
        self.choose(chosen if chosen is not None else self._values[0])
        self._group.idClicked.connect(self._clicked)

    def value(self) -> object:
        """The value chosen."""
        return self._values[self._group.checkedId()]

    def choose(self, value: object) -> None:
        """Chooses without a signal; an unknown value is ignored."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)

    def say(self, value: object, word: str) -> None:
        """Changes the word of one choice (a count in it)."""
        button = self._group.button(self._values.index(value))
        if isinstance(button, Button):
            button.say(word)
            if (line := button.parentWidget()) is not None:
                line.updateGeometry()  # while it is hidden, Qt tells a parent without a layout nothing

    def offer(self, value: object, *, on: bool) -> None:
        """Shows or hides one choice."""
        self._group.button(self._values.index(value)).setVisible(on)

    def _segment(self, number: int, word: str) -> Button:
        made = Button(word, "segment")
        made.setCheckable(True)
        self._group.addButton(made, number)
        return made

    def _clicked(self, number: int) -> None:
        self.changed.emit(self._values[number])


class Chip(Button):
    """A filter that can be on or off, or opens a menu (`caret`)."""

    def __init__(self, text: str, *, caret: bool = False, checkable: bool = False) -> None:
        super().__init__(text, "chip", "caret-down" if caret else "")
        self.setCheckable(checkable)
        if caret:
            self.picture("caret-down", weight="bold")
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            self.say(text)

    def say(self, text: str) -> None:
        """Shows another word; the caret stands after it."""
        self.setText(f"{text} " if self._icon else text)
        self.setAccessibleName(text)


def button_row(*buttons: QWidget, gap: int = 8) -> QHBoxLayout:
    """Buttons side by side, the filled one last."""
    line = sizes.row(gap=gap)
    for button in buttons:
        line.addWidget(button)
    return line
