"""A city at the terminal: counties enrolled by telephone, their hand-ups taken in by the folder, figures by county."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile, copytree

import pytest

from tests.cli.practice_office import Office, write_list
from tests.cluster import Cluster
from tests.journeys.test_command_line import enrol

OfficeAt = Callable[[str], Office]


@pytest.fixture
def counties(office_at: OfficeAt, tmp_path: Path) -> list[Office]:
    """Two counties, each with one township that has handed in."""
    made = []
    for n, households in (("1", 3), ("2", 2)):
        county = office_at(f"county{n}").found("county", f"99990{n}", f"{'甲乙'[int(n) - 1]}县")
        town = office_at(f"town{n}").found("township", f"99990{n}101", f"{'青河'[int(n) - 1]}溪镇")
        enrol(town, county, tmp_path)
        town.ask("roster", "import", write_list(tmp_path / f"{n}.xlsx", households, int(n)))
        county.ask("package", "import", town.ask("package", "export", "--out", tmp_path / n)["file"], "--yes")
        made.append(county)
    return made


def test_a_city_merges_its_counties_without_a_screen(
    counties: list[Office], office_at: OfficeAt, tmp_path: Path
) -> None:
    city = office_at("city").found("upper", "999900", "示范市卫健委")
    assert "还没有登记任何县" in city.say("counties", "list")
    for county in counties:
        enrol(city, county, tmp_path)
        roles = {each["org_code"]: each["role"] for each in county.ask("stations", "list")["stations"]}
        assert roles["999900"] == "upper"
        county.ask("package", "up", "--out", tmp_path / "up")
    looked = city.ask("package", "inspect", min((tmp_path / "up").glob("*.nxb")))
    assert (looked["verified"], looked["claimed"]["purpose"]) == (True, "county→upper")
    preview = city.ask("package", "import", tmp_path / "up")
    assert (preview["applied"], [each["verdict"] for each in preview["files"]]) == (False, ["preview"] * 2)
    taken = city.ask("package", "import", tmp_path / "up", "--yes")
    assert [(each["verdict"], each["same_state"]) for each in taken["files"]] == [("taken", True)] * 2
    again = city.ask("package", "import", tmp_path / "up", "--yes")
    assert [each["verdict"] for each in again["files"]] == ["duplicate"] * 2
    found = city.ask("coverage")
    assert [(each["name"], each["households"]) for each in found["counties"]] == [("甲县", 3), ("乙县", 2)]
    assert [each["households"] for each in found["townships"]] == [3, 2]
    assert found["total"]["households"] == 5
    listed = city.ask("counties", "list")["counties"]
    assert [(each["name"], each["families"], each["missing"]) for each in listed] == [("甲县", 3, ""), ("乙县", 2, "")]
    assert city.ask("ledger", "verify")["ok"]
    assert city.ask("check")["ok"]
    assert len(city.ask("families")["families"]) == 5


def test_nothing_is_written_at_the_city_and_it_says_where_to_go(
    counties: list[Office], office_at: OfficeAt, tmp_path: Path
) -> None:
    city = office_at("city").found("upper", "999900", "示范市卫健委")
    enrol(city, counties[0], tmp_path)
    counties[0].ask("package", "up", "--out", tmp_path / "up")
    city.ask("package", "import", tmp_path / "up", "--yes")
    family = city.ask("families")["families"][0]["id"]
    visit = ("visit", "add", "--family", family, "--on", "2026-11-20", "--category", "daily", "--mode", "home")
    for words in (
        visit,
        ("roster", "import", write_list(tmp_path / "x.xlsx", 4)),
        (
            "contact",
            "assign",
            "--family",
            family,
            "--post",
            "extra",
            "--name",
            "孙",
            "--phone",
            "13900000009",
            "--since",
            "2026-11-22",
        ),
        ("purge", "request", "--family", family, "--grounds", "wrong_person", "--reason", "不是服务对象", "--yes"),
    ):
        said = city.say(*words, expect=3)
        assert "P-CHG-06" in said, words
        assert "要改的请告诉县里" in said
    assert "上级档案" in city.say("package", "export", "--out", tmp_path / "no", expect=3)
    assert "P-ENR-12" in city.say("stations", "list", expect=3)
    assert "P-ENR-16" in counties[0].say("counties", "list", expect=3)
    assert "P-RET-01" in counties[1].say("package", "up", "--out", tmp_path / "no", expect=3)
    wrong = ("--org-name", "市", "--profile", "national", "--worker", "王", "--recovery-out", tmp_path / "c.pdf")
    assert "后两位是 00" in office_at("other").say("init", "--role", "upper", "--org-code", "999901", *wrong, expect=3)


def test_a_lost_hand_up_and_a_county_put_back_end_with_3_and_say_what_to_do(
    counties: list[Office], office_at: OfficeAt, tmp_path: Path
) -> None:
    city, county, town = office_at("city").found("upper", "999900", "示范市"), counties[0], office_at("town1")
    enrol(city, county, tmp_path)
    copytree(county.home, tmp_path / "kept")
    city.ask("package", "import", county.ask("package", "up", "--out", tmp_path / "a")["hand_ups"][0]["file"], "--yes")
    family = town.ask("families")["families"][0]["id"]
    for day in ("19", "20"):
        visit = ("--on", f"2026-11-{day}", "--category", "daily", "--mode", "home")
        town.ask("visit", "add", "--family", family, *visit)
        county.ask("package", "import", town.ask("package", "export", "--out", tmp_path / "t")["file"], "--yes")
        county.ask("package", "up", "--out", tmp_path / day)
    gap = city.ask("package", "import", tmp_path / "20", "--yes", expect=3)["files"][0]
    assert (gap["verdict"], gap["code"]) == ("gap", "P-UPP-03")
    (row,) = city.ask("counties", "list")["counties"]
    assert "中间少了一次上报" in row["missing"]
    whole = county.ask("package", "up", "--out", tmp_path / "w", "--whole")["hand_ups"][0]["file"]
    assert city.ask("package", "import", whole, "--yes")["files"][0]["verdict"] == "taken"
    (row,) = city.ask("counties", "list")["counties"]
    assert row["missing"] == ""
    copyfile(tmp_path / "kept" / "record.db", county.home / "record.db")
    short = county.ask("package", "up", "--out", tmp_path / "s", "--whole")["hand_ups"][0]["file"]
    assert city.ask("package", "import", short, "--yes")["files"][0]["verdict"] == "stale"
    back = city.ask("package", "import", short, "--yes", "--readopt")["files"][0]
    assert (back["verdict"], back["same_state"], back["fell_out"] > 0) == ("readopted", True, True)
    assert city.ask("check")["ok"]


def test_a_citys_record_lies_on_a_server(
    counties: list[Office], office_at: OfficeAt, cluster: Cluster, tmp_path: Path
) -> None:
    city, url = office_at("city"), cluster.database().render_as_string(hide_password=False)
    words = ("--role", "upper", "--org-code", "999900", "--org-name", "示范市", "--worker", "王芳")
    city.ask("init", *words, "--profile", "national", "--recovery-out", tmp_path / "c.pdf", "--database", url)
    for county in counties:
        enrol(city, county, tmp_path)
        county.ask("package", "up", "--out", tmp_path / "up")
    taken = city.ask("package", "import", tmp_path / "up", "--yes")
    assert [(each["verdict"], each["same_state"]) for each in taken["files"]] == [("taken", True)] * 2
    assert [each["households"] for each in city.ask("coverage")["counties"]] == [3, 2]
    assert city.ask("ledger", "verify")["ok"]
    assert city.ask("check")["ok"]
    assert not (city.home / "record.db").exists()
