"""The page's own filter field and the passphrase field: frames with a bare field inside."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy

from desktop.ui import sizes
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.fields import TextField, Verdict
from desktop.ui.widgets.paint import Picture
from desktop.ui.widgets.text import redress
from desktop.words import tr


class SearchBox(QFrame):
    """A filter field with its own magnifier: fires 150 ms after the last key, and never during a composition."""

    searched = Signal(str)
    left_downwards = Signal()
    """Down or Enter: the rows want the focus."""

    def __init__(self, placeholder: str = "", icon: str = "funnel-simple", pause_ms: int = 150) -> None:
        super().__init__()
        self.setProperty("box", "field")
        self.field = TextField(placeholder or tr("在本表中筛选"), named=placeholder or tr("在本表中筛选"))
        self.field.setProperty("bare", "true")
        self.field.setClearButtonEnabled(False)
        self._clear = Button("", "icon", "x", named=tr("清空"), clicked=self.empty)
        self._clear.hide()
        line = sizes.row(self, gap=6, margins=(9, 0, 3, 0))
        line.addWidget(Picture(icon, 14))
        line.addWidget(self.field, 1)
        line.addWidget(self._clear)
        sizes.fixed(self, height=30)
        self.setFocusProxy(self.field)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._fire)
        self._last = ""
        self.field.textChanged.connect(self._changed)
        self.field.installEventFilter(self)

    def text(self) -> str:
        """What is looked for."""
        return self.field.value()

    def put(self, text: str) -> None:
        """Shows other words without looking for them."""
        self._last = text
        self.field.setText(text)

    def empty(self) -> None:
        """Lets the filter go."""
        self.field.clear()
        self._fire()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter lead into the rows, Esc empties, the frame shows the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", "true" if event.type() == QEvent.Type.FocusIn else "false")
            redress(self)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.field.composing:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._fire()
            self.left_downwards.emit()
            return True
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.empty()
            return True
        return False

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if not self.field.composing:
            self._pause.start()

    def _fire(self) -> None:
        self._pause.stop()
        if self.field.composing or self.text() == self._last:
            return
        self._last = self.text()
        self.searched.emit(self._last)


class PasswordField(QFrame):
    """A passphrase with an eye inside the field; what was typed never reaches the clipboard."""

    entered = Signal()

    def __init__(self, placeholder: str = "", *, named: str = "") -> None:
        super().__init__()
        self.setProperty("box", "field")
        self.field = TextField(placeholder, named=named or tr("口令"), most=512)
        self.field.setProperty("bare", "true")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.returnPressed.connect(self.entered)
        self.field.installEventFilter(self)
        self._eye = Button("", "icon", "eye", named=tr("看一眼口令"), clicked=self._toggle)
        line = sizes.row(self, gap=4, margins=(12, 0, 6, 0))
        line.addWidget(self.field, 1)
        line.addWidget(self._eye)
        sizes.fixed(self, height=38)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.field)

    def value(self) -> str:
        """The passphrase exactly as typed, blanks included."""
        return self.field.text()

    def empty(self) -> None:
        """Forgets what was typed and hides again."""
        self.field.clear()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye.picture("eye")

    def show_verdict(self, verdict: Verdict) -> None:
        """Marks the frame."""
        self.setProperty("verdict", verdict.level)
        self.field.setAccessibleDescription(verdict.words)
        redress(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame shows the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", "true" if event.type() == QEvent.Type.FocusIn else "false")
            redress(self)
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        hidden = self.field.echoMode() == QLineEdit.EchoMode.Password
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.picture("eye-slash" if hidden else "eye")
