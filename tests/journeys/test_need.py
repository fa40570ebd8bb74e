"""A request at the real window from its visit to its follow-up; an event answered by an emergency visit."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.commands.contacts import NewAssignment, assign_contact
from db.commands.families import NewFamily, open_family
from db.commands.opening import Founding
from db.vault import keys
from db.vault.recovery import new_recovery_code
from desktop.desk.opening import found_desk
from desktop.desk.today import today
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.pages.today import TodayPage
from desktop.ui.pages.visit import VisitPage
from desktop.ui.theme import Scheme, Theme
from desktop.ui.widgets.choices import ChoiceField
from tests.journeys.walk import CHEAP, NOW, PASSPHRASE, Walk, named, said_by

RAISED = NOW.today() - timedelta(days=9)


def write_township(home: Path) -> None:
    """One couple on file with both contact persons."""
    wish = Founding("township", "999999101", "青溪镇", "national", "王芳", PASSPHRASE, new_recovery_code())
    desk = found_desk(home, wish, NOW, CHEAP)
    persons: tuple[dict[str, Any], ...] = (
        {"name": "周文彬", "relation": "02", "sex": "1", "phone": "13800000017"},
        {"name": "何秀兰", "relation": "10", "sex": "2"},
    )
    with desk.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {"opened_on": "2026-01-06"}, persons))
    with desk.record.store.reading() as connection:
        family_id = str(connection.exec_driver_sql("SELECT id FROM family").scalar_one())
    for kind, name, phone in (("township", "何卫国", "13800000001"), ("village", "冯月明", "13800000002")):
        with desk.record.store.writing() as writing:
            assign_contact(writing, NewAssignment(family_id, kind, name, phone, "2026-02-01"))
    desk.record.close()


@pytest.fixture
def walk(qapp: QApplication, tmp_path: Path) -> Iterator[Walk]:
    """The program on that township, opened by its passphrase."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "calibrate", lambda: CHEAP)
        write_township(tmp_path / "home")
        made = Walk(tmp_path / "home", Theme(Scheme.LIGHT))
        made.unlock()
        yield made
        made.close()


def owed(walk: Walk, rule: str) -> list[str]:
    """Titles of what is owed by a rule."""
    day = walk.ask(today)
    found = (each.duty for each in (*day.overdue, *day.due, *day.this_week))
    return [duty.title for duty in found if duty.rule == rule]


def do_duty(walk: Walk, title: str) -> None:
    """Chooses the line of 今日 with this title and presses Enter."""
    walk.go("今日")
    walk.click(next(row for row in walk.page(TodayPage).list.rows() if row.owed.duty.title == title))
    walk.key(Qt.Key.Key_Return)


def open_family_page(walk: Walk, section: str) -> FamilyPage:
    """The family's file, found by its initials, with a section open."""
    walk.find("zwb")
    walk.key(Qt.Key.Key_Return)
    page = walk.page(FamilyPage)
    page.sections.open_section(section)
    walk.settle()
    return page


def raise_need(walk: Walk) -> None:
    """A visit nine days ago in which something was asked for."""
    open_family_page(walk, "visits")
    walk.press("记录走访", walk.page(FamilyPage).header)
    form = walk.page(VisitPage).form
    assert form is not None
    walk.fill(form.fields["on"], RAISED.isoformat())
    walk.press("何秀兰", form)
    walk.press("登记诉求", form)
    (card,) = form.needs.cards
    walk.fill(card.fields["request"], "卫生间加装扶手")
    assert isinstance(card.fields["category"], ChoiceField)
    walk.choose(card.fields["category"], "住房")
    walk.press("保存走访  Ctrl+S")


def test_a_visits_request_is_answered_handed_on_settled_and_followed_up(walk: Walk) -> None:
    raise_need(walk)
    assert owed(walk, "A2") == ["诉求答复"]
    walk.go("今日")
    row = next(row for row in walk.page(TodayPage).list.rows() if row.owed.duty.rule == "A2")
    assert "请分管领导何卫国督办，逾期 2 天：卫生间加装扶手" in row.accessibleName()

    do_duty(walk, "诉求答复")
    page = walk.page(FamilyPage)
    walk.fill(page.panel.control("action"), "已报到县残联，等通知")
    walk.fill(page.panel.control("referred_to"), "县残联")
    walk.fill(page.panel.control("answered_on"), (RAISED - timedelta(days=1)).isoformat())
    walk.press("记下答复", page.panel)
    assert "早于提出日期" in said_by(page.panel)
    assert walk.rows("SELECT status FROM need") == [("open",)]
    walk.fill(page.panel.control("answered_on"), (RAISED + timedelta(days=1)).isoformat())
    walk.press("记下答复", page.panel)
    assert "已转县残联" in said_by(page.sections)
    assert owed(walk, "A2") == []

    walk.press("办结", page.sections)
    walk.fill(page.panel.control("result"), "扶手已装好")
    walk.press("办结", page.panel)
    assert owed(walk, "A2") == []  # the question is open from now on, and due in two weeks

    walk.press("登记回访", page.sections)
    walk.press("已解决", page.panel)
    walk.press("记下回访", page.panel)
    assert "回访：已解决" in said_by(page.sections)
    assert walk.rows("SELECT status, result, solved FROM need") == [("followed_up", "扶手已装好", 1)]

    walk.window.go("registers", {"register": "needs"})
    walk.settle()
    assert "今年提出 1 件，办结 1 件，办结率 100.0%，回访过 1 件，逾期 0 件" in said_by(walk.page(RegistersPage))


def test_an_event_stands_first_until_an_emergency_visit_answers_it(walk: Walk) -> None:
    page = open_family_page(walk, "events")
    walk.press("记重大事项", page.sections)
    kind = page.panel.control("kind")
    assert isinstance(kind, ChoiceField)
    walk.choose(kind, "意外")
    walk.fill(page.panel.control("known_time"), "8:00")
    walk.press("记下", page.panel)
    assert owed(walk, "S2-emergency") == ["突发看望"]

    walk.go("今日")
    first = walk.page(TodayPage).list.rows()[0]
    assert "突发看望" in first.accessibleName()
    assert "还剩 20 小时" in first.accessibleName()
    do_duty(walk, "突发看望")
    form = walk.page(VisitPage).form
    assert form is not None
    walk.press("周文彬", form)
    walk.press("保存走访  Ctrl+S")
    assert walk.rows("SELECT category, mode FROM visit") == [("emergency", "home")]
    assert owed(walk, "S2-emergency") == []

    page = open_family_page(walk, "events")
    assert "11月22日 上门（何卫国、冯月明）" in said_by(page.sections)
    assert named(page.sections, "重大事项") is not None
