"""Every faulty package is refused under the name of its one fault, and nothing else is raised."""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from db.sync.package.inspecting import inspect_package
from db.sync.package.limits import Limits
from db.sync.package.reading import open_package
from db.sync.package.refusals import OverLimit, UnknownSender, WrongContents
from tests.sync import practice as p
from tests.vectors.catalogue import ALL
from tests.vectors.readers import COUNTY, HERE, judge

KEPT = json.loads((HERE / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ALL)
def test_a_package_with_one_fault_is_refused_under_its_code(name: str, tmp_path: Path) -> None:
    fault = ALL[name]
    path = tmp_path / "a.nxb"
    path.write_bytes(fault.make())
    assert judge(path, fault.reader, changes=fault.changes) == fault.code
    assert path.exists()


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept["file"])
def test_a_kept_vector_is_still_judged_as_it_was(kept: dict[str, Any]) -> None:
    assert judge(HERE / kept["file"], kept["reader"], changes="changes" in kept) == kept["code"]


REASONS = {
    "path-upwards": "不认识的文件名",
    "path-absolute": "不认识的文件名",
    "path-windows": "不认识的文件名",
    "path-nul": "不认识的文件名",
    "doubled-entry": "“changes.jsonl”出现两次",
    "extra-field": "附加内容",
    "extra-field-in-directory": "附加内容",
    "gap": "空隙",
    "encrypted-entry": "压缩方式",
    "lzma": "压缩方式",
    "two-names": "不一致",
    "directory-says-less": "不一致",
    "extra-entry": "多出“tables/more.csv”",
    "missing-entry": "缺少“tables/families.csv”",
}


@pytest.mark.parametrize("name", REASONS)
def test_wrong_contents_say_what_is_wrong(name: str) -> None:
    with pytest.raises(WrongContents) as refused:
        open_package(HERE / f"{name}.nxb", p.COUNTY.identities, p.COUNTY_TRUST)
    assert REASONS[name] in refused.value.reason


def test_every_small_fault_is_kept_as_a_file() -> None:
    assert {kept["file"] for kept in KEPT} == {f"{name}.nxb" for name, fault in ALL.items() if not fault.big}


@pytest.mark.parametrize("name", [name for name, fault in ALL.items() if not fault.big and fault.reader == COUNTY])
def test_inspecting_never_raises_and_never_verifies_a_fault(name: str, tmp_path: Path) -> None:
    fault = ALL[name]
    path = tmp_path / "a.nxb"
    path.write_bytes(fault.make())
    seen = inspect_package(path, p.COUNTY.identities, p.COUNTY_TRUST)
    if fault.code not in {"", "P-PKG-10", "P-PKG-13", "P-CHG-01"}:
        assert not seen.verified
        assert seen.refusal is not None


def test_a_bomb_is_stopped_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.nxb"
    path.write_bytes(ALL["bomb-that-lies"].make())
    tracemalloc.start()
    try:
        assert judge(path) == "P-PKG-13"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        (Limits(package=1000), "数据包"),
        (Limits(total=1000), "展开"),
        (Limits(changes=4), "修改"),
        (Limits(attachment=100), "附件"),
        (Limits(entries=3), "文件数"),
        (Limits(descriptor=500), "datapackage.json"),
        (Limits(ratio=1, ratio_from=100), "压缩比"),
    ],
)
def test_over_a_limit_says_the_measured_and_the_allowed_figure(limits: Limits, what: str, tmp_path: Path) -> None:
    path = p.write(tmp_path).path
    with pytest.raises(OverLimit) as refused:
        open_package(path, p.COUNTY.identities, p.COUNTY_TRUST, limits)
    assert what in refused.value.happened
    assert refused.value.measured > refused.value.allowed
    assert str(refused.value.allowed) in refused.value.happened


def test_an_unknown_sender_is_shown_as_claimed(tmp_path: Path) -> None:
    path = tmp_path / "a.nxb"
    path.write_bytes(ALL["unknown-sender"].make())
    with pytest.raises(UnknownSender) as refused:
        open_package(path, p.COUNTY.identities, p.COUNTY_TRUST)
    assert refused.value.claimed == "示范镇"
    assert "未经证实" in refused.value.happened


def test_a_folder_or_a_missing_file_is_no_package(tmp_path: Path) -> None:
    assert judge(tmp_path) == "P-PKG-01"
    assert judge(tmp_path / "none.nxb") == "P-PKG-01"


def test_a_file_the_system_cannot_read_is_said_to_be_that() -> None:
    unreadable = Path("/proc/self/mem")  # an ordinary file whose first byte cannot be read
    if not unreadable.is_file():
        pytest.skip("only where the system has such a file")
    assert judge(unreadable) == "P-PKG-17"


def test_a_full_disk_while_opening_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.nxb"
    path.write_bytes(ALL["good"].make())
    script = (
        "import resource, signal, sys, pathlib; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from db.sync.package import spool; from tests.vectors.readers import judge\n"
        "spool._IN_MEMORY = 1; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "sys.stdout.buffer.write(judge(pathlib.Path(sys.argv[1])).encode())\n"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, check=True)
    assert done.stdout.decode() == "P-PKG-16"
