"""Who reads the vectors: `keys.json` tells it to anybody, `judge` is what the program says to each."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db.errors import Refusal
from db.ledger.line import from_line
from db.ledger.strict import strict_json
from db.sync.package.header import TO_COUNTY, TO_TOWNSHIP
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.reading import OpenedPackage, open_package
from db.sync.package.trusting import Trust
from db.sync.trust.manifest import Manifest, Revocation, read_manifest, sign_manifest
from db.sync.trust.senders import CountyTrust, StationTrust
from tests.sync import practice as p

HERE = Path(__file__).parent
COUNTY, STATION = "county", "station"
AFTER_REVOCATION, LATER_REVOCATION = "county-after-revocation", "county-with-late-revocation"


@dataclass(frozen=True)
class Reader:
    """One who reads.

    Attributes:
        identities: its age keys.
        manifest: the key manifest it holds, as text.
        certificates: those in its own books, as text.
        purpose: what it takes in.
    """

    identities: tuple[str, ...]
    manifest: bytes
    certificates: tuple[bytes, ...] = ()
    purpose: str = TO_COUNTY

    @property
    def trust(self) -> Trust:
        """Whom it believes."""
        held: Manifest = read_manifest(self.manifest, p.ROOT.public)
        if self.purpose == TO_TOWNSHIP:
            return StationTrust(p.STATION.station_id, held, p.ROOT.public, p.STATION.signing.public)
        return CountyTrust(held, (p.CERTIFICATE,))

    def told(self) -> dict[str, Any]:
        """As it stands in `keys.json`."""
        own = {"own": base64.b64encode(p.STATION.signing.public).decode()} if self.purpose == TO_TOWNSHIP else {}
        return {
            "id": self.trust.me,
            "purpose": self.purpose,
            "identities": list(self.identities),
            "root": base64.b64encode(p.ROOT.public).decode(),
            "manifest": json.loads(self.manifest),
            "certificates": [json.loads(each) for each in self.certificates],
            **own,
        }


def _revoking(after_change: str) -> bytes:
    """The next manifest, which revokes the station's key."""
    revoked = Revocation(p.STATION.station_id, p.CERTIFICATE.key_id, after_change)
    return sign_manifest(replace(p.MANIFEST, version=4, revocations=(revoked,)), p.ROOT)


_BOOKS = (p.ENROLMENT.certificate_text,)
READERS = {
    COUNTY: Reader(p.COUNTY.identities, p.MANIFEST_TEXT, _BOOKS),
    STATION: Reader((p.STATION.identity,), p.MANIFEST_TEXT, purpose=TO_TOWNSHIP),
    AFTER_REVOCATION: Reader(p.COUNTY.identities, _revoking(""), _BOOKS),
    LATER_REVOCATION: Reader(p.COUNTY.identities, _revoking("ab" * 32), _BOOKS),
}


def judge(path: Path, reader: str = COUNTY, limits: Limits = LIMITS, *, changes: bool = False) -> str:
    """The code of the refusal, "" when the package is accepted down to its last line.

    Args:
        path: the package.
        reader: a name of `READERS`.
        limits: what a package may be.
        changes: whether the lines are to be changes; those of most vectors are only shaped like some.
    """
    try:
        with open_package(path, READERS[reader].identities, READERS[reader].trust, limits) as opened:
            for line_no, line in _lines(opened):
                _ = from_line(line, line_no) if changes else strict_json(line, line_no, limits.bounds)
    except Refusal as refused:
        return refused.code
    return ""


def _lines(opened: OpenedPackage) -> Iterator[tuple[int, bytes]]:
    yield from opened.lines()


def write_keys() -> None:
    """Writes `keys.json`."""
    told = {name: reader.told() for name, reader in READERS.items()}
    (HERE / "keys.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
