"""上报: a package written, carried and read back; a stick that fails; enrolment by twelve digits."""

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shutil import copytree

import PIL.Image
import pytest
import zxingcpp
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QRadioButton, QWidget

from db.commands.families import edit_record, ensure_village
from db.commands.opening import Founding
from db.store.writing import Writing
from db.sync.package.limits import Limits
from db.sync.township.outbox import export_package
from db.touched import Touched
from db.vault.recovery import new_recovery_code
from desktop.desk.desk import Desk
from desktop.desk.handover import grant
from desktop.desk.opening import found_desk, open_desk
from desktop.desk.outgoing import outgoing, package_slip
from desktop.forms.preview import page_image
from desktop.ui.models.cells import StateCell
from desktop.ui.pages.handover import HandoverPage
from desktop.ui.pages.handover_list import _state
from desktop.ui.pages.handover_sticks import Stick
from desktop.ui.pages.printing_paper import printer_named
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.page import WidthClass
from desktop.ui.workplace import Workplace
from tests.forms.samples import text_of
from tests.ui.pages.conftest import CHEAP, CLOCK, PASSPHRASE, Answers, ShowPage, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


@pytest.fixture
def enrolled(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.township, tmp_path / "t", tasks, choose)
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def page(enrolled: Workplace, tmp_path: Path, show_page: ShowPage) -> HandoverPage:
    made = HandoverPage(enrolled)
    stick = tmp_path / "stick"
    stick.mkdir()
    made.find_with(lambda: (Stick(stick, "卫健专用 U 盘", "可用 14 GB", usable=True),))
    shown = show_page(made)
    assert isinstance(shown, HandoverPage)
    return shown


def test_a_package_is_written_to_the_stick_and_read_back(page: HandoverPage, tasks: Tasks, tmp_path: Path) -> None:
    assert page.title.text() == "第 1 号上报包"
    page.write.click()
    assert tasks.wait_idle(60_000)
    package = page.table.rows_model().row_at(0)
    copy = tmp_path / "stick" / package.file_name
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == package.sha256
    assert "重新读过一遍" in page.made.label.text()
    assert not page.paper.slip.is_empty
    assert page.title.text() == "第 2 号上报包"


def test_a_hand_over_in_parts_puts_every_part_on_the_stick_and_names_them_all(
    page: HandoverPage, enrolled: Workplace, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = on_record_thread(tasks, lambda: outgoing(enrolled.desk).waiting.changes)
    halves = Limits(changes=-(-waiting * 10 // 18) + 1)
    monkeypatch.setattr("desktop.desk.handover.export_package", partial(export_package, limits=halves))
    page.write.click()
    assert tasks.wait_idle(60_000)
    assert "分成 2 个包" in page.made.label.text()
    assert "第 1、2 号" in page.made.label.text()
    packages = [page.table.rows_model().row_at(row) for row in range(2)]
    for package in packages:
        copy = tmp_path / "stick" / package.file_name
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == package.sha256
    assert sum(package.changes for package in packages) == waiting
    paper = on_record_thread(tasks, lambda: text_of(package_slip(enrolled.desk, packages[0])))
    assert "第2部分，共2部分" in paper


def test_without_a_stick_it_is_kept_here_and_carried_later(page: HandoverPage, tasks: Tasks, tmp_path: Path) -> None:
    page.find_with(tuple)
    page.reload()
    tasks.wait_idle()
    assert not page.write.isEnabled()
    counted: list[object] = []
    tasks.committed.connect(counted.append)
    page.keep.click()
    assert tasks.wait_idle(60_000)
    assert str(page.table.rows_model().row_at(0).file_name) in page.made.label.text()
    assert counted, "the status bar counts again"
    assert standing(page).word == "还在本机，没有拷走"
    stick = tmp_path / "later"
    stick.mkdir()
    page.find_with(lambda: (Stick(stick, "晚到的 U 盘", "可用 1 GB", usable=True),))
    page.reload()
    tasks.wait_idle()
    page.carry.click()
    assert tasks.wait_idle(60_000)
    assert [path.suffix for path in stick.iterdir()] == [".nxb"]
    assert standing(page).word == "已拷走，未见回执"
    assert "11月22日 拷到 U 盘" in standing(page).second


def standing(page: HandoverPage) -> StateCell:
    """What the list says of the newest package."""
    return _state(page.table.rows_model().row_at(0))


def test_a_stick_pulled_out_says_so_and_the_package_can_be_carried_again(page: HandoverPage, tasks: Tasks) -> None:
    gone = Path("/nowhere/at/all")
    page.find_with(lambda: (Stick(gone, "拔掉的 U 盘", "可用 1 GB", usable=True),))
    page.reload()
    tasks.wait_idle()
    page.write.click()
    assert tasks.wait_idle(60_000)
    assert "（P-" in page.made.label.text()
    assert page.table.rows_model().rowCount() == 1
    assert standing(page).word == "还在本机，没有拷走"
    assert page.carry.isEnabled()


def test_a_stick_that_cannot_be_written_cannot_be_chosen(page: HandoverPage, tasks: Tasks, tmp_path: Path) -> None:
    locked = Stick(tmp_path, "写保护的", "写保护，没法写入", usable=False)
    page.find_with(lambda: (locked,))
    page.reload()
    tasks.wait_idle()
    (button,) = page.sticks.findChildren(QRadioButton)[-1:]
    button.click()
    assert page.sticks.value() is None
    assert not page.write.isEnabled()


def test_the_slip_saved_is_the_one_inside_the_package(
    page: HandoverPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    page.keep.click()
    assert tasks.wait_idle(60_000)
    choose.saves = tmp_path / "slip.pdf"
    page.paper.keep.click()
    assert tasks.wait_idle(60_000)
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")


def test_the_slip_is_printed_from_the_package_itself(page: HandoverPage, tasks: Tasks, tmp_path: Path) -> None:
    asked: list[str] = []

    def printer(name: str) -> QPrinter:
        asked.append(name)
        made = printer_named("", duplex=False)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(tmp_path / "printed.pdf"))
        return made

    page.keep.click()
    assert tasks.wait_idle(60_000)
    assert not page.paper.print_out.isVisibleTo(page), "there is no printer here"
    page.paper.print_with(lambda: ("办公室", "二楼"), printer)
    page.paper.print_out.click()
    assert tasks.wait_idle(60_000)
    assert asked == ["办公室"]
    assert "第 1 号的上报单已送到打印机 办公室" in page.made.label.text()
    seen = page_image((tmp_path / "printed.pdf").read_bytes(), 1, 150)
    found = zxingcpp.read_barcodes(PIL.Image.frombytes("RGB", (seen.width, seen.height), seen.rgb))
    number = page.table.rows_model().row_at(0).number
    assert any("/PK/" in code.text and f"/{number}/" in code.text for code in found)


def test_a_new_change_is_counted_at_once(page: HandoverPage, enrolled: Workplace, tasks: Tasks) -> None:
    page.keep.click()
    assert tasks.wait_idle(60_000)
    assert page.header.meta.text() == "没有未上报的修改"
    tasks.committed.connect(page.refresh)

    def village(writing: Writing) -> Touched:
        ensure_village(writing, "新设的村")
        return writing.finish("已新增村")

    enrolled.write(village)
    assert tasks.wait_idle(60_000)
    assert page.header.meta.text() == "未上报 1 条修改"


def test_a_practice_record_says_why_it_cannot(
    tmp_path: Path, tasks: Tasks, choose: Answers, show_page: ShowPage
) -> None:
    wish = Founding(
        "township", "999999101", "练习镇", "national", "林秋禾", PASSPHRASE, new_recovery_code(), practice=True
    )
    desk = on_record_thread(tasks, lambda: found_desk(tmp_path / "p", wish, CLOCK, CHEAP))
    page = show_page(HandoverPage(Workplace(desk, tasks, choose)))
    assert isinstance(page, HandoverPage)
    assert page.header.meta.text() == "练习档案，不能上报"
    assert not page.across.isVisible()
    tasks.read(desk.record.close, lambda _: None)
    tasks.wait_idle()


def test_enrolment_takes_only_an_answer_whose_digits_were_read_out(
    place: Workplace, offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers, show_page: ShowPage
) -> None:
    page = show_page(HandoverPage(place))
    assert isinstance(page, HandoverPage)
    card = page.enrolling
    choose.saves = tmp_path / "request.nxq"
    card.request.click()
    assert tasks.wait_idle()
    digits = card.digits.text()
    assert len(digits.replace(" ", "")) == 12

    def answer() -> bytes:
        county = open_desk(copytree(offices.county, tmp_path / "county"), PASSPHRASE, CLOCK)
        granted = grant(county, (tmp_path / "request.nxq").read_bytes(), digits)
        county.record.close()
        return granted.content

    (tmp_path / "answer.nxa").write_bytes(on_record_thread(tasks, answer))
    choose.opens = tmp_path / "answer.nxa"
    card.answer.click()
    assert "还没有填" in card.said.label.text()
    card.county_digits.setText("111122223333")
    card.answer.click()
    assert tasks.wait_idle()
    assert "P-ENR" in card.said.label.text()
    card.county_digits.setText(offices.county_digits)
    told: list[str] = []
    tasks.committed.connect(lambda touched: told.append(touched.said))
    card.answer.click()
    assert tasks.wait_idle()
    assert page.across.isVisible()
    assert "禾川县卫健局" in page._to.text()
    assert told == ["已在禾川县卫健局登记。"]
    assert page.header.meta.text() == "没有未上报的修改", "the founding alone is no work, as the status bar says"


def test_what_was_asked_before_is_shown_again_when_the_page_is_entered(
    place: Workplace, tmp_path: Path, tasks: Tasks, choose: Answers, show_page: ShowPage
) -> None:
    page = show_page(HandoverPage(place))
    assert isinstance(page, HandoverPage)
    choose.saves = tmp_path / "request.nxq"
    page.enrolling.request.click()
    assert tasks.wait_idle()
    again = show_page(HandoverPage(place))
    assert isinstance(again, HandoverPage)
    assert again.enrolling.digits.text() == page.enrolling.digits.text()
    assert again.enrolling.answer.isEnabled()


def test_a_folder_that_cannot_be_written_keeps_the_page_and_says_so(
    place: Workplace, tasks: Tasks, choose: Answers, show_page: ShowPage
) -> None:
    page = show_page(HandoverPage(place))
    assert isinstance(page, HandoverPage)
    choose.saves = Path("/nowhere/request.nxq")
    page.enrolling.request.click()
    assert tasks.wait_idle()
    assert "P-IO-21" in page.enrolling.said.label.text()


def test_what_the_checks_found_is_explained_in_place_and_holds_nothing_up(
    page: HandoverPage, enrolled: Workplace, tasks: Tasks
) -> None:
    """B-16, B-24: a finding is a thing to settle, never a block."""

    def spoil(desk: Desk) -> None:
        with desk.record.store.writing() as writing:
            asked = "SELECT id FROM family WHERE status = 'active' ORDER BY no LIMIT 1"
            family_id = str(writing.connection.exec_driver_sql(asked).scalar_one())
            edit_record(writing, "family", family_id, {"opened_on": "2027-01-01"})

    on_record_thread(tasks, lambda: spoil(enrolled.desk))
    page.reload()
    assert tasks.wait_idle()
    lines = dict(_looks(page))
    hard = next(text for text in lines.values() if text.startswith("要改正"))
    assert hard == "要改正 1 处，不挡上报，县里也看得到"
    heard: list[tuple[str, dict[str, object]]] = []
    page.went.connect(lambda key, where: heard.append((key, where)))
    line = next(line for line, text in lines.items() if "建档日期在今天之后" in text)
    _button(line, "去看").click()
    assert heard[-1][0] == "family"
    assert heard[-1][1]["verb"] == "edit_family_file"
    before = next(text for text in lines.values() if text.startswith("请看一眼"))
    page.use_guest(on=True)
    assert not [text for _, text in _looks(page) if "户：" in text], "no family is named to a guest"
    page.use_guest(on=False)
    lines = dict(_looks(page))
    _button(next(line for line in lines if _offers(line, "写说明")), "写说明").click()
    assert tasks.wait_idle()
    page.panel.put({"sentence": "暂住医院，出院后补"})
    page.save()
    assert tasks.wait_idle()
    assert page.panel.isHidden()
    page.refresh(Touched())
    assert tasks.wait_idle()
    texts = [text for _, text in _looks(page)]
    assert f"已说明 {explained_before(lines) + 1} 处，随包带走" in texts
    assert before not in texts
    assert page.write.isEnabled()
    assert on_record_thread(tasks, lambda: explanations_of(enrolled.desk))[-1:] == ["暂住医院，出院后补"]


def explained_before(lines: dict[QWidget, str]) -> int:
    told = (re.match(r"已说明 (\d+) 处", text) for text in lines.values())
    return next((int(found[1]) for found in told if found), 0)


def explanations_of(desk: Desk) -> list[str]:
    with desk.record.store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT sentence FROM explanation ORDER BY no").scalars())


def _looks(page: HandoverPage) -> list[tuple[QWidget, str]]:
    items = (page._checks.itemAt(n) for n in range(page._checks.count()))
    widgets = [item.widget() for item in items if item is not None]
    return [
        (line, "\n".join(label.text() for label in line.findChildren(QLabel))) for line in widgets if line is not None
    ]


def _offers(line: QWidget, words: str) -> bool:
    return any(each.text() == words for each in line.findChildren(QAbstractButton))


def _button(line: QWidget, words: str) -> QAbstractButton:
    return next(each for each in line.findChildren(QAbstractButton) if each.text() == words)


def test_in_a_narrow_window_the_page_scrolls_and_nothing_inside_it(page: HandoverPage) -> None:
    page.use_width(WidthClass.MEDIUM)
    QApplication.processEvents()
    bars = [form.verticalScrollBar() for form in page.findChildren(FormScroll) if form.isVisible()]
    assert bars
    assert [bar.maximum() for bar in bars] == [0] * len(bars)
