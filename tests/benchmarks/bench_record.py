"""The record: saving in bulk, one save, searching 20,000 people, strips; each against the same work done bare.

Run: python -m tests.benchmarks.bench_record [families]
"""

import sys
import time
from collections.abc import Callable

from db.commands.families import edit_record
from db.domain.search import search_terms
from db.queries.facts import families_on_file
from db.queries.families import FamilyFilter, family_rows
from db.queries.people import find_people, index_match
from db.store.store import Store
from tests.benchmarks.sample import fill, record

_SAVES = 40
TYPED = ("王", "张文", "zw", "wangw", "0012", "1380000", "云岭")


def main() -> None:
    """Prints one table."""
    families = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"{families} families, {2 * families} people")
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
        show("list of all families", timed(lambda: rows(store), 3) * 1000, timed(lambda: raw_rows(store), 3) * 1000)
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


def facts(store: Store) -> None:
    """All families' facts."""
    with store.reading() as connection:
        list(families_on_file(connection))


def raw_facts(store: Store) -> None:
    """The same tables read bare."""
    with store.reading() as connection:
        for table in ("family", "person", "child"):
            connection.exec_driver_sql(f"SELECT * FROM {table}").all()


def rows(store: Store) -> None:
    """The list page's rows."""
    with store.reading() as connection:
        family_rows(connection, FamilyFilter())


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
