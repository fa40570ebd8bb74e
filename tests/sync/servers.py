"""The same two townships and their county, whose record lies on a PostgreSQL server."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy.engine import URL, Engine

from db.clock import FrozenClock
from db.store import postgres
from db.store.moving import move_to_server
from db.store.server import keep_address
from tests.cluster import Cluster
from tests.sync.offices import COUNTY, KEY, World

COUNTY_HOME = COUNTY[0]


@dataclass
class ServerWorld(World):
    """One history; the county's database is copied and put back as its folder is.

    Attributes:
        cluster: the server; like: the database every history begins with.
    """

    cluster: Cluster = field(kw_only=True)
    like: str = field(kw_only=True)
    url: URL = field(init=False)
    kept: str = field(init=False)
    used: list[URL] = field(default_factory=list)

    def move_in(self) -> None:
        self.kept = self.like
        self._go_on_with(self.cluster.database(self.like))

    def close(self) -> None:
        super().close()
        for url in self.used:
            self.cluster.leave(url)

    def put_back(self, name: str) -> None:
        if name == COUNTY_HOME:
            self._go_on_with(self.cluster.database(self.kept))

    def _still(self, name: str, to: str) -> None:
        if name == COUNTY_HOME:
            self.stores[name].close()
            copy = self.cluster.database(str(self.url.database))
            self.used.append(copy)
            self.kept = str(copy.database)
        super()._still(name, to)

    def _go_on_with(self, url: URL) -> None:
        self.url = url
        self.used.append(url)
        keep_address(self.folder / COUNTY_HOME, KEY, url)


def moved(template: Path, cluster: Cluster, folder: Path, clock: FrozenClock) -> partial[ServerWorld]:
    """Moves the template's county to the server once, and gives worlds that begin there."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    like = cluster.database()
    move_to_server(folder / COUNTY_HOME, KEY, clock, like.render_as_string(hide_password=False))
    return partial(ServerWorld, folder, clock, cluster=cluster, like=str(like.database))


class Lent:
    """One database for thousands of histories, one after the other: rows are put back, nothing is made anew.

    Args:
        cluster: the server.
        like: the database every history begins with.
    """

    TIDY = 20
    """Histories between two rounds of clearing away rows that were deleted."""

    def __init__(self, cluster: Cluster, like: str) -> None:
        import psycopg

        self.url = cluster.database(like)
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: Any = psycopg.connect(address, autocommit=True)
        self._connection.execute("SET session_replication_role = replica")  # rows go in without asking for each other
        asked = """
            SELECT relname FROM pg_class
             WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
        """
        self._tables = [name for (name,) in self._connection.execute(asked)]
        self._counted = [name for (name,) in self._connection.execute("SELECT sequencename FROM pg_sequences")]
        self.first, self._times = self.rows(), 0

    def close(self) -> None:
        """Nothing more is lent."""
        self._connection.close()

    def begin(self) -> None:
        """As at the beginning of every history."""
        self.put(self.first)
        self._times += 1
        if self._times % self.TIDY == 0:
            self._connection.execute("VACUUM")

    def rows(self) -> Mapping[str, bytes]:
        """Everything in it."""
        found = {}
        for name in self._filled():
            with self._connection.cursor().copy(f'COPY (SELECT * FROM "{name}") TO STDOUT') as copy:
                found[name] = b"".join(map(bytes, copy))
        for name in self._counted:
            last, called = self._connection.execute(f'SELECT last_value, is_called FROM "{name}"').fetchone()
            found[f"{name}()"] = f"SELECT setval('\"{name}\"', {last}, {called})".encode()
        return found

    def put(self, rows: Mapping[str, bytes]) -> None:
        """Puts rows read earlier in the place of those there are."""
        with self._connection.transaction():
            for name in self._filled():
                self._connection.execute(f'DELETE FROM "{name}"')
            for name, content in rows.items():
                if name.endswith("()"):
                    self._connection.execute(content)
                    continue
                with self._connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(content)

    def _filled(self) -> list[str]:
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in self._tables)
        return [name for (name,) in self._connection.execute(asked)]


@dataclass
class LentWorld(World):
    """One history on a lent database; keeping and putting back the county copies its rows."""

    lent: Lent = field(kw_only=True)
    kept: Mapping[str, bytes] = field(default_factory=dict)

    def move_in(self) -> None:
        self.lent.begin()
        keep_address(self.folder / COUNTY_HOME, KEY, self.lent.url)

    def put_back(self, name: str) -> None:
        if name == COUNTY_HOME:
            self.lent.put(self.kept or self.lent.first)
            keep_address(self.folder / COUNTY_HOME, KEY, self.lent.url)

    def _still(self, name: str, to: str) -> None:
        if name == COUNTY_HOME:
            self.stores[name].close()
            self.kept = self.lent.rows()
        super()._still(name, to)


@contextmanager
def lent(template: Path, cluster: Cluster, folder: Path, clock: FrozenClock) -> Iterator[Callable[..., LentWorld]]:
    """Moves the template's county to the server once, and gives worlds on one database of it, one at a time."""
    database = Lent(cluster, str(moved(template, cluster, folder, clock).keywords["like"]))
    with connected_once():
        yield partial(LentWorld, folder, clock, lent=database)
    database.close()


@contextmanager
def connected_once() -> Iterator[None]:
    """Within it a record opened again goes on with the connection it had, as the county's program does for weeks.

    What the server prepared stays prepared: planning anew was a seventh of a history.
    """
    made: dict[URL, Engine] = {}
    open_new = postgres.open_server
    with ExitStack() as stack:

        def open_once(url: URL, key: bytes) -> Engine:
            if url not in made:
                made[url] = open_new(url, key)
                stack.callback(made[url].dispose)
                stack.enter_context(mock.patch.object(made[url], "dispose"))
            return made[url]

        stack.enter_context(mock.patch.object(postgres, "open_server", open_once))
        yield
