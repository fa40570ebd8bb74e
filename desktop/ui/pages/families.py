"""家庭: find a family or a gap in three keys."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from db.queries.families import FamilyFilter, FamilyRow
from db.touched import Touched
from desktop.desk.families import FamilyList, list_families
from desktop.desk.gaps import Overview, overview
from desktop.ui import sizes
from desktop.ui.display import State, households, people
from desktop.ui.pages.families_table import FamiliesTable
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.bars import ActionBar
from desktop.ui.widgets.buttons import Button, Chip
from desktop.ui.widgets.cards import Card, EmptyState, NothingFound, PageHeader
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.search import SearchBox
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


class FamiliesPage(Page):
    """The list of families."""

    key = "families"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._rows_ticket, self._gaps_ticket = Ticket(), Ticket()
        self._wanted = FamilyFilter()
        self._rows: tuple[FamilyRow, ...] = ()
        self._villages: tuple[str, ...] = ()
        self._overview: Overview | None = None
        self._sort = ""
        self._org_name = ""
        self.header = PageHeader(tr("家庭"), "", self._controls())
        self.search = SearchBox()
        sizes.fixed(self.search, width=190)
        self.search.searched.connect(self._searched)
        self.table = FamiliesTable(place)
        self.search.left_downwards.connect(self._into_rows)
        self._filters = self._filter_row()
        self.bar = self._action_bar()
        self.card = Card(gap=0, margins=(1, 1, 1, 8))
        self.nothing, self._nowhere = NothingFound(), QWidget()
        self._fill()
        self.legend = Legend(tuple((state, tr(word)) for state, word in _LEGEND))
        self.empty = self._empty_card()
        for widget in (self.header, self._filters):
            self.body.addWidget(widget)
        self.body.addWidget(self.card, 1)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.legend)
        self.empty.hide()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Shows the list; `village`, `gaps=True`, `search` and `sort="due"` narrow and order it.

        At the county `org` and `org_name` show one township; without them all are shown.
        """
        self._wanted = replace(self._wanted, org=str(where.get("org") or ""))
        self._org_name = str(where.get("org_name") or "")
        if village := where.get("village"):
            self._wanted = replace(self._wanted, village=str(village))
        if "search" in where:
            self.search.field.setText(str(where["search"]))
            self._wanted = replace(self._wanted, search=str(where["search"]))
        if where.get("gaps"):
            self._gap_chip.setChecked(True)
        self._sort = str(where.get("sort", ""))
        self._name_chips()
        self.reload()

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

    def _filter_row(self) -> QWidget:
        self._village_chip = Chip(tr("全部[村]"), caret=True)
        self._kind_chip = Chip(tr("全部类别"), caret=True)
        self._care_chip = Chip(tr("关注等级"), caret=True)
        self._gap_chip = Chip(tr("只看缺口"), checkable=True)
        self._village_chip.clicked.connect(self._choose_village)
        self._kind_chip.clicked.connect(lambda: self._choose_code(self._kind_chip, "case_type", tr("全部类别")))
        self._care_chip.clicked.connect(lambda: self._choose_code(self._care_chip, "risk_level", tr("全部等级")))
        self._gap_chip.toggled.connect(lambda _on: self._show_rows())
        return flow_row(self.search, self._village_chip, self._kind_chip, self._care_chip, self._gap_chip)

    def _action_bar(self) -> ActionBar:
        model = self.table.rows_model()
        bar = ActionBar([(tr("打印走访表（{n}）"), "printer", self.print_out)])
        model.ticked_changed.connect(bar.show_count)
        bar.cleared.connect(lambda: model.tick_all(on=False))
        self.table.opened.connect(self._open)
        self.table.menu_wanted.connect(self._menu)
        return bar

    def _fill(self) -> None:
        foot = sizes.column(margins=(8, 0, 8, 0))
        foot.addWidget(self.bar)
        aside = sizes.column(self._nowhere, margins=(24, 20, 24, 12))
        aside.addWidget(self.nothing)
        self._nowhere.hide()
        self.nothing.released.connect(self._release)
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
            to_packages = Button(tr("去导入上报包"), "filled", clicked=lambda: self.went.emit("monthly", {}))
            return Card().add(EmptyState("house", tr("这里还没有家庭"), step, [to_packages]))
        step = tr("手头有 Excel 名册，可以直接导入；没有的话，先从一户开始。")
        return Card().add(EmptyState("house", tr("这里还没有家庭"), step, buttons))

    def _ask_rows(self) -> None:
        wanted = self._wanted
        self._place.read(lambda desk: list_families(desk, wanted), self._show_list, ticket=self._rows_ticket)

    def _ask_gaps(self) -> None:
        self._place.read(overview, self._know, ticket=self._gaps_ticket)

    def _know(self, found: Overview) -> None:
        if not found.complete:
            self._ask_gaps()
            return
        self._overview = found
        self.table.know_next(found.next_duties)
        self._gap_chip.say(tr("只看缺口 {n} 户").format(n=len(found.gaps)))
        if self._gap_chip.isChecked() or self._sort:
            self._show_rows()

    def _show_list(self, found: FamilyList) -> None:
        self._rows, self._villages = found.rows, found.villages
        self.header.say(
            tr("家庭"),
            self._meta(found),
        )
        nobody = not found.rows and not found.households and self._wanted == FamilyFilter()
        self.empty.setVisible(nobody)
        for widget in (self.card, self._filters, self.legend):
            widget.setVisible(not nobody)
        self.use_width(self.width_class)
        self._show_rows()

    def _meta(self, found: FamilyList) -> str:
        if self._org_name:
            return tr("{name}，{n}").format(name=self._org_name, n=households(len(found.rows)))
        return tr("在册 {n}，{m}").format(n=households(found.households), m=people(found.persons))

    def _show_rows(self) -> None:
        rows = self._rows
        if self._gap_chip.isChecked() and self._overview is not None:
            rows = tuple(row for row in rows if row.id in self._overview.gaps)
        held = self.table.verticalScrollBar().value()
        self.table.rows_model().set_rows(rows)
        self.table.verticalScrollBar().setValue(held)
        if self._sort and self._overview is not None:
            self.table.sort_by(self._sort)
            self._sort = ""
        none = not rows
        self.table.setVisible(not none)
        self._nowhere.setVisible(none)
        if none:
            self.nothing.show_query(self._wanted.search or tr("这些条件"), (), self._filter_words())

    def _filter_words(self) -> str:
        words = [self._wanted.village]
        if self._wanted.case_type:
            words.append(self._place.desk.word("case_type", self._wanted.case_type))
        if self._wanted.risk_level:
            words.append(self._place.desk.word("risk_level", self._wanted.risk_level))
        if self._gap_chip.isChecked():
            words.append(tr("只看缺口"))
        return "、".join(word for word in words if word)

    def _release(self) -> None:
        """Lets all filters but the words go."""
        self._gap_chip.setChecked(False)
        self._narrow(FamilyFilter(search=self._wanted.search))

    def _narrow(self, wanted: FamilyFilter) -> None:
        self._wanted = wanted
        self._name_chips()
        self._ask_rows()

    def _name_chips(self) -> None:
        word = self._place.desk.word
        self._village_chip.say(self._wanted.village or tr("全部[村]"))
        self._kind_chip.say(word("case_type", self._wanted.case_type) if self._wanted.case_type else tr("全部类别"))
        self._care_chip.say(word("risk_level", self._wanted.risk_level) if self._wanted.risk_level else tr("关注等级"))

    def _searched(self, text: str) -> None:
        self._narrow(replace(self._wanted, search=text))

    def _into_rows(self) -> None:
        """Down or Enter in the filter field: the first row is current and selected."""
        if not self.table.rows_model().rows():
            return
        if not self.table.selected_numbers():
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_village(self) -> None:
        choices = [("", tr("全部[村]")), *((name, name) for name in self._villages)]
        self._offer(self._village_chip, choices, lambda name: replace(self._wanted, village=name))

    def _choose_code(self, chip: Chip, field: str, everything: str) -> None:
        entries = self._place.desk.codes[field].entries
        choices = [("", everything), *((entry.code, entry.name) for entry in entries)]
        self._offer(chip, choices, lambda code: replace(self._wanted, **{field: code}))

    def _offer(self, chip: Chip, choices: list[tuple[str, str]], made: Callable[[str], FamilyFilter]) -> None:
        menu = QMenu(chip)
        for value, words in choices:
            menu.addAction(words, partial(self._pick, made, value))
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height())))

    def _pick(self, made: Callable[[str], FamilyFilter], value: str) -> None:
        self._narrow(made(value))

    def _open(self, row: FamilyRow) -> None:
        self.went.emit("family", {"family_id": row.id})

    def _menu(self, row: FamilyRow, at: QPoint) -> None:
        menu = QMenu(self.table)
        menu.addAction(tr("打开"), lambda: self._open(row))
        if self._place.records:
            menu.addAction(tr("记录走访"), lambda: self.went.emit("visit", {"family_id": row.id}))
            menu.addAction(tr("打印走访表"), lambda: self.went.emit("print", {"family_ids": (row.id,)}))
        menu.addAction(tr("复制"), self.table.copy)
        menu.popup(at)
