"""A township enrolled at a county, and its first package: real records founded once, copied for each test."""

from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from db.commands.opening import Founding
from db.vault.recovery import new_recovery_code
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.handover import ask, grant, take
from desktop.desk.opening import found_desk, open_desk
from desktop.desk.outgoing import make_packages
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import CHEAP, CLOCK, PASSPHRASE, Answers, found_township, on_record_thread

_ONE: dict[str, tuple["Offices", dict[Path, int]]] = {}


@dataclass(frozen=True)
class Offices:
    """Closed records: a township with ten families and nothing handed in, its county, and its first package."""

    township: Path
    county: Path
    package: Path
    county_digits: str


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """The two offices, founded once for all the modules that import this: each has a fixture of its own by it."""
    if "offices" not in _ONE:
        made = _founded(tmp_path_factory.mktemp("offices"))
        _ONE["offices"] = made, _written(made)
    offices, written = _ONE["offices"]
    assert written == _written(offices), "a test has worked on the offices themselves and not on copies"
    return offices


def _written(offices: Offices) -> dict[Path, int]:
    """When each file of the offices was last written."""
    return {file: file.stat().st_mtime_ns for file in offices.county.parent.rglob("*") if file.is_file()}


def _founded(root: Path) -> Offices:
    county = found_county(root / "county")
    township = found_township(root / "made")
    asked = ask(township)
    granted = grant(county, asked.content, asked.digits)
    take(township, granted.content, granted.root_digits)
    plant(township, 10, seed=3)
    township.record.close()
    copytree(root / "made", root / "township")
    maker = open_desk(root / "made", PASSPHRASE, CLOCK)
    (package,) = make_packages(maker)
    maker.record.close()
    county.record.close()
    return Offices(
        root / "township", root / "county", root / "made" / "outbox" / package.file_name, granted.root_digits
    )


def found_county(home: Path) -> Desk:
    """An empty county's desk."""
    wish = Founding("county", "999999", "禾川县卫健局", "national", "陈立群", PASSPHRASE, new_recovery_code())
    return found_desk(home, wish, CLOCK, CHEAP)


def sit_down(home: Path, copy: Path, tasks: Tasks, choose: Answers) -> Workplace:
    """A workplace at a copy of a record, opened on the record thread."""
    copytree(home, copy)
    desk = on_record_thread(tasks, lambda: open_desk(copy, PASSPHRASE, CLOCK))
    return Workplace(desk, tasks, choose)
