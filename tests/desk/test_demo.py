"""The practice township: the same for the same seed, plausible, whole, and nobody real in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from db.clock import FrozenClock
from db.commands.opening import Founding
from db.domain.entities.registry import ENTITIES
from db.domain.family import Family
from db.domain.identity import check_id_number
from db.domain.periods import age_on
from db.domain.phones import check_phone
from db.domain.standing import SIGNS
from db.domain.strip import family_strip
from db.domain.visits import owed_visits
from db.ledger.fold import fold_record
from db.queries.attachments import attachment_rows
from db.queries.facts import families_on_file
from db.queries.families import FamilyFilter
from db.store.folding import changes_of
from db.store.tables.entities import TABLES
from db.store.values import row_values
from db.vault.keys import Cost
from db.vault.recovery import parse_recovery_code
from desktop.desk.attachments import files_of
from desktop.desk.demo import (
    AlreadyAtWork,
    DemoFacts,
    DemoSize,
    NotATownship,
    RecordNotEmpty,
    fill,
    plant,
    write_roster,
)
from desktop.desk.demo.people import NAMED_HOMES
from desktop.desk.demo.sheaf import Sheaf
from desktop.desk.demo.story import Story, tell
from desktop.desk.desk import Desk
from desktop.desk.families import list_families, search
from desktop.desk.opening import found_desk
from desktop.desk.roster import import_list, lay_list, read_list
from desktop.profiles import load_profile

CLOCK = FrozenClock(datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
TODAY = CLOCK.today()
CHEAP = Cost(64 * 1024, 1, 4)
CODE = parse_recovery_code("582450 548966 288464 257785 331980 358182 192104 124828")
WISH = Founding("township", "999999101", "云溪镇", "national", "林秋禾", "松下问童子言师采药去", CODE)
NATIONAL = load_profile("national")


def desk_in(folder: Path, wish: Founding = WISH) -> Desk:
    return found_desk(folder, wish, CLOCK, CHEAP)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, DemoFacts]]:
    desk = desk_in(tmp_path_factory.mktemp("practice"))
    yield desk, fill(desk, 200, 7)
    desk.record.close()


def families(desk: Desk) -> tuple[Family, ...]:
    with desk.record.store.reading() as connection:
        return tuple(families_on_file(connection))


def rows(desk: Desk, sql: str) -> list[Any]:
    with desk.record.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def told(seed: int, families: int = 40) -> list[Any]:
    numbers = count(1)
    sheaf = Sheaf(lambda: str(UUID(int=next(numbers))))
    for _ in tell(sheaf, Story(families, seed, "999999101", TODAY, NATIONAL)):
        pass
    return sheaf.drafts


def test_the_same_seed_tells_the_same_township_and_another_seed_another() -> None:
    assert told(1) == told(1)
    assert told(1) != told(2)


def test_two_laptops_with_the_same_seed_never_share_an_identity(tmp_path: Path) -> None:
    """B-01: what is the same is the story, not the ids."""
    ids = []
    for name in ("one", "two"):
        desk = desk_in(tmp_path / name)
        fill(desk, 12, 3)
        ids.append({row[0] for row in rows(desk, "SELECT id FROM person")})
        desk.record.close()
    assert ids[0].isdisjoint(ids[1])


def test_so_many_families_are_there_as_were_asked_for(filled: tuple[Desk, DemoFacts]) -> None:
    desk, facts = filled
    assert facts.families == 200 == rows(desk, "SELECT count(*) FROM family")[0][0]
    assert facts.visits == rows(desk, "SELECT count(*) FROM visit")[0][0]
    listed = list_families(desk, FamilyFilter())
    assert 180 <= listed.households <= 200
    assert listed.villages[:3] == ("云溪村", "上坪村", "柳湾村")


def test_the_strips_show_every_state_a_worker_must_know(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    seen = {cell.state for family in families(desk) for cell in family_strip(family, desk.profile, TODAY)}
    assert seen == {"ok", "soon", "miss", "late", "no", "excl", "na"} <= set(SIGNS)


def test_most_is_in_order_and_something_is_always_to_do(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    counts: dict[str, Counter[str]] = {}
    for family in families(desk):
        for cell in family_strip(family, desk.profile, TODAY):
            counts.setdefault(cell.item, Counter())[cell.state] += 1
    for item in ("C1", "C2", "C3", "S1", "S2", "S4"):
        states = counts[item]
        fine = states["ok"] + states["soon"]
        asked = fine + states["miss"] + states["late"]
        assert 0.75 <= fine / asked < 1, (item, states)


def test_ids_are_whole_of_no_real_area_and_nobodys_twice(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    found = rows(desk, "SELECT id_no, birth_date, sex FROM person WHERE id_no IS NOT NULL")
    found += rows(desk, "SELECT id_no, birth_date, sex FROM child WHERE id_no IS NOT NULL")
    assert len({number for number, _, _ in found}) == len(found) > 400
    for number, birth, sex in found:
        verdict = check_id_number(number, today=TODAY)
        assert number.startswith("999999")
        assert verdict.sound
        assert (verdict.birth and verdict.birth.isoformat(), verdict.sex) == (birth, sex)


def test_phones_can_be_read_and_belong_to_a_series_of_zeros(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    phones = [
        row[0] for row in rows(desk, "SELECT phone FROM person UNION ALL SELECT phone FROM contact_person") if row[0]
    ]
    assert len(set(phones)) == len(phones) > 200
    assert all(check_phone(phone).reachable and phone[3:7] == "0000" for phone in phones)


def test_mothers_are_of_the_age_the_field_knows_and_two_of_three_families_lost_their_child(
    filled: tuple[Desk, DemoFacts],
) -> None:
    desk, _ = filled
    mothers = [
        age_on(person.birth_date, TODAY)
        for family in families(desk)
        for person in family.persons
        if person.sex == "2" and person.role == "parent" and person.birth_date
    ]
    assert 48 <= min(mothers) <= max(mothers) <= 86
    kinds = Counter(family.case_type for family in families(desk))
    assert 0.55 <= kinds["death"] / 200 <= 0.77
    assert kinds["disability"] > kinds["complication"] > 0


def test_no_child_dies_before_it_is_born_or_after_today(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    for family in families(desk):
        for child in family.children:
            assert child.birth_date is not None
            born_of = [p.birth_date for p in family.persons if p.id in child.parents and p.birth_date]
            assert all(16 <= age_on(birth, child.birth_date) <= 60 for birth in born_of)
            if child.event_date:
                assert child.birth_date.replace(day=1) <= child.event_date <= TODAY


def test_divorced_parents_in_two_villages_share_one_child(filled: tuple[Desk, DemoFacts]) -> None:
    """domain.md §5.1, 4."""
    desk, _ = filled
    homes: dict[str, set[str]] = {}
    for family in families(desk):
        for child in family.children:
            homes.setdefault(child.id, set()).add(family.village)
    assert max(map(len, homes.values())) == 2


def test_nothing_is_told_before_the_file_was_opened_or_after_it_was_closed(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    for family in families(desk):
        last = family.closed_on or TODAY
        days = [v.on for v in family.visits] + [s.on for s in family.sessions] + [a.since for a in family.assignments]
        assert all(family.opened_on <= day <= last <= TODAY for day in days), family.case_no


def test_visits_of_all_five_kinds_are_there_with_refused_and_absent_ones(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    kinds = {row[0] for row in rows(desk, "SELECT DISTINCT category FROM visit")}
    assert kinds == {"daily", "festival", "birthday", "hospital", "emergency"}
    assert {row[0] for row in rows(desk, "SELECT DISTINCT outcome FROM visit")} == {"met", "absent", "declined"}


def test_every_visit_was_made_by_somebody_who_then_held_the_post(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    for family in families(desk):
        for visit in family.visits:
            held = {
                a.contact_id for a in family.assignments if a.since <= visit.on and (not a.until or visit.on <= a.until)
            }
            assert set(visit.contact_ids) <= held


def test_rare_long_and_compound_names_are_found_again(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    for name in ("马𠅤", "陈䶮", "李㛃", "王𬭎锋", "欧阳金秀", "阿依努尔·吐尔逊"):
        assert search(desk, name)[0].name == name
    assert max(len(row[0]) for row in rows(desk, "SELECT name FROM person")) == 30


def test_the_word_that_hurts_is_nowhere(filled: tuple[Desk, DemoFacts]) -> None:
    desk, _ = filled
    assert rows(desk, "SELECT count(*) FROM change WHERE payload LIKE '%失独%'") == [(0,)]


def test_the_tables_are_the_fold_of_the_log(filled: tuple[Desk, DemoFacts]) -> None:
    desk, facts = filled
    with desk.record.store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        checked = 0
        for name in TABLES:
            kept = {row["id"]: dict(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()}
            for record_id, known in changes_of(connection, kept).items():
                state = fold_record(change for _, change in known)
                stands = {
                    field: value for field, value in row_values(name, kept[record_id]).items() if value is not None
                }
                assert {f: v for f, v in state.values.items() if v is not None} == stands, (name, record_id)
                checked += 1
    assert checked == facts.records + 2  # the founding worker and the township itself


def test_nothing_in_the_log_points_at_what_comes_later() -> None:
    """A county takes a change in only when all it points at is there already."""
    seen: set[str] = set()
    for draft in told(3):
        known = ENTITIES[draft.record_type].by_name
        refs = [value for name, value in draft.fields.items() if known[name].kind == "ref"]
        assert set(refs) <= seen, draft.record_type
        seen.add(draft.record_id)


def test_filling_marks_the_record_as_practice_for_good(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    assert fill(desk, 5, 1).newly_marked
    assert desk.record.office.practice
    desk.record.close()


def test_a_record_with_something_in_it_is_not_filled(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    fill(desk, 5, 1)
    with pytest.raises(RecordNotEmpty):
        fill(desk, 5, 1)
    assert rows(desk, "SELECT count(*) FROM family") == [(5,)]
    desk.record.close()


def test_a_record_known_to_a_county_is_neither_filled_nor_marked(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    desk.record.store.set_setting("enrolment", {"manifest": "", "certificate": "", "root": ""})
    with pytest.raises(AlreadyAtWork):
        fill(desk, 5, 1)
    assert not desk.record.office.practice
    assert rows(desk, "SELECT count(*) FROM family") == [(0,)]
    desk.record.close()


def test_a_county_keeps_no_practice_families(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, replace(WISH, role="county", org_code="999999", org_name="示范县"))
    for attempt in (fill, plant):
        with pytest.raises(NotATownship):
            attempt(desk, 5, 1)
    desk.record.close()


@pytest.mark.parametrize("families", [0, -3, 100_001])
def test_an_impossible_size_is_refused_before_anything_is_opened(tmp_path: Path, families: int) -> None:
    desk = desk_in(tmp_path)
    with pytest.raises(DemoSize):
        fill(desk, families, 1)
    desk.record.close()


@pytest.mark.parametrize("families", [1, 2, 11, 33])
def test_small_townships_work_as_well(tmp_path: Path, families: int) -> None:
    desk = desk_in(tmp_path)
    assert fill(desk, families, families).families == families
    desk.record.close()


@pytest.mark.parametrize("profile", ["taicang", "hunan", "xx-2023", "zhoushan", "baotou"])
def test_every_locality_has_its_practice_township(tmp_path: Path, profile: str) -> None:
    desk = desk_in(tmp_path, replace(WISH, profile=profile))
    fill(desk, 20, 5)
    assert any(cell.state == "ok" for f in families(desk) for cell in family_strip(f, desk.profile, TODAY))
    desk.record.close()


def test_the_untidy_list_is_read_with_its_two_faults_named_and_no_other_row_lost(tmp_path: Path) -> None:
    desk = desk_in(tmp_path / "home")
    untidy = write_roster(tmp_path / "名册.xlsx", 60, 4, TODAY)
    laid = lay_list(desk, read_list(untidy.path))
    cannot = {row for each in laid.plan.households if each.verdict == "cannot" for row in each.rows}
    assert cannot == {untidy.damaged_row, untidy.mistyped_row}
    done = import_list(desk, laid, accept_warnings=True)
    assert done.created == untidy.families - 2
    assert import_list(desk, lay_list(desk, read_list(untidy.path)), accept_warnings=True).batch == ""
    desk.record.close()


@pytest.mark.parametrize("month", range(1, 13))
def test_the_families_looked_for_by_name_come_through_whole_on_any_day(tmp_path: Path, month: int) -> None:
    named = {wish.head for _, wish in NAMED_HOMES}
    untidy = write_roster(tmp_path / "名册.xlsx", 83, 7, date(2027, month, 28))
    cells = CalamineWorkbook.from_path(str(untidy.path)).get_sheet_by_index(0).to_python()
    spoilt = {str(cells[row - 1][4]).replace("　", "") for row in (untidy.damaged_row, untidy.mistyped_row)}
    assert len(spoilt) == 2
    assert not spoilt & named


def test_owed_visits_can_be_worked_out_for_everybody(filled: tuple[Desk, DemoFacts]) -> None:
    from db.domain.almanac import almanac

    desk, _ = filled
    page = almanac(desk.profile, TODAY)
    rules = {owed.rule for family in families(desk) for owed in owed_visits(family, page)}
    assert {"C1a", "S2-birthday"} <= rules


def test_practice_has_drawn_pictures_that_open_and_a_member_who_helps_others(tmp_path: Path) -> None:
    desk = desk_in(tmp_path / "record")
    fill(desk, 30, seed=7)
    with desk.record.store.reading() as connection:
        rows = attachment_rows(connection)
        asked = "SELECT v.name, p.name FROM volunteer v JOIN person p ON p.id = v.person_id"
        peers = connection.exec_driver_sql(asked).all()
    assert {row.subject_type for row in rows} >= {"activity", "family"}
    assert all(len(files_of(desk).get(row.sha256)) == row.size for row in rows)
    assert all(name == member for name, member in peers)
    desk.record.close()
