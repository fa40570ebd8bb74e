"""Rules and words at the desk: read, changed from a day on, handed out as a file; another locality chosen."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from db.commands.opening import Founding
from db.commands.services import record_service
from db.commands.undo import undo_command
from db.domain.coverage import coverage_states
from db.domain.duties import duties
from db.domain.profile_parsing import LISTS
from db.domain.rules import RULE_IDS, Rules, slot_of
from db.domain.strip import family_strip
from db.errors import InvalidValue
from db.queries.facts import families_on_file
from db.vault.recovery import new_recovery_code
from desktop.desk.board import board_of
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.opening import code_lists, found_desk, open_desk, reopened
from desktop.desk.profile_choice import NotAProfile, apply, choose, plan_choice, plan_file, profile_text
from desktop.desk.rule_changes import RuleWish, change, drop_own, wanted
from desktop.desk.rule_words import FIELDS, KEYS, RULES, TABLES
from desktop.desk.rulebook import Reader, rulebook
from desktop.profiles import load_profile, profile_names
from tests.cli.practice_office import CHEAP, NOW, PASSPHRASE

TODAY = NOW.today()
YESTERDAY = TODAY - timedelta(days=1)
ENGLISH = re.compile(r"[A-Za-z]{2,}")
KNOWN = {"PHQ", "GAD", "XX"}
COUNTY = 'name = "yunxi"\ntitle = "云溪县"\nsource = "云卫〔2026〕1号"\nextends = "taicang"\n'


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township of six invented families under the general profile, closed; tests work on copies."""
    home = tmp_path_factory.mktemp("rules") / "record"
    wish = Founding("township", "999999101", "青溪镇", "national", "王芳", PASSPHRASE, new_recovery_code())
    desk = found_desk(home, wish, NOW, CHEAP)
    plant(desk, 6, seed=7)
    desk.record.close()
    return home


@pytest.fixture
def desk(record: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a copy of that record."""
    copytree(record, tmp_path / "record")
    desk = open_desk(tmp_path / "record", PASSPHRASE, NOW)
    yield desk
    desk.record.close()


def rule(code: str, answers: dict[str, Any], since: date = TODAY) -> RuleWish:
    return RuleWish("rule", code, answers, since, "镇里 11 月的会")


def everything(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every record, as it stands in the tables."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%voided%'"
    with desk.record.store.reading() as connection:
        tables = list(connection.exec_driver_sql(asked).scalars())
        return {
            table: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY no")]
            for table in tables
            if table != "local_profile"
        }


def facts(desk: Desk) -> list[Any]:
    with desk.record.store.reading() as connection:
        return list(families_on_file(connection))


def test_every_number_and_every_field_of_a_profile_has_its_words() -> None:
    keys = {(rule_id, spec.name) for rule_id in RULE_IDS for spec in fields(getattr(Rules(), slot_of(rule_id)))}
    asked = {spec.name for table, (_, kind) in LISTS.items() if table != "standard" for spec in fields(kind)}

    assert keys == set(KEYS)
    assert set(RULES) == set(RULE_IDS)
    assert asked - {"code", "source", "since", "until"} == set(FIELDS)
    assert set(TABLES) == set(LISTS)


@pytest.mark.parametrize("name", profile_names())
def test_what_a_profile_says_is_read_in_chinese_with_its_source(name: str) -> None:
    groups = Reader(load_profile(name), code_lists(), TODAY).groups()
    lines = [line for group in groups for line in group.lines]

    assert len(lines) > 120
    for line in lines:
        assert line.title, line.id
        assert line.value, line.id
        assert line.source.strip(), line.id
        assert set(ENGLISH.findall(f"{line.title} {line.value}")) <= KNOWN, (line.title, line.value)
    assert len({line.id for line in lines}) == len(lines)


def test_a_changed_number_rules_from_its_day_and_the_days_before_keep_theirs(desk: Desk) -> None:
    family = next(each for each in facts(desk) if each.active(TODAY))
    before = coverage_states(family, desk.profile, YESTERDAY)
    answers = {"contact_days.normal": 3, "contact_days.focus": 3, "contact_days.high": 3}

    done = change(desk, rule("C1a", answers))

    owed = [duty for duty in duties(family, desk.profile, TODAY) if duty.rule == "C1a" and duty.subject_id == "contact"]
    assert ["每 3 天" in duty.reason for duty in owed] == [True]
    assert desk.profile.on(YESTERDAY).c1a.contact_days.normal == 30
    assert coverage_states(family, desk.profile, YESTERDAY) == before
    line = next(line for group in rulebook(desk) for line in group.lines if line.id == "rule/C1a/contact_days")
    assert (line.value, line.since, line.source, line.own) == (
        "一般 3 天，重点 3 天，高危 3 天",
        TODAY,
        "镇里 11 月的会",
        True,
    )

    undo_command(desk.record.store, done.undo)
    desk.locality.renew()
    assert desk.profile.name == "national"
    assert not any(line.own for group in rulebook(desk) for line in group.lines)


def test_the_list_of_the_day_follows_a_changed_rule_at_once(desk: Desk) -> None:
    board = board_of(desk).finish(desk)
    before = [stand.next_duty for stand in board.stands()]
    change(desk, rule("C1", {"assign_days": 1}, date(2020, 1, 1)))
    change(desk, rule("C3", {"sign_days": 1}, date(2020, 1, 1)))

    after = [stand.next_duty for stand in board_of(desk).finish(desk).stands()]

    assert before != after


def test_a_change_announced_for_later_is_told_and_does_not_rule_yet(desk: Desk) -> None:
    later = TODAY + timedelta(days=40)
    change(desk, rule("A1", {"months": 3}, later))

    line = next(line for group in rulebook(desk) for line in group.lines if line.id == "rule/A1/months")
    assert (line.value, line.later) == ("6 个月", ((later, "3 个月"),))
    assert (desk.profile.on(TODAY).a1.months, desk.profile.on(later).a1.months) == (6, 3)


MISFITS = [
    (rule("E2", {"last_month": 13}), "last_month"),
    (rule("C3", {"remind_days": "60、三十"}), "remind_days"),
    (RuleWish("rule", "A1", {"months": 3}, TODAY, "  "), "source"),
    (RuleWish("target", "", {"name": "新目标", "percent": 101}, TODAY, "甲"), "percent"),
    (RuleWish("product", "", {"required": True}, TODAY, "甲"), "name"),
]


def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_kept(desk: Desk) -> None:
    for wish, field in MISFITS:
        with pytest.raises(InvalidValue) as caught:
            change(desk, wish)
        assert caught.value.field == field
    assert desk.locality.own is None
    assert desk.profile.name == "national"


def test_a_word_a_festival_and_a_programme_of_ones_own_need_no_file(desk: Desk) -> None:
    change(desk, RuleWish("word", "centre", {"name": "幸福驿站"}, TODAY, "镇里的叫法"))
    asked = {field.name: field.value for field in wanted(desk, "festival", "dragon_boat", "")}
    change(desk, RuleWish("festival", "dragon_boat", asked | {"on": True, "before": 5}, TODAY, "镇里的会"))
    change(desk, RuleWish("programme", "", {"name": "银发食堂", "kind": "elder", "min_age": 70}, TODAY, "镇里的会"))

    assert desk.profile.word("centre") == "幸福驿站"
    assert ("dragon_boat", 5) in {(f.code, f.before) for f in desk.profile.festivals_on(TODAY)}
    found = next(p for p in desk.profile.programmes_on(TODAY) if p.name == "银发食堂")
    assert (found.kind, found.min_age) == ("elder", 70)
    with pytest.raises(InvalidValue, match="没有写为什么"):
        drop_own(desk, " ")
    drop_own(desk, "改错了")
    assert desk.profile is load_profile("national")


def test_the_same_changes_are_there_when_the_record_is_opened_again(desk: Desk) -> None:
    change(desk, rule("A1", {"months": 3}))

    again = reopened(desk)
    months = again.profile.on(TODAY).a1.months
    again.record.close()

    assert months == 3


def test_another_locality_is_used_without_losing_or_changing_a_record(desk: Desk) -> None:
    person = facts(desk)[0].members(TODAY)[0].id
    choose(desk, "taicang")
    with desk.record.store.writing() as writing:
        cover = {"person_id": person, "product": "care_worker", "since": "2026-01-01", "until": "2026-12-31"}
        record_service(writing, "insured", cover, "已登记")
    before, counted = everything(desk), facts(desk)
    under_taicang = [family_strip(family, desk.profile, TODAY) for family in counted]

    for name in (*profile_names(), "taicang"):
        plan = plan_choice(desk, name)
        apply(desk, plan)
        assert desk.profile.name == name
        assert everything(desk) == before
        assert facts(desk) == counted
        assert desk.profile.product_name("care_worker") == "住院护工服务保险"
    assert [family_strip(family, desk.profile, TODAY) for family in counted] == under_taicang
    choose(desk, "hunan")
    assert [family_strip(family, desk.profile, TODAY) for family in counted] != under_taicang


def test_a_countys_file_is_laid_out_before_it_is_used_and_a_newer_one_takes_its_place(desk: Desk) -> None:
    text = COUNTY + '[[rule]]\nid = "A2"\nreply_days = 3\nsource = "云卫〔2026〕1号"\n'
    plan = plan_file(desk, text)

    assert "诉求办理：多少天内答复：7 天 改为 3 天" in plan.review.sentences
    assert any("阵地名称：暖心家园 改为 连心家园" in line for line in plan.review.sentences)
    assert (desk.profile.name, everything(desk)["family"]) == ("national", everything(desk)["family"])

    apply(desk, plan)
    assert (desk.profile.title, desk.profile.on(TODAY).a2.reply_days) == ("云溪县", 3)
    newer = plan_file(desk, text.replace("reply_days = 3", "reply_days = 2\nsince = 2027-01-01"))
    assert newer.changes == 1
    assert "诉求办理：多少天内答复：3 天 改为 7 天，2027-01-01 起 2 天" in newer.review.sentences
    apply(desk, newer)
    with desk.record.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM local_profile").scalar_one() == 1


def test_a_file_that_is_no_profile_is_refused_with_its_reason(desk: Desk) -> None:
    for content, words in (
        (b"\xff\xfe", "不是 UTF-8 编码"),
        (b"title = 3", "没有写 name"),
        (b'name = "national"', "程序自己在用"),
        (b'name = "own-taicang"', "程序自己在用"),
    ):
        with pytest.raises(NotAProfile, match=words):
            plan_file(desk, profile_text(content))


def test_a_profile_taken_back_or_unreadable_never_locks_a_record(desk: Desk) -> None:
    done = apply(desk, plan_file(desk, COUNTY))
    undo_command(desk.record.store, done.undo)
    desk.locality.renew()
    assert desk.profile is load_profile("taicang")
    assert "没有名为“yunxi”的地方设置" in str(desk.locality.trouble)

    again = reopened(desk)
    assert again.profile.name == "taicang"
    choose(again, "national")
    assert again.locality.trouble is None
    again.record.close()
