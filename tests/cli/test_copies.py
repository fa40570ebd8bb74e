"""Safety copies at the terminal: made, looked at, put back, and nothing handed over before somebody has said yes."""

from collections.abc import Callable
from pathlib import Path

from tests.cli.practice_office import Office
from tests.cli.test_county import hand_over, household
from tests.cli.test_documents import require_as_told
from tests.journeys.test_command_line import enrol


def test_b36_a_restored_township_hands_over_when_somebody_has_said_yes_and_loses_nothing(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    """D-30 by the command line alone: what was handed over comes back, what was not is said to be gone."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    copy = tmp_path / "monday.nxbak"
    made = office.ask("backup", "make", "--out", copy)
    require_as_told("backup make", made)
    household(office)
    hand_over(office, county, tmp_path / "one")
    looked = office.ask("backup", "look", copy)
    require_as_told("backup look", looked)
    assert (looked["families"], looked["bytes"]) == (made["families"], made["bytes"])
    done = office.ask("backup", "restore", copy)
    require_as_told("backup restore", done)
    assert Path(done["aside"]).is_dir()
    assert "P-BAK-06" in office.say("package", "export", "--out", tmp_path / "two", expect=3)
    assert not list(tmp_path.glob("two/*.nxb"))
    confirmed = office.ask("backup", "confirm")
    require_as_told("backup confirm", confirmed)
    assert (confirmed["confirmed"], office.ask("backup", "confirm")["confirmed"]) == (True, False)
    assert office.ask("families")["families"] == []
    county.ask("package", "return", "--out", tmp_path / "three")
    office.ask("package", "receipt", tmp_path / "three", "--yes")
    assert len(office.ask("families")["families"]) == len(county.ask("families")["families"]) == 1
    hand_over(office, county, tmp_path / "four")
    assert office.ask("check")["ok"]


def test_b36_a_restored_county_answers_and_hands_up_when_somebody_has_said_yes(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    city = office_at("city").found("upper", "999900", "示范市卫健委")
    for below, above in ((office, county), (county, city)):
        enrol(below, above, tmp_path) if above is county else enrol(above, below, tmp_path)
    household(office)
    hand_over(office, county, tmp_path / "one")
    county.say("backup", "make", "--out", tmp_path / "county.nxbak")
    county.say("backup", "restore", tmp_path / "county.nxbak")
    for words in (("package", "return"), ("package", "up")):
        assert "P-BAK-06" in county.say(*words, "--out", tmp_path / words[1], expect=3)
        assert not list((tmp_path / words[1]).glob("*.nxb"))
    county.say("backup", "confirm")
    for words in (("package", "return"), ("package", "up")):
        county.say(*words, "--out", tmp_path / words[1])
        assert list((tmp_path / words[1]).glob("*.nxb"))


def test_d22_the_wrong_copy_goes_back_and_a_new_computer_needs_nothing_but_copy_and_passphrase(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    office, fresh = office_at("qingxi").found(), office_at("fresh")
    copy = tmp_path / "monday.nxbak"
    office.say("backup", "make", "--out", copy)
    household(office)
    assert "P-BAK-07" in office.say("backup", "back", expect=3)
    office.say("backup", "restore", copy)
    assert office.ask("families")["families"] == []
    back = office.ask("backup", "back")
    require_as_told("backup back", back)
    assert len(office.ask("families")["families"]) == 1
    (tmp_path / "other.nxbak").write_bytes(b"not a copy")
    assert "P-BAK-01" in fresh.say("backup", "look", tmp_path / "other.nxbak", expect=3)
    said = fresh.say("backup", "restore", copy)
    assert "已恢复" in said
    assert "原来的档案" not in said.replace("换下", "")
    assert "P-BAK-07" in fresh.say("backup", "back", expect=3)
    assert fresh.ask("check")["ok"]
