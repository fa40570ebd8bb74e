"""A side panel that asks for a few fields and hands back what was typed; it saves nothing itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from db.errors import InvalidValue, Refusal
from desktop.ui import sizes
from desktop.ui.widgets.bars import SidePanel
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.choices import ChoiceField, RadioRow, TickRow
from desktop.ui.widgets.fields import NotesField, TextField, Verdict, hard
from desktop.ui.widgets.forms import ErrorList, FieldRow, FormScroll, Lack
from desktop.ui.widgets.numbers import DateField, IdField, PhoneField
from desktop.ui.widgets.text import Label
from desktop.words import tr

_MOST_RADIOS = 5


@dataclass(frozen=True)
class Ask:
    """One field of a panel.

    Attributes:
        name: the field's name in the record, under which the answer comes back.
        label: above the control.
        kind: `text`, `notes`, `day`, `phone`, `id`, `choice`, `ticks`.
        value: what stands in it at first: text, a day, a code or a tuple of codes.
        choices: (value, word) pairs for `choice` and `ticks`.
        required: an empty answer cannot be saved.
        hint: placeholder.
        check: judges a text further.
    """

    name: str
    label: str
    kind: str = "text"
    value: Any = None
    choices: tuple[tuple[Any, str], ...] = ()
    required: bool = False
    hint: str = ""
    check: Callable[[str], Verdict] | None = None


@dataclass(frozen=True)
class Asking:
    """What a panel asks.

    Attributes:
        title: what is written; over: whose.
        asks: the fields in reading order.
        save: the verb of the button.
        note: one quiet sentence under the title.
    """

    title: str
    over: str
    asks: tuple[Ask, ...]
    save: str
    note: str = ""


class _Questions(FormScroll):
    """The fields, scrolling inside the panel."""

    def sizeHint(self) -> QSize:
        """Little: the panel does not make the page longer."""
        return QSize(sizes.px(240), sizes.px(120))


class AskPanel(SidePanel):
    """The panel. `saved` carries the answers by field name: text, ISO day, code, tuple of codes, or None for empty."""

    saved = Signal(dict)
    typed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._rows: dict[str, tuple[Ask, QWidget, FieldRow]] = {}
        self.errors = ErrorList()
        self.errors.jumped.connect(lambda lack: lack.target.setFocus() if lack.target else None)
        self._note = Label("", "note", "ink2", wrap=True)
        self._form = _Questions(gap=8)
        self.save_button = Button(tr("保存"), "filled", clicked=self.save)
        self._cancel = Button(tr("不写了"), "plain", clicked=self.dismiss)
        for widget in (self._note, self.errors, self._form):
            self.body.addWidget(widget)
        self.foot.addStretch()
        self.foot.addWidget(self._cancel)
        self.foot.addWidget(self.save_button)
        self.hide()

    def ask(self, asking: Asking) -> None:
        """Shows these questions in place of the former ones."""
        self.say(asking.over, asking.title)
        self._note.say(asking.note)
        self._note.setVisible(bool(asking.note))
        self.save_button.say(asking.save)
        self.save_button.setEnabled(True)
        self.errors.show_lacks([])
        self._empty()
        for ask in asking.asks:
            control = self._control(ask)
            row = FieldRow(ask.label, control, required=ask.required, below=True)
            self._rows[ask.name] = (ask, control, row)
            self._form.add(row)
        self._form.end()
        self.show()

    def start(self) -> None:
        """Puts the cursor into the first field."""
        if self._rows:
            next(iter(self._rows.values()))[2].target.setFocus(Qt.FocusReason.OtherFocusReason)

    def control(self, name: str) -> QWidget:
        """The control of a field."""
        return self._rows[name][1]

    def answers(self) -> dict[str, Any]:
        """What stands in the fields now."""
        return {name: _answer(control) for name, (_, control, _) in self._rows.items()}

    def put(self, values: Mapping[str, Any]) -> None:
        """Fills fields in (a draft, or what an ID number says)."""
        for name, value in values.items():
            if name in self._rows:
                _put(self._rows[name][1], value)

    @property
    def dirty(self) -> bool:
        """True when something differs from what stood in it at first."""
        return any(_answer(control) != _first(ask) for ask, control, _ in self._rows.values())

    def save(self) -> None:
        """Checks everything; hands the answers over when they can be saved."""
        lacks = [lack for name in self._rows if (lack := self._lack(name)) is not None]
        self.errors.show_lacks(lacks)
        if lacks:
            if lacks[0].target is not None:
                lacks[0].target.setFocus()
            return
        self.save_button.setEnabled(False)
        self.saved.emit(self.answers())

    def refuse(self, refusal: Refusal) -> bool:
        """Shows a refusal of the record under its field; False when it is about no field of the panel."""
        self.save_button.setEnabled(True)
        if not isinstance(refusal, InvalidValue):
            return False
        words = f"{refusal.happened}{refusal.next_step}"
        if refusal.field not in self._rows:
            self.errors.show_lacks([Lack(words)])
            return True
        _, control, row = self._rows[refusal.field]
        row.show_verdict(hard(words))
        self.errors.show_lacks([Lack(words, row.target)])
        control.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S and Ctrl+Enter save, Esc closes."""
        strong = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if strong and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
            return
        super().keyPressEvent(event)

    def _empty(self) -> None:
        self._rows.clear()
        while self._form.body.count():
            item = self._form.body.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _lack(self, name: str) -> Lack | None:
        ask, control, row = self._rows[name]
        if isinstance(control, TextField):
            verdict = control.judge()
            if verdict.level == "miss" and not _may_be_saved(control):
                return Lack(tr("{label}要改，原因写在下面").format(label=ask.label), control)
        if ask.required and _answer(control) in (None, "", ()):
            words = tr("还没填{label}").format(label=ask.label)
            row.show_verdict(hard(words))
            return Lack(words, row.target)
        return None

    def _control(self, ask: Ask) -> QWidget:
        made = _CONTROLS[ask.kind](ask, self._today)
        if ask.value not in (None, ""):
            _put(made, ask.value)
        if isinstance(made, TextField):
            made.typed.connect(lambda _text: self.typed.emit())
            if ask.check is not None:
                made.check_with(ask.check)
        elif isinstance(made, NotesField):
            made.textChanged.connect(self.typed)
        elif isinstance(made, (ChoiceField, RadioRow, TickRow)):
            made.changed.connect(lambda _value: self.typed.emit())
        return made


def _may_be_saved(control: QWidget) -> bool:
    """A doubtful ID number or telephone may be the one on the paper: it is kept as it is (D-64)."""
    return isinstance(control, (IdField, PhoneField)) and bool(control.text().strip())


def _choice(ask: Ask, _today: date) -> QWidget:
    if len(ask.choices) <= _MOST_RADIOS:
        return RadioRow(ask.choices, ask.value, named=ask.label)
    return ChoiceField(ask.choices, ask.value, empty=tr("请选择"), named=ask.label)


_CONTROLS: dict[str, Callable[[Ask, date], QWidget]] = {
    "text": lambda ask, _today: TextField(ask.hint, named=ask.label),
    "notes": lambda ask, _today: NotesField(ask.hint, 3, named=ask.label),
    "day": lambda ask, today: DateField(today, required=ask.required, named=ask.label),
    "phone": lambda ask, _today: PhoneField(required=ask.required, named=ask.label),
    "id": lambda ask, today: IdField(today, required=ask.required, named=ask.label),
    "choice": _choice,
    "ticks": lambda ask, _today: TickRow(ask.choices, ask.value or (), named=ask.label),
}


def _answer(control: QWidget) -> Any:
    if isinstance(control, DateField):
        on = control.day()
        return on.isoformat() if on else None
    if isinstance(control, (TextField, NotesField)):
        return control.value() or None
    if isinstance(control, (ChoiceField, RadioRow, TickRow)):
        return control.value()
    raise TypeError(type(control))


def _first(ask: Ask) -> Any:
    value = ask.value
    if isinstance(value, date):
        return value.isoformat()
    if ask.kind == "ticks":
        return tuple(value or ())
    return value or None


def _put(control: QWidget, value: Any) -> None:
    if isinstance(control, DateField):
        control.set_day(value if isinstance(value, date) or value is None else date.fromisoformat(str(value)))
    elif isinstance(control, TextField):
        control.setText(str(value or ""))
    elif isinstance(control, NotesField):
        control.setPlainText(str(value or ""))
    elif isinstance(control, TickRow):
        control.choose(tuple(value or ()))
    elif isinstance(control, (ChoiceField, RadioRow)):
        control.choose(value)
