"""A year's annual review at the real window: one looked at, one out, the rest in one step, and taken back."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.registers import RegistersPage
from tests.journeys.entitled import at_work, do_duty, owed, take_back
from tests.journeys.walk import said_by


def test_a_years_review_is_done_one_by_one_and_then_together(qapp: QApplication, tmp_path: Path) -> None:
    with at_work(tmp_path / "home", couples=2) as walk:
        assert len(owed(walk, "E2")) == 4
        do_duty(walk, "特扶年审")
        page = walk.page(FamilyPage)
        assert page.sections.opened == "assistance"
        assert page.case is not None
        told = [line.note for each in page.case.sections if each.key == "assistance" for line in each.lines]
        assert all(note.startswith("2026 年还没有年审，死亡类，每人每月 590 元") for note in told), told

        walk.fill(page.panel.control("year"), "2019")
        walk.press("登记", page.panel)
        assert "2019 年这份资格还没有确认" in said_by(page.panel)
        assert walk.rows("SELECT count(*) FROM annual_check") == [(0,)]
        walk.fill(page.panel.control("year"), "2026")
        walk.press("待核", page.panel)
        walk.press("登记", page.panel)
        assert walk.rows("SELECT year, result FROM annual_check") == [(2026, "pending")]
        assert len(owed(walk, "E2")) == 4, "pending is not done"

        walk.window.go("registers", {"register": "reviews"})
        walk.settle()
        listing = walk.page(RegistersPage)
        walk.press("一起登记年审合格", listing.header)
        walk.press("看看名单", listing.panel)
        read = said_by(listing.panel.review)
        assert "登记合格 3 人" in read
        assert "留给您逐人定 1 人" in read
        walk.press("登记 3 人合格", listing.panel)
        counted = "SELECT result, count(*) FROM annual_check WHERE voided = 0 GROUP BY result ORDER BY result"
        assert walk.rows(counted) == [("passed", 3), ("pending", 1)]
        assert len(owed(walk, "E2")) == 1
        take_back(walk)
        assert walk.rows(counted) == [("pending", 1)]

        do_duty(walk, "特扶年审")
        page = walk.page(FamilyPage)
        walk.press("退出", page.panel)
        walk.press("登记", page.panel)
        assert "结果是退出，没有选原因" in said_by(page.panel)
        walk.choose(page.panel.control("stop_reason"), "收养")  # type: ignore[arg-type] # a list of seven
        walk.press("登记", page.panel)
        assert walk.rows("SELECT count(*) FROM eligibility WHERE status = 'stopped'") == [(1,)]
        assert "停止 收养" in said_by(page.sections)
