"""A move to another township at the real window, a return, and one household that becomes two."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.desk.county import figures
from tests.journeys.entitled import at_work, open_file, take_back
from tests.journeys.walk import said_by


def test_a_family_moves_away_comes_back_and_parts(qapp: QApplication, tmp_path: Path) -> None:
    with at_work(tmp_path / "home") as walk:
        page = open_file(walk, "zwb", "archive")
        walk.press("登记迁出", page.sections)
        walk.fill(page.panel.control("on"), "2026-06-01")
        walk.press("看看会怎样", page.panel)
        assert "还没填迁到哪里" in said_by(page.panel)
        walk.fill(page.panel.control("to_addr"), "邻县城关镇")
        walk.fill(page.panel.control("said"), "随亲属落户")
        walk.press("看看会怎样", page.panel)
        read = said_by(page.panel.review)
        assert "周文彬户从 6月1日 起迁出" in read
        assert "联系人 冯月明" in read
        assert "协议、就诊卡、保险是本人的，跟人走" in read
        walk.press("登记迁出", page.panel)
        assert walk.rows("SELECT status, status_on FROM family") == [("moved_out", "2026-06-01")]
        assert walk.rows("SELECT DISTINCT status, stop_reason FROM eligibility") == [("stopped", "moved")]
        asked = "SELECT from_addr, to_addr, reason FROM change_event"
        assert walk.rows(asked) == [("上坪村 3 组 12 号", "邻县城关镇", "随亲属落户")]
        assert "已迁出" in said_by(page.header)
        assert not page._visit.isEnabled()

        page.sections.open_section("archive")
        walk.press("登记迁回", page.sections)
        walk.fill(page.panel.control("on"), "2026-05-01")
        walk.fill(page.panel.control("from_addr"), "邻县城关镇")
        walk.fill(page.panel.control("said"), "又迁回来")
        walk.press("记下", page.panel)
        assert "日期不晚于离册的日期 2026-06-01" in said_by(page.panel)
        walk.fill(page.panel.control("on"), "2026-10-01")
        walk.press("记下", page.panel)
        assert page._visit.isEnabled()
        counted = walk.ask(lambda desk: [figures(desk, on).total.head.households for on in _DAYS])
        assert counted == [1, 0, 1]

        page.sections.open_section("members")
        walk.press("分户", page.sections)
        walk.fill(page.panel.control("said"), "离婚")
        walk.fill(page.panel.control("village"), "柳湾村")
        walk.press("离婚", page.panel)
        walk.press("看看会怎样", page.panel)
        assert "子女 1 人仍是父母两人的" in said_by(page.panel.review)
        walk.press("分成两户", page.panel)
        heads = "SELECT p.name FROM family f JOIN person p ON p.family_id = f.id AND p.is_head = 1 WHERE f.voided = 0"
        assert {row[0] for row in walk.rows(heads)} == {"周文彬", "何秀兰"}
        head = walk.ask(lambda desk: figures(desk, date(2026, 11, 22)).total.head)
        assert (head.households, head.persons, head.children) == (2, 2, 1)
        take_back(walk)
        assert walk.rows("SELECT count(*) FROM family WHERE voided = 0") == [(1,)]
        assert walk.rows("SELECT DISTINCT marital FROM person") == [("21",)]


_DAYS = (date(2026, 5, 31), date(2026, 9, 30), date(2026, 10, 1))
