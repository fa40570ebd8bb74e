"""The county's raw packages: every file is first kept as it came, so that the ledger can be made again (B-23)."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from db.disk import sync_folder
from db.store.store import Store
from db.sync.package.refusals import PackageUnreadable
from db.sync.package.writing import room

ARCHIVE = "archive"
NOT_REPLAYED = "not_replayed"
"""Setting: digests of archived packages that were tried again and refused; nobody is asked about them twice."""
RESEALED = ".purged.nxb"
"""How the name of a raw package ends that was written anew after an erasure; before it the original's digest."""
REPLACED = "archive_replaced"
"""Setting: names of raw packages that were written anew since, so that copies elsewhere give up the old ones."""
_PIECE = 1 << 20


def keep_raw(home: Path, year: int, package: Path, sha256: str) -> Path:
    """Copies a verified package to `archive/<year>/<sha256>.nxb`, on disk before this returns.

    Args:
        home: the county's folder.
        year: of the import.
        package: the file; it is only read.
        sha256: its digest as it was verified, hexadecimal; other bytes are not kept under its name.

    Returns:
        The copy; of a package taken in from the archive itself, that very file under its own digest. A crash leaves
        at most a copy of a package that was not taken in, or a `.part` the next copy replaces.

    Raises:
        DiskFull: no room; nothing is kept.
        PackageUnreadable: the file is no longer what was verified, or cannot be read; nothing is kept.
    """
    if package.resolve().parent.parent == (home / ARCHIVE).resolve():
        return _called(package, sha256)
    folder = home / ARCHIVE / f"{year:04d}"
    target, part = folder / f"{sha256}.nxb", folder / f"{sha256}.part"
    try:
        if target.is_file() and _digest(target) == sha256:
            return target
        folder.mkdir(parents=True, exist_ok=True)
        with room(package.stat().st_size), package.open("rb") as source, part.open("wb") as copy:
            copied = _copy(source, copy)
        if copied != sha256:
            raise PackageUnreadable
        part.replace(target)
        for each in (folder, folder.parent, home):
            sync_folder(each)
    except OSError as fault:
        raise PackageUnreadable from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def _called(package: Path, sha256: str) -> Path:
    """One written anew after an erasure takes its own digest for a name: under that the journal knows it from now on.

    Else a later erasure would not find it.
    """
    target = package.with_name(f"{sha256}.nxb")
    if package.name != target.name:
        package.replace(target)
        sync_folder(target.parent)
    return target


def not_in_journal(store: Store, *, refused: bool = False) -> tuple[Path, ...]:
    """The archived packages that the record knows nothing of: it was put back from a backup since (B-35).

    One that was written anew after an erasure is called by its original's digest; its own is looked at as well. A copy
    made just before a crash is among them, and so is what was refused when it was tried again, but for those told to
    `pass_over`.

    Args:
        store: the county's open record.
        refused: those told to `pass_over`, too.
    """
    found = sorted((store.home / ARCHIVE).glob("*/*.nxb"))
    with store.reading() as connection:
        known = set(connection.exec_driver_sql("SELECT sha256 FROM incoming_package").scalars())
    known |= set() if refused else set(store.setting(NOT_REPLAYED, ()))
    missing = (path for path in found if path.name.partition(".")[0] not in known)
    return tuple(path for path in missing if path.name.count(".") == 1 or _digest(path) not in known)


def pass_over(store: Store, packages: Iterable[Path]) -> None:
    """Remembers that these archived packages cannot be taken in; files from elsewhere are left out."""
    archive = (store.home / ARCHIVE).resolve()
    refused = {path.name.partition(".")[0] for path in packages if path.resolve().is_relative_to(archive)}
    if refused:
        store.set_setting(NOT_REPLAYED, sorted({*store.setting(NOT_REPLAYED, ()), *refused}))


def _copy(source: BinaryIO, copy: BinaryIO) -> str:
    whole = hashlib.sha256()
    while piece := source.read(_PIECE):
        whole.update(piece)
        copy.write(piece)
    copy.flush()
    os.fsync(copy.fileno())
    return whole.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
