"""Where a database may lie: SQLite's locks do not hold on a network share, a cloud folder copies torn files.

Source: https://sqlite.org/useovernet.html
"""

import os
import sys
from pathlib import Path

from db.store.damage import DatabaseElsewhere

SHARES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "9p", "ceph", "glusterfs", "davfs", "webdav"}
SHARES |= {f"fuse.{name}" for name in ("sshfs", "davfs2", "rclone", "gvfsd-fuse", "glusterfs", "s3fs")}
CLOUDS = {
    "onedrive": "OneDrive 同步文件夹",
    "dropbox": "Dropbox 同步文件夹",
    "icloud": "iCloud 同步文件夹",
    "nutstore": "坚果云同步文件夹",
    "坚果云": "坚果云同步文件夹",
    "我的坚果云": "坚果云同步文件夹",
    "baidusyncdisk": "百度网盘同步文件夹",
    "baidunetdisk": "百度网盘同步文件夹",
    "wpsdrive": "WPS 云文档文件夹",
    "wps云盘": "WPS 云文档文件夹",
    "wps cloud files": "WPS 云文档文件夹",
    "weiyun": "微云同步文件夹",
    "syncthing": "Syncthing 同步文件夹",
    "nextcloud": "Nextcloud 同步文件夹",
    "google drive": "Google Drive 同步文件夹",
}
MARKS = {".dropbox": "Dropbox 同步文件夹", ".stfolder": "Syncthing 同步文件夹", ".nutstore": "坚果云同步文件夹"}
DRIVE_REMOTE = 4


def require_local(path: Path, mounts: str | None = None) -> None:
    """Refuses a place where two machines could write at once.

    Args:
        path: the database file; it need not exist.
        mounts: the text of `/proc/self/mounts`; read from this machine when not given.

    Raises:
        DatabaseElsewhere: saying which share or cloud folder it is.
    """
    folder = path.resolve().parent
    if what := _cloud(folder) or _share(folder, mounts):
        raise DatabaseElsewhere(what)


def _cloud(folder: Path) -> str:
    for part in (folder, *folder.parents):
        name = part.name.lower()
        for known, said in CLOUDS.items():
            if name == known or name.startswith((known + " - ", known + "-")):
                return said
        for mark, said in MARKS.items():
            if (part / mark).exists():
                return said
    return ""


def _share(folder: Path, mounts: str | None) -> str:
    if sys.platform == "win32":
        return "网络共享文件夹" if _is_remote_drive(folder) else ""
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
    return "网络共享文件夹" if _mount_type(folder, mounts) in SHARES else ""


def _mount_type(folder: Path, mounts: str) -> str:
    within, found = f"{folder}/", (0, "")
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) > 2:  # noqa: PLR2004 - device, mount point, type
            point = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\").rstrip("/") + "/"
            # Of two at one point, the later one hides the other.
            if within.startswith(point) and len(point) >= found[0]:
                found = len(point), fields[2]
    return found[1]


def _is_remote_drive(folder: Path) -> bool:
    if folder.drive.startswith("\\\\"):
        return True
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it, and the types say so
    return bool(kernel.GetDriveTypeW(folder.drive + os.sep) == DRIVE_REMOTE)
