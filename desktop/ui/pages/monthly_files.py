"""Packages coming in at the county: where they are dropped, and what became of each file."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from db.sync.county.imported import ImportResult
from db.sync.merging.intake import REVIEW
from desktop.desk.county_inbox import Inbox, reports_in
from desktop.ui import sizes
from desktop.ui.display import State, look, needs_a_person
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, Rule
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.paint import Picture, clear
from desktop.ui.widgets.states import Glyph, StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

SUFFIX = ".nxb"
KINDS = "上报包 (*.nxb)"
_MOST = 500


class DropZone(Card):
    """Takes dropped packages and folders of packages; the button asks for files; below, the folder that is watched.

    Args:
        inside: which packages of a folder are meant.
    """

    dropped = Signal(object)
    wanted = Signal()
    folder_wanted = Signal()
    folder_looked = Signal()

    def __init__(self, inside: Callable[[Path], list[Path]] = reports_in) -> None:
        super().__init__(box="drop", margins=(16, 12, 14, 12))
        self._inside = inside
        self.setAcceptDrops(True)
        words = sizes.column(gap=0)
        words.addWidget(Label(tr("把上报包拖到这里"), "strong"))
        words.addWidget(Label(tr("先后、重复都没关系，结果一样"), "note", "ink2", elide=True))
        self.folder_words = Label("", "note", "ink2", elide=True)
        self.look = Button(tr("看一遍"), "small_filled", clicked=self.folder_looked.emit)
        self.change = Button(tr("选收件夹"), "link_note", clicked=self.folder_wanted.emit)
        self.choose = Button(tr("选文件"), "plain", "folder-open", clicked=self.wanted.emit)
        line = sizes.row(gap=14)
        line.addWidget(Picture("tray-arrow-down", 22, "accent"))
        line.addLayout(words, 1)
        line.addWidget(self.choose)
        folder = sizes.row(gap=10)
        folder.addWidget(self.folder_words, 1)
        for button in (self.look, self.change):
            folder.addWidget(button)
        self.add(line, folder)
        self.show_inbox(Inbox(None))

    def show_inbox(self, found: Inbox) -> None:
        """Says what lies in the inbox folder."""
        words = tr("设一个收件夹，新来的包就自己出现在这里")
        if found.folder is not None:
            name = found.folder.name or str(found.folder)
            words = tr("收件夹“{name}”，{all} 个包").format(name=name, all=found.all)
            if found.missing:
                words = tr("收件夹 {name} 现在打不开").format(name=name)
        self.folder_words.say(words)
        self.look.say(tr("看新到的 {n} 个").format(n=len(found.new)))
        self.look.setVisible(bool(found.new))
        self.change.say(tr("换收件夹") if found.folder else tr("选收件夹"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders are welcome."""
        if packages_in(_paths(event), self._inside):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hands the packages on."""
        found = packages_in(_paths(event), self._inside)
        if found:
            event.acceptProposedAction()
            self.dropped.emit(found)


class ReplayCard(Card):
    """Says that raw packages are kept here which the record has lost, and offers to look at them; hidden without."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__(gap=6, margins=(14, 10, 14, 10), box="banner")
        self.words = StateLine(State.SOON, "", "body", plain=True, wrap=True)
        self.again = Button("", "small_filled", "tray-arrow-down", clicked=self.wanted.emit)
        self.add(self.words, flow_row(self.again))
        self.hide()

    def show_archived(self, count: int) -> None:
        """So many packages are kept and not known."""
        told = tr("存档里有 {n} 个包，这份档案里没有记着：多半是恢复过备份。补导一遍就接上了，已有的不会重复。")
        self.words.show_state(State.SOON, told.format(n=count))
        self.again.say(tr("看这 {n} 个存档包").format(n=count))
        self.setVisible(count > 0)


class FileResults(QWidget):
    """What became of each file, one under another, and all together; `chosen(result)` when one is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.results: tuple[ImportResult, ...] = ()
        self._lines: list[ResultLine] = []
        self._list = FormScroll(gap=0, margins=(0, 0, 8, 0))
        self.total = Label("", "strong", elide=True)
        self._counted = Label("", "note", "ink2")
        foot = sizes.row(gap=8)
        foot.addWidget(self._counted)
        foot.addStretch(1)
        foot.addWidget(self.total)
        lines = sizes.column(self, gap=8)
        lines.addWidget(self._list, 1)
        lines.addWidget(Rule())
        lines.addLayout(foot)

    def show_results(self, results: Sequence[ImportResult]) -> None:
        """Shows these."""
        self.results = tuple(results)
        self._lines = []
        clear(self._list.body)
        if not results:
            self._list.add(Label(tr("今天还没有收到上报包。"), "note", "ink3", wrap=True))
        for result in results:
            self._lines.append(ResultLine(result))
            self._list.add(self._lines[-1])
        self._list.body.addStretch(1)
        counted = [result for result in results if result.verdict in {"imported", "preview"}]
        self._counted.say(tr("{n} 个包合计").format(n=len(counted)) if counted else "")
        self.total.say(total_words(counted) if counted else "")

    def name_differing(self, names: Mapping[str, str]) -> None:
        """Says under each package in which records both sides differ (D-43).

        Args:
            names: the records in words, by package.
        """
        for line in self._lines:
            line.differing.setVisible(line.package_id in names)
            line.differing.say(names.get(line.package_id, ""))


class ResultLine(QWidget):
    """One file: shape, whose and which number, verdict, and a second line."""

    def __init__(self, result: ImportResult) -> None:
        super().__init__()
        self.package_id = result.package_id
        self.differing = Label("", "note", "miss", wrap=True)
        self.differing.hide()
        state, verdict = verdict_of(result)
        ink = look(state).ink if needs_a_person(state) or state is State.OK else "ink2"
        name = tr("文件 {name}").format(name=result.file_name)
        if result.org_name:
            name = tr("{who} 第 {n} 号").format(who=result.org_name, n=result.package_no)
        head = sizes.row(gap=8)
        head.addWidget(Label(name, "strong", elide=True), 1)
        head.addWidget(Label(verdict, "note_strong", ink))
        words = sizes.column(gap=0)
        words.addLayout(head)
        words.addWidget(Label(second_line(result), "note", "ink2", wrap=True))
        for count, reason in result.reasons:
            told = tr("{n} 条{why}") if reason == REVIEW else tr("退回 {n} 条：{why}")
            words.addWidget(Label(told.format(n=count, why=reason), "note", "miss", wrap=True))
        words.addWidget(self.differing)
        line = sizes.row(self, gap=10, margins=(0, 7, 0, 8))
        line.addWidget(Glyph(state, 14), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.setAccessibleName(f"{name}，{verdict}，{second_line(result)}")


def verdict_of(result: ImportResult) -> tuple[State, str]:
    """Shape and word of what became of a file."""
    plain = {"refused": (State.LATE, tr("不收")), "duplicate": (State.EXCL, tr("以前导过"))}
    if result.verdict in plain:
        return plain[result.verdict]
    done = tr("可以导入") if result.verdict == "preview" else tr("已接收")
    late = late_of(result)
    if result.rejected > late:
        return State.BACK, tr("{done}，退回 {n} 条").format(done=done, n=result.rejected - late)
    if late:
        return State.CLASH, tr("{done}，{n} 条待[县]里看").format(done=done, n=late)
    if result.conflicts:
        return State.CLASH, tr("{done}，{n} 处冲突").format(done=done, n=result.conflicts)
    if result.waiting and not result.fresh:
        return State.WAIT, tr("等待接续")
    return (State.SENT if result.verdict == "preview" else State.OK), done


def late_of(result: ImportResult) -> int:
    """How many changes came from a laptop stood down and wait for an officer (B-49)."""
    return sum(count for count, reason in result.reasons if reason == REVIEW)


def second_line(result: ImportResult) -> str:
    """What stands under the name."""
    if result.verdict == "refused":
        return result.sentence
    if result.verdict == "duplicate":
        then = tr("当时：{words}").format(words=total_words([result]))
        return f"{result.sentence}{then}"
    words = total_words([result])
    if result.settled:
        words += tr("；原来不一致的定下 {n} 处").format(n=result.settled)
    if result.waiting:
        words += tr("；{n} 条先存着，缺的前文一到就自动接上").format(n=result.waiting)
    if result.misfits:
        words += tr("；{n} 次登录的本人签名不符").format(n=result.misfits)
    if result.same_state is False:
        words += tr("；与[乡镇]的现状还不一样")
    return words


def total_words(results: Sequence[ImportResult]) -> str:
    """`新 1，改 35，冲突 2，退回 0`."""
    return tr("新 {new}，改 {old}，冲突 {clash}，退回 {back}").format(
        new=sum(r.records_new for r in results),
        old=sum(r.records_changed for r in results),
        clash=sum(r.conflicts for r in results),
        back=sum(r.rejected - late_of(r) for r in results),
    )


def packages_in(paths: Sequence[Path], of: Callable[[Path], list[Path]] = reports_in) -> tuple[Path, ...]:
    """The packages among files, and in folders (not in folders of folders); each once, by name.

    Args:
        paths: files and folders.
        of: which packages of a folder are meant.
    """
    found: dict[Path, None] = {}
    for path in paths:
        try:
            inside = of(path)[:_MOST] if path.is_dir() else [path] if path.is_file() else []
        except OSError:  # a stick that is dying: the others are looked at
            inside = []
        found.update(dict.fromkeys(inside))
    return tuple(found)


def _paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
