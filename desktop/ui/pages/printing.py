"""Page 11, 打印: one job, the right paper, nothing missing; the preview is the real PDF page."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.printing import Round, draw, note_printed
from desktop.desk.rounds import FormLine, RoundPlan, RoundWish, chosen, plan_round, save_round, suggested_name
from desktop.forms.batch import BatchOptions, VisitBatch
from desktop.ui import sizes
from desktop.ui.display import State, households
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.printing_checks import ChecksCard
from desktop.ui.pages.printing_list import line_id, list_columns
from desktop.ui.pages.printing_paper import LAST_PRINTER, picture, print_pdf, printer_named, printers
from desktop.ui.tasks import Progress, Ticket
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, EmptyState, LoadingLine, PageHeader, SectionHeader
from desktop.ui.widgets.choices import ChoiceField
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.preview import PreviewPane
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_SETTLE_MS = 250
_BLANKS = (5, 10, 20, 50, 100)
_KINDS = ("family", "person", "assignment", "contact_person", "need", "visit", "printed_form", "org_unit")


@dataclass(frozen=True)
class Drawn:
    """A round that has been drawn: the forms on it and the file."""

    forms: Round
    batch: VisitBatch


class PrintPage(Page):
    """Chooses families, looks before printing, shows the pages, saves or prints them.

    `enter(family_ids=(), village="")`: these families instead of everyone due.
    """

    key = "print"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._draw_ticket, self._page_ticket = Ticket(), Ticket(), Ticket()
        self._ids: tuple[str, ...] = ()
        self._plan: RoundPlan | None = None
        self._drawn: Drawn | None = None
        self._fresh = True
        self._progress: Progress | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._draw)
        self.model: RowsModel[FormLine] = RowsModel(list_columns(), line_id, tickable=True)
        self.table = RowsTable(self.model, row_height=43, label=tr("要印的家庭"))
        self.checks = ChecksCard()
        self.preview = PreviewPane()
        self._build()
        self._wire()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Reads the round; without `where` the one chosen before stays."""
        self._place.read(lambda desk: desk.record.store.setting(LAST_PRINTER, ""), self._choose_printer)
        ids, village = where.get("family_ids"), str(where.get("village") or "")
        if isinstance(ids, (tuple, list)) and ids:
            self._ids = tuple(str(one) for one in ids)
            self.which.offer("ids", on=True)
            self.which.choose("ids")
        elif village:
            self.village.set_choices([(village, village)], village)
            self.which.choose("village")
        self._read(fresh=True)

    def refresh(self, touched: Touched) -> None:
        """Reads again when something printed was written; ticks stay."""
        if touched.touches(*_KINDS) and self._plan is not None:
            self._read(fresh=False)

    def reload(self) -> None:
        """F5."""
        self._read(fresh=False)

    def leave(self) -> bool:
        """Answers nobody waits for any more are dropped."""
        self._settle.stop()
        self._page_ticket.drop()
        return True

    def print_out(self) -> None:
        """Ctrl+P."""
        if self.print_button.isEnabled():
            self._print()

    def save(self) -> None:
        """Ctrl+S."""
        if self.save_button.isEnabled():
            self._save()

    def use_width(self, width_class: WidthClass) -> None:
        """One below the other in narrow windows."""
        super().use_width(width_class)
        self._across.use_width(width_class)

    # Building

    def _build(self) -> None:
        self.model.setParent(self.table)
        kinds = (("due", "该走访的"), ("village", "一个[村]"), ("all", "全部"), ("ids", "选中的"), ("blank", "空白的"))
        self.which = Segments([(key, tr(word)) for key, word in kinds], named=tr("印哪些家庭"))
        self.which.offer("ids", on=False)
        self.village = ChoiceField(named=tr("[村（社区）]"))
        sizes.fixed(self.village, width=150)
        self.blanks = ChoiceField([(n, tr("{n} 张").format(n=n)) for n in _BLANKS], 10, named=tr("空白表张数"))
        sizes.fixed(self.blanks, width=100)
        self.header = PageHeader(tr("打印"), "", [self.village, self.blanks, self.which])
        self._empty = EmptyState(
            "printer",
            tr("现在没有该走访的家庭"),
            tr("可以换成一个[村]，或印几张空白表带着。"),
            [Button(tr("印空白表"), "filled", clicked=lambda: self._choose("blank"))],
            Button(tr("看全部家庭"), "link", clicked=lambda: self._choose("all")),
        )
        self._empty.hide()
        self._across = Columns([(self._list(), 0), (self._middle(), 0), (self.preview, 1)])
        self.body.addWidget(self.header)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._across, 1)
        self._show_choices()

    def _list(self) -> QWidget:
        card = Card(gap=0, margins=(1, 8, 1, 8))
        self._count = SectionHeader("")
        head = sizes.column(margins=(15, 0, 15, 4))
        head.addWidget(self._count)
        self._sheets = Label("", "note", "ink2")
        foot = sizes.column(margins=(15, 6, 15, 0))
        foot.addWidget(self._sheets)
        card.body.addLayout(head)
        card.body.addWidget(self.table, 1)
        card.body.addLayout(foot)
        sizes.fixed(card, width=316)
        return card

    def _middle(self) -> QWidget:
        made = QWidget()
        lines = sizes.column(made, gap=12)
        lines.addWidget(self.checks)
        lines.addWidget(self._how())
        lines.addStretch(1)
        self.busy = LoadingLine()
        self.done = StateLine(State.OK, "", wrap=True)
        self.done.hide()
        can_print = self.printer.count() > 0
        self.save_button = Button(
            tr("存成一个 PDF"), "plain" if can_print else "filled", "file-pdf", clicked=self._save
        )
        self.print_button = Button("", "filled", "printer", clicked=self._print)
        self.print_button.setVisible(can_print)
        buttons = sizes.row(gap=8)
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.print_button, 1)
        lines.addWidget(self.busy)
        lines.addWidget(self.done)
        lines.addLayout(buttons)
        lines.addWidget(Label(tr("印过的都记下；没收回的再印，编号不变。"), "note", "ink3"))
        sizes.fixed(made, width=360)
        return made

    def _how(self) -> Card:
        card = Card(gap=6, margins=(16, 11, 14, 12))
        self.lists = QCheckBox(tr("每个[村]前加一张走访清单"))
        self.lists.setChecked(True)
        self.duplex = QCheckBox(tr("双面，长边翻"))
        names = printers()
        self.printer = ChoiceField([(name, name) for name in names], named=tr("打印机"))
        self._no_printer = Label(tr("这台电脑没有装打印机，可以存成 PDF 拿去印"), "note", "ink2", wrap=True)
        self._no_printer.setVisible(not names)
        self.printer.setVisible(bool(names))
        card.add(SectionHeader(tr("怎么印")), self._no_printer, self.printer)
        paper = sizes.row(gap=16)
        paper.addWidget(Label(tr("纸张 A4"), "body", "ink2"))
        paper.addWidget(self.duplex)
        paper.addStretch(1)
        card.add(paper, self.lists)
        return card

    def _wire(self) -> None:
        self.which.changed.connect(lambda _value: self._choices_changed())
        self.village.changed.connect(lambda _value: self._read(fresh=True))
        self.blanks.changed.connect(lambda _value: self._read(fresh=True))
        for tick in (self.lists, self.duplex):
            tick.toggled.connect(lambda _on: self._ticks_changed())
        self.model.ticked_changed.connect(lambda _n: self._ticks_changed())
        self.table.current_changed.connect(self._turn_to)
        self.checks.skip_wanted.connect(self._skip)
        self.checks.stop_wanted.connect(self.backed)
        self.checks.mend_wanted.connect(lambda family_id: self.went.emit("family", {"family_id": family_id}))
        self.preview.wanted.connect(self._render)
        self.busy.stopped.connect(self._stop)
        self._place.tasks.stepped.connect(self._stepped)
        self.table.opened.connect(self._open)

    # Choosing

    def _choose_printer(self, name: object) -> None:
        """The printer used last, while it is still there."""
        if self.printer.count():
            self.printer.choose(name)

    def _choose(self, which: str) -> None:
        self.which.choose(which)
        self._choices_changed()

    def _choices_changed(self) -> None:
        self._show_choices()
        self._read(fresh=True)

    def _show_choices(self) -> None:
        self.village.setVisible(self.which.value() == "village" and self.village.count() > 0)
        self.blanks.setVisible(self.which.value() == "blank")

    def _wish(self) -> RoundWish:
        which = cast("Any", self.which.value())
        return RoundWish(which, str(self.village.value() or ""), self._ids, cast("int", self.blanks.value()))

    def _read(self, *, fresh: bool) -> None:
        """Asks for the round; `fresh` ticks everything that can be printed."""
        self._fresh = self._fresh or fresh
        wish = self._wish()
        self._place.read(lambda desk: plan_round(desk, wish), self._show, ticket=self._ticket)

    def _show(self, plan: RoundPlan) -> None:
        self._plan, fresh, self._fresh = plan, self._fresh, False
        if self._first_village(plan):
            return
        self._show_choices()
        self.model.set_rows(plan.lines)
        if fresh:
            self.done.hide()
            self.model.tick_all(on=True)
        if not plan.villages:
            self._empty.title.say(tr("这里还没有家庭"))
            self._empty.step.say(tr("先导入名册，或新增一户；空白表现在就能印。"))
        self._empty.setVisible(not plan.lines)
        self._across.setVisible(bool(plan.lines))
        self._ticks_changed()

    def _first_village(self, plan: RoundPlan) -> bool:
        """Offers the villages; True when one had to be chosen and the round is read again."""
        before = self.village.value()
        self.village.set_choices([(name, name) for name in plan.villages], before)
        if self.which.value() == "village" and before is None and plan.villages:
            self._read(fresh=True)
            return True
        return False

    # Ticks, checks, drawing

    def _ticks_changed(self) -> None:
        lines = self.model.ticked()
        count = len(lines)
        blank = self.which.value() == "blank"
        counted = tr("{n} 张").format(n=count) if blank else households(count)
        self.header.say(tr("打印"), tr("走访登记表，{count}，按路线排好").format(count=counted))
        self._count.say(
            counted, tr("共 {n}").format(n=len(self.model.rows())) if count < len(self.model.rows()) else ""
        )
        self.print_button.say(tr("打印 {count}").format(count=counted))
        self.checks.show_lines(lines)
        self._settle.start()
        self._able()

    def _able(self) -> None:
        fit = bool(self.model.ticked_count) and not any(line.undrawn or line.unfit for line in self.model.ticked())
        idle = self._progress is None
        self.save_button.setEnabled(fit and idle)
        self.print_button.setEnabled(fit and idle and bool(self.printer.count()))

    def _skip(self, lines: tuple[FormLine, ...]) -> None:
        for line in lines:
            number = self.model.number_of(line_id(line))
            if number >= 0:
                self.model.tick(number, on=False)

    def _forms(self) -> Round | None:
        lines = self.model.ticked()
        if self._plan is None or not lines or any(line.undrawn or line.unfit for line in lines):
            return None
        return chosen(self._plan.forms, [line.form_id for line in lines])

    def _draw(self) -> None:
        """The preview follows the ticks, a moment later."""
        forms = self._forms()
        if forms is None:
            self._drawn = None
            self.preview.begin(0)
            self._sheets.say("")
            return
        options = BatchOptions(duplex=self.duplex.isChecked(), lists=self.lists.isChecked())
        self._place.read(
            lambda _desk: Drawn(forms, draw(forms, options)),
            self._show_pages,
            self._not_drawn,
            ticket=self._draw_ticket,
        )

    def _show_pages(self, drawn: Drawn) -> None:
        self._drawn = drawn
        pages = drawn.batch.pages
        leaves = -(-pages // 2) if self.duplex.isChecked() else pages
        self._sheets.say(tr("共 {pages} 页，用纸 {leaves} 张").format(pages=pages, leaves=leaves))
        self.preview.begin(pages, self._caption)
        self._turn_to(self.table.current_row())

    def _not_drawn(self, refusal: Refusal) -> None:
        self._drawn = None
        self.preview.begin(0)
        self._place.tasks.refused.emit(refusal)

    def _caption(self, page: int) -> str:
        if self._drawn is None:
            return ""
        for form in self._drawn.batch.forms:
            if form.first_page <= page + 1 < form.first_page + form.pages:
                name = self._drawn.forms.sheets[form.sheet].head
                return tr("{name}户").format(name=name) if name else tr("空白表")
        return tr("走访清单")

    def _turn_to(self, row: object) -> None:
        """The page of the family the keyboard stands on."""
        if self._drawn is None or not isinstance(row, FormLine):
            return
        for form in self._drawn.batch.forms:
            if str(self._drawn.forms.sheets[form.sheet].form_id) == row.form_id:
                self.preview.go(form.first_page - 1)

    def _render(self, page: int, width: int) -> None:
        if self._drawn is not None:
            pdf = self._drawn.batch.pdf
            self._place.read(
                lambda _desk: picture(pdf, page + 1, width),
                lambda image: self.preview.show_image(page, image),
                ticket=self._page_ticket,
            )

    def _open(self, row: object) -> None:
        if isinstance(row, FormLine) and row.family_id:
            self.went.emit("family", {"family_id": row.family_id})

    # Saving and printing

    def _save(self) -> None:
        forms = self._forms()
        if forms is None:
            return
        path = self._place.choose.save_file(tr("存成一个 PDF"), suggested_name(forms), "PDF (*.pdf)")
        if path is None:
            return
        target = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        options = BatchOptions(duplex=self.duplex.isChecked(), lists=self.lists.isChecked())
        self._place.work(
            lambda desk: save_round(desk, forms, draw(forms, options), target), lambda _touched: self._say_saved(target)
        )

    def _say_saved(self, path: Path) -> None:
        self.done.show_state(State.OK, tr("已存成 {name}").format(name=path.name))
        self.done.show()

    def _print(self) -> None:
        forms, name = self._forms(), str(self.printer.value() or "")
        if forms is None or not name:
            return
        duplex = self.duplex.isChecked()
        options = BatchOptions(duplex=duplex, lists=self.lists.isChecked())
        desk = self._place.desk

        def job(progress: Progress) -> Touched:
            desk.record.store.set_setting(LAST_PRINTER, name)
            print_pdf(draw(forms, options).pdf, printer_named(name, duplex=duplex), progress.step)
            return note_printed(desk, forms)

        self.done.hide()
        self.busy.begin(tr("正在打印"), tr("停下以后，已经送到打印机的页还会印出来。"))
        self._progress = self._place.tasks.long(job, lambda _touched: self._printed(len(forms.sheets)), self._stopped)
        self._able()

    def _printed(self, count: int) -> None:
        self._end()
        self.done.show_state(State.OK, tr("{n} 张表都送到打印机了").format(n=count))
        self.done.show()

    def _stopped(self, refusal: Refusal) -> None:
        self._end()
        self._place.tasks.refused.emit(refusal)

    def _end(self) -> None:
        self._progress = None
        self.busy.end()
        self._able()

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _stepped(self, done: int, total: int, _words: str) -> None:
        if self._progress is not None:
            self.busy.step(done, total, tr("第 {n} 页，共 {all} 页").format(n=done + 1, all=total))
