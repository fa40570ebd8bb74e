"""重复登记 at the county's screen: both records side by side, numbers masked, settled with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from db.ids import new_id
from db.ledger.change import Draft
from desktop.desk.county import take_in
from desktop.desk.desk import Desk
from desktop.desk.duplicates import count_duplicates, duplicates_of
from desktop.ui.pages.conflicts import ConflictsPage
from desktop.ui.pages.duplicates import DuplicatesPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]
OTHER = "999999102"


@pytest.fixture
def county(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.county, tmp_path / "county", tasks, choose)
    on_record_thread(tasks, lambda: take_in(place.desk, [offices.package], apply=True))
    on_record_thread(tasks, lambda: enrol_again(place.desk))
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


def enrol_again(desk: Desk) -> None:
    """The first household's head stands in another township's stream as well."""
    store, ids = desk.record.store, [new_id(desk.clock) for _ in range(3)]
    asked = "SELECT name, id_no, birth_date FROM person WHERE relation = '02' AND id_no IS NOT NULL ORDER BY no"
    with store.writing() as writing:
        name, number, birth = writing.connection.exec_driver_sql(asked).all()[0]
        village, family, person = ids
        head = {"family_id": family, "relation": "02", "name": name, "sex": "1", "id_no": number, "birth_date": birth}
        opened = {
            "case_type": "death",
            "status": "active",
            "opened_on": "2024-03-01",
            "village_id": village,
            "risk_level": "normal",
            "contact_preference": "home",
        }
        drafts = (
            Draft("create", "org_unit", village, {"name": "东岭村", "level": "village"}, org=OTHER),
            Draft("create", "family", family, opened, org=OTHER),
            Draft("create", "person", person, {**head, "phone": "13911112222", "alive": True}, org=OTHER),
        )
        writing.append(drafts)
        writing.finish()


def test_both_records_stand_side_by_side_and_numbers_are_whole_only_after_a_noted_look(
    county: Workplace, tasks: Tasks, show_page: ShowPage
) -> None:
    """D-40."""
    page = show_page(DuplicatesPage(county))
    assert isinstance(page, DuplicatesPage)
    assert page.pair is not None
    number = next(row for row in page.pair.rows if row.reveal and row.reveal[2] == "id_no")
    assert "****" in number.left
    assert number.left == number.right
    assert any(row.differs for row in page.pair.rows)
    assert number.reveal is not None
    whole = "SELECT id_no FROM person WHERE id = ?"

    def look() -> tuple[str, int]:
        seen = "SELECT count(*) FROM audit WHERE action = 'reveal' AND detail = 'id_no'"
        with county.desk.record.store.reading() as connection:
            said = connection.exec_driver_sql(whole, (number.reveal[0],)).scalar()  # type: ignore[index]
            return str(said), int(connection.exec_driver_sql(seen).scalar_one())

    said, looks = on_record_thread(tasks, look)
    assert looks == 0
    assert all(said not in label.text() for label in page.findChildren(QLabel))
    page.eyes[0].click()
    assert tasks.wait_idle()
    assert any(said in label.text() for label in page.findChildren(QLabel))
    assert on_record_thread(tasks, look)[1] == 1


def test_an_officer_settles_it_with_a_reason_and_is_not_asked_again(
    county: Workplace, tasks: Tasks, show_page: ShowPage
) -> None:
    """D-40."""
    page = show_page(DuplicatesPage(county))
    assert isinstance(page, DuplicatesPage)
    page.do.click()
    assert "没有选" in page.said.label.text()
    page.answer.choose("not_same")
    page.do.click()
    assert tasks.wait_idle()
    assert "没有写为什么" in page.said.label.text()
    page.reason.setText("电话问过，是两个人")
    page.do.click()
    assert tasks.wait_idle()
    assert on_record_thread(tasks, lambda: duplicates_of(county.desk)) == ()
    assert page.nothing.isVisibleTo(page)


def test_the_page_of_conflicts_says_how_many_there_are(county: Workplace, tasks: Tasks, show_page: ShowPage) -> None:
    page = show_page(ConflictsPage(county))
    assert isinstance(page, ConflictsPage)
    assert on_record_thread(tasks, lambda: count_duplicates(county.desk)) == 1
    assert "1 件" in page.twice.text()
