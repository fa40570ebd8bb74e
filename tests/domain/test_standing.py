"""How long something has lasted is said in days, then months, then by the year it began."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.standing import lasting, late_words

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 15), "逾期 7 天"),
        (date(2026, 8, 15), "逾期 99 天"),
        (date(2026, 8, 14), "逾期 3 个月"),
        (date(2024, 12, 1), "逾期 24 个月"),
        (date(2016, 2, 17), "自 2016 年逾期"),
    ],
)
def test_what_is_long_overdue_is_said_by_the_year_it_began(due: date, said: str) -> None:
    assert late_words(due, DAY) == said


def test_what_was_never_done_says_so_once_the_days_say_nothing() -> None:
    assert late_words(date(2016, 2, 17), DAY, never=True) == "一直没有办"
    assert late_words(date(2026, 11, 15), DAY, never=True) == "逾期 7 天"


@given(st.integers(min_value=1, max_value=20_000))
def test_no_number_of_more_than_two_digits_is_ever_said_but_a_year(days: int) -> None:
    said = lasting("缺", date.fromordinal(DAY.toordinal() - days), days)
    numbers = [int(part) for part in said.split() if part.isdigit()]
    assert all(number < 100 or 1900 < number < 2100 for number in numbers), said
