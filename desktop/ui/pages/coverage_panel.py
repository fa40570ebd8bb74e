"""The panel of one figure of the matrix: who is behind it, why, and the verb that closes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy

from db.domain.figures import CoverageFigure, percent_words
from db.domain.standing import SAID_IN_DAYS, lasting
from desktop.desk.coverage import Behind
from desktop.desk.explained import Explained
from desktop.ui import sizes
from desktop.ui.display import State, people, short_day
from desktop.ui.models.cells import Column, Paint, StateCell, StripCell, TwoLine
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.widgets.bars import SidePanel
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.text import Label
from desktop.words import tr

VERBS = {
    "C1": ("分派联系人", "contacts", "assign_contact"),
    "C2": ("登记[就诊卡]", "cards", "issue_card"),
    "C3": ("登记签约", "doctor", "sign_agreement"),
    "S1": ("登记慰藉", "comfort", "record_session"),
    "S2": ("记录走访", "", "record_visit"),
    "S3": ("登记服务", "volunteers", "record_volunteer_service"),
    "S4": ("登记参保", "insurance", "enrol_insurance"),
}
"""Item -> the verb that closes its gap, the section of the family page it stands in, and its key."""
_OUT = frozenset(("no", "excl"))
COVERED = "covered"


@dataclass(frozen=True)
class Asked:
    """Which figure is looked into.

    Attributes:
        item, title, unit: C1 to S4, its name, 户 or 人.
        where: village, township or all, in words; `several` when it is more than one village.
        org, village_code: the same as codes.
        figure: the figure itself.
        on: as of this day.
    """

    item: str = "C1"
    title: str = ""
    unit: str = ""
    where: str = ""
    several: bool = False
    org: str = ""
    village_code: str = ""
    figure: CoverageFigure = field(default_factory=CoverageFigure)
    on: date = date.min


class Reason(Card):
    """The whole answer about one row: since when, who answers for it, the last record, and the rule's document.

    `wanted(family id, record key)` is said when that record is to be seen on the family's file.
    """

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(gap=3, margins=(12, 8, 10, 8), box="sunken")
        self._shown: Explained | None = None
        self._since = Label("", "cell", "ink", wrap=True)
        self._who = Label("", "note", "ink2", wrap=True)
        self._record = Label("", "note", "ink2", wrap=True)
        self._rule = Label("", "note", "ink3", wrap=True)
        self.look = Button(tr("看这条记录"), "link_note", clicked=self._look)
        on_record = sizes.row(gap=8)
        on_record.addWidget(self._rule, 1)
        on_record.addWidget(self.look, 0, Qt.AlignmentFlag.AlignTop)
        self.add(self._since, self._who, self._record, on_record)
        self.hide()

    def show_reason(self, found: Explained | None, on: date) -> None:
        """Shows the answer; None shows none."""
        self._shown = found
        self.setVisible(found is not None)
        if found is None:
            return
        since = found.state.since
        self._since.say(since_words(since, found.days, on) if since else "")
        self._since.setVisible(since is not None)
        self._who.say(tr("谁负责：{who}").format(who=found.responsible))
        by = tr("{name} {day} 记").format(name=found.written_by, day=short_day(found.written_on, on))
        parts = [found.evidence_words, by if found.written_by and found.written_on else ""]
        self._record.say(tr("依据：{words}").format(words="，".join(part for part in parts if part)))
        self.look.setVisible(found.evidence is not None)
        self._rule.say(tr("规则出处：{source}").format(source=found.source))

    def _look(self) -> None:
        if self._shown is not None and self._shown.evidence is not None:
            evidence = self._shown.evidence
            self.wanted.emit(self._shown.family_id, f"{evidence.entity}:{evidence.record_id}")


def since_words(since: date, days: int, on: date) -> str:
    """Since when it is so: in days while a person still counts them."""
    begun = tr("{day}起").format(day=short_day(since, on))
    if not days:
        return begun
    if days > SAID_IN_DAYS:
        return tr("{begun}一直缺").format(begun=begun)
    return tr("{begun}，到这一天缺了 {n} 天").format(begun=begun, n=days)


class GapPanel(SidePanel):
    """Named persons behind a figure: who is missing or not counted, or who is covered, each explained below the list.

    Signals: `went` as a page's; `looked` which row the keyboard stands on, to be explained. The verbs act on that row.
    `works` is False at the county, where nothing is recorded: families can be opened only.
    """

    went = Signal(str, dict)
    looked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.works, self._asked = True, Asked()
        self._found: tuple[Behind, ...] = ()
        self.counts = Label("", "note", "ink2", wrap=True)
        self.rates = Label("", "note", "ink2", wrap=True)
        self.which = Segments([("open", tr("没有落实")), (COVERED, tr("已落实"))], named=tr("看哪些人"))
        self.which.changed.connect(lambda _value: self._show_rows())
        self.model: RowsModel[Behind] = RowsModel(self._columns(), _row_id)
        self.table = RowsTable(self.model, row_height=48, label=tr("名单"))
        self.model.setParent(self.table)
        sizes.bounded(self.table, min_height=100)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.horizontalHeader().hide()
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.opened.connect(self._open)
        self.table.menu_wanted.connect(self._menu)
        self.table.current_changed.connect(self._look_at)
        self.reason = Reason()
        self.reason.wanted.connect(lambda family, key: self.went.emit("family", {"family_id": family, "record": key}))
        self._nobody = Label("", "body", "ink2", wrap=True)
        self._print = Button("", "plain", "printer", clicked=self._print_these)
        self._act = Button("", "filled", clicked=self._act_on_current)
        for widget in (self.counts, self.rates, self.which, self._nobody):
            self.body.addWidget(widget)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.reason)
        self.foot.addWidget(self._print, 1)
        self.foot.addWidget(self._act, 1)

    def show_people(self, asked: Asked, found: Sequence[Behind]) -> None:
        """Shows who is behind a figure."""
        other = asked != self._asked
        self._asked, self._found = asked, tuple(found)
        figure, unit = asked.figure, asked.unit
        words = tr("{title}，缺 {n} {unit}") if figure.missing else tr("{title}，没有缺的")
        self.say(asked.where, words.format(title=asked.title, n=figure.missing, unit=unit))
        counts = tr("应落实 {total} {unit}，已落实 {covered}，不计入 {out}")
        self.counts.say(
            counts.format(total=figure.total, unit=unit, covered=figure.covered, out=self._not_counted(found))
        )
        both = (percent_words(figure.rate_all), percent_words(figure.rate_countable))
        self.rates.say(tr("全部在册 {all}，扣除不计入 {countable}").format(all=both[0], countable=both[1]))
        covered = sum(row.state.covered for row in self._found)
        self.which.say("open", tr("没有落实 {n}").format(n=len(self._found) - covered))
        self.which.say(COVERED, tr("已落实 {n}").format(n=covered))
        if other:
            self.which.choose("open")
        self._show_rows()

    def explain(self, found: Explained | None) -> None:
        """Shows the answer about the row the keyboard stands on."""
        self.reason.show_reason(found, self._asked.on)

    @property
    def current(self) -> tuple[str, str] | None:
        """(family id, subject id) of the row the keyboard stands on."""
        row = self._current()
        return (row.family_id, row.state.subject_id) if row else None

    def _show_rows(self) -> None:
        covered = self.which.value() == COVERED
        rows = tuple(row for row in self._found if row.state.covered == covered)
        self.reason.show_reason(None, self._asked.on)
        self.model.set_rows(rows)
        self._fit(rows)

    def _fit(self, found: Sequence[Behind]) -> None:
        households = len(_to_reach(found))
        covered = self.which.value() == COVERED
        self.table.setVisible(bool(found))
        self._nobody.setVisible(not found)
        words = tr("这一格里还没有已落实的。") if covered else tr("这一格里的每一户、每个人都已落实。")
        self._nobody.say(words)
        self._print.say(tr("打印这 {n} 户").format(n=households))
        self._print.setVisible(bool(households) and self.works and not covered)
        verb, _, _ = VERBS[self._asked.item]
        self._act.say(tr(verb) if self.works and not covered else tr("打开家庭"))
        self._act.setVisible(bool(found))
        if found:
            self.table.selectRow(0)

    def _look_at(self, row: object) -> None:
        if isinstance(row, Behind):
            self.looked.emit(row)

    def _not_counted(self, found: Sequence[Behind]) -> str:
        out = sum(one.state.state in _OUT for one in found)
        return people(out) if self._asked.unit == tr("人") else str(out)

    def _columns(self) -> tuple[Column[Behind], ...]:
        return (
            Column("state", "", lambda r: StripCell(State(r.state.state), r.state.reason), 34, Paint.STRIP),
            Column("who", tr("谁"), self._who, 140, Paint.NAME, stretch=True, personal=True),
            Column("late", tr("多久"), self._late, 92),
        )

    def _who(self, row: Behind) -> TwoLine:
        household = tr("{name}户").format(name=row.family_name)
        first = row.state.subject_name if row.state.unit == "person" and row.state.subject_name else household
        beside = household if first != household else ""
        reason = "，".join(part for part in (row.village if self._asked.several else "", row.state.reason) if part)
        return TwoLine(first, reason, beside)

    def _late(self, row: Behind) -> StateCell:
        if row.state.state in _OUT:
            return StateCell(State(row.state.state), tr("不计入"), bare=True)
        if row.state.covered:
            return StateCell(State(row.state.state), tr("已落实"), bare=True)
        days = (self._asked.on - row.state.since).days + 1 if row.state.since else 0
        word = tr("断档") if row.state.lapsed else tr("缺")
        words = lasting(word, row.state.since, days) if row.state.since and days > 0 else tr("缺")
        return StateCell(State(row.state.state), words, bare=True)

    # Verbs

    def _current(self) -> Behind | None:
        row = self.table.current_row()
        if row is None and self.model.rows():
            return self.model.row_at(0)
        return row if isinstance(row, Behind) else None

    def _open(self, row: object) -> None:
        if isinstance(row, Behind):
            self.went.emit("family", {"family_id": row.family_id})

    def _act_on_current(self) -> None:
        row = self._current()
        if row is None:
            return
        if self.works and not row.state.covered:
            self._act_on(row)
        else:
            self._open(row)

    def _act_on(self, row: Behind) -> None:
        _, section, verb = VERBS[self._asked.item]
        if verb == "record_visit":
            self.went.emit("visit", {"family_id": row.family_id})
            return
        where = {"family_id": row.family_id, "section": section, "verb": verb, "subject_id": row.state.subject_id}
        self.went.emit("family", where)

    def _print_these(self) -> None:
        self.went.emit("print", {"family_ids": _to_reach(self.model.rows())})

    def _menu(self, row: object, at: QPoint) -> None:
        if not isinstance(row, Behind):
            return
        verbs = [(tr("打开家庭"), lambda: self._open(row))]
        if self.works:
            verbs.insert(0, (tr(VERBS[self._asked.item][0]), lambda: self._act_on(row)))
            verbs.append((tr("打印走访表"), lambda: self.went.emit("print", {"family_ids": (row.family_id,)})))
        menu = QMenu(self)
        for words, act in verbs:
            menu.addAction(words, act)
        menu.popup(at)


def _row_id(row: Behind) -> str:
    return f"{row.family_id}/{row.state.subject_id}"


def _to_reach(rows: Sequence[Behind]) -> tuple[str, ...]:
    """The families somebody still has to reach: those not counted are left in peace."""
    return tuple(dict.fromkeys(row.family_id for row in rows if row.state.state not in _OUT))
