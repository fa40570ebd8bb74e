"""07 导入名册: decide row by row before anything is written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.files import put_file
from desktop.desk.roster import Imported, LaidList, import_list, lay_list, read_list
from desktop.desk.roster_batches import Batch, BatchUndone, batches, undo_batch
from desktop.desk.roster_review import decide_row, detail_of, lay_again, take_up_again
from desktop.roster.columns import Mapping
from desktop.roster.plan import Decision
from desktop.roster.writing import write_problems
from desktop.ui.pages.roster_columns import MatchColumns
from desktop.ui.pages.roster_done import Written
from desktop.ui.pages.roster_rows import ReviewRows
from desktop.ui.pages.roster_start import KINDS, ChooseList
from desktop.ui.pages.roster_steps import StepBar, StepStack
from desktop.ui.tasks import Progress, Stopped, Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, LoadingLine, PageHeader
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.roster.reading import Reading

CHOOSE, COLUMNS, ROWS, DONE = range(4)
_SURE = 0.6
_CONCERNS = ("family", "person", "child", "org_unit", "assignment", "agreement", "green_card")


class RosterPage(Page):
    """Four steps: choose a list, settle its columns, look at its rows, write."""

    key = "import"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._detail_ticket = Ticket(), Ticket()
        self._path: Path | None = None
        self._encoding = ""
        self.laid: LaidList | None = None
        self._progress: Progress | None = None
        self._writing = False
        self.steps = StepBar((tr("选表"), tr("对列"), tr("逐行看"), tr("写入")))
        self._other = Button(tr("换一张表"), "plain", "file-xls", clicked=self._choose)
        self.header = PageHeader(tr("导入名册"), "", [self._other])
        self.header.put_beside_title(self.steps)
        self._meta = Label("", "body", "ink2", elide=True)
        self.busy = LoadingLine()
        self._busy_card = Card(margins=(18, 12, 18, 12)).add(self.busy)
        self.choose = ChooseList(place.desk.today)
        self.columns = MatchColumns(_case_types(place))
        self.rows = ReviewRows()
        self.done = Written()
        self.stack = StepStack()
        for step in (self.choose, self.columns, self.rows, self.done):
            self.stack.add(step)
        for widget in (self.header, self._meta, self._busy_card):
            self.body.addWidget(widget)
        self.body.addWidget(self.stack, 1)
        self._busy_card.hide()
        self._wire()
        self._go(CHOOSE)

    def enter(self, **_where: object) -> None:
        """Asks for the imports made so far; a list under way stays."""
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        self._place.read(batches, self.choose.show_batches, ticket=self._ticket)

    def refresh(self, touched: Touched) -> None:
        """The record has changed under a list that is being looked at: it is compared afresh, decisions kept."""
        self.reload()
        laid = self.laid
        if laid is not None and self.step == ROWS and not self._writing and touched.touches(*_CONCERNS):
            self._decide(lambda: lay_again(self._place.desk, laid), self._standing())

    def save(self) -> None:
        """Writes what the rows say."""
        if self.step == ROWS and self.rows.write.isEnabled():
            self._write()

    def use_width(self, width_class: WidthClass) -> None:
        """Panels below in narrow windows."""
        super().use_width(width_class)
        self.steps.use_narrow(narrow=width_class < WidthClass.WIDE)
        self.columns.use_width(width_class)
        self.rows.use_width(width_class)

    @property
    def step(self) -> int:
        """The step shown, from 0."""
        return self.stack.shown()

    def open_list(self, path: Path, encoding: str = "") -> None:
        """Reads a list and lays it on the record; stops at the columns when a person has to look at them."""
        self._path, self._encoding = path, encoding
        desk = self._place.desk

        def job(progress: Progress) -> LaidList:
            progress.step(0, 3, tr("读文件"))
            reading = read_list(path, encoding)
            progress.step(1, 3, tr("认列名"))
            laid = lay_list(desk, reading)
            progress.step(3, 3, tr("与在册比对"))
            return laid

        self._long(tr("正在读 {name}").format(name=path.name), job, self._opened)

    # Inside

    def _wire(self) -> None:
        self.choose.wanted.connect(self._choose)
        self.choose.dropped.connect(self.open_list)
        self.choose.undo_wanted.connect(lambda batch: self._undo(batch.id if isinstance(batch, Batch) else str(batch)))
        self.columns.sheet_wanted.connect(self._other_sheet)
        self.columns.encoding_wanted.connect(self._other_encoding)
        self.columns.done.connect(lambda mapping: self._lay(mapping, then=ROWS))
        self.rows.opened.connect(self._ask_detail)
        self.rows.panel.decided.connect(self._decided)
        self.rows.panel.taken_up.connect(self._taken_up)
        self.rows.looks_accepted.connect(self._accept_looks)
        self.rows.problems_wanted.connect(self._save_problems)
        self.rows.write_wanted.connect(self._write)
        self.done.undo_wanted.connect(self._undo)
        self.done.again_wanted.connect(lambda: self._go(CHOOSE))
        self.done.families_wanted.connect(lambda: self.went.emit("families", {}))
        self.done.problems_wanted.connect(self._save_problems)
        self.steps.wanted.connect(self._back_to)
        self.busy.stopped.connect(lambda: self._progress.stop() if self._progress else None)

    def _go(self, step: int) -> None:
        self.stack.show_step(step)
        self.steps.go(step)
        self._other.setVisible(step in {COLUMNS, ROWS})
        self._meta.say(self._said(step))
        self._meta.setVisible(bool(self._meta.text()))
        self.choose.say("")

    def _said(self, step: int) -> str:
        laid = self.laid
        if laid is None or step == CHOOSE:
            return ""
        name, sheet = laid.reading.book.file_name, laid.guess.sheet.name
        where = (
            tr("{name}，工作表“{sheet}”").format(name=name, sheet=sheet) if laid.reading.book.kind != "csv" else name
        )
        beside = laid.guess.rows - sum(rows for _, rows in laid.plan.counts().rows)
        told = tr("，其中 {n} 行是小标题、合计或说明，不算户").format(n=beside) if beside > 0 and step > COLUMNS else ""
        return f"{where}，{laid.guess.said}{told}。"

    def _back_to(self, step: int) -> None:
        if step == CHOOSE or self.step != DONE:
            self._go(step)

    def _choose(self) -> None:
        path = self._place.choose.open_file(tr("选一张名册"), tr(KINDS))
        if path is not None:
            self.open_list(path)

    def _long(self, title: str, job: Callable[[Progress], LaidList], then: Callable[[LaidList], object]) -> None:
        self.busy.begin(title, tr("现在停下，什么都不会写入。"))
        self._busy_card.show()
        self.stack.setEnabled(False)
        self._place.tasks.stepped.connect(self.busy.step)

        def landed(laid: LaidList) -> None:
            self._rest()
            then(laid)

        def refused(refusal: Refusal) -> None:
            self._rest()
            self._refused(refusal)

        self._progress = self._place.tasks.long(job, landed, refused)

    def _rest(self) -> None:
        self._place.tasks.stepped.disconnect(self.busy.step)
        self.busy.end()
        self._busy_card.hide()
        self.stack.setEnabled(True)

    def _refused(self, refusal: Refusal) -> None:
        if isinstance(refusal, Stopped):
            return
        if self.step == CHOOSE:
            self.choose.say(refusal.sentence)
        else:
            self._place.tasks.refused.emit(refusal)

    def _opened(self, laid: LaidList) -> None:
        self._take(laid)
        self.columns.show_list(laid, self._encoding)
        sure = laid.reading.certain and not laid.reading.encoding_said
        unsure = any(guess.confidence < _SURE and guess.title for guess in laid.guess.guesses)
        corrected = laid.mapping.columns != laid.guess.mapping.columns
        self._go(ROWS if sure and (corrected or not unsure) else COLUMNS)

    def _take(self, laid: LaidList, keep: int = 0) -> None:
        self.laid = laid
        self.rows.show_list(laid, keep)

    def _lay(self, mapping: Mapping | None, sheet: int | None = None, then: int = COLUMNS) -> None:
        if self.laid is None:
            return
        reading: Reading = self.laid.reading
        at = self.laid.sheet if sheet is None else sheet
        desk = self._place.desk

        def job(progress: Progress) -> LaidList:
            progress.step(0, 1, tr("与在册比对"))
            return lay_list(desk, reading, at, mapping)

        def landed(laid: LaidList) -> None:
            self._take(laid)
            self.columns.show_list(laid, self._encoding)
            self._go(then)

        self._long(tr("正在比对 {n} 行").format(n=reading.sheets[at].rows), job, landed)

    def _other_sheet(self, sheet: int) -> None:
        self._lay(None, sheet)

    def _other_encoding(self, encoding: str) -> None:
        if self._path is not None:
            self.open_list(self._path, encoding)

    def _standing(self) -> int:
        row = self.rows.table.current_row()
        return row.row if row is not None else 0

    def _ask_detail(self, row: int) -> None:
        laid = self.laid
        if laid is not None:
            self._place.read(lambda desk: detail_of(desk, laid, row), self.rows.show_detail, ticket=self._detail_ticket)

    def _decided(self, row: int, decision: object) -> None:
        laid = self.laid
        if laid is None or not isinstance(decision, Decision):
            return
        before = laid.plan.at(row)
        seen = {doubt.sentence for doubt in before.doubts} if before else set()

        def next_row(after: LaidList) -> int:
            now = after.plan.at(row)
            fresh = now is not None and any(d.sentence not in seen and d.weight != "note" for d in now.doubts)
            return row if fresh else 0

        self._decide(lambda: decide_row(laid, row, decision), row, next_row)

    def _taken_up(self, row: int) -> None:
        laid = self.laid
        if laid is not None:
            self._decide(lambda: take_up_again(laid, row), row)

    def _accept_looks(self, rows: object) -> None:
        laid = self.laid
        if laid is not None and isinstance(rows, tuple):
            wanted = {int(row): Decision() for row in rows}
            self._decide(lambda: laid.decide(wanted), self._standing())

    def _decide(self, job: Callable[[], LaidList], row: int, stay: Callable[[LaidList], int] | None = None) -> None:
        """Plans again; `stay` says on which row to stand after it, 0 for the next one that waits."""

        def landed(laid: LaidList) -> None:
            self._take(laid, row)
            if stay is not None:
                self.rows.table.go_to(str(stay(laid) or self.rows.next_after(row)))
            self._ask_detail(self._standing())

        self._place.tasks.read(job, landed, ticket=self._ticket)

    def _save_problems(self) -> None:
        laid = self.laid
        if laid is None:
            return
        name = Path(laid.reading.book.file_name).stem + tr("_问题清单.xlsx")
        path = self._place.choose.save_file(tr("问题清单存到哪里"), name, "Excel (*.xlsx)")
        if path is not None:
            said = tr("问题清单已存到 {name}。").format(name=path.name)
            self._place.tasks.read(
                lambda: put_file(path, write_problems(laid.plan)), lambda _path: self._meta.say(said)
            )

    def _write(self) -> None:
        laid = self.laid
        if laid is None or self._writing:
            return
        self._writing = True
        self.rows.write.setEnabled(False)
        kept: list[Imported] = []

        def job() -> Touched:
            kept.append(import_list(self._place.desk, laid))
            return kept[0].touched

        self._place.tasks.write(job, lambda _touched: self._written(kept[0], laid), self._not_written)

    def _written(self, done: Imported, laid: LaidList) -> None:
        self._writing = False
        self.done.show_imported(done, len(laid.plan.missing))
        self._go(DONE)
        self.reload()

    def _not_written(self, refusal: Refusal) -> None:
        self._writing = False
        self.rows.write.setEnabled(True)
        self._place.tasks.refused.emit(refusal)

    def _undo(self, batch: str) -> None:
        kept: list[BatchUndone] = []

        def job() -> Touched:
            kept.append(undo_batch(self._place.desk, batch))
            return kept[0].touched

        self._place.tasks.write(job, lambda _touched: self._undone(kept[0]))

    def _undone(self, undone: BatchUndone) -> None:
        self.done.show_undone(undone)
        self._go(DONE)
        self.reload()


def _case_types(place: Workplace) -> list[tuple[str, str]]:
    return [(entry.code, entry.name) for entry in place.desk.codes["case_type"].entries]
