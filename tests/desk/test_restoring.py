"""A safety copy in the place of the record: nothing leaves it before somebody has said yes, and a mistake goes back."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from db.commands.families import NewFamily, open_family
from db.commands.restoring import ASIDES, TRIAL, NothingAside, look_at_copy, restore_record, take_back_restore
from db.errors import Refusal
from db.store import cipher
from db.store.backup_file import BackupDamaged, BackupFromElsewhere
from db.store.damage import DatabaseBusy
from db.store.restored import CopyUnconfirmed, require_confirmed, unconfirmed
from db.store.server import SERVER, RecordOnServer
from db.vault.keys import Purpose
from db.vault.recovery import new_recovery_code
from db.vault.refusals import WeakPassphrase, WrongPassphrase
from desktop.desk.arrival import arrival
from desktop.desk.desk import Desk
from desktop.desk.opening import open_desk
from desktop.desk.restoring import WayIn, confirm, copy_said, restored_desk, waiting
from desktop.desk.settings import make_copy
from tests.ui.pages.conftest import CLOCK, PASSPHRASE, found_township

COUPLE = ({"name": "周文彬", "relation": "02", "sex": "1", "birth_date": "1964-03-09"},)
PHRASE = WayIn(PASSPHRASE)


def work(desk: Desk) -> None:
    with desk.record.store.writing() as writing:
        open_family(writing, NewFamily("上坪村", {}, COUPLE, ()))


def families(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM family").scalar_one())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A record with two families, closed, and a copy from when it had one."""
    folder = tmp_path_factory.mktemp("restoring")
    desk = found_township(folder / "record")
    work(desk)
    copy = make_copy(desk, folder / "monday.nxbak").path
    work(desk)
    desk.record.close()
    return folder / "record", copy


@pytest.fixture
def home(made: tuple[Path, Path], tmp_path: Path) -> Path:
    return shutil.copytree(made[0], tmp_path / "record")


@pytest.fixture
def copy(made: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(made[1], tmp_path / "monday.nxbak"))


def opened(home: Path) -> Desk:
    return open_desk(home, PASSPHRASE, CLOCK)


def test_a_copy_says_what_is_in_it_without_a_key(home: Path, copy: Path) -> None:
    facts = look_at_copy(home, copy)
    assert (facts.families, facts.persons, facts.attachments, facts.size) == (1, 1, 0, copy.stat().st_size)
    assert facts.made_at == CLOCK.now()
    assert copy_said(home, copy).startswith("2026年11月22日 12:00 在编号")
    assert "1 户、1 人、0 个附件" in copy_said(home, copy)


def test_b36_nothing_leaves_a_restored_record_before_somebody_has_said_yes(home: Path, copy: Path) -> None:
    desk = restored_desk(home, copy, CLOCK, PHRASE)
    assert families(desk) == 1
    found = waiting(desk)
    assert found is not None
    assert found.replaced
    assert "这份档案是 2026年11月22日 12:00 的安全副本" in found.words
    assert "比原来的少" in found.words
    assert "原来的档案放在一边，没有删" in found.words
    assert "确认以前不能上报" in found.words
    with pytest.raises(CopyUnconfirmed):
        require_confirmed(desk.record.store)
    desk.record.close()
    desk = opened(home)
    assert waiting(desk) == found, "it is asked again after a restart"
    assert confirm(desk).said.startswith("已确认")
    require_confirmed(desk.record.store)
    assert waiting(desk) is None
    assert "没有要确认的" in confirm(desk).said
    with desk.record.store.reading() as connection:
        audited = connection.exec_driver_sql("SELECT subject, detail FROM audit WHERE action = 'restore'").all()
    assert [tuple(row) for row in audited] == [(found.restoration.backup_id, "confirmed")]
    desk.record.close()


def test_who_restored_here_is_not_asked_how_the_record_came(home: Path, copy: Path) -> None:
    desk = restored_desk(home, copy, CLOCK, PHRASE)
    found = arrival(desk)
    assert found is not None
    assert not found.asks
    desk.record.close()


def test_the_newest_copy_lacks_nothing_and_says_so(home: Path, tmp_path: Path) -> None:
    desk = opened(home)
    copy = make_copy(desk, tmp_path / "today.nxbak").path
    desk.record.close()
    desk = restored_desk(home, copy, CLOCK, PHRASE)
    found = waiting(desk)
    assert found is not None
    assert "少" not in found.words
    desk.record.close()


def test_d22_a_copy_put_back_by_mistake_makes_way_for_what_was_there(home: Path, copy: Path) -> None:
    desk = restored_desk(home, copy, CLOCK, PHRASE)
    found, unlocked = waiting(desk), desk.record.unlocked
    assert found is not None
    work(desk)
    work(desk)
    desk.record.close()
    aside = take_back_restore(home, unlocked, found.restoration.aside, CLOCK)
    assert aside is not None
    desk = opened(home)
    assert families(desk) == 2
    assert waiting(desk) is None
    assert arrival(desk) is None, "what was written into the wrong copy is no hole of this record"
    require_confirmed(desk.record.store)
    desk.record.close()
    with pytest.raises(NothingAside):
        take_back_restore(home, unlocked, "never-was", CLOCK)


def test_a_record_that_is_open_is_not_replaced_under_whoever_works_in_it(home: Path, copy: Path) -> None:
    desk = opened(home)
    with pytest.raises(DatabaseBusy):
        restored_desk(home, copy, CLOCK, PHRASE)
    work(desk)
    assert families(desk) == 3
    desk.record.close()
    assert not (home / ASIDES).exists()


def test_d21_what_is_wrong_with_a_copy_is_said_before_anything_is_touched(
    home: Path, copy: Path, tmp_path: Path
) -> None:
    other = found_township(tmp_path / "other")
    theirs = make_copy(other, tmp_path / "theirs.nxbak").path
    other.record.close()
    damaged = tmp_path / "damaged.nxbak"
    damaged.write_bytes(copy.read_bytes()[:-2000])
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    for path, refusal in ((theirs, BackupFromElsewhere), (damaged, BackupDamaged)):
        with pytest.raises(refusal):
            look_at_copy(home, path)
        with pytest.raises(refusal):
            restore_record(home, path, CLOCK, lambda vault: vault.unlock(PASSPHRASE))
    with pytest.raises(WrongPassphrase):
        restored_desk(home, copy, CLOCK, WayIn("不是这个口令啊"))
    (home / "vault.tries.json").unlink()
    assert {file: file.read_bytes() for file in home.rglob("*") if file.is_file()} == before


def test_b45_a_computer_without_a_record_is_given_one_by_a_copy(copy: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    with pytest.raises(WrongPassphrase):
        restored_desk(fresh, copy, CLOCK, WayIn("不是这个口令啊"))
    assert list(fresh.iterdir()) == [], "nothing of the attempt stays"
    desk = restored_desk(fresh, copy, CLOCK, PHRASE)
    found = waiting(desk)
    assert found is not None
    assert not found.replaced
    assert "原来的" not in found.words
    assert families(desk) == 1
    desk.record.close()
    assert not (fresh / TRIAL).exists()


def test_a_forgotten_passphrase_and_a_new_computer_are_one_code_away(tmp_path: Path) -> None:
    from db.commands.opening import Founding
    from desktop.desk.opening import found_desk
    from tests.ui.pages.conftest import CHEAP

    code = new_recovery_code()
    wish = Founding("township", "999999101", "青溪镇", "national", "林秋禾", PASSPHRASE, code)
    desk = found_desk(tmp_path / "old", wish, CLOCK, CHEAP)
    copy = make_copy(desk, tmp_path / "copy.nxbak").path
    desk.record.close()
    fresh = tmp_path / "new"
    with pytest.raises(WeakPassphrase):
        restored_desk(fresh, copy, CLOCK, WayIn("12345678", code.text))
    assert not fresh.exists()
    desk = restored_desk(fresh, copy, CLOCK, WayIn("云深不知处 只在此山中", code.text))
    assert waiting(desk) is not None
    desk.record.close()
    with pytest.raises(Refusal):
        opened(fresh)


def test_a_damaged_record_opens_again_with_a_copy_and_is_kept(home: Path, copy: Path) -> None:
    """D-04: the way out that the refusal points at."""
    with (home / "record.db").open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\0\0\0")
    with pytest.raises(Refusal, match=r"坏|损"):
        opened(home)
    desk = restored_desk(home, copy, CLOCK, PHRASE)
    assert families(desk) == 1
    found = waiting(desk)
    assert found is not None
    assert found.replaced
    desk.record.close()


def test_a_record_on_a_server_is_its_administrators(home: Path, copy: Path) -> None:
    (home / SERVER).write_text("an address", encoding="ascii")
    with pytest.raises(RecordOnServer):
        restore_record(home, copy, CLOCK, lambda vault: vault.unlock(PASSPHRASE))


def test_the_note_is_in_the_copy_before_it_takes_its_place(
    home: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-36: a plug pulled right after the exchange finds the question asked."""
    seen: list[bool] = []

    def looked(incoming: Path, database: Path) -> None:
        desk = Path(database).parent
        with closing(cipher.connect(incoming, _key(desk))) as conn:
            (kept,) = conn.execute("SELECT value FROM setting WHERE name = 'restored'").fetchone()
        seen.append('"aside"' in kept)
        raise OSError(5, "the disk fails here")

    monkeypatch.setattr("db.store.restore._put_in_place", looked)
    with pytest.raises(Refusal):
        restored_desk(home, copy, CLOCK, PHRASE)
    assert seen == [True]
    desk = opened(home)
    assert families(desk) == 2
    with desk.record.store.reading() as connection:
        assert unconfirmed(connection) is None
    desk.record.close()


def _key(home: Path) -> bytes:
    from db.vault.vault import Vault

    return Vault(home).unlock(PASSPHRASE).key(Purpose.DATABASE)
