"""Opening the encrypted database: by raw key, never by accident new or in plaintext, with damage called by its name.

Guards after `trust.md`: the cipher must answer its version before any file is touched, and the file must not begin as a
plain one before and after the first write (D-01); only `create=True` makes a file (D-02); its size must fit its header
(D-06).
"""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.pool import StaticPool

from db.store.damage import (
    CipherInactive,
    DatabaseDamaged,
    DatabaseExists,
    DatabaseMissing,
    Finding,
    Part,
    looks_plain,
    sorted_error,
)
from db.store.place import require_local

KEY_BYTES = 32
PAGE = 4096
APPLICATION_ID = 0x4E58_4231  # "NXB1"
BUSY_MS = 5000

Driver = Any  # a sqlcipher3 connection; the package publishes no types


def connect(path: Path, key: bytes, *, create: bool = False, readonly: bool = False) -> Driver:
    """Opens the database for the thread that calls.

    Args:
        path: the database file, on a local disk.
        key: the 256-bit sub-key for `Purpose.DATABASE`.
        create: make a new file; there must be none.
        readonly: for reading what is left of a damaged file, or from a medium that cannot be written.

    Returns:
        A DB-API connection in autocommit mode: say BEGIN yourself, or use `engine`.

    Raises:
        CipherInactive, DatabaseMissing, DatabaseExists, DatabaseElsewhere: before anything is opened.
        DatabaseDamaged, DatabaseBusy, DatabaseReadOnly, DiskFailing: see `db.store.damage`.
    """
    require_cipher()
    if not readonly:
        require_local(path)
    _require_file(path, create=create)
    if not (create or readonly):
        _probe(path, key)
    try:
        return _opened(path, key, create=create, readonly=readonly)
    except BaseException:
        if create:
            remove(path)  # we made it a moment ago and it holds nothing
        raise


def require_cipher(driver: Any = sqlcipher) -> None:
    """Proves, without a file, that the SQLite loaded into this process encrypts (D-01).

    Raises:
        CipherInactive: it is a plain one, whatever its package is called.
    """
    with contextlib.closing(driver.connect(":memory:")) as probe:
        answer = probe.execute("PRAGMA cipher_version").fetchone()
    if not (answer and answer[0]):
        raise CipherInactive


def engine(path: Path, key: bytes, *, create: bool = False, readonly: bool = False) -> Engine:
    """An SQLAlchemy engine with the one connection of the record thread; a second transaction at a time is an error.

    Driver errors that are the file's or the disk's fault arrive as the refusals of `db.store.damage`.

    Raises:
        the refusals of `connect`, at the first use; `create` counts for the first connection only.
    """
    creating = [create]

    def creator() -> Driver:
        made = connect(path, key, create=creating[0], readonly=readonly)
        creating[0] = False
        return made

    made = create_engine("sqlite://", module=sqlcipher, creator=creator, poolclass=StaticPool)
    event.listen(made, "begin", _begin)
    event.listen(made, "handle_error", _sort)
    if not readonly:
        _check_around_first_write(made, path)
    return made


def unhurried(made: Engine) -> None:
    """For a record that is thrown away again: it need not outlive a power cut, nor be whole in what it points at.

    Args:
        made: the engine of a file, with nothing under way.
    """
    with made.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # these are heeded outside of a transaction only
        for pragma in ("foreign_keys = OFF", "synchronous = OFF", "secure_delete = OFF"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.exec_driver_sql("BEGIN")


def self_check(conn: Driver) -> tuple[Finding, ...]:
    """Everything wrong with the open file, page by page; empty when it is sound.

    `cipher_integrity_check` sees changed bytes and appended garbage, `integrity_check` sees missing pages and broken
    indexes: neither alone is enough. Reads the whole file.
    """
    found = [_cipher_finding(text) for text in _answers(conn, "cipher_integrity_check")]
    if not any(finding.page for finding in found):  # after a bad page, SQLCipher calls all later ones bad too
        found += [Finding(Part.MIDDLE, 0, text) for text in _answers(conn, "integrity_check(20)") if text != "ok"]
        found += [Finding(Part.MIDDLE, 0, str(row)) for row in _rows(conn, "foreign_key_check")]
    found += [] if _size_fits(conn) else [Finding(Part.SIZE)]
    return tuple(found)


def require_sound(conn: Driver) -> None:
    """Runs the self-check.

    Raises:
        DatabaseDamaged: carrying the findings.
    """
    if found := self_check(conn):
        parts = {finding.part for finding in found}
        raise DatabaseDamaged(next(part for part in Part if part in parts), found)


def fold_log_in(conn: Driver) -> None:
    """Brings the write-ahead log into the file and empties it: its old pages still hold what an erasure took.

    What was deleted in the file itself `secure_delete` has overwritten. Where somebody else reads just now, the log
    stays until the next time.

    Args:
        conn: an open connection, outside a transaction.
    """
    with contextlib.suppress(sqlcipher.OperationalError):
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def remove(path: Path) -> None:
    """Deletes a database file with its companions; for files that hold nothing yet, or copies just made."""
    for suffix in ("-wal", "-shm", "-journal", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _require_file(path: Path, *, create: bool) -> None:
    if create:
        if path.exists() or path.with_name(path.name + "-wal").exists():
            raise DatabaseExists
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return
    if not path.is_file():
        raise DatabaseMissing
    if path.stat().st_size == 0:
        raise DatabaseMissing(empty=True)
    if looks_plain(path):
        raise CipherInactive


def _probe(path: Path, key: bytes) -> None:
    """Looks at a file that has a log before opening it to write.

    Closing a writable connection folds the log into the file and deletes it, even when the file turned out damaged; a
    damaged file and its log are to stay as they lie.
    """
    wal = path.with_name(path.name + "-wal")
    if not (wal.exists() and wal.stat().st_size):
        return
    with refusing(), contextlib.closing(sqlcipher.connect(_uri(path, readonly=True), uri=True)) as conn:
        _unlock(conn, key)
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _opened(path: Path, key: bytes, *, create: bool, readonly: bool) -> Driver:
    with refusing():
        conn = sqlcipher.connect(_uri(path, readonly=readonly), uri=True, isolation_level=None)
    try:
        with refusing():
            _unlock(conn, key)
            if create:
                conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")  # the first write
            _settle(conn, path, create=create, readonly=readonly)
    except BaseException:
        conn.close()
        raise
    return conn


def _uri(path: Path, *, readonly: bool) -> str:
    uri = path.resolve().as_uri()
    if not readonly:
        return uri + "?mode=rw"
    wal = path.with_name(path.name + "-wal")
    still = not os.access(path.parent, os.W_OK) and not (wal.exists() and wal.stat().st_size)
    return uri + ("?mode=ro&immutable=1" if still else "?mode=ro")


def _unlock(conn: Driver, key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 256 bits")
    conn.execute("PRAGMA cipher_log_level = NONE")  # it writes to stderr; we report in words
    conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in ("temp_store = MEMORY", f"busy_timeout = {BUSY_MS}", "trusted_schema = OFF", "cell_size_check = ON"):
        conn.execute(f"PRAGMA {pragma}")


def _settle(conn: Driver, path: Path, *, create: bool, readonly: bool) -> None:
    if readonly:
        conn.execute("PRAGMA writable_schema = ON")  # lets a file that lost its last pages be read at all
        conn.execute("PRAGMA query_only = ON")
    conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if create and looks_plain(path):
        raise CipherInactive
    for pragma in ("foreign_keys = ON", "cache_size = -65536"):
        conn.execute(f"PRAGMA {pragma}")
    if not readonly:
        _settle_for_writing(conn, path)


def _settle_for_writing(conn: Driver, path: Path) -> None:
    for pragma in ("synchronous = FULL", "secure_delete = ON", "journal_mode = WAL"):
        conn.execute(f"PRAGMA {pragma}").fetchall()
    conn.execute("PRAGMA busy_timeout = 0")  # a checkpoint that has to wait can wait for the next opening
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    if looks_plain(path):
        raise CipherInactive
    if not _size_fits(conn):
        raise DatabaseDamaged(Part.SIZE, (Finding(Part.SIZE),))


def _size_fits(conn: Driver) -> bool:
    """True when the file is as long as its header says; not judged while a log still holds newer pages."""
    path = Path(conn.execute("PRAGMA database_list").fetchone()[2])
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        return path.stat().st_size % PAGE == 0
    try:
        pages = int(conn.execute("PRAGMA page_count").fetchone()[0])
    except sqlcipher.Error:
        return False
    return path.stat().st_size == pages * PAGE


def _cipher_finding(text: str) -> Finding:
    number = re.search(r"page (\d+)", text)
    page = int(number[1]) if number else 0
    part = Part.SIZE if "invalid size" in text else Part.START if page == 1 else Part.MIDDLE
    return Finding(part, page, text)


def _answers(conn: Driver, pragma: str) -> list[str]:
    return [str(row[0]) for row in _rows(conn, pragma)]


def _rows(conn: Driver, pragma: str) -> list[tuple[Any, ...]]:
    try:
        return list(conn.execute(f"PRAGMA {pragma}").fetchall())
    except sqlcipher.Error as error:
        return [(str(error),)]


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """Turns driver errors that are the file's or the disk's fault into refusals; others pass as they are."""
    try:
        yield
    except sqlcipher.Error as error:
        if refusal := sorted_error(error):
            raise refusal from error
        raise


def _begin(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN")


def _sort(context: ExceptionContext) -> None:
    if refusal := sorted_error(context.original_exception):
        raise refusal from context.original_exception


def _check_around_first_write(made: Engine, path: Path) -> None:
    """Looks at the file when the first and the second transaction begin: before and after the first commit (D-01)."""
    begun = iter((True, True))

    def check(_: Connection) -> None:
        if next(begun, False) and looks_plain(path):
            raise CipherInactive

    event.listen(made, "begin", check)
