import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[2]

SLOW = ("sqlalchemy", "alembic", "reportlab", "keyring", "pypinyin", "lunar_python", "xlsxwriter", "python_calamine")


def test_the_window_does_not_import_what_is_slow() -> None:
    code = (
        "import sys\n"
        "import desktop.ui.main_window, desktop.ui.theme, desktop.ui.widgets.numbers, desktop.ui.models.table\n"
        f"print([name for name in {SLOW!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_void_call_into_qt_loses_no_reference_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    for _ in range(100):
        label.setText("暖")
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 50
