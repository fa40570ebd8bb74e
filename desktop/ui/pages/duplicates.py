"""重复登记 (county): who two townships have enrolled, both records side by side, and an officer's word."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.errors import InvalidValue, Refusal
from db.sync.county.duplicates import Answer
from db.touched import Touched
from desktop.desk.duplicates import Compared, Duplicate, DuplicateLine, compare, duplicates_of, settle
from desktop.desk.looking import reveal
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.models.cells import Column, Paint
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, EmptyState, PageHeader, Rule
from desktop.ui.widgets.choices import RadioRow
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.forms import FieldRow, FormScroll
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_NOT_SAME, _VOID, _TRANSFER = "not_same", "void", "transfer"
_ANSWERS: dict[str, Answer] = {_NOT_SAME: "not_same", _VOID: "void", _TRANSFER: "transfer"}


class DuplicatesPage(Page):
    """Suspicions, never blocks: what is left alone goes on as it is."""

    key = "duplicates"
    guest_safe = False

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._pair_ticket = Ticket(), Ticket()
        self.pair: Duplicate | None = None
        self.eyes: list[Button] = []
        self.header = PageHeader(tr("重复登记"), "", back=tr("核对"))
        self.said = StateLine(State.OK, "", "body", wrap=True)
        self.table = _table()
        self.sides = FormScroll(gap=4, margins=(0, 0, 8, 0))
        self.answer = RadioRow([], None, tr("怎么定"))
        self._answer_at = sizes.column(gap=0)
        self.reason = TextField(tr("例如：电话问过两边，是两个人"), named=tr("为什么"))
        self.do = Button(tr("定下"), "filled", clicked=self.save)
        self.nothing = EmptyState(
            "check",
            tr("没有重复登记的"),
            tr("两个[乡镇]登记了同一个证件号码，或姓名和出生日期都一样的人，会列在这里；不定也照常算数。"),
            [Button(tr("回核对"), "filled", clicked=self._back)],
        )
        self._build()

    def enter(self, **_where: object) -> None:
        """Asks for the list."""
        self.said.hide()
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        self._place.read(duplicates_of, self._show, self._refused, ticket=self._ticket)

    def refresh(self, touched: Touched) -> None:
        """People or files may have changed."""
        if touched.touches("family", "person", "child", "explanation"):
            self.reload()

    def save(self) -> None:
        """Settles the pair shown."""
        pair, chosen = self.pair, str(self.answer.value() or "")
        if pair is None:
            return
        if not chosen:
            self._say(State.MISS, tr("没有选怎么定。请选一项。"))
            return
        answer, _, keeps = chosen.partition(":")
        job = partial(settle, line=pair.line, answer=_ANSWERS[answer], keeps=keeps, reason=self.reason.value())
        self._place.work(job, self._done, self._refused)

    def use_width(self, width_class: WidthClass) -> None:
        """The records below the list in narrow windows."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        wide = width_class is WidthClass.WIDE
        sizes.bounded(self._list, min_height=0 if wide else 180)
        self.sides.open_out(on=not wide)

    # Inside

    def _build(self) -> None:
        self._list = Card(gap=4, margins=(1, 1, 1, 8))
        self._list.add(self.table)
        self._list.body.setStretch(0, 1)
        self._right = Card(gap=8, margins=(18, 12, 12, 12))
        foot = QWidget()
        lines = sizes.column(foot, gap=6)
        lines.addLayout(self._answer_at)
        row = sizes.row(gap=10)
        row.addWidget(FieldRow(tr("为什么"), self.reason, required=True, below=True), 1)
        row.addWidget(self.do, 0, Qt.AlignmentFlag.AlignBottom)
        lines.addLayout(row)
        self._right.add(self.sides, Rule(), foot)
        self._right.body.setStretch(0, 1)
        self.across = Columns([(self._list, 2), (self._right, 3)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.said)
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.nothing, 1)
        self.said.hide()
        self.nothing.hide()
        self.across.hide()
        self.header.backed.connect(self._back)
        self.table.current_changed.connect(self._open)

    def _back(self) -> None:
        self.went.emit("conflicts", {})

    def _show(self, found: tuple[DuplicateLine, ...]) -> None:
        self.header.say(tr("重复登记"), tr("{n} 件，只是可能").format(n=len(found)) if found else "")
        self.table.rows_model().set_rows(found)
        self.across.setVisible(bool(found))
        self.nothing.setVisible(not found)
        if found:
            current = self.table.current_row() or found[0]
            self.table.go_to(current.key)
            self._open(current)

    def _open(self, line: DuplicateLine | None) -> None:
        if line is not None and (self.pair is None or self.pair.line != line):
            self._place.read(partial(compare, line=line), self._lay_out, self._refused, ticket=self._pair_ticket)

    def _lay_out(self, pair: Duplicate) -> None:
        self.pair = pair
        left, right = pair.line.places
        clear(self.sides.body)
        self.eyes = []
        self.sides.add(_line("", Label(left, "head", elide=True), Label(right, "head", elide=True)))
        for row in pair.rows:
            if not row.label:
                self.sides.add(Rule())
            self.sides.add(self._row(row))
        self.sides.end()
        choices = [
            (_NOT_SAME, tr("不是同一人")),
            (f"{_VOID}:{pair.line.left_org}", tr("同一人，{place}留，另一份作废").format(place=left)),
            (f"{_VOID}:{pair.line.right_org}", tr("同一人，{place}留，另一份作废").format(place=right)),
            (f"{_TRANSFER}:{pair.line.left_org}", tr("同一人，档案转到{place}").format(place=left)),
            (f"{_TRANSFER}:{pair.line.right_org}", tr("同一人，档案转到{place}").format(place=right)),
        ]
        self.answer = RadioRow(choices, None, tr("怎么定"))
        clear(self._answer_at)
        self._answer_at.addWidget(self.answer)
        self.reason.setText("")

    def _row(self, row: Compared) -> QWidget:
        style = "strong" if not row.label else "body"
        ink = "miss" if row.differs and row.label else "ink"
        cells = [Label(words, style, ink, wrap=True) for words in (row.left, row.right)]
        if row.reveal is None:
            return _line(row.label, *cells, differs=row.differs)
        left, right, field = row.reveal
        shown = [self._seen(cells[0], left, field), self._seen(cells[1], right, field)]
        return _line(row.label, *shown, differs=row.differs)

    def _seen(self, label: Label, person_id: str, field: str) -> QWidget:
        """The masked number with an eye: the look is written down before it is shown."""
        made = QWidget()
        row = sizes.row(made, gap=4)
        eye = Button("", "ghost", "eye", named=tr("看完整号码"))

        def show() -> None:
            self._place.read(
                lambda desk: reveal(desk, "person", person_id, field), lambda number: label.say(number or tr("没有写"))
            )

        eye.clicked.connect(show)
        self.eyes.append(eye)
        row.addWidget(label)
        row.addWidget(eye)
        row.addStretch(1)
        return made

    def _done(self, touched: Touched) -> None:
        self.pair = None
        self._say(State.OK, touched.said)
        self.reload()

    def _refused(self, refusal: Refusal) -> None:
        words = f"{refusal.happened}{refusal.next_step}" if isinstance(refusal, InvalidValue) else refusal.sentence
        self._say(State.MISS, words)

    def _say(self, state: State, words: str) -> None:
        self.said.show_state(state, words)
        self.said.show()


def _line(label: str, left: QWidget, right: QWidget, *, differs: bool = False) -> QWidget:
    made = QWidget()
    row = sizes.row(made, gap=10)
    title = Label(label, "note", "ink3", elide=True)
    sizes.fixed(title, width=76)
    mark = Label("≠" if differs and label else "", "note", "miss")
    sizes.fixed(mark, width=14)
    row.addWidget(title)
    row.addWidget(left, 1)
    row.addWidget(mark)
    row.addWidget(right, 1)
    return made


def _table() -> RowsTable:
    columns: tuple[Column[DuplicateLine], ...] = (
        Column("name", tr("谁"), lambda line: line.title, 90, Paint.NAME, stretch=True),
        Column("places", tr("哪两个[乡镇]"), lambda line: tr("和").join(line.places), 116),
        Column("why", tr("为什么列出"), lambda line: line.reasons, 176),
    )
    model: RowsModel[DuplicateLine] = RowsModel(columns, lambda line: line.key)
    table = RowsTable(model, row_height=38, label=tr("可能重复登记的"))
    model.setParent(table)
    return table
