"""The form of a backup, readable without any key: one stored zip, its first entry a manifest with every other's hash.

```
暖心备份-510321104-20261122-0930.nxbak
├─ manifest.json       what is inside, of which vault, made when, how many rows of each table
├─ record.db           the database, encrypted with the vault's data key
├─ vault.json          the key file, so that a passphrase or the recovery code opens it on a bare machine (B-45)
└─ attachments/<sha256>
```
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from db.errors import Refusal
from db.ledger.strict import BadLine, Bounds, strict_json

FORMAT = "nuanxin-backup"
VERSION = 1
MANIFEST, DATABASE, KEY_FILE, ATTACHMENTS = "manifest.json", "record.db", "vault.json", "attachments/"
ATTACHMENT = re.compile(r"[0-9a-f]{64}")
BOUNDS = Bounds(line_bytes=32 * 1024 * 1024)
CHUNK = 1024 * 1024
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


class NotABackup(Refusal):
    """The file is something else."""

    code = "P-BAK-01"

    def __init__(self) -> None:
        super().__init__("这不是本系统的备份文件。", "现在的数据没有动。", "请选扩展名为 .nxbak 的文件。")


class BackupDamaged(Refusal):
    """The backup is incomplete or changed (D-21)."""

    code = "P-BAK-02"

    def __init__(self, what: str = "内容与清单不一致") -> None:
        super().__init__(f"这份备份已损坏：{what}。", "现在的数据没有动。", "请换一份备份。")


class BackupFromElsewhere(Refusal):
    """The backup belongs to another vault: another township's or another laptop's (D-21)."""

    code = "P-BAK-03"

    def __init__(self) -> None:
        super().__init__("这份备份不是本机这份数据的。", "现在的数据没有动。", "请核对备份是哪个乡镇、哪台电脑做的。")


class BackupTooNew(Refusal):
    """A newer program made it (D-21)."""

    code = "P-BAK-04"

    def __init__(self) -> None:
        super().__init__("这份备份由更新版本的程序做成。", "现在的数据没有动。", "请先升级程序，再恢复。")


class BackupNotMade(Refusal):
    """The backup could not be written or does not read back."""

    code = "P-BAK-05"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"备份没有做成：{reason}。", "现在的数据没有动，以前的备份也还在。", "请换一个U盘或文件夹再试。"
        )


@dataclass(frozen=True)
class Entry:
    """One file inside: its path, its length in bytes and its SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Args:
        backup_id: 32 hex digits, random.
        vault_id: of the key file inside; decides whose backup it is.
        station_id: the laptop that made it, for people to read.
        made_at: UTC, ISO 8601.
        schema: the database's `user_version`.
        counts: rows of each table, for the verification and for people.
        files: everything else in the file.
    """

    backup_id: str
    vault_id: str
    station_id: str
    made_at: str
    schema: int
    counts: tuple[tuple[str, int], ...]
    files: tuple[Entry, ...]

    def entry(self, path: str) -> Entry:
        """The entry with this path; its presence was checked when the manifest was read."""
        return next(entry for entry in self.files if entry.path == path)


def dump(manifest: Manifest) -> bytes:
    """The manifest's content."""
    body = {"format": FORMAT, "version": VERSION, **asdict(manifest), "counts": dict(manifest.counts)}
    return json.dumps(body, ensure_ascii=False).encode()


def inspect(path: Path) -> Manifest:
    """Reads a backup from its first byte to its last, without a key: every length and hash is compared.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew: before anything of ours is touched.
    """
    with opened(path) as (archive, manifest):
        for entry in manifest.files:
            with reading(), archive.open(entry.path) as file:
                if digest(file) != entry.sha256:
                    raise BackupDamaged
    return manifest


def key_file(path: Path) -> bytes:
    """The content of the key file inside, to unlock a backup on a bare machine; its hash has been compared.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew.
    """
    with opened(path) as (archive, manifest):
        with reading():
            content = archive.read(KEY_FILE)
        if hashlib.sha256(content).hexdigest() != manifest.entry(KEY_FILE).sha256:
            raise BackupDamaged
        return content


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive and its manifest, names and lengths compared; read from it inside `reading()`.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew.
    """
    with ExitStack() as stack:
        with reading():
            file = stack.enter_context(path.open("rb"))
            if file.read(4) != b"PK\x03\x04":
                raise NotABackup
            archive = stack.enter_context(zipfile.ZipFile(file))
            manifest = _manifest(archive, path.stat().st_size)
        yield archive, manifest


@contextmanager
def reading() -> Iterator[None]:
    """Whatever the zip reader trips over, or a stick pulled out, is said to be damage of the backup.

    Raises:
        BackupDamaged: the backup is incomplete or changed (D-21).
    """
    try:
        yield
    except (zipfile.BadZipFile, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError, OSError) as error:
        raise BackupDamaged("读不完整") from error


def digest(file: IO[bytes]) -> str:
    """SHA-256 of a stream, in hex."""
    running = hashlib.sha256()
    while chunk := file.read(CHUNK):
        running.update(chunk)
    return running.hexdigest()


def _manifest(archive: zipfile.ZipFile, size: int) -> Manifest:
    listed = archive.infolist()
    if not listed or listed[0].filename != MANIFEST or listed[0].file_size > BOUNDS.line_bytes:
        raise NotABackup
    stored = all(info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1 for info in listed)
    if not stored or sum(info.file_size for info in listed) > size:
        raise BackupDamaged
    manifest = _parsed(archive.read(MANIFEST))
    inside = sorted((info.filename, info.file_size) for info in listed[1:])
    if inside != sorted((entry.path, entry.bytes) for entry in manifest.files):
        raise BackupDamaged
    names = [name for name, _ in inside]
    if len(set(names)) < len(names) or not {DATABASE, KEY_FILE} <= set(names) or not all(map(_is_known, names)):
        raise BackupDamaged
    return manifest


def _is_known(name: str) -> bool:
    if name.startswith(ATTACHMENTS):
        return bool(ATTACHMENT.fullmatch(name.removeprefix(ATTACHMENTS)))
    return name in {DATABASE, KEY_FILE}


def _parsed(content: bytes) -> Manifest:
    try:
        body: dict[str, Any] = strict_json(content, bounds=BOUNDS)
    except BadLine as error:
        raise BackupDamaged from error
    if body.get("format") != FORMAT:
        raise NotABackup
    if not isinstance(body.get("version"), int) or body["version"] > VERSION:
        raise BackupTooNew
    try:
        return Manifest(
            backup_id=_text(body["backup_id"]),
            vault_id=_text(body["vault_id"]),
            station_id=_text(body["station_id"]),
            made_at=_text(body["made_at"]),
            schema=_number(body["schema"]),
            counts=tuple((name, _number(count)) for name, count in body["counts"].items()),
            files=tuple(
                Entry(_text(one["path"]), _number(one["bytes"]), _text(one["sha256"])) for one in body["files"]
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value
