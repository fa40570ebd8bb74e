"""乡镇 (county): the laptops enrolled, and a new one: its request read, twelve digits compared, the answer written."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from desktop.desk.files import get_file, put_file
from desktop.desk.handover import Granted
from desktop.desk.stations import Asking, Station, Stations, answer, asking, stations
from desktop.ui import sizes
from desktop.ui.display import State, short_day
from desktop.ui.models.cells import Column, Paint, StateCell
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, PageHeader, Rule, SectionHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.fields import TextField, Verdict, hard
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

REQUESTS, ANSWERS = "登记申请 (*.nxq)", "登记批复 (*.nxa)"
DIGITS = 12


class StationsPage(Page):
    """Who may hand in, and enrolling somebody new."""

    key = "stations"
    guest_safe = True

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket = Ticket()
        self._request = b""
        self._asking: Asking | None = None
        self.header = PageHeader(tr("[乡镇]"), "")
        self.table = _table(place.desk.today)
        self.none = Label(tr("还没有登记过电脑。"), "body", "ink3")
        self.root = Label("", "head")
        self.read = Button(tr("读入登记申请"), "filled", "folder-open", clicked=self.make_new)
        self.who = Label("", "sub", wrap=True)
        self.note = StateLine(State.SOON, "", wrap=True)
        self.digits = TextField(tr("[乡镇]在电话里念的 12 位数字"), _judge_digits, named=tr("[乡镇]核对数字"), most=24)
        self.write = Button(tr("核对并写批复"), "filled", "signature", clicked=self.save)
        self.drop = Button(tr("先不登记"), clicked=self._forget)
        self.said = StateLine(State.OK, "", "body", wrap=True)
        self._build()

    def enter(self, **_where: object) -> None:
        """Asks who is enrolled."""
        self.said.hide()
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        self._place.read(stations, self._show, ticket=self._ticket)

    def make_new(self) -> None:
        """Reads a request."""
        path = self._place.choose.open_file(tr("[乡镇]的登记申请"), tr(REQUESTS))
        if path is None:
            return
        self.said.hide()

        def job() -> tuple[bytes, Asking]:
            content = get_file(path)
            return content, asking(self._place.desk, content)

        self._place.tasks.read(job, self._asked, self._fail)

    def save(self) -> None:
        """Compares the digits and writes the answer."""
        found = self._asking
        if found is None or self.digits.judge().level == "miss":
            self.digits.setFocus()
            return
        name = tr("{code}_登记批复.nxa").format(code=found.org_code)
        path = self._place.choose.save_file(tr("批复文件存到哪里"), name, tr(ANSWERS))
        if path is None:
            return
        request, seen = self._request, self.digits.value()

        def job() -> Granted:
            granted = answer(self._place.desk, request, seen)
            put_file(path, granted.content)
            return granted

        self._place.tasks.read(job, lambda granted: self._granted(granted, path), self._fail)

    def use_width(self, width_class: WidthClass) -> None:
        """The new one below the list in narrow windows."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        sizes.bounded(self._list, min_height=0 if width_class is WidthClass.WIDE else 220)

    # Inside

    def _build(self) -> None:
        self._list = Card(gap=4, margins=(1, 1, 1, 8))
        self.none.setMargin(sizes.px(16))
        self._list.add(self.none, self.table)
        self._list.body.setStretch(1, 1)
        right = QWidget()
        lines = sizes.column(right, gap=12)
        own = Card(gap=6, margins=(18, 14, 18, 14), box="tint")
        told = tr("本[县]的核对数字。批复交出去以后，在电话里念给[乡镇]听；对不上的，[乡镇]不要收。")
        own.add(SectionHeader(tr("念给[乡镇]听")), self.root, Label(told, "note", "ink2", wrap=True))
        lines.addWidget(own)
        lines.addWidget(self._enrol_card())
        lines.addStretch(1)
        self.across = Columns([(self._list, 5), (right, 4)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)
        self._forget()
        self.said.hide()

    def _enrol_card(self) -> Card:
        made = Card(gap=10, margins=(18, 14, 18, 16))
        made.add(SectionHeader(tr("登记一台电脑")))
        made.add(Label(tr("[乡镇]先交来登记申请文件（.nxq），再打电话念 12 位数字。"), "body", "ink2", wrap=True))
        self._first = flow_row(self.read)
        self._second = QWidget()
        lines = sizes.column(self._second, gap=10)
        sizes.fixed(self.digits, width=280)
        row = FieldRow(tr("[乡镇]核对数字"), self.digits, required=True, below=True)
        for widget in (Rule(), self.who, self.note, row, flow_row(self.write, self.drop)):
            lines.addWidget(widget)
        made.add(self._first, self._second, self.said)
        return made

    def _show(self, found: Stations) -> None:
        self.root.say(found.root_digits)
        self.table.rows_model().set_rows(found.stations)
        self.table.setVisible(bool(found.stations))
        self.none.setVisible(not found.stations)
        towns = len({station.org_code for station in found.stations if station.in_force})
        self.header.say(tr("[乡镇]"), tr("已登记 {n} 个[乡镇]").format(n=towns) if towns else "")

    def _asked(self, read: tuple[bytes, Asking]) -> None:
        self._request, self._asking = read
        found = read[1]
        self.who.say(tr("{name}（{code}）申请登记").format(name=found.org_name, code=found.org_code))
        words = tr("数字要由[乡镇]在电话里念，不要照文件抄。")
        if found.known:
            words = tr("这个[乡镇]登记过电脑。确认是换了或加了一台，再往下办。") + words
        self.note.show_state(State.SOON, words)
        self.digits.clear()
        self._second.show()
        self._first.hide()  # one filled button at a time
        self.digits.setFocus()

    def _granted(self, granted: Granted, path: Path) -> None:
        words = tr("{name}已登记，批复存到 {file}。把文件交回[乡镇]，并念上面的本[县]核对数字：{digits}。")
        told = words.format(name=granted.org_name, file=path.name, digits=granted.root_digits)
        self._forget()
        self._say(State.OK, told)
        self.reload()

    def _forget(self) -> None:
        self._request, self._asking = b"", None
        self._second.hide()
        self._first.show()

    def _fail(self, refusal: Refusal) -> None:
        self._say(State.MISS, refusal.sentence)

    def _say(self, state: State, words: str) -> None:
        self.said.show_state(state, words)
        self.said.show()


def _judge_digits(text: str) -> Verdict:
    digits = "".join(text.split())
    if len(digits) == DIGITS and digits.isdigit():
        return Verdict()
    return hard(tr("要填满 12 位数字，空格不用管"))


def _table(today: date) -> RowsTable:
    columns: tuple[Column[Station], ...] = (
        Column("name", tr("[乡镇]"), lambda s: s.org_name, 150, Paint.NAME, sort=lambda s: s.org_code, stretch=True),
        Column("code", tr("代码"), lambda s: s.org_code, 100),
        Column("serial", tr("证书号"), lambda s: str(s.serial), 64, right=True),
        Column("since", tr("登记日期"), lambda s: short_day(date.fromisoformat(s.since), today), 110, gap_before=12),
        Column("state", tr("现在"), _state, 110, Paint.STATE),
    )
    model: RowsModel[Station] = RowsModel(columns, lambda station: str(station.serial))
    table = RowsTable(model, row_height=38, label=tr("登记过的电脑"))
    model.setParent(table)
    return table


def _state(station: Station) -> StateCell:
    return StateCell(State.OK, tr("可以上报")) if station.in_force else StateCell(State.EXCL, tr("已换"))
