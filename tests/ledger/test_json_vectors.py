"""JSONTestSuite at our reader: everything wrong is refused with its line, everything right is read but for our bounds.

Each file is read as it is, and as a value within an object: a line has to be one object (B-54).
"""

from pathlib import Path

import pytest

from db.ledger.strict import BadLine, strict_json

HERE = Path(__file__).parents[1] / "vectors" / "json"
LINES = {path.name: path.read_bytes() for path in sorted(HERE.glob("*.json"))} | {
    "n_structure_100000_opening_arrays.json": b"[" * 100_000,
    "n_structure_open_array_object.json": b'[{"":' * 50_000 + b"\n",
}
NARROWER: dict[str, str] = {
    "小数": """
        y_number y_number_0e+1 y_number_0e1 y_number_double_close_to_zero y_number_int_with_exp y_number_real_capital_e
        y_number_real_capital_e_neg_exp y_number_real_capital_e_pos_exp y_number_real_exponent
        y_number_real_fraction_exponent y_number_real_neg_exp y_number_real_pos_exponent y_number_simple_real
        y_object_extreme_numbers y_structure_lonely_negative_real
    """,
    "同一个名称": "y_object_duplicated_key y_object_duplicated_key_and_value",
    "NUL": "y_object_escaped_null_in_key y_string_null_escape",
}
"""Good JSON that we refuse, by the reason: whole numbers only (B-07), two readers would differ, no column holds it."""
AS_ONE_LIKES: dict[str, str] = {
    "UTF-8": """
        i_string_UTF-8_invalid_sequence i_string_UTF8_surrogate_U+D800 i_string_invalid_utf-8 i_string_iso_latin_1
        i_string_lone_utf8_continuation_byte i_string_not_in_unicode_range i_string_overlong_sequence_2_bytes
        i_string_overlong_sequence_6_bytes i_string_overlong_sequence_6_bytes_null i_string_truncated-utf-8
    """,
    "代理": """
        i_object_key_lone_2nd_surrogate i_string_1st_surrogate_but_2nd_missing
        i_string_1st_valid_surrogate_2nd_invalid i_string_incomplete_surrogate_and_escape_valid
        i_string_incomplete_surrogate_pair i_string_incomplete_surrogates_escape_valid i_string_invalid_lonely_surrogate
        i_string_invalid_surrogate i_string_inverted_surrogates_U+1D11E i_string_lone_second_surrogate
    """,
    "小数": """
        i_number_double_huge_neg_exp i_number_huge_exp i_number_neg_int_huge_exp i_number_pos_double_huge_exp
        i_number_real_neg_overflow i_number_real_pos_overflow i_number_real_underflow
    """,
    "NUL": "i_string_UTF-16LE_with_BOM i_string_utf16BE_no_BOM i_string_utf16LE_no_BOM",
    "嵌套": "i_structure_500_nested_arrays",
    "64": "i_number_too_big_neg_int i_number_too_big_pos_int i_number_very_big_negative_int",
    "BOM": "i_structure_UTF-8_BOM_empty_object",
}
"""What a reader may do as it likes: ours refuses all of it, for this reason."""
REASONS = {
    f"{name}.json": reason
    for table in (NARROWER, AS_ONE_LIKES)
    for reason, names in table.items()
    for name in names.split()
}


def refusal(line: bytes) -> str:
    """The reason, with the line's number before it; "" for a line that is read."""
    try:
        strict_json(line, 17)
    except BadLine as refused:
        return f"{refused.line_no} {refused.reason}"
    return ""


@pytest.mark.parametrize("name", [name for name in LINES if name.startswith("n_")])
def test_what_no_reader_may_read_is_refused_with_its_line(name: str) -> None:
    assert refusal(LINES[name]).startswith("17 ")
    assert refusal(b'{"a":' + LINES[name] + b"}").startswith("17 ")


@pytest.mark.parametrize("name", [name for name in LINES if name.startswith("y_") and name not in REASONS])
def test_what_every_reader_must_read_is_read(name: str) -> None:
    assert refusal(b'{"a":' + LINES[name] + b"}") == ""
    assert refusal(LINES[name]) == ("" if LINES[name].lstrip().startswith(b"{") else "17 不是一个 JSON 对象")


@pytest.mark.parametrize(("name", "reason"), REASONS.items())
def test_what_two_readers_could_read_differently_is_refused_for_its_reason(name: str, reason: str) -> None:
    assert reason in refusal(LINES[name])


def test_every_vector_has_its_place() -> None:
    assert {name[0] for name in LINES} == {"y", "n", "i"}
    assert {name for name in LINES if name.startswith("i_")} <= REASONS.keys() <= LINES.keys()
