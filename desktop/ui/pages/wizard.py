"""The first start: which office, who I am, the recovery code on paper and typed back; then the record is founded."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget

from db.clock import Clock
from db.errors import Refusal
from db.vault.recovery import new_recovery_code
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.pages.gate import GateWindow
from desktop.ui.pages.wizard_steps import PRACTICE, OfficeStep, RecoveryStep, Step, TypedBackStep, WorkerStep
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import FileChooser
from desktop.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.desk.desk import Desk

PRACTICE_FAMILIES = 200
PRACTICE_SEED = 2026
_PRACTICE_STEPS = 2
_WIDTH_PX = 460


class WizardWindow(GateWindow):
    """Four short pages, then the record exists, encrypted from its first byte.

    Args:
        home: where the record goes; a practice record goes into its folder `practice`.
        clock: tells the time.
        tasks: the record thread.
        choose: asks where the recovery sheet goes.
    """

    finished = Signal(object, str)
    """The desk of the new record, and the page to show first."""
    restore_wanted = Signal()
    """The record is not new: a safety copy of it is there."""

    def __init__(self, home: Path, clock: Clock, tasks: Tasks, choose: FileChooser) -> None:
        super().__init__(_WIDTH_PX)
        self._home, self._clock, self._tasks, self._choose = home, clock, tasks, choose
        self._code = new_recovery_code()
        self.head(tr("第一次使用"))
        self.office, self.worker = OfficeStep(), WorkerStep()
        self.recovery, self.typed_back = RecoveryStep(self._save_sheet), TypedBackStep()
        self.typed_back.expected = self._code
        self.recovery.show_code(self._code)
        self.stack = QStackedWidget()
        self._title, self._count = Label("", "sub"), Label("", "note", "ink3")
        self.back = Button(tr("上一步"), "plain", clicked=self._go_back)
        self.forward = Button(tr("下一步"), "filled", clicked=self._go_on)
        self.from_copy = Button(tr("换了电脑：从安全副本恢复"), "link", clicked=self.restore_wanted.emit)
        self.notice = StateLine(State.MISS, "", wrap=True)
        self._fill()
        self._show(0)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        shown = self.stack.currentWidget()
        if not isinstance(shown, Step):
            raise TypeError(type(shown))
        return shown

    @property
    def total(self) -> int:
        """How many steps there are: a practice township needs no recovery code."""
        return _PRACTICE_STEPS if self.office.answer().role == PRACTICE else self.stack.count()

    def _fill(self) -> None:
        line = sizes.row(gap=8)
        line.addWidget(self._title)
        line.addStretch()
        line.addWidget(self._count)
        self.column.addLayout(line)
        for step in (self.office, self.worker, self.recovery, self.typed_back):
            self.stack.addWidget(step)
        self.column.addWidget(self.stack)
        self.notice.hide()
        self.column.addWidget(self.notice)
        foot = sizes.row(gap=8)
        foot.addWidget(self.back)
        foot.addWidget(self.from_copy)
        foot.addStretch()
        foot.addWidget(self.forward)
        self.column.addLayout(foot)
        self.office.role.changed.connect(lambda _role: self._show(0))
        self.say_safe(((State.OK, tr("档案只在这台电脑上，从第一个字节起就是加密的。")),))

    def _show(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self._title.say(self.step.title)
        total = self.total
        self._count.say(tr("第 {number} 步，共 {total} 步").format(number=number + 1, total=total))
        self.back.setVisible(number > 0)
        self.from_copy.setVisible(number == 0)
        self.forward.say(tr("建立档案") if number == total - 1 else tr("下一步"))
        self.notice.hide()

    def _turn_to(self, number: int) -> None:
        """Shows a step with the cursor in its first field: nobody should have to take the mouse to begin typing."""
        self._show(number)
        fields = (field for field in self.step.findChildren(QLineEdit) if field.isVisibleTo(self.step))
        first = next(fields, None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _go_back(self) -> None:
        self._turn_to(self.stack.currentIndex() - 1)

    def _go_on(self) -> None:
        if not self.step.sound():
            return
        number = self.stack.currentIndex()
        if number + 1 < self.total:
            self._turn_to(number + 1)
            return
        self.forward.setEnabled(False)
        self.forward.say(tr("正在建立"))
        self._tasks.read(self._founder(), self._succeed, self._fail)

    def _save_sheet(self) -> None:
        answer = self.office.answer()
        path = self._choose.save_file(tr("恢复码存到哪里"), f"RC_{answer.code}.pdf", "PDF (*.pdf)")
        if path is None:
            return
        code, on = self._code, self._clock.today()

        def save() -> Path:
            from desktop.desk.locality import settle_in
            from desktop.desk.recovery import recovery_pdf

            settle_in(answer.profile)
            path.write_bytes(recovery_pdf(code, answer.code, answer.name, on))
            return path

        self._tasks.read(save, self._say_saved)

    def _say_saved(self, path: Path) -> None:
        words = tr("已存到 {name}。打印后请把这个文件删掉，只留纸。")
        self.recovery.say_saved(words.format(name=path.name))

    def _founder(self) -> "Callable[[], Desk]":
        home, clock, code = self._home, self._clock, self._code
        answer, name, passphrase = self.office.answer(), self.worker.name.value(), self.worker.first.value()

        def found() -> "Desk":
            from db.commands.opening import Founding
            from desktop.desk.demo import fill
            from desktop.desk.opening import found_desk

            practice = answer.role == PRACTICE
            role = "township" if practice else answer.role
            wish = Founding(role, answer.code, answer.name, answer.profile, name, passphrase, code, practice)
            desk = found_desk(home / PRACTICE if practice else home, wish, clock)
            if practice:
                fill(desk, PRACTICE_FAMILIES, PRACTICE_SEED)
            return desk

        return found

    def _succeed(self, desk: "Desk") -> None:
        self.worker.first.empty()
        self.worker.again.empty()
        office = desk.record.office
        first = "" if office.practice or office.role != "township" else "import"
        self.finished.emit(desk, first)

    def _fail(self, refusal: Refusal) -> None:
        self.forward.setEnabled(True)
        self._show(self.stack.currentIndex())
        self.notice.show_state(State.MISS, refusal.sentence)
        self.notice.show()
