"""转档: an officer looks at what townships ask for, grants it or lets it stay, and can grant without a request."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.transfers import Transfer, Transfers, all_transfers, grant_to, keep_where_it_is, review_grant
from desktop.ui import sizes
from desktop.ui.dialogs.ask_panel import Ask, Asking, AskPanel
from desktop.ui.display import State
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, EmptyState, PageHeader, SectionHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

Doing = Callable[[Desk], Touched]


class TransfersPage(Page):
    """The county's list of cases on the move; a panel asks for the reason, and shows what a grant would do first."""

    key = "transfers"
    guest_safe = False

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._review_ticket = Ticket(), Ticket()
        self._granting = True
        self._family = ""
        self.found: Transfers | None = None
        self.header = PageHeader(tr("转档"), "")
        self.direct = Button(tr("没有申请也转"), "plain", "plus", clicked=self._ask_directly)
        self.said = StateLine(State.OK, "", "body", wrap=True)
        self.list = FormScroll(gap=10)
        self.nothing = EmptyState(
            "check", tr("没有转档"), tr("[乡镇]登记一户迁到本[县]另一个[乡镇]，申请随上报包来，在这里定。"), []
        )
        self.panel = AskPanel(place.desk.today)
        self.buttons: list[tuple[Transfer, Button, Button]] = []
        self._build()

    def enter(self, **where: object) -> None:  # noqa: ARG002 - nothing is chosen from outside
        """Asks for everything on the move."""
        self.said.hide()
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        self._place.read(all_transfers, self._show, ticket=self._ticket)

    def refresh(self, touched: Touched) -> None:
        """Any write may have moved something."""
        if touched.kinds:
            self.reload()

    def save(self) -> None:
        """Ctrl+S: the open panel."""
        if self.panel.isVisibleTo(self):
            self.panel.save()

    def use_width(self, width_class: WidthClass) -> None:
        """The panel below the list in narrow windows."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        self._fit()

    # Inside

    def _build(self) -> None:
        self._card = Card(gap=10, margins=(20, 14, 14, 14))
        self._card.add(self.list)
        self._card.body.setStretch(0, 1)
        self._left = QWidget()
        lines = sizes.column(self._left, gap=8)
        lines.addWidget(self._card, 1)
        lines.addWidget(self.nothing, 1)
        self.across = Columns([(self._left, 1), (self.panel, 0)])
        self.header.set_controls([self.direct])
        self.body.addWidget(self.header)
        self.body.addWidget(self.said)
        self.body.addWidget(self.across, 1)
        self.panel.saved.connect(self._answered)
        self.panel.agreed.connect(self._write)
        self.panel.closed.connect(self._fit)
        self._card.hide()
        self.nothing.hide()

    def _fit(self) -> None:
        writing = not self.panel.isHidden()
        wide = self.width_class is WidthClass.WIDE
        self._left.setVisible(wide or not writing)
        sizes.bounded(self.panel, min_height=150 if wide else 270)

    def _show(self, found: Transfers) -> None:
        self.found = found
        known = bool(found.waiting or found.settled)
        self._card.setVisible(known)
        self.nothing.setVisible(not known)
        count = len(found.waiting)
        self.header.say(tr("转档"), tr("{n} 户等着定").format(n=count) if count else tr("没有等着定的"))
        self.direct.setEnabled(len(found.townships) > 1)
        clear(self.list.body)
        self.buttons = []
        for each in found.waiting:
            self.list.add(self._waiting(each))
        if found.settled:
            self.list.add(SectionHeader(tr("定了的"), tr("{n} 户次").format(n=len(found.settled))))
            for each in found.settled:
                self.list.add(_settled(each))
        self.list.end()

    def _waiting(self, each: Transfer) -> Card:
        made = Card(gap=4, margins=(12, 10, 12, 10), box="sunken")
        made.add(_title(each), Label(each.reason, "body", "ink2", wrap=True), Label(each.asked, "note", "ink3"))
        grant = Button(tr("同意转档"), "small_filled", "check", clicked=partial(self._ask_grant, each))
        stay = Button(tr("不转"), "small", clicked=partial(self._ask_stay, each))
        self.buttons.append((each, grant, stay))
        made.add(flow_row(spring(), stay, grant))
        return made

    def _ask_grant(self, each: Transfer) -> None:
        reason = Ask("reason", tr("原因"), "notes", each.reason, required=True)
        self._open(each.family_id, each.after, Asking(tr("同意转档"), _line(each), (reason,), tr("看看会怎样")))

    def _ask_stay(self, each: Transfer) -> None:
        reason = Ask("reason", tr("为什么不转"), "notes", required=True)
        note = tr("[乡镇]读了下一份回执就看得到；这一户还归{place}。").format(place=each.before_name)
        self._granting, self._family, self._to = False, each.family_id, ""
        self._ask(Asking(tr("不转"), _line(each), (reason,), tr("回复不转"), note))

    def _ask_directly(self) -> None:
        if self.found is None:
            return
        asks = (
            Ask("family", tr("档案编号"), required=True),
            Ask("to", tr("转到哪个[乡镇]"), "choice", None, self.found.townships, required=True),
            Ask("reason", tr("原因"), "notes", required=True),
        )
        note = tr("原来的[乡镇]电脑丢了、交不上申请时用。")
        self._open("", "", Asking(tr("没有申请也转"), "", asks, tr("看看会怎样"), note))

    def _open(self, family: str, to: str, asking: Asking) -> None:
        self._granting, self._family, self._to = True, family, to
        self._ask(asking)

    def _ask(self, asking: Asking) -> None:
        self.panel.ask(asking)
        self._fit()
        self.panel.start()

    def _wish(self, answers: dict[str, Any]) -> tuple[str, str, str]:
        family, to = (str(answers.get(name) or kept) for name, kept in (("family", self._family), ("to", self._to)))
        return family, to, str(answers.get("reason") or "")

    def _answered(self, answers: dict[str, Any]) -> None:
        if not self._granting:
            self._write(answers)
            return
        family, to, reason = self._wish(answers)
        job = partial(review_grant, family=family, to=to, reason=reason)
        self._place.read(job, self.panel.lay_out, self._refused, ticket=self._review_ticket)

    def _write(self, answers: dict[str, Any]) -> None:
        family, to, reason = self._wish(answers)
        doing: Doing = partial(keep_where_it_is, family=family, reason=reason)
        if self._granting:
            doing = partial(grant_to, family=family, to=to, reason=reason)
        self._place.work(doing, self._written, self._refused)

    def _written(self, touched: Touched) -> None:
        self.panel.dismiss()
        self.said.show_state(State.OK, tr("{said}，下一份回执会告诉[乡镇]。").format(said=touched.said))
        self.said.show()
        self.reload()

    def _refused(self, refusal: Refusal) -> None:
        if not self.panel.refuse(refusal):
            self._place.tasks.refused.emit(refusal)


def _line(each: Transfer) -> str:
    return tr("{name}户  {a} → {b}").format(name=each.name, a=each.before_name, b=each.after_name)


def _title(each: Transfer) -> QWidget:
    where = "    ".join(part for part in (each.village, each.case_no) if part)
    return SectionHeader(_line(each), where)


def _settled(each: Transfer) -> Card:
    made = Card(gap=2, margins=(12, 8, 12, 8), box="sunken")
    words = tr("{word}，{day}：{why}").format(word=each.word, day=each.settled, why=each.settled_reason)
    made.add(_title(each), StateLine(State(each.sign or "na"), words if each.settled else each.word, "note", wrap=True))
    return made
