"""What became of each file a county handed up, and a county enrolled: request out, answer in, digits by telephone."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.sync.upper.hand_up_result import HandUpResult
from desktop.desk.files import get_file, put_file
from desktop.desk.handover import Asked, Taken, ask
from desktop.desk.uppers import take_answer
from desktop.ui import sizes
from desktop.ui.display import State, look, needs_a_person
from desktop.ui.pages.enrolling import ANSWERS, REQUESTS
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, SectionHeader
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FieldRow, FormScroll
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import Glyph, StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

ANOTHER = frozenset({"diverged", "stale"})
"""Verdicts after which a person may say that the county's word counts."""


class HandUpResults(QWidget):
    """What became of each file, one under another."""

    def __init__(self) -> None:
        super().__init__()
        self.results: tuple[HandUpResult, ...] = ()
        self._list = FormScroll(gap=0, margins=(0, 0, 8, 0))
        lines = sizes.column(self, gap=0)
        lines.addWidget(self._list, 1)

    def show_results(self, results: Sequence[HandUpResult]) -> None:
        """Shows these."""
        self.results = tuple(results)
        clear(self._list.body)
        if not results:
            self._list.add(Label(tr("各[县]交来的上报包放到上面，先看清，再导入。"), "note", "ink3", wrap=True))
        for result in results:
            self._list.add(_line(result))
        self._list.body.addStretch(1)


def verdict_of(result: HandUpResult) -> tuple[State, str]:
    """Shape and word of what became of a file."""
    said = {
        "taken": (State.OK, tr("已接收")),
        "readopted": (State.CLASH, tr("已以[县]里为准")),
        "nothing_new": (State.EXCL, tr("没有新内容")),
        "stale": (State.EXCL, tr("旧的")),
        "gap": (State.WAIT, tr("中间少了")),
        "diverged": (State.CLASH, tr("接不上")),
        "duplicate": (State.EXCL, tr("以前读过")),
        "preview": (State.SENT, tr("可以导入")),
        "refused": (State.LATE, tr("不收")),
    }
    return said[result.verdict]


def _line(result: HandUpResult) -> QWidget:
    made = QWidget()
    state, verdict = verdict_of(result)
    ink = look(state).ink if needs_a_person(state) or state is State.OK else "ink2"
    name = tr("文件 {name}").format(name=result.file_name)
    if result.county:
        name = tr("{who} 第 {n} 号").format(who=result.county, n=result.package_no)
    head = sizes.row(gap=8)
    head.addWidget(Label(name, "strong", elide=True), 1)
    head.addWidget(Label(verdict, "note_strong", ink))
    words = sizes.column(gap=0)
    words.addLayout(head)
    words.addWidget(Label(result.sentence, "note", "ink2", wrap=True))
    line = sizes.row(made, gap=10, margins=(0, 7, 0, 8))
    line.addWidget(Glyph(state, 14), 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)
    made.setAccessibleName(f"{name}，{verdict}，{result.sentence}")
    return made


class CountysWord(Card):
    """After a telephone call the county's ledger counts although it is another than before; `agreed()` (B-35)."""

    agreed = Signal()

    def __init__(self) -> None:
        super().__init__(gap=6, margins=(14, 10, 14, 10), box="banner")
        told = tr("有[县]里的账和以前报的不一样。先打电话问清：确实恢复过备份，才以[县]里为准。")
        self.words = StateLine(State.CLASH, told, "body", plain=True, wrap=True)
        self.begin = Button(tr("问过了，以[县]里为准"), "small", clicked=lambda: self._ask(on=True))
        self.sure = Button(tr("确定读入"), "small_filled", clicked=self.agreed.emit)
        self.drop = Button(tr("先不读"), "small", clicked=lambda: self._ask(on=False))
        self.more = Label(
            tr("原来有、[县]里现在没有的，这里不再显示；原文留着，[乡镇]再报就回来。"), "note", "ink2", wrap=True
        )
        self.add(self.words, self.more, flow_row(self.begin, self.sure, self.drop))
        self.offer(on=False)

    def offer(self, *, on: bool) -> None:
        """Shows it, or not."""
        self._ask(on=False)
        self.setVisible(on)

    def _ask(self, *, on: bool) -> None:
        self.begin.setVisible(not on)
        for widget in (self.sure, self.drop, self.more):
            widget.setVisible(on)


class CountyEnrolling(Card):
    """Two steps: one request for every county; each county's answer, after its digits were read out.

    Args:
        place: the page's world.
        enrolled: called when a county has been taken.
        closed: called when nobody wants to enrol now.
    """

    def __init__(self, place: Workplace, enrolled: Callable[[], None], closed: Callable[[], None]) -> None:
        super().__init__(gap=10, margins=(18, 14, 18, 16))
        self._place, self._enrolled = place, enrolled
        self.request = Button(tr("生成申请文件"), "plain", "export", clicked=self._ask)
        self.digits = Label("", "head")
        self.county_digits = TextField(tr("[县]里在电话里念的 12 位数字"), named=tr("[县]级核对数字"), most=20)
        sizes.fixed(self.county_digits, width=240)
        self.answer = Button(tr("读入[县]里的批复"), "filled", "folder-open", clicked=self._take)
        self.close_it = Button(tr("收起"), "plain", clicked=closed)
        self.said = StateLine(State.OK, "", "body", wrap=True)
        self.add(
            SectionHeader(tr("登记一个[县]")),
            Label(tr("一、申请文件只要一份，交给每个[县]，并在电话里念下面的 12 位数字。"), "body", "ink2", wrap=True),
            flow_row(self.request),
            self.digits,
            Label(
                tr("二、拿到[县]里的批复，请[县]里念批复上的 12 位数字，填在这里再读入。"), "body", "ink2", wrap=True
            ),
            FieldRow(tr("[县]级核对数字"), self.county_digits, below=True),
            flow_row(self.answer, self.close_it),
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
        self.digits.say(asked.digits)
        self.digits.show()
        self._say(State.OK, tr("申请文件已存到 {name}。").format(name=path.name))

    def _take(self) -> None:
        seen = self.county_digits.value()
        if not seen:
            self._say(State.MISS, tr("还没有填[县]里念的 12 位数字，没有读入。请打电话核对后再读。"))
            self.county_digits.setFocus()
            return
        path = self._place.choose.open_file(tr("[县]里的批复文件"), tr(ANSWERS))
        if path is not None:
            desk = self._place.desk
            self._place.tasks.read(lambda: take_answer(desk, get_file(path), seen), self._taken, self._fail)

    def _taken(self, taken: Taken) -> None:
        self.county_digits.clear()
        self._say(State.OK, tr("已在{county}登记。[县]里可以上报了。").format(county=taken.county_name))
        self._enrolled()

    def _fail(self, refusal: Refusal) -> None:
        self._say(State.MISS, refusal.sentence)

    def _say(self, state: State, words: str) -> None:
        self.said.show_state(state, words)
        self.said.show()
