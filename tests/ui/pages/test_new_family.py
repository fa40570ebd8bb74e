"""A new family: looked for first, checked, kept as a draft, and written whole."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.desk.drafts import load_draft
from desktop.desk.families import search, view_family
from desktop.ui.pages.new_family import DRAFT, NewFamilyPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace

SOUND = "999999196403090019"


def _type(page: Any, **values: str) -> None:
    page.form.put(values)
    page.form.changed.emit()


def _said(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_a_couple_with_a_child_is_opened_whole(
    place: Workplace, show_page: Any, tasks: Tasks, ask: Any, qtbot: QtBot
) -> None:
    page = show_page(NewFamilyPage(place))
    heard: list[tuple[str, dict[str, Any]]] = []
    page.went.connect(lambda key, where: heard.append((key, where)))
    _type(page, head_name="周文彬", head_id_no=SOUND, mate_name="何秀兰", mate_sex="2", village="上坪村")
    _type(page, child_state="dead", child_event_date="2016-06", live_addr="上坪村 3 组 12 号")
    page._save.click()
    assert tasks.wait_idle()
    key, where = heard[0]
    assert key == "family"
    view = ask(lambda desk: view_family(desk, where["family_id"]))
    assert [person.name for person in view.facts.persons] == ["周文彬", "何秀兰"]
    head = view.records["person"][0].values
    assert head["birth_date"] == "1964-03-09"
    assert head["sex"] == "1"
    assert len(view.facts.children[0].parents) == 2
    assert view.facts.village == "上坪村"
    assert ask(lambda desk: load_draft(desk, DRAFT)) is None


def test_nothing_is_written_while_something_is_missing(
    place: Workplace, show_page: Any, tasks: Tasks, ask: Any
) -> None:
    page = show_page(NewFamilyPage(place))
    _type(page, head_name="周文彬")
    page.save()
    assert tasks.wait_idle()
    assert page.errors.isVisible()
    assert "还没写是哪个村" in page.errors.accessibleName()
    assert ask(lambda desk: search(desk, "周文彬")) == ()


def test_what_the_record_refuses_has_the_cursor(place: Workplace, show_page: Any, tasks: Tasks) -> None:
    """The list of what lacks stands above the form: in a narrow window nobody sees it from the last field."""
    page = show_page(NewFamilyPage(place))
    _type(page, head_name="欧阳" * 30, village="上坪村")
    page.form._controls["village"].setFocus()
    page.save()
    assert tasks.wait_idle()
    assert "最多 50 个" in page.errors.accessibleName()
    assert page.form._controls["head_name"].hasFocus()


def test_the_number_fills_birth_and_sex_and_a_difference_is_said(place: Workplace, show_page: Any) -> None:
    page = show_page(NewFamilyPage(place))
    number, birth = page.form._controls["head_id_no"], page.form._controls["head_birth_date"]
    number.setText(SOUND)
    number.judge()
    assert birth.text() == "1964-03-09"
    assert page.form._controls["head_sex"].value() == "1"
    birth.setText("1965-03-09")
    birth.judge()
    assert "与登记的 1965-03-09 不一致" in _said(page.form._rows["head_id_no"])


def test_a_doubtful_number_is_said_but_may_be_kept(place: Workplace, show_page: Any, tasks: Tasks, ask: Any) -> None:
    page = show_page(NewFamilyPage(place))
    wrong = SOUND[:-1] + "8"
    _type(page, head_name="周文彬", head_id_no=wrong, village="上坪村")
    page.form._controls["head_id_no"].judge()
    assert "校验码" in _said(page.form._rows["head_id_no"])
    page.save()
    assert tasks.wait_idle()
    assert ask(lambda desk: search(desk, "周文彬"))[0].id_no == wrong


def test_people_alike_are_listed_while_the_name_is_typed_and_one_click_opens_the_family(
    place: Workplace, known_family: str, show_page: Any, tasks: Tasks, qtbot: QtBot
) -> None:
    page = show_page(NewFamilyPage(place), name="周文斌")
    assert tasks.wait_idle()
    qtbot.waitUntil(lambda: "周文彬，读音相同" in _said(page._alike_card))
    _type(page, head_id_no=SOUND)
    qtbot.wait(400)
    assert tasks.wait_idle()
    qtbot.waitUntil(lambda: "周文彬，证件号码一样" in _said(page._alike_card))
    heard: list[tuple[str, dict[str, Any]]] = []
    page.went.connect(lambda key, where: heard.append((key, where)))
    link = next(b for b in page._alike_card.findChildren(QAbstractButton) if "就是这户" in b.text())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert heard == [("family", {"family_id": known_family})]


def test_typing_survives_a_crash(place: Workplace, show_page: Any, tasks: Tasks, ask: Any, qtbot: QtBot) -> None:
    page = show_page(NewFamilyPage(place))
    _type(page, head_name="周文彬", live_addr="上坪村 3 组")
    qtbot.waitUntil(lambda: not page._keep.isActive(), timeout=4000)
    assert tasks.wait_idle()
    assert ask(lambda desk: load_draft(desk, DRAFT)).content["live_addr"] == "上坪村 3 组"
    again = show_page(NewFamilyPage(place))
    assert tasks.wait_idle()
    assert again.form.answers()["head_name"] == "周文彬"
    assert again.banner.isVisible()
    again._throw_away()
    assert tasks.wait_idle()
    assert again.form.answers()["head_name"] == ""
    assert ask(lambda desk: load_draft(desk, DRAFT)) is None


def test_an_empty_form_is_no_draft(place: Workplace, show_page: Any, tasks: Tasks, ask: Any) -> None:
    page = show_page(NewFamilyPage(place))
    page.form.changed.emit()
    assert page.leave()
    assert tasks.wait_idle()
    assert ask(lambda desk: load_draft(desk, DRAFT)) is None


def test_enter_goes_to_the_next_field(place: Workplace, show_page: Any, qtbot: QtBot) -> None:
    page = show_page(NewFamilyPage(place))
    head = page.form._controls["head_name"]
    head.setFocus()
    QTest.keyClick(head, Qt.Key.Key_Return)
    assert page.form._controls["head_id_no"].hasFocus()
