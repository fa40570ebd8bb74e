"""A return that takes out a large part of the households waits until the number is typed (D-44)."""

from pathlib import Path

import pytest

from db.commands.families import void_record
from desktop.desk.answers import answer_townships
from desktop.desk.county import take_in
from desktop.desk.desk import Desk
from desktop.desk.opening import open_desk
from desktop.desk.outgoing import make_packages
from desktop.ui.pages.handover import HandoverPage
from desktop.ui.tasks import Tasks
from tests.ui.pages.conftest import CLOCK, PASSPHRASE, Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


@pytest.fixture
def emptying(offices: Offices, tmp_path: Path, tasks: Tasks) -> Path:
    """The county's return after another copy of the laptop has taken every household out."""
    county = sit_down(offices.county, tmp_path / "county", tasks, Answers()).desk
    twin = sit_down(offices.package.parent.parent, tmp_path / "twin", tasks, Answers()).desk

    def made() -> Path:
        take_in(county, [offices.package], apply=True)
        with twin.record.store.reading() as connection:
            families = list(connection.exec_driver_sql("SELECT id FROM family").scalars())
        for family_id in families:
            with twin.record.store.writing() as writing:
                void_record(writing, "family", family_id, "录错")
        (package,) = make_packages(twin)
        take_in(county, [twin.record.home / "outbox" / package.file_name], apply=True)
        (answered,) = answer_townships(county, tmp_path / "returns")
        for desk in (county, twin):
            desk.record.close()
        return answered.written.path

    return on_record_thread(tasks, made)


def test_it_is_read_in_only_after_the_number_is_typed_and_a_copy_was_made(
    emptying: Path, offices: Offices, tmp_path: Path, tasks: Tasks, show_page: ShowPage
) -> None:
    choose = Answers(many=(emptying,))
    # the laptop that has made the first package and knows nothing of the other copy
    place = sit_down(offices.package.parent.parent, tmp_path / "mine", tasks, choose)
    page = show_page(HandoverPage(place))
    assert isinstance(page, HandoverPage)
    page.answers.take.click()
    assert tasks.wait_idle()
    assert page.answers.brake.isVisible()
    assert "9 户里的 9 户不再在册" in page.answers.brake.warning.label.text()
    page.answers.brake.number.setText("8")
    page.answers.take.click()
    assert tasks.wait_idle()
    assert on_record_thread(tasks, lambda: households(place.desk)) == 9
    page.answers.brake.number.setText("9")
    page.answers.take.click()
    assert tasks.wait_idle()
    assert on_record_thread(tasks, lambda: households(place.desk)) == 0
    assert not page.answers.brake.isVisible()
    (copy,) = (place.desk.record.home / "asides").glob("*.nxbak")
    assert copy.stat().st_size > 0
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()
    assert on_record_thread(tasks, lambda: reopened_households(place.desk.record.home)) == 0


def households(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        asked = "SELECT count(*) FROM family WHERE voided = 0 AND status = 'active'"
        return int(connection.exec_driver_sql(asked).scalar_one())


def reopened_households(home: Path) -> int:
    desk = open_desk(home, PASSPHRASE, CLOCK)
    try:
        return households(desk)
    finally:
        desk.record.close()
