"""Step 2 of an import: which sheet, how its text was read, and what each column is taken for."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.desk.roster import LaidList
from desktop.desk.roster_review import ColumnLine, columns_of, fields_of, roles, set_column
from desktop.roster.columns import Mapping
from desktop.roster.synonyms import SKIP, Target
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.models.cells import Column, Paint, StateCell
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.widgets.bars import SidePanel
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.choices import ChoiceField, RadioRow
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.page import WidthClass
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

_ENCODINGS = (("", "自动"), ("utf-8", "UTF-8"), ("gb18030", "国标 GB18030"))
_NOT_READ = ""


class MatchColumns(QWidget):
    """The second step.

    Signals: `sheet_wanted(position)`, `encoding_wanted(name)`, `done(Mapping)` when every column is settled.
    """

    sheet_wanted = Signal(int)
    encoding_wanted = Signal(str)
    done = Signal(object)

    def __init__(self, case_types: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._laid: LaidList | None = None
        self._mapping: Mapping | None = None
        self.sheet = ChoiceField(named=tr("工作表"))
        self.encoding = Segments([(value, tr(word)) for value, word in _ENCODINGS], named=tr("文字编码"))
        self._encoding_said = StateLine(State.SOON, "", wrap=True)
        self.village = TextField(tr("如 柳湾[村]"), named=tr("整张表的[村]"), most=40)
        self.case_type = RadioRow(case_types, named=tr("整张表的类别"), clearable=True)
        self._sheet_row = FieldRow(tr("工作表"), self.sheet)
        self._encoding_row = FieldRow(tr("文字编码"), [self.encoding, self._encoding_said])
        self._village_row = FieldRow(tr("整张表的[村]"), self.village)
        self._type_row = FieldRow(tr("整张表的类别"), self.case_type)
        self.table = _columns_table()
        self.who = ChoiceField([(_NOT_READ, tr("不读这一列")), *roles()], named=tr("说的是谁"))
        self.what = ChoiceField(named=tr("说的是什么"))
        self.panel = self._panel()
        self.next = Button(tr("逐行看"), "filled", "list-checks", clicked=self.finish)
        self._build()

    def show_list(self, laid: LaidList, encoding: str = "") -> None:
        """Shows a list's columns under its mapping."""
        self._laid, self._mapping = laid, laid.mapping
        sheets = laid.reading.sheets
        words = [(n, tr("{name}（{n} 行）").format(name=s.sheet.name, n=s.rows)) for n, s in enumerate(sheets)]
        self.sheet.set_choices(words, laid.sheet)
        self._sheet_row.setVisible(len(sheets) > 1)
        said = laid.reading.encoding_said
        self.encoding.choose(encoding)
        self._encoding_said.show_state(State.SOON, said)
        self._encoding_row.setVisible(bool(said))
        self.village.setText(laid.mapping.village)
        self.case_type.choose(laid.mapping.case_type or None)
        self._show_columns()
        lines = self.table.rows_model().rows()
        first = next((line for line in lines if line.unsure), lines[0] if lines else None)
        if first is not None:
            self.table.go_to(str(first.column))

    def mapping(self) -> Mapping | None:
        """The mapping as it stands, with village and type of the whole list."""
        if self._mapping is None:
            return None
        return replace(self._mapping, village=self.village.value(), case_type=str(self.case_type.value() or ""))

    def finish(self) -> None:
        """Goes on to the rows."""
        mapping = self.mapping()
        if mapping is not None:
            self.done.emit(mapping)

    def use_width(self, width_class: WidthClass) -> None:
        """The panel below in narrow windows."""
        self._across.use_width(width_class)
        sizes.bounded(self._card, min_height=0 if width_class is WidthClass.WIDE else 240)

    def _build(self) -> None:
        top = Card(gap=4, margins=(16, 10, 16, 10))
        top.add(self._sheet_row, self._encoding_row, self._village_row, self._type_row)
        self._top = top
        self._card = Card(gap=0, margins=(1, 1, 1, 8))
        self._card.add(self.table)
        self._across = Columns([(self._card, 1), (self.panel, 0)])
        note = Label(tr("同样列名的表，下次会照您定的读。"), "note", "ink3", elide=True)
        lines = sizes.column(self, gap=10)
        lines.addWidget(top)
        lines.addWidget(self._across, 1)
        lines.addWidget(flow_row(note, spring(), self.next))
        self.sheet.changed.connect(lambda value: self.sheet_wanted.emit(int(str(value))))
        self.encoding.changed.connect(lambda value: self.encoding_wanted.emit(str(value)))
        self.table.current_changed.connect(self._show_column)
        self.table.opened.connect(lambda _line: self.panel.focus_first())
        self.who.changed.connect(self._who_changed)
        self.what.changed.connect(lambda _value: self._set())

    def _panel(self) -> SidePanel:
        made = SidePanel("", "", closable=False)
        self._why = Label("", "note", "ink2", wrap=True)
        self._sample = Label("", "body", wrap=True)
        self._what_row = FieldRow(tr("说的是什么"), self.what, below=True)
        for widget in (self._why, FieldRow(tr("说的是谁"), self.who, below=True), self._what_row):
            made.body.addWidget(widget)
        made.body.addWidget(Label(tr("第一个值"), "note", "ink3"))
        made.body.addWidget(self._sample)
        made.body.addStretch(1)
        return made

    def _show_columns(self) -> None:
        if self._laid is None or self._mapping is None:
            return
        self.table.rows_model().set_rows(columns_of(replace(self._laid, mapping=self._mapping)))
        fields = {target.field for _, _, target in self._mapping.columns if target.role == "family"}
        self._village_row.setVisible("village" not in fields)
        self._type_row.setVisible("case_type" not in fields)
        rows = (self._sheet_row, self._encoding_row, self._village_row, self._type_row)
        self._top.setVisible(any(not row.isHidden() for row in rows))

    def _show_column(self, line: ColumnLine | None) -> None:
        self.panel.setEnabled(line is not None)
        if line is None:
            return
        self.panel.say(tr("{letter} 列").format(letter=line.letter), line.title or tr("没有列名"))
        self._why.say(line.reason)
        self._sample.say(line.sample or tr("（空）"))
        role = line.target.role if line.target != SKIP else _NOT_READ
        self.who.choose(role)
        self._offer_fields(role, line.target.field)

    def _offer_fields(self, role: str, field: str = "") -> None:
        self._what_row.setVisible(role != _NOT_READ)
        self.what.set_choices(fields_of(role) if role else (), field)

    def _who_changed(self, value: object) -> None:
        line = self.table.current_row()
        role = str(value)
        self._offer_fields(role, line.target.field if line else "")
        self._set()

    def _set(self) -> None:
        line, role = self.table.current_row(), str(self.who.value())
        if line is None or self._mapping is None:
            return
        target = Target(role, str(self.what.value())) if role != _NOT_READ else SKIP
        self._mapping = set_column(self._mapping, line.column, target)
        self._show_columns()


def _columns_table() -> RowsTable:
    columns: tuple[Column[ColumnLine], ...] = (
        Column("letter", tr("列"), lambda c: c.letter, 52),
        Column("title", tr("列名"), lambda c: c.title or tr("（没有列名）"), 150, Paint.STRONG),
        Column("meaning", tr("读作"), _meaning, 190, Paint.STATE),
        Column("sample", tr("第一个值"), lambda c: c.sample, 170),
        Column("reason", tr("为什么"), lambda c: c.reason, 180, stretch=True),
    )
    model: RowsModel[ColumnLine] = RowsModel(columns, lambda line: str(line.column))
    table = RowsTable(model, row_height=38, label=tr("各列的意思"))
    model.setParent(table)
    return table


def _meaning(line: ColumnLine) -> StateCell:
    if line.unsure:
        return StateCell(State.SOON, line.meaning or tr("先不读，请看一眼"))
    return StateCell(State.OK, line.meaning) if line.meaning else StateCell(State.EXCL, tr("不读"))
