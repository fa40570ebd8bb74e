"""08 上报: hand over, and know what was handed over."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.outgoing import (
    FOLDER,
    Checked,
    Look,
    Outgoing,
    Package,
    carry_to,
    checked,
    make_packages,
    outgoing,
)
from desktop.desk.sections.section import Verb
from desktop.ui import sizes
from desktop.ui.asks.case import Plan
from desktop.ui.asks.office import Office
from desktop.ui.asks.plans import OFFICE
from desktop.ui.dialogs.ask_panel import AskPanel
from desktop.ui.display import State
from desktop.ui.pages.enrolling import Enrolling
from desktop.ui.pages.handover_answers import Answers
from desktop.ui.pages.handover_list import packages_table
from desktop.ui.pages.handover_paper import PaperCard
from desktop.ui.pages.handover_sticks import Stick, StickChoice, sticks
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, PageHeader, Rule, SectionHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import Badge, StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_KINDS_SHOWN = 6


class HandoverPage(Page):
    """What goes with the next package, writing it to a stick, and the packages made so far."""

    key = "handover"
    guest_safe = True

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._facts: Outgoing | None = None
        self._checked: tuple[Look, ...] = ()
        self._guest = False
        self._wanted = ""
        self._ticket, self._checks_ticket = Ticket(), Ticket()
        self._find: Callable[[], Sequence[Stick]] = sticks
        self.answers = Answers(place)
        self.header = PageHeader(tr("上报"), "", [self.answers.not_now, self.answers.take])
        self.enrolling = Enrolling(place, self.reload)
        self.title = Label("", "head")
        self.badge = Badge(State.WAIT, tr("未生成"))
        self._to = Label("", "note", "ink2", elide=True)
        self._figures = sizes.column(gap=0)
        self._checks = sizes.column(gap=3)
        self.sticks = StickChoice()
        self.made = StateLine(State.OK, "", "body", wrap=True)
        self.keep = Button(tr("只存到本机"), "ghost", clicked=lambda: self._make(None))
        self.write = Button(tr("生成并写入 U 盘"), "filled", "paper-plane-tilt", clicked=self.save)
        self.table = packages_table()
        self.carry = Button(tr("再拷到 U 盘"), "small", "usb", clicked=self._carry_again)
        self.paper = PaperCard(place, self.carry)
        self._plan: Plan | None = None
        self.panel = AskPanel(place.desk.today)
        self.panel.saved.connect(self._write_down)
        self.panel.closed.connect(self._panel_closed)
        self._none = Label(tr("还没有生成过上报包。"), "note", "ink3")
        self._build()

    def enter(self, **_where: object) -> None:
        """Asks for what waits, and for sticks."""
        self.made.hide()
        self.reload()

    def reload(self) -> None:
        """Asks again."""
        self._place.read(outgoing, self._show, ticket=self._ticket)
        self._ask_checks()
        self._find_sticks()

    def refresh(self, touched: Touched) -> None:  # noqa: ARG002 - every write is one more change to hand over
        """Every write is one more change to hand over."""
        self._place.read(outgoing, self._show, ticket=self._ticket)
        self._ask_checks()

    def save(self) -> None:
        """Makes the package and carries it to the chosen stick; saves the open panel first."""
        if self.panel.isVisibleTo(self):
            self.panel.save()
        elif self.write.isEnabled():
            self._make(self.sticks.value())

    def leave(self) -> bool:
        """An explanation being written stays open until it is saved or closed."""
        if self.panel.isVisibleTo(self) and self.panel.dirty:
            self.panel.start()
            return False
        return True

    def use_guest(self, *, on: bool) -> None:
        """No family is named while somebody stands behind the worker."""
        self._guest = on
        self.panel.setVisible(self._plan is not None and not on)
        if self._facts is not None:
            self._show_looks(self._facts)

    def find_with(self, find: Callable[[], Sequence[Stick]]) -> None:
        """Looks for sticks with this function from now on (tests have none to plug in)."""
        self._find = find

    def use_width(self, width_class: WidthClass) -> None:
        """One column where it is narrow."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        wide = width_class is WidthClass.WIDE
        self._inside.open_out(on=not wide)
        sizes.bounded(self._past, min_height=0 if wide else 260)

    # Inside

    def _build(self) -> None:
        self.body.addWidget(self.header)
        self._next, self._past = self._next_card(), self._past_card()
        right = QWidget()
        lines = sizes.column(right, gap=12)
        lines.addWidget(self._past, 1)
        lines.addWidget(self.paper)
        self._right = right
        self.across = Columns([(self._next, 25), (right, 16), (self.panel, 0)])
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.enrolling, 1)
        self.across.hide()
        self.enrolling.hide()
        self.made.hide()
        self.answers.take.hide()
        self.answers.said.connect(self._say)
        self.answers.forgotten.connect(self.made.hide)
        self.answers.taken.connect(self._taken)
        self.answers.failed.connect(self._failed)
        self.paper.said.connect(self._say)
        self.sticks.chosen.connect(self._name_buttons)
        self.table.current_changed.connect(self._show_package)

    def _next_card(self) -> Card:
        made = Card(gap=10, margins=(20, 16, 20, 16))
        head = sizes.row(gap=12)
        for widget in (self.title, self.badge):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._to)
        again = Button(tr("重新找"), "link_note", clicked=self._find_sticks)
        inside = self._inside = FormScroll(gap=10)
        checks, figures = QWidget(), QWidget()
        checks.setLayout(self._checks)
        figures.setLayout(self._figures)
        inside.add(figures, Rule(), SectionHeader(tr("写入前看一眼")), checks)
        inside.add(Rule(), SectionHeader(tr("写到哪个 U 盘"), right=(again,)), self.sticks)
        inside.end()
        note = Label(tr("写完自动重新读一遍，逐字核对后才算数。"), "note", "ink3", elide=True)
        foot = flow_row(note, spring(), self.keep, self.write)
        made.add(head, inside, self.made, self.answers.brake, foot)
        made.body.setStretch(1, 1)
        return made

    def _past_card(self) -> Card:
        made = Card(gap=4, margins=(1, 12, 1, 8))
        head = Card(margins=(16, 0, 16, 0), box="none")
        head.add(SectionHeader(tr("往来"), tr("每包都含以前没被接收的，丢一个不要紧")))
        head.add(self._none)
        head.body.addStretch()
        made.add(head, self.table)
        made.body.setStretch(1, 1)
        return made

    def _show(self, facts: Outgoing) -> None:
        self._facts = facts
        enrolled = bool(facts.county) and not facts.practice
        self.across.setVisible(enrolled)
        self.enrolling.setVisible(not enrolled)
        self.answers.take.setVisible(enrolled)
        self.header.say(tr("上报"), self._meta(facts))
        if not enrolled:
            self.enrolling.show_state(digits=facts.digits, practice=facts.practice)
            return
        self.title.say(tr("第 {number} 号上报包").format(number=facts.waiting.package_no))
        self._to.say(tr("只写给：{county}").format(county=facts.county))
        self._show_figures(facts)
        self._show_looks(facts)
        self._show_packages(facts.packages)
        self._name_buttons(self.sticks.value())

    def _meta(self, facts: Outgoing) -> str:
        if facts.practice:
            return tr("练习档案，不能上报")
        if not facts.county:
            return tr("这台电脑还没有在[县]级登记")
        if not facts.unsent:
            return tr("没有未上报的修改")
        return tr("未上报 {fresh} 条修改").format(fresh=facts.unsent)

    def _show_figures(self, facts: Outgoing) -> None:
        clear(self._figures)
        kinds = facts.waiting.kinds
        cells = [_figure(new + edited, name) for name, new, edited in kinds[:_KINDS_SHOWN]]
        if more := sum(new + edited for _, new, edited in kinds[_KINDS_SHOWN:]):
            cells.append(_figure(more, tr("其他（条）")))
        if not cells:
            cells.append(Label(tr("上次生成以后没有修改。"), "body", "ink2"))
        self._figures.addWidget(flow_row(*cells, gap=24))

    def _ask_checks(self) -> None:
        self._place.read(checked, self._know_checks, ticket=self._checks_ticket)

    def _know_checks(self, found: Checked) -> None:
        self._checked = found.looks
        if self._facts is not None:
            self._show_looks(self._facts)
        if not found.complete:
            self._ask_checks()

    def _show_looks(self, facts: Outgoing) -> None:
        clear(self._checks)
        for look in (*facts.between, *self._checked, *facts.looks):
            if look.detail and self._guest:
                continue
            line = QWidget()
            across = sizes.row(line, gap=8, margins=(20 if look.detail else 0, 0, 0, 0))
            state = State.NA if look.detail else State.OK if look.ok else State.SOON
            kind = "cell" if look.detail else "body"
            said = StateLine(state, look.said, kind, plain=look.ok or look.detail, wrap=not look.detail)
            across.addWidget(said, 1)
            if look.explain is not None:
                across.addWidget(Button(look.explain.words, "link_note", clicked=partial(self._explain, look.explain)))
            if look.where:
                across.addWidget(Button(tr("去看"), "link_note", clicked=partial(self._go, look)))
            self._checks.addWidget(line)

    def _go(self, look: Look) -> None:
        self.went.emit(look.where, dict(look.at))

    def _explain(self, verb: Verb) -> None:
        """Asks for the explanation beside the list, and writes it."""
        wanted = OFFICE[verb.key]
        self._place.read(
            lambda desk: wanted.told(desk, verb.subject),
            lambda held: self._ask(wanted.plan(Office(self._place.desk, tr("写入前看一眼"), verb.subject, held))),
        )

    def _ask(self, plan: Plan) -> None:
        self._plan = plan
        self.panel.ask(plan.asking)
        self._right.hide()
        self.panel.start()

    def _write_down(self, answers: dict[str, Any]) -> None:
        if self._plan is not None:
            self._place.write(self._plan.command(answers), lambda _touched: self.panel.dismiss(), self._refuse)

    def _refuse(self, refusal: Refusal) -> None:
        if not self.panel.refuse(refusal):
            self._place.tasks.refused.emit(refusal)

    def _panel_closed(self) -> None:
        self._plan = None
        self._right.show()

    def _show_packages(self, packages: tuple[Package, ...]) -> None:
        self.table.rows_model().set_rows(packages)
        self.table.setVisible(bool(packages))
        self._none.setVisible(not packages)
        if packages and (self._wanted or self.table.current_row() is None):
            self.table.go_to(self._wanted or str(packages[0].number))
        self._wanted = ""
        self._show_package(self.table.current_row())

    def _show_package(self, package: Package | None) -> None:
        self._name_buttons(self.sticks.value())
        self.paper.show_package(package)

    def _find_sticks(self) -> None:
        self._place.tasks.read(self._find, self.sticks.show_sticks)

    def _name_buttons(self, stick: Stick | None) -> None:
        can = self._facts is not None and bool(self._facts.county) and self._facts.waiting.changes > 0
        name = tr("生成并写入 {name}").format(name=stick.name[:12]) if stick else tr("生成并写入 U 盘")
        self.write.say(name)
        self.write.setEnabled(can and stick is not None)
        self.keep.setEnabled(can)
        self.carry.setEnabled(stick is not None and self.table.current_row() is not None)

    def _make(self, stick: Stick | None) -> None:
        if self._facts is None or not self._facts.county:
            return
        self._hold(tr("正在生成和核对"))

        def job() -> tuple[tuple[Package, ...], Path | None]:
            made = make_packages(self._place.desk)
            copies = [carry_to(self._place.desk, each, stick.path) for each in made] if stick else [None]
            return made, copies[-1]

        self._place.tasks.read(job, self._written, self._failed)

    def _taken(self, said: str) -> None:
        self._say(State.OK, said)
        self.reload()

    def _hold(self, words: str) -> None:
        for button in (self.write, self.keep, self.carry):
            button.setEnabled(False)
        self.write.say(words)

    def _written(self, done: tuple[tuple[Package, ...], Path | None]) -> None:
        made, copy = done
        package = made[-1]
        where = copy or self._place.desk.record.home / FOLDER / package.file_name
        words = tr("第 {number} 号已写好，并重新读过一遍：{where}").format(number=package.number, where=where)
        if len(made) > 1:
            numbers = "、".join(str(each.number) for each in made)
            words = tr("内容多，分成 {n} 个包，每个都要交到[县]里：第 {numbers} 号已写好，并重新读过一遍，在 {folder}")
            words = words.format(n=len(made), numbers=numbers, folder=where.parent)
        self._say(State.OK, words)
        self._place.tasks.committed.emit(Touched())  # the frame counts again
        self._after(package)

    def _failed(self, refusal: Refusal) -> None:
        self._say(State.MISS, refusal.sentence)
        self._after(None)

    def _after(self, package: Package | None) -> None:
        self._wanted = "" if package is None else str(package.number)
        self.reload()

    def _carry_again(self) -> None:
        package, stick = self.table.current_row(), self.sticks.value()
        if package is None or stick is None:
            return
        self._hold(tr("正在拷贝和核对"))
        words = tr("第 {number} 号已拷到 {name}，并重新读过一遍。").format(number=package.number, name=stick.name)
        self._place.read(
            lambda desk: carry_to(desk, package, stick.path),
            lambda _path: self._copied(words),
            self._failed,
        )

    def _copied(self, words: str) -> None:
        self._say(State.OK, words)
        self._after(None)

    def _say(self, state: State, words: str) -> None:
        self.made.show_state(state, words)
        self.made.show()


def _figure(count: int, name: str) -> QWidget:
    made = QWidget()
    lines = sizes.column(made, gap=0)
    lines.addWidget(Label(str(count), "head"))
    lines.addWidget(Label(name, "note", "ink2"))
    return made
