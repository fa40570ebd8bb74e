"""The head of the file: the attention level keeps its history, and so do the days of its review."""

from datetime import date

import pytest

from db.commands.archive import change_risk, review_archive
from db.commands.families import NewFamily, open_family
from db.commands.undo import undo_command
from db.domain.family import Family
from db.errors import InvalidValue
from db.queries.facts import families_on_file, family_on_file
from db.store.store import Store

HEAD = {"name": "张守田", "relation": "02", "sex": "1", "alive": True}


def opened(store: Store) -> str:
    with store.writing() as writing:
        open_family(writing, NewFamily("云岭村", {"opened_on": "2020-01-01"}, (HEAD,)))
    with store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM family").scalar_one())


def raised(store: Store, family_id: str, level: str, since: str, reason: str = "独居，身体差") -> str:
    with store.writing() as writing:
        fields = {"risk_level": level, "risk_since": since, "risk_reason": reason}
        return change_risk(writing, family_id, fields).undo


def whole(store: Store, family_id: str) -> Family:
    with store.reading() as connection:
        (among_all,) = families_on_file(connection)
        alone = family_on_file(connection, family_id)
    assert alone is not None
    assert alone.risk_changes == among_all.risk_changes
    return alone


def test_a_level_holds_from_its_day_and_what_was_undone_never_held(store: Store) -> None:
    family_id = opened(store)
    raised(store, family_id, "focus", "2026-03-01")
    raised(store, family_id, "high", "2026-06-01")
    undo_command(store, raised(store, family_id, "normal", "2026-09-01"))

    family = whole(store, family_id)

    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 1), date(2026, 11, 1))
    assert [family.risk_on(day) for day in days] == ["normal", "focus", "high", "high"]


def test_a_level_is_not_raised_without_a_reason_or_for_a_day_to_come(store: Store) -> None:
    family_id = opened(store)

    with pytest.raises(InvalidValue, match="没有写原因"):
        raised(store, family_id, "high", "2026-11-01", reason=" ")
    with pytest.raises(InvalidValue, match="还没有到"):
        raised(store, family_id, "high", "2026-12-01")
    assert whole(store, family_id).risk_changes == ()


def test_every_day_on_which_a_file_was_gone_through_is_known_of_one_family(store: Store) -> None:
    family_id = opened(store)
    for on in ("2026-01-05", "2026-07-01"):
        with store.writing() as writing:
            review_archive(writing, family_id, on)

    assert whole(store, family_id).reviewed_on == (date(2026, 1, 5), date(2026, 7, 1))
