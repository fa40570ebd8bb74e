"""Step 4 of an import: exact figures of what was written, taking all of it back, and what could not be taken back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.desk.roster import Imported
from desktop.desk.roster_batches import BatchUndone
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr


class Written(QWidget):
    """The last step; `undo_wanted(batch id)`, `families_wanted`, `again_wanted`, `problems_wanted`."""

    undo_wanted = Signal(str)
    families_wanted = Signal()
    again_wanted = Signal()
    problems_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._batch = ""
        self.title = Label("", "head", wrap=True)
        self._lines = FormScroll(gap=6)
        self.undo = Button(
            tr("撤销整批"), "plain", "arrow-u-up-left", clicked=lambda: self.undo_wanted.emit(self._batch)
        )
        self.problems = Button(tr("存下问题清单"), "plain", "download-simple", clicked=self.problems_wanted.emit)
        self.again = Button(tr("再导一张"), "plain", "tray-arrow-down", clicked=self.again_wanted.emit)
        self.families = Button(tr("去看家庭"), "filled", "house", clicked=self.families_wanted.emit)
        card = Card(gap=12, margins=(24, 20, 24, 20))
        card.add(self.title, self._lines, flow_row(self.families, self.again, self.problems, self.undo))
        card.body.setStretch(1, 1)
        sizes.column(self, gap=12).addWidget(card, 1)

    def show_imported(self, done: Imported, missing: int) -> None:
        """What an import wrote.

        Args:
            done: from the desk.
            missing: households of the record the list does not name.
        """
        self._batch = done.batch
        counts = done.counts
        self.title.say(tr("新增 {new} 户，更新 {old} 户").format(new=done.created, old=done.changed))
        lines = [
            (State.OK, tr("写入 {n} 行，一次写完。").format(n=counts.will_write)),
            (State.EXCL, tr("跳过 {n} 行，没有写入。").format(n=counts.will_skip)),
            (State.EXCL, tr("{n} 行与在册相同，不用写。").format(n=counts.of("same"))),
            (State.NA, tr("在册有、这张表里没有的 {n} 户没有动。").format(n=missing)),
        ]
        self._show(lines)
        self.undo.setVisible(bool(done.batch))
        self.problems.setVisible(counts.will_skip > 0)

    def show_undone(self, undone: BatchUndone) -> None:
        """What became of taking it back."""
        self._batch = ""
        self.undo.hide()
        self.problems.hide()
        if not undone.kept:
            self.title.say(tr("整批已撤销"))
            self._show([(State.OK, tr("这一批写入的都撤回了，历史里还看得到。"))])
            return
        self.title.say(tr("已撤销，{n} 户没有动").format(n=len(undone.kept)))
        lines = [(State.OK, tr("没有人再改过的都撤回了，历史里还看得到。"))]
        lines += [(State.SOON, tr("{name}：导入以后有人改过，留着没动。").format(name=name)) for name in undone.kept]
        self._show(lines)

    def _ask_undo(self) -> None:
        self.undo_wanted.emit(self._batch)

    def _show(self, lines: list[tuple[State, str]]) -> None:
        clear(self._lines.body)
        for state, words in lines:
            self._lines.add(StateLine(state, words, "body", plain=True, wrap=True))
        self._lines.body.addStretch(1)
