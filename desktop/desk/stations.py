"""The county's book of stations: who is enrolled or stood down, who sits there twice, its own keys, requests."""

from dataclasses import dataclass
from datetime import datetime

from db.clock import CHINA
from db.queries.office import worker_names
from db.sync.county.reviewing import count_waiting_review, review_queue
from db.sync.county.stations import NOTHING_COUNTS, StationRow, revoke_station, rotate_keys, station_rows
from db.sync.merging.forks import count_forks, forks_looked_at
from db.sync.trust.certificate import UPPER
from db.sync.trust.enrolment import read_request, same_digits
from db.sync.trust.identity import county_desk
from db.sync.trust.keys import root_fingerprint, spoken
from db.sync.trust.manifest import ACTIVE, RECOVERY, SIGNING, Manifest
from db.sync.trust.root import read_root
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.handover import Granted, grant
from desktop.words import tr


@dataclass(frozen=True)
class Station:
    """A laptop the county has vouched for.

    Attributes:
        station_id, org_code, org_name: which.
        serial: of its newest certificate.
        since: ISO day from which it holds.
        in_force: False once it is stood down.
        stood_down: when and why, "" while in force.
        succeeded_by: certificate number of the laptop in its place, 0 for none.
        handed_in, answered: what it handed in and was answered last, in words; "" for nothing yet.
        owed: its last package has no answer yet.
        late: changes of it that wait for an officer.
        ends: when two computers seem to use its record, the end of each in words; else empty.
        role: `township`, or `upper`: an office the county hands up to.
    """

    station_id: str
    org_code: str
    org_name: str
    serial: int
    since: str
    in_force: bool
    stood_down: str = ""
    succeeded_by: int = 0
    handed_in: str = ""
    answered: str = ""
    owed: bool = False
    late: int = 0
    ends: tuple[str, ...] = ()
    role: str = "township"


@dataclass(frozen=True)
class Stations:
    """The page of stations.

    Attributes:
        root_digits: of the county's own root key, to be read out.
        stations: by township, the newest certificate first.
        keys_version: number of the newest key manifest; keys_since: ISO day of the keys in use.
        late: changes that wait for an officer.
        recovery_since: ISO day from which two officers can let a township in, "" while none can.
        root_sealed_on: ISO day on which the root key's code was sealed away, "" while it lies in this computer.
    """

    root_digits: str
    stations: tuple[Station, ...]
    keys_version: int = 1
    keys_since: str = ""
    late: int = 0
    root_sealed_on: str = ""
    recovery_since: str = ""


@dataclass(frozen=True)
class Asking:
    """A request read and not yet answered.

    Attributes:
        org_code, org_name: who asks.
        digits: of the file at hand: shown only after the township's own were typed.
        known: a station of this township is enrolled already.
        others: (station id, certificate number) of the township's laptops in force, which it may take the place of.
    """

    org_code: str
    org_name: str
    digits: str
    known: bool
    others: tuple[tuple[str, int], ...] = ()


def stations(desk: Desk) -> Stations:
    """Everyone enrolled here.

    Raises:
        NotACounty: this is a township's record.
    """
    store = desk.record.store
    county = county_desk(store)
    late = review_queue(store)
    with store.reading() as connection:
        names = worker_names(connection)
        sealed_on = read_root(connection).sealed_on
    found = tuple(
        _station(row, names, sum(each.station_id == row.certificate.station_id for each in late))
        for row in station_rows(store)
    )
    since, recovery = (_since(county.manifest, use) for use in (SIGNING, RECOVERY))
    digits = spoken(root_fingerprint(county.root))
    return Stations(digits, found, county.manifest.version, since, len(late), sealed_on, recovery)


def _since(manifest: Manifest, use: str) -> str:
    days = (key.valid_from[:10] for key in manifest.keys if (key.use, key.status) == (use, ACTIVE))
    return max(days, default="")


def _station(row: StationRow, names: dict[str, str], late: int) -> Station:
    one, revoked = row.certificate, row.revocation
    ends = tuple(
        tr("{name}，{day}，共 {n} 条修改").format(
            name=names.get(end.author) or tr("未署名"), day=_day(end.at), n=end.seq
        )
        for end in row.branches
    )
    handed = tr("第 {n} 号包，{day}").format(n=row.package_no, day=_day(row.handed_in_at)) if row.handed_in_at else ""
    no = tr("第 {n} 号，{day}") if one.role == UPPER else tr("第 {n} 号回执，{day}")
    answered = no.format(n=row.return_no, day=_day(row.answered_at)) if row.answered_at else ""
    why = tr("{day}停用：{why}").format(day=_day(revoked.at), why=revoked.reason or tr("没有写原因")) if revoked else ""
    return Station(
        one.station_id,
        one.org_code,
        one.org_name,
        one.serial,
        one.valid_from[:10],
        revoked is None,
        why,
        row.succeeded_by,
        handed,
        answered,
        bool(row.handed_in_at) and not row.answers_last and revoked is None,
        late,
        ends,
        one.role,
    )


def _day(instant: str) -> str:
    if not instant:
        return ""
    at = datetime.fromisoformat(instant)
    on = at.astimezone(CHINA) if at.tzinfo else at
    return tr("{month}月{day}日").format(month=on.month, day=on.day)


@dataclass(frozen=True)
class StandingDown:
    """How a laptop is stood down.

    Attributes:
        station_id: the laptop.
        reason: why.
        refuse: True refuses whatever it still brings; else that waits for an officer.
        after: hash of the last change that counts, None for the last one taken in.
        root_code: the root key's code, once it is on sealed paper only; else "".
    """

    station_id: str
    reason: str
    refuse: bool = False
    after: str | None = None
    root_code: str = ""


def stand_down(desk: Desk, asked: StandingDown) -> Touched:
    """Stands a laptop down.

    Raises:
        Those of `db.sync.county.stations.revoke_station`; nothing changes.
    """
    after = NOTHING_COUNTS if asked.refuse else asked.after
    revoke_station(desk.record.store, asked.station_id, asked.reason, after, asked.root_code)
    return Touched(said=tr("这台电脑已停用；下一份回执会告诉[乡镇]。"))


def change_keys(desk: Desk, root_code: str = "") -> Touched:
    """Gives the county new keys; the next return of every township brings them.

    Raises:
        Those of `db.sync.county.stations.rotate_keys`; nothing changes.
    """
    manifest = rotate_keys(desk.record.store, root_code)
    return Touched(said=tr("已换新密钥（清单第 {n} 版）。请给各[乡镇]写回执。").format(n=manifest.version))


def fork_looked_at(desk: Desk, station_id: str) -> Touched:
    """An officer has asked the township about the two computers."""
    forks_looked_at(desk.record.store, station_id)
    return Touched(said=tr("已记下：核对过了。两台电脑还接着用的话，会再提醒。"))


def stations_waiting(desk: Desk) -> int:
    """What an officer has to look at on this page: late changes, and laptops that seem to sit there twice."""
    with desk.record.store.reading() as connection:
        return count_waiting_review(connection) + count_forks(connection)


def asking(desk: Desk, request: bytes) -> Asking:
    """Reads a request; nothing is signed.

    Raises:
        NotADocument, RequestForged, NotACounty: the file is no request, or was changed on the way.
    """
    county = county_desk(desk.record.store)
    found = read_request(request)
    known = any(certificate.org_code == found.org_code for certificate in county.certificates)
    rows = station_rows(desk.record.store)
    others = tuple(
        (row.certificate.station_id, row.certificate.serial)
        for row in rows
        if row.certificate.org_code == found.org_code and row.certificate.station_id != found.station_id
        if not row.succeeded_by
    )
    return Asking(found.org_code, found.org_name, spoken(found.fingerprint), known, others)


def compare(found: Asking, seen: str) -> None:
    """Compares the digits read out by the township with the request's, before anybody is asked where the answer goes.

    Raises:
        WrongFingerprint: they differ; nothing is signed.
    """
    same_digits(seen, "".join(found.digits.split()))


def answer(desk: Desk, request: bytes, seen: str, succeeds: str = "") -> Granted:
    """Signs the answer to a request after the digits read out were typed.

    Args:
        desk: the county's desk.
        request: the request file.
        seen: the 12 digits as read out by the township; never empty here: a person has compared.
        succeeds: id of the laptop it takes the place of, "" for one more.

    Raises:
        WrongFingerprint: the digits differ; those of `desktop.desk.handover.grant`; nothing is signed.
    """
    return grant(desk, request, seen or "0", succeeds)
