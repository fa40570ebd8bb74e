"""Every untidy list: each problem named with its cell, no bad row written, no good row lost, no row unaccounted for."""

from datetime import date
from pathlib import Path

import pytest

from db.domain.codes import load_code_lists
from db.domain.entities.entity import fault_of
from db.domain.entities.registry import ENTITIES
from db.domain.roster import Fields, HouseholdPlan, KnownRecord
from desktop.roster.columns import Mapping
from desktop.roster.plan import RosterPlan
from desktop.roster.planning import plan_roster
from desktop.roster.reading import Reading, read_roster
from tests.roster.record import MemoryRecord
from tests.roster.workbooks import ILLNESSES, Illness

TODAY = date(2026, 11, 4)
CODES = load_code_lists(Path("resources/codes"))
NOTHING = KnownRecord()


def read(illness: Illness, folder: Path) -> Reading:
    return read_roster(illness.write(folder))


def plan(reading: Reading, known: KnownRecord = NOTHING) -> RosterPlan:
    return plan_roster(reading, reading.guess, reading.best.mapping, known, CODES, TODAY)


@pytest.fixture(params=ILLNESSES.values(), ids=lambda illness: illness.name)
def illness(request: pytest.FixtureRequest) -> Illness:
    found = request.param
    assert isinstance(found, Illness)
    return found


def test_there_are_at_least_sixteen_illnesses() -> None:
    assert len(ILLNESSES) >= 16


def test_every_row_gets_the_verdict_it_deserves(illness: Illness, tmp_path: Path) -> None:
    made = plan(read(illness, tmp_path))
    verdicts = {row: listed.verdict for listed in made.households for row in listed.rows}
    assert verdicts == illness.verdicts


def test_every_problem_is_named_with_its_cell(illness: Illness, tmp_path: Path) -> None:
    made = plan(read(illness, tmp_path))
    told = {(doubt.address, doubt.code) for listed in made.households for doubt in listed.doubts}
    assert illness.doubts <= told
    grave = {(d.address, d.code) for listed in made.households for d in listed.doubts if d.weight != "note"}
    assert grave <= illness.doubts | {pair for pair in grave if pair[1] in ("name_rare", "rows_joined")}


def test_who_belongs_together_is_found_out(illness: Illness, tmp_path: Path) -> None:
    made = plan(read(illness, tmp_path))
    for row, names in illness.households.items():
        listed = made.at(row)
        assert listed is not None
        assert listed.names == names


def test_no_row_vanishes(illness: Illness, tmp_path: Path) -> None:
    reading = read(illness, tmp_path)
    made = plan(reading)
    rows = [row for listed in made.households for row in listed.rows] + [entry.row for entry in made.explained]
    assert sorted(rows) == list(range(1, len(reading.best.sheet.rows) + 1))
    counts = made.counts()
    assert counts.read == sum(n for _, n in counts.rows) + sum(n for _, n in counts.explained)


def test_no_bad_row_is_written_and_no_good_one_is_lost(illness: Illness, tmp_path: Path) -> None:
    made = plan(read(illness, tmp_path))
    written = {row for household in made.accepted(accept_warnings=True) for row in household.household.rows}
    assert written == {row for row, verdict in illness.verdicts.items() if verdict != "cannot"}
    careful = {row for household in made.accepted(accept_warnings=False) for row in household.household.rows}
    assert careful == {row for row, verdict in illness.verdicts.items() if verdict == "new"}


def test_everything_written_fits_its_entity(illness: Illness, tmp_path: Path) -> None:
    for household in plan(read(illness, tmp_path)).accepted(accept_warnings=True):
        assert list(faults_of(household)) == []


def test_the_same_list_again_changes_nothing(illness: Illness, tmp_path: Path) -> None:
    reading = read(illness, tmp_path)
    record = MemoryRecord()
    record.apply(plan(reading).accepted(accept_warnings=True))
    again = plan(reading, record.known())
    assert again.accepted(accept_warnings=True) == ()
    verdicts = {row: listed.verdict for listed in again.households for row in listed.rows}
    good = {row for row, verdict in illness.verdicts.items() if verdict != "cannot"}
    assert {row for row, verdict in verdicts.items() if verdict == "same"} == good
    assert again.missing == ()


def test_a_mapping_remembered_reads_the_list_the_same(illness: Illness, tmp_path: Path) -> None:
    reading = read(illness, tmp_path)
    kept = reading.best.mapping.to_json()
    assert reading.best.header is not None
    assert Mapping.from_json(kept, reading.best.header).columns == reading.best.mapping.columns
    assert reading.best.remembered(kept) == reading.best.mapping


def test_the_encoding_of_a_text_list_is_found_and_shown(illness: Illness, tmp_path: Path) -> None:
    reading = read(illness, tmp_path)
    assert reading.book.encoding == illness.encoding
    assert bool(reading.encoding_said) == bool(illness.encoding)


def test_the_right_sheet_is_proposed_without_a_question(illness: Illness, tmp_path: Path) -> None:
    reading = read(illness, tmp_path)
    assert reading.certain
    assert not reading.best.sheet.hidden


def faults_of(plan_: HouseholdPlan) -> list[str]:
    found = entity_faults("family", plan_.household.fields)
    for person in plan_.household.persons:
        found += entity_faults("person", person.fields)
    for child in plan_.household.children:
        found += entity_faults("child", child.fields)
    for contact in plan_.household.contacts:
        found += entity_faults("contact_person", contact.fields)
    return found


def entity_faults(entity: str, fields: Fields) -> list[str]:
    found = []
    for name, text in fields:
        prefix, _, rest = name.rpartition(".")
        spec = ENTITIES[prefix or entity].by_name.get(rest)
        if name == "village":
            continue
        assert spec is not None, name
        value: object = text.split(",") if spec.kind == "listing" else text == "true" if spec.kind == "flag" else text
        if fault := fault_of(spec, value):
            found.append(f"{name}: {fault}")
    return found
