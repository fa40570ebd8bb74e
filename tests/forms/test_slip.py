"""The report slip: paper and QR say the same numbers."""

from pathlib import Path

import pytest

from desktop.forms.marks import crockford, form_code
from desktop.forms.refusals import GlyphsMissing, TextTooLong
from desktop.forms.sheets import SlipCount
from desktop.forms.slip import LAYOUT, code_check, fours, package_code, receipt_code, slip_sheet
from tests.forms.samples import FORM_ID, PACKAGE_ID, codes_on, fonts_of, letters, slip, text_of


def test_the_three_codes_of_the_slip_decode_at_110_dpi() -> None:
    sheet = slip()
    found = codes_on(slip_sheet(sheet), 1)
    assert found == {form_code("SB", FORM_ID, 1, 1), package_code(sheet), receipt_code(sheet)}


def test_the_total_on_paper_is_the_total_in_the_code() -> None:
    sheet = slip()
    assert sheet.total == 283
    assert package_code(sheet).split("/")[3:7] == ["7", "9F2C41D07B6AE853", "283", "48213"]
    text = text_of(slip_sheet(sheet))
    assert "贰佰捌拾叁" in text
    assert "283" in text


def test_the_check_at_the_end_of_a_code_covers_all_before_it() -> None:
    head, _, check = package_code(slip()).rpartition("/")
    assert check == code_check(head)
    assert check != code_check(head.replace("283", "284"))
    assert crockford(PACKAGE_ID) in receipt_code(slip())


def test_every_fact_of_the_slip_is_printed() -> None:
    sheet = slip()
    text = text_of(slip_sheet(sheet))
    for part in (sheet.sender, sheet.recipient, sheet.file_name, "第7包", "第6包", "2026-11-3016:20", "3,482,112字节"):
        assert part in text
    assert fours(sheet.digest) == "9F2C 41D0 7B6A E853"
    assert "9F2C41D07B6AE853" in text
    for count in sheet.counts:
        assert f"{count.kind}{count.changes}{count.on_record:,}" in text


def test_a_first_package_says_none_was_received_before() -> None:
    cell = [box[0] for box in letters(slip_sheet(slip(last_received=None)), 1) if 49 < box[1] < 87 and 68 < box[2] < 77]
    assert cell == ["无"]


def test_the_largest_numbers_still_fit_their_code() -> None:
    sheet = slip(package_no=999999, seq=9_999_999, counts=(SlipCount("家庭（户）", 999_999, 9_999_999),))
    assert package_code(sheet) in codes_on(slip_sheet(sheet), 1, 150)


def test_no_text_leaves_the_frame_and_no_tick_is_near_the_seal() -> None:
    for char, left, top, right, bottom in letters(slip_sheet(slip()), 1):
        assert left >= 24.8, char
        assert right <= 195.2, char
        assert top >= 7, char
        assert bottom <= 290, char
    assert all(abs(tick.cy - 180.2) > 22.5 for tick in LAYOUT.ticks)


def test_an_eleventh_kind_is_a_bug_and_a_missing_glyph_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="room"):
        slip_sheet(slip(counts=tuple(SlipCount(str(number), 1, 1) for number in range(11))))
    with pytest.raises(GlyphsMissing):
        slip_sheet(slip(sender="\U0001f600"))
    with pytest.raises(TextTooLong):
        slip_sheet(slip(file_name="9" * 400))
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in fonts_of(slip_sheet(slip()), tmp_path))
