from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.domain.closing import closing_figures
from db.domain.figures import percent_words
from db.domain.periods import Window
from db.domain.support_facts import Need
from tests.domain.made_families import DAY

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
CLOSED = Need("n1", "care", date(2026, 9, 1), closed_on=date(2026, 9, 20))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
needs = st.lists(
    st.builds(
        Need,
        id=st.uuids().map(str),
        category=st.just("care"),
        raised_on=days,
        due_by=st.none() | days,
        closed_on=st.none() | days,
        followed_up_on=st.none() | days,
        solved=st.booleans(),
    ),
    max_size=6,
).map(tuple)


def test_the_closing_rate_counts_settled_of_raised_and_the_late_by_their_promise() -> None:
    asked = replace(CLOSED, followed_up_on=date(2026, 10, 1))
    waiting = Need("n2", "care", date(2026, 10, 20))
    late = Need("n3", "care", date(2026, 10, 20), due_by=date(2026, 11, 1))
    forgotten = Need("n4", "care", date(2026, 10, 4))
    last_year = Need("n5", "care", date(2025, 12, 31))

    counted = closing_figures((CLOSED, asked, waiting, late, forgotten, last_year), YEAR, DAY, 30)

    assert (counted.raised, counted.closed, counted.followed_up, counted.late) == (5, 2, 1, 2)
    assert percent_words(counted.rate) == "40.0%"


def test_a_matter_carried_on_is_counted_once_and_is_not_settled() -> None:
    unsolved = replace(CLOSED, followed_up_on=date(2026, 10, 1), solved=False)
    again = Need("n2", "care", date(2026, 10, 1))

    before = closing_figures((unsolved, again), YEAR, date(2026, 9, 25), 30)
    after = closing_figures((unsolved, again), YEAR, DAY, 60)

    assert (before.raised, before.closed) == (1, 1)
    assert (after.raised, after.closed, after.late) == (1, 0, 0)


@given(needs, days, days)
def test_what_happens_later_changes_no_earlier_figure(said: tuple[Need, ...], day: date, later: date) -> None:
    day, later = min(day, later), max(day, later)
    known = tuple(
        replace(
            need,
            closed_on=need.closed_on if need.closed_on and need.closed_on <= later else None,
            followed_up_on=need.followed_up_on if need.followed_up_on and need.followed_up_on <= later else None,
        )
        for need in said
        if need.raised_on <= later
    )
    counted = closing_figures(said, YEAR, day, 30)

    assert counted == closing_figures(known, YEAR, day, 30)
    assert counted.closed + counted.late <= counted.raised
    assert counted.followed_up <= counted.closed
