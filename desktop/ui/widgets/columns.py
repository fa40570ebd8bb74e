"""Two columns in a wide window, one under the other in a narrow one."""

from collections.abc import Sequence

from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.ui import sizes
from desktop.ui.widgets.bars import SidePanel
from desktop.ui.widgets.page import WidthClass

_UNBOUND = 16777215


class Columns(QWidget):
    """Parts side by side while the window is wide, else one under another; call `use_width` from the page's.

    Args:
        parts: (widget, stretch) from left to right; stretch 0 keeps a part at its own width.
        gap: between them, pixels at 100 %.
    """

    def __init__(self, parts: Sequence[tuple[QWidget, int]], gap: int = 12) -> None:
        super().__init__()
        self._parts = tuple(parts)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        sizes.spaced(self._box, gap=gap)
        for part, stretch in self._parts:
            self._box.addWidget(part, stretch)
        self._widths = [int(part.property("base_width") or 0) for part, _ in self._parts]

    def use_width(self, width_class: WidthClass) -> None:
        """Turns the parts; a panel of fixed width takes the whole width when it stands below."""
        wide = width_class is WidthClass.WIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(across if wide else down)
        for (part, _), width in zip(self._parts, self._widths, strict=True):
            if not width:
                continue
            part.setProperty("base_width", width if wide else 0)
            if wide:
                sizes.fixed(part, width=width)
            else:
                part.setMinimumWidth(0)
                part.setMaximumWidth(_UNBOUND)

    def panels(self) -> list[SidePanel]:
        """The side panels among the parts."""
        return [part for part, _ in self._parts if isinstance(part, SidePanel)]
