"""Code lists: read strictly, looked up both ways, and one for every code of the record."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.certificates import DISABILITY_CLASSES, DISABILITY_GRADES
from db.domain.codes import CodeListBroken, list_name, load_code_lists, parse_code_list
from db.domain.entities.registry import ENTITIES
from db.domain.identity import ID_TYPES, TITLES
from db.domain.periods import FESTIVALS

LISTS = load_code_lists(Path(__file__).parents[2] / "resources" / "codes")
HEAD = "code,name,also,note,source\n"


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("sex", "男", "1"),
        ("sex", "男性", "1"),
        ("sex", "２", "2"),
        ("marital", "有配偶", "20"),
        ("marital", "已婚", "20"),
        ("marital", "初婚", "21"),
        ("marital", "离异", "40"),
        ("ethnic", "汉", "01"),
        ("ethnic", "汉族", "01"),
        ("ethnic", "1", "01"),
        ("ethnic", "基诺族", "56"),
        ("health", "10", "1"),
        ("health", "糖尿病", "37"),
        ("education", "大专", "30"),
        ("relation", "儿 子", "20"),
        ("relation", "妻子", "12"),
        ("disability_class", "肢体残疾", "4"),
        ("disability_grade", "3级", "3"),
        ("visit_outcome", "拒访", "declined"),
        ("complication_grade", "1A", "1a"),
        ("case_type", "并发症", "complication"),
    ],
)
def test_words_and_their_cousins_find_the_code(name: str, word: str, code: str) -> None:
    assert LISTS[name].code_of(word) == code


def test_an_unknown_word_is_unknown_and_an_unknown_code_is_shown_as_it_is() -> None:
    assert LISTS["sex"].code_of("其他") is None
    assert LISTS["sex"].name_of("7") == "7"
    assert LISTS["sex"].name_of("1") == "男"
    assert "1" in LISTS["sex"]
    assert "7" not in LISTS["sex"]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_answers_both_ways_and_names_its_source(name: str) -> None:
    for entry in LISTS[name].entries:
        assert LISTS[name].code_of(entry.code) == entry.code
        assert LISTS[name].code_of(entry.name) == entry.code
        assert all(LISTS[name].code_of(word) == entry.code for word in entry.also)
        assert entry.source


FIELDS = [
    (entity.name, field.name, field.code_list, field.codes)
    for entity in ENTITIES.values()
    for field in entity.fields
    if field.kind == "code" or field.code_list
]


@pytest.mark.parametrize(("entity", "field", "code_list", "codes"), FIELDS)
def test_every_coded_field_has_its_list_and_no_code_without_a_word(
    entity: str, field: str, code_list: str, codes: tuple[str, ...]
) -> None:
    name = list_name(entity, field, code_list, LISTS)
    assert name
    if codes:
        assert set(LISTS[name].codes) == set(codes)


def test_no_list_is_left_over() -> None:
    used = {list_name(entity, field, code_list, LISTS) for entity, field, code_list, _ in FIELDS}
    assert set(LISTS) == used


def test_lists_agree_with_what_the_rules_know() -> None:
    assert set(LISTS["festival"].codes) == set(FESTIVALS)
    assert {entry.code: entry.name for entry in LISTS["disability_class"].entries} == DISABILITY_CLASSES
    assert {entry.code: entry.name for entry in LISTS["disability_grade"].entries} == DISABILITY_GRADES
    assert LISTS["ethnic"].codes == (*(f"{n:02d}" for n in range(1, 57)), "97", "98")


def test_every_kind_of_number_has_its_document_type() -> None:
    said = {kind: LISTS["id_type"].name_of(code) for kind, code in ID_TYPES.items() if code != "99"}
    assert said == {kind: TITLES[kind] for kind in said}
    assert set(ID_TYPES.values()) <= set(LISTS["id_type"].codes)


def test_no_list_says_the_word_that_hurts() -> None:
    words = [word for found in LISTS.values() for entry in found.entries for word in (entry.name, entry.note)]
    assert not [word for word in words if "失独" in word]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("code,name\n1,男\n", 1),
        (HEAD, 2),
        (HEAD + "1,男,,,s\n1,女,,,s\n", 3),
        (HEAD + "1,男,,,s\n2,男,,,s\n", 3),
        (HEAD + "1,男,,,s\n2,女,男,,s\n", 3),
        (HEAD + "1,男,,,s\n2,,,,s\n", 3),
        (HEAD + "1,男,,,s\n\n,女,,,s\n", 4),
        (HEAD + "1,男,,s\n", 2),
        (HEAD + '1,"男,,,s\n', 2),
    ],
)
def test_a_broken_list_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(CodeListBroken, match=f"“sex”第 {line} 行"):
        parse_code_list("sex", text)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sex.csv").write_bytes((HEAD + "1,男,,,s\n").encode("gbk"))
    with pytest.raises(CodeListBroken, match="UTF-8"):
        load_code_lists(tmp_path)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_code_list("sex", "\ufeff" + HEAD + "1,男,男性;M,,s\n").code_of("m") == "1"


@given(st.text(max_size=200))
def test_any_text_is_a_list_or_a_refusal(text: str) -> None:
    try:
        parse_code_list("x", HEAD + text)
    except CodeListBroken:
        return
