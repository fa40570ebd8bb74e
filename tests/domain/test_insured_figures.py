"""Insured this year against last year, and who is on the renewal list."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain.insured_figures import InsuredCount, insured_count, year_on_year
from db.domain.renewals import Span, ending, next_first_day
from db.domain.support_facts import Insured
from tests.domain.made_families import a_family, local, national

DAY = date(2026, 11, 4)
OTHER = '[[product]]\ncode = "accident"\nname = "意外伤害保险"\nalso = ["意外险"]\nsource = "测试"\n'


def test_the_same_date_of_last_year_is_the_measure() -> None:
    """YC: 力争覆盖面在去年基础上稳中有升."""
    long_insured = a_family(insured=(Insured("a", "p1", "hospital_care", date(2025, 1, 1), date(2027, 1, 1)),))
    new = a_family(id="f2", opened_on=date(2026, 5, 1))
    left = a_family(id="f3", closed_on=date(2026, 3, 1), insured=())
    overall, care = year_on_year((long_insured, new, left), national(), DAY)

    assert (overall.on, overall.before_on) == (DAY, date(2025, 11, 4))
    assert overall.now == InsuredCount(2, 2, 4, 3)
    assert overall.before == InsuredCount(2, 1, 4, 1)
    assert (overall.now.rate, overall.grown) == ((3, 4), 1)
    assert (care.code, care.now) == ("hospital_care", overall.now)
    assert year_on_year((long_insured,), national(), date(2024, 2, 29))[0].before_on == date(2023, 2, 28)


def test_each_product_is_counted_by_all_its_names_and_who_was_only_told_is_not() -> None:
    place = local(OTHER)
    terms = (
        Insured("a", "p1", "意外险", date(2026, 1, 1), date(2026, 12, 31)),
        Insured("b", "p2", "accident", date(2026, 1, 1), stage="publicity"),
    )
    family = a_family(insured=terms)
    assert insured_count((family,), place, DAY, "accident") == InsuredCount(1, 1, 2, 1)
    assert insured_count((family,), place, DAY) == InsuredCount(1, 0, 2, 0)
    assert insured_count((replace(family, case_type="other"),), place, DAY).persons == 0
    assert year_on_year((), place, DAY)[0].grown is None


def test_the_renewal_list_holds_the_last_term_only_and_looks_both_ways() -> None:
    def span(person: str, until: date) -> Span:
        return Span(person, "hospital_care", until)

    soon, far = span("a", DAY + timedelta(days=60)), span("b", DAY + timedelta(days=61))
    gone, long_gone = span("c", DAY - timedelta(days=60)), span("d", DAY - timedelta(days=61))
    renewed = (span("e", DAY), span("e", date(2027, 12, 31)))
    assert ending((soon, far, gone, long_gone, *renewed, span("f", date.max)), DAY, 60) == (gone, soon)
    assert ending((), DAY, 60) == ()


@settings(deadline=None, max_examples=50)
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-500, 500))
def test_the_next_term_joins_without_gap_or_overlap_while_the_present_one_runs(day: date, ends_in: int) -> None:
    until = day + timedelta(days=ends_in)
    first = next_first_day(until, day)
    assert first is not None
    assert first > until
    assert first == until + timedelta(days=1) if until >= day - timedelta(days=1) else first == day
    assert next_first_day(until, day, until + timedelta(days=30)) == max(first, until + timedelta(days=30))
    assert next_first_day(date.max, day) is None
    assert next_first_day(None, day) == day
