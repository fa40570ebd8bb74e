"""Pictures and PDFs beside the record: each sealed on disk under the digest of what it is (B-55, D-65).

A file is written before the record speaks of it, so a record never names one that was not kept; one nobody names is
only lost room. The seal binds the content to its name: a file put in another's place does not open.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from db.disk import whole_file
from db.errors import Refusal

FOLDER = "attachments"
_MAGIC, _NONCE = b"NXA1", 12


class AttachmentGone(Refusal):
    """The file of an attachment is not here, or does not open under its name.

    Args:
        sha256: the digest it is filed under.
    """

    code = "P-ATT-01"

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"附件 {sha256[:8]} 的文件不在本机，或者已损坏。",
            "登记还在，别的附件不受影响。",
            "请从备份恢复，或把原件重新添上、作废这一条。",
        )
        self.sha256 = sha256


class AttachmentNotKept(Refusal):
    """The attachment could not be written."""

    code = "P-ATT-02"

    def __init__(self) -> None:
        super().__init__(
            "附件没有写进档案所在的硬盘。", "什么都没有登记，档案没有变。", "请看硬盘是不是满了，再试一次。"
        )


@dataclass(frozen=True)
class Attachments:
    """The sealed files of one record.

    Args:
        home: the record's folder.
        key: the sub-key of the data key for attachments.
    """

    home: Path
    key: bytes = field(repr=False)

    def put(self, content: bytes) -> str:
        """Keeps a file and answers its SHA-256, hexadecimal; one that is there already is not written again.

        Raises:
            AttachmentNotKept: no room, or the folder cannot be written; nothing is left behind.
        """
        digest = hashlib.sha256(content).hexdigest()
        target = self._path(digest)
        if self._opens(digest):
            return digest
        nonce = secrets.token_bytes(_NONCE)
        sealed = _MAGIC + nonce + ChaCha20Poly1305(self.key).encrypt(nonce, content, digest.encode())
        try:
            target.parent.mkdir(exist_ok=True)
            with whole_file(target) as stream:
                stream.write(sealed)
        except OSError as fault:
            raise AttachmentNotKept from fault
        return digest

    def get(self, sha256: str) -> bytes:
        """A file's content.

        Raises:
            AttachmentGone: it is not here, damaged, or another file under its name.
        """
        try:
            sealed = self._path(sha256).read_bytes()
            start = len(_MAGIC) + _NONCE
            if sealed[: len(_MAGIC)] != _MAGIC:
                raise AttachmentGone(sha256)
            nonce, rest = sealed[len(_MAGIC) : start], sealed[start:]
            return ChaCha20Poly1305(self.key).decrypt(nonce, rest, sha256.encode())
        except (OSError, InvalidTag, ValueError) as fault:
            raise AttachmentGone(sha256) from fault

    def open(self, sha256: str) -> BinaryIO:
        """The same as a stream; the refusals of `get`."""
        return BytesIO(self.get(sha256))

    def has(self, sha256: str) -> bool:
        """Whether a file of that name is here; whether it opens is seen when it is read."""
        return self._path(sha256).is_file()

    def _opens(self, digest: str) -> bool:
        try:
            self.get(digest)
        except AttachmentGone:
            return False
        return True

    def _path(self, digest: str) -> Path:
        return self.home / FOLDER / digest
