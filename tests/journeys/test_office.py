"""台账 at the real window: a centre, an activity with who came, 场 and 人次, taken back, and the register in Excel."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from db.commands.opening import Founding
from db.vault import keys
from db.vault.recovery import new_recovery_code
from desktop.desk.case_file import read_case
from desktop.desk.demo import plant
from desktop.desk.opening import found_desk
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.registers import RegistersPage
from desktop.ui.theme import Scheme, Theme
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.picks import PickField
from tests.journeys.walk import CHEAP, NOW, PASSPHRASE, Walk, named, said_by


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small township in Taicang, where the centre is called 连心家园, shut; tests work on copies."""
    home = tmp_path_factory.mktemp("office") / "home"
    wish = Founding("township", "999999101", "青溪镇", "taicang", "王芳", PASSPHRASE, new_recovery_code())
    desk = found_desk(home, wish, NOW, CHEAP)
    plant(desk, 40, seed=7)
    desk.record.close()
    return home


@pytest.fixture
def walk(qapp: QApplication, planted: Path, tmp_path: Path) -> Iterator[Walk]:
    """The program on a copy, opened by its passphrase."""
    home = copytree(planted, tmp_path / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "calibrate", lambda: CHEAP)
        made = Walk(home, Theme(Scheme.LIGHT))
        made.unlock()
        yield made
        made.close()


def open_register(walk: Walk, title: str) -> RegistersPage:
    """台账 in the rail, then the register in its list."""
    if not isinstance(walk.window.page(), RegistersPage):
        walk.go("台账")
    page = walk.page(RegistersPage)
    walk.click(next(b for b in page.list.findChildren(Button) if b.text().strip() == title and b.isVisible()))
    return page


def lines(page: RegistersPage) -> list[str]:
    """The first cell of every line shown, as it is read aloud or copied."""
    assert page.table is not None
    model = page.table.rows_model()
    return [model.copied([n]).splitlines()[1].split("\t")[0] for n in range(len(model.rows()))]


def last_of(family: FamilyPage, words: str) -> Button:
    """The last verb of this name among the sections: the newest pairing's."""
    return [b for b in family.sections.findChildren(Button) if b.text() == words and b.isVisible()][-1]


def test_a_centre_an_activity_with_who_came_its_figures_an_undo_and_the_register_in_excel(
    walk: Walk, tmp_path: Path
) -> None:
    page = open_register(walk, "连心家园")
    walk.press("新增连心家园")
    walk.fill(page.panel.control("name"), "云溪村连心家园")
    walk.press("省级优秀项目点", page.panel)
    for have in ("有场所", "有标识", "有制度"):
        walk.press(have, page.panel)
    walk.ctrl(Qt.Key.Key_S)
    assert page.panel.isHidden()
    assert "云溪村连心家园" in lines(page)
    assert page.table is not None
    walk.cell(page.table, lines(page).index("云溪村连心家园"))
    assert "缺计划、活动、管理" in page.table.rows_model().copied(page.table.selected_numbers())

    before = walk.rows("SELECT count(*) FROM activity WHERE voided = 0")[0][0]
    walk.press("在这里办活动", page.bar)
    walk.press("会员活动月", page.panel)
    name = page.panel.control("name")
    assert page.panel.answers()["name"] == "会员活动月"
    assert "暖心家园" not in said_by(page.panel), "everything in the words of the place"
    walk.fill(name, "会员活动月茶话会")
    walk.fill(page.panel.control("on"), "2026-11-20")
    picks = page.panel.control("persons")
    assert isinstance(picks, PickField)
    for words in ("周文彬", "何秀兰"):
        walk.fill(picks.field, words)
        walk.key(Qt.Key.Key_Return)
    assert picks.count.text() == "已选 2 人"
    walk.fill(page.panel.control("headcount"), "1")
    walk.press("登记", page.panel)
    assert "到场名单有 2 人" in said_by(page.panel), "nothing is half-saved"
    assert walk.rows("SELECT count(*) FROM activity WHERE voided = 0") == [(before,)]
    walk.fill(page.panel.control("headcount"), "5")
    walk.press("登记", page.panel)
    assert walk.rows(
        "SELECT count(*) FROM attendance t JOIN activity a ON a.id = t.activity_id WHERE a.headcount = 5"
    ) == [(2,)]

    page = open_register(walk, "服务活动")
    assert lines(page)[0] == "会员活动月茶话会"
    assert "本月 1 场 5 人次" in said_by(page)
    walk.dialogs.saves = tmp_path / "活动.xlsx"
    walk.press("存为 Excel")
    assert walk.dialogs.suggested[-1] == "服务活动 2026-11-22.xlsx"
    sheet = python_calamine.CalamineWorkbook.from_path(tmp_path / "活动.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[0][:2] == ["活动", "日期"]
    assert (sheet[1][0], sheet[1][5], sheet[1][6]) == ("会员活动月茶话会", 5, "2 人，1 户")

    ((family_id,),) = walk.rows("SELECT DISTINCT family_id FROM person WHERE name = '何秀兰'")
    case = walk.ask(lambda desk: read_case(desk, str(family_id)))
    told = [(each.on.isoformat(), each.title, each.note) for each in case.events if "茶话会" in each.title]
    assert ("2026-11-20", "参加活动：会员活动月茶话会", "周文彬、何秀兰") in told

    walk.ctrl(Qt.Key.Key_Z)
    assert "本月 0 场 0 人次" in said_by(page)
    assert walk.rows("SELECT count(*) FROM attendance WHERE voided = 0 AND person_id IN (SELECT id FROM person)")
    assert "会员活动月茶话会" not in lines(page)


def test_a_volunteer_is_found_by_ctrl_k_paired_on_the_familys_file_serves_and_ends(walk: Walk) -> None:
    assert "志愿者" in walk.find("zyz")
    walk.key(Qt.Key.Key_Return)
    page = walk.page(RegistersPage)
    assert page.shown is not None
    assert page.shown.key == "volunteers"
    walk.press("新增志愿者")
    walk.fill(page.panel.control("name"), "罗青")
    walk.ctrl(Qt.Key.Key_S)

    walk.find("何秀兰")
    walk.key(Qt.Key.Key_Return)
    family = walk.page(FamilyPage)
    walk.click(named(family, "志愿服务"))
    walk.press("登记结对", family)
    picks = family.panel.control("volunteer_id")
    assert isinstance(picks, PickField), "six volunteers: found by name"
    walk.fill(picks.field, "罗青")
    walk.key(Qt.Key.Key_Return)
    assert picks.count.text() == "罗青　志愿者"
    walk.ctrl(Qt.Key.Key_S)
    assert "罗青" in said_by(family.sections)
    walk.click(last_of(family, "登记服务"))
    walk.fill(family.panel.control("minutes"), "90")
    notes = family.panel.control("content")
    assert isinstance(notes, QPlainTextEdit)
    walk.fill(notes, "陪同就医")
    walk.ctrl(Qt.Key.Key_S)
    assert "服务 1 次，上次 11月22日" in said_by(family.sections)
    walk.click(last_of(family, "结束结对"))
    walk.ctrl(Qt.Key.Key_S)
    asked = """SELECT v.name, p.until, s.minutes FROM pairing p JOIN volunteer v ON v.id = p.volunteer_id
               JOIN volunteer_service s ON s.pairing_id = p.id WHERE v.name = '罗青'"""
    assert walk.rows(asked) == [("罗青", "2026-11-22", 90)]
    assert family.case is not None
    titles = [event.title for event in family.case.events]
    assert {"志愿结对：罗青（志愿者）", "志愿服务：罗青", "结束结对：罗青"} <= set(titles)
