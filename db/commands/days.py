"""Days as they are typed into a command."""

import re
from datetime import date

from db.errors import InvalidValue

EARLIEST_YEAR = 1900
"""Nobody who is looked after was born earlier; a year before it is a slip of the finger (1890 for 1990)."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def as_day(field: str, text: str) -> date:
    """The day of a field.

    Raises:
        InvalidValue: not a day that exists; `field` is the one to jump to.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = f"“{text}”不是一个存在的日期。" if text else "没有写日期。"
        raise InvalidValue(field, said, "请写成 2026-01-31。") from None


def past_day(field: str, text: object, today: date, what: str) -> date:
    """The day of something that has happened.

    Args:
        field: the field to jump to.
        text: as typed, ISO.
        today: no day later than this one.
        what: what happened then, for the sentence (`走访日期`).

    Raises:
        InvalidValue: no such day, after today, or so long ago that nobody on file was born.
    """
    day = as_day(field, str(text or ""))
    if day.year < EARLIEST_YEAR:
        raise InvalidValue(field, f"{what}在 {EARLIEST_YEAR} 年以前。", "请核对年份。")
    if day > today:
        raise InvalidValue(field, f"{what}在今天之后。", "请改成已经发生的日期。")
    return day


def not_before(field: str, day: date, earlier: object, happened: str) -> None:
    """Two things have an order.

    Args:
        field: the field of the later one, to jump to.
        day: the later one.
        earlier: ISO text of the earlier one; none means nothing is asked.
        happened: the sentence when they are the wrong way round.

    Raises:
        InvalidValue: `day` is before the earlier one.
    """
    if earlier and day.isoformat() < str(earlier):
        raise InvalidValue(field, happened)


def require_time(field: str, text: object) -> None:
    """A time of the day, 09:30.

    Raises:
        InvalidValue: anything else that is not empty.
    """
    if text and not _TIME.fullmatch(str(text)):
        raise InvalidValue(field, f"时间“{text}”看不懂。", "请写成 09:30。")
