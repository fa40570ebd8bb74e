"""批量改: one change for the families chosen, read family by family before it is done."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.bulk import (
    CHANGE,
    KIND_WORDS,
    REFUSED,
    BulkChoices,
    Laid,
    PlannedLine,
    bulk_choices,
    change_of,
    do_it,
    lay_out,
)
from desktop.ui import sizes
from desktop.ui.asks.bulk import bulk_asking
from desktop.ui.dialogs.ask_panel import AskPanel
from desktop.ui.display import State, households
from desktop.ui.models.cells import Column, Paint, StateCell, TwoLine
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, PageHeader, SectionHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import area_around
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label, redress
from desktop.ui.workplace import Workplace
from desktop.words import tr

_PANEL = 320
_UNBOUND = 16777215
_NOT_YET = "先填要改什么，再看会改成什么样；看过之前什么都不写。"


class BulkPage(Page):
    """The change at the left, what it would do at the right, and one button that does it."""

    key = "bulk"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket = Ticket()
        self._ids: tuple[str, ...] = ()
        self._choices = BulkChoices({}, ())
        self._post = ""
        self.laid: Laid | None = None
        self.header = PageHeader(tr("批量改"), "", back=tr("家庭"))
        self.header.backed.connect(self.backed)
        self.kinds = Segments([(kind, tr(words)) for kind, words in KIND_WORDS], named=tr("改什么"))
        self.kinds.changed.connect(lambda _kind: self._ask())
        self.panel = AskPanel(place.desk.today)
        self.panel.saved.connect(self._look)
        self.panel.typed.connect(self._typed)
        self.panel.closed.connect(self.backed)
        self.summary = StateLine(State.WAIT, tr(_NOT_YET), "body", plain=True, wrap=True)
        self.table = _table()
        self.do = Button(tr("改"), "filled", clicked=self.save)
        self.across = self._parts()
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Takes the families chosen (`family_ids`); without any those of the last time."""
        ids = where.get("family_ids")
        if isinstance(ids, tuple):
            self._ids = tuple(map(str, ids))
        self.header.say(tr("批量改"), tr("选中 {n}").format(n=households(len(self._ids))))
        self._place.read(bulk_choices, self._know)

    def use_width(self, width_class: WidthClass) -> None:
        """The plan below the questions where it is narrow."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        wide = width_class is WidthClass.WIDE
        self.panel.setProperty("base_width", _PANEL if wide else 0)
        if wide:
            sizes.fixed(self.panel, width=_PANEL)
        else:
            self.panel.setMinimumWidth(0)
            self.panel.setMaximumWidth(_UNBOUND)
        sizes.bounded(self.panel, min_height=150 if wide else 420)
        sizes.bounded(self._plan_card, min_height=200 if wide else 360)

    def save(self) -> None:
        """Ctrl+S: looks first; once that was read, does it."""
        if self.laid is None:
            self.panel.save()
        elif self.do.isEnabled():
            plan = self.laid.plan
            self.do.setEnabled(False)
            self._place.work(lambda desk: do_it(desk, plan), self._done, self._refused)

    # Inside

    def _parts(self) -> Columns:
        left = QWidget()
        sizes.fixed(left, width=_PANEL)
        lines = sizes.column(left, gap=12)
        lines.addWidget(Card(gap=6, margins=(16, 10, 16, 12)).add(SectionHeader(tr("改什么"), t="sub"), self.kinds))
        lines.addWidget(self.panel, 1)
        self._plan_card = Card(gap=8, margins=(1, 12, 1, 10))
        head, foot = sizes.column(margins=(18, 0, 18, 0)), sizes.column(margins=(18, 0, 18, 0))
        head.addWidget(self.summary)
        note = Label(tr("改完可以撤销，关机以后也可以：在操作记录里。"), "note", "ink2", elide=True)
        foot.addWidget(flow_row(note, spring(), self.do))
        self._plan_card.body.addLayout(head)
        self._plan_card.body.addWidget(self.table, 1)
        self._plan_card.body.addStretch()  # the note stays at the foot while there is no list
        self._plan_card.body.addLayout(foot)
        return Columns([(left, 0), (self._plan_card, 1)])

    def _know(self, choices: BulkChoices) -> None:
        self._choices = choices
        self._ask()

    def _ask(self, post: str = "village") -> None:
        self._post = post
        over = tr("选中 {n}").format(n=households(len(self._ids)))
        self.panel.ask(bulk_asking(self._place.desk, str(self.kinds.value()), self._choices, over, post))
        self._forget()
        self.panel.start()

    def _typed(self) -> None:
        """What was read no longer holds; the persons to choose from follow the post."""
        post = str(self.panel.answers().get("post_kind") or "")
        if post and post != self._post:
            since = self.panel.answers().get("since")
            self._ask(post)
            self.panel.put({"since": since})
        self._forget()

    def _forget(self) -> None:
        self.laid = None
        self.summary.show_state(State.WAIT, tr(_NOT_YET))
        self.table.rows_model().set_rows(())
        self.table.hide()
        self._name_button()

    def _look(self, answers: dict[str, Any]) -> None:
        change = change_of(str(self.kinds.value()), answers, self._place.desk.today)
        ids = self._ids
        self._place.read(lambda desk: lay_out(desk, ids, change), self._show, self._refused, ticket=self._ticket)

    def _show(self, laid: Laid) -> None:
        self.laid = laid
        self.panel.save_button.setEnabled(True)
        state = State.MISS if not laid.changes else State.SOON if laid.refused else State.OK
        self.summary.show_state(state, laid.said)
        self.table.rows_model().set_rows(laid.lines)
        self.table.show()
        self._name_button()
        self.do.setFocus()
        QTimer.singleShot(0, self._bring_up)  # what has just been shown has no place yet

    def _bring_up(self) -> None:
        """In a narrow window the plan stands below the questions: it is scrolled to, the verb with it."""
        outer = area_around(self)
        if outer is not None:
            outer.ensureWidgetVisible(self._plan_card, 0, sizes.px(8))
            outer.ensureWidgetVisible(self.summary, 0, sizes.px(16))

    def _name_button(self) -> None:
        """One filled button: what looks until it was read, what does it then."""
        changes = self.laid.changes if self.laid else 0
        self.panel.save_button.setProperty("kind", "plain" if changes else "filled")
        redress(self.panel.save_button)
        self.do.setVisible(bool(changes))
        self.do.say(tr("改 {n} 户").format(n=changes) if changes else tr("改"))
        self.do.setEnabled(bool(changes))

    def _refused(self, refusal: Refusal) -> None:
        if not self.panel.refuse(refusal):
            self._forget()
            self._place.tasks.refused.emit(refusal)

    def _done(self, _touched: Touched) -> None:
        self._forget()
        self.backed.emit()


def _table() -> RowsTable:
    columns: tuple[Column[PlannedLine], ...] = (
        Column("family", tr("家庭"), _family, 170, Paint.NAME, lambda row: row.line.name, personal=True),
        Column("before", tr("原来"), lambda row: row.before, 150),
        Column("after", tr("改成"), lambda row: row.after, 200, stretch=True),
        Column("verdict", tr("怎么办"), _verdict, 230, Paint.STATE, lambda row: row.line.verdict),
    )
    model: RowsModel[PlannedLine] = RowsModel(columns, lambda row: row.line.family_id)
    table = RowsTable(model, row_height=43, label=tr("逐户会改什么"))
    model.setParent(table)
    return table


def _family(row: PlannedLine) -> TwoLine:
    return TwoLine(tr("{name}户").format(name=row.line.name), row.line.village)


def _verdict(row: PlannedLine) -> StateCell:
    if row.line.verdict == CHANGE:
        return StateCell(State.OK, tr("改"))
    if row.line.verdict == REFUSED:
        return StateCell(State.MISS, tr("不改：{why}").format(why=row.line.why))
    return StateCell(State.EXCL, tr("已经是这样"))
