"""The composition root: the only file that builds theme, record thread, desk and windows, and joins them."""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSize, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from db.clock import Clock, WallClock
from db.touched import Touched
from desktop.paths import default_home, resource
from desktop.settings import keep_look, read_look
from desktop.ui.actions import use_enter
from desktop.ui.display import State
from desktop.ui.file_dialogs import Dialogs
from desktop.ui.qt_words import speak_chinese
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Scheme, Theme
from desktop.ui.workplace import FileChooser, Workplace
from desktop.words import tr

# What only the open record needs is imported behind the unlock window: it is to be painted at once.
if TYPE_CHECKING:
    from desktop.desk.desk import Desk
    from desktop.ui.main_window import MainWindow

FIRST_SIZE = QSize(1366, 697)
VAULT = "vault.json"
_UNDO_SAID, _STOPS = 12, "，：；、。"
"""How much of a command's sentence the undo button says; it does not end in a comma."""
_PAINTED_MS = 50
"""How long the unlock window is left alone: by then it has been painted."""


class Program(QObject):
    """The running program: at the gate (locked, or no record yet) or at work.

    Args:
        home: the record's folder.
        clock: tells the time.
        choose: asks for files.
        theme: the look; following the system when None.
    """

    def __init__(self, home: Path, clock: Clock, choose: FileChooser | None = None, theme: Theme | None = None) -> None:
        super().__init__()
        self.home, self.clock = home, clock
        self.choose: FileChooser = choose or Dialogs()
        look = read_look(home)
        use_enter(moves=look.enter == "next")
        self.theme = theme or Theme(Scheme(look.scheme), look.zoom / 100)
        self._own_theme = theme is None
        self.theme.apply()
        self.tasks = Tasks(self)
        self.tasks.committed.connect(self._committed)
        self.desk: Desk | None = None
        self.gate: QWidget | None = None
        self.window: MainWindow | None = None

    # The gate

    def start(self, said: str = "", state: State = State.OK) -> None:
        """Shows the unlock window, or the wizard where there is no record yet.

        Args:
            said: what has just become of the record, shown under the passphrase.
            state: whether that is good news.
        """
        if (self.home / VAULT).exists():
            from desktop.ui.pages.unlock import UnlockWindow

            unlock = UnlockWindow(self.home, self.clock, self.tasks)
            unlock.opened.connect(self._unlocked)
            unlock.restore_wanted.connect(self._restore)
            if said:
                unlock.say(state, said)
            self._show_gate(unlock)
            QTimer.singleShot(_PAINTED_MS, self, lambda: self.tasks.read(_warm_up, lambda _: None))
            return
        from desktop.ui.pages.wizard import WizardWindow

        wizard = WizardWindow(self.home, self.clock, self.tasks, self.choose)
        wizard.finished.connect(self.enter)
        wizard.restore_wanted.connect(self._restore)
        self._show_gate(wizard)

    def _restore(self) -> None:
        """Shows the window that puts a safety copy in the record's place."""
        from desktop.ui.pages.restoring import RestoreWindow

        replaces = (self.home / VAULT).exists()
        restore = RestoreWindow(self.home, self.clock, self.tasks, self.choose, replaces=replaces)
        restore.opened.connect(self._unlocked)
        restore.left.connect(self.start)
        self._show_gate(restore)

    def take_back(self, aside: str) -> None:
        """Closes a record restored by mistake and puts the one it replaced back (D-22); then the gate is shown.

        Args:
            aside: `Restoration.aside`.
        """
        from db.commands.restoring import take_back_restore

        desk = self.desk
        if desk is None:
            return
        unlocked = desk.record.unlocked
        self._leave()
        self.tasks.read(
            lambda: take_back_restore(self.home, unlocked, aside, self.clock),
            lambda _: self.start(tr("原来的档案换回来了。请再输一次口令。")),
            lambda refusal: self.start(refusal.sentence, State.MISS),
        )

    def _unlocked(self, desk: "Desk", recovered: bool) -> None:  # noqa: FBT001 - what the signal carries
        """Goes to work; after a recovery a new code has to be printed first."""
        if not recovered:
            self.enter(desk)
            return
        from desktop.ui.pages.renewal import RenewalWindow

        self.desk = desk
        renewal = RenewalWindow(desk, self.tasks, self.choose)
        renewal.finished.connect(self.enter)
        self._show_gate(renewal)

    def lock(self) -> None:
        """Closes the record, forgets every page and goes back to the gate."""
        self._leave()
        self.start()

    def quit(self) -> None:
        """Finishes what is being written and closes the record, on the thread that owns it."""
        self._leave()
        self._close_gate()
        self.tasks.close()
        if self._own_theme:
            self.theme.close()

    def _leave(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.forget_pages()
            window.hide()
            window.deleteLater()
        self._close_record()

    def _show_gate(self, gate: QWidget) -> None:
        gate.resize(self.gate.size() if self.gate is not None else FIRST_SIZE)
        gate.show()
        self._close_gate()
        self.gate = gate

    def _close_gate(self) -> None:
        gate, self.gate = self.gate, None
        if gate is not None:
            gate.close()
            gate.deleteLater()

    def _close_record(self) -> None:
        desk, self.desk = self.desk, None
        if desk is not None:
            self.tasks.read(desk.record.close, lambda _: None)
            self.tasks.wait_idle()

    # At work

    def enter(self, desk: "Desk", first: str = "") -> None:
        """Builds the window for an open record.

        Args:
            desk: the desk.
            first: the page to show; the role's home page when "".
        """
        from desktop.ui.main_window import MainWindow, Shell
        from desktop.ui.pages.plan import HOME, pages_of, rail_of

        self.desk = desk
        place = Workplace(desk, self.tasks, self.choose)
        role = desk.record.office.role
        home, items = HOME[role], rail_of(role)
        shell = Shell(items, desk.record.office.org_name, desk.record.worker_name, home)
        window = MainWindow(self.theme, self.tasks, shell)
        for key, (factory, in_rail) in pages_of(place, role).items():
            window.register(key, factory, in_rail)
        self._wire(window)
        self.window = window
        window.resize(self.gate.size() if self.gate else FIRST_SIZE)
        window.move(self.gate.pos() if self.gate else QPoint(0, 0))
        window.go(first or home)
        window.show()
        self._close_gate()
        self._refresh_frame()
        self._tell_arrival(place)

    def _tell_arrival(self, place: Workplace) -> None:
        """A record put back from a copy, or moved, restored or copied elsewhere, says so over every page."""
        from desktop.desk.arrival import Arrival, arrival
        from desktop.desk.restoring import Waiting, waiting

        def show(found: Arrival | None) -> None:
            from desktop.ui.pages.arrival import ArrivalBanner

            if found is not None and found.asks and self.window is not None:
                self.window.show_banner(ArrivalBanner(place, found))

        def ask(found: Waiting | None) -> None:
            from desktop.ui.pages.restored import RestoredBanner

            if found is not None and self.window is not None:
                banner = RestoredBanner(place, found)
                banner.back_wanted.connect(lambda: self.take_back(found.restoration.aside))
                self.window.show_banner(banner)

        place.read(waiting, ask)
        place.read(arrival, show)

    def _wire(self, window: "MainWindow") -> None:
        from desktop.ui.pages.command import provide_commands

        window.lock_wanted.connect(self.lock)
        window.undo_wanted.connect(self._undo)
        window.history_wanted.connect(partial(window.go, "history"))
        window.shortcuts_wanted.connect(partial(window.go, "settings"))
        window.zoomed.connect(self._keep_zoom)
        window.painted.connect(self.theme.load_rare_fonts)
        if self.desk is not None:
            provide_commands(window, Workplace(self.desk, self.tasks, self.choose))

    def _keep_zoom(self, zoom: float) -> None:
        """The size chosen with Ctrl and + is there again the next time."""
        keep_look(self.home, replace(read_look(self.home), scheme=self.theme.scheme.value, zoom=round(zoom * 100)))

    def _undo(self, group: str) -> None:
        from desktop.desk.history import take_back

        desk = self.desk
        if desk is not None:
            self.tasks.write(lambda: take_back(desk, group))

    def crash(self, bug: BaseException) -> None:
        """A bug anywhere: noted without a name or number, shown with its code; it saved nothing, work goes on."""
        from desktop.log import Log
        from desktop.ui.notices import CrashReport

        report = CrashReport.of(bug)
        if (self.home / VAULT).exists():
            Log(self.home).write(self.clock.now(), "bug", code=report.code)
        if self.window is not None:
            self.window.show_crash(bug)

    def _committed(self, touched: Touched) -> None:
        """After each write: the mark outside the record, the undo button, the counts and the status bar follow."""
        from db.commands.opening import keep_mark

        desk = self.desk
        if desk is not None:
            self.tasks.read(lambda: keep_mark(desk.record), lambda _: None)
            if touched.touches("local_profile", "profile"):
                self._relearn(desk)
        self._refresh_frame()

    def _relearn(self, desk: "Desk") -> None:
        """Another locality, or one changed: the lists follow it at once, other pages are made anew in its words."""
        self.tasks.read(desk.locality.renew, lambda _: None)
        if self.window is not None:
            self.window.outdate_pages()

    def _refresh_frame(self) -> None:
        from desktop.desk.frame import frame_facts

        desk = self.desk
        if desk is not None:
            self.tasks.read(lambda: frame_facts(desk), self._show_frame)

    def _show_frame(self, facts: object) -> None:
        from desktop.desk.frame import FrameFacts
        from desktop.ui.widgets.bars import StatusPart

        if self.window is None or not isinstance(facts, FrameFacts):
            return
        for key, count in facts.counts:
            self.window.rail.show_count(key, count)
        self.window.show_status(
            [StatusPart(words, State(state) if state else None, brief) for words, brief, state in facts.status]
        )
        said, group = facts.undo
        self.window.show_undo(said.removeprefix(tr("已"))[:_UNDO_SAID].rstrip(_STOPS), group)


def _warm_up() -> None:
    """While the passphrase is typed: what an open record needs is imported on the thread that will own it; no Qt."""
    from importlib import import_module

    for module in ("opening", "day", "families", "registers.listing", "case_file", "quick_note", "frame"):
        import_module(f"desktop.desk.{module}")


def application() -> QApplication:
    """The one application of the process, made when there is none."""
    running = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(running, QApplication):  # pragma: no cover - nobody made another kind before us
        raise TypeError(type(running))
    speak_chinese(running)
    running.setApplicationName("nuanxin")
    running.setWindowIcon(QIcon(str(resource("icons", "mark.svg"))))
    return running


def run(home: Path | None = None) -> int:
    """Opens the program and returns when its last window is closed.

    Args:
        home: the record's folder; the platform's place when None.

    Returns:
        The exit code: 0.
    """
    running = application()
    program = Program(home or default_home(), WallClock())
    sys.excepthook = lambda _kind, bug, _trace: program.crash(bug)
    program.start()
    code = running.exec()
    program.quit()
    return code
