"""Memory stays flat: a package twenty times as large takes hardly more of it, out and in."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, os, pathlib, sys
from db.ledger.strict import strict_json
from db.sync.package.listing import Attachment
from db.sync.package.reading import open_package
from db.sync.package.writing import Load, write_package
from tests.sync import practice as p

class Noise:
    def __init__(self): self.left = 1_000_000
    def read(self, size):
        size = min(size, self.left); self.left -= size
        return (b"%PDF-" + b"noise" * size)[:size]
    def __enter__(self): return self
    def __exit__(self, *_): pass

def lines(count):
    for number in range(count):
        yield p.line(number, os.urandom(600).hex())

import hashlib
sha = hashlib.sha256(); noise = Noise()
while piece := noise.read(256 * 1024): sha.update(piece)
path = pathlib.Path(sys.argv[1]) / "big.nxb"
load = Load(lines(int(sys.argv[2])), attachments=(Attachment(sha.hexdigest(), Noise),))
written = write_package(path, p.header(), load, p.STATION_SEALER, p.MANIFEST.recipients())
with open_package(path, p.COUNTY.identities, p.COUNTY_TRUST) as opened:
    count = sum(1 for number, line in opened.lines() if strict_json(line, number))
high = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([count, written.sealed.counted.total_bytes, int(high)]))
"""


def run(folder: Path, count: int) -> tuple[int, int, int]:
    """Lines read back, unpacked bytes, highest memory in KiB."""
    import json

    done = subprocess.run([sys.executable, "-c", SCRIPT, folder, str(count)], check=True, capture_output=True)
    lines, total, high = json.loads(done.stdout)
    return lines, total, high


@pytest.mark.parametrize("many", [11_000, pytest.param(37_000, marks=pytest.mark.long)])
def test_a_large_package_takes_hardly_more_memory_than_a_small_one(tmp_path: Path, many: int) -> None:
    """15 MB in CI, 50 MB on demand, against 2 MB: the same ceiling."""
    lines, small, before = run(tmp_path, 1_000)
    assert lines == 1_000
    lines, large, after = run(tmp_path, many)
    assert lines == many
    assert large > 1_300 * many > 5 * small
    assert after - before < 8 * 1024
