"""A county, or a prefecture: very many townships' packages taken in, on SQLite and on PostgreSQL, beside their floors.

    python -m tests.benchmarks.bench_county [townships] [packages of each] [families in each] [file|server|both]

60 townships with one package each are a county's first day; 250 with twelve are a prefecture's year of 3,000 packages.
A township's first package is the story of the practice township, each further one a month of work (`many.py`). Every
package is a transaction of its own in both. The floor writes the very rows the import wrote - log, ledger, folded
tables - into an empty record of the same shape with its keys, checks and references, as many in one transaction as the
package brought: one prepared statement on SQLCipher with the same cache; COPY for what is new and COPY with ON CONFLICT
for what is folded on PostgreSQL. A row edited later is written again by both.

Ours reads, verifies, judges, folds, compares, indexes and journals as well. What of that is honest work beside the rows
has a line of its own, measured alone over the same packages: reading (decryption, seal, hashes, strict decoding), index
of words, digests compared (B-30), hashes of the ledger; and, measured inside the import, judging: what is known, what
rests on what, what contradicts it, who may say it. CPU seconds, those of the server's processes included; wall seconds
beside them. The floor writes a package's rows right after the import of that package: of a machine that is slower for a
minute both have the same. Growth: the first and the last tenth of the first packages, and of the later ones.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from db.domain.entities.registry import ENTITIES
from db.ledger.line import from_line
from db.store.bulk import insert_rows, upsert_rows
from db.store.county_ledger import ledger_hash
from db.store.dialect import defer_references, places, portions
from db.store.digest import state_digest
from db.store.migrate import create_tables
from db.store.moving import move_to_server
from db.store.postgres import open_server
from db.store.searching import index_persons
from db.store.store import Store
from db.store.tables.log import CHANGE, LEDGER
from db.sync.county.imported import ImportResult
from db.sync.county.inbox import FEW, import_package
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
    beside: dict[str, Clocks] = field(default_factory=dict)

    def line(self, said: str) -> Clocks:
        """A line of its own."""
        return self.beside.setdefault(said, Clocks(self.server))

    def alone(self, said: str, work: Callable[[], Any]) -> None:
        """Something of an import done by itself."""
        self.line(said).run(work)


def read(county: Store, path: Path) -> None:
    """What any import does before it asks the record: open, verify, decode strictly, long ones twice (B-53)."""
    desk = county_desk(county)
    with open_package(path, desk.keys.identities, desk.trust) as opened:
        for _ in range(1 if opened.sealed.counted.changes <= FEW else 2):
            for number, line in opened.lines():
                from_line(line, number)


def indexed(county: Store) -> None:
    """The words of everybody written anew."""
    with county.keeping() as connection:
        index_persons(connection, connection.exec_driver_sql("SELECT id FROM person").scalars().all())


def compared(county: Store, org: str) -> None:
    """The digest of a township."""
    with county.reading() as connection:
        state_digest(connection, org)


def chained(entries: int) -> None:
    """The hashes of the ledger."""
    before = ""
    for number in range(entries):
        before = ledger_hash(before, "999999101", number, "a" * 64, "")


class Floor:
    """The rows of every package written into an empty record and nothing else.

    Args:
        source: the county that takes the packages in.
        target: engine of the empty record.
        server: folder of a server, whose processes are counted as well.

    Attributes:
        clocks: what each package took.
    """

    def __init__(self, source: Store, target: Any, server: Path | None) -> None:
        self._source, self._target, self._server = source, target, server
        self._last = 0
        self.clocks: list[Clocks] = []
        with target.begin() as connection:
            create_tables(connection)

    def write(self) -> None:
        """What the package taken in just now has brought: log, ledger, and the rows of its records as they are."""
        with self._source.reading() as connection:
            log = connection.exec_driver_sql(_CHANGES, (self._last,)).all()
            ledger = connection.exec_driver_sql(_ENTRIES, (self._last,)).all()
            folded = [(name, _rows_of(connection, name, log)) for name in ENTITIES]
        self._last = log[-1][0]

        def write() -> None:
            with self._target.begin() as there:
                defer_references(there)
                insert_rows(there, "change", _LOG, log)
                insert_rows(there, "ledger", _LEDGER, ledger)
                for name, rows in folded:
                    upsert_rows(there, name, (*_KEPT, *ENTITIES[name].by_name), rows, kept=2)

        clocks = Clocks(self._server)
        clocks.run(write)
        self.clocks.append(clocks)


def _rows_of(connection: Any, name: str, log: Sequence[Any]) -> list[Any]:
    """The rows of one table that these changes are about."""
    ids = list(dict.fromkeys(row[_LOG.index("record_id")] for row in log if row[_LOG.index("record_type")] == name))
    listed = ", ".join(f'"{each}"' for each in (*_KEPT, *ENTITIES[name].by_name))
    found: list[Any] = []
    for some in portions(connection, ids):
        asked = f'SELECT {listed} FROM "{name}" WHERE id IN ({places(some)}) ORDER BY first_no'
        found += map(tuple, connection.exec_driver_sql(asked, some))
    return found


_LOG, _LEDGER = ([column.name for column in table.columns] for table in (CHANGE, LEDGER))
_CHANGES = f"SELECT {', '.join(_LOG)} FROM change WHERE no > ? ORDER BY no"
_ENTRIES = f"""
    SELECT {", ".join(f"l.{name}" for name in _LEDGER)}
      FROM change c JOIN ledger l ON l.change_hash = c.hash AND l.org = c.org
     WHERE c.no > ? ORDER BY l.ledger_no
"""


def take(county: Store, path: Path, side: Side) -> Taken:
    """One package; what the judging of conflicts takes of it has a line of its own."""
    judging, planned = side.line("judging (conflicts), inside"), Intake._planned
    clocks = Clocks(side.server)
    with mock.patch.object(Intake, "_planned", lambda *args: judging.run(partial(planned, *args))):
        result = clocks.run(partial(import_package, county, path))
    assert (result.verdict, result.rejected, result.waiting) == ("imported", 0, 0), result
    return Taken(path, result, clocks)


def together(some: Sequence[Clocks]) -> Clocks:
    """Their sum."""
    return Clocks(None, sum(each.cpu for each in some), sum(each.wall for each in some))


def report(side: Side, floors: Sequence[Clocks]) -> None:
    """The table of one engine."""
    floor = together(floors)
    fresh = sum(each.result.fresh for each in side.taken)
    ours = together([each.clocks for each in side.taken])
    rest = ours.cpu - sum(clocks.cpu for clocks in side.beside.values())
    print(f"\n{side.name}: {len(side.taken)} packages, {fresh} changes")
    print(f"{'':34}{'CPU s':>8}{'wall s':>8}{'changes a CPU s':>17}{'x floor':>9}")
    lines = [("floor", floor), ("import, all of it", ours), *side.beside.items()]
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
    """Everything of one engine; package by package, the floor and what is measured alone too."""
    floor = Floor(county, target, side.server)
    for path in paths:
        taken = take(county, path, side)
        side.taken.append(taken)
        side.alone("reading and verifying alone", partial(read, county, path))
        side.alone("digests compared alone", partial(compared, county, taken.result.org_code))
        side.alone("hashes of the ledger alone", partial(chained, taken.result.fresh))
        floor.write()
    side.alone("index of words alone", partial(indexed, county))
    report(side, floor.clocks)


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
