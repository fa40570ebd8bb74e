"""批量改 and 操作记录 on screen: nothing before it was read, exact counts in the verb, taken back from the list."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.desk.bulk import BulkChange, do_it, lay_out
from desktop.ui import sizes
from desktop.ui.pages.bulk import BulkPage
from desktop.ui.pages.families import FamiliesPage
from desktop.ui.pages.history import HistoryPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.page import WidthClass
from desktop.ui.workplace import Workplace


def _ids(desk: Any, most: int = 6) -> tuple[str, ...]:
    with desk.record.store.reading() as connection:
        asked = "SELECT id FROM family WHERE status = 'active' ORDER BY no LIMIT ?"
        return tuple(connection.exec_driver_sql(asked, (most,)).scalars())


def _groups(desk: Any) -> list[Any]:
    with desk.record.store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT group_name FROM family WHERE status = 'active' ORDER BY no"))


def test_ticked_families_go_to_the_bulk_change(demo_place: Workplace, show_page: Any) -> None:
    page = show_page(FamiliesPage(demo_place))
    heard: list[tuple[str, dict[str, Any]]] = []
    page.went.connect(lambda key, where: heard.append((key, where)))
    model = page.table.rows_model()
    model.tick_all(on=True)
    page.bar._buttons[1].click()
    assert heard == [("bulk", {"family_ids": tuple(row.id for row in model.rows())})]


def test_nothing_is_written_before_the_plan_was_read_and_the_verb_counts(
    demo_place: Workplace, show_page: Any, tasks: Tasks, ask_demo: Any
) -> None:
    ids = ask_demo(_ids)
    page = show_page(BulkPage(demo_place), family_ids=ids)
    page.kinds.choose("group")
    page._ask()
    page.panel.put({"group_name": "南片"})
    before = ask_demo(_groups)
    page.save()
    assert tasks.wait_idle()
    assert ask_demo(_groups) == before
    assert page.do.text() == "改 6 户"
    assert page.summary.label.text() == "改 6 户"
    page.panel.typed.emit()
    assert page.laid is None, "what was typed since must be read again"
    page.save()
    assert tasks.wait_idle()
    backed: list[bool] = []
    page.backed.connect(lambda: backed.append(True))
    page.save()
    assert tasks.wait_idle()
    assert backed
    assert [row[0] for row in ask_demo(_groups)[:6]] == ["南片"] * 6


def test_a_change_that_does_not_hold_says_so_at_its_field(
    demo_place: Workplace, show_page: Any, tasks: Tasks, ask_demo: Any
) -> None:
    page = show_page(BulkPage(demo_place), family_ids=ask_demo(_ids))
    page.kinds.choose("risk")
    page._ask()
    page.panel.put({"risk_level": "high"})
    page.save()
    assert tasks.wait_idle()
    assert page.laid is None
    assert "没有写原因" in page.panel.errors.accessibleName()


def test_the_persons_to_choose_from_follow_the_post(demo_place: Workplace, show_page: Any, ask_demo: Any) -> None:
    page = show_page(BulkPage(demo_place), family_ids=ask_demo(_ids))
    village = [value for value, _ in page._choices.contacts["village"]]
    township = [value for value, _ in page._choices.contacts["township"]]
    page.panel.put({"post_kind": "township"})
    page.panel.typed.emit()
    page.panel.put({"contact_id": township[0]})
    assert page.panel.answers()["contact_id"] == township[0]
    assert township[0] not in village


def test_the_questions_take_the_whole_width_where_the_plan_stands_below(demo_place: Workplace, show_page: Any) -> None:
    page = show_page(BulkPage(demo_place))
    page.use_width(WidthClass.MEDIUM)
    sizes.use(1.5)
    try:
        assert page.panel.maximumWidth() > page.width()
    finally:
        sizes.use(1.0)
    page.use_width(WidthClass.WIDE)
    assert page.panel.maximumWidth() == page.panel.minimumWidth() < page.width()


def test_a_step_is_taken_back_from_the_list_and_one_family_is_looked_at_alone(
    demo_place: Workplace, show_page: Any, tasks: Tasks, ask_demo: Any, qtbot: QtBot
) -> None:
    ids = ask_demo(_ids)
    before = ask_demo(_groups)
    change = BulkChange("group", {"group_name": "南片"})
    ask_demo(lambda desk: do_it(desk, lay_out(desk, ids, change).plan))
    page = show_page(HistoryPage(demo_place))
    assert page.done.current_row().said == "已改 6 户的组"
    QTest.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert tasks.wait_idle()
    assert ask_demo(_groups) == before
    page.reload()
    assert tasks.wait_idle()
    page.done.selectRow(1)
    assert not page.back.isEnabled()
    page.enter(family_id=ids[0], name="某某", tab="values")
    assert tasks.wait_idle()
    changed = [(row.field, row.before, row.after) for row in page.values.rows_model().rows()]
    assert [row[0] for row in changed[:2]] == ["组", "组"]
    assert changed[1][2] == "南片"
    page.search.field.setText("没有这样的字")
    page.search._fire()
    assert page.nothing.isVisible()
