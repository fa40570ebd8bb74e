"""Numbers that stay hidden: a masked line with an eye that shows it for 20 seconds and says so."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import sizes
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.text import Label
from desktop.words import tr

REVEAL_MS = 20_000


class MaskedLabel(QWidget):
    """`999999********0012` with an eye.

    The full number is not kept here: the eye fires `revealed`, the page logs the look, fetches the number and hands it
    to `show_full`, which hides it again after 20 seconds. So no first screen ever holds it in memory.

    Args:
        masked: the masked text.
        named: whose and what number, for screen readers (`周文彬的证件号码`).
        t: type role.
        eye: False for a number that may not be revealed here.
    """

    revealed = Signal()
    hidden_again = Signal()

    def __init__(self, masked: str = "", named: str = "", t: str = "cell", *, eye: bool = True) -> None:
        super().__init__()
        self._masked, self._named, self._open = masked, named, False
        self.label = Label(masked, t, "ink2")
        self._eye = Button("", "eye", "eye", named=tr("看全 20 秒，会留记录"), clicked=self._toggle)
        self._eye.picture("eye", "accent")
        self._can = eye
        line = sizes.row(self, gap=4)
        line.addWidget(self.label)
        line.addWidget(self._eye)
        line.addStretch()
        if not (eye and masked):
            self._eye.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REVEAL_MS)
        self._timer.timeout.connect(self.hide_full)
        self._name()

    def show_masked(self, masked: str, named: str = "") -> None:
        """Shows another masked number."""
        self._masked, self._named = masked, named or self._named
        self._eye.setVisible(self._can and bool(masked))
        self.hide_full()

    def show_full(self, full: str) -> None:
        """Shows the number for 20 seconds."""
        self._open = True
        self.label.say(full)
        self._eye.picture("eye-slash", "accent")
        self._timer.start()
        self._name()

    def hide_full(self) -> None:
        """Masks again (after 20 seconds, at locking, in 客人模式)."""
        was_open, self._open = self._open, False
        self._timer.stop()
        self.label.say(self._masked)
        self._eye.picture("eye", "accent")
        self._name()
        if was_open:
            self.hidden_again.emit()

    @property
    def is_open(self) -> bool:
        """True while the full number is on screen."""
        return self._open

    def _toggle(self) -> None:
        if self._open:
            self.hide_full()
        else:
            self.revealed.emit()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._named} {self.label.text()}".strip())
