"""A county at the terminal: a conflict settled, a laptop stood down, late work accepted, keys changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, copytree, rmtree
from typing import Any

import pytest

from db.commands.families import NewFamily, edit_record, open_family
from db.sync.county.raising import RAISED
from db.sync.package import header
from desktop.desk.desk import Desk
from desktop.desk.opening import open_desk
from tests.cli.practice_office import NOW, PASSPHRASE, Office
from tests.cli.test_documents import require_as_told
from tests.forms.samples import codes_on
from tests.journeys.test_command_line import enrol


def test_a_county_put_back_takes_its_archive_in_again_and_an_empty_folder_is_no_success(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    """B-35 at the terminal."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    household(office)
    copytree(county.home, tmp_path / "kept")
    hand_over(office, county, tmp_path / "one")
    assert county.ask("package", "import", "--archive", "--yes")["files"] == []
    copyfile(tmp_path / "kept" / "record.db", county.home / "record.db")
    (waiting,) = county.ask("package", "import", "--archive")["files"]
    assert waiting["verdict"] == "preview"
    (taken,) = county.ask("package", "import", "--archive", "--yes")["files"]
    assert (taken["verdict"], taken["same_state"]) == ("imported", True)
    (tmp_path / "empty").mkdir()
    assert "P-CLI-09" in county.say("package", "import", tmp_path / "empty", expect=3)


def test_the_county_does_everything_without_a_screen(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    """B-14, B-48, B-49, D-42 by the command line alone."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    household(office)
    hand_over(office, county, tmp_path / "one")
    twin = office_at("twin")
    copytree(office.home, twin.home, dirs_exist_ok=True)
    edit(office, "1 组")
    edit(twin, "2 组")
    hand_over(office, county, tmp_path / "two")
    forked = hand_over(twin, county, tmp_path / "three")
    assert forked["files"][0]["forked"]

    listed = county.ask("conflicts", "list")
    require_as_told("conflicts list", listed, {**listed, "sent_back": [SENT_BACK]})
    (dispute,) = listed["disputes"]
    require_as_told("conflicts show", county.ask("conflicts", "show", dispute["record"]))
    question = dispute["record"], "--field", dispute["field"]
    assert "P-CLI-08" in county.say("conflicts", "resolve", *question, "--choose", "3", expect=3)
    settled = county.ask("conflicts", "resolve", *question, "--choose", "1", "--reason", "电话核对")
    require_as_told("conflicts resolve", settled)
    assert county.ask("conflicts", "list")["count"] == 0

    require_transfers_as_told(office, county, tmp_path)

    (station,) = county.ask("stations", "list")["stations"]
    assert len(station["ends"]) == 2
    for ends in (2, 0):
        looked = county.ask("stations", "seen", station["station_id"])
        require_as_told("stations seen", looked)
        assert looked["ends"] == ends
    require_months_and_slip_as_told(office, county, tmp_path)
    revoked = county.ask("stations", "revoke", station["station_id"], "--reason", "电脑遗失")
    require_as_told("stations revoke", revoked)
    edit(office, "3 组")
    late = hand_over(office, county, tmp_path / "four")
    assert late["files"][0]["rejected"] == 1
    require_as_told("stations list", county.ask("stations", "list"))
    waiting = county.ask("stations", "late")
    require_as_told("stations late", waiting)
    require_as_told("stations accept", county.ask("stations", "accept", "--all"))
    assert county.ask("stations", "late")["count"] == 0
    assert county.ask("stations", "rotate")["applied"] is False
    rotated = county.ask("stations", "rotate", "--yes")
    require_as_told("stations rotate", rotated)
    assert rotated["manifest_version"] == revoked["manifest_version"] + 1
    require_root_sealed(county, tmp_path)

    enrol(office_at("baishi").found("township", "999999102", "白石镇"), county, tmp_path / "baishi")
    require_granted(county, case_no(office))
    assert county.ask("ledger", "verify")["ok"]


def require_root_sealed(county: Office, folder: Path) -> None:
    """B-46: printed, read back from the paper, gone; then new keys are signed with the paper only."""
    sheet, code = folder / "root.pdf", folder / "code.txt"
    require_as_told("stations root", county.ask("stations", "root", "--out", sheet))
    (said,) = codes_on(sheet.read_bytes(), 1)
    code.write_text(said, encoding="ascii")
    assert "P-KEY-06" in county.say("stations", "seal", expect=3)
    require_as_told("stations seal", county.ask("stations", "seal", "--root-code-file", code))
    assert "P-ENR-18" in county.say("stations", "root", "--out", folder / "again.pdf", expect=3)
    assert not (folder / "again.pdf").exists()
    assert "P-ENR-19" in county.say("stations", "rotate", "--yes", expect=3)
    before = county.ask("stations", "list")
    require_as_told("stations list", before)
    rotated = county.ask("stations", "rotate", "--yes", "--root-code-file", code)
    assert rotated["manifest_version"] == before["manifest_version"] + 1
    sheets = ("--first-out", folder / "first.pdf", "--second-out", folder / "second.pdf")
    assert "P-ENR-19" in county.say("stations", "recovery", *sheets, expect=3)
    assert not (folder / "first.pdf").exists()
    set_up = county.ask("stations", "recovery", *sheets, "--root-code-file", code)
    require_as_told("stations recovery", set_up)
    first, second = (codes_on((folder / name).read_bytes(), 1) for name in ("first.pdf", "second.pdf"))
    assert first != second


def require_transfers_as_told(office: Office, county: Office, folder: Path) -> None:
    """B-37 to B-39 by words alone, as far as one township goes: asked, taken back, asked again, declined."""
    family = case_no(office)
    wish = ("--family", family, "--to", "999999102", "--reason", "搬到女儿家")
    asked = office.ask("transfer", "request", *wish)
    require_as_told("transfer request", asked)
    require_as_told("transfer withdraw", office.ask("transfer", "withdraw", "--family", family))
    office.ask("transfer", "request", *wish)
    hand_over(office, county, folder / "moving")
    listed = county.ask("transfer", "list")
    require_as_told("transfer list", {**listed, "settled": listed["settled"] or listed["waiting"]})
    (waiting,) = listed["waiting"]
    assert (waiting["state"], waiting["after"]) == ("open", "999999102")
    assert "P-VAL-01" in county.say("transfer", "grant", *wish, expect=3), "no such township is enrolled"
    answered = county.ask("transfer", "decline", "--family", family, "--reason", "还住在本镇")
    require_as_told("transfer decline", answered)
    assert county.ask("transfer", "list")["settled"][0]["settled_reason"] == "还住在本镇"


def require_granted(county: Office, family: str) -> None:
    """B-39: without a request."""
    granted = county.ask("transfer", "grant", "--family", family, "--to", "999999102", "--reason", "搬到女儿家")
    require_as_told("transfer grant", granted)
    latest = county.ask("transfer", "list")["settled"][0]
    assert (latest["state"], latest["after_name"]) == ("granted", "白石镇")


def case_no(office: Office) -> str:
    with opened(office) as desk, desk.record.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT case_no FROM family").scalar())


SENT_BACK = {"change": "0", "family": "", "title": "家庭", "reason": "缺", "by": "王芳"}


def hand_over(office: Office, county: Office, folder: Path) -> Any:
    """A package made and taken in by the folder it lies in."""
    office.ask("package", "export", "--out", folder)
    return county.ask("package", "import", folder, "--yes")


@contextmanager
def opened(office: Office) -> Iterator[Desk]:
    desk = open_desk(office.home, PASSPHRASE, NOW)
    try:
        yield desk
    finally:
        desk.record.close()


def household(office: Office) -> None:
    couple = ({"name": "周文彬", "relation": "02", "sex": "1", "birth_date": "1964-03-09"},)
    with opened(office) as desk, desk.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, couple, ()))


def edit(office: Office, group: str) -> None:
    with opened(office) as desk, desk.record.store.writing() as writing:
        family = writing.connection.exec_driver_sql("SELECT id FROM family").scalar_one()
        edit_record(writing, "family", family, {"group_name": group})


def require_months_and_slip_as_told(office: Office, county: Office, tmp_path: Path) -> None:
    """What came this month is told, and a month later that nothing came; the slip is the one in the package."""
    now = county.ask("package", "months")
    require_as_told("package months", now)
    (township,) = now["townships"]
    assert (township["months"][-1]["package_no"] > 0, township["missing"]) == (True, 0)
    (later,) = county.ask("package", "months", "--as-of", "2027-01-20")["townships"]
    assert [each["standing"] for each in later["months"][-2:]] == ["missing", "open"]
    package = office.ask("package", "export", "--out", tmp_path / "slip")["file"]
    require_as_told("package slip", office.ask("package", "slip", package, "--out", tmp_path / "slip.pdf"))
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")


def test_a_county_takes_in_larger_packages_when_it_says_so(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    """B-55: never less than every reader takes in, and back to that with 0; what it says is what is looked at."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    household(office)
    usual = county.ask("county", "limits")
    require_as_told("county limits", usual)
    assert (usual["package_mib"], usual["changes"]) == (512, 500_000)
    assert "P-VAL-01" in county.say("county", "limits", "--package-mib", "100", expect=3)
    county.say("county", "limits", "--package-mib", "700", "--changes", "600000")
    assert county.ask("county", "limits") == {**usual, "package_mib": 700, "changes": 600_000}
    assert county.ask("county", "limits", "--package-mib", "0", "--changes", "0") == usual
    package = office.ask("package", "export", "--out", tmp_path / "out")["file"]
    for figure, code in (({"changes": 1}, "P-PKG-11"), ({}, None)):
        with opened(county) as desk:
            desk.record.store.set_setting(RAISED, figure)
        (result,) = county.ask("package", "import", package, expect=3 if code else 0)["files"]
        assert result["code"] == code


def test_one_stick_goes_to_and_fro_and_each_side_takes_what_is_its_own(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    """Report and return lie side by side (B-57): neither is an error where the folder was named, each where it was."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    household(office)
    stick = tmp_path / "stick"
    report = office.ask("package", "export", "--out", stick)["file"]
    (taken,) = county.ask("package", "import", stick, "--yes")["files"]
    answer = county.ask("package", "return", "--out", stick)["returns"][0]["file"]
    (again,) = county.ask("package", "import", stick, "--yes")["files"]
    (read,) = office.ask("package", "receipt", stick, "--yes")["files"]
    assert (taken["verdict"], again["verdict"], read["verdict"]) == ("imported", "duplicate", "taken")
    (own,) = office.ask("package", "receipt", report, expect=3)["files"]
    assert (own["code"], "本机自己写的" in own["sentence"]) == ("P-RET-03", True)
    (foreign,) = county.ask("package", "import", answer, expect=3)["files"]
    assert foreign["code"] == "P-PKG-04"


def test_a_place_that_cannot_be_written_is_a_sentence(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    household(office)
    hand_over(office, county, tmp_path / "one")
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "inside"):
        assert "P-EXP-04" in office.say("package", "export", "--out", place, expect=3)
        assert "P-EXP-04" in county.say("package", "return", "--out", place, expect=3)
    assert len(county.ask("package", "return", "--out", tmp_path / "back")["returns"]) == 1


def test_a_month_is_told_as_it_was_reported_beside_what_is_known_now(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    """B-59 at the terminal: both numbers, which time was used, and how many households have come since."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    household(office)
    hand_over(office, county, tmp_path / "one")
    found = county.ask("coverage", "--as-reported", "2026-11")
    assert (found["as_of"], found["total"]["households"]) == ("2026-11-22", 1)
    assert found["total"] == found["as_reported"]["now"] == county.ask("coverage")["total"]
    assert found["as_reported"]["changed"] == 0
    earlier = county.ask("coverage", "--as-reported", "2026-10")
    assert (earlier["as_of"], earlier["total"]["households"]) == ("2026-10-31", 0)
    said = county.say("coverage", "--as-reported", "2026年11月")
    assert "按2026年11月上报" in said
    assert "后来没有变化" in said
    assert "P-VAL-01" in county.say("coverage", "--as-reported", "2026-11", "--item", "C2", expect=3)
    assert "还没有到" in county.say("coverage", "--as-reported", "2027-01", expect=3)
    assert "P-ENR-12" in office.say("coverage", "--as-reported", "2026-11", expect=3)


def test_raw_packages_lie_on_another_disk_as_well_and_come_back_from_it(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    """B-35 at the terminal: the county's disk is lost; a copy, and the other disk, are left."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    household(office)
    (tmp_path / "disk").mkdir()
    assert county.ask("county", "archive")["folder"] is None
    assert "P-ARC-01" in county.say("county", "archive", "--to", county.home, expect=3)
    assert "P-ENR" in office.say("county", "archive", expect=3)
    county.say("county", "archive", "--to", tmp_path / "disk")
    county.say("backup", "make", "--out", tmp_path / "county.nxbak")
    hand_over(office, county, tmp_path / "one")
    kept = county.ask("county", "archive")
    require_as_told("county archive", kept, county.ask("county", "archive", "--none"))
    assert (kept["kept"], kept["behind"]) == (1, 0)
    rmtree(county.home)
    county.say("backup", "restore", tmp_path / "county.nxbak")
    assert county.ask("families")["families"] == []
    (taken,) = county.ask("package", "import", "--archive", "--yes")["files"]
    assert (taken["verdict"], taken["same_state"]) == ("imported", True)
    assert len(county.ask("families")["families"]) == 1


def test_b41_a_package_of_a_newer_program_is_kept_and_taken_in_after_the_upgrade(
    office_at: Callable[[str], Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick goes home with whoever brought it: the file must not be needed a second time."""
    office = office_at("qingxi").found("township", "999999101", "青溪镇")
    county = office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    household(office)
    made = Path(office.ask("package", "export", "--out", tmp_path / "stick")["file"])
    with monkeypatch.context() as before_the_upgrade:
        before_the_upgrade.setattr(header, "FORMAT", 0)
        assert "P-PKG-08" in county.say("package", "import", made, "--yes", expect=3)
        made.unlink()
        (again,) = county.ask("package", "import", "--archive", "--yes", expect=3)["files"]
        assert again["verdict"] == "refused"
    (taken,) = county.ask("package", "import", "--archive", "--yes")["files"]
    assert taken["verdict"] == "imported"
    assert county.ask("package", "import", "--archive", "--yes")["files"] == []
