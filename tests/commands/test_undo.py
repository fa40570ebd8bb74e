"""Taking back: by field, never over somebody's later work, and never leaving a trap for the next import."""

import pytest

from db.commands.families import NewFamily, edit_record, open_family, void_record
from db.commands.undo import NothingToUndo, undo_command
from db.commands.visits import NewVisit, record_visit
from db.queries.families import family_rows, villages
from db.store.checking import check_record
from db.store.searching import index_faults
from db.store.store import Store

HEAD = {"name": "张守田", "relation": "02", "sex": "1", "alive": True}


def open_one(store: Store, village: str = "云岭村") -> tuple[str, str]:
    with store.writing() as writing:
        touched = open_family(writing, NewFamily(village, {}, (HEAD,)))
    with store.reading() as connection:
        asked = "SELECT id FROM family ORDER BY no DESC LIMIT 1"
        return str(connection.exec_driver_sql(asked).scalar_one()), touched.undo


def edit(store: Store, family_id: str, **fields: object) -> str:
    with store.writing() as writing:
        return edit_record(writing, "family", family_id, fields).undo


def shown(store: Store, sql: str) -> list[tuple[object, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


@pytest.fixture(autouse=True)
def _record_stays_whole(store: Store) -> object:
    yield
    with store.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []
        assert not index_faults(connection)


def test_what_nobody_has_touched_since_goes_back_and_the_rest_is_named(store: Store) -> None:
    """B-58: by field."""
    family_id, _ = open_one(store)
    edit(store, family_id, econ="旧", group_name="一组")
    group = edit(store, family_id, econ="新", group_name="二组")
    edit(store, family_id, econ="后来的")
    undone = undo_command(store, group)
    assert shown(store, "SELECT econ, group_name FROM family") == [("后来的", "一组")]
    assert undone.kept == (("family", family_id),)


def test_nothing_is_written_when_every_field_was_changed_since(store: Store) -> None:
    family_id, _ = open_one(store)
    group = edit(store, family_id, econ="新")
    edit(store, family_id, econ="后来的")
    before = shown(store, "SELECT count(*) FROM change")
    with pytest.raises(NothingToUndo):
        undo_command(store, group)
    assert shown(store, "SELECT count(*) FROM change") == before


def test_an_edit_of_a_record_voided_since_is_not_taken_back(store: Store) -> None:
    family_id, _ = open_one(store)
    group = edit(store, family_id, econ="新")
    with store.writing() as writing:
        void_record(writing, "family", family_id, "录错")
    with pytest.raises(NothingToUndo):
        undo_command(store, group)
    assert shown(store, "SELECT econ, voided FROM family") == [("新", 1)]


def test_undo_of_undo_of_undo_goes_to_and_fro(store: Store) -> None:
    family_id, _ = open_one(store)
    edit(store, family_id, econ="旧")
    group = edit(store, family_id, econ="新")
    for expected in ("旧", "新", "旧", "新"):
        group = undo_command(store, group).touched.undo
        assert shown(store, "SELECT econ FROM family") == [(expected,)]


def test_a_family_taken_back_comes_back_whole_with_its_search_lines(store: Store) -> None:
    _, group = open_one(store)
    undone = undo_command(store, group)
    assert shown(store, "SELECT count(*) FROM find") == [(0,)]
    undo_command(store, undone.touched.undo)
    assert shown(store, "SELECT count(*) FROM find") == [(1,)]


def test_a_village_taken_back_stands_again_when_the_next_family_lives_there(store: Store) -> None:
    """Import, take it back, correct the list, import again."""
    _, group = open_one(store)
    undo_command(store, group)
    assert shown(store, "SELECT voided FROM org_unit") == [(1,)]
    open_one(store)
    assert shown(store, "SELECT voided FROM org_unit") == [(0,)]
    with store.reading() as connection:
        assert villages(connection) == ("云岭村",)


def test_a_village_others_live_in_is_not_taken_from_under_them(store: Store) -> None:
    _, group = open_one(store)
    open_one(store)
    undo_command(store, group)
    assert shown(store, "SELECT voided FROM org_unit") == [(0,)]
    with store.reading() as connection:
        assert len(family_rows(connection)) == 1


def test_a_contact_person_named_in_anothers_visit_stays(store: Store) -> None:
    """Named in a list of ids, not by a reference."""
    other, _ = open_one(store, "白石村")
    with store.writing() as writing:
        contact = writing.create("contact_person", {"name": "王五", "level": "village", "active": True})
        group = writing.finish("x").undo
    visit = {"on": "2026-11-01", "mode": "phone", "category": "daily", "contact_ids": [contact], "others_met": "乙"}
    with store.writing() as writing:
        record_visit(writing, NewVisit(other, visit))
    with pytest.raises(NothingToUndo):
        undo_command(store, group)
    assert shown(store, "SELECT voided FROM contact_person") == [(0,)]
