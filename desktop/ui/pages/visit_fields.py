"""Fields only a visit has, hours and money as people type them; and any field read or filled by one pair of verbs."""

import re
from typing import Any

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from desktop.ui import sizes
from desktop.ui.widgets.buttons import Segments
from desktop.ui.widgets.choices import ChoiceField, RadioRow, TickRow
from desktop.ui.widgets.fields import FINE, NotesField, TextField, Verdict, hard
from desktop.words import tr

_TIME = re.compile(r"([01]?\d|2[0-3])[:.点]([0-5]\d)分?")
_PACKED = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_MONEY = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?")
_NARROW = str.maketrans("０１２３４５６７８９：．。，", "0123456789:..,")

Field = TextField | NotesField | RadioRow | TickRow | ChoiceField | Segments


def read_time(text: str) -> str | None:
    """`9:40`, `0940`, `9点40` as `09:40`; None when it is not a time of day."""
    plain = "".join(text.split()).translate(_NARROW)
    found = _TIME.fullmatch(plain) or _PACKED.fullmatch(plain)
    return f"{int(found[1]):02}:{found[2]}" if found else None


def read_fen(text: str) -> int | None:
    """An amount typed in yuan (`200`, `1,200.50`) in 分; None when it is not an amount."""
    plain = "".join(text.split()).translate(_NARROW).removesuffix("元").replace(",", "")
    found = _MONEY.fullmatch(plain)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def yuan(fen: int) -> str:
    """An amount in 分 as it is typed: `200.00`."""
    return f"{fen // 100}.{fen % 100:02}"


class TimeField(TextField):
    """An hour and minute; written out as `09:40` when it is left."""

    def __init__(self, placeholder: str, named: str) -> None:
        super().__init__(placeholder, _judge_time, named=named, most=10)
        sizes.fixed(self, width=72)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Writes the time out in full."""
        if (at := read_time(self.value())) is not None and not self.composing:
            self.setText(at)
        super().focusOutEvent(event)


class MoneyField(TextField):
    """An amount in yuan, kept in 分."""

    def __init__(self, named: str) -> None:
        super().__init__(tr("如 200"), _judge_money, named=named, most=14)
        sizes.fixed(self, width=92)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Writes the amount out in full."""
        if (fen := read_fen(self.value())) is not None and not self.composing:
            self.setText(yuan(fen))
        super().focusOutEvent(event)


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


def _judge_time(text: str) -> Verdict:
    return FINE if not text or read_time(text) else hard(tr("没看懂这个时间，可以写成 9:40"))


def _judge_money(text: str) -> Verdict:
    return FINE if not text or read_fen(text) is not None else hard(tr("金额写数字，如 200 或 200.50"))
