"""What is asked about erasures begins with the few records erased: a township's stream has hundreds of thousands."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from db.store.gone import erased_in, in_stream
from db.sync.county.resealing import archived_since
from db.sync.merging.deciding import decisions_lacking, holders
from tests.sync.offices import TOWNSHIPS, World
from tests.sync.test_purge import decide_at_county, known_case

ONE = TOWNSHIPS[0][0]
WHOLE = ("SCAN l", "SCAN c", "SCAN change", "SEARCH l USING INDEX sqlite_autoindex_ledger_1 (org=?)")
"""Steps of a plan that read a stream or the log from one end to the other."""
ASKED: tuple[Callable[[Connection], object], ...] = (
    erased_in,
    lambda connection: in_stream(connection, ONE),
    lambda connection: decisions_lacking(connection, ONE),
    lambda connection: holders(connection, "purge"),
    lambda connection: archived_since(connection, "purge"),
)


@pytest.mark.parametrize("ask", ASKED, ids=["erased_in", "in_stream", "lacking", "holders", "archived_since"])
def test_no_question_about_erasures_reads_a_whole_stream(
    world: World, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Connection], object]
) -> None:
    """They are asked at every import and for every return, also where nearly nothing was erased."""
    decide_at_county(world, known_case(world))
    steps, kept = list[str](), Connection.exec_driver_sql

    def explained(connection: Connection, sql: str, *values: Any, **how: Any) -> Any:
        steps.extend(str(row[3]) for row in kept(connection, f"EXPLAIN QUERY PLAN {sql}", *values))
        return kept(connection, sql, *values, **how)

    with world.county.reading() as connection:
        monkeypatch.setattr(Connection, "exec_driver_sql", explained)
        ask(connection)
        monkeypatch.undo()
    assert steps
    assert [step for step in steps if step.startswith(WHOLE)] == []
