"""A picture is put to a family from its file, kept small and sealed, looked at, its words corrected, taken out."""

from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from db.commands.attachments import attach
from db.commands.consents import record_consent
from db.store.attachments import AttachmentGone
from desktop.desk.attachments import LONGEST_SIDE, NotAPicture, TooLarge, files_of, readable
from desktop.desk.desk import Desk
from desktop.profiles import load_profile
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.preview import PreviewPane
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Ask, ShowPage

PLACE = b"GPS-22.5431N"


def photo(folder: Path, size: tuple[int, int] = (2400, 1200), name: str = "IMG_0001.jpg") -> Path:
    """A picture as a telephone writes it: lying on its side, with what the camera knows."""
    about = Image.Exif()
    about[0x0112] = 6
    about[0x010E] = PLACE.decode()
    made = folder / name
    Image.new("RGB", size, (180, 120, 60)).save(made, exif=about)
    return made


def agreed(desk: Desk) -> None:
    """Somebody of the family agrees to photographs."""
    with desk.record.store.reading() as connection:
        person = str(connection.exec_driver_sql("SELECT id FROM person ORDER BY no").scalars().first())
    fields = {"scope": ["service", "photo"], "on": "2026-11-01", "method": "paper", "notice_version": "2026-1"}
    with desk.record.store.writing() as writing:
        record_consent(writing, person_id=person, fields=fields)


def stored(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    """What stands in the record."""
    with desk.record.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def said_by(page: FamilyPage | RegistersPage) -> str:
    """Everything that can be read in the panel."""
    labels = [label.text() for label in page.panel.findChildren(QLabel)]
    return "\n".join(labels + [button.text() for button in page.panel.findChildren(QAbstractButton)])


def section(page: FamilyPage, key: str) -> Any:
    """A section of the file shown."""
    assert page.case is not None
    return next(each for each in page.case.sections if each.key == key)


def test_a_photograph_needs_consent_is_kept_small_and_sealed_and_is_looked_at(
    place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks, ask: Ask, tmp_path: Path
) -> None:
    page = FamilyPage(place)
    show_page(page, family_id=known_family)
    page._want("add_attachment", "")
    assert tasks.wait_idle()
    page.panel.put({"path": str(photo(tmp_path)), "caption": "扶手装好后"})
    page.panel.save()
    assert tasks.wait_idle()
    assert "拍照留存" in said_by(page), "nobody has agreed"
    assert ask(partial(stored, sql="SELECT 1 FROM attachment")) == []
    ask(agreed)
    page.panel.save()
    assert tasks.wait_idle()
    page.reload()
    assert tasks.wait_idle()
    (line,) = section(page, "attachments").lines
    assert line.words == "照片"
    assert "扶手装好后" in line.note
    ((digest, size),) = ask(partial(stored, sql="SELECT sha256, size FROM attachment"))
    content = ask(lambda desk: files_of(desk).get(digest))
    assert len(content) == size
    assert PLACE not in content, "what the camera wrote is gone"
    assert Image.open(BytesIO(content)).size == (LONGEST_SIDE // 2, LONGEST_SIDE), "upright, and small"
    sealed = (place.desk.record.home / "attachments" / digest).read_bytes()
    assert content[:64] not in sealed

    page.sections.wanted.emit("look_attachment", line.verbs[0].subject)
    assert tasks.wait_idle()
    (pane,) = [each for each in page.panel.findChildren(PreviewPane) if each.isVisibleTo(page)]
    assert pane.caption.text() == "第 1 页，共 1 页  照片，2026-11-22，扶手装好后"
    looks = ask(partial(stored, sql="SELECT count(*) FROM audit WHERE action = 'look' AND detail = 'attachment'"))
    assert looks == [(1,)]

    page._want("edit_attachment", line.verbs[0].subject)
    assert tasks.wait_idle()
    page.panel.put({"caption": "浴室扶手"})
    page.panel.save()
    assert tasks.wait_idle()
    page.reload()
    assert tasks.wait_idle()
    (line,) = section(page, "attachments").lines
    assert "浴室扶手" in line.note
    page._want("void_attachment", line.verbs[2].subject)
    assert tasks.wait_idle()
    page.panel.put({"reason": "添到别人家"})
    page.panel.save()
    assert tasks.wait_idle()
    page.reload()
    assert tasks.wait_idle()
    assert section(page, "attachments").lines == ()


def test_an_activity_has_pictures_of_its_own_found_in_the_register(
    place: Workplace, show_page: ShowPage, tasks: Tasks, ask: Ask, tmp_path: Path
) -> None:
    def hold(desk: Desk) -> None:
        with desk.record.store.writing() as writing:
            writing.create("activity", {"name": "茶话会", "on": "2026-11-20"})
            writing.finish("已登记")

    ask(hold)
    page = RegistersPage(place)
    show_page(page, register="activities")
    assert page.shown is not None
    verb = next(verb for verb in page.shown.table.rows[0].verbs if verb.key == "add_attachment")
    for name, size in (("a.jpg", (60, 40)), ("b.jpg", (40, 60)), ("a.jpg", (60, 40))):
        page._want(verb)
        assert tasks.wait_idle()
        page.panel.put({"path": str(photo(tmp_path, size, name)), "caption": name})
        page.panel.save()
        assert tasks.wait_idle()
    assert "已经在里面了" in said_by(page)
    page.panel.dismiss()
    page.reload()
    assert tasks.wait_idle()
    look = next(verb for verb in page.shown.table.rows[0].verbs if verb.key == "look_attachment")
    assert look.words == "看照片（2）"
    page._want(look)
    assert tasks.wait_idle()
    (pane,) = [each for each in page.panel.findChildren(PreviewPane) if each.isVisibleTo(page)]
    assert pane.caption.text().startswith("第 1 页，共 2 页")
    page.enter(register="attachments")
    assert tasks.wait_idle()
    assert [row.cells[0] for row in page.shown.table.rows] == ["茶话会", "茶话会"]


def test_what_is_no_picture_too_large_or_gone_is_said_in_a_sentence(ask: Ask, tmp_path: Path) -> None:
    text, broken, large = tmp_path / "a.txt", tmp_path / "b.jpg", tmp_path / "c.pdf"
    text.write_text("不是照片", encoding="utf-8")
    broken.write_bytes(b"\xff\xd8\xff" + b"0" * 50)
    with large.open("wb") as stream:
        stream.truncate(21 << 20)
    for path in (text, broken):
        with pytest.raises(NotAPicture):
            readable(path)
    with pytest.raises(TooLarge):
        readable(large)

    def swapped(desk: Desk) -> None:
        files = files_of(desk)
        one, other = files.put(b"one"), files.put(b"other")
        (desk.record.home / "attachments" / one).write_bytes((desk.record.home / "attachments" / other).read_bytes())
        with pytest.raises(AttachmentGone):
            files.get(one)
        assert files.put(b"one") == one
        assert files.get(one) == b"one"

    ask(swapped)


def test_the_signs_a_place_asks_for_are_tagged_where_a_picture_of_a_visit_is_added(
    place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks, ask: Ask, tmp_path: Path
) -> None:
    """YC: 走访着红马甲 is a sign to be seen on photographs of visits, 队旗 on those of activities."""
    place.desk.locality.profile = load_profile("xx-2023")
    ask(agreed)

    def visited(desk: Desk) -> str:
        with desk.record.store.writing() as writing:
            fields = {"on": "2026-11-20", "mode": "home", "outcome": "met", "category": "daily"}
            made = writing.create("visit", {**fields, "family_id": known_family})
            writing.finish("已登记")
        return made

    visit = ask(visited)
    page = FamilyPage(place)
    show_page(page, family_id=known_family)
    page._want("add_attachment", f"visit:{visit}")
    assert tasks.wait_idle()
    page.panel.put({"path": str(photo(tmp_path)), "tags": ("visit_vest",)})
    assert "走访着红马甲" in said_by(page)
    assert "展示志愿服务队旗" not in said_by(page)
    page.panel.save()
    assert tasks.wait_idle()
    page.reload()
    assert tasks.wait_idle()
    (line,) = section(page, "attachments").lines
    assert "走访着红马甲，11月20日 走访" in line.note
    (made,) = section(page, "visits").lines
    assert "看照片（1）" in [verb.words for verb in made.verbs]


def test_the_county_looks_at_a_picture_and_writes_nothing(
    place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(desk: Desk) -> None:
        content = BytesIO()
        Image.new("RGB", (40, 30)).save(content, format="JPEG")
        said = {
            "kind": "hukou",
            "media_type": "image/jpeg",
            "sha256": files_of(desk).put(content.getvalue()),
            "size": 9,
        }
        with desk.record.store.writing() as writing:
            attach(writing, ("family", known_family), said)

    ask(put)
    monkeypatch.setattr(Workplace, "records", property(lambda _: False))
    page = FamilyPage(place)
    show_page(page, family_id=known_family)
    page.sections.open_section("attachments")
    buttons = {button.text().strip(): button for button in page.sections.findChildren(Button) if button.isEnabled()}
    assert "添附件" not in buttons
    assert "添错了" not in buttons
    buttons["看"].click()
    assert tasks.wait_idle()
    assert "这次查看已留记录" in said_by(page)
    registers = RegistersPage(place)
    show_page(registers, register="attachments")
    assert registers.table is not None
    registers.table.selectRow(0)
    QApplication.processEvents()  # the bar shows its buttons in its layout's next turn
    shown = [button.text().strip() for button in registers.bar.findChildren(Button) if button.isVisibleTo(registers)]
    assert "看" in shown
    assert "改说明" not in shown
