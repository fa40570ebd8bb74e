"""A safety copy put back before the gate, the question over every page, and the way back (B-36, D-22)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.commands.families import NewFamily, open_family
from db.commands.opening import Founding
from db.vault.recovery import RecoveryCode, new_recovery_code
from desktop.app import Program
from desktop.desk.opening import found_desk
from desktop.desk.settings import make_copy
from desktop.ui.pages.renewal import RenewalWindow
from desktop.ui.pages.restored import RestoredBanner
from desktop.ui.pages.restoring import RestoreWindow
from desktop.ui.pages.unlock import UnlockWindow
from desktop.ui.pages.wizard import WizardWindow
from desktop.ui.theme import Theme
from tests.ui.pages.conftest import CHEAP, CLOCK, PASSPHRASE, Answers

LEFT = Qt.MouseButton.LeftButton
COUPLE = ({"name": "周文彬", "relation": "02", "sex": "1", "birth_date": "1964-03-09"},)


@pytest.fixture
def code() -> RecoveryCode:
    return new_recovery_code()


@pytest.fixture
def copy(tmp_path: Path, code: RecoveryCode) -> Path:
    """A copy of an empty record; the record itself has a family more."""
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, code)
    desk = found_desk(tmp_path / "home", wish, CLOCK, CHEAP)
    made = make_copy(desk, tmp_path / "monday.nxbak").path
    with desk.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, COUPLE, ()))
    desk.record.close()
    return made


def program_at(home: Path, choose: Answers, look: Theme, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr("db.vault.keys.calibrate", lambda: CHEAP)
    made = Program(home, CLOCK, choose, look)
    made.start()
    return made


@pytest.fixture
def program(
    copy: Path, tmp_path: Path, choose: Answers, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """At the gate of the record, the copy being what the file dialog answers."""
    choose.opens = copy
    made = program_at(tmp_path / "home", choose, look, monkeypatch)
    yield made
    made.quit()


@pytest.fixture
def fresh(
    copy: Path, tmp_path: Path, choose: Answers, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """A computer without a record."""
    choose.opens = copy
    made = program_at(tmp_path / "fresh", choose, look, monkeypatch)
    yield made
    made.quit()


def restoring(program: Program, qtbot: QtBot) -> RestoreWindow:
    """The window behind the link of the gate."""
    gate = program.gate
    assert isinstance(gate, UnlockWindow | WizardWindow)
    qtbot.mouseClick(gate.from_copy, LEFT)
    assert isinstance(program.gate, RestoreWindow)
    return program.gate


def picked(program: Program, qtbot: QtBot) -> RestoreWindow:
    window = restoring(program, qtbot)
    assert not window.restore.isEnabled()
    qtbot.mouseClick(window.pick, LEFT)
    assert program.tasks.wait_idle(60_000)
    return window


def banner_of(program: Program) -> RestoredBanner | None:
    assert program.window is not None
    return program.window.findChild(RestoredBanner)


def families(program: Program) -> int:
    desk = program.desk
    assert desk is not None
    found: list[int] = []

    def count() -> int:
        with desk.record.store.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM family").scalar_one())

    program.tasks.read(count, found.append)
    assert program.tasks.wait_idle(60_000)
    return found[0]


def restored(program: Program, qtbot: QtBot) -> RestoredBanner:
    window = picked(program, qtbot)
    window.passphrase.field.setText(PASSPHRASE)
    qtbot.mouseClick(window.restore, LEFT)
    assert program.tasks.wait_idle(60_000)
    banner = banner_of(program)
    assert banner is not None
    return banner


def test_a_copy_is_shown_before_it_is_put_back(program: Program, qtbot: QtBot) -> None:
    window = picked(program, qtbot)
    assert "2026年11月22日 12:00" in window.found.label.text()
    assert "0 户" in window.found.label.text()
    qtbot.mouseClick(window.leave, LEFT)
    assert isinstance(program.gate, UnlockWindow)
    assert not (program.home / "asides").exists()


def test_b36_the_restored_record_asks_until_somebody_says_yes(program: Program, qtbot: QtBot) -> None:
    banner = restored(program, qtbot)
    assert families(program) == 0
    assert "确认以前不能上报" in banner.line.label.text()
    assert banner.wrong.isVisibleTo(banner)
    program.lock()
    assert isinstance(program.gate, UnlockWindow)
    program.gate.passphrase.field.setText(PASSPHRASE)
    qtbot.mouseClick(program.gate.unlock, LEFT)
    assert program.tasks.wait_idle(60_000)
    again = banner_of(program)
    assert again is not None
    qtbot.mouseClick(again.right, LEFT)
    assert program.tasks.wait_idle(60_000)
    assert "已确认" in again.line.label.text()
    assert not again.right.isVisibleTo(again)
    qtbot.mouseClick(again.close_it, LEFT)
    assert not again.isVisible()


def test_d22_the_wrong_copy_makes_way_for_what_was_there(program: Program, qtbot: QtBot) -> None:
    qtbot.mouseClick(restored(program, qtbot).wrong, LEFT)
    assert program.tasks.wait_idle(60_000)
    gate = program.gate
    assert isinstance(gate, UnlockWindow)
    assert "原来的档案换回来了" in gate.notice.label.text()
    gate.passphrase.field.setText(PASSPHRASE)
    qtbot.mouseClick(gate.unlock, LEFT)
    assert program.tasks.wait_idle(60_000)
    assert banner_of(program) is None
    assert families(program) == 1


def test_a_wrong_passphrase_changes_nothing_and_can_be_typed_again(program: Program, qtbot: QtBot) -> None:
    window = picked(program, qtbot)
    window.passphrase.field.setText("不是这个口令啊")
    qtbot.mouseClick(window.restore, LEFT)
    assert program.tasks.wait_idle(60_000)
    assert "口令不对" in window.notice.label.text()
    assert window.restore.isEnabled()
    assert not (program.home / "asides").exists()


def test_another_file_is_refused_and_another_can_be_picked(
    program: Program, copy: Path, choose: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    choose.opens = tmp_path / "list.xlsx"
    choose.opens.write_bytes(b"PK\x03\x04 something else")
    window = picked(program, qtbot)
    assert "已损坏" in window.found.label.text()
    assert not window.restore.isEnabled()
    choose.opens = copy
    qtbot.mouseClick(window.pick, LEFT)
    assert program.tasks.wait_idle(60_000)
    assert window.restore.isEnabled()
    choose.opens = None
    qtbot.mouseClick(window.pick, LEFT)
    assert window.restore.isEnabled(), "who changes their mind keeps what was picked"


def test_b45_a_new_computer_opens_with_copy_and_code_and_prints_a_new_code(
    fresh: Program, code: RecoveryCode, qtbot: QtBot
) -> None:
    window = picked(fresh, qtbot)
    qtbot.mouseClick(window.other_way, LEFT)
    assert window.code.isVisibleTo(window)
    window.code.setText(code.text)
    window.fresh.field.setText("云深不知处 只在此山中")
    qtbot.mouseClick(window.restore, LEFT)
    assert fresh.tasks.wait_idle(60_000)
    assert isinstance(fresh.gate, RenewalWindow)
    assert (fresh.home / "record.db").exists()


def test_who_turns_back_from_a_new_computers_copy_is_at_the_first_start_again(fresh: Program, qtbot: QtBot) -> None:
    window = restoring(fresh, qtbot)
    qtbot.mouseClick(window.leave, LEFT)
    assert isinstance(fresh.gate, WizardWindow)
    assert not fresh.home.exists()
