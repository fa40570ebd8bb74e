"""The five policy documents, item by item: each has its entry in a shipped profile, with its own sentence."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from db.domain.profile_parsing import LISTS
from db.domain.rules import RULE_IDS
from desktop.profiles import load_profile, profile_names

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
DOCUMENTS = {
    "太卫健〔2021〕23号": "000",
    "湘计生协发〔2021〕4号": "001",
    "XX市计划生育协会2023年工作要点": "002",
    "舟计生协〔2020〕18号": "003",
    "包计生协发〔2023〕6号": "004",
}
PROFILES = {"TC": "taicang", "HN": "hunan", "YC": "xx-2023", "ZS": "zhoushan", "BT": "baotou"}

PARTICULAR = [
    # (seed, table, code, words of the sentence it rests on): every row of domain.md §1.2, then §1.1
    ("TC", "programme", "charity", "慈善关爱计生特扶困难家庭"),
    ("TC", "target", "charity_system", "探索建立卫健系统慈善工作机制"),
    ("TC", "programme", "counselling", "个案心理疏导和团体慰藉"),
    ("TC", "training", "mind_skills", "心理技能培训"),
    ("TC", "target", "mind_system", "心理服务体系"),
    ("TC", "programme", "clinic_company", "门诊就医陪伴"),
    ("TC", "target", "centre_grade", "省、市级连心家园优秀项目点"),
    ("TC", "centre_kind", "warm_home", "省、市级连心家园优秀项目点"),
    ("TC", "programme", "peers", "同伴志愿者队伍"),
    ("TC", "contact_kind", "volunteer", "同伴志愿者队伍"),
    ("TC", "product", "care_worker", "宣传、投保、发放、理赔"),
    ("TC", "product", "anxinbao", "安心保"),
    ("TC", "programme", "care_plan", "生育关怀三年行动计划"),
    ("TC", "programme", "siyuan", "思源工程"),
    ("TC", "calendar", "members_day", "5.29 会员活动月"),
    ("TC", "programme", "online", "网上计生协"),
    ("TC", "target", "more_insurance", "抗风险保障能力"),
    ("HN", "target", "full_help", "逐步实现帮扶工作全覆盖"),
    ("HN", "product", "hospital_care", "住院护理补贴"),
    ("HN", "product", "health", "健康保险"),
    ("HN", "programme", "three_in_one", "计生“三结合”"),
    ("HN", "programme", "loan_interest", "创业贷款贴息"),
    ("HN", "programme", "happiness", "幸福工程"),
    ("HN", "programme", "autumn_study", "金秋助学"),
    ("HN", "product", "comprehensive", "计生综合保险"),
    ("HN", "programme", "targeted_help", "精准帮扶"),
    ("HN", "programme", "foundation", "省人口健康福利基金会"),
    ("HN", "rule", "S2-festival", "节假日慰问"),
    ("HN", "target", "festival_visits", "送温暖上门"),
    ("HN", "target", "assessment", "重点工作评估机制"),
    ("HN", "target", "filing", "备案"),
    ("HN", "training", "city_year", "市级计生协年内"),
    ("HN", "training", "township_staff", "工作人员培训 1 次"),
    ("HN", "training", "village_staff", "三分之一以上"),
    ("HN", "centre_kind", "members_home", "会员之家"),
    ("HN", "centre_kind", "warm_home", "暖心家园"),
    ("HN", "centre_kind", "health_station", "健康驿站"),
    ("HN", "calendar", "members_day", "5.29 会员活动日"),
    ("YC", "centre_kind", "warm_home", "共建、自建"),
    ("YC", "programme", "centre_project", "“暖心家园”项目申报及实施"),
    ("YC", "product", "hospital_care", "住院护理补贴保险"),
    ("YC", "product", "extra_medical", "补充医疗保险"),
    ("YC", "programme", "home_elder_care", "居家养老服务补贴"),
    ("YC", "product", "accident", "意外伤害保险"),
    ("YC", "programme", "accident_gift", "赠送计生家庭意外伤害保险"),
    ("YC", "target", "accident_growth", "稳中有升"),
    ("YC", "report", "news", "2篇以上"),
    ("YC", "target", "assessed", "目标考评"),
    ("YC", "evidence", "vest", "志愿者服装"),
    ("YC", "evidence", "visit_vest", "红马甲"),
    ("YC", "evidence", "flag", "队旗"),
    ("YC", "target", "health_guides", "50%村(社区)"),
    ("YC", "target", "needs_first", "需求为导向"),
    ("YC", "calendar", "members_day", "529"),
    ("YC", "calendar", "population_day", "711世界人口日"),
    ("ZS", "contact_kind", "association", "结对联系帮扶"),
    ("ZS", "contact_kind", "member", "结对联系帮扶"),
    ("ZS", "contact_kind", "doctor", "签约医生"),
    ("ZS", "contact_kind", "volunteer", "志愿者"),
    ("ZS", "contact_kind", "other", "社会爱心人士"),
    ("ZS", "post", "extra", "结对联系帮扶"),
    ("ZS", "programme", "mind_help", "公益性心理辅导、情绪疏导、悲伤抚慰、家庭关系调适"),
    ("ZS", "programme", "charity", "慈善帮扶项目"),
    ("ZS", "programme", "gatherings", "交流联谊活动"),
    ("ZS", "programme", "social_groups", "培育和孵化服务计生特殊家庭的社会组织"),
    ("ZS", "programme", "dandelion", "蒲公英"),
    ("ZS", "product", "family", "计划生育家庭保险"),
    ("ZS", "target", "insurance", "丰富保障内容"),
    ("ZS", "target", "places", "暖心家园"),
    ("ZS", "target", "hearts", "知心人、贴心人、暖心人"),
    ("ZS", "calendar", "family_day", "5.15 国际家庭日"),
    ("ZS", "calendar", "members_day", "5.29 会员活动日"),
    ("BT", "programme", "yellow_band", "黄手环行动"),
    ("BT", "programme", "public_fund", "紧急救助和帮扶"),
    ("BT", "target", "insurance", "切实提高计生家庭保险覆盖率"),
    ("BT", "programme", "legal_aid", "法律援助"),
    ("BT", "level", "county", "旗县区"),
    ("BT", "level", "township", "苏木（乡镇）"),
    ("BT", "level", "village", "嘎查村（居）"),
    ("BT", "target", "staff", "专职在岗人员不少于2人"),
    ("BT", "centre_kind", "warm_home", "示范点"),
    ("BT", "target", "face_to_face", "面对面、心贴心"),
    ("BT", "target", "all_three", "“三个制度”全覆盖"),
    ("BT", "calendar", "family_day", "国际家庭日"),
    ("BT", "calendar", "members_day", "5.29会员活动日"),
    ("BT", "calendar", "population_day", "世界人口日"),
    ("TC", "word", "coverage.title", "三项制度"),
    ("TC", "word", "support.title", "四项帮扶制度"),
    ("TC", "word", "umbrella", "生育关怀行动"),
    ("TC", "word", "centre", "连心家园"),
    ("TC", "target", "regular", "常态化、制度化、规范化"),
    ("HN", "word", "coverage.title", "三项制度"),
    ("HN", "word", "item.C1", "“双岗”联系人"),
    ("HN", "word", "support.title", "四项制度"),
    ("HN", "target", "regular", "常态化、制度化、规范化"),
    ("YC", "word", "coverage.title", "三个全覆盖"),
    ("YC", "word", "item.C2", "优先便利医疗服务"),
    ("YC", "word", "support.title", "四项制度"),
    ("YC", "word", "umbrella", "天使儿女"),
    ("ZS", "word", "coverage.title", "三项制度"),
    ("ZS", "word", "umbrella", "暖心行动"),
    ("BT", "word", "coverage.title", "三个制度"),
    ("BT", "word", "support.title", "四项服务"),
    ("BT", "word", "centre", "暖心家园"),
]


@cache
def written(name: str) -> dict[str, list[dict[str, Any]]]:
    """The tables of one shipped file, without its parent's."""
    text = files("resources").joinpath("profiles", f"{name}.toml").read_text("utf-8")
    return {table: value for table, value in tomllib.loads(text).items() if isinstance(value, list)}


def plain(text: str) -> str:
    """A text without its line breaks, blanks and page numbers, punctuation in one width."""
    text = re.sub(r"\n\d+、", "", text)
    folded = unicodedata.normalize("NFKC", text).translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\s+", "", folded)


def quotes() -> list[tuple[str, str, str]]:
    """(profile, seed, sentence) of every entry that rests on one of the five documents, and of the files' heads."""
    found = set()
    for name in profile_names():
        sources = [entry["source"] for table in written(name).values() for entry in table]
        for source in (*sources, load_profile(name).source):
            document, _, sentence = source.partition("：")
            if document in DOCUMENTS:
                found.add((name, DOCUMENTS[document], sentence))
    return sorted(found)


@pytest.mark.parametrize(("seed", "table", "code", "words"), PARTICULAR)
def test_each_item_of_the_five_documents_is_data_with_its_sentence(
    seed: str, table: str, code: str, words: str
) -> None:
    name = PROFILES[seed]
    key = "id" if table == "rule" else "code"
    tables = (written(name), written("national"))
    entry = next(each for file in tables for each in file.get(table, ()) if each[key] == code)

    assert plain(words) in plain(entry["source"]), entry["source"]


def test_the_four_stages_of_the_care_worker_insurance_stand_in_order() -> None:
    product = next(p for p in load_profile("taicang").products if p.code == "care_worker")

    assert product.stages == ("publicity", "enrolled", "handed", "closed")
    assert (product.insurer, product.required) == ("中国人寿太仓支公司", True)


def test_numbers_of_the_documents_are_numbers_in_the_profile() -> None:
    def entry(name: str, table: str, code: str) -> dict[str, Any]:
        return next(each for each in written(name)[table] if each["code"] == code)

    assert entry("xx-2023", "report", "news")["least"] == 2
    assert (entry("xx-2023", "target", "health_guides")["percent"], entry("baotou", "target", "staff")["least"]) == (
        50,
        2,
    )
    assert entry("hunan", "training", "village_staff")["one_in"] == 3
    assert [t["times"] for t in written("hunan")["training"]] == [1, 1, 1]


def test_no_locality_has_a_target_or_report_the_document_does_not_give_it() -> None:
    assert "report" not in written("taicang")
    assert not any(target.get("percent") for target in written("taicang")["target"])


@pytest.mark.parametrize("name", profile_names())
def test_every_table_of_a_shipped_profile_can_be_walked_from_its_first_day_to_its_last(name: str) -> None:
    """Words, levels, posts, programmes, products, targets, reports, rules: what is written is what is read."""
    profile = load_profile(name)

    for table, entries in written(name).items():
        for told in entries:
            if table == "rule":
                assert told["id"] in RULE_IDS
                continue
            kept = getattr(profile, LISTS[table][0])
            found = next(each for each in kept if each.source == told["source"] and _agrees(each, told))
            assert found.holds(found.since)
            assert found.until is None or found.holds(found.until)


def _agrees(entry: object, told: dict[str, Any]) -> bool:
    return all(
        getattr(entry, key) == (tuple(value) if isinstance(value, list) else value) for key, value in told.items()
    )


def test_every_kind_of_entry_is_shipped_somewhere() -> None:
    assert {table for name in profile_names() for table in written(name)} == {*LISTS, "rule"}


def test_every_sentence_quoted_stands_in_the_document_it_names() -> None:
    if not SEEDS.is_dir():
        pytest.skip("五份文件不在项目旁边（../shared/seeds），原文没有对照")
    texts = {number: plain(next(SEEDS.glob(f"{number}_*")).read_text("utf-8")) for number in DOCUMENTS.values()}
    quoted = quotes()

    assert len(quoted) > 100
    assert [(name, sentence) for name, seed, sentence in quoted if plain(sentence) not in texts[seed]] == []
