"""A backup chosen by mistake brings nobody back: the list beside the record is applied before it is seen (D-38)."""

from pathlib import Path

from db.commands.families import NewFamily, open_family
from db.commands.opening import keep_mark
from db.domain.entities.registry import SCHEMA
from db.queries.purges import plan_of
from db.store.backup import Home
from db.store.backup_proof import Origin
from db.store.erasing import erase
from db.store.gone import Gone
from db.store.restore import Restoring, restore
from db.vault.keys import Purpose
from desktop.desk.opening import open_desk
from desktop.desk.settings import make_copy
from tests.ui.pages.conftest import CLOCK, PASSPHRASE, found_township

NAME = "欧阳静姝"


def named(home: Path) -> bool:
    """Whether the record, opened as a worker does it, knows the name."""
    desk = open_desk(home, PASSPHRASE, CLOCK)
    with desk.record.store.reading() as connection:
        found = connection.exec_driver_sql("SELECT 1 FROM person WHERE name = ?", (NAME,)).first()
        logged = connection.exec_driver_sql("SELECT 1 FROM change WHERE payload LIKE ?", (f"%{NAME}%",)).first()
    desk.record.close()
    assert (found is None) == (logged is None)
    return found is not None


def test_a_backup_from_before_brings_nobody_back(tmp_path: Path) -> None:
    desk = found_township(tmp_path / "home")
    record, store = desk.record, desk.record.store
    with store.writing() as writing:
        open_family(writing, NewFamily("青溪村", {}, ({"name": NAME, "relation": "02", "sex": "2"},)))
    copy = make_copy(desk, tmp_path / "before.nxcopy").path
    with store.keeping() as connection:
        family_id = str(connection.exec_driver_sql("SELECT id FROM family").scalar_one())
        plan = plan_of(connection, "family", family_id)
        assert plan is not None
        erase(connection, [Gone(each, name, plan.org, "p" * 64) for name, each in plan.records])
    keep_mark(record)
    key = record.unlocked.key(Purpose.DATABASE)
    home = Home(record.home / "record.db", record.vault.files, record.home / "asides")
    origin = Origin(record.unlocked.vault_id, record.office.station_id, SCHEMA)
    record.close()
    assert not named(record.home)
    restore(copy, key, home, origin, Restoring(CLOCK.now(), with_key_file=False))
    assert not named(record.home)
    (record.home / "record.purges").unlink()
    restore(copy, key, home, origin, Restoring(CLOCK.now(), with_key_file=False))
    assert named(record.home), "without the list the copy would have brought her back"
