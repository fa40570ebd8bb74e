"""A county looks at what was handed in: nothing on its screen offers to write, and nothing leads nowhere."""

from pathlib import Path

from db.commands.families import edit_record
from desktop.desk.answers import answer_townships
from desktop.desk.county import take_in
from desktop.ui.display import way_words
from desktop.ui.pages.families import FamiliesPage
from desktop.ui.pages.family import FamilyPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Button
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]
WRITING = ("新增", "导入名册", "打印", "记录走访", "登记", "改", "换人")


def _county(offices: Offices, tmp_path: Path, tasks: Tasks) -> tuple[Workplace, str]:
    place = sit_down(offices.county, tmp_path / "county", tasks, Answers())
    on_record_thread(tasks, lambda: take_in(place.desk, [offices.package], apply=True))

    def first() -> str:
        with place.desk.record.store.reading() as connection:
            return str(connection.exec_driver_sql("SELECT id FROM family LIMIT 1").scalar_one())

    return place, on_record_thread(tasks, first)


def _offered(page: FamiliesPage | FamilyPage) -> list[str]:
    return [button.text().strip() for button in page.findChildren(Button) if button.isVisibleTo(page)]


def test_the_lists_and_files_of_a_county_offer_nothing_to_write(
    offices: Offices, tmp_path: Path, tasks: Tasks, show_page: ShowPage
) -> None:
    place, family_id = _county(offices, tmp_path, tasks)
    families = show_page(FamiliesPage(place))
    family = show_page(FamilyPage(place), family_id=family_id)
    assert isinstance(families, FamiliesPage)
    assert isinstance(family, FamilyPage)
    for section in family.case.sections if family.case else ():
        family.sections.open_section(section.key)
        offered = [*_offered(families), *_offered(family)]
        assert not [words for words in offered if words.startswith(WRITING)], section.key
    heard: list[str] = []
    families.went.connect(lambda key, _where: heard.append(key))
    family.went.connect(lambda key, _where: heard.append(key))
    families.make_new()
    families.print_out()
    family.make_new()
    family.print_out()
    assert heard == []
    place.tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


def test_how_far_a_countys_own_word_has_come_is_said_in_its_own_terms(
    offices: Offices, tmp_path: Path, tasks: Tasks, show_page: ShowPage
) -> None:
    """B-32: a county hands nothing in; what it decides goes with its next return."""
    place, family_id = _county(offices, tmp_path, tasks)

    def decide() -> None:
        with place.desk.record.store.writing() as writing:
            edit_record(writing, "family", family_id, {"group_name": "9 组"})

    on_record_thread(tasks, decide)
    page = show_page(FamilyPage(place), family_id=family_id)
    assert isinstance(page, FamilyPage)
    assert page.case is not None
    carried = [event.carried for event in page.case.events]
    assert carried[0] == "answer"
    assert set(carried[1:]) == {"received"}
    latest = page.case.events[0]
    assert way_words(latest.carried, latest.package_no)[1].startswith("随下一份回执告诉")
    on_record_thread(tasks, lambda: answer_townships(place.desk, tmp_path / "back"))
    page.reload()
    assert tasks.wait_idle()
    assert page.case.events[0].carried == "received"
    place.tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()
