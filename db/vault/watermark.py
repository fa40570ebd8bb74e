"""The high-water mark outside the database: how far the record had come when it was last saved here (B-33).

Neither SQLCipher nor the chain notices last week's file put back whole; this small file does. It is sealed with a key
from the data key, so that nobody without the passphrase can lower it.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from db.disk import replace_durably

FORMAT = "nuanxin-watermark/1"
LARGEST = 4096


@dataclass(frozen=True)
class Watermark:
    """How far the record had come.

    Args:
        chain_head: hash of the newest own change, or "" before the first.
        seq: its number in this station's chain.
        acked_seq: the highest number the county has confirmed.
        ledger_no: the county ledger number seen last.
        backup_id: the newest backup's id, or "".
        machine: a fingerprint of this computer, or "" where none can be had.
    """

    chain_head: str
    seq: int
    acked_seq: int = 0
    ledger_no: int = 0
    backup_id: str = ""
    machine: str = ""


class Standing(StrEnum):
    """How the database stands to the mark."""

    IN_STEP = "in step"
    BEHIND = "behind"
    DIVERGED = "diverged"
    MOVED = "moved"
    MISSING = "missing"
    FORGED = "forged"


@dataclass(frozen=True)
class Verdict:
    """What the mark says about an opened database; safety never depends on it, what people are told does.

    Args:
        standing: IN_STEP also when the database is ahead (a crash between save and mark); BEHIND: changes are gone;
            DIVERGED: other changes stand where the mark's should; MOVED: in step on another computer; MISSING: no mark;
            FORGED: damaged, or of another vault.
        missing: how many changes the database lacks.
        at_county: how many of these the county has confirmed and will return.
        mark: the mark read, when it could be trusted.
    """

    standing: Standing
    missing: int = 0
    at_county: int = 0
    mark: Watermark | None = None

    @property
    def lost(self) -> int:
        """How many changes nobody is known to have."""
        return self.missing - self.at_county


def write_mark(path: Path, mark: Watermark, key: bytes) -> None:
    """Replaces the mark.

    Raises:
        OSError: the old mark stands; the save it follows is not undone.
    """
    body = asdict(mark)
    replace_durably(path, json.dumps({"format": FORMAT, "mark": body, "mac": _mac(body, key)}).encode())


def judge(path: Path, key: bytes, now: Watermark, holds: Callable[[str], bool]) -> Verdict:
    """Compares the mark with the database just opened.

    Args:
        path: the mark's file.
        key: the sub-key for `Purpose.WATERMARK`.
        now: the same figures read from the database (its `backup_id` is not compared).
        holds: tells whether a change with this hash is in the database's log.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Verdict(Standing.MISSING)
    except OSError:
        return Verdict(Standing.FORGED)
    mark = _read(content, key)
    return Verdict(Standing.FORGED) if mark is None else _compared(mark, now, holds)


def _compared(mark: Watermark, now: Watermark, holds: Callable[[str], bool]) -> Verdict:
    if mark.chain_head and not holds(mark.chain_head):
        missing = max(mark.seq - now.seq, 0)
        at_county = min(max(mark.acked_seq - now.seq, 0), missing)
        return Verdict(Standing.BEHIND if missing else Standing.DIVERGED, missing, at_county, mark)
    moved = mark.machine and now.machine and mark.machine != now.machine
    return Verdict(Standing.MOVED if moved else Standing.IN_STEP, mark=mark)


def _read(content: bytes, key: bytes) -> Watermark | None:
    try:
        said = json.loads(content if len(content) <= LARGEST else b"")
        body = said["mark"]
        right = said["format"] == FORMAT and hmac.compare_digest(str(said["mac"]).encode(), _mac(body, key).encode())
        return Watermark(**body) if right else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _mac(body: dict[str, Any], key: bytes) -> str:
    text = FORMAT + json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), sha256).hexdigest()
