"""家庭: find a family or a gap in three keys."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from db.queries.families import FamilyRow, blank_row
from db.touched import Touched
from desktop.desk.families import Listing, Order, begin_list, whole_list
from desktop.desk.filters import (
    FamilyChoice,
    SavedFilter,
    drop_filter,
    filter_counts,
    keep_filter,
    rename_filter,
    saved_filters,
)
from desktop.desk.gaps import Overview, overview
from desktop.ui import sizes
from desktop.ui.display import State, households, people
from desktop.ui.models.sight import SightRows
from desktop.ui.pages.families_filters import FilterRow, SavedRow
from desktop.ui.pages.families_table import FamiliesTable
from desktop.ui.pages.quick_note import QuickNote
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.bars import ActionBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, EmptyState, NothingFound, PageHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import Legend
from desktop.ui.workplace import Workplace
from desktop.words import tr

_LEGEND = (
    (State.OK, "已落实"),
    (State.SOON, "将到期"),
    (State.MISS, "缺"),
    (State.LATE, "逾期"),
    (State.NO, "本人不愿"),
    (State.EXCL, "不计入（外出、机构、不便打扰）"),
    (State.NA, "本地不要求"),
    (State.CLASH, "待核对"),
)
_KINDS = frozenset({"family", "person", "child", "org_unit", "visit"})
_JUDGED = "due"
"""The column that no record can sort by: what is owed next."""


class FamiliesPage(Page):
    """The list of families."""

    key = "families"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._rows_ticket, self._gaps_ticket, self._counts_ticket = Ticket(), Ticket(), Ticket()
        self._first_ticket = Ticket()
        self._org = ""
        self._rows: SightRows[FamilyRow] = SightRows((), {}, blank_row)
        self._order = Order()
        self._saved: tuple[SavedFilter, ...] = ()
        self._asked = FamilyChoice()
        self._overview: Overview | None = None
        self._org_name = ""
        self.header = PageHeader(tr("家庭"), "", self._controls())
        self.filters, self.saved = FilterRow(place.desk), SavedRow()
        self.search = self.filters.search
        self.table = FamiliesTable(place)
        self.search.left_downwards.connect(self._into_rows)
        self._wire_filters()
        self.bar = self._action_bar()
        self.card = Card(gap=0, margins=(1, 1, 1, 8))
        self.nothing, self._nowhere = NothingFound(), QWidget()
        self._fill()
        self.legend = Legend(tuple((state, tr(word)) for state, word in _LEGEND))
        self.empty = self._empty_card()
        self.note = QuickNote(place)
        self.note.opened.connect(self._fit_note)
        self.note.closed.connect(self._note_closed)
        self.across = Columns([(self.card, 1), (self.note, 0)])
        for widget in (self.header, self.filters, self.saved):
            self.body.addWidget(widget)
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.legend)
        self.empty.hide()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Shows the list; `village`, `gaps=True`, `search`, `contact_id` and `sort="due"` narrow and order it.

        At the county `org` and `org_name` show one township; without them all are shown.
        """
        self._org = str(where.get("org") or "")
        self._org_name = str(where.get("org_name") or "")
        choice = self.filters.choice
        if village := where.get("village"):
            choice = replace(choice, village=str(village))
        if "search" in where:
            choice = replace(choice, search=str(where["search"]))
        if where.get("gaps"):
            choice = replace(choice, gaps=True)
        if contact := where.get("contact_id"):
            choice = FamilyChoice(contact_id=str(contact))
        self.filters.use(choice)
        if sort := str(where.get("sort") or ""):
            self._order = Order(sort)
            self.table.show_sort(sort)
        self._place.read(saved_filters, self._know_saved)
        self.table.forget()
        self._begin()
        self._ask_gaps()

    def refresh(self, touched: Touched) -> None:
        """Rows again when names or visits changed, strips of what was touched always."""
        self.table.forget()
        if touched.touches(*_KINDS):
            self._ask_rows()
        self._ask_gaps()

    def reload(self) -> None:
        """Asks for everything again."""
        self.table.forget()
        self._ask_rows()
        self._ask_gaps()

    def use_width(self, width_class: WidthClass) -> None:
        """No legend where there is little room."""
        super().use_width(width_class)
        self.legend.setVisible(width_class is WidthClass.WIDE and self.empty.isHidden())
        self.across.use_width(width_class)
        self._fit_note()
        self._import.setVisible(self._place.records and width_class > WidthClass.NARROW)
        sizes.bounded(self.card, min_height=200)

    def use_guest(self, *, on: bool) -> None:
        """Names become bars."""
        self.table.use_guest(on=on)

    def find_text(self) -> None:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def make_new(self) -> None:
        """Ctrl+N."""
        if self._place.records:
            self.went.emit("new_family", {})

    def take_note(self) -> None:
        """Ctrl+J: a line about the current family."""
        if self._place.records and (row := self.table.current_row()):
            self.note.begin(row.id)

    def save(self) -> None:
        """Ctrl+S: keeps the note that is being written."""
        if self.note.isVisibleTo(self):
            self.note.save()

    def leave(self) -> bool:
        """A note with something in it stays open until it is saved or closed."""
        if self.note.isVisibleTo(self) and self.note.dirty:
            self.note.start()
            return False
        self.note.dismiss()
        return True

    def print_out(self) -> None:
        """Ctrl+P: the forms of the ticked families, else of the current one."""
        if not self._place.records:
            return
        rows = self.table.rows_model().ticked() or ((row,) if (row := self.table.current_row()) else ())
        if rows:
            self.went.emit("print", {"family_ids": tuple(row.id for row in rows)})

    # Inside

    def _controls(self) -> list[Button]:
        self._import = Button(tr("导入名册"), "plain", "tray-arrow-down", clicked=lambda: self.went.emit("import", {}))
        new = Button(tr("新增家庭"), "filled", "plus", clicked=self.make_new)
        return [self._import, new] if self._place.records else []

    def _wire_filters(self) -> None:
        self.filters.changed.connect(self._narrow)
        self.saved.chosen.connect(self._use_saved)
        self.saved.kept.connect(self._keep_filter)
        self.saved.renamed.connect(self._rename_filter)
        self.saved.dropped.connect(self._drop_filter)

    def _action_bar(self) -> ActionBar:
        model = self.table.rows_model()
        verbs = [
            (tr("打印走访表（{n}）"), "printer", self.print_out),
            (tr("批量改（{n}）"), "list-checks", self._change_many),
        ]
        bar = ActionBar(verbs if self._place.records else [])
        model.ticked_changed.connect(bar.show_count)
        bar.cleared.connect(lambda: model.tick_all(on=False))
        self.table.opened.connect(self._open)
        self.table.menu_wanted.connect(self._menu)
        model.sort_wanted.connect(self._sort_by)
        return bar

    def _change_many(self) -> None:
        rows = self.table.rows_model().ticked()
        if rows:
            self.went.emit("bulk", {"family_ids": tuple(row.id for row in rows)})

    def _fill(self) -> None:
        foot = sizes.column(margins=(8, 0, 8, 0))
        foot.addWidget(self.bar)
        aside = sizes.column(self._nowhere, margins=(24, 20, 24, 12))
        aside.addWidget(self.nothing)
        self._nowhere.hide()
        self.nothing.released.connect(self.filters.let_go)
        self.card.body.addWidget(self.table, 1)
        self.card.body.addWidget(self._nowhere, 1)
        self.card.body.addLayout(foot)

    def _empty_card(self) -> Card:
        buttons = [
            Button(tr("导入名册"), "filled", "tray-arrow-down", clicked=lambda: self.went.emit("import", {})),
            Button(tr("新增一户"), clicked=self.make_new),
        ]
        if not self._place.records:
            step = tr("导入[乡镇]的上报包以后，这里就有了。")
            home = "monthly"
            if self._place.desk.record.office.role == "upper":
                home, step = "counties", tr("导入各[县]的上报包以后，这里就有了。")
            to_packages = Button(tr("去导入上报包"), "filled", clicked=lambda: self.went.emit(home, {}))
            return Card().add(EmptyState("house", tr("这里还没有家庭"), step, [to_packages]))
        step = tr("手头有 Excel 名册，可以直接导入；没有的话，先从一户开始。")
        return Card().add(EmptyState("house", tr("这里还没有家庭"), step, buttons))

    def _begin(self) -> None:
        """Shows the first rows at once where nothing is shown yet, and asks for the whole list."""
        choice = self.filters.choice
        plain = self._place.records and not choice.judges and not self._order.column
        if plain and not len(self._rows):
            self._place.read(
                lambda desk: begin_list(desk, choice.rows_wanted(desk)), self._show_beginning, ticket=self._first_ticket
            )
        self._ask_rows()

    def _show_beginning(self, found: Listing) -> None:
        if found.ids and not len(self._rows):
            self._rows = SightRows(found.ids, found.rows, blank_row)
            self._show_rows()

    def _ask_rows(self) -> None:
        choice, org, sight = self.filters.choice, self._org, self.table.in_sight()
        order = Order() if self._order.column == _JUDGED else self._order
        self._asked = choice
        self._place.read(
            lambda desk: whole_list(desk, choice.rows_wanted(desk, org), order, sight),
            self._show_list,
            ticket=self._rows_ticket,
        )

    def _sort_by(self, key: str, descending: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._order = Order(key, descending)
        self._ask_rows()

    def _ask_gaps(self) -> None:
        self._place.read(overview, self._know, ticket=self._gaps_ticket)

    def _know(self, found: Overview) -> None:
        if not found.complete:
            self._ask_gaps()
            return
        self._overview = found
        self.table.know_next(found.next_duties)
        self.filters.gaps.say(tr("只看缺口 {n} 户").format(n=len(found.gaps)))
        if self.filters.choice.judges or self._order.column == _JUDGED:
            self._show_rows()
        self._count_saved()

    def _show_list(self, found: Listing) -> None:
        self._rows = SightRows(found.ids, found.rows, blank_row)
        self.filters.know(found.villages, found.contacts)
        self.header.say(
            tr("家庭"),
            self._meta(found),
        )
        nobody = not found.ids and not found.households and self.filters.choice == FamilyChoice()
        self.empty.setVisible(nobody)
        for widget in (self.across, self.card, self.filters, self.legend):
            widget.setVisible(not nobody)
        self.use_width(self.width_class)
        self._show_rows()
        self.table.read_ahead()

    def _meta(self, found: Listing) -> str:
        if self._org_name:
            return tr("{name}，{n}").format(name=self._org_name, n=households(len(found.ids)))
        return tr("在册 {n}，{m}").format(n=households(found.households), m=people(found.persons))

    def _show_rows(self) -> None:
        rows = self._judged(self._rows)
        held = self.table.verticalScrollBar().value()
        self.table.rows_model().set_rows(rows)
        self.table.verticalScrollBar().setValue(held)
        none, choice = not len(rows), self.filters.choice
        self.table.setVisible(not none)
        self._nowhere.setVisible(none)
        if none:
            words = self.filters.words()
            self.nothing.show_query(
                choice.search or tr("这些条件"), (), "、".join(words) if words != (choice.search,) else ""
            )

    def _judged(self, rows: SightRows[FamilyRow]) -> SightRows[FamilyRow]:
        """Those that stand as asked, in the order of what is owed next if that is asked for: once all are judged."""
        known, choice = self._overview, self.filters.choice
        if known is None:
            return rows
        ids = rows.ids
        if choice.judges:
            ids = [each for each in ids if choice.fits(known.states, each)]
        if self._order.column == _JUDGED:
            due = {family_id: duty.due_by for family_id, duty in known.next_duties.items()}
            ids = sorted(ids, key=lambda each: due.get(each, date.max), reverse=self._order.descending)
        return rows if ids is rows.ids else rows.among(ids)

    def _narrow(self, choice: FamilyChoice) -> None:
        """Asks the record for rows, unless only the seven items are asked about: these are known already."""
        self.saved.show_saved(self._saved, choice)
        if replace(choice, items=(), gaps=False) == replace(self._asked, items=(), gaps=False):
            self._show_rows()
        else:
            self._ask_rows()

    # Filters kept under a name

    def _know_saved(self, found: tuple[SavedFilter, ...]) -> None:
        self._saved = found
        self.saved.show_saved(found, self.filters.choice)
        self._count_saved()

    def _count_saved(self) -> None:
        saved, known = self._saved, self._overview
        if saved and known is not None:
            self._place.read(
                lambda desk: filter_counts(desk, saved, known), self.saved.show_counts, ticket=self._counts_ticket
            )

    def _use_saved(self, saved: SavedFilter | None) -> None:
        self.filters.use(saved.choice if saved else FamilyChoice())
        self._narrow(self.filters.choice)

    def _keep_filter(self, name: str) -> None:
        choice = self.filters.choice
        self._place.read(lambda desk: keep_filter(desk, name, choice), self._know_saved)

    def _rename_filter(self, former: str, new: str) -> None:
        self._place.read(lambda desk: rename_filter(desk, former, new), self._know_saved)

    def _drop_filter(self, name: str) -> None:
        self._place.read(lambda desk: drop_filter(desk, name), self._know_saved)

    # Rows

    def _into_rows(self) -> None:
        """Down or Enter in the filter field: the first row is current and selected."""
        if not self.table.rows_model().rows():
            return
        if not self.table.selected_numbers():
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, row: FamilyRow) -> None:
        self.went.emit("family", {"family_id": row.id})

    def _fit_note(self) -> None:
        """In a narrow window the list gives way to the note being written."""
        wide = self.width_class is WidthClass.WIDE
        roomy = wide or self.note.isHidden()
        sizes.bounded(self.note, min_height=150 if wide else 270)
        self.card.setVisible(roomy and self.empty.isHidden())

    def _note_closed(self) -> None:
        self._fit_note()
        if self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _menu(self, row: FamilyRow, at: QPoint) -> None:
        menu = QMenu(self.table)
        menu.addAction(tr("打开"), lambda: self._open(row))
        if self._place.records:
            menu.addAction(tr("记录走访"), lambda: self.went.emit("visit", {"family_id": row.id}))
            menu.addAction(tr("随手记"), lambda: self.note.begin(row.id))
            menu.addAction(tr("打印走访表"), lambda: self.went.emit("print", {"family_ids": (row.id,)}))
        menu.addAction(tr("复制"), self.table.copy)
        menu.popup(at)
