"""One model for every list: frozen rows and a table of columns; no proxies, sorted by native values."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.ui.display import sentence
from desktop.ui.models.cells import Column, cell_spoken, cell_text
from desktop.ui.models.sight import SightRows

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

ROW_ROLE = Qt.ItemDataRole.UserRole
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows of one kind as a table.

    `rows` may be any sequence, also one that loads its rows when they are looked at. Either all are given at once, or
    the first page with `more=True`: then `more_wanted(offset)` asks for the next one when the view nears the end.

    Args:
        columns: the table of columns.
        row_id: a stable id of a row, for ticks and for keeping the current row over a refresh.
        tickable: shows a tick in the first column.
    """

    ticked_changed = Signal(int)
    more_wanted = Signal(int)
    sort_wanted = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        row_id: Callable[[R], str],
        *,
        tickable: bool = False,
        sorts_itself: bool = True,
        parent: QObject | None = None,
    ) -> None:
        """`sorts_itself=False` leaves sorting to the record: `sort_wanted(column key, descending)` is emitted."""
        super().__init__(parent)
        self._columns = tuple(columns)
        self._row_id, self._tickable, self._sorts_itself = row_id, tickable, sorts_itself
        self._rows: Sequence[R] = ()
        self._more = False
        self._ticked: set[str] = set()
        self._order: tuple[int, Qt.SortOrder] | None = None

    # What pages use

    def set_rows(self, rows: Sequence[R], *, more: bool = False) -> None:
        """Shows these rows in place of the former ones; ticks on rows that are still there stay."""
        self.beginResetModel()
        self._rows, self._more = rows, more
        if self._order is not None and self._sorts_itself:
            self._rows = self._sorted(*self._order)
        if self._ticked:
            self._ticked &= set(self._ids())
        self.endResetModel()
        self.ticked_changed.emit(len(self._ticked))

    def append_rows(self, rows: Sequence[R], *, more: bool = False) -> None:
        """Adds the next page below."""
        if rows:
            first = len(self._rows)
            self.beginInsertRows(_NOWHERE, first, first + len(rows) - 1)
            self._rows = (*self._rows, *rows)
            self.endInsertRows()
        self._more = more

    def rows(self) -> Sequence[R]:
        """The rows in the order shown."""
        return self._rows

    def row_at(self, index: Index | int) -> R:
        """The row of an index or of a row number."""
        return self._rows[index if isinstance(index, int) else index.row()]

    def id_at(self, number: int) -> str:
        """The id of the row with this number."""
        return self._rows.ids[number] if isinstance(self._rows, SightRows) else self._row_id(self._rows[number])

    def number_of(self, row_id: str) -> int:
        """The number of the row with this id, or -1."""
        if isinstance(self._rows, SightRows):
            return self._rows.number_of(row_id)
        return next((n for n, row in enumerate(self._rows) if self._row_id(row) == row_id), -1)

    def learn(self, rows: Mapping[str, R]) -> None:
        """Takes rows that have been read since they came into sight; the view is to be painted again."""
        if isinstance(self._rows, SightRows):
            self._rows.learn(rows)

    def columns(self) -> tuple[Column[R], ...]:
        """The table of columns."""
        return self._columns

    @property
    def tickable(self) -> bool:
        """True when the first column carries a tick."""
        return self._tickable

    def ticked(self) -> tuple[R, ...]:
        """The rows ticked, in the order shown."""
        if not self._ticked:
            return ()
        return tuple(self._rows[n] for n, row_id in enumerate(self._ids()) if row_id in self._ticked)

    @property
    def ticked_count(self) -> int:
        """How many rows are ticked, without looking at a row."""
        return len(self._ticked)

    def is_ticked(self, number: int) -> bool:
        """True when the row with this number is ticked."""
        return bool(self._ticked) and self.id_at(number) in self._ticked

    def tick(self, number: int, *, on: bool) -> None:
        """Ticks or unticks one row."""
        self._tick_ids({self.id_at(number)}, on=on)
        place = self.index(number, 0)
        self.dataChanged.emit(place, self.index(number, len(self._columns) - 1))

    def tick_all(self, *, on: bool) -> None:
        """Ticks all rows shown, or none."""
        self._tick_ids(set(self._ids()), on=on)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def copied(self, numbers: Sequence[int]) -> str:
        """Rows as tab-separated text cells, header first: Excel and WPS take an ID number whole."""
        lines = ["\t".join(column.title for column in self._columns)]
        lines += ["\t".join(_one_line(column.value(self._rows[n])) for column in self._columns) for n in numbers]
        return "\n".join(lines)

    def spoken(self, number: int) -> str:
        """A row as one sentence."""
        row = self._rows[number]
        return sentence(*(cell_spoken(column.value(row)) for column in self._columns))

    # What Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows loaded so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell by role; delegates read the value itself through `VALUE_ROLE`."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._check_state(index)
        return self._said(self._columns[index.column()].value(row), index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Takes a tick; nothing else is edited in a list."""
        if role != Qt.ItemDataRole.CheckStateRole or not self._tickable or not index.isValid() or index.column():
            return False
        self.tick(index.row(), on=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._columns):
            column = self._columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.group} {column.title}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen; the first column can be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self._tickable and index.column() == 0:
            return base | Qt.ItemFlag.ItemIsUserCheckable
        return base

    def canFetchMore(self, parent: Index) -> bool:
        """True while the record has more rows."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Asks for the next page, once."""
        if self._more and not parent.isValid():
            self._more = False
            self.more_wanted.emit(len(self._rows))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by the column's native value, keeping ticks; or asks the record to."""
        if not 0 <= column < len(self._columns) or self._columns[column].sort is None:
            return
        self._order = (column, order)
        if not self._sorts_itself:
            self.sort_wanted.emit(self._columns[column].key, order == Qt.SortOrder.DescendingOrder)
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [(self.id_at(old.row()), old.column()) for old in before]
        self._rows = self._sorted(column, order)
        places = {self._row_id(row): n for n, row in enumerate(self._rows)} if before else {}
        after = [self.index(places[row_id], place) for row_id, place in ids]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _said(self, value: Any, index: Index, role: int) -> Any:
        if role == VALUE_ROLE:
            return value
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return getattr(value, "spoken", None)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.spoken(index.row()) if index.column() == 0 else cell_spoken(value)
        return None

    def _sorted(self, column: int, order: Qt.SortOrder) -> Sequence[R]:
        key = self._columns[column].sort
        if key is None:
            return self._rows
        return tuple(sorted(self._rows, key=key, reverse=order == Qt.SortOrder.DescendingOrder))

    def _check_state(self, index: Index) -> Qt.CheckState | None:
        if not self._tickable or index.column():
            return None
        return Qt.CheckState.Checked if self.is_ticked(index.row()) else Qt.CheckState.Unchecked

    def _ids(self) -> Sequence[str]:
        return self._rows.ids if isinstance(self._rows, SightRows) else [self._row_id(row) for row in self._rows]

    def _tick_ids(self, ids: set[str], *, on: bool) -> None:
        self._ticked = self._ticked | ids if on else self._ticked - ids
        self.ticked_changed.emit(len(self._ticked))


def _one_line(value: Any) -> str:
    """A cell without the characters that would break the table apart."""
    return " ".join(cell_text(value).split())
