"""Enrolment: how a laptop becomes a known station - its request, the county's answer, the numbers compared by voice.

No trust on first use (B-47): each side reads a 12-digit fingerprint of the other's keys over the telephone. Everything
here is a pure function over frozen values; secret keys are handed in and out for the record to keep.
"""

from dataclasses import dataclass
from datetime import datetime

import pyrage

from db.errors import Refusal
from db.ledger.strict import JsonObject
from db.sync.trust.certificate import (
    TOWNSHIP,
    BadCertificate,
    Certificate,
    certificate_document,
    certificate_in,
    read_recipient,
    signed_by_county,
)
from db.sync.trust.documents import body_of, document_text, is_signed_by, read_document, sign_document
from db.sync.trust.keys import CountyKeys, StationKeys, fingerprint, root_fingerprint
from db.sync.trust.manifest import (
    ACTIVE,
    ENCRYPTION,
    SIGNING,
    CountyKey,
    Manifest,
    manifest_in,
    newer,
    public_text,
    read_manifest,
    read_public,
)

REQUEST_SUFFIX, ANSWER_SUFFIX = ".nxq", ".nxa"
_REQUEST, ANSWER = "nuanxin-enrolment-request", "nuanxin-enrolment-answer"
_REQUEST_NOUN, ANSWER_NOUN = "登记申请", "登记批复"


class RequestForged(Refusal):
    """The request's own signature does not fit: it was changed on the way."""

    code = "P-ENR-05"

    def __init__(self) -> None:
        super().__init__("登记申请被改动过。", "没有办理登记。", "请让乡镇重新生成登记申请。")


class WrongFingerprint(Refusal):
    """The digits read over the telephone are not those of this file (B-47).

    Args:
        computed: the fingerprint of the file at hand.
    """

    code = "P-ENR-06"

    def __init__(self, computed: str) -> None:
        super().__init__(
            "核对码不一致，这份文件可能不是对方的那一份。", "没有办理登记。", "请再核对一次数字；仍不一致时请停止办理。"
        )
        self.computed = computed


class AnswerForAnother(Refusal):
    """The county's answer belongs to another laptop or to an earlier request."""

    code = "P-ENR-07"

    def __init__(self) -> None:
        super().__init__(
            "这份登记批复不是给这台电脑的，或者对应的是以前的申请。",
            "没有改变登记。",
            "请向县级索取对应本次申请的批复。",
        )


@dataclass(frozen=True)
class Request:
    """What a laptop asks for.

    Attributes:
        station_id: the laptop's own random id.
        org_code, org_name: the township.
        public: Ed25519 public key.
        recipient: age public key.
        nonce: random, comes back in the answer.
        created_at: wall time, for people.
    """

    station_id: str
    org_code: str
    org_name: str
    public: bytes
    recipient: str
    nonce: str
    created_at: str

    @property
    def fingerprint(self) -> str:
        """The 12 digits the township reads out."""
        return fingerprint(
            "station", self.station_id, self.org_code, public_text(self.public), self.recipient, self.nonce
        )


@dataclass(frozen=True)
class Approval:
    """What the officer decides beyond the request.

    Attributes:
        seen_fingerprint: the 12 digits as read out by the township; spaces do not matter.
        serial: the certificate's number.
        role: what the station may be.
        succeeds: id of the station it takes the place of.
    """

    seen_fingerprint: str
    serial: int
    role: str = TOWNSHIP
    succeeds: str = ""


@dataclass(frozen=True)
class Enrolment:
    """What a station keeps once it is enrolled.

    Attributes:
        certificate: its certificate.
        certificate_text: the same as signed text, enclosed in its packages.
        manifest: the county's key manifest.
        manifest_text: the same as signed text.
        root: the county's root public key, pinned from now on.
    """

    certificate: Certificate
    certificate_text: bytes
    manifest: Manifest
    manifest_text: bytes
    root: bytes


def new_manifest(county: CountyKeys, county_code: str, county_name: str, version: int, now: datetime) -> Manifest:
    """A manifest of the keys in use now; rotation and revocation use `dataclasses.replace` on the last one."""
    on = now.date().isoformat()
    recipients = (str(pyrage.x25519.Identity.from_str(secret).to_public()) for secret in county.identities)
    keys = (
        CountyKey(SIGNING, public_text(county.signing.public), ACTIVE, on),
        *(CountyKey(ENCRYPTION, recipient, ACTIVE, on) for recipient in recipients),
    )
    return Manifest(county.county_id, county_code, county_name, version, now.isoformat(), keys)


def request_enrolment(keys: StationKeys, org_code: str, org_name: str, nonce: str, now: datetime) -> Request:
    """The request of a station; `nonce` is random text, new for every request."""
    return Request(keys.station_id, org_code, org_name, keys.signing.public, keys.recipient, nonce, now.isoformat())


def write_request(request: Request, keys: StationKeys) -> bytes:
    """The text of the `.nxq` file, signed with the station's own key."""
    return document_text(sign_document(_REQUEST, _request_body(request), keys.signing))


def _request_body(request: Request) -> JsonObject:
    return {**vars(request), "public": public_text(request.public)}


def read_request(raw: bytes) -> Request:
    """The request in a `.nxq` file.

    Raises:
        NotADocument: not a request.
        RequestForged: its signature does not fit.
    """
    document = read_document(raw, _REQUEST_NOUN)
    fields = body_of(document, _REQUEST, _REQUEST_NOUN)
    request = Request(
        fields.text("station_id"),
        fields.text("org_code"),
        fields.text("org_name"),
        read_public(fields, "public"),
        read_recipient(fields),
        fields.text("nonce"),
        fields.text("created_at"),
    )
    if not is_signed_by(document, request.public):
        raise RequestForged
    return request


def approve(
    request: Request, approval: Approval, county: CountyKeys, manifest_text: bytes, root: bytes, now: datetime
) -> bytes:
    """The text of the `.nxa` file: certificate, manifest and root key.

    Args:
        request: what the station asks.
        approval: what the officer decided.
        county: the operational keys; the signing key must stand in the manifest.
        manifest_text: the newest manifest, signed by the root.
        root: the root's public key.
        now: the instant.

    Raises:
        WrongFingerprint: the digits read out are not those of `request`.
        ManifestForged: the manifest is not the root's.
        BadCertificate: the signing key is not in use according to the manifest.
    """
    same_digits(approval.seen_fingerprint, request.fingerprint)
    manifest = read_manifest(manifest_text, root)
    key = manifest.signing(county.signing.key_id)
    if key is None or key.status != ACTIVE:
        raise BadCertificate
    certificate = Certificate(
        station_id=request.station_id,
        org_code=request.org_code,
        org_name=request.org_name,
        role=approval.role,
        public=request.public,
        recipient=request.recipient,
        county_id=county.county_id,
        serial=approval.serial,
        valid_from=now.date().isoformat(),
        nonce=request.nonce,
        succeeds=approval.succeeds,
    )
    answer: JsonObject = {
        "certificate": certificate_document(certificate, county.signing),
        "manifest": read_document(manifest_text, ANSWER_NOUN),
        "root": public_text(root),
    }
    return document_text(sign_document(ANSWER, answer, county.signing))


def accept(raw: bytes, request: Request, seen_root_fingerprint: str, held: Manifest | None = None) -> Enrolment:
    """What the station keeps, once the answer is the county's and is for this very request.

    Args:
        raw: the text of the `.nxa` file.
        request: our request.
        seen_root_fingerprint: the 12 digits of the county's root as read out by the county.
        held: a manifest held already, when enrolment is renewed.

    Raises:
        NotADocument: not an answer.
        WrongFingerprint: another root.
        ManifestForged, ManifestRolledBack: the manifest is not to be used.
        BadCertificate: the certificate is not signed by a key of the manifest.
        AnswerForAnother: another station's, or of an earlier request.
    """
    document = read_document(raw, ANSWER_NOUN)
    fields = body_of(document, ANSWER, ANSWER_NOUN)
    root = read_public(fields, "root")
    same_digits(seen_root_fingerprint, root_fingerprint(root))
    manifest_json, certificate_json = fields.raw("manifest"), fields.raw("certificate")
    manifest = newer(held, manifest_in(manifest_json, root))
    certificate = certificate_in(certificate_json, manifest)
    if not signed_by_county(document, manifest):
        raise BadCertificate
    ours = (request.station_id, request.org_code, request.public, request.recipient, request.nonce)
    theirs = (
        certificate.station_id, certificate.org_code, certificate.public, certificate.recipient, certificate.nonce,
    )  # fmt: skip
    if ours != theirs:
        raise AnswerForAnother
    return Enrolment(certificate, document_text(certificate_json), manifest, document_text(manifest_json), root)


def same_digits(seen: str, computed: str) -> None:
    """Compares the 12 digits read out over the telephone with those of the file at hand; spaces do not matter.

    Raises:
        WrongFingerprint: they differ.
    """
    if "".join(seen.split()) != computed:
        raise WrongFingerprint(computed)
