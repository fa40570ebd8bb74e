"""One question with its answers side by side: what everybody had before, who says what since when, a third value."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from db.domain.entities.entity import Field
from db.domain.entities.registry import ENTITIES
from desktop.desk.conflicts import Dispute, Saying
from desktop.ui import sizes
from desktop.ui.dialogs.ask_fields import Ask, answer_of, control_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, PressableCard
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.page import WidthClass
from desktop.ui.widgets.text import Label, redress
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.desk import Desk

_KINDS = {"day": "day", "part_day": "part_day", "money": "money", "whole": "whole", "flag": "flag"}
_NOT_TYPED = {"ref", "listing"}
"""Kinds whose third value is written on the family's page: they are chosen among records, not typed."""


class DisputeCard(QWidget):
    """The answers as cards of which one is pressed; `changed` when another is, or a third value was typed."""

    changed = Signal()

    def __init__(self, dispute: Dispute, desk: "Desk") -> None:
        super().__init__()
        self.dispute = dispute
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(lambda _n, _on: self._toggled())
        self._cards: list[Card] = []
        self.other: QWidget | None = None
        lines = sizes.column(self, gap=6)
        head = sizes.row(gap=10)
        head.addWidget(Label(dispute.title, "strong"))
        head.addStretch(1)
        self.write = Button(tr("另写一个值"), "link_note", clicked=self.write_other)
        head.addWidget(self.write)
        lines.addLayout(head)
        before = sizes.column(gap=2)
        before.addWidget(Label(tr("原来"), "note", "ink3"))
        before.addWidget(Label(dispute.before or tr("（没有）"), "body", "ink2", wrap=True))
        before.addStretch(1)
        earlier = QWidget()
        earlier.setLayout(before)
        answers = [self._card(number, saying) for number, saying in enumerate(dispute.sayings)]
        self.across = Columns([(earlier, 10), *((card, 15) for card in answers)])
        lines.addWidget(self.across)
        self._other_row = sizes.column(gap=3)
        lines.addLayout(self._other_row)
        self._desk = desk
        self.write.setVisible(dispute.kind not in _NOT_TYPED and dispute.field in ENTITIES[dispute.entity].by_name)

    @property
    def is_chosen(self) -> bool:
        """Whether an answer is pressed, or a third value typed."""
        return self._group.checkedId() >= 0 or (self.other is not None and answer_of(self.other) is not None)

    def value(self) -> Any:
        """The answer chosen: the third value where one is typed."""
        if self.other is not None and (typed := answer_of(self.other)) is not None:
            return list(typed) if isinstance(typed, tuple) else typed
        return self.dispute.sayings[self._group.checkedId()].value

    def choose(self, number: int) -> None:
        """Presses one of the answers."""
        self._group.button(number).setChecked(True)

    def write_other(self) -> None:
        """Opens a field for a third value."""
        if self.other is None:
            self.other = control_of(self._ask(), self._desk.today)
            self._other_row.addWidget(Label(tr("另写的值，写了就用它"), "note", "ink2"))
            self._other_row.addWidget(self.other)
            for name in ("textChanged", "changed", "typed"):
                if (signal := getattr(self.other, name, None)) is not None:
                    signal.connect(lambda *_: self.changed.emit())
                    break
            self.write.hide()
        self.other.setFocus()

    def use_width(self, *, wide: bool) -> None:
        """Answers under each other where it is narrow."""
        self.across.use_width(WidthClass.WIDE if wide else WidthClass.NARROW)

    def _ask(self) -> Ask:
        spec = ENTITIES[self.dispute.entity].by_name[self.dispute.field]
        if "phone" in spec.name:
            return Ask(spec.name, self.dispute.title, "phone")
        if spec.name == "id_no":
            return Ask(spec.name, self.dispute.title, "id")
        if spec.kind == "code":
            return Ask(spec.name, self.dispute.title, "choice", None, self._choices(spec))
        return Ask(spec.name, self.dispute.title, _KINDS.get(spec.kind, "text"))

    def _choices(self, spec: Field) -> tuple[tuple[str, str], ...]:
        """Closed codes have their list under `<entity>_<field>`, or under the field's own name."""
        names = (spec.code_list, f"{self.dispute.entity}_{spec.name}", spec.name)
        wanted = next((name for name in names if name in self._desk.codes), "")
        return tuple((entry.code, entry.name) for entry in self._desk.codes[wanted].entries) if wanted else ()

    def _card(self, number: int, saying: Saying) -> Card:
        made = PressableCard(box="card", margins=(12, 6, 12, 8))
        button = QRadioButton()
        button.setAccessibleName(f"{self.dispute.title}，{saying.whose}：{saying.words}，{saying.by}")
        self._group.addButton(button, number)
        made.pressed.connect(lambda: button.setChecked(True))
        words = sizes.column(gap=0)
        words.addWidget(Label(saying.whose, "note", "ink2"))
        words.addWidget(Label(saying.words, "sub", wrap=True))
        words.addWidget(Label(saying.by, "note", "ink2", wrap=True))
        line = sizes.row(gap=12)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        made.add(line)
        self._cards.append(made)
        return made

    def _toggled(self) -> None:
        for number, card in enumerate(self._cards):
            box = "tint" if number == self._group.checkedId() else "card"
            if card.property("box") != box:
                card.setProperty("box", box)
                redress(card)
        self.changed.emit()
