"""01 解锁: prove it is you, and see that the data is safe."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent

from db.clock import Clock
from db.errors import Refusal
from db.vault.keys import SlotKind
from db.vault.refusals import WrongPassphrase
from db.vault.vault import Vault
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.pages.gate import GateWindow
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.choices import ChoiceField
from desktop.ui.widgets.fields import TextField, hard
from desktop.ui.widgets.search import PasswordField
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.desk.desk import Desk

_SECOND_MS = 1000
_PASSPHRASE, _CODE, _COUNTY = "passphrase", "code", "county"


class UnlockWindow(GateWindow):
    """Asks for the passphrase, or for a recovery code and a new passphrase; never offers a new record.

    The third way in are the codes of the county's two officers (B-44), where the county has set them up. A record that
    does not open any more is put back from a safety copy in a window of its own.

    Args:
        home: the record's folder.
        clock: tells the time.
        tasks: the record thread; deriving the key takes about a second and must not freeze the window.
    """

    opened = Signal(object, bool)
    """The desk, once the record is open, and whether a recovery code opened it."""
    restore_wanted = Signal()
    """A safety copy is to take the record's place."""

    def __init__(self, home: Path, clock: Clock, tasks: Tasks) -> None:
        super().__init__()
        self._home, self._clock, self._tasks = home, clock, tasks
        self._vault = Vault(home, clock)
        self._shut_for = 0
        self.head(tr("家庭档案"))
        self.user = ChoiceField(named=tr("使用人"))
        self.passphrase = PasswordField(named=tr("口令"))
        self.code = TextField(tr("恢复码，8 组，每组 6 个数字"), named=tr("恢复码"))
        self.officers = tuple(
            TextField(tr("8 组，每组 6 个数字"), named=words)
            for words in (tr("第一名管理员的[县]级恢复码"), tr("第二名管理员的[县]级恢复码"))
        )
        self.fresh = PasswordField(named=tr("新口令"))
        self.notice = StateLine(State.MISS, "", wrap=True)
        self.unlock = Button(tr("解锁"), "filled", clicked=self._try)
        self.other_way = Button(tr("用恢复码打开"), "link", clicked=self._switch)
        self.county_way = Button(tr("请[县]里两名管理员打开"), "link", clicked=lambda: self._go(_COUNTY))
        self.from_copy = Button(tr("从安全副本恢复"), "link", clicked=self.restore_wanted.emit)
        self._way, self._county = _PASSPHRASE, False
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self._count_down)
        self._fill()
        self._offer_users()

    def say(self, state: State, words: str) -> None:
        """What has just become of the record, for whoever stands before the gate again."""
        self.notice.show_state(state, words)
        self.notice.show()

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands in the passphrase."""
        super().showEvent(event)
        self.passphrase.setFocus()

    def _fill(self) -> None:
        self._user_label = Label(tr("使用人"), "note", "ink3")
        self._labels = [Label(tr("口令"), "note", "ink3"), Label(tr("恢复码"), "note", "ink3")]
        self._officer_labels = [Label(each.accessibleName(), "note", "ink3") for each in self.officers]
        self._fresh_label = Label(tr("新口令（原来的口令从此不能用）"), "note", "ink3")
        rows = (
            (self._user_label, self.user),
            (self._labels[0], self.passphrase),
            (self._labels[1], self.code),
            *zip(self._officer_labels, self.officers, strict=True),
            (self._fresh_label, self.fresh),
        )
        for label, field in rows:
            self.column.addWidget(label)
            self.column.addWidget(field)
        self.notice.hide()
        self.column.addWidget(self.notice)
        self.column.addWidget(self.unlock)
        line = sizes.row(gap=8)
        line.addWidget(self.other_way)
        line.addWidget(self.county_way)
        line.addStretch()
        line.addWidget(self.from_copy)
        self.column.addLayout(line)
        self.say_safe(((State.OK, tr("数据只在这台电脑上，已加密。不联网也能用。")),))
        self.passphrase.entered.connect(self._try)
        self.fresh.entered.connect(self._try)
        self._show_ways()

    def _offer_users(self) -> None:
        try:
            users = self._vault.users()
            slots = self._vault.header().slots
        except Refusal as refusal:
            self._say(refusal)
            self.unlock.setEnabled(False)
            return
        self.user.set_choices([(user.user_id, user.display_name) for user in users], users[0].user_id)
        self._county = any(slot.name.kind is SlotKind.COUNTY for slot in slots)
        self.county_way.setVisible(self._county)
        several = len(users) > 1
        self._user_label.setVisible(several)
        self.user.setVisible(several)

    def _switch(self) -> None:
        self._go(_CODE if self._way == _PASSPHRASE else _PASSPHRASE)

    def _go(self, way: str) -> None:
        self._way = way
        self.notice.hide()
        self._show_ways()

    def _show_ways(self) -> None:
        for way, widgets in (
            (_PASSPHRASE, (self._labels[0], self.passphrase)),
            (_CODE, (self._labels[1], self.code)),
            (_COUNTY, (*self._officer_labels, *self.officers)),
        ):
            for widget in widgets:
                widget.setVisible(self._way == way)
        for widget in (self._fresh_label, self.fresh):
            widget.setVisible(self._way != _PASSPHRASE)
        self.other_way.say(tr("用恢复码打开") if self._way == _PASSPHRASE else tr("用口令打开"))
        self.county_way.setVisible(self._county and self._way != _COUNTY)
        {_PASSPHRASE: self.passphrase, _CODE: self.code, _COUNTY: self.officers[0]}[self._way].setFocus()

    def _try(self) -> None:
        if not self.unlock.isEnabled():
            return
        self.unlock.setEnabled(False)
        self.unlock.say(tr("正在打开"))
        self.notice.hide()
        self._tasks.read(self._opener(), self._succeed, self._fail)

    def _opener(self) -> "Callable[[], Desk]":
        home, clock = self._home, self._clock
        user, typed = str(self.user.value() or ""), self.passphrase.value()
        code, fresh = self.code.value(), self.fresh.value()
        officers, way = [each.value() for each in self.officers], self._way

        def open_it() -> "Desk":
            from db.commands.opening import open_for_county, open_with_code
            from db.vault.recovery import parse_recovery_code
            from desktop.desk.opening import desk_of, open_desk

            if way == _COUNTY:
                first, second = map(parse_recovery_code, officers)
                return desk_of(open_for_county(home, (first, second), fresh, clock), clock)
            if way == _CODE:
                return desk_of(open_with_code(home, parse_recovery_code(code), fresh, clock), clock)
            return open_desk(home, typed, clock, user)

        return open_it

    def _succeed(self, desk: "Desk") -> None:
        self.passphrase.empty()
        self.fresh.empty()
        for field in (self.code, *self.officers):
            field.clear()
        self.opened.emit(desk, self._way != _PASSPHRASE)

    def _fail(self, refusal: Refusal) -> None:
        self.unlock.setEnabled(True)
        self.unlock.say(tr("解锁"))
        self._say(refusal)
        if isinstance(refusal, WrongPassphrase):
            self.passphrase.empty()
            self.passphrase.show_verdict(hard(refusal.happened))
            self.passphrase.setFocus()
        self._shut_for = self._vault.wait_seconds()
        if self._shut_for:
            self.unlock.setEnabled(False)
            self._timer.start()
            self._count_down()

    def _say(self, refusal: Refusal) -> None:
        self.notice.show_state(State.MISS, refusal.sentence)
        self.notice.show()

    def _count_down(self) -> None:
        if self._shut_for <= 0:
            self._timer.stop()
            self.unlock.setEnabled(True)
            self.unlock.say(tr("解锁"))
            return
        self.unlock.say(tr("{seconds} 秒后可以再试").format(seconds=self._shut_for))
        self._shut_for -= 1
