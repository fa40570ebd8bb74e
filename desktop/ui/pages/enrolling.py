"""Enrolment on the hand-over page: a request out, the county's answer in, twelve digits read over the telephone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.files import get_file, put_file
from desktop.desk.handover import Asked, ask, take
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, EmptyState
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

REQUESTS, ANSWERS = "登记申请 (*.nxq)", "登记批复 (*.nxa)"


class Enrolling(QWidget):
    """Two steps: hand the request to the county; read its answer.

    Args:
        place: the page's world.
        enrolled: called when the laptop has become a station of a county.
    """

    def __init__(self, place: Workplace, enrolled: Callable[[], None]) -> None:
        super().__init__()
        self._place, self._enrolled = place, enrolled
        lines = sizes.column(self, gap=12)
        self._practice = EmptyState(
            "paper-plane-tilt", tr("练习档案不能上报"), tr("这里都是虚构的人。正式档案里才有上报。")
        )
        self._card = Card(gap=12, margins=(24, 20, 24, 20))
        self.request = Button(tr("生成申请文件"), "filled", "export", clicked=self._ask)
        self.answer = Button(tr("读入[县]里的批复"), "plain", "folder-open", clicked=self._take)
        self.digits = Label("", "head")
        self.county_digits = TextField(tr("[县]里在电话里念的 12 位数字"), named=tr("[县]级核对数字"), most=20)
        sizes.fixed(self.county_digits, width=280)
        self.said = StateLine(State.OK, "", wrap=True)
        self._fill()
        lines.addWidget(self._practice, 1)
        lines.addWidget(self._card)
        lines.addStretch()

    def show_state(self, *, digits: str, practice: bool) -> None:
        """Shows the step that comes next.

        Args:
            digits: of the request made before, "" when there is none.
            practice: a practice record is never handed over.
        """
        self._practice.setVisible(practice)
        self._card.setVisible(not practice)
        self.answer.setEnabled(bool(digits))
        self._show_digits(digits)

    def _fill(self) -> None:
        self._card.add(
            Label(tr("先在[县]级登记这台电脑"), "sub"),
            Label(tr("上报包只写给登记过的[县]，[县]里也只收登记过的电脑。办一次就行。"), "body", "ink2", wrap=True),
            Label(tr("一、生成申请文件，用 U 盘交给[县]里，并在电话里念下面的 12 位数字。"), "body", wrap=True),
            self.digits,
            _left(self.request),
            Label(tr("二、拿到[县]里的批复文件，请[县]里念批复上的 12 位数字，填在这里再读入。"), "body", wrap=True),
            FieldRow(tr("[县]级核对数字"), self.county_digits, below=True),
            _left(self.answer),
            self.said,
        )
        self.digits.hide()
        self.said.hide()

    def _ask(self) -> None:
        name = tr("{code}_登记申请.nxq").format(code=self._place.desk.record.office.org_code)
        path = self._place.choose.save_file(tr("申请文件存到哪里"), name, tr(REQUESTS))
        if path is None:
            return

        def job() -> Asked:
            asked = ask(self._place.desk)
            put_file(path, asked.content)
            return asked

        self._place.tasks.read(job, lambda asked: self._asked(asked, path), self._fail)

    def _asked(self, asked: Asked, path: Path) -> None:
        self._show_digits(asked.digits)
        self.answer.setEnabled(True)
        self._say(State.OK, tr("申请文件已存到 {name}。").format(name=path.name))

    def _show_digits(self, digits: str) -> None:
        self.digits.say(digits)
        self.digits.setVisible(bool(digits))

    def _take(self) -> None:
        seen = self.county_digits.value()
        if not seen:
            self._say(State.MISS, tr("还没有填[县]里念的 12 位数字，没有读入。请打电话核对后再读。"))
            self.county_digits.setFocus()
            return
        path = self._place.choose.open_file(tr("[县]里的批复文件"), tr(ANSWERS))
        if path is not None:
            job = partial(_take_in, path=path, seen=seen)
            self._place.work(job, lambda _: self._enrolled(), self._fail)

    def _fail(self, refusal: Refusal) -> None:
        self._say(State.MISS, refusal.sentence)

    def _say(self, state: State, words: str) -> None:
        self.said.show_state(state, words)
        self.said.show()


def _take_in(desk: Desk, path: Path, seen: str) -> Touched:
    """Takes the answer in; the window says so, this card gives way to the page."""
    taken = take(desk, get_file(path), seen)
    return Touched(said=tr("已在{county}登记。").format(county=taken.county_name))


def _left(button: Button) -> QWidget:
    made = QWidget()
    line = sizes.row(made)
    line.addWidget(button)
    line.addStretch()
    return made
