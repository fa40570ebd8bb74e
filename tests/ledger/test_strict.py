"""Lines from strangers: what is refused, and that the line is named."""

import contextlib
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.ledger.change import canonical
from db.ledger.strict import BOUNDS, BadLine, Bounds, JsonObject, as_canonical, as_strict, strict_json

BAD = {
    "NaN": (b'{"a":NaN}', "NaN"),
    "minus infinity": (b'{"a":-Infinity}', "无穷大"),
    "float": (b'{"a":1.5}', "小数"),
    "exponent": (b'{"a":1e3}', "小数"),
    "duplicate key": (b'{"a":1,"a":2}', "两次"),
    "duplicate key by escape": (b'{"a":1,"\\u0061":2}', "两次"),
    "lone high surrogate": (b'{"a":"\\ud800"}', "代理"),
    "lone low surrogate in a key": (b'{"\\udc00":1}', "代理"),
    "surrogates in the wrong order": (b'{"a":"\\ude00\\ud83d"}', "代理"),
    "NUL escaped": (b'{"a":"x\\u0000"}', "NUL"),
    "NUL raw": (b'{"a":"x\0"}', "NUL"),
    "BOM": (b'\xef\xbb\xbf{"a":1}', "BOM"),
    "overlong slash": (b'{"a":"\xc0\xaf"}', "UTF-8"),
    "surrogate in UTF-8": (b'{"a":"\xed\xa0\x80"}', "UTF-8"),
    "GBK": ('{"a":"暖心"}'.encode("gbk"), "UTF-8"),
    "UTF-16": ('{"a":1}'.encode("utf-16-le"), "NUL"),
    "a raw control character": (b'{"a":"x\x01"}', "JSON"),
    "not an object": (b"[1]", "对象"),
    "a bare word": (b"null", "对象"),
    "two objects": (b"{}{}", "JSON"),
    "empty": (b"", "JSON"),
    "cut": (b'{"a":', "JSON"),
    "2^63": (b'{"a":9223372036854775808}', "64"),
    "below -2^63": (b'{"a":-9223372036854775809}', "64"),
    "5,000 digits": (b'{"a":' + b"9" * 5000 + b"}", "64"),
    "nine deep": (b'{"a":' * 9 + b"1" + b"}" * 9, "嵌套"),
    "100,000 deep": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "嵌套"),
    "100,000 open": (b"[" * 100_000, "嵌套"),
    "300 KiB": (b'{"a":"' + b"x" * 300 * 1024 + b'"}', "长度"),
    "65 KiB of text": (b'{"a":"' + b"x" * 65 * 1024 + b'"}', "文字"),
    "a long name with a quote in it": (b'{"' + b"n" * 150 + b'\\"' + b"n" * 150 + b'":1}', "名称"),
    "a long name in Chinese": (('{"' + "名" * 201 + '":1}').encode(), "名称"),
    "20 digits in a list": (b'{"a":[1,12345678901234567890]}', "64"),
    "a long name": (b'{"' + b"n" * 201 + b'":1}', "名称"),
}


@pytest.mark.parametrize(("line", "reason"), BAD.values(), ids=BAD.keys())
def test_a_line_two_readers_could_read_differently_is_refused_with_its_number(line: bytes, reason: str) -> None:
    with pytest.raises(BadLine) as refused:
        strict_json(line, 17)
    assert refused.value.line_no == 17
    assert reason in refused.value.reason
    assert "第 17 行" in refused.value.sentence


def test_good_lines_are_read_as_they_are() -> None:
    line = '{"a":"暖心𬭎\\n\\ud83d\\ude00","b":[1,-9223372036854775808,9223372036854775807,true,null,{}]}\n'
    assert strict_json(line.encode(), 1) == {"a": "暖心𬭎\n😀", "b": [1, -(2**63), 2**63 - 1, True, None, {}]}


def test_eight_deep_is_allowed() -> None:
    assert strict_json(b'{"a":' * 8 + b"1" + b"}" * 8)


def test_a_whole_document_is_named_without_a_line() -> None:
    with pytest.raises(BadLine) as refused:
        strict_json(b"{")
    assert "文件内容" in refused.value.sentence


def test_the_bounds_can_be_raised() -> None:
    long = b'{"a":"' + b"x" * 300 * 1024 + b'"}'
    assert strict_json(long, bounds=Bounds(line_bytes=400 * 1024, text=400 * 1024))


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@given(record=st.dictionaries(texts, values), ascii_only=st.booleans())
def test_whatever_json_writes_within_the_bounds_comes_back_equal(
    record: dict[str, object], *, ascii_only: bool
) -> None:
    line = json.dumps(record, ensure_ascii=ascii_only).encode()
    try:
        assert strict_json(line) == record
    except BadLine as refused:
        assert "嵌套" in refused.reason  # noqa: PT017 - the one lawful cause here


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise_anything_but_a_refusal(line: bytes) -> None:
    with contextlib.suppress(BadLine):
        strict_json(line)


GLANCES = {"strict": as_strict, "canonical": as_canonical}


@pytest.mark.parametrize("glance", GLANCES.values(), ids=GLANCES.keys())
@pytest.mark.parametrize("line", [line for line, _ in BAD.values()], ids=BAD.keys())
def test_nothing_that_is_refused_is_taken_at_a_glance(
    line: bytes, glance: Callable[[str, Bounds], JsonObject | None]
) -> None:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return  # never becomes a text
    assert glance(text, BOUNDS) is None


pieces = st.sampled_from(
    ['{"a":', "1", "}", "[", "]", ",", '"b":', '"b"', "null", "-0", "1.5", "NaN", " ", "\\u0000", "\\ud800", "9" * 19]
)


@given(st.lists(pieces, max_size=9).map("".join) | st.dictionaries(texts, values).map(canonical))
def test_what_is_taken_at_a_glance_is_what_the_strict_reader_makes_of_it(text: str) -> None:
    for glance in GLANCES.values():
        seen = glance(text, BOUNDS)
        if seen is not None:
            assert seen == strict_json(text.encode())
    if as_canonical(text, BOUNDS) is not None:
        assert canonical(strict_json(text.encode())) == text


@given(st.dictionaries(st.text("名字ab", max_size=9), st.integers(-9, 9) | st.text("暖心 x", max_size=40)))
def test_an_ordinary_text_is_taken_at_a_glance(record: dict[str, object]) -> None:
    text = canonical(record)
    assert as_strict(text, BOUNDS) == as_canonical(text, BOUNDS) == record


def test_another_way_of_writing_the_same_is_not_canonical() -> None:
    for text in ('{"b":1,"a":2}', '{"a": 1}', '{"a":"\\u6696"}', '{"a":-0}', '{"a":1} '):
        assert as_canonical(text, BOUNDS) is None


def test_a_text_is_looked_at_where_the_bounds_for_texts_are_narrower_than_those_for_names() -> None:
    assert as_strict('{"a":"暖心"}', Bounds(text=4)) is None
