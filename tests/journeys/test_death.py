"""A mother's death at the real window: read first, written in one step, visited, told to the county, taken back."""

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.pages.visit import VisitPage
from tests.journeys.entitled import at_work, do_duty, open_file, owed, take_back
from tests.journeys.walk import Walk, said_by

ENDED = ("SELECT status FROM eligibility", "SELECT state FROM agreement", "SELECT state FROM green_card")


def states(walk: Walk) -> list[set[str]]:
    return [{str(row[0]) for row in walk.rows(sql)} for sql in ENDED]


def of_her(page: FamilyPage, words: str) -> QAbstractButton:
    """The button with these words in the last line that has one: hers."""
    return [b for b in page.sections.findChildren(QAbstractButton) if b.text() == words][-1]


def test_a_mothers_death_ends_her_own_keeps_his_and_is_answered(qapp: QApplication, tmp_path: Path) -> None:
    with at_work(tmp_path / "home") as walk:
        page = open_file(walk, "zwb", "members")
        walk.click(of_her(page, "登记亡故"))
        assert "周文彬户  何秀兰" in said_by(page.panel)
        before = walk.rows("SELECT count(*) FROM change")

        walk.fill(page.panel.control("on"), "2026-11-23")
        walk.press("看看会怎样", page.panel)
        assert "去世日期在今天之后" in said_by(page.panel)
        walk.fill(page.panel.control("on"), "2026-11-20")
        walk.press("看看会怎样", page.panel)
        read = said_by(page.panel.review)
        for words in (
            "何秀兰 11月20日 去世",
            "何秀兰的特扶资格（死亡，已确认）",
            "何秀兰的家庭医生协议",
            "何秀兰的就诊卡",
            "周文彬的婚姻状况改为丧偶",
            "24 小时内上门",
            "村联系人 冯月明 继续联系这一户",
        ):
            assert words in read, (words, read)
        assert "周文彬的家庭医生协议" not in read
        assert walk.rows("SELECT count(*) FROM change") == before, "reading writes nothing"

        walk.press("回去改", page.panel)
        assert page.panel.answers()["on"] == "2026-11-20"
        walk.press("看看会怎样", page.panel)
        walk.press("登记亡故", page.panel)
        take_back(walk)
        assert states(walk) == [{"confirmed"}, {"signed"}, {"valid"}]
        assert walk.rows("SELECT count(*) FROM event WHERE voided = 0") == [(0,)]
        assert walk.rows("SELECT alive, marital FROM person") == [(1, "21")] * 2

        walk.click(of_her(page, "登记亡故"))
        walk.fill(page.panel.control("on"), "2026-11-20")
        walk.press("看看会怎样", page.panel)
        walk.press("登记亡故", page.panel)
        assert states(walk) == [{"stopped", "confirmed"}, {"ended", "signed"}, {"void", "valid"}]
        assert walk.rows("SELECT count(*) FROM assignment WHERE until IS NULL") == [(2,)]
        assert "何秀兰" not in said_by(page.members)
        (visit,) = owed(walk, "S2-emergency")
        assert visit[0] == "突发看望"

        do_duty(walk, "突发看望")
        form = walk.page(VisitPage).form
        assert form is not None
        walk.fill(form.fields["companions"], "冯月明")
        walk.press("周文彬", form)
        walk.press("保存走访  Ctrl+S")
        assert walk.rows("SELECT category, outcome FROM visit") == [("emergency", "met")]
        assert owed(walk, "S2-emergency") == set()

        walk.window.go("registers", {"register": "changes"})
        walk.settle()
        shown = walk.page(RegistersPage).shown
        assert shown is not None
        told = " ".join(str(getattr(cell, "words", cell)) for cell in shown.table.rows[0].cells)
        assert "删除或注销" in told
        assert "何秀兰：亡故" in told
