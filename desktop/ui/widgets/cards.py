"""Cards, headers and the calm notices of a page: empty, loading, nothing found, banner."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons, sizes, theme
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.flow import Flow, flow_row, keep_height, spring
from desktop.ui.widgets.paint import Picture, clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr


class Card(QFrame):
    """A surface with a hairline and rounded corners; put things into `.body` (a vertical layout).

    Args:
        gap: between the things inside, pixels at 100 %.
        margins: left, top, right, bottom, pixels at 100 %.
        box: `card`, `tint` (calm note), `sunken`, `paper`.
    """

    def __init__(self, gap: int = 8, margins: sizes.Margins = (16, 14, 16, 14), box: str = "card") -> None:
        super().__init__()
        self.setProperty("box", box)
        self.body: QVBoxLayout = sizes.column(self, gap=gap, margins=margins)

    def add(self, *things: QWidget | QHBoxLayout | QVBoxLayout) -> "Card":
        """Puts widgets or layouts one under another and returns the card."""
        for thing in things:
            if isinstance(thing, QWidget):
                self.body.addWidget(thing)
            else:
                self.body.addLayout(thing)
        return self


class SectionHeader(QWidget):
    """The title line inside a card: title, note beside it, and what stands at the right.

    Args:
        title: the section's name.
        note: count or remark beside it.
        right: widgets at the right end.
        t: type role of the title (`cell_strong` for lists, `sub` for panels, `head` for serif titles).
    """

    def __init__(self, title: str, note: str = "", right: Sequence[QWidget] = (), t: str = "strong") -> None:
        super().__init__()
        self.title = Label(title, t)
        self.note = Label(note, "note", elide=True)
        line = sizes.row(self, gap=8)
        line.addWidget(self.title)
        line.addWidget(self.note, 1)
        for widget in right:
            line.addWidget(widget)

    def say(self, title: str, note: str = "") -> None:
        """Changes both."""
        self.title.say(title)
        self.note.say(note)


class PressableCard(Card):
    """A card that is pressed as a whole: `pressed`."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Says so."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
        super().mousePressEvent(event)


class PageHeader(QWidget):
    """One line: serif title, badge, one meta sentence; right at most three controls, the filled button last.

    Args:
        title: the page's or the family's name.
        meta: one sentence.
        controls: at most three; the filled one last.
        back: the parent's name, when there is one; `backed` fires when it is pressed.
    """

    backed = Signal()

    MOST_CONTROLS: ClassVar[int] = 4

    def __init__(self, title: str, meta: str = "", controls: Sequence[QWidget] = (), back: str = "") -> None:
        super().__init__()
        self.title = Label(title, "title")
        self.meta = Label(meta, "body", "ink2", elide=True)
        self.controls: QHBoxLayout = sizes.row(gap=8)
        self._left: QHBoxLayout = sizes.row(gap=14)
        lines = sizes.column(self, gap=4)
        if back:
            lines.addWidget(
                Button(back, "ghost", "caret-left", clicked=self.backed.emit), 0, Qt.AlignmentFlag.AlignLeft
            )
        self._left.addWidget(self.title)
        self._left.addWidget(self.meta, 1)
        left, right = QWidget(), QWidget()
        left.setLayout(self._left)
        right.setLayout(self.controls)
        left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        right.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line = Flow(gap=16)
        line.addWidget(left)
        line.addWidget(right)
        lines.addWidget(line)
        self.set_controls(controls)
        keep_height(self)

    def say(self, title: str, meta: str = "") -> None:
        """Changes title and meta sentence."""
        self.title.say(title)
        self.meta.say(meta)

    def put_beside_title(self, widget: QWidget) -> None:
        """Puts the header's one badge (or a date field) between title and meta."""
        self._left.insertWidget(1, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_controls(self, controls: Sequence[QWidget]) -> None:
        """Shows these controls at the right."""
        clear(self.controls)
        for control in controls[: self.MOST_CONTROLS]:
            self.controls.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)


class Rule(QFrame):
    """A hairline."""

    def __init__(self, direction: str = "h") -> None:
        super().__init__()
        self.setProperty("rule", direction)


class IconTile(QWidget):
    """A quiet square with an icon, over an empty state; or with the first character of a name, in place of a face."""

    def __init__(self, icon: str = "", character: str = "", side: int = 52) -> None:
        super().__init__()
        self._icon, self._character, self._side = icon, character, side
        sizes.fixed(self, width=side, height=side)

    def show_character(self, character: str) -> None:
        """Shows another surname."""
        self._character = character
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon or character."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("tint"))
        painter.drawRoundedRect(QRectF(self.rect()), look.px(8), look.px(8))
        if self._character:
            painter.setPen(look.colour("accent"))
            painter.setFont(look.font("head", self._character))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._character)
            return
        side = look.px(self._side // 2)
        picture = icons.pixmap(self._icon, look.hex("accent"), side, "regular", self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)


class EmptyState(QWidget):
    """Nothing here yet: an icon, one sentence with the next step, the filled button, one alternative.

    Args:
        icon: Phosphor name.
        title: what is not here yet.
        step: the next step, one sentence.
        buttons: the filled one first, one alternative.
        link: a quieter third way.
    """

    def __init__(
        self, icon: str, title: str, step: str, buttons: Sequence[QWidget] = (), link: QWidget | None = None
    ) -> None:
        super().__init__()
        centre = Qt.AlignmentFlag.AlignHCenter
        lines = sizes.column(self, gap=10, margins=(16, 12, 16, 12))
        lines.addStretch()
        lines.addWidget(IconTile(icon), 0, centre)
        self.title = Label(title, "sub")
        lines.addWidget(self.title, 0, centre)
        self.step = Label(step, "note", "ink2", wrap=True)
        self.step.setAlignment(centre)
        lines.addWidget(self.step)
        row = sizes.row(gap=8)
        row.addStretch()
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        lines.addLayout(row)
        if link is not None:
            lines.addWidget(link, 0, centre)
        lines.addStretch()


class NothingFound(QWidget):
    """A search without a hit: says so, offers names that sound alike and to let the filters go."""

    picked = Signal(object)
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines = sizes.column(self, gap=8)

    def show_query(self, query: str, alike: Sequence[tuple[object, str]] = (), filters: str = "") -> None:
        """Shows what was looked for.

        Args:
            query: the words looked for.
            alike: (value, text) of homophones; the value comes back through `picked`.
            filters: the filters in force, in words; empty when there are none.
        """
        clear(self._lines)
        head = sizes.row(gap=8)
        head.addWidget(Picture("magnifying-glass", 18))
        head.addWidget(Label(tr("没有找到“{query}”").format(query=query), "sub", elide=True), 1)
        holder = QWidget()
        holder.setLayout(head)
        self._lines.addWidget(holder)
        if alike:
            self._lines.addWidget(Label(tr("有读音相同的 {n} 位：").format(n=len(alike)), "note", "ink2"))
            self._lines.addWidget(self._offers(alike))
        if filters:
            words = tr("现在只筛了“{filters}”，放开后再找一遍？").format(filters=filters)
            self._lines.addWidget(Label(words, "note", "ink2", wrap=True))
            release = Button(tr("放开筛选"), "link", clicked=self.released.emit)
            self._lines.addWidget(release, 0, Qt.AlignmentFlag.AlignLeft)
        self._lines.addStretch()

    def _offers(self, alike: Sequence[tuple[object, str]]) -> QWidget:
        made = QWidget()
        line = sizes.row(made, gap=8)
        for value, text in alike[:4]:
            offer = Button(text, "small")
            offer.clicked.connect(lambda _on=False, value=value: self.picked.emit(value))
            line.addWidget(offer)
        line.addStretch()
        return made


class Banner(QFrame):
    """What stays true, at the top of a page; it cannot be sent away while it is true."""

    def __init__(self, text: str = "", state: State = State.SOON, action: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("box", "banner")
        line = sizes.row(self, gap=8, margins=(12, 6, 12, 6))
        self.line = StateLine(state, text, wrap=True)
        line.addWidget(self.line, 1)
        if action is not None:
            line.addWidget(action)
        if not text:
            self.hide()

    def say(self, text: str, state: State = State.SOON) -> None:
        """Shows the sentence; an empty one hides the banner."""
        self.line.show_state(state, text)
        self.setVisible(bool(text))


class LoadingLine(QWidget):
    """Work over 400 ms: what is done, how far, and 停下 with what stopping does. The page keeps its old rows."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        lines = sizes.column(self, gap=6)
        self.title = Label("", "sub")
        self.count = Label("", "body", "ink2")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.note = Label("", "note", "ink2", wrap=True)
        self._stop = Button(tr("停下"), clicked=self.stopped.emit)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.stopped.emit, context=_WITH_CHILDREN)
        for widget in (self.title, self.count, self.bar, self.note):
            lines.addWidget(widget)
        foot = sizes.row()
        foot.addStretch()
        foot.addWidget(self._stop)
        lines.addLayout(foot)
        self.hide()

    def begin(self, title: str, note: str = "", *, can_stop: bool = True) -> None:
        """Shows the line; `note` says what stopping does."""
        self.title.say(title)
        self.note.say(note)
        self.count.say("")
        self.bar.setRange(0, 0)
        self._stop.setVisible(can_stop)
        self.show()

    def step(self, done: int, total: int, words: str = "") -> None:
        """Shows how far it is; `words` replace the plain count."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.count.say(words or tr("第 {done} 项，共 {total} 项").format(done=done, total=total))

    def end(self) -> None:
        """Hides the line."""
        self.hide()


_WITH_CHILDREN = Qt.ShortcutContext.WidgetWithChildrenShortcut


class ProblemPanel(QWidget):
    """An error in the place of the action: what happened, what is safe, what to do, code and buttons."""

    def __init__(self, happened: str, safe: str, next_step: str, code: str, buttons: Sequence[QWidget] = ()) -> None:
        super().__init__()
        lines = sizes.column(self, gap=10)
        head = sizes.row(gap=10)
        head.addWidget(Picture("warning-circle", 20, "miss"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Label(happened, "sub", wrap=True), 1)
        lines.addLayout(head)
        lines.addWidget(Label(safe, "body", "ink2", wrap=True))
        if next_step:
            lines.addWidget(Label(next_step, "body", wrap=True))
        lines.addStretch()
        told = Label(tr("编号 {code}，可报给[县]里").format(code=code), "note")
        lines.addWidget(flow_row(told, spring(), *buttons))


def stack_of(*things: QWidget, gap: int = 12) -> QWidget:
    """Widgets one under another, filled up with nothing below."""
    made = QWidget()
    lines = sizes.column(made, gap=gap)
    for thing in things:
        lines.addWidget(thing)
    lines.addStretch()
    return made
