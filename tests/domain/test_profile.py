import tomllib
from dataclasses import fields
from datetime import date
from importlib.resources import files

import pytest

from db.domain.profile_parsing import ProfileInvalid, parse_profile
from db.domain.rules import RULE_IDS, Rules, slot_of
from desktop.profiles import load_profile, profile_names
from tests.domain.made_families import DAY, local, national

HEAD = 'name = "x"\ntitle = "试点县"\nsource = "测试"\n'
HEAD_LINES = 3


def refused(text: str) -> ProfileInvalid:
    with pytest.raises(ProfileInvalid) as caught:
        parse_profile(HEAD + text, "x")
    return caught.value


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_loads_and_every_rule_of_every_day_can_be_walked(name: str) -> None:
    profile = load_profile(name)
    rules = profile.on(DAY)

    assert profile.name == name
    for rule_id in RULE_IDS:
        rule = getattr(rules, slot_of(rule_id))
        assert [spec.name for spec in fields(rule)], rule_id
    for day in profile.turning_days:
        assert isinstance(profile.on(day), Rules)


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_has_a_word_for_everything_the_program_says(name: str) -> None:
    profile = load_profile(name)
    items = [f"item.{item}{tail}" for item in ("C1", "C2", "C3", "S1", "S2", "S3", "S4") for tail in ("", ".short")]

    for code in (*items, "coverage.title", "support.title", "centre", "umbrella", "family", "green_card"):
        assert profile.word(code).strip()
    for level in ("county", "township", "village"):
        assert profile.level(level)
        assert len(profile.level_short(level)) <= 2


@pytest.mark.parametrize("name", profile_names())
def test_every_entry_of_a_profile_says_where_it_comes_from_and_no_hard_word_stands_in_it(name: str) -> None:
    text = files("resources").joinpath("profiles", f"{name}.toml").read_text("utf-8")
    tables = [table for value in tomllib.loads(text).values() if isinstance(value, list) for table in value]

    assert tables
    assert all(table["source"].strip() for table in tables)
    assert "失独" not in text


def test_the_national_profile_writes_out_every_key_of_every_rule() -> None:
    text = files("resources").joinpath("profiles", "national.toml").read_text("utf-8")
    written = {table["id"]: set(table) - {"id", "source", "since", "until"} for table in tomllib.loads(text)["rule"]}

    assert written == {rule: {spec.name for spec in fields(getattr(Rules(), slot_of(rule)))} for rule in RULE_IDS}


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("taicang", "centre", "连心家园"),
        ("hunan", "centre", "暖心家园"),
        ("hunan", "coverage.title", "三项制度"),
        ("baotou", "coverage.title", "三个制度"),
        ("xx-2023", "coverage.title", "三个全覆盖"),
        ("xx-2023", "item.C2", "优先便利医疗服务"),
        ("zhoushan", "item.C2", "就医绿色通道"),
        ("national", "item.C2.short", "绿通"),
    ],
)
def test_the_same_code_has_the_word_of_the_place(name: str, code: str, word: str) -> None:
    assert load_profile(name).word(code) == word


def test_levels_are_called_as_the_place_calls_them() -> None:
    baotou = load_profile("baotou")

    assert (baotou.level("county"), baotou.level("township"), baotou.level_short("village")) == (
        "旗县区",
        "苏木（乡镇）",
        "嘎查",
    )
    assert baotou.posts_on(DAY)["village"].name == "嘎查村（居）级联系人"


def test_a_place_keeps_the_parents_entries_it_does_not_name() -> None:
    taicang = load_profile("taicang")
    products = {p.code: p.required for p in taicang.products_on(DAY)}

    assert products == {"hospital_care": False, "care_worker": True, "anxinbao": False}
    assert [f.code for f in taicang.festivals_on(DAY)] == ["spring_festival", "mid_autumn"]
    assert taicang.on(DAY).c1a.contact_days.of("high") == 7


def test_a_programme_ends_with_its_plan() -> None:
    plans = {p.code: (p.since, p.until) for p in load_profile("zhoushan").programmes if p.code == "charity"}

    assert plans == {"charity": (date(2020, 10, 11), date(2025, 12, 31))}


def test_the_news_a_county_must_send_are_two_a_month() -> None:
    news = [r for r in load_profile("xx-2023").reports if r.code == "news"]

    assert [(r.period, r.least) for r in news] == [("month", 2)]


def test_a_rule_changes_on_its_day_and_yesterday_keeps_its_own() -> None:
    profile = local(
        '[[rule]]\nid = "A1"\nsource = "甲"\nsince = 2026-01-01\nuntil = 2026-06-30\nmonths = 3\n'
        '[[rule]]\nid = "A1"\nsource = "乙"\nsince = 2026-07-01\nmonths = 12\nlead_days = 30\n'
    )

    months = [profile.on(day).a1.months for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30))]

    assert months == [6, 3, 3]
    assert (profile.on(date(2026, 7, 1)).a1.months, profile.on(date(2026, 7, 1)).a1.lead_days) == (12, 30)
    assert profile.on(date(2026, 6, 30)).a1.lead_days == 14


def test_a_place_changes_one_key_and_keeps_the_others() -> None:
    profile = local('[[rule]]\nid = "C1"\nsource = "测试"\nextra_posts = 2\n')

    assert (profile.on(DAY).c1.extra_posts, profile.on(DAY).c1.assign_days) == (2, 30)
    assert profile.word("item.C1") == national().word("item.C1")


def test_two_numbers_of_one_rule_may_change_on_days_of_their_own() -> None:
    profile = local(
        '[[rule]]\nid = "A1"\nsource = "甲"\nsince = 2026-01-01\nmonths = 3\n'
        '[[rule]]\nid = "A1"\nsource = "乙"\nsince = 2026-07-01\nlead_days = 30\n'
    )

    assert (profile.on(date(2026, 6, 30)).a1.months, profile.on(date(2026, 6, 30)).a1.lead_days) == (3, 14)
    assert (profile.on(date(2026, 7, 1)).a1.months, profile.on(date(2026, 7, 1)).a1.lead_days) == (3, 30)


def test_of_a_word_said_twice_the_later_one_is_said() -> None:
    word = '[[word]]\ncode = "centre"\nname = "{}"\nsource = "甲"\nsince = {}\n'
    profile = local(word.format("旧家", "2020-01-01\nuntil = 2025-12-31") + word.format("新家", "2026-01-01"))

    assert profile.word("centre") == "新家"


def test_the_same_day_gives_the_same_rules_object() -> None:
    assert national().on(DAY) is national().on(date(2026, 11, 5))


@pytest.mark.parametrize(
    ("text", "key", "line", "words"),
    [
        ('[[rule]]\nid = "C1"\nsource = "甲"\nassign_day = 3\n', "assign_day", 4, "没有这一项"),
        ('[[rule]]\nid = "C1"\nsource = "甲"\nassign_days = "3"\n', "assign_days", 4, "应是不小于 0 的整数"),
        ('[[rule]]\nid = "C1"\nsource = "甲"\nassign_days = true\n', "assign_days", 4, "应是不小于 0 的整数"),
        ('[[rule]]\nid = "C1"\nsource = "甲"\nassign_days = -1\n', "assign_days", 4, "应是不小于 0 的整数"),
        ('[[rule]]\nid = "C1"\nsource = "甲"\nphone_required = 1\n', "phone_required", 4, "应是 true 或 false"),
        ('[[rule]]\nid = "C1"\nsource = "甲"\nposts = "township"\n', "posts", 4, "应是一列文字"),
        ('[[rule]]\nid = "C1"\nsource = "甲"\nposts = ["mayor"]\n', "posts", 4, "“mayor”不在可选的"),
        ('[[rule]]\nid = "C1a"\nsource = "甲"\ncontact_days = { normal = 3 }\n', "contact_days", 4, "一个不多"),
        ('[[instrument]]\ncode = "a"\nname = "b"\nsource = "甲"\n', "most", 1, "缺这一项"),
        ('[[instrument]]\ncode = "a"\nname = "b"\nmost = 9\nthreshold = 10\nsource = "甲"\n', "threshold", 5, "0 到 9"),
        ('[[instrument]]\ncode = "a"\nname = "b"\nleast = 9\nmost = 9\nsource = "甲"\n', "most", 5, "大于最低分"),
        ('[[word]]\ncode = "covrage.title"\nname = "b"\nsource = "甲"\n', "code", 2, "没有“covrage.title”这一项"),
        ('[[level]]\ncode = "hamlet"\nname = "b"\nsource = "甲"\n', "code", 2, "没有“hamlet”这一项"),
        ('[[post]]\ncode = "mayor"\nname = "b"\nsource = "甲"\n', "code", 2, "没有“mayor”这一项"),
        ('[[target]]\ncode = "a"\nname = "b"\npercent = 101\nsource = "甲"\n', "percent", 4, "最多是 100"),
        ('[[report]]\ncode = "a"\nname = "b"\nday = 32\nsource = "甲"\n', "day", 4, "最多是 31"),
        ('[[evidence]]\ncode = "a"\nname = "b"\nof = "hat"\nsource = "甲"\n', "of", 4, "“hat”不在可选的"),
        ('[[centre_kind]]\ncode = "a"\nname = "b"\nmodes = ["rent"]\nsource = "甲"\n', "modes", 4, "“rent”不在可选的"),
        ('[[training]]\ncode = "a"\nname = "b"\nby = "x"\nsource = "甲"\n', "by", 4, "“x”不在可选的"),
        ('[[product]]\ncode = "a"\nname = "b"\nstages = ["paid"]\nsource = "甲"\n', "stages", 4, "“paid”不在可选的"),
        ('[[programme]]\ncode = "a"\nname = "b"\nkind = "x"\nsource = "甲"\n', "kind", 4, "“x”不在可选的"),
        ('[[programme]]\ncode = "a"\nname = "b"\nsource = "甲"\n[[programme]]\ncode = "a"\nname = "c"\nsource = "甲"\n',
         "since", 5, "“a”在 2000-01-01 有两条同时有效"),
        ('[[rule]]\nid = "E1"\nsource = "甲"\ncounting = "moon"\n', "counting", 4, "“moon”不在可选的"),
        ('[[rule]]\nid = "E1"\nsource = "甲"\nborn_from = "1933"\n', "born_from", 4, "应是日期"),
        ('[[rule]]\nid = "E1"\nsource = "甲"\nborn_from = 1933-01-01T00:00:00\n', "born_from", 4, "应是日期"),
        ('[[rule]]\nid = "E2"\nsource = "甲"\nlast_month = 13\n', "last_month", 4, "1 到 12"),
        ('[[rule]]\nid = "A3"\nsource = "甲"\nday = 0\n', "day", 4, "1 到 31"),
        ('[[rule]]\nid = "Z9"\nsource = "甲"\n', "id", 2, "没有“Z9”这条规则"),
        ('[[rule]]\nsource = "甲"\n', "id", 1, "没有“”这条规则"),
        ('[[rule]]\nid = "C1"\n', "source", 1, "缺这一项"),
        ('[[rule]]\nid = "C1"\nsource = " "\n', "source", 3, "要写明出处"),
        ('[[rule]]\nid = "C1"\nsource = "甲"\nsince = 2026-02-01\nuntil = 2026-01-01\n', "until", 5, "止的日期早"),
        ('[[rule]]\nid = "A1"\nmonths = 3\nsource = "甲"\n[[rule]]\nid = "A1"\nmonths = 4\nsource = "乙"\n', "since", 5,
         "“A1”在"),
        ('[[rule]]\nid = "C1"\nsource = "甲"\n', "id", 2, "没有写要改的是哪一项"),
        ('[rule]\nid = "C1"\n', "rule", 0, "应写成 [[rule]]"),
        ('[[word]]\ncode = "centre"\nsource = "甲"\n', "name", 1, "缺这一项"),
        ('[[word]]\ncode = "a"\nname = "b"\nsource = "甲"\ncolour = "red"\n', "colour", 5, "没有这一项"),
        ('[[festival]]\ncode = "xmas"\nname = "b"\nsource = "甲"\n', "code", 2, "没有“xmas”这个节日"),
        ('[[quiet_day]]\ncode = "q"\nname = "b"\nsource = "甲"\n', "festival", 1, "要写一个，而且只写一个"),
        ('[[quiet_day]]\ncode = "q"\nname = "b"\nlunar = "13-01"\nsource = "甲"\n', "lunar", 4, "应写成农历"),
        ('[[calendar]]\ncode = "q"\nname = "b"\nmonth = 2\nday = 30\nsource = "甲"\n', "month", 4, "没有这一天"),
        ('[[standard]]\nregion = "全国"\nkind = "death"\nyuan = 5.5\nsource = "甲"\n', "yuan", 4, "不小于 0"),
        ("whatever = 3\n", "whatever", 1, "没有这一项"),
        ('extends = "nowhere"\n', "extends", 1, "找不到“nowhere”"),
        ("= broken\n", "TOML", 1, "这一行不合 TOML 的写法"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_line_and_key(text: str, key: str, line: int, words: str) -> None:
    no = refused(text)

    assert (no.key, no.line) == (key, line + HEAD_LINES if line else 0)
    assert words in no.happened
    assert no.code == "P-PRF-01"
    assert "数据没有变" in no.sentence


def test_two_amounts_for_one_day_are_refused_and_two_in_a_row_are_not() -> None:
    row = '[[standard]]\nregion = "本县"\nkind = "death"\nyuan = 5\nsource = "甲"\nsince = {}\n'
    ours = local(row.format("2020-01-01\nuntil = 2020-12-31") + row.format("2021-01-01"))

    assert refused(row.format("2020-01-01") + row.format("2021-01-01")).key == "since"
    assert [s.since.year for s in ours.standards if s.region == "本县"] == [2020, 2021]


def test_a_file_must_bear_the_name_written_in_it() -> None:
    with pytest.raises(ProfileInvalid, match="里面写的是“x”"):
        parse_profile(HEAD, "y")


@pytest.mark.parametrize("missing", ["name", "title", "source"])
def test_a_profile_without_its_head_is_refused(missing: str) -> None:
    lines = [line for line in HEAD.splitlines() if not line.startswith(missing)]

    with pytest.raises(ProfileInvalid) as caught:
        parse_profile("\n".join(lines), "x")
    assert caught.value.key == missing


def test_a_profile_without_words_of_its_own_must_name_a_parent_that_has_them() -> None:
    no = refused("")

    assert no.key == "word"
    assert 'extends = "national"' in no.happened


def test_a_word_nobody_gave_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        national().word("no.such.word")
