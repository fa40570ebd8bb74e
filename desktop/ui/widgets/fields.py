"""A field that checks when it is left and says why; notes of several lines."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.ui import sizes
from desktop.ui.widgets.text import redress


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Args:
        level: `""` in order, `"soon"` please look (can be saved), `"miss"` cannot be saved.
        words: the sentence under the field; empty when in order.
    """

    level: str = ""
    words: str = ""


FINE = Verdict()


def hard(words: str) -> Verdict:
    """A verdict that keeps the form from being saved."""
    return Verdict("miss", words)


def soft(words: str) -> Verdict:
    """A verdict that may be saved."""
    return Verdict("soon", words)


class TextField(QLineEdit):
    """One line of text, checked when it is left, never while an input method is composing.

    Args:
        placeholder: what belongs here, in grey.
        check: judges the text; runs on leaving and on `judge()`.
        named: accessible name when no label stands beside it.
        most: the longest text that can be typed.
    """

    judged = Signal(object)
    """A `Verdict`, each time it was checked."""
    typed = Signal(str)
    """The text, after a change by the person, once no composition is open."""

    def __init__(
        self,
        placeholder: str = "",
        check: Callable[[str], Verdict] | None = None,
        *,
        named: str = "",
        most: int = 2000,
    ) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setMaxLength(most)
        self.setAccessibleName(named)
        self._check = check
        self._composing = False
        self.textEdited.connect(self._edited)

    @property
    def composing(self) -> bool:
        """True while an input method has an open composition."""
        return self._composing

    def value(self) -> str:
        """The text without blanks at its ends."""
        return self.text().strip()

    def check_with(self, check: Callable[[str], Verdict] | None) -> None:
        """Changes what judges the text."""
        self._check = check

    def judge(self) -> Verdict:
        """Checks now, shows the border and returns the verdict."""
        verdict = self._check(self.value()) if self._check else FINE
        self.show_verdict(verdict)
        return verdict

    def show_verdict(self, verdict: Verdict) -> None:
        """Shows a verdict that was found elsewhere (by the record)."""
        if self.property("verdict") != verdict.level:
            self.setProperty("verdict", verdict.level)
            redress(self)
        self.setAccessibleDescription(verdict.words)
        self.judged.emit(verdict)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remembers whether a composition is open."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field checks it; a popup of the input method is not leaving."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self._composing and self._check:
            self.judge()

    def _edited(self, text: str) -> None:
        if not self._composing:
            self.typed.emit(text)


class NotesField(QPlainTextEdit):
    """Several lines of text; Tab leaves it, markup stays text."""

    def __init__(self, placeholder: str = "", lines: int = 3, *, named: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(named)
        self.setTabChangesFocus(True)
        sizes.fixed(self, height=21 * lines + 14)

    def value(self) -> str:
        """The text without blanks at its ends."""
        return self.toPlainText().strip()
