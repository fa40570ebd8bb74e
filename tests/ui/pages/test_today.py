"""The page of the day: what is owed, by when, and the way to where it is done."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db.domain.statistics import coverage_table
from desktop.desk.board import board_of
from desktop.desk.coverage import CoverageMap, coverage, each_family
from desktop.desk.day import day_page
from desktop.desk.drafts import save_draft
from desktop.desk.today import today, today_now
from desktop.ui.pages.today import TodayPage
from desktop.ui.pages.today_list import AT_ONCE
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import Button
from desktop.ui.workplace import Workplace


def _went(page: Any) -> list[tuple[str, dict[str, Any]]]:
    heard: list[tuple[str, dict[str, Any]]] = []
    page.went.connect(lambda key, where: heard.append((key, where)))
    return heard


def test_the_board_says_the_same_as_judging_every_family_anew(ask_demo: Any) -> None:
    assert ask_demo(lambda desk: today_now(desk) == today(desk))


def test_the_coverage_kept_while_judging_is_that_of_everybody_counted_anew(ask_demo: Any) -> None:
    def both(desk: Any) -> tuple[Any, Any]:
        board_of(desk).finish(desk)
        return coverage(desk), CoverageMap(desk.today, *coverage_table(each_family(desk), desk.profile, desk.today))

    kept, anew = ask_demo(both)
    assert kept == anew


def test_the_coverage_of_a_day_gone_by_is_worked_out_again_once_the_record_has_changed(ask_demo: Any) -> None:
    from db.commands.families import edit_record

    day = date(2026, 6, 30)

    def moved(desk: Any) -> tuple[Any, Any, Any]:
        first, again = coverage(desk, day), coverage(desk, day)
        family = next(family for family in each_family(desk) if family.active(day))
        with desk.record.store.writing() as writing:
            edit_record(writing, "family", family.id, {"opened_on": "2026-07-01"})
        return first, again, coverage(desk, day)

    first, again, after = ask_demo(moved)
    assert first == again
    assert after.total.head.households == first.total.head.households - 1


def test_after_a_write_only_the_touched_family_is_judged_again(demo_place: Workplace, ask_demo: Any) -> None:
    from db.commands.families import edit_record

    def touch(desk: Any) -> tuple[tuple[int, int], bool]:
        board = board_of(desk).finish(desk)
        family_id = next(stand.family_id for stand in board.stands() if stand.near)
        with desk.record.store.writing() as writing:
            edit_record(writing, "family", family_id, {"risk_level": "high", "risk_reason": "摔了一跤"})
        judged = board.advance(desk, 0)
        board.finish(desk)
        return judged, today_now(desk) == today(desk)

    (judged, total), same = ask_demo(touch)
    assert total - judged == 1
    assert same


def test_an_undone_family_leaves_the_board(known_family: str, ask: Any) -> None:
    from db.commands.families import void_record

    def void(desk: Any) -> tuple[int, int]:
        before = len(list(board_of(desk).finish(desk).stands()))
        with desk.record.store.writing() as writing:
            void_record(writing, "family", known_family, "登记重复")
        return before, len(list(board_of(desk).finish(desk).stands()))

    assert ask(void) == (1, 0)


def test_rows_stand_in_sections_and_one_shows_its_verb(demo_place: Workplace, show_page: Any, ask_demo: Any) -> None:
    page = show_page(TodayPage(demo_place))
    found = ask_demo(today_now)
    rows = page.list.rows()
    parts = [
        [each for each in part if each not in found.at_once] for part in (found.overdue, found.due, found.this_week)
    ]
    assert rows[0].owed == found.at_once[0]
    assert "小时" in rows[0].accessibleName()
    assert len(rows) == sum(min(AT_ONCE, len(part)) for part in (found.at_once, *parts))
    assert [row for row in rows if row.verb.isVisible()] == [rows[0]]


def test_enter_on_a_row_leads_to_where_the_duty_is_done(demo_place: Workplace, show_page: Any, qtbot: QtBot) -> None:
    page = show_page(TodayPage(demo_place))
    heard = _went(page)
    visit = next(row for row in page.list.rows() if row.owed.duty.action == "record_visit")
    visit.setFocus()
    assert visit.verb.isVisible()
    QTest.keyClick(visit, Qt.Key.Key_Return)
    assert heard[0][0] == "visit"
    assert heard[0][1]["family_id"] == visit.owed.family_id
    assert "category" in heard[0][1]
    card = next(row for row in page.list.rows() if row.owed.duty.action == "issue_card")
    card.setFocus()
    QTest.mouseClick(card.verb, Qt.MouseButton.LeftButton)
    assert heard[1] == (
        "family",
        {
            "family_id": card.owed.family_id,
            "section": "cards",
            "verb": "issue_card",
            "subject_id": card.owed.duty.subject_id,
        },
    )


def test_the_list_can_be_ordered_by_village(demo_place: Workplace, show_page: Any) -> None:
    page = show_page(TodayPage(demo_place))
    before = {row.owed.duty.key for row in page.list.rows()}
    page._order.choose("village")
    page._show_list()
    villages = [row.owed.village for row in page.list.rows()]
    assert villages == sorted(villages, key=lambda name: name or "全镇")
    assert before <= {row.owed.duty.key for row in page.list.rows()} | before


def test_the_route_is_printed_village_by_village(demo_place: Workplace, show_page: Any, ask_demo: Any) -> None:
    page = show_page(TodayPage(demo_place))
    heard = _went(page)
    page.print_out()
    key, where = heard[0]
    assert key == "print"
    villages = ask_demo(lambda desk: {s.family_id: s.village for s in board_of(desk).stands()})
    assert [villages[each] for each in where["family_ids"]] == sorted(villages[each] for each in where["family_ids"])


def test_quiet_days_never_say_why(demo_place: Workplace, ask_demo: Any) -> None:
    page = ask_demo(day_page)
    assert page.notices
    for _, first, second in page.notices:
        assert "想安静" in first + second
        for word in ("忌日", "去世", "离世", "生日", "失独"):
            assert word not in first + second


def test_unfinished_typing_is_offered(
    place: Workplace, known_family: str, show_page: Any, ask: Any, qtbot: QtBot
) -> None:
    ask(lambda desk: save_draft(desk, f"visit:{known_family}", {"note": "话还没写完"}))
    page = show_page(TodayPage(place))
    heard = _went(page)
    go_on = next(each for each in page.findChildren(Button) if each.text() == "接着写")
    QTest.mouseClick(go_on, Qt.MouseButton.LeftButton)
    assert heard == [("visit", {"family_id": known_family})]


def test_an_empty_record_says_the_next_step(place: Workplace, show_page: Any) -> None:
    page = show_page(TodayPage(place))
    assert page.empty.isVisible()
    assert not page.across.isVisible()


def test_a_write_elsewhere_changes_the_page(place: Workplace, known_family: str, show_page: Any, tasks: Tasks) -> None:
    from functools import partial

    from db.commands.contacts import NewAssignment, assign_contact

    page = show_page(TodayPage(place))
    tasks.committed.connect(page.refresh)
    before = {row.owed.duty.subject_id for row in page.list.rows() if row.owed.duty.action == "assign_contact"}
    wish = NewAssignment(known_family, "village", "冯月明", "13800000002", "2026-11-22")
    place.write(partial(assign_contact, wish=wish))
    assert tasks.wait_idle()
    after = {row.owed.duty.subject_id for row in page.list.rows() if row.owed.duty.action == "assign_contact"}
    assert before - after == {"village"}


def test_what_need_not_be_done_this_time_is_said_with_its_reason_and_can_be_taken_up_again(
    demo_place: Workplace, show_page: Any, ask_demo: Any, tasks: Tasks
) -> None:
    page = show_page(TodayPage(demo_place))
    row = next(row for row in page.list.rows() if row.owed.family_id)
    row.setFocus()
    row.waive.click()
    page.panel.save()
    assert "还没填为什么不用办" in page.panel.errors.accessibleName()
    page.panel.control("reason").setPlainText("住到女儿家去了")
    page.panel.save()
    assert tasks.wait_idle()
    assert not page.panel.isVisibleTo(page)

    page.reload()
    assert tasks.wait_idle()
    key = row.owed.duty.key
    assert key not in {each.owed.duty.key for each in page.list.rows()}
    page.list.waived_wanted.emit()
    shown = next(each for each in page.list.rows() if each.owed.duty.key == key)
    assert "不用办：住到女儿家去了" in shown.accessibleName()
    assert ask_demo(lambda desk: today_now(desk) == today(desk))

    shown.waive.click()
    assert tasks.wait_idle()
    assert ask_demo(lambda desk: today_now(desk).waived) == ()
