"""The lunar calendar against two independent libraries, and against days everybody knows."""

from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LunarDate as BoraxDate
from hypothesis import given
from hypothesis import strategies as st
from lunardate import LunarDate as TableDate

from db.domain.lunar import (
    LunarDateUnknown,
    LunarDay,
    leap_month,
    lunar_of,
    new_year_eve,
    qingming,
    solar_near,
    solar_of,
    winter_solstice,
)

FIRST = date(1900, 1, 31)
LAST = date(2101, 1, 28)


def _by_borax(day: date) -> LunarDay:
    found = BoraxDate.from_solar_date(day.year, day.month, day.day)
    return LunarDay(found.year, found.month, found.day, bool(found.leap))


def _by_lunardate(day: date) -> LunarDay:
    found = TableDate.from_solar_date(day.year, day.month, day.day)
    return LunarDay(found.year, found.month, found.day, bool(found.is_leap_month))


@pytest.mark.parametrize("year", range(1900, 2100))
def test_every_seventh_day_of_two_centuries_agrees_with_at_least_one_of_two_other_libraries(year: int) -> None:
    """Each of the two is alone in error in a handful of months (1933, 1954, 1978, 2057; 2089, 2097)."""
    for step in range(0, 365, 7):
        day = date(year, 2, 1) + timedelta(days=step)
        ours = lunar_of(day)
        assert ours in (_by_borax(day), _by_lunardate(day)), day


@given(st.dates(FIRST, LAST))
def test_there_and_back_is_the_same_day(day: date) -> None:
    lunar = lunar_of(day)
    assert solar_of(lunar.year, lunar.month, lunar.day, leap=lunar.leap) == day
    assert solar_near(lunar.year, lunar.month, lunar.day, leap=lunar.leap) == day


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(1900, 1, 31), LunarDay(1900, 1, 1)),
        (date(2026, 2, 17), LunarDay(2026, 1, 1)),
        (date(2026, 1, 1), LunarDay(2025, 11, 13)),
        (date(2025, 7, 25), LunarDay(2025, 6, 1, leap=True)),
        (date(2033, 12, 22), LunarDay(2033, 11, 1, leap=True)),
        (date(2101, 1, 28), LunarDay(2100, 12, 29)),
    ],
)
def test_days_everybody_can_look_up(day: date, lunar: LunarDay) -> None:
    assert lunar_of(day) == lunar


def test_a_lunar_day_is_said_in_words() -> None:
    assert LunarDay(2025, 6, 1, leap=True).label == "闰六月初一"
    assert LunarDay(2025, 12, 23).label == "腊月廿三"
    assert LunarDay(2025, 1, 20).label == "正月二十"
    assert LunarDay(2025, 11, 30).label == "冬月三十"


@pytest.mark.parametrize("day", [date(1900, 1, 30), date(1899, 6, 1), date(2101, 1, 29), date(2300, 1, 1), date.min])
def test_a_day_outside_the_known_years_is_refused(day: date) -> None:
    with pytest.raises(LunarDateUnknown, match="1900"):
        lunar_of(day)


@pytest.mark.parametrize(
    ("year", "month", "day", "leap"),
    [(2026, 13, 1, False), (2026, 1, 31, False), (2026, 6, 1, True), (1899, 1, 1, False), (2101, 1, 1, False)],
)
def test_a_lunar_day_that_does_not_exist_is_refused(year: int, month: int, day: int, *, leap: bool) -> None:
    with pytest.raises(LunarDateUnknown):
        solar_of(year, month, day, leap=leap)


def test_an_anniversary_in_a_leap_month_falls_back_to_the_plain_month() -> None:
    assert leap_month(2025) == 6
    assert leap_month(2026) == 0
    assert solar_near(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert solar_near(2026, 6, 1, leap=True) == solar_of(2026, 6, 1)


def test_the_thirtieth_of_a_short_month_is_kept_on_its_last_day() -> None:
    assert lunar_of(new_year_eve(2026)) == LunarDay(2025, 12, 29)
    assert solar_near(2025, 12, 30) == new_year_eve(2026) == date(2026, 2, 16)


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (1, 0), (1, 31)])
def test_an_anniversary_on_an_impossible_day_is_refused(month: int, day: int) -> None:
    with pytest.raises(LunarDateUnknown):
        solar_near(2026, month, day)


@pytest.mark.parametrize(("year", "day"), [(2024, 4), (2025, 4), (2026, 5), (1900, 5), (2100, 5)])
def test_qingming_is_the_fourth_or_fifth_of_april(year: int, day: int) -> None:
    assert qingming(year) == date(year, 4, day)


@pytest.mark.parametrize("year", range(1900, 2101, 4))
def test_solar_terms_stay_in_their_own_year(year: int) -> None:
    assert date(year, 4, 4) <= qingming(year) <= date(year, 4, 6)
    assert date(year, 12, 21) <= winter_solstice(year) <= date(year, 12, 23)
