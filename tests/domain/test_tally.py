"""Sums from which families come and go say the same as counting everybody anew."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.domain.almanac import almanac
from db.domain.family import Child, Family
from db.domain.judged import Judged
from db.domain.statistics import count, coverage_table
from db.domain.tally import Tallies, counted
from tests.domain.made_families import DAY, a_family, national
from tests.domain.test_rule_properties import days, families, tried_less


@tried_less
@given(st.lists(st.tuples(families, st.sampled_from(["甲", "乙"]), st.booleans()), max_size=6), days)
def test_a_family_taken_out_leaves_the_sums_as_if_it_had_never_been_there(
    made: list[tuple[Family, str, bool]], day: date
) -> None:
    named = [
        (replace(family, id=f"f{number}", village_code=village, village=village), stays)
        for number, (family, village, stays) in enumerate(made)
    ]
    page = almanac(national(), day)
    counts = [(counted(Judged(family, page)), stays) for family, stays in named]
    tallies = Tallies(one for one, _ in counts if one is not None)
    for one, stays in counts:
        if one is not None and not stays:
            tallies.take(one)

    left = [family for family, stays in named if stays]
    assert tallies.lines() == coverage_table(left, national(), day)
    assert tallies.lines()[1].head == count(left, day)


def test_a_child_of_two_households_is_one_child_until_both_are_gone() -> None:
    child = Child("c", ("p1", "q2"))
    two = [a_family(id=each, children=(child,)) for each in ("one", "other")]
    counts = [counted(Judged(family, almanac(national(), DAY))) for family in two]
    tallies = Tallies(one for one in counts if one)

    assert tallies.lines()[1].head.children == 1
    tallies.take(next(one for one in counts if one))
    assert tallies.lines()[1].head.children == 1
