"""The list of families: filters, strips of the rows in sight, what a selection can do."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.desk.filters import saved_filters
from desktop.desk.gaps import overview
from desktop.ui.models.cells import StripCell
from desktop.ui.pages.families import FamiliesPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace


def _settle(tasks: Tasks, qtbot: QtBot) -> None:
    qtbot.wait(80)
    assert tasks.wait_idle()


def test_the_families_on_file_are_listed_with_their_strips(
    demo_place: Workplace, show_page: Any, tasks: Tasks, qtbot: QtBot
) -> None:
    page = show_page(FamiliesPage(demo_place))
    _settle(tasks, qtbot)
    model = page.table.rows_model()
    assert len(model.rows()) > 30
    column = next(column for column in model.columns() if column.key == "C1")
    cell = column.value(model.row_at(0))
    assert isinstance(cell, StripCell)
    assert cell.sentence.startswith("双岗联系人：")


def test_only_the_rows_in_sight_are_judged(demo_place: Workplace, show_page: Any, tasks: Tasks, qtbot: QtBot) -> None:
    page = show_page(FamiliesPage(demo_place))
    _settle(tasks, qtbot)
    rows = page.table.rows_model().rows()
    assert 0 < len(page.table._standings) < len(rows)
    page.table.scrollToBottom()
    _settle(tasks, qtbot)
    assert rows[-1].id in page.table._standings


def test_typing_initials_narrows_the_list(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, qtbot: QtBot
) -> None:
    page = show_page(FamiliesPage(place))
    QTest.keyClicks(page.search.field, "zwb")
    qtbot.wait(200)
    assert tasks.wait_idle()
    assert [row.id for row in page.table.rows_model().rows()] == [known_family]
    page.search.field.clear()
    QTest.keyClicks(page.search.field, "lsf")
    qtbot.wait(200)
    assert tasks.wait_idle()
    assert page.nothing.isVisible()


def test_the_gap_chip_shows_exactly_the_families_with_a_gap(
    demo_place: Workplace, show_page: Any, tasks: Tasks, qtbot: QtBot, ask_demo: Any
) -> None:
    page = show_page(FamiliesPage(demo_place))
    _settle(tasks, qtbot)
    gaps = ask_demo(overview).gaps
    assert page.filters.gaps.text() == f"只看缺口 {len(gaps)} 户"
    QTest.mouseClick(page.filters.gaps, Qt.MouseButton.LeftButton)
    shown = {row.id for row in page.table.rows_model().rows()}
    assert shown
    assert shown <= gaps


def test_ticked_rows_go_to_the_printer(demo_place: Workplace, show_page: Any, qtbot: QtBot) -> None:
    page = show_page(FamiliesPage(demo_place))
    heard: list[tuple[str, dict[str, Any]]] = []
    page.went.connect(lambda key, where: heard.append((key, where)))
    model = page.table.rows_model()
    assert page.bar.isHidden()
    model.tick(0, on=True)
    model.tick(2, on=True)
    button = page.bar._buttons[0]
    assert "打印走访表（2）" in button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == [("print", {"family_ids": (model.id_at(0), model.id_at(2))})]


def test_enter_opens_the_family_and_copying_gives_text(
    place: Workplace, known_family: str, show_page: Any, qtbot: QtBot
) -> None:
    page = show_page(FamiliesPage(place))
    heard: list[tuple[str, dict[str, Any]]] = []
    page.went.connect(lambda key, where: heard.append((key, where)))
    page._into_rows()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert heard == [("family", {"family_id": known_family})]
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("周文彬户\t上坪村\t死亡类")


def test_sorting_by_the_next_duty_puts_the_longest_overdue_first(
    demo_place: Workplace, show_page: Any, tasks: Tasks, qtbot: QtBot, ask_demo: Any
) -> None:
    page = show_page(FamiliesPage(demo_place), sort="due")
    _settle(tasks, qtbot)
    duties = ask_demo(overview).next_duties
    days = [duties[row.id].due_by for row in page.table.rows_model().rows() if row.id in duties]
    assert days == sorted(days)


def test_an_empty_record_says_the_next_step(place: Workplace, show_page: Any) -> None:
    page = show_page(FamiliesPage(place))
    assert page.empty.isVisible()
    assert page.card.isHidden()


def test_conditions_are_put_together_kept_under_a_name_and_there_again(
    demo_place: Workplace, show_page: Any, tasks: Tasks, qtbot: QtBot, ask_demo: Any
) -> None:
    page = show_page(FamiliesPage(demo_place))
    _settle(tasks, qtbot)
    page.filters._toggle_item("C3", "soon")
    page.filters._toggle_item("C3", "miss")
    _settle(tasks, qtbot)
    states = ask_demo(overview).states
    shown = {row.id for row in page.table.rows_model().rows()}
    assert shown
    assert shown <= {family_id for family_id, each in states.items() if each[2] in {"soon", "miss"}}
    QTest.mouseClick(_button(page.saved, "存为常用"), Qt.MouseButton.LeftButton)
    assert page.saved.name.hasFocus()
    page.saved.name.setText("家医要续")
    QTest.keyClick(page.saved.name, Qt.Key.Key_Return)
    _settle(tasks, qtbot)
    chip = _button(page.saved, f"家医要续 {len(shown)}")
    assert chip.isChecked()

    again = show_page(FamiliesPage(demo_place))
    _settle(tasks, qtbot)
    QTest.mouseClick(_button(again.saved, f"家医要续 {len(shown)}"), Qt.MouseButton.LeftButton)
    _settle(tasks, qtbot)
    assert {row.id for row in again.table.rows_model().rows()} == shown
    QTest.mouseClick(_button(again.saved, "改名"), Qt.MouseButton.LeftButton)
    _settle(tasks, qtbot)
    again.saved.name.setText("续签")
    QTest.mouseClick(_button(again.saved, "存下"), Qt.MouseButton.LeftButton)
    _settle(tasks, qtbot)
    assert _button(again.saved, f"续签 {len(shown)}").isChecked()
    QTest.mouseClick(_button(again.saved, "删掉这个筛选"), Qt.MouseButton.LeftButton)
    _settle(tasks, qtbot)
    assert ask_demo(saved_filters) == ()
    assert _button(again.saved, "存为常用").isVisible(), "what was shown stays shown"
    again.filters.release.click()
    _settle(tasks, qtbot)
    assert again.saved.isHidden()


def _button(inside: QWidget, words: str) -> QAbstractButton:
    shown = [each for each in inside.findChildren(QAbstractButton) if each.isVisible()]
    assert words in [each.text().strip() for each in shown], [each.text() for each in shown]
    return next(each for each in shown if each.text().strip() == words)


def test_rows_are_read_when_they_come_into_sight_or_are_copied(
    demo_place: Workplace, show_page: Any, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.desk.families.SCREENFUL", 4)
    monkeypatch.setattr("desktop.ui.pages.families_table.READ_AHEAD", 0)
    page = show_page(FamiliesPage(demo_place))
    page.table.setFixedHeight(200)
    _settle(tasks, qtbot)
    model, last = page.table.rows_model(), len(page.table.rows_model().rows()) - 1
    assert model.row_at(0).head_name
    assert not model.row_at(last).head_name
    assert model.copied([last]).splitlines()[1].split("\t")[0] == ""
    page.table.selectRow(last - 9)
    assert not model.row_at(last - 9).head_name
    page.table.copy()
    _settle(tasks, qtbot)
    name = model.row_at(last - 9).head_name
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith(f"{name}户\t")
    page.table.scrollToBottom()
    _settle(tasks, qtbot)
    assert model.row_at(last).head_name
    model.tick_all(on=True)
    assert len(model.ticked()) == last + 1
    assert model.number_of(model.id_at(last)) == last


def test_a_click_on_a_title_sorts_all_families_and_another_turns_it_round(
    demo_place: Workplace, show_page: Any, tasks: Tasks, qtbot: QtBot
) -> None:
    page = show_page(FamiliesPage(demo_place))
    _settle(tasks, qtbot)
    header, model = page.table.horizontalHeader(), page.table.rows_model()
    for turned in (False, True):
        header.sectionClicked.emit(0)
        _settle(tasks, qtbot)
        names = [row.head_name for row in model.rows() if row.head_name]
        assert len(names) > 30
        assert names == sorted(names, reverse=turned)


def test_in_a_list_of_a_townships_length_every_row_is_read_behind_the_page(
    demo_place: Workplace, show_page: Any, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.desk.families.SCREENFUL", 4)
    monkeypatch.setattr("desktop.ui.pages.families_table._AT_ONCE", 9)
    page = show_page(FamiliesPage(demo_place))
    _settle(tasks, qtbot)
    assert all(row.head_name for row in page.table.rows_model().rows())
