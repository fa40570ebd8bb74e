"""What an erasure takes beside log and rows: what was refused, what waits, drafts, timelines; and nothing more."""

import json

import pytest

from db.commands.families import NewChild, NewFamily, open_family
from db.commands.undo import NothingToUndo, undo_command
from db.ledger.change import Author, Change, Draft, Moment, Tip, seal_change
from db.ledger.line import to_line
from db.queries.purges import plan_of
from db.store.checking import check_record
from db.store.county_ledger import enter_ledger
from db.store.dialect import has_table
from db.store.erasing import erase
from db.store.gone import Gone, gone_ids
from db.store.sieve import Sieve
from db.store.store import Store
from db.store.timelines import begin_again
from db.touched import Touched

NAME = "欧阳静姝"


def family(store: Store, name: str = NAME) -> tuple[str, Touched]:
    person = {"name": name, "relation": "02", "sex": "2", "birth_date": "1964"}
    with store.writing() as writing:
        done = open_family(writing, NewFamily("青溪村", {}, (person,), (NewChild({"state": "dead"}, (0,)),)))
        asked = "SELECT id FROM family ORDER BY no DESC LIMIT 1"
        return str(writing.connection.exec_driver_sql(asked).scalar_one()), done


def elsewhere(store: Store, record_id: str, fields: dict[str, str], entity: str = "contact_card") -> Change:
    """A change of another laptop."""
    by = Author("another-laptop", "s", store.office.org_code, "w", "operator")
    moment = Moment("g", "", 0, "", "2026-11-01T00:00:00+00:00", 1)
    return seal_change(Draft("create", entity, record_id, fields), (), by, moment, Tip())


def take(store: Store, family_id: str) -> None:
    with store.keeping() as connection:
        plan = plan_of(connection, "family", family_id)
        assert plan is not None
        erase(connection, [Gone(each, name, plan.org, "p" * 64) for name, each in plan.records])


def everything(store: Store) -> str:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    with store.reading() as connection:
        names = connection.exec_driver_sql(asked).scalars().all()
        return str([connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in names])


def test_what_was_refused_and_what_waits_goes_with_the_family_it_is_of(store: Store) -> None:
    family_id, _ = family(store)
    refused = elsewhere(store, "card-1", {"family_id": family_id, "issued_on": "2026-11-01", "signer": NAME})
    waiting = elsewhere(store, "card-2", {"family_id": family_id, "issued_on": "2026-11-02", "signer": NAME})
    with store.keeping() as connection:
        enter_ledger(connection, store.office.org_code, "", (), [(refused, "试一试")])
        by = waiting.by
        held = (waiting.hash, by.org, by.station_id, "0" * 64, to_line(waiting).decode())
        connection.exec_driver_sql("INSERT INTO held VALUES (?, ?, ?, ?, ?, '')", held)
    take(store, family_id)
    assert NAME not in everything(store)
    with store.reading() as connection:
        assert {"card-1", "card-2"} <= gone_ids(connection)
        assert [check.first for check in check_record(connection) if not check.ok] == []


def test_a_draft_about_somebody_else_stays_and_so_does_everybody_else(store: Store) -> None:
    family_id, _ = family(store)
    family(store, "何秀兰")
    with store.keeping() as connection:
        begin_again(connection)
        for key, note in (("visit:a", f"{NAME}说"), (f"visit:{family_id}", "没有写名字"), ("visit:b", "何秀兰说")):
            draft = (key, json.dumps({"note": note}), "2026-11-01")
            connection.exec_driver_sql("INSERT INTO draft (key, content, saved_at) VALUES (?, ?, ?)", draft)
    take(store, family_id)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT key FROM draft").scalars().all() == ["visit:b"]
        assert (
            not has_table(connection, "kept_timeline")
            or not connection.exec_driver_sql("SELECT 1 FROM kept_timeline WHERE family_id = ?", (family_id,)).all()
        )
        assert connection.exec_driver_sql("SELECT name FROM person WHERE voided = 0").scalars().all() == ["何秀兰"]


def test_what_was_erased_is_not_undone(store: Store) -> None:
    family(store, "何秀兰")
    family_id, done = family(store)
    take(store, family_id)
    with pytest.raises(NothingToUndo):
        undo_command(store, done.undo)


def test_nobody_is_erased_by_a_second_creation_of_a_record_that_was_read(store: Store) -> None:
    """A creation that claims to hang on what was erased takes no other family's record with it."""
    family_id, _ = family(store)
    other, _ = family(store, "何秀兰")
    with store.reading() as connection:
        asked = "SELECT id FROM person WHERE family_id = ?"
        person = str(connection.exec_driver_sql(asked, (other,)).scalar_one())
    take(store, family_id)
    forged = elsewhere(store, person, {"family_id": family_id, "name": "何秀兰"}, "person")
    with store.keeping() as connection:
        (passed,) = Sieve(connection).pass_on([forged])
        assert not passed.purged
        assert person not in gone_ids(connection)
