"""Whose seal it is, with the word of FORMAT.md (sections 5 and 7) alone."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.sync.another_envelope import Refusal, need
from tests.sync.another_json import Json, canonical, shaped, strict

MANIFEST, CERTIFICATE = "nuanxin-key-manifest", "nuanxin-certificate"
BODIES: dict[str, Json] = {
    MANIFEST: {
        "county_id": str, "county_code": str, "county_name": str, "manifest_version": int, "issued_at": str,
        "keys": [{"use": str, "key": str, "status": str, "valid_from": str, "valid_until": str}],
        "revocations": [{"station_id": str, "key_id": str, "after_change": str, "at": str, "reason": str}],
    },
    CERTIFICATE: {
        "station_id": str, "org_code": str, "org_name": str, "role": str, "public": str, "recipient": str,
        "county_id": str, "serial": int, "valid_from": str, "nonce": str, "succeeds": str,
    },
}  # fmt: skip
TO_COUNTY, TO_TOWNSHIP, TO_UPPER = "township→county", "county→township", "county→upper"


@dataclass(frozen=True)
class Reader:
    """Who reads: its id, what it takes in, its age identities, and the documents it believes, as text."""

    id: str
    purpose: str
    identities: Sequence[str]
    root: bytes
    manifest: bytes
    certificates: Sequence[bytes] = ()
    own: bytes = b""


@dataclass(frozen=True)
class Sealed:
    """By whom a package is sealed, and the seal's trusted comment."""

    station_id: str
    org_code: str
    key_id: str
    comment: str


def key_number(use: str, public: bytes) -> str:
    """A key's number as it is shown."""
    return hashlib.sha256(f"nuanxin/{use}\n".encode() + public).digest()[:8][::-1].hex().upper()


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this is that key's Ed25519 signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def document(raw: bytes, kind: str, keys: Sequence[bytes], code: str) -> Json:
    """The body of a key document one of `keys` has signed, else a refusal under `code`."""
    found = strict(raw, "P-ENR-01")
    need(found.get("document") == kind and shaped(found, {"version": int}), "P-ENR-01", "another document")
    need(found["version"] <= 1, "P-ENR-02", "a newer document")
    body = found.get("body")
    need(isinstance(body, dict), "P-ENR-01", "no body")
    try:
        signature = base64.b64decode(str(found.get("signature")), validate=True)
    except (binascii.Error, ValueError):
        signature = b""
    message = kind.encode() + b"\n" + canonical(body)
    need(any(verifies(key, signature, message) for key in keys), code, "not signed so")
    need(shaped(body, BODIES[kind]), "P-ENR-01", "a member of the body")
    return dict(found["body"])


def signers(county: Json, *statuses: str) -> dict[str, bytes]:
    """A manifest's signing keys of these statuses, by number."""
    keys = [
        base64.b64decode(key["key"]) for key in county["keys"] if key["use"] == "signing" and key["status"] in statuses
    ]
    return {key_number("ed25519", key): key for key in keys}


def unseal(seal: bytes, sealed: bytes, reader: Reader, certificate: bytes | None, manifest: bytes | None) -> Sealed:
    """Section 5: the seal over these bytes, by somebody this reader believes."""
    try:
        untrusted, first, trusted, second = seal.decode().removesuffix("\n").split("\n")
        packet, over_comment = (base64.b64decode(text, validate=True) for text in (first, second))
    except ValueError as error:
        raise Refusal("P-SIG-02", "not a minisign signature") from error
    comments = untrusted.startswith("untrusted comment: ") and trusted.startswith("trusted comment: ")
    need(comments and packet[:2] == b"ED" and (len(packet), len(over_comment)) == (74, 64), "P-SIG-02", "its form")
    number, comment = packet[2:10][::-1].hex().upper(), trusted.removeprefix("trusted comment: ")
    public, station_id, org_code = _sender(number, reader, certificate, manifest)
    over_list = verifies(public, packet[10:], hashlib.blake2b(sealed).digest())
    need(over_list and verifies(public, over_comment, packet[10:] + comment.encode()), "P-SIG-02", "not sealed so")
    return Sealed(station_id, org_code, number, comment)


def _sender(number: str, reader: Reader, certificate: bytes | None, manifest: bytes | None) -> tuple[bytes, str, str]:
    """Section 7: whose key it is; in a report by certificate, in a return by the newest manifest."""
    need(not reader.own or key_number("ed25519", reader.own) != number, "P-RET-03", "our own report")
    county = newest(reader, manifest)
    keys = signers(county, "active", "retired", "revoked")
    by_county = number in keys
    need(not by_county or number in signers(county, "active", "retired"), "P-SIG-04", "revoked key of the county")
    if reader.purpose != TO_COUNTY:
        need(by_county, "P-SIG-03", "no key of the county")
        return keys[number], county["county_id"], county["county_code"]
    shown = _proved([] if certificate is None else [certificate], county)
    known = shown if by_county else [*_proved(reader.certificates, county), *shown]
    mine = [each for each in known if by_county or _named(each)[1] == number]
    need(mine, "P-SIG-03", "nobody vouches for this key")
    found = max(mine, key=lambda each: (each["serial"], each["revoked"] is not None))
    revoked = [each for each in county["revocations"] if (each["station_id"], each["key_id"]) == _named(found)]
    need("" not in [each["after_change"] for each in revoked or [found["revoked"]] if each], "P-SIG-04", "revoked")
    public = keys[number] if by_county else base64.b64decode(found["public"])
    return public, found["station_id"], found["org_code"]


def newest(reader: Reader, enclosed: bytes | None) -> Json:
    """The manifest a package is judged by: in a return the enclosed one, where it is newer."""
    held = document(reader.manifest, MANIFEST, [reader.root], "P-ENR-03")
    if reader.purpose == TO_COUNTY or enclosed is None:
        return held
    offered = document(enclosed, MANIFEST, [reader.root], "P-ENR-03")
    need(offered["county_id"] == held["county_id"], "P-ENR-03", "another county's manifest")
    return offered if offered["manifest_version"] > held["manifest_version"] else held


def _proved(certificates: Sequence[bytes], county: Json) -> list[Json]:
    """The bodies of those that prove themselves; another counts for nothing."""
    found = []
    for each in certificates:
        try:
            body = document(each, CERTIFICATE, list(signers(county, "active", "retired").values()), "P-ENR-08")
        except Refusal:
            continue
        revoked = body.get("revoked")
        whole = revoked is None or shaped(revoked, {"after_change": str})
        if body["county_id"] == county["county_id"] and whole and body["role"] == "township":
            found.append({**body, "revoked": revoked})
    return found


def _named(certificate: Json) -> tuple[str, str]:
    return certificate["station_id"], key_number("ed25519", base64.b64decode(certificate["public"]))
