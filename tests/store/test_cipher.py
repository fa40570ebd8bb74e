"""The encrypted file: never plain, never made by accident, and damage is called what it is; faults are real ones."""

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from db.errors import Refusal
from db.store import cipher
from db.store.cipher import APPLICATION_ID, PAGE, connect, engine, require_cipher, require_sound, self_check
from db.store.damage import (
    CipherInactive,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseExists,
    DatabaseMissing,
    DatabaseReadOnly,
    DiskFailing,
    DiskFull,
    Part,
    looks_plain,
    sorted_error,
)

KEY = bytes(range(32))
ROWS = 20_000
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def _original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cipher") / "record.db"
    with closing(connect(path, KEY, create=True)) as conn:
        conn.execute("CREATE TABLE visit (no INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT")
        conn.execute("BEGIN")
        conn.executemany("INSERT INTO visit VALUES (?, ?)", ((no, f"走访 {no} " * 3) for no in range(1, ROWS + 1)))
        conn.execute("COMMIT")
    assert path.stat().st_size > 100 * PAGE
    return path


@pytest.fixture
def path(_original: Path, tmp_path: Path) -> Path:
    shutil.copy(_original, tmp_path / "record.db")
    return tmp_path / "record.db"


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def count(conn: Any) -> int:
    return int(conn.execute("SELECT count(*) FROM visit").fetchone()[0])


def pragma(conn: Any, name: str) -> Any:
    return conn.execute(f"PRAGMA {name}").fetchone()[0]


def test_the_file_opens_with_its_key_and_is_sound(path: Path) -> None:
    with closing(connect(path, KEY)) as conn:
        assert count(conn) == ROWS
        assert self_check(conn) == ()
        require_sound(conn)


def test_no_word_of_it_lies_readable_on_the_disk(path: Path) -> None:
    with closing(connect(path, KEY)) as conn:
        conn.execute("INSERT INTO visit VALUES (?, ?)", (ROWS + 1, "王小明住院"))
        beside = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert "record.db-wal" in beside
    for content in beside.values():
        assert "王小明".encode() not in content
        assert "走访".encode() not in content
        assert b"SQLite format 3" not in content


def test_a_new_file_is_encrypted_ours_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with closing(connect(path, KEY, create=True)) as conn:
        assert pragma(conn, "application_id") == APPLICATION_ID
    assert not looks_plain(path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.stat().st_size == PAGE


def test_every_connection_is_set_up_to_lose_nothing(path: Path) -> None:
    expected = {
        "temp_store": 2,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "cache_size": -65536,
        "secure_delete": 1,
        "cell_size_check": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
    }
    with closing(connect(path, KEY)) as conn:
        assert {name: pragma(conn, name) for name in expected} == expected


def test_a_key_of_the_wrong_length_is_a_bug_of_ours(path: Path) -> None:
    with pytest.raises(ValueError, match="256 bits"):
        connect(path, b"short")


# D-01

PRELOADED = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from db.store.cipher import connect
    from db.store.damage import CipherInactive
    try:
        connect(Path(sys.argv[1]), bytes(range(32)), create=len(sys.argv) > 2)
    except CipherInactive as refused:
        print(refused.happened)
    else:
        print("opened")
    """
)


def system_sqlite() -> str:
    found = sorted(Path("/usr/lib").rglob("libsqlite3.so.0"))
    if not found:
        pytest.skip("no libsqlite3 on this system to put in front")
    return str(found[0])


@pytest.mark.parametrize("create", [True, False])
def test_d01_a_plain_sqlite_loaded_first_is_refused_and_no_file_touched(path: Path, create: bool) -> None:  # noqa: FBT001
    target = path.with_name("new.db") if create else path
    before = path.read_bytes()
    said = subprocess.run(
        [sys.executable, "-c", PRELOADED, str(target), *(["create"] if create else [])],
        env={**os.environ, "LD_PRELOAD": system_sqlite(), "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip() == "加密组件未生效，已停止打开。"
    assert [file.name for file in path.parent.iterdir()] == ["record.db"]
    assert path.read_bytes() == before


def test_d01_a_stub_module_that_only_looks_like_the_cipher_is_refused() -> None:
    import sqlite3

    with pytest.raises(CipherInactive):
        require_cipher(sqlite3)


def test_d01_a_plain_file_is_never_opened_nor_encrypted_over(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "record.db"
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE t (x)")
    before = path.read_bytes()
    with pytest.raises(CipherInactive):
        connect(path, KEY)
    assert path.read_bytes() == before


def test_d01_a_new_file_that_turns_out_plain_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.setattr(cipher, "sqlcipher", sqlite3)
    monkeypatch.setattr(cipher, "require_cipher", lambda: None)  # as if the first guard had been fooled
    with pytest.raises(CipherInactive):
        connect(tmp_path / "record.db", KEY, create=True)
    assert list(tmp_path.iterdir()) == []


def test_d01_the_engine_looks_again_after_the_first_write(path: Path) -> None:
    made = engine(path, KEY)
    with made.begin() as connection:
        connection.execute(text("DELETE FROM visit WHERE no = 1"))
    with path.open("r+b") as file:
        file.write(b"SQLite format 3\0")
    with pytest.raises(CipherInactive), made.begin():
        pass
    made.dispose()


# D-02


def test_d02_a_missing_file_is_missing_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing) as refused:
        connect(tmp_path / "record.db", KEY)
    assert not refused.value.empty
    assert "安全副本" in refused.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_d02_a_file_of_0_bytes_is_refused_and_stays_as_it_is(path: Path) -> None:
    os.truncate(path, 0)
    with pytest.raises(DatabaseMissing) as refused:
        connect(path, KEY)
    assert refused.value.empty
    assert path.stat().st_size == 0
    assert [file.name for file in path.parent.iterdir()] == ["record.db"]


@pytest.mark.parametrize("content", [b"", b"something"])
def test_d02_creating_never_touches_a_file_that_is_there(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "record.db").write_bytes(content)
    with pytest.raises(DatabaseExists):
        connect(tmp_path / "record.db", KEY, create=True)
    assert (tmp_path / "record.db").read_bytes() == content


def test_d02_creating_beside_a_left_over_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "record.db-wal").write_bytes(b"saved but not yet copied over")
    with pytest.raises(DatabaseExists):
        connect(tmp_path / "record.db", KEY, create=True)


# D-04, D-05, D-06


@pytest.mark.parametrize("at", [0, 3, 15, 1000, 4095])
def test_d04_a_damaged_first_page_is_damage_and_not_a_wrong_passphrase(path: Path, at: int) -> None:
    flip(path, at)
    before = path.read_bytes()
    with pytest.raises(DatabaseDamaged) as refused:
        connect(path, KEY)
    assert refused.value.part is Part.START
    assert not refused.value.readable
    assert "口令是对的" in refused.value.happened
    assert "备份" in refused.value.next_step
    assert path.read_bytes() == before


def test_d04_another_vaults_key_never_writes(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(DatabaseDamaged):
        connect(path, bytes(32))
    assert path.read_bytes() == before


def test_d05_a_damaged_middle_page_leaves_the_others_readable(path: Path) -> None:
    flip(path, 20 * PAGE + 100)
    with closing(connect(path, KEY, readonly=True)) as conn:
        assert conn.execute("SELECT note FROM visit WHERE no = 5").fetchone() is not None
        assert conn.execute("SELECT note FROM visit WHERE no = ?", (ROWS,)).fetchone() is not None
    with closing(connect(path, KEY, readonly=True)) as conn:
        found = self_check(conn)
    assert [(finding.part, finding.page) for finding in found] == [(Part.MIDDLE, 21)]


def test_d05_reading_the_damaged_page_is_a_refusal_through_the_engine(path: Path) -> None:
    flip(path, 20 * PAGE + 100)
    made = engine(path, KEY, readonly=True)
    with pytest.raises(DatabaseDamaged) as refused, made.connect() as connection:
        connection.execute(text("SELECT sum(length(note)) FROM visit")).one()
    assert refused.value.readable
    made.dispose()


def test_d05_require_sound_names_the_page(path: Path) -> None:
    flip(path, 20 * PAGE + 100)
    flip(path, 40 * PAGE + 100)
    with closing(connect(path, KEY)) as conn, pytest.raises(DatabaseDamaged) as refused:
        require_sound(conn)
    assert [finding.page for finding in refused.value.findings] == [21, 41]


@pytest.mark.parametrize("less", [1, PAGE, 3 * PAGE, 3 * PAGE + 7])
def test_d06_a_truncated_file_is_noticed_at_opening_and_its_rest_is_readable(path: Path, less: int) -> None:
    os.truncate(path, path.stat().st_size - less)
    before = path.read_bytes()
    with pytest.raises(DatabaseDamaged) as refused:
        connect(path, KEY)
    assert refused.value.readable
    assert path.read_bytes() == before
    with closing(connect(path, KEY, readonly=True)) as conn:
        assert conn.execute("SELECT note FROM visit WHERE no = 5").fetchone() is not None
        assert self_check(conn) != ()


@pytest.mark.parametrize("more", [1, 100, PAGE, 5 * PAGE])
def test_d06_appended_garbage_is_noticed_at_opening_and_all_records_are_readable(path: Path, more: int) -> None:
    with path.open("ab") as file:
        file.write(os.urandom(more))
    with pytest.raises(DatabaseDamaged) as refused:
        connect(path, KEY)
    assert refused.value.part is Part.SIZE
    with closing(connect(path, KEY, readonly=True)) as conn:
        assert self_check(conn) != ()
        assert count(conn) == ROWS


def test_d06_a_file_shorter_than_a_page_is_damage(path: Path) -> None:
    os.truncate(path, 2000)
    with pytest.raises(DatabaseDamaged):
        connect(path, KEY)


def test_d05_the_read_only_connection_writes_nothing(path: Path) -> None:
    with closing(connect(path, KEY, readonly=True)) as conn, pytest.raises(sqlcipher.OperationalError):
        conn.execute("DELETE FROM visit")


# D-08, D-10, D-11

WRITES_AND_DIES = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from db.store.cipher import connect
    conn = connect(Path(sys.argv[1]), bytes(range(32)))
    for no in range(100001, 100011):
        conn.execute("BEGIN")
        conn.execute("INSERT INTO visit VALUES (?, ?)", (no, "saved"))
        conn.execute("COMMIT")
        print(no, flush=True)
    conn.execute("BEGIN")
    conn.execute("INSERT INTO visit VALUES (?, ?)", (200000, "half"))
    os.kill(os.getpid(), signal.SIGKILL)
    """
)


def killed_after_ten_saves(path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WRITES_AND_DIES, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.stdout.split()[-1] == "100010"
    assert path.with_name("record.db-wal").stat().st_size > 0


def saved(conn: Any) -> list[int]:
    return [row[0] for row in conn.execute("SELECT no FROM visit WHERE no > 100000 ORDER BY no")]


def test_d08_killed_in_the_middle_of_a_save_keeps_every_finished_one_and_no_half_one(path: Path) -> None:
    killed_after_ten_saves(path)
    with closing(connect(path, KEY)) as conn:
        assert saved(conn) == list(range(100001, 100011))
        assert self_check(conn) == ()


def test_d04_a_damaged_file_and_its_log_stay_as_they_lie(path: Path) -> None:
    killed_after_ten_saves(path)
    flip(path, 1000)
    before = path.read_bytes(), path.with_name("record.db-wal").read_bytes()
    with pytest.raises(DatabaseDamaged):
        connect(path, KEY)
    assert (path.read_bytes(), path.with_name("record.db-wal").read_bytes()) == before


def test_d08_what_was_saved_before_a_kill_is_also_seen_read_only(path: Path) -> None:
    killed_after_ten_saves(path)
    with closing(connect(path, KEY, readonly=True)) as conn:
        assert saved(conn) == list(range(100001, 100011))


def test_d10_a_log_cut_anywhere_opens_at_a_consistent_prefix(path: Path, tmp_path: Path) -> None:
    killed_after_ten_saves(path)
    wal = path.with_name("record.db-wal").read_bytes()
    frame = 24 + PAGE
    cuts = {32 + at * frame + off for at in range(len(wal) // frame + 1) for off in (-1, 0, 1)}
    kept = []
    for cut in sorted(cut for cut in cuts if 0 <= cut <= len(wal)):
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        shutil.copy(path, folder / "record.db")
        (folder / "record.db-wal").write_bytes(wal[:cut])
        with closing(connect(folder / "record.db", KEY)) as conn:
            rows = saved(conn)
            assert rows == list(range(100001, 100001 + len(rows)))
            kept.append(len(rows))
    assert kept == sorted(kept)
    assert (kept[0], kept[-1]) == (0, 10)


def test_d11_a_deleted_log_opens_at_the_last_checkpoint(path: Path) -> None:
    killed_after_ten_saves(path)
    path.with_name("record.db-wal").unlink()
    with closing(connect(path, KEY)) as conn:
        assert saved(conn) == []
        assert count(conn) == ROWS
        assert self_check(conn) == ()


# D-12, D-13, D-14


def test_d12_a_full_disk_is_a_refusal_and_the_state_stays(path: Path, opened: Engine) -> None:
    with opened.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))
    with pytest.raises(DiskFull), opened.begin() as connection:
        connection.execute(text("INSERT INTO visit SELECT no + 500000, note FROM visit"))
    with opened.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM visit")).scalar_one() == ROWS


def test_d14_a_read_only_file_opens_read_only_and_writing_is_refused(path: Path) -> None:
    made = engine(path, KEY, readonly=True)
    with made.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM visit")).scalar_one() == ROWS
    with pytest.raises(DatabaseReadOnly), made.begin() as connection:
        connection.execute(text("DELETE FROM visit"))
    made.dispose()


class Coded(Exception):  # noqa: N818 - it stands for the driver's error
    def __init__(self, code: int) -> None:
        super().__init__()
        self.sqlite_errorcode = code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (5, DatabaseBusy),
        (6 | 1 << 8, DatabaseBusy),
        (8 | 4 << 8, DatabaseReadOnly),
        (10 | 4 << 8, DiskFailing),
        (11, DatabaseDamaged),
        (13, DiskFull),
        (26, DatabaseDamaged),
    ],
)
def test_d13_each_trouble_of_the_disk_has_its_own_words(code: int, kind: type[Refusal]) -> None:
    assert type(sorted_error(Coded(code))) is kind


@pytest.mark.parametrize("error", [Coded(19), Coded(1), ValueError()])
def test_our_own_mistakes_are_not_dressed_up_as_refusals(error: Exception) -> None:
    assert sorted_error(error) is None


# The engine


@pytest.fixture
def opened(path: Path) -> Iterator[Engine]:
    made = engine(path, KEY)
    yield made
    made.dispose()


def test_the_engine_reads_and_writes(opened: Engine) -> None:
    with opened.begin() as connection:
        connection.execute(text("INSERT INTO visit VALUES (900000, '新')"))
    with opened.connect() as connection:
        assert connection.execute(text("SELECT note FROM visit WHERE no = 900000")).scalar_one() == "新"


def test_an_exception_takes_everything_back_even_a_new_table(opened: Engine) -> None:
    def fails_late() -> None:
        with opened.begin() as connection:
            connection.execute(text("CREATE TABLE later (x INTEGER)"))
            connection.execute(text("DELETE FROM visit"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_late()
    with opened.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM visit")).scalar_one() == ROWS
        assert connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'later'")).scalar_one() == 0


def test_a_second_transaction_at_a_time_is_a_loud_mistake(opened: Engine) -> None:
    with opened.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="within a transaction"), opened.connect() as other:
            other.execute(text("SELECT 1"))


def test_another_thread_may_not_touch_the_record(opened: Engine) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def read() -> int:
        with opened.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM visit")).scalar_one())

    assert read() == ROWS
    with ThreadPoolExecutor(1) as pool, pytest.raises(ProgrammingError):
        pool.submit(read).result()


def test_the_engine_creates_once_and_the_file_opens_again(tmp_path: Path) -> None:
    made = engine(tmp_path / "record.db", KEY, create=True)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    made.dispose()
    with made.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
    made.dispose()


def test_d15_a_file_held_by_another_is_busy_and_not_damaged(path: Path, opened: Engine) -> None:
    with opened.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    with closing(connect(path, KEY)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy), opened.begin() as connection:
            connection.execute(text("DELETE FROM visit"))
