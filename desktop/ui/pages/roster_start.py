"""Step 1 of an import: a list is chosen or dropped; below it the imports made so far, each to be taken back whole."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from db.clock import CHINA
from desktop.desk.roster_batches import Batch
from desktop.ui import sizes
from desktop.ui.display import State, clock_time, short_day
from desktop.ui.models.cells import Column, Paint, StateCell, TwoLine
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, EmptyState, SectionHeader
from desktop.ui.widgets.states import StateLine
from desktop.words import tr

KINDS = "名册 (*.xlsx *.xls *.csv *.txt)"
_SUFFIXES = frozenset({".xlsx", ".xls", ".xlsm", ".csv", ".txt"})


class ChooseList(QWidget):
    """The first step: `wanted` asks for the dialog, `dropped` hands in a file, `undo_wanted` takes a batch back."""

    wanted = Signal()
    dropped = Signal(object)
    undo_wanted = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.choose = Button(tr("选一张表"), "filled", "folder-open", clicked=self.wanted.emit)
        empty = EmptyState(
            "tray-arrow-down",
            tr("把手头的名册导进来"),
            tr("Excel、WPS 表格或 CSV 都可以，也可以直接拖到这里。先逐行看清楚，点“写入”之前什么都不会变。"),
            [self.choose],
        )
        self.said = StateLine(State.MISS, "", "body", wrap=True)
        self.said.hide()
        drop = Card(box="drop", margins=(16, 8, 16, 12))
        drop.add(empty, self.said)
        drop.body.setStretch(0, 1)
        sizes.bounded(drop, min_height=210)
        self.table = batches_table(today)
        self.undo = Button(tr("撤销整批"), "plain", "arrow-u-up-left", clicked=self._ask_undo)
        self._past = Card(gap=4, margins=(1, 10, 1, 8))
        head = Card(margins=(16, 0, 14, 0), box="none")
        head.add(SectionHeader(tr("以前导入的"), tr("之后改过的户会单独列出，不会被冲掉"), right=(self.undo,)))
        self._past.add(head, self.table)
        self._past.body.setStretch(1, 1)
        lines = sizes.column(self, gap=12)
        lines.addWidget(drop, 1)
        lines.addWidget(self._past, 1)
        self.table.current_changed.connect(self._current)
        self.show_batches(())

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """Shows the imports made so far."""
        self.table.rows_model().set_rows(tuple(batches))
        self._past.setVisible(bool(batches))
        if batches and self.table.current_row() is None:
            self.table.go_to(batches[0].id)
        self._current(self.table.current_row())

    def say(self, words: str, state: State = State.MISS) -> None:
        """A sentence under the button; "" takes it away."""
        self.said.show_state(state, words)
        self.said.setVisible(bool(words))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One list may be dropped."""
        if _list_in(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes it."""
        path = _list_in(event)
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _current(self, batch: Batch | None) -> None:
        self.undo.setEnabled(batch is not None and not batch.undone)

    def _ask_undo(self) -> None:
        batch = self.table.current_row()
        if batch is not None and not batch.undone:
            self.undo_wanted.emit(batch)


def batches_table(today: date) -> RowsTable:
    """The imports as a list."""
    columns: tuple[Column[Batch], ...] = (
        Column("file", tr("名册"), lambda b: TwoLine(b.file_name, b.sheet), 260, Paint.NAME, stretch=True),
        Column("at", tr("导入时间"), lambda b: _when(b.at, today), 150),
        Column("created", tr("新增户"), lambda b: str(b.created), 80, right=True),
        Column("changed", tr("更新户"), lambda b: str(b.changed), 80, right=True),
        Column("skipped", tr("跳过行"), lambda b: str(b.skipped), 80, right=True),
        Column("state", tr("现在"), _state, 120, Paint.STATE, gap_before=16),
    )
    model: RowsModel[Batch] = RowsModel(columns, lambda batch: batch.id)
    table = RowsTable(model, label=tr("以前导入的名册"))
    model.setParent(table)
    return table


def _when(at: str, today: date) -> str:
    local = datetime.fromisoformat(at).astimezone(CHINA)
    return f"{short_day(local.date(), today)} {clock_time(local)}"


def _state(batch: Batch) -> StateCell:
    return StateCell(State.EXCL, tr("已撤销")) if batch.undone else StateCell(State.OK, tr("已写入"))


def _list_in(event: QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in _SUFFIXES else None
