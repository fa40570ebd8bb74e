"""A whole record's travel: export at a township, import at its county, beside the chain of the same stages.

    python -m tests.benchmarks.bench_package FOLDER [families ...]

FOLDER keeps the records once made (a township told by the demo generator, enrolled at a real county), so that a rerun
begins at once; it needs about 4 GB for 16,000 families. Every line is a process of its own: CPU seconds, and the memory
it took beyond what the open record had. Floors over the very same bytes: `out` is json.dumps of every change, deflate
of every entry, age, one hash; `in` is age, inflate, one hash, json.loads of every change; `fetch` reads log and tables,
`proof` writes every change out and hashes it, which makes it the one its hash names; `rows` is a raw upsert of the
township's rows into SQLCipher with the same cache, `log` that of log and ledger. `export` also reads back what it wrote
(B-56), so `in` belongs to its floor; `digest`, which both do besides, is a line beside them and in no floor; `decode`
stops before anything is applied. Only ratios of one run mean anything.
"""

import io
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage

from db.clock import WallClock
from db.domain.entities.registry import ENTITIES
from db.ledger.line import from_line
from db.store.digest import state_digest
from db.store.store import Store
from db.sync.county.inbox import import_package
from db.sync.package.limits import Limits
from db.sync.package.reading import open_package
from db.sync.township.outbox import export_package
from db.sync.trust.identity import county_desk

SIZES = (16, 160, 1_600, 16_000)
"""Families: some sixty changes each, so 1,000 to 1,000,000 changes."""
TARGETS = "targets: export, decode <= 1.3x the chain; import <= 1.5x raw rows, log and ledger counted; memory flat"
LIMITS = Limits(package=2 * 2**30, total=4 * 2**30, changes=2_000_000)
"""One package however many: what a single pass costs. With the ordinary limits the largest would go in parts."""
TOWNSHIP, COUNTY = ("999999101", "青溪镇"), ("999999", "示范县")
CLOCK = WallClock()


class Watch:
    """CPU seconds spent inside it, and the memory taken since it was first entered."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._before = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Counts what is done within."""
        if not self._before:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins here
            self._before = _status("VmRSS")
        began = time.process_time()
        yield
        self.seconds += time.process_time() - began

    def taken(self) -> float:
        """MB beyond what there was."""
        return (_status("VmHWM") - self._before) / 1024


def _status(what: str) -> int:
    return int(Path("/proc/self/status").read_text(encoding="ascii").partition(f"{what}:")[2].split()[0])


def export(place: Path, watch: Watch) -> str:
    """The township's next package, as the page and the command line make it, but for the paper twin."""
    store = _store(place / "township")
    with watch.running():
        made = export_package(store, place / "out", "bench", limits=LIMITS)
    counted = made.written.sealed.counted
    raw, carried = counted.total_bytes / 1e6, made.written.bytes / 1e6
    return f"{counted.changes} changes, {raw:.0f} MB in {carried:.0f} MB"


def chain_out(place: Path, watch: Watch) -> str:
    """The bare stages of an export."""
    recipient = pyrage.x25519.Identity.generate().to_public()
    packed: list[bytes] = []
    for name, content in _entries(place):
        digest, deflate = sha256(), zlib.compressobj(6)
        whole = content.splitlines(keepends=True)
        for lines in (whole[start : start + 10_000] for start in range(0, len(whole), 10_000)):
            objects = [json.loads(line) for line in lines] if name == "changes.jsonl" else []
            with watch.running():
                piece = b"\n".join(map(_dumped, objects)) if objects else b"".join(lines)
                digest.update(piece)
                packed.append(deflate.compress(piece))
        with watch.running():
            packed.append(deflate.flush())
    with watch.running():
        sealed = pyrage.encrypt(b"".join(packed), [recipient])
    return f"{len(sealed) / 1e6:.0f} MB"


def _dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chain_in(place: Path, watch: Watch) -> str:
    """The bare stages of opening and decoding."""
    identities = _identities(place)
    sealed, count = _package(place).read_bytes(), 0
    with watch.running(), zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, identities))) as inside:
        for name in inside.namelist():
            content = inside.read(name)
            sha256(content).digest()
            if name == "changes.jsonl":
                count = sum(1 for line in content.splitlines() if json.loads(line))
    return f"{count} changes"


def fetch(place: Path, watch: Watch) -> str:
    """Log and tables read out of the township's record by bare statements, as rows."""
    store, count = _store(place / "township"), 0
    with store.reading() as source:
        for table in ("change", *ENTITIES):
            with watch.running():
                for some in source.exec_driver_sql(f'SELECT * FROM "{table}"').partitions(10_000):
                    count += len(some)
    return f"{count} rows"


def proof(place: Path, watch: Watch) -> str:
    """Every change written out as it is hashed, and hashed: what shows that it is the one its hash names (B-03)."""
    lines = dict(_entries(place))["changes.jsonl"].splitlines()
    for start in range(0, len(lines), 10_000):
        changes = [json.loads(line) for line in lines[start : start + 10_000]]
        with watch.running():
            for change in changes:
                payload = sha256(_dumped(change.get("payload"))).hexdigest().encode()
                sha256(_dumped(change["header"]) + payload).hexdigest()
    return f"{len(lines)} changes"


def digest(place: Path, watch: Watch) -> str:
    """The digest of the township's state, by which both sides know that they show the same (B-30)."""
    store = _store(place / "township")
    with store.reading() as connection, watch.running():
        return state_digest(connection, TOWNSHIP[0])[:8]


def decode(place: Path, watch: Watch) -> str:
    """Opened, verified, every change read strictly and proved by its hash; nothing applied."""
    desk = county_desk(_store(place / "county"))
    with watch.running(), open_package(_package(place), desk.keys.identities, desk.trust, LIMITS) as opened:
        count = sum(from_line(line, number).seq > 0 for number, line in opened.lines())
    return f"{count} changes"


def take_in(place: Path, watch: Watch) -> str:
    """The county's import, until it is on disk."""
    store = _store(place / "county")
    with watch.running():
        result = import_package(store, _package(place), limits=LIMITS)
    assert result.verdict == "imported", result.sentence
    assert result.same_state
    return f"{result.fresh} changes, {result.records_new} records"


def rows(place: Path, watch: Watch) -> str:
    """The township's rows upserted into an empty record by bare statements."""
    return _upserted(place, watch, tuple(ENTITIES))


def log(place: Path, watch: Watch) -> str:
    """Log and ledger, as the county has them after its import, by bare statements."""
    return _upserted(place, watch, ("change", "ledger"))


def _upserted(place: Path, watch: Watch, tables: Sequence[str]) -> str:
    kept = _store(place / "county")
    bare = Store.create(Path(tempfile.mkdtemp(dir=place)), secrets.token_bytes(32), CLOCK, kept.office)
    count = 0
    with kept.reading() as source, bare.keeping() as target:
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            columns = [row[1] for row in source.exec_driver_sql(f'PRAGMA table_info("{table}")')]
            key = {"change": "no", "ledger": "org, ledger_no"}.get(table, "id")
            assigned = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
            sql = (
                f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(columns))})'
                f" ON CONFLICT ({key}) DO UPDATE SET {assigned}"
            )
            for some in source.exec_driver_sql(f'SELECT * FROM "{table}"').partitions(10_000):
                lines = [tuple(row) for row in some]
                count += len(lines)
                with watch.running():
                    target.exec_driver_sql(sql, lines)
        with watch.running():
            target.commit()
    return f"{count} rows"


def _entries(place: Path) -> Iterator[tuple[str, bytes]]:
    """The package's entries, unpacked."""
    identities = _identities(place)
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(_package(place).read_bytes(), identities))) as inside:
        yield from ((name, inside.read(name)) for name in inside.namelist())


def _identities(place: Path) -> list[Any]:
    return [pyrage.x25519.Identity.from_str(each) for each in county_desk(_store(place / "county")).keys.identities]


def _package(place: Path) -> Path:
    return next((place / "out").glob("*.nxb"))


def _store(home: Path) -> Store:
    store = Store.open(home, bytes.fromhex((home / "bench.key").read_text(encoding="ascii")), CLOCK)
    store.sign_in("bench", "operator")
    return store


LINES: dict[str, Callable[[Path, Watch], str]] = {
    "export": export,
    "out": chain_out,
    "in": chain_in,
    "fetch": fetch,
    "proof": proof,
    "digest": digest,
    "decode": decode,
    "import": take_in,
    "rows": rows,
    "log": log,
}


def main(folder: Path, sizes: Sequence[int]) -> None:
    """Makes what is not there yet, runs every line, prints one table a size and the growth of memory."""
    memory: dict[str, list[float]] = {}
    print(TARGETS)
    for families in sizes:
        made = folder / f"{families}-{_shape()}"
        if not made.exists():
            _run("make", made, str(families))
        with tempfile.TemporaryDirectory(dir=folder) as work:
            shutil.copytree(made, work, dirs_exist_ok=True)
            found = {name: _run(name, Path(work)) for name in LINES}
        _table(families, found)
        for name in ("export", "decode", "import"):
            memory.setdefault(name, []).append(found[name]["memory"])
    asked = ", ".join(map(str, sizes))
    for name, taken in memory.items():
        print(f"memory of {name} at {asked} families: {', '.join(f'{each:.0f}' for each in taken)} MB")


def _shape() -> str:
    """Changes with the tables: a record of other tables is made anew."""
    migrations = sorted(Path("db/store/migrations/versions").glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in migrations)).hexdigest()[:8]


def _table(families: int, found: dict[str, dict[str, Any]]) -> None:
    floors = {
        "export": ("fetch", "out", "in"),
        "decode": ("in", "proof"),
        "import": ("in", "proof", "rows", "log"),
    }
    changes = int(found["export"]["said"].split()[0])
    print(f"{families} families\n{'':10}{'CPU s':>8}{'µs a change':>13}{'x floor':>9}{'MB':>7}  what")
    for name, row in found.items():
        beside = sum(found[each]["seconds"] for each in floors.get(name, ()))
        ratio = f"{row['seconds'] / beside:9.2f}" if beside else " " * 9
        each = row["seconds"] / changes * 1e6
        print(f"{name:10}{row['seconds']:8.2f}{each:13.0f}{ratio}{row['memory']:7.0f}  {row['said']}", flush=True)


def _run(name: str, place: Path, *more: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.bench_package", "--line", name, str(place), *more]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(answer.stdout) if answer.stdout else {}
    return found


def make(folder: Path, families: int) -> None:
    """Founds both offices, enrols the township and tells its story; the folder appears once it is whole."""
    from db.commands.opening import Founding
    from db.sync.trust.identity import ask_enrolment, grant_enrolment, take_enrolment
    from db.vault.keys import Purpose
    from db.vault.recovery import new_recovery_code
    from desktop.desk.demo import plant
    from desktop.desk.opening import found_desk

    def found(role: str, office: tuple[str, str]) -> Any:
        wish = Founding(role, *office, "national", "练习员", secrets.token_hex(12), new_recovery_code())
        return found_desk(building / role, wish, CLOCK)

    building = folder.with_suffix(".part")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    township, county = found("township", TOWNSHIP), found("county", COUNTY)
    ours, theirs = township.record.store, county.record.store
    _, request = ask_enrolment(ours, CLOCK.now())
    _, answer = grant_enrolment(theirs, request, "", CLOCK.now())
    take_enrolment(ours, answer, "")
    plant(township, families, 1)
    for desk in (township, county):
        key = desk.record.unlocked.key(Purpose.DATABASE).hex()
        (desk.record.home / "bench.key").write_text(key, encoding="ascii")
        desk.record.close()
    building.rename(folder)


def run(name: str, place: Path) -> None:
    """One line in this process; prints what it found as JSON."""
    watch = Watch()
    said = LINES[name](place, watch)
    print(json.dumps({"seconds": watch.seconds, "memory": watch.taken(), "said": said}))


if __name__ == "__main__":
    if sys.argv[1:3] == ["--line", "make"]:
        make(Path(sys.argv[3]), int(sys.argv[4]))
    elif sys.argv[1:2] == ["--line"]:
        run(sys.argv[2], Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), tuple(map(int, sys.argv[2:])) or SIZES)
