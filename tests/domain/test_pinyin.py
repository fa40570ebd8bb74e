"""Readings of names: every plausible one, surnames first."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.pinyin import MOST_READINGS, homophone_key, readings


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("单雄信", "shanxiongxin", "danxiongxin"),
        ("解晓东", "xiexiaodong", "jiexiaodong"),
        ("仇英", "qiuying", "chouying"),
        ("曾国藩", "zengguofan", "cengguofan"),
        ("查良镛", "zhaliangyong", "chaliangyong"),
        ("盖叫天", "gejiaotian", "gaijiaotian"),
        ("区寄", "ouji", "quji"),
        ("朴树", "piaoshu", "pushu"),
        ("任贤", "renxian", "renxian"),
        ("尉迟恭", "yuchigong", "weichigong"),
        ("万俟卨", "moqixie", "wanqixie"),
        ("乐嘉", "yuejia", "lejia"),
        ("覃芳", "qinfang", "tanfang"),
        ("长孙无忌", "zhangsunwuji", "changsunwuji"),
        ("张三丰", "zhangsanfeng", "zhangsanfeng"),
    ],
)
def test_the_surname_reading_comes_first_and_the_everyday_one_stays(name: str, first: str, also: str) -> None:
    said = readings(name)
    assert said.full[0] == first
    assert also in said.full


def test_initials_follow_every_reading() -> None:
    assert readings("单雄信").initials[:2] == ("sxx", "sxs")
    assert "dxx" in readings("单雄信").initials
    assert readings("张三丰").initials == ("zsf",)


def test_the_given_name_can_be_said_alone() -> None:
    assert readings("张三丰").given == ("sanfeng",)
    assert readings("欧阳修").given[0] == "xiu"
    assert readings("欧阳修").given_initials[0] == "x"


def test_u_umlaut_is_spelled_both_ways() -> None:
    assert {"lvlv", "lulu"} <= set(readings("吕律").full)


def test_rare_characters_with_a_reading_are_read_and_others_are_passed_over() -> None:
    assert readings("张䶮").full == ("zhangyan",)
    assert readings("张\U000323af").full == ("zhang",)
    assert readings("\U000323af").syllables == ()
    assert readings("").full == ()


def test_dots_blanks_and_latin_letters() -> None:
    assert readings("古丽·买买提").full[0] == "gulimaimaiti"
    assert readings("John S3").full == ("johns3",)


def test_the_number_of_readings_is_bounded() -> None:
    assert len(readings("单重乐行长" * 10).syllables) == MOST_READINGS


@given(st.text(max_size=50))
def test_readings_are_plain_ascii_whatever_comes_in(name: str) -> None:
    said = readings(name)
    assert len(said.syllables) <= MOST_READINGS
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in said.full)


def test_homophones_share_a_key() -> None:
    assert homophone_key("张文斌") == homophone_key("章文彬") == "zhang wen bin"
    assert homophone_key("单雄信") == "shan xiong xin"
    assert homophone_key("张文斌") != homophone_key("张文炳")


def test_an_unreadable_character_stands_for_itself_in_the_key() -> None:
    assert homophone_key("张\U000323af") == "zhang \U000323af"
    assert homophone_key("古丽·买买提") == "gu li mai mai ti"


def test_pinyin_is_loaded_only_when_asked_and_without_its_phrases() -> None:
    """The phrases cost a third of a second and twenty megabytes, and a name holds none."""
    script = (
        "import os, sys\n"
        "import db.domain.pinyin as p, db.domain.search\n"
        "assert 'pypinyin' not in sys.modules\n"
        "p.readings('张三')\n"
        "assert 'PYPINYIN_NO_PHRASES' not in os.environ\n"
        "from pypinyin.constants import PHRASES_DICT\n"
        "assert not PHRASES_DICT\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
