"""Search: what was typed, what is kept, and a real full-text index between the two."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.pinyin import readings
from db.domain.search import (
    LONGEST_QUERY,
    MOST_HINTS,
    Term,
    TermKind,
    fts_phrase,
    initials_hints,
    letters_match,
    like_literal,
    name_tokens,
    search_key,
    search_terms,
)

NAMES = [
    "张三丰",
    "单雄信",
    "䶮",
    "𬭎𠅤",
    "古丽·买买提",
    "100%",
    "a_b",
    'say "hi"',
    "NEAR",
    "星*",
    "李〇",
    "文斌",
    "文彬",
]


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE names USING fts5(name, spaced, pinyin, initials, homophone)")
    for name in NAMES:
        key = search_key(name)
        row = (name, key.name_spaced, key.pinyin_full, key.initials, key.homophone)
        connection.execute("INSERT INTO names VALUES (?, ?, ?, ?, ?)", row)
    yield connection
    connection.close()


def found(index: sqlite3.Connection, column: str, phrase: str) -> list[str]:
    rows = index.execute("SELECT name FROM names WHERE names MATCH ?", (f"{column} : {phrase}",))
    return [name for (name,) in rows]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_found_by_itself_and_by_each_of_its_characters(index: sqlite3.Connection, name: str) -> None:
    assert name in found(index, "spaced", fts_phrase(tuple(name_tokens(name))))
    for char in name.replace("·", "").replace(" ", ""):
        assert name in found(index, "spaced", fts_phrase(tuple(name_tokens(char))))


@pytest.mark.parametrize(("typed", "name"), [("%", "100%"), ("_", "a_b"), ('"', 'say "hi"'), ("*", "星*")])
def test_operators_are_only_text(index: sqlite3.Connection, typed: str, name: str) -> None:
    (term,) = search_terms(typed).terms
    assert found(index, "spaced", fts_phrase(term.tokens)) == [name]


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("zhangsan", "张三丰"),
        ("shanx", "单雄信"),
        ("danx", "单雄信"),
        ("sanfeng", "张三丰"),
        ("gulimai", "古丽·买买提"),
    ],
)
def test_the_beginning_of_a_reading_finds_the_name(index: sqlite3.Connection, letters: str, name: str) -> None:
    assert name in found(index, "pinyin", fts_phrase((letters,), prefix=True))


def test_initials_and_homophones_find_the_name(index: sqlite3.Connection) -> None:
    assert found(index, "initials", fts_phrase(("zsf",), prefix=True)) == ["张三丰"]
    assert found(index, "initials", fts_phrase(("sf",), prefix=True)) == ["张三丰"]
    assert found(index, "homophone", fts_phrase(tuple(search_key("文斌").homophone.split()))) == ["文斌", "文彬"]


@given(st.text(min_size=1, max_size=120))
def test_no_text_at_all_upsets_the_index(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE names USING fts5(spaced)")
    connection.execute("INSERT INTO names VALUES (?)", (" ".join(name_tokens(text)),))
    for term in search_terms(text).terms:
        if term.tokens:
            connection.execute("SELECT count(*) FROM names WHERE names MATCH ?", (fts_phrase(term.tokens),))
    connection.close()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20), st.text(max_size=3))
def test_like_means_the_letters_themselves(text: str, around: str) -> None:
    connection = sqlite3.connect(":memory:")
    pattern = like_literal(text)
    around = "".join(char for char in around if char.isalnum())
    assert connection.execute("SELECT ? LIKE ? ESCAPE '\\'", (around + text + around, pattern)).fetchone() == (1,)
    assert connection.execute("SELECT 'abc' LIKE ? ESCAPE '\\'", (like_literal("a%c"),)).fetchone() == (0,)
    assert connection.execute("SELECT 'abc' LIKE ? ESCAPE '\\'", (like_literal("a_c"),)).fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("张三", [(TermKind.TEXT, "张三")]),
        ("zsf", [(TermKind.LETTERS, "zsf")]),
        ("ZhangSan", [(TermKind.LETTERS, "zhangsan")]),
        ("001X", [(TermKind.DIGITS, "001x")]),
        ("１３８", [(TermKind.DIGITS, "138")]),
        ("138-0013-8000", [(TermKind.DIGITS, "13800138000")]),
        ("+86 138", [(TermKind.DIGITS, "138")]),
        ("+8613800138000", [(TermKind.DIGITS, "13800138000")]),
        ("0512-53520000", [(TermKind.DIGITS, "051253520000")]),
        ("320585-0012", [(TermKind.CASE_NO, "320585-0012")]),
        ("NX2026-0012", [(TermKind.CASE_NO, "nx2026-0012")]),
        ("张三 138", [(TermKind.TEXT, "张三"), (TermKind.DIGITS, "138")]),
        ("张三　zs", [(TermKind.TEXT, "张三"), (TermKind.LETTERS, "zs")]),
        ("张sf", [(TermKind.TEXT, "张"), (TermKind.LETTERS, "sf")]),
        ("张三138", [(TermKind.TEXT, "张三"), (TermKind.DIGITS, "138")]),
        ("古丽·买买提", [(TermKind.TEXT, "古丽·买买提")]),
        ("NEAR(a b)", [(TermKind.TEXT, "near(a"), (TermKind.TEXT, "b)")]),
        ('a"b', [(TermKind.TEXT, 'a"b')]),
        ("  ", []),
    ],
)
def test_what_was_typed_is_sorted(typed: str, terms: list[tuple[TermKind, str]]) -> None:
    assert [(term.kind, term.text) for term in search_terms(typed).terms] == terms
    assert search_terms(typed).empty == (not terms)


def test_a_quote_inside_a_token_cannot_end_the_phrase() -> None:
    assert fts_phrase(('a"', "b")) == '"a"" b"'
    assert fts_phrase(("zs",), prefix=True) == '"zs"*'


def test_a_long_paste_is_cut() -> None:
    assert search_terms("1" * 10_000).terms == (Term(TermKind.DIGITS, "1" * LONGEST_QUERY),)


@pytest.mark.parametrize(
    "letters", ["z", "zsf", "zhangsanfeng", "zhangsf", "zsanf", "zhsf", "sf", "sanf", "sanfeng", "zs"]
)
def test_whole_and_cut_syllables_may_be_mixed(letters: str) -> None:
    assert letters_match(letters, readings("张三丰"))


@pytest.mark.parametrize("letters", ["zf", "feng", "zsfx", "x", "zhangfeng", ""])
def test_letters_that_skip_a_syllable_do_not_match(letters: str) -> None:
    assert not letters_match(letters, readings("张三丰"))


def test_a_double_surname_may_be_left_out() -> None:
    assert letters_match("xiu", readings("欧阳修"))
    assert letters_match("oyx", readings("欧阳修"))


def test_the_kept_columns_are_plain_words() -> None:
    key = search_key("𬭎 张·3A")
    assert key.name_spaced == "u2cb4e 张 3 a"
    assert search_key("张三丰").pinyin_full == "zhangsanfeng sanfeng"
    assert search_key("张三丰").initials == "zsf sf"
    assert search_key("张三丰", readings("张三丰")) == search_key("张三丰")


@pytest.mark.parametrize(
    ("letters", "hint"),
    [("zhangsf", "zsf"), ("zsf", "zsf"), ("zhangsanfeng", "zsf"), ("xian", "x"), ("xian", "xa"), ("zhsf", "zhsf")],
)
def test_letters_are_cut_into_the_initials_they_may_stand_for(letters: str, hint: str) -> None:
    assert hint in initials_hints(letters)


def test_the_likeliest_cut_comes_first() -> None:
    assert initials_hints("zhangsanfeng")[0] == "zsf"
    assert initials_hints("danx")[0] == "dx"
    assert initials_hints("") == ("",)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=60))
def test_hints_are_few_and_begin_with_the_first_letter(letters: str) -> None:
    hints = initials_hints(letters)
    assert 1 <= len(hints) <= MOST_HINTS
    assert all(hint[:1] == letters[:1] for hint in hints)


@given(
    st.sampled_from(["张三丰", "单雄信", "欧阳修", "万俟卨", "李安", "王小丫"]),
    st.data(),
)
def test_a_name_is_among_those_its_cut_pinyin_hints_at(name: str, data: st.DataObject) -> None:
    said = readings(name)
    syllables = data.draw(st.sampled_from(said.syllables))
    typed = "".join(data.draw(st.sampled_from([syllable, syllable[0]])) for syllable in syllables)
    assert letters_match(typed, said)
    kept = search_key(name).initials.split()
    assert any(initials.startswith(hint) for hint in initials_hints(typed) for initials in kept)
