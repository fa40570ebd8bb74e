"""After a recovery: the old code is void, a new one is printed and typed back before work goes on (D-20)."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from db.errors import Refusal
from db.vault.recovery import new_recovery_code
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.pages.gate import GateWindow
from desktop.ui.pages.wizard_steps import RecoveryStep, TypedBackStep
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import FileChooser
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.desk import Desk

_WIDTH_PX = 460


class RenewalWindow(GateWindow):
    """Two steps: the new code on paper, and typed back from it; only then does it replace the old one.

    Args:
        desk: the record just opened with the old code.
        tasks: the record thread.
        choose: asks where the sheet goes.
    """

    finished = Signal(object)
    """The desk, once the new code is the only one."""

    def __init__(self, desk: "Desk", tasks: Tasks, choose: FileChooser) -> None:
        super().__init__(_WIDTH_PX)
        self._desk, self._tasks, self._choose = desk, tasks, choose
        self._code = new_recovery_code()
        self.head(tr("恢复码用过了，要换一张"))
        self.recovery, self.typed_back = RecoveryStep(self._save_sheet), TypedBackStep()
        self.recovery.show_code(self._code)
        self.typed_back.expected = self._code
        self.stack = QStackedWidget()
        self.forward = Button(tr("下一步"), "filled", clicked=self._go_on)
        self.back = Button(tr("上一步"), "plain", clicked=lambda: self._show(0))
        self._title = Label("", "sub")
        self.notice = StateLine(State.MISS, "", wrap=True)
        self._fill()
        self._show(0)

    def _fill(self) -> None:
        self.column.addWidget(self._title)
        for step in (self.recovery, self.typed_back):
            self.stack.addWidget(step)
        self.column.addWidget(self.stack)
        self.notice.hide()
        self.column.addWidget(self.notice)
        foot = sizes.row(gap=8)
        foot.addWidget(self.back)
        foot.addStretch()
        foot.addWidget(self.forward)
        self.column.addLayout(foot)
        self.say_safe(((State.OK, tr("档案已打开，新口令已生效。旧的恢复码要到这一步做完才作废。")),))

    def _show(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self._title.say(self.typed_back.title if number else self.recovery.title)
        self.back.setVisible(number > 0)
        self.forward.say(tr("换成新的恢复码") if number else tr("下一步"))

    def _go_on(self) -> None:
        if self.stack.currentIndex() == 0:
            self._show(1)
            return
        if not self.typed_back.sound():
            return
        self.forward.setEnabled(False)
        record, code = self._desk.record, self._code
        self._tasks.read(lambda: record.vault.replace_recovery(record.unlocked, code), self._succeed, self._fail)

    def _save_sheet(self) -> None:
        office, code, on = self._desk.record.office, self._code, self._desk.today
        path = self._choose.save_file(tr("恢复码存到哪里"), f"RC_{office.org_code}.pdf", "PDF (*.pdf)")
        if path is None:
            return

        def save() -> Path:
            from desktop.desk.recovery import recovery_pdf

            path.write_bytes(recovery_pdf(code, office.org_code, office.org_name, on))
            return path

        words = tr("已存到 {name}。打印后请把这个文件删掉，只留纸。")
        self._tasks.read(save, lambda made: self.recovery.say_saved(words.format(name=made.name)))

    def _succeed(self, _: None) -> None:
        self.finished.emit(self._desk)

    def _fail(self, refusal: Refusal) -> None:
        self.forward.setEnabled(True)
        self.notice.show_state(State.MISS, refusal.sentence)
        self.notice.show()
