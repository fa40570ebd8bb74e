"""A row that breaks into several lines when the window is narrow, so that nothing is clipped and nothing overlaps.

It is a widget that places its children itself, not a `QLayout`: a layout written in Python was seen to crash inside
Qt's own layout pass (PySide6 6.11.3) when the style sheet changed.
"""

from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import sizes

_FREE = 4000
_CHANGED = (
    QEvent.Type.LayoutRequest,
    QEvent.Type.StyleChange,
    QEvent.Type.FontChange,
    QEvent.Type.Polish,
    QEvent.Type.ChildRemoved,
)
"""After these a height worked out before holds no more."""


@dataclass
class _Line:
    """Children of one line with the width each wants."""

    items: list[tuple[QWidget, int]] = field(default_factory=list)
    used: int = 0


class Flow(QWidget):
    """Children side by side, in as many lines as the width asks for; an expanding child takes the rest of its line.

    Args:
        inside: the widget it fills, through a layout of its own; None when the caller places it.
        gap: between children, pixels at 100 %.
        line_gap: between lines, pixels at 100 %.
        least: the least height of a line, pixels at 100 %.
        margins: left, top, right, bottom around it, pixels at 100 %; only with `inside`.
    """

    def __init__(
        self,
        inside: QWidget | None = None,
        *,
        gap: int = 8,
        line_gap: int = 4,
        least: int = 0,
        margins: sizes.Margins = (0, 0, 0, 0),
    ) -> None:
        super().__init__()
        self._children: list[QWidget] = []
        self._gap, self._line_gap, self._least = gap, line_gap, least
        self._heights: dict[int, int] = {}
        keep_height(self)
        if inside is not None:
            sizes.column(inside, gap=0, margins=margins).addWidget(self)

    def addWidget(self, widget: QWidget) -> None:
        """Takes a child, at the end."""
        hidden = widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        widget.setParent(self)
        self._children.append(widget)
        self._heights.clear()
        if not hidden:
            widget.show()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """More lines in less width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in this width."""
        known = self._heights.get(width)
        if known is None:  # a layout asks for the same width many times; a child that changes says so
            known = self._heights[width] = self._arrange(width, place=False)
        return known

    def sizeHint(self) -> QSize:
        """Everything in one line."""
        hints = [_hint(child) for child in self._shown()]
        wide = sum(hint.width() for hint in hints) + sizes.px(self._gap) * max(0, len(hints) - 1)
        return QSize(wide, max([sizes.px(self._least), *(hint.height() for hint in hints)]))

    def minimumSizeHint(self) -> QSize:
        """The widest single child."""
        shown = self._shown()
        wide = max((_least(child) for child in shown), default=0)
        return QSize(wide, max([sizes.px(self._least), *(_hint(child).height() for child in shown)]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the children."""
        super().resizeEvent(event)
        self._arrange(self.width(), place=True)

    def event(self, event: QEvent) -> bool:
        """A child wants another size."""
        if event.type() in _CHANGED:
            self._heights.clear()
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange(self.width(), place=True)
        return super().event(event)

    def _shown(self) -> list[QWidget]:
        return [child for child in self._children if not child.isHidden()]

    def _arrange(self, room: int, *, place: bool) -> int:
        top = 0
        for number, line in enumerate(self._lines(room)):
            top += sizes.px(self._line_gap) if number else 0
            top += self._lay(line, QRect(0, top, room, 0), place=place)
        return max(top, sizes.px(self._least))

    def _lines(self, room: int) -> list[_Line]:
        lines: list[_Line] = []
        gap = sizes.px(self._gap)
        for child in self._shown():
            wants = min(room, _least(child) if _expands(child) else _hint(child).width())
            if not lines or lines[-1].used + gap + wants > room:
                lines.append(_Line([(child, wants)], wants))
            else:
                lines[-1].items.append((child, wants))
                lines[-1].used += gap + wants
        return lines

    def _lay(self, line: _Line, room: QRect, *, place: bool) -> int:
        takers = sum(1 for child, _ in line.items if _expands(child))
        spare = (room.width() - line.used) // takers if takers else 0
        widths = [wants + (spare if _expands(child) else 0) for child, wants in line.items]
        heights = [_height(child, wide) for (child, _), wide in zip(line.items, widths, strict=True)]
        high = max(*heights, sizes.px(self._least))
        if place:
            left = room.left()
            for (child, _), wide, own in zip(line.items, widths, heights, strict=True):
                child.setGeometry(left, room.top() + (high - own) // 2, wide, own)
                left += wide + sizes.px(self._gap)
        return high


def flow_row(*widgets: QWidget, gap: int = 8) -> Flow:
    """Widgets side by side (filters, chips), over several lines where it is narrow."""
    made = Flow(gap=gap)
    for widget in widgets:
        made.addWidget(widget)
    return made


def spring() -> QWidget:
    """An invisible child that pushes what follows to the right end of its line."""
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def keep_height(widget: QWidget) -> None:
    """Lets a widget with a flow be as high as its lines need, and no higher."""
    policy = QSizePolicy(widget.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def _expands(child: QWidget) -> bool:
    wants = child.sizePolicy().horizontalPolicy().value & QSizePolicy.PolicyFlag.ExpandFlag.value
    return bool(wants) and child.maximumWidth() > _FREE


def _hint(child: QWidget) -> QSize:
    return child.sizeHint().expandedTo(child.minimumSize()).boundedTo(child.maximumSize())


def _least(child: QWidget) -> int:
    return min(child.maximumWidth(), max(child.minimumWidth(), child.minimumSizeHint().width()))


def _height(child: QWidget, wide: int) -> int:
    if child.hasHeightForWidth():
        return max(child.heightForWidth(wide), child.minimumHeight())
    return _hint(child).height()
