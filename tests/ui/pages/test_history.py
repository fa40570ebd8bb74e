"""操作记录 on screen: who looked at a family, from its own file; and at anything, from where one goes to the file."""

from typing import Any

from PySide6.QtTest import QSignalSpy

from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.history import HistoryPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import ShowPage


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
