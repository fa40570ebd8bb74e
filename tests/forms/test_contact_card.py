"""F2: fronts and backs meet, the card says nothing about the case."""

import pytest

from desktop.forms.contact_card import contact_cards
from desktop.forms.marks import form_code
from desktop.forms.preview import page_count
from desktop.forms.refusals import GlyphsMissing
from desktop.forms.sheets import CardBack, CardContact, ContactCard, ContactCardSheet
from tests.forms.samples import FORM_ID, LONG_NAME, codes_on, letters, text_of

CONTACTS = (
    CardContact("乡镇联系人", "陈立新", "青溪镇人民政府 副镇长", "136 0000 1101"),
    CardContact("村联系人", "吴桂芳", "云岭村民委员会 委员", "135 0000 1102"),
    CardContact("家庭医生", "周明远", "青溪镇卫生院 全科医生", "139 0000 1103"),
)
BACK = CardBack("示范县人民医院（门诊楼一层优先窗口）", "郑晓梅", "0999-000 1104")


def sheet(*holders: str, revision: int = 1) -> ContactCardSheet:
    cards = tuple(ContactCard(holder, f"LX-2026-{number:04}", CONTACTS) for number, holder in enumerate(holders, 12))
    return ContactCardSheet(FORM_ID, revision, "F2-2026-0007", "云岭村", cards, BACK)


def test_each_card_shows_its_holder_and_all_phones() -> None:
    text = text_of(contact_cards(sheet("张守田", LONG_NAME, "李𠅤䶮")), 1)
    for part in ("张守田", LONG_NAME, "李𠅤䶮", "LX-2026-0014", "青溪镇卫生院全科医生"):
        assert part in text
    assert text.count("13600001101") == 3


def test_backs_lie_behind_their_fronts_when_the_sheet_is_turned() -> None:
    pdf = contact_cards(sheet("张守田", "王素英", "赵克明"))
    fronts = [(left, top) for char, left, top, _, _ in letters(pdf, 1) if char == "暖"]
    backs = [(left, top) for char, left, top, _, _ in letters(pdf, 2) if char == "优" and left % 90 < 25]
    columns = {(left > 105, round((top - 40.5) // 54)) for left, top in fronts}
    assert columns == {(False, 0), (True, 0), (False, 1)}
    assert {(left > 105, round((top - 40.5) // 54)) for left, top in backs} == {(True, 0), (False, 0), (True, 1)}


def test_text_keeps_inside_its_card() -> None:
    pdf = contact_cards(sheet(*[LONG_NAME] * 8))
    for page in (1, 2):
        inside = [box for box in letters(pdf, page) if 40.5 < box[2] < 256.5]
        assert inside
        for char, left, top, right, bottom in inside:
            assert (left - 15) // 90 == (right - 15) // 90, char
            assert (top - 40.5) // 54 == (bottom - 40.5) // 54, char


@pytest.mark.parametrize("revision", [1, 12, 12345])
def test_the_strip_carries_the_code_and_the_cards_carry_none(revision: int) -> None:
    pdf = contact_cards(sheet("张守田", revision=revision))
    for page in (1, 2):
        assert codes_on(pdf, page, 150) == {form_code("F2", FORM_ID, revision, page)}


def test_nine_families_take_two_sheets() -> None:
    pdf = contact_cards(sheet(*["张守田"] * 9))
    assert page_count(pdf) == 4
    assert "第9—9户" in text_of(pdf, 3)


def test_the_card_says_nothing_about_the_case() -> None:
    text = text_of(contact_cards(sheet("张守田")))
    assert not any(word in text for word in ("计生", "特殊家庭", "失" + "独", "伤残", "类别"))


def test_a_fourth_contact_is_a_bug_and_a_missing_glyph_names_the_holder() -> None:
    with pytest.raises(ValueError, match="room"):
        contact_cards(ContactCardSheet(FORM_ID, 1, "", "", (ContactCard("张", "1", CONTACTS + CONTACTS[:1]),), BACK))
    with pytest.raises(GlyphsMissing) as refused:
        contact_cards(sheet("张守田", "王\U0001f600"))
    assert refused.value.missing[0].whose == "王\U0001f600"
