"""01 从安全副本恢复: before the record is open, a copy is looked at, put in its place, and opened."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from db.clock import Clock
from db.errors import Refusal
from db.vault.refusals import WrongPassphrase
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.pages.gate import GateWindow
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.search import PasswordField
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import FileChooser
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.desk import Desk


class RestoreWindow(GateWindow):
    """Asks for the copy, says what is in it, asks for the passphrase or the recovery code, and puts it back.

    Args:
        home: the record's folder; there need not be a record in it.
        clock: tells the time.
        tasks: the record thread; reading a copy through takes seconds.
        choose: asks for the copy.
        replaces: whether there is a record here, which is set aside.
    """

    opened = Signal(object, bool)
    """The desk, once the copy is in place and open, and whether the recovery code opened it."""
    left = Signal()
    """The person has changed their mind; nothing was touched."""

    def __init__(self, home: Path, clock: Clock, tasks: Tasks, choose: FileChooser, *, replaces: bool) -> None:
        super().__init__()
        self._home, self._clock, self._tasks, self._choose = home, clock, tasks, choose
        self._path: Path | None = None
        self._by_code = False
        self.head(tr("从安全副本恢复"))
        self.pick = Button(tr("选安全副本"), "plain", "folder-open", clicked=self._pick)
        self.found = StateLine(State.WAIT, tr("先选 U 盘或硬盘上的安全副本（.nxbak）。"), wrap=True)
        self.passphrase = PasswordField(named=tr("口令"))
        self.code = TextField(tr("恢复码，8 组，每组 6 个数字"), named=tr("恢复码"))
        self.fresh = PasswordField(named=tr("新口令"))
        self.notice = StateLine(State.MISS, "", wrap=True)
        self.restore = Button(tr("恢复并打开"), "filled", clicked=self._restore)
        self.other_way = Button(tr("口令忘了，用恢复码"), "link", clicked=self._switch)
        self.leave = Button(tr("不恢复了"), "link", clicked=self.left.emit)
        self._fill(replaces=replaces)
        self._show_way()

    def _fill(self, *, replaces: bool) -> None:
        self.column.addWidget(self.pick)
        self.column.addWidget(self.found)
        self._labels = [Label(words, "note", "ink3") for words in (tr("口令"), tr("恢复码"), tr("新口令"))]
        for label, field in zip(self._labels, (self.passphrase, self.code, self.fresh), strict=True):
            self.column.addWidget(label)
            self.column.addWidget(field)
        self.notice.hide()
        self.column.addWidget(self.notice)
        self.column.addWidget(self.restore)
        line = sizes.row(gap=8)
        line.addWidget(self.other_way)
        line.addStretch()
        line.addWidget(self.leave)
        self.column.addLayout(line)
        aside = tr("现在的档案会放到一边，不会删；恢复以后发现不对，可以换回来。")
        fresh = tr("副本一直是加密的，用做副本那时的口令或恢复码打开。")
        self.say_safe(((State.OK, aside if replaces else fresh),))
        self.passphrase.entered.connect(self._restore)
        self.fresh.entered.connect(self._restore)
        self.restore.setEnabled(False)

    def _switch(self) -> None:
        self._by_code = not self._by_code
        self.notice.hide()
        self._show_way()

    def _show_way(self) -> None:
        for by_code, widgets in (
            (False, (self._labels[0], self.passphrase)),
            (True, (self._labels[1], self.code, self._labels[2], self.fresh)),
        ):
            for widget in widgets:
                widget.setVisible(self._by_code is by_code)
        self.other_way.say(tr("用口令") if self._by_code else tr("口令忘了，用恢复码"))

    def _pick(self) -> None:
        path = self._choose.open_file(tr("选安全副本"), tr("安全副本 (*.nxbak)"))
        if path is None:
            return
        self._path = None
        self.pick.setEnabled(False)
        self.restore.setEnabled(False)
        self.notice.hide()
        self.found.show_state(State.WAIT, tr("正在从头到尾读一遍"))
        home = self._home

        def look() -> str:
            from desktop.desk.restoring import copy_said

            return copy_said(home, path)

        self._tasks.read(look, lambda said: self._looked(path, said), self._not_a_copy)

    def _looked(self, path: Path, said: str) -> None:
        self._path = path
        self.pick.setEnabled(True)
        self.restore.setEnabled(True)
        self.found.show_state(State.OK, said)
        (self.code if self._by_code else self.passphrase).setFocus()

    def _not_a_copy(self, refusal: Refusal) -> None:
        self.pick.setEnabled(True)
        self.found.show_state(State.MISS, refusal.sentence)

    def _restore(self) -> None:
        path = self._path
        if path is None or not self.restore.isEnabled():
            return
        self._busy(on=True)
        self.notice.hide()
        home, clock = self._home, self._clock
        code, passphrase = self.code.value(), self.passphrase.value()
        fresh, by_code = self.fresh.value(), self._by_code

        def put_back() -> "Desk":
            from desktop.desk.restoring import WayIn, restored_desk

            return restored_desk(home, path, clock, WayIn(fresh, code) if by_code else WayIn(passphrase))

        self._tasks.read(put_back, self._succeed, self._fail)

    def _busy(self, *, on: bool) -> None:
        for button in (self.restore, self.pick, self.leave):
            button.setEnabled(not on)
        self.restore.say(tr("正在恢复") if on else tr("恢复并打开"))

    def _succeed(self, desk: "Desk") -> None:
        self.passphrase.empty()
        self.fresh.empty()
        self.code.clear()
        self.opened.emit(desk, self._by_code)

    def _fail(self, refusal: Refusal) -> None:
        self._busy(on=False)
        self.notice.show_state(State.MISS, refusal.sentence)
        self.notice.show()
        if isinstance(refusal, WrongPassphrase):
            self.passphrase.empty()
            self.passphrase.setFocus()
