"""数据质量: explained in the register by the township, seen by the county in one list with the township's name."""

from pathlib import Path
from typing import Any

from desktop.desk.county import take_in
from desktop.desk.outgoing import FOLDER, make_packages
from desktop.desk.registers.register import cell_words
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Button
from tests.ui.pages.conftest import Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


def _rows(page: RegistersPage) -> list[list[str]]:
    assert page.shown is not None
    return [[cell_words(cell) for cell in row.cells] for row in page.shown.table.rows]


def _leave(place: Any, tasks: Tasks) -> None:
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


def test_an_explanation_travels_and_the_county_sees_it_in_one_list(
    offices: Offices, tmp_path: Path, tasks: Tasks, show_page: ShowPage
) -> None:
    place = sit_down(offices.township, tmp_path / "township", tasks, Answers())
    page = show_page(RegistersPage(place), register="quality")
    assert isinstance(page, RegistersPage)
    assert page.shown is not None
    row = next(each for each in page.shown.table.rows if each.family_id)
    verb = next(each for each in row.verbs if each.key == "explain")
    family, sentence = cell_words(row.cells[0]), cell_words(row.cells[3])
    page._want_of(row, verb)
    assert tasks.wait_idle()
    page.panel.put({"sentence": "已核对，确实如此"})
    page.save()
    assert tasks.wait_idle()
    (package,) = on_record_thread(tasks, lambda: make_packages(place.desk))
    made = place.desk.record.home / FOLDER / package.file_name
    _leave(place, tasks)

    county = sit_down(offices.county, tmp_path / "county", tasks, Answers())
    on_record_thread(tasks, lambda: take_in(county.desk, [made], apply=True))
    seen = show_page(RegistersPage(county), register="quality")
    assert isinstance(seen, RegistersPage)
    explained = [each for each in _rows(seen) if each[-1] == "已说明：已核对，确实如此"]
    assert [(each[0], each[1], each[4]) for each in explained] == [(family, "青溪镇", sentence)]
    assert "写说明" not in [button.text() for button in seen.findChildren(Button)]
    _leave(county, tasks)
