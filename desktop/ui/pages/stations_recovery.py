"""The county's recovery key at 乡镇: two officers make their codes one after the other (B-44)."""

from datetime import date

from PySide6.QtCore import Signal

from db.vault.recovery import RecoveryCode, new_recovery_code
from desktop.desk.stations import Stations
from desktop.ui.display import State, short_day
from desktop.ui.pages.code_ceremony import CodeCeremony
from desktop.ui.pages.stations_keys import root_code_field
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, SectionHeader
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.states import StateLine
from desktop.words import tr

_WHY = (
    tr("第一名管理员：请第二名先回避。存成一页，打印，照纸输入一遍，封好自己保管；电脑里不会留下。"),
    tr("换第二名管理员：请第一名回避。同样打印、输入、封好自己保管。"),
)


class RecoveryCard(Card):
    """Sets the pair up; `sheet_wanted(code, officer)`, `wanted((first, second), root_code)`."""

    sheet_wanted = Signal(object, int)
    wanted = Signal(object, str)

    def __init__(self, today: date) -> None:
        super().__init__(gap=6, margins=(18, 14, 18, 14))
        self._today = today
        self._codes: list[RecoveryCode] = []
        self._sealed = False
        self.where = StateLine(State.SOON, "", wrap=True)
        self.begin = Button("", "small", "key", clicked=self._begin)
        self.ceremony = CodeCeremony("", tr("照着纸输入一遍，证明纸上的对。"), tr("输好了"))
        self.root = root_code_field()
        self.finish = Button(tr("设好"), "small_filled", clicked=self._finish)
        self.drop = Button(tr("先不办"), "small", clicked=self.put_away)
        self._root_row = FieldRow(tr("根密钥码（在密封件里）"), self.root, required=True, below=True)
        self._last = flow_row(self.finish, self.drop)
        self.add(SectionHeader(tr("[县]级恢复码")), self.where, flow_row(self.begin), self.ceremony)
        self.add(self._root_row, self._last)
        self.ceremony.sheet_wanted.connect(lambda: self.sheet_wanted.emit(self._codes[-1], len(self._codes) - 1))
        self.ceremony.typed_back.connect(lambda _text: self._next())
        self.ceremony.dropped.connect(self.put_away)
        self.put_away()

    def show_recovery(self, found: Stations) -> None:
        """Shows whether there is a pair."""
        self._sealed = bool(found.root_sealed_on)
        if found.recovery_since:
            day = short_day(date.fromisoformat(found.recovery_since), self._today)
            words = tr("{day}设的，两名管理员各一份。读过回执的[乡镇]，两人一起能打开它的档案。").format(day=day)
            self.where.show_state(State.OK, words)
        else:
            words = tr("还没有设。[乡镇]忘了口令又丢了恢复码，就谁也打不开了；设好以后，两名管理员一起能打开。")
            self.where.show_state(State.SOON, words)
        self.begin.say(tr("换一对新的") if found.recovery_since else tr("两名管理员来设"))
        self.put_away()

    def put_away(self) -> None:
        """Back to how it looks when nothing is being done; what was made is forgotten."""
        self._codes = []
        self.ceremony.forget()
        self.root.clear()
        self._root_row.hide()
        self._last.hide()
        self.begin.show()

    # Inside

    def _begin(self) -> None:
        self.begin.hide()
        self._codes = [new_recovery_code()]
        self.ceremony.begin(self._codes[-1], _WHY[0])

    def _next(self) -> None:
        if len(self._codes) < len(_WHY):
            self._codes.append(new_recovery_code())
            self.ceremony.begin(self._codes[-1], _WHY[1])
            return
        self.ceremony.forget()
        self._root_row.setVisible(self._sealed)
        self._last.show()
        if not self._sealed:
            self._finish()

    def _finish(self) -> None:
        self.wanted.emit(tuple(self._codes), self.root.value())
