"""A row that breaks into several lines when the window is narrow, so that nothing is clipped and nothing overlaps."""

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from desktop.ui import sizes


@dataclass
class _Line:
    """Items of one line with the width each wants."""

    items: list[tuple[QLayoutItem, int]] = field(default_factory=list)
    used: int = 0


class Flow(QLayout):
    """Items side by side, in as many lines as the width asks for; an expanding item takes the rest of its line.

    Args:
        parent: the widget it lays out.
        gap: between items, pixels at 100 %.
        line_gap: between lines, pixels at 100 %.
        least: the least height of a line, pixels at 100 %.
        margins: left, top, right, bottom, pixels at 100 %.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        gap: int = 8,
        line_gap: int = 4,
        least: int = 0,
        margins: sizes.Margins = (0, 0, 0, 0),
    ) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self._items: list[QLayoutItem] = []
        self._line_gap, self._least = line_gap, least
        sizes.spaced(self, gap=gap, margins=margins)

    def addItem(self, item: QLayoutItem) -> None:
        """Takes an item."""
        self._items.append(item)

    def count(self) -> int:
        """How many items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Gives an item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes what width there is."""
        return Qt.Orientation.Horizontal if any(map(_expands, self._items)) else Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """More lines in less width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height in this width."""
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        """Places the items."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        """Everything in one line."""
        shown = [item for item in self._items if not item.isEmpty()]
        wide = sum(item.sizeHint().width() for item in shown) + self.spacing() * max(0, len(shown) - 1)
        high = max((item.sizeHint().height() for item in shown), default=0)
        return self._with_margins(QSize(wide, high))

    def minimumSize(self) -> QSize:
        """The widest single item."""
        shown = [item for item in self._items if not item.isEmpty()]
        wide = max((item.minimumSize().width() for item in shown), default=0)
        high = max((item.minimumSize().height() for item in shown), default=0)
        return self._with_margins(QSize(wide, high))

    def _with_margins(self, size: QSize) -> QSize:
        edges = self.contentsMargins()
        return size + QSize(edges.left() + edges.right(), edges.top() + edges.bottom())

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        top = inner.top()
        for number, line in enumerate(self._lines(inner.width())):
            top += sizes.px(self._line_gap) if number else 0
            top += self._lay(line, QRect(inner.left(), top, inner.width(), 0), place=place)
        return top - rect.top() + self.contentsMargins().bottom()

    def _lines(self, room: int) -> list[_Line]:
        lines: list[_Line] = []
        for item in self._items:
            if item.isEmpty():
                continue
            wants = min(room, max(_least(item), item.minimumSize().width()))
            if not lines or lines[-1].used + self.spacing() + wants > room:
                lines.append(_Line([(item, wants)], wants))
            else:
                lines[-1].items.append((item, wants))
                lines[-1].used += self.spacing() + wants
        return lines

    def _lay(self, line: _Line, room: QRect, *, place: bool) -> int:
        takers = [item for item, _ in line.items if _expands(item)]
        spare = (room.width() - line.used) // len(takers) if takers else 0
        widths = [wants + (spare if _expands(item) else 0) for item, wants in line.items]
        heights = [_height(item, wide) for (item, _), wide in zip(line.items, widths, strict=True)]
        high = max(*heights, sizes.px(self._least))
        if place:
            left = room.left()
            for (item, _), wide, own in zip(line.items, widths, heights, strict=True):
                item.setGeometry(QRect(left, room.top() + (high - own) // 2, wide, own))
                left += wide + self.spacing()
        return high


def flow_row(*widgets: QWidget, gap: int = 8) -> QWidget:
    """Widgets side by side (filters, chips), over several lines where it is narrow."""
    made = QWidget()
    flow = Flow(made, gap=gap)
    for widget in widgets:
        flow.addWidget(widget)
    keep_height(made)
    return made


def spring() -> QWidget:
    """An invisible item that pushes what follows to the right end of its line."""
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def keep_height(widget: QWidget) -> None:
    """Lets a widget with a flow be as high as its lines need, and no higher."""
    policy = QSizePolicy(widget.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def _expands(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal) and item.maximumSize().width() > _FREE


_FREE = 4000


def _least(item: QLayoutItem) -> int:
    """What an item needs in its line: a field that expands is content with less than it would like."""
    return item.minimumSize().width() if _expands(item) else item.sizeHint().width()


def _height(item: QLayoutItem, wide: int) -> int:
    return item.heightForWidth(wide) if item.hasHeightForWidth() else item.sizeHint().height()
