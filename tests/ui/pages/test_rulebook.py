"""叫法和规则: a number is changed on screen with its day and source; what does not fit is said at its field."""

from datetime import date

import pytest

from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.ui.pages.rulebook import RulebookPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.amounts import WholeField
from desktop.ui.widgets.fields import NotesField
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import ShowPage


@pytest.fixture
def page(place: Workplace, show_page: ShowPage) -> RulebookPage:
    made = show_page(RulebookPage(place))
    assert isinstance(made, RulebookPage)
    return made


def shown(page: RulebookPage) -> dict[str, tuple[str, ...]]:
    model = page.table.rows_model()
    return {row.id: tuple(getattr(cell, "words", cell) for cell in row.cells) for row in model.rows()}


def put(page: RulebookPage, name: str, text: str) -> None:
    control = page.panel.control(name)
    if isinstance(control, NotesField):
        control.setPlainText(text)
    else:
        assert isinstance(control, WholeField)
        control.setText(text)


def test_a_number_is_changed_from_a_day_on_and_taken_back_as_a_whole(
    page: RulebookPage, tasks: Tasks, desk: Desk
) -> None:
    page.enter(group="rule/A1")
    assert tasks.wait_idle()
    assert shown(page)["rule/A1/months"][1:3] == ("6 个月", "一直")

    page.table.selectRow(0)
    page.edit()
    assert tasks.wait_idle()
    assert "现在的依据：产品默认" in page.panel._note.text()
    put(page, "months", "3")
    page.panel.save()
    assert "还没填依据" in page.panel.errors.accessibleName()
    put(page, "source", "镇里 11 月的会")
    page.panel.save()
    assert tasks.wait_idle()

    assert desk.profile.on(desk.today).a1.months == 3
    assert desk.profile.on(date(2026, 11, 21)).a1.months == 6
    assert not page.panel.isVisibleTo(page)
    page.refresh(Touched(frozenset({"local_profile"})))
    assert tasks.wait_idle()
    assert shown(page)["rule/A1/months"] == ("隔多少个月核对一次", "3 个月", "11月22日", "镇里 11 月的会")
    assert "改过 1 处" in page.header.meta.text()

    page._reset.click()
    put(page, "source", "改错了")
    page.panel.save()
    assert tasks.wait_idle()
    assert desk.profile.name == "national"


def test_what_the_strict_reader_refuses_stands_under_its_field(page: RulebookPage, tasks: Tasks, desk: Desk) -> None:
    page.enter(group="rule/E2")
    assert tasks.wait_idle()
    page.table.selectRow(1)
    page.edit()
    assert tasks.wait_idle()
    put(page, "last_month", "13")
    put(page, "source", "甲")
    page.panel.save()
    assert tasks.wait_idle()

    assert "应在 1 到 12 之间" in page.panel.errors.accessibleName()
    assert page.panel.dirty
    assert not page.leave()
    assert desk.profile.name == "national"


def test_the_filter_looks_through_every_group(page: RulebookPage, tasks: Tasks) -> None:
    page.search.field.setText("住院 探望")
    page.search._fire()

    assert {"rule/S2-hospital/on", "rule/S2-hospital/days", "rule/S2-hospital/after_days"} == set(shown(page))
