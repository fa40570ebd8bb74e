"""The record thread: one worker does everything that touches the record, results land on the screen thread.

It knows nothing of the record itself: callers hand in closures that are already bound. One worker makes a race
impossible to write; a ticket drops answers nobody waits for any more.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal

from db.errors import Refusal
from db.touched import Touched
from desktop.ui.collecting import Collector
from desktop.words import tr

T = TypeVar("T")
BUSY_AFTER_MS = 400
_SHORT_MS = 15


class Stopped(Refusal):
    """The worker pressed 停下 and the work has stopped at a safe place."""

    code = "P-TASK-01"

    def __init__(self) -> None:
        super().__init__(tr("已经停下。"), tr("停下之前没有写入的，都没有写入。"), "")


class Ticket:
    """One place on the screen that shows one answer at a time: a newer question outdates the older one's answer."""

    def __init__(self) -> None:
        self._number = 0

    def take(self) -> int:
        """A new number; all older ones are outdated from now on."""
        self._number += 1
        return self._number

    def drop(self) -> None:
        """Outdates everything asked so far (the page was left)."""
        self._number += 1

    def is_current(self, number: int) -> bool:
        """True while nobody has asked again or dropped."""
        return number == self._number


class Progress:
    """What long work is handed: it reports steps and stops when the worker wants to."""

    def __init__(self, report: Callable[[int, int, str], None]) -> None:
        self._report = report
        self._stop = Event()

    def step(self, done: int, total: int, words: str = "") -> None:
        """Reports how far it is. Refuses with `Stopped` when 停下 was pressed: call it only where stopping is safe."""
        if self._stop.is_set():
            raise Stopped
        self._report(done, total, words)

    def stop(self) -> None:
        """Asks the work to stop at its next step."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """True once 停下 was pressed."""
        return self._stop.is_set()


@dataclass(frozen=True)
class _Job:
    """One question on its way: what to do on the worker and with the answer."""

    run: Callable[[], Any]
    on_result: Callable[[Any], object] | None
    on_refusal: Callable[[Refusal], object] | None
    current: Callable[[], bool]
    writes: bool


@dataclass(frozen=True)
class _Answer:
    """What came back to the job of this number."""

    number: int
    value: Any = None
    refusal: Refusal | None = None
    bug: BaseException | None = None


class Tasks(QObject):
    """Runs closures on the one record thread.

    Signals (all on the screen thread): `committed(Touched)` after each write; `refused(Refusal)` for a refusal nobody
    handled; `crashed(exception)` for everything else; `busy(bool)` once work takes longer than 400 ms and when it ends;
    `stepped(done, total, words)` while long work reports.
    """

    committed = Signal(object)
    refused = Signal(object)
    crashed = Signal(object)
    busy = Signal(bool)
    stepped = Signal(int, int, str)
    idle = Signal()
    _landed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record")
        self._waiting = 0
        self._numbers = count()
        self._jobs: dict[int, _Job] = {}
        """What is under way. Held here and let go on the screen thread: a job may be the last to know its page."""
        self._shown_busy = False
        self._closed = False
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(self._show_busy)
        self._landed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._collector = Collector(self)
        self._collector.start()

    @property
    def waiting(self) -> int:
        """How many closures have not landed yet."""
        return self._waiting

    def read(
        self,
        fn: Callable[[], T],
        on_result: Callable[[T], object],
        on_refusal: Callable[[Refusal], object] | None = None,
        *,
        ticket: Ticket | None = None,
    ) -> None:
        """Asks the record; `on_result` gets the answer on the screen thread.

        Args:
            fn: bound closure, runs on the record thread, changes nothing.
            on_result: gets what `fn` returned.
            on_refusal: gets a refusal; the message bar does when None.
            ticket: a newer read with the same ticket, or `ticket.drop()`, makes this one silently vanish.
        """
        number = ticket.take() if ticket else 0
        current = (lambda: ticket.is_current(number)) if ticket else _always
        self._send(_Job(fn, on_result, on_refusal, current, writes=False))

    def write(
        self,
        fn: Callable[[], Touched],
        on_touched: Callable[[Touched], object] | None = None,
        on_refusal: Callable[[Refusal], object] | None = None,
    ) -> None:
        """Changes the record; a write is never dropped. `on_touched` runs before `committed` is emitted.

        Args:
            fn: bound closure, runs on the record thread in its own transaction, returns what it touched.
            on_touched: gets it on the screen thread.
            on_refusal: gets a refusal; the message bar does when None.
        """
        self._send(_Job(fn, on_touched, on_refusal, _always, writes=True))

    def long(
        self,
        fn: Callable[[Progress], T],
        on_result: Callable[[T], object] | None = None,
        on_refusal: Callable[[Refusal], object] | None = None,
    ) -> Progress:
        """Long work that reports steps and can be stopped; a `Touched` it returns is announced like any write.

        Returns:
            The progress: call its `stop()` for 停下. A stop that was heeded arrives as the refusal `Stopped`.
        """
        progress = Progress(self.stepped.emit)
        self._send(_Job(lambda: fn(progress), on_result, on_refusal, _always, writes=True))
        return progress

    def wait_idle(self, timeout_ms: int = 10_000) -> bool:
        """Lets events run until nothing is under way; False when that took too long. For tests and closing."""
        if self._waiting == 0:
            return True
        loop = QEventLoop()
        limit = QTimer()
        limit.setSingleShot(True)
        limit.timeout.connect(loop.quit)
        limit.start(timeout_ms)
        watch = QTimer()
        watch.timeout.connect(lambda: None if self._waiting else loop.quit())
        watch.start(_SHORT_MS)
        while self._waiting and limit.isActive():  # a page may ask again in the moment the last answer lands
            loop.exec()
        return self._waiting == 0

    def close(self) -> None:
        """Takes nothing new, lets a running write finish, throws away what only waits; results are not delivered."""
        self._closed = True
        self._busy_timer.stop()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()
        self._collector.stop()

    def _send(self, job: _Job) -> None:
        if self._closed:
            return
        self._waiting += 1
        self._collector.is_busy = True
        if self._waiting == 1:
            self._busy_timer.start()
        number = next(self._numbers)
        self._jobs[number] = job
        self._worker.submit(self._run, number).add_done_callback(self._settled)

    def _run(self, number: int) -> None:
        answer = self._answered(number)
        if not self._closed:
            self._landed.emit(answer)

    def _answered(self, number: int) -> _Answer:
        job = self._jobs[number]
        if not job.current():
            return _Answer(number)
        try:
            return _Answer(number, value=job.run())
        except Refusal as refusal:
            return _Answer(number, refusal=refusal)
        except BaseException as bug:  # noqa: BLE001 - the border of the thread: it is shown as a crash, not swallowed
            return _Answer(number, bug=bug)

    def _settled(self, future: "Future[None]") -> None:
        if future.cancelled():
            self._waiting = max(0, self._waiting - 1)

    def _deliver(self, answer: _Answer) -> None:
        if self._closed:
            return
        try:
            self._hand_over(answer)
        except Exception as bug:  # noqa: BLE001 - a bug in a page's callback must not lose the others' answers
            self.crashed.emit(bug)
        finally:
            self._waiting -= 1
            if self._waiting == 0:
                self._quiet()

    def _hand_over(self, answer: _Answer) -> None:
        job = self._jobs.pop(answer.number)
        if answer.bug is not None:
            self.crashed.emit(answer.bug)
        elif not job.current():
            return
        elif answer.refusal is not None:
            (job.on_refusal or self.refused.emit)(answer.refusal)
        else:
            self._give(job, answer.value)

    def _give(self, job: _Job, value: Any) -> None:
        try:
            if job.on_result is not None:
                job.on_result(value)
        finally:
            if job.writes and isinstance(value, Touched):
                self.committed.emit(value)

    def _show_busy(self) -> None:
        if self._waiting:
            self._shown_busy = True
            self.busy.emit(True)  # noqa: FBT003 - a signal's argument has no name

    def _quiet(self) -> None:
        self._busy_timer.stop()
        self._collector.is_busy = False
        if self._shown_busy:
            self._shown_busy = False
            self.busy.emit(False)  # noqa: FBT003 - a signal's argument has no name
        self.idle.emit()


def _always() -> bool:
    return True
