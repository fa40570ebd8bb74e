"""The county's own digits and keys at 乡镇: read out, changed, and the root key's code sealed away on paper (B-46)."""

from datetime import date

from PySide6.QtCore import Signal

from db.vault.recovery import RecoveryCode
from desktop.desk.stations import Stations
from desktop.ui.display import State, short_day
from desktop.ui.pages.code_ceremony import CodeCeremony
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, Rule, SectionHeader
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

CODE_DIGITS = 120
"""Of a code as people type it: 48 digits with whatever they put between them."""


def root_code_field() -> TextField:
    """Where the code from the sealed paper is typed."""
    return TextField(tr("8 组，每组 6 位数字"), named=tr("根密钥码"), most=CODE_DIGITS)


class KeysCard(Card):
    """The county's digits and keys; `change_wanted(code)`, `code_wanted()`, `seal_wanted(typed)`."""

    change_wanted = Signal(str)
    code_wanted = Signal()
    seal_wanted = Signal(str)

    def __init__(self, today: date) -> None:
        super().__init__(gap=6, margins=(18, 14, 18, 14), box="tint")
        self._today = today
        self._said = ""
        self.sealed = False
        self.root = Label("", "head")
        self.keys = Label("", "body", "ink2", wrap=True)
        self.change = Button(tr("换新密钥"), "small", clicked=self._ask)
        self.code = root_code_field()
        self.really = Button(tr("确定换"), "small_filled", clicked=lambda: self.change_wanted.emit(self.code.value()))
        self.not_now = Button(tr("先不换"), "small", clicked=self.put_away)
        self.where = StateLine(State.SOON, "", wrap=True)
        self.begin = Button(tr("打印并封存根密钥码"), "small", "printer", clicked=self.code_wanted.emit)
        why = tr("两份分两处密封：打印两张，或一张纸加一个专用 U 盘。丢了这台电脑，就靠它停用旧电脑、换新密钥。")
        then = tr("照着纸输入一遍，证明纸上的对；去掉以后，电脑里不会再有。")
        self.ceremony = CodeCeremony(why, then, tr("从这台电脑里去掉"))
        self._build()

    def show_keys(self, found: Stations) -> None:
        """Shows the county's digits and keys as they are now."""
        self.root.say(found.root_digits)
        since = short_day(date.fromisoformat(found.keys_since), self._today)
        self._said = tr("密钥清单第 {n} 版，现用的密钥 {day}起用。").format(n=found.keys_version, day=since)
        self.sealed = bool(found.root_sealed_on)
        if self.sealed:
            day = short_day(date.fromisoformat(found.root_sealed_on), self._today)
            self.where.show_state(
                State.OK, tr("根密钥码 {day}封存，只在密封件里；停用电脑、换密钥时启封。").format(day=day)
            )
        else:
            words = tr("根密钥码还在这台电脑里，拿走电脑的人也能用它换密钥。请打印两份、分两处密封，再从电脑里去掉。")
            self.where.show_state(State.SOON, words)
        self.put_away()

    def show_code(self, code: RecoveryCode) -> None:
        """Shows the code while it is written down and typed back."""
        self.begin.hide()
        self.ceremony.begin(code)

    def put_away(self) -> None:
        """Back to how it looks when nothing is being done; what was shown or typed of the code is forgotten."""
        self.keys.say(self._said)
        self._offer(asked=False)
        self.ceremony.forget()
        self.begin.setVisible(not self.sealed)
        self.code.clear()

    # Inside

    def _build(self) -> None:
        told = tr("本[县]的核对数字。批复交出去以后，在电话里念给[乡镇]听；对不上的，[乡镇]不要收。")
        self.add(SectionHeader(tr("念给[乡镇]听")), self.root, Label(told, "note", "ink2", wrap=True))
        self._code_row = FieldRow(tr("根密钥码（在密封件里）"), self.code, required=True, below=True)
        buttons = flow_row(self.change, self.really, self.not_now)
        self.add(Rule(), SectionHeader(tr("本[县]的密钥")), self.keys, self._code_row, buttons)
        self.add(Rule(), SectionHeader(tr("根密钥")), self.where, flow_row(self.begin), self.ceremony)
        self.ceremony.typed_back.connect(self.seal_wanted.emit)
        self.ceremony.dropped.connect(self.put_away)
        self._offer(asked=False)

    def _ask(self) -> None:
        words = tr(
            "旧密钥留着：路上的包照样能收，收到时会提醒。各[乡镇]读了下一份回执，就换成新的。怀疑密钥外泄或到了年限再换。"
        )
        self.keys.say(words)
        self._offer(asked=True)

    def _offer(self, *, asked: bool) -> None:
        self.change.setVisible(not asked)
        self.really.setVisible(asked)
        self.not_now.setVisible(asked)
        self._code_row.setVisible(asked and self.sealed)
