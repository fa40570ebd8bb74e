"""A list of families read in parts is the list read whole, in every order."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from db.commands.opening import Founding
from db.queries.families import (
    FamilyFilter,
    FamilyRow,
    blank_row,
    family_count,
    family_order,
    family_rows,
    first_rows,
    rows_of,
    villages,
)
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.families import SCREENFUL, Order, begin_list, whole_list
from desktop.desk.opening import found_desk
from tests.conftest import CLOCK

FILTERS = (FamilyFilter(), FamilyFilter(status=""), FamilyFilter(case_type="disability"), FamilyFilter(search="王"))
CARE = {"high": 0, "focus": 1, "normal": 2}
SORTED_BY: dict[str, Callable[[FamilyRow], Any]] = {
    "name": lambda row: row.head_name,
    "village": lambda row: row.village,
    "kind": lambda row: row.case_type,
    "care": lambda row: CARE[row.risk_level],
    "last": lambda row: row.last_on,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    wish = Founding(
        "township", "999999101", "青溪镇", "national", "林秋禾", "清晨 的 云 落在 山岗", new_recovery_code()
    )
    made = found_desk(tmp_path_factory.mktemp("lists") / "record", wish, CLOCK, Cost(64 * 1024, 1, 4))
    plant(made, SCREENFUL + 15, 5)
    with made.record.store.keeping() as connection:  # an older program let a village be unknown
        connection.exec_driver_sql("UPDATE family SET village_id = NULL WHERE no = 7")
    yield made
    made.record.close()


@pytest.mark.parametrize("wanted", FILTERS)
def test_the_beginning_the_order_and_the_rows_in_sight_are_those_of_the_whole(desk: Desk, wanted: FamilyFilter) -> None:
    with desk.record.store.reading() as connection:
        whole = family_rows(connection, wanted)
        assert whole
        assert family_order(connection, wanted) == tuple(row.id for row in whole)
        assert first_rows(connection, wanted, 9) == whole[:9]
        assert first_rows(connection, wanted, 1000) == whole
        assert rows_of(connection, [row.id for row in whole[3:8]]) == {row.id: row for row in whole[3:8]}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", SORTED_BY)
def test_the_record_sorts_as_the_rows_themselves_would(desk: Desk, column: str, *, descending: bool) -> None:
    with desk.record.store.reading() as connection:
        ids = family_order(connection, FamilyFilter(), column, descending=descending)
        rows = sorted(family_rows(connection), key=SORTED_BY[column], reverse=descending)
    assert ids == tuple(row.id for row in rows)


def test_a_whole_list_knows_its_beginning_and_what_is_in_sight(desk: Desk) -> None:
    begun, whole = begin_list(desk, FamilyFilter()), whole_list(desk, FamilyFilter())
    last = whole.ids[-1]
    assert begun.ids == whole.ids[:SCREENFUL]
    assert set(begun.ids) == set(whole.rows)
    assert begun.rows == whole.rows
    assert not begun.whole
    assert last not in whole.rows
    assert set(whole_list(desk, FamilyFilter(), Order(), (last,)).rows) == {*whole.rows, last}
    assert whole.households == len(whole.ids)


def test_counts_and_villages_are_of_those_who_live(desk: Desk) -> None:
    with desk.record.store.reading() as connection:
        rows = family_rows(connection)
        everybody = family_rows(connection, FamilyFilter(status=""))
        households, persons = family_count(connection)
        assert set(villages(connection)) == {row.village for row in everybody if row.village}
        assert villages(connection, "999999102") == ()
    assert (households, persons) == (len(rows), sum(len(row.names) for row in rows))


def test_a_blank_row_says_whose_it_is_and_nothing_else() -> None:
    assert blank_row("f1") == replace(blank_row("f2"), id="f1")
