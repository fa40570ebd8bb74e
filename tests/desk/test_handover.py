"""The paper twin says what is in the package, and nothing of anybody."""

import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pyrage
import pytest
import zxingcpp
from PIL import Image

from db.sync.package.limits import Limits
from db.sync.township.pending import pending
from db.sync.trust.identity import station_keys
from desktop.desk.handover import export, in_characters, kind_name, waiting
from desktop.desk.opening import open_desk
from desktop.desk.outgoing import outgoing
from desktop.forms.preview import page_image
from tests.cli.practice_office import NOW, PASSPHRASE, Office, office_at, write_list
from tests.journeys.test_command_line import enrol

__all__ = ["office_at"]


@pytest.fixture
def enrolled(office_at: Callable[[str], Office], tmp_path: Path) -> Office:
    """A township of five families, known to its county."""
    office, county = office_at("qingxi").found(), office_at("county").found("county", "999999", "示范县卫健局")
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 5))
    enrol(office, county, tmp_path)
    return office


def test_the_slip_counts_what_the_package_holds(enrolled: Office, tmp_path: Path) -> None:
    desk = open_desk(enrolled.home, PASSPHRASE, NOW)
    before = waiting(desk)
    made = export(desk, tmp_path / "out")
    identity = pyrage.x25519.Identity.from_str(station_keys(desk.record.store).identity)
    after = waiting(desk)
    desk.record.close()
    opened = zipfile.ZipFile(BytesIO(pyrage.decrypt(made.written.path.read_bytes(), [identity])))
    slip = opened.read("上报单.pdf")
    lines = opened.read("changes.jsonl").count(b"\n")
    seen = page_image(slip, 1, 150)
    found = zxingcpp.read_barcodes(Image.frombytes("RGB", (seen.width, seen.height), seen.rgb))
    told = next(code.text for code in found if "/PK/" in code.text).split("/")
    digest = made.written.sealed.counted.payload_digest[:16].upper()
    assert told[3:6] == ["1", digest, str(lines)]
    assert (before.changes, before.fresh, after.changes, after.fresh) == (lines, lines, lines, 0)
    text = "".join(
        subprocess.run(["pdftotext", "-", "-"], input=slip, capture_output=True, check=True).stdout.decode().split()
    )
    for expected in (
        "青溪镇卫健办",
        "示范县卫健局",
        "家庭（户）",
        "成员（人）",
        "二〇二六年十一月",
        made.written.path.name,
    ):
        assert expected in text
    for name in ("谢光明", "云岭", "138"):
        assert name not in text


def test_what_waits_is_told_in_chinese(enrolled: Office) -> None:
    desk = open_desk(enrolled.home, PASSPHRASE, NOW)
    said = waiting(desk).said
    desk.record.close()
    assert "家庭（户）新增 5" in said
    assert "成员（人）新增 10" in said
    assert kind_name("visit") == "走访慰问（次）"
    assert [in_characters(date(2026, month, 1)) for month in (1, 10, 12)] == [
        *("二〇二六年一月", "二〇二六年十月", "二〇二六年十二月")
    ]


def test_so_many_packages_are_announced_as_their_bytes_need(enrolled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """That as many are made is told in tests/sync/test_parts.py."""
    monkeypatch.setattr("desktop.desk.handover.pending", partial(pending, limits=Limits(total=20 * 1024)))
    desk = open_desk(enrolled.home, PASSPHRASE, NOW)
    found = outgoing(desk)
    desk.record.close()
    assert 1 < found.waiting.parts < found.waiting.changes
    told = f"内容多，会分成 {found.waiting.parts} 个包，每个都要交到县里，先后不要紧"
    assert told in [look.said for look in found.looks]


def test_a_wrong_number_read_out_enrols_nobody(office_at: Callable[[str], Office], tmp_path: Path) -> None:
    office, county = office_at("qingxi").found(), office_at("county").found("county", "999999", "示范县卫健局")
    request, answer = tmp_path / "r.nxq", tmp_path / "a.nxa"
    digits = office.ask("enrol", "request", "--out", request)["fingerprint"]
    said = county.say("enrol", "approve", request, "--out", answer, "--fingerprint", "111122223333", expect=3)
    assert "核对码不一致" in said
    assert not answer.exists()
    county.say("enrol", "approve", request, "--out", answer, "--fingerprint", digits)
    assert "核对码不一致" in office.say("enrol", "accept", answer, "--fingerprint", "111122223333", expect=3)
    office.say("package", "export", "--out", tmp_path, expect=3)


def test_a_bad_file_among_good_ones_stops_nobody(enrolled: Office, tmp_path: Path) -> None:
    county = Office(tmp_path / "county", NOW, enrolled.capsys)
    made = enrolled.ask("package", "export", "--out", tmp_path / "out")["file"]
    photo = tmp_path / "photo.nxb"
    photo.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    told = county.ask("package", "import", photo, made, "--yes", expect=3)["files"]
    assert [each["verdict"] for each in told] == ["refused", "imported"]
    assert county.ask("families")["found"] == 5
    assert enrolled.say("package", "import", made, "--yes", expect=3)
