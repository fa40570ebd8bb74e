"""Every register in the words of every shipped locality, on one practice township."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.opening import Founding
from db.domain.standing import SIGNS
from db.vault.keys import Cost
from db.vault.recovery import parse_recovery_code
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.opening import found_desk
from desktop.desk.registers.listing import REGISTERS, entries, open_register
from desktop.desk.registers.register import Cell, RegisterTable, cell_order, cell_words, fits
from desktop.desk.registers.townships import with_townships
from desktop.profiles import load_profile, profile_names

CLOCK = FrozenClock(datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
CODE = parse_recovery_code("582450 548966 288464 257785 331980 358182 192104 124828")
WISH = Founding("township", "999999101", "云溪镇", "national", "林秋禾", "松下问童子言师采药去", CODE)
SHOWS = {"name", "text", "number", "state"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Twelve families and the office's year."""
    desk = found_desk(tmp_path_factory.mktemp("registers") / "home", WISH, CLOCK, Cost(64 * 1024, 1, 4))
    plant(desk, 12, seed=7)
    yield desk
    desk.record.close()


def at(desk: Desk, profile: str) -> Desk:
    locality = copy(desk.locality)
    locality.profile = load_profile(profile)
    return replace(desk, locality=locality)


def read(desk: Desk, key: str) -> RegisterTable:
    return open_register(desk, key).table


@pytest.mark.parametrize("profile", profile_names())
def test_every_register_can_be_read_sorted_and_searched_in_every_locality(planted: Desk, profile: str) -> None:
    desk = at(planted, profile)
    assert {entry.key for entry in entries(desk)} == {each.key for each in REGISTERS}
    tables = {each.key: read(desk, each.key) for each in REGISTERS}
    for entry in entries(desk):
        table = tables[entry.key]
        assert table.unfinished or entry.count == len(table.rows), entry.key
        assert {column.show for column in table.columns} <= SHOWS
        assert [column.show for column in table.columns].count("name") == 1
        assert any(column.stretch for column in table.columns), entry.key
        assert {note.state for note in table.notes} <= {"", *SIGNS}
        for place in range(len(table.columns)):
            cells = [row.cells[place] for row in table.rows]
            assert sorted(map(cell_order, cells)) is not None
            assert {cell.state for cell in cells if isinstance(cell, Cell)} <= {"", *SIGNS}
        for row in table.rows[:1]:
            assert fits(row, cell_words(row.cells[0]))
            assert not fits(row, "没有这个字串的")
        assert table.rows or table.empty, entry.key


def test_the_centre_has_the_places_own_name_and_says_which_of_the_six_it_lacks(planted: Desk) -> None:
    names = {profile: {e.key: e.title for e in entries(at(planted, profile))}["centres"] for profile in profile_names()}
    assert names["taicang"] == "连心家园"
    assert names["national"] == "暖心家园"
    lacking = [cell_words(row.cells[4]) for row in read(planted, "centres").rows]
    assert sorted(lacking) == ["缺计划、管理", "齐全"]


def test_the_months_news_items_stand_against_the_two_the_place_asks_for(planted: Desk) -> None:
    asked = read(at(planted, "xx-2023"), "news").notes
    assert [(note.state, note.words) for note in asked] == [
        ("ok", "2026年11月 活动信息、工作动态 2 篇，要 2 篇"),
        ("ok", "2026年10月 活动信息、工作动态 2 篇，要 2 篇"),
    ]
    assert [note.words for note in read(planted, "news").notes] == ["本月 2 篇"]


def test_the_years_training_stands_against_a_third_of_the_village_staff(planted: Desk) -> None:
    notes = read(at(planted, "hunan"), "trainings").notes
    staff = [n for n in notes if n.words.startswith("县级培训三分之一")]
    assert [note.state for note in staff] == ["ok"]
    assert "今年 1/1 次，村级" in staff[0].words
    assert read(planted, "trainings").notes == ()


def test_a_target_of_a_percentage_is_computed_and_one_of_words_is_left_to_people(planted: Desk) -> None:
    rows = {row.id: row for row in read(at(planted, "hunan"), "targets").rows}
    assert set(rows) == {target.code for target in load_profile("hunan").targets_on(CLOCK.today())}
    contacts, filing = rows["contacts"], rows["filing"]
    assert isinstance(contacts.cells[2], Cell)
    assert contacts.cells[2].words.startswith("双岗 ")
    assert contacts.cells[2].state in {"ok", "miss"}
    assert cell_words(filing.cells[2]) == "人工判断"
    assert "向县计生协备案" in filing.cells[0].note  # type: ignore[union-attr] # a cell of two lines


def test_a_masked_number_is_whole_in_the_file_and_can_be_looked_for(planted: Desk, tmp_path: Path) -> None:
    row = next(row for row in read(planted, "staff").rows if isinstance(row.cells[4], Cell) and row.cells[4].whole)
    phone = row.cells[4]
    assert isinstance(phone, Cell)
    assert "*" in phone.words
    assert phone.whole.isdigit()
    assert fits(row, phone.whole)


def test_at_the_county_every_line_says_whose_it_is(planted: Desk) -> None:
    for key in ("activities", "pairings", "targets"):
        before = read(planted, key)
        table = with_townships(planted, before)
        assert [column.key for column in table.columns][:2] == [before.columns[0].key, "township"]
        wanted = "" if key == "targets" else "云溪镇"
        assert {row.cells[1] for row in table.rows} == {wanted}
        assert [row.cells[2:] for row in table.rows] == [row.cells[1:] for row in before.rows]
