"""各县 (above the counties): what each county has handed up, what is missing, and files taken in."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from db.domain.standing import ITEMS
from db.errors import Refusal
from db.sync.upper.hand_up_result import HandUpResult
from db.touched import Touched
from desktop.desk.county_inbox import Inbox, choose_inbox, hand_ups_in, inbox
from desktop.desk.coverage import UpperFigures, upper_figures
from desktop.desk.uppers import CountyRow, counties, take_up
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.models.table import RowsTable
from desktop.ui.pages.counties_files import ANOTHER, CountyEnrolling, CountysWord, HandUpResults
from desktop.ui.pages.counties_table import FiguresLine, ReceivedLine, figures_table, received_lines, received_table
from desktop.ui.pages.monthly_files import KINDS, DropZone, packages_in
from desktop.ui.tasks import Progress, Stopped, Ticket
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, EmptyState, LoadingLine, PageHeader, SectionHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import area_around
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import StateLine
from desktop.ui.workplace import Workplace
from desktop.words import tr

_RECEIVED, _FIGURES = "received", "figures"


class CountiesPage(Page):
    """The first page of an office above the counties."""

    key = "counties"
    guest_safe = True

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._inbox_ticket = Ticket(), Ticket()
        self._progress: Progress | None = None
        self._files: tuple[Path, ...] = ()
        self._asked: tuple[Path, ...] = ()
        self.found: tuple[CountyRow, ...] = ()
        self.table: RowsTable | None = None
        self.view = Segments([(_RECEIVED, tr("收到哪里")), (_FIGURES, tr("各[县]数字"))], named=tr("看什么"))
        self.enrol = Button(tr("登记一个[县]"), "plain", clicked=lambda: self._open_enrolling(on=True))
        self.header = PageHeader(tr("各[县]"), "", [self.enrol, self.view])
        self.drop = DropZone(hand_ups_in)
        self.busy = LoadingLine()
        self.said = StateLine(State.MISS, "", "body", wrap=True)
        self.list = HandUpResults()
        self.word = CountysWord()
        self.heading = SectionHeader("")
        self.inbox = Inbox(None)
        self.watcher = QFileSystemWatcher(self)
        self.later = Button(tr("先不导入"), "plain", clicked=self._drop_preview)
        self.bring_in = Button("", "filled", "tray-arrow-down", clicked=self.save)
        self.enrolling = CountyEnrolling(place, self.reload, lambda: self._open_enrolling(on=False))
        self.matrix = QStackedWidget()
        self._empty = EmptyState(
            "buildings",
            tr("还没有登记任何[县]"),
            tr("生成申请文件交给每个[县]，各[县]批复以后，才能收它们的上报包。"),
            [Button(tr("登记一个[县]"), "filled", clicked=lambda: self._open_enrolling(on=True))],
        )
        self._build()

    def enter(self, **_where: object) -> None:
        """Asks for the counties; files that wait for a decision stay."""
        self.reload()

    def reload(self) -> None:
        """Asks again for what is shown."""
        self._place.read(counties, self._show, ticket=self._ticket)
        self._count_inbox()
        if self.view.value() == _FIGURES:
            self._place.read(upper_figures, self._show_figures)

    def refresh(self, touched: Touched) -> None:
        """Families may have changed."""
        if touched.kinds:
            self.reload()

    def save(self) -> None:
        """Takes in what was looked at."""
        if self._files and self.bring_in.isEnabled():
            self._look(self._files, apply=True)

    def look_at(self, paths: Sequence[Path]) -> None:
        """Looks at files first; nothing is taken in yet."""
        self._look(packages_in(paths, hand_ups_in), apply=False)

    def use_width(self, width_class: WidthClass) -> None:
        """The files below the list in narrow windows."""
        super().use_width(width_class)
        wide = width_class is WidthClass.WIDE
        self.across.use_width(width_class)
        sizes.bounded(self._left, min_height=0 if wide else 300)
        sizes.bounded(self._right, min_height=0 if wide else 340)

    # Inside

    def _build(self) -> None:
        self._left = Card(gap=6, margins=(1, 1, 1, 8))
        self._left.add(self.matrix, self._empty)
        self._left.body.setStretch(0, 1)
        self._files_card = Card(gap=8, margins=(16, 12, 12, 14))
        self._files_card.add(
            self.heading, self.busy, self.said, self.word, self.list, flow_row(spring(), self.later, self.bring_in)
        )
        self._files_card.body.setStretch(4, 1)
        self._right, self._below = QWidget(), QWidget()
        lines = sizes.column(self._right, gap=12)
        lines.addWidget(self.enrolling)
        lines.addWidget(self.drop)
        lines.addWidget(self._files_card, 1)
        lines.addWidget(self._below, 1)
        self.across = Columns([(self._left, 3), (self._right, 2)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)
        self.said.hide()
        self._empty.hide()
        self._open_enrolling(on=False)
        self._show_results((), preview=False)
        self.word.agreed.connect(self._readopt)
        self.drop.dropped.connect(self.look_at)
        self.drop.wanted.connect(self._choose)
        self.drop.folder_wanted.connect(self._choose_inbox)
        self.drop.folder_looked.connect(lambda: self.look_at(self.inbox.new))
        self.watcher.directoryChanged.connect(lambda _path: self._count_inbox())
        self.view.changed.connect(lambda _value: self.reload())
        self.busy.stopped.connect(lambda: self._progress.stop() if self._progress else None)

    def _open_enrolling(self, *, on: bool) -> None:
        for widget in (self.enrolling, self._below):
            widget.setVisible(on)
        for widget in (self.drop, self._files_card, self.enrol):
            widget.setVisible(not on)
        if on:
            self.enrolling.request.setFocus()
            QTimer.singleShot(
                0, self, lambda: self._bring_up(self.enrolling)
            )  # what has just been shown has no place yet

    def _bring_up(self, card: QWidget) -> None:
        """In a narrow window what was asked for stands below the list: it is scrolled to."""
        outer = area_around(self)
        if outer is not None:
            outer.ensureWidgetVisible(card, 0, sizes.px(8))

    def _show(self, found: tuple[CountyRow, ...]) -> None:
        self.found = found
        towns = sum(each.org != county.code for county in found for each in county.streams)
        families = sum(county.families for county in found)
        words = tr("{n} 个[县]，{towns} 个[乡镇]，{families:,} 户")
        self.header.say(tr("各[县]"), words.format(n=len(found), towns=towns, families=families) if found else "")
        self._empty.setVisible(not found)
        self.matrix.setVisible(bool(found))
        self.drop.setEnabled(bool(found))
        if self.view.value() == _RECEIVED:
            self._put(received_table(received_lines(found, self._place.desk.today)))
        missing = next((county for county in found if county.missing), None)
        if missing is not None and not self.list.results:
            self._say(State.LATE, tr("{who}：{what}").format(who=missing.name, what=missing.missing))

    def _show_figures(self, found: UpperFigures) -> None:
        words = self._place.desk.profile
        titles = [(item, words.word(f"item.{item}.short")) for item in ITEMS]
        self._put(figures_table(found, words, titles))

    def _put(self, table: RowsTable) -> None:
        before = self.table
        self.table = table
        table.cell_opened.connect(self._open)
        self.matrix.addWidget(table)
        self.matrix.setCurrentWidget(table)
        if before is not None:
            self.matrix.removeWidget(before)
            before.deleteLater()

    def _open(self, row: object, key: str) -> None:
        if isinstance(row, ReceivedLine | FiguresLine) and row.org:
            where = {"org": row.org, "org_name": row.name.strip()}
            if key in ITEMS:
                self.went.emit("coverage", {"org": row.org, "item": key})
            else:
                self.went.emit("families", where)

    # Files

    def _choose(self) -> None:
        paths = self._place.choose.open_files(tr("选各[县]的上报包"), tr(KINDS))
        if paths:
            self.look_at(paths)

    def _readopt(self) -> None:
        wanted = {result.file_name for result in self.list.results if result.verdict in ANOTHER}
        files = tuple(path for path in self._asked if path.name in wanted)
        self._look(files, apply=True, readopt=True)

    def _look(self, paths: tuple[Path, ...], *, apply: bool, readopt: bool = False) -> None:
        if not paths:
            self._say(State.MISS, tr("这里没有[县]里的上报包（.nxb）。没有导入任何东西。请换一个文件夹再选。"))
            return
        desk, self._asked = self._place.desk, paths
        title = tr("正在导入 {n} 个包") if apply else tr("正在核对 {n} 个包")
        note = tr("已导入的留着，还没轮到的不导入。") if apply else tr("现在停下，什么都不会写入。")
        self._open_enrolling(on=False)
        self.busy.begin(title.format(n=len(paths)), note)
        self.said.hide()
        self._hold(on=True)

        def job(progress: Progress) -> tuple[HandUpResult, ...]:
            def told(done: int) -> None:
                progress.step(done, len(paths))

            return take_up(desk, paths, apply=apply, readopt=readopt, told=told)

        self._place.tasks.stepped.connect(self.busy.step)
        self._progress = self._place.tasks.long(
            job, lambda results: self._looked(paths, results, apply=apply), self._not_looked
        )

    def _rest(self) -> None:
        self._place.tasks.stepped.disconnect(self.busy.step)
        self.busy.end()
        self._hold(on=False)

    def _hold(self, *, on: bool) -> None:
        for widget in (self.drop, self.later, self.bring_in, self.word):
            widget.setEnabled(not on)

    def _looked(self, paths: tuple[Path, ...], results: tuple[HandUpResult, ...], *, apply: bool) -> None:
        self._rest()
        self._files = () if apply else paths
        self._show_results(results, preview=not apply)
        self._count_inbox()
        QTimer.singleShot(0, self, lambda: self._bring_up(self._files_card))
        if apply:
            self._place.tasks.committed.emit(Touched())  # the frame counts again
            self.reload()

    def _not_looked(self, refusal: Refusal) -> None:
        self._rest()
        self._say(State.EXCL if isinstance(refusal, Stopped) else State.MISS, refusal.sentence)
        self.reload()

    def _show_results(self, results: Sequence[HandUpResult], *, preview: bool) -> None:
        ready = sum(result.verdict == "preview" for result in results) if preview else 0
        self._files = self._files if ready else ()
        words = tr("这 {n} 个文件，还没有导入") if ready else tr("这次 {n} 个文件")
        self.heading.say(words.format(n=len(results)) if results else tr("收上报包"))
        self.list.show_results(results)
        self.word.offer(on=any(result.verdict in ANOTHER for result in results))
        self.bring_in.say(tr("导入 {n} 个包").format(n=ready))
        self.bring_in.setVisible(ready > 0)
        self.later.setVisible(ready > 0)

    def _drop_preview(self) -> None:
        self._files = ()
        self._show_results((), preview=False)
        self.reload()

    def _count_inbox(self) -> None:
        self._place.read(inbox, self._show_inbox, ticket=self._inbox_ticket)

    def _show_inbox(self, found: Inbox) -> None:
        self.inbox = found
        self.drop.show_inbox(found)
        watched = self.watcher.directories()
        wanted = [str(found.folder)] if found.folder is not None and not found.missing else []
        if watched != wanted:
            if watched:
                self.watcher.removePaths(watched)
            if wanted:
                self.watcher.addPaths(wanted)

    def _choose_inbox(self) -> None:
        folder = self._place.choose.folder(tr("各[县]的包都放在哪个文件夹"))
        if folder is not None:
            self._place.read(lambda desk: choose_inbox(desk, folder), lambda _: self._count_inbox())

    def _say(self, state: State, words: str) -> None:
        self.said.show_state(state, words)
        self.said.show()
