"""Travel: what a package costs beside the chain of its own stages (performance targets, "Travel").

    python -m tests.benchmarks.bench_travel [records]

Floor and ours in one run, CPU seconds; only the ratios mean anything. A floor is the same work in memory with nothing
of ours around it. `write` is hashing, deflate, age; ours also reads the package back and decodes it (B-56), so `read`
is added to its floor. `read` is age, inflate, hashing and `json.loads` of every line; ours is shown with `json.loads`
too, which is the container alone, and with the strict decoder (B-54).
"""

import json
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage

from db.ledger.strict import strict_json
from db.sync.package.reading import open_package
from db.sync.package.writing import Load, write_package
from tests.sync import practice as p

IDENTITY = pyrage.x25519.Identity.from_str(p.COUNTY.identities[0])


def _line(number: int) -> bytes:
    """About 310 bytes, as the design's measurement had them."""
    digest = sha256(str(number).encode()).hexdigest()
    header = {"seq": number, "kind": "set", "record_type": "visit", "record_id": digest[:32], "author": "w-1"}
    payload = {"fields": {"note": "登门走访，情况稳定，家电需要修理", "on": "2026-11-03"}, "reason": ""}
    record = {"hash": digest, "header": header, "payload": payload}
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def _floor_write(lines: list[bytes]) -> bytes:
    raw = b"\n".join(lines)
    sha256(raw).digest()
    return pyrage.encrypt(zlib.compress(raw, 6), [IDENTITY.to_public()])  # type: ignore[no-any-return]


def _floor_read(package: bytes) -> int:
    raw = zlib.decompress(pyrage.decrypt(package, [IDENTITY]))
    sha256(raw).digest()
    return sum(1 for line in raw.split(b"\n") if json.loads(line))


def _read(path: Path, decode: Callable[[bytes], object]) -> int:
    with open_package(path, p.COUNTY.identities, p.COUNTY_TRUST) as opened:
        return sum(1 for _, line in opened.lines() if decode(line))


def main(count: int) -> None:
    """Prints the table for `count` records."""
    lines = [_line(number) for number in range(count)]
    megabytes = sum(map(len, lines)) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.nxb"
        load, to = Load(iter(lines)), p.MANIFEST.recipients()
        floor, floor_write = _timed(lambda: _floor_write(lines))
        _, floor_check = _timed(lambda: _floor_read(floor))
        _, ours_write = _timed(lambda: write_package(path, p.header(), load, p.STATION_SEALER, to))
        _, ours_plain = _timed(lambda: _read(path, json.loads))
        _, ours_read = _timed(lambda: _read(path, strict_json))
        size = path.stat().st_size / 1e6
    print(f"{count} records, {megabytes:.1f} MB of lines, package {size:.1f} MB")
    rows = (
        ("write and check it", floor_write + floor_check, ours_write),
        ("open, verify, json.loads", floor_check, ours_plain),
        ("open, verify, strict", floor_check, ours_read),
    )
    for name, floor_seconds, seconds in rows:
        speed, ratio = megabytes / seconds, seconds / floor_seconds
        print(f"{name:24} floor {floor_seconds:5.2f} s  ours {seconds:5.2f} s  {speed:5.1f} MB/s  {ratio:.2f}x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
