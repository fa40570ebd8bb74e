"""设置: the look changes at once and is kept; locality, passphrase and safety copy without touching a record."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db.store.backup_file import inspect
from db.vault.refusals import WrongPassphrase
from desktop.desk.desk import Desk
from desktop.settings import FILE_NAME, LookSettings, keep_look, read_look
from desktop.ui.actions import use_enter
from desktop.ui.pages.settings import SettingsPage
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Scheme, Theme
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.forms import FieldRow, FormScroll
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import PASSPHRASE, Answers, Ask, ShowPage, on_record_thread


@pytest.fixture
def page(demo_place: Workplace, show_page: ShowPage) -> SettingsPage:
    made = show_page(SettingsPage(demo_place))
    assert isinstance(made, SettingsPage)
    return made


def test_scheme_and_zoom_change_at_once_and_are_kept(page: SettingsPage, look: Theme, demo_desk: Desk) -> None:
    page.look.scheme.choose("dark")
    page.look.scheme.changed.emit("dark")
    assert (look.scheme, look.tokens.dark) == (Scheme.DARK, True)
    page.look.larger.click()
    assert look.zoom == 1.1
    assert read_look(demo_desk.record.home) == LookSettings("dark", 110)
    page.look.smaller.click()
    assert look.zoom == 1.0


def test_enter_stays_in_its_field_when_the_worker_wants_it_so(
    page: SettingsPage, demo_desk: Desk, qtbot: QtBot
) -> None:
    form, one, other = FormScroll(), TextField(named="一"), TextField(named="二")
    form.add(FieldRow("一", one), FieldRow("二", other))
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    try:
        for chosen, expected in (("stay", one), ("next", other)):
            page.look.enter.choose(chosen)
            page.look.enter.changed.emit(chosen)
            assert read_look(demo_desk.record.home).enter == chosen
            one.setFocus()
            QTest.keyClick(one, Qt.Key.Key_Return)
            assert expected.hasFocus()
    finally:
        use_enter(moves=True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"scheme": "dark"}',
        b'{"scheme": "pink", "zoom": 100, "enter": "next"}',
        b'{"scheme": "dark", "zoom": true, "enter": "next"}',
        b'{"scheme": "dark", "zoom": 1.5, "enter": "next"}',
        b'{"scheme": "dark", "zoom": 500, "enter": "next"}',
        b'{"scheme": "dark", "zoom": 100, "enter": "save"}',
        b'{"scheme": "dark", "zoom": 100, "enter": "next", "name": "x"}',
        b'{"scheme": "dark", "zoom": 100, "enter": "next"}' + b" " * 2000,
        b"[" * 900,
    ],
)
def test_a_file_that_is_not_exactly_ours_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert read_look(tmp_path) == LookSettings()


def test_the_look_is_kept_and_read_back(tmp_path: Path) -> None:
    assert keep_look(tmp_path, LookSettings("light", 175))
    assert read_look(tmp_path) == LookSettings("light", 175)
    assert set(json.loads((tmp_path / FILE_NAME).read_text("utf-8"))) == {"scheme", "zoom", "enter"}
    assert not keep_look(tmp_path, LookSettings("pink", 100))
    assert not keep_look(tmp_path / "nowhere", LookSettings())


def test_another_locality_is_compared_first_then_used_at_once_and_no_record_is_lost(
    page: SettingsPage, tasks: Tasks, ask_demo: Ask, demo_desk: Desk
) -> None:
    def state(desk: Desk) -> tuple[str, int]:
        with desk.record.store.reading() as connection:
            return desk.record.office.profile, connection.exec_driver_sql("SELECT count(*) FROM change").scalar_one()

    _, changes = ask_demo(state)
    page.locality.choice.choose("taicang")
    page.locality.choice.changed.emit("taicang")
    page.locality.compare.click()
    assert tasks.wait_idle()
    said = [label.text() for label in page.locality.review.findChildren(Label)]
    assert any("换成“太仓市”" in words for words in said)
    assert any("暖心家园 改为 连心家园" in words for words in said)
    assert ask_demo(state) == ("national", changes)

    page.locality.agree.click()
    assert tasks.wait_idle()
    assert ask_demo(state) == ("taicang", changes)
    assert demo_desk.profile.word("centre") == "连心家园"
    assert "现在用的是“太仓市”" in page.locality.said.label.text()


def test_a_countys_file_is_read_strictly_compared_and_only_then_kept(
    page: SettingsPage, tasks: Tasks, choose: Answers, tmp_path: Path, demo_desk: Desk
) -> None:
    head = 'name = "yunxi"\ntitle = "云溪县"\nsource = "县文件"\nextends = "national"\n'
    choose.opens = tmp_path / "yunxi.toml"
    choose.opens.write_text(head + '[[rule]]\nid = "A1"\nmonts = 3\nsource = "县文件"\n', "utf-8")
    page.locality.read.click()
    assert tasks.wait_idle()
    assert "第 7 行的“monts”不能用" in page.locality.said.label.text()
    assert demo_desk.profile.name == "national"

    choose.opens.write_text(head + '[[rule]]\nid = "A1"\nmonths = 3\nsource = "县文件"\n', "utf-8")
    page.locality.read.click()
    assert tasks.wait_idle()
    said = [label.text() for label in page.locality.review.findChildren(Label)]
    assert "隔多少个月核对一次：6 个月 改为 3 个月" in said
    page.locality.drop.click()
    assert demo_desk.profile.name == "national"

    page.locality.read.click()
    assert tasks.wait_idle()
    page.locality.agree.click()
    assert tasks.wait_idle()
    assert (demo_desk.profile.name, demo_desk.profile.on(demo_desk.today).a1.months) == ("yunxi", 3)


def test_a_passphrase_is_changed_only_with_the_old_one_and_typed_twice(
    page: SettingsPage, tasks: Tasks, demo_desk: Desk
) -> None:
    card = page.passphrase
    card.old.field.setText("不是 这个 口令")
    card.new.field.setText("山前 新雨 打湿 台阶")
    card.again.field.setText("山前 新雨 打湿 石阶")
    card.change.click()
    assert "两遍不一样" in card.said.label.text()
    card.again.field.setText("山前 新雨 打湿 台阶")
    card.change.click()
    assert tasks.wait_idle()
    assert "P-KEY-04" in card.said.label.text()
    card.old.field.setText(PASSPHRASE)
    card.change.click()
    assert tasks.wait_idle()
    assert "口令已换" in card.said.label.text()
    assert card.new.value() == ""
    vault = demo_desk.record.vault
    on_record_thread(tasks, lambda: vault.unlock("山前 新雨 打湿 台阶"))
    with pytest.raises(WrongPassphrase):
        vault.unlock(PASSPHRASE)


def test_leaving_the_page_forgets_what_was_typed(page: SettingsPage) -> None:
    page.passphrase.old.field.setText(PASSPHRASE)
    assert page.leave()
    assert page.passphrase.old.value() == ""


def test_a_safety_copy_is_whole_and_not_beside_the_record(
    page: SettingsPage, tasks: Tasks, choose: Answers, tmp_path: Path, demo_desk: Desk
) -> None:
    choose.saves = demo_desk.record.home / "copy.nxbak"
    page.copy.make.click()
    assert tasks.wait_idle(60_000)
    assert "P-BAK-21" in page.copy.said.label.text()
    assert not choose.saves.exists()
    choose.saves = tmp_path / "copy.nxbak"
    page.copy.make.click()
    assert tasks.wait_idle(60_000)
    assert dict(inspect(tmp_path / "copy.nxbak").counts)["family"] == 40
    assert "40 户" in page.copy.said.label.text()


def test_the_licences_of_others_can_be_read(page: SettingsPage) -> None:
    page.about.open.click()
    assert "SQLCipher" in page.about.text.toPlainText()
