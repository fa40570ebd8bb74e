"""The record: saving in bulk, one save, searching 20,000 people, strips; each against the same work done bare.

Run: python -m tests.benchmarks.bench_record [families ...]
"""

import sys
import time
from collections.abc import Callable

from sqlalchemy import Connection

from db.commands.families import edit_record
from db.domain.search import search_terms
from db.queries.facts import families_on_file
from db.queries.families import FamilyFilter, family_order, family_rows, first_rows, rows_of
from db.queries.people import find_people, index_match
from db.store.store import Store
from tests.benchmarks.sample import fill, record

_SAVES, _PAGE = 40, 60
TYPED = ("王", "张文", "zw", "wangw", "0012", "1380000", "云岭")


def main() -> None:
    """Prints one table a size."""
    for size in sys.argv[1:] or ["10000"]:
        table(int(size))


def table(families: int) -> None:
    """The table of one size."""
    print(f"\n{families} families, {2 * families} people")
    print(f"{'what':34}{'ours ms':>10}{'floor ms':>10}{'ratio':>8}")
    with record() as store:
        began = time.process_time()
        changes = fill(store, families)
        ours = time.process_time() - began
        show(f"bulk: {changes} changes, rows, index", ours * 1000, bare_insert(store, families) * 1000)
        search(store)
        show(
            "strips' facts of all families",
            timed(lambda: facts(store), 1) * 1000,
            timed(lambda: raw_facts(store), 1) * 1000,
        )
        lists(store)
        one_family(store)
        one_save(store)


def show(what: str, ours: float, floor: float) -> None:
    """One line of the table, milliseconds."""
    print(f"{what:34}{ours:>10.2f}{floor:>10.2f}{ours / floor:>8.2f}")


def timed(work: Callable[[], object], times: int) -> float:
    """The quickest of several runs, CPU seconds."""
    found = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def bare_insert(store: Store, families: int) -> float:
    """The very same rows by executemany into the same tables of another encrypted record: no log, no index of names."""
    tables = ("org_unit", "family", "person", "child")
    with store.reading() as connection:
        found = {name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")] for name in tables}
    assert len(found["family"]) == families
    with record() as bare:
        began = time.process_time()
        with bare.keeping() as connection:
            for name, lines in found.items():
                connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({', '.join('?' * len(lines[0]))})", lines)
        return time.process_time() - began


def search(store: Store) -> None:
    """Our search against the bare per-character index asked for the same rows."""
    with store.reading() as connection:
        find_people(connection, "暖")
        for typed in TYPED:
            ours = timed(lambda typed=typed: find_people(connection, typed), 5)  # type: ignore[misc] # a bound default
            match = _matched(typed)
            floor = timed(lambda match=match: connection.exec_driver_sql(  # type: ignore[misc] # a bound default
                "SELECT p.id, p.name, p.phone, f.case_no, v.name FROM person p JOIN family f ON f.id = p.family_id"
                " JOIN org_unit v ON v.id = f.village_id"
                " WHERE p.no IN (SELECT rowid FROM find WHERE find MATCH ? LIMIT 20)",
                (match,),
            ).all(), 5)  # fmt: skip
            show(f"search {typed}", ours * 1000, floor * 1000)


def _matched(typed: str) -> str:
    """What the index is asked for these words."""
    return " AND ".join(map(index_match, search_terms(typed).terms))


def lists(store: Store) -> None:
    """The list's first screenful, a screenful far down, its order, and every row of it at once."""
    page, bare = timed(lambda: raw_page(store), 20) * 1000, timed(lambda: raw_rows(store), 3) * 1000
    with store.reading() as connection:
        ids = family_order(connection, FamilyFilter())
    sight = ids[len(ids) * 9 // 10 :][:_PAGE]
    asked: tuple[tuple[str, Callable[[Connection], object], float], ...] = (
        (f"list: first {_PAGE}", lambda connection: first_rows(connection, FamilyFilter(), _PAGE), page),
        (f"list: {_PAGE} come into sight", lambda connection: rows_of(connection, sight), page),
        ("list: all in order", lambda connection: family_order(connection, FamilyFilter()), bare),
        ("list: every row at once", lambda connection: family_rows(connection, FamilyFilter()), bare),
    )
    for what, ask, floor in asked:
        show(what, timed(lambda ask=ask: read(store, ask), 10) * 1000, floor)  # type: ignore[misc] # a bound default


def read(store: Store, ask: Callable[[Connection], object]) -> object:
    """One question in a reading of its own."""
    with store.reading() as connection:
        return ask(connection)


def raw_page(store: Store) -> None:
    """A page of the list by one bare statement on an index, 90 % down."""
    with store.reading() as connection:
        number = "SELECT max(case_no) FROM family"
        last = str(connection.exec_driver_sql(number).scalar_one())
        after = f"{last[:-6]}{int(last[-6:]) * 9 // 10:06d}"
        connection.connection.cursor().execute(
            "SELECT f.id, f.case_no, v.name, p.name FROM family f JOIN org_unit v ON v.id = f.village_id"
            " JOIN person p ON p.family_id = f.id AND p.is_head = 1 WHERE f.case_no > ? ORDER BY f.case_no LIMIT ?",
            (after, _PAGE),
        ).fetchall()


def one_family(store: Store) -> None:
    """The facts of one family against its rows, its people's and its visits' asked bare."""
    with store.reading() as connection:
        ids = [str(each) for each in connection.exec_driver_sql("SELECT id FROM family LIMIT 40").scalars()]
        ours = timed(lambda: [list(families_on_file(connection, [each])) for each in ids], 3)
        cursor = connection.connection.cursor()
        asked = ("SELECT * FROM family WHERE id = ?", "SELECT * FROM person WHERE family_id = ?", _VISITS)
        floor = timed(lambda: [cursor.execute(sql, (each,)).fetchall() for each in ids for sql in asked], 3)
    show("facts of one family, all 25 kinds", ours * 1000 / len(ids), floor * 1000 / len(ids))


_VISITS = "SELECT * FROM visit WHERE family_id = ?"


def facts(store: Store) -> None:
    """All families' facts."""
    with store.reading() as connection:
        list(families_on_file(connection))


def raw_facts(store: Store) -> None:
    """The same tables read bare."""
    with store.reading() as connection:
        for table in ("family", "person", "child"):
            connection.exec_driver_sql(f"SELECT * FROM {table}").all()


def raw_rows(store: Store) -> None:
    """The same list by one bare statement."""
    with store.reading() as connection:
        connection.exec_driver_sql(
            "SELECT f.id, f.case_no, v.name, p.name FROM family f JOIN org_unit v ON v.id = f.village_id"
            " JOIN person p ON p.family_id = f.id AND p.is_head = 1 ORDER BY v.name, f.case_no"
        ).all()


def one_save(store: Store) -> None:
    """One edit with everything, against a bare commit of one row with the same durability."""
    with store.reading() as connection:
        family_id = str(connection.exec_driver_sql("SELECT id FROM family LIMIT 1").scalar_one())
    for clock, what in ((time.perf_counter, "wall"), (time.process_time, "CPU")):
        ours, floor = [], []
        for number in range(_SAVES):
            began = clock()
            with store.writing() as writing:
                edit_record(writing, "family", family_id, {"econ": f"{what}第{number}次"})
            ours.append(clock() - began)
            began = clock()
            with store.keeping() as connection:
                connection.exec_driver_sql("UPDATE family SET econ = ? WHERE id = ?", (f"{what}{number}", family_id))
            floor.append(clock() - began)
        show(f"one save ({what}, median)", sorted(ours)[_SAVES // 2] * 1000, sorted(floor)[_SAVES // 2] * 1000)


if __name__ == "__main__":
    main()
