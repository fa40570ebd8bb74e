"""导入名册: four steps on a real record; every row decided by a person, written once, taken back whole."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import openpyxl
import pytest

from db.commands.families import add_person
from db.store.writing import Writing
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.roster.synonyms import Target
from desktop.ui.pages.roster import CHOOSE, COLUMNS, DONE, ROWS, RosterPage
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.roster.workbooks import HEADER, Row, couple_row, id_number, text_list, xlsx
from tests.ui.pages.conftest import Answers, Ask, ShowPage

BROKEN = 123456199003121000.0


@pytest.fixture
def page(place: Workplace, show_page: ShowPage) -> RosterPage:
    made = show_page(RosterPage(place))
    assert isinstance(made, RosterPage)
    return made


@pytest.fixture
def opened(page: RosterPage, tmp_path: Path, tasks: Tasks) -> Callable[..., RosterPage]:
    def open_rows(*rows: Row) -> RosterPage:
        path = tmp_path / "名册.xlsx"
        xlsx(path, [HEADER, *rows], title="死亡家庭")
        page.open_list(path)
        assert tasks.wait_idle(60_000)
        return page

    return open_rows


def families(ask: Ask) -> int:
    return int(ask(_count))


def _count(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM family WHERE voided = 0").scalar_one())


def verdicts(page: RosterPage) -> list[str]:
    return [row.verdict for row in page.rows.table.rows_model().rows()]


def test_a_clean_list_goes_straight_to_its_rows_and_nothing_is_written(opened: Any, ask: Ask) -> None:
    page = opened(couple_row(1), couple_row(2))
    assert page.step == ROWS
    assert verdicts(page) == ["new", "new"]
    assert page.rows.write.text().strip() == "写入 2 行，跳过 0 行"
    assert families(ask) == 0


def test_a_number_excel_has_eaten_is_typed_anew_and_the_row_comes_in(opened: Any, tasks: Tasks, ask: Ask) -> None:
    page = opened(couple_row(1), couple_row(2, head_id=BROKEN), couple_row(3))
    assert verdicts(page) == ["new", "cannot", "new"]
    assert page.rows.table.current_row().row == 3
    ((cell, field),) = page.rows.panel.fields
    assert (cell.place, cell.kind) == ("C3", "id")
    page.rows.panel.accept.click()
    assert "还没有改" in field.accessibleDescription()
    field.setText(id_number("19520312", 5))
    page.rows.panel.accept.click()
    assert tasks.wait_idle()
    assert verdicts(page) == ["new", "new", "new"]
    page.save()
    assert tasks.wait_idle(60_000)
    assert (page.step, families(ask)) == (DONE, 3)


def test_a_number_with_a_wrong_check_digit_is_told_while_it_is_typed_and_decides_nothing(
    opened: Any, tasks: Tasks
) -> None:
    page = opened(couple_row(2, head_id=BROKEN))
    ((_, field),) = page.rows.panel.fields
    good = id_number("19520312", 5)
    field.setText(good[:-1] + ("1" if good[-1] != "1" else "2"))
    page.rows.panel.accept.click()
    assert tasks.wait_idle()
    assert field.property("verdict") == "miss"
    assert verdicts(page) == ["cannot"]


def test_rows_left_out_are_counted_and_can_be_taken_up_again(opened: Any, tasks: Tasks, ask: Ask) -> None:
    page = opened(couple_row(1), couple_row(2))
    page.rows.table.go_to("2")
    tasks.wait_idle()
    page.rows.panel.skip.click()
    assert tasks.wait_idle()
    assert page.rows.write.text().strip() == "写入 1 行，跳过 1 行"
    page.rows.table.go_to("2")
    tasks.wait_idle()
    page.rows.panel.skip.click()
    assert tasks.wait_idle()
    assert page.rows.write.text().strip() == "写入 2 行，跳过 0 行"


def test_a_look_is_not_written_unless_somebody_has_looked(opened: Any, tasks: Tasks, ask: Ask) -> None:
    page = opened(couple_row(1))
    page.save()
    tasks.wait_idle(60_000)
    again = opened(couple_row(1, head="钱志刚"))
    assert verdicts(again) == ["look"]
    assert not again.rows.write.isEnabled()
    again.rows.accept_all.click()
    assert tasks.wait_idle()
    assert again.rows.write.isEnabled()
    assert again.rows.table.current_row().decided == "accept"


def test_the_tabs_show_their_verdict_and_the_missing_households(opened: Any, tasks: Tasks) -> None:
    page = opened(couple_row(1), couple_row(2))
    page.save()
    tasks.wait_idle(60_000)
    again = opened(couple_row(1), couple_row(3, head_id=BROKEN))
    again.rows.tabs.choose("cannot")
    again.rows.tabs.changed.emit("cannot")
    assert verdicts(again) == ["cannot"]
    again.rows.tabs.choose("missing")
    again.rows.tabs.changed.emit("missing")
    assert [each.name for each in again.rows.missing.rows_model().rows()] == [couple_row(2)[1]]


def test_an_import_is_taken_back_whole_and_households_edited_since_are_named_and_stay(
    opened: Any, place: Workplace, tasks: Tasks, ask: Ask
) -> None:
    page = opened(couple_row(1), couple_row(2))
    page.save()
    tasks.wait_idle(60_000)
    assert families(ask) == 2
    first = couple_row(1)[1]

    def edit(writing: Writing) -> Touched:
        asked = "SELECT family_id FROM person WHERE name = ?"
        family = writing.connection.exec_driver_sql(asked, (first,)).scalar_one()
        add_person(writing, str(family), {"name": "后来的人", "relation": "10", "sex": "1"})
        return writing.finish("已新增成员")

    place.write(edit)
    assert tasks.wait_idle()
    page.done.undo.click()
    assert tasks.wait_idle(60_000)
    assert families(ask) == 1
    assert page.done.title.text() == "已撤销，1 户没有动"
    (batch,) = page.choose.table.rows_model().rows()
    assert batch.undone
    assert not page.choose.undo.isEnabled()


def test_an_earlier_import_is_taken_back_from_the_list_of_imports(opened: Any, tasks: Tasks, ask: Ask) -> None:
    page = opened(couple_row(1), couple_row(2))
    page.save()
    tasks.wait_idle(60_000)
    page.done.again.click()
    assert page.step == CHOOSE
    page.choose.table.selectRow(0)
    page.choose.undo.click()
    assert tasks.wait_idle(60_000)
    assert families(ask) == 0
    assert page.done.title.text() == "整批已撤销"


def test_a_list_as_text_stops_at_the_columns_and_says_how_it_was_read(
    page: RosterPage, tmp_path: Path, tasks: Tasks
) -> None:
    path = tmp_path / "list.csv"
    text_list(path, [HEADER, couple_row(1)], "gb18030")
    page.open_list(path)
    assert tasks.wait_idle(60_000)
    assert page.step == COLUMNS
    assert "GB18030" in page.columns._encoding_said.label.text()
    page.columns.next.click()
    assert tasks.wait_idle(60_000)
    assert page.step == ROWS
    assert page.rows.table.rows_model().row_at(0).names.startswith(couple_row(1)[1])


def test_a_column_corrected_once_is_remembered_for_the_next_list(opened: Any, tasks: Tasks) -> None:
    page = opened(couple_row(1))
    page._back_to(COLUMNS)
    page.columns.table.go_to("7")
    page.columns.who.choose("family")
    page.columns.who.changed.emit("family")
    page.columns.what.choose("phone")
    page.columns.what.changed.emit("phone")
    page.columns.next.click()
    assert tasks.wait_idle(60_000)
    page.save()
    assert tasks.wait_idle(60_000)
    again = opened(couple_row(2))
    meanings = {column: target for column, _, target in again.laid.mapping.columns}
    assert meanings[7] == Target("family", "phone")


def test_two_columns_never_mean_the_same(opened: Any) -> None:
    page = opened(couple_row(1))
    page._back_to(COLUMNS)
    page.columns.table.go_to("11")
    page.columns.who.choose("person")
    page.columns.who.changed.emit("person")
    page.columns.what.choose("phone")
    page.columns.what.changed.emit("phone")
    mapping = page.columns.mapping()
    assert [column for column, _, target in mapping.columns if target == Target("person", "phone")] == [11]


def test_the_list_of_problems_is_saved(opened: Any, tasks: Tasks, choose: Answers, tmp_path: Path) -> None:
    page = opened(couple_row(2, head_id=BROKEN))
    choose.saves = tmp_path / "问题.xlsx"
    page.rows.problems.click()
    assert tasks.wait_idle()
    sheet = openpyxl.load_workbook(tmp_path / "问题.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:3] == ["2", "C2", "不能写入"]


def test_a_file_that_is_no_list_is_refused_in_its_place(page: RosterPage, tmp_path: Path, tasks: Tasks) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"\x00\x01 not a workbook" * 20)
    page.open_list(path)
    assert tasks.wait_idle()
    assert page.step == CHOOSE
    assert "P-XLS" in page.choose.said.label.text()
    assert not page.busy.isVisible()


def test_stopping_while_it_is_read_leaves_everything_as_it_was(
    page: RosterPage, tmp_path: Path, tasks: Tasks, ask: Ask
) -> None:
    path = tmp_path / "名册.xlsx"
    xlsx(path, [HEADER, couple_row(1)])
    busy = Event()
    tasks.read(busy.wait, lambda _: None)  # so that the list cannot be through before 停下 is pressed
    page.open_list(path)
    page.busy.stopped.emit()
    busy.set()
    assert tasks.wait_idle()
    assert (page.step, families(ask)) == (CHOOSE, 0)
    assert page.stack.isEnabled()


def test_no_whole_number_stands_in_the_table(opened: Any) -> None:
    page = opened(couple_row(1))
    row = page.rows.table.rows_model().row_at(0)
    assert "*" in row.id_no
    assert couple_row(1)[2] not in page.rows.table.rows_model().spoken(0)


def test_only_the_step_shown_asks_for_room(page: RosterPage) -> None:
    """The button of the first step stands in sight in a low window, however tall the others are."""
    assert page.stack.minimumSizeHint().height() == page.choose.minimumSizeHint().height()


def test_a_long_row_does_not_push_the_button_that_writes_out_of_sight(
    page: RosterPage, tmp_path: Path, tasks: Tasks
) -> None:
    """At 1366 x 768 with a taskbar and a title the page has some 610 pixels; what does not fit scrolls in its panel."""
    path = tmp_path / "list.csv"
    text_list(path, [HEADER, couple_row(1, head="𣲗海燕", child="𣲗小明"), couple_row(2, head_id=BROKEN)], "utf-8")
    page.open_list(path)
    assert tasks.wait_idle(60_000)
    page.columns.next.click()
    assert tasks.wait_idle(60_000)
    assert page.step == ROWS
    assert page.body.heightForWidth(1190) <= 610
