"""A county, or a prefecture: very many townships' packages taken in, on SQLite and on PostgreSQL, beside their floors.

    python -m tests.benchmarks.bench_county [townships] [packages of each] [families in each] [file|server|both]

60 townships with one package each are a county's first day; 250 with twelve are a prefecture's year of 3,000 packages.
A township's first package is the story of the practice township, each further one a month of work (`many.py`). Every
package is a transaction of its own in both. The floor writes the very rows the import ended with - log, ledger, folded
tables - into an empty record of the same shape with its keys, checks and references, as many in one transaction as the
package brought: one prepared statement on SQLCipher with the same cache; COPY for what is new and COPY with ON CONFLICT
for what is folded on PostgreSQL. (A row edited later is written once by the floor and twice by the import.)

Ours reads, verifies, judges, folds, compares, indexes and journals as well. What of that is honest work beside the rows
has a line of its own, measured alone over the same packages: reading (decryption, seal, hashes, strict decoding), index
of words, digests compared (B-30), hashes of the ledger; and, measured inside the import, judging: what is known, what
rests on what, what contradicts it, who may say it. CPU seconds, those of the server's processes included; wall seconds
beside them. Growth: the first and the last tenth of the first packages, and of the later ones.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from unittest import mock

from db.domain.entities.registry import ENTITIES
from db.ledger.line import from_line
from db.store.bulk import insert_rows, upsert_rows
from db.store.county_ledger import ledger_hash
from db.store.dialect import ROW_BY_ROW, defer_references
from db.store.digest import state_digest
from db.store.migrate import create_tables
from db.store.moving import move_to_server
from db.store.postgres import open_server
from db.store.searching import index_persons
from db.store.store import Store
from db.store.tables.log import CHANGE, LEDGER
from db.sync.county.inbox import FEW, ImportResult, import_package
from db.sync.merging.intake import Intake
from db.sync.package.reading import open_package
from db.sync.trust.identity import county_desk
from tests.benchmarks.many import KEY, enrolled, office, package, told
from tests.benchmarks.sample import CLOCK
from tests.cluster import Cluster, running

_KEPT = ("no", "id", "org", "head", "voided", "disputed", "parallel", "first_no", "last_no")
_TICKS = 100
"""A second in /proc."""


@dataclass
class Clocks:
    """CPU seconds of this process and of a server's, and wall seconds, spent inside `run`."""

    server: Path | None = None
    cpu: float = 0.0
    wall: float = 0.0

    def run(self, work: Callable[[], Any]) -> Any:
        """Does it, and counts."""
        cpu, wall = self._cpu(), time.perf_counter()
        result = work()
        self.cpu, self.wall = self.cpu + self._cpu() - cpu, self.wall + time.perf_counter() - wall
        return result

    def _cpu(self) -> float:
        if self.server is None:
            return time.process_time()
        main = (self.server / "data" / "postmaster.pid").read_text().split("\n", 1)[0]
        ticks = _ticks(main, own=4)  # with those of its children that are gone
        for child in Path("/proc", main, "task", main, "children").read_text().split():
            with suppress(OSError):  # gone meanwhile
                ticks += _ticks(child, own=2)
        return time.process_time() + ticks / _TICKS


def _ticks(process: str, own: int) -> int:
    """What a process has spent: its own, and with four figures that of its children who ended."""
    fields = Path("/proc", process, "stat").read_text().rpartition(") ")[2].split()
    return sum(map(int, fields[11 : 11 + own]))


@dataclass
class Taken:
    """One package taken in."""

    path: Path
    result: ImportResult
    clocks: Clocks


@dataclass
class Side:
    """What one engine needed."""

    name: str
    server: Path | None = None
    taken: list[Taken] = field(default_factory=list)
    beside: list[tuple[str, Clocks]] = field(default_factory=list)

    def alone(self, said: str, work: Callable[[], Any]) -> None:
        """A line of its own."""
        clocks = Clocks(self.server)
        clocks.run(work)
        self.beside.append((said, clocks))


def read(county: Store, paths: Sequence[Path]) -> None:
    """What any import does before it asks the record: open, verify, decode strictly, long ones twice (B-53)."""
    desk = county_desk(county)
    for path in paths:
        with open_package(path, desk.keys.identities, desk.trust) as opened:
            for _ in range(1 if opened.sealed.counted.changes <= FEW else 2):
                for number, line in opened.lines():
                    from_line(line, number)


def indexed(county: Store) -> None:
    """The words of everybody written anew."""
    with county.keeping() as connection:
        index_persons(connection, connection.exec_driver_sql("SELECT id FROM person").scalars().all())


def compared(county: Store, orgs: Sequence[str]) -> None:
    """The digest of a township as often as a package of it came."""
    with county.reading() as connection:
        for org in orgs:
            state_digest(connection, org)


def chained(entries: int) -> None:
    """The hashes of the ledger."""
    before = ""
    for number in range(entries):
        before = ledger_hash(before, "999999101", number, "a" * 64, "")


def bare(source: Store, target: Any, server: Path | None) -> list[Clocks]:
    """The rows of `source` written into an empty record and nothing else; the clocks of each portion they came in."""
    with target.begin() as connection:
        create_tables(connection)
    log, ledger = ([column.name for column in table.columns] for table in (CHANGE, LEDGER))
    columns = ", ".join([*(f"c.{name}" for name in log), *(f"l.{name}" for name in ledger)])
    asked = f"""
        SELECT {columns} FROM change c JOIN ledger l ON l.change_hash = c.hash AND l.org = c.org
         WHERE l.rejected = '' ORDER BY c.no
    """
    package_id = len(log) + ledger.index("package_id")
    each_portion = []
    with source.reading() as connection:
        rows = _Rows(connection)
        arrived = connection.exec_driver_sql(asked, execution_options=ROW_BY_ROW)
        for _, portion in groupby(arrived, itemgetter(package_id)):
            both = [tuple(row) for row in portion]
            folded = [(name, rows.columns[name], rows.until(name, both[-1][0])) for name in ENTITIES]

            def write(both: list[Any] = both, folded: list[Any] = folded) -> None:
                with target.begin() as there:
                    defer_references(there)
                    insert_rows(there, "change", log, [row[: len(log)] for row in both])
                    insert_rows(there, "ledger", ledger, [row[len(log) :] for row in both])
                    for name, names, some in folded:
                        upsert_rows(there, name, names, some, kept=2)

            clocks = Clocks(server)
            clocks.run(write)
            each_portion.append(clocks)
    return each_portion


class _Rows:
    """The rows of all tables in the order in which the log first speaks of them."""

    def __init__(self, connection: Any) -> None:
        self.columns = {name: (*_KEPT, *ENTITIES[name].by_name) for name in ENTITIES}
        self._first = _KEPT.index("first_no")
        self._rows: dict[str, Iterator[Any]] = {}
        for name, names in self.columns.items():
            listed = ", ".join(f'"{each}"' for each in names)
            self._rows[name] = iter(connection.exec_driver_sql(f'SELECT {listed} FROM "{name}" ORDER BY first_no'))
        self._next = {name: next(rows, None) for name, rows in self._rows.items()}

    def until(self, name: str, last_no: int) -> list[Any]:
        """The rows not given yet whose first change is one of the log up to `last_no`."""
        found = []
        while (row := self._next[name]) is not None and row[self._first] <= last_no:
            found.append(tuple(row))
            self._next[name] = next(self._rows[name], None)
        return found


def take_all(county: Store, paths: Sequence[Path], side: Side) -> None:
    """Every package in its turn; what the judging of conflicts takes of it has a line of its own."""
    judging, planned = Clocks(side.server), Intake._planned
    with mock.patch.object(Intake, "_planned", lambda *args: judging.run(partial(planned, *args))):
        for path in paths:
            clocks = Clocks(side.server)
            result = clocks.run(partial(import_package, county, path))
            assert (result.verdict, result.rejected, result.waiting) == ("imported", 0, 0), result
            side.taken.append(Taken(path, result, clocks))
    side.beside.append(("judging (conflicts), inside", judging))


def together(some: Sequence[Clocks]) -> Clocks:
    """Their sum."""
    return Clocks(None, sum(each.cpu for each in some), sum(each.wall for each in some))


def report(side: Side, floors: Sequence[Clocks]) -> None:
    """The table of one engine."""
    floor = together(floors)
    fresh = sum(each.result.fresh for each in side.taken)
    ours = together([each.clocks for each in side.taken])
    rest = ours.cpu - sum(clocks.cpu for _, clocks in side.beside)
    print(f"\n{side.name}: {len(side.taken)} packages, {fresh} changes")
    print(f"{'':34}{'CPU s':>8}{'wall s':>8}{'changes a CPU s':>17}{'x floor':>9}")
    lines = [("floor", floor), ("import, all of it", ours), *side.beside]
    for said, clocks in lines:
        print(f"{said:34}{clocks.cpu:8.1f}{clocks.wall:8.1f}{fresh / clocks.cpu:17.0f}{clocks.cpu / floor.cpu:9.2f}")
    print(f"{'import without those':34}{rest:8.1f}{'':8}{fresh / rest:17.0f}{rest / floor.cpu:9.2f}")
    for said, some in (
        ("first packages", [pair for pair in zip(side.taken, floors, strict=True) if pair[0].result.package_no == 1]),
        ("later packages", [pair for pair in zip(side.taken, floors, strict=True) if pair[0].result.package_no > 1]),
    ):
        tenth = max(1, len(some) // 10)
        for which, few in (("first", some[:tenth]), ("last", some[-tenth:])) if some else ():
            seconds = sum(each.clocks.cpu for each, _ in few) / len(few)
            least = sum(clocks.cpu for _, clocks in few) / len(few)
            changes = sum(each.result.fresh for each, _ in few) / len(few)
            figures = f"{seconds * 1000:6.0f} ms CPU each, floor {least * 1000:5.0f}; {changes:.0f} changes"
            print(f"  {said}, {which} tenth: {figures}")


def measured(side: Side, county: Store, paths: Sequence[Path], target: Any) -> None:
    """Everything of one engine."""
    take_all(county, paths, side)
    side.alone("reading and verifying alone", lambda: read(county, paths))
    side.alone("index of words alone", lambda: indexed(county))
    side.alone("digests compared alone", lambda: compared(county, [each.result.org_code for each in side.taken]))
    side.alone("hashes of the ledger alone", lambda: chained(sum(each.result.fresh for each in side.taken)))
    report(side, bare(county, target, side.server))


def made(folder: Path, townships: int, packages: int, families: int) -> list[Path]:
    """The county in `folder`, and all packages in the order in which the months go by."""
    began, story = time.perf_counter(), told(families)
    county = office(folder / "county")
    out = folder / "out"
    out.mkdir()
    enlisted = enrolled(county, townships)
    paths = [package(county, each, story, out) for _ in range(packages) for each in enlisted]
    county.close()
    print(f"{townships} townships of {families} families made in {time.perf_counter() - began:.0f} s", flush=True)
    return paths


def main(townships: int, packages: int, families: int, *, engines: str) -> None:
    """Prints the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = made(folder, townships, packages, families)
        if engines in ("file", "both"):
            shutil.copytree(folder / "county", folder / "file")
            county = Store.open(folder / "file", KEY, CLOCK)
            county.sign_in("worker", "county")
            empty = office(folder / "floor")
            with empty.engine.begin() as connection:
                _drop(connection)
            measured(Side("SQLite"), county, paths, empty.engine)
            county.close()
        if engines in ("server", "both"):
            with running(ordinary=True) as cluster:
                served(folder, cluster, paths)


def served(folder: Path, cluster: Cluster, paths: Sequence[Path]) -> None:
    """The same on a server."""
    move_to_server(folder / "county", KEY, CLOCK, cluster.database().render_as_string(hide_password=False))
    county = Store.open(folder / "county", KEY, CLOCK)
    county.sign_in("worker", "county")
    measured(Side("PostgreSQL", cluster.folder), county, paths, open_server(cluster.database(), KEY))
    county.close()


def _drop(connection: Any) -> None:
    """An empty file: the tables are made by the floor."""
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    for kind, name in connection.exec_driver_sql("SELECT type, name FROM sqlite_master WHERE type = 'table'").all():
        if not name.startswith(("sqlite_", "find_")):
            connection.exec_driver_sql(f'DROP {kind} "{name}"')


if __name__ == "__main__":
    *sizes, wanted = [*sys.argv[1:], *("60", "1", "25", "both")[len(sys.argv) - 1 :]]
    main(*map(int, sizes), engines=wanted)
