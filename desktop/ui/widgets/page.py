"""The promise every page keeps: enter, refresh, leave; and how a page asks the window for something."""

from enum import IntEnum
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from db.touched import Touched
from desktop.ui import sizes
from desktop.ui.sizes import Margins
from desktop.ui.widgets.bars import SidePanel


class WidthClass(IntEnum):
    """How wide the window is in logical pixels at zoom 100 %: it decides columns, never content."""

    NARROW = 1  # under 820: title alone on its line, second controls fold into ⋯
    MEDIUM = 2  # 820-1099: icon rail, one column, the page scrolls
    WIDE = 3  # 1100 and more: rail with words, two columns


class Page(QWidget):
    """A page of the window. Subclasses override what they need; `body` is the vertical layout with the page's margins.

    The window calls `enter` each time the page is shown, `refresh` after each write while it is shown (a hidden page
    gets one collected `refresh` when it is entered again), and `leave` before it goes; `leave` returning False stays.
    """

    went = Signal(str, dict)
    """Asks for another page: its key, and where on it (`went.emit("family", {"family_id": "..."})`)."""
    backed = Signal()
    """Asks for the page that was shown before."""

    key: ClassVar[str] = ""
    guest_safe: ClassVar[bool] = False
    """True when the page shows nothing personal, or hides it itself in `use_guest`."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "window")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.width_class = WidthClass.WIDE
        self.body = sizes.column(self, gap=12, margins=(24, 14, 24, 16))

    def enter(self, **where: object) -> None:
        """Is shown now; `where` says what to show (a family's id, a filter). Ask for rows here, never in `__init__`."""

    def refresh(self, touched: Touched) -> None:
        """Something was written; the page decides whether that concerns it."""

    def leave(self) -> bool:
        """Is about to go; False keeps it (unsaved typing that needs a decision)."""
        return True

    def use_width(self, width_class: WidthClass) -> None:
        """The window's width class has changed."""
        self.width_class = width_class

    def use_guest(self, *, on: bool) -> None:
        """客人模式 goes on or off; called for pages that are `guest_safe` only, others are covered."""

    def find_text(self) -> None:
        """Ctrl+F: puts the cursor into the page's own filter field."""

    def reload(self) -> None:
        """F5: asks for the rows again."""

    def print_out(self) -> None:
        """Ctrl+P."""

    def save(self) -> None:
        """Ctrl+S."""

    def make_new(self) -> None:
        """Ctrl+N."""

    def take_note(self) -> None:
        """Ctrl+J: a line about the current family; does nothing where there is none."""

    def edit(self) -> None:
        """F2."""

    def focus_first(self) -> None:
        """Puts the focus on the first thing that takes it."""
        for widget in self.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(self) and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def focus_next_panel(self, now: QWidget | None) -> bool:
        """F6 inside the page: puts the focus into its side panel; False when there is none or it is there already."""
        for panel in self.findChildren(SidePanel):
            if panel.isVisibleTo(self) and (now is None or not panel.isAncestorOf(now)):
                return panel.focus_first()
        return False

    def put_margins(self, margins: Margins) -> None:
        """Changes the page's margins (left, top, right, bottom at 100 %)."""
        sizes.spaced(self.body, gap=12, margins=margins)
