"""A log file that cannot hold a name or an ID number: words from a closed list, codes, counts and record ids only."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path

FILE_NAME = "nuanxin.log"
LONGEST = 256 * 1024
KEPT = 3
"""Size in bytes at which a new file is begun, and how many old ones stay."""

EVENTS = frozenset(
    {"started", "ended", "refused", "bug", "unlocked", "locked", "imported", "exported", "printed", "checked"}
)
COUNTS = frozenset({"exit", "done", "skipped", "rows", "households", "forms", "pages", "changes", "faults", "seconds"})
_CODE = re.compile(r"P-[A-Z]{2,3}-[0-9A-F]{2,8}")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PLACE = re.compile(r"(?:db|desktop|resources)(?:/[a-z_]{1,30}){1,5}\.py:\d{1,5}")
_MOST = 10_000_000
"""Counts stay below the length of a telephone number."""


class NotLoggableError(ValueError):
    """A caller tried to log something that is no event, code, count, place or record id: a bug of the caller."""


class Log:
    """The log of one home; a folder that is not there, or cannot be written, is no reason to stop anybody's work.

    Args:
        home: the record's folder.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / FILE_NAME

    def write(
        self,
        at: datetime,
        event: str,
        *,
        code: str = "",
        counts: Mapping[str, int] | None = None,
        ids: tuple[str, ...] = (),
        place: str = "",
    ) -> None:
        """Adds one line.

        Args:
            at: the instant.
            event: one of `EVENTS`.
            code: of a refusal or a bug.
            counts: figures by name, names from `COUNTS`.
            ids: record ids.
            place: module and line of our own code.

        Raises:
            NotLoggableError: anything else was handed in; nothing is written.
        """
        entry = _entry(event, code, dict(counts or {}), ids, place)
        line = json.dumps({"at": at.isoformat(timespec="seconds"), **entry}, ensure_ascii=True)
        if not self.path.parent.is_dir():
            return
        try:
            self._turn(len(line) + 1)
            with self.path.open("a", encoding="ascii") as stream:
                stream.write(line + "\n")
        except OSError:
            return

    def _turn(self, more: int) -> None:
        """Begins a new file when the present one is full; the oldest goes."""
        if not self.path.exists() or self.path.stat().st_size + more <= LONGEST:
            return
        names = [self.path, *(self.path.with_name(f"{FILE_NAME}.{number}") for number in range(1, KEPT + 1))]
        for newer, older in reversed(list(pairwise(names))):
            if newer.exists():
                newer.replace(older)


def _entry(event: str, code: str, counts: dict[str, int], ids: tuple[str, ...], place: str) -> dict[str, object]:
    if event not in EVENTS:
        raise NotLoggableError("event")
    if code and not _CODE.fullmatch(code):
        raise NotLoggableError("code")
    if place and not _PLACE.fullmatch(place):
        raise NotLoggableError("place")
    if any(not _ID.fullmatch(each) for each in ids):
        raise NotLoggableError("id")
    for name, value in counts.items():
        if name not in COUNTS or not isinstance(value, int) or not -_MOST < value < _MOST:
            raise NotLoggableError("count")
    entry = {"event": event, "code": code, "place": place, "counts": counts, "ids": list(ids)}
    return {name: value for name, value in entry.items() if value}
