"""Review: what changes and what not, decisions row by row, cells put right, exact counts, the two lists that go out."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from db.domain.roster import KnownRecord, value_of
from desktop.roster.list_words import ListWords
from desktop.roster.plan import Decision, RosterPlan
from desktop.roster.planning import plan_roster
from desktop.roster.reading import read_roster
from desktop.roster.synonyms import Target
from desktop.roster.writing import write_problems, write_roster
from tests.roster.record import MemoryRecord
from tests.roster.test_untidy_lists import CODES, NOTHING, TODAY
from tests.roster.workbooks import HEADER, ILLNESSES, Row, couple_row, id_number, xlsx


def planned(folder: Path, rows: list[Row], known: KnownRecord = NOTHING) -> RosterPlan:
    path = folder / "list.xlsx"
    xlsx(path, [HEADER, *rows])
    reading = read_roster(path)
    return plan_roster(reading, reading.guess, reading.best.mapping, known, CODES, TODAY)


@pytest.fixture
def record(tmp_path: Path) -> MemoryRecord:
    kept = MemoryRecord()
    kept.apply(planned(tmp_path, [couple_row(n) for n in (1, 2, 3)]).accepted(accept_warnings=False))
    return kept


def test_a_new_telephone_is_a_change_named_with_its_field(tmp_path: Path, record: MemoryRecord) -> None:
    made = planned(tmp_path, [couple_row(1, phone="13900000000"), couple_row(2), couple_row(3)], record.known())
    first = made.households[0]
    assert (first.verdict, first.explanation) == ("changed", "改 1 项：联系电话")
    assert [(c.field, c.old, c.new, c.row) for c in first.changes] == [("phone", "13800000001", "13900000000", 2)]
    assert [listed.verdict for listed in made.households] == ["changed", "same", "same"]


def test_a_blank_cell_clears_nothing(tmp_path: Path, record: MemoryRecord) -> None:
    made = planned(tmp_path, [couple_row(1, phone="", address="", died="")], record.known())
    assert made.households[0].verdict == "same"


def test_another_name_under_the_same_number_is_looked_at_first(tmp_path: Path, record: MemoryRecord) -> None:
    made = planned(tmp_path, [couple_row(1, head="钱志刚")], record.known())
    assert made.households[0].verdict == "look"
    assert "与在册“钱志强”同号，姓名不同" in made.households[0].explanation
    assert made.accepted(accept_warnings=False) == ()
    (accepted,) = made.decide({2: Decision()}).accepted(accept_warnings=False)
    assert accepted.action == "update"


def test_a_household_known_only_by_name_and_village_is_looked_at(tmp_path: Path, record: MemoryRecord) -> None:
    made = planned(tmp_path, [couple_row(1, head_id="", spouse_id="", note="新")], record.known())
    assert made.households[0].verdict == "look"
    assert made.households[0].household.known_id


def test_another_name_for_the_same_village_is_no_change(tmp_path: Path, record: MemoryRecord) -> None:
    known = replace(record.known(), villages=("柳湾村", "石桥村", "龙潭社区"))
    made = planned(tmp_path, [couple_row(1, village="石桥村委会"), couple_row(2, village="龙潭")], known)
    assert [listed.verdict for listed in made.households] == ["same", "same"]
    other = planned(tmp_path, [couple_row(7, village="新村")], known)
    assert other.new_villages == ("新村",)


def test_households_the_list_forgot_are_named(tmp_path: Path, record: MemoryRecord) -> None:
    made = planned(tmp_path, [couple_row(2)], record.known())
    assert [missing.name for missing in made.missing] == ["钱志强", "李文斌"]


def test_a_cell_put_right_makes_its_row_good(tmp_path: Path) -> None:
    made = planned(tmp_path, [couple_row(1, head_id="4.32E+17"), couple_row(2)])
    assert made.counts().of("cannot") == 1
    right = made.decide({2: Decision(fixes=((2, 3, id_number("19510312", 3)),))})
    assert right.counts().of("cannot") == 0
    assert [value_of(h.household.persons[0].fields, "id_no")[-4:] for h in right.accepted(accept_warnings=False)]
    assert made.counts().of("cannot") == 1


def test_a_wrong_number_goes_in_with_a_reason_and_the_reason_stays_with_it(tmp_path: Path) -> None:
    wrong = id_number("19510312", 3)[:17] + "0"
    made = planned(tmp_path, [couple_row(1, head_id=wrong)])
    assert made.households[0].needs_reason
    assert made.decide({2: Decision()}).accepted(accept_warnings=True) == ()
    (accepted,) = made.decide({2: Decision(reason="证件原样如此")}).accepted(accept_warnings=False)
    person = accepted.household.persons[0]
    assert value_of(person.fields, "id_no") == wrong
    assert value_of(person.fields, "id_reason") == "证件原样如此"
    assert "理由：证件原样如此" in accepted.reasons[0][1]


def test_a_damaged_number_goes_in_for_no_reason(tmp_path: Path) -> None:
    made = planned(tmp_path, [couple_row(1, head_id="4.32E+17")])
    assert made.decide({2: Decision(reason="就这样")}).accepted(accept_warnings=True) == ()


def test_leaving_out_one_of_two_rows_with_one_number_frees_the_other(tmp_path: Path) -> None:
    made = planned(tmp_path, [couple_row(1), couple_row(2, head_id=couple_row(1)[2])])
    assert made.counts().of("cannot") == 2
    one = made.decide({3: Decision("skip")})
    assert [h.household.rows for h in one.accepted(accept_warnings=False)] == [(2,)]


def test_counts_say_exactly_what_will_be_written(tmp_path: Path) -> None:
    made = planned(tmp_path, [couple_row(1), couple_row(2, died="65.3.1"), couple_row(3, head_id="4.32E+17")])
    careful, bold = made.counts(), made.counts(accept_warnings=True)
    assert (careful.will_write, careful.will_skip) == (1, 2)
    assert (bold.will_write, bold.will_skip) == (2, 1)


def test_a_plan_does_not_change_when_decided(tmp_path: Path) -> None:
    made = planned(tmp_path, [couple_row(1)])
    made.decide({2: Decision("skip")})
    assert len(made.accepted(accept_warnings=False)) == 1


def test_a_column_understood_wrongly_can_be_put_right_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    xlsx(path, [["甲列", "姓名", "村", "类别"], ["一二三", "甲一", "柳湾村", "死亡"]])
    reading = read_roster(path)
    mapping = reading.best.mapping.with_column(1, Target("family", "remark"))
    made = plan_roster(reading, 0, mapping, NOTHING, CODES, TODAY)
    assert value_of(made.households[0].household.fields, "remark") == "一二三"


def test_the_exported_list_reads_back_as_unchanged(tmp_path: Path) -> None:
    for illness in ILLNESSES.values():
        reading = read_roster(illness.write(tmp_path))
        record = MemoryRecord()
        first = plan_roster(reading, reading.guess, reading.best.mapping, NOTHING, CODES, TODAY)
        record.apply(first.accepted(accept_warnings=True))
        known = record.known()
        path = tmp_path / "export.xlsx"
        path.write_bytes(write_roster(known.families, ListWords(CODES)))
        back = read_roster(path)
        again = plan_roster(back, 0, back.best.mapping, known, CODES, TODAY)
        said = [(illness.name, h.rows, h.explanation, h.changes) for h in again.households if h.verdict != "same"]
        assert said == []
        assert again.missing == ()


def test_every_cell_of_an_export_is_text(tmp_path: Path) -> None:
    record = MemoryRecord()
    note = "=cmd|' /C calc'!A0 http://example.invalid"
    record.apply(planned(tmp_path, [couple_row(1, note=note)]).accepted(accept_warnings=True))
    path = tmp_path / "export.xlsx"
    path.write_bytes(write_roster(record.known().families, ListWords(CODES)))
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert note in [cell.value for cell in cells]


def test_the_list_of_problems_names_every_cell(tmp_path: Path) -> None:
    made = planned(tmp_path, [couple_row(1, head_id="4.32E+17"), couple_row(2)])
    path = tmp_path / "problems.xlsx"
    path.write_bytes(write_problems(made.decide({2: Decision("skip")})))
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[1][:3] == ("2", "C2", "不能写入")
    assert rows[1][5] == "4.32E+17"
    assert len(rows) == 2
