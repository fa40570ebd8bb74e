"""Fields for amounts, counts, hours, and days known only to the month or year."""

import re
from datetime import date

from PySide6.QtGui import QFocusEvent

from db.domain.money import read_fen
from desktop.ui import sizes
from desktop.ui.widgets.fields import FINE, TextField, Verdict, hard
from desktop.ui.widgets.numbers import read_day
from desktop.words import tr

_TIME = re.compile(r"([01]?\d|2[0-3])[:.点]([0-5]\d)分?")
_PACKED = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_WHOLE = re.compile(r"\d{1,7}")
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_NARROW = str.maketrans("０１２３４５６７８９：．。，", "0123456789:..,")


def read_time(text: str) -> str | None:
    """`9:40`, `0940`, `9点40` as `09:40`; None when it is not a time of day."""
    plain = "".join(text.split()).translate(_NARROW)
    found = _TIME.fullmatch(plain) or _PACKED.fullmatch(plain)
    return f"{int(found[1]):02}:{found[2]}" if found else None


def yuan(fen: int) -> str:
    """An amount in 分 as it is typed: `200.00`."""
    return f"{fen // 100}.{fen % 100:02}"


def read_part_day(text: str, today: date) -> str | None:
    """A day, month or year as far as it is known (`1964.3.9`, `1964年3月`, `1964`), ISO; None when it is none.

    Args:
        text: what was typed.
        today: gives the year of `3.9` and the meaning of `昨天`.
    """
    plain = text.strip().translate(_NARROW)
    if found := _MONTH.fullmatch(plain):
        month = int(found[2])
        return f"{int(found[1]):04}-{month:02}" if 1 <= month <= 12 else None  # noqa: PLR2004 - months of a year
    if found := _YEAR.fullmatch(plain):
        return found[1] if int(found[1]) > 0 else None
    on = read_day(plain, today)
    return on.isoformat() if on else None


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

    def __init__(self, named: str = "", *, required: bool = False) -> None:
        super().__init__(tr("如 200"), self._judge_money, named=named, most=14)
        self._required = required
        sizes.fixed(self, width=92)

    def number(self) -> int | None:
        """The amount in 分; None when empty or not understood."""
        return read_fen(self.value())

    def set_number(self, fen: int | None) -> None:
        """Shows an amount in 分."""
        self.setText("" if fen is None else yuan(fen))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Writes the amount out in full."""
        if (fen := self.number()) is not None and not self.composing:
            self.setText(yuan(fen))
        super().focusOutEvent(event)

    def _judge_money(self, text: str) -> Verdict:
        if not text:
            return hard(tr("还没填金额")) if self._required else FINE
        return FINE if read_fen(text) is not None else hard(tr("金额写数字，如 200 或 200.50"))


class WholeField(TextField):
    """A whole number: years, days, persons."""

    def __init__(self, placeholder: str = "", *, required: bool = False, named: str = "") -> None:
        super().__init__(placeholder, self._judge_whole, named=named, most=9)
        self._required = required
        sizes.fixed(self, width=92)

    def number(self) -> int | None:
        """The number; None when empty or not understood."""
        plain = self.value().translate(_NARROW)
        return int(plain) if _WHOLE.fullmatch(plain) else None

    def set_number(self, number: int | None) -> None:
        """Shows a number."""
        self.setText("" if number is None else str(number))

    def _judge_whole(self, text: str) -> Verdict:
        if not text:
            return hard(tr("还没填")) if self._required else FINE
        return FINE if self.number() is not None else hard(tr("这里写整数"))


class PartDateField(TextField):
    """A day, month or year as far as it is known; written out as ISO when it is left."""

    def __init__(self, today: date, *, required: bool = False, named: str = "") -> None:
        super().__init__(tr("如 1964.3.9，只知道年月写 1964.3"), self._judge_part, named=named, most=20)
        self._today, self._required = today, required

    def part_day(self) -> str | None:
        """The day, month or year in ISO; None when empty or not understood."""
        return read_part_day(self.value(), self._today)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Writes it out in full."""
        if (found := self.part_day()) is not None and not self.composing:
            self.setText(found)
        super().focusOutEvent(event)

    def _judge_part(self, text: str) -> Verdict:
        if not text:
            return hard(tr("还没填日期")) if self._required else FINE
        if self.part_day() is None:
            return hard(tr("没看懂这个日期，可以写成 1964-03-09、1964-03 或 1964"))
        return FINE


def _judge_time(text: str) -> Verdict:
    return FINE if not text or read_time(text) else hard(tr("没看懂这个时间，可以写成 9:40"))
