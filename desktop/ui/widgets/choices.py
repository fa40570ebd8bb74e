"""Choices: radio rows for up to five, ticks for several, a list for six or more."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QRadioButton, QWidget

from desktop.ui.widgets.flow import Flow, keep_height


class RadioRow(QWidget):
    """Up to five choices side by side; nothing chosen is a value of its own (None).

    Args:
        choices: (value, word) pairs.
        chosen: the value chosen at first.
        named: what is being chosen, for screen readers.
        clearable: pressing the chosen one again chooses nothing, as on paper a tick is rubbed out.
    """

    changed = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str]],
        chosen: object = None,
        named: str = "",
        *,
        clearable: bool = False,
    ) -> None:
        super().__init__()
        self.setAccessibleName(named)
        self._values = [value for value, _ in choices]
        self._clearable, self._last = clearable, -1
        self._group = QButtonGroup(self)
        line = Flow(self, gap=12, line_gap=2)
        for number, (_, word) in enumerate(choices):
            made = QRadioButton(word)
            made.setAccessibleName(f"{named} {word}".strip())
            self._group.addButton(made, number)
            line.addWidget(made)
        keep_height(self)
        self.choose(chosen)
        self._group.idClicked.connect(self._clicked)

    def value(self) -> object:
        """The value chosen, or None."""
        return self._values[self._group.checkedId()] if self._group.checkedId() >= 0 else None

    def choose(self, value: object) -> None:
        """Chooses without a signal; None chooses nothing."""
        self._group.setExclusive(False)
        for number, button in enumerate(self._group.buttons()):
            button.setChecked(value is not None and self._values[number] == value)
        self._group.setExclusive(True)
        self._last = self._group.checkedId()

    def _clicked(self, number: int) -> None:
        if self._clearable and number == self._last:
            self.choose(None)
        self._last = self._group.checkedId()
        self.changed.emit(self.value())


class TickRow(QWidget):
    """Several choices side by side of which any number may be ticked."""

    changed = Signal(object)

    def __init__(self, choices: Sequence[tuple[object, str]], ticked: Sequence[object] = (), named: str = "") -> None:
        super().__init__()
        self.setAccessibleName(named)
        self._ticks: list[tuple[object, QCheckBox]] = []
        line = Flow(self, gap=12, line_gap=2)
        for value, word in choices:
            made = QCheckBox(word)
            made.setAccessibleName(f"{named} {word}".strip())
            made.toggled.connect(lambda _on: self.changed.emit(self.value()))
            self._ticks.append((value, made))
            line.addWidget(made)
        keep_height(self)
        self.choose(ticked)

    def value(self) -> tuple[object, ...]:
        """The values ticked, in the order shown."""
        return tuple(value for value, tick in self._ticks if tick.isChecked())

    def choose(self, ticked: Sequence[object]) -> None:
        """Ticks without a signal."""
        for value, tick in self._ticks:
            tick.blockSignals(True)  # noqa: FBT003 - Qt's own argument
            tick.setChecked(value in ticked)
            tick.blockSignals(False)  # noqa: FBT003 - Qt's own argument


class ChoiceField(QComboBox):
    """A list of six or more choices; fewer belong in radio rows or segments. The wheel does not change it unasked."""

    changed = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[object, str]] = (), chosen: object = None, *, empty: str = "", named: str = ""
    ) -> None:
        super().__init__()
        self.setAccessibleName(named)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._empty = empty
        self.set_choices(choices, chosen)
        self.activated.connect(lambda _n: self.changed.emit(self.value()))

    def set_choices(self, choices: Sequence[tuple[object, str]], chosen: object = None) -> None:
        """Shows other choices."""
        self.clear()
        if self._empty:
            self.addItem(self._empty, None)
        for value, word in choices:
            self.addItem(word, value)
        self.choose(chosen)

    def value(self) -> object:
        """The value chosen; None for the empty line."""
        return self.currentData()

    def choose(self, value: object) -> None:
        """Chooses without a signal."""
        for number in range(self.count()):
            if self.itemData(number) == value:
                self.setCurrentIndex(number)
                return
        if self.count():
            self.setCurrentIndex(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page, not the choice."""
        event.ignore()
