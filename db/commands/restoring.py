"""A safety copy in the place of the record: looked at first, put back, taken back (B-36, B-45, D-21, D-22)."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.clock import Clock
from db.commands.founding import finish_founding
from db.commands.opening import WATERMARK
from db.errors import Refusal
from db.store.attachments import FOLDER
from db.store.backup import Home
from db.store.backup_file import ATTACHMENTS, BackupFromElsewhere, inspect, key_file
from db.store.backup_proof import Origin
from db.store.cipher import Driver
from db.store.migrate import SHAPE
from db.store.restore import Restored, Restoring, asides, bring_back, restore
from db.store.restored import Restoration, note_restoration
from db.store.server import SERVER, RecordOnServer
from db.store.store import DATABASE
from db.vault.keys import Purpose
from db.vault.refusals import VaultMissing
from db.vault.vault import FILE_NAME, UnlockedVault, Vault

ASIDES = "asides"
TRIAL = ".restoring"
"""Folder for the key file inside a copy, while a machine without a record tries a passphrase on it."""
_PEOPLE = ("family", "person", "change")


class NothingAside(Refusal):
    """No restore has set a record aside, or what it set aside is gone."""

    code = "P-BAK-07"

    def __init__(self) -> None:
        super().__init__("没有可以换回的档案。", "现在的档案没有动。", "只有在这台电脑上恢复时放到一边的，才能换回。")


@dataclass(frozen=True)
class CopyFacts:
    """What a copy says of itself, read without a key; every byte of it was compared with its hashes.

    Attributes:
        made_at: when it was made, UTC.
        station_id: the computer that made it.
        families, persons, changes: rows in it.
        attachments: pictures and PDFs in it.
        size: of the file, in bytes.
    """

    made_at: datetime
    station_id: str
    families: int
    persons: int
    changes: int
    attachments: int
    size: int


def look_at_copy(home: Path, path: Path) -> CopyFacts:
    """Reads a copy through and says what is in it, so that a person can choose; nothing is touched.

    Args:
        home: the folder of the record it is to replace; there need not be one.
        path: the copy.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew: what is wrong with the file.
        BackupFromElsewhere: it is not of the record in `home`.
        VaultDamaged, VaultTooNew: of the key file in `home`.
    """
    manifest = inspect(path)
    if _expected(home).vault_id not in {"", manifest.vault_id}:
        raise BackupFromElsewhere
    counts = dict(manifest.counts)
    families, persons, changes = (counts.get(name, 0) for name in _PEOPLE)
    files = sum(entry.path.startswith(ATTACHMENTS) for entry in manifest.files)
    made_at = datetime.fromisoformat(manifest.made_at)
    return CopyFacts(made_at, manifest.station_id, families, persons, changes, files, path.stat().st_size)


def restore_record(home: Path, path: Path, clock: Clock, opens: Callable[[Vault], UnlockedVault]) -> Restored:
    """Puts a copy in the place of the record, or where there is none; the present one is set aside.

    Args:
        home: the record's folder, which nobody has open; made when it is not there.
        path: the copy.
        clock: names the folder the present record goes to.
        opens: opens the vault it is handed, with a passphrase or a code: the present one, or on a machine without a
            record the one inside the copy. The present one stays: a passphrase changed since is still in force.

    Raises:
        Those of `look_at_copy` and of `db.store.restore.restore`, and what `opens` raises.
        RecordOnServer: its administrator puts the database back.
    """
    if (home / SERVER).exists():
        raise RecordOnServer
    home.mkdir(parents=True, exist_ok=True)
    finish_founding(home)
    expected = _expected(home)
    unlocked = opens(Vault(home, clock)) if expected.vault_id else _on_trial(home, path, clock, opens)

    def note(copy: Driver, restored: Restored) -> None:
        kept, at = restored.manifest, clock.now().astimezone(UTC).isoformat(timespec="seconds")
        aside = restored.aside.name if restored.aside else ""
        note_restoration(copy, Restoration(kept.backup_id, kept.made_at, at, aside))

    restoring = Restoring(clock.now(), with_key_file=not expected.vault_id, note=note)
    return restore(path, unlocked.key(Purpose.DATABASE), _home(home), expected, restoring)


def take_back_restore(home: Path, unlocked: UnlockedVault, aside: str, clock: Clock) -> Path | None:
    """The wrong copy was put back: the record that was set aside returns, the copy is set aside in turn (D-22).

    Args:
        home: the record's folder, which nobody has open.
        unlocked: its open vault.
        aside: `Restoration.aside`.
        clock: names the folder the copy goes to.

    Returns:
        Where the copy lies now.

    Raises:
        NothingAside: there was no record before, or it is not there any more.
        DatabaseBusy, BackupNotMade: the present record is still in its place.
    """
    folder = next((each for each in asides(_home(home)) if each.name == aside), None)
    if folder is None:
        raise NothingAside
    return bring_back(folder, unlocked.key(Purpose.DATABASE), _home(home), clock.now())


def _home(home: Path) -> Home:
    return Home(home / DATABASE, Vault(home).files, home / ASIDES, home / FOLDER, (home / WATERMARK,))


def _expected(home: Path) -> Origin:
    try:
        return Origin(Vault(home).header().vault_id, "", SHAPE)
    except VaultMissing:
        return Origin("", "", SHAPE)


def _on_trial(home: Path, path: Path, clock: Clock, opens: Callable[[Vault], UnlockedVault]) -> UnlockedVault:
    """Opens the vault inside the copy, which lies in a folder of its own for as long as that takes."""
    trial = home / TRIAL
    shutil.rmtree(trial, ignore_errors=True)
    try:
        trial.mkdir()
        (trial / FILE_NAME).write_bytes(key_file(path))
        return opens(Vault(trial, clock))
    finally:
        shutil.rmtree(trial, ignore_errors=True)
