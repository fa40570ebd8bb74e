"""印前检查: what was found on the forms ticked, with the way out beside each finding."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.desk.rounds import FormLine
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, SectionHeader
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.words import tr

_SHOWN = 3


class ChecksCard(Card):
    """The findings.

    Signals: `skip_wanted(lines)` leaves these families out; `stop_wanted` gives the job up; `mend_wanted(family_id)`
    opens the family to put it right.
    """

    skip_wanted = Signal(object)
    stop_wanted = Signal()
    mend_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(gap=6, margins=(16, 11, 14, 12))
        self.words: tuple[str, ...] = ()

    def show_lines(self, lines: Sequence[FormLine]) -> None:
        """Shows what was found on the forms ticked."""
        clear(self.body)
        self.words = ()
        self.add(SectionHeader(tr("印前检查")))
        self._glyphs([line for line in lines if line.undrawn])
        self._wording([line for line in lines if line.unfit])
        self._blanks([line for line in lines if not line.address], tr("{n} 户缺居住地址，印出来会留空"))
        self._blanks([line for line in lines if not line.phone], tr("{n} 户没有电话，印出来会留空"))
        again = sum(bool(line.prints) for line in lines)
        if again:
            self._say(State.OK, tr("{n} 户以前印过还没收回，编号不变").format(n=again))
        self._say(State.OK, tr("电话中间四位不印，不印证件号，不出现家庭类别"))

    def _glyphs(self, found: list[FormLine]) -> None:
        if not found:
            self._say(State.OK, tr("字都齐，没有印不出来的字"))
            return
        shown = "、".join(f"{one.whose}（{one.field} {one.codepoint}）" for line in found for one in line.undrawn[:1])
        words = tr("{n} 户有印不出来的字：{shown}").format(n=len(found), shown=shown)
        skip = Button(tr("跳过这几户"), "link", clicked=lambda: self.skip_wanted.emit(tuple(found)))
        stop = Button(tr("停止"), "link", clicked=self.stop_wanted.emit)
        self._say(State.MISS, words, skip, stop)

    def _wording(self, found: list[FormLine]) -> None:
        if not found:
            return
        shown = "、".join(line.name for line in found[:_SHOWN])
        words = tr("{n} 户的内容不宜给家属看到：{shown}").format(n=len(found), shown=shown)
        skip = Button(tr("跳过这几户"), "link", clicked=lambda: self.skip_wanted.emit(tuple(found)))
        self._say(State.MISS, words, self._mend(found[0]), skip)

    def _blanks(self, found: list[FormLine], words: str) -> None:
        if found:
            self._say(State.SOON, words.format(n=len(found)), self._mend(found[0]))

    def _mend(self, line: FormLine) -> Button:
        act: Callable[[], None] = lambda: self.mend_wanted.emit(line.family_id)  # noqa: E731 - bound once
        return Button(tr("补上"), "link", clicked=act)

    def _say(self, state: State, words: str, *ways: QWidget) -> None:
        made = QWidget()
        line = sizes.row(made, gap=10)
        line.addWidget(StateLine(state, words, "cell", wrap=True), 1)
        for way in ways:
            line.addWidget(way)
        made.setAccessibleName(words)
        self.words = (*self.words, words)
        self.add(made)
