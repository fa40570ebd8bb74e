"""A copy on a stick is believed when the stick has given it back."""

import hashlib
import shutil
from pathlib import Path
from typing import BinaryIO

import pytest

from db.sync.package import carry
from db.sync.package.carry import copy_verified
from db.sync.package.refusals import StickFailed


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "999999104_000007_20261130.nxb"
    path.write_bytes(b"age-encryption.org/v1\n" + bytes(range(256)) * 5000)
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_good_stick_holds_the_same_bytes(package: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    copy = copy_verified(package, stick, digest(package))
    assert digest(copy) == digest(package)
    assert [path.name for path in stick.iterdir()] == [package.name]


def test_a_stick_that_gives_back_other_bytes_is_named_and_keeps_no_copy(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D-58."""
    stick = tmp_path / "stick"
    stick.mkdir()

    def fake_capacity(source: BinaryIO, target: BinaryIO, length: int) -> None:
        shutil.copyfileobj(source, target, length)
        target.seek(1000)
        target.write(bytes(500))

    monkeypatch.setattr(carry, "shutil", type("Stick", (), {"copyfileobj": staticmethod(fake_capacity)}))
    with pytest.raises(StickFailed, match="U盘写入校验失败，请换盘"):
        copy_verified(package, stick, digest(package))
    assert list(stick.iterdir()) == []


def test_a_stick_pulled_out_is_named(package: Path, tmp_path: Path) -> None:
    with pytest.raises(StickFailed):
        copy_verified(package, tmp_path / "gone", digest(package))


def test_a_package_that_changed_since_its_export_is_not_carried(package: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(StickFailed):
        copy_verified(package, stick, "0" * 64)
    assert list(stick.iterdir()) == []
