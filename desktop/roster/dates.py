"""Dates as offices type them: 1965.3.12, 1965年3月, 19650312, 65.3.12, Excel day numbers; no silent guess."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta

from desktop.roster.doubts import EMPTY, Read, Trouble
from desktop.words import tr

_PARTS = re.compile(r"(\d{4}|\d{2})\D+(\d{1,2})(?:\D+(\d{1,2}))?\D*")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SIX = re.compile(r"((?:19|20)\d\d)(\d{2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ALLOWED = re.compile(r"[\d年月日号./\-\\ ,、·:时分秒T零点]+")
_EMPTY_WORDS = frozenset({"", "无", "不详", "未知", "-", "--", "/", "—", "——", "暂无", "不明"})
_SERIALS = range(4000, 80001)  # 1910 to 2119
_YEARS = range(1880, 2101)
_EPOCH = date(1899, 12, 30)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.0+)?$")


def read_date(value: object, today: date) -> Read:
    """A cell as an ISO date of day, month or year precision.

    Args:
        value: what the spreadsheet reader gave: text, a number, a date.
        today: a date after it cannot be one of these dates.

    A two-digit year, a month that may have lost its 0 in Excel (1965.1) and anything unreadable come back with a
    trouble; what is unreadable comes back empty.
    """
    if isinstance(value, datetime):
        return _in_time(value.date().isoformat(), today)
    if isinstance(value, date):
        return _in_time(value.isoformat(), today)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return _unreadable()
    if isinstance(value, (int, float)):
        return _from_number(float(value), today)
    return _from_text(value, today)


def _from_number(number: float, today: date) -> Read:
    if number.is_integer():
        whole = int(number)
        if whole in _SERIALS and whole not in _YEARS:
            return _in_time((_EPOCH + timedelta(days=whole)).isoformat(), today)
        return _from_text(str(whole), today)
    text = f"{number:.2f}".rstrip("0")
    year, _, month = text.partition(".")
    if len(year) == len("1965") and int(year) in _YEARS:
        read = _built(int(year), int(month), 0, today)
        if month == "1" and read.text:
            said = tr("“{text}”在 Excel 里可能原是 {year}.10，请核对是 1 月还是 10 月").format(text=text, year=year)
            return Read(read.text, (*read.troubles, Trouble("date_month_doubt", said, "soft")))
        return read
    if int(number) in _SERIALS:
        return _in_time((_EPOCH + timedelta(days=int(number))).isoformat(), today)
    return _unreadable()


def _from_text(text: str, today: date) -> Read:
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'‘’")
    plain = _TIME.sub("", plain).strip()
    if plain in _EMPTY_WORDS:
        return EMPTY
    if not _ALLOWED.fullmatch(plain):
        return _unreadable()
    for pattern in (_EIGHT, _SIX):
        if found := pattern.fullmatch(plain):
            parts = [int(part) for part in found.groups()]
            return _built(parts[0], parts[1], parts[2] if parts[2:] else 0, today)
    if found := _MONTH_FIRST.fullmatch(plain):
        return _month_first(found, today)
    if found := _PARTS.fullmatch(plain):
        return _from_parts(found, today)
    return _year_or_number(plain, today)


def _month_first(found: re.Match[str], today: date) -> Read:
    first, second, year = (int(part) for part in found.groups())
    read = _built(year, first, second, today)
    said = tr("按 月/日/年 读成 {date}，请核对").format(date=read.text)
    return Read(read.text, (*read.troubles, Trouble("date_order_doubt", said, "soft"))) if read.text else read


def _from_parts(found: re.Match[str], today: date) -> Read:
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 0)
    if len(found[1]) == len("1965"):
        return _built(year, month, day, today)
    century = 1900 if year > today.year % 100 else 2000
    read = _built(century + year, month, day, today)
    said = tr("年份只写了两位，按 {year} 年读，请核对").format(year=century + year)
    return Read(read.text, (*read.troubles, Trouble("date_short_year", said, "soft"))) if read.text else read


def _year_or_number(plain: str, today: date) -> Read:
    digits = re.fullmatch(r"(\d{4,5})年?", plain)
    if not digits:
        return _unreadable()
    if len(digits[1]) == len("1965") and int(digits[1]) in _YEARS:
        return _in_time(digits[1], today)
    if int(digits[1]) in _SERIALS and not plain.endswith("年"):
        return _in_time((_EPOCH + timedelta(days=int(digits[1]))).isoformat(), today)
    return _unreadable()


def _built(year: int, month: int, day: int, today: date) -> Read:
    month_exists = year in _YEARS and 0 < month <= 12  # noqa: PLR2004 - months of a year
    if not month_exists or day > monthrange(year, month)[1]:
        return Read("", (Trouble("date_impossible", tr("没有这一天，请照原件改"), "hard"),))
    return _in_time(f"{year:04}-{month:02}" + (f"-{day:02}" if day else ""), today)


def _in_time(text: str, today: date) -> Read:
    if text > today.isoformat()[: len(text)]:
        return Read("", (Trouble("date_future", tr("{date} 还没有到，请照原件改").format(date=text), "hard"),))
    if not text.startswith(("18", "19", "20")) or int(text[:4]) not in _YEARS:
        return Read("", (Trouble("date_impossible", tr("没有这一天，请照原件改"), "hard"),))
    return Read(text)


def _unreadable() -> Read:
    return Read("", (Trouble("date_unreadable", tr("看不出是哪一天，请写成 1965-03-12 的样子"), "hard"),))
