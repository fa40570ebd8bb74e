from pathlib import Path

import pytest

from db.domain.profile_parsing import ProfileInvalid
from desktop.profiles import UnknownProfile, list_profiles, load_profile, profile_names

OWN = 'name = "{}"\ntitle = "云溪县"\nsource = "县文件"\nextends = "taicang"\n'


def test_the_shipped_profiles_are_listed_with_their_titles_the_general_one_first() -> None:
    assert [p.title for p in list_profiles()] == [
        "全国通用",
        "包头市",
        "湖南省",
        "太仓市",
        "XX 市（2023 年要点）",
        "舟山市",
    ]


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownProfile) as caught:
        load_profile("nowhere")

    assert caught.value.sentence == (
        "没有名为“nowhere”的地方设置。原来的设置还在用，数据没有变。"
        "可以选的有：national、baotou、hunan、taicang、xx-2023、zhoushan。（P-PRF-02）"
    )


def test_a_name_is_never_a_path() -> None:
    with pytest.raises(UnknownProfile):
        load_profile("../profiles/national")


def test_an_office_may_keep_its_own_profile_on_top_of_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "yunxi.toml").write_text(OWN.format("yunxi"), "utf-8")

    profile = load_profile("yunxi", tmp_path)

    assert (profile.title, profile.word("centre")) == ("云溪县", "连心家园")
    assert "yunxi" in profile_names(tmp_path)
    assert "yunxi" not in profile_names()


def test_an_offices_own_file_with_a_mistake_is_refused_by_line(tmp_path: Path) -> None:
    (tmp_path / "yunxi.toml").write_text(OWN.format("yunxi") + "\nrules = 3\n", "utf-8")

    with pytest.raises(ProfileInvalid, match="地方设置“yunxi”第 6 行的“rules”不能用"):
        load_profile("yunxi", tmp_path)


def test_a_profile_is_read_once() -> None:
    assert load_profile("national") is load_profile("national")


def test_what_was_written_under_another_profile_keeps_its_name_and_never_becomes_a_code() -> None:
    hunan = load_profile("hunan")

    assert (hunan.product_name("care_worker"), hunan.programme_name("yellow_band")) == (
        "住院护工服务保险",
        "黄手环行动",
    )
    assert hunan.programme_name("三八红旗手") == "三八红旗手"
    assert hunan.instrument_name("PHQ-9") == "PHQ-9 抑郁筛查量表"
