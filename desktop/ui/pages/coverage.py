"""Page 06, 覆盖: who is not covered on a date, and why; every number can be clicked down to people."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from db.domain.periods import add_months, month_of
from db.domain.standing import ITEMS
from db.touched import Touched
from desktop.desk.coverage import Behind, behind, county_coverage, county_names, coverage
from desktop.desk.desk import Desk
from desktop.desk.explained import explain_one
from desktop.desk.files import put_file
from desktop.desk.inspecting import inspection_name, print_inspection
from desktop.desk.past import past_step
from desktop.ui import sizes
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.coverage_panel import Asked, GapPanel
from desktop.ui.pages.coverage_table import (
    MatrixRow,
    counted_by,
    household_items,
    matrix_columns,
    township_rows,
    village_row,
)
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button, Chip, Segments
from desktop.ui.widgets.cards import Card, EmptyState, PageHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.numbers import DateField
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_YEAR = 12
_NEVER = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_KINDS = (
    "family", "person", "child", "assignment", "contact_person", "contact_card", "agreement", "green_card", "visit",
    "psych_session", "volunteer_service", "pairing", "insured", "policy", "org_unit",
)  # fmt: skip


@dataclass(frozen=True)
class Matrix:
    """What one reading brings: the lines, the total, the day, and whether this is a county."""

    on: date
    rows: tuple[MatrixRow, ...]
    total: MatrixRow
    county: bool


def read_matrix(desk: Desk, on: date) -> Matrix:
    """The matrix on a day; at the county each township's line before its villages', above it townships alone."""
    county = desk.record.office.role != "township"
    rows: list[MatrixRow] = []
    if county:
        whole, townships = county_coverage(desk, on)
        above = county_names(desk)
        for each in townships:
            name = f"{above[each.org]} {each.name}" if each.org in above else each.name
            rows += township_rows(each.org, name, each.total, () if above else each.villages)
    else:
        whole = coverage(desk, on)
        rows += [village_row(line) for line in whole.villages]
    all_of = {"county": tr("全[县]"), "upper": tr("合计")}.get(desk.record.office.role, tr("全[镇]"))
    total = MatrixRow("total", all_of, whole.total)
    *lines, last = counted_by([*rows, total], household_items(desk.profile, on))
    return Matrix(on, tuple(lines), last, county=county)


class CoveragePage(Page):
    """The matrix as of a day, and the panel of named persons.

    `enter(on=None, item="", village="")`: as of which day; a figure to open at once.
    """

    key = "coverage"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._people_ticket, self._reason_ticket = Ticket(), Ticket(), Ticket()
        self._past_ticket = Ticket()
        self._matrix: Matrix | None = None
        self._asked: tuple[str, str] | None = None
        self._wish: tuple[str, str] | None = None
        self.on = DateField(place.desk.today, required=True, named=tr("截至哪一天"))
        self.switch = Segments([(False, tr("全部在册")), (True, tr("扣除不计入"))], named=tr("按哪个分母"))
        columns = matrix_columns(place.desk.profile, self._countable)
        self.model: RowsModel[MatrixRow] = RowsModel(columns, lambda row: row.id)
        self.table = RowsTable(self.model, row_height=40, cells=True, label=tr("覆盖"))
        totals = matrix_columns(place.desk.profile, self._countable, totals=True)
        self.total_model: RowsModel[MatrixRow] = RowsModel(totals, lambda row: row.id)
        self.totals = RowsTable(self.total_model, row_height=50, cells=True, label=tr("合计"))
        self.panel = GapPanel()
        self._build()
        self._wire()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Reads the day chosen; the day chosen before stays."""
        on = where.get("on")
        if isinstance(on, date):
            self.on.set_day(on)
        elif self.on.day() is None:
            self.on.set_day(self._place.desk.today)
        if item := str(where.get("item") or ""):
            self._wish = (str(where.get("village") or "total"), item)
        self.reload()

    def refresh(self, touched: Touched) -> None:
        """Reads again when something counted was written."""
        if touched.touches(*_KINDS):
            self.reload()

    def reload(self) -> None:
        """Reads again; rows, current cell and panel stay until the answer is there."""
        day = self.on.day()
        if day is not None:
            self._place.read(lambda desk: read_matrix(desk, day), self._show, ticket=self._ticket)

    def use_width(self, width_class: WidthClass) -> None:
        """In narrow windows the panel takes the matrix's place."""
        super().use_width(width_class)
        self._across.use_width(width_class)
        sizes.bounded(self.panel.table, min_height=100 if width_class is WidthClass.WIDE else 196)
        self._fit_panel()

    def print_out(self) -> None:
        """Ctrl+P: the inspector's sheets of the day chosen: of the village looked into, or of all."""
        if self._matrix is None or not self._matrix.rows:
            return
        chosen = self._row_of(self._asked[0]) if self._asked else None
        villages = [row.name for row in (*self._matrix.rows,) if not row.township]
        if chosen is not None and chosen.village_code and len(villages) > 1:
            menu = QMenu(self._print)
            menu.addAction(tr("只印{village}").format(village=chosen.name), lambda: self._inspect((chosen,)))
            menu.addAction(tr("印全部 {n} 个[村]").format(n=len(villages)), lambda: self._inspect(()))
            menu.popup(self._print.mapToGlobal(QPoint(0, self._print.height())))
        else:
            self._inspect(())

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The totals stay under their columns."""
        super().resizeEvent(event)
        self._line_up()

    # Building

    def _build(self) -> None:
        self.model.setParent(self.table)
        self.total_model.setParent(self.totals)
        self.totals.horizontalHeader().hide()
        self.totals.setProperty("box", "sunken")
        sizes.fixed(self.totals, height=52)
        self.totals.setHorizontalScrollBarPolicy(_NEVER)
        self.totals.setVerticalScrollBarPolicy(_NEVER)
        copy = Button(tr("复制表格"), "plain", "copy", clicked=self._copy, named=tr("复制后可以粘到 Excel"))
        self._print = Button(tr("打印核查单"), "plain", "printer", clicked=self.print_out)
        self.header = PageHeader(tr("覆盖"), "", [self.switch, copy, self._print])
        self.header.put_beside_title(self._dates())
        self._matrix_card = Card(gap=0, margins=(8, 1, 8, 8))
        self._matrix_card.body.addWidget(self.table, 1)
        self._foot = sizes.row(gap=0)
        self._foot.addWidget(self.totals, 1)
        self._matrix_card.body.addLayout(self._foot)
        import_button = Button(
            tr("导入名册"), "filled", "tray-arrow-down", clicked=lambda: self.went.emit("import", {})
        )
        new = Button(tr("新增一户"), clicked=lambda: self.went.emit("new_family", {}))
        words = tr("有了名册，这里按[村]列出七项的缺口。")
        self._ways_in = (import_button, new)
        self._empty = EmptyState("grid-nine", tr("这一天还没有在册的家庭"), words, self._ways_in)
        self._empty.hide()
        self.panel.hide()
        self._across = Columns([(self._matrix_card, 1), (self.panel, 0)])
        self.body.addWidget(self.header)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._across, 1)

    def _dates(self) -> QWidget:
        made = QWidget()
        line = sizes.row(made, gap=8)
        line.addWidget(Label(tr("截至"), "body", "ink2"))
        line.addWidget(self.on)
        today = self._place.desk.today
        for words, day in (
            (tr("今天"), today),
            (tr("上月末"), month_of(today).previous().window.end),
            (tr("一年前"), add_months(today, -_YEAR)),
        ):
            chip = Chip(words)
            chip.clicked.connect(lambda _on=False, day=day: self._go_to_day(day))
            line.addWidget(chip)
        return made

    def _wire(self) -> None:
        self.on.judged.connect(lambda _verdict: self._day_typed())
        self.on.returnPressed.connect(self._day_typed)
        self.switch.changed.connect(lambda _value: self._redraw())
        self.table.cell_opened.connect(self._open_cell)
        self.totals.cell_opened.connect(self._open_cell)
        self.panel.closed.connect(self._panel_closed)
        self.panel.went.connect(self.went)
        self.panel.looked.connect(self._explain)
        self.table.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._line_up())
        self.table.horizontalScrollBar().valueChanged.connect(self.totals.horizontalScrollBar().setValue)

    # Showing

    def _tell_past(self, told: tuple[int, int] = (0, 1)) -> None:
        """Days gone by are got ready behind the page, some families at a time, so that each is there at once."""
        if told[0] < told[1] and self.isVisible():
            self._place.read(past_step, self._tell_past, ticket=self._past_ticket)

    def _show(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self._tell_past()
        self.model.set_rows(matrix.rows)
        self.total_model.set_rows((matrix.total,))
        self.panel.works = not matrix.county
        if matrix.county:
            self._empty.step.say(tr("收到[乡镇]上报包后，这里按[乡镇]和[村]列出缺口。"))
        now = matrix.on == self._place.desk.today
        if not matrix.county:
            words = (
                tr("有了名册，这里按[村]列出七项的缺口。") if now else tr("换一个日子再看：在册的家庭从建档那天算起。")
            )
            self._empty.step.say(words)
        for button in self._ways_in:
            button.setVisible(now and not matrix.county)
        self._empty.setVisible(not matrix.rows)
        self._across.setVisible(bool(matrix.rows))
        self._line_up()
        asked, self._wish = self._wish or self._asked, None
        if asked is not None:
            self._mark(*asked)
            self._ask(*asked)

    def _mark(self, row_id: str, item: str) -> None:
        """Puts the ring back on the figure that is looked into."""
        table, model = (self.totals, self.total_model) if row_id == "total" else (self.table, self.model)
        place = next((n for n, column in enumerate(model.columns()) if column.key == item), -1)
        table.setCurrentIndex(model.index(model.number_of(row_id), place))

    def _countable(self) -> bool:
        return bool(self.switch.value())

    def _redraw(self) -> None:
        for table in (self.table, self.totals):
            table.viewport().update()

    def _line_up(self) -> None:
        room = self.table.width() - self.table.viewport().width()
        self._foot.setContentsMargins(0, 0, max(0, room), 0)

    def _go_to_day(self, day: date) -> None:
        self.on.set_day(day)
        self.on.judge()

    def _day_typed(self) -> None:
        day = self.on.day()
        if day is not None and (self._matrix is None or day != self._matrix.on):
            self.reload()

    # The panel

    def _open_cell(self, row: object, key: str) -> None:
        if not isinstance(row, MatrixRow):
            return
        other = self.totals if row.id != "total" else self.table
        other.clearSelection()
        self._ask(row.id, key if key in ITEMS else "")

    def _ask(self, row_id: str, item: str) -> None:
        """Asks for the people behind a figure; a village's own name asks for nothing."""
        asked = self._asked_of(row_id, item)
        if asked is None or not asked.figure.total:
            self.panel.dismiss()
            return
        self._asked = (row_id, item)
        self._place.read(
            lambda desk: behind(desk, item, asked.on, asked.village_code, asked.org, everyone=True),
            lambda found: self._show_people(asked, found),
            ticket=self._people_ticket,
        )

    def _asked_of(self, row_id: str, item: str) -> Asked | None:
        if self._matrix is None or item not in ITEMS:
            return None
        rows = (*self._matrix.rows, self._matrix.total)
        row = next((row for row in rows if row_id in (row.id, row.name)), None)
        if row is None:
            return None
        title = self._place.desk.profile.word(f"item.{item}")
        figure = row.line.figures[ITEMS.index(item)]
        unit = row.unit_of(item)
        several = not row.village_code
        return Asked(item, title, unit, row.name, several, row.org, row.village_code, figure, self._matrix.on)

    def _show_people(self, asked: Asked, found: tuple[Behind, ...]) -> None:
        self.panel.show_people(asked, found)
        self.panel.show()
        self._fit_panel()

    def _explain(self, row: Behind) -> None:
        """The whole answer about one row: since when, who answers for it, on which record it rests."""
        state, on = row.state, self._matrix.on if self._matrix else self._place.desk.today
        self._place.read(
            lambda desk: explain_one(desk, row.family_id, state.item, state.subject_id, on),
            self.panel.explain,
            ticket=self._reason_ticket,
        )

    def _panel_closed(self) -> None:
        self._asked = None
        self._people_ticket.drop()
        self._fit_panel()

    def _fit_panel(self) -> None:
        beside = self.width_class is WidthClass.WIDE or self.panel.isHidden()
        self._matrix_card.setVisible(beside)

    def _row_of(self, row_id: str) -> MatrixRow | None:
        return next((row for row in self._matrix.rows if row.id == row_id), None) if self._matrix else None

    def _inspect(self, rows: tuple[MatrixRow, ...]) -> None:
        """Asks where the PDF goes and writes it: the villages of these rows, or all."""
        if self._matrix is None:
            return
        on = self._matrix.on
        named = [row.name for row in (rows or self._matrix.rows) if not row.township]
        path = self._place.choose.save_file(tr("核查单存到哪里"), inspection_name(named, on), "PDF (*.pdf)")
        if path is None:
            return
        codes, org = tuple(row.village_code for row in rows), rows[0].org if rows else ""
        self._place.read(
            lambda desk: put_file(path, print_inspection(desk, codes, on, org)[0]),
            lambda kept: self.header.say(tr("覆盖"), tr("核查单已存到 {name}").format(name=kept.name)),
        )

    def _copy(self) -> None:
        """The whole table with its total as text cells, for Excel and WPS."""
        lines = [self.model.copied(range(len(self.model.rows()))), *self.total_model.copied((0,)).split("\n")[1:]]
        QGuiApplication.clipboard().setText("\n".join(lines))
