"""Secret keys of stations and counties, and the digits by which two people compare public ones over the telephone."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import pyrage

from db.sync.package.seal import SigningKey
from db.sync.trust.manifest import public_text

_FINGERPRINT_DIGITS = 12


@dataclass(frozen=True)
class StationKeys:
    """A station's secret keys, to be kept in the encrypted record and in every backup (B-45).

    Attributes:
        station_id: random UUID, the station's name for life.
        seed: Ed25519 secret, 32 bytes.
        identity: age secret key.
    """

    station_id: str
    seed: bytes = field(repr=False)
    identity: str = field(repr=False)

    @property
    def signing(self) -> SigningKey:
        """The signing key."""
        return SigningKey(self.seed)

    @property
    def recipient(self) -> str:
        """The age public key."""
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())


@dataclass(frozen=True)
class CountyKeys:
    """A county's operational secret keys.

    Attributes:
        county_id: random UUID.
        seed: Ed25519 secret of the key in use, 32 bytes.
        identities: age secret keys, newest first; old ones are kept for years (B-46).
    """

    county_id: str
    seed: bytes = field(repr=False)
    identities: tuple[str, ...] = field(repr=False)

    @property
    def signing(self) -> SigningKey:
        """The signing key."""
        return SigningKey(self.seed)


def fingerprint(*parts: str) -> str:
    """12 digits over `parts`, slow to compute on purpose.

    Twelve digits alone could be hit by trying 2^40 keys; scrypt (N 2^15, r 8, p 1: 32 MiB, about 0.1 s) makes each try
    dear, so that digits short enough to read out are long enough to trust.
    """
    raw = hashlib.scrypt(
        "\n".join(parts).encode(), salt=b"nuanxin/fingerprint/1", n=2**15, r=8, p=1, maxmem=64 * 1024 * 1024, dklen=16
    )
    return f"{int.from_bytes(raw, 'big') % 10**_FINGERPRINT_DIGITS:0{_FINGERPRINT_DIGITS}d}"


def root_fingerprint(root: bytes) -> str:
    """The 12 digits of the county's root key, printed on the county's paper and read out to the township."""
    return fingerprint("root", public_text(root))


def spoken(digits: str) -> str:
    """A fingerprint in groups of four, as it is shown and read out."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def new_seed(entropy: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """A fresh Ed25519 secret."""
    return entropy(32)


def new_identity() -> str:
    """A fresh age secret key."""
    return str(pyrage.x25519.Identity.generate())
