"""How a refusal and a crash are shown: a message bar in the page, a crash dialog with a masked report."""

import hashlib
import traceback
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QPlainTextEdit, QPushButton, QWidget

from db.errors import Refusal
from desktop.ui import icons, sizes, theme
from desktop.words import tr


@dataclass(frozen=True)
class Notice:
    """What a person is told about a refusal.

    Args:
        happened: what happened.
        safe: what is safe.
        next_step: what to do now.
        code: the code for telephone support.
    """

    happened: str
    safe: str = ""
    next_step: str = ""
    code: str = ""

    @classmethod
    def of(cls, refusal: Refusal) -> "Notice":
        """The notice of a refusal."""
        return cls(refusal.happened, refusal.safe, refusal.next_step, refusal.code)

    @property
    def spoken(self) -> str:
        """All of it in one sentence."""
        return "".join(part for part in (self.happened, self.safe, self.next_step) if part)


class MessageBar(QFrame):
    """Across the top of the page until it is closed or the next thing succeeds; never a dialog in the way."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "error")
        self._picture = QLabel()
        self._happened = _plain("strong", "miss")
        self._rest = _plain("note", "ink2")
        self._code = _plain("note", "ink3")
        self._close = QPushButton(tr("知道了"))
        self._close.setProperty("kind", "small")
        self._close.clicked.connect(self.dismiss)
        line = sizes.row(self, gap=10, margins=(14, 8, 10, 8))
        line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        words = sizes.column(gap=2)
        words.addWidget(self._happened)
        words.addWidget(self._rest)
        line.addLayout(words, 1)
        line.addWidget(self._code, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def say(self, notice: Notice) -> None:
        """Shows a notice in place of the former one."""
        self._happened.setText(notice.happened)
        rest = "".join(part for part in (notice.safe, notice.next_step) if part)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self._code.setText(notice.code)
        skin = theme.current()
        self._picture.setPixmap(
            icons.pixmap("warning", skin.hex("miss"), skin.px(18), "regular", self.devicePixelRatioF())
        )
        self.setAccessibleName(notice.spoken)
        self.show()

    def dismiss(self) -> None:
        """Closes it."""
        self.hide()
        self.closed.emit()

    def text(self) -> str:
        """What it says."""
        return f"{self._happened.text()}{self._rest.text()}{self._code.text()}"


@dataclass(frozen=True)
class CrashReport:
    """A crash without personal data: only kinds, places and our own file names; no message, no value, no path.

    Args:
        code: eight characters that name the place, equal for equal crashes, so that two offices can compare.
        text: what may be copied and sent.
    """

    code: str
    text: str

    @classmethod
    def of(cls, bug: BaseException, version: str = "") -> "CrashReport":
        """The report of an exception. Its message is left out: it may hold a name or a number."""
        frames = traceback.extract_tb(bug.__traceback__)
        places = [f"{_our_name(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        body = "\n".join((type(bug).__name__, *places))
        digest = hashlib.sha256(body.encode()).hexdigest()[:8].upper()
        code = f"P-BUG-{digest}"
        head = f"{tr('暖心')} {version}".strip()
        return cls(code, f"{head}\n{code}\n{body}")


class CrashDialog(QDialog):
    """Something broke that is our fault: nothing was saved by that step, the program goes on, the report is masked."""

    def __init__(self, report: CrashReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("暖心"))
        lines = sizes.column(self, gap=10, margins=(24, 20, 24, 16))
        lines.addWidget(_plain("sub", "", tr("刚才那一步没有做成，是程序的毛病")))
        safe = tr("那一步什么都没有写入，已保存的数据没有变，正在写的草稿还在。可以接着用，也可以关掉重开。")
        lines.addWidget(_plain("body", "ink2", safe))
        lines.addWidget(_plain("note", "ink3", tr("下面是给技术人员看的，里面没有姓名、证件号和电话：")))
        view = QPlainTextEdit(report.text)
        view.setReadOnly(True)
        view.setAccessibleName(tr("错误报告"))
        sizes.bounded(view, min_width=480, min_height=150)
        lines.addWidget(view)
        foot = sizes.row(gap=8)
        foot.addWidget(_plain("note", "ink3", tr("编号 {code}，可报给[县]里").format(code=report.code)), 1)
        copy = QPushButton(tr("复制报告"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report.text))
        go_on = QPushButton(tr("接着用"))
        go_on.setProperty("kind", "filled")
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        foot.addWidget(copy)
        foot.addWidget(go_on)
        lines.addLayout(foot)


def _plain(role: str, ink: str = "", text: str = "") -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setProperty("t", role)
    if ink:
        made.setProperty("c", ink)
    return made


def _our_name(path: str) -> str:
    """`desktop/ui/tasks.py`: the place in our tree without the folders above it, which may hold a person's name."""
    parts = PurePath(path).parts
    for root in ("desktop", "db"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts else ""
