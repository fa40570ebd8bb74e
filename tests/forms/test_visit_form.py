"""F3 as printed: what can be read back from the paper is what was handed in."""

from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.forms.batch import BatchOptions, visit_forms
from desktop.forms.fonts import shipped_fonts
from desktop.forms.layout import fit
from desktop.forms.marks import crockford, form_code, spoken_code
from desktop.forms.page import MM, Pen, inked
from desktop.forms.preflight import preflight, substitute, unfit_words, visit_texts
from desktop.forms.preview import page_count
from desktop.forms.refusals import GlyphsMissing, TextTooLong, UnfitWording
from desktop.forms.sheets import OpenItem, VisitSheet, blank_visit_sheet
from desktop.forms.visit_form import mention
from desktop.forms.visit_layout import SLOTS
from tests.forms.samples import (
    FORM_ID,
    LONG_NAME,
    NASTY,
    SENTENCE,
    codes_on,
    fonts_of,
    form_id,
    letters,
    pdfium_text,
    text_of,
    visit,
)

ALONE = BatchOptions(lists=False)


def test_every_value_of_a_prefilled_form_extracts_as_typed() -> None:
    sheet = visit()
    text = text_of(visit_forms([sheet], ALONE))
    for field, value in visit_texts(sheet):
        assert field == "村民小组" or value in text, field
    assert "2026" in text


def test_pdfium_reads_the_same_values_as_poppler() -> None:
    sheet = visit(head="李𠅤䶮", persons=("李𠅤䶮",))
    text = pdfium_text(visit_forms([sheet], ALONE), 1)
    for field, value in visit_texts(sheet):
        assert field == "村民小组" or value in text, field


@pytest.mark.parametrize("name", ["李𠅤", "䶮㛃", "𬭎", "〇", "张𠀀", "阿依努尔·买买提", "㐆㐇", "𪚥"])
def test_a_rare_name_is_drawn_and_can_be_copied(name: str) -> None:
    """Worked example 15: 𠅤 is drawn from a fallback font."""
    assert preflight([visit(head=name)]) == ()
    assert text_of(visit_forms([visit(head=name, persons=())], ALONE)).count(name) == 1


def test_a_thirty_character_name_is_printed_whole_inside_its_cell() -> None:
    assert len(LONG_NAME) == 30
    pdf = visit_forms([visit(head=LONG_NAME, persons=(LONG_NAME, "李秀兰"))], ALONE)
    assert LONG_NAME in text_of(pdf)
    assert f"{LONG_NAME[:5]}…" in text_of(pdf)
    cell = [box for box in letters(pdf, 1) if 48 < box[1] < 87 and 41 < box[2] < 50]
    assert "".join(box[0] for box in cell) == LONG_NAME
    assert all(left > 48.3 and right < 86.7 and top > 41.2 and bottom < 49.8 for _, left, top, right, bottom in cell)


def test_a_long_name_beside_a_tick_is_abbreviated_only_where_it_stands_whole_elsewhere() -> None:
    other = LONG_NAME[::-1]
    sheet = visit(head=LONG_NAME, persons=(LONG_NAME, other, "阿依努尔·买买提"), township_contact=other)
    pdf = visit_forms([sheet], ALONE)
    front, back = text_of(pdf, 1), text_of(pdf, 2)
    assert mention(LONG_NAME) in front
    assert mention(other) in front
    assert f"受访人：{other}" in back
    assert f"乡镇联系人：{other}" in back
    assert LONG_NAME not in back
    assert "阿依努尔·买买提" in front.replace(LONG_NAME, "")


@pytest.mark.parametrize("count", [1, 2, 12, 30, 44])
def test_a_name_of_any_usual_length_is_printed_whole(count: int) -> None:
    name = "阿卜杜热合曼依明尼亚孜古丽买买提艾力吐尔逊江" * 2
    assert name[:count] in text_of(visit_forms([visit(head=name[:count], persons=())], ALONE))


def test_a_three_hundred_character_note_goes_on_overleaf_and_nothing_is_lost() -> None:
    note = (SENTENCE * 6)[:300]
    pdf = visit_forms([visit(note=note)], ALONE)
    front, back = text_of(pdf, 1), text_of(pdf, 2)
    assert "第1页共2页" in front
    assert "第2页共2页" in back
    start = front.index(note[:20])
    first = front[start : start + 40]
    assert note.startswith(first[:38])
    assert note[-20:] in back
    inked = "".join(char for char in note if char not in "，。")
    printed = front[start:] + back
    assert all(inked.count(char) <= printed.count(char) for char in set(inked))


def test_the_note_reads_through_from_front_to_back() -> None:
    note = "".join(chr(0x4E00 + number * 3) for number in range(330))
    pdf = visit_forms([visit(note=note)], ALONE)
    front = "".join(box[0] for box in letters(pdf, 1) if 239 < box[2] < 254 and 49 < box[1] < 172)
    first_line = "".join(box[0] for box in letters(pdf, 1) if 239 < box[2] < 247 and box[1] > 49)
    back = "".join(box[0] for box in letters(pdf, 2) if 50 < box[2] < 133)
    assert len(first_line) >= 38
    assert note.startswith(first_line)
    assert note.endswith(back)
    assert len(front) <= len(note) - len(back)
    assert len(back) >= 300 - 38 - 33


def test_a_very_long_note_takes_a_second_overleaf_that_is_not_mirrored() -> None:
    pdf = visit_forms([visit(note=SENTENCE * 12)], ALONE)
    assert "第3页共3页" in text_of(pdf, 3)
    assert codes_on(pdf, 3) == {form_code("F3", FORM_ID, 3, 3)}
    left = {page: min(box[1] for box in letters(pdf, page) if box[0] == "情") for page in (2, 3)}
    assert left[3] - left[2] == pytest.approx(10, abs=0.1)


def test_members_and_items_without_a_row_go_on_overleaf() -> None:
    items = tuple(OpenItem(f"第{number}件事", "10月16日", "吴桂芳") for number in "一二三四")
    sheet = visit(persons=("张守田", "李秀兰", "张小明", "张小红", "王五"), open_items=items)
    text = text_of(visit_forms([sheet], ALONE), 2)
    assert "受访人（续）：张小红、王五。" in text
    assert "上次未办结的事项3：第三件事（10月16日，吴桂芳）" in text
    assert "第四件事" in text


@pytest.mark.parametrize("sheet", [visit(), blank_visit_sheet(FORM_ID), visit(note=SENTENCE * 5)])
def test_the_qr_of_every_page_decodes_at_110_dpi(sheet: VisitSheet) -> None:
    pdf = visit_forms([sheet], ALONE)
    for page in range(1, len(pypdf.PdfReader(BytesIO(pdf)).pages) + 1):
        assert codes_on(pdf, page) == {form_code("F3", FORM_ID, sheet.revision, page)}


def test_the_fixed_qr_mask_decodes_for_many_identities() -> None:
    pdf = visit_forms([visit(form_id=form_id(number), revision=number) for number in range(40)], ALONE)
    expected = [{form_code("F3", form_id(number), number, 1)} for number in range(40)]
    assert [codes_on(pdf, page) for page in range(1, 41)] == expected


def test_the_qr_says_nothing_about_the_family() -> None:
    code = form_code("F3", FORM_ID, 1, 1)
    assert code == "NX1/F3/01J000012572510CSJ6HB7H6NW"[:7] + crockford(FORM_ID) + "/1/1"
    assert spoken_code(FORM_ID) == f"{crockford(FORM_ID)[-8:-4]}-{crockford(FORM_ID)[-4:]}"
    assert spoken_code(FORM_ID) in text_of(visit_forms([visit()], ALONE))


def test_crockford_is_the_base_32_of_the_number() -> None:
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = 0
    for char in crockford(FORM_ID):
        number = number * 32 + digits.index(char)
    assert number == FORM_ID.int
    assert len(crockford(FORM_ID)) == 26


def test_all_fonts_are_embedded_subsets_with_a_text_layer(tmp_path: Path) -> None:
    rows = fonts_of(visit_forms([visit(head="李𠅤", note=SENTENCE * 6), blank_visit_sheet(FORM_ID)]), tmp_path)
    assert rows
    for row in rows:
        assert row[-5:-2] == ["yes", "yes", "yes"], row
        assert "Helvetica" not in row[0]


@pytest.mark.parametrize("sheet", [visit(), blank_visit_sheet(FORM_ID), visit(head=LONG_NAME, note=SENTENCE * 5)])
def test_no_text_leaves_the_frame_or_nears_the_edge(sheet: VisitSheet) -> None:
    pdf = visit_forms([sheet], ALONE)
    for page in range(1, 1 + (2 if sheet.note else 1)):
        shift = -10 if page == 2 else 0
        for char, left, top, right, bottom in letters(pdf, page):
            assert 25 + shift - 0.2 <= left, (char, left)
            assert right <= 195 + shift + 0.2, (char, right)
            assert top >= 7, char
            assert bottom <= 290, char


def test_no_text_touches_a_tick_box_or_the_quiet_zone_of_the_qr() -> None:
    from desktop.forms.visit_layout import FRONT

    for char, left, top, right, bottom in letters(visit_forms([visit()], ALONE), 1):
        for key, (cx, cy) in FRONT.centres.items():
            inside = left < cx + 2.8 and right > cx - 2.8 and top < cy + 2.8 and bottom > cy - 2.8
            assert not inside or left >= cx + 1.8 + 0.95 or right <= cx - 1.8 - 0.95, (char, key)
        assert right < 195 - 19.14 - 2.6 or bottom < 18 - 2.6 or top > 37.14 + 2.6 or left > 195 + 2.6, char


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_string_is_drawn_as_text(text: str) -> None:
    pdf = visit_forms([visit(head=text[:30], address=text, note=text, persons=(), open_items=())], ALONE)
    shown = text_of(pdf)
    assert shown.count("".join(text.split())) >= 1
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) == 1


def test_control_characters_leave_no_trace() -> None:
    text = text_of(visit_forms([visit(head="张\x00守\u200b田\ufeff", note="一\x0b二\t三\r\n四")], ALONE))
    assert "张守田" in text
    assert "一二三四" in text


def test_a_missing_glyph_stops_the_job_with_the_list() -> None:
    sheets = [visit(), visit(form_id=form_id(1), head="张\U0001f600", note="好\ue81e")]
    missing = preflight(sheets)
    assert [(one.sheet, one.whose, one.field, one.codepoint) for one in missing] == [
        (1, "张\U0001f600", "户主姓名", "U+1F600"),
        (1, "张\U0001f600", "情况记录", "U+E81E"),
    ]
    with pytest.raises(GlyphsMissing) as refused:
        visit_forms(sheets)
    assert refused.value.missing == missing
    assert "U+1F600" in refused.value.sentence


def test_a_substitute_lets_the_job_run_and_leaves_the_sheet_alone() -> None:
    sheet = visit(head="张\U0001f600", persons=("张\U0001f600",))
    changed = substitute(sheet, {"\U0001f600": "晓"})
    assert preflight([changed]) == ()
    assert changed.persons == ("张晓",)
    assert changed.category == "daily"
    assert sheet.head == "张\U0001f600"


def test_a_word_families_must_not_read_stops_the_job_until_confirmed() -> None:
    word = "失" + "独"
    sheet = visit(note=f"属于{word}家庭")
    assert [one.field for one in unfit_words([sheet])] == ["情况记录"]
    with pytest.raises(UnfitWording):
        visit_forms([sheet])
    assert word not in text_of(visit_forms([visit(note=SENTENCE * 9), blank_visit_sheet(FORM_ID)]))


def test_an_address_no_size_can_hold_is_refused_and_not_clipped() -> None:
    with pytest.raises(TextTooLong) as refused:
        visit_forms([visit(address="示范县青溪镇云岭村" * 30)])
    assert refused.value.field == "家庭住址"


def test_the_ladder_wraps_before_it_shrinks() -> None:
    pen = Pen("试", shipped_fonts())
    slot = SLOTS["address"]
    one_line = "云" * int(slot.width * MM / slot.size)
    assert fit(pen, slot, one_line)[0] == slot.size
    size, _, lines = fit(pen, slot, one_line + "云岭村四组安置点")  # would fit one line at 9 pt
    assert len(lines) == 2
    assert size == 10.5
    head = SLOTS["head"]
    sizes = [fit(pen, head, "阿" * count)[0] for count in range(1, 31)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] >= head.floor


def test_the_same_sheets_give_the_same_bytes_and_only_a_title() -> None:
    sheets = [visit(note=SENTENCE * 6), blank_visit_sheet(form_id(1))]
    pdf = visit_forms(sheets)
    assert visit_forms(sheets) == pdf
    metadata = pypdf.PdfReader(BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.title == "走访慰问登记表"
    assert not metadata.author
    assert not metadata.creator
    assert not metadata.producer
    assert not metadata.subject


def test_a_practice_copy_says_so_and_still_reads_back() -> None:
    pdf = visit_forms([visit(practice=True)], ALONE)
    assert "练习·不得使用" in text_of(pdf)
    assert codes_on(pdf, 1) == {form_code("F3", FORM_ID, 3, 1)}


def test_a_real_copy_and_a_practice_copy_do_not_share_a_face() -> None:
    pdf = visit_forms([visit(village="甲村"), visit(village="乙村", form_id=form_id(1), practice=True)], ALONE)
    assert sorted("练习" in text_of(pdf, page) for page in (1, 2)) == [False, True]


def test_a_blank_form_has_lines_to_write_on_and_its_own_code() -> None:
    pdf = visit_forms([blank_visit_sheet(form_id(1)), blank_visit_sheet(form_id(2))], ALONE)
    assert codes_on(pdf, 1) | codes_on(pdf, 2) == {form_code("F3", form_id(number), 0, 1) for number in (1, 2)}
    assert "走访单位：所属村" in text_of(pdf, 1)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_printed_whole_or_refused_by_name(text: str) -> None:
    try:
        pdf = visit_forms([visit(address=text, note=text, head="张守田", persons=(), open_items=())], ALONE)
    except (GlyphsMissing, TextTooLong):
        return
    shown = text_of(pdf)
    for char in inked(text):
        assert char.isspace() or char in shown


def test_every_reader_agrees_on_characters_beyond_the_basic_plane() -> None:
    pdf = visit_forms([visit(head="李𠅤𬭎", persons=())], ALONE)
    assert "李𠅤𬭎" in text_of(pdf)
    assert "李𠅤𬭎" in pdfium_text(pdf, 1)
    assert "李𠅤𬭎" in "".join(pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def test_blank_forms_alone_have_no_list() -> None:
    assert page_count(visit_forms([blank_visit_sheet(form_id(number)) for number in range(3)])) == 3
