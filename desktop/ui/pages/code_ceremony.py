"""A code shown once, saved as a sheet and typed back: before it is trusted to paper alone (B-44, B-46)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from db.vault.recovery import RecoveryCode
from desktop.ui import sizes
from desktop.ui.pages.wizard_steps import RecoveryStep, TypedBackStep
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flow import flow_row
from desktop.words import tr


class CodeCeremony(QWidget):
    """Shows a code and takes it back; `sheet_wanted()`, `typed_back(text)`, `dropped()`.

    Args:
        why: what the paper is for, and how it is kept.
        then: what typing it back proves, and what happens then.
        verb: what the person does in the end.
    """

    sheet_wanted = Signal()
    typed_back = Signal(str)
    dropped = Signal()

    def __init__(self, why: str, then: str, verb: str) -> None:
        super().__init__()
        self.shown = RecoveryStep(self.sheet_wanted.emit)
        self.typed = TypedBackStep()
        self.done = Button(verb, "small_filled", clicked=self._done)
        self.drop = Button(tr("先不办"), "small", clicked=self.dropped.emit)
        self.shown.note.say(why)
        self.typed.note.say(then)
        lines = sizes.column(self, gap=8)
        for widget in (self.shown, self.typed, flow_row(self.done, self.drop)):
            lines.addWidget(widget)
        self.hide()

    def begin(self, code: RecoveryCode, why: str = "") -> None:
        """Shows this code; what was shown or typed of another one is forgotten."""
        self.forget()
        if why:
            self.shown.note.say(why)
        self.shown.show_code(code)
        self.typed.expected = code
        self.show()
        self.typed.typed.setFocus()

    def forget(self) -> None:
        """Shows and knows none any more."""
        self.hide()
        self.shown.forget()
        self.shown.saved.hide()
        self.typed.expected = None
        self.typed.typed.clear()

    def say_saved(self, path: object) -> None:
        """The sheet is there."""
        self.shown.say_saved(tr("已存到 {path}。打印好以后请删掉这个文件。").format(path=path))

    def _done(self) -> None:
        if self.typed.sound():
            self.typed_back.emit(self.typed.typed.value())
