"""Steps 1 to 9 of the first day at the real window: a person clicks and types, real files come and go."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.commands.opening import Founding
from db.vault import keys
from db.vault.recovery import new_recovery_code
from db.vault.vault import Vault
from desktop.desk.case_file import open_case
from desktop.desk.county import figures
from desktop.desk.coverage import coverage
from desktop.desk.desk import Desk
from desktop.desk.handover import ask, export, grant, take
from desktop.desk.opening import found_desk
from desktop.desk.roster import import_list as import_at_desk
from desktop.desk.roster import lay_list, read_list
from desktop.desk.today import today
from desktop.ui.pages.coverage import CoveragePage
from desktop.ui.pages.families import FamiliesPage
from desktop.ui.pages.family import FamilyPage
from desktop.ui.pages.handover import HandoverPage
from desktop.ui.pages.handover_sticks import Stick
from desktop.ui.pages.monthly import MonthlyPage
from desktop.ui.pages.printing import PrintPage
from desktop.ui.pages.roster import CHOOSE, DONE, ROWS, RosterPage
from desktop.ui.pages.stations import StationsPage
from desktop.ui.pages.today import TodayPage
from desktop.ui.pages.visit import VisitPage
from desktop.ui.theme import Scheme, Theme
from desktop.ui.widgets.care import CareCard
from desktop.ui.widgets.choices import ChoiceField
from tests.cli.practice_office import id_number, write_list
from tests.journeys.walk import CHEAP, NOW, PASSPHRASE, Walk, named, paper, said_by

HOUSEHOLDS = 7
Open = Callable[[Path], Walk]


@pytest.fixture(scope="module")
def look(qapp: QApplication) -> Theme:
    """The one look of the run."""
    return Theme(Scheme.LIGHT)


@pytest.fixture(scope="module", autouse=True)
def _cheap_keys() -> Iterator[None]:
    """Deriving the key costs little here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "calibrate", lambda: CHEAP)
        yield


@pytest.fixture
def open_at(look: Theme) -> Iterator[Open]:
    """Starts the program on a home; every program started is shut at the end."""
    made: list[Walk] = []

    def start(home: Path) -> Walk:
        made.append(Walk(home, look))
        return made[-1]

    yield start
    for walk in made:
        walk.close()


def office_list(path: Path) -> Path:
    """The township's own list: a wrong check digit, a number Excel has spoilt, a rare character, nobody assigned."""
    right = id_number("19510312", "111")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    nobody = {3: ""}
    return write_list(
        path,
        HOUSEHOLDS,
        丈夫身份证号={4: wrong, 5: "9.99999195203121E+17"},
        丈夫姓名={6: "刘𬭎远"},
        镇级联系人=nobody,
        镇级联系人电话=nobody,
        村级联系人=nobody,
        村级联系人电话=nobody,
    )


def found_office(walk: Walk, code: str, name: str, sheet: Path, role: str = "乡镇（街道）") -> None:
    """The wizard, from which office it is to the recovery code typed back from the paper."""
    wizard = walk.wizard
    walk.press(role)
    walk.fill(wizard.office.code, code)
    walk.fill(wizard.office.name, name)
    walk.press("下一步")
    walk.fill(wizard.worker.name, "王芳")
    walk.fill(wizard.worker.first, PASSPHRASE)
    walk.fill(wizard.worker.again, PASSPHRASE)
    walk.press("下一步")
    walk.dialogs.saves = sheet
    walk.press("存为可打印的一页")
    walk.press("下一步")
    walk.fill(wizard.typed_back.typed, " ".join(re.findall(r"(?m)\b\d{6}\b", paper(sheet))[:8]))
    walk.press("建立档案")


def import_list(walk: Walk, path: Path) -> RosterPage:
    """Opens a list and decides about every row that waits: one is put right, one left out, the look is accepted."""
    page = walk.page(RosterPage)
    walk.dialogs.opens = path
    walk.press("选一张表")
    assert page.step == ROWS
    walk.press("不能写入 2")
    assert "P-" not in said_by(page.rows.panel)
    assert "校验码" in said_by(page.rows.panel)
    (_, field), *_ = page.rows.panel.fields
    walk.fill(field, id_number("19510312", "111"))
    walk.press("改好，下一条")
    assert "Excel" in said_by(page.rows.panel)
    walk.press("这行先不要")
    walk.press("这 1 户都看过了，一起写入")
    walk.press("写入 6 行，跳过 1 行")
    assert page.step == DONE
    return page


@pytest.fixture(scope="module")
def founded(look: Theme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township's home as the wizard leaves it, shut."""
    folder = tmp_path_factory.mktemp("founded")
    walk = Walk(folder / "home", look)
    found_office(walk, "999999101", "青溪镇卫健办", folder / "恢复码.pdf")
    assert walk.window.key == "import"
    walk.close()
    return folder / "home"


@pytest.fixture(scope="module")
def listed(look: Theme, founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same home after the list was imported: six families."""
    folder = tmp_path_factory.mktemp("listed")
    copytree(founded, folder / "home")
    walk = Walk(folder / "home", look)
    walk.unlock()
    walk.go("导入")
    import_list(walk, office_list(folder / "台账.xlsx"))
    walk.close()
    return folder / "home"


@pytest.fixture
def at_work(listed: Path, tmp_path: Path, open_at: Open) -> Walk:
    """The township's program, unlocked, six families on file."""
    copytree(listed, tmp_path / "home")
    walk = open_at(tmp_path / "home")
    walk.unlock()
    assert walk.window.key == "today"
    return walk


def family_of(walk: Walk, name: str) -> str:
    """The id of the family with this head."""
    found = {head: family for family, head in walk.rows("SELECT family_id, name FROM person WHERE is_head = 1")}
    return str(found[name])


def test_the_wizard_checks_each_answer_and_founds_an_encrypted_record(tmp_path: Path, open_at: Open) -> None:
    walk = open_at(tmp_path / "home")
    wizard = walk.wizard
    walk.fill(wizard.office.code, "99999")
    walk.press("下一步")
    assert "代码是 9 位数字，现在 5 位。" in said_by(wizard)
    found_office(walk, "999999101", "青溪镇卫健办", tmp_path / "恢复码.pdf")
    assert walk.dialogs.suggested == ["RC_999999101.pdf"]
    assert walk.window.windowTitle() == "暖心·青溪镇卫健办"
    assert walk.window.key == "import"
    assert [user.display_name for user in Vault(walk.home, walk.program.clock).users()] == ["王芳"]
    for file in walk.home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not content.startswith(b"SQLite format 3")
            assert PASSPHRASE.encode() not in content


def test_a_list_is_decided_written_repeated_taken_back_and_written_again(
    founded: Path, tmp_path: Path, open_at: Open
) -> None:
    copytree(founded, tmp_path / "home")
    walk = open_at(tmp_path / "home")
    walk.unlock()
    assert "这里还没有家庭" in said_by(walk.page(TodayPage))
    walk.press("导入名册")
    path = office_list(tmp_path / "台账.xlsx")
    page = import_list(walk, path)
    assert page.done.title.text() == "新增 6 户，更新 0 户"
    assert walk.rows("SELECT count(*) FROM family WHERE voided = 0") == [(6,)]
    assert ("刘𬭎远",) in walk.rows("SELECT name FROM person")
    assert walk.rows("SELECT id_no FROM person WHERE name = '张建国'") == [(id_number("19510312", "111"),)]
    changes = walk.rows("SELECT count(*) FROM change")

    walk.press("再导一张")
    walk.press("选一张表")
    assert "无变化 5" in said_by(page)
    assert "新增 0" in said_by(page)
    walk.press("不能写入 2")
    walk.press("这行先不要")
    walk.press("这行先不要")
    assert not page.rows.write.isEnabled()
    assert walk.rows("SELECT count(*) FROM change") == changes

    walk.click(named(page.steps, "选表"))
    assert page.step == CHOOSE
    walk.press("撤销整批")
    assert page.done.title.text() == "整批已撤销"
    assert walk.rows("SELECT count(*) FROM family WHERE voided = 0") == [(0,)]
    walk.press("再导一张")
    assert import_list(walk, path).done.title.text() == "新增 6 户，更新 0 户"
    walk.press("去看家庭")
    assert "在册 6 户" in said_by(walk.page(FamiliesPage))


def test_a_family_is_found_by_initials_number_and_a_name_of_two_characters(at_work: Walk) -> None:
    walk = at_work
    assert walk.find("xgm")[0] == "谢光明"
    walk.key(Qt.Key.Key_Escape)
    tail = id_number("19500312", "101")[-6:]
    assert walk.find(tail)[0] == "谢光明"
    walk.key(Qt.Key.Key_Escape)
    assert walk.find("马玉")[0] == "马玉"
    walk.key(Qt.Key.Key_Return)
    assert walk.page(FamilyPage).header.title.text() == "何永福户" or "户" in said_by(walk.page(FamilyPage).header)
    assert "马玉" in said_by(walk.page(FamilyPage).members)


def open_family(walk: Walk, initials: str) -> FamilyPage:
    """Ctrl+K, the initials, Enter."""
    walk.find(initials)
    walk.key(Qt.Key.Key_Return)
    return walk.page(FamilyPage)


def test_every_gap_says_why_and_is_closed_on_the_family_page(at_work: Walk) -> None:
    walk = at_work
    page = open_family(walk, "xgm")
    family_id = family_of(walk, "谢光明")
    strip = {state.item: state for state in walk.ask(lambda desk: open_case(desk, family_id)).strip}
    gaps = [state for state in strip.values() if state.state in {"miss", "late", "soon"}]
    assert {"C1", "C2", "C3"} <= {state.item for state in gaps}
    for gap in gaps:
        assert any(gap.lines), gap
        assert gap.lines[0] in said_by(page.care), gap

    for post, name, phone in (("乡镇级联系人", "孙云", "13900000009"), ("村级联系人", "钱月", "13900000008")):
        item(walk, page, "C1")
        walk.press("落实", page.sections)
        assert post in said_by(page.panel)
        walk.fill(page.panel.control("name"), name)
        walk.fill(page.panel.control("phone"), phone)
        walk.press("保存联系人", page.panel)
    item(walk, page, "C3")
    walk.press("登记签约", page.sections)
    walk.fill(page.panel.control("team_name"), "一队")
    walk.ctrl(Qt.Key.Key_S)
    item(walk, page, "C2")
    walk.press("登记发卡", page.sections)
    walk.ctrl(Qt.Key.Key_S)
    assert "还没填卡号" in said_by(page.panel)
    walk.fill(page.panel.control("card_no"), "LT-1")
    walk.ctrl(Qt.Key.Key_S)

    after = {state.item: state.state for state in walk.ask(lambda desk: open_case(desk, family_id)).strip}
    assert after["C1"] == "ok"
    assert walk.rows("SELECT name, phone FROM contact_person WHERE name IN ('孙云', '钱月') ORDER BY name") == [
        ("孙云", "13900000009"),
        ("钱月", "13900000008"),
    ]
    assert walk.rows("SELECT team_name, state FROM agreement") == [("一队", "signed")]
    assert walk.rows("SELECT card_no FROM green_card") == [("LT-1",)]


def item(walk: Walk, page: FamilyPage, key: str) -> None:
    """Opens one of the seven items from its card."""
    card = next(c for c in page.care.findChildren(CareCard) if c.item.key == key and c.isVisible())
    walk.click(card)


def begin_visit(walk: Walk) -> VisitPage:
    """From the family page to an empty form."""
    walk.press("记录走访")
    page = walk.page(VisitPage)
    assert page.form is not None
    return page


def test_all_kinds_of_visit_are_recorded_a_refused_one_too_and_one_is_undone(at_work: Walk) -> None:
    walk = at_work
    page = open_family(walk, "xgm")
    for code, word in (
        ("daily", "日常走访"),
        ("festival", "节日看望"),
        ("birthday", "生日陪伴"),
        ("hospital", "住院探望"),
        ("emergency", "突发事件"),
    ):
        form = begin_visit(walk).form
        assert form is not None
        walk.press(word, form)
        festival = form.fields["festival"]
        if code == "festival":
            assert isinstance(festival, ChoiceField)
            walk.choose(festival, "重阳节")
        assert festival.isVisible() == (code == "festival")
        walk.fill(form.fields["companions"], "冯月明")
        walk.press("廖淑芬", form)
        walk.fill(form.fields["note"], "身体还好")
        walk.ctrl(Qt.Key.Key_S)
        walk.page(FamilyPage)
        assert walk.rows("SELECT outcome, note FROM visit WHERE category = '" + code + "'") == [("met", "身体还好")]
    form = begin_visit(walk).form
    assert form is not None
    walk.press("不便接待", form)
    assert not form.fields["persons_met"].isVisible()
    walk.fill(form.fields["companions"], "冯月明")
    walk.press("保存走访  Ctrl+S")
    assert walk.rows("SELECT count(*) FROM visit WHERE outcome = 'declined' AND voided = 0") == [(1,)]
    assert "不便接待" in said_by(page.timeline)

    walk.ctrl(Qt.Key.Key_Z)
    assert walk.rows("SELECT count(*) FROM visit WHERE outcome = 'declined' AND voided = 0") == [(0,)]
    assert walk.rows("SELECT count(*) FROM visit WHERE voided = 0") == [(5,)]
    assert walk.refused == []


def test_typing_survives_a_crash_and_is_offered_again(at_work: Walk, open_at: Open, tmp_path: Path) -> None:
    walk = at_work
    open_family(walk, "xgm")
    page = begin_visit(walk)
    assert page.form is not None
    walk.fill(page.form.fields["note"], "腿脚不便，想装扶手")
    page._timer.timeout.emit()  # what a second and a half would do
    walk.settle()
    copytree(walk.home, tmp_path / "after the crash")  # the program is never told to save, leave or close

    again = open_at(tmp_path / "after the crash")
    again.unlock()
    assert "记录走访·谢光明户" in said_by(again.page(TodayPage))
    again.press("接着写")
    page = again.page(VisitPage)
    assert page.form is not None
    assert page.form.typed()["note"] == "腿脚不便，想装扶手"
    assert "草稿" in said_by(page.restored)
    again.fill(page.form.fields["companions"], "冯月明")
    again.press("谢光明", page.form)
    again.ctrl(Qt.Key.Key_S)
    assert again.rows("SELECT note FROM visit") == [("腿脚不便，想装扶手",)]
    assert again.rows("SELECT count(*) FROM draft") == [(0,)]


def save_round(walk: Walk, page: PrintPage, path: Path) -> str:
    """Saves the round that is shown; what can be read on it."""
    walk.dialogs.saves = path
    walk.click(page.save_button)
    assert page.done.label.text() == f"已存成 {path.name}"
    return paper(path)


def test_forms_are_printed_for_a_village_for_everyone_due_and_blank(at_work: Walk, tmp_path: Path) -> None:
    walk = at_work
    walk.go("打印")
    page = walk.page(PrintPage)
    due = {row.name for row in page.model.rows()}
    assert due
    text = save_round(walk, page, tmp_path / "due.pdf")
    assert all(name in text for name in due)
    assert "刘𬭎远" in text
    walk.press("一个村")
    walk.choose(page.village, "云岭村")
    text = save_round(walk, page, tmp_path / "village.pdf")
    assert "谢光明" in text
    assert "何永福" not in text.replace("\n", "") or "云岭村" in text
    walk.press("空白的")
    walk.choose(page.blanks, "5 张")
    text = save_round(walk, page, tmp_path / "blank.pdf")
    assert "谢光明" not in text
    assert len(page.model.rows()) == 5
    assert page.preview.isVisible()


def something_happened(desk: Desk) -> None:
    """A family's member is taken ill today: a visit is owed within a day."""
    with desk.record.store.writing() as writing:
        family_id = str(writing.connection.exec_driver_sql("SELECT id FROM family WHERE voided = 0 LIMIT 1").scalar())
        on = desk.today.isoformat()
        known = {"on": on, "known_on": on, "known_time": "10:00"}
        writing.create("event", {"family_id": family_id, "kind": "illness", **known})
        writing.finish("已记下重大事项")


def test_today_and_coverage_say_what_the_desk_says_and_every_number_opens(at_work: Walk) -> None:
    walk = at_work
    walk.ask(something_happened)
    walk.go("家庭")
    walk.go("今日")
    day = walk.ask(today)
    assert day.overdue or day.due or day.this_week
    page = walk.page(TodayPage)
    assert "还剩" in page.list.rows()[0].accessibleName()
    parts = [[each for each in part if each not in day.at_once] for part in (day.overdue, day.due, day.this_week)]
    for part, name in zip((day.at_once, *parts), ("先办", "已逾期", "今天", "本周内"), strict=True):
        assert not part or f"{len(part)} 件" in said_by(page), name
    shown = [row.owed.duty.key for row in page.list.rows()]
    assert shown == [each.duty.key for part in (day.at_once, *parts) for each in part[:30]]
    walk.click(page.list.rows()[0])
    walk.key(Qt.Key.Key_Space)
    assert walk.window.key in {"family", "visit", "handover"}

    walk.go("覆盖")
    matrix = walk.page(CoveragePage)
    found = walk.ask(lambda desk: coverage(desk, desk.today))
    assert [row.line for row in matrix.model.rows()] == list(found.villages)
    assert [row.line.figures for row in matrix.total_model.rows()] == [found.total.figures]
    walk.cell(matrix.table, 0, "C1")
    assert matrix.panel.isVisible()
    missing = found.villages[0].figures[0].missing
    assert len(matrix.panel.model.rows()) == missing > 0
    walk.cell(matrix.panel.table, 0, "who", twice=True)
    assert "谢光明" in said_by(walk.page(FamilyPage).header)

    walk.go("覆盖")
    before = matrix.total_model.rows()[0].line.figures
    walk.press("一年前", matrix)
    long_ago = walk.ask(lambda desk: coverage(desk, matrix.on.day()))
    assert [row.line.figures for row in matrix.total_model.rows()] == [long_ago.total.figures]
    assert before != long_ago.total.figures or "这一天还没有在册的家庭" in said_by(matrix)


@pytest.fixture
def county(tmp_path: Path, open_at: Open) -> Walk:
    """A county's program as its wizard leaves it: nothing has come in."""
    walk = open_at(tmp_path / "county")
    found_office(walk, "999999", "示范县卫健局", tmp_path / "县恢复码.pdf", role="县（市、区）")
    assert "还没有登记乡镇" in said_by(walk.page(MonthlyPage))
    return walk


def enrol(township: Walk, county: Walk, folder: Path) -> HandoverPage:
    """The request goes up, the answer comes down, both digits are read out over the telephone and typed."""
    township.go("上报")
    page = township.page(HandoverPage)
    township.dialogs.saves = county.dialogs.opens = folder / "申请.nxq"
    township.press("生成申请文件")
    read_out = page.enrolling.digits.text()
    county.press("去登记")
    stations = county.page(StationsPage)
    county.press("读入登记申请")
    assert "青溪镇卫健办（999999101）申请登记" in said_by(stations)
    county.dialogs.saves = township.dialogs.opens = folder / "批复.nxa"
    county.fill(stations.digits, "0000 0000 0000")
    county.press("核对并写批复")
    assert not (folder / "批复.nxa").exists()
    county.fill(stations.digits, read_out)
    county.press("核对并写批复")
    assert "青溪镇卫健办已登记" in said_by(stations)
    township.press("读入县里的批复")
    assert "还没有填县里念的 12 位数字" in said_by(page)
    township.fill(page.enrolling.county_digits, stations.keys.root.text())
    township.press("读入县里的批复")
    assert page.enrolling.isHidden()
    return page


def neighbours_package(county: Walk, folder: Path) -> Path:
    """The file of a second township, made by the same jobs without its window."""
    wish = Founding("township", "999999102", "石桥镇卫健办", "national", "李敏", PASSPHRASE, new_recovery_code())
    desk = found_desk(folder / "second", wish, NOW, CHEAP)
    import_at_desk(desk, lay_list(desk, read_list(write_list(folder / "石桥.xlsx", 4, town=2))))
    request = ask(desk)
    granted = county.ask(lambda at_county: grant(at_county, request.content, request.digits))
    take(desk, granted.content, granted.root_digits)
    made = export(desk, folder / "second's outbox")
    desk.record.close()
    return made.written.path


def test_the_file_goes_to_the_county_which_sees_figures_by_township_and_takes_it_once(
    at_work: Walk, county: Walk, tmp_path: Path
) -> None:
    walk, stick = at_work, tmp_path / "stick"
    stick.mkdir()
    page = enrol(walk, county, tmp_path)
    page.find_with(lambda: (Stick(stick, "U盘", "可用 8 GB", usable=True),))
    walk.press("重新找")
    walk.press("生成并写入 U盘")
    (package,) = stick.glob("*.nxb")
    assert "第 1 号已写好，并重新读过一遍" in said_by(page)
    walk.dialogs.saves = tmp_path / "上报单.pdf"
    walk.press("存下上报单")
    slip = paper(tmp_path / "上报单.pdf")
    assert package.name in slip
    assert "示范县卫健局" in slip

    second = neighbours_package(county, tmp_path)
    county.go("月度")
    monthly = county.page(MonthlyPage)
    county.dialogs.many = (second, package)
    county.press("选文件")
    assert county.rows("SELECT count(*) FROM family") == [(0,)]
    county.press("导入 2 个包")
    assert "青溪镇卫健办 第 1 号" in said_by(monthly.list)
    assert county.rows("SELECT org, count(*) FROM family WHERE voided = 0 GROUP BY org ORDER BY org") == [
        ("999999101", 6),
        ("999999102", 4),
    ]
    county.press("各镇数字")
    found = county.ask(figures)
    assert monthly.table is not None
    assert list(monthly.table.rows_model().rows()) == list(found.townships)
    assert [(town.name, len(town.villages)) for town in found.townships] == [("青溪镇卫健办", 2), ("石桥镇卫健办", 2)]
    at_home = walk.ask(lambda desk: coverage(desk, desk.today))
    assert found.townships[0].total.figures == at_home.total.figures

    county.go("覆盖")
    names = [row.name for row in county.page(CoveragePage).model.rows()]
    assert names == ["青溪镇卫健办", "云岭村", "石桥村", "石桥镇卫健办", "云岭村", "石桥村"]

    changes = county.rows("SELECT count(*) FROM change")
    county.go("月度")
    county.press("选文件")
    assert "以前导过" in said_by(monthly.list)
    assert "没有可以导入的" in monthly.heading.accessibleName() or "没有可以导入的" in said_by(monthly)
    assert not monthly.bring_in.isVisible()
    assert county.rows("SELECT count(*) FROM change") == changes
    assert county.ask(figures) == found


def test_a_locked_record_stays_shut_to_a_wrong_passphrase(at_work: Walk) -> None:
    walk = at_work
    walk.ctrl(Qt.Key.Key_L)
    assert walk.program.window is None
    walk.unlock("不是这一句口令")
    assert "口令不对" in said_by(walk.gate)
    assert "数据没有动" in said_by(walk.gate)
    assert walk.program.window is None
    walk.unlock()
    assert walk.window.key == "today"
    assert walk.rows("SELECT count(*) FROM family WHERE voided = 0") == [(6,)]
