"""A PostgreSQL of our own for the tests: a private cluster in a temporary folder, gone afterwards; never a mock."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy.engine import URL

WHY_NOT = "PostgreSQL is not installed (Debian: apt-get install postgresql)"

MOST_LEFT = 100
"""Databases left lying, of some ten megabytes each."""


def memory() -> Path | None:
    """Where histories and their servers lie: NUANXIN_HISTORIES_DIR, a disk in memory, else where temporary files go.

    Nothing of what they prove asks a disk: that a saved change stays when the power goes is proved elsewhere.
    """
    said, disk = os.environ.get("NUANXIN_HISTORIES_DIR"), Path("/dev", "shm")
    if said:
        return Path(said)
    return disk if disk.is_dir() and os.access(disk, os.W_OK) else None


def program(name: str) -> str | None:
    """The newest of Debian's PostgreSQL programs of that name, or the one in the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name)


class Cluster:
    """A running server.

    Args:
        folder: its own; the socket lies in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)
        self._left: list[URL] = []

    def url(self, database: str) -> URL:
        return URL.create(
            "postgresql+psycopg", "nuanxin", database=database, query={"host": str(self.folder), "port": "5432"}
        )

    def say(self, sql: str) -> None:
        """One statement outside of any record."""
        import psycopg

        with psycopg.connect(f"host={self.folder} user=nuanxin dbname=postgres", autocommit=True) as connection:
            connection.execute(sql.encode())

    def database(self, like: str = "") -> URL:
        """A new database, empty or a copy of another one nobody is connected to."""
        name = f"county{next(self._numbers)}"
        self.say(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))
        return self.url(name)

    def leave(self, url: URL) -> None:
        """A database nobody needs any more; dropping is a checkpoint, so it is done for many at a time."""
        self._left.append(url)
        while len(self._left) > MOST_LEFT:
            for each in self._left:
                self.say(f'DROP DATABASE "{each.database}" WITH (FORCE)')
            self._left = []


@contextmanager
def running(room: Path | None = None, *, ordinary: bool = False) -> Iterator[Cluster]:
    """Starts a server that sorts as Chinese people do, so that nothing leans on the order of bytes by accident.

    Args:
        room: where its folder goes, as a disk in memory; None where temporary files go.
        ordinary: with the memory and the housekeeping of a server in use, for measuring; else small and quiet.
    """
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    assert initdb is not None
    assert pg_ctl is not None
    folder = Path(tempfile.mkdtemp(prefix="nx-pg-", dir=room))
    user = _other_user()
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    made = [
        initdb,
        "-D",
        str(data),
        "-U",
        "nuanxin",
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    _run([*made, "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh"], user)
    kept = "-c shared_buffers=1GB -c max_wal_size=4GB" if ordinary else "-c shared_buffers=32MB -c autovacuum=off"
    options = f"-c listen_addresses= -c unix_socket_directories={folder} {kept}"
    start = ["start", "-w", "-o", options, "-l", str(folder / "log")]
    _run([pg_ctl, "-D", str(data), *start], user)
    try:
        yield Cluster(folder)
    finally:
        _run([pg_ctl, "-D", str(data), "stop", "-m", "immediate"], user)
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> str | None:
    """PostgreSQL refuses to run as root: Debian's package brings a user for it."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: list[str], user: str | None) -> None:
    plain = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    subprocess.run(command, check=True, capture_output=True, user=user, cwd="/", env=plain)
