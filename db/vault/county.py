"""The county's recovery key: two officers, two codes, one key that neither can make alone (B-44, third way in).

Each officer's code has the form of a recovery code and is kept sealed like one. The key comes from both together (HKDF
over 256 random bits), so that one code gives away nothing about the other half.
"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.vault.keys import DOMAIN, KEY_BYTES, KeyPair
from db.vault.recovery import RecoveryCode

_LABEL = DOMAIN + b"county recovery"


def pair_of(first: RecoveryCode, second: RecoveryCode) -> KeyPair:
    """The X25519 key pair (RFC 7748) that two officers' codes make; in whichever order they are typed.

    Args:
        first: the code of one officer.
        second: that of the other.
    """
    both = b"".join(sorted((first.secret, second.secret)))
    private = X25519PrivateKey.from_private_bytes(HKDF(SHA256(), KEY_BYTES, None, _LABEL).derive(both))
    return KeyPair(private.public_key().public_bytes_raw(), private.private_bytes_raw())
