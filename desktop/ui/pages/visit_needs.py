"""Requests on the page of a visit: the open ones to be settled or carried on (⑦), and new ones (⑭)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.desk.visiting import OpenNeed
from desktop.ui import sizes
from desktop.ui.display import short_day
from desktop.ui.pages.visit_fields import put, read
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.choices import ChoiceField
from desktop.ui.widgets.fields import TextField, hard, soft
from desktop.ui.widgets.flow import flow_row, keep_height
from desktop.ui.widgets.numbers import DateField
from desktop.ui.widgets.text import Label
from desktop.words import tr

Choices = Sequence[tuple[object, str]]
MOST_NEEDS = 6
_SUBJECT = 500


class OpenNeedRow(QWidget):
    """One open request: what it is, still going on or settled, and how it was settled."""

    changed = Signal()

    def __init__(self, need: OpenNeed, today: date, *, closed: bool = False) -> None:
        super().__init__()
        self.need_id = need.id
        words = (("open", tr("续办")), ("closed", tr("已办结")))
        self.state = Segments(words, "closed" if closed else "open", named=need.request)
        self.result = TextField(tr("怎么办结的"), named=tr("办理结果"), most=_SUBJECT)
        line = sizes.column(self, gap=2)
        what = Label(need.request, "body", wrap=True)
        raised = short_day(date.fromisoformat(need.raised_on), today) if need.raised_on else ""
        about = (tr("{day} 提出").format(day=raised) if raised else "", need.responsible)
        note = Label("，".join(part for part in about if part), "note", "ink3")
        line.addWidget(what)
        line.addWidget(flow_row(self.state, self.result, note))
        _take_width(self)
        self.result.setVisible(closed)
        self.state.changed.connect(self._switch)
        self.result.typed.connect(lambda _text: self.changed.emit())

    def typed(self) -> dict[str, str]:
        """`state` (`open`, `closed`) and `result`."""
        return {"state": str(self.state.value()), "result": self.result.value()}

    def fill(self, typed: dict[str, str]) -> None:
        """Fills both in again."""
        self.state.choose(typed.get("state"))
        self.result.setText(typed.get("result", ""))
        self.result.setVisible(self.state.value() == "closed")

    def _switch(self, _value: object) -> None:
        self.result.setVisible(self.state.value() == "closed")
        if self.result.isVisible():
            self.result.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class NewNeedCard(Card):
    """A request raised during the visit: what and what was done at once, kind, who answers for it, by when."""

    changed = Signal()
    removed = Signal()

    def __init__(self, categories: Choices, today: date) -> None:
        super().__init__(gap=4, margins=(10, 6, 8, 8), box="sunken")
        self.fields: dict[str, TextField | ChoiceField] = {
            "request": TextField(tr("诉求是什么"), named=tr("诉求"), most=_SUBJECT),
            "action": TextField(tr("现场怎么处理的，没有就不写"), named=tr("现场处理"), most=_SUBJECT),
            "category": ChoiceField(categories, empty=tr("选类别"), named=tr("诉求类别")),
            "responsible": TextField(tr("责任人"), named=tr("责任人"), most=50),
            "due_by": DateField(today, named=tr("办理时限")),
        }
        sizes.fixed(self.fields["category"], width=110)
        sizes.bounded(self.fields["responsible"], min_width=80, max_width=150)
        self.fields["due_by"].setToolTip(tr("办理时限"))
        drop = Button("", "icon", "x", named=tr("去掉这件诉求"), clicked=self.removed.emit)
        above = sizes.row(gap=6)
        above.addWidget(self.fields["request"], 1)
        above.addWidget(drop)
        due = Label(tr("时限"), "note", "ink2")
        below = (self.fields["category"], self.fields["action"], self.fields["responsible"], due, self.fields["due_by"])
        self.add(above, flow_row(*below, gap=6))
        for field in self.fields.values():
            if isinstance(field, TextField):
                field.typed.connect(lambda _text: self.changed.emit())
            else:
                field.changed.connect(lambda _value: self.changed.emit())

    def typed(self) -> dict[str, Any]:
        """What the fields hold."""
        return {name: read(field) for name, field in self.fields.items()}

    def fill(self, typed: dict[str, Any]) -> None:
        """Fills them in again."""
        for name, field in self.fields.items():
            put(field, typed.get(name))


class NeedsEditor(QWidget):
    """The new requests of a visit, one card each, and the button for one more.

    Signals: `changed`; `made(card)` so that the form takes Enter in its fields, too.
    """

    changed = Signal()
    made = Signal(object)

    def __init__(self, categories: Choices, today: date) -> None:
        super().__init__()
        self._categories, self._today = categories, today
        self.cards: list[NewNeedCard] = []
        self._lines = sizes.column(self, gap=6)
        self.add_button = Button(tr("登记诉求"), "small", "plus", clicked=self._add_and_go)
        self._none = Label(tr("没有新的诉求就不用填"), "note", "ink3")
        self._lines.addWidget(flow_row(self.add_button, self._none))
        _take_width(self)

    def typed(self) -> list[dict[str, Any]]:
        """What the cards hold; an untouched card counts as nothing."""
        return [typed for card in self.cards if any((typed := card.typed()).values())]

    def fill(self, typed: Sequence[dict[str, Any]]) -> None:
        """Shows these requests in place of the former ones."""
        for card in tuple(self.cards):
            self._drop(card)
        for one in typed[:MOST_NEEDS]:
            self._add().fill(one)

    def show_doubt(self, number: int, field: str, words: str, *, hard_: bool) -> QWidget | None:
        """Marks a field of the request with this number; returns it, to be jumped to."""
        filled = [card for card in self.cards if any(card.typed().values())]
        if number >= len(filled) or field not in filled[number].fields:
            return None
        found = filled[number].fields[field]
        found.setToolTip(words)
        if isinstance(found, TextField):
            found.show_verdict(hard(words) if hard_ else soft(words))
        return found

    def _add(self) -> NewNeedCard:
        card = NewNeedCard(self._categories, self._today)
        card.changed.connect(self.changed)
        card.removed.connect(lambda: self._remove(card))
        self._lines.insertWidget(len(self.cards), card)
        self.made.emit(card)
        self.cards.append(card)
        self._fit()
        return card

    def _add_and_go(self) -> None:
        self._add().fields["request"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, card: NewNeedCard) -> None:
        self._drop(card)
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop(self, card: NewNeedCard) -> None:
        self.cards.remove(card)
        self._lines.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._fit()

    def _fit(self) -> None:
        self._none.setVisible(not self.cards)
        self.add_button.setEnabled(len(self.cards) < MOST_NEEDS)


def _take_width(widget: QWidget) -> None:
    """Takes the whole width of its row and the height its lines need."""
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    keep_height(widget)
