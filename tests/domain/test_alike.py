"""Names nearly the same."""

from hypothesis import given
from hypothesis import strategies as st

from db.domain.alike import known_tokens, near_sounds, near_syllables, one_off


def test_sounds_that_are_mixed_up_are_near_one_another() -> None:
    assert near_syllables("zhang") == ("zhang", "zang", "zhan", "zan")
    assert "lan" in near_syllables("nan")
    assert "geng" in near_syllables("gen")
    assert near_syllables("ma") == ("ma",)


@given(st.sampled_from(["zhang", "zan", "shi", "si", "lan", "nang", "feng", "hen", "xin", "xing", "ma", "yu"]))
def test_nearness_goes_both_ways(syllable: str) -> None:
    for other in near_syllables(syllable):
        assert syllable in near_syllables(other)


def test_a_name_as_it_sounds_comes_first_and_the_guesses_are_bounded() -> None:
    assert near_sounds("张三丰")[0] == ("zhang", "san", "feng")
    assert len(near_sounds("张三丰张三丰")) == 64
    assert near_sounds("?") == ()


def test_one_character_may_be_wrong_or_those_marked_may_be_open() -> None:
    assert one_off("王宠锋", "王𬭎锋")
    assert one_off("马?", "马𠅤")
    assert one_off("阿依努儿·吐尔逊", "阿依努尔吐尔逊")
    assert not one_off("王宠峰", "王𬭎锋")
    assert not one_off("马?强", "马𠅤")
    assert not one_off("李?锋", "王𬭎锋")
    assert not one_off("王𬭎锋", "王𬭎锋")


def test_too_little_is_not_looked_for() -> None:
    assert known_tokens("马强") is None
    assert known_tokens("??") is None
    assert known_tokens("一二三四五六七") is None
    assert known_tokens("马?") == ("马",)
