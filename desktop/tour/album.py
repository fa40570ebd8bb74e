"""Pictures of every page, for the tour and for looking at."""

from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import Program, application
from desktop.desk.desk import Desk
from desktop.desk.opening import reopened
from desktop.desk.today import today
from desktop.ui.main_window import MainWindow
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Scheme, Theme

_SETTLING_TURNS, _SETTLING_MS = 3, 120
_OF_A_FAMILY = frozenset({"family", "visit"})


def screenshots(desk: Desk, folder: Path) -> tuple[Path, ...]:
    """Pictures of every page as PNG: light and dark, at 100 % and 150 %, in a window of 1366×697.

    Args:
        desk: of the record to show; it stays open, the window opens the record for itself.
        folder: where the pictures go; made when it is not there.

    Returns:
        The files, in the order of the pages.
    """
    application()
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        for zoom in (1.0, 1.5):
            program = Program(desk.record.home, desk.clock, theme=Theme(scheme, zoom))
            program.tasks.read(lambda: reopened(desk), program.enter)
            program.tasks.wait_idle()
            made += _album(program, folder, f"{scheme.value}-{round(zoom * 100)}")
            program.quit()
            program.theme.close()
    return tuple(made)


def _album(program: Program, folder: Path, suffix: str) -> list[Path]:
    """One picture of each page of the open program."""
    window, desk = program.window, program.desk
    if window is None or desk is None:
        return []
    found = _families(program)
    made = []
    for key in window.page_keys():
        where: dict[str, object] = {"family_id": found[0]} if key in _OF_A_FAMILY and found else {}
        if key in _OF_A_FAMILY and not found:
            continue
        window.go(key, where)
        made.append(_picture(window, program.tasks, folder / f"{desk.record.office.role}-{key}-{suffix}.png"))
    return made


def _families(program: Program) -> list[str]:
    """Ids of the families on file, those with most to do first."""
    found: list[str] = []
    desk = program.desk
    if desk is not None:
        program.tasks.read(lambda: today(desk), lambda day: found.extend(each.family_id for each in day.overdue))
        program.tasks.wait_idle()
    return [family_id for family_id in dict.fromkeys(found) if family_id]


def _picture(window: MainWindow, tasks: Tasks, path: Path) -> Path:
    """Waits until nothing more arrives: pages ask for strips and previews after their first rows."""
    for _ in range(_SETTLING_TURNS):
        settle = QEventLoop()
        QTimer.singleShot(_SETTLING_MS, settle.quit)
        settle.exec()
        tasks.wait_idle()
    QApplication.processEvents()
    window.grab().save(str(path))
    return path
