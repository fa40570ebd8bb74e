"""The same two townships and their county, whose record lies on a PostgreSQL server."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy.engine import URL

from db.clock import FrozenClock
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
    kept: URL = field(init=False)
    used: list[URL] = field(default_factory=list)

    def move_in(self) -> None:
        self._go_on_with(self.cluster.database(self.like))

    def close(self) -> None:
        super().close()
        for url in self.used:
            self.cluster.leave(url)

    def restore(self, name: str) -> None:
        if name == COUNTY_HOME and (self.folder / f"{name}.kept").exists():
            self.stores[name].close()
            again = self.cluster.database(str(self.kept.database))
            super().restore(name)
            self.stores[name].close()
            self._go_on_with(again)
            self.stores[name] = self._opened(name)
            return
        super().restore(name)

    def _still(self, name: str, to: str) -> None:
        if name == COUNTY_HOME:
            self.stores[name].close()
            self.kept = self.cluster.database(str(self.url.database))
            self.used.append(self.kept)
        super()._still(name, to)

    def _go_on_with(self, url: URL) -> None:
        self.url = url
        self.used.append(url)
        keep_address(self.folder / COUNTY_HOME, KEY, url)


def moved(template: Path, cluster: Cluster, folder: Path, clock: FrozenClock) -> Callable[[], ServerWorld]:
    """Moves the template's county to the server once, and gives worlds that begin there."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    like = cluster.database()
    move_to_server(folder / COUNTY_HOME, KEY, clock, like.render_as_string(hide_password=False))
    return partial(ServerWorld, folder, clock, cluster=cluster, like=str(like.database))
