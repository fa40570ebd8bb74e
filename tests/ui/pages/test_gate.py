"""The gate: the first start, unlocking, the recovery code, and the way back after it was used."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vault.county import pair_of
from db.vault.recovery import RecoveryCode, new_recovery_code
from db.vault.vault import Vault
from desktop.app import Program
from desktop.desk.desk import Desk
from desktop.ui.pages.renewal import RenewalWindow
from desktop.ui.pages.unlock import UnlockWindow
from desktop.ui.pages.wizard import WizardWindow
from desktop.ui.pages.wizard_steps import ABOVE, COUNTY, OfficeStep, Step, WorkerStep
from desktop.ui.theme import Theme
from tests.ui.pages.conftest import CHEAP, CLOCK, PASSPHRASE, Answers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def program(tmp_path: Path, choose: Answers, look: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr("db.vault.keys.calibrate", lambda: CHEAP)
    made = Program(tmp_path / "home", CLOCK, choose, look)
    yield made
    made.quit()


def wizard_of(program: Program) -> WizardWindow:
    program.start()
    gate = program.gate
    assert isinstance(gate, WizardWindow)
    return gate


def step_of(wizard: WizardWindow) -> type[Step]:
    return type(wizard.step)


def at_work(program: Program) -> bool:
    return program.window is not None


def fill_in(wizard: WizardWindow, qtbot: QtBot) -> RecoveryCode:
    """Everything up to the code typed back; the last button is left to the test."""
    qtbot.keyClicks(wizard.office.code, "999999101")
    wizard.office.name.setText("青溪镇")
    qtbot.mouseClick(wizard.forward, LEFT)
    wizard.worker.name.setText("林秋禾")
    wizard.worker.first.field.setText(PASSPHRASE)
    wizard.worker.again.field.setText(PASSPHRASE)
    qtbot.mouseClick(wizard.forward, LEFT)
    qtbot.mouseClick(wizard.forward, LEFT)
    code = wizard.typed_back.expected
    assert code is not None
    return code


def test_the_first_start_founds_a_record_encrypted_from_its_first_byte(program: Program, qtbot: QtBot) -> None:
    wizard = wizard_of(program)
    code = fill_in(wizard, qtbot)
    assert not program.home.exists()
    wizard.typed_back.typed.setText(code.text)
    qtbot.mouseClick(wizard.forward, LEFT)
    assert program.tasks.wait_idle(60_000)
    assert program.window is not None
    assert program.window.key == "import"
    assert not (program.home / "record.db").read_bytes().startswith(b"SQLite format 3")
    assert Vault(program.home, CLOCK).unlock_with_code(code)


def test_the_wizard_goes_on_only_when_the_step_is_sound(program: Program, qtbot: QtBot) -> None:
    wizard = wizard_of(program)
    qtbot.mouseClick(wizard.forward, LEFT)
    assert step_of(wizard) is OfficeStep
    wizard.office.role.choose(COUNTY)
    qtbot.keyClicks(wizard.office.code, "999999101")
    wizard.office.name.setText("示范县")
    qtbot.mouseClick(wizard.forward, LEFT)
    assert step_of(wizard) is OfficeStep
    wizard.office.code.setText("999999")
    qtbot.mouseClick(wizard.forward, LEFT)
    wizard.worker.name.setText("陈立群")
    wizard.worker.first.field.setText("12345678")
    wizard.worker.again.field.setText("12345678")
    qtbot.mouseClick(wizard.forward, LEFT)
    assert step_of(wizard) is WorkerStep


def test_an_office_above_the_counties_has_a_code_that_ends_with_two_zeros(program: Program, qtbot: QtBot) -> None:
    wizard = wizard_of(program)
    wizard.office.role.choose(ABOVE)
    wizard.office.name.setText("示范市")
    for code, wanted in (("999901", OfficeStep), ("9999", OfficeStep), ("999900", WorkerStep)):
        wizard.office.code.setText(code)
        qtbot.mouseClick(wizard.forward, LEFT)
        assert step_of(wizard) is wanted, code


def test_each_step_begins_with_the_cursor_in_its_first_field(program: Program, qtbot: QtBot) -> None:
    wizard = wizard_of(program)
    qtbot.keyClicks(wizard.office.code, "999999101")
    wizard.office.name.setText("青溪镇")
    qtbot.mouseClick(wizard.forward, LEFT)
    assert wizard.focusWidget() is wizard.worker.name
    qtbot.mouseClick(wizard.back, LEFT)
    assert wizard.focusWidget() is wizard.office.code


def test_a_code_typed_wrong_founds_nothing(program: Program, qtbot: QtBot) -> None:
    wizard = wizard_of(program)
    fill_in(wizard, qtbot)
    wizard.typed_back.typed.setText(new_recovery_code().text)
    qtbot.mouseClick(wizard.forward, LEFT)
    program.tasks.wait_idle()
    assert program.window is None
    assert not (program.home / "record.db").exists()


@pytest.fixture
def founded(program: Program, qtbot: QtBot) -> tuple[Program, RecoveryCode]:
    """A record that exists, locked again."""
    wizard = wizard_of(program)
    code = fill_in(wizard, qtbot)
    wizard.typed_back.typed.setText(code.text)
    qtbot.mouseClick(wizard.forward, LEFT)
    program.tasks.wait_idle(60_000)
    program.lock()
    return program, code


def unlock_of(program: Program) -> UnlockWindow:
    assert isinstance(program.gate, UnlockWindow)
    return program.gate


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(
    founded: tuple[Program, RecoveryCode], qtbot: QtBot
) -> None:
    program, _ = founded
    unlock = unlock_of(program)
    unlock.passphrase.field.setText("不是这个口令啊")
    qtbot.mouseClick(unlock.unlock, LEFT)
    program.tasks.wait_idle(60_000)
    assert "口令不对" in unlock.notice.label.text()
    assert program.window is None
    unlock.passphrase.field.setText(PASSPHRASE)
    qtbot.mouseClick(unlock.unlock, LEFT)
    program.tasks.wait_idle(60_000)
    assert program.window is not None


def test_the_recovery_code_opens_once_and_is_replaced(founded: tuple[Program, RecoveryCode], qtbot: QtBot) -> None:
    """D-20: a new passphrase is set, a new code printed and typed back; the old paper opens nothing any more."""
    program, code = founded
    unlock = unlock_of(program)
    qtbot.mouseClick(unlock.other_way, LEFT)
    unlock.code.setText(" ".join(code.groups))
    unlock.fresh.field.setText("新的口令在这里了")
    qtbot.mouseClick(unlock.unlock, LEFT)
    program.tasks.wait_idle(60_000)
    renewal = program.gate
    assert isinstance(renewal, RenewalWindow)
    assert not at_work(program)
    qtbot.mouseClick(renewal.forward, LEFT)
    fresh = renewal.typed_back.expected
    assert fresh is not None
    renewal.typed_back.typed.setText(fresh.text)
    qtbot.mouseClick(renewal.forward, LEFT)
    program.tasks.wait_idle(60_000)
    assert at_work(program)
    from db.vault.refusals import WrongRecoveryCode

    vault = Vault(program.home, CLOCK)
    with pytest.raises(WrongRecoveryCode):
        vault.unlock_with_code(code)
    assert vault.unlock_with_code(fresh)


def test_two_officers_of_the_county_open_a_record_whose_passphrase_and_paper_are_gone(
    founded: tuple[Program, RecoveryCode], qtbot: QtBot
) -> None:
    """B-44, the third way: offered only where the county has been let in, and worth nothing with one code alone."""
    program, code = founded
    assert unlock_of(program).county_way.isHidden()
    officers = new_recovery_code(), new_recovery_code()
    vault = Vault(program.home, CLOCK)
    vault.add_county(vault.unlock_with_code(code), pair_of(*officers).public, "示范县卫健局")
    gate = UnlockWindow(program.home, CLOCK, program.tasks)
    qtbot.addWidget(gate)
    opened: list[bool] = []

    def close(desk: Desk, by_code: bool) -> None:  # noqa: FBT001 - a signal's arguments have no names
        opened.append(by_code)
        program.tasks.read(desk.record.close, lambda _: None)

    gate.opened.connect(close)
    gate.show()
    qtbot.mouseClick(gate.county_way, LEFT)
    assert gate.passphrase.isHidden()
    gate.officers[0].setText(officers[0].text)
    gate.officers[1].setText(new_recovery_code().text)
    gate.fresh.field.setText("新的口令在这里了")
    qtbot.mouseClick(gate.unlock, LEFT)
    program.tasks.wait_idle(60_000)
    assert not opened
    assert gate.notice.isVisible()
    assert vault.unlock(PASSPHRASE), "nothing has changed"
    gate.officers[1].setText(officers[1].text)
    qtbot.mouseClick(gate.unlock, LEFT)
    program.tasks.wait_idle(60_000)
    assert opened == [True]
    assert vault.unlock("新的口令在这里了")
