"""The office's keys and papers inside the encrypted record: station keys, county keys, enrolment (B-44 to B-50)."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from db.errors import Refusal
from db.store.audit import write_audit
from db.store.home import UPPER
from db.store.settings import read_setting, read_settings, write_setting
from db.store.store import Office, Store
from db.sync.package.fields import Fields
from db.sync.trust.certificate import TOWNSHIP, Certificate, read_certificate
from db.sync.trust.documents import body_of, document_text, read_document
from db.sync.trust.enrolment import (
    ANSWER,
    ANSWER_NOUN,
    Approval,
    Enrolment,
    Request,
    accept,
    approve,
    new_manifest,
    read_request,
    request_enrolment,
    write_request,
)
from db.sync.trust.keys import CountyKeys, StationKeys, new_identity, new_seed, root_fingerprint
from db.sync.trust.manifest import Manifest, read_manifest, read_public, sign_manifest
from db.sync.trust.root import COUNTY_ROOT, new_root
from db.sync.trust.senders import CountyTrust

COUNTY = "county"


class NotEnrolled(Refusal):
    """The laptop has not been enrolled at a county yet."""

    code = "P-ENR-11"


class NotACounty(Refusal):
    """Only a county's record can do this."""

    code = "P-ENR-12"


class NoSuchStation(Refusal):
    """No laptop of that number is enrolled here."""

    code = "P-RET-01"


class PracticeStays(Refusal):
    """A practice record is never handed to a county."""

    code = "P-ENR-13"


@dataclass(frozen=True)
class CountyDesk:
    """What a county signs and reads with.

    Attributes:
        keys: operational keys.
        manifest, manifest_text: the newest key manifest, read and as signed.
        root: public key of the root.
        certificates: of all stations enrolled here.
    """

    keys: CountyKeys
    manifest: Manifest
    manifest_text: bytes
    root: bytes
    certificates: tuple[Certificate, ...]

    @property
    def trust(self) -> CountyTrust:
        """Whom the county believes."""
        return CountyTrust(self.manifest, self.certificates)


def found_keys(store: Store, now: datetime) -> None:
    """Makes the keys of a new record: a station's for every office, and a county's root, keys and first manifest.

    A record that has its keys keeps them: asked a second time, nothing happens.

    Args:
        store: a record just created.
        now: the instant, with a zone.
    """
    office = store.office
    with store.keeping() as connection:
        if read_setting(connection, "station_keys") is not None:
            return
        station = {"station_id": office.station_id, "seed": new_seed().hex(), "identity": new_identity()}
        write_setting(connection, "station_keys", station)
        if office.role == COUNTY:
            _found_county(connection, office, now)


def _mend_keys(store: Store) -> None:
    """Keys for a record whose founding was cut off just before them.

    Only where nobody can have seen any: a record that ever asked for enrolment, sent or received has had its own.
    """
    with store.reading() as connection:
        asked = (
            "SELECT (SELECT count(*) FROM outgoing_package) + (SELECT count(*) FROM incoming_package)"
            " + (SELECT count(*) FROM setting"
            " WHERE name IN ('enrolment', 'enrolment_request', 'county_keys', 'county_root', 'manifest',"
            " 'certificates'))"
        )
        used = connection.exec_driver_sql(asked).scalar_one()
    if not used:
        found_keys(store, store.clock.now())


def _found_county(connection: Connection, office: Office, now: datetime) -> None:
    root, kept_root = new_root()
    keys = CountyKeys(office.station_id, new_seed(), (new_identity(),))
    manifest = new_manifest(keys, office.org_code, office.org_name, 1, now)
    kept = {"county_id": keys.county_id, "seed": keys.seed.hex(), "identities": list(keys.identities)}
    write_setting(connection, "county_keys", kept)
    write_setting(connection, COUNTY_ROOT, kept_root)  # until its code is sealed away: `db.sync.trust.root.seal_root`
    write_setting(connection, "manifest", sign_manifest(manifest, root).decode())
    write_setting(connection, "certificates", [])


def station_keys(store: Store) -> StationKeys:
    """This laptop's secret keys."""
    kept = store.setting("station_keys")
    if kept is None:
        _mend_keys(store)
        kept = store.setting("station_keys")
    return StationKeys(kept["station_id"], bytes.fromhex(kept["seed"]), kept["identity"])


def county_desk(store: Store) -> CountyDesk:
    """The county's keys and papers.

    Raises:
        NotACounty: this is a township's record.
    """
    found = _desk_settings(store)
    if "station_keys" not in found:
        _mend_keys(store)
        found = _desk_settings(store)
    kept = found.get("county_keys")
    if kept is None:
        raise NotACounty("这不是县级的档案，这件事只有县级的档案能办。", next_step="请在县级的电脑上操作。")
    text, root = found["manifest"].encode(), bytes.fromhex(found["county_root"]["public"])
    manifest = read_manifest(text, root)
    certificates = tuple(read_certificate(raw.encode(), manifest) for raw in found.get("certificates") or ())
    keys = CountyKeys(kept["county_id"], bytes.fromhex(kept["seed"]), tuple(kept["identities"]))
    return CountyDesk(keys, manifest, text, root, certificates)


def _desk_settings(store: Store) -> dict[str, Any]:
    with store.reading() as connection:
        return read_settings(connection, "station_keys", "county_keys", "manifest", "county_root", "certificates")


def ask_enrolment(store: Store, now: datetime) -> tuple[Request, bytes]:
    """A new request of this laptop and the text of its `.nxq` file; the request is remembered for the answer.

    An upper office writes one request for all its counties: asked again, it gives the same, so that the answers that
    are still under way go on counting.
    """
    keys, office = station_keys(store), store.office
    asked = store.setting("enrolment_request") if office.role == UPPER else None
    if asked is not None:
        return read_request(asked.encode()), asked.encode()
    request = request_enrolment(keys, office.org_code, office.org_name, secrets.token_hex(16), now)
    text = write_request(request, keys)
    store.set_setting("enrolment_request", text.decode())
    return request, text


def grant_enrolment(
    store: Store, raw: bytes, seen_fingerprint: str, now: datetime, succeeds: str = ""
) -> tuple[Request, bytes]:
    """The county's answer to a request: the request read, and the text of the `.nxa` file.

    Args:
        store: the county's record.
        raw: the request file.
        seen_fingerprint: the 12 digits as read out by the township; "" takes those of the file, which leaves the
            comparison to the two people on the telephone.
        now: the instant.
        succeeds: id of the township's laptop it takes the place of, "" for one more (B-49). The old one stays in
            force until it is stood down: what it holds may still come.

    Raises:
        NotADocument, RequestForged, WrongFingerprint, NotACounty: nothing is signed.
        NoSuchStation: the laptop it is to succeed is not of this township.
    """
    desk = county_desk(store)
    request = read_request(raw)
    if succeeds and not any((c.station_id, c.org_code) == (succeeds, request.org_code) for c in desk.certificates):
        raise NoSuchStation("要接替的电脑不是这个乡镇登记的。", next_step="请在“乡镇”页核对。")
    role = UPPER if is_upper_code(request.org_code) else TOWNSHIP
    approval = Approval(seen_fingerprint or request.fingerprint, len(desk.certificates) + 1, role, succeeds)
    answer = approve(request, approval, desk.keys, desk.manifest_text, desk.root, now)
    # the county's own book of certificates: read back from the answer it has just signed
    certificate = _certificate_text(answer)
    with store.keeping() as connection:
        kept = read_setting(connection, "certificates", [])
        write_setting(connection, "certificates", [*kept, certificate.decode()])
        if role == TOWNSHIP:
            names = read_setting(connection, "townships", {})
            write_setting(connection, "townships", {**names, request.org_code: request.org_name})
        _note(connection, store, request.station_id, now)
    return request, answer


def _note(connection: Connection, store: Store, subject: str, now: datetime) -> None:
    """Who believes whom from now on stands in the audit trail of both."""
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    write_audit(connection, (at, store.author.author), "enrol", subject)


def is_upper_code(org_code: str) -> bool:
    """Whether a code is a city's or a province's: six digits, the last two `00` (GB/T 2260).

    The code is part of what the telephone compares (B-47), so nobody becomes an upper office unnoticed.
    """
    return len(org_code) == _DIVISION and org_code.endswith("00")


_DIVISION = 6


def take_enrolment(store: Store, raw: bytes, seen_root_fingerprint: str) -> Enrolment:
    """Keeps the county's answer.

    Args:
        store: the township's record.
        raw: the answer file.
        seen_root_fingerprint: the 12 digits of the county's root as read out by the county; "" takes those of the
            file, which leaves the comparison to the two people on the telephone.

    Raises:
        NotEnrolled: no request was made here; others as `db.sync.trust.enrolment.accept`.
    """
    asked = store.setting("enrolment_request")
    if asked is None:
        raise NotEnrolled("这台电脑还没有提出登记申请。", next_step="请先生成申请文件，交给县级。")
    held = store.setting("enrolment")
    manifest = read_manifest(held["manifest"].encode(), bytes.fromhex(held["root"])) if held else None
    enrolment = accept(raw, read_request(asked.encode()), seen_root_fingerprint or root_digits(raw), manifest)
    kept = {
        "certificate": enrolment.certificate_text.decode(),
        "manifest": enrolment.manifest_text.decode(),
        "root": enrolment.root.hex(),
    }
    with store.keeping() as connection:
        write_setting(connection, "enrolment", kept)
        _note(connection, store, enrolment.manifest.county_id, store.clock.now())
    return enrolment


def held_manifest(store: Store) -> tuple[Manifest, str]:
    """The county's key manifest held by this laptop, and its own certificate's text.

    Raises:
        NotEnrolled: there is none yet.
        PracticeStays: this is a practice record.
    """
    if store.office.role == UPPER:
        raise NotEnrolled("上级档案只接收各县报上来的包，自己不上报。", next_step="请在乡镇的电脑上生成上报包。")
    if store.office.practice:
        raise PracticeStays("这是练习档案，不能上报。", next_step="请在正式档案里操作。")
    held = store.setting("enrolment")
    if held is None:
        raise NotEnrolled("这台电脑还没有在县级登记，不能生成上报包。", next_step="请先到“上报”页办理登记。")
    return read_manifest(held["manifest"].encode(), bytes.fromhex(held["root"])), str(held["certificate"])


def keep_manifest(connection: Connection, manifest: Manifest, offered: bytes) -> None:
    """Keeps a newer key manifest that came with a return (B-26, B-46); an older one is passed over.

    Args:
        connection: inside the transaction that takes the return in.
        manifest: the newest one, judged already.
        offered: the text that came; it is kept only where it is that newest one.
    """
    held = read_setting(connection, "enrolment")
    root = bytes.fromhex(held["root"])
    if offered and manifest.version > read_manifest(held["manifest"].encode(), root).version:
        write_setting(connection, "enrolment", {**held, "manifest": offered.decode()})


def root_digits(answer: bytes) -> str:
    """The 12 digits of the root key inside an answer file, to be compared over the telephone.

    Raises:
        NotADocument: the file is no answer.
    """
    return root_fingerprint(read_public(_answer(answer), "root"))


def _certificate_text(answer: bytes) -> bytes:
    return document_text(_answer(answer).raw("certificate"))


def _answer(answer: bytes) -> Fields:
    return body_of(read_document(answer, ANSWER_NOUN), ANSWER, ANSWER_NOUN)
