"""The conditions above the list of families: chips that open menus, and the filters kept under a name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from db.domain.standing import ITEMS
from desktop.desk.desk import Desk
from desktop.desk.filters import LONGEST_NAME, QUIET_DAYS, STATE_WORDS, FamilyChoice, SavedFilter, choice_words
from desktop.ui import sizes
from desktop.ui.display import households
from desktop.ui.widgets.buttons import Button, Chip
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.flow import Flow, flow_row, keep_height
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.search import SearchBox
from desktop.words import tr

_NOTHING = FamilyChoice()


class FilterRow(QWidget):
    """The conditions in force; `changed(FamilyChoice)` when the worker changes one."""

    changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.choice = _NOTHING
        self._villages: tuple[str, ...] = ()
        self._contacts: tuple[tuple[str, str], ...] = ()
        self.search = SearchBox()
        sizes.fixed(self.search, width=190)
        self.search.searched.connect(lambda text: self._set(search=text))
        self.village, self.kind, self.care = (Chip("", caret=True) for _ in range(3))
        self.items, self.contact, self.more = (Chip("", caret=True) for _ in range(3))
        self.gaps = Chip(tr("只看缺口"), checkable=True)
        self.release = Button(tr("放开筛选"), "link_note", clicked=self.let_go)
        self.village.clicked.connect(self._offer_villages)
        self.kind.clicked.connect(lambda: self._offer_codes(self.kind, "case_type", tr("全部类别")))
        self.care.clicked.connect(lambda: self._offer_codes(self.care, "risk_level", tr("全部等级")))
        self.items.clicked.connect(self._offer_items)
        self.contact.clicked.connect(self._offer_contacts)
        self.more.clicked.connect(self._offer_more)
        self.gaps.toggled.connect(lambda on: self._set(gaps=on))
        line = Flow(self, gap=8)
        for widget in (self.search, self.village, self.kind, self.care, self.items, self.contact, self.more, self.gaps):
            line.addWidget(widget)
        line.addWidget(self.release)
        keep_height(self)
        self._name()

    def use(self, choice: FamilyChoice) -> None:
        """Shows these conditions without telling of it."""
        self.choice = choice
        if self.search.field.text() != choice.search:
            self.search.put(choice.search)
        self.gaps.blockSignals(True)  # noqa: FBT003 - Qt takes no names
        self.gaps.setChecked(choice.gaps)
        self.gaps.blockSignals(False)  # noqa: FBT003 - the same
        self._name()

    def know(self, villages: Sequence[str], contacts: Sequence[tuple[str, str]]) -> None:
        """What may be chosen."""
        self._villages, self._contacts = tuple(villages), tuple(contacts)
        self._name()

    def words(self) -> tuple[str, ...]:
        """The conditions but the words typed, in words."""
        return choice_words(self._desk, replace(self.choice, search=""), dict(self._contacts))

    def let_go(self) -> None:
        """Lets all conditions but the words typed go."""
        self._change(FamilyChoice(search=self.choice.search))

    # Inside

    def _set(self, **fields: object) -> None:
        self._change(replace(self.choice, **fields))  # type: ignore[arg-type] # fields of the choice, by name

    def _change(self, choice: FamilyChoice) -> None:
        if choice != self.choice:
            self.use(choice)
            self.changed.emit(choice)

    def _name(self) -> None:
        word, choice = self._desk.word, self.choice
        names, states = dict(self._contacts), dict(STATE_WORDS)
        self.village.say(choice.village or tr("全部[村]"))
        self.kind.say(word("case_type", choice.case_type) if choice.case_type else tr("全部类别"))
        self.care.say(word("risk_level", choice.risk_level) if choice.risk_level else tr("关注等级"))
        said = [f"{self._item(item)} {tr(states[state])}" for item, state in choice.items]
        self.items.say(
            said[0] if len(said) == 1 else tr("七项：{n} 个条件").format(n=len(said)) if said else tr("七项")
        )
        self.items.setToolTip("、".join(said))
        self.contact.say(names.get(choice.contact_id, tr("联系人")) if choice.contact_id else tr("联系人"))
        wish = word("contact_preference", choice.contact_preference) if choice.contact_preference else ""
        quiet = tr("{n} 天没联系").format(n=choice.quiet_days) if choice.quiet_days else ""
        self.more.say("、".join(part for part in (wish, quiet) if part) or tr("更多"))
        self.release.setVisible(choice not in {_NOTHING, FamilyChoice(search=choice.search)})

    def _item(self, item: str) -> str:
        return self._desk.profile.word(f"item.{item}.short")

    def _offer_villages(self) -> None:
        choices = [("", tr("全部[村]")), *((name, name) for name in self._villages)]
        self._popup(self.village, self._menu("village", choices))

    def _offer_codes(self, chip: Chip, field: str, everything: str) -> None:
        entries = self._desk.codes[field].entries
        self._popup(chip, self._menu(field, [("", everything), *((entry.code, entry.name) for entry in entries)]))

    def _offer_contacts(self) -> None:
        self._popup(self.contact, self._menu("contact_id", [("", tr("全部联系人")), *self._contacts]))

    def _offer_items(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("不限"), partial(self._set, items=()))
        for item in ITEMS:
            inner = menu.addMenu(self._item(item))
            for state, words in STATE_WORDS:
                action = inner.addAction(tr(words), partial(self._toggle_item, item, state))
                action.setCheckable(True)
                action.setChecked((item, state) in self.choice.items)
        self._popup(self.items, menu)

    def _toggle_item(self, item: str, state: str) -> None:
        chosen = [each for each in self.choice.items if each != (item, state)]
        if len(chosen) == len(self.choice.items):
            chosen.append((item, state))
        self._set(items=tuple(chosen))

    def _offer_more(self) -> None:
        menu = QMenu(self)
        entries = self._desk.codes["contact_preference"].entries
        wishes = [("", tr("不限")), *((entry.code, entry.name) for entry in entries)]
        menu.addMenu(self._menu("contact_preference", wishes, tr("怎样见面")))
        days = [(0, tr("不限")), *((n, tr("{n} 天没联系").format(n=n)) for n in QUIET_DAYS)]
        menu.addMenu(self._menu("quiet_days", days, tr("多久没联系")))
        self._popup(self.more, menu)

    def _menu(self, field: str, choices: Sequence[tuple[object, str]], title: str = "") -> QMenu:
        menu = QMenu(title, self)
        for value, words in choices:
            action = menu.addAction(words, partial(self._set, **{field: value}))
            action.setCheckable(True)
            action.setChecked(getattr(self.choice, field) == value)
        return menu

    def _popup(self, chip: Chip, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height())))


class SavedRow(QWidget):
    """The filters kept under a name as chips with their counts; the one in force can be renamed and dropped.

    Signals: `chosen(SavedFilter or None)`, `kept(name)`, `renamed(former, new)`, `dropped(name)`.
    """

    chosen = Signal(object)
    kept = Signal(str)
    renamed = Signal(str, str)
    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._line = sizes.column(self, gap=0)
        self._saved: tuple[SavedFilter, ...] = ()
        self._counts: Mapping[str, int] = {}
        self._choice = _NOTHING
        self._asking: Callable[[str], object] | None = None
        self.name = TextField(tr("起个短名字"), named=tr("筛选的名字"))
        keep_height(self)
        self.hide()

    def show_saved(self, saved: Sequence[SavedFilter], choice: FamilyChoice) -> None:
        """Shows these filters; the one with these very conditions is the one in force."""
        self._saved, self._choice, self._asking = tuple(saved), choice, None
        self._rebuild()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Shows how many families each has."""
        self._counts = counts
        if self._asking is None:
            self._rebuild()

    def in_force(self) -> SavedFilter | None:
        """The filter whose conditions are in force."""
        return next((each for each in self._saved if each.choice == self._choice), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps the name, Esc leaves it."""
        if self._asking is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._done()
        elif self._asking is not None and event.key() == Qt.Key.Key_Escape:
            self.show_saved(self._saved, self._choice)
        else:
            super().keyPressEvent(event)

    def _rebuild(self) -> None:
        clear(self._line)
        widgets = [*(self._chip(each) for each in self._saved), *self._verbs()]
        self._line.addWidget(flow_row(*widgets))
        self.setVisible(bool(widgets))

    def _chip(self, each: SavedFilter) -> QWidget:
        count = self._counts.get(each.name)
        chip = Chip(f"{each.name} {count}" if count is not None else each.name, checkable=True)
        chip.setAccessibleName(f"{each.name}，{households(count)}" if count is not None else each.name)
        chip.setChecked(each == self.in_force())
        chip.clicked.connect(lambda on: self.chosen.emit(each if on else None))
        return chip

    def _verbs(self) -> list[QWidget]:
        now = self.in_force()
        if self._asking is not None:
            return self._asked_name()
        if now is not None:
            rename, drop = partial(self._ask_new, now.name), partial(self.dropped.emit, now.name)
            return [
                Button(tr("改名"), "link_note", clicked=rename),
                Button(tr("删掉这个筛选"), "link_note", clicked=drop),
            ]
        if self._choice in {_NOTHING, FamilyChoice(search=self._choice.search)}:
            return []
        return [Button(tr("存为常用"), "small", "tag", clicked=self._ask_name)]

    def _ask_name(self) -> None:
        self._ask_for(self.kept.emit, "")

    def _ask_new(self, former: str) -> None:
        self._ask_for(partial(self.renamed.emit, former), former)

    def _ask_for(self, done: Callable[[str], object], text: str) -> None:
        self._asking = done
        self._rebuild()
        self.name.setText(text)
        self.name.selectAll()
        self.name.setFocus()

    def _asked_name(self) -> list[QWidget]:
        self.name = TextField(tr("起个短名字"), named=tr("筛选的名字"), most=LONGEST_NAME)
        sizes.fixed(self.name, width=170)
        leave = partial(self.show_saved, self._saved, self._choice)
        return [
            self.name,
            Button(tr("存下"), "small_filled", clicked=self._done),
            Button(tr("不存"), "small", clicked=leave),
        ]

    def _done(self) -> None:
        if self._asking is not None and self.name.value():
            self._asking(self.name.value())
