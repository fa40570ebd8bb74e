"""The practice township is made where there is nothing, and never in a real record."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli.main import House, run
from tests.cli.practice_office import NOW, Office, write_list


def test_the_demo_founds_a_practice_record_and_fills_it_once(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    office = office_at("practice")
    told = office.ask("demo", "--families", "12", "--seed", "3")
    assert (told["households"], told["seed"]) == (12, 3)
    assert office.ask("check")["ok"] is True
    assert office.say("demo", "--families", "12", "--seed", "3", expect=3)
    assert office.say("package", "export", "--out", tmp_path, expect=3)
    assert office.ask("families")["found"] <= 12


def test_an_empty_record_just_founded_becomes_a_practice_record_for_good(office: Office, tmp_path: Path) -> None:
    assert office.ask("demo", "--families", "3", "--seed", "1")["households"] == 3
    assert "P-ENR" in office.say("package", "export", "--out", tmp_path, expect=3)


def test_a_real_record_gets_no_invented_people(office: Office, tmp_path: Path) -> None:
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 2))
    assert office.say("demo", "--families", "5", "--seed", "1", expect=3)
    assert office.ask("families")["found"] == 2


def test_a_county_record_gets_none_either(office_at: Callable[[str], Office]) -> None:
    county = office_at("county").found("county", "999999", "示范县卫健局")
    assert county.say("demo", "--families", "5", "--seed", "1", expect=3)


def test_the_tour_is_run_into_the_folder_and_its_files_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tour(out: Path) -> int:
        (out / "pages").mkdir()
        (out / "pages" / "1.png").write_bytes(b"")
        return 1

    assert run(["tour", "--json", "--out", str(tmp_path / "t")], House(lambda _: 0, tour), NOW) == 1
    told = json.loads(capsys.readouterr().out)
    assert told == {"folder": str(tmp_path / "t"), "files": ["pages/1.png"]}
