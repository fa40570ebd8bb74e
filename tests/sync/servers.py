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

    def move_in(self) -> None:
        self.url = self.cluster.database(self.like)
        keep_address(self.folder / COUNTY_HOME, KEY, self.url)

    def close(self) -> None:
        super().close()
        self.cluster.drop(self.url)
        self.cluster.drop(self._kept)

    def restore(self, name: str) -> None:
        if name == COUNTY_HOME and (self.folder / f"{name}.kept").exists():
            self.stores[name].close()
            self.cluster.copy(self._kept, self.url)
        super().restore(name)

    def _still(self, name: str, to: str) -> None:
        if name == COUNTY_HOME:
            self.stores[name].close()
            self.cluster.copy(self.url, self._kept)
        super()._still(name, to)

    @property
    def _kept(self) -> URL:
        return self.cluster.url(f"{self.url.database}_kept")


def moved(template: Path, cluster: Cluster, folder: Path, clock: FrozenClock) -> Callable[[], ServerWorld]:
    """Moves the template's county to the server once, and gives worlds that begin there."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    like = cluster.database()
    move_to_server(folder / COUNTY_HOME, KEY, clock, like.render_as_string(hide_password=False))
    return partial(ServerWorld, folder, clock, cluster=cluster, like=str(like.database))
