import json

import pytest

from db.commands.families import NewChild, NewFamily, edit_record, open_family, void_record
from db.commands.undo import NothingToUndo, undo_command
from db.errors import InvalidValue, NotFound
from db.ledger.fold import fold_record
from db.queries.families import FamilyFilter, family_rows
from db.queries.people import find_people
from db.store.audit import audit_gap
from db.store.folding import changes_of
from db.store.permitting import AlreadyVoided, NotEditable
from db.store.store import NotSignedIn, Store

COUPLE = (
    {"name": "张守田", "relation": "02", "sex": "1", "id_no": "999999196001010012", "phone": "13800000012"},
    {"name": "李𠅤兰", "relation": "10", "sex": "2"},
)


def open_one(store: Store, village: str = "云岭村") -> str:
    child = NewChild({"state": "dead", "event_date": "2016-06"}, (0, 1))
    with store.writing() as writing:
        open_family(writing, NewFamily(village, {"case_no": "001"}, COUPLE, (child,)))
    with store.reading() as connection:
        return family_rows(connection, FamilyFilter(village=village))[0].id


def count(store: Store, table: str) -> int:
    with store.reading() as connection:
        return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one())


def test_every_row_is_the_fold_of_its_changes(store: Store) -> None:
    family_id = open_one(store)
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "低保", "lives_elsewhere": False})
    with store.reading() as connection:
        known = changes_of(connection, [family_id])[family_id]
        row = connection.exec_driver_sql("SELECT * FROM family WHERE id = ?", (family_id,)).mappings().one()
    state = fold_record(change for _, change in known)
    assert row["head"] == " ".join(state.frontier)
    assert (row["econ"], row["lives_elsewhere"]) == ("低保", 0)
    assert (row["first_no"], row["last_no"]) == (known[0][0], known[-1][0])


def test_the_chain_goes_from_change_to_change_over_sessions(store: Store) -> None:
    family_id = open_one(store)
    store.sign_in("worker-0", "operator")
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "x"})
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT hash, prev_hash, header FROM change ORDER BY no").all()
    assert [row[1] for row in rows] == ["", *(row[0] for row in rows[:-1])]
    assert len({json.loads(row[2])["session_id"] for row in rows}) == 2


def test_a_refused_value_leaves_nothing_behind(store: Store) -> None:
    bad = ({"name": "甲", "relation": "02", "sex": "1", "birth_date": "1960-13-01"},)
    with pytest.raises(InvalidValue) as refused, store.writing() as writing:
        open_family(writing, NewFamily("云岭村", {}, bad))
    assert refused.value.field == "birth_date"
    assert "1960-13-01" in refused.value.sentence
    assert [count(store, name) for name in ("change", "family", "person", "org_unit", "command", "audit")] == [0] * 6


def test_a_household_has_exactly_one_head(store: Store) -> None:
    with pytest.raises(InvalidValue), store.writing() as writing:
        open_family(writing, NewFamily("云岭村", {}, (COUPLE[0], COUPLE[0])))
    assert count(store, "change") == 0


def test_saving_what_is_there_already_writes_nothing(store: Store) -> None:
    family_id = open_one(store)
    before = count(store, "change")
    with store.writing() as writing:
        touched = edit_record(writing, "family", family_id, {"case_no": "001", "econ": "", "hardship": []})
    assert not touched.undo
    assert count(store, "change") == before


def test_zero_and_no_are_answers_not_absence(store: Store) -> None:
    family_id = open_one(store)
    with store.writing() as writing:
        assert edit_record(writing, "family", family_id, {"lives_elsewhere": False}).undo
    with store.writing() as writing:
        assert not edit_record(writing, "family", family_id, {"lives_elsewhere": False}).undo


def test_a_voided_record_is_not_edited_and_not_found(store: Store) -> None:
    family_id = open_one(store)
    with store.writing() as writing:
        void_record(writing, "family", family_id, "录重了")
    with pytest.raises(AlreadyVoided), store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "x"})
    with store.reading() as connection:
        assert family_rows(connection) == ()
        assert find_people(connection, "张守田") == ()


def test_a_visit_is_voided_not_rewritten(store: Store) -> None:
    from db.commands.visits import NewVisit, record_visit

    family_id = open_one(store)
    visit = {"on": "2026-11-20", "mode": "home", "category": "daily", "companions": "王五", "others_met": "邻居"}
    with store.writing() as writing:
        record_visit(writing, NewVisit(family_id, visit))
    with store.reading() as connection:
        visit_id = str(connection.exec_driver_sql("SELECT id FROM visit").scalar_one())
    with pytest.raises(NotEditable), store.writing() as writing:
        edit_record(writing, "visit", visit_id, {"note": "改"})


def test_nobody_writes_before_signing_in(store: Store) -> None:
    store._author = None
    with pytest.raises(NotSignedIn), store.writing():
        pass


def test_undo_puts_back_what_was_there_and_can_itself_be_undone(store: Store) -> None:
    family_id = open_one(store)
    with store.writing() as writing:
        touched = edit_record(writing, "family", family_id, {"econ": "新", "case_no": "002"})
    undone = undo_command(store, touched.undo)
    with store.reading() as connection:
        row = connection.exec_driver_sql("SELECT econ, case_no FROM family").one()
        assert tuple(row) == (None, "001")
    undo_command(store, undone.touched.undo)
    with store.reading() as connection:
        assert tuple(connection.exec_driver_sql("SELECT econ, case_no FROM family").one()) == ("新", "002")
    with pytest.raises(NothingToUndo):
        undo_command(store, touched.undo)


def test_undo_leaves_a_household_that_somebody_has_worked_on(store: Store) -> None:
    family_id = open_one(store)
    with store.reading() as connection:
        group = str(connection.exec_driver_sql("SELECT group_id FROM command").scalar_one())
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "后来改的"})
    with pytest.raises(NothingToUndo):
        undo_command(store, group)
    with store.reading() as connection:
        assert len(find_people(connection, "张守田")) == 1


def test_undo_of_an_unknown_step_says_so(store: Store) -> None:
    with pytest.raises(NotFound):
        undo_command(store, "nothing")


def test_the_audit_trail_notices_a_removed_row(store: Store) -> None:
    family_id = open_one(store)
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "低保"})
    with store.keeping() as connection:
        assert audit_gap(connection) is None
        connection.exec_driver_sql("DELETE FROM audit WHERE no = 1")
        gap = audit_gap(connection)
    assert gap is not None
    assert gap.no == 1


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("张守田", "name"), ("守田", "name"), ("zst", "letters"), ("zhangsh", "letters"), ("0012", "number"),
     ("138", "number"), ("云岭", "place"), ("𠅤", "name"), ("张手甜", "sound"), ("zhangst", "letters")],
)  # fmt: skip
def test_a_person_is_found_by(store: Store, typed: str, reason: str) -> None:
    open_one(store)
    with store.reading() as connection:
        hits = find_people(connection, typed)
    assert hits
    assert hits[0].reason == reason


@pytest.mark.parametrize("typed", ["", "  ", '"', "*", "%", "_", "NEAR(", "a OR b", "张* OR", "'", "\\", "-", "();--"])
def test_no_typed_sign_is_an_operator(store: Store, typed: str) -> None:
    open_one(store)
    with store.reading() as connection:
        assert find_people(connection, typed) == ()
