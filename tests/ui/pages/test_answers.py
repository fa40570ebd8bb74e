"""The county answers and the township reads it, on their screens: 写回执, 读入县里回执, and every record knows."""

from pathlib import Path

from db.commands.families import edit_record
from db.store.writing import Writing
from db.touched import Touched
from desktop.desk.case_file import read_case
from desktop.ui.pages.handover import HandoverPage
from desktop.ui.pages.monthly import MonthlyPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


def test_a_hand_over_is_answered_and_the_township_knows_what_became_of_it(
    offices: Offices, tmp_path: Path, tasks: Tasks, show_page: ShowPage
) -> None:
    at_town, at_county = Answers(), Answers(into=tmp_path / "stick")
    town = sit_down(offices.township, tmp_path / "t", tasks, at_town)
    page = show_page(HandoverPage(town))
    assert isinstance(page, HandoverPage)
    page.keep.click()
    assert tasks.wait_idle(60_000)
    assert _standings(page) == ["sent"]

    county = sit_down(offices.county, tmp_path / "c", tasks, at_county)
    monthly = show_page(MonthlyPage(county))
    assert isinstance(monthly, MonthlyPage)
    assert not monthly.answer.isVisible()
    monthly.look_at(sorted((tmp_path / "t" / "outbox").glob("*.nxb")))
    assert tasks.wait_idle(60_000)
    monthly.bring_in.click()
    assert tasks.wait_idle(60_000)
    assert monthly.answer.text().strip() == "写回执（1）"
    monthly.answer.click()
    assert tasks.wait_idle(60_000)
    assert "已写好 1 份回执" in monthly.said.label.text()
    assert not monthly.answer.isVisible()

    at_town.many = tuple((tmp_path / "stick").glob("*.nxb"))
    page.answers.take.click()
    assert tasks.wait_idle(60_000)
    assert page.made.label.text().startswith("预览：禾川县卫健局第 1 号回执")
    assert _standings(page) == ["sent"]
    page.answers.take.click()
    assert tasks.wait_idle(60_000)
    assert "回执已读入" in page.made.label.text()
    assert _standings(page) == ["received"]
    assert _carried(town, tasks) == {"received"}
    _work(town, tasks)
    assert _carried(town, tasks) == {"received", "open"}
    for place in (town, county):
        tasks.read(place.desk.record.close, lambda _: None)
    assert tasks.wait_idle()


def _standings(page: HandoverPage) -> list[str]:
    return [package.state for package in page.table.rows_model().rows()]


def _family(place: Workplace) -> str:
    with place.desk.record.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family ORDER BY no LIMIT 1").scalar_one())


def _carried(place: Workplace, tasks: Tasks) -> set[str]:
    case = on_record_thread(tasks, lambda: read_case(place.desk, _family(place)))
    return {event.carried for event in case.events}


def _work(place: Workplace, tasks: Tasks) -> None:
    def edit(writing: Writing) -> Touched:
        return edit_record(writing, "family", _family_of(writing), {"econ": "低保"})

    place.write(edit)
    assert tasks.wait_idle()


def _family_of(writing: Writing) -> str:
    asked = "SELECT id FROM family ORDER BY no LIMIT 1"
    return str(writing.connection.exec_driver_sql(asked).scalar_one())
