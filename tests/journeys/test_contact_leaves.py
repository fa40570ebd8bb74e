"""A contact person leaves at the real window: all families handed over in one plan, gaps told, undone by Ctrl+Z."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.commands.families import FAMILY_DEFAULTS, add_person, ensure_village
from db.commands.opening import Founding
from db.store.writing import Writing
from db.vault import keys
from db.vault.recovery import new_recovery_code
from desktop.desk.explained import explain
from desktop.desk.opening import found_desk
from desktop.desk.today import today
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.theme import Scheme, Theme
from tests.journeys.walk import CHEAP, NOW, PASSPHRASE, Walk, said_by

FAMILIES = 22
SURNAMES = "张李王刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋"


def settle_in(writing: Writing) -> None:
    """Twenty-two families in two villages, all held by 何卫国; 冯月明 in the villages; 谭志成 and 罗青 could follow."""
    ids = {}
    people = (("何卫国", "township"), ("谭志成", "township"), ("罗青", "township"), ("冯月明", "village"))
    for place, (name, level) in enumerate(people):
        fields = {"name": name, "level": level, "phone": f"1380000000{place}", "post": "干部", "active": True}
        ids[name] = writing.create("contact_person", fields)
    for place, surname in enumerate(SURNAMES):
        village = ensure_village(writing, "云岭村" if place < FAMILIES // 2 else "石桥村")
        family = {**FAMILY_DEFAULTS, "case_no": f"{place:04d}", "opened_on": "2020-01-01", "village_id": village}
        family_id = writing.create("family", family)
        add_person(writing, family_id, {"name": f"{surname}守田", "relation": "02", "sex": "1"})
        told = {"family_id": family_id, "since": "2022-01-01", "family_informed_on": "2022-01-05"}
        writing.create("assignment", {**told, "contact_id": ids["何卫国"], "post_kind": "township"})
        writing.create("assignment", {**told, "contact_id": ids["冯月明"], "post_kind": "village"})
    writing.finish("已准备好")


@pytest.fixture
def walk(qapp: QApplication, tmp_path: Path) -> Iterator[Walk]:
    """The program on that township, opened by its passphrase."""
    home = tmp_path / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "calibrate", lambda: CHEAP)
        wish = Founding("township", "999999101", "青溪镇", "national", "王芳", PASSPHRASE, new_recovery_code())
        desk = found_desk(home, wish, NOW, CHEAP)
        with desk.record.store.writing() as writing:
            settle_in(writing)
        desk.record.close()
        made = Walk(home, Theme(Scheme.LIGHT))
        made.unlock()
        yield made
        made.close()


def cards_due(walk: Walk, day: date) -> list[str]:
    """What is owed on a day about the contact card."""
    found = walk.ask(lambda desk: today(desk, day))
    owed = (*found.overdue, *found.due, *found.this_week)
    return [each.duty.reason for each in owed if each.duty.action == "hand_card"]


def missing(walk: Walk, day: date) -> list[tuple[str, int]]:
    """Who has not both contact persons on a day, and for how many days."""
    return [(each.state.reason, each.days) for each in walk.ask(lambda desk: explain(desk, day, item="C1"))]


def test_a_contact_person_leaves_and_twenty_two_families_are_handed_over_in_one_plan(walk: Walk) -> None:
    walk.go("台账")
    page = walk.page(RegistersPage)
    assert page.table is not None
    names = [row.cells[0] for row in page.table.rows_model().rows()]
    walk.cell(page.table, names.index("何卫国"), "name")
    walk.press("离岗交接")
    assert f"名下现有 {FAMILIES} 户" in said_by(page.panel)

    walk.fill(page.panel.control("left_on"), "2026-11-01")
    walk.press("谭志成 干部", page.panel.control("successor"))
    walk.fill(page.panel.control("since"), "2026-11-20")
    walk.press("罗青 干部", page.panel.control("village:1"))
    walk.press("看看怎样交接")
    laid_out = said_by(page.panel)
    assert "何卫国 11月1日 离岗" in laid_out
    assert "22 户交接，最后一天 10月31日" in laid_out
    assert "中间空缺合计 418 户天" in laid_out  # nineteen days each (domain.md §5.1, example 2)
    assert "22 户要送新的联系卡，12月5日 前送到家" in laid_out
    assert "交给谭志成 干部，11 户" in laid_out
    assert "石桥村 宋守田户，11月20日 起，空缺 19 天" in laid_out
    assert walk.rows("SELECT count(*) FROM assignment") == [(2 * FAMILIES,)], "nothing is written before it was read"

    walk.press("交接这 22 户")
    assert walk.refused == []
    held = "SELECT c.name, a.since, a.until, count(*) FROM assignment a JOIN contact_person c ON c.id = a.contact_id"
    standing = f"{held} WHERE a.voided = 0 GROUP BY c.name, a.since, a.until ORDER BY a.since, c.name"
    assert walk.rows(standing) == [
        ("何卫国", "2022-01-01", "2026-10-31", FAMILIES),
        ("冯月明", "2022-01-01", None, FAMILIES),
        ("罗青", "2026-11-20", None, FAMILIES // 2),
        ("谭志成", "2026-11-20", None, FAMILIES // 2),
    ]
    assert missing(walk, date(2026, 10, 31)) == []
    assert missing(walk, date(2026, 11, 19)) == [("乡镇级联系人 11月1日 起空缺", 19)] * FAMILIES
    assert missing(walk, date(2026, 11, 20)) == []
    due = cards_due(walk, date(2026, 12, 5))
    assert len(due) == FAMILIES
    assert due[0] == "谭志成 11月20日 起任联系人，联系卡还没有送到家"
    row = next(row for row in page.table.rows_model().rows() if row.cells[0] == "何卫国")
    assert (row.cells[5], row.cells[6].words) == (0, "11月1日 离岗")

    walk.ctrl(Qt.Key.Key_Z)
    assert walk.rows(standing) == [
        ("何卫国", "2022-01-01", None, FAMILIES),
        ("冯月明", "2022-01-01", None, FAMILIES),
    ]
    assert missing(walk, date(2026, 11, 19)) == []
    assert cards_due(walk, date(2026, 12, 5)) == []
