"""Certificates: the county's word that a station's keys are that station's (B-47, B-49)."""

from dataclasses import dataclass
from functools import lru_cache

import pyrage

from db.errors import Refusal
from db.ledger.strict import JsonObject
from db.sync.package.fields import Fields
from db.sync.package.seal import SigningKey, key_id
from db.sync.trust.documents import body_of, document_text, is_signed_by, read_document, sign_document
from db.sync.trust.manifest import REVOKED, SIGNING, Manifest, public_text, read_public

_CERTIFICATE, _NOUN = "nuanxin-certificate", "登记证书"
TOWNSHIP, UPPER = "township", "upper"
"""What a station may be: a township's laptop, or the office above that the county hands its ledger up to."""


class BadCertificate(Refusal):
    """A certificate the county's keys did not sign."""

    code = "P-ENR-08"

    def __init__(self) -> None:
        super().__init__("登记证书不是由本县签发的。", "没有改变登记。", "请与县级管理员联系。")


@dataclass(frozen=True)
class Certificate:
    """The county vouches for a station's keys.

    Attributes:
        station_id, org_code, org_name, role: whose keys, and what the station may be.
        public, recipient: the keys.
        county_id: who vouches.
        serial: running number of the county; the higher one of two for a station is the newer.
        valid_from: for people.
        nonce: of the request answered.
        succeeds: id of the station it takes the place of, "" for none (B-49).
        revoked_after: None while in force, else the last change that counts ("" when none does).
    """

    station_id: str
    org_code: str
    org_name: str
    role: str
    public: bytes
    recipient: str
    county_id: str
    serial: int
    valid_from: str
    nonce: str
    succeeds: str = ""
    revoked_after: str | None = None

    @property
    def key_id(self) -> str:
        """Number of the station's signing key."""
        return key_id(self.public)


def write_certificate(certificate: Certificate, county: SigningKey) -> bytes:
    """A certificate's signed text; used again to issue one with `revoked_after`."""
    return document_text(certificate_document(certificate, county))


@lru_cache(maxsize=8192)
def read_certificate(raw: bytes, manifest: Manifest) -> Certificate:
    """The certificate in `raw`, once a signing key of the county has signed it.

    The same text under the same manifest is judged once: a county asks for all of its stations with every package.

    Raises:
        NotADocument: not a certificate.
        BadCertificate: not signed by this county, or by a revoked key of it.
    """
    return certificate_in(read_document(raw, _NOUN), manifest)


def certificate_in(document: JsonObject, manifest: Manifest) -> Certificate:
    """As `read_certificate`, for a document that is already JSON.

    Raises:
        BadCertificate: a certificate the county's keys did not sign.
    """
    fields = body_of(document, _CERTIFICATE, _NOUN)
    if not signed_by_county(document, manifest):
        raise BadCertificate
    revoked = fields.optional("revoked")
    certificate = Certificate(
        fields.text("station_id"),
        fields.text("org_code"),
        fields.text("org_name"),
        fields.text("role"),
        read_public(fields, "public"),
        read_recipient(fields),
        fields.text("county_id"),
        fields.number("serial"),
        fields.text("valid_from"),
        fields.text("nonce"),
        fields.text("succeeds"),
        revoked.text("after_change") if revoked else None,
    )
    if certificate.county_id != manifest.county_id:
        raise BadCertificate
    return certificate


def signed_by_county(document: JsonObject, manifest: Manifest) -> bool:
    """True when a signing key of the county, revoked ones apart, has signed the document."""
    signers = (key.public for key in manifest.keys if key.use == SIGNING and key.status != REVOKED)
    return any(is_signed_by(document, signer) for signer in signers)


def certificate_document(certificate: Certificate, county: SigningKey) -> JsonObject:
    """As `write_certificate`, before it becomes text."""
    body: JsonObject = {**vars(certificate), "public": public_text(certificate.public)}
    after = body.pop("revoked_after")
    body["revoked"] = None if after is None else {"after_change": after}
    return sign_document(_CERTIFICATE, body, county)


def read_recipient(fields: Fields) -> str:
    """An age X25519 recipient, as the document's field `recipient` holds it.

    Raises:
        NotADocument: the field is missing or no recipient.
    """
    recipient = fields.text("recipient")
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise fields.refusal("recipient") from None
    return recipient
