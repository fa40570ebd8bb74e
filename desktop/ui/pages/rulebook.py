"""叫法和规则: what this place calls things and asks for, each with its day and source; changed here, not in files."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.registers.listing import RegisterEntry
from desktop.desk.registers.register import NAME, STATE, Cell, RegisterColumn, RegisterRow, fits
from desktop.desk.rule_changes import RuleWish, Wanted, change, drop_own, wanted
from desktop.desk.rulebook import RuleGroup, RuleLine, rulebook
from desktop.desk.sections.section import Verb
from desktop.ui import sizes
from desktop.ui.dialogs.ask_panel import Ask, Asking, AskPanel
from desktop.ui.display import short_day
from desktop.ui.pages.registers_list import RegisterList
from desktop.ui.pages.registers_table import RowBar, table_of
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button, Chip
from desktop.ui.widgets.cards import Card, NothingFound, PageHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.search import SearchBox
from desktop.ui.workplace import Workplace
from desktop.words import tr

_ADDED = frozenset(
    {"programme", "product", "instrument", "centre_kind", "training", "evidence", "target", "report", "calendar"}
)
"""Lists to which a place may add entries of its own."""
_AT_ONCE = frozenset({"word", "level"})
"""What is said as soon as it is written, whatever the day."""


class RulebookPage(Page):
    """Words and rules of the place."""

    key = "rulebook"
    guest_safe = True

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._ask_ticket = Ticket(), Ticket()
        self._groups: tuple[RuleGroup, ...] = ()
        self._group = ""
        self._asked: tuple[str, str] = ("", "")
        self._reset = Button(tr("全部改回原样"), "plain", "arrow-counter-clockwise", clicked=self._ask_reset)
        self._add = Button(tr("加一条"), "filled", "plus", clicked=self.make_new)
        self.header = PageHeader(tr("叫法和规则"), "", [self._reset, self._add], back=tr("设置"))
        self.header.backed.connect(lambda: self.went.emit("settings", {}))
        self.search = SearchBox(tr("在叫法和规则中筛选"))
        sizes.fixed(self.search, width=230)
        self.search.searched.connect(lambda _text: self._show_rows())
        self._chip = Chip("", caret=True)
        self._chip.clicked.connect(self._choose_group)
        self.list = RegisterList()
        self.list.setAccessibleName(tr("叫法和规则的目录"))
        self.list.chosen.connect(self._show_group)
        self._listed = Card(gap=0, margins=(6, 8, 4, 8)).add(self.list)
        self.table = table_of(_columns(), tr("叫法和规则"), two_lines=True)
        self.table.current_changed.connect(self._show_bar)
        self.table.opened.connect(lambda row: self._want(row.id))
        self.bar = RowBar()
        self.bar.wanted.connect(lambda row, _verb: self._want(row.id))
        self.nothing, self._nowhere = NothingFound(), QWidget()
        self.panel = AskPanel(place.desk.today)
        self.panel.saved.connect(self._save)
        self.panel.closed.connect(self._panel_closed)
        self._fill()

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Shows a group (`group`), the one shown before or the first."""
        self._group = str(where.get("group") or self._group)
        self.reload()

    def refresh(self, touched: Touched) -> None:
        """Reads the rules again where they have changed."""
        if touched.touches("local_profile", "profile"):
            self.reload()

    def reload(self) -> None:
        """Reads the rules again."""
        self._place.read(rulebook, self._show, ticket=self._ticket)

    def leave(self) -> bool:
        """A panel with typing in it stays open until it is saved or closed."""
        if self.panel.isVisibleTo(self) and self.panel.dirty:
            self.panel.start()
            return False
        self.panel.dismiss()
        return True

    def use_width(self, width_class: WidthClass) -> None:
        """The list of groups folds into a menu where it is narrow, and while something is written."""
        super().use_width(width_class)
        self.across.use_width(width_class)
        self._fit()

    def find_text(self) -> None:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def edit(self) -> None:
        """F2: the current line."""
        row = self.table.current_row()
        if row is not None:
            self._want(row.id)

    def make_new(self) -> None:
        """Ctrl+N: one more entry of the list shown."""
        if self._group in _ADDED:
            self._ask_for(self._group, "", "")

    def save(self) -> None:
        """Ctrl+S: saves the open panel."""
        if self.panel.isVisibleTo(self):
            self.panel.save()

    # Showing

    def _fill(self) -> None:
        aside = sizes.column(self._nowhere, margins=(24, 20, 24, 12))
        aside.addWidget(self.nothing)
        self._nowhere.hide()
        self.nothing.released.connect(self.search.empty)
        self.card = Card(gap=0, margins=(1, 1, 1, 8))
        foot = sizes.column(margins=(8, 0, 8, 0))
        foot.addWidget(self.bar)
        self.card.add(self.table, self._nowhere)
        self.card.body.setStretch(0, 1)
        self.card.body.addLayout(foot)
        self._middle = QWidget()
        lines = sizes.column(self._middle, gap=8)
        lines.addWidget(flow_row(self._chip, self.search))
        lines.addWidget(self.card, 1)
        self.across = Columns([(self._listed, 0), (self._middle, 1), (self.panel, 0)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)

    def _fit(self) -> None:
        writing = not self.panel.isHidden()
        wide = self.width_class is WidthClass.WIDE
        self._listed.setVisible(wide and not writing)
        self._chip.setVisible(not self._listed.isVisibleTo(self))
        self._middle.setVisible(wide or not writing)
        sizes.bounded(self.card, min_height=200)
        sizes.bounded(self.panel, min_height=150 if wide else 240)  # its buttons stay in sight at 150 %

    def _show(self, groups: tuple[RuleGroup, ...]) -> None:
        self._groups = groups
        own = sum(line.own for group in groups for line in group.lines)
        title = self._place.desk.locality.base.title
        said = tr("{title}，本单位改过 {n} 处") if own else tr("{title}，本单位没有改过")
        self.header.say(tr("叫法和规则"), said.format(title=title, n=own))
        self._reset.setVisible(bool(own))
        entries = tuple(RegisterEntry(g.key, g.title, g.icon, g.part, len(g.lines)) for g in groups)
        keys = [group.key for group in groups]
        self.list.show_entries(entries, self._group)
        self._show_group(self._group if self._group in keys else keys[0])

    def _show_group(self, key: str) -> None:
        self._group = key
        self.list.mark(key)
        self._chip.say(dict(self.list.titles()).get(key, ""))
        self._add.setVisible(key in _ADDED)
        self._show_rows()

    def _show_rows(self) -> None:
        """The lines of the group shown; while something is looked for, of all groups."""
        wanted_text = self.search.text()
        shown = self._groups if wanted_text else [group for group in self._groups if group.key == self._group]
        today = self._place.desk.today
        rows = [_row(group, line, today, named=bool(wanted_text)) for group in shown for line in group.lines]
        found = [row for row in rows if fits(row, wanted_text)]
        self.table.rows_model().set_rows(tuple(found))
        self.table.setVisible(bool(found) or not wanted_text)
        self._nowhere.setVisible(bool(wanted_text) and not found)
        if wanted_text and not found:
            self.nothing.show_query(wanted_text)
        self._show_bar(self.table.current_row())

    def _show_bar(self, row: RegisterRow | None) -> None:
        self.bar.show_row(row, None)

    def _choose_group(self) -> None:
        menu = QMenu(self._chip)
        for key, title in self.list.titles():
            menu.addAction(title, partial(self._show_group, key))
        menu.popup(self._chip.mapToGlobal(QPoint(0, self._chip.height())))

    # Writing

    def _line(self, line_id: str) -> RuleLine | None:
        return next((line for group in self._groups for line in group.lines if line.id == line_id), None)

    def _want(self, line_id: str) -> None:
        line = self._line(line_id)
        if line is not None and line.editable:
            self._ask_for(line.table, line.code, line.key)

    def _ask_for(self, table: str, code: str, key: str) -> None:
        self._place.read(
            lambda desk: wanted(desk, table, code, key),
            lambda fields: self._ask(table, code, key, fields),
            ticket=self._ask_ticket,
        )

    def _ask(self, table: str, code: str, key: str, fields: Sequence[Wanted]) -> None:
        self._asked = (table, code)
        line = self._line(f"{table}/{code}/{key}")
        title = tr("改：{title}").format(title=line.title) if line else tr("加一条")
        first = () if table in _AT_ONCE else (_since(self._place.desk.today),)
        asks = (*(_field(each) for each in fields), *first, _source())
        over = dict(self.list.titles()).get(self._group, "")
        self.panel.ask(Asking(title, over, asks, tr("保存"), _note(table, line)))
        self._fit()
        self.panel.start()

    def _ask_reset(self) -> None:
        self._asked = ("", "")
        reason = Ask("source", tr("为什么改回去"), "notes", required=True)
        note = tr("本单位改过的全部不算，连以前日子的数字也按原来的规则算。可以撤销。")
        self.panel.ask(Asking(tr("全部改回原样"), tr("叫法和规则"), (reason,), tr("改回原样"), note))
        self._fit()
        self.panel.start()

    def _save(self, answers: Mapping[str, Any]) -> None:
        table, code = self._asked
        source = str(answers.get("source") or "")
        if not table:
            self._place.work(lambda desk: drop_own(desk, source), self._saved, self._refused)
            return
        since = answers.get("since")
        on = date.fromisoformat(str(since)) if since else self._place.desk.today
        told = {name: value for name, value in answers.items() if name not in {"since", "source"}}
        wish = RuleWish(table, code, told, on, source)
        self._place.work(lambda desk: change(desk, wish), self._saved, self._refused)

    def _saved(self, _touched: Touched) -> None:
        self.panel.dismiss()

    def _refused(self, refusal: Refusal) -> None:
        if not self.panel.refuse(refusal):
            self._place.tasks.refused.emit(refusal)

    def _panel_closed(self) -> None:
        self._fit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _columns() -> tuple[RegisterColumn, ...]:
    return (
        RegisterColumn("title", tr("内容"), 214, NAME),
        RegisterColumn("value", tr("现在"), 180, STATE, stretch=True),
        RegisterColumn("since", tr("从哪天起"), 96),
        RegisterColumn("source", tr("依据"), 200),
    )


def _row(group: RuleGroup, line: RuleLine, today: date, *, named: bool) -> RegisterRow:
    later = "，".join(
        tr("{day} 起改为 {value}").format(day=short_day(on, today), value=value) for on, value in line.later
    )
    marks = [group.title] if named else []
    marks += [tr("本单位改过")] if line.own else []
    since = short_day(line.since, today) if line.since else tr("一直")
    verbs = (Verb("change", tr("改")),) if line.editable else ()
    return RegisterRow(
        line.id,
        (Cell(line.title, "，".join(marks)), Cell(line.value, later), since, line.source),
        verbs,
    )


def _note(table: str, line: RuleLine | None) -> str:
    """What a change does to days gone by, and what the present value rests on, word for word."""
    at_once = table in _AT_ONCE
    told = tr("叫法马上就换，以前的记录也用新叫法。") if at_once else tr("那天以前的数字仍按原来的规则算。")
    return tr("{told}现在的依据：{source}").format(told=told, source=line.source) if line else told


def _since(today: date) -> Ask:
    return Ask("since", tr("从哪天起"), "day", today, required=True)


def _source() -> Ask:
    return Ask("source", tr("依据"), "notes", required=True, hint=tr("文件号和原话，或一句理由"))


def _field(field: Wanted) -> Ask:
    hint = f"（{field.hint}）" if field.hint and field.kind != "text" else ""
    return Ask(
        field.name,
        f"{field.title}{hint}",
        field.kind,
        field.value,
        field.choices,
        required=field.required,
        hint=field.hint if field.kind == "text" else "",
    )
