"""How often the passphrase was wrong, kept outside the database so that closing the program does not reset it.

The delay slows a person at the keyboard; against a copied file only the cost of Argon2id helps.
"""

import contextlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db.disk import replace_durably

FREE_TRIES = 5
FIRST_WAIT = 60
LONGEST_WAIT = 15 * 60


@dataclass(frozen=True)
class Tries:
    """Wrong passphrases since the vault was last opened.

    Args:
        failed: how many.
        at: the instant of the last one, or None.
    """

    failed: int = 0
    at: datetime | None = None

    @property
    def left(self) -> int:
        """How many more may be wrong before waiting begins."""
        return max(FREE_TRIES - self.failed, 0)

    @property
    def penalty(self) -> int:
        """Seconds to wait after the last wrong one: none for five, then 1, 2, 4, 8 minutes, at most 15."""
        if self.failed < FREE_TRIES:
            return 0
        return int(min(FIRST_WAIT << min(self.failed - FREE_TRIES, 8), LONGEST_WAIT))

    def wait_seconds(self, now: datetime) -> int:
        """Seconds still to wait at `now`; a clock turned back does not lengthen the wait beyond the penalty."""
        if self.at is None or not self.penalty:
            return 0
        ends = self.at + timedelta(seconds=self.penalty)
        return min(max(round((ends - now).total_seconds()), 0), self.penalty)


def read(path: Path) -> Tries:
    """What the file says; a missing or unreadable file counts as no wrong try."""
    try:
        said = json.loads(path.read_bytes())
        at = datetime.fromisoformat(said["at"])
        return Tries(max(int(said["failed"]), 0), at) if at.tzinfo else Tries()
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return Tries()


def write(path: Path, tries: Tries) -> None:
    """Keeps `tries`; a disk that cannot be written does not keep anybody out."""
    at = tries.at.isoformat() if tries.at else ""
    with contextlib.suppress(OSError):
        replace_durably(path, json.dumps({"failed": tries.failed, "at": at}).encode())


def clear(path: Path) -> None:
    """Forgets the wrong tries after a right one."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
