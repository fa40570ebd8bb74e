"""A person in front of the real program: clicks what is visible, types by the keyboard or an input method."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QPlainTextEdit, QWidget

from db.clock import FrozenClock
from db.vault.keys import Cost
from desktop.app import Program
from desktop.desk.desk import Desk
from desktop.ui.main_window import MainWindow
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.unlock import UnlockWindow
from desktop.ui.pages.wizard import WizardWindow
from desktop.ui.theme import Theme
from desktop.ui.widgets.choices import ChoiceField

if TYPE_CHECKING:
    from db.errors import Refusal

T = TypeVar("T")
P = TypeVar("P")
NOW = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))
CHEAP = Cost(64 * 1024, 1, 4)
PASSPHRASE = "清晨的云落在山岗"
WAIT_MS = 20_000


@dataclass
class Dialogs:
    """Answers the file dialogs in a person's place; keeps the file name each one suggested."""

    opens: Path | None = None
    saves: Path | None = None
    into: Path | None = None
    many: tuple[Path, ...] = ()
    suggested: list[str] = field(default_factory=list)

    def open_file(self, _title: str, _kinds: str) -> Path | None:
        """A file to read."""
        return self.opens

    def open_files(self, _title: str, _kinds: str) -> tuple[Path, ...]:
        """Several files to read."""
        return self.many

    def save_file(self, _title: str, suggested: str, _kinds: str) -> Path | None:
        """Where to write."""
        self.suggested.append(suggested)
        return self.saves

    def folder(self, _title: str) -> Path | None:
        """A folder to write into."""
        return self.into


class Walk:
    """One program on one home, and the person in front of it.

    Args:
        home: the record's folder.
        look: the theme; one for all programs of a run, because Qt has one application.
        clock: tells the time.
    """

    def __init__(self, home: Path, look: Theme, clock: FrozenClock = NOW) -> None:
        self.home, self.dialogs = home, Dialogs()
        self.bugs: list[BaseException] = []
        self.refused: list[Refusal] = []
        self.program = Program(home, clock, self.dialogs, look)
        self.program.tasks.crashed.connect(self.bugs.append)
        self.program.tasks.refused.connect(self.refused.append)
        self.program.start()
        self.settle()

    # Where one is

    @property
    def window(self) -> MainWindow:
        """The window of an open record."""
        assert self.program.window is not None, "the record is not open"
        return self.program.window

    @property
    def wizard(self) -> WizardWindow:
        """The gate of a home without a record."""
        assert isinstance(self.program.gate, WizardWindow)
        return self.program.gate

    @property
    def gate(self) -> UnlockWindow:
        """The gate of a record that is shut."""
        assert isinstance(self.program.gate, UnlockWindow)
        return self.program.gate

    def page(self, kind: type[P]) -> P:
        """The page shown, which is of this kind."""
        shown = self.window.page()
        assert isinstance(shown, kind), (type(shown), kind)
        return shown

    def settle(self) -> None:
        """Waits until the record has answered everything; a bug on the way fails the walk."""
        for _ in range(3):
            # a page's pause may end in the moment the last answer lands, and ask once more
            assert any(self.program.tasks.wait_idle(WAIT_MS) for _ in range(5))
            QApplication.processEvents()
        if self.bugs:
            raise self.bugs[0]

    def ask(self, job: Callable[[Desk], T]) -> T:
        """What a job of the desk answers; the record belongs to its own thread."""
        desk, answers = self.program.desk, list[T]()
        assert desk is not None
        self.program.tasks.read(lambda: job(desk), answers.append)
        self.settle()
        return answers[0]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What stands in the record."""

        def job(desk: Desk) -> list[tuple[Any, ...]]:
            with desk.record.store.reading() as connection:
                return [tuple(row) for row in connection.exec_driver_sql(sql)]

        return self.ask(job)

    def close(self) -> None:
        """Shuts the program as closing its last window does."""
        self.program.quit()

    # What one does

    def click(self, widget: QWidget) -> None:
        """Presses what is visible and can be pressed."""
        assert widget.isVisible(), f"not visible: {widget}"
        assert widget.isEnabled(), f"cannot be pressed: {said_by(widget)}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def press(self, words: str, inside: QWidget | None = None) -> None:
        """Presses the button, tick or choice with these words."""
        self.click(button(inside or self._top(), words))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key for whatever has the focus."""
        QTest.keyClick(self._focused(), key, modifiers)
        self.settle()

    def ctrl(self, key: Qt.Key) -> None:
        """A shortcut with Ctrl."""
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, words: str) -> None:
        """Types where the cursor stands: letters by the keyboard, the rest as an input method commits it."""
        if words.isascii():
            QTest.keyClicks(self._focused(), words)
        else:
            commit = QInputMethodEvent()
            commit.setCommitString(words)
            QApplication.sendEvent(self._focused(), commit)
        QApplication.processEvents()

    def fill(self, control: QWidget, words: str) -> None:
        """Puts the cursor into a field and writes in place of what stands there."""
        assert control.isVisible(), f"not visible: {control.accessibleName()}"
        target = control.focusProxy() or control
        if not isinstance(target, (QLineEdit, QPlainTextEdit)):
            target = control.findChild(QLineEdit) or target
        target.setFocus(Qt.FocusReason.MouseFocusReason)
        assert isinstance(target, (QLineEdit, QPlainTextEdit)), target
        target.selectAll()
        self.type(words)

    def choose(self, control: ChoiceField, words: str) -> None:
        """Chooses by the keyboard from a list that folds out."""
        place = control.findText(words)
        assert place >= 0, (words, [control.itemText(n) for n in range(control.count())])
        control.setFocus()
        QTest.keyClick(control, Qt.Key.Key_Home)
        for _ in range(place):
            QTest.keyClick(control, Qt.Key.Key_Down)
        assert control.currentText() == words
        self.settle()

    def go(self, words: str) -> None:
        """Presses an item of the rail."""
        item = next(b for b in self.window.rail.findChildren(QAbstractButton) if b.accessibleName().startswith(words))
        self.click(item)

    def cell(self, table: RowsTable, number: int, key: str = "", *, twice: bool = False) -> None:
        """Clicks (or double-clicks) a cell of a table: row from 0, column by key, the second one when ""."""
        model = table.rows_model()
        place = next((n for n, column in enumerate(model.columns()) if column.key == key), 1)
        at = table.visualRect(model.index(number, place)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        if twice:
            QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        self.settle()

    def find(self, words: str) -> tuple[str, ...]:
        """Ctrl+K and the words; the titles of the lines found. The popup stays open."""
        self.ctrl(Qt.Key.Key_K)
        assert self.window.popup.isVisible()
        self.type(words)
        QTest.qWait(150)  # the popup waits for the next letter first
        self.settle()
        return tuple(hit.title for hit in self.window.popup.hits())

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Types the passphrase and Enter."""
        self.fill(self.gate.passphrase, passphrase)
        self.key(Qt.Key.Key_Return)

    def pick(self, words: str) -> None:
        """Takes a line of the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(a for a in menu.actions() if a.text() == words)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        self.settle()

    def _top(self) -> QWidget:
        shown = self.program.window or self.program.gate
        assert shown is not None
        return shown

    def _focused(self) -> QWidget:
        top = self._top()
        if not top.isActiveWindow():
            top.activateWindow()
            QTest.qWait(20)
        return QApplication.focusWidget() or top


def button(inside: QWidget, words: str) -> QAbstractButton:
    """The visible button, tick or choice with these words."""
    shown = [b for b in inside.findChildren(QAbstractButton) if b.isVisible()]
    found = [b for b in shown if words in (b.text().strip(), b.accessibleName())]
    assert found, (words, [b.text().strip() or b.accessibleName() for b in shown])
    return found[0]


def said_by(inside: QWidget) -> str:
    """Everything that can be read in a part of the screen, as one text."""
    if isinstance(inside, (QLabel, QAbstractButton)):
        return inside.text()
    labels = [label.text() for label in inside.findChildren(QLabel) if label.isVisible()]
    buttons = [b.text() or b.accessibleName() for b in inside.findChildren(QAbstractButton) if b.isVisible()]
    return "\n".join((*labels, *buttons))


def paper(path: Path) -> str:
    """The text of a PDF, as a tool that is not ours reads it."""
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


def named(inside: QWidget, words: str) -> QWidget:
    """The visible part of the screen whose name for a screen reader begins with these words."""
    return next(w for w in inside.findChildren(QWidget) if w.isVisible() and w.accessibleName().startswith(words))
