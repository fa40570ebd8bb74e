"""Garbage is collected on the screen thread only.

Python looks for dead circles on whichever thread happens to allocate. A page that has gone is such a circle, and Qt's
objects must not be destroyed on another thread than their own: sooner or later an event reaches a dead one. So while
there is a record thread, Python does not collect by itself; a timer of the screen thread does it, by Python's own rule.
"""

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 2_000
_MUCH = 200_000
"""From so many new objects on, looking at them takes long enough to be felt: not while an answer is awaited."""


class Collector(QObject):
    """Collects on the thread it was made on, from `start()` until `stop()`; several may run side by side."""

    _running: ClassVar[int] = 0
    _was_on: ClassVar[bool] = False

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self.is_busy = False
        """Set while an answer is awaited: what takes long waits until it has come."""

    def start(self) -> None:
        """From now on Python itself does not collect, on no thread."""
        if Collector._running == 0:
            Collector._was_on = gc.isenabled()
            gc.disable()
        Collector._running += 1
        self._timer.start()

    def stop(self) -> None:
        """Lets Python collect by itself again, if it did before and nobody else runs one; not twice."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        Collector._running -= 1
        if Collector._running == 0 and Collector._was_on:
            gc.enable()

    def collect(self) -> None:
        """Python's own rule: the young often, the older ones the less often the older they are."""
        young, middle, old = gc.get_count()
        if self.is_busy and young > _MUCH:
            return
        most_young, most_middle, most_old = gc.get_threshold()
        if old > most_old and not self.is_busy:
            gc.collect(2)
        elif middle > most_middle:
            gc.collect(1)
        elif young > most_young:
            gc.collect(0)
