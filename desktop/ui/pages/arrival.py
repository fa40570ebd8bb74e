"""The banner over every page when the record was moved, restored or copied: what is missing, and one question."""

from functools import partial

from PySide6.QtWidgets import QFrame

from desktop.desk.arrival import Arrival, How, tell_arrival
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_CHOICES: tuple[tuple[How, str], ...] = (
    ("moved", "搬到这台来的"),
    ("restored", "从备份恢复的"),
    ("copied", "复制了一份"),
)


class ArrivalBanner(QFrame):
    """Stays until the question is answered; then the advice stays until it is closed."""

    def __init__(self, place: Workplace, arrival: Arrival) -> None:
        super().__init__()
        self._place = place
        self.setProperty("box", "banner")
        self.line = StateLine(State.SOON, arrival.words, "body", plain=True, wrap=True)
        self.buttons = [Button(tr(words), "small", clicked=partial(self._tell, how)) for how, words in _CHOICES]
        self.close_it = Button(tr("知道了"), "small", clicked=self.hide)
        self._question = Label(tr("怎么来的："), "body", "ink2")
        lines = sizes.column(self, gap=6, margins=(12, 8, 12, 8))
        lines.addWidget(self.line)
        lines.addWidget(flow_row(self._question, *self.buttons, self.close_it, gap=8))
        self._asks(on=arrival.asks)

    def _asks(self, *, on: bool) -> None:
        for widget in (self._question, *self.buttons):
            widget.setVisible(on)
        self.close_it.setVisible(not on)

    def _tell(self, how: How) -> None:
        self._place.work(lambda desk: tell_arrival(desk, how), lambda touched: self._told(touched.said))

    def _told(self, said: str) -> None:
        self.line.show_state(State.OK, said)
        self._asks(on=False)
