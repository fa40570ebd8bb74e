"""停用电脑交来的: what a laptop brought after it was stood down, ticked by an officer and accepted, or left."""

from functools import partial

from db.touched import Touched
from desktop.desk.late_work import LateFamily, LateLine, accept_late, late_work
from desktop.ui.display import State
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, EmptyState, PageHeader, Rule, SectionHeader
from desktop.ui.widgets.choices import TickRow
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr


class ReviewPage(Page):
    """The queue of an officer; nothing is lost by leaving it as it is."""

    key = "review"
    guest_safe = False

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket = Ticket()
        self._station_id = ""
        self.families: tuple[LateFamily, ...] = ()
        self.ticks: list[tuple[LateLine, TickRow]] = []
        self.header = PageHeader(tr("停用电脑交来的"), "", back=tr("[乡镇]"))
        self.list = FormScroll(gap=10)
        self.said = StateLine(State.OK, "", "body", wrap=True)
        self.every = Button(tr("全选"), "plain", clicked=self._tick_all)
        self.accept = Button("", "filled", "check", clicked=self.save)
        self.nothing = EmptyState(
            "check",
            tr("没有要看的"),
            tr("电脑停用以后又交来的修改，会先放在这里，等[县]里看过再定。"),
            [Button(tr("回[乡镇]页"), "filled", clicked=self._back)],
        )
        self._build()

    def enter(self, **where: object) -> None:
        """Asks for the queue; `station_id` shows that of one laptop."""
        self._station_id = str(where.get("station_id", ""))
        self.said.hide()
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        station_id = self._station_id
        self._place.read(lambda desk: late_work(desk, station_id), self._show, ticket=self._ticket)

    def refresh(self, touched: Touched) -> None:
        """Any write may have moved something."""
        if touched.kinds:
            self.reload()

    def save(self) -> None:
        """Accepts what is ticked."""
        chosen = [line.change for line, tick in self.ticks if tick.value()]
        if chosen:
            self._place.work(partial(accept_late, changes=chosen), self._accepted)

    # Inside

    def _build(self) -> None:
        self._card = Card(gap=10, margins=(20, 14, 14, 14))
        note = Label(tr("不采用的不用管，原文一直留着，以后还能采用。"), "note", "ink2", elide=True)
        self._card.add(self.list, Rule(), flow_row(note, spring(), self.every, self.accept))
        self._card.body.setStretch(0, 1)
        self.body.addWidget(self.header)
        self.body.addWidget(self.said)
        self.body.addWidget(self._card, 1)
        self.body.addWidget(self.nothing, 1)
        self.header.backed.connect(self._back)
        self._card.hide()
        self.nothing.hide()

    def _back(self) -> None:
        self.went.emit("stations", {})

    def _show(self, families: tuple[LateFamily, ...]) -> None:
        self.families = families
        self._card.setVisible(bool(families))
        self.nothing.setVisible(not families)
        count = sum(len(family.lines) for family in families)
        self.header.say(tr("停用电脑交来的"), tr("{n} 条，{m} 户").format(n=count, m=len(families)) if count else "")
        clear(self.list.body)
        self.ticks = []
        for family in families:
            self.list.add(SectionHeader(family.name, family.org_name))
            for line in family.lines:
                self.list.add(self._line(line))
        self.list.end()
        self._count()

    def _line(self, line: LateLine) -> Card:
        made = Card(gap=2, margins=(12, 8, 12, 8), box="sunken")
        tick = TickRow([(line.change, line.title)], named=line.title)
        tick.changed.connect(lambda _value: self._count())
        self.ticks.append((line, tick))
        made.add(tick)
        if line.what:
            made.add(Label(line.what, "body", "ink2", wrap=True))
        made.add(Label(line.by, "note", "ink3"))
        return made

    def _tick_all(self) -> None:
        for line, tick in self.ticks:
            tick.choose((line.change,))
        self._count()

    def _count(self) -> None:
        chosen = sum(bool(tick.value()) for _, tick in self.ticks)
        self.accept.say(tr("采用 {n} 条").format(n=chosen))
        self.accept.setEnabled(chosen > 0)

    def _accepted(self, touched: Touched) -> None:
        self.said.show_state(State.OK, touched.said)
        self.said.show()
        self.reload()
