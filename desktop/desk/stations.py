"""The county's book of stations: who is enrolled, what its own digits are, and an answer to a request."""

from dataclasses import dataclass

from db.sync.enrolment import read_request
from db.sync.identity import county_desk
from db.sync.keys import root_fingerprint, spoken
from desktop.desk.desk import Desk
from desktop.desk.handover import Granted, grant


@dataclass(frozen=True)
class Station:
    """A laptop the county has vouched for.

    Attributes:
        station_id, org_code, org_name: which.
        serial: of its certificate.
        since: ISO day from which it holds.
        in_force: False once it is revoked or a newer certificate of the same laptop stands.
    """

    station_id: str
    org_code: str
    org_name: str
    serial: int
    since: str
    in_force: bool


@dataclass(frozen=True)
class Stations:
    """The page of stations.

    Attributes:
        root_digits: of the county's own root key, to be read out.
        stations: by township, the newest certificate first.
    """

    root_digits: str
    stations: tuple[Station, ...]


@dataclass(frozen=True)
class Asking:
    """A request read and not yet answered.

    Attributes:
        org_code, org_name: who asks.
        digits: of the file at hand: shown only after the township's own were typed.
        known: a station of this township is enrolled already.
    """

    org_code: str
    org_name: str
    digits: str
    known: bool


def stations(desk: Desk) -> Stations:
    """Everyone enrolled here.

    Raises:
        NotACounty: this is a township's record.
    """
    county = county_desk(desk.record.store)
    newest: dict[str, int] = {}
    for certificate in county.certificates:
        newest[certificate.station_id] = max(certificate.serial, newest.get(certificate.station_id, 0))
    found = tuple(
        Station(
            certificate.station_id,
            certificate.org_code,
            certificate.org_name,
            certificate.serial,
            certificate.valid_from[:10],
            certificate.revoked_after is None and certificate.serial == newest[certificate.station_id],
        )
        for certificate in county.certificates
    )
    return Stations(spoken(root_fingerprint(county.root)), tuple(sorted(found, key=lambda s: (s.org_code, -s.serial))))


def asking(desk: Desk, request: bytes) -> Asking:
    """Reads a request; nothing is signed.

    Raises:
        NotADocument, RequestForged, NotACounty: the file is no request, or was changed on the way.
    """
    county = county_desk(desk.record.store)
    found = read_request(request)
    known = any(certificate.org_code == found.org_code for certificate in county.certificates)
    return Asking(found.org_code, found.org_name, spoken(found.fingerprint), known)


def answer(desk: Desk, request: bytes, seen: str) -> Granted:
    """Signs the answer to a request after the digits read out were typed.

    Args:
        desk: the county's desk.
        request: the request file.
        seen: the 12 digits as read out by the township; never empty here: a person has compared.

    Raises:
        WrongFingerprint: the digits differ; those of `desktop.desk.handover.grant`; nothing is signed.
    """
    return grant(desk, request, seen or "0")
