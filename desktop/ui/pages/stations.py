"""乡镇 (county): the laptops enrolled, one looked at or stood down, a new one answered, the county's own keys."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.sync.trust.certificate import TOWNSHIP, UPPER
from db.sync.trust.identity import is_upper_code
from db.sync.upper.handing_up import HandedUp
from db.touched import NOTHING, Touched
from db.vault.recovery import RecoveryCode
from desktop.desk.county_recovery import found_recovery, officer_sheet
from desktop.desk.desk import Desk
from desktop.desk.files import get_file, put_file
from desktop.desk.handover import Granted
from desktop.desk.root_key import root_paper, seal
from desktop.desk.stations import (
    Asking,
    StandingDown,
    Station,
    Stations,
    answer,
    asking,
    change_keys,
    compare,
    fork_looked_at,
    stand_down,
    stations,
)
from desktop.desk.uppers import hand_up_to, uppers
from desktop.ui import sizes
from desktop.ui.display import State, short_day
from desktop.ui.models.cells import Column, Paint, StateCell
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.code_ceremony import CodeCeremony
from desktop.ui.pages.enrolling import ANSWERS, REQUESTS
from desktop.ui.pages.stations_card import StationCard
from desktop.ui.pages.stations_keys import KeysCard
from desktop.ui.pages.stations_recovery import RecoveryCard
from desktop.ui.pages.stations_up import UpperCard
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, PageHeader, Rule, SectionHeader
from desktop.ui.widgets.choices import RadioRow
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.fields import TextField, Verdict, hard
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FieldRow, FormScroll
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_GAP, _BESIDE_BAR = 12, (0, 0, 6, 0)
DIGITS = 12
_OLD = 4
"""As many old laptops are offered to be succeeded: the newest."""


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
        self.read = Button(tr("读入登记申请"), "filled", "folder-open", clicked=self.make_new)
        self.who = Label("", "sub", wrap=True)
        self.note = StateLine(State.SOON, "", wrap=True)
        self.digits = TextField(tr("[乡镇]在电话里念的 12 位数字"), _judge_digits, named=tr("[乡镇]核对数字"), most=24)
        self.write = Button(tr("核对并写批复"), "filled", "signature", clicked=self.save)
        self.drop = Button(tr("先不登记"), clicked=self._forget)
        self.succeeds = RadioRow([], None, tr("接替哪一台"))
        self.said = StateLine(State.OK, "", "body", wrap=True)
        self.card = StationCard()
        self.upper = UpperCard(place.desk.today)
        self.keys = KeysCard(place.desk.today)
        self.recovery = RecoveryCard(place.desk.today)
        self.late = Button("", "plain", clicked=lambda: self.went.emit("review", {}))
        self._build()

    def enter(self, **_where: object) -> None:
        """Asks who is enrolled."""
        self.said.hide()
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        self._place.read(stations, self._show, ticket=self._ticket)
        self._place.read(uppers, self.upper.show_offices)

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
        try:
            compare(found, self.digits.value())
        except Refusal as refusal:
            self._fail(refusal)
            return
        name = tr("{code}_登记批复.nxa").format(code=found.org_code)
        path = self._place.choose.save_file(tr("批复文件存到哪里"), name, tr(ANSWERS))
        if path is None:
            return
        request, seen, succeeds = self._request, self.digits.value(), str(self.succeeds.value() or "")

        done: list[Granted] = []

        def job(desk: Desk) -> Touched:
            granted = answer(desk, request, seen, succeeds)
            put_file(path, granted.content)
            done.append(granted)
            return NOTHING

        self._place.work(job, lambda _: self._granted(done[0], path), self._fail)

    def use_width(self, width_class: WidthClass) -> None:
        """The new one below the list in narrow windows."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        wide = width_class is WidthClass.WIDE
        self._right.open_out(on=not wide)
        sizes.spaced(self._right.body, gap=_GAP, margins=_BESIDE_BAR if wide else (0, 0, 0, 0))
        self._fit_list()

    # Inside

    def _build(self) -> None:
        self._list = Card(gap=4, margins=(1, 1, 1, 8))
        self.none.setMargin(sizes.px(16))
        self._list.add(self.none, self.table)
        self._list.body.setStretch(1, 1)
        right = self._right = FormScroll(gap=_GAP, margins=_BESIDE_BAR)
        right.add(self.said, self.card, self.upper, self._enrol_card(), self.keys, self.recovery)
        right.end()
        self.across = Columns([(self._list, 5), (right, 4)])
        self.header.set_controls([self.late])
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)
        self.late.hide()
        self._forget()
        self.said.hide()
        self.keys.change_wanted.connect(lambda code: self._do(lambda desk: change_keys(desk, code)))
        self.keys.code_wanted.connect(self._show_code)
        self.keys.ceremony.sheet_wanted.connect(self._save_sheet)
        self.recovery.sheet_wanted.connect(self._save_officers)
        self.recovery.wanted.connect(self._found_recovery)
        self.keys.seal_wanted.connect(lambda typed: self._do(lambda desk: seal(desk, typed)))
        self.table.current_changed.connect(self.card.show_station)
        self.card.stood_down.connect(self._stand_down)
        self.card.looked_at.connect(self._looked_at)
        self.card.late_wanted.connect(self._late_wanted)
        self.upper.wanted.connect(self._hand_up)

    def _enrol_card(self) -> Card:
        made = Card(gap=10, margins=(18, 14, 18, 16))
        made.add(SectionHeader(tr("登记一台电脑")))
        made.add(Label(tr("[乡镇]先交来登记申请文件（.nxq），再打电话念 12 位数字。"), "body", "ink2", wrap=True))
        self._first = flow_row(self.read)
        self._second = QWidget()
        lines = sizes.column(self._second, gap=10)
        sizes.fixed(self.digits, width=280)
        row = FieldRow(tr("[乡镇]核对数字"), self.digits, required=True, below=True)
        self._instead = QWidget()
        self._instead_lines = sizes.column(self._instead, gap=0)
        for widget in (Rule(), self.who, self.note, self._instead, row, flow_row(self.write, self.drop)):
            lines.addWidget(widget)
        made.add(self._first, self._second)
        return made

    def _fit_list(self) -> None:
        """Room for some lines where the list has no height of its own; a sentence that there are none needs less."""
        low = self.width_class is WidthClass.WIDE or self.table.rows_model().rowCount() == 0
        sizes.bounded(self._list, min_height=0 if low else 180)

    def _show(self, found: Stations) -> None:
        self.table.rows_model().set_rows(found.stations)
        self.table.setVisible(bool(found.stations))
        self.none.setVisible(not found.stations)
        self._fit_list()
        towns = len({each.org_code for each in found.stations if each.in_force and each.role == TOWNSHIP})
        self.header.say(tr("[乡镇]"), tr("已登记 {n} 个[乡镇]").format(n=towns) if towns else "")
        self.late.say(tr("停用电脑交来的 {n} 条").format(n=found.late))
        self.late.setVisible(bool(found.late))
        self.keys.show_keys(found)
        self.recovery.show_recovery(found)
        self.card.ask_code(sealed=self.keys.sealed)
        shown = self.card.station.station_id if self.card.station else ""
        now = next((station for station in found.stations if station.station_id == shown), None)
        self.card.show_station(now or self.table.current_row())

    # A laptop looked at, and the county's keys

    def _stand_down(self, reason: str, refuse: bool, code: str) -> None:  # noqa: FBT001 - a signal's arguments
        station = self.card.station
        if station is not None:
            asked = StandingDown(station.station_id, reason, refuse, root_code=code)
            self._do(lambda desk: stand_down(desk, asked))

    def _looked_at(self) -> None:
        station = self.card.station
        if station is not None:
            self._do(lambda desk: fork_looked_at(desk, station.station_id))

    def _late_wanted(self) -> None:
        if self.card.station is not None:
            self.went.emit("review", {"station_id": self.card.station.station_id})

    def _hand_up(self, whole: bool) -> None:  # noqa: FBT001 - a signal's arguments have no names
        folder = self._place.choose.folder(tr("上报包写到哪里"))
        if folder is not None:
            self.upper.setEnabled(False)
            self._place.read(lambda desk: hand_up_to(desk, folder, whole=whole), self._handed_up, self._not_handed_up)

    def _handed_up(self, made: tuple[HandedUp, ...]) -> None:
        self.upper.setEnabled(True)
        names = "、".join(dict.fromkeys(each.org_name for each in made))
        words = tr("已写好 {n} 份上报包，并重新读过一遍：{names}。只有收件的上级能打开。")
        self._say(State.OK, words.format(n=len(made), names=names))
        self.reload()

    def _not_handed_up(self, refusal: Refusal) -> None:
        self.upper.setEnabled(True)
        self._fail(refusal)

    def _show_code(self) -> None:
        self._place.read(root_paper, lambda paper: self.keys.show_code(paper.code), self._fail)

    def _save_sheet(self) -> None:
        """The sheet is made once more for every copy; nothing of it is kept."""
        self._place.read(
            root_paper, lambda paper: self._put_sheet(paper.pdf, paper.name, self.keys.ceremony), self._fail
        )

    def _save_officers(self, code: RecoveryCode, officer: int) -> None:
        def save(made: tuple[bytes, str]) -> None:
            self._put_sheet(*made, self.recovery.ceremony)

        self._place.read(lambda desk: officer_sheet(desk, code, officer), save, self._fail)

    def _put_sheet(self, pdf: bytes, name: str, told: CodeCeremony) -> None:
        path = self._place.choose.save_file(tr("密封件存到哪里"), name, "PDF (*.pdf)")
        if path is not None:
            self._place.tasks.read(lambda: put_file(path, pdf), lambda _: told.say_saved(path), self._fail)

    def _found_recovery(self, codes: tuple[RecoveryCode, RecoveryCode], root_code: str) -> None:
        self._do(lambda desk: found_recovery(desk, codes, root_code))

    def _do(self, job: Callable[[Desk], Touched]) -> None:
        self._place.work(job, self._done, self._fail)

    def _done(self, touched: Touched) -> None:
        self._say(State.OK, touched.said)
        self.reload()

    def _asked(self, read: tuple[bytes, Asking]) -> None:
        self._request, self._asking = read
        found = read[1]
        self.who.say(tr("{name}（{code}）申请登记").format(name=found.org_name, code=found.org_code))
        words = tr("数字要由[乡镇]在电话里念，不要照文件抄。")
        if is_upper_code(found.org_code):
            words = tr("这是上级单位：批复以后，本[县]的账可以报给它。数字要由对方在电话里念，不要照文件抄。")
        elif found.known:
            words = tr("这个[乡镇]登记过电脑。确认是换了或加了一台，再往下办。") + words
        self.note.show_state(State.SOON, words)
        self._ask_instead(found)
        self.digits.clear()
        self._second.show()
        self._first.hide()  # one filled button at a time
        self.digits.setFocus()

    def _ask_instead(self, found: Asking) -> None:
        """One more laptop, or one in the place of an old one."""
        old = [(key, tr("接替证书号 {n} 的").format(n=serial)) for key, serial in found.others]
        self.succeeds = RadioRow([("", tr("多加一台")), *old[:_OLD]], "", tr("接替哪一台"))
        clear(self._instead_lines)
        self._instead.setVisible(bool(old))
        if old:
            self._instead_lines.addWidget(FieldRow(tr("这一台是"), self.succeeds, below=True))

    def _granted(self, granted: Granted, path: Path) -> None:
        words = tr("{name}已登记，批复存到 {file}。把文件交回[乡镇]，在电话里念本[县]核对数字：{digits}。")
        told = words.format(name=granted.org_name, file=path.name, digits=granted.root_digits)
        self._forget()
        self.read.setFocus()  # what had it is gone, and Qt would give it to the next button: new keys
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
        Column("name", tr("[乡镇]"), lambda s: s.org_name, 110, Paint.NAME, sort=lambda s: s.org_code, stretch=True),
        Column("serial", tr("证书号"), lambda s: str(s.serial), 56, right=True),
        Column("since", tr("登记日期"), lambda s: short_day(date.fromisoformat(s.since), today), 90, gap_before=12),
        Column("handed", tr("最近交来"), _handed, 140),
        Column("state", tr("现在"), _state, 110, Paint.STATE),
    )
    model: RowsModel[Station] = RowsModel(columns, lambda station: station.station_id)
    table = RowsTable(model, row_height=38, label=tr("登记过的电脑"))
    model.setParent(table)
    return table


def _handed(station: Station) -> str:
    if station.role == UPPER:
        return tr("报出{what}").format(what=station.answered) if station.answered else tr("还没有报过")
    return station.handed_in or tr("还没有")


def _state(station: Station) -> StateCell:
    if station.late:
        return StateCell(State.CLASH, tr("有 {n} 条待看").format(n=station.late))
    if not station.in_force:
        return StateCell(State.EXCL, tr("已停用"))
    if station.ends:
        return StateCell(State.CLASH, tr("像有两台"))
    if station.owed:
        return StateCell(State.SOON, tr("等回执"))
    if station.role == UPPER:
        return StateCell(State.OK, tr("上级"))
    return StateCell(State.OK, tr("可以上报"))
