"""The window: nav rail, top bar, message bar, pages, status bar; it knows pages by key and nothing of the record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from db.errors import Refusal
from db.touched import NOTHING, Touched
from desktop.ui import sizes
from desktop.ui.actions import action, hint
from desktop.ui.notices import CrashDialog, CrashReport, MessageBar, Notice
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme
from desktop.ui.widgets.bars import StatusLine, StatusPart, Toast
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.command_box import CommandButton, CommandPopup, Provider
from desktop.ui.widgets.guest import GuestCover
from desktop.ui.widgets.nav_rail import NavItem, NavRail
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.text import Label
from desktop.words import tr

WIDE_FROM, MEDIUM_FROM = 1100, 820
LEAST = QSize(640, 360)
PageFactory = Callable[[], Page]
_ZOOM_STEP = 0.1
_TRAIL = 20


@dataclass(frozen=True)
class Shell:
    """What the window is told about the place it works for; nothing personal reaches the window's title.

    Args:
        items: the rail's items from above down.
        place: the township or `县级`, beside the name.
        worker: who is working (`林秋禾·计生专干`), in the top bar.
        home: key of the page shown first and after going back from nowhere.
    """

    items: Sequence[NavItem]
    place: str
    worker: str
    home: str


class MainWindow(QMainWindow):
    """The window of the program.

    Pages are registered by key with a factory and made when they are first shown. Each keeps the promise of `Page`.

    Signals: `lock_wanted`, `undo_wanted(undo id)`, `history_wanted`, `shortcuts_wanted`, `painted` (once, after the
    first paint: the moment for everything slow), `zoomed(factor)` when the worker changed it, `guest_changed(bool)`.
    """

    lock_wanted = Signal()
    undo_wanted = Signal(str)
    history_wanted = Signal()
    shortcuts_wanted = Signal()
    painted = Signal()
    zoomed = Signal(float)
    guest_changed = Signal(bool)
    shown_page = Signal(str)

    def __init__(self, theme: Theme, tasks: Tasks, shell: Shell) -> None:
        super().__init__()
        self.setWindowTitle(tr("暖心·{place}").format(place=shell.place) if shell.place else tr("暖心"))
        self._theme, self._tasks, self._home = theme, tasks, shell.home
        self._factories: dict[str, PageFactory] = {}
        self._pages: dict[str, Page] = {}
        self._frames: dict[str, QScrollArea] = {}
        self._in_rail: dict[str, str] = {}
        self._stale: dict[str, Touched] = {}
        self._outdated: set[str] = set()
        self._trail: list[tuple[str, dict[str, object]]] = []
        self._key = ""
        self._guest = self._was_painted = False
        self._undo_id = ""
        self.width_class = WidthClass.WIDE
        self.rail = NavRail(shell.items, shell.place)
        self.messages = MessageBar()
        self.status = StatusLine()
        self.stack = QStackedWidget()
        self._command = CommandButton(self.open_command)
        self._undo = Button(tr("撤销"), "ghost", "arrow-u-up-left", clicked=self._ask_undo)
        self._guest_button = Button(tr("客人模式"), "ghost", "eye-slash", clicked=self.toggle_guest)
        self._worker = Label(shell.worker, "note", "ink2")
        self._busy = QProgressBar()
        self._build()
        self._cover = GuestCover(self.stack, self.toggle_guest)
        self.toast = Toast(self.stack, self)
        self.popup = CommandPopup(self)
        self._wire()

    # Pages

    def register(self, key: str, factory: PageFactory, in_rail: str = "") -> None:
        """Makes a page known. `in_rail` names the rail's item it belongs to (`visit` -> `families`)."""
        self._factories[key] = factory
        self._in_rail[key] = in_rail or key

    def go(self, key: str, where: dict[str, object] | None = None) -> bool:
        """Shows a page, unless the present one wants to stay.

        Args:
            key: a registered page, or `lock`.
            where: what to show on it.

        Returns:
            True when the page is shown.
        """
        if key == "lock":
            self.lock_wanted.emit()
            return True
        if key not in self._factories or not self._may_leave():
            self.rail.show_current(self._in_rail.get(self._key, ""))
            return False
        self._trail = [*self._trail[1 - _TRAIL :], (key, where or {})]
        self._show(key, where or {})
        return True

    def show_banner(self, banner: QWidget) -> None:
        """Shows a banner over every page."""
        apart = sizes.column(margins=(0, 10, 0, 0))
        apart.addWidget(banner)
        self._notices.addLayout(apart)

    def go_back(self) -> None:
        """Shows the page before this one, else the home page."""
        if len(self._trail) > 1:
            here = self._trail.pop()
            key, where = self._trail.pop()
            if not self.go(key, where):
                self._trail += [(key, where), here]
        else:
            self.go(self._home)

    def knows(self, key: str) -> bool:
        """True when a page is registered under this key."""
        return key in self._factories

    def act(self, key: str) -> None:
        """Does one of the window's own actions, as its shortcut would."""
        self._acts[key]()

    def page(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._key)

    def page_keys(self) -> tuple[str, ...]:
        """Keys of all registered pages, in the order in which they were registered."""
        return tuple(self._factories)

    @property
    def key(self) -> str:
        """The key of the page that is shown."""
        return self._key

    def forget_pages(self) -> None:
        """Lets every page go (at locking): nothing of a family stays in a hidden widget."""
        self.popup.hide()
        self._undo_id = ""
        self._undo.hide()
        for frame in self._frames.values():
            self.stack.removeWidget(frame)
            frame.deleteLater()
        self._pages.clear()
        self._frames.clear()
        self._stale.clear()
        self._outdated.clear()
        self._trail.clear()
        self._key = ""

    def outdate_pages(self) -> None:
        """The place's words have changed: every page but the one shown is made anew when it is next wanted.

        The one shown is, too, once it has been left.
        """
        self._outdated = set(self._pages)

    def _drop(self, key: str) -> None:
        frame = self._frames.pop(key)
        self.stack.removeWidget(frame)
        frame.deleteLater()
        del self._pages[key]
        self._stale.pop(key, None)

    # What others tell the window

    def provide_commands(self, provider: Provider) -> None:
        """Who finds people and commands for Ctrl+K."""
        self.popup.provide(provider)

    def show_status(self, parts: Sequence[StatusPart]) -> None:
        """The status bar's parts."""
        self.status.show_parts(parts)

    def show_refusal(self, refusal: Refusal) -> None:
        """A refusal in the message bar."""
        self.messages.say(Notice.of(refusal))

    def show_crash(self, bug: BaseException) -> None:
        """A crash dialog; the program goes on."""
        dialog = CrashDialog(CrashReport.of(bug), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_undo(self, words: str, undo_id: str) -> None:
        """What Ctrl+Z would take back (`改电话`); an empty id hides the button."""
        self._undo_id = undo_id
        self._undo_words = words
        self._name_undo()

    def open_command(self) -> None:
        """Ctrl+K; closed in 客人模式, because it would show names."""
        if not self._guest:
            self.popup.open_box()

    @property
    def guest(self) -> bool:
        """True in 客人模式."""
        return self._guest

    def toggle_guest(self) -> None:
        """客人模式 on or off."""
        self._guest = not self._guest
        self.toast.hide()
        self._guest_button.say(tr("回到工作") if self._guest else tr("客人模式"))
        self._cover_page()
        self._name_undo()
        self.guest_changed.emit(self._guest)

    # Qt

    def minimumSizeHint(self) -> QSize:
        """The least window is 640 by 360, whatever is inside."""
        return LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chooses the width class."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """After the first paint everything slow may begin."""
        super().showEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._after_paint)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closes unless the page wants to stay."""
        if self._may_leave():
            super().closeEvent(event)
        else:
            event.ignore()

    # Inside

    def _build(self) -> None:
        middle = QWidget()
        middle.setProperty("ground", "window")
        across = sizes.row(middle, gap=0)
        right = sizes.column(gap=0)
        right.addWidget(self._top_bar())
        notice = sizes.column(margins=(24, 0, 24, 0))
        notice.addWidget(self.messages)
        self._notices = notice
        right.addLayout(notice)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setCentralWidget(middle)
        self.setMinimumSize(LEAST)

    def _top_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("box", "topbar")
        sizes.fixed(bar, height=56)
        line: QHBoxLayout = sizes.row(bar, gap=8, margins=(24, 0, 24, 0))
        line.addWidget(self._command)
        line.addStretch(1)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(tr("正在读写"))
        sizes.fixed(self._busy, width=60)
        for widget in (self._busy, self._undo, self._guest_button, self._worker):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        line.insertSpacing(line.indexOf(self._worker), sizes.px(20))
        self._busy.hide()
        self._undo.hide()
        self._undo.setToolTip(hint("undo"))
        self._guest_button.setToolTip(hint("guest"))
        return bar

    def _wire(self) -> None:
        self.rail.chosen.connect(self.go)
        self.toast.undone.connect(self._ask_undo)
        self._tasks.committed.connect(self._committed)
        self._tasks.refused.connect(self.show_refusal)
        self._tasks.crashed.connect(self.show_crash)
        self._tasks.busy.connect(self._busy.setVisible)
        self._theme.changed.connect(self._fit)
        reset = partial(self._zoom_to, 1.0)
        self._acts: dict[str, Callable[[], object]] = {
            "command": self.open_command,
            "undo": self._ask_undo,
            "guest": self.toggle_guest,
            "lock": self.lock_wanted.emit,
            "next_area": self._next_area,
            "history": self.history_wanted.emit,
            "shortcuts": self.shortcuts_wanted.emit,
            "zoom_in": partial(self._zoom_by, _ZOOM_STEP),
            "zoom_out": partial(self._zoom_by, -_ZOOM_STEP),
            "zoom_reset": reset,
            "find": partial(self._tell_page, "find_text"),
            "reload": partial(self._tell_page, "reload"),
            "print": partial(self._tell_page, "print_out"),
            "save": partial(self._tell_page, "save"),
            "new": partial(self._tell_page, "make_new"),
            "edit": partial(self._tell_page, "edit"),
            "note": partial(self._tell_page, "take_note"),
            "back": self.go_back,
        }
        for key, act in self._acts.items():
            QShortcut(QKeySequence(action(key).shortcut), self, act)
        for number, key in enumerate(self.rail.keys()[:8], start=1):
            QShortcut(QKeySequence(f"Alt+{number}"), self, partial(self.go, key))

    def _show(self, key: str, where: dict[str, object]) -> None:
        if key in self._outdated and key != self._key:
            self._outdated.discard(key)
            self._drop(key)
        page = self._pages.get(key) or self._make(key)
        self._key = key
        self.messages.hide()
        self.rail.show_current(self._in_rail[key])
        self._turn_to(page, self._frames[key])
        page.use_width(self.width_class)
        page.enter(**where)
        missed = self._stale.pop(key, NOTHING)
        if missed.kinds:
            page.refresh(missed)
        self._cover_page()
        self.shown_page.emit(key)

    def _turn_to(self, page: Page, frame: QScrollArea) -> None:
        """Shows a page where it was left; one hidden with the focus on it would pass that on and scroll along."""
        typing = self.popup.isVisible()
        if not typing:
            self.stack.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stack.setCurrentWidget(frame)
        if not typing:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, key: str) -> Page:
        page = self._factories[key]()
        page.went.connect(self.go)
        page.backed.connect(self.go_back)
        self._pages[key] = page
        self._frames[key] = _frame(page)
        self.stack.addWidget(self._frames[key])
        return page

    def _may_leave(self) -> bool:
        page = self.page()
        return page is None or page.leave()

    def _committed(self, touched: Touched) -> None:
        self.messages.hide()
        for key in self._pages:
            if key != self._key:
                before = self._stale.get(key, NOTHING)
                self._stale[key] = Touched(before.kinds | touched.kinds, before.ids | touched.ids)
        page = self.page()
        if page is not None:
            page.refresh(touched)
        if touched.undo:
            self.show_undo(touched.said, touched.undo)
        if touched.said and not self._guest:
            self.toast.say(touched.said, can_undo=bool(touched.undo))

    def _ask_undo(self) -> None:
        if self._undo_id and not self._guest:
            self.toast.hide()
            self.undo_wanted.emit(self._undo_id)

    _undo_words = ""

    def _name_undo(self) -> None:
        short = self.width_class < WidthClass.WIDE or not self._undo_words
        self._undo.say(tr("撤销") if short else tr("撤销：{words}").format(words=_brief(self._undo_words)))
        self._undo.setVisible(bool(self._undo_id) and not self._guest)

    def _tell_page(self, verb: str) -> None:
        page = self.page()
        if page is not None and not self._guest:
            getattr(page, verb)()

    def _cover_page(self) -> None:
        page = self.page()
        safe = page is not None and page.guest_safe
        if page is not None and safe:
            page.use_guest(on=self._guest)
        self._cover.setVisible(self._guest and not safe)
        if self._cover.isVisible():
            self._cover.raise_()
        self._command.setEnabled(not self._guest)

    def _fit(self) -> None:
        wide = self.width() / sizes.factor()
        found = WidthClass.NARROW
        if wide >= MEDIUM_FROM:
            found = WidthClass.WIDE if wide >= WIDE_FROM else WidthClass.MEDIUM
        changed, self.width_class = found != self.width_class, found
        self.rail.use_narrow(narrow=found < WidthClass.WIDE)
        self.status.use_narrow(narrow=found < WidthClass.WIDE)
        self._worker.setVisible(found is WidthClass.WIDE)
        self._guest_button.setText("" if found < WidthClass.WIDE else f" {self._guest_button.accessibleName()}")
        self._name_undo()
        page = self.page()
        if changed and page is not None:
            page.use_width(found)

    def _next_area(self) -> None:
        """F6: rail, page, side panels of the page, and round."""
        now = self.focusWidget()
        if now is not None and self.rail.isAncestorOf(now):
            self.stack.setFocus(Qt.FocusReason.TabFocusReason)
            page = self.page()
            if page is not None:
                page.focus_first()
            return
        page = self.page()
        if page is None or not page.focus_next_panel(now):
            self.rail.focus_current()

    def _zoom_by(self, step: float) -> None:
        self._zoom_to(round(self._theme.zoom + step, 2))

    def _zoom_to(self, zoom: float) -> None:
        self._theme.use_zoom(zoom)
        self.zoomed.emit(self._theme.zoom)

    def _after_paint(self) -> None:
        self._theme.load_rare_fonts()
        self.painted.emit()


def _brief(words: str) -> str:
    """A toast's sentence as the undo button's words: without 已."""
    return words.removeprefix("已")[:12]


def _frame(page: Page) -> QScrollArea:
    """A page in its frame: it fills it while there is room, else it scrolls."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(page)
    return made


def menu_of(parent: QWidget, verbs: Sequence[tuple[str, Callable[[], object]]]) -> QMenu:
    """A menu of verbs, for ⋯ buttons and right clicks."""
    menu = QMenu(parent)
    for words, act in verbs:
        menu.addAction(words, act)
    return menu
