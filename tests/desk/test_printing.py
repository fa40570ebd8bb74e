"""What stands on a visit form comes from the record, and a form that came back is not printed again."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.commands.families import edit_record
from db.commands.visits import NewNeed, NewVisit, record_visit
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.opening import open_desk
from desktop.desk.printing import Round, Wanted, draw, note_printed, prepare_blank, prepare_forms
from desktop.forms.refusals import GlyphsMissing
from desktop.forms.sheets import VisitSheet
from tests.cli.practice_office import NOW, PASSPHRASE, Office, write_list


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Iterator[Desk]:
    """A township of four families."""
    office.say("roster", "import", write_list(tmp_path / "a.xlsx", 4))
    desk = open_desk(office.home, PASSPHRASE, NOW)
    yield desk
    desk.record.close()


def first_family(desk: Desk) -> str:
    with desk.record.store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT family_id FROM person WHERE name = '谢光明'").scalar_one())


def visit(desk: Desk, **fields: Any) -> Touched:
    said = {"on": "2026-11-22", "mode": "home", "category": "daily", "others_met": "邻居", "companions": "王芳"}
    need = NewNeed({"category": "medical", "request": "想换药", "responsible": "钱云"})
    wanted = NewVisit(first_family(desk), {**said, **fields}, (need,))
    with desk.record.store.writing() as writing:
        return record_visit(writing, wanted)


def of_first(desk: Desk, on: date | None = None) -> VisitSheet:
    return prepare_forms(desk, Wanted("family", first_family(desk)), on).sheets[0]


def printed(desk: Desk, forms: Round) -> Round:
    draw(forms)
    note_printed(desk, forms)
    return forms


def test_a_form_is_filled_from_the_record(desk: Desk) -> None:
    visit(desk, on="2026-10-16")
    sheet = of_first(desk)
    assert (sheet.unit, sheet.village, sheet.head, sheet.year) == ("青溪镇卫健办", "云岭村", "谢光明", 2026)
    assert (sheet.phone, sheet.address, sheet.group) == ("138****1000", "云岭1号", "1组")
    assert (sheet.township_contact, sheet.village_contact) == ("赵镇", "钱云")
    assert sheet.persons == ("谢光明", "廖淑芬")
    assert [(item.text, item.raised, item.responsible) for item in sheet.open_items] == [("想换药", "10月16日", "钱云")]


def test_the_kind_of_visit_is_ticked_by_what_is_owed(desk: Desk) -> None:
    assert of_first(desk).category == "daily"
    with desk.record.store.reading() as connection:
        born = str(connection.exec_driver_sql("SELECT birth_date FROM person WHERE name = '谢光明'").scalar_one())
    assert of_first(desk, date(2027, int(born[5:7]), int(born[8:10]))).category == "birthday"
    at_spring = of_first(desk, date(2027, 2, 4))
    assert (at_spring.category, at_spring.festival) == ("festival", "春节")


def test_a_reprint_keeps_id_and_number_and_counts_prints(desk: Desk) -> None:
    first = printed(desk, prepare_forms(desk, Wanted("all")))
    again = printed(desk, prepare_forms(desk, Wanted("all")))
    assert [(s.form_id, s.serial) for s in again.sheets] == [(s.form_id, s.serial) for s in first.sheets]
    with desk.record.store.reading() as connection:
        counts = connection.exec_driver_sql("SELECT DISTINCT prints FROM printed_form").scalars().all()
    assert counts == [2]


def test_after_the_visit_the_next_form_is_a_new_one(desk: Desk) -> None:
    (first,) = printed(desk, prepare_forms(desk, Wanted("family", first_family(desk)))).sheets
    visit(desk)
    second = of_first(desk)
    assert second.form_id != first.form_id
    assert (first.serial, second.serial) == ("F3-2026-000001", "F3-2026-000002")


def test_blank_forms_are_numbered_in_the_order_of_their_pages(desk: Desk) -> None:
    forms = prepare_blank(desk, 5)
    batch = draw(forms)
    in_order = [forms.sheets[each.sheet].serial for each in batch.forms]
    assert in_order == [f"F3-2026-{number:06d}" for number in range(1, 6)]


def test_a_character_no_font_has_refuses_the_round_and_numbers_nothing(desk: Desk) -> None:
    family = first_family(desk)
    with desk.record.store.writing() as writing:
        edit_record(writing, "family", family, {"live_addr": "云岭\U000e1234\U00032000路"})
    with pytest.raises(GlyphsMissing) as refused:
        printed(desk, prepare_forms(desk, Wanted("all")))
    assert {missing.whose for missing in refused.value.missing} == {"谢光明"}
    assert prepare_forms(desk, Wanted("all")).sheets[0].serial == "F3-2026-000001"


def test_a_family_no_longer_on_the_register_gets_no_form(desk: Desk) -> None:
    family = first_family(desk)
    with desk.record.store.writing() as writing:
        edit_record(writing, "family", family, {"status": "moved_out", "status_on": "2026-11-01"})
    assert "谢光明" not in {sheet.head for sheet in prepare_forms(desk, Wanted("all")).sheets}
