"""操作记录: what was done lately, each taken back from here; what stood there before; and who looked."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.history import DoneLine, ValueLine, done_lately, take_back, values_before
from desktop.desk.looks import LookLine, looked_lately
from desktop.desk.signing import signed_sentence, signed_words
from desktop.ui import sizes
from desktop.ui.display import State, clock_time, short_day
from desktop.ui.models.cells import Column, Paint, StateCell, TwoLine
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, NothingFound, PageHeader
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.search import SearchBox
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_DONE, _VALUES, _LOOKS = "done", "values", "looks"


class HistoryPage(Page):
    """The list; `family_id` narrows it to one family and offers the former values of its fields."""

    key = "history"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket = Ticket()
        self._family_id = self._name = ""
        self._lines: tuple[DoneLine, ...] | tuple[ValueLine, ...] | tuple[LookLine, ...] = ()
        self.header = PageHeader(tr("操作记录"), "", back=tr("返回"))
        self.header.backed.connect(self.backed)
        tabs = [(_DONE, tr("做过的事")), (_VALUES, tr("改前是什么")), (_LOOKS, tr("谁看过"))]
        self.tabs = Segments(tabs, named=tr("看哪些"))
        self.tabs.changed.connect(lambda _value: self.reload())
        self.whole = Button(tr("看全部"), "link_note", clicked=lambda: self._show_family("", ""))
        self.search = SearchBox()
        sizes.fixed(self.search, width=210)
        self.search.searched.connect(lambda _text: self._show_rows())
        self.search.left_downwards.connect(lambda: self._table().setFocus(Qt.FocusReason.TabFocusReason))
        self.done, self.values = _done_table(place.desk), _values_table(place.desk)
        self.looks = _looks_table(place.desk)
        self.nothing = NothingFound()
        self.nothing.released.connect(self.search.empty)
        self.note = Label("", "note", "ink2", elide=True)
        self.open = Button(tr("打开这户"), "plain", "house", clicked=self._open)
        self.back = Button(tr("撤销这一步"), "filled", "arrow-u-up-left", clicked=self.take_back)
        self._build()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """All that was done here; with `family_id` (and its `name`) what touched one family."""
        self._show_family(str(where.get("family_id") or ""), str(where.get("name") or ""), str(where.get("tab") or ""))

    def refresh(self, touched: Touched) -> None:
        """Reads the list again."""
        if touched.kinds:
            self.reload()

    def reload(self) -> None:
        """Reads the list again."""
        family_id = self._family_id
        asked: Any = {_DONE: done_lately, _VALUES: values_before, _LOOKS: looked_lately}[self._tab()]
        self._place.read(lambda desk: asked(desk, family_id), self._show, ticket=self._ticket)

    def find_text(self) -> None:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_back(self) -> None:
        """Takes the current step back."""
        row = self.done.current_row()
        if isinstance(row, DoneLine) and row.can_undo and self._place.records:
            self.back.setEnabled(False)
            group = row.group
            self._place.work(lambda desk: take_back(desk, group), on_refusal=self._refused)

    # Inside

    def _build(self) -> None:
        self.card = Card(gap=0, margins=(1, 1, 1, 8))
        self.card.body.addWidget(self.done, 1)
        self.card.body.addWidget(self.values, 1)
        self.card.body.addWidget(self.looks, 1)
        aside = QWidget()
        sizes.column(aside, margins=(24, 20, 24, 12)).addWidget(self.nothing)
        self._nowhere = aside
        self.card.body.addWidget(aside, 1)
        foot = sizes.column(margins=(18, 8, 18, 2))
        foot.addWidget(flow_row(self.note, spring(), self.open, self.back))
        self.card.body.addLayout(foot)
        self.body.addWidget(self.header)
        self.body.addWidget(flow_row(self.search, self.tabs, self.whole))
        self.body.addWidget(self.card, 1)
        self.done.current_changed.connect(lambda _row: self._name_verbs())
        self.done.opened.connect(lambda _row: self._open())
        self.looks.current_changed.connect(lambda _row: self._name_verbs())
        self.looks.opened.connect(lambda _row: self._open())
        for widget in (aside, self.values, self.looks):
            widget.hide()
        sizes.bounded(self.card, min_height=220)

    def _show_family(self, family_id: str, name: str, tab: str = "") -> None:
        self._family_id, self._name = family_id, name
        self.tabs.choose(tab or _DONE)
        self.reload()

    def _tab(self) -> str:
        """The tab that can be shown: former values are those of one family."""
        wanted = str(self.tabs.value())
        return _DONE if wanted == _VALUES and not self._family_id else wanted

    def _table(self) -> RowsTable:
        return {_DONE: self.done, _VALUES: self.values, _LOOKS: self.looks}[self._tab()]

    def _show(self, lines: Any) -> None:
        self._lines = lines
        everything = (
            tr("这台电脑上谁看了什么，最近的在前") if self._tab() == _LOOKS else tr("这台电脑上做过的，最近的在前")
        )
        whose = tr("{name}户").format(name=self._name) if self._name else everything
        self.header.say(tr("操作记录"), whose)
        self.tabs.offer(_VALUES, on=bool(self._family_id))
        self.whole.setVisible(bool(self._family_id))
        self._show_rows()

    def _show_rows(self) -> None:
        wanted = self.search.text().casefold()
        rows = tuple(line for line in self._lines if wanted in _text(line).casefold())
        table = self._table()
        table.rows_model().set_rows(rows)
        for each in (self.done, self.values, self.looks):
            each.setVisible(each is table and bool(rows))
        self._nowhere.setVisible(not rows)
        if not rows:
            self.nothing.show_query(self.search.text() or self.header.meta.text())
        elif table.current_row() is None:
            table.selectRow(0)
        self._name_verbs()

    def _name_verbs(self) -> None:
        tab = self._tab()
        row = self._table().current_row()
        self.back.setVisible(isinstance(row, DoneLine) and self._place.records)
        self.open.setVisible(bool(_family_of(row)) and not self._family_id)
        if not isinstance(row, DoneLine):
            self.note.say(tr(_NOTES[tab]) if tab in _NOTES else "")
            return
        self.back.setEnabled(row.can_undo)
        self.back.say(tr("恢复这一步") if row.takes_back else tr("撤销这一步"))
        self.note.say(_note(row))

    def _open(self) -> None:
        family_id = _family_of(self._table().current_row())
        if family_id and not self._family_id:
            self.went.emit("family", {"family_id": family_id})

    def _refused(self, refusal: Refusal) -> None:
        self._name_verbs()
        self._place.tasks.refused.emit(refusal)


_NOTES = {
    _VALUES: "原来的值都留着；号码遮挡，敏感的不在这里显示。",
    _LOOKS: "每次打开、看完整号码、打印和存出都留记录，记录改不了；同一天同一样只占一行。",
}


def _family_of(row: object) -> str:
    """The family a line leads to, "" for none."""
    if isinstance(row, DoneLine):
        return row.family_ids[0] if row.family_ids else ""
    return row.family_id if isinstance(row, LookLine) else ""


def _note(row: DoneLine) -> str:
    told = signed_sentence(row.proof, row.author)
    if told:
        return told
    if row.undone:
        return tr("这一步已经撤销过。")
    if not row.can_undo:
        return tr("这一步不能撤销。")
    return tr("撤销只退回之后没有人再改过的；改过的留着，并告诉您是哪几户。")


def _text(line: DoneLine | ValueLine | LookLine) -> str:
    if isinstance(line, LookLine):
        return f"{line.said} {line.whose} {line.author}"
    if isinstance(line, DoneLine):
        return f"{line.said} {_beside(line.touched, line)} {line.families} {line.author}"
    return f"{line.where} {line.field} {line.before} {line.after} {line.author} {_beside(line.why, line)}"


def _beside(words: str, line: DoneLine | ValueLine) -> str:
    """These words, and a few more where its author's own signature is missing."""
    return "；".join(part for part in (words, signed_words(line.proof)) if part)


def _when(desk: Desk, at: datetime) -> str:
    return f"{short_day(at.date(), desk.today)} {clock_time(at)}"


def _done_table(desk: Desk) -> RowsTable:
    columns: tuple[Column[DoneLine], ...] = (
        Column("at", tr("什么时候"), lambda row: _when(desk, row.at), 130, sort=lambda row: row.at),
        Column(
            "said",
            tr("做了什么"),
            lambda row: TwoLine(row.said, _beside(row.touched, row)),
            260,
            Paint.NAME,
            stretch=True,
        ),
        Column("families", tr("哪几户"), lambda row: row.families, 190, personal=True),
        Column("author", tr("谁"), lambda row: row.author, 90, sort=lambda row: row.author),
        Column("state", tr("现在"), _state, 100, Paint.STATE),
    )
    model: RowsModel[DoneLine] = RowsModel(columns, lambda row: row.group)
    table = RowsTable(model, row_height=43, label=tr("做过的事"))
    model.setParent(table)
    return table


def _looks_table(desk: Desk) -> RowsTable:
    columns: tuple[Column[LookLine], ...] = (
        Column("at", tr("什么时候"), lambda row: _when(desk, row.at), 130, sort=lambda row: row.at),
        Column("author", tr("谁"), lambda row: row.author, 110, Paint.NAME, sort=lambda row: row.author),
        Column("said", tr("看了什么"), lambda row: row.said, 300, stretch=True, personal=True),
        Column("whose", tr("哪一户"), lambda row: row.whose, 160, sort=lambda row: row.whose, personal=True),
        Column("times", tr("那天几次"), lambda row: str(row.times), 90, right=True, sort=lambda row: row.times),
    )
    model: RowsModel[LookLine] = RowsModel(columns, lambda row: f"{row.at}:{row.author}:{row.said}:{row.whose}")
    table = RowsTable(model, row_height=38, label=tr("谁看过"))
    model.setParent(table)
    return table


def _state(row: DoneLine) -> object:
    if row.undone:
        return StateCell(State.EXCL, tr("已撤销"))
    return StateCell(State.NA, tr("撤销"), bare=True) if row.takes_back else ""


def _values_table(desk: Desk) -> RowsTable:
    columns: tuple[Column[ValueLine], ...] = (
        Column("at", tr("什么时候"), lambda row: _when(desk, row.at), 130, sort=lambda row: row.at),
        Column("where", tr("哪一处"), lambda row: TwoLine(row.field, row.where), 150, Paint.NAME, personal=True),
        Column("before", tr("原来"), lambda row: row.before, 190, personal=True),
        Column("after", tr("改成"), lambda row: row.after, 190, personal=True),
        Column("author", tr("谁改的"), lambda row: row.author, 90, sort=lambda row: row.author),
        Column("why", tr("为什么"), lambda row: _beside(row.why, row), 200, stretch=True),
    )
    model: RowsModel[ValueLine] = RowsModel(columns, lambda row: f"{row.group}:{row.where}:{row.field}:{row.after}")
    table = RowsTable(model, row_height=43, label=tr("改前是什么"))
    model.setParent(table)
    return table
