"""A database on a share or in a cloud folder is refused before it is opened (D-14)."""

from pathlib import Path

import pytest

from db.store.cipher import connect
from db.store.damage import DatabaseElsewhere
from db.store.place import require_local

MOUNTS = """
/dev/sda1 / ext4 rw 0 0
//server/office /srv/office cifs rw 0 0
server:/x /mnt/with\\040space nfs4 rw 0 0
me@host: /mnt/ssh fuse.sshfs rw 0 0
/dev/sdb1 /srv/office/disk ext4 rw 0 0
server:/y /auto autofs rw 0 0
server:/y /auto nfs rw 0 0
strange
"""


@pytest.mark.parametrize(
    "path", ["/srv/office/a/record.db", "/mnt/with space/record.db", "/mnt/ssh/record.db", "/auto/record.db"]
)
def test_d14_a_network_share_is_refused_with_its_reason(path: str) -> None:
    with pytest.raises(DatabaseElsewhere, match="网络共享文件夹") as refused:
        require_local(Path(path), MOUNTS)
    assert "本机硬盘" in refused.value.next_step


@pytest.mark.parametrize("path", ["/home/x/record.db", "/srv/office/disk/record.db", "/srv/officer/record.db"])
def test_a_local_disk_is_accepted(path: str) -> None:
    require_local(Path(path), MOUNTS)


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - 云岭镇政府", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("我的坚果云", "坚果云"),
        ("BaiduSyncdisk", "百度网盘"),
        ("WPS云盘", "WPS"),
    ],
)
def test_d14_a_cloud_folder_is_refused_by_name(tmp_path: Path, folder: str, said: str) -> None:
    with pytest.raises(DatabaseElsewhere, match=said):
        require_local(tmp_path / folder / "暖心" / "record.db")


def test_d14_a_cloud_folder_is_refused_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(DatabaseElsewhere, match="Syncthing"):
        require_local(tmp_path / "sub" / "record.db")


def test_d14_nothing_is_made_in_a_cloud_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    with pytest.raises(DatabaseElsewhere):
        connect(folder / "record.db", bytes(32), create=True)
    assert list(folder.iterdir()) == []


def test_an_ordinary_folder_with_a_similar_name_is_accepted(tmp_path: Path) -> None:
    require_local(tmp_path / "onedriver" / "record.db", MOUNTS)
