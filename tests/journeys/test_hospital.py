"""A stay in hospital at the real window: seen at once, visited, discharged, claimed, paid, and taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.commands.families import NewFamily, open_family
from db.commands.insurance import Product, Term, enrol, record_policy
from db.commands.opening import Founding
from db.vault import keys
from db.vault.recovery import new_recovery_code
from desktop.desk.opening import found_desk
from desktop.desk.today import today
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.today import TodayPage
from desktop.ui.pages.visit import VisitPage
from desktop.ui.theme import Scheme, Theme
from tests.journeys.walk import CHEAP, NOW, PASSPHRASE, Walk, said_by

CARE = Product("hospital_care", "住院护理补贴保险")
ADMITTED, LEFT = NOW.today() - timedelta(days=35), NOW.today() - timedelta(days=25)


def write_township(home: Path) -> None:
    """One couple on file, both insured: 100 yuan a day, at most eight days a stay."""
    wish = Founding("township", "999999101", "青溪镇", "national", "王芳", PASSPHRASE, new_recovery_code())
    desk = found_desk(home, wish, NOW, CHEAP)
    store = desk.record.store
    persons: tuple[dict[str, Any], ...] = (
        {"name": "周文彬", "relation": "02", "sex": "1", "phone": "13800000017"},
        {"name": "何秀兰", "relation": "10", "sex": "2"},
    )
    with store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {"opened_on": "2026-01-06"}, persons))
    policy = {"product": CARE.code, "since": "2026-01-01", "until": "2026-12-31", "per_day": 10000, "stay_limit": 8}
    with store.writing() as writing:
        record_policy(writing, policy)
    with store.reading() as connection:
        policy_id = str(connection.exec_driver_sql("SELECT id FROM policy").scalar_one())
        ids = [str(row[0]) for row in connection.exec_driver_sql("SELECT id FROM person")]
    with store.writing() as writing:
        enrol(writing, CARE, [Term(person, "2026-01-01", "2026-12-31", policy_id) for person in ids], {})
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


def owed(walk: Walk) -> set[tuple[str, str]]:
    """Titles and reasons of what is owed for stays in hospital."""
    day = walk.ask(today)
    found = (each.duty for each in (*day.overdue, *day.due, *day.this_week))
    return {(duty.title, duty.reason) for duty in found if duty.rule == "S2-hospital" or duty.action == "file_claim"}


def do_duty(walk: Walk, title: str) -> None:
    """Chooses the line of 今日 with this title and presses Enter."""
    walk.go("今日")
    walk.click(next(row for row in walk.page(TodayPage).list.rows() if row.owed.duty.title == title))
    walk.key(Qt.Key.Key_Return)


def open_hospital(walk: Walk) -> FamilyPage:
    """The family's file with 住院与理赔 open."""
    if walk.window.key != "family":
        walk.find("zwb")
        walk.key(Qt.Key.Key_Return)
    page = walk.page(FamilyPage)
    page.sections.open_section("hospital")
    walk.settle()
    return page


def test_a_stay_in_hospital_is_visited_claimed_paid_and_can_be_taken_back(walk: Walk) -> None:
    page = open_hospital(walk)
    walk.press("登记住院", page.sections)
    walk.press("何秀兰", page.panel)
    walk.fill(page.panel.control("admitted_on"), ADMITTED.isoformat())
    walk.fill(page.panel.control("other_hospital"), "县人民医院")
    walk.press("登记", page.panel)
    assert "住院中" in said_by(page.sections)
    assert owed(walk) == {("住院探望", "何秀兰 10月18日 入院，3 日内应看望")}

    do_duty(walk, "住院探望")
    form = walk.page(VisitPage).form
    assert form is not None
    walk.fill(form.fields["companions"], "冯月明")
    walk.press("何秀兰", form)
    walk.press("保存走访  Ctrl+S")
    assert walk.rows("SELECT category, outcome FROM visit") == [("hospital", "met")]
    assert owed(walk) == set()

    page = open_hospital(walk)
    walk.press("登记出院", page.sections)
    walk.fill(page.panel.control("discharged_on"), (ADMITTED - timedelta(days=1)).isoformat())
    walk.press("登记", page.panel)
    assert "早于入院" in said_by(page.panel)
    walk.fill(page.panel.control("discharged_on"), LEFT.isoformat())
    walk.press("登记", page.panel)
    assert "可报住院护理补贴保险 8 天，800 元（2 天超限，每次住院最多 8 天）" in said_by(page.sections)
    ((title, reason),) = owed(walk)
    assert (title, reason) == ("办理赔", "何秀兰 10月28日 出院，30 日内交理赔材料：住院护理补贴保险 8 天，800 元")

    do_duty(walk, "办理赔")
    page = walk.page(FamilyPage)
    assert "建议住院护理补贴保险 8 天，800 元" in said_by(page.panel)
    walk.press("身份证", page.panel)
    walk.press("登记", page.panel)
    assert walk.rows("SELECT days, amount, papers, submitted_on FROM claim") == [
        (8, 80000, '["id_card"]', NOW.today().isoformat())
    ]
    assert owed(walk) == set()

    page = open_hospital(walk)
    walk.press("登记赔付", page.sections)
    walk.fill(page.panel.control("amount"), "780")
    walk.press("登记", page.panel)
    assert "已赔付" in said_by(page.sections)
    assert "何秀兰的理赔已赔付" in said_by(page.timeline)
    assert walk.rows("SELECT amount, paid_on FROM claim") == [(78000, NOW.today().isoformat())]

    walk.ctrl(Qt.Key.Key_Z)
    assert walk.rows("SELECT amount, paid_on FROM claim") == [(80000, None)]
    assert walk.refused == []
