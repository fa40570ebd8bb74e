"""Months, festivals, birthdays and ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.lunar import LunarDateUnknown
from db.domain.periods import (
    FESTIVALS,
    LunarBirthday,
    Period,
    PeriodKind,
    PeriodUnknown,
    Window,
    add_months,
    age_on,
    birthday_on,
    birthdays_in,
    festival_day,
    festival_window,
    lunar_label,
    month_of,
    next_birthday,
    parse_lunar_birthday,
    parse_period,
    period_of,
    quarter_of,
    report_due,
    turns_on,
    year_of,
)

days = st.dates(date(1901, 1, 1), date(2098, 12, 31))


@given(days, st.sampled_from(PeriodKind))
def test_a_period_holds_its_day_and_its_neighbours_touch_it(day: date, kind: PeriodKind) -> None:
    period = period_of(kind, day)
    assert day in period.window
    assert period.previous().end + timedelta(days=1) == period.start
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period
    assert parse_period(period.code) == period


def test_periods_are_named_as_reports_name_them() -> None:
    day = date(2026, 10, 31)
    assert (month_of(day).label, month_of(day).code) == ("2026年10月", "2026-10")
    assert (quarter_of(day).label, quarter_of(day).code) == ("2026年第4季度", "2026-Q4")
    assert (year_of(day).label, year_of(day).code) == ("2026年", "2026")
    assert quarter_of(date(2026, 3, 31)).window == Window(date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize("code", ["2026-13", "2026-00", "2026-Q5", "26-1", "", "2026-10 ", "٢٠٢٦", "0000", "9999"])
def test_an_unreadable_period_is_refused(code: str) -> None:
    with pytest.raises(PeriodUnknown):
        parse_period(code)


@pytest.mark.parametrize(
    ("period", "day", "due"),
    [
        (Period(PeriodKind.MONTH, 2026, 10), 5, date(2026, 11, 5)),
        (Period(PeriodKind.MONTH, 2026, 12), 5, date(2027, 1, 5)),
        (Period(PeriodKind.MONTH, 2026, 1), 31, date(2026, 2, 28)),
        (Period(PeriodKind.MONTH, 2026, 1), 0, date(2026, 2, 1)),
        (Period(PeriodKind.QUARTER, 2026, 3), 10, date(2026, 10, 10)),
        (Period(PeriodKind.YEAR, 2026), 5, date(2027, 1, 5)),
    ],
)
def test_a_report_is_due_in_the_month_after_its_period(period: Period, day: int, due: date) -> None:
    assert report_due(period, day) == due


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("new_year", date(2026, 1, 1)),
        ("laba", date(2026, 1, 26)),
        ("new_year_eve", date(2026, 2, 16)),
        ("spring_festival", date(2026, 2, 17)),
        ("lantern", date(2026, 3, 3)),
        ("qingming", date(2026, 4, 5)),
        ("labour_day", date(2026, 5, 1)),
        ("dragon_boat", date(2026, 6, 19)),
        ("double_seventh", date(2026, 8, 19)),
        ("mid_autumn", date(2026, 9, 25)),
        ("national_day", date(2026, 10, 1)),
        ("double_ninth", date(2026, 10, 18)),
        ("winter_solstice", date(2026, 12, 22)),
    ],
)
def test_the_festivals_of_2026(code: str, day: date) -> None:
    assert festival_day(code, 2026) == day


def test_an_unknown_festival_is_refused() -> None:
    with pytest.raises(PeriodUnknown, match="christmas"):
        festival_day("christmas", 2026)
    with pytest.raises(LunarDateUnknown):
        festival_day("mid_autumn", 2400)


def test_the_spring_festival_window_runs_from_the_first_of_the_last_month_to_the_lanterns() -> None:
    assert festival_window("spring_festival", 2026) == Window(date(2026, 1, 19), date(2026, 3, 3))
    assert festival_window("spring_festival", 2026, before=3, after=0) == Window(date(2026, 2, 14), date(2026, 2, 17))


def test_the_mid_autumn_window_is_fifteen_days_before_and_one_after() -> None:
    assert festival_window("mid_autumn", 2026) == Window(date(2026, 9, 10), date(2026, 9, 26))
    assert festival_window("national_day", 2026, 0, 6).days == 7


@pytest.mark.parametrize("code", FESTIVALS)
@pytest.mark.parametrize("year", [1901, 1985, 2033, 2100])
def test_every_festival_has_a_window_around_its_day(code: str, year: int) -> None:
    assert festival_day(code, year) in festival_window(code, year)


def test_windows_include_both_ends() -> None:
    window = Window(date(2026, 1, 1), date(2026, 1, 31))
    assert window.days == 31
    assert date(2026, 1, 31) in window
    assert date(2026, 2, 1) not in window
    assert window.overlaps(Window(date(2026, 1, 31), date(2026, 2, 5)))
    assert not window.overlaps(Window(date(2026, 2, 1), date(2026, 2, 5)))
    assert Window(date(2026, 1, 2), date(2026, 1, 1)).days == 0


def test_a_leap_day_birthday_is_kept_on_the_twenty_eighth_in_common_years() -> None:
    birth = date(1964, 2, 29)
    assert birthday_on(birth, None, 2026) == date(2026, 2, 28)
    assert birthday_on(birth, None, 2028) == date(2028, 2, 29)
    assert next_birthday(birth, None, date(2026, 3, 1)) == date(2027, 2, 28)


def test_a_lunar_birthday_wins_over_the_solar_one() -> None:
    assert birthday_on(date(1960, 10, 5), LunarBirthday(8, 15), 2026) == date(2026, 9, 25)
    assert birthday_on(None, LunarBirthday(8, 15), 2026) == date(2026, 9, 25)
    assert birthday_on(None, None, 2026) is None
    assert next_birthday(None, None, date(2026, 1, 1)) is None


def test_a_birthday_in_the_last_lunar_month_comes_twice_or_never_in_a_solar_year() -> None:
    birthday = LunarBirthday(12, 1)
    assert birthdays_in(None, birthday, year_of(date(2024, 1, 1)).window) == (date(2024, 1, 11), date(2024, 12, 31))
    assert birthdays_in(None, birthday, year_of(date(2025, 1, 1)).window) == ()
    assert next_birthday(None, birthday, date(2025, 1, 1)) == date(2026, 1, 19)


def test_the_day_of_birth_is_not_a_birthday() -> None:
    born = date(2024, 1, 11)
    assert next_birthday(born, None, date(2024, 1, 1)) == date(2025, 1, 11)
    assert next_birthday(born, LunarBirthday(12, 1), date(2024, 1, 1)) == date(2024, 12, 31)


def test_a_birthday_in_a_leap_month_or_on_a_missing_thirtieth_is_still_kept() -> None:
    assert birthday_on(None, LunarBirthday(6, 1, leap=True), 2025) == date(2025, 7, 25)
    assert birthday_on(None, LunarBirthday(6, 1, leap=True), 2026) == date(2026, 7, 14)
    assert birthday_on(None, LunarBirthday(12, 30), 2025) == date(2026, 2, 16)


@given(day=days, month=st.integers(1, 12), number=st.integers(1, 30), leap=st.booleans())
def test_the_next_lunar_birthday_is_within_fourteen_months(day: date, month: int, number: int, *, leap: bool) -> None:
    found = next_birthday(None, LunarBirthday(month, number, leap), day)
    assert found is not None
    assert day <= found <= add_months(day, 14)


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("08-15", LunarBirthday(8, 15)),
        ("8.15", LunarBirthday(8, 15)),
        ("８月１５日", LunarBirthday(8, 15)),
        ("八月十五", LunarBirthday(8, 15)),
        ("农历 正月初一", LunarBirthday(1, 1)),
        ("腊月廿三", LunarBirthday(12, 23)),
        ("十二月二十三", LunarBirthday(12, 23)),
        ("冬月三十日", LunarBirthday(11, 30)),
        ("十一月二十", LunarBirthday(11, 20)),
        ("闰六月初一", LunarBirthday(6, 1, leap=True)),
        ("闰06-01", LunarBirthday(6, 1, leap=True)),
    ],
)
def test_a_lunar_birthday_is_read_as_people_write_it(text: str, birthday: LunarBirthday) -> None:
    assert parse_lunar_birthday(text) == birthday


@given(month=st.integers(1, 12), day=st.integers(1, 30), leap=st.booleans())
def test_a_lunar_birthday_survives_its_code_and_its_words(month: int, day: int, *, leap: bool) -> None:
    birthday = LunarBirthday(month, day, leap)
    assert parse_lunar_birthday(birthday.code) == birthday
    assert parse_lunar_birthday(birthday.label) == birthday


@pytest.mark.parametrize("text", ["", "13-01", "0-1", "8-31", "八月", "八月五十", "昨天", "1960-08-15", "8/", "月"])
def test_an_unreadable_lunar_birthday_is_refused(text: str) -> None:
    with pytest.raises(PeriodUnknown):
        parse_lunar_birthday(text)


def test_the_mother_of_the_worked_example_turns_forty_nine_on_her_birthday() -> None:
    birth = date(1977, 11, 30)
    assert age_on(birth, date(2025, 12, 31)) == 48
    assert age_on(birth, date(2026, 11, 29)) == 48
    assert age_on(birth, date(2026, 11, 30)) == 49
    assert turns_on(birth, 49) == date(2026, 11, 30)


def test_a_leap_day_child_is_a_year_older_on_the_first_of_march() -> None:
    birth = date(2000, 2, 29)
    assert age_on(birth, date(2001, 2, 28)) == 0
    assert age_on(birth, date(2001, 3, 1)) == 1
    assert turns_on(birth, 1) == date(2001, 3, 1)
    assert turns_on(birth, 4) == date(2004, 2, 29)


@given(days, st.integers(0, 60))
def test_age_changes_exactly_on_the_day_it_turns(birth: date, years: int) -> None:
    turn = turns_on(birth, years)
    assert age_on(birth, turn) == years
    assert age_on(birth, turn - timedelta(days=1)) == years - 1


def test_adding_months_clips_to_the_end_of_the_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2025, 12, 15), 1) == date(2026, 1, 15)
    assert add_months(date(2026, 1, 15), -13) == date(2024, 12, 15)


def test_a_solar_day_is_labelled_in_lunar_words() -> None:
    assert lunar_label(date(2026, 9, 25)) == "八月十五"
