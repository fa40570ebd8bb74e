"""The wizard's steps, one widget each: they gather and check; they save nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from db.errors import Refusal
from db.vault.recovery import RecoveryCode, parse_recovery_code
from db.vault.vault import require_strong
from desktop.profiles import list_profiles
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.choices import ChoiceField, RadioRow
from desktop.ui.widgets.fields import FINE, TextField, Verdict, hard
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.search import PasswordField
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

TOWNSHIP, COUNTY, ABOVE, PRACTICE = "township", "county", "upper", "practice"
_DIGITS = {TOWNSHIP: 9, COUNTY: 6, ABOVE: 6}


@dataclass(frozen=True)
class OfficeAnswer:
    """What the first step answers: role, code, name and profile."""

    role: str
    code: str
    name: str
    profile: str


class Step(QWidget):
    """One step: a title, its fields, and `lack()` which names the first thing missing and jumps to it."""

    title = ""

    def __init__(self) -> None:
        super().__init__()
        self.body = sizes.column(self, gap=10)
        self.rows: list[tuple[FieldRow, Callable[[], Verdict]]] = []

    def row(self, label: str, field: QWidget, check: Callable[[], Verdict]) -> FieldRow:
        """Adds a field with its check."""
        made = FieldRow(label, field, required=True, below=True)
        self.body.addWidget(made)
        self.rows.append((made, check))
        return made

    def sound(self) -> bool:
        """Checks every field, shows the verdicts, and puts the cursor into the first that lacks something."""
        first: FieldRow | None = None
        for row, check in self.rows:
            verdict = check() if row.isVisibleTo(self) else FINE
            row.show_verdict(verdict)
            if verdict.level == "miss" and first is None:
                first = row
        if first is not None:
            first.target.setFocus()
        return first is None


class OfficeStep(Step):
    """Which township, county or office above: role, code, name, locality profile."""

    title = tr("这份档案给哪里用")

    def __init__(self) -> None:
        super().__init__()
        roles = (
            (TOWNSHIP, tr("乡镇（街道）")),
            (COUNTY, tr("县（市、区）")),
            (ABOVE, tr("市、省（只看）")),
            (PRACTICE, tr("先用练习镇试试")),
        )
        self.role = RadioRow(roles, TOWNSHIP, tr("给哪里用"))
        self.body.addWidget(self.role)
        self.code = TextField(tr("9 位数字，例如 999999101"), named=tr("区划代码"), most=12)
        self.name = TextField(tr("打印在表头上的名称"), named=tr("单位名称"), most=60)
        titles = [(profile.name, profile.title) for profile in list_profiles()]
        self.profile = ChoiceField(titles, "national", named=tr("地方设置"))
        self._code_row = self.row(tr("统计用区划代码"), self.code, self._code_verdict)
        self._name_row = self.row(tr("单位名称"), self.name, self._name_verdict)
        self._profile_row = self.row(tr("地方设置（用语、规则，以后可以换）"), self.profile, lambda: FINE)
        self.hint = StateLine(State.OK, "", wrap=True)
        self.body.addWidget(self.hint)
        self.body.addStretch()
        self.role.changed.connect(lambda _role: self._show_role())
        self._show_role()

    def answer(self) -> OfficeAnswer:
        """What was answered."""
        if self.role.value() == PRACTICE:
            return OfficeAnswer(PRACTICE, "999999999", tr("练习镇"), "national")
        return OfficeAnswer(
            str(self.role.value()), self.code.value(), self.name.value(), str(self.profile.value() or "national")
        )

    def _show_role(self) -> None:
        practice = self.role.value() == PRACTICE
        for row in (self._code_row, self._name_row, self._profile_row):
            row.setVisible(not practice)
        self.hint.setVisible(practice)
        self.hint.label.say(tr("练习镇里都是虚构的人，随便改，不能上报；正式档案以后另建。"))
        examples = {COUNTY: tr("6 位数字，例如 999999"), ABOVE: tr("6 位数字，后两位 00，例如 999900")}
        self.code.setPlaceholderText(examples.get(str(self.role.value()), tr("9 位数字，例如 999999101")))

    def _code_verdict(self) -> Verdict:
        wanted = _DIGITS.get(str(self.role.value()), 9)
        text = self.code.value()
        if self.role.value() == ABOVE and not text.endswith("00"):
            return hard(tr("市、省级代码的后两位是 00。"))
        if len(text) == wanted and text.isascii() and text.isdigit():
            return FINE
        return hard(tr("代码是 {wanted} 位数字，现在 {count} 位。").format(wanted=wanted, count=len(text)))

    def _name_verdict(self) -> Verdict:
        return FINE if self.name.value() else hard(tr("请写单位名称，它会印在表头上。"))


class WorkerStep(Step):
    """Who I am, and my passphrase."""

    title = tr("您是谁，用什么口令")

    def __init__(self) -> None:
        super().__init__()
        self.name = TextField(tr("您的姓名"), named=tr("您的姓名"), most=50)
        self.first = PasswordField(tr("至少 8 个字，一句自己记得住的话最好"), named=tr("口令"))
        self.again = PasswordField(tr("再输入一遍"), named=tr("再输入一遍口令"))
        self.row(tr("您的姓名"), self.name, self._name_verdict)
        self.row(tr("口令"), self.first, self._passphrase_verdict)
        self.row(tr("再输入一遍"), self.again, self._same_verdict)
        note = tr("口令没有人能替您找回。忘了口令，只有下一步的恢复码能打开档案。")
        self.body.addWidget(Label(note, "note", "ink3", wrap=True))
        self.body.addStretch()

    def _name_verdict(self) -> Verdict:
        return FINE if self.name.value() else hard(tr("请写您的姓名，每条记录都会记下是谁写的。"))

    def _passphrase_verdict(self) -> Verdict:
        try:
            require_strong(self.first.value())
        except Refusal as refusal:
            return hard(refusal.happened)
        return FINE

    def _same_verdict(self) -> Verdict:
        return FINE if self.first.value() == self.again.value() else hard(tr("两遍不一样。"))


class RecoveryStep(Step):
    """The recovery code: shown, saved as a sheet."""

    title = tr("打印恢复码")

    def __init__(self, save: Callable[[], None]) -> None:
        super().__init__()
        note = tr("忘了口令、换了人、换了电脑，都靠这张纸。请打印一份，封好，交给负责人保管。")
        self.note = Label(note, "body", "ink2", wrap=True)
        self.body.addWidget(self.note)
        grid = QWidget()
        self._grid = QGridLayout(grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(grid)
        self.body.addWidget(Button(tr("存为可打印的一页"), "plain", "file-pdf", clicked=save))
        self.saved = StateLine(State.OK, "", wrap=True)
        self.saved.hide()
        self.body.addWidget(self.saved)
        self.body.addStretch()

    def show_code(self, code: RecoveryCode) -> None:
        """Shows the eight groups."""
        self.forget()
        for number, group in enumerate(code.groups):
            label = Label(f"{number + 1}　{group}", "sub")
            self._grid.addWidget(label, number // 2, number % 2)

    def forget(self) -> None:
        """Shows none any more."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def say_saved(self, words: str, state: State = State.OK) -> None:
        """Says where the sheet is, or why it is not."""
        self.saved.show_state(state, words)
        self.saved.show()


class TypedBackStep(Step):
    """The code typed back from the paper: proof that it was written down."""

    title = tr("照着纸把恢复码输一遍")

    def __init__(self) -> None:
        super().__init__()
        note = tr("这一步证明纸上的恢复码是对的。以后丢了口令，就要这样输。")
        self.note = Label(note, "body", "ink2", wrap=True)
        self.body.addWidget(self.note)
        self.typed = TextField(tr("48 个数字，空格和横线不要紧"), named=tr("纸上的数字"), most=120)
        self.row(tr("纸上的数字"), self.typed, self._verdict)
        self.body.addStretch()
        self.expected: RecoveryCode | None = None

    def _verdict(self) -> Verdict:
        try:
            code = parse_recovery_code(self.typed.value())
        except Refusal as refusal:
            return hard(refusal.happened)
        return FINE if code == self.expected else hard(tr("和刚才的不一样，请对着纸再看一遍。"))
