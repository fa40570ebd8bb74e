"""Settings at the desk: whose record it is and which locality's, the passphrase, a safety copy."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from db.clock import CHINA
from db.errors import Refusal
from db.store import cipher
from db.store.attachments import FOLDER
from db.store.audit import write_audit
from db.store.backup import Home, Making, back_up
from db.store.backup_proof import Origin
from db.store.migrate import SHAPE
from db.store.server import RecordOnServer
from db.store.store import DATABASE
from db.vault.keys import Purpose, SlotKind
from desktop.desk.desk import Desk
from desktop.desk.outgoing import county_name
from desktop.desk.rulebook import rulebook
from desktop.profiles import ProfileTitle

COPY_SUFFIX = ".nxbak"


class CopyInsideRecord(Refusal):
    """A copy beside the original is lost together with it."""

    code = "P-BAK-21"

    def __init__(self) -> None:
        super().__init__(
            "安全副本不能和档案放在同一个文件夹，坏了会一起坏。", "没有写任何文件。", "请选 U 盘或别的硬盘。"
        )


@dataclass(frozen=True)
class OfficeFacts:
    """Whose record is open.

    Attributes:
        name, code, role, practice: of the office.
        worker: who has unlocked it.
        station: the first digits of this laptop's name for life.
        county: where it is enrolled, "" when it is not.
        home: the record's folder.
        profile: name of the profile chosen; `profiles`: all there are.
        own_changes: what the office has changed of it itself, as a number of lines.
        let_in: the county whose two officers can open this record together (B-44), "" for none.
        trouble: why the profile chosen is not in force, "" when it is.
    """

    name: str
    code: str
    role: str
    practice: bool
    worker: str
    station: str
    county: str
    home: Path
    profile: str
    profiles: tuple[ProfileTitle, ...]
    own_changes: int = 0
    trouble: str = ""
    let_in: str = ""


@dataclass(frozen=True)
class CopyMade:
    """A safety copy, read back whole.

    Attributes:
        path, size: of the file, in bytes.
        families: households in it.
    """

    path: Path
    size: int
    families: int


def office_facts(desk: Desk) -> OfficeFacts:
    """The facts of the settings page."""
    office = desk.record.office
    return OfficeFacts(
        office.org_name,
        office.org_code,
        office.role,
        office.practice,
        desk.record.worker_name,
        office.station_id[:8],
        county_name(desk),
        desk.record.home,
        desk.locality.base.name,
        desk.locality.shelf.titles(),
        sum(line.own for group in rulebook(desk) for line in group.lines),
        desk.locality.trouble.sentence if desk.locality.trouble else "",
        next((slot.name.label for slot in desk.record.vault.header().slots if slot.name.kind is SlotKind.COUNTY), ""),
    )


def change_passphrase(desk: Desk, old: str, new: str) -> None:
    """Changes the passphrase of whoever has unlocked the record.

    Raises:
        WrongPassphrase, WeakPassphrase, VaultNotSaved: the old one still works.
    """
    desk.record.vault.change_passphrase(desk.record.worker_id, old, new)


def copy_name(desk: Desk) -> str:
    """A file name for a copy made now: no name of a person or place in it."""
    return f"nuanxin_{desk.clock.now().astimezone(CHINA):%Y%m%d_%H%M}{COPY_SUFFIX}"


def make_copy(desk: Desk, target: Path) -> CopyMade:
    """Writes a complete encrypted copy of the record, read back before it gets its name.

    Raises:
        CopyInsideRecord, DiskFull, DatabaseDamaged, BackupNotMade: no file is left behind.
        RecordOnServer: its administrator backs the database up.
    """
    if not (desk.record.home / DATABASE).exists():
        raise RecordOnServer
    if desk.record.home.resolve() in (target.resolve().parent, *target.resolve().parents):
        raise CopyInsideRecord
    return _copied(desk, target)


def safe_copy(desk: Desk) -> CopyMade:
    """A copy beside what restores have set aside, made by the program before something far-reaching (D-44).

    Raises:
        DiskFull, DatabaseDamaged, BackupNotMade: no file is left behind.
    """
    folder = desk.record.home / "asides"
    folder.mkdir(exist_ok=True)
    return _copied(desk, folder / f"{desk.clock.now().astimezone(CHINA):%Y%m%d_%H%M%S}{COPY_SUFFIX}")


def _copied(desk: Desk, target: Path) -> CopyMade:
    record = desk.record
    key, database = record.unlocked.key(Purpose.DATABASE), record.home / DATABASE
    home = Home(database, record.vault.files, record.home / "asides", record.home / FOLDER)
    origin = Origin(record.unlocked.vault_id, record.office.station_id, SHAPE)
    making = Making(target, desk.clock.now().astimezone(UTC), record.vault.content())
    with closing(cipher.connect(database, key)) as connection:
        manifest = back_up(connection, key, home, origin, making)
    who = (desk.clock.now().isoformat(timespec="seconds"), record.store.author.author)
    with record.store.keeping() as connection_of_record:
        write_audit(connection_of_record, who, "export", "backup", manifest.backup_id)
    return CopyMade(target, target.stat().st_size, dict(manifest.counts).get("family", 0))
