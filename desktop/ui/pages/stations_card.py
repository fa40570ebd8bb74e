"""One laptop at the county: what it handed in and was answered, whether it sits there twice, standing it down."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from db.sync.trust.certificate import UPPER
from desktop.desk.stations import Station
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.pages.stations_keys import root_code_field
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, Rule, SectionHeader
from desktop.ui.widgets.choices import RadioRow
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

REVIEW, REFUSE = "review", "refuse"


class StationCard(Card):
    """The laptop chosen in the list; `stood_down(reason, refuse, root_code)`, `looked_at()`, `late_wanted()`."""

    stood_down = Signal(str, bool, str)
    looked_at = Signal()
    late_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(gap=8, margins=(18, 14, 18, 14))
        self.station: Station | None = None
        self.head = SectionHeader("")
        self._facts = sizes.column(gap=4)
        self.fork = StateLine(State.CLASH, "", "body", wrap=True)
        self.seen = Button(tr("问过了，记下"), "small", "check", clicked=self.looked_at.emit)
        self.late = Button("", "small", clicked=self.late_wanted.emit)
        self.begin = Button(tr("停用这台电脑"), "small", clicked=self._open)
        self.reason = TextField(tr("例如：电脑遗失；工作人员调离"), named=tr("停用原因"))
        choices = [(REVIEW, tr("先放着，等[县]里看")), (REFUSE, tr("整包不收"))]
        self.code = root_code_field()
        self.later = RadioRow(choices, REVIEW, tr("以后再交来的"))
        self.confirm = Button(tr("停用"), "small_filled", clicked=self._confirm)
        self.cancel = Button(tr("不停用"), "small", clicked=self._close)
        self._build()

    def ask_code(self, *, sealed: bool) -> None:
        """Whether standing a laptop down needs the code from the sealed paper."""
        self._code_row.setVisible(sealed)

    def show_station(self, station: Station | None) -> None:
        """Shows this laptop, or nothing."""
        same = station is not None and self.station is not None and station.station_id == self.station.station_id
        self.station = station
        self.setVisible(station is not None)
        if station is None:
            return
        self.head.say(station.org_name, tr("证书号 {n}").format(n=station.serial))
        clear(self._facts)
        for line in _facts(station):
            self._facts.addWidget(line)
        self.fork.setVisible(bool(station.ends))
        self.seen.setVisible(bool(station.ends))
        if station.ends:
            words = tr(
                "可能有两台电脑在用同一份数据，或者恢复过备份。两边的修改都收下了，一条没丢：{ends}。请打电话问清。"
            )
            self.fork.show_state(State.CLASH, words.format(ends="；".join(station.ends)))
        self.late.say(tr("停用后交来的 {n} 条，去看").format(n=station.late))
        self.late.setVisible(bool(station.late))
        if not same or not station.in_force:
            self._close()

    # Inside

    def _build(self) -> None:
        facts = QWidget()
        facts.setLayout(self._facts)
        self._form = QWidget()
        lines = sizes.column(self._form, gap=8)
        self._code_row = FieldRow(tr("根密钥码（在密封件里）"), self.code, required=True, below=True)
        told = tr(
            "已经收下的照样算数。停用写进[县]里的密钥清单，随下一份回执告诉[乡镇]；停用后不能再启用，要重新登记。"
        )
        for widget in (
            Rule(),
            Label(told, "note", "ink2", wrap=True),
            FieldRow(tr("停用原因"), self.reason, required=True, below=True),
            FieldRow(tr("以后再交来的"), self.later, below=True),
            self._code_row,
            flow_row(self.confirm, self.cancel),
        ):
            lines.addWidget(widget)
        self._buttons = flow_row(self.late, self.begin)
        self.add(self.head, facts, self.fork, flow_row(self.seen), self._buttons, self._form)
        self.hide()

    def _open(self) -> None:
        self._form.show()
        self.begin.hide()
        self.reason.setFocus()

    def _close(self) -> None:
        self._form.hide()
        self.reason.clear()
        self.code.clear()
        self.later.choose(REVIEW)
        self.begin.setVisible(self.station is not None and self.station.in_force)

    def _confirm(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self.stood_down.emit(reason, self.later.value() == REFUSE, self.code.value())
        else:
            self.reason.setFocus()


def _facts(station: Station) -> list[StateLine]:
    handed = station.handed_in or tr("还没有交过包")
    lines = [(State.OK if station.handed_in else State.WAIT, tr("交来：{what}").format(what=handed))]
    if station.role == UPPER:
        lines = [(State.OK, tr("上级单位，只收本[县]报上去的包"))]
    if station.owed:
        lines.append((State.SOON, tr("这一包还没有写回执")))
    if station.answered:
        to = tr("报给它：{what}") if station.role == UPPER else tr("回给：{what}")
        lines.append((State.OK, to.format(what=station.answered)))
    if station.succeeded_by:
        lines.append((State.EXCL, tr("已由证书号 {n} 的电脑接替").format(n=station.succeeded_by)))
    if station.stood_down:
        lines.append((State.EXCL, station.stood_down))
    return [StateLine(state, words, "body", plain=True, wrap=True) for state, words in lines]
