from datetime import date

import pytest

from desktop.ui import display
from desktop.ui.display import LOOKS, State

TODAY = date(2026, 11, 4)


def test_every_state_has_a_sign_a_word_and_tokens() -> None:
    assert set(LOOKS) == set(State)
    for state in State:
        assert LOOKS[state].sign
        assert display.state_word(state)


def test_no_and_back_share_a_shape_but_neither_word_nor_ink() -> None:
    assert LOOKS[State.NO].sign == LOOKS[State.BACK].sign
    assert LOOKS[State.NO].word != LOOKS[State.BACK].word
    assert LOOKS[State.NO].ink != LOOKS[State.BACK].ink


def test_days_are_worded_as_people_say_them() -> None:
    assert display.day(date(2026, 11, 7), TODAY) == "11月7日 周六"
    assert display.day(date(2025, 3, 2), TODAY) == "2025年3月2日 周日"
    assert display.day(None) == ""


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 2), "逾期 2 天"),
        (TODAY, "今天"),
        (date(2026, 11, 5), "明天"),
        (date(2026, 11, 7), "11月7日 周六"),
    ],
)
def test_due_days_are_counted_in_words(on: date, words: str) -> None:
    assert display.due(on, TODAY) == words


def test_numbers_are_masked_but_for_their_ends() -> None:
    assert display.mask_id("999999196203150012") == "999999********0012"
    assert display.mask_phone("13800000017") == "138****0017"


def test_families_and_people_are_counted_in_their_own_words() -> None:
    assert display.households(1204) == "1,204 户"
    assert display.people(398) == "398 人"


def test_shares_are_rounded_half_up_and_nothing_divides_by_nothing() -> None:
    assert display.percent(386, 398) == "97.0%"
    assert display.percent(1, 8) == "12.5%"
    assert display.percent(0, 0) == "–"


def test_a_sentence_has_no_empty_parts_and_one_full_stop() -> None:
    assert display.sentence("马𠅤户", "", "柳湾村，", "双岗联系人缺。") == "马𠅤户，柳湾村，双岗联系人缺。"


def test_a_state_in_text_is_sign_and_word() -> None:
    assert display.state_text(State.SOON, "今天到期") == "◐ 今天到期"
