"""The list of registers at the left: by group, each with its count; one is current."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from desktop.desk.registers.listing import RegisterEntry
from desktop.ui import sizes, theme
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.text import Label
from desktop.words import tr

WIDTH_PX = 178


class _Entry(Button):
    """One register; paints its count at the right edge."""

    def __init__(self, entry: RegisterEntry) -> None:
        super().__init__(entry.title, "entry", entry.icon)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_entry(entry)

    def show_entry(self, entry: RegisterEntry) -> None:
        """Another count of the same register."""
        self.entry = entry
        counted = tr("{name}，{n} 条").format(name=entry.title, n=entry.count)
        self.setAccessibleName(entry.title if entry.count is None else counted)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """The list decides the width."""
        return QSize(sizes.px(60), sizes.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Adds the count."""
        super().paintEvent(event)
        if not self.entry.count:
            return
        skin = theme.current()
        painter = QPainter(self)
        painter.setFont(skin.font("note"))
        painter.setPen(skin.colour("ink3"))
        field = self.rect().adjusted(0, 0, -skin.px(9), 0)
        painter.drawText(field, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(self.entry.count))


class RegisterList(FormScroll):
    """The registers. `chosen(key)` fires when another one is pressed; Up and Down go along them."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(gap=1, margins=(2, 0, 2, 0))
        self.setAccessibleName(tr("台账目录"))
        self._buttons: dict[str, _Entry] = {}
        self._shown: tuple[RegisterEntry, ...] = ()
        self._current = ""
        sizes.fixed(self, width=WIDTH_PX)

    def sizeHint(self) -> QSize:
        """It scrolls inside its card, the page does not."""
        return QSize(sizes.px(WIDTH_PX), sizes.px(150))

    def show_entries(self, entries: Sequence[RegisterEntry], current: str) -> None:
        """Shows these registers, one of them current."""
        names = [(entry.key, entry.title) for entry in entries]
        same, self._shown = names == [(entry.key, entry.title) for entry in self._shown], tuple(entries)
        if same:
            for entry in entries:
                self._buttons[entry.key].show_entry(entry)
        else:
            self._fill()
        self.mark(current)

    def mark(self, current: str) -> None:
        """Makes another register current."""
        for key, button in self._buttons.items():
            button.setChecked(key == current)
        if current in self._buttons and current != self._current:
            self._current = current
            QTimer.singleShot(0, self, self._show_current)

    def _show_current(self) -> None:
        """The current register in sight, once the list has its places."""
        if self._current in self._buttons:
            self.ensureWidgetVisible(self._buttons[self._current], 0, sizes.px(24))

    def titles(self) -> tuple[tuple[str, str], ...]:
        """(key, title) of every register, in order."""
        return tuple((entry.key, entry.title) for entry in self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        buttons = list(self._buttons.values())
        at = next((n for n, button in enumerate(buttons) if button.hasFocus()), -1)
        if at < 0 or event.key() not in steps:
            super().keyPressEvent(event)
            return
        buttons[(at + steps[Qt.Key(event.key())]) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _fill(self) -> None:
        held = self.verticalScrollBar().value()
        focused = next((key for key, button in self._buttons.items() if button.hasFocus()), "")
        clear(self.body)
        self._buttons, group = {}, ""
        for entry in self._shown:
            if entry.group != group:
                group = entry.group
                self.body.addWidget(Label(group, "note", "ink3"))
            made = _Entry(entry)
            made.clicked.connect(lambda _on=False, key=entry.key: self._press(key))
            self._buttons[entry.key] = made
            self.body.addWidget(made)
        self.body.addStretch()
        self.verticalScrollBar().setValue(held)
        if focused in self._buttons:
            self._buttons[focused].setFocus()

    def _press(self, key: str) -> None:
        button = self._buttons[key]
        button.setChecked(not button.isChecked())  # the page marks it once its lines are shown
        self.chosen.emit(key)
