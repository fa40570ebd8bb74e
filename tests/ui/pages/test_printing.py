"""Page 11: whose forms, what to look at before printing, the real pages, and what is kept afterwards."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from db.commands.families import edit_record
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.printing import draw
from desktop.desk.rounds import PaperNotWritten, RoundWish, chosen, plan_round, save_round
from desktop.forms.batch import VisitBatch
from desktop.forms.preview import page_count
from desktop.ui.pages.printing import PrintPage
from desktop.ui.pages.printing_paper import picture, print_pdf, printer_named
from desktop.ui.tasks import Progress, Stopped, Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Answers, Ask, ShowPage

UNKNOWN = "\U0003134a"
"""A character of the newest plane; no font we ship draws it."""


def settle(page: PrintPage, tasks: Tasks) -> None:
    """Lets the preview follow the ticks now instead of a moment later."""
    assert tasks.wait_idle(60_000)
    page._settle.stop()
    page._draw()
    assert tasks.wait_idle(60_000)


@pytest.fixture
def page(demo_place: Workplace, show_page: ShowPage, tasks: Tasks) -> PrintPage:
    """The page of the practice township with everyone due."""
    made = PrintPage(demo_place)
    show_page(made)
    settle(made, tasks)
    return made


def drawn(page: PrintPage) -> VisitBatch:
    """What the preview shows."""
    assert page._drawn is not None
    return page._drawn.batch


def printed(desk: Desk) -> list[tuple[Any, ...]]:
    """What the record keeps of printed forms."""
    with desk.record.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT family_id, serial, prints FROM printed_form ORDER BY serial")
        return [tuple(row) for row in rows]


def some_families(desk: Desk, count: int) -> tuple[str, ...]:
    """Ids of families on the register."""
    with desk.record.store.reading() as connection:
        asked = "SELECT id FROM family WHERE status = 'active' ORDER BY id DESC LIMIT ?"
        return tuple(connection.exec_driver_sql(asked, (count,)).scalars())


def test_everyone_due_is_listed_ticked_and_drawn(page: PrintPage) -> None:
    lines = page.model.rows()
    assert lines
    assert page.model.ticked() == tuple(lines)
    assert len(drawn(page).forms) == len(lines)
    assert page_count(drawn(page).pdf) == drawn(page).pages
    assert str(drawn(page).pages) in page._sheets.text()


def test_the_families_handed_over_are_the_ones_printed(page: PrintPage, ask_demo: Ask, tasks: Tasks) -> None:
    wanted = ask_demo(lambda desk: some_families(desk, 3))
    page.enter(family_ids=wanted)
    settle(page, tasks)
    assert {line.family_id for line in page.model.ticked()} == set(wanted)


def test_a_tick_taken_away_takes_the_form_away(page: PrintPage, tasks: Tasks) -> None:
    before = len(page.model.rows())
    page.model.tick(0, on=False)
    settle(page, tasks)
    assert len(drawn(page).forms) == before - 1
    assert page.header.meta.text() == f"走访登记表，{before - 1} 户，按路线排好"


def test_the_preview_turns_to_the_family_chosen(page: PrintPage, tasks: Tasks) -> None:
    page.table.selectRow(1)
    assert tasks.wait_idle()
    assert page.model.row_at(1).name in page.preview.caption.text()
    assert not page.preview._image.isNull()


def test_a_character_nobody_can_draw_stops_the_job_until_its_family_is_skipped(
    page: PrintPage, ask_demo: Ask, tasks: Tasks
) -> None:
    line = page.model.row_at(0)

    def rename(desk: Desk) -> None:
        with desk.record.store.writing() as writing:
            edit_record(writing, "family", line.family_id, {"live_addr": f"上坪村{UNKNOWN}号"})

    ask_demo(rename)
    page.reload()
    settle(page, tasks)
    assert page._drawn is None
    assert not page.save_button.isEnabled()
    assert any("U+3134A" in words for words in page.checks.words)
    page.checks.skip_wanted.emit(tuple(one for one in page.model.ticked() if one.undrawn))
    settle(page, tasks)
    assert page.save_button.isEnabled()
    assert len(drawn(page).forms) == len(page.model.ticked())
    assert line.family_id not in {one.family_id for one in page.model.ticked()}


def test_saving_writes_one_pdf_and_keeps_what_was_printed(
    page: PrintPage, choose: Answers, tmp_path: Path, ask_demo: Ask, tasks: Tasks, qtbot: QtBot
) -> None:
    choose.saves = tmp_path / "走访表"
    count = len(page.model.rows())
    with qtbot.waitSignal(tasks.committed) as committed:
        page.save()
    assert tasks.wait_idle()
    assert page_count((tmp_path / "走访表.pdf").read_bytes()) >= count
    assert committed.args[0].said == f"已生成走访表 {count} 张"
    assert "F3_20261122" in choose.asked[-1]
    assert len(ask_demo(printed)) == count
    assert "走访表.pdf" in page.done.label.text()


def test_printing_again_keeps_the_number_and_counts(
    page: PrintPage, choose: Answers, tmp_path: Path, ask_demo: Ask, tasks: Tasks
) -> None:
    choose.saves = tmp_path / "one.pdf"
    page.save()
    assert tasks.wait_idle()
    before = ask_demo(printed)
    page.refresh(Touched(frozenset({"printed_form"})))
    settle(page, tasks)
    assert any("编号不变" in words for words in page.checks.words)
    page.save()
    assert tasks.wait_idle()
    assert [(family, serial, prints + 1) for family, serial, prints in before] == ask_demo(printed)


def test_nothing_is_kept_when_the_place_cannot_be_written(demo_desk: Desk, ask_demo: Ask, tmp_path: Path) -> None:
    def job(desk: Desk) -> str:
        forms = chosen(plan := plan_round(desk, RoundWish("due")).forms, [str(plan.sheets[0].form_id)])
        try:
            save_round(desk, forms, draw(forms), tmp_path / "nowhere" / "a.pdf")
        except PaperNotWritten as refusal:
            return refusal.code
        return ""

    assert ask_demo(job) == "P-PRT-06"
    assert ask_demo(printed) == []


def test_serial_numbers_have_no_gap_when_families_are_left_out(ask_demo: Ask) -> None:
    def serials(desk: Desk) -> list[str]:
        forms = plan_round(desk, RoundWish("all")).forms
        return [sheet.serial for sheet in chosen(forms, [str(s.form_id) for s in forms.sheets[1::3]]).sheets]

    found = ask_demo(serials)
    assert len(found) > 3
    assert found == [f"F3-2026-{number:06}" for number in range(1, len(found) + 1)]


def test_blank_forms_need_no_family(page: PrintPage, tasks: Tasks) -> None:
    page._choose("blank")
    settle(page, tasks)
    assert len(drawn(page).forms) == 10
    assert {line.family_id for line in page.model.rows()} == {""}
    assert "10 张" in page.header.meta.text()


def test_one_village_is_offered_from_those_on_file(page: PrintPage, tasks: Tasks) -> None:
    page._choose("village")
    settle(page, tasks)
    village = page.village.value()
    assert village
    assert {line.village for line in page.model.rows()} == {village}


def test_an_empty_record_says_what_can_be_done(place: Workplace, show_page: ShowPage, tasks: Tasks) -> None:
    page = PrintPage(place)
    show_page(page)
    settle(page, tasks)
    assert page._across.isHidden()
    assert not page._empty.isHidden()


def test_every_page_reaches_the_printer_at_its_own_resolution(ask_demo: Ask, tmp_path: Path, qtbot: QtBot) -> None:
    def pdf(desk: Desk) -> bytes:
        forms = plan_round(desk, RoundWish("due")).forms
        return draw(chosen(forms, [str(sheet.form_id) for sheet in forms.sheets[:2]])).pdf

    made = ask_demo(pdf)
    printer = printer_named("", duplex=True)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    steps: list[tuple[int, int]] = []
    count = print_pdf(made, printer, lambda done, total: steps.append((done, total)))
    assert count == page_count(made) == page_count((tmp_path / "printed.pdf").read_bytes())
    assert steps == [(number, count) for number in range(count)]


def test_stopping_stops_between_two_pages(ask_demo: Ask, tmp_path: Path, qtbot: QtBot) -> None:
    made = ask_demo(lambda desk: draw(plan_round(desk, RoundWish("blank", blanks=3)).forms).pdf)
    printer = printer_named("", duplex=False)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "half.pdf"))
    progress = Progress(lambda done, _total, _words: progress.stop() if done else None)
    with pytest.raises(Stopped):
        print_pdf(made, printer, progress.step)
    assert page_count((tmp_path / "half.pdf").read_bytes()) == 2


def test_a_picture_of_a_page_is_as_wide_as_asked(ask_demo: Ask) -> None:
    made = ask_demo(lambda desk: draw(plan_round(desk, RoundWish("blank", blanks=1)).forms).pdf)
    image = picture(made, 1, 600)
    assert abs(image.width() - 600) <= 1
    assert image.height() > image.width()
