"""The data key and the slots that wrap it: a secret goes in, the same 256 bits come out or a certain "no".

Every slot is the data key under ChaCha20-Poly1305, so a wrong secret is never confused with a damaged database. The
wrapping key comes from Argon2id (RFC 9106) for a passphrase, from HKDF (RFC 5869) for secrets that are random already,
and from X25519 (RFC 7748) for the county's escrow.
"""

import json
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
WRAPPED_BYTES = KEY_BYTES + 16
DOMAIN = b"nuanxin/v1/"


class SlotKind(StrEnum):
    """Who or what can open a slot."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, not a secret
    RECOVERY = "recovery"
    COUNTY = "county"
    KEYRING = "keyring"


class Purpose(StrEnum):
    """What a sub-key of the data key is for; the word is its HKDF label and is never changed."""

    DATABASE = "database"
    WATERMARK = "watermark"
    DRAFT = "draft"
    SPOOL = "export spool"
    ATTACHMENT = "attachment"
    PURGES = "purge list"


@dataclass(frozen=True)
class Cost:
    """What one guess at a passphrase costs: Argon2id's memory in KiB, passes and lanes."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def is_sane(self) -> bool:
        """False for figures no version of ours writes: a crafted file may not eat the laptop's memory or an hour."""
        return (
            MEMORY_KIB <= self.memory_kib <= MEMORY_KIB * 16
            and 1 <= self.passes <= MOST_PASSES
            and 1 <= self.lanes <= MOST_LANES
        )


MEMORY_KIB = 64 * 1024
MOST_PASSES = 32
MOST_LANES = 16
LEAST_PASSES = 3  # RFC 9106, second recommended choice, with 64 MiB and four lanes
LANES = 4


@dataclass(frozen=True)
class Name:
    """What a slot is called, bound into its seal.

    Args:
        vault_id: 32 hex digits of the vault it belongs to.
        slot_id: 32 hex digits, random.
        kind: who opens it.
        user_id: the person's id, or "" where no person is meant.
        label: the person's display name, or what the slot is called on screen ("县级恢复").
    """

    vault_id: str
    slot_id: str
    kind: SlotKind
    user_id: str = ""
    label: str = ""


@dataclass(frozen=True)
class Slot:
    """One wrapped copy of the data key.

    Args:
        name: what it is called, bound into the seal.
        salt: of the key derivation.
        nonce: of the seal.
        wrapped: the sealed data key.
        cost: Argon2id's figures; only for a passphrase.
        recipient: the county's X25519 public key; only for the county.
        ephemeral: the sender's one-time public key; only for the county.
        seed_nonce, seed: the sealed seed of the person's signing key (B-50); only for a passphrase, and empty in a
            slot from before there was one.
    """

    name: Name
    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: Cost | None = None
    recipient: bytes = b""
    ephemeral: bytes = b""
    seed_nonce: bytes = b""
    seed: bytes = b""


@dataclass(frozen=True)
class Opened:
    """What a passphrase gives.

    Attributes:
        data_key: the 256 bits every slot wraps.
        seed: 32 secret bytes of the person's own signing key, which this passphrase alone gives; b"" where the slot
            has none.
    """

    data_key: bytes = field(repr=False)
    seed: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyPair:
    """The county's escrow key pair as raw bytes; how two officers share the private half is the ceremony's matter."""

    public: bytes
    private: bytes = field(repr=False)


def new_data_key() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


def new_county_keys() -> KeyPair:
    """A fresh escrow key pair (32 bytes each)."""
    private = X25519PrivateKey.generate()
    return KeyPair(private.public_key().public_bytes_raw(), private.private_bytes_raw())


def derive(data_key: bytes, purpose: Purpose) -> bytes:
    """The 256-bit sub-key for one purpose (HKDF-SHA256); the data key itself encrypts nothing."""
    return _hkdf(data_key, None, DOMAIN + purpose.value.encode())


def calibrate(seconds: float = 0.7, timer: Callable[[], float] = time.perf_counter) -> Cost:
    """The cost that keeps a passphrase busy for about `seconds` on this machine, never below RFC 9106's choice."""
    began = timer()
    _argon2(b"calibration", bytes(SALT_BYTES), Cost(MEMORY_KIB, 1, LANES))
    one_pass = max(timer() - began, 1e-3)
    return Cost(MEMORY_KIB, min(max(round(seconds / one_pass), LEAST_PASSES), MOST_PASSES), LANES)


def new_seed() -> bytes:
    """The seed of a new signing key: 256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


def wrap_with_passphrase(opens: Opened, name: Name, passphrase: str, cost: Cost) -> Slot:
    """A slot that `passphrase` opens, and with it the data key and the person's seed."""
    salt = secrets.token_bytes(SALT_BYTES)
    wrapping_key = _argon2(_typed(passphrase), salt, cost)
    slot = _sealed(opens.data_key, Slot(name, salt, b"", b"", cost), wrapping_key)
    nonce = secrets.token_bytes(NONCE_BYTES)
    seed = ChaCha20Poly1305(_for_seed(wrapping_key)).encrypt(nonce, opens.seed, _bound(name))
    return replace(slot, seed_nonce=nonce, seed=seed)


def wrap_with_secret(data_key: bytes, name: Name, secret: bytes) -> Slot:
    """A slot that a random secret of 128 bits or more opens: a recovery code or a keyring entry."""
    salt = secrets.token_bytes(SALT_BYTES)
    return _sealed(data_key, Slot(name, salt, b"", b""), _from_secret(secret, salt, name.kind))


def wrap_for_county(data_key: bytes, name: Name, public: bytes) -> Slot:
    """A slot that only the private half of `public` (32 raw bytes) opens.

    Raises:
        ValueError: the key has the wrong length or is a point of small order.
    """
    sender = X25519PrivateKey.generate()
    ephemeral = sender.public_key().public_bytes_raw()
    shared = sender.exchange(X25519PublicKey.from_public_bytes(public))
    slot = Slot(name, secrets.token_bytes(SALT_BYTES), b"", b"", None, public, ephemeral)
    return _sealed(data_key, slot, _from_exchange(shared, slot))


def open_with_passphrase(slot: Slot, passphrase: str) -> Opened | None:
    """What the slot holds, or None when the passphrase is certainly another one."""
    if slot.cost is None:
        return None
    wrapping_key = _argon2(_typed(passphrase), slot.salt, slot.cost)
    data_key = _opened(slot, wrapping_key)
    return None if data_key is None else Opened(data_key, _seed_of(slot, wrapping_key))


def open_with_secret(slot: Slot, secret: bytes) -> bytes | None:
    """The data key, or None when the secret is certainly another one."""
    return _opened(slot, _from_secret(secret, slot.salt, slot.name.kind))


def open_for_county(slot: Slot, private: bytes) -> bytes | None:
    """The data key, or None when the slot was sealed to another key."""
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(slot.ephemeral)
        )
    except ValueError:
        return None
    return _opened(slot, _from_exchange(shared, slot))


def _typed(passphrase: str) -> bytes:
    # NFKC: an input method left in full-width mode must not lock anybody out.
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _argon2(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(secret)


def _hkdf(secret: bytes, salt: bytes | None, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=label).derive(secret)


def _for_seed(wrapping_key: bytes) -> bytes:
    # of its own, so that whoever has the data key, by whatever other way in, has nothing that opens the seed
    return _hkdf(wrapping_key, None, DOMAIN + b"slot/person")


def _seed_of(slot: Slot, wrapping_key: bytes) -> bytes:
    """A seed that does not open keeps nobody out of the record: whoever sets the passphrase anew gets a new one."""
    if not slot.seed:
        return b""
    try:
        return ChaCha20Poly1305(_for_seed(wrapping_key)).decrypt(slot.seed_nonce, slot.seed, _bound(slot.name))
    except InvalidTag:
        return b""


def _from_secret(secret: bytes, salt: bytes, kind: SlotKind) -> bytes:
    return _hkdf(secret, salt, DOMAIN + b"slot/" + kind.value.encode())


def _from_exchange(shared: bytes, slot: Slot) -> bytes:
    # Both public keys go into the label, so that the seal speaks of exactly this exchange (RFC 7748, section 6.1).
    return _hkdf(shared, slot.salt, DOMAIN + b"slot/county/" + slot.ephemeral + slot.recipient)


def _bound(name: Name) -> bytes:
    parts = [name.vault_id, name.slot_id, name.kind.value, name.user_id, name.label]
    return DOMAIN + b"slot/" + json.dumps(parts, separators=(",", ":")).encode()


def _sealed(data_key: bytes, slot: Slot, wrapping_key: bytes) -> Slot:
    nonce = secrets.token_bytes(NONCE_BYTES)
    wrapped = ChaCha20Poly1305(wrapping_key).encrypt(nonce, data_key, _bound(slot.name))
    return replace(slot, nonce=nonce, wrapped=wrapped)


def _opened(slot: Slot, wrapping_key: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(wrapping_key).decrypt(slot.nonce, slot.wrapped, _bound(slot.name))
    except InvalidTag:
        return None
