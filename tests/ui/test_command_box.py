from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.main_window import MainWindow
from desktop.ui.widgets.command_box import CommandHit, Deliver
from tests.ui.gallery import show_active
from tests.ui.test_fields import compose


def hit(title: str, run: Callable[[], object], also: Callable[[], object] | None = None) -> CommandHit:
    return CommandHit("家庭与人", "house", title, run, also=also)


def test_ctrl_k_finds_and_enter_opens(window: MainWindow, qtbot: QtBot) -> None:
    done: list[str] = []
    window.provide_commands(
        lambda words, deliver: deliver(
            [hit(words, lambda: done.append(words), lambda: done.append(f"visit {words}")), hit("二", int)]
        )
    )
    show_active(window)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.popup.isVisible()
    field = window.popup._field
    QTest.keyClicks(field, "zhm")
    qtbot.waitUntil(lambda: bool(window.popup.hits()) and window.popup.hits()[0].title == "zhm")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert done == ["zhm"]
    assert not window.popup.isVisible()
    window.open_command()
    QTest.keyClicks(field, "a")
    qtbot.waitUntil(lambda: window.popup.hits()[0].title.endswith("a"))
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert done[-1].startswith("visit")


def test_an_answer_that_comes_late_is_dropped(window: MainWindow) -> None:
    waiting: list[tuple[str, Deliver]] = []
    window.provide_commands(lambda words, deliver: waiting.append((words, deliver)))
    window.popup.open_box("z")
    window.popup._field.setText("zh")
    window.popup._ask()
    (_, first), (_, second) = waiting[0], waiting[-1]
    second([hit("zh", int)])
    first([hit("z", int)])
    assert [found.title for found in window.popup.hits()] == ["zh"]


def test_nothing_is_asked_while_an_input_method_composes(window: MainWindow, qtbot: QtBot) -> None:
    asked: list[str] = []
    window.provide_commands(lambda words, _deliver: asked.append(words))
    window.open_command()
    asked.clear()
    compose(window.popup._field, "zhang")
    qtbot.wait(120)
    QTest.keyClick(window.popup._field, Qt.Key.Key_Return)
    assert asked == []
    assert window.popup.isVisible()


def test_esc_closes_and_gives_the_focus_back(window: MainWindow, qtbot: QtBot) -> None:
    show_active(window)
    window.go("visit")
    page = window.page()
    assert page is not None
    page.focus_first()
    before = window.focusWidget()
    window.open_command()
    QTest.keyClick(window.popup._field, Qt.Key.Key_Escape)
    assert window.focusWidget() is before
