"""What is written to a disk is there whole or not at all, and what stood there before stays until then."""

import os
from pathlib import Path

import pytest

from db.disk import copy_synced, link_or_copy, whole_file


class CutError(OSError):
    """The disk is gone."""


def cut(*_: object) -> None:
    raise CutError


def written(path: Path, where: str) -> None:
    """A new content, as far as it gets."""
    with whole_file(path, cut if where == "before it is named" else None) as stream:
        stream.write(b"new")
        if where == "write":
            cut()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that is there."""
    path = tmp_path / "回执.nxr"
    path.write_bytes(b"old")
    return path


def test_a_file_appears_when_all_of_it_is_written(old: Path) -> None:
    with whole_file(old) as stream:
        stream.write(b"new")
        stream.flush()
        assert old.read_bytes() == b"old"
    assert old.read_bytes() == b"new"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("where", ["write", "fsync", "before it is named", "name"])
def test_cut_off_anywhere_what_stood_there_stands_and_nothing_lies_beside_it(
    old: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if where == "fsync":
        monkeypatch.setattr(os, "fsync", cut)
    if where == "name":
        monkeypatch.setattr(os, "replace", cut)
        monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(CutError):
        written(old, where)
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


def test_every_byte_has_left_the_program_when_the_disk_is_asked_to_keep_it(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: lengths.append(os.fstat(handle).st_size))
    written(old, "")
    assert lengths == [3]


def test_what_is_done_before_the_name_finds_every_byte_on_the_disk(old: Path) -> None:
    seen: list[bytes] = []
    with whole_file(old, lambda: seen.append(old.with_name(f"{old.name}.part").read_bytes())) as stream:
        stream.write(b"new")
    assert seen == [b"new"]


def test_where_a_second_name_cannot_be_given_it_is_a_copy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linked, copied = old.with_name("一"), old.with_name("二")
    link_or_copy(old, linked)
    assert linked.samefile(old)
    monkeypatch.setattr(os, "link", cut)
    link_or_copy(old, copied)
    assert not copied.samefile(old)
    assert copied.read_bytes() == b"old"


def test_a_copy_is_on_the_disk_when_it_is_said_to_be(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    copy = old.with_name("抄本")
    copy_synced(old, copy)
    assert synced == [copy.stat().st_ino]
