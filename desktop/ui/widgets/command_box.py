"""Ctrl+K: people and commands in one popup; asks a provider, shows why each hit was found, runs nothing by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop.ui import icons, sizes, theme
from desktop.ui.widgets.bars import Toast
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Rule
from desktop.ui.widgets.fields import TextField
from desktop.ui.widgets.paint import Picture
from desktop.ui.widgets.text import Label
from desktop.words import tr

_ROW_PX = 38
_HEAD_PX = 30
_MOST_ROWS = 9
_PAUSE_MS = 80
_RINGS = 12


@dataclass(frozen=True)
class CommandHit:
    """One line of the popup.

    Args:
        group: heading above lines of its kind (`家庭与人`, `要做的事`).
        icon: Phosphor name.
        title: name or verb.
        run: what Enter does.
        note: beside the title (`上坪村，03-0021`).
        reason: at the right: why it was found, or its shortcut.
        mark: characters of the title that matched, (start, length); (0, 0) marks none.
        also: what Ctrl+Enter does (记录走访), or None.
    """

    group: str
    icon: str
    title: str
    run: Callable[[], object]
    note: str = ""
    reason: str = ""
    mark: tuple[int, int] = (0, 0)
    also: Callable[[], object] | None = None


Deliver = Callable[[Sequence[CommandHit]], None]
Provider = Callable[[str, Deliver], None]
"""Takes the words typed and a way to deliver the hits, at once or later; an outdated delivery is dropped."""


class CommandButton(Button):
    """What stands in the top bar: looks like a field, opens the popup."""

    def __init__(self, opens: Callable[[], object]) -> None:
        super().__init__("", "command", "magnifying-glass", clicked=opens)
        words = tr("搜姓名、拼音首字母、[村]、证件尾号，或输入要做的事")
        self._words = words
        self.setAccessibleName(f"{words}，Ctrl+K")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        sizes.bounded(self, min_width=120, max_width=460)

    def sizeHint(self) -> QSize:
        """460 wide where there is room."""
        return QSize(sizes.px(460), sizes.px(34))

    def minimumSizeHint(self) -> QSize:
        """It gives way."""
        return QSize(sizes.px(120), sizes.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Adds words and the key."""
        super().paintEvent(event)
        skin = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(skin.font("note"))
        key = "Ctrl K"
        wide = skin.metrics("note").horizontalAdvance(key) + skin.px(18)
        cap = QRectF(self.width() - wide - skin.px(6), self.height() / 2 - skin.px(10), wide, skin.px(20))
        painter.setPen(QPen(skin.colour("hair"), 1))
        painter.setBrush(skin.colour("sunken"))
        painter.drawRoundedRect(cap, skin.px(4), skin.px(4))
        painter.setPen(skin.colour("ink2"))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), key)
        left = skin.px(36)
        room = round(cap.left()) - skin.px(8) - left
        painter.setFont(skin.font("body"))
        painter.setPen(skin.colour("ink3"))
        short = skin.metrics("body").elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), short)


class _HitList(QWidget):
    """The hits, painted; the current one has a tint and a bar."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.hits: tuple[CommandHit, ...] = ()
        self.current = 0
        self._tops: list[tuple[int, str]] = []

    def show_hits(self, hits: Sequence[CommandHit]) -> None:
        """Shows these lines; the first is current."""
        self.hits, self.current = tuple(hits), 0
        self._tops, group, top = [], "", 0
        for hit in self.hits:
            heading = hit.group if hit.group != group else ""
            group = hit.group
            top += _HEAD_PX if heading else 0
            self._tops.append((top, heading))
            top += _ROW_PX
        sizes.fixed(self, height=max(1, top))
        self.update()

    def move_by(self, by: int) -> None:
        """Moves the current line, round the ends."""
        if self.hits:
            self.current = (self.current + by) % len(self.hits)
            self.setAccessibleName(f"{self.hits[self.current].title} {self.hits[self.current].reason}")
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The line under the pointer becomes current."""
        found = self._at(event.position().toPoint())
        if found >= 0 and found != self.current:
            self.current = found
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click picks."""
        if (found := self._at(event.position().toPoint())) >= 0:
            self.picked.emit(found)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints headings and lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        skin = theme.current()
        for number, (hit, (top, heading)) in enumerate(zip(self.hits, self._tops, strict=True)):
            if heading:
                painter.setFont(skin.font("note"))
                painter.setPen(skin.colour("ink3"))
                field = QRect(skin.px(10), skin.px(top - _HEAD_PX), self.width(), skin.px(_HEAD_PX))
                painter.drawText(field, int(Qt.AlignmentFlag.AlignVCenter), heading)
            row = QRectF(0, skin.px(top), self.width(), skin.px(_ROW_PX))
            self._paint_hit(painter, hit, row, current=number == self.current)

    def _paint_hit(self, painter: QPainter, hit: CommandHit, row: QRectF, *, current: bool) -> None:
        skin = theme.current()
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(skin.colour("tint"))
            painter.drawRoundedRect(row, skin.px(6), skin.px(6))
            bar = QRectF(row.left(), row.top() + skin.px(9), skin.px(3), row.height() - skin.px(18))
            painter.fillRect(bar, skin.colour("accent"))
        side = skin.px(16)
        picture = icons.pixmap(hit.icon, skin.hex("ink2"), side, "regular", self.devicePixelRatioF())
        painter.drawPixmap(round(row.left() + skin.px(12)), round(row.center().y() - side / 2), picture)
        right = row.right() - skin.px(12)
        used = skin.metrics("note").horizontalAdvance(hit.reason)
        painter.setFont(skin.font("note"))
        painter.setPen(skin.colour("ink2"))
        reason = QRectF(right - used, row.top(), used + 2, row.height())
        painter.drawText(reason, int(Qt.AlignmentFlag.AlignVCenter), hit.reason)
        self._paint_title(painter, hit, row, room=reason.left() - skin.px(12))

    def _paint_title(self, painter: QPainter, hit: CommandHit, row: QRectF, *, room: float) -> None:
        skin = theme.current()
        role = "strong" if hit.note and hit.mark[1] else "body"
        measures, left = skin.metrics(role), row.left() + skin.px(38)
        title = measures.elidedText(hit.title, Qt.TextElideMode.ElideRight, max(20, round(room - left)))
        start, length = hit.mark
        if length:
            at = left + measures.horizontalAdvance(title[:start])
            wide = measures.horizontalAdvance(title[start : start + length])
            under = QRectF(at - 1, row.center().y() + skin.px(1), wide + 2, skin.px(9))
            painter.fillRect(under, skin.colour("mark"))
        painter.setFont(skin.font(role))
        painter.setPen(skin.colour("ink"))
        painter.drawText(QRectF(left, row.top(), room - left, row.height()), int(_V_CENTRE), title)
        left += measures.horizontalAdvance(title) + skin.px(10)
        if hit.note and left < room:
            painter.setFont(skin.font("note"))
            painter.setPen(skin.colour("ink2"))
            note = skin.metrics("note").elidedText(hit.note, Qt.TextElideMode.ElideRight, round(room - left))
            painter.drawText(QRectF(left, row.top(), room - left, row.height()), int(_V_CENTRE), note)

    def _at(self, point: QPoint) -> int:
        for number, (top, _) in enumerate(self._tops):
            if sizes.px(top) <= point.y() < sizes.px(top + _ROW_PX):
                return number
        return -1


_V_CENTRE = Qt.AlignmentFlag.AlignVCenter


class CommandPopup(QWidget):
    """The scrim over the page with the popup on it; a child of the window, so that it can never be lost behind it."""

    def __init__(self, window: QWidget, provider: Provider | None = None) -> None:
        super().__init__(window)
        self._provider = provider
        self._asked = 0
        self._back: QWidget | None = None
        self._box = QFrame(self)
        self._box.setProperty("box", "popup")
        self._field = TextField(named=tr("搜姓名、拼音首字母、[村]、证件尾号，或输入要做的事"))
        self._field.setProperty("bare", "true")
        self._count = Label("", "note", "ink2")
        self._list = _HitList()
        self._list.picked.connect(self._run)
        self._hint = Label(tr("↑↓ 选择    Enter 打开    Ctrl Enter 记录走访    Esc 关闭"), "note", "ink2", elide=True)
        self._fill()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._field.textChanged.connect(self._typed)
        self._field.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    def provide(self, provider: Provider) -> None:
        """Changes who finds people and commands."""
        self._provider = provider

    def hits(self) -> tuple[CommandHit, ...]:
        """The lines shown."""
        return self._list.hits

    def open_box(self, text: str = "") -> None:
        """Opens over the window, empty or with words in it."""
        self._back = self.window().focusWidget()
        self._field.setText(text)
        self._place()
        self.show()
        self.raise_()
        for toast in self.window().findChildren(Toast):
            toast.raise_()
        self._field.setFocus()
        self._ask()

    def shut(self) -> None:
        """Closes and gives the focus back."""
        self.hide()
        self._asked += 1
        if self._back is not None:
            self._back.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field; the size of the window."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return not self._field.composing and self._key(event)
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press outside closes."""
        if not self._box.geometry().contains(event.position().toPoint()):
            self.shut()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the scrim right of the rail and the soft shadow."""
        skin = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scrim = QColor(skin.colour("scrim"))
        scrim.setAlpha(150)
        painter.fillRect(self.rect().adjusted(max(0, self._box.x() - skin.px(24)), 0, 0, 0), scrim)
        shade = QColor(0, 0, 0, 12 if skin.tokens.dark else 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        for ring in range(_RINGS, 0, -1):
            spread = QRectF(self._box.geometry()).adjusted(-ring, -ring + 2, ring, ring + 2)
            painter.drawRoundedRect(spread, skin.px(10) + ring, skin.px(10) + ring)

    def _fill(self) -> None:
        lines = sizes.column(self._box, gap=0, margins=(1, 1, 1, 6))
        top = sizes.row(gap=10, margins=(14, 4, 14, 4))
        top.addWidget(Picture("magnifying-glass", 18, "accent"))
        self._field.setProperty("t", "sub")
        top.addWidget(self._field, 1)
        top.addWidget(self._count)
        lines.addLayout(top)
        lines.addWidget(Rule())
        inner = sizes.column(margins=(5, 4, 5, 4))
        inner.addWidget(self._list)
        lines.addLayout(inner)
        lines.addWidget(Rule())
        foot = sizes.row(margins=(15, 6, 14, 2))
        foot.addWidget(self._hint)
        lines.addLayout(foot)

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        self.setGeometry(window.rect())
        anchor = window.findChild(CommandButton)
        at = anchor.mapTo(window, QPoint(0, 0)) if anchor else QPoint(sizes.px(24), sizes.px(10))
        wide = min(sizes.px(620), window.width() - at.x() - sizes.px(8))
        layout = self._box.layout()
        if layout is not None:
            layout.activate()  # the list has just changed its height
        high = layout.sizeHint().height() if layout else sizes.px(200)
        self._box.setGeometry(at.x(), at.y(), wide, min(high, window.height() - at.y() - sizes.px(8)))

    def _typed(self, _text: str) -> None:
        if not self._field.composing:
            self._pause.start()

    def _ask(self) -> None:
        self._asked += 1
        number = self._asked
        if self._provider is not None and not self._field.composing:
            self._provider(self._field.value(), lambda hits: self._deliver(number, hits))

    def _deliver(self, number: int, hits: Sequence[CommandHit]) -> None:
        if number != self._asked:
            return
        self._list.show_hits(tuple(hits)[:_MOST_ROWS])
        people = sum(1 for hit in hits if hit.mark[1])
        self._count.say(tr("找到 {n} 位").format(n=people) if people else "")
        self._place()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Tab):
            self._list.move_by(1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Backtab):
            self._list.move_by(-1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.current, also=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            return False
        return True

    def _run(self, number: int, *, also: bool = False) -> None:
        if self._pause.isActive() or not 0 <= number < len(self._list.hits):
            return
        hit = self._list.hits[number]
        self.shut()
        act = hit.also if also and hit.also is not None else hit.run
        act()
