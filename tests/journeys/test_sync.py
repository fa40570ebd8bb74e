"""A newcomer at two offices: enrolled, handed over, answered; a second laptop disagrees, the county decides."""

from functools import partial
from pathlib import Path
from shutil import copytree

from PySide6.QtCore import Qt

from db.commands.families import edit_record
from desktop.desk.desk import Desk
from desktop.desk.families import view_family
from desktop.desk.handover import export
from desktop.desk.history import values_before
from desktop.ui.pages.conflicts import ConflictsPage
from desktop.ui.pages.handover import HandoverPage
from desktop.ui.pages.handover_sticks import Stick
from desktop.ui.pages.monthly import MonthlyPage
from desktop.ui.pages.stations import StationsPage
from tests.journeys.test_window import Open, _cheap_keys, at_work, county, enrol, founded, listed, look, open_at
from tests.journeys.walk import Walk, said_by

__all__ = ["_cheap_keys", "at_work", "county", "founded", "listed", "look", "open_at"]


def regroup(walk: Walk, group: str) -> None:
    """The first family is moved to another group."""

    def job(desk: Desk) -> None:
        with desk.record.store.writing() as writing:
            asked = "SELECT id FROM family WHERE voided = 0 ORDER BY no LIMIT 1"
            family = str(writing.connection.exec_driver_sql(asked).scalar_one())
            edit_record(writing, "family", family, {"group_name": group})

    walk.ask(job)


def this_month(county: Walk) -> str:
    """How the township stands in the county's matrix."""
    months = county.page(MonthlyPage).months
    assert months is not None
    return months.townships[0].months[-1].standing


def who_settled(desk: Desk) -> set[str]:
    """Whose name stands beside what was decided, in the family's file and in the list of what stood there before."""
    with desk.record.store.reading() as connection:
        asked = "SELECT id FROM family WHERE group_name IS NOT NULL ORDER BY no LIMIT 1"
        family = str(connection.exec_driver_sql(asked).scalar_one())
    told = {each.author for each in view_family(desk, family).history if each.kind == "resolve"}
    return told | {values_before(desk, family)[0].author}


def ask_about_two_laptops(county: Walk) -> None:
    """The county sees on the page 乡镇 that two computers use one record, asks, and notes that it has."""
    county.go("乡镇")
    stations = county.page(StationsPage)
    county.cell(stations.table, 0, "name")
    assert "两台电脑" in said_by(stations.card)
    county.press("问过了，记下")
    assert "已记下" in said_by(stations)


def answer_all(county: Walk, folder: Path) -> list[Path]:
    """The county writes its returns from the page 月度."""
    folder.mkdir()
    county.go("月度")
    county.dialogs.into = folder
    county.click(county.page(MonthlyPage).answer)
    assert "重新读过一遍" in said_by(county.page(MonthlyPage))
    return sorted(folder.glob("*.nxb"))


def read_receipt(walk: Walk, file: Path) -> str:
    """The township looks at a return, then reads it in; what it was told."""
    walk.go("上报")
    walk.dialogs.many = (file,)
    walk.press("读入县里回执")
    walk.press("读入 1 份回执")
    return said_by(walk.page(HandoverPage).made)


def test_from_enrolment_to_a_settled_conflict_and_the_receipt(
    at_work: Walk, county: Walk, open_at: Open, tmp_path: Path
) -> None:
    """B-20 to B-27, B-13, B-14, B-34 at the screens."""
    stick, inbox = tmp_path / "stick", tmp_path / "收件"
    stick.mkdir()
    inbox.mkdir()
    page = enrol(at_work, county, tmp_path)
    page.find_with(lambda: (Stick(stick, "U盘", "可用 8 GB", usable=True),))
    at_work.press("重新找")
    at_work.press("生成并写入 U盘")
    county.go("月度")
    monthly = county.page(MonthlyPage)
    county.dialogs.into = stick
    county.press("选收件夹")
    county.press("看新到的 1 个")
    county.press("导入 1 个包")
    assert "已接收" in said_by(monthly.list)
    (first,) = answer_all(county, tmp_path / "回执一")
    assert "县里收到" in read_receipt(at_work, first)
    assert not at_work.rows("SELECT 1 FROM change c WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE change_hash = c.hash)")

    at_work.ctrl(Qt.Key.Key_L)
    copytree(at_work.home, tmp_path / "第二台")
    mine, other = at_work, open_at(tmp_path / "第二台")
    for walk, group in ((mine, "1 组"), (other, "2 组")):
        walk.unlock()
        regroup(walk, group)
        walk.ask(partial(export, folder=inbox / group))
    files = tuple(inbox.rglob("*.nxb"))
    county.dialogs.many = files
    county.press("选文件")
    county.press("导入 2 个包")
    assert "1 处冲突" in said_by(monthly.list)
    assert this_month(county) == "conflict"

    ask_about_two_laptops(county)
    county.go("核对")
    question = county.page(ConflictsPage)
    assert "冲突，1 户 1 处" in said_by(question)
    question.cards[0].choose(0)
    chosen = question.cards[0].value()
    county.press("定下 1 处")
    assert "没有要核对的" in said_by(question)
    county.go("月度")
    assert this_month(county) == "open", "the month is not over: it is handed in once more"
    (second,) = answer_all(county, tmp_path / "回执二")
    assert "由县里带来" in read_receipt(mine, second)
    asked = "SELECT group_name FROM family WHERE group_name IS NOT NULL ORDER BY no LIMIT 1"
    assert mine.rows(asked) == county.rows(asked) == [(chosen,)]
    assert mine.ask(who_settled) == {"示范县卫健局"}
    mine.go("核对")
    assert "没有要核对的" in said_by(mine.page(ConflictsPage))
