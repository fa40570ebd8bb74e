"""Columns stay straight when Chinese stands in them."""

import io

from desktop.cli.terminal import Answer, pad, pairs, table, width, write_answer


def test_chinese_takes_two_columns_and_signs_one() -> None:
    assert [width(text) for text in ("谢光明", "abc", "云岭12", "𠅤", "é", "✓○", "（）")] == [6, 3, 6, 2, 1, 2, 4]
    assert pad("谢", 4) == "谢  "


def test_a_table_is_straight_whatever_stands_in_it() -> None:
    drawn = table(("户主", "村"), [("谢光明", "云岭"), ("A", "石桥村")]).splitlines()
    assert drawn == ["户主    村", "谢光明  云岭", "A       石桥村"]
    assert pairs((("户主", "谢"), ("村（社区）", "云岭"), ("空", ""))) == "户主        谢\n村（社区）  云岭"


def test_a_terminal_that_knows_little_gets_codes_and_no_traceback() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk", newline="")
    write_answer(Answer({}, "𠅤云岭"), stream, as_json=False)
    assert raw.getvalue() == b"\\U00020164" + "云岭\n".encode("gbk")
    raw = io.BytesIO()
    plain = io.TextIOWrapper(raw, encoding="ascii", newline="")
    write_answer(Answer({"名": "𠅤"}, ""), plain, as_json=True)
    assert b'"\\u540d": "\\ud840\\udd64"' in raw.getvalue()
