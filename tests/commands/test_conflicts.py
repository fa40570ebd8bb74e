"""A conflict ends only by a person's decision that names every answer, and the tables stay the fold of the log."""

from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.conflicts import Choice, DisputedRecord, NotDisputed, resolve_conflicts
from db.commands.families import edit_record, void_record
from db.commands.undo import undo_command
from db.errors import InvalidValue
from db.ledger.change import Change, Draft, Moment, Tip, seal_change
from db.ledger.fold import VOIDED
from db.queries.conflicts import open_answers, values_before
from db.store.checking import check_record
from db.store.folding import changes_of, refold
from db.store.log import keep_changes
from db.store.permitting import Disputed
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


def answers(store: Store, family_id: str) -> dict[str, str]:
    """Every answer that is open, and what is said beside it."""
    with store.reading() as connection:
        return {str(each.value): each.reason for each in open_answers(connection, family_id)}


def test_a_decision_taken_back_is_an_open_question_again_never_a_silent_choice(store: Store, disputed: str) -> None:
    """B-58: every answer is given again with whose it was; taken back once more it is settled as before."""
    group = settle(store, disputed, "econ", "丙")
    group = undo_command(store, group).touched.undo
    assert shown(store, "SELECT disputed FROM family") == [(1,)]
    told = answers(store, disputed)
    assert set(told) == {"甲", "乙"}
    assert told["乙"].startswith("撤销核对，11月22日的说法")
    for expected in ((0, "丙"), (1, None), (0, "丙")):
        undone = undo_command(store, group)
        assert not undone.kept
        group = undone.touched.undo
        ((count, value),) = shown(store, "SELECT disputed, econ FROM family")
        assert (count, value if not count else None) == expected


@pytest.mark.parametrize("taken_out", [True, False])
def test_whether_a_record_stands_is_open_again_as_well(store: Store, disputed: str, *, taken_out: bool) -> None:
    settle(store, disputed, "econ", "丙")
    meanwhile(store, disputed, "void")
    group = settle(store, disputed, VOIDED, taken_out)
    assert shown(store, "SELECT voided FROM family") == [(int(taken_out),)]
    group = undo_command(store, group).touched.undo
    assert shown(store, "SELECT voided, disputed FROM family") == [(0, 1)]
    assert set(answers(store, disputed)) == {"True", "False"}
    undo_command(store, group)
    assert shown(store, "SELECT voided, disputed FROM family") == [(int(taken_out), 0)]


def test_two_questions_settled_at_once_are_opened_together_and_what_was_edited_since_stays(store: Store) -> None:
    family_id, _ = open_one(store)
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "甲", "live_addr": "东头"})
    meanwhile(store, family_id, "set", econ="乙", live_addr="西头")
    record = DisputedRecord("family", family_id)
    both = (Choice(record, "econ", "甲"), Choice(record, "live_addr", "西头"))
    with store.writing() as writing:
        group = resolve_conflicts(writing, both).undo
    group = undo_command(store, group).touched.undo
    assert set(answers(store, family_id)) == {"甲", "乙", "东头", "西头"}
    group = undo_command(store, group).touched.undo
    assert answers(store, family_id) == {}
    with store.writing() as writing:
        edit_record(writing, "family", family_id, {"econ": "丁"})
    undone = undo_command(store, group)
    assert undone.kept == (("family", family_id),)
    assert set(answers(store, family_id)) == {"东头", "西头"}
    assert shown(store, "SELECT econ FROM family") == [("丁",)]


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
