"""A desk with a real encrypted record for the pages: empty, with the practice township, and with one known family."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.clock import FrozenClock
from db.commands.families import NewChild, NewFamily, open_family
from db.commands.opening import Founding
from db.vault.keys import Cost
from db.vault.recovery import new_recovery_code
from desktop.desk.demo import plant
from desktop.desk.desk import Desk
from desktop.desk.opening import found_desk, open_desk
from desktop.ui import icons
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme
from desktop.ui.widgets.page import Page
from desktop.ui.workplace import Workplace

T = TypeVar("T")
CLOCK = FrozenClock(datetime(2026, 11, 22, 4, 0, tzinfo=UTC))
CHEAP = Cost(64 * 1024, 1, 4)
PASSPHRASE = "清晨 的 云 落在 山岗"


def found_township(home: Path, code: str = "999999101", name: str = "青溪镇") -> Desk:
    """An empty township's desk in a folder of its own."""
    wish = Founding("township", code, name, "national", "林秋禾", PASSPHRASE, new_recovery_code())
    return found_desk(home, wish, CLOCK, CHEAP)


@dataclass
class Answers:
    """Stands in for the file dialogs: gives what the test has put here and remembers what was asked."""

    opens: Path | None = None
    saves: Path | None = None
    into: Path | None = None
    many: tuple[Path, ...] = ()
    asked: list[str] = field(default_factory=list)

    def open_file(self, title: str, kinds: str) -> Path | None:
        """A file to read."""
        self.asked.append(f"{title}|{kinds}")
        return self.opens

    def open_files(self, title: str, kinds: str) -> tuple[Path, ...]:
        """Several files to read."""
        self.asked.append(f"{title}|{kinds}")
        return self.many

    def save_file(self, title: str, suggested: str, kinds: str) -> Path | None:
        """Where to write."""
        self.asked.append(f"{title}|{suggested}|{kinds}")
        return self.saves

    def folder(self, title: str) -> Path | None:
        """A folder to write into."""
        self.asked.append(title)
        return self.into


@pytest.fixture
def choose() -> Answers:
    """The file dialogs' answers."""
    return Answers()


Ask = Callable[[Callable[[Desk], Any]], Any]


def on_record_thread(tasks: Tasks, job: Callable[[], T]) -> T:
    """What a job answers on the record thread: the record's only connection belongs to that thread."""
    answers: list[T] = []
    broken: list[BaseException] = []
    tasks.crashed.connect(broken.append)
    tasks.read(job, answers.append)
    assert tasks.wait_idle(60_000)
    tasks.crashed.disconnect(broken.append)
    if broken:
        raise broken[0]
    return answers[0]


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty township's record, closed; tests work on copies."""
    home = tmp_path_factory.mktemp("empty") / "record"
    found_township(home).record.close()
    return home


@pytest.fixture(scope="session")
def demo_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with forty invented families and a year of work, closed; tests work on copies."""
    home = tmp_path_factory.mktemp("demo") / "record"
    desk = found_township(home)
    plant(desk, 40, seed=7)
    desk.record.close()
    return home


def _sit_down(home: Path, copy: Path, tasks: Tasks) -> Desk:
    copytree(home, copy)
    return on_record_thread(tasks, lambda: open_desk(copy, PASSPHRASE, CLOCK))


def _stand_up(desk: Desk, tasks: Tasks) -> None:
    tasks.read(desk.record.close, lambda _: None)
    tasks.wait_idle()


@pytest.fixture
def desk(empty_record: Path, tmp_path: Path, tasks: Tasks) -> Iterator[Desk]:
    """An empty township's desk on 22 November 2026, opened on the record thread."""
    made = _sit_down(empty_record, tmp_path / "record", tasks)
    yield made
    _stand_up(made, tasks)


@pytest.fixture
def demo_desk(demo_record: Path, tmp_path: Path, tasks: Tasks) -> Iterator[Desk]:
    """A desk with forty invented families and a year of work."""
    made = _sit_down(demo_record, tmp_path / "demo", tasks)
    yield made
    _stand_up(made, tasks)


@pytest.fixture
def place(desk: Desk, tasks: Tasks, choose: Answers) -> Workplace:
    """What a page of an empty record is handed."""
    return Workplace(desk, tasks, choose)


@pytest.fixture
def demo_place(demo_desk: Desk, tasks: Tasks, choose: Answers) -> Workplace:
    """What a page of the practice township is handed."""
    return Workplace(demo_desk, tasks, choose)


@pytest.fixture
def ask(desk: Desk, tasks: Tasks) -> Ask:
    """Asks the (at first empty) record on its thread: `ask(lambda desk: ...)`."""
    return lambda job: on_record_thread(tasks, lambda: job(desk))


@pytest.fixture
def ask_demo(demo_desk: Desk, tasks: Tasks) -> Ask:
    """Asks the practice township's record on its thread."""
    return lambda job: on_record_thread(tasks, lambda: job(demo_desk))


@pytest.fixture
def known_family(ask: Ask) -> str:
    """The id of one couple in 上坪村: 周文彬 and 何秀兰, nobody assigned, nothing signed."""
    couple = (
        {
            "name": "周文彬",
            "relation": "02",
            "sex": "1",
            "birth_date": "1964-03-09",
            "id_no": "999999196403090019",
            "phone": "13800000017",
        },
        {"name": "何秀兰", "relation": "10", "sex": "2", "birth_date": "1967-05-12"},
    )
    gone = NewChild({"state": "dead", "event_date": "2016-06", "sex": "1"}, (0, 1))
    family = NewFamily(
        "上坪村", {"case_no": "03-0017", "group_name": "3 组", "opened_on": "2020-01-06"}, couple, (gone,)
    )

    def write(desk: Desk) -> str:
        with desk.record.store.writing() as writing:
            open_family(writing, family)
        with desk.record.store.reading() as connection:
            return str(connection.exec_driver_sql("SELECT id FROM family").scalar_one())

    return str(ask(write))


ShowPage = Callable[..., Page]


@pytest.fixture
def show_page(look: Theme, tasks: Tasks, qtbot: QtBot) -> ShowPage:
    """Shows a page at the size of a 1366 panel, enters it and waits until the record has answered."""

    def show(page: Page, **where: object) -> Page:
        qtbot.addWidget(page)
        page.resize(1190, 613)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)  # focus goes nowhere in a window that is not active
        page.enter(**where)
        assert tasks.wait_idle()
        QApplication.sendPostedEvents()  # rows made in the last answer are shown by their layout's next turn
        QApplication.processEvents()
        assert not icons.missing
        return page

    return show
