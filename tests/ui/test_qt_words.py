from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui.qt_words import speak_chinese


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[QApplication]:
    was = QLocale()
    assert speak_chinese(qapp)
    yield qapp
    QLocale.setDefault(was)
    for words in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(words)


def test_nothing_in_qts_own_file_dialog_is_english(chinese: QApplication, qtbot: QtBot) -> None:
    dialog = QFileDialog(None, "选一张名册")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    words += [button.text() for button in dialog.findChildren(QPushButton)]
    assert [word for word in words if word and not any("一" <= sign <= "鿿" for sign in word)] == []


def test_the_menu_of_a_text_field_is_chinese(chinese: QApplication, qtbot: QtBot) -> None:
    field = QLineEdit("云溪镇")
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    said = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert said
    assert all(any("一" <= sign <= "鿿" for sign in word) for word in said)
