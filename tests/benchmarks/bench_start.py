"""Start: from the process to the first paint, to the page of the day, to the list of families; beside a bare window.

    python -m tests.benchmarks.bench_start [families [runs]]

Every run is a process of its own with compiled bytecode, as installed; of several runs the best of each figure counts.
`bare` is a PySide6 window with one label; `bare list` adds SQLAlchemy, SQLCipher with the ready key and a plain model
over all families; `gate` is our unlock window; `families` begins at the click on 解锁, after what is loaded behind the
painted window while a passphrase is typed, and ends when the list has its rows and has painted them; `judged` goes on
until every family has been judged too, some at a time behind the list, and `today` ends with that page's figures, which
need the same. `most MB` holds the 64 MB that deriving the key asks for while it lasts. Deriving the key (its own line)
is taken off. Wall counts from before the process starts. Offscreen always, under Xvfb too where it is installed. Only
ratios of one run mean anything.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FAMILIES, RUNS = 20_000, 5
PASSPHRASE = "practice-only-passphrase"
_PATIENCE_MS = 300_000
_BEGINNING = 60
TARGETS = (
    "targets: gate <= 1.5x bare wall, <= 1.6x bare CPU; families (key apart) + gate <= 1.15x bare list;"
    " memory with the list <= 145 MB"
)


def bare(_home: Path) -> None:
    """The floor: one window, one label."""
    from PySide6.QtWidgets import QApplication, QLabel

    application = QApplication([])
    window = QLabel("暖心")
    window.resize(1366, 697)
    window.show()
    _painted(application, window)


def bare_list(home: Path) -> None:
    """A window, SQLAlchemy, the ready key, and every family in a plain model."""
    from PySide6.QtCore import QAbstractTableModel, Qt
    from PySide6.QtWidgets import QApplication, QTableView
    from sqlalchemy import create_engine
    from sqlcipher3 import dbapi2

    class Rows(QAbstractTableModel):
        def __init__(self, rows: list[Any]) -> None:
            super().__init__()
            self._rows = rows

        def rowCount(self, *_: object) -> int:  # noqa: N802 - Qt's name
            return len(self._rows)

        def columnCount(self, *_: object) -> int:  # noqa: N802 - Qt's name
            return 4

        def data(self, index: Any, role: int = 0) -> object:
            return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    def connect() -> Any:
        made = dbapi2.connect(str(home / "record.db"))
        made.execute(f"PRAGMA key = \"x'{os.environ['NUANXIN_BENCH_KEY']}'\"")
        made.execute("PRAGMA cache_size = -65536")
        return made

    application = QApplication([])
    with create_engine("sqlite://", creator=connect).connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT f.id, f.case_no, v.name, p.name FROM family f JOIN org_unit v ON v.id = f.village_id"
            " JOIN person p ON p.family_id = f.id AND p.is_head = 1 ORDER BY v.name, f.case_no"
        ).all()
    view = QTableView()
    model = Rows(list(rows))
    view.setModel(model)
    view.resize(1366, 697)
    view.show()
    _painted(application, view)


def gate(home: Path) -> None:
    """Our unlock window."""
    program = _program(home)
    _painted(program[0], program[1].gate)


def today(home: Path) -> None:
    """From the click on 解锁 to the page of the day, every family judged."""
    _unlocked(home, "", _idle)


def families(home: Path) -> None:
    """From the click on 解锁 to the list of all families."""
    _unlocked(home, "families", _listed)


def judged(home: Path) -> None:
    """The same until every family has been judged behind the list."""
    _unlocked(home, "families", _idle)


def _idle(program: Any) -> bool:
    return bool(program.tasks.wait_idle(_PATIENCE_MS))


def _listed(program: Any) -> bool:
    """The whole list, not only the screenful that is there before it."""
    return len(program.window.page().table.rows_model().rows()) > _BEGINNING


def _program(home: Path) -> tuple[Any, Any]:
    from db.clock import WallClock
    from desktop import app

    application = app.application()
    program = app.Program(home, WallClock())
    program.start()
    return application, program


def _unlocked(home: Path, page: str, done: Callable[[Any], bool]) -> None:
    application, program = _program(home)
    _wait_for_paint(application, program.gate)
    if page:
        entered = program._enter
        program.gate.opened.disconnect()
        program.gate.opened.connect(lambda desk, *_: entered(desk, page))
    while "desktop.desk.frame" not in sys.modules:  # a passphrase is not typed in no time either
        application.processEvents()
        time.sleep(0.001)
    program.tasks.wait_idle(_PATIENCE_MS)
    began = time.perf_counter(), time.process_time()
    program.gate.passphrase.field.setText(PASSPHRASE)
    program.gate.unlock.click()
    while program.window is None or not done(program):
        application.processEvents()
        time.sleep(0.001)
    _wait_for_paint(application, program.window)
    _say(time.perf_counter() - began[0], time.process_time() - began[1])


def _painted(application: Any, window: Any) -> None:
    _wait_for_paint(application, window)
    _say(time.time() - float(os.environ["NUANXIN_BENCH_BEGAN"]), time.process_time())


def _wait_for_paint(application: Any, window: Any) -> None:
    """Until the window has been painted once more, whatever else is waiting."""
    from PySide6.QtCore import QEvent, QObject

    class Watch(QObject):
        seen = False

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            self.seen = self.seen or event.type() is QEvent.Type.Paint
            return False

    watch = Watch()
    window.installEventFilter(watch)
    window.update()
    while not watch.seen:
        application.processEvents()
    application.processEvents()
    window.removeEventFilter(watch)


def _say(wall: float, cpu: float) -> None:
    """Prints and leaves at once: closing down is not measured."""
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would tell of the process that forked us
    memory, most = (int(status.partition(f"{what}:")[2].split()[0]) / 1024 for what in ("VmRSS", "VmHWM"))
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": memory, "most": most}), flush=True)
    os._exit(0)


LINES: dict[str, Callable[[Path], None]] = {
    "bare": bare,
    "bare list": bare_list,
    "gate": gate,
    "today": today,
    "families": families,
    "judged": judged,
}


def main() -> None:
    """Fills a record, runs every line, prints one table a platform."""
    count = int(sys.argv[1]) if sys.argv[1:] else FAMILIES
    runs = int(sys.argv[2]) if sys.argv[2:] else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        key, derived = _fill(home, count)
        os.environ |= {"NUANXIN_BENCH_KEY": key, "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode")}
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        print(f"{count} families; best of {runs}; key derivation {derived[0]:.2f} s wall, {derived[1]:.2f} s CPU")
        print(TARGETS)
        _table("offscreen", [], home, runs, derived)
        if shutil.which("xvfb-run"):
            _table("xcb", ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24"], home, runs, derived)


def _table(platform: str, before: list[str], home: Path, runs: int, derived: tuple[float, float]) -> None:
    os.environ["QT_QPA_PLATFORM"] = platform
    best: dict[str, dict[str, float]] = {}
    for number in range(runs + 1):  # the first round compiles and warms the disk's cache, and does not count
        for name in LINES:
            figures = _run(name, before, home)
            if name in {"today", "families", "judged"}:
                figures = figures | {"wall": figures["wall"] - derived[0], "cpu": figures["cpu"] - derived[1]}
            if number:
                known = best.setdefault(name, figures)
                best[name] = {what: min(known[what], figures[what]) for what in figures}
    base = best["bare"]
    heads = ("wall s", "x bare", "CPU s", "x bare", "MB", "most MB")
    print(platform.ljust(12) + "".join(head.rjust(9) for head in heads))
    for name, row in best.items():
        ratios = row["wall"] / base["wall"], row["cpu"] / base["cpu"]
        print(
            f"{name:12}{row['wall']:9.2f}{ratios[0]:9.2f}{row['cpu']:9.2f}{ratios[1]:9.2f}{row['memory']:9.0f}"
            f"{row['most']:9.0f}",
            flush=True,
        )
    for what in ("wall", "cpu"):
        ratio = (best["gate"][what] + best["families"][what]) / best["bare list"][what]
        print(f"gate + families: {ratio:.2f}x bare list ({what})")


def _run(name: str, before: list[str], home: Path) -> dict[str, float]:
    command = [*before, sys.executable, "-m", "tests.benchmarks.bench_start", "--line", name, str(home)]
    os.environ["NUANXIN_BENCH_BEGAN"] = repr(time.time())
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def _fill(home: Path, count: int) -> tuple[str, tuple[float, float]]:
    """A township's record; its database key, and wall and CPU seconds of deriving it."""
    from db.clock import WallClock
    from db.commands.opening import Founding
    from db.vault.keys import Purpose
    from db.vault.recovery import new_recovery_code
    from desktop.desk.opening import found_desk
    from tests.benchmarks.sample import fill

    wish = Founding(
        "township", "999999101", "青溪镇", "national", "练习员", PASSPHRASE, new_recovery_code(), practice=True
    )
    desk = found_desk(home, wish, WallClock())
    fill(desk.record.store, count)
    key = desk.record.unlocked.key(Purpose.DATABASE).hex()
    began = time.perf_counter(), time.process_time()
    desk.record.vault.unlock(PASSPHRASE)
    derived = time.perf_counter() - began[0], time.process_time() - began[1]
    desk.record.close()
    return key, derived


if __name__ == "__main__":
    if sys.argv[1:2] == ["--line"]:
        LINES[sys.argv[2]](Path(sys.argv[3]))
    else:
        main()
