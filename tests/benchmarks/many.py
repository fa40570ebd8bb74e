"""Packages of very many townships, quickly: the story of one, sealed anew under the keys of as many as are asked for.

A township's first package is the story of the practice township as it stands in its log; each further one is a month
of work: a twelfth of the visits, services and checks once more, and a telephone number corrected in every fourth
household. What is made is what a township's own program makes - chain, seal, envelope - only without a record behind
it, so the digest of the state is left empty and never agrees.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from db.commands.opening import Founding
from db.domain.entities.registry import ENTITIES, SCHEMA
from db.ids import new_id
from db.ledger.change import Author, Change, Draft, Moment, Tip, seal_change
from db.ledger.line import to_line
from db.store.settings import read_setting, write_setting
from db.store.store import Office, Store
from db.sync.package.header import TO_COUNTY, LedgerPoint, PackageHeader, Party
from db.sync.package.listing import package_file_name
from db.sync.package.writing import Load, Sealer, write_package
from db.sync.trust.certificate import TOWNSHIP, Certificate, write_certificate
from db.sync.trust.identity import county_desk, found_keys
from db.sync.trust.keys import StationKeys, new_identity, new_seed
from db.vault.recovery import new_recovery_code
from desktop.desk.demo import plant
from desktop.desk.opening import found_desk
from tests.benchmarks.sample import CLOCK

KEY = b"k" * 32
MONTHS = 12
_AGAIN = frozenset({"visit", "doctor_service", "annual_check", "benefit_payment", "volunteer_service", "psych_session"})


def told(families: int) -> list[Draft]:
    """The practice township's log, in its order, as drafts."""
    with TemporaryDirectory() as folder:
        words = secrets.token_hex(12), new_recovery_code()
        desk = found_desk(
            Path(folder), Founding("township", "999999101", "青溪镇", "national", "练习员", *words), CLOCK
        )
        plant(desk, families, 1)
        with desk.record.store.reading() as connection:
            asked = "SELECT record_type, record_id, payload FROM change ORDER BY no"
            rows = connection.exec_driver_sql(asked).all()
        desk.record.close()
    return [Draft("create", entity, record_id, json.loads(payload)["fields"]) for entity, record_id, payload in rows]


def office(home: Path) -> Store:
    """A county that has its keys, somebody signed in."""
    home.mkdir(parents=True)
    store = Store.create(home, KEY, CLOCK, Office("county", "999999", "示范县", "national", new_id(CLOCK)))
    store.sign_in("worker", "county")
    found_keys(store, CLOCK.now())
    return store


@dataclass
class Township:
    """A laptop without a record: its keys, its papers, the end of its chain and of each record's history."""

    org: str
    keys: StationKeys
    certificate: bytes = b""
    tip: Tip = field(default_factory=Tip)
    heads: dict[str, str] = field(default_factory=dict)
    package_no: int = 0
    sent: int = 0

    def mine(self, record_id: str) -> str:
        """This township's own id for a record of the story; as real ones, what was made together lies together."""
        month = record_id.partition("/")[2] or "0"
        beginning = f"{int(month):06x}{int(self.org) % 2**24:06x}"
        return str(UUID(beginning + sha256(f"{self.org}/{record_id}".encode()).hexdigest()[:20]))


def stranger(number: int) -> Township:
    """A laptop no county knows."""
    return Township(f"{100000000 + number}", StationKeys(new_id(CLOCK), new_seed(), new_identity()))


def enrolled(county: Store, count: int) -> list[Township]:
    """So many townships in the county's books, all in one go."""
    desk, made = county_desk(county), []
    for number in range(count):
        township = stranger(number)
        keys = township.keys
        certificate = Certificate(
            keys.station_id,
            township.org,
            f"第{number}镇",
            TOWNSHIP,
            keys.signing.public,
            keys.recipient,
            desk.keys.county_id,
            number + 1,
            "2026-01-01",
            f"n-{number}",
        )
        made.append(replace(township, certificate=write_certificate(certificate, desk.keys.signing)))
    with county.keeping() as connection:
        kept = read_setting(connection, "certificates", [])
        write_setting(connection, "certificates", [*kept, *(each.certificate.decode() for each in made)])
    return made


def package(county: Store, township: Township, story: Sequence[Draft], folder: Path) -> Path:
    """The township's next package: the whole story, or a month of it when that has gone before."""
    desk, changes = county_desk(county), list(sealed(township, story))
    header = PackageHeader(
        new_id(CLOCK),
        township.package_no,
        TO_COUNTY,
        Party(township.keys.station_id, township.org, f"{township.org}镇"),
        Party(desk.manifest.county_id, desk.manifest.county_code, desk.manifest.county_name),
        CLOCK.now().isoformat(timespec="seconds"),
        SCHEMA,
        "bench",
        seen=LedgerPoint(township.sent, ""),
    )
    township.sent += len(changes)
    path = folder / package_file_name(township.org, township.package_no, "2026-11-30")
    sealer = Sealer(township.keys.signing, township.keys.identity, township.certificate)
    write_package(path, header, Load(map(to_line, changes)), sealer, desk.manifest.recipients())
    return path


def sealed(township: Township, story: Sequence[Draft]) -> Iterator[Change]:
    """What the township writes next: the whole story, or a month of it when that has gone before."""
    drafts = list(story) if township.package_no == 0 else list(_month(story, township.package_no))
    township.package_no += 1
    yield from _sealed(township, drafts)


def _month(story: Sequence[Draft], month: int) -> Iterator[Draft]:
    """A twelfth of what happens again and again, and corrections."""
    for place, draft in enumerate(each for each in story if each.record_type in _AGAIN):
        if place % MONTHS == month % MONTHS:
            yield replace(draft, record_id=f"{draft.record_id}/{month}")
    for place, draft in enumerate(each for each in story if each.record_type == "family"):
        if place % 4 == month % 4:
            yield Draft("set", "family", draft.record_id, {"phone": f"1380000{month:04d}"}, reason="更正")


def _sealed(township: Township, drafts: Sequence[Draft]) -> Iterator[Change]:
    by = Author(township.keys.station_id, secrets.token_hex(12), township.org, "w-1", "operator")
    moment = Moment(new_id(CLOCK), "", 0, "", CLOCK.now().isoformat(timespec="seconds"), SCHEMA)
    for draft in drafts:
        record_id, known = township.mine(draft.record_id), ENTITIES[draft.record_type].by_name
        fields = {name: _moved(township, known[name].kind, value) for name, value in draft.fields.items()}
        parents = (township.heads[record_id],) if record_id in township.heads else ()
        change = seal_change(replace(draft, record_id=record_id, fields=fields), parents, by, moment, township.tip)
        township.tip = Tip(change.hash, change.seq)
        township.heads[record_id] = change.hash
        yield change


def _moved(township: Township, kind: str, value: object) -> object:
    """What points at a record of the story points at this township's."""
    return township.mine(value) if kind == "ref" and isinstance(value, str) and value else value
