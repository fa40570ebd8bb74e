"""Townships and a county that know each other, made once and copied for every history."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from db.clock import FrozenClock
from db.commands.families import NewChild, NewFamily, edit_record, open_family, void_record
from db.commands.visits import NewVisit, record_visit
from db.ids import new_id
from db.store.checking import check_record
from db.store.digest import state_digest
from db.store.store import Office, Store
from db.sync.county.imported import ImportResult
from db.sync.county.inbox import import_package
from db.sync.county.returning import write_return
from db.sync.township.outbox import export_package
from db.sync.township.received import ReturnResult
from db.sync.township.receiving import take_return
from db.sync.trust.identity import ask_enrolment, found_keys, grant_enrolment, take_enrolment
from db.vault.person import PersonKey
from tests.cluster import memory

KEY = b"k" * 32
TOWNSHIPS = (("999999101", "青溪镇"), ("999999102", "白石镇"))
COUNTY = ("999999", "示范县")
SECOND, THIRD = "999999101b", "999999103"
"""A second laptop of the first township, enrolled by itself; and a third township. They take part when asked to."""
CAST = {**dict(TOWNSHIPS), SECOND: TOWNSHIPS[0][1], THIRD: "河口镇"}
"""Every laptop enrolled, by name, with the township it is of."""


def org_of(laptop: str) -> str:
    """The township of a laptop; a copy is called by the same name with a tail."""
    return laptop[:9]


def key_of(name: str) -> PersonKey:
    """The signing key of whoever works at this laptop; a copy of it is used by the same."""
    return PersonKey(hashlib.sha256(name.rstrip("+").encode()).digest())


def found(folder: Path, clock: FrozenClock, cast: Sequence[str] = tuple(dict(TOWNSHIPS))) -> None:
    """Makes the records of these laptops and of the county, and enrols the laptops."""
    stores = {}
    for name, said in (*((each, CAST[each]) for each in cast), COUNTY):
        home = folder / name
        home.mkdir(parents=True)
        role = "county" if name == COUNTY[0] else "township"
        stores[name] = Store.create(home, KEY, clock, Office(role, org_of(name), said, "national", new_id(clock)))
        stores[name].sign_in(f"worker-{name}", "operator", key_of(name))
        found_keys(stores[name], clock.now())
    for name in cast:
        _, request = ask_enrolment(stores[name], clock.now())
        _, answer = grant_enrolment(stores[COUNTY[0]], request, "", clock.now())
        take_enrolment(stores[name], answer, "")
    for store in stores.values():
        store.close()


@dataclass
class World:
    """One history: copies of the offices, the packages made, and every change anybody ever wrote.

    Attributes:
        template: the offices as `found` made them; cast: the laptops that take part.
    """

    template: Path
    clock: FrozenClock
    cast: Sequence[str] = tuple(dict(TOWNSHIPS))
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="nx-", dir=memory())))
    packages: list[Path] = field(default_factory=list)
    edits: int = 0
    returns: list[tuple[str, Path]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in (*self.cast, COUNTY[0]):
            shutil.copytree(self.template / name, self.folder / name)
        self.move_in()
        self.stores = {name: self._opened(name) for name in (*self.cast, COUNTY[0])}

    def move_in(self) -> None:
        """What is still to be done before the copies are opened: nothing where they are files."""

    @property
    def county(self) -> Store:
        return self.stores[COUNTY[0]]

    def lent_out(self) -> Iterator[Self]:
        """To a test, as a fixture does: whatever it did, every record is whole afterwards."""
        yield self
        for code, store in self.stores.items():
            with store.reading() as connection:
                assert [check.first for check in check_record(connection) if not check.ok] == [], code
        self.close()

    def close(self) -> None:
        for store in self.stores.values():
            store.close()
        shutil.rmtree(self.folder)

    def laptops(self) -> list[str]:
        """The townships' laptops by name; a copy of one is called by the same name with a tail."""
        return [name for name in self.stores if name != COUNTY[0]]

    def copy_laptop(self, name: str) -> None:
        """Somebody copies the whole folder to a second computer, and both go on (B-05, B-34)."""
        twin = f"{name}+"
        if twin in self.stores:
            return
        self._still(name, twin)
        self.stores[twin] = self._opened(twin)

    def back_up(self, name: str) -> None:
        """Somebody keeps a copy of the folder as it is now."""
        self._still(name, f"{name}.kept")

    def restore(self, name: str) -> None:
        """Somebody puts that copy back, or one of the first day; what was written since is gone from this laptop."""
        kept = self.folder / f"{name}.kept"
        self.stores[name].close()
        shutil.rmtree(self.folder / name)
        shutil.copytree(kept if kept.exists() else self.template / name.rstrip("+"), self.folder / name)
        self.put_back(name)
        self.stores[name] = self._opened(name)

    def put_back(self, name: str) -> None:
        """What is to be done before a restored copy is opened: nothing where it is a file."""

    def _still(self, name: str, to: str) -> None:
        """Copies a closed folder."""
        self.stores[name].close()
        shutil.rmtree(self.folder / to, ignore_errors=True)
        shutil.copytree(self.folder / name, self.folder / to)
        self.stores[name] = self._opened(name)

    def _opened(self, name: str) -> Store:
        store = Store.open(self.folder / name, KEY, self.clock)
        store.sign_in(f"worker-{name}", "operator", key_of(name))
        return store

    def work(self, laptop: str) -> None:
        """One more command at a township: a new family, an edit, a visit, now and then a void."""
        self.edits += 1
        store = self.stores[laptop]
        with store.reading() as connection:
            families = list(connection.exec_driver_sql("SELECT id FROM family WHERE voided = 0").scalars())
        with store.writing() as writing:
            if not families or self.edits % 4 == 0:
                person = {"name": f"张{self.edits}", "relation": "02", "sex": "1", "birth_date": "1960"}
                child = NewChild({"state": "dead"}, (0,))
                open_family(writing, NewFamily(f"村{self.edits % 3}", {}, (person,), (child,)))
                return
            family_id = families[self.edits % len(families)]
            if self.edits % 7 == 0:
                void_record(writing, "family", family_id, "录错")
            elif self.edits % 2:
                edit_record(writing, "family", family_id, {"econ": f"第{self.edits}次"})
            else:
                visit = {
                    "on": "2026-11-01",
                    "mode": "phone",
                    "category": "daily",
                    "companions": "甲",
                    "others_met": "乙",
                }
                record_visit(writing, NewVisit(family_id, visit))

    def hand_over(self, laptop: str) -> None:
        self.packages.append(export_package(self.stores[laptop], self.folder / "out" / laptop, "test").written.path)

    def deliver(self, number: int) -> ImportResult:
        return import_package(self.county, self.packages[number])

    def answer(self, laptop: str) -> Path:
        """The county makes a return for a laptop."""
        station = self.stores[laptop].office.station_id
        (made,) = write_return(self.county, station, self.folder / "returns", "test")
        self.returns.append((laptop, made.written.path))
        return made.written.path

    def take(self, laptop: str, path: Path) -> ReturnResult:
        """A laptop takes a return in."""
        return take_return(self.stores[laptop], path)

    def open_changes(self, laptop: str) -> set[str]:
        """What the laptop would hand over."""
        asked = "SELECT hash FROM change c WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.change_hash = c.hash)"
        with self.stores[laptop].reading() as connection:
            return set(connection.exec_driver_sql(asked).scalars())

    def hashes(self, laptop: str) -> set[str]:
        with self.stores[laptop].reading() as connection:
            return set(connection.exec_driver_sql("SELECT hash FROM change").scalars())

    def digest(self, where: str, org: str) -> str:
        with self.stores[where].reading() as connection:
            return state_digest(connection, org)
