"""The table of one register: its columns as the generic table wants them, and the bar with the verbs of the line."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.desk.registers.register import (
    NAME,
    NUMBER,
    STATE,
    Cell,
    RegisterColumn,
    RegisterRow,
    cell_order,
    cell_words,
)
from desktop.desk.sections.section import Verb
from desktop.desk.travelled import Way
from desktop.ui import sizes
from desktop.ui.display import State, way_words
from desktop.ui.models.cells import Column, Paint, StateCell, TwoLine
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flow import flow_row, keep_height
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label

_PAINTS = {NAME: Paint.NAME, STATE: Paint.STATE, NUMBER: Paint.NUMBER}
_ONE_LINE, _TWO_LINES = 38, 43
_AFTER_NUMBER = 12


def table_of(columns: Sequence[RegisterColumn], label: str, *, two_lines: bool) -> RowsTable:
    """A table for these columns, still without lines."""
    model: RowsModel[RegisterRow] = RowsModel(
        tuple(_column(columns, place) for place in range(len(columns))), lambda row: row.id
    )
    table = RowsTable(model, row_height=_TWO_LINES if two_lines else _ONE_LINE, label=label)
    model.setParent(table)
    return table


def has_notes(rows: Sequence[RegisterRow]) -> bool:
    """Whether any cell has a second line."""
    return any(isinstance(cell, Cell) and cell.note for row in rows for cell in row.cells)


def _column(columns: Sequence[RegisterColumn], place: int) -> Column[RegisterRow]:
    column = columns[place]
    after_number = place and columns[place - 1].show == NUMBER and column.show != NUMBER
    return Column(
        column.key,
        column.title,
        partial(_value, column, place),
        column.width,
        _PAINTS.get(column.show, Paint.TEXT),
        partial(_order, place),
        stretch=column.stretch,
        personal=column.personal,
        right=column.show == NUMBER,
        gap_before=_AFTER_NUMBER if after_number else 0,
    )


def _value(column: RegisterColumn, place: int, row: RegisterRow) -> Any:
    cell = row.cells[place]
    if isinstance(cell, Cell) and column.show == STATE and cell.state:
        return StateCell(State(cell.state), cell.words, cell.note)
    if isinstance(cell, Cell) and cell.note:
        return TwoLine(cell.words, cell.note)
    return cell_words(cell)


def _order(place: int, row: RegisterRow) -> Any:
    return cell_order(row.cells[place])


class RowBar(QFrame):
    """At the table's foot: the line the keyboard stands on, and what can be done with it."""

    wanted = Signal(object, object)
    """(row, verb)"""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "actions")
        self._lines = sizes.column(self, gap=0, margins=(18, 6, 10, 6))
        keep_height(self)
        self.way = StateLine(State.SENT, "", plain=True)
        self.hide()

    def tell_way(self, way: Way | None) -> None:
        """How far the line's record has travelled, once that is known (B-32)."""
        if way is None:
            return
        state, word = way_words(way.carried, way.package_no)
        self.way.show_state(state, "；".join(part for part in (word, way.reason_back) if part))
        self.way.show()
        self.show()

    def show_row(self, row: RegisterRow | None, opened: tuple[str, Callable[[], object]] | None) -> None:
        """Shows the verbs of a line; none hides the bar.

        Args:
            row: the line.
            opened: words and act that lead to the line's family, or None.
        """
        clear(self._lines)
        self.setVisible(row is not None and bool(row.verbs or opened))
        if row is None:
            return
        self.way = StateLine(State.SENT, "", plain=True)
        self.way.hide()
        things: list[QWidget] = [Label(cell_words(row.cells[0]), "strong")]
        things += [self._button(row, verb) for verb in row.verbs]
        if opened:
            words, act = opened
            things.append(Button(words, "small", "house", clicked=act))
        self._lines.addWidget(flow_row(*things, self.way))

    def _button(self, row: RegisterRow, verb: Verb) -> Button:
        return Button(verb.words, "small", clicked=lambda: self.wanted.emit(row, verb))
