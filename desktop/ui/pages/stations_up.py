"""The county's way up on its page of stations: the offices above it, what each has, and the next hand-up written."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Signal

from db.clock import CHINA
from db.sync.upper.handing_up import UpperOffice
from desktop.ui import sizes
from desktop.ui.display import State, short_day
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, SectionHeader
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr


class UpperCard(Card):
    """The offices above; `wanted(whole)` when a hand-up is to be written. Hidden while there is none."""

    wanted = Signal(bool)

    def __init__(self, today: date) -> None:
        super().__init__(gap=8, margins=(18, 14, 18, 14))
        self._today = today
        self._lines = sizes.column(gap=4)
        self.up = Button(tr("上报上级"), "small", "paper-plane-tilt", clicked=lambda: self.wanted.emit(False))  # noqa: FBT003 - a signal's arguments have no names
        self.whole = Button(tr("从头再报一次"), "small", clicked=lambda: self.wanted.emit(True))  # noqa: FBT003 - the same
        told = tr("报的是本[县]的全部账，附件留在[县]里。丢了一份，或上级换了新档案，从头再报一次。")
        self.add(
            SectionHeader(tr("上级")),
            self._lines,
            flow_row(self.up, self.whole),
            Label(told, "note", "ink2", wrap=True),
        )
        self.hide()

    def show_offices(self, offices: Sequence[UpperOffice]) -> None:
        """Shows these."""
        clear(self._lines)
        for each in offices:
            state, words = self._said(each)
            self._lines.addWidget(StateLine(state, words, "body", plain=True, wrap=True))
        self.setVisible(bool(offices))

    def _said(self, office: UpperOffice) -> tuple[State, str]:
        name = office.certificate.org_name
        if not office.package_no:
            return State.WAIT, tr("{name}：还没有报过，有 {n} 条").format(name=name, n=f"{office.waiting:,}")
        made = datetime.fromisoformat(office.handed_at).astimezone(CHINA).date()
        last = tr("{name}：第 {no} 号，{day}").format(name=name, no=office.package_no, day=short_day(made, self._today))
        if not office.waiting:
            return State.OK, last
        return State.SENT, tr("{last}；又有 {n} 条没有报").format(last=last, n=f"{office.waiting:,}")
