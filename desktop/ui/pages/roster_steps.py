"""The four steps of an import as a line: done with a tick, the present one filled, the others in outline."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui import icons, sizes, theme
from desktop.ui.widgets.cards import Rule
from desktop.ui.widgets.text import Label
from desktop.words import tr

_SIDE = 22


class StepBar(QWidget):
    """Steps from left to right; a step done can be pressed to go back to it.

    Args:
        names: of the steps.
    """

    wanted = Signal(int)
    """The step (from 0) to go back to."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        line = sizes.row(self, gap=8)
        self._steps: list[_Step] = []
        self._rules: list[QWidget] = []
        for number, name in enumerate(names):
            if number:
                rule = Rule()
                sizes.fixed(rule, width=20)
                self._rules.append(rule)
                line.addWidget(rule, 0, Qt.AlignmentFlag.AlignVCenter)
            step = _Step(number, name)
            step.pressed.connect(self.wanted)
            self._steps.append(step)
            line.addWidget(step)
        self.go(0)

    def go(self, now: int) -> None:
        """Shows this step (from 0) as the present one."""
        for number, step in enumerate(self._steps):
            step.show_place(number - now)
        self.setAccessibleName(tr("第 {n} 步，共 {all} 步").format(n=now + 1, all=len(self._steps)))

    def use_narrow(self, *, narrow: bool) -> None:
        """Leaves out the words of the other steps where there is little room."""
        for step in self._steps:
            step.use_narrow(narrow=narrow)
        for rule in self._rules:
            rule.setVisible(not narrow)


class StepStack(QWidget):
    """The steps' contents, one shown; only the one shown asks for room (a QStackedWidget asks for the tallest)."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = sizes.column(self)
        self._steps: list[QWidget] = []
        self._now = 0

    def add(self, step: QWidget) -> None:
        """One more step; the first is shown."""
        step.setVisible(not self._steps)
        self._steps.append(step)
        self._lines.addWidget(step, 1)

    def show_step(self, number: int) -> None:
        """Shows one step in place of the other."""
        self._now = number
        for each in self._steps:
            if each is not self._steps[number]:
                each.hide()
        self._steps[number].show()

    def shown(self) -> int:
        """Which step is shown."""
        return self._now


class _Step(QWidget):
    pressed = Signal(int)

    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self._number, self._place, self._narrow = number, 1, False
        self._name = name
        self.mark = _Mark(number + 1)
        self.label = Label(name, "body", "ink2")
        line = sizes.row(self, gap=7)
        line.addWidget(self.mark)
        line.addWidget(self.label)

    def show_place(self, place: int) -> None:
        """Negative: done; 0: the present one; positive: to come."""
        self._place = place
        self.mark.show_place(place)
        self.label.setProperty("t", "strong" if place == 0 else "body")
        self.label.ink("ink" if place == 0 else "ink2")
        self.setCursor(Qt.CursorShape.PointingHandCursor if place < 0 else Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if place < 0 else Qt.FocusPolicy.NoFocus)
        state = tr("已过") if place < 0 else tr("现在") if place == 0 else tr("还没到")
        self.setAccessibleName(f"{self._name}，{state}")
        self._show_words()

    def use_narrow(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self._show_words()

    def _show_words(self) -> None:
        self.label.setVisible(not self._narrow or self._place == 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._place < 0 and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self._number)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._place < 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit(self._number)
            return
        super().keyPressEvent(event)


class _Mark(QWidget):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._number, self._place = number, 1
        sizes.fixed(self, width=_SIDE, height=_SIDE)

    def show_place(self, place: int) -> None:
        self._place = place
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        skin = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "accent" if self._place == 0 else "tint" if self._place < 0 else "surface"
        painter.setPen(skin.colour("line") if self._place > 0 else Qt.PenStyle.NoPen)
        painter.setBrush(skin.colour(ground))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._place < 0:
            side = skin.px(12)
            picture = icons.pixmap("check", skin.hex("accent"), side, "bold", self.devicePixelRatioF())
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)
            return
        painter.setPen(skin.colour("on_accent" if self._place == 0 else "ink2"))
        painter.setFont(skin.font("note"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
