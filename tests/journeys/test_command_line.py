"""Steps 1 to 9 of the first day, typed on a terminal: two townships, one county, real files all the way."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.practice_office import Office, office_at, write_list

__all__ = ["office_at"]


def enrol(township: Office, county: Office, folder: Path) -> None:
    """The request goes up, the answer comes down, both digits read out over the telephone."""
    request, answer = folder / "request.nxq", folder / "answer.nxa"
    read_out = township.ask("enrol", "request", "--out", request)["fingerprint"]
    granted = county.ask("enrol", "approve", request, "--out", answer, "--fingerprint", read_out)
    township.ask("enrol", "accept", answer, "--fingerprint", granted["root_fingerprint"])


def a_working_day(township: Office, folder: Path) -> dict[str, Any]:
    """A contact person, an agreement, a card, a visit and one refused, all for the first family."""
    family = township.ask("families", "--search", "xgm")["families"][0]["id"]
    person = township.ask("family", family)["persons"][0]["id"]
    township.say(
        *("contact", "assign", "--family", family, "--post", "village", "--name", "孙云"),
        *("--phone", "13900000009", "--since", "2026-11-23"),
    )
    township.say("doctor", "sign", "--person", person, "--team", "一队", "--from", "2026-01-01", "--to", "2026-12-31")
    township.say("green", "issue", "--person", person, "--card", "LT-1", "--from", "2026-03-01")
    visited = ("visit", "add", "--family", family, "--on", "2026-11-20", "--category", "daily", "--mode", "home")
    township.say(*visited, "--note", "身体还好")
    township.say(*visited, "--outcome", "declined")
    forms = township.ask("forms", "visit", "--due", "--out", folder / "due.pdf")
    assert len(forms["forms"]) == len({each["serial"] for each in forms["forms"]}) > 0
    told: dict[str, Any] = township.ask("family", family)
    return told


def test_a_whole_day_from_the_office_list_to_figures_at_the_county(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    qingxi = office_at("qingxi").found()
    shiqiao = office_at("shiqiao").found(code="999999102", name="石桥镇卫健办")
    county = office_at("county").found("county", "999999", "示范县卫健局")

    looked = qingxi.ask("roster", "import", write_list(tmp_path / "a.xlsx", 6), "--dry-run")
    assert looked["households"]["new"] == 6
    assert qingxi.ask("families")["families"] == []
    assert qingxi.ask("roster", "import", tmp_path / "a.xlsx")["created"] == 6
    again = qingxi.ask("roster", "import", tmp_path / "a.xlsx", "--accept-warnings")
    assert (again["batch"], again["households"]["same"]) == (None, 6)
    assert shiqiao.ask("roster", "import", write_list(tmp_path / "b.xlsx", 4, town=2))["created"] == 4

    file = a_working_day(qingxi, tmp_path)
    items = {item["item"]: item["state"] for item in file["items"]}
    assert (items["C1"], items["C2"], items["C3"]) == ("ok", "miss", "miss")
    assert [visit["outcome"] for visit in file["visits"]].count("met") == 1
    today = qingxi.ask("coverage")["total"]["figures"]
    assert (today["C2"]["covered"], today["C3"]["covered"], today["C2"]["total"]) == (1, 1, 12)
    assert qingxi.ask("coverage", "--as-of", "2025-12-31")["total"]["households"] == 0

    packages = []
    for township in (qingxi, shiqiao):
        township.say("package", "export", "--out", tmp_path / "out", expect=3)
        enrol(township, county, tmp_path)
        made = township.ask("package", "export", "--out", tmp_path / "out", "--copy-to", tmp_path)
        assert Path(made["copy"]).read_bytes() == Path(made["file"]).read_bytes()
        packages.append(made["file"])

    assert county.ask("package", "inspect", packages[0])["verified"] is True
    assert county.ask("package", "import", *packages)["applied"] is False
    assert county.ask("families")["families"] == []
    taken = county.ask("package", "import", *reversed(packages), "--yes")["files"]
    assert [result["verdict"] for result in taken] == ["imported", "imported"]
    assert all(result["same_state"] for result in taken)

    figures = county.ask("coverage", "--by", "village")
    assert figures["total"]["households"] == 10
    by_town = {each["org_code"]: each for each in figures["townships"]}
    assert by_town["999999101"]["figures"] == today
    assert [(v["village"], v["households"]) for v in by_town["999999102"]["villages"]] == [("云岭村", 2), ("石桥村", 2)]

    repeated = county.ask("package", "import", *packages, "--yes")["files"]
    assert [result["verdict"] for result in repeated] == ["duplicate", "duplicate"]
    assert county.ask("coverage", "--by", "village") == figures

    answers = county.ask("package", "return", "--out", tmp_path / "returns")["returns"]
    assert [(each["org_code"], each["base"], each["seen_claim_ok"]) for each in answers] == [
        ("999999101", 0, True),
        ("999999102", 0, True),
    ]
    assert county.ask("package", "return", "--out", tmp_path / "returns")["returns"] == []
    for office, township in ((qingxi, answers[0]), (shiqiao, answers[1])):
        read = office.ask("package", "receipt", tmp_path / "returns", "--yes", expect=3)["files"]
        own = next(each for each in read if each["file_name"] == Path(township["file"]).name)
        other = next(each for each in read if each is not own)
        assert (own["verdict"], own["acknowledged"], own["same_state"]) == ("taken", township["head"], True)
        assert (other["verdict"], other["code"]) == ("refused", "P-PKG-04")
        assert office.ask("package", "export", "--out", tmp_path / "out")["changes"] == 0
    for office in (qingxi, shiqiao, county):
        assert office.ask("check")["ok"] is True


def test_an_import_is_taken_back_a_week_later_and_only_what_nobody_built_on(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    office = office_at("qingxi").found()
    batch = office.ask("roster", "import", write_list(tmp_path / "a.xlsx", 3))["batch"]
    family = office.ask("families")["families"][0]["id"]
    office.say("visit", "add", "--family", family, "--on", "2026-11-20", "--category", "daily", "--mode", "phone")
    undone = office.ask("roster", "undo", batch)
    assert undone["kept"]
    assert [each["id"] for each in office.ask("families")["families"]] == [family]
    assert "P-UND-01" in office.say("roster", "undo", batch, expect=3)
    assert office.ask("check")["ok"] is True


def test_the_exported_list_reads_back_as_all_the_same(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    office = office_at("qingxi").found()
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 5))
    office.say("roster", "export", tmp_path / "out.xlsx")
    back = office.ask("roster", "import", tmp_path / "out.xlsx", "--accept-warnings")
    assert (back["batch"], back["households"]["same"], back["missing"]) == (None, 5, [])


def test_the_forms_of_a_village_are_read_by_pdftotext_and_a_reprint_keeps_its_number(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    office = office_at("qingxi").found()
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 4))
    first = office.ask("forms", "visit", "--village", "云岭村", "--out", tmp_path / "f.pdf")
    text = subprocess.run(["pdftotext", "-raw", tmp_path / "f.pdf", "-"], capture_output=True, check=True, text=True)
    read = "".join(text.stdout.split())
    for expected in ("谢光明", "王大山", "青溪镇卫健办", "赵镇", "钱云", "F3-2026-000001", "云岭1号", "138****1000"):
        assert expected in read
    assert "张建国" not in read
    second = office.ask("forms", "visit", "--all", "--out", tmp_path / "f.pdf")
    kept = {each["family"]: each["serial"] for each in second["forms"] if each["reprint"]}
    assert kept == {each["family"]: each["serial"] for each in first["forms"]}
    assert len({each["serial"] for each in second["forms"]}) == 4
    assert office.ask("package", "inspect", tmp_path / "f.pdf", expect=3)["claimed"] is None
