"""Fields for days, telephone numbers and ID numbers, which know how people type them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtGui import QFocusEvent

from db.domain.identity import check_id_number
from db.domain.phones import check_phone
from db.domain.verdict import Problem, Severity
from desktop.ui import sizes
from desktop.ui.display import iso
from desktop.ui.widgets.fields import FINE, TextField, Verdict, hard, soft
from desktop.words import tr


class DateField(TextField):
    """A day, typed as people type it: `2026-11-4`, `11.4`, `11月4日`, `今天`, `昨天`, `前天`; ISO comes out.

    Args:
        today: the day `今天` means.
        required: an empty field is a hard error.
        future: True lets days after today pass without a hint.
    """

    def __init__(self, today: date, *, required: bool = False, future: bool = True, named: str = "") -> None:
        super().__init__(tr("如 11.4、今天"), self._judge_day, named=named, most=20)
        self._today, self._required, self._future = today, required, future
        sizes.fixed(self, width=118)

    def day(self) -> date | None:
        """The day, or None when empty or not understood."""
        return read_day(self.value(), self._today)

    def set_day(self, on: date | None) -> None:
        """Shows a day."""
        self.setText(iso(on))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Writes the day out in full when it is left."""
        if (on := self.day()) is not None and not self.composing:
            self.setText(iso(on))
        super().focusOutEvent(event)

    def _judge_day(self, text: str) -> Verdict:
        if not text:
            return hard(tr("还没填日期")) if self._required else FINE
        on = self.day()
        if on is None:
            return hard(tr("没看懂这个日期，可以写成 2026-11-4、11.4 或 今天"))
        if on > self._today and not self._future:
            return soft(tr("这一天还没到，请看一眼"))
        return FINE


_WORDS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "明天": -1, "后天": -2}
_FULL = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$")
_PACKED = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SHORT = re.compile(r"^(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$")


def read_day(text: str, today: date) -> date | None:
    """Reads a day the way people write it; None when it is not a day.

    Args:
        text: what was typed; full-width digits and signs count as their narrow twins.
        today: gives the year of `11.4` and the meaning of `昨天`.
    """
    plain = text.strip().translate(_NARROW)
    if plain in _WORDS:
        return today - timedelta(days=_WORDS[plain])
    for pattern in (_FULL, _PACKED):
        if found := pattern.match(plain):
            return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.match(plain):
        return _made(today.year, int(found[1]), int(found[2]))
    return None


_NARROW = str.maketrans("０１２３４５６７８９．－／。", "0123456789.-/.")


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class PhoneField(TextField):
    """Telephone numbers as the record reads them (`db.domain.phones`): mobile, fixed line, several, or 无."""

    def __init__(self, *, required: bool = False, named: str = "") -> None:
        super().__init__(tr("手机或座机"), self._judge_phone, named=named or tr("电话"), most=120)
        self._required = required

    def value(self) -> str:
        """The numbers as the record keeps them."""
        return check_phone(self.text()).normal

    def _judge_phone(self, _text: str) -> Verdict:
        typed = self.text().strip()
        if not typed:
            return hard(tr("还没填电话")) if self._required else FINE
        return _verdict(check_phone(typed).problems)


class IdField(TextField):
    """An ID number (`db.domain.identity`): judged on leaving, never corrected.

    Args:
        today: when given, an impossible age is a doubt, too.
        required: an empty field is a hard error.
    """

    def __init__(self, today: date | None = None, *, required: bool = False, named: str = "") -> None:
        super().__init__(tr("请照身份证输入 18 位"), self._judge_number, named=named or tr("证件号码"), most=40)
        self._required, self._today = required, today

    def value(self) -> str:
        """The number as the record keeps it."""
        return check_id_number(self.text(), today=self._today).normal

    def _judge_number(self, _text: str) -> Verdict:
        typed = self.text().strip()
        if not typed:
            return hard(tr("还没填证件号码")) if self._required else FINE
        return _verdict(check_id_number(typed, today=self._today).problems)


def _verdict(problems: Sequence[Problem]) -> Verdict:
    """The record's doubts as a verdict of the field: the hard ones first."""
    if not problems:
        return FINE
    first = min(problems, key=lambda problem: problem.severity is Severity.SOFT)
    return soft(first.sentence) if first.severity is Severity.SOFT else hard(first.sentence)
