"""乡镇: a request is answered only after the digits read over the telephone were typed and fit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from db.commands.families import NewChild, NewFamily, edit_record, open_family
from db.sync.trust.identity import county_desk
from db.sync.trust.root import root_code
from db.touched import NOTHING
from db.vault.county import pair_of
from db.vault.recovery import RecoveryCode, new_recovery_code
from desktop.desk.county import take_in
from desktop.desk.desk import Desk
from desktop.desk.frame import frame_facts
from desktop.desk.handover import ask, take
from desktop.desk.outgoing import make_packages
from desktop.ui.pages.review import ReviewPage
from desktop.ui.pages.stations import StationsPage
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.page import WidthClass
from desktop.ui.workplace import Workplace
from tests.forms.samples import text_of
from tests.ui.pages.conftest import Answers, ShowPage, found_township, on_record_thread
from tests.ui.pages.two_offices import Offices, offices, sit_down

__all__ = ["offices"]


@pytest.fixture
def county(offices: Offices, tmp_path: Path, tasks: Tasks, choose: Answers) -> Iterator[Workplace]:
    place = sit_down(offices.county, tmp_path / "county", tasks, choose)
    yield place
    tasks.read(place.desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def page(county: Workplace, show_page: ShowPage) -> StationsPage:
    made = show_page(StationsPage(county))
    assert isinstance(made, StationsPage)
    return made


def test_who_is_enrolled_and_the_countys_own_digits_are_shown(page: StationsPage, offices: Offices) -> None:
    assert page.keys.root.text() == offices.county_digits
    assert [station.org_name for station in page.table.rows_model().rows()] == ["青溪镇"]


def test_a_request_is_answered_when_the_digits_fit(
    page: StationsPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    other = on_record_thread(tasks, lambda: found_township(tmp_path / "other"))
    asked = on_record_thread(tasks, lambda: ask(other))
    choose.opens = tmp_path / "request.nxq"
    choose.opens.write_bytes(asked.content)
    choose.saves = tmp_path / "answer.nxa"
    page.read.click()
    assert tasks.wait_idle()
    assert "青溪镇" in page.who.text()
    page.write.click()
    assert not choose.saves.exists()
    page.digits.setText("0000 1111 2222")
    before = len(choose.asked)
    page.write.click()
    assert tasks.wait_idle()
    assert "P-ENR" in page.said.label.text()
    assert not choose.saves.exists()
    assert len(choose.asked) == before, "nobody is asked for a file before the digits fit"
    page.digits.setText(asked.digits)
    told: list[object] = []
    tasks.committed.connect(told.append)
    page.write.click()
    assert tasks.wait_idle()
    taken = on_record_thread(tasks, lambda: take(other, (tmp_path / "answer.nxa").read_bytes(), page.keys.root.text()))
    assert taken.county_name == "禾川县卫健局"
    assert page.read.hasFocus()
    assert told == [NOTHING], "the status bar asks anew; the page itself says what was done"
    assert page.table.rows_model().rowCount() == 2
    tasks.read(other.record.close, lambda _: None)
    tasks.wait_idle()


def test_a_file_that_is_no_request_is_refused_and_nothing_is_signed(
    page: StationsPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    choose.opens = tmp_path / "letter.nxq"
    choose.opens.write_bytes(b'{"kind": "letter"}')
    page.read.click()
    assert tasks.wait_idle()
    assert "（P-" in page.said.label.text()
    assert not page.write.isVisible()
    assert page.table.rows_model().rowCount() == 1


def test_the_digits_of_the_file_are_never_shown_for_copying(
    page: StationsPage, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QLabel

    other = on_record_thread(tasks, lambda: found_township(tmp_path / "other"))
    asked = on_record_thread(tasks, lambda: ask(other))
    choose.opens = tmp_path / "request.nxq"
    choose.opens.write_bytes(asked.content)
    page.read.click()
    assert tasks.wait_idle()
    assert all(asked.digits not in label.text() for label in page.findChildren(QLabel))
    tasks.read(other.record.close, lambda _: None)
    tasks.wait_idle()


def test_a_laptop_is_stood_down_with_a_reason_and_what_it_brings_later_is_looked_at_and_accepted(
    page: StationsPage, county: Workplace, offices: Offices, tmp_path: Path, tasks: Tasks, show_page: ShowPage
) -> None:
    """B-49, D-42 at the screens."""
    on_record_thread(tasks, lambda: take_in(county.desk, [offices.package], apply=True))
    page.reload()
    assert tasks.wait_idle()
    assert "第 1 号包" in page.table.rows_model().rows()[0].handed_in
    assert page.table.go_to(page.table.rows_model().rows()[0].station_id)
    page.card.begin.click()
    page.card.confirm.click()
    assert page.card.station is not None
    assert page.card.station.in_force
    page.card.reason.setText("电脑遗失")
    page.card.confirm.click()
    assert tasks.wait_idle()
    (station,) = page.table.rows_model().rows()
    assert (station.in_force, "电脑遗失" in station.stood_down) == (False, True)
    township = sit_down(offices.package.parent.parent, tmp_path / "laptop", tasks, Answers()).desk
    on_record_thread(tasks, lambda: write_more(township))
    (later,) = on_record_thread(tasks, lambda: make_packages(township))
    tasks.read(township.record.close, lambda _: None)
    file = tmp_path / "laptop" / "outbox" / later.file_name
    (result,) = on_record_thread(tasks, lambda: take_in(county.desk, [file], apply=True))
    assert result.rejected
    page.reload()
    assert tasks.wait_idle()
    assert page.late.isVisible()
    counts = dict(on_record_thread(tasks, lambda: frame_facts(county.desk)).counts)
    assert counts["stations"] == result.rejected
    review = show_page(ReviewPage(county))
    assert isinstance(review, ReviewPage)
    waiting = sum(len(family.lines) for family in review.families)
    assert waiting == result.rejected
    assert not review.accept.isEnabled()
    review.every.click()
    review.accept.click()
    assert tasks.wait_idle()
    assert f"已采用 {waiting} 条" in review.said.label.text()
    assert review.families == ()
    assert review.nothing.isVisible()


def test_the_countys_keys_are_changed_after_a_second_word(page: StationsPage, tasks: Tasks) -> None:
    """B-48."""
    assert "第 1 版" in page.keys.keys.text()
    page.keys.change.click()
    assert not page.keys.change.isVisible()
    assert not page.keys.code.isVisible()
    page.keys.really.click()
    assert tasks.wait_idle()
    assert "第 2 版" in page.keys.keys.text()
    assert "第 2 版" in page.said.label.text()


def test_the_root_key_is_printed_typed_back_and_gone_then_its_code_is_asked_for(
    page: StationsPage, county: Workplace, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    """B-46: the ceremony from the screen alone, and what needs the envelope afterwards."""
    assert "还在这台电脑里" in page.keys.where.label.text()
    page.keys.begin.click()
    assert tasks.wait_idle()
    code = on_record_thread(tasks, lambda: root_code(county.desk.record.store))
    choose.saves = tmp_path / "root.pdf"
    page.keys.ceremony.sheet_wanted.emit()
    assert tasks.wait_idle()
    assert code.groups[0] in text_of(choose.saves.read_bytes(), 1)
    page.keys.ceremony.typed.typed.setText("000000")
    page.keys.ceremony.done.click()
    assert tasks.wait_idle()
    assert page.keys.ceremony.done.isVisible(), "what was typed wrong is put right in place"
    page.keys.ceremony.typed.typed.setText(code.text)
    page.keys.ceremony.done.click()
    assert tasks.wait_idle()
    assert "封存" in page.keys.where.label.text()
    assert not page.keys.begin.isVisible()
    assert code.groups[0] not in " ".join(label.text() for label in page.keys.ceremony.shown.findChildren(QLabel))
    page.keys.change.click()
    page.keys.really.click()
    assert tasks.wait_idle()
    assert "P-ENR-19" in page.said.label.text()
    page.keys.code.setText(new_recovery_code().text)
    page.keys.really.click()
    assert tasks.wait_idle()
    assert "P-ENR-20" in page.said.label.text()
    page.keys.code.setText(code.text)
    page.keys.really.click()
    assert tasks.wait_idle()
    assert "第 2 版" in page.said.label.text()
    assert page.keys.code.text() == "", "a code typed once does not stay on the screen"
    assert page.table.go_to(page.table.rows_model().rows()[0].station_id)
    page.card.begin.click()
    page.card.reason.setText("电脑遗失")
    assert page.card.code.isVisible()
    page.card.code.setText(code.text)
    page.card.confirm.click()
    assert tasks.wait_idle()
    assert not page.table.rows_model().rows()[0].in_force


def test_two_officers_make_their_codes_one_after_the_other(
    page: StationsPage, county: Workplace, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    """B-44: each sees and types only the own one; what the two make goes into the key manifest."""
    assert "还没有设" in page.recovery.where.label.text()
    page.recovery.begin.click()
    codes: list[RecoveryCode] = []
    for officer in (0, 1):
        code = page.recovery.ceremony.typed.expected
        assert code is not None
        choose.saves = tmp_path / f"officer{officer}.pdf"
        page.recovery.ceremony.sheet_wanted.emit()
        assert tasks.wait_idle()
        assert code.groups[0] in text_of(choose.saves.read_bytes(), 1)
        assert not any(each.groups[0] in _shown_on(page) for each in codes)
        page.recovery.ceremony.typed.typed.setText(code.text)
        codes.append(code)
        page.recovery.ceremony.done.click()
    assert tasks.wait_idle()
    assert "两名管理员各一份" in page.recovery.where.label.text()
    assert not any(each.groups[0] in _shown_on(page) for each in codes)
    manifest = on_record_thread(tasks, lambda: county_desk(county.desk.record.store).manifest)
    assert manifest.recovery() == pair_of(*codes).public


def _shown_on(page: StationsPage) -> str:
    return " ".join(label.text() for label in page.recovery.findChildren(QLabel))


def test_a_new_laptop_is_enrolled_in_the_place_of_an_old_one(
    page: StationsPage, county: Workplace, tasks: Tasks, choose: Answers, tmp_path: Path
) -> None:
    """B-49: the old one stays in force until it is stood down."""
    other = on_record_thread(tasks, lambda: found_township(tmp_path / "other"))
    asked = on_record_thread(tasks, lambda: ask(other))
    choose.opens, choose.saves = tmp_path / "request.nxq", tmp_path / "answer.nxa"
    choose.opens.write_bytes(asked.content)
    old = page.table.rows_model().rows()[0]
    page.read.click()
    assert tasks.wait_idle()
    page.succeeds.choose(old.station_id)
    page.digits.setText(asked.digits)
    page.write.click()
    assert tasks.wait_idle()
    rows = {station.serial: station for station in page.table.rows_model().rows()}
    assert (rows[1].succeeded_by, rows[1].in_force, rows[2].succeeded_by) == (2, True, 0)
    tasks.read(other.record.close, lambda _: None)
    tasks.wait_idle()


def write_more(desk: Desk) -> None:
    with desk.record.store.reading() as connection:
        family_id = connection.exec_driver_sql("SELECT id FROM family LIMIT 1").scalar_one()
    with desk.record.store.writing() as writing:
        edit_record(writing, "family", family_id, {"group_name": "9 组"})
    couple = ({"name": "周文彬", "relation": "02", "sex": "1", "birth_date": "1964-03-09"},)
    with desk.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, couple, (NewChild({"state": "dead", "sex": "1"}, (0,)),)))


def test_in_a_narrow_window_the_page_scrolls_and_nothing_inside_it(page: StationsPage) -> None:
    page.use_width(WidthClass.MEDIUM)
    QApplication.processEvents()
    bars = [form.verticalScrollBar() for form in page.findChildren(FormScroll) if form.isVisible()]
    assert bars
    assert [bar.maximum() for bar in bars] == [0] * len(bars)
