"""Erasing at the terminal: asked for by the township, confirmed by the county, told to the laptop, found nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.practice_office import Office
from tests.cli.test_county import hand_over, household, opened
from tests.cli.test_documents import require_as_told
from tests.journeys.test_command_line import enrol


def a_household(office: Office) -> str:
    household(office)
    with opened(office) as desk, desk.record.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family").scalar_one())


def test_somebody_is_erased_without_a_screen(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    """B-19, D-38 by the command line alone."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    family_id = a_household(office)
    why = ("--family", family_id, "--reason", "不是本镇的服务对象")
    assert "作废" in office.say("purge", "request", *why, "--grounds", "mistake", expect=3)
    looked = office.ask("purge", "request", *why, "--grounds", "wrong_person")
    assert (looked["applied"], office.ask("purge", "list")["purges"]) == (False, [])
    asked = office.ask("purge", "request", *why, "--grounds", "wrong_person", "--yes")
    require_as_told("purge request", looked, asked)
    assert "P-PRG-01" in office.say("purge", "request", *why, "--grounds", "ordered", "--yes", expect=3)
    require_as_told("purge withdraw", office.ask("purge", "withdraw", asked["request"]))
    again = office.ask("purge", "request", *why, "--grounds", "ordered", "--yes")["request"]
    hand_over(office, county, tmp_path / "one")
    answer = (again, "--reason", "核实过")
    shown = county.ask("purge", "confirm", *answer)
    assert "P-PRG-06" in county.say("purge", "confirm", *answer, "--type", "清除", expect=3)
    assert "P-ENR-12" in office.say("purge", "confirm", *answer, "--type", shown["type"], expect=3)
    done = county.ask("purge", "confirm", *answer, "--type", shown["type"])
    require_as_told("purge confirm", shown, done)
    assert (done["applied"], done["resealed"], done["to_destroy"]) == (True, 1, [])
    county.ask("package", "return", "--out", tmp_path / "two")
    (read,) = office.ask("package", "receipt", tmp_path / "two", "--yes")["files"]
    assert read["purged"] > 0
    listed = office.ask("purge", "list")
    require_as_told("purge list", listed)
    assert sorted(line["state"] for line in listed["purges"]) == ["done", "withdrawn"]
    for each in (office, county):
        assert each.ask("check")["ok"]
        assert each.ask("families")["families"] == []


@pytest.mark.long
def test_a_request_is_declined_without_a_screen(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    why = ("--family", a_household(office), "--reason", "不是本镇的服务对象", "--grounds", "wrong_person")
    asked = office.ask("purge", "request", *why, "--yes")["request"]
    hand_over(office, county, tmp_path / "one")
    require_as_told("purge decline", county.ask("purge", "decline", asked, "--reason", "登记退出就可以"))
    assert county.ask("purge", "list")["purges"][0]["state"] == "declined"


def test_two_townships_one_person_without_a_screen(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    """D-40 by the command line alone."""
    county = office_at("county").found("county", "999999", "示范县卫健局")
    for code, name in (("999999101", "青溪镇"), ("999999102", "白石镇")):
        office = office_at(name).found("township", code, name)
        (tmp_path / code).mkdir()
        enrol(office, county, tmp_path / code)
        household(office)
        hand_over(office, county, tmp_path / code / "one")
    listed = county.ask("duplicates", "list")
    require_as_told("duplicates list", listed)
    (pair,) = listed["duplicates"]
    which = (pair["left"], pair["right"])
    assert "P-VAL-01" in county.say("duplicates", "settle", *which, "--answer", "void", "--reason", "问过", expect=3)
    settled = county.ask("duplicates", "settle", *which, "--answer", "not_same", "--reason", "是两个人")
    require_as_told("duplicates settle", settled)
    assert county.ask("duplicates", "list")["count"] == 0
    assert "P-DUP-01" in county.say(
        "duplicates", "settle", *which, "--answer", "not_same", "--reason", "再问", expect=3
    )
