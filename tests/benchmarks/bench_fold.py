"""Folding a ledger from zero: changes a second, growth and memory, beside a raw upsert of the very same rows.

    python -m tests.benchmarks.bench_fold [changes ...]

A log of so many changes (a practice township's story and a year of work after it, over and over for more townships) is
written into an encrypted file without any tables; then every record is folded from it, as after an upgrade (B-17). The
floor upserts the rows that came of it into the emptied tables: the same cipher, cache, keys, checks and references.
Reading the log - decrypting, parsing - is a line of its own. CPU seconds; each size in a process of its own, so that
its memory is its own: MB beyond what the open record had.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.ledger.change import Change
from db.ledger.line import from_stored
from db.store.bulk import upsert_rows
from db.store.dialect import defer_references
from db.store.folding import refold_everything
from db.store.log import keep_changes
from tests.benchmarks.bench_package import Watch
from tests.benchmarks.many import MONTHS, Township, office, sealed, stranger, told

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FAMILIES = 25
_KEPT = ("no", "id", "org", "head", "voided", "disputed", "parallel", "first_no", "last_no")


def changes() -> Iterator[Change]:
    """Township after township: its story, then a year of work."""
    story = told(FAMILIES)
    for number in count():
        township: Township = stranger(number)
        for _ in range(MONTHS):
            yield from sealed(township, story)


def emptied(connection: Connection) -> None:
    """No row of any record; references are looked at when the transaction ends."""
    defer_references(connection)
    for name in ENTITIES:
        connection.exec_driver_sql(f'DELETE FROM "{name}"')


def floor(connection: Connection, watch: Watch) -> None:
    """The rows of all tables, written anew as they are, some thousands at a time."""
    kept: dict[str, tuple[tuple[str, ...], list[Any]]] = {}
    for name, entity in ENTITIES.items():
        names = (*_KEPT, *entity.by_name)
        listed = ", ".join(f'"{each}"' for each in names)
        kept[name] = (names, list(connection.exec_driver_sql(f'SELECT {listed} FROM "{name}" ORDER BY no')))
    emptied(connection)
    with watch.running():
        for name, (names, rows) in kept.items():
            for start in range(0, len(rows), 2000):
                upsert_rows(connection, name, names, rows[start : start + 2000], kept=2)


def one(size: int, folder: Path) -> dict[str, Any]:
    """One size in this process."""
    store, arriving = office(folder / "county"), changes()
    with store.keeping() as connection:
        for start in range(0, size, 2000):
            keep_changes(connection, enumerate(islice(arriving, min(2000, size - start)), start=start + 1))
    fold, bare, reading = Watch(), Watch(), Watch()
    began = time.perf_counter()
    with store.keeping() as connection, fold.running():
        records = refold_everything(connection)
    wall, memory = time.perf_counter() - began, fold.taken()
    with store.keeping() as connection, reading.running():
        for row in connection.exec_driver_sql("SELECT hash, header, payload, payload_digest FROM change ORDER BY no"):
            from_stored(*row)
    with store.keeping() as connection:
        floor(connection, bare)
    store.close()
    return {
        "changes": size,
        "records": records,
        "fold": fold.seconds,
        "wall": wall,
        "memory": memory,
        "reading": reading.seconds,
        "floor": bare.seconds,
    }


def main(sizes: tuple[int, ...]) -> None:
    """Prints the table."""
    print(f"{'changes':>9}{'records':>9}{'fold CPU s':>11}{'a second':>10}{'µs each':>9}{'reading':>9}{'floor':>8}"
          f"{'(fold-reading)/floor':>22}{'MB':>6}")  # fmt: skip
    for size in sizes:
        command = [sys.executable, "-m", "tests.benchmarks.bench_fold", "--one", str(size)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        found = json.loads(answer)
        each, rest = found["fold"] / size, found["fold"] - found["reading"]
        print(
            f"{size:9}{found['records']:9}{found['fold']:11.2f}{1 / each:10.0f}{each * 1e6:9.0f}{found['reading']:9.2f}"
            f"{found['floor']:8.2f}{rest / found['floor']:22.2f}{found['memory']:6.0f}",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        with TemporaryDirectory() as place:
            print(json.dumps(one(int(sys.argv[2]), Path(place))))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
