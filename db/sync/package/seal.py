"""The seal: a signature in minisign's format, so that anyone can check a package with `minisign -V`.

Ed25519 over BLAKE2b-512 of the file (minisign's prehashed form, the only one accepted), and a second signature that
binds the trusted comment to the first. Format: https://jedisct1.github.io/minisign/#signature-format
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.ed25519 import verifies
from db.sync.package.refusals import BadSignature

_PREHASHED = b"ED"
_KEY = b"Ed"
_ID, _SIGNATURE = 8, 64
_LINES = 4
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "


@dataclass(frozen=True)
class SigningKey:
    """A secret Ed25519 key.

    Args:
        seed: the 32 secret bytes.
    """

    seed: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The 32 public bytes."""
        return self._key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """The key's number, see `key_id`."""
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature (RFC 8032)."""
        return self._key.sign(message)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True)
class Seal:
    """A seal as read, not yet verified.

    Attributes:
        key_id: number of the key that is said to have made it.
        signature: over BLAKE2b-512 of the sealed bytes.
        comment: the trusted comment.
        comment_signature: over signature and comment.
    """

    key_id: str
    signature: bytes
    comment: str
    comment_signature: bytes


def key_id(public: bytes) -> str:
    """A signing key's number: the first 8 bytes of SHA-256 over its domain line and the key, in minisign's notation."""
    return _shown(hashlib.sha256(b"nuanxin/ed25519\n" + public).digest()[:_ID])


def recipient_id(recipient: str) -> str:
    """The number of an age recipient: the first 8 bytes of SHA-256 over its domain line and its text."""
    return _shown(hashlib.sha256(b"nuanxin/x25519\n" + recipient.encode()).digest()[:_ID])


def seal(message: bytes, key: SigningKey, comment: str) -> bytes:
    """The text of a `.minisig` file.

    Args:
        message: the bytes to be sealed.
        key: whose seal it is.
        comment: the trusted comment, one line.
    """
    signature = key.sign(hashlib.blake2b(message).digest())
    binding = key.sign(signature + comment.encode())
    first = _PREHASHED + _raw(key.key_id) + signature
    return (
        f"{_UNTRUSTED}nuanxin seal, key {key.key_id}\n{_base64(first)}\n{_TRUSTED}{comment}\n{_base64(binding)}\n"
    ).encode()


def read_seal(text: bytes) -> Seal:
    """Takes a `.minisig` file apart.

    Raises:
        BadSignature: it is not one, or of the old form that does not hash first.
    """
    try:
        lines = text.decode().removesuffix("\n").split("\n")
        first, binding = base64.b64decode(lines[1], validate=True), base64.b64decode(lines[3], validate=True)
    except (UnicodeDecodeError, binascii.Error, IndexError, ValueError):
        raise BadSignature from None
    well_formed = (
        len(lines) == _LINES
        and lines[0].startswith(_UNTRUSTED)
        and lines[2].startswith(_TRUSTED)
        and first.startswith(_PREHASHED)
        and (len(first), len(binding)) == (len(_PREHASHED) + _ID + _SIGNATURE, _SIGNATURE)
    )
    if not well_formed:
        raise BadSignature
    return Seal(_shown(first[2:10]), first[10:], lines[2].removeprefix(_TRUSTED), binding)


def verify(message: bytes, seal_: Seal, public: bytes) -> None:
    """Makes sure that `seal_` is the seal of `public` over `message` and over its own comment.

    Raises:
        BadSignature: it is not.
    """
    over_message = verifies(public, seal_.signature, hashlib.blake2b(message).digest())
    if not over_message or not verifies(public, seal_.comment_signature, seal_.signature + seal_.comment.encode()):
        raise BadSignature


def public_key_text(public: bytes) -> str:
    """The public key as minisign's `-P` option takes it."""
    return _base64(_KEY + _raw(key_id(public)) + public)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _shown(raw: bytes) -> str:
    """A key's number as minisign prints it: a little-endian hexadecimal integer."""
    return raw[::-1].hex().upper()


def _raw(shown: str) -> bytes:
    return bytes.fromhex(shown)[::-1]
