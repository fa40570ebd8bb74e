"""Who reads a package, and whom the reader believes: what whoever opens one has to be told."""

from dataclasses import dataclass
from typing import Protocol

from db.sync.package.seal import key_id


@dataclass(frozen=True)
class KnownSender:
    """A sender somebody has vouched for.

    Attributes:
        id: station or county id.
        org_code: its township or county.
        name: its registered name.
        public: its Ed25519 public key, 32 bytes.
        revoked_after: None while in force; else the hash of the last change that still counts: later ones go to the
            review queue, not to the bin (B-49).
        retired: the key is past its rotation and still honoured (B-48).
    """

    id: str
    org_code: str
    name: str
    public: bytes
    revoked_after: str | None = None
    retired: bool = False

    @property
    def key_id(self) -> str:
        """The key's number."""
        return key_id(self.public)


@dataclass(frozen=True)
class Offered:
    """Documents the package brings along; each is worth what its own signature is worth.

    Attributes:
        certificate: the sender's certificate, empty when there is none.
        manifest: a key manifest, empty when there is none.
    """

    certificate: bytes = b""
    manifest: bytes = b""


class Trust(Protocol):
    """Who is reading, and whom the reader believes; see `db.sync.trust.senders` for the county's and the station's."""

    @property
    def me(self) -> str:
        """The reader's own station or county id."""

    @property
    def purpose(self) -> str:
        """What kind of package is being taken in."""

    def sender_for(self, key_id: str, offered: Offered) -> KnownSender | None:
        """The sender whose key this is, None for a stranger; raises `RevokedSender`."""
