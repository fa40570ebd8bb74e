import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[2]

SLOW = ("sqlalchemy", "alembic", "reportlab", "keyring", "pypinyin", "lunar_python", "xlsxwriter", "python_calamine")
BEHIND_THE_GATE = (*SLOW, "psycopg", "desktop.profiles", "desktop.ui.pages.wizard", "desktop.ui.main_window")


def test_the_window_does_not_import_what_is_slow() -> None:
    code = (
        "import sys\n"
        "import desktop.ui.main_window, desktop.ui.theme, desktop.ui.widgets.numbers, desktop.ui.models.table\n"
        f"print([name for name in {SLOW!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_slow_is_imported_before_the_unlock_window_has_been_painted(tmp_path: Path) -> None:
    """In a process of its own: a record's key file lies in the home, the program starts, its gate is painted."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtCore import QEvent, QObject\n"
        "from db.clock import WallClock\n"
        "from desktop import app\n"
        "class Watch(QObject):\n"
        "    seen = None\n"
        "    def eventFilter(self, watched, event):\n"
        "        if event.type() is QEvent.Type.Paint and self.seen is None:\n"
        f"            self.seen = [name for name in {BEHIND_THE_GATE!r} if name in sys.modules]\n"
        "        return False\n"
        "application = app.application()\n"
        "program = app.Program(Path(sys.argv[1]), WallClock())\n"
        "program.start()\n"
        "watch = Watch()\n"
        "program.gate.installEventFilter(watch)\n"
        "while watch.seen is None:\n"
        "    application.processEvents()\n"
        "print(type(program.gate).__name__, watch.seen)\n"
        "program.quit()\n"
    )
    (tmp_path / "vault.json").write_text("{}", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        timeout=120,
    )
    assert done.stdout.strip() == "UnlockWindow []"


def test_a_void_call_into_qt_loses_no_reference_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    for _ in range(100):
        label.setText("暖")
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 50
