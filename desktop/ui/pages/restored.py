"""The banner over every page of a restored record: what it is, and the question whether it is the right copy (B-36)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop.desk.restoring import Waiting, confirm
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import redress
from desktop.ui.workplace import Workplace
from desktop.words import tr


class RestoredBanner(QFrame):
    """Stays until one of the two is said: right, and work goes on; wrong, and the record before it returns."""

    back_wanted = Signal()
    """The wrong copy: the record that was set aside is wanted again."""

    def __init__(self, place: Workplace, found: Waiting) -> None:
        super().__init__()
        self._place = place
        self.setProperty("box", "banner")
        self.line = StateLine(State.SOON, found.words, "body", plain=True, wrap=True)
        self.right = Button(tr("对，就用这一份"), "small", clicked=self._confirm)
        self.wrong = Button(tr("不对，换回原来的"), "small", clicked=self.back_wanted.emit)
        self.wrong.setVisible(found.replaced)
        self.close_it = Button(tr("知道了"), "small", clicked=self.hide)
        self.close_it.hide()
        lines = sizes.column(self, gap=6, margins=(12, 8, 12, 8))
        lines.addWidget(self.line)
        lines.addWidget(flow_row(self.right, self.wrong, self.close_it, gap=8))

    def _confirm(self) -> None:
        self._place.work(confirm, lambda touched: self._confirmed(touched.said))

    def _confirmed(self, said: str) -> None:
        self.setProperty("box", "tint")
        redress(self)
        self.line.show_state(State.OK, said)
        self.right.hide()
        self.wrong.hide()
        self.close_it.show()
