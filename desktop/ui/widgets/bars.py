"""Bars and panels: the side panel, the action bar under a table, the toast, the parts of the status bar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Rule
from desktop.ui.widgets.flow import Flow, keep_height, spring
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import Glyph, StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

TOAST_MS = 8000
FOLLOW_MS = 200
"""How often a toast looks whether a page has come to have a verb in its corner."""


class SidePanel(QFrame):
    """A panel of 320 pixels in the layout (never floating), for looking into one row.

    Put the content into `.body`, the buttons into `.foot`.

    Args:
        over: the small line above the title (`上坪村`).
        title: what is looked into.
        closable: shows the cross; Esc closes, too.
    """

    closed = Signal()

    def __init__(self, over: str = "", title: str = "", *, closable: bool = True, width: int = 320) -> None:
        super().__init__()
        self.setProperty("box", "card")
        sizes.fixed(self, width=width)
        self.over = Label(over, "note", "ink2", elide=True)
        self.title = Label(title, "sub", wrap=True)
        self._closable = closable
        lines = sizes.column(self, gap=8, margins=(17, 12, 17, 14))
        top: QHBoxLayout = sizes.row(gap=8)
        top.addWidget(self.over, 1)
        if closable:
            top.addWidget(Button("", "icon", "x", named=tr("关上"), clicked=self.dismiss))
        lines.addLayout(top)
        lines.addWidget(self.title)
        self.body: QVBoxLayout = sizes.column(gap=8)
        lines.addLayout(self.body, 1)
        self.foot: QHBoxLayout = sizes.row(gap=8)
        lines.addLayout(self.foot)

    def say(self, over: str, title: str) -> None:
        """Changes the two head lines."""
        self.over.say(over)
        self.title.say(title)

    def dismiss(self) -> None:
        """Hides the panel and says so."""
        self.hide()
        self.closed.emit()

    def focus_first(self) -> bool:
        """Puts the focus on the first thing in it that takes it; False when nothing does."""
        for widget in self.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(self) and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape and self._closable:
            self.dismiss()
            return
        super().keyPressEvent(event)


class ActionBar(QFrame):
    """At the table's foot while rows are ticked: the count, and the count in each verb (`打印走访表（3）`)."""

    cleared = Signal()

    def __init__(self, verbs: Sequence[tuple[str, str, Callable[[], object]]], counted: str = "") -> None:
        """Verbs are (words with `{n}` where the count stands, icon, what to do)."""
        super().__init__()
        self.setProperty("box", "actions")
        self._counted = counted or tr("已选 {n} 户")
        self._verbs = tuple(verbs)
        self.count = Label("", "strong")
        self._buttons: list[Button] = []
        line = Flow(self, gap=8, margins=(18, 7, 10, 7))
        line.addWidget(self.count)
        for words, icon, act in self._verbs:
            made = Button(words, "small", icon, clicked=act)
            self._buttons.append(made)
            line.addWidget(made)
        line.addWidget(spring())
        line.addWidget(Button(tr("取消选择"), "ghost", clicked=self.cleared.emit))
        keep_height(self)
        self.hide()

    def show_count(self, ticked: int) -> None:
        """Shows how many rows are ticked; none hides the bar."""
        self.count.say(self._counted.format(n=ticked))
        for button, (words, _, _) in zip(self._buttons, self._verbs, strict=True):
            button.say(words.format(n=ticked))
        self.setVisible(ticked > 0)


class Toast(QFrame):
    """Bottom right over the page for 8 seconds, with 撤销 when it reports a write; one at a time; never for errors.

    It stays while the pointer is over it, while it has the focus, and while a screen reader runs. Where a page has its
    main verb in that corner, or the bar of what is ticked, it lies above that: the next family is not kept waiting.
    """

    undone = Signal()

    def __init__(self, over: QWidget, host: QWidget | None = None) -> None:
        """`over` is what it lies upon, `host` the widget it is a child of (the window, to stay above a scrim)."""
        super().__init__(host or over)
        self._over = over
        self.setProperty("box", "toast")
        self._words = Label("", "body", "toast")
        self._undo = Button(tr("撤销 Ctrl+Z"), "toast", clicked=self._take_back)
        self._close = Button("", "toast_close", "x", named=tr("收起"), clicked=self.hide)
        self._close.picture("x", "toast_ink")
        line = sizes.row(self, gap=12, margins=(14, 7, 8, 7))
        line.addWidget(Glyph(State.OK, 14, "toast_undo"))
        line.addWidget(self._words, 1)
        line.addWidget(self._undo)
        line.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._maybe_hide)
        self._follow = QTimer(self)
        self._follow.timeout.connect(self._place)
        over.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, can_undo: bool = False) -> None:
        """Shows a sentence in place of the former one."""
        self._words.say(words)
        self.setAccessibleName(words)
        self._undo.setVisible(can_undo)
        self.show()
        self.raise_()
        self._place()
        self._timer.start(TOAST_MS)
        self._follow.start(FOLLOW_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        """Looks at the page no longer."""
        super().hideEvent(event)
        self._follow.stop()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in its corner when the page is resized."""
        if isinstance(event, QResizeEvent):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over, host = self._over, self.parentWidget()
        if host is None or not self.isVisible():
            return
        within = self._rect(over)
        right, low = within.right() + 1, within.bottom() + 1
        edge = sizes.px(16)
        wanted = min(max(sizes.px(380), self.sizeHint().width()), max(1, over.width() - 2 * edge))
        self.resize(wanted, max(sizes.px(44), self.sizeHint().height()))
        corner = QPoint(right - self.width() - sizes.px(24), low - self.height() - edge)
        self.move(corner.x(), self._above_verbs(QRect(corner, self.size()), edge))

    def _above_verbs(self, wanted: QRect, gap: int) -> int:
        """The height at which nothing of use is covered; the corner itself where there is no such place."""
        found = (*self._over.findChildren(ActionBar), *self._over.findChildren(Button))
        verbs = [each for each in found if isinstance(each, ActionBar) or each.property("kind") == "filled"]
        place = QRect(wanted)
        for verb in sorted((self._rect(each) for each in verbs if each.isVisible()), key=QRect.top, reverse=True):
            if place.intersects(verb):
                place.moveBottom(verb.top() - gap)
        return place.top() if place.top() > self._rect(self._over).center().y() else wanted.top()

    def _rect(self, widget: QWidget) -> QRect:
        host = self.parentWidget()
        at = QPoint(0, 0) if host is None or widget is host else widget.mapTo(host, QPoint(0, 0))
        return QRect(at, widget.size())

    def _maybe_hide(self) -> None:
        focused = self._undo.hasFocus() or self._close.hasFocus()
        if focused or self.underMouse() or QAccessible.isActive():
            self._timer.start(TOAST_MS)
        else:
            self.hide()

    def _take_back(self) -> None:
        self.hide()
        self.undone.emit()


@dataclass(frozen=True)
class StatusPart:
    """One part of the status bar: `✓ 已保存 10:32`.

    Args:
        words: the sentence.
        state: the shape before it; None for words alone.
        brief: a shorter sentence for narrow windows; "" leaves the part out there.
    """

    words: str
    state: State | None = None
    brief: str = ""


class StatusLine(QFrame):
    """The status bar: what is saved, what is not yet handed over, what the county has; in words, always visible."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "status")
        self.setAccessibleName(tr("状态"))
        sizes.fixed(self, height=28)
        self._line = sizes.row(self, gap=11, margins=(24, 0, 16, 0))
        self._parts: tuple[StatusPart, ...] = ()
        self._narrow = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[StatusPart]) -> None:
        """Shows these parts from left to right, the most important first."""
        self._parts = tuple(parts)
        self._rebuild()

    def use_narrow(self, *, narrow: bool) -> None:
        """Shows the brief sentences only."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._rebuild()

    def sentences(self) -> tuple[str, ...]:
        """What it says now."""
        chosen = [(part, part.brief if self._narrow else part.words) for part in self._parts]
        return tuple(words for _, words in chosen if words)

    def _rebuild(self) -> None:
        clear(self._line)
        shown = [part for part in self._parts if (part.brief if self._narrow else part.words)]
        for number, part in enumerate(shown):
            if number:
                bar = Rule("v")
                bar.setProperty("strong", "true")
                sizes.fixed(bar, height=12)
                self._line.addWidget(bar, 0, Qt.AlignmentFlag.AlignVCenter)
            self._line.addWidget(self._part(part), 0)
        self._line.addStretch(1)

    def _part(self, part: StatusPart) -> QWidget:
        words = part.brief if self._narrow else part.words
        if part.state is None:
            return Label(words, "note", "ink2")
        made = StateLine(part.state, words)
        made.label.setMinimumWidth(made.label.sizeHint().width())
        return made
