"""What two townships and their county send each other: real packages of every kind, kept to be read again."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from db.commands.attachments import attach
from db.commands.families import edit_record
from db.store.attachments import Attachments
from db.store.store import Store
from db.sync.county.inbox import import_package
from db.sync.county.returning import write_return
from db.sync.county.transferring import grant_transfer
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.reading import OpenedPackage, open_package
from db.sync.township.outbox import export_package
from db.sync.township.receiving import take_return
from db.sync.trust.identity import county_desk, held_manifest, station_keys
from db.sync.trust.senders import StationTrust
from tests.sync.crafting import Scribe, package_of
from tests.sync.erasures import ask, decide, open_case
from tests.sync.offices import COUNTY, TOWNSHIPS, World

ONE, OTHER = (code for code, _ in TOWNSHIPS)
TWIN = f"{ONE}+"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
RARE = "张\U0002ebf0"
"""A character that Unicode knows since 2023; older versions of Python have no name for it."""


@dataclass
class Correspondence:
    """The offices at the end, and what they sent.

    Attributes:
        world: the offices.
        packages: who reads it and its bytes, by what it is, in the order in which they were made.
    """

    world: World
    packages: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def keep(self, name: str, to: str, path: Path) -> Path:
        """Remembers a package."""
        self.packages[name] = (to, path.read_bytes())
        return path

    def hand_over(self, name: str, laptop: str = ONE, limits: Limits = LIMITS) -> None:
        """The laptop hands over, the county takes in; several parts have their number behind the name."""
        store = self.world.stores[laptop]
        made = export_package(store, self.world.folder / "out" / laptop, "test", None, limits, files_of(store))
        for number, part in enumerate(made.parts, start=1):
            self.take_in(name if len(made.parts) == 1 else f"{name} {number}", part.path)

    def take_in(self, name: str, path: Path) -> None:
        """The county takes a package in."""
        county = self.world.county
        import_package(county, self.keep(name, COUNTY[0], path), files=files_of(county))

    def answer(self, name: str, laptop: str = ONE) -> None:
        """The county answers, the laptop takes the return in."""
        store, county = self.world.stores[laptop], self.world.county
        station, folder = store.office.station_id, self.world.folder / "returns"
        (made,) = write_return(county, station, folder, "test", files_of(county))
        take_return(store, self.keep(name, laptop, made.written.path), files=files_of(store))


def files_of(store: Store) -> Attachments:
    """The sealed pictures of an office."""
    return Attachments(store.home, hashlib.sha256(str(store.home).encode()).digest())


def opened_at(store: Store, path: Path) -> OpenedPackage:
    """A package as the program opens it at this office."""
    if store.office.role == "county":
        desk = county_desk(store)
        return open_package(path, desk.keys.identities, desk.trust)
    manifest, _ = held_manifest(store)
    trust = StationTrust(store.office.station_id, manifest, bytes.fromhex(store.setting("enrolment")["root"]))
    return open_package(path, [station_keys(store).identity], trust)


def corresponded(world: World) -> Correspondence:
    """A first hand-over in parts, a picture, a conflict, a refusal, a case that moves, and somebody erased."""
    sent, store = Correspondence(world), world.stores[ONE]
    for _ in range(8):
        world.work(ONE)
    family_id = open_case(store, f"户主原名{RARE}")
    about = {"kind": "hukou", "media_type": "image/png", "sha256": files_of(store).put(PICTURE), "size": len(PICTURE)}
    with store.writing() as writing:
        attach(writing, ("family", family_id), about)
    sent.hand_over("hand-over in parts", limits=Limits(changes=12))
    sent.answer("return with receipts")
    world.copy_laptop(ONE)
    store = world.stores[ONE]
    for name, said in ((ONE, "低保"), (TWIN, "低收入")):
        with world.stores[name].writing() as writing:
            edit_record(writing, "family", family_id, {"econ": said, "remark": f"{said}，{RARE}"})
    sent.hand_over("hand-over of a copied laptop", TWIN)
    strange = Scribe(ONE).write("set", ("family", family_id), {"econ": 5})
    sent.take_in("hand-over to be refused", package_of(world, ONE, [strange]))
    store.set_setting("need_full", value=True)
    sent.hand_over("hand-over that asks for all")
    sent.answer("return of all")
    grant_transfer(world.county, family_id, OTHER, "搬到女儿家")
    sent.answer("return with a grant")
    sent.hand_over("hand-over of nothing", OTHER)
    sent.answer("return that brings a case", OTHER)
    request = ask(world.stores[OTHER], family_id)
    sent.hand_over("hand-over that asks for an erasure", OTHER)
    decide(world.county, request)
    sent.answer("return with an erasure", OTHER)
    world.stores[OTHER].set_setting("need_full", value=True)
    sent.hand_over("hand-over after an erasure", OTHER)
    sent.answer("return of all after an erasure", OTHER)
    for number, path in enumerate(sorted((world.county.home / "archive").glob("*/*.purged.nxb")), start=1):
        sent.keep(f"archive written anew {number}", COUNTY[0], path)
    return sent
