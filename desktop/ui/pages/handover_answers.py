"""08 上报: the county's answers, looked at first, then taken in."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from db.domain.entities.registry import ENTITIES
from db.errors import Refusal
from db.sync.township.received import ReturnResult
from db.touched import Touched
from desktop.desk.answers import take_answers
from desktop.desk.desk import Desk
from desktop.ui.display import State
from desktop.ui.pages.handover_brake import Brake
from desktop.ui.widgets.buttons import Button
from desktop.ui.workplace import Workplace
from desktop.words import tr


class Answers(QObject):
    """Chooses returns, says what they would do, and takes them in when the button is pressed again.

    Its buttons and the brake (D-44) are put where the page wants them.
    """

    said = Signal(object, str)
    """What was found: a `State` and a sentence."""
    forgotten = Signal()
    taken = Signal(str)
    """Taken in: the sentence."""
    failed = Signal(object)
    """The `Refusal` in the way."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._paths: tuple[Path, ...] = ()
        self.brake = Brake()
        self.take = Button(tr("读入[县]里回执"), "plain", "tray-arrow-down", clicked=self._take)
        self.not_now = Button(tr("先不读"), "ghost", clicked=self._forget)
        self.not_now.hide()

    def _take(self) -> None:
        if self._paths:
            if not self.brake.is_confirmed:
                self.brake.number.setFocus()
                return
            paths, force = self._paths, self.brake.is_on
            self._forget()
            taken = partial(_take_in, paths=paths, force=force)
            self._place.work(taken, lambda touched: self.taken.emit(touched.said), self._refused)
            return
        paths = self._place.choose.open_files(tr("[县]里的回执"), tr("回执 (*.nxb)"))
        if paths:
            self._place.read(
                lambda desk: take_answers(desk, paths, apply=False),
                lambda results: self._looked_at(paths, results),
                self._refused,
            )

    def _looked_at(self, paths: tuple[Path, ...], results: tuple[ReturnResult, ...]) -> None:
        ready = sum(result.verdict == "preview" for result in results)
        bad = any(result.verdict == "refused" for result in results)
        self.said.emit(State.MISS if bad else State.SENT, "\n".join(result.sentence for result in results))
        self.brake.hold(results if ready else ())
        if ready:
            self._paths = paths
            self.take.say(tr("读入 {n} 份回执").format(n=ready))
            self.not_now.show()

    def _forget(self) -> None:
        self._paths = ()
        self.take.say(tr("读入[县]里回执"))
        self.not_now.hide()
        self.brake.release()
        self.forgotten.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.failed.emit(refusal)


def _take_in(desk: Desk, paths: tuple[Path, ...], *, force: bool) -> Touched:
    """Takes the returns in; every page that shows what they touch reads anew."""
    results = take_answers(desk, paths, apply=True, force=force)
    return Touched(said="\n".join(result.sentence for result in results), kinds=frozenset(ENTITIES))
