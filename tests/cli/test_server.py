"""A county at a terminal with its record on a PostgreSQL server: founded there, or moved there while work goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.queries.families import family_rows
from db.queries.history import commands_done, families_of_group
from desktop.desk.board import board_of
from desktop.desk.conflicts import conflicts
from desktop.desk.county import figures
from desktop.desk.county_months import county_months
from desktop.desk.opening import open_desk
from desktop.desk.registers.listing import REGISTERS, open_register
from desktop.desk.stations import stations
from tests.cli.practice_office import NOW, PASSPHRASE, Office, write_list
from tests.cli.test_documents import require_as_told
from tests.cluster import Cluster
from tests.journeys.test_command_line import enrol

LOOKED_AT = (("families", "--search", "xgm"), ("coverage", "--explain"), ("checks",))


def pages(home: Path) -> list[Any]:
    """What the county's pages show: every register, the months, the laptops, the conflicts, the day, the figures."""
    desk = open_desk(home, PASSPHRASE, NOW)
    shown: list[Any] = [open_register(desk, each.key).table for each in REGISTERS]
    shown += [page(desk) for page in (county_months, stations, conflicts, figures)]
    shown += [board_of(desk).states(), board_of(desk).next_duties()]
    with desk.record.store.reading() as connection:
        shown += [commands_done(connection), family_rows(connection)]
        shown += [families_of_group(connection, row.group, 9) for row in shown[-2]]
    desk.record.close()
    return shown


def test_a_county_moves_to_a_server_between_two_packages_and_nobody_can_tell(
    office_at: Callable[[str], Office], cluster: Cluster, tmp_path: Path
) -> None:
    """D-34: what it shows before and after is the same, the digests are equal, and the next package comes in."""
    office, county = office_at("qingxi").found(), office_at("county").found("county", "999999", "示范县卫健局")
    enrol(office, county, tmp_path)
    office.ask("roster", "import", write_list(tmp_path / "a.xlsx", 4))
    county.ask("package", "import", office.ask("package", "export", "--out", tmp_path)["file"], "--yes")
    before, seen = [county.ask(*words) for words in LOOKED_AT], pages(county.home)

    url = cluster.database().render_as_string(hide_password=False)
    moved = county.ask("county", "move", "--to", url)
    require_as_told("county move", moved)
    assert [each["org_code"] for each in moved["digests"]] == ["999999", "999999101"]
    assert [county.ask(*words) for words in LOOKED_AT] == before
    assert pages(county.home) == seen
    assert "P-DB-45" in county.say("county", "move", "--to", url, expect=3)

    family = office.ask("families")["families"][0]["id"]
    office.say("visit", "add", "--family", family, "--on", "2026-11-20", "--category", "daily", "--mode", "home")
    taken = county.ask("package", "import", office.ask("package", "export", "--out", tmp_path)["file"], "--yes")
    assert (taken["files"][0]["verdict"], taken["files"][0]["same_state"]) == ("imported", True)
    (answer,) = county.ask("package", "return", "--out", tmp_path / "back")["returns"]
    received = office.ask("package", "receipt", answer["file"], "--yes")["files"][0]
    assert (received["verdict"], received["same_state"]) == ("taken", True)
    walked = county.ask("ledger", "verify")
    assert (walked["ok"], walked["entries"]) == (True, answer["head"])
    assert county.ask("check")["ok"]
    assert not (county.home / "record.db").exists()


def test_a_ledger_somebody_wrote_into_on_the_server_is_told(
    office_at: Callable[[str], Office], cluster: Cluster, tmp_path: Path
) -> None:
    """Whoever administers the server can write into the tables, and is found out."""
    import psycopg

    url = cluster.database()
    office, county = office_at("qingxi").found(), office_at("county")
    words = ("--role", "county", "--org-code", "999999", "--org-name", "示范县卫健局", "--worker", "王芳")
    named = ("--profile", "national", "--recovery-out", tmp_path / "code.pdf")
    address = url.render_as_string(hide_password=False)
    require_as_told("init", county.ask("init", *words, *named, "--database", address))
    enrol(office, county, tmp_path)
    office.ask("roster", "import", write_list(tmp_path / "a.xlsx", 1))
    county.ask("package", "import", office.ask("package", "export", "--out", tmp_path)["file"], "--yes")
    assert county.ask("ledger", "verify")["ok"]
    with psycopg.connect(f"host={cluster.folder} user=nuanxin dbname={url.database}") as stranger:
        stranger.execute("UPDATE ledger SET rejected = '不合格' WHERE ledger_no = 2")
        keys = stranger.execute("SELECT value FROM setting WHERE name LIKE '%_key%' OR name = 'county_root'").fetchall()
    walked = county.ask("ledger", "verify", expect=3)
    require_as_told("ledger verify", walked)
    assert [(each["org_code"], each["no"]) for each in walked["faults"]] == [("999999101", 2)]
    assert len(keys) == 3
    assert not any("{" in value for (value,) in keys)


def test_a_township_does_not_go_to_a_server(office: Office, office_at: Callable[[str], Office], tmp_path: Path) -> None:
    address = "postgresql+psycopg://nobody@/none?host=/nowhere"
    assert "P-DB-46" in office.say("county", "move", "--to", address, expect=3)
    words = ("--role", "township", "--org-code", "999999102", "--org-name", "石桥镇", "--worker", "王芳")
    named = ("--profile", "national", "--recovery-out", tmp_path / "code.pdf", "--database", address)
    assert "只有县级" in office_at("shiqiao").say("init", *words, *named, expect=3)
    assert "地址" in office.say("county", "move", "--to", "mysql://x/y", expect=3)


def test_a_server_that_does_not_answer_is_a_sentence_and_leaves_the_file_as_it_was(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    county = office_at("county").found("county", "999999", "示范县卫健局")
    address = f"postgresql+psycopg://nobody@/none?host={tmp_path}"
    assert "P-DB-40" in county.say("county", "move", "--to", address, expect=3)
    assert county.ask("check")["ok"]
