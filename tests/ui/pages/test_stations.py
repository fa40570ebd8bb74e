"""乡镇: a request is answered only after the digits read over the telephone were typed and fit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.desk.handover import ask, take
from desktop.ui.pages.stations import StationsPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, ShowPage, found_township, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


@pytest.fixture
def county(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.county, tmp_path / "county", tasks, choose)
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def page(county: Workplace, show_page: ShowPage) -> StationsPage:
    made = show_page(StationsPage(county))
    assert isinstance(made, StationsPage)
    return made


def test_who_is_enrolled_and_the_countys_own_digits_are_shown(page: StationsPage, offices: Offices) -> None:
    assert page.root.text() == offices.county_digits
    assert [station.org_name for station in page.table.rows_model().rows()] == ["青溪镇"]


def test_a_request_is_answered_when_the_digits_fit(
    page: StationsPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    other = on_record_thread(tasks, lambda: found_township(tmp_path / "other"))
    asked = on_record_thread(tasks, lambda: ask(other))
    choose.opens = tmp_path / "request.nxq"
    choose.opens.write_bytes(asked.content)
    choose.saves = tmp_path / "answer.nxa"
    page.read.click()
    assert tasks.wait_idle()
    assert "青溪镇" in page.who.text()
    page.write.click()
    assert not choose.saves.exists()
    page.digits.setText("0000 1111 2222")
    page.write.click()
    assert tasks.wait_idle()
    assert "P-ENR" in page.said.label.text()
    assert not choose.saves.exists()
    page.digits.setText(asked.digits)
    page.write.click()
    assert tasks.wait_idle()
    taken = on_record_thread(tasks, lambda: take(other, (tmp_path / "answer.nxa").read_bytes(), page.root.text()))
    assert taken.county_name == "禾川县卫健局"
    assert page.table.rows_model().rowCount() == 2
    tasks.read(other.record.close, lambda _: None)
    tasks.wait_idle()


def test_a_file_that_is_no_request_is_refused_and_nothing_is_signed(
    page: StationsPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    choose.opens = tmp_path / "letter.nxq"
    choose.opens.write_bytes(b'{"kind": "letter"}')
    page.read.click()
    assert tasks.wait_idle()
    assert "（P-" in page.said.label.text()
    assert not page.write.isVisible()
    assert page.table.rows_model().rowCount() == 1


def test_the_digits_of_the_file_are_never_shown_for_copying(
    page: StationsPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QLabel

    other = on_record_thread(tasks, lambda: found_township(tmp_path / "other"))
    asked = on_record_thread(tasks, lambda: ask(other))
    choose.opens = tmp_path / "request.nxq"
    choose.opens.write_bytes(asked.content)
    page.read.click()
    assert tasks.wait_idle()
    assert all(asked.digits not in label.text() for label in page.findChildren(QLabel))
    tasks.read(other.record.close, lambda _: None)
    tasks.wait_idle()
