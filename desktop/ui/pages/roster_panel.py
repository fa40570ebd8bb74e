"""The panel beside the rows of a list: what is wrong with one, the cells to put right, the decision."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.desk.roster_review import FixCell, ListRow, RowDetail
from desktop.roster.plan import Decision
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.bars import SidePanel
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Rule
from desktop.ui.widgets.fields import TextField, hard
from desktop.ui.widgets.forms import FieldRow, FormScroll
from desktop.ui.widgets.numbers import IdField, PhoneField
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import Badge, StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

VERDICT_STATES = {
    "new": State.OK,
    "changed": State.OK,
    "same": State.EXCL,
    "look": State.SOON,
    "cannot": State.MISS,
}
VERDICT_WORDS = {"new": "新增", "changed": "更新", "same": "无变化", "look": "请看一眼", "cannot": "不能写入"}
_MOST_FIXES = 8


class RowPanel(SidePanel):
    """One household of the list; `decided(row, Decision)`, `taken_up(row)` takes a decision back."""

    decided = Signal(int, object)
    taken_up = Signal(int)

    def __init__(self) -> None:
        super().__init__("", "", closable=False)
        self._detail: RowDetail | None = None
        self.fields: list[tuple[FixCell, TextField]] = []
        self.reason = TextField(tr("如 身份证上就是这个号"), named=tr("这样写入的理由"), most=200)
        self.badge = Badge(State.OK, "")
        self._inside = FormScroll(gap=8)
        # as tall as the window leaves it: a long row must not push the button that writes out of sight
        self._inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self._inside, 1)
        self.skip = Button(tr("这行先不要"), clicked=self._skip)
        self.accept = Button("", clicked=self._accept)
        self.foot.addWidget(self.skip, 1)
        self.foot.addWidget(self.accept, 1)

    def show_row(self, detail: RowDetail | None) -> None:
        """Shows a household, or nothing."""
        self._detail = detail
        clear(self._inside.body)
        self.fields = []
        for button in (self.skip, self.accept):
            button.setVisible(detail is not None)
        if detail is None:
            self.say("", "")
            return
        line = detail.line
        self.say(tr("第 {place} 行").format(place=line.place), line.names or tr("（没有姓名）"))
        state, word = state_of(line)
        head = QWidget()
        across = sizes.row(head)
        across.addWidget(Badge(state, word))
        across.addStretch()
        self._inside.add(head)
        self._say_doubts(detail)
        self._offer_fixes(detail)
        self._tell_rest(detail)
        self._inside.body.addStretch(1)
        self._name_buttons(detail)

    def _say_doubts(self, detail: RowDetail) -> None:
        for grave, sentence in detail.doubts:
            self._inside.add(StateLine(State.MISS if grave else State.SOON, sentence, "body", plain=True, wrap=True))
        if any(grave for grave, _ in detail.doubts) and not detail.line.decided:
            self._inside.add(Label(tr("这一行没有写入，别的行不受影响。"), "note", "ink2", wrap=True))

    def _offer_fixes(self, detail: RowDetail) -> None:
        for cell in detail.fixes[:_MOST_FIXES]:
            field = _field_for(cell)
            self.fields.append((cell, field))
            title = tr("{title}（{place}）").format(title=cell.title, place=cell.place)
            seen = Label(tr("表中的值：{seen}").format(seen=cell.seen or tr("（空）")), "note", "ink2", wrap=True)
            self._inside.add(Rule(), Label(title, "strong"), seen, FieldRow(tr("在这里改"), field, below=True))
        if detail.needs_reason:
            self.reason = TextField(tr("如 身份证上就是这个号"), named=tr("这样写入的理由"), most=200)
            self.reason.setText(detail.reason)
            self._inside.add(Rule(), FieldRow(tr("没有写错的话，写一句理由"), self.reason, below=True))

    def _tell_rest(self, detail: RowDetail) -> None:
        if detail.writes:
            self._inside.add(Rule(), Label(tr("写入后"), "strong"))
            for words in detail.writes:
                self._inside.add(Label(words, "note", "ink2", wrap=True))
        self._inside.add(Rule(), Label(tr("其他列"), "strong"))
        for title, value in detail.others:
            pair = QWidget()
            line = sizes.row(pair, gap=10)
            line.addWidget(Label(title, "note", "ink3"))
            line.addWidget(Label(value, "cell", elide=True), 1)
            self._inside.add(pair)

    def _name_buttons(self, detail: RowDetail) -> None:
        line = detail.line
        self.skip.say(tr("这行还是要") if line.decided == "skip" else tr("这行先不要"))
        self.skip.setVisible(line.verdict != "same")
        words = tr("改好，下一条") if line.verdict == "cannot" else tr("看过，下一条")
        self.accept.say(words if line.verdict in {"cannot", "look"} else tr("下一条"))

    def _skip(self) -> None:
        if self._detail is None:
            return
        row = self._detail.line.row
        if self._detail.line.decided == "skip":
            self.taken_up.emit(row)
        else:
            self.decided.emit(row, Decision("skip"))

    def _accept(self) -> None:
        detail = self._detail
        if detail is None:
            return
        fixes = [(cell, field) for cell, field in self.fields if field.value()]
        wrong = [field for _, field in fixes if field.judge().level == "miss"]
        if wrong:
            wrong[0].setFocus()
            return
        reason = self.reason.value() if detail.needs_reason else ""
        grave = detail.line.verdict == "cannot"
        if grave and not fixes and not reason:
            self._ask_for_something(detail)
            return
        typed = tuple((cell.row, cell.column, field.value()) for cell, field in fixes)
        self.decided.emit(detail.line.row, Decision("accept", reason, typed))

    def _ask_for_something(self, detail: RowDetail) -> None:
        field = self.fields[0][1] if self.fields else self.reason if detail.needs_reason else None
        if field is not None:
            words = tr("还没有改。改了才能写入；不改就按“这行先不要”。")
            field.show_verdict(hard(words))
            field.setFocus()


def state_of(line: ListRow) -> tuple[State, str]:
    """Shape and word of a row as it stands after the decision."""
    if line.decided == "skip":
        return State.EXCL, tr("先不要")
    if line.decided == "accept":
        return State.OK, tr("看过，写入")
    return VERDICT_STATES[line.verdict], tr(VERDICT_WORDS[line.verdict])


def _field_for(cell: FixCell) -> TextField:
    if cell.kind == "id":
        return IdField(named=cell.title)
    if cell.kind == "phone":
        return PhoneField(named=cell.title)
    return TextField(tr("照证件或实际情况填"), named=cell.title, most=200)
