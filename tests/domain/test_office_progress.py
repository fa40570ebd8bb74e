"""What the place asks of the office by number: news items a month, training of a third of the village staff."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.domain.office_progress import Progress, TrainingGiven, reported, span_of, trained
from db.domain.profile_entries import ReportDuty, TrainingDuty

DAY = date(2026, 11, 22)
NEWS = ReportDuty(code="news", name="活动信息、工作动态", period="month", least=2, source="XX市2023")
THIRD = TrainingDuty(
    code="village_staff", name="培训村级人员", by="county", audience=("village",), times=1, one_in=3, source="HN"
)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def test_a_month_with_one_item_of_two_is_still_open_and_the_month_before_is_short() -> None:
    days = [date(2026, 11, 3), date(2026, 10, 31), date(2026, 11, 30)]
    now, before = reported(NEWS, days, DAY, DAY), reported(NEWS, days, DAY, date(2026, 10, 1))
    assert (now.done, now.asked, now.state) == (1, 2, "soon"), "the thirtieth is still to come"
    assert (before.done, before.state) == (1, "miss")
    assert reported(NEWS, [*days, date(2026, 11, 22)], DAY, DAY).state == "ok"


def test_spans_begin_and_end_with_the_calendar() -> None:
    assert span_of("month", date(2024, 2, 10)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert span_of("quarter", date(2026, 11, 22)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert span_of("year", date(2026, 11, 22)) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_third_of_the_village_staff_is_rounded_up_and_reached_over_several_trainings() -> None:
    def told(*people: int, audience: tuple[str, ...] = ("village",), duty: str = "") -> Progress:
        return trained(THIRD, [TrainingGiven(date(2026, 5, 1), audience, duty, n) for n in people], 7, DAY)

    assert (told(2).people, told(2).people_asked, told(2).state) == (2, 3, "soon")
    assert told(2, 1).state == "ok"
    assert told(9, audience=("helper",)).done == 0
    assert told(9, audience=("helper",), duty="village_staff").state == "ok", "entered for this duty"
    assert told(9, duty="city_year").done == 0
    last_year = [TrainingGiven(date(2025, 12, 31), ("village",), "", 9)]
    assert trained(THIRD, last_year, 7, DAY).done == 0


@given(st.lists(DAYS, max_size=30), DAYS, st.sampled_from(["month", "quarter", "year"]), st.integers(0, 4))
def test_later_items_never_change_what_was_true_of_a_day(days: list[date], day: date, period: str, least: int) -> None:
    duty = ReportDuty(code="news", name="信息", period=period, least=least, source="测试")
    told = reported(duty, days, day, day)
    assert told == reported(duty, [*days, day + timedelta(days=1)], day, day)
    more = reported(duty, [*days, day], day, day)
    assert more.done == told.done + 1
    assert told.state == "ok" or told.done < least
