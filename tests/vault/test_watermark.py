"""The high-water mark notices what no integrity check can: last week's database put back whole."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vault.watermark import Standing, Verdict, Watermark, judge, write_mark

KEY = bytes(range(32))
MARK = Watermark("head-47", 47, acked_seq=40, ledger_no=12, backup_id="b1", machine="laptop")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_mark(tmp_path / "mark.json", MARK, KEY)
    return tmp_path / "mark.json"


def heads(newest: int) -> "set[str]":
    return {f"head-{seq}" for seq in range(1, newest + 1)}


def at(seq: int, machine: str = "laptop") -> Watermark:
    return Watermark(f"head-{seq}", seq, machine=machine)


def test_the_same_state_is_in_step(path: Path) -> None:
    assert judge(path, KEY, at(47), heads(47).__contains__) == Verdict(Standing.IN_STEP, mark=MARK)


def test_a_database_ahead_of_its_mark_is_in_step(path: Path) -> None:
    assert judge(path, KEY, at(48), heads(48).__contains__).standing is Standing.IN_STEP


def test_d07_last_weeks_database_is_behind_by_so_many_and_says_what_the_county_has(path: Path) -> None:
    verdict = judge(path, KEY, at(10), heads(10).__contains__)
    assert (verdict.standing, verdict.missing, verdict.at_county, verdict.lost) == (Standing.BEHIND, 37, 30, 7)


def test_b33_changes_beyond_the_last_acknowledged_are_all_lost(path: Path) -> None:
    verdict = judge(path, KEY, at(45), heads(45).__contains__)
    assert (verdict.missing, verdict.at_county, verdict.lost) == (2, 0, 2)


def test_d31_other_changes_in_the_same_place_have_diverged(path: Path) -> None:
    others = {f"other-{seq}" for seq in range(60)}
    assert judge(path, KEY, Watermark("other-59", 59), others.__contains__).standing is Standing.DIVERGED


def test_d32_the_same_record_on_another_machine_has_moved(path: Path) -> None:
    assert judge(path, KEY, at(47, "other laptop"), heads(47).__contains__).standing is Standing.MOVED
    assert judge(path, KEY, at(47, ""), heads(47).__contains__).standing is Standing.IN_STEP


def test_a_missing_mark_is_missing(tmp_path: Path) -> None:
    assert judge(tmp_path / "none", KEY, at(1), heads(1).__contains__) == Verdict(Standing.MISSING)


def test_a_mark_of_another_vault_or_lowered_by_hand_is_forged(path: Path) -> None:
    assert judge(path, bytes(32), at(47), heads(47).__contains__).standing is Standing.FORGED
    said = json.loads(path.read_bytes())
    said["mark"]["seq"], said["mark"]["chain_head"] = 10, "head-10"
    path.write_text(json.dumps(said))
    assert judge(path, KEY, at(10), heads(10).__contains__).standing is Standing.FORGED


def test_a_folder_in_its_place_is_forged(tmp_path: Path) -> None:
    assert judge(tmp_path, KEY, at(1), heads(1).__contains__).standing is Standing.FORGED


@given(st.binary(max_size=200))
def test_garbage_is_forged_and_never_an_exception(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "garbage.json"
    path.write_bytes(content)
    assert judge(path, KEY, at(1), heads(1).__contains__).standing is Standing.FORGED


def test_a_fresh_record_without_changes_is_in_step(tmp_path: Path) -> None:
    write_mark(tmp_path / "mark.json", Watermark("", 0), KEY)
    assert judge(tmp_path / "mark.json", KEY, Watermark("", 0), lambda _: False).standing is Standing.IN_STEP


def test_a_newer_mark_replaces_the_older(path: Path) -> None:
    write_mark(path, replace(MARK, seq=48, chain_head="head-48"), KEY)
    assert judge(path, KEY, at(47), heads(47).__contains__).missing == 1
