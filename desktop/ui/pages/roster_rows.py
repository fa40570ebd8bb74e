"""Step 3 of an import: every row with its verdict, one looked into at the side, decided before anything is written."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.desk.roster import LaidList
from desktop.desk.roster_review import ListRow, RowDetail, counts_by_verdict, rows_of
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.models.cells import Column, Paint, StateCell
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.roster_panel import RowPanel, state_of
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.page import WidthClass
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.roster.plan import MissingHousehold

_ALL, _MISSING = "all", "missing"


class ReviewRows(QWidget):
    """The third step.

    Signals: `opened(row)` asks for the detail of a household, `decided(row, Decision)`, `taken_up(row)`,
    `looks_accepted(rows)`, `problems_wanted`, `write_wanted`.
    """

    opened = Signal(int)
    looks_accepted = Signal(object)
    problems_wanted = Signal()
    write_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ListRow, ...] = ()
        self._counts: tuple[int, int] = (0, 0)
        self.tabs = Segments(
            [
                (_ALL, tr("全部")),
                ("cannot", tr("不能写入")),
                ("look", tr("请看一眼")),
                ("new", tr("新增")),
                ("changed", tr("更新")),
                ("same", tr("无变化")),
                (_MISSING, tr("表里没有的")),
            ],
            named=tr("看哪些行"),
        )
        self.table = _rows_table()
        self.missing = _missing_table()
        self.panel = RowPanel()
        self._stack = QStackedWidget()
        self._nothing = Label("", "body", "ink2")
        self.accept_all = Button("", "ghost", clicked=self._accept_looks)
        self.problems = Button(tr("存下问题清单"), "plain", "download-simple", clicked=self.problems_wanted.emit)
        self.write = Button("", "filled", clicked=self.write_wanted.emit)
        self._build()

    def show_list(self, laid: LaidList, keep: int = 0) -> None:
        """Shows the rows; `keep` is the row to stand on."""
        self._rows = rows_of(laid)
        counts = laid.plan.counts()
        self._counts = (counts.will_write, counts.will_skip)
        self.tabs.say(_ALL, tr("全部 {n}").format(n=sum(rows for _, rows in counts.rows)))
        for verdict, word, rows in counts_by_verdict(laid.plan):
            self.tabs.say(verdict, f"{word} {rows}")
        self.tabs.say(_MISSING, tr("表里没有的 {n} 户").format(n=len(laid.plan.missing)))
        self.missing.rows_model().set_rows(laid.plan.missing)
        self.write.say(tr("写入 {n} 行，跳过 {m} 行").format(n=counts.will_write, m=counts.will_skip))
        self.write.setEnabled(counts.will_write > 0)
        self.problems.setEnabled(any(listed.doubts for listed in laid.plan.households))
        waiting = [row for row in self._rows if row.verdict == "look" and row.waits]
        self.accept_all.say(tr("这 {n} 户都看过了，一起写入").format(n=len(waiting)))
        self.accept_all.setVisible(bool(waiting))
        self._filter(keep)

    def show_detail(self, detail: RowDetail | None) -> None:
        """Shows one household in the panel."""
        self.panel.show_row(detail)

    def next_after(self, row: int) -> int:
        """The next row a person has to look at, else the one after this, else this one."""
        shown = [line for line in self.table.rows_model().rows() if isinstance(line, ListRow)]
        later = [line.row for line in shown if line.row > row]
        waiting = [line.row for line in self._rows if line.waits]
        after = [each for each in waiting if each > row]
        return (after or waiting or later or [row])[0]

    def use_width(self, width_class: WidthClass) -> None:
        """The panel below in narrow windows."""
        wide = width_class is WidthClass.WIDE
        self._across.use_width(width_class)
        sizes.bounded(self._card, min_height=0 if wide else 260)
        sizes.bounded(self.panel, min_height=0 if wide else 300)

    def _build(self) -> None:
        self._card = Card(gap=0, margins=(1, 8, 1, 8))
        tabs = sizes.row(margins=(12, 0, 12, 6))
        tabs.addWidget(self.tabs)
        tabs.addStretch()
        for widget in (self.table, self.missing):
            self._stack.addWidget(widget)
        note = sizes.row(margins=(18, 4, 18, 0))
        note.addWidget(self._nothing)
        self._card.add(tabs, note, self._stack)
        self._card.body.setStretch(2, 1)
        self._across = Columns([(self._card, 1), (self.panel, 0)])
        safe = StateLine(State.NA, tr("写入后可以整批撤销；之后改过的户会单独列出，不会被冲掉。"))
        lines = sizes.column(self, gap=10)
        lines.addWidget(self._across, 1)
        lines.addWidget(flow_row(safe, spring(), self.accept_all, self.problems, self.write))
        self.tabs.changed.connect(lambda _value: self._filter(0))
        self.table.current_changed.connect(self._current)
        self.table.opened.connect(lambda _row: self.panel.focus_first())

    def _filter(self, keep: int) -> None:
        wanted = str(self.tabs.value())
        self._stack.setCurrentIndex(1 if wanted == _MISSING else 0)
        shown: Sequence[ListRow] = self._rows
        if wanted not in {_ALL, _MISSING}:
            shown = tuple(row for row in self._rows if row.verdict == wanted)
        self.table.rows_model().set_rows(tuple(shown))
        count = self.missing.rows_model().rowCount() if wanted == _MISSING else len(shown)
        about = tr("在册有、这张表里没有。导入不会动它们。") if wanted == _MISSING and count else ""
        self._nothing.say(about if count else tr("没有这样的行。"))
        self._nothing.setVisible(not count or bool(about))
        if not (keep and self.table.go_to(str(keep))) and shown:
            first = next((row for row in shown if row.waits), shown[0])
            self.table.go_to(str(first.row))
        if not shown:
            self.panel.show_row(None)

    def _current(self, row: ListRow | None) -> None:
        if row is not None:
            self.opened.emit(row.row)

    def _accept_looks(self) -> None:
        self.looks_accepted.emit(tuple(row.row for row in self._rows if row.verdict == "look" and row.waits))


def _rows_table() -> RowsTable:
    columns: tuple[Column[ListRow], ...] = (
        Column("row", tr("行"), lambda r: r.place, 56, sort=lambda r: r.row),
        Column("verdict", tr("判断"), lambda r: StateCell(*state_of(r)), 110, Paint.STATE),
        Column("names", tr("姓名"), lambda r: r.names, 130, Paint.LEAD, sort=lambda r: r.names, personal=True),
        Column("village", tr("[村]"), lambda r: r.village, 90, sort=lambda r: r.village),
        Column("id", tr("证件号码"), _id_cell, 168, personal=True),
        Column("said", tr("说明"), lambda r: r.said, 200, stretch=True),
    )
    model: RowsModel[ListRow] = RowsModel(columns, lambda row: str(row.row))
    table = RowsTable(model, row_height=38, label=tr("名册的行"))
    model.setParent(table)
    return table


def _id_cell(row: ListRow) -> object:
    return StateCell(State.MISS, row.id_no, bare=True) if row.wrong_id else row.id_no


def _missing_table() -> RowsTable:
    columns: tuple[Column[MissingHousehold], ...] = (
        Column("name", tr("家庭"), lambda m: m.name, 160, Paint.NAME, sort=lambda m: m.name, personal=True),
        Column("village", tr("[村]"), lambda m: m.village, 140, sort=lambda m: m.village),
        Column("case_no", tr("档案编号"), lambda m: m.case_no, 140, stretch=True),
    )
    model: RowsModel[MissingHousehold] = RowsModel(columns, lambda row: row.id)
    table = RowsTable(model, row_height=38, label=tr("在册有、表里没有的家庭"))
    model.setParent(table)
    return table
