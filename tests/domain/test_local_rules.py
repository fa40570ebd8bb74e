"""A place's own changes: from a day on, history keeps the rule of its day, the strict reader reads what is written."""

import tomllib
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.local_rules import LocalChange, own_name, with_change
from db.domain.profile import Profile
from db.domain.profile_parsing import parse_profile
from db.domain.toml_text import toml_text
from desktop.profiles import load_profile

NAME = own_name("national")
HEAD = {"name": NAME, "title": "本单位", "source": "本单位修改", "extends": "national"}
SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)


def read(text: str) -> Profile:
    return parse_profile(text, NAME, load_profile)


def rule(months: int, since: date, source: str = "镇里定的") -> LocalChange:
    return LocalChange("rule", "A1", {"months": months}, since, source)


def months(text: str, *days: date) -> list[int]:
    profile = read(text)
    return [profile.on(day).a1.months for day in days]


def test_a_number_changes_from_its_day_and_the_days_before_keep_theirs() -> None:
    text = with_change("", HEAD, rule(3, SUMMER))

    assert months(text, date(2026, 5, 31), SUMMER) == [6, 3]


def test_a_later_change_ends_the_earlier_one_and_each_keeps_its_source() -> None:
    text = with_change(with_change("", HEAD, rule(3, SPRING, "甲")), HEAD, rule(9, SUMMER, "乙"))

    assert months(text, SPRING, date(2026, 5, 31), SUMMER) == [3, 3, 9]
    assert [entry.source for entry in read(text).layers[-1]] == ["甲", "乙"]


def test_what_is_already_fixed_for_a_later_day_still_begins_on_it() -> None:
    text = with_change(with_change("", HEAD, rule(9, AUTUMN)), HEAD, rule(3, SUMMER))

    assert months(text, date(2026, 5, 31), SUMMER, date(2026, 8, 31), AUTUMN) == [6, 3, 3, 9]


def test_a_change_of_the_same_day_takes_the_place_of_the_one_before() -> None:
    text = with_change(with_change("", HEAD, rule(3, SUMMER)), HEAD, rule(9, SUMMER))

    assert months(text, SUMMER) == [9]
    assert len(tomllib.loads(text)["rule"]) == 1


def test_two_keys_of_one_rule_do_not_disturb_each_other() -> None:
    lead = LocalChange("rule", "A1", {"lead_days": 30}, SUMMER, "乙")
    text = with_change(with_change("", HEAD, rule(3, SPRING)), HEAD, lead)

    assert (read(text).on(AUTUMN).a1.months, read(text).on(AUTUMN).a1.lead_days) == (3, 30)
    assert read(text).on(SPRING).a1.lead_days == 14


def test_a_word_and_a_festival_are_changed_as_whole_entries() -> None:
    word = LocalChange("word", "centre", {"name": "幸福驿站"}, SUMMER, "镇里的叫法")
    festival = LocalChange(
        "festival", "dragon_boat", {"name": "端午", "on": True, "before": 5, "after": 0}, SUMMER, "乙"
    )
    profile = read(with_change(with_change("", HEAD, word), HEAD, festival))

    assert profile.word("centre") == "幸福驿站"
    assert [f.code for f in profile.festivals_on(SPRING)] == ["spring_festival", "mid_autumn"]
    assert {f.code for f in profile.festivals_on(SUMMER)} == {"spring_festival", "mid_autumn", "dragon_boat"}


@given(st.lists(st.tuples(st.integers(1, 24), st.dates(date(2026, 1, 1), date(2026, 12, 31))), min_size=1, max_size=6))
def test_in_whatever_order_changes_come_the_text_is_read_and_the_last_word_on_a_day_holds(
    changes: list[tuple[int, date]],
) -> None:
    text = ""
    for number, since in changes:
        text = with_change(text, HEAD, rule(number, since))

    latest = {since: number for number, since in changes}
    for since, number in latest.items():
        assert months(text, since) == [number]
    assert months(text, date(2025, 12, 31)) == [6]


@given(st.text(max_size=40), st.integers(0, 10**9), st.booleans(), st.dates())
def test_whatever_is_typed_is_read_back_as_it_was(words: str, number: int, flag: bool, day: date) -> None:  # noqa: FBT001 - drawn
    document = {"name": words, "entry": [{"words": words, "n": number, "on": flag, "day": day, "many": [words, words]}]}

    assert tomllib.loads(toml_text(document)) == document


@pytest.mark.parametrize("rule_id", ["C1a"])
def test_a_small_table_of_numbers_is_written_too(rule_id: str) -> None:
    days = {"normal": 60, "focus": 20, "high": 5}
    text = with_change("", HEAD, LocalChange("rule", rule_id, {"contact_days": days}, SUMMER, "乙"))
    found = read(text).on(SUMMER).c1a.contact_days

    assert {spec.name: getattr(found, spec.name) for spec in fields(found)} == days
