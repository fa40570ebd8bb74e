"""The Chinese lunar calendar: the one module that knows the lunar library.

The library takes some eight milliseconds for one lunar year, so a year is asked for once and kept as a small table of
month starts; everything else here is arithmetic on that table. Good for the lunar years 1900 to 2100.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from db.errors import InvalidValue

FIRST_YEAR = 1900
LAST_YEAR = 2100
LAST_MONTH = 12
LONG_MONTH = 30
_JULIAN_OFFSET = 1721425  # Julian day number at noon of a date, less the date's proleptic ordinal
_MONTH_WORDS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
DAY_WORDS = (
    *(f"初{_DIGITS[n]}" for n in range(1, 11)),
    *(f"十{_DIGITS[n]}" for n in range(1, 10)),
    "二十",
    *(f"廿{_DIGITS[n]}" for n in range(1, 10)),
    "三十",
)


class LunarDateUnknown(InvalidValue):
    """The lunar date does not exist, or lies outside the years this calendar knows."""

    code = "P-CAL-01"


@dataclass(frozen=True)
class LunarDay:
    """One day of the lunar calendar; `year` is named by the solar year its first day falls in."""

    year: int
    month: int
    day: int
    leap: bool = False

    @property
    def label(self) -> str:
        """Month and day in words: 闰六月初一."""
        return f"{'闰' if self.leap else ''}{_MONTH_WORDS[self.month - 1]}月{DAY_WORDS[self.day - 1]}"


@dataclass(frozen=True)
class _Month:
    number: int
    leap: bool
    days: int
    first: int  # proleptic ordinal of its first day


@cache
def _months(year: int) -> tuple[_Month, ...]:
    """The twelve or thirteen months of a lunar year, in order."""
    from lunar_python import LunarYear

    if not FIRST_YEAR - 1 <= year <= LAST_YEAR:
        raise LunarDateUnknown("lunar", f"农历{year}年不在可换算的范围（{FIRST_YEAR}–{LAST_YEAR}年）内。")
    return tuple(
        _Month(abs(m.getMonth()), m.getMonth() < 0, m.getDayCount(), int(m.getFirstJulianDay()) - _JULIAN_OFFSET)
        for m in LunarYear.fromYear(year).getMonths()
        if m.getYear() == year
    )


def _month(year: int, month: int, *, leap: bool) -> _Month | None:
    return next((m for m in _months(year) if (m.number, m.leap) == (month, leap)), None)


def lunar_of(day: date) -> LunarDay:
    """The lunar day of a solar day.

    Raises:
        LunarDateUnknown: outside the lunar years 1900 to 2100.
    """
    ordinal = day.toordinal()
    year = day.year
    if year > LAST_YEAR or ordinal < _months(year)[0].first:
        year -= 1
    months = _months(year)
    found = months[bisect_right([m.first for m in months], ordinal) - 1]
    number = ordinal - found.first + 1
    if year < FIRST_YEAR or number > found.days:
        raise LunarDateUnknown("lunar", f"{day.isoformat()}不在农历可换算的范围（{FIRST_YEAR}–{LAST_YEAR}年）内。")
    return LunarDay(year, found.number, number, found.leap)


def solar_of(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The solar date of a lunar day that really exists.

    Raises:
        LunarDateUnknown: no such month, leap month or day in that lunar year.
    """
    found = _month(year, month, leap=leap) if year >= FIRST_YEAR else None
    if found is None or not 1 <= day <= found.days:
        raise LunarDateUnknown("lunar", f"农历{year}年没有{'闰' if leap else ''}{month}月{day}日这一天。")
    return date.fromordinal(found.first + day - 1)


def solar_near(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The solar date on which a lunar anniversary is kept in that lunar year.

    A leap month is kept in the plain month of the same number when the year has no such leap month; the thirtieth of a
    short month is kept on the twenty-ninth. 〔DP〕: the usual custom, no standard was found.

    Raises:
        LunarDateUnknown: the month is not 1 to 12 or the day not 1 to 30, or the year is out of range.
    """
    if not (1 <= month <= LAST_MONTH and 1 <= day <= LONG_MONTH):
        raise LunarDateUnknown("lunar", f"农历没有{month}月{day}日这一天。")
    found = (_month(year, month, leap=True) if leap else None) or _month(year, month, leap=False)
    if found is None:  # pragma: no cover - every lunar year has its twelve plain months
        raise LunarDateUnknown("lunar", f"农历{year}年没有{month}月。")
    return date.fromordinal(found.first + min(day, found.days) - 1)


def leap_month(year: int) -> int:
    """The number of the leap month of a lunar year, or 0."""
    return next((m.number for m in _months(year) if m.leap), 0)


def new_year_eve(year: int) -> date:
    """除夕 before the lunar year `year` begins."""
    return solar_of(year, 1, 1) - timedelta(days=1)


@cache
def _solar_term(year: int, name: str) -> date:
    from lunar_python import Solar

    term = Solar.fromYmd(year, 7, 1).getLunar().getJieQiTable()[name]
    return date(term.getYear(), term.getMonth(), term.getDay())


def qingming(year: int) -> date:
    """清明 of a solar year (4, 5 or 6 April)."""
    return _solar_term(year, "清明")


def winter_solstice(year: int) -> date:
    """冬至 of a solar year (21 to 23 December)."""
    return _solar_term(year, "冬至") if _solar_term(year, "冬至").year == year else _solar_term(year, "DONG_ZHI")
