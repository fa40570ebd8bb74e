"""Whether a signature is the one of a key (Ed25519, RFC 8032): asked of seals, documents and people."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """True when `signature` over `message` was made with the secret half of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
