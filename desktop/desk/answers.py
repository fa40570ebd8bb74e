"""The county's answers: returns written for every laptop that is owed one, and taken in at the township."""

from collections.abc import Sequence
from pathlib import Path

from db.sync.county.returning import Returned, waiting_stations, write_return
from db.sync.township.received import ReturnResult
from db.sync.township.receiving import take_return
from desktop.desk.attachments import files_of
from desktop.desk.desk import Desk
from desktop.desk.handover import app_version
from desktop.desk.settings import safe_copy


def answer_townships(desk: Desk, folder: Path, org: str = "") -> tuple[Returned, ...]:
    """Writes a return for each laptop that handed in since its last one, or whose ledger has grown.

    Args:
        desk: the county's desk.
        folder: where the files go.
        org: of one township only; "" for all.

    Raises:
        NotACounty: this is a township's record.
        DiskFull, PlaceNotWritable, ExportNotVerified: those written before stay, the record knows of each.
    """
    store = desk.record.store
    files = files_of(desk)
    waiting = [one.station_id for one in waiting_stations(store) if org in {"", one.org_code}]
    return tuple(made for each in waiting for made in write_return(store, each, folder, app_version(), files))


def answers_owed(desk: Desk) -> int:
    """How many laptops a return has something to say to."""
    return len(waiting_stations(desk.record.store))


def take_answers(desk: Desk, paths: Sequence[Path], *, apply: bool, force: bool = False) -> tuple[ReturnResult, ...]:
    """Takes returns in, each for itself, or only says what that would do.

    Args:
        desk: the township's desk.
        paths: the files; they are taken in the order of their names, for one may go on from another.
        apply: false for a preview, which changes nothing.
        force: take in even one that takes a large part of the households out, after a copy of the record (D-44).

    Raises:
        NotEnrolled, PracticeStays: there is no county to hear from.
        DiskFull, DatabaseDamaged, BackupNotMade: there is no copy, so that return is not taken in.
    """
    ordered = sorted(paths, key=lambda path: path.name)
    return tuple(_taken(desk, path, apply=apply, force=force) for path in ordered)


def _taken(desk: Desk, path: Path, *, apply: bool, force: bool) -> ReturnResult:
    result = take_return(desk.record.store, path, apply=apply, files=files_of(desk))
    if not (force and result.verdict == "refused" and result.takes_out):
        return result
    safe_copy(desk)
    return take_return(desk.record.store, path, force=True, files=files_of(desk))
