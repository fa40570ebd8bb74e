"""An upper office and its counties: enrolled at each, compared by telephone; whose seal it therefore believes."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from db.errors import Refusal
from db.store.home import UPPER
from db.store.settings import read_setting, write_setting
from db.store.store import Store
from db.sync.package.header import TO_UPPER
from db.sync.package.trusting import KnownSender, Offered
from db.sync.trust.certificate import Certificate, read_certificate
from db.sync.trust.enrolment import AnswerForAnother, Enrolment, accept, read_request
from db.sync.trust.identity import NotEnrolled, root_digits
from db.sync.trust.manifest import Manifest, ManifestForged, newer, read_manifest
from db.sync.trust.senders import StationTrust

COUNTIES = "counties"
"""Setting of an upper office: by county id its certificate from there, that county's key manifest, its pinned root."""


class NotAnUpper(Refusal):
    """Only an upper office's record can do this."""

    code = "P-ENR-16"

    def __init__(self) -> None:
        super().__init__("这不是上级档案，这件事只有上级（市、省）的档案能办。", next_step="请在上级单位的电脑上操作。")


class CodeTaken(Refusal):
    """Two counties claim the same code.

    Args:
        name: the county that has it here.
    """

    code = "P-ENR-17"

    def __init__(self, name: str) -> None:
        super().__init__(f"这个代码已经由“{name}”登记。", "没有改变登记。", "请核对是哪一个县；代码写错的由县里改正。")


@dataclass(frozen=True)
class EnrolledCounty:
    """A county this upper office is enrolled at.

    Attributes:
        certificate: the county's word for this office's keys.
        manifest: the newest key manifest held of the county.
        root: its pinned root key, 32 bytes.
    """

    certificate: Certificate
    manifest: Manifest
    root: bytes

    @property
    def id(self) -> str:
        """The county's id."""
        return self.manifest.county_id


def enrolled_counties(store: Store) -> tuple[EnrolledCounty, ...]:
    """The counties, by code.

    Raises:
        NotAnUpper: this is another office's record.
    """
    if store.office.role != UPPER:
        raise NotAnUpper
    found = map(_read, store.setting(COUNTIES, {}).values())
    return tuple(sorted(found, key=lambda each: each.manifest.county_code))


def _read(kept: dict[str, str]) -> EnrolledCounty:
    root = bytes.fromhex(kept["root"])
    manifest = read_manifest(kept["manifest"].encode(), root)
    return EnrolledCounty(read_certificate(kept["certificate"].encode(), manifest), manifest, root)


def take_county(store: Store, raw: bytes, seen_root_fingerprint: str) -> Enrolment:
    """Keeps a county's answer beside those of the others; the same county's again renews it.

    Args:
        store: the upper office's record.
        raw: the answer file.
        seen_root_fingerprint: the 12 digits of the county's root as read out by the county; "" takes those of the
            file, which leaves the comparison to the two people on the telephone.

    Raises:
        NotAnUpper: this is another office's record.
        NotEnrolled: no request was made here.
        AnswerForAnother: it makes this office something else than an upper office.
        ManifestForged: a county of the same id is known by another root.
        CodeTaken: another county has that code here; others as `db.sync.trust.enrolment.accept`.
    """
    counties = enrolled_counties(store)
    asked = store.setting("enrolment_request")
    if asked is None:
        raise NotEnrolled("还没有提出登记申请。", next_step="请先生成申请文件，交给县级。")
    taken = accept(raw, read_request(asked.encode()), seen_root_fingerprint or root_digits(raw))
    if taken.certificate.role != UPPER:
        raise AnswerForAnother
    for county in counties:
        _require_apart(county, taken)
    kept = {
        "certificate": taken.certificate_text.decode(),
        "manifest": taken.manifest_text.decode(),
        "root": taken.root.hex(),
    }
    with store.keeping() as connection:
        write_setting(connection, COUNTIES, {**read_setting(connection, COUNTIES, {}), taken.manifest.county_id: kept})
    return taken


def _require_apart(county: EnrolledCounty, taken: Enrolment) -> None:
    if county.id != taken.manifest.county_id:
        if county.manifest.county_code == taken.manifest.county_code:
            raise CodeTaken(county.manifest.county_name)
        return
    if county.root != taken.root:
        raise ManifestForged
    newer(county.manifest, taken.manifest)


@dataclass(frozen=True)
class UpperTrust:
    """An upper office takes in what its counties hand up.

    Attributes:
        station_id: this office.
        counties: those it is enrolled at.
    """

    station_id: str
    counties: tuple[EnrolledCounty, ...]
    purpose: str = TO_UPPER

    @property
    def me(self) -> str:
        """This office's id."""
        return self.station_id

    def sender_for(self, key_id: str, offered: Offered) -> KnownSender | None:
        """The county whose signing key this is, by the newest manifest at hand that its own root has signed.

        Raises:
            RevokedSender: that signing key was revoked.
            ManifestForged: the enclosed manifest is not that county's root's.
        """
        found = next(self._of_key(key_id, offered), None)
        return None if found is None else self._trust(found).sender_for(key_id, offered)

    def newest(self, county_id: str, offered: Offered) -> Manifest:
        """The newest manifest of a county: to be kept by whoever imports.

        Raises:
            ManifestForged: the enclosed one is not that county's root's.
        """
        return self._trust(next(each for each in self.counties if each.id == county_id)).newest(offered)

    def _of_key(self, key_id: str, offered: Offered) -> Iterator[EnrolledCounty]:
        """The county that has had the key, else the one whose root vouches for the enclosed manifest (a rotation)."""
        yield from (each for each in self.counties if each.manifest.signing(key_id) is not None)
        for county in self.counties if offered.manifest else ():
            try:
                enclosed = read_manifest(offered.manifest, county.root)
            except Refusal:
                continue
            if enclosed.county_id == county.id:
                yield county

    def _trust(self, county: EnrolledCounty) -> StationTrust:
        return StationTrust(self.station_id, county.manifest, county.root, purpose=self.purpose)


def keep_county_manifest(connection: Connection, county_id: str, manifest: Manifest, offered: bytes) -> bool:
    """Keeps a newer key manifest that came with a hand-up (B-46); an older one is passed over.

    Args:
        connection: inside the transaction that takes the hand-up in.
        county_id: whose.
        manifest: the newest one, judged already.
        offered: the text that came; it is kept only where it is that newest one.

    Returns:
        Whether it was new.
    """
    kept = read_setting(connection, COUNTIES, {})
    fresh = bool(offered) and manifest.version > _read(kept[county_id]).manifest.version
    if fresh:
        write_setting(connection, COUNTIES, {**kept, county_id: {**kept[county_id], "manifest": offered.decode()}})
    return fresh
