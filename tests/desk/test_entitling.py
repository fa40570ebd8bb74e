"""Registers of the special assistance and of the county's changes, and a county's file of amounts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.commands.deaths import NewDeath, record_death
from db.commands.departures import Leaving, leave_register
from db.commands.entitlements import stop_assistance
from db.commands.families import void_record
from db.domain.periods import month_of
from db.errors import InvalidValue
from db.queries.county_changes import county_changes
from db.queries.standards import own_amounts
from db.store.store import Store
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.entitling import import_standards, review_standards, review_year
from desktop.desk.registers.listing import open_register
from desktop.desk.registers.register import cell_whole, cell_words
from desktop.desk.roll import CONTINUING, NEW, RollLine, roll_of
from tests.commands.household import a_household
from tests.ui.pages.conftest import found_township


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = found_township(tmp_path_factory.mktemp("entitling") / "record")
    plant(made, 45, seed=7)
    with made.record.store.reading() as connection:
        asked = "SELECT id FROM eligibility WHERE status = 'confirmed' LIMIT 1"
        running = str(connection.exec_driver_sql(asked).scalar_one())
        asked = "SELECT id FROM annual_check WHERE year = 2026 AND eligibility_id <> ? LIMIT 1"
        check = str(connection.exec_driver_sql(asked, (running,)).scalar_one())
    with made.record.store.writing() as writing:
        void_record(writing, "annual_check", check, "记错了人")
    with made.record.store.writing() as writing:
        stop_assistance(writing, running, "2026-11-20", "other")
    yield made
    made.record.close()


def column(desk: Desk, register: str, key: str) -> list[str]:
    table = open_register(desk, register).table
    place = [each.key for each in table.columns].index(key)
    return [cell_words(row.cells[place]) for row in table.rows]


def paid_people(desk: Desk) -> tuple[RollLine, ...]:
    return tuple(roll_of(desk).finish(desk).lines(desk, NEW, CONTINUING))


def test_the_roll_adds_up_by_group_and_says_what_a_month_costs(desk: Desk) -> None:
    groups = column(desk, "assistance", "group")
    assert set(groups) >= {"新增", "继续", "停止"}
    people = paid_people(desk)
    paid = [each.each for each in people]
    month = sum(each.amount.amount for each in paid if each.amount) // 100
    note = open_register(desk, "assistance").table.notes[0].words
    assert f"继续 {groups.count('继续')} 人" in note
    assert f"每月合计 {month} 元" in note
    kinds = {each.each.kind: each.each.amount for each in people if each.each.amount}
    assert {kind: row.amount for kind, row in kinds.items() if row and kind != "complication"} == {
        "death": 59_000,
        "disability": 46_000,
    }


def test_who_turns_49_within_a_year_stands_on_the_advance_list_with_husband_and_wife(desk: Desk) -> None:
    rows = open_register(desk, "coming_of_age").table.rows
    assert rows
    assert all(date(2026, 11, 22) < date.fromisoformat(str(cell_whole(row.cells[2]))) for row in rows)
    assert all(row.verbs[0].key == "apply_assistance" for row in rows)


def test_the_years_list_has_the_undone_first_and_the_bulk_step_leaves_the_doubtful(desk: Desk) -> None:
    states = column(desk, "reviews", "check")
    undone = [state for state in states if state != "合格"]
    assert undone
    assert states[: len(undone)] == undone
    review = review_year(desk, 2026, "2026-11-22")
    assert sum(len(part.lines) for part in review.parts) == len(undone)
    with pytest.raises(InvalidValue, match="2027 年还没有到"):
        review_year(desk, 2027, "2026-11-22")


def test_the_four_sheets_of_the_county_hold_one_line_for_each_thing_that_happened(store: Store) -> None:
    first, second = a_household(store, opened_on="2026-11-03"), a_household(store)
    third = a_household(store)
    for person, fields in ((first.mother, {"id_no": "999999196705120027"}), (second.father, {"phone": "13800000009"})):
        with store.writing() as writing:
            writing.set("person", person, fields)
            writing.finish("改")
    with store.writing() as writing:
        record_death(writing, NewDeath(second.mother, "2026-11-20"))
    with store.writing() as writing:
        leave_register(writing, Leaving(third.family, "2026-11-10", "moved", "落户外县", "邻县城关镇"))
    session = {"on": "2026-11-12", "kind": "individual", "topics": ["crisis"], "person_ids": [first.father]}
    first.put("psych_session", family_id=first.family, **session)
    with store.reading() as connection:
        lines = county_changes(connection, month_of(date(2026, 11, 1)).window)
        assert county_changes(connection, month_of(date(2026, 10, 1)).window) == ()
    assert [(line.sheet, line.family_id, line.on, line.reason) for line in lines] == [
        ("new", first.family, "2016-06", ""),
        ("psych", first.family, "2026-11-12", "危机干预"),
        ("moved", third.family, "2026-11-10", "落户外县"),
        ("ended", second.family, "2026-11-20", "亡故"),
    ]
    new, _, moved, ended = lines
    assert (new.parents.father, new.parents.mother, new.parents.mother_no) == (
        "周文彬",
        "何秀兰",
        "999999196705120027",
    )
    assert (moved.from_addr, moved.to_addr) == ("上坪村 3 组 12 号", "邻县城关镇")
    assert (ended.person, ended.phone, ended.parents.mother) == ("何秀兰", "13800000009", "何秀兰")


def test_the_cause_stands_in_the_file_and_never_on_the_screen(desk: Desk) -> None:
    table = open_register(desk, "changes").table
    place = [each.key for each in table.columns].index("reason")
    new = [row.cells[place] for row in table.rows if cell_words(row.cells[1]) == "新增"]
    causes = {entry.name for entry in desk.codes["cause"].entries}
    assert new
    assert not causes & {cell_words(cell) for cell in new}
    assert causes & {str(cell_whole(cell)) for cell in new}


def test_a_countys_file_is_laid_out_read_again_and_wins_on_its_days(desk: Desk, tmp_path: Path) -> None:
    head = "地区,类别,等级,每人每月（元）,起,止,依据\n"
    file = tmp_path / "标准.csv"
    file.write_bytes(f"{head}青溪县,死亡,,1200,2025-01-01,,青溪卫健〔2025〕1号\n".encode("gb18030"))
    review = review_standards(desk, str(file))
    assert review.parts[0].lines == ("青溪县 死亡，每人每月 1200 元，2025-01-01 起，青溪卫健〔2025〕1号",)
    with desk.record.store.writing() as writing:
        import_standards(writing, str(file))
    with desk.record.store.reading() as connection:
        assert [row.amount for row in own_amounts(connection)] == [120_000]
    amounts = {each.each.amount.amount for each in paid_people(desk) if each.each.kind == "death" and each.each.amount}
    assert amounts == {120_000}
    assert column(desk, "standards", "amount")[0] == "1200"
    for name, content, said in (
        ("a.xlsx", b"x", "不是 CSV"),
        ("gone.csv", None, "打不开"),
        ("b.csv", b"\xff\xfe\xfa\xff", "编码"),
        ("c.csv", b" " * (2 * 2**20 + 1), "超过 2 MB"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(InvalidValue, match=said):
            review_standards(desk, str(tmp_path / name))
