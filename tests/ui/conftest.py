"""Real Qt without a screen; a warning of Qt fails the test that caused it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.main_window import MainWindow
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Scheme, Theme, current
from tests.ui.gallery import window as gallery_window

_ONE: dict[str, Theme] = {}


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    """The theme in force: light, 100 %; put back after the test, once its windows are gone and need no new dress."""
    if "theme" not in _ONE or current() is not _ONE["theme"]:  # a program of another test has dressed everybody anew
        _ONE["theme"] = Theme(Scheme.LIGHT)
        _ONE["theme"].apply()
    theme = _ONE["theme"]
    yield theme
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if theme.scheme is not Scheme.LIGHT:
        theme.use_scheme(Scheme.LIGHT)
    if theme.zoom != 1.0:
        theme.use_zoom(1.0)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """A record thread of its own."""
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def window(look: Theme, tasks: Tasks, qtbot: QtBot) -> MainWindow:
    """The gallery's window, shown at the budget of a 1366 panel."""
    made = gallery_window(look, tasks)
    qtbot.addWidget(made)
    made.resize(1366, 697)
    made.show()
    made.go("today")
    return made
