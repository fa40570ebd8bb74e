"""The fields a panel can ask for: which control each kind has, and how an answer goes in and comes out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from desktop.ui.widgets.amounts import MoneyField, PartDateField, TimeField, WholeField
from desktop.ui.widgets.choices import ChoiceField, RadioRow, TickRow
from desktop.ui.widgets.fields import NotesField, TextField, Verdict
from desktop.ui.widgets.files import FileField
from desktop.ui.widgets.numbers import DateField, IdField, PhoneField
from desktop.ui.widgets.picks import PickField
from desktop.words import tr

_MOST_RADIOS = 5
_LONGEST_RADIO = 15
"""Characters of a choice that still fits beside its circle in a panel of 320 pixels."""
_SHORTEST_SHOWN = 10
_YES_NO = ((True, "是"), (False, "否"))


@dataclass(frozen=True)
class Ask:
    """One field of a panel.

    Attributes:
        name: the field's name in the record, under which the answer comes back.
        label: above the control.
        kind: `text`, `notes`, `day`, `part_day`, `time`, `phone`, `id`, `whole`, `money`, `flag`, `choice`, `ticks`,
            `picks` and `pick` (several or one out of many, with a filter), `file` (a file's path; `hint` is the
            filter of the dialog).
        value: what stands in it at first: text, a day, a number (money in 分), a code or a tuple of codes.
        choices: (value, word) pairs for `choice`, `ticks`, `picks` and `pick`.
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


def control_of(ask: Ask, today: date) -> QWidget:
    """The control of a field, with what stands in it at first."""
    made = _CONTROLS[ask.kind](ask, today)
    if ask.value not in (None, ""):
        put_answer(made, ask.value)
    if isinstance(made, TextField) and ask.check is not None:
        made.check_with(ask.check)
    return made


def may_be_saved(control: QWidget) -> bool:
    """A doubtful ID number or telephone may be the one on the paper: it is kept as it is (D-64)."""
    return isinstance(control, (IdField, PhoneField)) and bool(control.text().strip())


def _choice(ask: Ask, _today: date) -> QWidget:
    longest = max((len(word) for _, word in ask.choices), default=0)
    if len(ask.choices) <= _MOST_RADIOS and longest <= _LONGEST_RADIO:
        return RadioRow(ask.choices, ask.value, named=ask.label, clearable=not ask.required)
    made = ChoiceField(ask.choices, ask.value, empty=tr("请选择"), named=ask.label)
    if longest > _LONGEST_RADIO:  # a long sentence must not make the panel wider than it is
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(_SHORTEST_SHOWN)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def _flag(ask: Ask, _today: date) -> QWidget:
    words = tuple((value, tr(word)) for value, word in _YES_NO)
    return RadioRow(words, ask.value, named=ask.label, clearable=not ask.required)


_CONTROLS: dict[str, Callable[[Ask, date], QWidget]] = {
    "text": lambda ask, _today: TextField(ask.hint, named=ask.label),
    "notes": lambda ask, _today: NotesField(ask.hint, 3, named=ask.label),
    "day": lambda ask, today: DateField(today, required=ask.required, named=ask.label),
    "part_day": lambda ask, today: PartDateField(today, required=ask.required, named=ask.label),
    "phone": lambda ask, _today: PhoneField(required=ask.required, named=ask.label),
    "id": lambda ask, today: IdField(today, required=ask.required, named=ask.label),
    "whole": lambda ask, _today: WholeField(ask.hint, required=ask.required, named=ask.label),
    "money": lambda ask, _today: MoneyField(ask.label, required=ask.required),
    "time": lambda ask, _today: TimeField(ask.hint, ask.label),
    "flag": _flag,
    "choice": _choice,
    "ticks": lambda ask, _today: TickRow(ask.choices, ask.value or (), named=ask.label),
    "file": lambda ask, _today: FileField(ask.hint, named=ask.label),
    "pick": lambda ask, _today: PickField(ask.choices, (), named=ask.label, counted=ask.hint, single=True),
    "picks": lambda ask, _today: PickField(ask.choices, ask.value or (), named=ask.label, counted=ask.hint),
}


def answer_of(control: QWidget) -> Any:
    """What stands in a control: text, ISO day, number, code, tuple of codes, or None for empty."""
    if isinstance(control, DateField):
        on = control.day()
        return on.isoformat() if on else None
    if isinstance(control, (WholeField, MoneyField)):
        return control.number()
    if isinstance(control, PartDateField):
        return control.part_day()
    if isinstance(control, (TextField, NotesField, FileField)):
        return control.value() or None
    if isinstance(control, (ChoiceField, RadioRow, TickRow, PickField)):
        return control.value()
    raise TypeError(type(control))


def first_answer(ask: Ask) -> Any:
    """What `answer_of` says before anything was typed."""
    value = ask.value
    if isinstance(value, date):
        return value.isoformat()
    if ask.kind in {"ticks", "picks"}:
        return tuple(value or ())
    return None if value in (None, "") else value


def put_answer(control: QWidget, value: Any) -> None:
    """Fills a control in."""
    if isinstance(control, DateField):
        control.set_day(value if isinstance(value, date) or value is None else date.fromisoformat(str(value)))
    elif isinstance(control, (WholeField, MoneyField)):
        control.set_number(value)
    elif isinstance(control, TextField):
        control.setText(str(value or ""))
    elif isinstance(control, FileField):
        control.show_path(str(value or ""))
    elif isinstance(control, NotesField):
        control.setPlainText(str(value or ""))
    elif isinstance(control, PickField):
        control.choose(tuple(value) if isinstance(value, (tuple, list)) else (value,))
    elif isinstance(control, TickRow):
        control.choose(tuple(value or ()))
    elif isinstance(control, (ChoiceField, RadioRow)):
        control.choose(value)
