"""A backup is complete, is proven before anything is replaced, and a restore can be taken back (B-45, D-21, D-22)."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.clock import FrozenClock
from db.store.backup import Home, Making, back_up, verify
from db.store.backup_file import (
    BackupDamaged,
    BackupFromElsewhere,
    BackupNotMade,
    BackupTooNew,
    Manifest,
    NotABackup,
    dump,
    inspect,
    key_file,
)
from db.store.backup_proof import Origin
from db.store.cipher import connect, self_check
from db.store.damage import DatabaseDamaged, DiskFull
from db.store.restore import Restored, Restoring, asides, bring_back, restore
from db.vault.keys import Cost, Purpose
from db.vault.recovery import RecoveryCode, parse_recovery_code
from db.vault.vault import User, Vault

AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
PHRASE = "松下问童子言师采药去"
CODE = "582450 548966 288464 257785 331980 358182 192104 124828"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Desk:
    """One laptop: its record, its vault, its key."""

    home: Home
    vault: Vault
    key: bytes
    origin: Origin

    def add(self, *notes: str) -> None:
        with closing(connect(self.home.database, self.key)) as conn:
            conn.executemany("INSERT INTO visit (note) VALUES (?)", ((note,) for note in notes))

    def notes(self) -> list[str]:
        with closing(connect(self.home.database, self.key)) as conn:
            assert self_check(conn) == ()
            return [note for (note,) in conn.execute("SELECT note FROM visit ORDER BY no")]

    def back_up(self, target: Path) -> Manifest:
        with closing(connect(self.home.database, self.key)) as conn:
            return back_up(conn, self.key, self.home, self.origin, Making(target, AT, self.vault.content()))


def make_desk(folder: Path, code: RecoveryCode | None = None) -> Desk:
    folder.mkdir()
    vault = Vault(folder, FrozenClock(AT), Cost(64 * 1024, 1, 4))
    opened = vault.create(User("user-wang", "王小明"), PHRASE, code or parse_recovery_code(CODE))
    home = Home(folder / "record.db", vault.files, folder / "asides", folder / "attachments")
    (folder / "attachments").mkdir()
    photo = b"sealed photo"
    (folder / "attachments" / hashlib.sha256(photo).hexdigest()).write_bytes(photo)
    key = opened.key(Purpose.DATABASE)
    with closing(connect(home.database, key, create=True)) as conn:
        conn.execute("CREATE TABLE visit (no INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT")
        conn.execute("PRAGMA user_version = 3")
    desk = Desk(home, vault, key, Origin(opened.vault_id, "station-1", 3))
    desk.add("第一次", "第二次")
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path / "laptop")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick" / "monday.nxbak"


def put_back(desk: Desk, path: Path) -> Restored:
    return restore(path, desk.key, desk.home, desk.origin, Restoring(AT, with_key_file=False))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The backup after a forger who knows the form has changed its entries and mended the manifest's hashes."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    manifest = json.loads(entries["manifest.json"])
    for one in manifest["files"]:
        one["bytes"], one["sha256"] = len(entries[one["path"]]), hashlib.sha256(entries[one["path"]]).hexdigest()
    entries["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def remanifested(path: Path, **said: Any) -> Path:
    def change(entries: dict[str, bytes]) -> None:
        entries["manifest.json"] = json.dumps(json.loads(entries["manifest.json"]) | said).encode()

    return rewritten(path, change)


# Making


def test_a_backup_says_what_is_in_it_and_reads_back(desk: Desk, stick: Path) -> None:
    manifest = desk.back_up(stick)
    assert inspect(stick) == manifest
    assert (manifest.station_id, manifest.schema, manifest.made_at) == ("station-1", 3, "2026-11-22T01:30:00+00:00")
    assert dict(manifest.counts) == {"visit": 2}
    assert [entry.path.split("/")[0] for entry in manifest.files] == ["vault.json", "record.db", "attachments"]
    assert [file.name for file in stick.parent.iterdir()] == ["monday.nxbak"]


def test_no_word_of_the_record_is_readable_in_a_backup(desk: Desk, stick: Path) -> None:
    desk.add("王小明住院")
    desk.back_up(stick)
    content = stick.read_bytes()
    assert "王小明住院".encode() not in content
    assert "第一次".encode() not in content
    assert b"SQLite format 3" not in content


def test_a_backup_holds_what_was_saved_a_moment_ago_and_still_lies_in_the_log(desk: Desk, stick: Path) -> None:
    with closing(connect(desk.home.database, desk.key)) as conn:
        conn.execute("INSERT INTO visit (note) VALUES ('第三次')")
        assert desk.home.database.with_name("record.db-wal").stat().st_size > 0
        made = back_up(conn, desk.key, desk.home, desk.origin, Making(stick, AT, desk.vault.content()))
    assert dict(made.counts) == {"visit": 3}
    verify(stick, desk.key, stick.parent, desk.origin)


def test_making_a_backup_leaves_the_record_as_it_was(desk: Desk, stick: Path) -> None:
    before = snapshot(desk.home.database.parent)
    desk.back_up(stick)
    assert snapshot(desk.home.database.parent) == before


def test_progress_is_told_and_may_stop_the_backup(desk: Desk, stick: Path) -> None:
    class Stopped(Exception):  # noqa: N818 - a person's wish
        pass

    told: list[tuple[int, int]] = []

    def stop(left: int, total: int) -> None:
        told.append((left, total))
        raise Stopped

    with closing(connect(desk.home.database, desk.key)) as conn, pytest.raises(Stopped):
        back_up(conn, desk.key, desk.home, desk.origin, Making(stick, AT, desk.vault.content(), stop))
    assert told
    assert list(stick.parent.iterdir()) == []
    assert not list(desk.home.database.parent.glob("*.backup*"))


def test_a_damaged_record_is_not_passed_off_as_a_good_backup(desk: Desk, stick: Path) -> None:
    desk.add(*("x" * 500 for _ in range(500)))
    with desk.home.database.open("r+b") as file:
        file.seek(20 * 4096 + 100)
        file.write(b"\0\0\0\0")
    with pytest.raises(DatabaseDamaged):
        desk.back_up(stick)
    assert list(stick.parent.iterdir()) == []


def test_d12_no_room_is_said_with_the_room_needed(desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: real(path)._replace(free=1000))
    with pytest.raises(DiskFull, match="大约还需要 17 MB"):
        desk.back_up(stick)
    assert list(stick.parent.iterdir()) == []


def test_d12_a_target_that_cannot_be_written_is_refused(desk: Desk, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "a.nxbak.part").mkdir()
    (full / "a.nxbak").mkdir()
    with pytest.raises(BackupNotMade):
        desk.back_up(full / "a.nxbak")


# Verifying


def test_verifying_leaves_nothing_behind(desk: Desk, stick: Path, tmp_path: Path) -> None:
    made = desk.back_up(stick)
    (tmp_path / "scratch").mkdir()
    assert verify(stick, desk.key, tmp_path / "scratch", desk.origin) == made
    assert list((tmp_path / "scratch").iterdir()) == []


def test_d21_any_flipped_byte_is_refused_and_the_present_record_kept(desk: Desk, stick: Path) -> None:
    desk.back_up(stick)
    desk.add("后来的")
    good, before = stick.read_bytes(), snapshot(desk.home.database.parent)
    with zipfile.ZipFile(stick) as archive:
        header_ends = {info.filename: info.header_offset + 30 + len(info.filename) for info in archive.infolist()}
    places = [header_ends[name] + 5 for name in header_ends] + [len(good) - 30, len(good) // 2]
    for place in places:
        bad = bytearray(good)
        bad[place] ^= 1
        stick.write_bytes(bad)
        with pytest.raises((BackupDamaged, NotABackup)):
            put_back(desk, stick)
        assert snapshot(desk.home.database.parent) == before


@pytest.mark.parametrize("keep", [0, 3, 100, -1, -200])
def test_d21_a_truncated_backup_is_refused(desk: Desk, stick: Path, keep: int) -> None:
    desk.back_up(stick)
    os.truncate(stick, keep if keep >= 0 else stick.stat().st_size + keep)
    with pytest.raises((BackupDamaged, NotABackup)):
        put_back(desk, stick)
    assert desk.notes() == ["第一次", "第二次"]


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xd8\xff\xe0" + bytes(100)])
def test_d21_another_file_is_not_a_backup(desk: Desk, stick: Path, content: bytes) -> None:
    stick.write_bytes(content)
    with pytest.raises(NotABackup):
        put_back(desk, stick)


def test_d21_another_zip_is_not_a_backup(desk: Desk, stick: Path) -> None:
    with zipfile.ZipFile(stick, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(NotABackup):
        put_back(desk, stick)


def test_d21_a_missing_backup_is_said_in_words(desk: Desk, stick: Path) -> None:
    with pytest.raises(BackupDamaged):
        put_back(desk, stick)


def test_d21_another_stations_backup_is_refused(desk: Desk, stick: Path, tmp_path: Path) -> None:
    make_desk(tmp_path / "other").back_up(stick)
    with pytest.raises(BackupFromElsewhere):
        put_back(desk, stick)
    assert desk.notes() == ["第一次", "第二次"]


def test_d21_another_stations_backup_relabelled_as_ours_does_not_open(desk: Desk, stick: Path, tmp_path: Path) -> None:
    make_desk(tmp_path / "other").back_up(stick)
    with pytest.raises(BackupDamaged, match="打不开"):
        put_back(desk, remanifested(stick, vault_id=desk.origin.vault_id))
    assert desk.notes() == ["第一次", "第二次"]


@pytest.mark.parametrize("said", [{"version": 2}, {"schema": 4}])
def test_d21_a_backup_from_the_future_is_refused(desk: Desk, stick: Path, said: dict[str, int]) -> None:
    desk.back_up(stick)
    with pytest.raises(BackupTooNew):
        put_back(desk, remanifested(stick, **said))
    assert desk.notes() == ["第一次", "第二次"]


@pytest.mark.parametrize(
    "said",
    [
        {"counts": {"visit": 3}},
        {"counts": {}},
        {"counts": None},
        {"schema": 2},
        {"schema": "3"},
        {"made_at": 5},
        {"files": []},
    ],
)
def test_d21_a_manifest_that_does_not_fit_is_refused(desk: Desk, stick: Path, said: dict[str, Any]) -> None:
    desk.back_up(stick)
    with pytest.raises(BackupDamaged):
        put_back(desk, remanifested(stick, **said))
    assert desk.notes() == ["第一次", "第二次"]


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "attachments/../x", "attachments/" + "A" * 64, "extra"])
def test_d21_a_path_of_the_archives_own_choosing_is_refused(desk: Desk, stick: Path, name: str) -> None:
    desk.back_up(stick)

    def smuggle(entries: dict[str, bytes]) -> None:
        entries[name] = b"x"
        said = json.loads(entries["manifest.json"])
        said["files"].append({"path": name, "bytes": 1, "sha256": ""})
        entries["manifest.json"] = json.dumps(said).encode()

    with pytest.raises(BackupDamaged):
        put_back(desk, rewritten(stick, smuggle))


def test_d21_a_compressed_bomb_is_refused_unread(desk: Desk, stick: Path) -> None:
    made = desk.back_up(stick)
    with zipfile.ZipFile(stick, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("manifest.json"), dump(made))
        archive.writestr("record.db", bytes(50_000_000))
    with pytest.raises(BackupDamaged):
        inspect(stick)


# Restoring


def test_a_restore_brings_back_the_records_of_that_day(desk: Desk, stick: Path) -> None:
    made = desk.back_up(stick)
    desk.add("后来的")
    photo = next(iter((desk.home.database.parent / "attachments").iterdir()))
    photo.unlink()
    done = put_back(desk, stick)
    assert done.manifest == made
    assert desk.notes() == ["第一次", "第二次"]
    assert photo.read_bytes() == b"sealed photo"


def test_d22_a_restore_chosen_by_mistake_is_taken_back_and_again(desk: Desk, stick: Path) -> None:
    desk.back_up(stick)
    desk.add("后来的")
    done = put_back(desk, stick)
    assert done.aside is not None
    assert asides(desk.home) == (done.aside,)
    replaced = bring_back(done.aside, desk.key, desk.home, AT)
    assert desk.notes() == ["第一次", "第二次", "后来的"]
    assert replaced is not None
    bring_back(replaced, desk.key, desk.home, AT)
    assert desk.notes() == ["第一次", "第二次"]
    assert len(asides(desk.home)) == 3


def test_d22_a_damaged_record_is_set_aside_as_it_lies_log_and_all(desk: Desk, stick: Path) -> None:
    desk.back_up(stick)
    database, wal = desk.home.database, desk.home.database.with_name("record.db-wal")
    with database.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\0\0\0")
    wal.write_bytes(b"a log that must never meet the new file")
    damaged = database.read_bytes()
    done = put_back(desk, stick)
    assert desk.notes() == ["第一次", "第二次"]
    assert not wal.exists()
    assert done.aside is not None
    assert (done.aside / "record.db").read_bytes() == damaged
    assert (done.aside / "record.db-wal").read_bytes() == b"a log that must never meet the new file"


def test_d02_a_missing_and_an_empty_record_are_restored(desk: Desk, stick: Path) -> None:
    desk.back_up(stick)
    desk.home.database.unlink()
    put_back(desk, stick)
    assert desk.notes() == ["第一次", "第二次"]
    os.truncate(desk.home.database, 0)
    put_back(desk, stick)
    assert desk.notes() == ["第一次", "第二次"]


def test_b45_a_bare_machine_is_restored_with_the_stick_and_the_printed_code(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    desk.back_up(stick)
    shutil.rmtree(desk.home.database.parent)
    trial, folder = tmp_path / "trial", tmp_path / "new laptop"
    trial.mkdir()
    folder.mkdir()
    (trial / "vault.json").write_bytes(key_file(stick))
    opened = Vault(trial).unlock_with_code(parse_recovery_code(CODE))
    key, vault = opened.key(Purpose.DATABASE), Vault(folder, FrozenClock(AT), Cost(64 * 1024, 1, 4))
    home = Home(folder / "record.db", vault.files, folder / "asides", folder / "attachments")
    done = restore(stick, key, home, Origin("", "station-1", 3), Restoring(AT, with_key_file=True))
    assert done.aside is None
    assert Desk(home, vault, key, desk.origin).notes() == ["第一次", "第二次"]
    assert [file.read_bytes() for file in (folder / "attachments").iterdir()] == [b"sealed photo"]
    again = vault.unlock(PHRASE)
    assert again.key(Purpose.DATABASE) == key
    assert not vault.needs_mending()


def test_present_passphrases_stay_unless_the_old_key_file_is_asked_for(desk: Desk, stick: Path) -> None:
    desk.back_up(stick)
    new = "云深不知处只在此山中"
    desk.vault.change_passphrase("user-wang", PHRASE, new)
    put_back(desk, stick)
    assert desk.vault.unlock(new).key(Purpose.DATABASE) == desk.key
    restore(stick, desk.key, desk.home, desk.origin, Restoring(AT, with_key_file=True))
    assert desk.vault.unlock(PHRASE).key(Purpose.DATABASE) == desk.key


def test_d20_an_older_backup_opens_with_the_same_key_after_the_passphrase_changed(desk: Desk, stick: Path) -> None:
    desk.back_up(stick)
    desk.vault.change_passphrase("user-wang", PHRASE, "云深不知处只在此山中")
    verify(stick, desk.key, stick.parent, replace(desk.origin, vault_id=""))


KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from db.store.backup import Home
    from db.store.backup_proof import Origin
    from db.store.restore import Restoring, restore
    folder, stick, key, vault_id, nth = Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]
    count = 0
    def guarded(name):
        real = getattr(os, name)
        def call(*args, **kwargs):
            global count
            count += 1
            if count == int(nth):
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)
        return call
    for name in ("replace", "unlink", "link", "fsync", "mkdir"):
        setattr(os, name, guarded(name))
    home = Home(folder / "record.db", (folder / "vault.json", folder / "vault.json.copy"), folder / "asides", None)
    origin = Origin(vault_id, "station-1", 3)
    restore(stick, bytes.fromhex(key), home, origin, Restoring(datetime(2026, 11, 22, tzinfo=UTC), with_key_file=True))
    """
)


@pytest.mark.parametrize("stride", [6, pytest.param(1, marks=pytest.mark.long)])
def test_d17_killed_at_every_step_of_a_restore_leaves_the_old_record_or_the_restored(
    desk: Desk, stick: Path, tmp_path: Path, stride: int
) -> None:
    desk.back_up(stick)
    desk.add("后来的")
    seen = []
    for nth in range(1, 100, stride):
        folder = tmp_path / f"killed-{nth}"
        shutil.copytree(desk.home.database.parent, folder)
        arguments = [str(folder), str(stick), desk.key.hex(), desk.origin.vault_id, str(nth)]
        ended = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=ROOT, check=False).returncode
        vault = Vault(folder)
        home = Home(folder / "record.db", vault.files, folder / "asides")
        seen.append(len(Desk(home, vault, desk.key, desk.origin).notes()))
        assert vault.unlock(PHRASE).key(Purpose.DATABASE) == desk.key
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {3, 2}
    assert len(seen) > 10 // stride
