"""A filter kept, a change for many families read and done, the program started again, and the change taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db.commands.opening import Founding
from db.vault import keys
from db.vault.recovery import new_recovery_code
from desktop.desk.demo import plant
from desktop.desk.opening import found_desk
from desktop.ui.pages.bulk import BulkPage
from desktop.ui.pages.families import FamiliesPage
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.history import HistoryPage
from desktop.ui.theme import Scheme, Theme
from tests.journeys.walk import CHEAP, NOW, PASSPHRASE, Walk, named, said_by

Open = Callable[[], Walk]
_LEVELS = "SELECT id, risk_level, risk_reason FROM family WHERE status = 'active' AND voided = 0 ORDER BY no"


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Starts the program on a township of some invented families; every program started is shut at the end."""
    monkeypatch.setattr(keys, "calibrate", lambda: CHEAP)
    home, look, made = tmp_path / "home", Theme(Scheme.LIGHT), list[Walk]()
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, new_recovery_code())
    desk = found_desk(home, wish, NOW, CHEAP)
    plant(desk, 14, seed=7)
    desk.record.close()

    def start() -> Walk:
        made.append(Walk(home, look))
        made[-1].unlock()
        return made[-1]

    yield start
    for walk in made:
        walk.close()
    look.close()


def raise_level(walk: Walk, family_id: str) -> None:
    """One family's level is raised once more on its own file."""
    walk.window.go("family", {"family_id": family_id})
    walk.settle()
    page = walk.page(FamilyPage)
    page._want("change_risk", "")
    walk.settle()
    walk.press("高危", page.panel)
    walk.fill(page.panel.control("risk_reason"), "刚出院")
    walk.press("保存", page.panel)


def test_a_bulk_change_by_a_kept_filter_is_taken_back_after_a_restart(program: Open) -> None:
    walk = program()
    walk.go("家庭")
    page = walk.page(FamiliesPage)
    page.filters.care.click()
    walk.pick("一般")
    walk.press("存为常用", page.saved)
    QTest.qWait(20)
    walk.type("一般关注")
    walk.key(Qt.Key.Key_Return)
    rows = page.table.rows_model().rows()
    walk.click(named(page.saved, f"一般关注，{len(rows)} 户"))
    assert page.saved.isHidden() is False
    walk.click(named(page.saved, f"一般关注，{len(rows)} 户"))
    before = walk.rows(_LEVELS)

    page.table.rows_model().tick_all(on=True)
    walk.press(f"批量改（{len(rows)}）", page.bar)
    bulk = walk.page(BulkPage)
    walk.press("关注等级", bulk.kinds)
    walk.press("重点", bulk.panel)
    walk.fill(bulk.panel.control("risk_reason"), "入冬前逐户看一遍")
    walk.press("看会改什么", bulk.panel)
    assert bulk.summary.label.text() == f"改 {len(rows)} 户"
    assert walk.rows(_LEVELS) == before, "reading the plan writes nothing"
    walk.press(f"改 {len(rows)} 户", bulk)
    assert walk.window.toast.text() == f"已改 {len(rows)} 户的关注等级"
    assert {row[1] for row in walk.rows(_LEVELS) if row[0] in {r.id for r in rows}} == {"focus"}

    edited = str(rows[0].id)
    raise_level(walk, edited)
    walk.close()

    again = program()
    again.go("家庭")
    kept = again.page(FamiliesPage).saved
    assert "一般关注" in said_by(kept)
    again.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    history = again.page(HistoryPage)
    place = next(
        n for n, row in enumerate(history.done.rows_model().rows()) if row.said == f"已改 {len(rows)} 户的关注等级"
    )
    again.cell(history.done, place, "said")
    again.press("撤销这一步", history)
    head = rows[0].head_name
    assert again.window.toast.text() == f"已撤销：已改 {len(rows)} 户的关注等级；之后又改过的没有动：{head}户"
    now = {row[0]: row[1:] for row in again.rows(_LEVELS)}
    assert now.pop(edited) == ("high", "刚出院")
    assert now == {row[0]: row[1:] for row in before if row[0] != edited}
