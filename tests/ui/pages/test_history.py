"""操作记录 on screen: who looked at a family, from its own file; and at anything, from where one goes to the file."""

from typing import Any

from PySide6.QtTest import QSignalSpy

from db.commands.families import edit_record
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.history import HistoryPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import ShowPage, on_record_thread


def said(page: HistoryPage) -> list[str]:
    """What the lines shown say."""
    return [line.said for line in page.looks.rows_model().rows()]


def test_who_looked_is_shown_of_one_family_and_of_all(
    place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks
) -> None:
    show_page(FamilyPage(place), family_id=known_family)
    page = HistoryPage(place)
    show_page(page, family_id=known_family, name="周文彬", tab="looks")
    assert page.looks.isVisibleTo(page)
    assert said(page) == ["打开过档案"]
    assert not page.open.isVisibleTo(page), "one is already at this family"
    went = QSignalSpy(page.went)
    page.enter(tab="looks")
    assert tasks.wait_idle()
    assert page.looks.isVisibleTo(page)
    page.open.click()
    where: list[Any] = list(went.at(0))
    assert where == ["family", {"family_id": known_family}]
    page.enter(tab="values")
    assert tasks.wait_idle()
    assert page.done.isVisibleTo(page), "former values are those of one family"


def test_a_step_without_its_authors_signature_says_so_beside_it_and_below(
    place: Workplace, known_family: str, show_page: ShowPage, tasks: Tasks
) -> None:
    def write(remark: str) -> None:
        with place.desk.record.store.writing() as writing:
            edit_record(writing, "family", known_family, {"remark": remark})

    def forge() -> None:
        place.desk.record.store.sign_in(place.desk.record.worker_id, "operator")
        write("别人写的")

    on_record_thread(tasks, lambda: write("本人写的"))
    page = HistoryPage(place)
    show_page(page)
    assert "签名" not in page.done.rows_model().spoken(0) + page.note.text()
    on_record_thread(tasks, forge)
    page.reload()
    assert tasks.wait_idle()
    page.done.selectRow(0)
    assert "没有本人签名" in page.done.rows_model().spoken(0)
    assert "签名" not in page.done.rows_model().spoken(1)
    assert "可能是别人写的，请问一问本人" in page.note.text()
    page.enter(family_id=known_family, name="周文彬", tab="values")
    assert tasks.wait_idle()
    assert "没有本人签名" in page.values.rows_model().spoken(0)
