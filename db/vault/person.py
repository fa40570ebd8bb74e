"""A person's own signing key (B-50): it says who unlocked, whatever else the laptop they share could write."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True)
class PersonKey:
    """The key one person's passphrase gives, for as long as the record is unlocked.

    Args:
        seed: the 32 secret bytes of an Ed25519 key (RFC 8032).
    """

    seed: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The 32 public bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature over `message`."""
        return self._key.sign(message)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)
