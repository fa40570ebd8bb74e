"""The card of a family's members: who, masked numbers that can be looked at, the child in one quiet line."""

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.desk.case_file import CaseFile, MemberLine, PhoneLine
from desktop.desk.looking import reveal
from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.cards import Card, IconTile
from desktop.ui.widgets.masked import MaskedLabel
from desktop.ui.widgets.paint import Picture
from desktop.ui.widgets.states import Glyph
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr


class MembersCard(Card):
    """Members, telephone and child side by side, in as many columns as the page has room for."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(margins=(14, 11, 14, 11))
        self._place = place
        self._columns = 4
        self._case: CaseFile | None = None
        self._masked: list[MaskedLabel] = []
        self._grid_home: QWidget | None = None

    def show_case(self, case: CaseFile) -> None:
        """Shows another file's members."""
        self._case = case
        self._rebuild()

    def use_columns(self, columns: int) -> None:
        """How many stand side by side."""
        if columns != self._columns:
            self._columns = columns
            self._rebuild()

    def hide_all(self) -> None:
        """Masks every number again."""
        for label in self._masked:
            label.hide_full()

    def _rebuild(self) -> None:
        if self._case is None:
            return
        if self._grid_home is not None:
            self._grid_home.hide()
            self._grid_home.deleteLater()
        self._masked = []
        home = QWidget()
        grid = QGridLayout(home)
        sizes.spaced(grid, gap=16)
        grid.setVerticalSpacing(sizes.px(10))
        parts = [self._member(member) for member in self._case.members]
        if self._case.phone is not None:
            parts.append(self._phone(self._case.phone))
        if self._case.child or self._case.wish:
            parts.append(_two(self._case.child, self._case.wish))
        for number, part in enumerate(parts):
            grid.addWidget(part, number // self._columns, number % self._columns)
        for column in range(self._columns):
            grid.setColumnStretch(column, 1)
        self._grid_home = home
        self.body.addWidget(home)

    def _member(self, member: MemberLine) -> QWidget:
        made = QWidget()
        line = sizes.row(made, gap=12)
        line.addWidget(IconTile(character=member.name[:1], side=38))
        words = sizes.column(gap=0)
        first = sizes.row(gap=8)
        first.addWidget(Label(member.name, "strong"))
        if member.disputed:
            first.addWidget(Glyph(State.CLASH))
            first.addWidget(Label(tr("待核对"), "note", "clash"))
        first.addWidget(Label(member.about, "note", "ink2", elide=True), 1)
        words.addLayout(first)
        if member.masked_id:
            named = tr("{name}的证件号码").format(name=member.name)
            words.addWidget(self._hidden(member.masked_id, named, ("person", member.person_id, "id_no")))
        else:
            words.addWidget(Label(tr("证件号码还没填"), "note"))
        line.addLayout(words, 1)
        return made

    def _phone(self, phone: PhoneLine) -> QWidget:
        made = QWidget()
        line = sizes.row(made, gap=12)
        line.addWidget(Picture("phone"))
        words = sizes.column(gap=0)
        words.addWidget(self._hidden(phone.masked, tr("电话"), (phone.entity, phone.record_id, "phone"), t="body"))
        words.addWidget(Label(phone.note, "note", "ink2", elide=True))
        line.addLayout(words, 1)
        return made

    def _hidden(self, masked: str, named: str, where: tuple[str, str, str], t: str = "cell") -> MaskedLabel:
        label = MaskedLabel(masked, named, t)
        label.revealed.connect(lambda: self._place.read(lambda desk: reveal(desk, *where), label.show_full))
        self._masked.append(label)
        return label


def _two(first: str, second: str) -> QWidget:
    made = QWidget()
    words = sizes.column(made, gap=0)
    words.addWidget(Label(first, "cell", "ink2", elide=True))
    words.addWidget(Label(second, "note", "ink2", elide=True))
    return made
