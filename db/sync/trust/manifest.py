"""The county's key manifest: keys in use, station keys revoked; numbered, and signed by the root (B-46).

The root key signs nothing else and is kept off-line (`db.sync.trust.root`); whoever holds an operational key cannot
make a manifest (D-53).
"""

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from db.errors import Refusal
from db.ledger.strict import JsonObject
from db.sync.package.fields import Fields
from db.sync.package.seal import SigningKey, key_id, recipient_id
from db.sync.trust.documents import body_of, document_text, is_signed_by, read_document, sign_document

KIND = "nuanxin-key-manifest"
_WANTED = "密钥清单"
SIGNING, ENCRYPTION, RECOVERY = "signing", "encryption", "recovery"
ACTIVE, RETIRED, REVOKED = "active", "retired", "revoked"


class ManifestForged(Refusal):
    """A manifest not signed by this county's root; an operational key does not do (D-53). To be logged as an alarm."""

    code = "P-ENR-03"

    def __init__(self) -> None:
        super().__init__(
            "密钥清单不是由本县的根密钥签发的。", "仍使用原来的密钥清单。", "请不要使用这个文件，并电话告知县级管理员。"
        )


class ManifestRolledBack(Refusal):
    """A manifest with a lower number than the one held, or another one of the same number (B-46, D-53). An alarm.

    Args:
        held: number of the manifest held.
        offered: number of the one offered.
    """

    code = "P-ENR-04"

    def __init__(self, held: int, offered: int) -> None:
        super().__init__(
            f"这份密钥清单（第 {offered} 版）不比现有的（第 {held} 版）新。",
            "仍使用原来的密钥清单。",
            "请向县级管理员索取最新的密钥清单。",
        )
        self.held = held
        self.offered = offered


@dataclass(frozen=True)
class CountyKey:
    """One operational key of the county.

    Attributes:
        use: `SIGNING`, `ENCRYPTION`, or `RECOVERY`: laptops let two officers of the county in (B-44).
        key: signing: base64 of the 32 public bytes; encryption: an age recipient; recovery: base64 of an X25519 key.
        status: `ACTIVE`, `RETIRED` (old seals and packages still count, B-48) or `REVOKED`.
        valid_from, valid_until: for people; the status decides, for laptops' clocks cannot (B-09).
    """

    use: str
    key: str
    status: str = ACTIVE
    valid_from: str = ""
    valid_until: str = ""

    @property
    def id(self) -> str:
        """The key's number."""
        return recipient_id(self.key) if self.use == ENCRYPTION else key_id(self.public)

    @property
    def public(self) -> bytes:
        """The 32 public bytes of a key that is not an age recipient."""
        return base64.b64decode(self.key)


@dataclass(frozen=True)
class Revocation:
    """A station key that no longer counts (B-49).

    Attributes:
        station_id, key_id: whose key.
        after_change: hash of the last change that still counts, "" when none does.
        at: when, for people.
        reason: why, for people.
    """

    station_id: str
    key_id: str
    after_change: str = ""
    at: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Manifest:
    """What the root signs.

    Attributes:
        county_id, county_code, county_name: the county.
        version: grows with every manifest, never falls.
        issued_at: for people.
        keys: operational keys.
        revocations: revoked station keys.
    """

    county_id: str
    county_code: str
    county_name: str
    version: int
    issued_at: str
    keys: tuple[CountyKey, ...]
    revocations: tuple[Revocation, ...] = ()

    def recipients(self) -> tuple[str, ...]:
        """The age recipients every package to the county is encrypted to (B-51)."""
        return tuple(key.key for key in self.keys if key.use == ENCRYPTION and key.status == ACTIVE)

    def signing(self, number: str) -> CountyKey | None:
        """The county's signing key of that number."""
        return next((key for key in self.keys if key.use == SIGNING and key.id == number), None)

    def recovery(self) -> bytes:
        """The key laptops let their county in with (B-44), empty when it has none."""
        return next((key.public for key in self.keys if key.use == RECOVERY and key.status == ACTIVE), b"")

    def revocation(self, station_id: str, number: str) -> Revocation | None:
        """The revocation of a station's key, if there is one."""
        return next((one for one in self.revocations if (one.station_id, one.key_id) == (station_id, number)), None)


def sign_manifest(manifest: Manifest, root: SigningKey) -> bytes:
    """The manifest's text, signed by the root."""
    body: JsonObject = {
        "county_id": manifest.county_id,
        "county_code": manifest.county_code,
        "county_name": manifest.county_name,
        "manifest_version": manifest.version,
        "issued_at": manifest.issued_at,
        "keys": [dict(vars(key)) for key in manifest.keys],
        "revocations": [dict(vars(one)) for one in manifest.revocations],
    }
    return document_text(sign_document(KIND, body, root))


@lru_cache(maxsize=64)
def read_manifest(raw: bytes, root: bytes) -> Manifest:
    """The manifest in `raw`, once the root has signed it.

    Args:
        raw: its text.
        root: the pinned public key of the root, 32 bytes.

    Raises:
        NotADocument: not a manifest.
        ManifestForged: not signed by the root.
    """
    return manifest_in(read_document(raw, _WANTED), root)


def manifest_in(document: JsonObject, root: bytes) -> Manifest:
    """As `read_manifest`, for a document that is already JSON.

    Raises:
        NotADocument: not a manifest, or a field of it is missing or of another type.
        ManifestForged: not signed by `root`.
    """
    fields = body_of(document, KIND, _WANTED)
    if not is_signed_by(document, root):
        raise ManifestForged
    return Manifest(
        county_id=fields.text("county_id"),
        county_code=fields.text("county_code"),
        county_name=fields.text("county_name"),
        version=fields.number("manifest_version"),
        issued_at=fields.text("issued_at"),
        keys=tuple(_key(key) for key in fields.records("keys")),
        revocations=tuple(
            Revocation(**_texts(one, "station_id", "key_id", "after_change", "at", "reason"))
            for one in fields.records("revocations")
        ),
    )


def newer(held: Manifest | None, offered: Manifest) -> Manifest:
    """`offered`, when it may take the place of `held`.

    Raises:
        ManifestForged: of another county.
        ManifestRolledBack: older, or another one of the same number.
    """
    if held is None or held == offered:
        return offered
    if held.county_id != offered.county_id:
        raise ManifestForged
    if offered.version <= held.version:
        raise ManifestRolledBack(held.version, offered.version)
    return offered


def public_text(public: bytes) -> str:
    """A signing key's 32 public bytes as documents carry them."""
    return base64.b64encode(public).decode()


def read_public(fields: Fields, name: str) -> bytes:
    """The 32 public bytes that a document's field `name` carries as base64.

    Raises:
        NotADocument: the field is missing, not base64, or not 32 bytes long.
    """
    try:
        public = base64.b64decode(fields.text(name), validate=True)
    except (binascii.Error, ValueError):
        raise fields.refusal(name) from None
    if len(public) != 32:  # noqa: PLR2004 - the length of an Ed25519 key
        raise fields.refusal(name)
    return public


def _key(fields: Fields) -> CountyKey:
    key = CountyKey(**_texts(fields, "use", "key", "status", "valid_from", "valid_until"))
    if key.use in {SIGNING, RECOVERY}:
        read_public(fields, "key")
    elif key.use != ENCRYPTION:
        raise fields.refusal("use")
    return key


def _texts(fields: Fields, *names: str) -> dict[str, Any]:
    return {name: fields.text(name) for name in names}
