"""The parts of a form: rows with a paper number and 必填 in words, verdict sentences, the error list, the frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import sizes
from desktop.ui.actions import enter_moves
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.fields import TextField, Verdict
from desktop.ui.widgets.flow import Flow, flow_row, keep_height, spring
from desktop.ui.widgets.paint import Picture, clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

LABEL_COLUMN_PX = 108


class FieldRow(QWidget):
    """One row of a form: paper number, label, control(s), and under them the sentence of a verdict.

    Args:
        label: the field's name, as on paper.
        controls: the control, or several side by side; the first that can be typed into is the one jumped to.
        number: the paper number (`①`), or "" for rows the paper does not number.
        required: shows the word 必填.
        below: label above the control instead of beside it (side panels).
    """

    def __init__(
        self,
        label: str,
        controls: QWidget | Sequence[QWidget],
        number: str = "",
        *,
        required: bool = False,
        below: bool = False,
    ) -> None:
        super().__init__()
        self.controls = (controls,) if isinstance(controls, QWidget) else tuple(controls)
        self._tall, self._row = (20, 0) if below else (34, 34)
        self._roles = ("note", "note_strong") if below else ("body", "strong")
        self.label = Label(label, self._roles[0], "ink2")
        self._words = StateLine(State.MISS, "", wrap=True)
        self._words.hide()
        lines = sizes.column(gap=3)
        lines.addWidget(self._controls_line())
        lines.addWidget(self._words)
        head = self._head(number, required=required)
        if below:
            outer: QHBoxLayout | QVBoxLayout = sizes.column(self, gap=3)
        else:
            outer = sizes.row(self, gap=4)
            sizes.fixed(head, width=LABEL_COLUMN_PX)
        outer.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(lines, 0 if below else 1)  # below the label a stretch would let rows drift apart
        keep_height(self)
        self._join(label)

    @property
    def target(self) -> QWidget:
        """Where a jump from the error list lands."""
        for control in self.controls:
            if control.focusPolicy() != Qt.FocusPolicy.NoFocus or control.focusProxy() is not None:
                return control
            for inner in control.findChildren(QWidget):
                if inner.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    return inner
        return self.controls[0]

    def show_verdict(self, verdict: Verdict) -> None:
        """Shows the sentence under the field and turns the label when it cannot be saved."""
        self.label.setProperty("t", self._roles[verdict.level == "miss"])
        self.label.ink("miss" if verdict.level == "miss" else "ink2")
        self._words.setVisible(bool(verdict.words))
        if verdict.words:
            self._words.show_state(State.MISS if verdict.level == "miss" else State.SOON, verdict.words)
            self._words.label.ink(verdict.level or "ink2")

    def _controls_line(self) -> Flow:
        line = Flow(gap=8, least=self._row)
        for control in self.controls:
            line.addWidget(control)
        return line

    def _head(self, number: str, *, required: bool) -> QWidget:
        made = QWidget()
        line = sizes.row(made, gap=4)
        if number:
            mark = Label(number, "cell", "accent")
            sizes.fixed(mark, width=18)
            line.addWidget(mark)
        else:
            line.addSpacing(sizes.px(22) if self._tall > LABEL_COLUMN_PX // 4 else 0)
        line.addWidget(self.label)
        if required:
            line.addWidget(Label(tr("必填"), "note", "accent"))
        line.addStretch()
        sizes.bounded(made, min_height=self._tall)
        return made

    def _join(self, label: str) -> None:
        for control in self.controls:
            if not control.accessibleName():
                control.setAccessibleName(label)
            if isinstance(control, TextField):
                control.judged.connect(self.show_verdict)
        if isinstance(self.target, (QLineEdit, QComboBox, QPlainTextEdit)):
            self.label.setBuddy(self.target)


@dataclass(frozen=True)
class Lack:
    """One thing that keeps a form from being saved.

    Args:
        words: what is missing (`受访人没有勾选，见到谁勾谁`).
        target: the widget the link jumps to.
    """

    words: str
    target: QWidget | None = None


class ErrorList(QFrame):
    """On top of the form: one line when one thing is missing, else a link a line; right: how many items are filled."""

    jumped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "error")
        self._lines = sizes.column(self, gap=2, margins=(13, 5, 13, 5))
        self.hide()

    def show_lacks(self, lacks: Sequence[Lack], total: int = 0, filled: int = 0) -> None:
        """Shows what is missing; nothing missing hides the list.

        Args:
            lacks: what keeps the form from being saved, in reading order.
            total: how many items the form has (0: no count is shown).
            filled: how many of them are filled.
        """
        clear(self._lines)
        self.setVisible(bool(lacks))
        if not lacks:
            return
        words = tr("还差 {n} 处，补上就能保存：").format(n=len(lacks))
        first = [lacks[0]] if len(lacks) == 1 else []
        count = tr("共 {total} 项，已填 {filled} 项").format(total=total, filled=filled) if total else ""
        self._lines.addWidget(self._head(words, first, count))
        for lack in lacks if len(lacks) > 1 else ():
            self._lines.addWidget(self._link(lack), 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(words + "；".join(lack.words for lack in lacks))

    def _head(self, words: str, first: Sequence[Lack], count: str) -> QWidget:
        what = StateLine(State.MISS, words, "strong")
        what.label.setMinimumWidth(what.label.sizeHint().width())
        return flow_row(what, *(self._link(lack) for lack in first), spring(), Label(count, "note", "ink2"))

    def _link(self, lack: Lack) -> Button:
        return Button(lack.words, "link", clicked=lambda: self._jump(lack))

    def _jump(self, lack: Lack) -> None:
        if lack.target is not None:
            lack.target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.jumped.emit(lack)


OWN_ENTER = "own_enter"
"""A property of fields that do something themselves on Enter."""


class FormScroll(QScrollArea):
    """The body of a form: scrolls inside its card, follows the focus, Enter goes to the next field.

    Put rows into `.body`. Enter in a one-line field moves on as Tab does, unless the worker has chosen that it stays;
    it never saves. `open_out` where the page around it scrolls: one bar, not one inside the other.
    """

    def __init__(self, gap: int = 4, margins: sizes.Margins = (0, 0, 8, 0)) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inside = QWidget()
        inside.setProperty("ground", "none")
        self.body: QVBoxLayout = sizes.column(inside, gap=gap, margins=margins)
        self.setWidget(inside)
        self._opened_out = False
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]

    def add(self, *rows: QWidget) -> None:
        """Puts rows one under another."""
        for row in rows:
            self.body.addWidget(row)
            for field in row.findChildren(QLineEdit):
                if not field.property(OWN_ENTER):
                    field.installEventFilter(self)

    def end(self) -> None:
        """Fills up with nothing below the last row."""
        self.body.addStretch()

    def open_out(self, *, on: bool) -> None:
        """Takes all the height of what is in it, or scrolls inside its card again."""
        self._opened_out = on
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if on else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(policy)
        self._take_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height."""
        super().resizeEvent(event)
        self._take_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a field goes to the next one, unless an input method is composing."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._take_height()
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and isinstance(watched, QLineEdit)  # Qt has the area watch the widget inside it, too
            and not (isinstance(watched, TextField) and watched.composing)
        ):
            if enter_moves():
                self.focusNextChild()
            return True
        return super().eventFilter(watched, event)

    def _take_height(self) -> None:
        bends, width = self.body.hasHeightForWidth(), self.viewport().width()
        height = self.body.totalHeightForWidth(width) if bends else self.body.totalSizeHint().height()
        wanted = max(height, self.body.totalMinimumSize().height()) if self._opened_out else 0
        if wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            self.ensureWidgetVisible(now, sizes.px(24), sizes.px(24))
            if self._opened_out:
                self._into_sight(now)
                QTimer.singleShot(0, now, lambda: self._into_sight(now))  # what lacks is told above, and moves it

    def _into_sight(self, field: QWidget) -> None:
        settle()
        outer = area_around(self)
        if outer is not None:
            outer.ensureWidgetVisible(field, sizes.px(24), sizes.px(24))


def settle() -> None:
    """Gives what has just been shown its place: a line asks its section for room, that the column, that the area."""
    for _ in range(_ROUNDS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


_ROUNDS = 4


def area_around(widget: QWidget) -> QScrollArea | None:
    """What scrolls around a widget: in a narrow window the whole page does."""
    outer = widget.parentWidget()
    while outer is not None and not isinstance(outer, QScrollArea):
        outer = outer.parentWidget()
    return outer


class SectionRow(Button):
    """A section that opens in place: icon, name, what stands at the right (`2 人，已确认`) and a caret.

    Args:
        icon: Phosphor name.
        title: the section's name.
        note: what it says at the right.
        state: coloured shape before the note where a person is needed.
    """

    toggled_open = Signal(bool)

    def __init__(self, icon: str, title: str, note: str = "", state: State | None = None) -> None:
        super().__init__("", "section")

        self.setCheckable(True)
        line = sizes.row(self, gap=10, margins=(1, 0, 1, 0))
        line.addWidget(Picture(icon))
        line.addWidget(Label(title, "body"))
        line.addStretch()
        self._note = StateLine(state or State.NA, note, plain=state is None)
        self._note.glyph.setVisible(state is not None)
        line.addWidget(self._note)
        self._caret = Picture("caret-right", 12, weight="bold")
        line.addWidget(self._caret)
        self.setAccessibleName(f"{title}，{note}")
        self.toggled.connect(self._turn)

    def say(self, text: str) -> None:
        """The section's words stand in labels of their own."""
        super().say(text)

    def say_note(self, note: str, state: State | None = None) -> None:
        """Changes what stands at the right."""
        self._note.glyph.setVisible(state is not None)
        self._note.show_state(state or State.NA, note)

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._caret.show_icon("caret-down" if on else "caret-right")
        self.toggled_open.emit(on)


def judge_all(fields: Sequence[tuple[str, TextField]], extra: Sequence[Callable[[], Lack | None]] = ()) -> list[Lack]:
    """Judges every field now and returns what keeps the form from being saved.

    Args:
        fields: (label, field) pairs in reading order.
        extra: further checks that return a lack or None.
    """
    lacks = [
        Lack(f"{label}：{verdict.words}" if verdict.words else label, field)
        for label, field in fields
        if (verdict := field.judge()).level == "miss"
    ]
    return lacks + [lack for check in extra if (lack := check()) is not None]
