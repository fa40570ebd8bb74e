"""Any field of a visit read or filled by one pair of verbs."""

from typing import Any

from PySide6.QtWidgets import QWidget

from db.domain.money import read_fen
from desktop.ui.widgets.amounts import MoneyField, TimeField, read_time, yuan
from desktop.ui.widgets.buttons import Segments
from desktop.ui.widgets.choices import ChoiceField, RadioRow, TickRow
from desktop.ui.widgets.fields import NotesField, TextField

__all__ = ["Field", "MoneyField", "TimeField", "put", "read", "read_fen", "read_time", "yuan"]

Field = TextField | NotesField | RadioRow | TickRow | ChoiceField | Segments


def read(field: QWidget) -> Any:
    """What a field holds, as JSON can keep it: text, a code, a list of codes, or None."""
    if isinstance(field, (TextField, NotesField)):
        return field.value()
    if isinstance(field, TickRow):
        return list(field.value())
    if isinstance(field, (RadioRow, ChoiceField, Segments)):
        return field.value()
    raise TypeError(type(field))


def put(field: QWidget, value: Any) -> None:
    """Fills a field with what `read` once gave; a value it does not know is left out."""
    if isinstance(field, NotesField):
        field.setPlainText(str(value or ""))
    elif isinstance(field, TextField):
        field.setText(str(value or ""))
    elif isinstance(field, TickRow):
        field.choose(value if isinstance(value, (list, tuple)) else ())
    elif isinstance(field, (RadioRow, ChoiceField, Segments)):
        field.choose(value)
    else:
        raise TypeError(type(field))
