"""A conflict ends only by a person's decision that names every answer, and the tables stay the fold of the log."""

from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.conflicts import Choice, DisputedRecord, NotDisputed, resolve_conflicts
from db.commands.families import edit_record, void_record
from db.commands.undo import NothingToUndo, undo_command
from db.errors import InvalidValue
from db.ledger.change import Change, Draft, Moment, Tip, seal_change
from db.ledger.fold import VOIDED
from db.queries.conflicts import open_answers, values_before
from db.store.checking import check_record
from db.store.folding import changes_of, refold
from db.store.log import Disputed, keep_changes
from db.store.store import Store
from tests.commands.test_undo import open_one, shown


def meanwhile(store: Store, family_id: str, kind: str, **fields: object) -> Change:
    """Another laptop's change, made on the family as it was created, arrives here."""
    from db.ledger.change import Author

    with store.keeping() as connection:
        first = changes_of(connection, [family_id])[family_id][0][1]
        by = Author("other", "session-other", first.by.org, "worker-other", "operator")
        moment = Moment("other", "", 0, "", "2026-11-22T04:00:00+00:00", 1)
        change = seal_change(Draft(kind, "family", family_id, fields), (first.hash,), by, moment, Tip())  # type: ignore[arg-type]
        number = int(connection.exec_driver_sql("SELECT max(no) + 1 FROM change").scalar_one())
        keep_changes(connection, [(number, change)])
        refold(connection, [family_id])
    return change


def settle(
    store: Store, family_id: str, field: str, value: object, *, seen: frozenset[str] = frozenset(), reason: str = ""
) -> str:
    choice = Choice(DisputedRecord("family", family_id), field, value, seen)
    with store.writing() as writing:
        return resolve_conflicts(writing, (choice,), reason).undo


@pytest.fixture
def disputed(store: Store) -> str:
    family_id, _ = open_one(store)
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "甲"})
    meanwhile(store, family_id, "set", econ="乙")
    return family_id


@pytest.fixture(autouse=True)
def _tables_are_the_fold(store: Store) -> object:
    yield
    with store.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []


def test_both_answers_are_shown_with_who_gave_them(store: Store, disputed: str) -> None:
    with store.reading() as connection:
        answers = open_answers(connection, disputed)
    assert {(answer.value, answer.author) for answer in answers} == {
        ("甲", store.author.author),
        ("乙", "worker-other"),
    }


def test_a_plain_edit_of_the_disputed_field_is_refused_others_are_not(store: Store, disputed: str) -> None:
    shown_now = shown(store, "SELECT econ FROM family")[0][0]
    with pytest.raises(Disputed), store.writing() as writing:
        edit_record(writing, "family", disputed, {"econ": "丙"})
    with store.writing() as writing:
        edit_record(writing, "family", disputed, {"econ": shown_now, "group_name": "一组"})
    assert shown(store, "SELECT group_name, disputed FROM family") == [("一组", 1)]


def test_a_decision_settles_it_and_may_be_a_third_answer(store: Store, disputed: str) -> None:
    settle(store, disputed, "econ", "丙", reason="入户问过")
    assert shown(store, "SELECT econ, disputed FROM family") == [("丙", 0)]
    assert not shown(store, "SELECT 1 FROM field_head")
    with pytest.raises(NotDisputed):
        settle(store, disputed, "econ", "丁")


def test_a_decision_about_what_has_changed_meanwhile_is_refused(store: Store, disputed: str) -> None:
    with store.reading() as connection:
        seen = frozenset(answer.change for answer in open_answers(connection, disputed))
    meanwhile(store, disputed, "set", econ="丙", group_name="x")
    with pytest.raises(NotDisputed):
        settle(store, disputed, "econ", "甲", seen=seen)
    assert shown(store, "SELECT disputed FROM family") == [(1,)]


def test_a_value_that_does_not_hold_settles_nothing(store: Store, disputed: str) -> None:
    with pytest.raises(InvalidValue):
        settle(store, disputed, "econ", "x" * 5000)
    assert shown(store, "SELECT disputed FROM family") == [(1,)]


@pytest.mark.parametrize("taken_out", [True, False])
def test_taken_out_here_and_edited_there_is_decided_by_a_person(store: Store, *, taken_out: bool) -> None:
    """D-37, B-18."""
    family_id, _ = open_one(store)
    with store.writing() as writing:
        void_record(writing, "family", family_id, "录错")
    meanwhile(store, family_id, "set", econ="乙")
    assert shown(store, "SELECT voided, disputed FROM family") == [(0, 1)]
    settle(store, family_id, VOIDED, taken_out)
    assert shown(store, "SELECT voided, disputed, econ FROM family") == [(int(taken_out), 0, "乙")]


def test_voiding_a_record_whose_standing_was_disputed_keeps_tables_and_log_together(store: Store) -> None:
    family_id, _ = open_one(store)
    with store.writing() as writing:
        void_record(writing, "family", family_id, "录错")
    meanwhile(store, family_id, "set", econ="乙")
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"group_name": "一组"})
    with store.writing() as writing:
        void_record(writing, "family", family_id, "确是录错")
    assert shown(store, "SELECT voided, disputed FROM family") == [(1, 0)]


def test_a_decision_is_not_undone_into_a_silent_choice(store: Store, disputed: str) -> None:
    group = settle(store, disputed, "econ", "丙")
    with pytest.raises(NothingToUndo):
        undo_command(store, group)
    assert shown(store, "SELECT econ, disputed FROM family") == [("丙", 0)]


def test_the_county_decides_in_the_townships_stream(
    store: Store, disputed: str, tmp_path: Path, clock: FrozenClock
) -> None:
    store._author = store.author.__class__("county-station", "session-c", "999999", "worker-c", "county")
    settle(store, disputed, "econ", "丙")
    assert shown(store, "SELECT org FROM change ORDER BY no DESC LIMIT 1") == shown(store, "SELECT org FROM family")


def test_what_everybody_had_before_is_known_and_two_fields_are_settled_at_once(store: Store) -> None:
    family_id, _ = open_one(store)
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "甲", "live_addr": "东头", "housing_safety": "good"})
    meanwhile(store, family_id, "set", econ="乙", live_addr="西头")
    with store.reading() as connection:
        answers = open_answers(connection, family_id)
        heads = [answer.change for answer in answers if answer.field == "econ"]
        before = values_before(connection, family_id, heads)
    assert {answer.field for answer in answers} == {"econ", "live_addr"}
    assert "econ" not in before
    assert before["risk_level"] == "normal"
    record = DisputedRecord("family", family_id)
    choices = (Choice(record, "econ", "丙"), Choice(record, "live_addr", "西头"))
    with store.writing() as writing:
        said = resolve_conflicts(writing, choices, "问过").said
    assert said == "已定下 2 处"
    assert shown(store, "SELECT econ, live_addr, housing_safety, disputed FROM family") == [("丙", "西头", "good", 0)]
