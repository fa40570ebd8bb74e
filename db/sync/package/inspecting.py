"""What can be said of a package without taking anything in, however far it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import Refusal
from db.sync.package.envelope import Envelope, read_envelope
from db.sync.package.header import SealedHeader
from db.sync.package.limits import LIMITS, Limits
from db.sync.package.opening import Opening, opened_file
from db.sync.package.trusting import Trust


@dataclass(frozen=True)
class Inspection:
    """What can be said of a package, however far it opens.

    Attributes:
        envelope: the outside; None when it is no package.
        claimed: the header as it stands; None when it does not open. Only `verified` makes it true.
        entries: the names inside.
        verified: every check passed for the given trust.
        refusal: what the first failing check said, None when all passed or none was asked for.
    """

    envelope: Envelope | None = None
    claimed: SealedHeader | None = None
    entries: tuple[str, ...] = ()
    verified: bool = False
    refusal: Refusal | None = None


def inspect_package(
    path: Path, identities: Sequence[str] = (), trust: Trust | None = None, limits: Limits = LIMITS
) -> Inspection:
    """Looks at a package without importing: whom it claims to be from and for, and whether that is verified.

    Args:
        path: the file.
        identities: our age secret keys; without any only the outside is read.
        trust: whom to believe; without it nothing is verified.
        limits: what a package may be.
    """
    opening = Opening(limits)
    refusal: Refusal | None = None
    verified = False
    try:
        with opened_file(path) as (stream, size):
            opening.envelope = read_envelope(stream, size, limits)
        if identities:
            opening.decrypt(path, identities)
            opening.read_directory()
            opening.read_claims()
            verified = trust is not None and _verified(opening, trust)
    except Refusal as found:
        refusal = found
    finally:
        opening.close()
    directory = getattr(opening, "directory", None)
    return Inspection(
        getattr(opening, "envelope", None),
        getattr(opening, "sealed", None),
        directory.names if directory else (),
        verified,
        refusal,
    )


def _verified(opening: Opening, trust: Trust) -> bool:
    opening.judge_seal(trust)
    opening.judge_header(trust)
    opening.judge_contents()
    return True
