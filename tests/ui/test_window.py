from functools import partial
from typing import ClassVar

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db.errors import NotFound
from db.touched import Touched
from desktop.ui.display import State
from desktop.ui.main_window import MainWindow
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Scheme, Theme
from desktop.ui.widgets.bars import ActionBar, StatusPart
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.page import Page, WidthClass
from tests.ui.gallery import PAGES, show_active


class Notebook(Page):
    """Writes down what the window asks of it."""

    made: ClassVar[list["Notebook"]] = []

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.stays = False
        self.body.addWidget(QLineEdit())
        Notebook.made.append(self)

    def enter(self, **where: object) -> None:
        self.heard.append(("enter", where))

    def refresh(self, touched: Touched) -> None:
        self.heard.append(("refresh", set(touched.kinds)))

    def leave(self) -> bool:
        self.heard.append("leave")
        return not self.stays

    def save(self) -> None:
        self.heard.append("save")


@pytest.fixture
def notebook(window: MainWindow) -> Notebook:
    window.register("note", Notebook, "families")
    assert window.go("note", {"family_id": "f1"})
    page = window.page()
    assert isinstance(page, Notebook)
    return page


def test_a_page_is_made_when_it_is_first_shown_and_only_once(window: MainWindow, notebook: Notebook) -> None:
    before = len(Notebook.made)
    window.go("today")
    window.go("note")
    assert len(Notebook.made) == before
    assert notebook.heard == [("enter", {"family_id": "f1"}), "leave", ("enter", {})]


def test_a_page_that_wants_to_stay_stays_and_the_rail_says_so(window: MainWindow, notebook: Notebook) -> None:
    notebook.stays = True
    assert not window.go("today")
    assert window.key == "note"
    assert window.rail._buttons["families"].isChecked()
    assert not window.rail._buttons["today"].isChecked()


def test_a_write_refreshes_the_page_shown_and_the_hidden_ones_once_they_are_entered(
    window: MainWindow, notebook: Notebook, tasks: Tasks
) -> None:
    window.go("today")
    notebook.heard.clear()
    for kind in ("visit", "family"):
        tasks.write(partial(Touched, frozenset({kind})))
    assert tasks.wait_idle()
    assert notebook.heard == []
    window.go("note")
    assert notebook.heard == [("enter", {}), ("refresh", {"visit", "family"})]
    notebook.heard.clear()
    tasks.write(lambda: Touched(frozenset({"need"})))
    assert tasks.wait_idle()
    assert notebook.heard == [("refresh", {"need"})]


class Scroll(Page):
    """Higher than its frame: a field at the top and one far below."""

    def __init__(self) -> None:
        super().__init__()
        self.top, self.bottom = QLineEdit(), QLineEdit()
        for field in (self.top, self.bottom):
            self.body.addWidget(field)
        self.body.insertSpacing(1, 2_000)


def test_a_page_left_with_the_focus_on_it_comes_back_where_it_was(window: MainWindow) -> None:
    window.register("scroll", Scroll, "families")
    show_active(window)
    window.go("scroll")
    page = window.page()
    assert isinstance(page, Scroll)
    QApplication.processEvents()
    bar = window._frames["scroll"].verticalScrollBar()
    window.go("today")
    assert bar.value() == 0
    window.go("scroll")
    assert bar.value() == 0 < bar.maximum()


def test_going_back_returns_to_where_one_was(window: MainWindow, notebook: Notebook) -> None:
    window.go("today")
    window.go_back()
    assert window.key == "note"
    assert notebook.heard[-1] == ("enter", {"family_id": "f1"})
    window.go_back()
    assert window.key == "today"


def test_alt_and_a_number_jump_and_f6_goes_round(window: MainWindow, qtbot: QtBot) -> None:
    show_active(window)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.key == "families"
    QTest.keyClick(window, Qt.Key.Key_F6)
    now = QApplication.focusWidget()
    assert now is not None
    assert window.rail.isAncestorOf(now)
    QTest.keyClick(window, Qt.Key.Key_F6)
    now = QApplication.focusWidget()
    page = window.page()
    assert now is not None
    assert page is not None
    assert page.isAncestorOf(now)


def test_ctrl_s_reaches_the_page(window: MainWindow, notebook: Notebook, qtbot: QtBot) -> None:
    show_active(window)
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert notebook.heard[-1] == "save"


def test_a_refusal_is_said_in_the_bar_and_goes_when_something_succeeds(window: MainWindow, tasks: Tasks) -> None:
    def refuse() -> Touched:
        raise NotFound("没有找到这户", next_step="请按 F5 重新读一遍。")

    tasks.write(refuse)
    assert tasks.wait_idle()
    assert window.messages.isVisible()
    assert window.messages.text() == "没有找到这户数据没有变。请按 F5 重新读一遍。P-VAL-02"
    tasks.write(lambda: Touched(said="已保存"))
    assert tasks.wait_idle()
    assert not window.messages.isVisible()


def test_a_crash_opens_a_dialog_without_a_name_in_it_and_the_window_goes_on(window: MainWindow, tasks: Tasks) -> None:
    def crash() -> Touched:
        said = "周文彬 999999196203150012"
        raise KeyError(said)

    tasks.write(crash)
    assert tasks.wait_idle()
    dialog = window.findChild(QDialog)
    assert dialog is not None
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    from PySide6.QtWidgets import QPlainTextEdit

    report = dialog.findChildren(QPlainTextEdit)[0].toPlainText()
    assert "P-BUG-" in words
    assert "KeyError" in report
    assert "周文彬" not in words + report
    assert "999999196203150012" not in words + report
    dialog.close()
    assert window.go("families")


def test_a_write_is_said_in_the_toast_and_can_be_taken_back(window: MainWindow, tasks: Tasks, qtbot: QtBot) -> None:
    wanted: list[str] = []
    window.undo_wanted.connect(wanted.append)
    tasks.write(lambda: Touched(frozenset({"visit"}), said="已保存走访", undo="u1"))
    assert tasks.wait_idle()
    assert window.toast.isVisible()
    assert window.toast.text() == "已保存走访"
    show_active(window)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert wanted == ["u1"]
    assert not window.toast.isVisible()


def _rect_in(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


@pytest.mark.parametrize("kind", ["filled", "plain"])
def test_the_toast_lies_above_the_main_verb_and_above_nothing_else(
    window: MainWindow, notebook: Notebook, tasks: Tasks, kind: str
) -> None:
    verb = Button("保存走访", kind)
    notebook.body.addStretch(1)
    notebook.body.addWidget(verb, 0, Qt.AlignmentFlag.AlignRight)
    window.show()
    QApplication.processEvents()
    tasks.write(lambda: Touched(frozenset({"visit"}), said="已保存走访", undo="u1"))
    assert tasks.wait_idle()
    assert window.toast.isVisible()
    covered = _rect_in(window, window.toast).intersects(_rect_in(window, verb))
    assert covered == (kind == "plain")


def test_the_toast_makes_way_for_the_bar_of_what_is_ticked(
    window: MainWindow, notebook: Notebook, tasks: Tasks, qtbot: QtBot
) -> None:
    bar = ActionBar([("打印走访表（{n}）", "printer", int)])
    notebook.body.addStretch(1)
    notebook.body.addWidget(bar)
    window.show()
    tasks.write(lambda: Touched(frozenset({"visit"}), said="已保存走访", undo="u1"))
    assert tasks.wait_idle()
    bar.show_count(3)
    qtbot.waitUntil(lambda: not _rect_in(window, window.toast).intersects(_rect_in(window, bar)))
    assert window.toast.isVisible()


def test_the_title_bar_names_the_place_and_no_person(window: MainWindow) -> None:
    window.go("family")
    assert window.windowTitle() == "暖心·云溪镇"


def test_guest_mode_covers_the_page_and_shuts_the_command_box(window: MainWindow) -> None:
    window.go("families")
    window.toggle_guest()
    window.open_command()
    assert not window.popup.isVisible()
    assert window._cover.isVisible()
    assert window._cover.geometry() == window.stack.rect()
    assert window.toast.isHidden()
    window.toggle_guest()
    assert not window._cover.isVisible()


def test_locking_lets_every_page_go(window: MainWindow, notebook: Notebook, qtbot: QtBot) -> None:
    with qtbot.waitSignal(notebook.destroyed):
        window.forget_pages()
    assert window.page() is None
    assert window.go("today")


def test_the_window_chooses_its_width_class_and_zoom_counts(window: MainWindow, look: Theme) -> None:
    assert int(window.width_class) == WidthClass.WIDE
    window.resize(911, 472)
    assert int(window.width_class) == WidthClass.MEDIUM
    assert window.rail.width() == 56
    window.resize(683, 384)
    assert int(window.width_class) == WidthClass.NARROW
    window.resize(1366, 697)
    look.use_zoom(1.5)
    assert int(window.width_class) == WidthClass.MEDIUM


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("key", list(PAGES))
def test_no_page_makes_the_window_larger_than_640_by_360(
    window: MainWindow, look: Theme, key: str, scheme: Scheme
) -> None:
    look.use_scheme(scheme)
    window.resize(640, 360)
    window.go(key)
    QApplication.processEvents()
    window.grab()
    assert window.size() == QSize(640, 360)


@pytest.mark.parametrize("key", list(PAGES))
def test_every_page_fits_the_budget_of_a_1366_panel_without_scrolling(window: MainWindow, key: str) -> None:
    window.go(key)
    QApplication.processEvents()
    frame = window._frames[key]
    assert frame.verticalScrollBar().maximum() == 0
    assert frame.horizontalScrollBar().maximum() == 0


def clipped(root: QWidget) -> list[str]:
    """Words that do not fit their button or label and may not be elided."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, (QLabel, QAbstractButton)) or not widget.text():
            continue
        if isinstance(widget, QLabel) and (widget.wordWrap() or widget.minimumSizeHint() != widget.sizeHint()):
            continue
        if widget.width() + 1 < widget.minimumSizeHint().width():
            found.append(f"{widget.text()}: {widget.width()} < {widget.minimumSizeHint().width()}")
    return found


@pytest.mark.parametrize("size", [(1366, 697), (1280, 649), (911, 441), (683, 343)])
@pytest.mark.parametrize("key", list(PAGES))
def test_no_chinese_word_is_clipped(window: MainWindow, key: str, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.go(key)
    QApplication.processEvents()
    assert clipped(window) == []


@pytest.mark.parametrize(
    "zoom", [0.8, pytest.param(1.25, marks=pytest.mark.long), 1.5, pytest.param(2.0, marks=pytest.mark.long)]
)
def test_no_chinese_word_is_clipped_at_any_zoom(window: MainWindow, look: Theme, zoom: float) -> None:
    look.use_zoom(zoom)
    for key in PAGES:
        window.go(key)
        QApplication.processEvents()
        assert clipped(window) == []
    assert window.size() == QSize(1366, 697)


@pytest.mark.parametrize("key", list(PAGES))
def test_everything_that_takes_the_focus_has_a_name(window: MainWindow, key: str) -> None:
    window.go(key)
    nameless = [
        f"{type(widget).__name__} {widget.property('kind') or ''}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and type(widget).__name__ != "QScrollArea"
    ]
    assert nameless == []


def test_tab_reaches_everything_on_the_page(window: MainWindow, qtbot: QtBot) -> None:
    show_active(window)
    window.go("visit")
    page = window.page()
    assert page is not None
    wanted = {
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    seen = set()
    for _ in range(len(wanted) + 60):
        now = QApplication.focusWidget()
        assert now is not None
        seen.add(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    groups = {type(widget).__name__ for widget in wanted - seen}
    assert groups <= {"Button", "QRadioButton"}  # one stop a group: the arrows go along inside


def test_the_status_bar_speaks_in_words_and_briefly_where_it_is_narrow(window: MainWindow) -> None:
    window.show_status([StatusPart("已保存 10:32", State.OK, "已保存"), StatusPart("上次演练 11月1日 通过")])
    assert window.status.sentences() == ("已保存 10:32", "上次演练 11月1日 通过")
    window.resize(700, 400)
    assert window.status.sentences() == ("已保存",)


def test_the_action_bar_counts_in_each_verb(look: Theme, qtbot: QtBot) -> None:
    bar = ActionBar([("打印走访表（{n}）", "printer", int)])
    qtbot.addWidget(bar)
    bar.show_count(3)
    assert bar.count.text() == "已选 3 户"
    assert any("打印走访表（3）" in button.text() for button in bar.findChildren(QAbstractButton))
    bar.show_count(0)
    assert not bar.isVisible()
