import pytest

from db.domain.profile_parsing import ProfileInvalid
from desktop.profiles import ProfilesInCircle, Shelf, UnknownProfile, list_profiles, load_profile, profile_names

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


def test_an_office_may_keep_its_own_profile_on_top_of_a_shipped_one() -> None:
    shelf = Shelf([("yunxi", OWN.format("yunxi"))])

    assert (shelf.load("yunxi").title, shelf.load("yunxi").word("centre")) == ("云溪县", "连心家园")
    assert shelf.names()[-1] == "yunxi"
    assert "yunxi" not in profile_names()
    assert [(t.name, t.kept) for t in shelf.titles()][-2:] == [("zhoushan", False), ("yunxi", True)]


def test_an_offices_own_file_with_a_mistake_is_refused_by_line_and_left_out_of_the_choice() -> None:
    shelf = Shelf([("yunxi", OWN.format("yunxi") + "\nrules = 3\n")])

    with pytest.raises(ProfileInvalid, match="地方设置“yunxi”第 6 行的“rules”不能用"):
        shelf.load("yunxi")
    assert "yunxi" not in {title.name for title in shelf.titles()}
    assert load_profile("national").product_name("yet unheard of") == "yet unheard of"


def test_two_profiles_that_rest_on_each_other_are_refused_instead_of_read_for_ever() -> None:
    text = 'name = "{}"\ntitle = "甲"\nsource = "乙"\nextends = "{}"\n'
    shelf = Shelf([("one", text.format("one", "two")), ("two", text.format("two", "one"))])

    with pytest.raises(ProfilesInCircle, match="绕了一圈"):
        shelf.load("one")
    with pytest.raises(ProfilesInCircle):
        shelf.load("two")


def test_a_record_written_under_a_countys_file_keeps_its_words_when_another_is_chosen() -> None:
    product = '[[product]]\ncode = "yunxi_care"\nname = "云溪护理险"\nsource = "县文件"\n'
    shelf = Shelf([("yunxi", OWN.format("yunxi") + product), ("broken", "name = 3")])

    assert shelf.read(OWN.format("other"), "other").product_name("yunxi_care") == "云溪护理险"
    assert shelf.load("hunan").product_name("yunxi_care") == "云溪护理险"


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
