"""Page 06: the matrix as of a day, both denominators, and every number clicked down to people."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from db.commands.families import NewFamily, open_family
from db.commands.opening import Founding
from db.domain.figures import CoverageFigure
from db.domain.standing import ITEMS, CoverageState
from db.domain.statistics import Head, VillageLine
from db.touched import Touched
from db.vault.recovery import new_recovery_code
from desktop.desk.coverage import Behind, behind
from desktop.desk.opening import found_desk
from desktop.forms.preview import page_count
from desktop.ui.display import State
from desktop.ui.pages.coverage import CoveragePage, read_matrix
from desktop.ui.pages.coverage_panel import Asked, since_words
from desktop.ui.pages.coverage_table import MatrixRow, matrix_cell, rate_cell
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.page import WidthClass
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import CHEAP, CLOCK, PASSPHRASE, Answers, Ask, ShowPage

FIRST_ITEM = 2


@pytest.fixture
def page(demo_place: Workplace, show_page: ShowPage) -> CoveragePage:
    """The page of the practice township."""
    made = CoveragePage(demo_place)
    show_page(made)
    return made


def gap(page: CoveragePage) -> tuple[MatrixRow, int]:
    """A village and item where the most are missing."""
    cells = [(row, place) for row in page.model.rows() for place in range(len(ITEMS))]
    return max(cells, key=lambda cell: cell[0].line.figures[cell[1]].missing)


def press(page: CoveragePage, row: MatrixRow, place: int, tasks: Tasks) -> None:
    """Clicks a figure."""
    index = page.model.index(page.model.number_of(row.id), FIRST_ITEM + place)
    page.table.setCurrentIndex(index)
    page.table.clicked.emit(index)
    assert tasks.wait_idle()


def row_with(figure: CoverageFigure) -> MatrixRow:
    """A village in which every item stands like this."""
    return MatrixRow("v", "上坪村", VillageLine("v", "上坪村", Head(28, 53), (figure,) * 7))


def test_a_number_stands_only_where_somebody_is_missing() -> None:
    some = row_with(CoverageFigure(total=53, excluded=1, covered=49))
    cell = matrix_cell(some, 2, "家庭医生签约", countable=False)
    assert (cell.state, cell.text) == (State.MISS, "49/53 缺3")
    assert matrix_cell(some, 2, "家庭医生签约", countable=True).text == "49/52 缺3"
    assert cell.spoken == "家庭医生签约：49/53 人，缺3"
    whole = matrix_cell(row_with(CoverageFigure(28, 0, 28)), 0, "双岗联系人", countable=False)
    assert (whole.state, whole.count, whole.gap) == (State.OK, "28", "")


def test_since_when_is_told_in_days_while_a_person_still_counts_them() -> None:
    on = date(2026, 11, 22)
    assert since_words(date(2026, 11, 16), 7, on) == "11月16日起，到这一天缺了 7 天"
    assert since_words(date(2016, 2, 4), 3945, on) == "2016年2月4日起一直缺"
    assert since_words(date(2026, 11, 1), 0, on) == "11月1日起"


def test_who_is_not_counted_is_neither_missing_nor_hidden() -> None:
    row = row_with(CoverageFigure(total=53, excluded=3, covered=50))
    assert matrix_cell(row, 2, "家医", countable=False).state is State.EXCL
    assert matrix_cell(row, 2, "家医", countable=True).state is State.OK


def test_what_the_place_does_not_ask_is_no_credit() -> None:
    row = row_with(CoverageFigure())
    assert matrix_cell(row, 5, "志愿服务", countable=False).state is State.NA
    assert rate_cell(row, 5, "志愿服务", countable=False).text.startswith("·")


def test_rates_say_households_or_persons_and_never_round_up_to_all() -> None:
    row = row_with(CoverageFigure(total=3000, excluded=0, covered=2999))
    assert rate_cell(row, 0, "双岗联系人", countable=False).text == "99.9% 2999/3000 户"
    assert rate_cell(row, 2, "家庭医生签约", countable=False).text == "99.9% 2999/3000 人"


def test_every_village_has_a_line_and_the_total_is_below(page: CoveragePage, ask_demo: Ask) -> None:
    matrix = ask_demo(lambda desk: read_matrix(desk, desk.today))
    assert [row.name for row in page.model.rows()] == [row.name for row in matrix.rows]
    total = page.total_model.rows()[0]
    assert total.line.head.households == sum(row.line.head.households for row in matrix.rows)
    assert not page.totals.isHidden()


def test_a_click_on_a_figure_names_the_people_behind_it(page: CoveragePage, ask_demo: Ask, tasks: Tasks) -> None:
    row, place = gap(page)
    press(page, row, place, tasks)
    assert not page.panel.isHidden()
    expected = ask_demo(lambda desk: behind(desk, ITEMS[place], desk.today, row.village_code))
    assert page.panel.model.rows() == expected
    missing = [one for one in expected if one.state.state not in {"no", "excl"}]
    assert len(missing) == row.line.figures[place].missing
    assert f"缺 {len(missing)} " in page.panel.title.text()


def test_the_total_is_clicked_down_to_people_of_all_villages(page: CoveragePage, ask_demo: Ask, tasks: Tasks) -> None:
    _, place = gap(page)
    page.totals.clicked.emit(page.total_model.index(0, FIRST_ITEM + place))
    assert tasks.wait_idle()
    expected = ask_demo(lambda desk: behind(desk, ITEMS[place], desk.today))
    assert page.panel.model.rows() == expected
    assert len(expected) >= page.total_model.rows()[0].line.figures[place].missing > 0


def test_the_verb_leads_to_where_the_gap_is_closed(page: CoveragePage, qtbot: QtBot) -> None:
    late = CoverageState("S2", "f1", "周文彬", "household", "late", "每 90 天入户一次，上次 7月1日 上门")
    page.panel.show_people(Asked("S2", "走访慰问", "户"), (Behind("f1", "周文彬", "上坪村", late),))
    with qtbot.waitSignal(page.went) as went:
        page.panel._act.click()
    assert went.args == ["visit", {"family_id": "f1"}]
    state = CoverageState("C1", "f1", "周文彬", "household", "miss", "没有镇级联系人")
    page.panel.show_people(Asked("C1", "双岗联系人", "户"), (Behind("f1", "周文彬", "上坪村", state),))
    with qtbot.waitSignal(page.went) as went:
        page.panel._act.click()
    key, where = went.args
    assert (key, where["section"], where["verb"]) == ("family", "contacts", "assign_contact")


def test_a_row_says_who_answers_and_leads_to_the_record_it_rests_on(
    page: CoveragePage, tasks: Tasks, qtbot: QtBot
) -> None:
    page.totals.clicked.emit(page.total_model.index(0, FIRST_ITEM + ITEMS.index("C2")))
    assert tasks.wait_idle()
    page.panel.which._group.button(1).click()  # 已落实
    assert tasks.wait_idle()
    reason = page.panel.reason
    assert {row.state.covered for row in page.panel.model.rows()} == {True}
    assert reason._who.text().startswith("谁负责：")
    layout = page.layout()
    assert layout is not None
    assert layout.totalHeightForWidth(page.width()) <= page.height(), "the list scrolls, the page does not"
    with qtbot.waitSignal(page.went) as went:
        reason.look.click()
    key, where = went.args
    assert key == "family"
    assert where["record"].startswith("green_card:")


def test_the_inspectors_sheets_of_the_day_are_saved_as_one_file(
    page: CoveragePage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    choose.saves = tmp_path / "sheets.pdf"
    page._go_to_day(date(2026, 6, 30))
    assert tasks.wait_idle()
    page.print_out()
    assert tasks.wait_idle()
    names = [row.name for row in page.model.rows()]
    assert choose.asked[-1].split("|")[1].startswith("F15_20260630_")
    assert choose.saves.read_bytes().startswith(b"%PDF")
    assert page_count(choose.saves.read_bytes()) >= len(names)


def test_printing_leaves_those_in_peace_who_are_not_counted(page: CoveragePage, tasks: Tasks, qtbot: QtBot) -> None:
    doctor = ITEMS.index("C3")
    page.totals.clicked.emit(page.total_model.index(0, FIRST_ITEM + doctor))
    assert tasks.wait_idle()
    with qtbot.waitSignal(page.went) as went:
        page.panel._print.click()
    asked = set(went.args[1]["family_ids"])
    rows = page.panel.model.rows()
    assert asked == {row.family_id for row in rows if row.state.state not in {"no", "excl"}}
    assert any(row.family_id not in asked for row in rows)


def test_another_day_gives_that_day(page: CoveragePage, ask_demo: Ask, tasks: Tasks) -> None:
    page._go_to_day(date(2025, 11, 22))
    assert tasks.wait_idle()
    then = ask_demo(lambda desk: read_matrix(desk, date(2025, 11, 22)))
    assert tuple(page.model.rows()) == then.rows
    assert page.total_model.rows()[0] == then.total


def test_the_open_figure_stays_open_over_a_refresh(page: CoveragePage, tasks: Tasks) -> None:
    row, place = gap(page)
    press(page, row, place, tasks)
    title = page.panel.title.text()
    page.refresh(Touched(frozenset({"visit"})))
    assert tasks.wait_idle()
    assert page.panel.title.text() == title
    assert page.table.currentIndex().column() == FIRST_ITEM + place


def test_in_a_narrow_window_the_panel_takes_the_matrix_place_and_gives_it_back(
    page: CoveragePage, tasks: Tasks
) -> None:
    page.use_width(WidthClass.MEDIUM)
    row, place = gap(page)
    press(page, row, place, tasks)
    assert page._matrix_card.isHidden()
    page.panel.dismiss()
    assert not page._matrix_card.isHidden()


def test_the_table_is_copied_with_its_total(page: CoveragePage) -> None:
    page._copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == len(page.model.rows()) + 2
    assert lines[-1].startswith("全镇\t")


def test_an_empty_record_says_the_next_step(place: Workplace, show_page: ShowPage) -> None:
    page = CoveragePage(place)
    show_page(page)
    assert page._across.isHidden()
    assert not page._empty.isHidden()


def test_at_the_county_each_township_stands_before_its_villages(tmp_path_factory: pytest.TempPathFactory) -> None:
    wish = Founding("county", "999999", "青川县", "national", "县管理员", PASSPHRASE, new_recovery_code())
    desk = found_desk(tmp_path_factory.mktemp("county") / "record", wish, CLOCK, CHEAP)
    person = {"name": "周文彬", "relation": "02", "sex": "1", "birth_date": "1964-03-09"}
    with desk.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {"opened_on": "2020-01-06"}, (person,)))
    matrix = read_matrix(desk, desk.today)
    desk.record.close()
    assert matrix.county
    assert [(row.township, row.name) for row in matrix.rows] == [(True, "999999"), (False, "上坪村")]
