"""08 上报: hand over, and know what was handed over."""

from pathlib import Path

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.handover import carry
from desktop.desk.outgoing import Outgoing, Package, make_package, outgoing, package_slip
from desktop.ui import sizes
from desktop.ui.display import State, size
from desktop.ui.pages.enrolling import Enrolling
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, PageHeader, Rule, SectionHeader
from desktop.ui.widgets.choices import RadioRow
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import Badge, StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_LEAST_FREE = 50 * 2**20
_KINDS_SHOWN = 6


class HandoverPage(Page):
    """What goes with the next package, writing it to a stick, and the packages made so far."""

    key = "handover"
    guest_safe = True

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._facts: Outgoing | None = None
        self._header = PageHeader(tr("上报"), "")
        self._enrolling = Enrolling(place, self.reload)
        self._title = Label("", "head")
        self._badge = Badge(State.WAIT, tr("未生成"))
        self._to = Label("", "note", elide=True)
        self._figures = sizes.row(gap=24)
        self._checks = sizes.column(gap=4)
        self._where = RadioRow((("here", tr("只存到本机")),), "here", tr("写到哪里"))
        self._where_line = sizes.column(gap=4)
        self._made = StateLine(State.OK, "", wrap=True)
        self._write = Button(tr("生成上报包"), "filled", "paper-plane-tilt", clicked=self.save)
        self._list = FormScroll()
        self._slip = Button(tr("存下上报单"), "plain", "file-pdf", clicked=self._save_slip)
        self._build()

    def enter(self, **where: object) -> None:
        """Asks for what waits."""
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        self._place.read(outgoing, self._show)

    def refresh(self, touched: Touched) -> None:
        """Every write is one more change to hand over."""
        self.reload()

    def save(self) -> None:
        """Makes the package and carries it to the chosen stick."""
        if self._facts is None or not self._facts.county:
            return
        target = self._where.value()
        stick = None if target == "here" else Path(str(target))
        self._write.setEnabled(False)
        self._write.say(tr("正在生成和核对"))

        def job() -> tuple[Package, Path | None]:
            package = make_package(self._place.desk)
            folder = outgoing(self._place.desk).folder
            return package, carry(folder / package.file_name, stick, package.sha256) if stick else None

        self._place.tasks.read(job, self._written, self._failed)

    # Inside

    def _build(self) -> None:
        self.body.addWidget(self._header)
        left = Card(gap=10, margins=(20, 16, 20, 16))
        head = sizes.row(gap=12)
        head.addWidget(self._title)
        head.addWidget(self._badge)
        head.addWidget(self._to, 1)
        left.add(head)
        left.body.addLayout(self._figures)
        left.add(Rule(), SectionHeader(tr("写入前检查")))
        left.body.addLayout(self._checks)
        left.add(
            Rule(), SectionHeader(tr("写到哪里"), right=(Button(tr("重新找"), "link_note", clicked=self._find_sticks),))
        )
        left.body.addLayout(self._where_line)
        self._where_line.addWidget(self._where)
        left.body.addStretch(1)
        self._made.hide()
        left.add(self._made)
        foot = sizes.row(gap=8)
        foot.addWidget(Label(tr("写完自动重新读一遍，逐字核对后才算成功。"), "note", "ink3", elide=True), 1)
        foot.addWidget(self._write)
        left.add(foot)
        right = QWidget()
        lines = sizes.column(right, gap=12)
        past = Card(gap=6, margins=(16, 14, 8, 8))
        past.add(SectionHeader(tr("往来"), tr("每包都含以前没被接收的，丢一个不要紧")), self._list)
        paper = Card(gap=6)
        note = Label(tr("数目、包号、校验码与文件一致，县里一扫就能对上。"), "note", "ink2", wrap=True)
        paper.add(SectionHeader(tr("纸上的一份")), note, self._slip)
        lines.addWidget(past, 1)
        lines.addWidget(paper)
        self._columns = Columns(left, right, 440)
        self.body.addWidget(self._columns, 1)
        self.body.addWidget(self._enrolling, 1)

    def _show(self, facts: Outgoing) -> None:
        self._facts = facts
        enrolled = bool(facts.county)
        self._columns.setVisible(enrolled)
        self._enrolling.setVisible(not enrolled)
        self._header.say(tr("上报"), self._meta(facts))
        if not enrolled:
            self._enrolling.show_state(asked=facts.asked, practice=facts.practice)
            return
        waiting = facts.waiting
        self._title.say(tr("第 {number} 号上报包").format(number=waiting.package_no))
        self._to.say(tr("只写给：{county}").format(county=facts.county))
        self._show_figures(facts)
        self._show_checks(facts)
        self._show_packages(facts.packages)
        self._find_sticks()
        self._write.setEnabled(waiting.changes > 0)
        self._slip.setEnabled(bool(facts.packages))

    def _meta(self, facts: Outgoing) -> str:
        if facts.practice:
            return tr("练习档案，不能上报")
        if not facts.county:
            return tr("这台电脑还没有在县级登记")
        return (
            tr("未上报 {fresh} 条修改").format(fresh=facts.waiting.fresh)
            if facts.waiting.fresh
            else tr("没有未上报的修改")
        )

    def _show_figures(self, facts: Outgoing) -> None:
        clear(self._figures)
        for name, new, edited in facts.waiting.kinds[:_KINDS_SHOWN]:
            cell = QWidget()
            lines = sizes.column(cell, gap=0)
            lines.addWidget(Label(str(new + edited), "head"))
            lines.addWidget(Label(name, "note", "ink2"))
            self._figures.addWidget(cell)
        self._figures.addStretch(1)

    def _show_checks(self, facts: Outgoing) -> None:
        clear(self._checks)
        waiting = facts.waiting
        lines = [(State.OK, tr("没有必须先改的"))]
        if not waiting.changes:
            lines = [(State.EXCL, tr("没有新的修改，不用生成"))]
        elif waiting.changes > waiting.fresh:
            again = waiting.changes - waiting.fresh
            lines.append((State.OK, tr("以前交过、还没见回执的 {again} 条也在里面").format(again=again)))
        for state, words in lines:
            self._checks.addWidget(StateLine(state, words, "body", plain=True))

    def _show_packages(self, packages: tuple[Package, ...]) -> None:
        lines = []
        for package in packages:
            month, day = int(package.made_at[5:7]), int(package.made_at[8:10])
            state = State.OK if package.state == "received" else State.SENT
            word = tr("县已接收") if package.state == "received" else tr("已生成，未见回执")
            row = QWidget()
            line = sizes.column(row, gap=0, margins=(0, 4, 0, 4))
            top = sizes.row(gap=8)
            top.addWidget(Label(tr("第 {number} 号").format(number=package.number), "strong"))
            top.addWidget(StateLine(state, word))
            top.addStretch()
            line.addLayout(top)
            words = tr("{month}月{day}日，{changes} 条修改，{size}")
            told = words.format(month=month, day=day, changes=package.changes, size=size(package.size))
            line.addWidget(Label(told, "note", "ink3", elide=True))
            lines.append(row)
        self._list.replace(*(lines or [Label(tr("还没有生成过上报包。"), "note", "ink3")]))

    def _find_sticks(self) -> None:
        choices = [("here", tr("只存到本机"))]
        choices += [(str(path), words) for path, words in sticks()]
        fresh = RadioRow(choices, choices[-1][0] if len(choices) > 1 else "here", tr("写到哪里"))
        clear(self._where_line)
        self._where = fresh
        self._where_line.addWidget(fresh)
        if len(choices) == 1:
            none = tr("没有找到 U 盘。可以先存到本机，插上以后再点“重新找”。")
            self._where_line.addWidget(StateLine(State.EXCL, none, wrap=True))

    def _written(self, done: tuple[Package, Path | None]) -> None:
        package, copy = done
        self._reset()
        where = str(copy) if copy else tr("本机的 {name}").format(name=package.file_name)
        words = tr("第 {number} 号已写好并核对：{where}").format(number=package.number, where=where)
        self._say(State.OK, words)
        self.reload()

    def _failed(self, refusal: Refusal) -> None:
        self._reset()
        self._say(State.MISS, refusal.sentence)
        self.reload()

    def _reset(self) -> None:
        self._write.say(tr("生成上报包"))
        self._write.setEnabled(True)

    def _say(self, state: State, words: str) -> None:
        self._made.show_state(state, words)
        self._made.show()

    def _save_slip(self) -> None:
        if self._facts is None or not self._facts.packages:
            return
        package = self._facts.packages[0]
        suggested = package.file_name.removesuffix(".nxb") + "_上报单.pdf"
        path = self._place.choose.save_file(tr("上报单存到哪里"), suggested, "PDF (*.pdf)")
        if path is not None:
            self._place.read(
                lambda desk: path.write_bytes(package_slip(desk, package)),
                lambda _: self._say(State.OK, tr("上报单已存到 {name}").format(name=path.name)),
            )


def sticks() -> list[tuple[Path, str]]:
    """Removable volumes that can be written on, with their names and free space."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = Path(volume.rootPath())
        removable = root.parts[:2] in {("/", "media"), ("/", "run"), ("/", "mnt")} or root.drive not in {"", "C:", "c:"}
        if volume.isReady() and not volume.isReadOnly() and removable and volume.bytesAvailable() > _LEAST_FREE:
            free = size(volume.bytesAvailable())
            words = tr("{name}（可用 {free}）").format(name=volume.displayName(), free=free)
            found.append((root, words))
    return found
