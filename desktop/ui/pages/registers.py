"""台账: what the office keeps for all families, one register at a time: look, filter, sort, write, take to Excel."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.files import put_file
from desktop.desk.registers.exporting import export_register
from desktop.desk.registers.listing import OpenRegister, RegisterEntry, entries, open_register
from desktop.desk.registers.register import RegisterColumn, RegisterRow, fits
from desktop.desk.sections.section import Verb, those_for
from desktop.desk.travelled import way_of
from desktop.ui import sizes
from desktop.ui.asks.case import Plan
from desktop.ui.asks.office import Office
from desktop.ui.asks.plans import OFFICE, knows
from desktop.ui.dialogs.ask_panel import AskPanel
from desktop.ui.display import State
from desktop.ui.pages.registers_list import RegisterList
from desktop.ui.pages.registers_table import RowBar, has_notes, table_of
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.bars import SidePanel
from desktop.ui.widgets.buttons import Button, Chip
from desktop.ui.widgets.cards import Card, NothingFound, PageHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.search import SearchBox
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.ui.models.table import RowsTable


_COUNTING = 0.08
"""Seconds of counting the lines of registers at a stretch."""


class RegistersPage(Page):
    """The registers."""

    key = "registers"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._tell_ticket, self._count_ticket = Ticket(), Ticket(), Ticket()
        self._way_ticket = Ticket()
        self._key, self._wanted_verb = "", ("", "")
        self._look: tuple[Sequence[RegisterColumn], bool] = ((), False)
        self.shown: OpenRegister | None = None
        self.table: RowsTable | None = None
        self._plan: Plan | None = None
        self._export = Button(tr("存为 Excel"), "plain", "file-xls", clicked=self.export)
        self.header = PageHeader(tr("台账"), "")
        self._note = sizes.column(gap=2)
        self.search = SearchBox()
        sizes.fixed(self.search, width=210)
        self.search.searched.connect(lambda _text: self._show_rows())
        self.search.left_downwards.connect(self._into_rows)
        self._chip = Chip("", caret=True)
        self._chip.clicked.connect(self._choose_register)
        self._filters = flow_row(self._chip, self.search)
        self.list = RegisterList()
        self.list.chosen.connect(lambda key: self.enter(register=key))
        self._listed = Card(gap=0, margins=(6, 8, 4, 8)).add(self.list)
        self.bar = RowBar()
        self.bar.wanted.connect(self._want_of)
        self.nothing, self._nowhere = NothingFound(), QWidget()
        self.empty = QWidget()
        self.card = Card(gap=0, margins=(1, 1, 1, 8))
        self.panel = AskPanel(place.desk.today, place.choose.open_file)
        self.panel.saved.connect(self._saved)
        self.panel.agreed.connect(self._write)
        self.panel.closed.connect(self._panel_closed)
        self._fill()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Shows a register (`register`), the one shown before or the first; `verb` and `subject` open its panel."""
        key = str(where.get("register") or self._key)
        if key != self._key:
            self.search.field.clear()
            self.panel.dismiss()
        self._key = key
        self._wanted_verb = (str(where.get("verb") or ""), str(where.get("subject") or ""))
        self.reload()

    def refresh(self, touched: Touched) -> None:
        """Reads the register again."""
        if touched.kinds:
            self.reload()

    def reload(self) -> None:
        """Reads the register again."""
        key = self._key
        self._place.read(lambda desk: open_register(desk, key), self._show, ticket=self._ticket)

    def leave(self) -> bool:
        """A panel with typing in it stays open until it is saved or closed."""
        if self.panel.isVisibleTo(self) and self.panel.dirty:
            self.panel.start()
            return False
        return True

    def use_width(self, width_class: WidthClass) -> None:
        """The list of registers folds into a menu where it is narrow, and while something is written."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        self._fit()

    def find_text(self) -> None:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def make_new(self) -> None:
        """Ctrl+N: the register's first verb."""
        if self.shown is not None and self._place.records and self.shown.table.verbs:
            self._want(self.shown.table.verbs[0])

    def edit(self) -> None:
        """F2: the first verb of the current line."""
        row = self.table.current_row() if self.table is not None else None
        if row is not None and row.verbs and self._place.records:
            self._want_of(row, row.verbs[0])

    def save(self) -> None:
        """Ctrl+S: saves the open panel."""
        if self.panel.isVisibleTo(self):
            self.panel.save()

    def export(self) -> None:
        """Writes the lines shown into an Excel file the worker names."""
        if self.shown is None or self.table is None:
            return
        key, title, columns = self.shown.key, self.shown.title, self.shown.table.columns
        rows = tuple(self.table.rows_model().rows())
        suggested = f"{title} {self._place.desk.today.isoformat()}.xlsx"
        path = self._place.choose.save_file(tr("台账存到哪里"), suggested, "Excel (*.xlsx)")
        if path is None:
            return

        said = tr("{n} 条已存到 {name}").format(n=len(rows), name=path.name)
        self._place.read(
            lambda desk: put_file(path, export_register(desk, key, title, columns, rows)),
            lambda _path: self.header.say(title, said),
        )

    # Showing

    def _fill(self) -> None:
        aside = sizes.column(self._nowhere, margins=(24, 20, 24, 12))
        aside.addWidget(self.nothing)
        self._nowhere.hide()
        self.nothing.released.connect(self.search.empty)
        foot = sizes.column(margins=(8, 0, 8, 0))
        foot.addWidget(self.bar)
        self._table_at = sizes.column(gap=0)
        self.card.body.addLayout(self._table_at, 1)
        self.card.body.addWidget(self._nowhere, 1)
        self.card.body.addWidget(self.empty, 1)
        self.card.body.addLayout(foot)
        middle = QWidget()
        lines = sizes.column(middle, gap=8)
        lines.addWidget(self._filters)
        lines.addLayout(self._note)
        lines.addWidget(self.card, 1)
        self.across = Columns([(self._listed, 0), (middle, 1), (self.panel, 0)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)
        self._middle = middle

    def _fit(self) -> None:
        writing = not self.panel.isHidden()
        wide = self.width_class is WidthClass.WIDE
        self._listed.setVisible(wide and not writing)
        self._chip.setVisible(not self._listed.isVisibleTo(self))
        self._middle.setVisible(wide or not writing)
        sizes.bounded(self.card, min_height=200)
        sizes.bounded(self.panel, min_height=150 if wide else 270)

    def _show(self, found: OpenRegister) -> None:
        self.shown, self._key = found, found.key
        self.header.say(found.title, tr("共 {n} 条").format(n=len(found.table.rows)))
        self._chip.say(found.title)
        self._show_counts(found.entries)
        self._show_verbs(found.table.verbs if self._place.records else ())
        self._show_note(found)
        self._use_table(found)
        self._show_rows()
        if found.table.unfinished:
            if self.isVisible():  # another page is not kept waiting; it goes on when one comes back
                self.reload()
            return
        verb, subject = self._wanted_verb
        self._wanted_verb = ("", "")
        if verb and self._place.records:
            self._want(Verb(verb, "", subject))

    def _show_counts(self, found: Sequence[RegisterEntry]) -> None:
        """The list of registers; what has not been counted yet follows a little at a time."""
        self.list.show_entries(found, self._key)
        if any(each.count is None for each in found) and self.isVisible():
            self._place.read(lambda desk: entries(desk, _COUNTING), self._show_counts, ticket=self._count_ticket)

    def _show_verbs(self, verbs: Sequence[Verb]) -> None:
        """The first verb is the page's filled button and stands last; a third and further ones are not shown here."""
        controls = [self._export_button()]
        for number, verb in enumerate(verbs[:3]):
            kind, icon = ("filled", "plus") if number == 0 else ("plain", "")
            controls.insert(1 if number else len(controls), Button(verb.words, kind, icon, clicked=self._wanter(verb)))
        self.header.set_controls(controls)

    def _export_button(self) -> Button:
        self._export = Button(tr("存为 Excel"), "plain", "file-xls", clicked=self.export)
        return self._export

    def _wanter(self, verb: Verb) -> Any:
        return lambda: self._want(verb)

    def _show_note(self, found: OpenRegister) -> None:
        clear(self._note)
        for note in found.table.notes:
            if note.state:
                self._note.addWidget(StateLine(State(note.state), note.words, "note", wrap=True))
            else:
                self._note.addWidget(Label(note.words, "note", "ink2", wrap=True))

    def _use_table(self, found: OpenRegister) -> None:
        """A new table where the columns differ from those shown."""
        look = (found.table.columns, has_notes(found.table.rows))
        if self.table is not None and look == self._look:
            return
        self._look = look
        focused = self.table is not None and self.table.hasFocus()
        clear(self._table_at)
        self.table = table_of(found.table.columns, found.title, two_lines=look[1])
        self.table.current_changed.connect(partial(self._moved, self.table))
        self.table.opened.connect(self._open)
        self.table.menu_wanted.connect(self._menu)
        self._table_at.addWidget(self.table, 1)
        if focused:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _moved(self, table: "RowsTable", row: RegisterRow | None) -> None:
        """Another line is current; a table that is being let go says so, too, and is not listened to."""
        if table is not self.table:
            return
        if row is not None and not table.selected_numbers():  # Qt makes a line current on focus without marking it
            table.selectRow(table.currentIndex().row())
        self._show_bar(row)

    def _show_rows(self) -> None:
        if self.shown is None or self.table is None:
            return
        every = self.shown.table.rows
        rows = tuple(row for row in every if fits(row, self.search.text()))
        held, current = self.table.verticalScrollBar().value(), self.table.current_row()
        self.table.rows_model().set_rows(rows)
        if current is not None:  # a list that fills in while one reads keeps the line one stands on
            self.table.go_to(current.id)
        self.table.verticalScrollBar().setValue(held)
        self.table.setVisible(bool(rows))
        self._nowhere.setVisible(bool(every) and not rows)
        self._show_empty(on=not every)
        self._export.setEnabled(bool(rows))
        if not rows and every:
            self.nothing.show_query(self.search.text())
        self._show_bar(self.table.current_row())

    def _show_empty(self, *, on: bool) -> None:
        self.empty.setVisible(on)
        if on and self.shown is not None:
            layout = self.empty.layout() or sizes.column(self.empty, margins=(24, 28, 24, 12))
            clear(layout)  # type: ignore[arg-type] # our own column
            words = self.shown.table.empty or tr("还没有登记。")
            layout.addWidget(Label(words, "body", "ink2", wrap=True))
            layout.addStretch()  # type: ignore[attr-defined] # our own column

    def _show_bar(self, row: RegisterRow | None) -> None:
        if row is not None:
            row = replace(row, verbs=those_for(row.verbs, records=self._place.records))
        opened = (tr("打开这户"), partial(self._open, row)) if row is not None and row.family_id else None
        self.bar.show_row(row, opened)
        self._way_ticket.drop()  # what was asked of another line has no place in the bar any more
        if row is not None:
            record_id = row.id
            self._place.read(lambda desk: way_of(desk, record_id), self.bar.tell_way, ticket=self._way_ticket)

    # Choosing

    def _choose_register(self) -> None:
        menu = QMenu(self._chip)
        for key, title in self.list.titles():
            menu.addAction(title, partial(self.enter, register=key))
        menu.popup(self._chip.mapToGlobal(QPoint(0, self._chip.height())))

    def _into_rows(self) -> None:
        if self.table is None or not self.table.rows_model().rows():
            return
        if not self.table.selected_numbers():
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, row: RegisterRow) -> None:
        """Enter: the family where there is one, else the line's first verb."""
        if row.family_id:
            self.went.emit("family", {"family_id": row.family_id})
        elif verbs := those_for(row.verbs, records=self._place.records):
            self._want_of(row, verbs[0])

    def _menu(self, row: RegisterRow, at: QPoint) -> None:
        menu = QMenu(self.table)
        if row.family_id:
            menu.addAction(tr("打开这户"), partial(self._open, row))
        for verb in those_for(row.verbs, records=self._place.records):
            menu.addAction(verb.words, partial(self._want_of, row, verb))
        menu.addAction(tr("复制"), self.table.copy if self.table else lambda: None)
        menu.popup(at)

    # Writing

    def _want_of(self, row: RegisterRow, verb: Verb) -> None:
        """A verb of a line: here, or on the file of its family."""
        if verb.key in OFFICE:
            self._want(verb)
        elif row.family_id and knows(verb.key):
            self.went.emit("family", {"family_id": row.family_id, "verb": verb.key, "subject_id": verb.subject})

    def _want(self, verb: Verb) -> None:
        """Opens the panel of a verb, after the record has said what the panel needs."""
        wanted = OFFICE.get(verb.key)
        if wanted is None or self.shown is None:
            return
        title = self.shown.title
        self._place.read(
            lambda desk: wanted.told(desk, verb.subject),
            lambda told: self._ask(wanted.plan(Office(self._place.desk, title, verb.subject, told))),
            ticket=self._tell_ticket,
        )

    def _ask(self, plan: Plan) -> None:
        self._plan = plan
        self.panel.ask(plan.asking)
        self._fit()
        self.panel.start()

    def _saved(self, answers: dict[str, Any]) -> None:
        """Writes, or lays out what would be written where the step is a far-reaching one."""
        plan = self._plan
        if plan is None or plan.review is None:
            self._write(answers)
            return
        self._place.read(plan.review(answers), self.panel.lay_out, self._refused, ticket=self._tell_ticket)

    def _write(self, answers: dict[str, Any]) -> None:
        if self._plan is not None:
            self._place.write(self._plan.command(answers), lambda _touched: self.panel.dismiss(), self._refused)

    def _refused(self, refusal: Refusal) -> None:
        if not self.panel.refuse(refusal):
            self._place.tasks.refused.emit(refusal)

    def _panel_closed(self) -> None:
        self._plan = None
        self._fit()
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_next_panel(self, now: QWidget | None) -> bool:
        """F6: the open panel, then the table."""
        for panel in self.findChildren(SidePanel):
            if panel.isVisibleTo(self) and (now is None or not panel.isAncestorOf(now)):
                return panel.focus_first()
        return False
