"""The envelope of a package, opened with the word of FORMAT.md (section 1) and of the age format alone."""

import base64
import binascii
import hmac
import re
from collections.abc import Iterator, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"age-encryption.org/v1\n"
LARGEST_FILE, LARGEST_HEADER = 512 << 20, 64 << 10
CHUNK, TAG = 64 << 10, 16
MAC_LINE = re.compile(rb"\n--- ([A-Za-z0-9+/]{43})\n")
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class Refusal(Exception):  # noqa: N818 - the package is at fault, not the reader
    """The one code a package is refused under."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code} {why}")
        self.code = code


def need(holds: object, code: str, why: str) -> None:
    """Refuse under `code` unless `holds`."""
    if not holds:
        raise Refusal(code, why)


def decrypt(file: bytes, identities: Sequence[str]) -> tuple[bytes, str]:
    """Open the envelope: the clear text, and the identity that opened it."""
    need(file and MAGIC.startswith(file[: len(MAGIC)]), "P-PKG-01", "not an age file")
    need(len(file) <= LARGEST_FILE, "P-PKG-11", "file over 512 MiB")
    start = file[:LARGEST_HEADER]
    mac_line = MAC_LINE.search(start)
    head = start[: mac_line.start() + 1] if mac_line else start[: start.rfind(b"\n") + 1]
    kinds = [line[3:].split(b" ")[0] for line in head.split(b"\n") if line.startswith(b"-> ")]
    known = all(kind in (b"X25519", b"grease") or kind.endswith(b"-grease") for kind in kinds)
    need(known, "P-PKG-07", "a stanza of another kind")
    if mac_line is None:
        found = start.find(b"\n---")
        need(found < 0 or len(start) - found < 49, "P-PKG-03", "the line of the MAC")
        raise Refusal("P-PKG-02" if len(file) <= LARGEST_HEADER else "P-PKG-11", "the header has no end")
    need(kinds, "P-PKG-03", "no stanza")
    need(len(file) >= mac_line.end() + 16 + TAG, "P-PKG-02", "nothing behind the header")
    stanzas = list(_stanzas(head[len(MAGIC) :]))
    for identity in identities:
        for arguments, body in stanzas:
            key = _file_key(arguments, body, _secret(identity)) if arguments[0] == b"X25519" else None
            if key:
                mac = hmac.digest(_derive(key, b"", b"header"), head + b"---", "sha256")
                need(hmac.compare_digest(mac, _unpadded(mac_line[1])), "P-PKG-03", "MAC of the header")
                return _payload(file[mac_line.end() :], key), identity
    raise Refusal("P-PKG-04", "none of our keys")


def _stanzas(text: bytes) -> Iterator[tuple[list[bytes], bytes]]:
    """Arguments and body of each stanza; a body ends with its first line of fewer than 64 digits."""
    lines = text.split(b"\n")[:-1]
    while lines:
        mark, *arguments = lines.pop(0).split(b" ")
        need(mark == b"->" and arguments and all(arguments), "P-PKG-03", "the first line of a stanza")
        need(all(33 <= letter <= 126 for word in arguments for letter in word), "P-PKG-03", "letters of a stanza")
        body = b""
        while True:
            need(lines and len(lines[0]) <= 64, "P-PKG-03", "a stanza has no end, or too long a line")
            line = lines.pop(0)
            body += line
            if len(line) < 64:
                break
        yield arguments, _unpadded(body)


def _file_key(arguments: list[bytes], body: bytes, secret: X25519PrivateKey) -> bytes | None:
    """The file's key where this stanza is for this identity."""
    need(len(arguments) == 2, "P-PKG-03", "arguments of an X25519 stanza")
    share = _unpadded(arguments[1])
    need(len(share) == 32 and len(body) == 32, "P-PKG-03", "sizes of an X25519 stanza")
    try:
        shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
        salt = share + secret.public_key().public_bytes_raw()
        return ChaCha20Poly1305(_derive(shared, salt, b"age-encryption.org/v1/X25519")).decrypt(bytes(12), body, None)
    except ValueError as error:
        raise Refusal("P-PKG-03", "a share of low order") from error
    except InvalidTag:
        return None


def _payload(sealed: bytes, key: bytes) -> bytes:
    """The chunks; a failure of the last one is how a cut file shows."""
    cipher = ChaCha20Poly1305(_derive(key, sealed[:16], b"payload"))
    pieces = [sealed[at : at + CHUNK + TAG] for at in range(16, len(sealed), CHUNK + TAG)]
    clear = bytearray()
    for number, piece in enumerate(pieces):
        at_end = number + 1 == len(pieces)
        opened = _chunk(cipher, number, piece, last=at_end)
        if opened is None:
            ended = at_end or _chunk(cipher, number, piece, last=True) is not None
            raise Refusal("P-PKG-02" if ended else "P-PKG-03", f"chunk {number}")
        need(opened or len(pieces) == 1, "P-PKG-02", "an empty last chunk")
        clear += opened
    return bytes(clear)


def _chunk(cipher: ChaCha20Poly1305, number: int, piece: bytes, *, last: bool) -> bytes | None:
    try:
        return cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), piece, None)
    except InvalidTag:
        return None


def _secret(identity: str) -> X25519PrivateKey:
    """The key in an `AGE-SECRET-KEY-1...`; its checksum is its owner's affair."""
    bits = "".join(f"{BECH32.index(letter):05b}" for letter in identity.lower().split("1", 1)[1][:-6])
    return X25519PrivateKey.from_private_bytes(int(bits[:256], 2).to_bytes(32, "big"))


def _derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _unpadded(text: bytes) -> bytes:
    """Base64 as age writes it: no padding, one spelling for each value."""
    try:
        value = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise Refusal("P-PKG-03", "base64 of the header") from error
    need(base64.b64encode(value).rstrip(b"=") == text, "P-PKG-03", "base64 of the header")
    return value
