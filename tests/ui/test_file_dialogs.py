"""File dialogs open where the person left off, never where the program happened to be started."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from desktop.ui.file_dialogs import Dialogs


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Where each dialog would have opened; the person chooses the same again, a list in the folder 县里."""
    found: list[str] = []
    (tmp_path / "文档").mkdir()
    (tmp_path / "县里").mkdir()

    def answer(*shown: object) -> tuple[str, str]:
        found.append(str(shown[2]))
        return str(tmp_path / "县里" / "名册.xlsx"), ""

    def folder(*shown: object) -> str:
        found.append(str(shown[2]))
        return str(tmp_path / "县里")

    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / "文档"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", folder)
    return found


def test_the_first_opens_among_the_documents_and_each_further_one_where_the_last_ended(
    asked: list[str], tmp_path: Path
) -> None:
    dialogs = Dialogs()
    assert dialogs.open_file("名册", "*.xlsx") == tmp_path / "县里" / "名册.xlsx"
    dialogs.save_file("存到哪里", "批复.nxa", "*.nxa")
    dialogs.folder("回执写到哪里")
    dialogs.open_file("名册", "*.xlsx")
    there = tmp_path / "县里"
    assert asked == [str(tmp_path / "文档"), str(there / "批复.nxa"), str(there), str(there)]


def test_a_stick_pulled_out_since_is_not_asked_for_again(asked: list[str], tmp_path: Path) -> None:
    dialogs = Dialogs()
    dialogs.folder("回执写到哪里")
    (tmp_path / "县里").rmdir()
    dialogs.open_file("名册", "*.xlsx")
    assert asked[-1] == str(Path.home())


def test_nothing_chosen_changes_nothing(asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dialogs = Dialogs()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    assert dialogs.open_files("包", "*.nxb") == ()
    dialogs.open_file("名册", "*.xlsx")
    assert asked == [str(tmp_path / "文档")]
