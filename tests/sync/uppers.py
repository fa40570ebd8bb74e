"""A city above two counties with two townships each, all of them enrolled, made once and copied for every history."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy.engine import URL

from db.clock import FrozenClock
from db.commands.purge_list import PURGE_LIST, apply_purges, keep_purges
from db.ids import new_id
from db.store.checking import check_record
from db.store.gone import purge_list
from db.store.moving import move_to_server
from db.store.server import keep_address
from db.store.store import Office, Store
from db.sync.county.imported import ImportResult
from db.sync.county.inbox import import_package
from db.sync.county.returning import write_return
from db.sync.package.limits import LIMITS, Limits
from db.sync.township.outbox import export_package
from db.sync.trust.identity import ask_enrolment, found_keys, grant_enrolment, take_enrolment
from db.sync.upper.counties import take_county
from db.sync.upper.hand_up_result import HandUpResult
from db.sync.upper.handing_up import hand_up
from db.sync.upper.taking_up import take_hand_up
from tests.cluster import Cluster
from tests.sync.offices import KEY, World

CITY = ("999900", "示范市")
FIRST, SECOND = "999901", "999902"
COUNTIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    FIRST: ("甲县", {"999901101": "青溪镇", "999901102": "白石镇"}),
    SECOND: ("乙县", {"999902101": "河口镇", "999902102": "石桥镇"}),
}
TOWNS = tuple(code for _, towns in COUNTIES.values() for code in towns)
ONE, OTHER, ABROAD, FARTHER = TOWNS


def county_of(org: str) -> str:
    """The county of a township's code, or of its own."""
    return org[:6]


def _founded(folder: Path, clock: FrozenClock, office: Office) -> Store:
    (folder / office.org_code).mkdir(parents=True)
    store = Store.create(folder / office.org_code, KEY, clock, office)
    store.sign_in(f"worker-{office.org_code}", "operator")
    found_keys(store, clock.now())
    return store


def _enrol(at: Store, asking: Store, clock: FrozenClock) -> bytes:
    _, request = ask_enrolment(asking, clock.now())
    return grant_enrolment(at, request, "", clock.now())[1]


def found_city(folder: Path, clock: FrozenClock) -> None:
    """Makes the seven records and enrols everybody."""
    city = _founded(folder, clock, Office("upper", *CITY, "national", new_id(clock)))
    for code, (name, towns) in COUNTIES.items():
        county = _founded(folder, clock, Office("county", code, name, "national", new_id(clock)))
        with county.writing() as writing:  # the county's own lists, which go up in a stream of their own
            writing.create("org_unit", {"name": name, "level": "county", "code": code})
            writing.finish("县")
        for org, said in towns.items():
            laptop = _founded(folder, clock, Office("township", org, said, "national", new_id(clock)))
            take_enrolment(laptop, _enrol(county, laptop, clock), "")
            laptop.close()
        take_county(city, _enrol(county, city, clock), "")
        county.close()
    city.close()


@dataclass
class City(World):
    """One history: copies of the offices, and the files that went up.

    Attributes:
        ups: hand-ups written, in order.
    """

    ups: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = (CITY[0], *COUNTIES, *TOWNS)
        for name in names:
            shutil.copytree(self.template / name, self.folder / name)
        self.move_in()
        self.stores = {name: self._opened(name) for name in names}

    @property
    def city(self) -> Store:
        return self.stores[CITY[0]]

    def laptops(self) -> list[str]:
        return [name for name in self.stores if name[:9] in TOWNS]

    def restore(self, name: str) -> None:
        """As ever; the list of what was erased lies outside of what is put back, as at a county in its archive."""
        with self.stores[name].reading() as connection:
            erased = bool(purge_list(connection))
        if erased:
            keep_purges(self.stores[name], KEY)
            kept = (self.folder / name / PURGE_LIST).read_bytes()
        super().restore(name)
        if erased:
            (self.folder / name / PURGE_LIST).write_bytes(kept)
            apply_purges(self.stores[name], KEY)

    def lent_out(self) -> Iterator[Self]:
        yield self
        self.whole()
        self.close()

    def whole(self) -> None:
        """Every record is what its own checks ask for."""
        for code, store in self.stores.items():
            with store.reading() as connection:
                assert [check.first for check in check_record(connection) if not check.ok] == [], code

    def report(self, org: str) -> ImportResult:
        """A township hands over, and its county takes it in."""
        made = export_package(self.stores[org], self.folder / "out" / org, "test").written.path
        self.packages.append(made)
        return import_package(self.stores[county_of(org)], made)

    def travel(self, org: str) -> None:
        """There and back."""
        self.report(org)
        station = self.stores[org].office.station_id
        for made in write_return(self.stores[county_of(org)], station, self.folder / "returns", "test"):
            self.take(org, made.written.path)

    def up(self, county: str, *, whole: bool = False, limits: Limits = LIMITS) -> list[Path]:
        """A county hands up; the files."""
        station = self.city.office.station_id
        made = hand_up(self.stores[county], station, self.folder / "up" / county, "test", whole=whole, limits=limits)
        self.ups += [each.written.path for each in made]
        return [each.written.path for each in made]

    def read(self, path: Path, *, readopt: bool = False) -> HandUpResult:
        """The city takes a file in."""
        return take_hand_up(self.city, path, readopt=readopt)

    def same(self, county: str) -> bool:
        """Whether the city shows every stream of a county as that county does."""
        orgs = (county, *COUNTIES[county][1])
        return all(self.digest(CITY[0], org) == self.digest(county, org) for org in orgs)


@dataclass
class ServerCity(City):
    """The same with the city's record on a server."""

    cluster: Cluster = field(kw_only=True)
    like: str = field(kw_only=True)
    used: list[URL] = field(default_factory=list)

    def move_in(self) -> None:
        self.used.append(self.cluster.database(self.like))
        keep_address(self.folder / CITY[0], KEY, self.used[-1])

    def close(self) -> None:
        super().close()
        for url in self.used:
            self.cluster.leave(url)


def moved_city(template: Path, cluster: Cluster, folder: Path, clock: FrozenClock) -> partial[ServerCity]:
    """Moves the template's city to the server once, and gives worlds that begin there."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    like = cluster.database()
    move_to_server(folder / CITY[0], KEY, clock, like.render_as_string(hide_password=False))
    return partial(ServerCity, folder, clock, cluster=cluster, like=str(like.database))
