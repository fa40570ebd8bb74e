"""Who sat at a shared laptop: a session's first change says so, a colleague cannot, and nobody is refused (B-50)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from db.commands.undo import undo_command
from db.errors import InvalidValue
from db.ledger.attest import Verdict, signed_text
from db.ledger.change import Author, Draft
from db.store.attesting import Proof, keys_of, proofs, tally
from db.store.checking import check_record
from db.store.store import Office, Store
from db.vault.person import PersonKey

MINE, HERS = PersonKey(b"m" * 32), PersonKey(b"h" * 32)
ME, HER = "worker-me", "worker-her"


@pytest.fixture
def shared(store: Store) -> Iterator[Store]:
    """A laptop two people use; whatever they did, the record is whole afterwards."""
    yield store
    with store.reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []


def write(store: Store, said: str = "已保存") -> str:
    """One command of two changes; its group."""
    with store.writing() as writing:
        writing.create("doctor_team", {"name": "云岭村"})
        writing.create("doctor_team", {"name": "白石村"})
        return writing.finish(said).undo


def bearing(store: Store) -> list[bool]:
    """Of each change of the log, whether it bears a statement."""
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT header FROM change ORDER BY no").scalars()
        return ["attest" in json.loads(header) for header in rows]


def proof(store: Store, by: Author | None = None) -> Proof:
    """Who proved a session, asked about its latest change."""
    by = by or store.author
    with store.reading() as connection:
        asked = "SELECT max(no) FROM change WHERE json_extract(header, '$.session_id') = ?"
        no = int(connection.exec_driver_sql(asked, (by.session_id,)).scalar_one())
        return proofs(connection, {by: no})[by]


class Copied:
    """Somebody else's statement, word for word: what a colleague has who can read the log and write to it."""

    def __init__(self, of: Author, key: PersonKey) -> None:
        self.public = key.public
        self._of, self._key = of, key

    def sign(self, _message: bytes) -> bytes:
        return self._key.sign(signed_text(self._of))


def test_only_the_first_change_a_session_writes_bears_the_statement(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    write(shared)
    assert bearing(shared) == [True, False, False, False]
    assert proof(shared) == Proof(Verdict.PROVED)
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    assert bearing(shared)[4:] == [True, False]


def test_an_unlock_that_writes_nothing_leaves_nothing(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    shared.sign_in(HER, "operator", HERS)
    write(shared)
    with shared.reading() as connection:
        assert keys_of(connection, ME) == ()
        assert [each.by for each in keys_of(connection, HER)] == [shared.author]


def test_a_first_change_that_was_rolled_back_proves_nothing_and_the_next_one_bears_it_again(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    with pytest.raises(RuntimeError, match="did not finish"), shared.writing() as writing:
        writing.create("doctor_team", {"name": "云岭村"})
    write(shared)
    assert bearing(shared) == [True, False]


def test_a_first_change_that_was_refused_leaves_the_statement_to_the_next_one(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    with shared.writing() as writing:
        with pytest.raises(InvalidValue, match="字节"):  # found out when the change is whole
            writing.create("local_profile", {"base": "national", "text": "长" * 59_000})
        writing.create("doctor_team", {"name": "云岭村"})
        writing.finish("已保存")
    assert bearing(shared) == [True]


def test_taking_something_back_on_another_day_says_whose_hand_it_was(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    group = write(shared)
    shared.sign_in(HER, "operator", HERS)
    undo_command(shared, group)
    assert bearing(shared) == [True, False, True, False]
    assert proof(shared) == Proof(Verdict.PROVED)


def test_a_county_proves_its_session_in_every_townships_stream(shared: Store) -> None:
    """Each township has its own stream and no other: it has to find the statement there."""
    shared.set_setting("office", vars(Office("county", "999999", "示范县", "national", shared.office.station_id)))
    shared.sign_in(ME, "county", MINE)
    with shared.writing() as writing:
        for number, org in enumerate(("999999101", "999999102", "", "999999101", "999999")):
            writing.append([Draft("create", "doctor_team", f"t-{number}", {"name": "组"}, org=org)])
        writing.append(
            [Draft("create", "doctor_team", f"t-{org}", {"name": "组"}, org=org) for org in ("999999102", "999999103")]
        )
        writing.finish("已保存")
    assert bearing(shared) == [True, True, True, False, False, False, True]
    author = shared.author
    for org in ("999999", "999999101", "999999102", "999999103"):
        by = Author(author.station_id, author.session_id, org, author.author, author.role)
        assert proof(shared, by) == Proof(Verdict.PROVED)


def test_a_colleague_without_my_passphrase_who_writes_in_my_name_has_not_proved_it(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    shared.sign_in(ME, "operator")
    write(shared)
    assert proof(shared) == Proof(Verdict.UNPROVED)


def test_a_colleague_who_copies_my_statement_into_a_session_of_their_own_making_is_told(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    shared.sign_in(ME, "operator", Copied(shared.author, MINE))
    write(shared)
    assert proof(shared) == Proof(Verdict.MISFIT)


def test_a_colleague_who_signs_with_another_key_in_my_name_is_told_as_a_change_of_key(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    mine = shared.author
    shared.sign_in(ME, "operator", HERS)
    write(shared)
    assert proof(shared) == Proof(Verdict.PROVED, new_key=True)
    assert proof(shared, mine) == Proof(Verdict.PROVED)
    with shared.reading() as connection:
        assert [each.by for each in keys_of(connection, ME)] == [mine, shared.author]


def test_a_change_of_key_is_told_once_and_not_of_every_session_after_it(shared: Store) -> None:
    for key in (MINE, HERS, HERS, MINE):
        shared.sign_in(ME, "operator", key)
        write(shared)
        told = proof(shared).new_key
        assert told == (bearing(shared).count(True) == 2)


def test_a_statement_that_does_not_fit_is_not_a_second_key(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    shared.sign_in(ME, "operator", Copied(shared.author, HERS))
    write(shared)
    with shared.reading() as connection:
        assert [each.no for each in keys_of(connection, ME)] == [1]
        assert tally(connection).rekeyed == {}


def test_what_was_written_before_its_person_had_a_key_is_not_held_against_anybody(shared: Store) -> None:
    shared.sign_in(ME, "operator")
    write(shared)
    before = shared.author
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    assert proof(shared, before) == Proof(Verdict.UNTOLD)


def test_a_person_without_a_key_is_not_suspected_because_another_has_one(shared: Store) -> None:
    shared.sign_in(HER, "operator", HERS)
    write(shared)
    shared.sign_in(ME, "operator")
    write(shared)
    assert proof(shared) == Proof(Verdict.UNTOLD)


def test_a_laptop_tells_nothing_of_another_townships_sessions_of_which_it_has_a_part(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    shared.sign_in(ME, "operator")
    elsewhere = Author(shared.author.station_id, shared.author.session_id, "999999102", ME, "operator")
    with shared.writing() as writing:
        writing.append([Draft("create", "doctor_team", "v-9", {"name": "村"}, org="999999102")])
        writing.finish("已保存")
    assert proof(shared, elsewhere) == Proof(Verdict.UNTOLD)
    shared.set_setting("office", vars(Office("county", "999999", "示范县", "national", shared.office.station_id)))
    assert proof(shared, elsewhere) == Proof(Verdict.UNPROVED)


def test_a_statement_that_came_with_a_change_turned_away_counts(shared: Store) -> None:
    """What is turned away is kept word for word beside the log, and says whose session it was all the same."""
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    with shared.keeping() as connection:
        connection.exec_driver_sql("DELETE FROM ledger")
        asked = "SELECT hash, org, record_id, header, payload, payload_digest, 'p-1' FROM change WHERE no = 3"
        row = tuple(connection.exec_driver_sql(asked).one())
        connection.exec_driver_sql("INSERT INTO refused VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        connection.exec_driver_sql(
            "UPDATE change SET header = replace(header, '\"attest\":{', '\"was\":{') WHERE no = 3"
        )
        assert proofs(connection, {shared.author: 4})[shared.author] == Proof(Verdict.PROVED)
        connection.rollback()


def test_a_log_is_counted_by_sessions_proved_not_proved_and_not_fitting(shared: Store) -> None:
    for name, key in ((ME, MINE), (ME, None), (ME, HERS), (HER, HERS), (HER, None)):
        shared.sign_in(name, "operator", key)
        write(shared)
    shared.sign_in(HER, "operator", Copied(shared.author, HERS))
    write(shared)
    with shared.reading() as connection:
        found = tally(connection)
    assert (found.proved, found.unproved, found.misfit) == (3, 2, 1)
    assert found.rekeyed == {ME: 2}


def test_a_name_or_a_key_of_any_length_is_kept_and_told_apart(shared: Store) -> None:
    """An index takes eighty characters; the answer is about all of them."""
    long = "w" * 5000
    shared.sign_in(long + "1", "operator", MINE)
    write(shared)
    shared.sign_in(long + "2", "operator")
    write(shared)
    assert proof(shared) == Proof(Verdict.UNTOLD)
    shared.sign_in(long + "1", "operator")
    write(shared)
    assert proof(shared) == Proof(Verdict.UNPROVED)


def test_what_is_asked_for_one_record_walks_no_further_than_an_index(shared: Store) -> None:
    shared.sign_in(ME, "operator", MINE)
    write(shared)
    asked = list[str]()
    with shared.reading() as connection:
        plans = connection.connection.cursor()

        def explain(statement: str, values: Any = ()) -> None:
            plans.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            asked.extend(str(row[3]) for row in plans.fetchall())

        ask = connection.exec_driver_sql

        def listening(statement: str, *values: object, **rest: object) -> object:
            explain(statement, *values)
            return ask(statement, *values, **rest)  # type: ignore[arg-type] # passed on as it came

        connection.exec_driver_sql = listening  # type: ignore[method-assign,assignment] # listens in
        assert proofs(connection, {shared.author: 1})[shared.author] == Proof(Verdict.PROVED)
    assert len(asked) > 3
    assert not [plan for plan in asked if plan.startswith("SCAN")]
    assert {
        name
        for name in ("ix_change_session", "ix_change_person", "ix_refused_session")
        if any(name in plan for plan in asked)
    } == {
        "ix_change_session",
        "ix_change_person",
        "ix_refused_session",
    }
