"""A county on PostgreSQL: what taking packages in costs beside bare COPY and ON CONFLICT of the same rows.

    python -m tests.benchmarks.bench_postgres [townships] [families in each]

The floor writes the very rows the import ended with - log, ledger, folded tables - into an empty database of the same
shape, with its keys, checks and references: COPY for what is new, COPY and ON CONFLICT for what is folded. Ours reads,
verifies, judges, folds, indexes and journals as well; the reading (decryption, seal, hashes, strict decoding) and the
index of words are lines of their own. Wall seconds, because the server works in a process of its own; the same packages
go into a county in a file in the same run. Only ratios mean anything.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.domain.entities.registry import ENTITIES
from db.ids import new_id
from db.ledger.change import Draft
from db.ledger.line import from_line
from db.store.bulk import insert_rows, upsert_rows
from db.store.dialect import defer_references
from db.store.migrate import create_tables
from db.store.moving import move_to_server
from db.store.postgres import open_server
from db.store.searching import index_persons
from db.store.store import Office, Store
from db.store.tables.columns import METADATA
from db.sync.identity import ask_enrolment, county_desk, found_keys, grant_enrolment, take_enrolment
from db.sync.inbox import BATCH, import_package
from db.sync.outbox import export_package
from db.sync.reading import open_package
from tests.cluster import running
from tests.conftest import CLOCK

KEY = b"k" * 32
VISITS = 3
LIKE_MOST = {"risk_level": "normal", "contact_preference": "home"}
_KEPT = ("no", "id", "org", "head", "voided", "disputed", "parallel", "first_no", "last_no")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def office(home: Path, role: str, code: str) -> Store:
    home.mkdir(parents=True)
    store = Store.create(home, KEY, CLOCK, Office(role, code, f"单位{code}", "national", new_id(CLOCK)))
    store.sign_in(f"worker-{code}", "operator")
    found_keys(store, CLOCK.now())
    return store


def fill(store: Store, families: int) -> None:
    """Families of two persons and a child, each visited; seven changes a family."""
    village = new_id(CLOCK)
    drafts = [Draft("create", "org_unit", village, {"name": "云岭村", "level": "village"})]
    for number in range(families):
        family, *persons, child = (new_id(CLOCK) for _ in range(4))
        fields = {"case_no": f"{store.office.org_code}-2026-{number:04d}", "case_type": "death", "status": "active"}
        drafts.append(
            Draft("create", "family", family, {**fields, "opened_on": "2026-01-05", "village_id": village, **LIKE_MOST})
        )
        for place, person in enumerate(persons):
            named = {"family_id": family, "name": f"张守{chr(0x4E00 + number % 5000)}", "relation": ("02", "10")[place]}
            drafts.append(Draft("create", "person", person, {**named, "is_head": not place, "sex": "12"[place]}))
        parents = {"father_id": persons[0], "mother_id": persons[1]}
        drafts.append(Draft("create", "child", child, {**parents, "name": "张小", "state": "dead"}))
        seen = {"family_id": family, "mode": "home", "category": "daily", "outcome": "met", "persons_met": persons}
        days = (f"2026-0{month}-11" for month in range(1, VISITS + 1))
        drafts += [Draft("create", "visit", new_id(CLOCK), {**seen, "on": day, "note": "情况稳定"}) for day in days]
    with store.writing() as writing:
        writing.append(drafts)
        writing.finish("已录入")


def township(folder: Path, county: Store, code: str, families: int) -> Path:
    """One township enrolled, filled, and its package."""
    store = office(folder / code, "township", code)
    _, request = ask_enrolment(store, CLOCK.now())
    _, answer = grant_enrolment(county, request, "", CLOCK.now())
    take_enrolment(store, answer, "")
    fill(store, families)
    package = export_package(store, folder / "out", "bench").written.path
    store.close()
    return package


def take_all(county: Store, packages: list[Path]) -> int:
    results = [import_package(county, package) for package in packages]
    assert {result.verdict for result in results} == {"imported"}, results
    return sum(result.fresh for result in results)


def read_all(county: Store, packages: list[Path]) -> None:
    """What any import does before it asks the record anything: open, verify, decode strictly, twice (B-53)."""
    desk = county_desk(county)
    for path in packages:
        with open_package(path, desk.keys.identities, desk.trust) as package:
            for _ in range(2):
                for number, line in package.lines():
                    from_line(line, number)


def bare(source: Store, target: Any) -> float:
    """The rows of `source` written into an empty database and nothing else."""
    bulk: list[tuple[str, tuple[str, ...], list[Any]]] = []
    with source.reading() as connection:
        for table in METADATA.sorted_tables:
            if table.name in {"change", "ledger", *ENTITIES}:
                rest = [column.name for column in table.columns if column.name not in _KEPT]
                names = (*_KEPT, *rest) if table.name in ENTITIES else tuple(column.name for column in table.columns)
                listed = ", ".join(f'"{name}"' for name in names)
                rows = connection.exec_driver_sql(f'SELECT {listed} FROM "{table.name}"').all()
                bulk.append((table.name, names, [tuple(row) for row in rows]))
    with target.begin() as connection:
        create_tables(connection)

    def write() -> None:
        with target.begin() as connection:
            defer_references(connection)
            for name, columns, rows in bulk:
                for start in range(0, len(rows), BATCH):
                    some = rows[start : start + BATCH]
                    if name in ENTITIES:
                        upsert_rows(connection, name, columns, some, kept=2)
                    else:
                        insert_rows(connection, name, columns, some)

    return timed(write)[1]


def indexed(county: Store) -> None:
    """The words of everybody written anew."""
    with county.keeping() as connection:
        index_persons(connection, connection.exec_driver_sql("SELECT id FROM person").scalars().all())


def main(townships: int, families: int) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as name, running() as cluster:
        folder = Path(name)
        county = office(folder / "file", "county", "999999")
        packages = [township(folder, county, f"9999991{number:02d}", families) for number in range(townships)]
        county.close()
        shutil.copytree(folder / "file", folder / "served")
        address = cluster.database().render_as_string(hide_password=False)
        move_to_server(folder / "served", KEY, CLOCK, address)
        file, served = (Store.open(folder / kept, KEY, CLOCK) for kept in ("file", "served"))
        for store in (file, served):
            store.sign_in("worker", "county")
        _, reading = timed(lambda: read_all(served, packages))
        _, in_file = timed(lambda: take_all(file, packages))
        fresh, on_server = timed(lambda: take_all(served, packages))
        floor = bare(served, open_server(cluster.database(), KEY))
        _, words = timed(lambda: indexed(served))
        file.close()
        served.close()
    print(f"{townships} townships, {fresh} changes")
    rows = (
        ("COPY + ON CONFLICT of the same rows (floor)", floor),
        ("reading and verifying alone", reading),
        ("index of words alone", words),
        ("import on the server, all of it", on_server),
        ("the same without reading and index", on_server - reading - words),
        ("import into a file, all of it", in_file),
    )
    for said, seconds in rows:
        print(f"{said:46} {seconds:7.2f} s  {fresh / seconds:8.0f} changes/s  {seconds / floor:5.2f}x")


if __name__ == "__main__":
    main(*(int(word) for word in (sys.argv[1:3] if len(sys.argv) > 2 else ("4", "300"))))
