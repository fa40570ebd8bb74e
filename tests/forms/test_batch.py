"""A day's round as one file: order, lists, leaves, names."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from desktop.forms.batch import BatchOptions, batch_name, save_visit_forms, visit_batch, visit_forms
from desktop.forms.marks import form_code
from desktop.forms.refusals import GlyphsMissing, NothingToPrint
from desktop.forms.sheets import VisitSheet, blank_visit_sheet
from tests.forms.samples import SENTENCE, codes_on, form_id, text_of, visit


def round_of(*places: tuple[int, str, str, str]) -> list[VisitSheet]:
    return [
        visit(form_id=form_id(number), route=route, village=village, group=group, case_no=case_no)
        for number, (route, village, group, case_no) in enumerate(places)
    ]


def test_forms_are_sorted_by_route_village_group_and_case_number() -> None:
    sheets = round_of(
        (2, "甲村", "一组", "1"),
        (1, "乙村", "十组", "3"),
        (1, "乙村", "四组", "9"),
        (1, "乙村", "四组", "2"),
        (1, "丙村", "竹园", "1"),
    )
    assert [form.sheet for form in visit_batch(sheets).forms] == [4, 3, 2, 1, 0]


def test_each_village_begins_with_one_list_that_names_its_pages() -> None:
    sheets = round_of((1, "甲村", "一组", "A-1"), (1, "甲村", "二组", "A-2"), (2, "乙村", "一组", "B-1"))
    batch = visit_batch(sheets)
    assert batch.pages == 5
    assert [(form.sheet, form.first_page) for form in batch.forms] == [(0, 2), (1, 3), (2, 5)]
    first, second = text_of(batch.pdf, 1), text_of(batch.pdf, 4)
    assert "走访清单" in first
    assert "甲村" in first
    assert "共2户" in first
    assert "1张守田一组A-12" in first
    assert "2张守田二组A-23" in first
    assert "1张守田一组B-15" in second
    assert codes_on(batch.pdf, 1) == set()


def test_on_both_sides_every_form_begins_on_a_new_leaf() -> None:
    sheets = round_of((1, "甲村", "一组", "1"), (1, "乙村", "一组", "1"))
    sheets.append(visit(form_id=form_id(9), village="乙村", route=1, case_no="2", note=SENTENCE * 12))
    batch = visit_batch(sheets, BatchOptions(duplex=True))
    assert all(form.first_page % 2 == 1 and form.pages % 2 == 0 for form in batch.forms)
    assert len(pypdf.PdfReader(BytesIO(batch.pdf)).pages) == batch.pages
    for form in batch.forms:
        sheet = sheets[form.sheet]
        for page in range(form.pages):
            code = form_code("F3", sheet.form_id, sheet.revision, page + 1)
            assert codes_on(batch.pdf, form.first_page + page) == {code}


def test_more_families_than_a_list_page_holds_take_a_second_one() -> None:
    sheets = [visit(form_id=form_id(number), case_no=f"{number:04}") for number in range(30)]
    batch = visit_batch(sheets)
    assert batch.forms[0].first_page == 3
    assert "第2页共2页" in text_of(batch.pdf, 2)
    assert "30张守田" in text_of(batch.pdf, 2)


def test_the_file_is_named_by_form_day_and_villages_never_by_a_person() -> None:
    on = date(2026, 11, 22)
    three = round_of((1, "云岭村", "", "1"), (2, "石板桥村", "", "1"), (3, "竹园村", "", "1"))
    assert batch_name(three, on) == "F3_20261122_云岭等3村_3户.pdf"
    assert batch_name(three[:1], on) == "F3_20261122_云岭村_1户.pdf"
    assert batch_name([blank_visit_sheet(form_id(1))], on) == "F3_20261122_1户.pdf"
    assert "/" not in batch_name([visit(village="../云/岭")], on)


def test_an_empty_round_is_refused() -> None:
    with pytest.raises(NothingToPrint):
        visit_forms([])


def test_nothing_is_written_when_the_round_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "round.pdf"
    with pytest.raises(GlyphsMissing):
        save_visit_forms([visit(), visit(head="张\U0001f600")], path)
    assert not path.exists()
    batch = save_visit_forms([visit()], path)
    assert path.read_bytes() == batch.pdf


def test_a_reprint_of_one_form_shows_the_same_page() -> None:
    alone = BatchOptions(lists=False)
    sheets = [visit(form_id=form_id(number), case_no=str(number)) for number in range(3)]
    assert text_of(visit_forms([sheets[1]], alone)) == text_of(visit_forms(sheets, alone), 2)
