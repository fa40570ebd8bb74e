"""Names: tidied of what pasting left behind, never of a character that is theirs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.names import LONGEST, MOVED, NameUnreadable, clean_name

BLNS_LIKE = [
    "undefined",
    "NULL",
    "1;DROP TABLE users",
    "<script>alert(1)</script>",
    "田中さんにあげて下さい",
    "Ⱥ",
    "ÅÍÎÏ˝ÓÔÒÚÆ☃",
    "👾 🙇 💁",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "الكل في المجمو",
    "=cmd|' /C calc'!A0",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè",
    "％_*NEAR\"'",
    "../../etc/passwd",
    "ｈｅｌｌｏ",
    "Ω≈ç√∫˜µ≤≥÷",
    "１２３",
    "ˀʔ̵̨̛",
]


@pytest.mark.parametrize(
    "name", ["张三", "䶮", "㛃", "𬭎", "𠅤", "〇", "李〇", "龴", "古丽·买买提", "葛󠄀城", "John Smith"]
)
def test_a_tidy_name_stays_as_it_is(name: str) -> None:
    clean = clean_name(name)
    assert (clean.name, clean.notes, clean.problems) == (name, (), ())


@pytest.mark.parametrize("dot", ["•", "・", "･", "‧"])
def test_every_middle_dot_becomes_the_standard_one(dot: str) -> None:
    clean = clean_name(f"古丽{dot}买买提")
    assert clean.name == "古丽\u00b7买买提"
    assert clean.notes == ("间隔号统一成了“·”。",)


@pytest.mark.parametrize("typed", ["古丽.买买提", "古丽．买买提", "古丽 · 买买提"])
def test_a_full_stop_or_blanks_around_the_dot_are_put_right(typed: str) -> None:
    assert clean_name(typed).name == "古丽·买买提"


@pytest.mark.parametrize("typed", ["张三 ", " 张三", "　张三　", "张三\n", "\t张三\r\n", "\u00a0张三"])
def test_outer_blanks_go_without_a_word(typed: str) -> None:
    assert clean_name(typed).name == "张三"
    assert clean_name(typed).notes == ()


@pytest.mark.parametrize(
    ("typed", "name"), [("张　三", "张三"), ("张 三", "张三"), ("张  三", "张三"), ("欧阳 修", "欧阳修")]
)
def test_blanks_that_only_fill_the_cell_go_with_a_note(typed: str, name: str) -> None:
    clean = clean_name(typed)
    assert clean.name == name
    assert clean.notes == ("去掉了姓名中间的空格。",)


def test_a_blank_where_a_dot_was_lost_is_kept_and_doubted() -> None:
    clean = clean_name("买买提 艾力江")
    assert clean.name == "买买提 艾力江"
    assert [problem.code for problem in clean.problems] == ["inner_space"]


def test_invisible_marks_go_with_a_note() -> None:
    clean = clean_name("\ufeff张\u200b三\u202c")
    assert clean.name == "张三"
    assert clean.notes == ("去掉了姓名里看不见的字符。",)


def test_a_private_code_point_of_an_old_system_becomes_the_standard_character() -> None:
    clean = clean_name("李\ue81e")
    assert clean.name == "李\u9fb4"
    assert "旧编码" in clean.notes[0]
    assert clean.problems == ()


@pytest.mark.parametrize(
    ("private", "standard"),
    [
        (0xE81E, 0x9FB4),
        (0xE826, 0x9FB5),
        (0xE82B, 0x9FB6),
        (0xE82C, 0x9FB7),
        (0xE832, 0x9FB8),
        (0xE843, 0x9FB9),
        (0xE854, 0x9FBA),
        (0xE864, 0x9FBB),
        (0xE816, 0x20087),
        (0xE817, 0x20089),
        (0xE818, 0x200CC),
        (0xE831, 0x215D7),
        (0xE83B, 0x2298F),
        (0xE855, 0x241FE),
        (0xE78D, 0xFE10),
        (0xE78E, 0xFE12),
        (0xE78F, 0xFE11),
        (0xE790, 0xFE13),
        (0xE796, 0xFE19),
        (0xE863, 0x4DAE),
    ],
)
def test_the_moved_code_points_of_gb_18030_2022(private: int, standard: int) -> None:
    assert MOVED[private] == chr(standard)


def test_the_table_of_moved_characters_agrees_with_the_codec_where_the_codec_knows() -> None:
    """Python's gb18030 is the 2000 edition: it moved 66 of the 80 already and leaves 14 private."""
    trail = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    decoded = [bytes([0xFE, low]).decode("gb18030") for low in trail]
    known = [(0xE815 + n, char) for n, char in enumerate(decoded) if unicodedata.category(char) != "Co"]
    assert len(known) == 66
    assert all(MOVED[private] == char for private, char in known)


def test_another_private_character_is_kept_and_doubted() -> None:
    clean = clean_name("李\ue000")
    assert clean.name == "李\ue000"
    assert [problem.code for problem in clean.problems] == ["private_use"]


@pytest.mark.parametrize("typed", ["张\x0b三", "张\x0c三", "张\x1b三", "\x00张三", "张三\x7f", "张\x85三"])
def test_control_characters_are_refused_in_words(typed: str) -> None:
    with pytest.raises(NameUnreadable, match="控制字符"):
        clean_name(typed)


def test_half_a_surrogate_pair_is_refused_in_words() -> None:
    with pytest.raises(NameUnreadable, match="生僻字"):
        clean_name("张\ud842")


@pytest.mark.parametrize("typed", ["", " ", "　", "\u200b"])
def test_an_empty_name_is_refused(typed: str) -> None:
    with pytest.raises(NameUnreadable, match="空"):
        clean_name(typed)


def test_fifty_characters_fit_and_rare_ones_count_once() -> None:
    assert clean_name("𠅤" * LONGEST).name == "𠅤" * LONGEST
    with pytest.raises(NameUnreadable, match="51"):
        clean_name("𠅤" * (LONGEST + 1))


def test_compatibility_forms_are_not_folded() -> None:
    """NFKC would turn ｈ into h and ① into 1."""
    assert clean_name("ｈｅｌｌｏ①").name == "ｈｅｌｌｏ①"
    assert clean_name("e\u0301").name == "\u00e9"


@pytest.mark.parametrize("text", BLNS_LIKE)
def test_naughty_strings_come_through_whole(text: str) -> None:
    assert clean_name(text).name == unicodedata.normalize("NFC", text)


def test_a_digit_in_a_name_is_doubted() -> None:
    assert [problem.code for problem in clean_name("张三2").problems] == ["digits"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    try:
        clean = clean_name(text)
    except NameUnreadable:
        return
    again = clean_name(clean.name)
    assert (again.name, again.notes) == (clean.name, ())


@given(st.text(max_size=60))
def test_any_text_is_tidied_or_refused(text: str) -> None:
    try:
        clean = clean_name(text)
    except NameUnreadable as refusal:
        assert refusal.field == "name"  # noqa: PT017 - either answer is right
    else:
        assert 1 <= len(clean.name) <= LONGEST
