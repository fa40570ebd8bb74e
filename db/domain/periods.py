"""Months, quarters, festivals, birthdays and ages: every span of days a rule or a report speaks of."""

import re
from calendar import isleap, monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from db.domain.lunar import DAY_WORDS, LunarDay, lunar_of, new_year_eve, qingming, solar_near, solar_of, winter_solstice
from db.errors import InvalidValue

MONTHS_IN_YEAR = 12
MONTHS_IN_QUARTER = 3
FEBRUARY = 2
LEAP_DAY = 29
# A lunar year has at least 353 days; the half of it tells the day of birth from the first birthday even where the two
# recorded dates, solar and lunar, are some weeks apart.
_FIRST_BIRTHDAY = timedelta(days=180)


class PeriodUnknown(InvalidValue):
    """A period, festival or lunar birthday is written in a way the program cannot read."""

    code = "P-CAL-02"


@dataclass(frozen=True)
class Window:
    """A span of days, both ends included."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """How many days the window holds; an empty one holds none."""
        return max(0, (self.end - self.start).days + 1)

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share at least one day."""
        return self.start <= other.end and other.start <= self.end


class PeriodKind(StrEnum):
    """How long a reporting period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month, quarter or year; `number` is the month (1-12), the quarter (1-4), or 1 for a year.

    Those of one kind are ordered as they follow each other.
    """

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        last = MONTHS_IN_YEAR // self._months
        if not (1 <= self.number <= last and date.min.year <= self.year < date.max.year):
            raise PeriodUnknown("period", "没有这样的月份、季度或年份。")

    @property
    def _months(self) -> int:
        return {PeriodKind.MONTH: 1, PeriodKind.QUARTER: MONTHS_IN_QUARTER, PeriodKind.YEAR: MONTHS_IN_YEAR}[self.kind]

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * self._months + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return month_end(self.year, self.number * self._months)

    @property
    def window(self) -> Window:
        """First to last day."""
        return Window(self.start, self.end)

    @property
    def label(self) -> str:
        """In words: 2026年10月, 2026年第4季度, 2026年."""
        return self.short if self.kind is PeriodKind.YEAR else f"{self.year}年{self.short}"

    @property
    def short(self) -> str:
        """In words without the year, where it is known: 10月, 第4季度; a year is itself."""
        words = {PeriodKind.MONTH: f"{self.number}月", PeriodKind.QUARTER: f"第{self.number}季度"}
        return words.get(self.kind, f"{self.year}年")

    @property
    def code(self) -> str:
        """The short sortable form kept in records and file names: 2026-10, 2026-Q4, 2026."""
        tail = {PeriodKind.MONTH: f"-{self.number:02d}", PeriodKind.QUARTER: f"-Q{self.number}", PeriodKind.YEAR: ""}
        return f"{self.year:04d}{tail[self.kind]}"

    def previous(self) -> "Period":
        """The period of the same kind just before."""
        return period_of(self.kind, self.start - timedelta(days=1))

    def next(self) -> "Period":
        """The period of the same kind just after."""
        return period_of(self.kind, self.end + timedelta(days=1))


def period_of(kind: PeriodKind, day: date) -> Period:
    """The month, quarter or year a day falls in."""
    if kind is PeriodKind.MONTH:
        return month_of(day)
    return quarter_of(day) if kind is PeriodKind.QUARTER else year_of(day)


def month_of(day: date) -> Period:
    """The calendar month a day falls in."""
    return Period(PeriodKind.MONTH, day.year, day.month)


def quarter_of(day: date) -> Period:
    """The calendar quarter a day falls in."""
    return Period(PeriodKind.QUARTER, day.year, (day.month - 1) // MONTHS_IN_QUARTER + 1)


def year_of(day: date) -> Period:
    """The calendar year a day falls in."""
    return Period(PeriodKind.YEAR, day.year)


def parse_period(code: str) -> Period:
    """The period written as `Period.code` writes it.

    Raises:
        PeriodUnknown: anything else.
    """
    found = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?", code, re.ASCII)
    if not found:
        raise PeriodUnknown("period", f"“{code[:20]}”不是可以识别的期间，应写作 2026-10、2026-Q4 或 2026。")
    year, quarter, month = found.groups()
    if quarter:
        return Period(PeriodKind.QUARTER, int(year), int(quarter))
    return Period(PeriodKind.MONTH, int(year), int(month)) if month else Period(PeriodKind.YEAR, int(year))


def report_due(period: Period, day: int = 5) -> date:
    """The last day to hand a period's report in: day `day` of the month after it (A3: 次月5日以前).

    A day the month does not have means its last day; below 1 means the first.
    """
    following = period.end + timedelta(days=1)
    return clipped(following.year, following.month, max(1, day))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def clipped(year: int, month: int, day: int) -> date:
    """That day of the month, or the month's last day when it is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


@lru_cache(maxsize=1 << 13)
def add_months(day: date, months: int) -> date:
    """The same day so many months later (earlier if negative), clipped to the month's last day."""
    count = day.year * MONTHS_IN_YEAR + day.month - 1 + months
    return clipped(count // MONTHS_IN_YEAR, count % MONTHS_IN_YEAR + 1, day.day)


_FESTIVALS: dict[str, Callable[[int], date]] = {
    "new_year": lambda year: date(year, 1, 1),
    "laba": lambda year: solar_of(year - 1, 12, 8),
    "new_year_eve": new_year_eve,
    "spring_festival": lambda year: solar_of(year, 1, 1),
    "lantern": lambda year: solar_of(year, 1, 15),
    "qingming": qingming,
    "labour_day": lambda year: date(year, 5, 1),
    "dragon_boat": lambda year: solar_of(year, 5, 5),
    "double_seventh": lambda year: solar_of(year, 7, 7),
    "mid_autumn": lambda year: solar_of(year, 8, 15),
    "national_day": lambda year: date(year, 10, 1),
    "double_ninth": lambda year: solar_of(year, 9, 9),
    "winter_solstice": winter_solstice,
}
FESTIVALS = tuple(_FESTIVALS)
# 〔DP〕 domain.md §5 S2: 中秋 −15/+1; the others are off by default and get a week before and the day after.
_AROUND = {"mid_autumn": (15, 1)}
_AROUND_OTHERS = (7, 1)


def festival_day(code: str, year: int) -> date:
    """The day of a festival; 腊八 and 除夕 belong to the Spring Festival `year` they lead up to.

    Raises:
        PeriodUnknown: no such festival code (see `FESTIVALS`).
        LunarDateUnknown: the year is outside 1900 to 2100.
    """
    if code not in _FESTIVALS:
        raise PeriodUnknown("festival", f"没有代码为“{code[:20]}”的节日。")
    return _FESTIVALS[code](year)


def festival_window(code: str, year: int, before: int | None = None, after: int | None = None) -> Window:
    """The days on which a visit counts for a festival: `before` days ahead to `after` days past it.

    Left out, the Spring Festival runs 腊月初一 to 正月十五 (domain.md §5 S2), 中秋 from 15 days before to the day
    after, any other from 7 days before to the day after.
    """
    day = festival_day(code, year)
    if code == "spring_festival":
        start = solar_of(year - 1, 12, 1) if before is None else day - timedelta(days=before)
        end = solar_of(year, 1, 15) if after is None else day + timedelta(days=after)
        return Window(start, end)
    default_before, default_after = _AROUND.get(code, _AROUND_OTHERS)
    ahead = default_before if before is None else before
    past = default_after if after is None else after
    return Window(day - timedelta(days=ahead), day + timedelta(days=past))


@dataclass(frozen=True)
class LunarBirthday:
    """A birthday kept by the lunar calendar: month 1-12, day 1-30, and whether the month was a leap month."""

    month: int
    day: int
    leap: bool = False

    @property
    def code(self) -> str:
        """How records keep it: 08-15, and 闰06-01 in a leap month."""
        return f"{'闰' if self.leap else ''}{self.month:02d}-{self.day:02d}"

    @property
    def label(self) -> str:
        """In words: 八月十五."""
        return LunarDay(0, self.month, self.day, self.leap).label


_LUNAR_MONTHS = {word: n for n, word in enumerate("正二三四五六七八九十冬腊", 1)} | {
    "一": 1,
    "十一": 11,
    "十二": 12,
}
_LUNAR_DAYS = {word: n for n, word in enumerate(DAY_WORDS, 1)} | {
    "十": 10,
    "三十": 30,
    **{f"二十{word}": 20 + n for n, word in enumerate("一二三四五六七八九", 1)},
}


def parse_lunar_birthday(text: str) -> LunarBirthday:
    """A lunar month and day as people write it: 08-15, 8.15, 8月15, 八月十五, 闰六月初一, 腊月廿三, 农历正月初一.

    Raises:
        PeriodUnknown: it names no lunar month and day.
    """
    words = re.sub(r"[\s\u3000]|农历|阴历|旧历|日$", "", text)
    found = re.fullmatch(
        r"(闰?)(\d{1,2}|[正一二三四五六七八九十冬腊]{1,2})[-./月](\d{1,2}|[初一二三四五六七八九十廿]{1,3})", words
    )
    if found:
        leap, month, day = found.groups()
        number = int(month) if month.isdecimal() else _LUNAR_MONTHS.get(month, 0)
        count = int(day) if day.isdecimal() else _LUNAR_DAYS.get(day, 0)
        if 1 <= number <= MONTHS_IN_YEAR and 1 <= count <= len(DAY_WORDS):
            return LunarBirthday(number, count, bool(leap))
    raise PeriodUnknown(
        "lunar_birthday", f"“{text[:20]}”不是农历的月和日。", "请写成“八月十五”或“08-15”，闰月前面加“闰”。"
    )


def birthday_on(birth: date | None, lunar_birthday: LunarBirthday | None, year: int) -> date | None:
    """The day a person's birthday is kept in a year; None when neither birthday is known.

    A recorded lunar birthday wins, and `year` is then the lunar year: one in 冬月 or 腊月 may fall in January or
    February of the next solar year, and so every year has exactly one. A leap month without its like is kept in the
    plain month, the 30th of a short month on the 29th; 29 February is kept on the 28th in common years.
    """
    if lunar_birthday:
        return solar_near(year, lunar_birthday.month, lunar_birthday.day, leap=lunar_birthday.leap)
    if birth is None:
        return None
    return clipped(year, birth.month, birth.day)


def birthdays_in(birth: date | None, lunar_birthday: LunarBirthday | None, window: Window) -> tuple[date, ...]:
    """Every birthday that falls in the window, in order; the day of birth itself is not one."""
    years = range(window.start.year - 1, window.end.year + 1)
    days = (birthday_on(birth, lunar_birthday, year) for year in years)
    return tuple(day for day in days if day and day in window and (birth is None or day > birth + _FIRST_BIRTHDAY))


def next_birthday(birth: date | None, lunar_birthday: LunarBirthday | None, day: date) -> date | None:
    """The first birthday on or after a day; None when no birthday is known."""
    start = max(day, birth + _FIRST_BIRTHDAY) if birth else day
    return next(iter(birthdays_in(birth, lunar_birthday, Window(start, add_months(start, 14)))), None)


def age_on(birth: date, day: date) -> int:
    """Full years of age on a day, counted on the calendar (周岁); negative before birth.

    Someone born on 29 February is a year older on 1 March of a common year (民法典 §1259, counting from the day after:
    the day the years are full is 28 February at its end).
    """
    before = (day.month, day.day) < (birth.month, birth.day)
    return day.year - birth.year - before


def turns_on(birth: date, years: int) -> date:
    """The first day on which `age_on` is `years`."""
    year = birth.year + years
    if (birth.month, birth.day) == (FEBRUARY, LEAP_DAY) and not isleap(year):
        return date(year, 3, 1)
    return date(year, birth.month, birth.day)


def lunar_label(day: date) -> str:
    """The lunar month and day of a solar date, in words, for lists and cards."""
    return lunar_of(day).label
