"""10 月度 (county): which township has handed in what, and what came out."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from db.domain.standing import ITEMS
from db.errors import Refusal
from db.sync.county.imported import ImportResult
from db.sync.county.returning import Returned
from db.touched import Touched
from desktop.desk.answers import answer_townships, answers_owed
from desktop.desk.county import Figures, TownshipFigures, figures
from desktop.desk.county_inbox import (
    Inbox,
    choose_inbox,
    differing_words,
    import_report,
    inbox,
    reminder_list,
    reminders,
)
from desktop.desk.county_months import CountyMonths, TownshipYear, county_months, look_in
from desktop.desk.files import put_file
from desktop.desk.reported import Reported
from desktop.ui import sizes
from desktop.ui.display import State, month_day
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.monthly_files import KINDS, DropZone, FileResults, ReplayCard, packages_in
from desktop.ui.pages.monthly_reported import WhichTime, fold
from desktop.ui.pages.monthly_table import LEGEND, figures_table, months_table
from desktop.ui.tasks import Progress, Stopped, Ticket
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, EmptyState, LoadingLine, PageHeader, SectionHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import area_around, settle
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import Legend, StateLine
from desktop.ui.workplace import Workplace
from desktop.words import tr

_MONTHS, _FIGURES = "months", "figures"
EXCEL = "Excel (*.xlsx)"


class MonthlyPage(Page):
    """The county's first page."""

    key = "monthly"
    guest_safe = True

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._inbox_ticket = Ticket(), Ticket()
        self._progress: Progress | None = None
        self._files: tuple[Path, ...] = ()
        self._owed = 0
        self._folding = self._just_taken = False
        self.months: CountyMonths | None = None
        self.results: tuple[ImportResult, ...] = ()
        self.table: RowsTable | None = None
        self.view = Segments([(_MONTHS, tr("按月上报")), (_FIGURES, tr("各[镇]数字"))], named=tr("看什么"))
        self.remind = Button("", "plain", "file-xls", clicked=self._save_reminders)
        self.header = PageHeader(tr("月度"), "", [self.remind, self.view])
        self.which = WhichTime()
        self.drop = DropZone()
        self.replay = ReplayCard()
        self.busy = LoadingLine()
        self.list = FileResults()
        self.report = Button(tr("存下接收情况"), "link_note", clicked=self._save_report)
        self.heading = SectionHeader("", right=(self.report,))
        self.said = StateLine(State.MISS, "", "body", wrap=True)
        self.inbox = Inbox(None)
        self.watcher = QFileSystemWatcher(self)
        self.later = Button(tr("先不导入"), "plain", clicked=self._drop_preview)
        self.bring_in = Button("", "filled", "tray-arrow-down", clicked=self.save)
        self.answer = Button("", "filled", "paper-plane-tilt", clicked=self._answer)
        self.matrix = QStackedWidget()
        self._empty = EmptyState(
            "buildings",
            tr("还没有登记[乡镇]"),
            tr("先到“[乡镇]”页读入各[乡镇]的登记申请，登记过的电脑才能上报。"),
            [Button(tr("去登记"), "filled", clicked=lambda: self.went.emit("stations", {}))],
        )
        self._build()

    def enter(self, **_where: object) -> None:
        """Asks for the months; files that wait for a decision stay."""
        self.results = self.results if self._files else ()
        self.reload()

    def reload(self) -> None:
        """Asks again for what is shown."""
        self._place.read(county_months, self._show, ticket=self._ticket)
        self._place.read(answers_owed, self._offer_answers)
        self._count_inbox()
        self.which.setVisible(self.view.value() == _FIGURES)
        if self.view.value() == _FIGURES:
            self._ask_figures()

    def refresh(self, touched: Touched) -> None:
        """Families or conflicts may have changed."""
        if touched.kinds:
            self.reload()

    def save(self) -> None:
        """Takes in what was looked at."""
        if self._files and self.bring_in.isEnabled():
            self._look(self._files, apply=True)

    def look_at(self, paths: Sequence[Path]) -> None:
        """Looks at packages first; nothing is taken in yet."""
        self._look(packages_in(paths), apply=False)

    def use_width(self, width_class: WidthClass) -> None:
        """The files below the matrix in narrow windows."""
        super().use_width(width_class)
        wide = width_class is WidthClass.WIDE
        self.across.use_width(width_class)
        sizes.bounded(self._left, min_height=0 if wide else 300)
        sizes.bounded(self._right, min_height=0 if wide else 320)

    # Inside

    def _build(self) -> None:
        self._left = Card(gap=6, margins=(1, 1, 1, 8))
        legend = sizes.row(margins=(18, 0, 12, 0))
        self._legend = Legend([(state, tr(word)) for state, word in LEGEND])
        legend.addWidget(self._legend)
        self._left.add(self.matrix, legend)
        self._left.body.setStretch(0, 1)
        files = self._files_card = Card(gap=8, margins=(16, 12, 12, 14))
        files.add(
            self.heading, self.busy, self.said, self.list, flow_row(spring(), self.later, self.bring_in, self.answer)
        )
        files.body.setStretch(3, 1)
        self._right = QWidget()
        lines = sizes.column(self._right, gap=12)
        lines.addWidget(self.replay)
        lines.addWidget(self.drop)
        lines.addWidget(files, 1)
        self.across = Columns([(self._left, 2), (self._right, 1)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.which)
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self._empty, 1)
        self._empty.hide()
        self.said.hide()
        self._offer(0)
        self.drop.dropped.connect(self.look_at)
        self.drop.wanted.connect(self._choose)
        self.drop.folder_wanted.connect(self._choose_inbox)
        self.replay.wanted.connect(lambda: self.look_at(self.inbox.archived))
        self.drop.folder_looked.connect(lambda: self.look_at(self.inbox.new))
        self.watcher.directoryChanged.connect(lambda _path: self._count_inbox())
        self.remind.hide()
        self.view.changed.connect(lambda _value: self.reload())
        self.which.changed.connect(self._ask_figures)
        self.busy.stopped.connect(lambda: self._progress.stop() if self._progress else None)

    def _show(self, months: CountyMonths) -> None:
        self.months = months
        words = tr("{period}包应于 {due} 前交齐，已收 {n} / {all}")
        told = words.format(
            period=months.period.label,
            due=month_day(months.due),
            n=months.handed_in,
            all=len(months.townships),
        )
        self.header.say(tr("月度"), told if months.townships else "")
        self.which.offer(months)
        owing = len(reminders(months))
        self.remind.say(tr("催交名单（{n}）").format(n=owing))
        self.remind.setVisible(owing > 0)
        self.across.setVisible(bool(months.townships))
        self._empty.setVisible(not months.townships)
        if self.view.value() == _MONTHS:
            self._put(months_table(months))
        if not self.results:
            self._show_today(months.results)
        if self._just_taken:  # the matrix above has been made anew
            self._just_taken = False
            QTimer.singleShot(0, self, self._results_into_sight)

    def _ask_figures(self) -> None:
        month = self.which.month
        if month is None:
            self._place.read(figures, self._show_figures)
        elif not self._folding:
            self._folding = True
            self.busy.begin(tr("正在按上报时的账重新算"), tr("现在停下，什么都不会改动。"))
            self._hold(on=True)
            self._place.tasks.stepped.connect(self.busy.step)
            job = partial(fold, self._place.desk, month)
            self._progress = self._place.tasks.long(job, self._show_reported, self._not_folded)

    def _show_figures(self, found: Figures) -> None:
        if self.which.month is None:
            self.which.tell_now(found)
            self._put_figures(found)

    def _show_reported(self, found: Reported) -> None:
        self._folding = False
        self._rest()
        if self.view.value() == _FIGURES and self.which.month == found.month:
            self.which.tell(found)
            self._put_figures(found.then, {each.org_code: each.changed for each in found.townships})

    def _not_folded(self, refusal: Refusal) -> None:
        self._folding = False
        self._rest()
        self._say(State.MISS, refusal.sentence)
        self.which.look_at_now()
        self.reload()

    def _put_figures(self, found: Figures, changed: Mapping[str, int] | None = None) -> None:
        words = self._place.desk.profile
        titles = [(item, words.word(f"item.{item}.short")) for item in ITEMS]
        self._put(figures_table(found, words, titles, changed))

    def _put(self, table: RowsTable) -> None:
        before = self.table
        self.table = table
        table.cell_opened.connect(self._open_township)
        self._legend.setVisible(self.view.value() == _MONTHS)
        self.matrix.addWidget(table)
        self.matrix.setCurrentWidget(table)
        if before is not None:
            self.matrix.removeWidget(before)
            before.deleteLater()

    def _open_township(self, row: object, key: str) -> None:
        if isinstance(row, TownshipYear | TownshipFigures) and key in {"name", "households", "head"}:
            self.went.emit("families", {"org": row.org_code, "org_name": row.name})
        elif isinstance(row, TownshipFigures) and self.which.month is None:  # whoever is named is named as of now
            self.went.emit("coverage", {"org": row.org_code, "item": key})

    def _choose(self) -> None:
        paths = self._place.choose.open_files(tr("选上报包"), tr(KINDS))
        if paths:
            self.look_at(paths)

    def _look(self, paths: tuple[Path, ...], *, apply: bool) -> None:
        if not paths:
            self._say(State.MISS, tr("这里没有上报包（.nxb）。没有导入任何东西。请换一个文件夹再选。"))
            return
        desk = self._place.desk
        title = tr("正在导入 {n} 个包") if apply else tr("正在核对 {n} 个包")
        note = tr("已导入的留着，还没轮到的不导入。") if apply else tr("现在停下，什么都不会写入。")
        self.busy.begin(title.format(n=len(paths)), note)
        self.said.hide()
        self._hold(on=True)

        def job(progress: Progress) -> tuple[ImportResult, ...]:
            def told(done: int) -> None:
                progress.step(done, len(paths))

            return look_in(desk, paths, apply=apply, told=told)

        self._place.tasks.stepped.connect(self.busy.step)
        self._progress = self._place.tasks.long(
            job, lambda results: self._looked(paths, results, apply=apply), self._not_looked
        )

    def _rest(self) -> None:
        self._place.tasks.stepped.disconnect(self.busy.step)
        self.busy.end()
        self._hold(on=False)

    def _hold(self, *, on: bool) -> None:
        for widget in (self.drop, self.replay, self.later, self.bring_in, self.which):
            widget.setEnabled(not on)

    def _looked(self, paths: tuple[Path, ...], results: tuple[ImportResult, ...], *, apply: bool) -> None:
        self._rest()
        self._files = () if apply else paths
        self._show_files(results, preview=not apply)
        self._count_inbox()
        self._just_taken = apply
        QTimer.singleShot(0, self, self._results_into_sight)
        if apply:
            self._place.tasks.committed.emit(Touched())  # the frame counts again
            self.reload()

    def _not_looked(self, refusal: Refusal) -> None:
        self._rest()
        if isinstance(refusal, Stopped):
            self._say(State.EXCL, refusal.sentence)
            self.reload()
            return
        self._say(State.MISS, refusal.sentence)

    def _show_today(self, results: Sequence[ImportResult]) -> None:
        self.heading.say(tr("今天收到 {n} 个包").format(n=len(results)))
        self.report.setVisible(bool(results))
        self._show_results(results)
        self._offer(0)

    def _show_files(self, results: tuple[ImportResult, ...], *, preview: bool) -> None:
        self.results = results
        ready = sum(result.verdict == "preview" for result in results)
        words = tr("这次 {n} 个文件")
        if preview:
            words = tr("这 {n} 个文件，还没有导入") if ready else tr("这 {n} 个文件，没有可以导入的")
        self._files = self._files if ready else ()
        self.heading.say(words.format(n=len(results)))
        self.report.setVisible(bool(results))
        self._show_results(results)
        self._offer(ready)

    def _show_results(self, results: Sequence[ImportResult]) -> None:
        self.list.show_results(results)
        if any(result.differing for result in results):
            self._place.read(lambda desk: differing_words(desk, results), self.list.name_differing)

    def _results_into_sight(self) -> None:
        """In a narrow window they stand below the matrix."""
        settle()
        outer = area_around(self)
        if outer is not None and self.width_class is not WidthClass.WIDE:
            outer.ensureWidgetVisible(self._files_card, 0, sizes.px(8))

    # The inbox folder, and what is saved for others

    def _count_inbox(self) -> None:
        self._place.read(inbox, self._show_inbox, ticket=self._inbox_ticket)

    def _show_inbox(self, found: Inbox) -> None:
        self.inbox = found
        self.drop.show_inbox(found)
        self.replay.show_archived(0 if self._files else len(found.archived))
        watched = self.watcher.directories()
        wanted = [str(found.folder)] if found.folder is not None and not found.missing else []
        if watched != wanted:
            if watched:
                self.watcher.removePaths(watched)
            if wanted:
                self.watcher.addPaths(wanted)

    def _choose_inbox(self) -> None:
        folder = self._place.choose.folder(tr("[乡镇]的包都放在哪个文件夹"))
        if folder is not None:
            self._place.read(lambda desk: choose_inbox(desk, folder), lambda _: self._count_inbox())

    def _save_report(self) -> None:
        shown = self.list.results
        title, name = tr("接收情况存到哪里"), tr("接收情况.xlsx")
        path = self._place.choose.save_file(title, name, f"{EXCEL};;CSV (*.csv)") if shown else None
        if path is not None:
            applied, as_csv = not self._files, path.suffix.casefold() == ".csv"
            self._place.read(
                lambda desk: put_file(path, import_report(desk, shown, applied=applied, as_csv=as_csv)),
                lambda _: self._say(State.OK, tr("已存到 {name}。").format(name=path.name)),
                lambda refusal: self._say(State.MISS, refusal.sentence),
            )

    def _save_reminders(self) -> None:
        months = self.months
        path = self._place.choose.save_file(tr("催交名单存到哪里"), tr("催交名单.xlsx"), EXCEL) if months else None
        if path is not None and months is not None:
            self._place.read(
                lambda desk: put_file(path, reminder_list(desk, months)),
                lambda _: self._say(State.OK, tr("已存到 {name}。").format(name=path.name)),
                lambda refusal: self._say(State.MISS, refusal.sentence),
            )

    # Answers

    def _offer_answers(self, owed: int) -> None:
        self._owed = owed
        self.answer.say(tr("写回执（{n}）").format(n=owed))
        self.answer.setVisible(bool(owed) and not self._files)

    def _answer(self) -> None:
        folder = self._place.choose.folder(tr("回执写到哪里"))
        if folder is not None:
            self.answer.setEnabled(False)
            self._place.read(lambda desk: answer_townships(desk, folder), self._answered, self._not_answered)

    def _answered(self, made: tuple[Returned, ...]) -> None:
        self.answer.setEnabled(True)
        names = "、".join(dict.fromkeys(each.org_name for each in made))
        words = tr("已写好 {n} 份回执，并重新读过一遍：{names}。每份只有那台电脑能打开。")
        self._say(State.OK, words.format(n=len(made), names=names))
        self.reload()

    def _not_answered(self, refusal: Refusal) -> None:
        self.answer.setEnabled(True)
        self._say(State.MISS, refusal.sentence)
        self.reload()

    def _offer(self, ready: int) -> None:
        self.bring_in.say(tr("导入 {n} 个包").format(n=ready))
        self.bring_in.setVisible(ready > 0)
        self.later.setVisible(ready > 0)
        self.answer.setVisible(self._owed > 0 and not ready)

    def _drop_preview(self) -> None:
        self._files, self.results = (), ()
        self._offer(0)
        self.reload()

    def _say(self, state: State, words: str) -> None:
        self.said.show_state(state, words)
        self.said.show()
