"""A scan put to a family on the command line, listed, and who looked at the family told by day."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.cli.practice_office import Office, office_at, write_list
from tests.cli.test_documents import require_as_told

__all__ = ["office_at"]


def test_a_scan_is_put_to_a_family_and_listed_and_looking_is_told(
    office_at: Callable[[str], Office], tmp_path: Path
) -> None:
    office = office_at("qingxi").found()
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 2))
    family = office.ask("families")["families"][0]["id"]
    scan = tmp_path / "户口簿.png"
    Image.new("RGB", (60, 40)).save(scan)
    done = office.ask("attach", scan, "--family", family, "--kind", "hukou", "--caption", "首页")
    require_as_told("attach", done)
    found = office.ask("attachments", "--family", family)
    require_as_told("attachments", found)
    (one,) = found["attachments"]
    assert (one["kind"], one["caption"], one["media_type"], one["family"]) == ("hukou", "首页", "image/jpeg", family)
    assert "还没有附件" not in office.say("attachments")
    office.ask("family", family)
    looks = office.ask("looks", "--family", family)
    require_as_told("looks", looks)
    assert [each["said"] for each in looks["looks"]] == ["打开过档案"]
    (tmp_path / "a.txt").write_text("不是照片", encoding="utf-8")
    refused = office.say("attach", tmp_path / "a.txt", "--family", family, "--kind", "hukou", expect=3)
    assert "P-ATT-03" in refused
    assert "有的是：photo" in office.say("attach", scan, "--family", family, "--kind", "picture", expect=3)
