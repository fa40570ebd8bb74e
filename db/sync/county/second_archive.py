"""A county's raw packages once more, on another disk: kept in step with the archive, fetched back from there (B-35).

The record, its copies and the archive lie on one disk; when that breaks, what townships have been told is received is
theirs no longer to hand over again as it came. The second place holds the sealed packages and nothing else.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.errors import Refusal
from db.store.gone import EVERYTHING, RESEALING_OWED, gone_ids
from db.store.settings import read_setting, write_setting
from db.store.store import Store
from db.sync.county.archive import ARCHIVE, REPLACED, RESEALED
from db.sync.package.arrived import sha256_of
from db.sync.package.carry import copy_verified
from db.sync.package.refusals import PackageUnreadable
from db.sync.package.writing import require_folder, writable
from db.sync.trust.identity import county_desk

SECOND = "second_archive"
"""Setting: the folder of the second place, "" or absent for none."""


class SameAsFirst(Refusal):
    """A second place inside the record's own folder is lost together with it."""

    code = "P-ARC-01"

    def __init__(self) -> None:
        super().__init__("另一份不能放在档案自己的文件夹里，坏了会一起坏。", "没有改动。", "请选另一块盘上的文件夹。")


@dataclass(frozen=True)
class SecondArchive:
    """The second place as it stands.

    Attributes:
        folder: where; None while none is chosen.
        there: whether it can be reached now.
        same_disk: whether it lies on the same disk as the record, which helps little.
        kept: packages that lie there as they lie here.
        behind: packages to be brought there, and old ones to be taken away there.
        only_there: packages that the archive here has lost.
    """

    folder: Path | None
    there: bool = False
    same_disk: bool = False
    kept: int = 0
    behind: int = 0
    only_there: int = 0


def choose_second(store: Store, folder: Path | None) -> SecondArchive:
    """Keeps the raw packages in another place as well from now on, or no longer; what lies there stays.

    Args:
        store: the county's open record.
        folder: an existing folder, or None.

    Raises:
        SameAsFirst, PlaceNotWritable, NotACounty: nothing changes.
    """
    county_desk(store)
    if folder is not None:
        if store.home.resolve() in (folder.resolve(), *folder.resolve().parents):
            raise SameAsFirst
        require_folder(_place(store, folder))
    store.set_setting(SECOND, str(folder) if folder else "")
    return keep_in_step(store)


def second_archive(store: Store) -> SecondArchive:
    """How far the second place is in step; reads names, and of packages written anew the contents."""
    kept = store.setting(SECOND, "")
    if not kept:
        return SecondArchive(None)
    folder = Path(kept)
    try:
        if folder.is_dir():
            return _standing(store, folder)
    except (OSError, PackageUnreadable):  # pulled out meanwhile, or dying: as good as not there
        pass
    return SecondArchive(folder, behind=len(_named(store.home / ARCHIVE)))


def _standing(store: Store, folder: Path) -> SecondArchive:
    missing, left = _missing(store, folder), _left_behind(store, folder)
    here, there = _named(store.home / ARCHIVE), _named(_place(store, folder))
    return SecondArchive(
        folder,
        there=True,
        same_disk=folder.stat().st_dev == store.home.stat().st_dev,
        kept=len(here) - len(missing),
        behind=len(missing) + len(left),
        only_there=len(there - here - left),
    )


def keep_in_step(store: Store) -> SecondArchive:
    """Brings to the second place what it lacks, and takes away there what was written anew here.

    A disk that is not there, full or failing is no reason to refuse a package: the state says what is behind.
    """
    folder = _reachable(store)
    if folder is not None:
        with suppress(OSError, Refusal):
            for name in _missing(store, folder):
                _bring(store.home / ARCHIVE / name, (_place(store, folder) / name).parent)
            for name in _left_behind(store, folder):
                (_place(store, folder) / name).unlink(missing_ok=True)
    return second_archive(store)


def fetch_back(store: Store) -> int:
    """Copies into the archive what only the second place has: this record's own disk was lost.

    What was erased since by law is taken out of them as of any other raw package, at the next `reseal_owed`.

    Args:
        store: the county's open record.

    Returns:
        How many came back.

    Raises:
        PlaceNotWritable, PackageUnreadable, StickFailed, DiskFull: a disk fails; what came back stays.
    """
    folder = _reachable(store)
    if folder is None:
        return 0
    here, old = _named(store.home / ARCHIVE), _left_behind(store, folder)
    with writable(folder):
        back = sorted(_named(_place(store, folder)) - here - old)
        for name in back:
            _bring(_place(store, folder) / name, (store.home / ARCHIVE / name).parent)
    if back:
        with store.keeping() as connection:
            if gone_ids(connection):
                owed = read_setting(connection, RESEALING_OWED, [])
                write_setting(connection, RESEALING_OWED, sorted({*owed, EVERYTHING}))
    return len(back)


def _reachable(store: Store) -> Path | None:
    kept = store.setting(SECOND, "")
    return Path(kept) if kept and Path(kept).is_dir() else None


def _place(store: Store, folder: Path) -> Path:
    """Several counties may share a disk."""
    return folder / f"nuanxin-{store.office.org_code}"


def _named(root: Path) -> set[Path]:
    """`<year>/<name>.nxb` of every raw package under a root."""
    return {path.relative_to(root) for path in root.glob("*/*.nxb")}


def _missing(store: Store, folder: Path) -> list[Path]:
    """What lies here and not there; of what was written anew, which keeps its name, also what differs."""
    here, there = store.home / ARCHIVE, _place(store, folder)
    found = _named(there)

    def lacks(name: Path) -> bool:
        if name not in found:
            return True
        return name.name.endswith(RESEALED) and sha256_of(here / name) != sha256_of(there / name)

    return sorted(filter(lacks, _named(here)))


def _left_behind(store: Store, folder: Path) -> set[Path]:
    """What lies there under a name whose package was written anew here, or anew once more under another name."""
    here = {name.name for name in _named(store.home / ARCHIVE)}
    anew = {name.removesuffix(RESEALED) for name in here if name.endswith(RESEALED)}
    anew |= {name.removesuffix(".nxb") for name in store.setting(REPLACED, [])}
    there = _named(_place(store, folder))
    return {name for name in there if name.name not in here and name.name.partition(".")[0] in anew}


def _bring(source: Path, folder: Path) -> None:
    """One file, read back from its disk before it has its name."""
    require_folder(folder)
    copy_verified(source, folder, sha256_of(source))
