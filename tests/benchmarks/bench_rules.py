"""The rules over whole townships: coverage, strips, duties, eligibility, and what reading the facts for them costs.

Each line stands beside its floor, measured in the same run: the very statements asked of the driver with nothing made
of the rows; a table of kept last visits counted by village, as performance.md asks; a walk over all facts that only
compares their days.

Run: python -m tests.benchmarks.bench_rules [families ...] [--keep FOLDER]
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from db.clock import FrozenClock
from db.commands.opening import Founding
from db.commands.visits import NewVisit, record_visit
from db.domain.coverage import coverage_states
from db.domain.duties import duties
from db.domain.eligibility import eligibilities
from db.domain.family import Family
from db.domain.strip import family_strip, item_states
from db.queries import fact_reader, facts
from db.queries.families import FamilyFilter, family_rows
from db.store.timelines import throw_away
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.board import board_of
from desktop.desk.coverage import coverage
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.families import SCREENFUL, Order, begin_list, rows_in, whole_list
from desktop.desk.opening import found_desk, open_desk
from desktop.desk.past import past_step

NOW = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))
PAST = date(2026, 3, 31)
PASSPHRASE = "清晨 的 云 落在 山岗"
CHEAP = Cost(64 * 1024, 1, 4)
SAMPLE = 2_000
"""So many families' facts are held at once for the rules alone; more would measure the memory."""


def main() -> None:
    """Prints one table a size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("families", nargs="*", type=int, default=[1_000, 10_000])
    parser.add_argument("--keep", type=Path, help="folder in which the records stay for the next run")
    words = parser.parse_args()
    for size in words.families:
        with township(size, words.keep) as desk:
            table(desk, size)


@contextmanager
def township(size: int, keep: Path | None) -> Iterator[Desk]:
    """An encrypted record of so many invented families, as the demo generator makes them."""
    with tempfile.TemporaryDirectory() as folder:
        home = (keep or Path(folder)) / f"bench-{size}"
        if not home.exists():
            wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, new_recovery_code())
            desk = found_desk(home, wish, NOW, CHEAP)
            plant(desk, size, seed=7)
            desk.record.close()
        desk = open_desk(home, PASSPHRASE, NOW)
        try:
            yield desk
        finally:
            desk.record.close()


def table(desk: Desk, size: int) -> None:
    """The table of one size."""
    print(f"\n{size} families")
    print(f"{'what':44}{'us a family':>12}{'ours ms':>10}{'floor ms':>10}{'ratio':>8}")
    began = time.process_time()
    board_of(desk).finish(desk)
    judged, held = time.process_time() - began, most_memory()  # before the floors, which hold every row at once
    raw = timed(lambda: read_raw(desk), 2)
    show("facts of all families", size, timed(lambda: read_facts(desk), 2), raw)
    rules(desk)
    show("judged for the lists: facts, duties, strip", size, judged, raw)
    kept = timed(lambda: count_kept(desk), 20)
    coverage(desk)  # the board has noticed that nothing changed since
    show("coverage by village today", size, timed(lambda: coverage(desk), 20), kept)
    past_days(desk, size, kept, raw)
    lists(desk, size)
    print(f"most memory with all families judged: {held} MB, with the floors: {most_memory()} MB")


def lists(desk: Desk, size: int) -> None:
    """The list on the screen, and with every row at once as the command line prints it."""
    ids = whole_list(desk, FamilyFilter()).ids
    with desk.record.store.reading() as connection:
        far = "SELECT case_no FROM family WHERE status = 'active' ORDER BY case_no LIMIT 1 OFFSET ?"
        after = str(connection.exec_driver_sql(far, (len(ids) * 9 // 10,)).scalar_one())
    page, bare = timed(lambda: raw_page(desk, after), 20), timed(lambda: raw_rows(desk), 3)
    sight = ids[len(ids) * 9 // 10 :][:SCREENFUL]
    show(
        f"first {SCREENFUL} of the list, to a bare page",
        size,
        timed(lambda: begin_list(desk, FamilyFilter()), 20),
        page,
    )
    show(f"{SCREENFUL} rows come into sight, to a bare page", size, timed(lambda: rows_in(desk, sight), 20), page)
    show("whole list in order, to a bare list", size, timed(lambda: whole_list(desk, FamilyFilter()), 5), bare)
    by_name = timed(lambda: whole_list(desk, FamilyFilter(), Order("name")), 5)
    show("the same sorted by name, to a bare list", size, by_name, bare)
    show("every row at once, to a bare list", size, timed(lambda: list_rows(desk), 3), bare)


def raw_page(desk: Desk, after: str) -> None:
    """A page of as many families by one bare statement on an index, after a case number."""
    with desk.record.store.reading() as connection:
        connection.connection.cursor().execute(
            "SELECT f.id, f.case_no, v.name, p.name FROM family f JOIN org_unit v ON v.id = f.village_id"
            " JOIN person p ON p.family_id = f.id AND p.is_head = 1 WHERE f.case_no > ? AND f.status = 'active'"
            " ORDER BY f.case_no LIMIT ?",
            (after, SCREENFUL),
        ).fetchall()


def past_days(desk: Desk, size: int, kept: float, raw: float) -> None:
    """A day gone by: judged, told once for all days, looked up, and looked up after a visit was written down."""
    with desk.record.store.keeping() as connection:
        throw_away(connection)
    judged = timed(lambda: coverage(desk, PAST), 1)
    show(f"coverage on {PAST} judged, to reading", size, judged, raw)
    show("timelines of all families, to reading", size, timed(lambda: tell(desk), 1), raw)
    show(f"coverage on {PAST}, to kept", size, timed(lambda: coverage(desk, PAST), 20), kept)
    after = []
    for _ in range(5):
        visit(desk)
        after.append(timed(lambda: coverage(desk, PAST), 1))
    show("the same after a visit was written, to kept", size, sorted(after)[2], kept)


def tell(desk: Desk) -> None:
    """Works out and keeps the timelines of all families."""
    told, total = past_step(desk)
    while told < total:
        told, total = past_step(desk)


def visit(desk: Desk) -> None:
    """Somebody was visited this morning."""
    fields = {"mode": "home", "category": "daily", "outcome": "met", "companions": "甲", "others_met": "乙"}
    with desk.record.store.writing() as writing:
        family_id = str(writing.connection.exec_driver_sql("SELECT id FROM family WHERE status = 'active'").scalar())
        record_visit(writing, NewVisit(family_id, {"on": desk.today.isoformat(), **fields}))


def rules(desk: Desk) -> None:
    """The rules alone, over facts already read."""
    with desk.record.store.reading() as connection:
        ids = list(connection.exec_driver_sql(f"SELECT id FROM family WHERE voided = 0 LIMIT {SAMPLE}").scalars())
        held = list(facts.families_on_file(connection, ids))
    floor = timed(lambda: [walk(family, desk.today) for family in held], 3)
    asked: dict[str, Callable[[Family], Any]] = {
        "three coverages": lambda f: coverage_states(f, desk.profile, desk.today),
        "seven items, for counting": lambda f: item_states(f, desk.profile, desk.today),
        "strip": lambda f: family_strip(f, desk.profile, desk.today),
        "duties": lambda f: duties(f, desk.profile, desk.today),
        "eligibility": lambda f: eligibilities(f, desk.profile, desk.today),
    }
    for what, rule in asked.items():
        spent = timed(lambda rule=rule: [rule(family) for family in held], 3)  # type: ignore[misc] # a bound default
        show(f"{what}, to a walk over the facts", len(held), spent, floor)


def walk(family: Family, day: date) -> int:
    """Every fact looked at once: how many lie on the day or before."""
    dated: tuple[Any, ...] = (*family.visits, *family.sessions, *family.services, *family.volunteer_services)
    spans: tuple[Any, ...] = (*family.assignments, *family.agreements, *family.cards, *family.insured, *family.pairings)
    past = sum(bool(each.on <= day) for each in dated)
    begun = sum(bool(each.since is not None and each.since <= day) for each in spans)
    return past + begun + len(family.members(day))


def read_facts(desk: Desk) -> int:
    """All families' facts, some hundred in memory at a time."""
    with desk.record.store.reading() as connection:
        return sum(1 for _ in facts.families_on_file(connection))


def read_raw(desk: Desk) -> int:
    """The statements that reading the facts asks, as rows of the driver, of which nothing is made."""
    asked: list[str] = []
    ask = fact_reader.plain_rows

    def note(connection: Any, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        asked.append(sql.replace(f" IN ({', '.join('?' * len(values))})", " <> ''") if values else sql)
        return ask(connection, sql, values)

    with desk.record.store.reading() as connection:
        one = str(connection.exec_driver_sql("SELECT id FROM family WHERE voided = 0 LIMIT 1").scalar_one())
        fact_reader.plain_rows = note
        try:
            list(facts.families_on_file(connection, [one]))
        finally:
            fact_reader.plain_rows = ask
        cursor = connection.connection.cursor()
        return sum(len(cursor.execute(sql).fetchall()) for sql in dict.fromkeys(asked))


def count_kept(desk: Desk) -> list[Any]:
    """Families by village and how many were met in the last ninety days, from a table of kept last visits."""
    with desk.record.store.keeping() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS bench_kept (village_id TEXT, met_on TEXT)")
        if not connection.exec_driver_sql("SELECT 1 FROM bench_kept LIMIT 1").first():
            connection.exec_driver_sql(
                "INSERT INTO bench_kept SELECT f.village_id, max(v.[on]) FROM family f LEFT JOIN visit v"
                " ON v.family_id = f.id AND v.outcome = 'met' WHERE f.voided = 0 GROUP BY f.id"
            )
    with desk.record.store.reading() as connection:
        asked = (
            "SELECT v.name, count(*), sum(k.met_on >= '2026-08-24') FROM bench_kept k JOIN org_unit v"
            " ON v.id = k.village_id GROUP BY v.name"
        )
        return list(connection.connection.cursor().execute(asked).fetchall())


def list_rows(desk: Desk) -> None:
    """All rows with all that stands in them."""
    with desk.record.store.reading() as connection:
        family_rows(connection, FamilyFilter())


def raw_rows(desk: Desk) -> None:
    """A list of the same families by one bare statement: number, village and head."""
    with desk.record.store.reading() as connection:
        connection.connection.cursor().execute(
            "SELECT f.id, f.case_no, v.name, p.name FROM family f JOIN org_unit v ON v.id = f.village_id"
            " JOIN person p ON p.family_id = f.id AND p.is_head = 1 WHERE f.status = 'active'"
            " ORDER BY v.name, f.case_no"
        ).fetchall()


def most_memory() -> int:
    """The most this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(work: Callable[[], object], times: int) -> float:
    """The quickest of several runs, CPU seconds."""
    found = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def show(what: str, families: int, ours: float, floor: float) -> None:
    """One line of the table."""
    print(f"{what:44}{ours * 1e6 / families:>12.1f}{ours * 1000:>10.2f}{floor * 1000:>10.2f}{ours / floor:>8.2f}")


if __name__ == "__main__":
    main()
