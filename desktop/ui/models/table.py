"""The table every list uses: header with groups, ticks, hover, sorting, copying, keyboard."""

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui import icons, theme
from desktop.ui.models.delegate import PAD, TICK_ROOM, CellDelegate
from desktop.ui.models.rows import RowsModel
from desktop.words import tr


class RowsTable(QTableView):
    """A list as a table.

    Signals: `opened(row)` on double click or Enter; `current_changed(row or None)`; `menu_wanted(row, global point)` on
    right click or the menu key; `cell_opened(row, column key)` on a click when cells are chosen one by one.

    Args:
        model: the rows and their columns.
        row_height: 43 (two lines), 38 (one line) or 32 (matrix), pixels at 100 %.
        cells: True moves the focus from cell to cell with a ring (matrix) instead of marking rows.
        label: accessible name of the list.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    menu_wanted = Signal(object, QPoint)
    cell_opened = Signal(object, str)

    def __init__(self, model: RowsModel[Any], *, row_height: int = 43, cells: bool = False, label: str = "") -> None:
        super().__init__()
        self._rows = model
        self._row_height, self._cells = row_height, cells
        self._delegate = CellDelegate(self)
        self._delegate.row_height, self._delegate.ring_cells = row_height, cells
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(label or tr("列表"))
        self.setHorizontalHeader(GroupedHeader(model, self, stays=not cells))
        self._set_up()
        model.modelReset.connect(self._after_reset)
        self.selectionModel().currentChanged.connect(self._moved)
        theme.current().changed.connect(self._fit)
        self._wanted = ""
        self._fit()

    def rows_model(self) -> RowsModel[Any]:
        """The model."""
        return self._rows

    def current_row(self) -> Any | None:
        """The row the keyboard stands on, or None."""
        index = self.currentIndex()
        return self._rows.row_at(index) if index.isValid() else None

    def go_to(self, row_id: str) -> bool:
        """Makes the row with this id current; False when it is not shown."""
        number = self._rows.number_of(row_id)
        if number < 0:
            return False
        self.selectRow(number)
        self.setCurrentIndex(self._rows.index(number, 0))
        return True

    def use_guest(self, *, on: bool) -> None:
        """客人模式: personal cells become bars."""
        self._delegate.guest = on
        self.viewport().update()

    def selected_numbers(self) -> list[int]:
        """Row numbers selected, ascending."""
        return sorted({index.row() for index in self.selectionModel().selectedIndexes()})

    def copy(self) -> None:
        """Puts the selected rows on the clipboard as text cells."""
        if numbers := self.selected_numbers():
            QGuiApplication.clipboard().setText(self._rows.copied(numbers))

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space ticks, Ctrl+C copies; arrows are Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space and self._rows.tickable and self.currentIndex().isValid():
            number = self.currentIndex().row()
            self._rows.tick(number, on=not self._rows.is_ticked(number))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the tick ticks and does nothing else."""
        index = self.indexAt(event.position().toPoint())
        on_tick = index.column() == 0 and event.position().x() < theme.current().px(TICK_ROOM + 12)
        if self._rows.tickable and index.isValid() and on_tick and event.button() == Qt.MouseButton.LeftButton:
            self._rows.tick(index.row(), on=not self._rows.is_ticked(index.row()))
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is hovered."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        """No row is hovered any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The stretching column takes what is left over."""
        super().resizeEvent(event)
        self._fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Scrolled to the right, the first column is painted once more at the left edge: names stay by their rows."""
        super().paintEvent(event)
        if self._cells or not self.horizontalOffset() or not self._rows.rows():
            return
        painter = QPainter(self.viewport())
        wide, last = self.columnWidth(0), self.rowAt(self.viewport().height() - 1)
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        for number in range(max(0, self.rowAt(0)), (last if last >= 0 else len(self._rows.rows()) - 1) + 1):
            index = self._rows.index(number, 0)
            option.rect = QRect(0, self.rowViewportPosition(number), wide, self.rowHeight(number))
            chosen = self.selectionModel().isSelected(index)
            option.state = QStyle.StateFlag.State_Selected if chosen else QStyle.StateFlag.State_None
            painter.fillRect(option.rect, theme.current().colour("surface"))
            self._delegate.paint(painter, option, index)
        painter.fillRect(QRect(wide, 0, 1, self.viewport().height()), theme.current().colour("line"))

    def minimumSizeHint(self) -> QSize:
        """Three rows: the table scrolls, the page does not."""
        return QSize(theme.current().px(200), theme.current().px(3 * self._row_height + 40))

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        behaviour = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviour.SelectItems if self._cells else behaviour.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        if self._cells:
            self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._clicked)
        self.horizontalScrollBar().valueChanged.connect(self._repaint)

    def _repaint(self, _value: int) -> None:
        """What was painted at the edge must not be scrolled along."""
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def _fit(self) -> None:
        skin = theme.current()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(skin.px(self._row_height))
        self.verticalScrollBar().setSingleStep(skin.px(self._row_height))
        self._fit_columns()
        self.viewport().update()

    def _fit_columns(self) -> None:
        skin, header = theme.current(), self.horizontalHeader()
        columns = self._rows.columns()
        widths = [skin.px(column.width + column.gap_before) for column in columns]
        spare = self.viewport().width() - sum(widths)
        takers = [n for n, column in enumerate(columns) if column.stretch]
        for n, width in enumerate(widths):
            extra = max(0, spare) // len(takers) if n in takers else 0
            header.resizeSection(n, width + extra)

    def _hover(self, number: int) -> None:
        if number != self._delegate.hovered:
            self._delegate.hovered = number
            self.viewport().update()

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._wanted = self._rows.id_at(now.row())
        self.current_changed.emit(self._rows.row_at(now) if now.isValid() else None)

    def _after_reset(self) -> None:
        self._fit_columns()
        if self._wanted:
            self.go_to(self._wanted)

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        if self._cells:
            self.cell_opened.emit(self._rows.row_at(index), self._rows.columns()[index.column()].key)
        else:
            self.opened.emit(self._rows.row_at(index))

    def _clicked(self, index: QModelIndex) -> None:
        if self._cells:
            self._open(index)

    def _menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if index.isValid():
            self.menu_wanted.emit(self._rows.row_at(index), self.viewport().mapToGlobal(at))


class GroupedHeader(QHeaderView):
    """A header of 小五 in quiet ink, with group labels above, a tick for all rows, and the sort arrow."""

    def __init__(self, model: RowsModel[Any], parent: QWidget, *, stays: bool = False) -> None:
        """`stays`: the first title does not scroll away."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows = model
        self._grouped = any(column.group for column in model.columns())
        self._stays = stays
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(16)
        self.setHighlightSections(False)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self.sectionClicked.connect(self._sort)
        model.ticked_changed.connect(lambda _n: self.viewport().update())

    def sizeHint(self) -> QSize:
        """38 high, 46 with groups."""
        return QSize(0, theme.current().px(46 if self._grouped else 38))

    def show_sort(self, key: str, order: Qt.SortOrder) -> None:
        """Shows the arrow at a column the record has sorted by."""
        places = [n for n, column in enumerate(self._rows.columns()) if column.key == key]
        self._sorted = (places[0], order) if places else None
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the tick ticks all rows or none."""
        if self._rows.tickable and event.position().x() < theme.current().px(TICK_ROOM + 12):
            everything = self._rows.ticked_count == len(self._rows.rows())
            self._rows.tick_all(on=not everything)
            return
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first title stays at the left edge, as its column does."""
        super().paintEvent(event)
        if self._stays and self.offset():
            painter = QPainter(self.viewport())
            first = QRect(0, 0, self.sectionSize(0), self.viewport().height())
            painter.fillRect(first, theme.current().colour("surface"))
            self.paintSection(painter, first, 0)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Title, group label above, arrow, and the hairline below."""
        skin = theme.current()
        painter.save()
        column = self._rows.columns()[logicalIndex]
        painter.setFont(skin.font("note"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), skin.colour("hair"))
        field = rect.adjusted(skin.px(PAD + column.gap_before), 0, -skin.px(PAD), 0)
        if logicalIndex == 0:
            field = field.adjusted(skin.px(TICK_ROOM + 14 if self._rows.tickable else 10), 0, 0, 0)
        if self._grouped:
            field = field.adjusted(0, skin.px(18), 0, 0)
        where = self._alignment(logicalIndex)
        painter.setPen(skin.colour("ink3" if not self._is_sorted(logicalIndex) else "ink"))
        if where & Qt.AlignmentFlag.AlignHCenter:
            field = field.adjusted(-skin.px(PAD), 0, skin.px(PAD), 0)
        narrow = column.short and painter.fontMetrics().horizontalAdvance(column.title) > field.width()
        title = column.short if narrow else column.title
        painter.drawText(field, int(where | Qt.AlignmentFlag.AlignVCenter), title)
        if self._is_sorted(logicalIndex):
            self._arrow(painter, field, title)
        if logicalIndex == 0 and self._rows.tickable:
            self._tick(painter, rect)
        painter.restore()
        self._group(painter, logicalIndex)

    def _is_sorted(self, place: int) -> bool:
        return self._sorted is not None and self._sorted[0] == place

    def _alignment(self, place: int) -> Qt.AlignmentFlag:
        column = self._rows.columns()[place]
        if column.paint in ("strip", "matrix"):
            return Qt.AlignmentFlag.AlignHCenter
        return Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft

    def _group(self, painter: QPainter, place: int) -> None:
        columns = self._rows.columns()
        label = columns[place].group
        if not label or (place and columns[place - 1].group == label):
            return
        skin = theme.current()
        last = place
        while last + 1 < len(columns) and columns[last + 1].group == label:
            last += 1
        left = self.sectionViewportPosition(place) + skin.px(columns[place].gap_before)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        field = QRect(left, skin.px(4), right - left, skin.px(18))
        painter.save()
        painter.setClipping(False)
        painter.setFont(skin.font("note"))
        painter.setPen(skin.colour("ink3"))
        painter.drawText(field, int(Qt.AlignmentFlag.AlignCenter), label)
        painter.fillRect(
            QRect(left + skin.px(4), field.bottom() + 1, right - left - skin.px(8), 1), skin.colour("hair")
        )
        painter.restore()

    def _arrow(self, painter: QPainter, field: QRect, title: str) -> None:
        skin = theme.current()
        down = self._sorted is not None and self._sorted[1] == Qt.SortOrder.DescendingOrder
        side = skin.px(11)
        ink = skin.hex("ink2")
        picture = icons.pixmap("arrow-down" if down else "arrow-up", ink, side, "bold", self.devicePixelRatioF())
        left = field.left() + skin.metrics("note").horizontalAdvance(title) + skin.px(5)
        painter.drawPixmap(left, field.center().y() - side // 2 + 1, picture)

    def _tick(self, painter: QPainter, rect: QRect) -> None:
        skin = theme.current()
        ticked, total = self._rows.ticked_count, len(self._rows.rows())
        side = skin.px(16)
        box = QRect(rect.left() + skin.px(18), rect.bottom() - skin.px(24), side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        every = bool(total) and ticked == total
        painter.setPen(skin.colour("accent" if every else "edge"))
        painter.setBrush(skin.colour("accent" if every else "raised"))
        painter.drawRoundedRect(box, skin.px(4), skin.px(4))
        if every:
            picture = icons.pixmap("check", skin.hex("on_accent"), side - 4, "bold", self.devicePixelRatioF())
            painter.drawPixmap(box.left() + 2, box.top() + 2, picture)

    def _sort(self, place: int) -> None:
        if self._rows.columns()[place].sort is None:
            return
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        order = down if self._sorted == (place, up) else up
        self._sorted = (place, order)
        self._rows.sort(place, order)
        self.viewport().update()
