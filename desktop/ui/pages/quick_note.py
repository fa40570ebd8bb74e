"""随手记 beside a list: one line about one family, Enter saves, the list keeps its place."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.quick_note import NoteStart, start_note
from desktop.ui.asks.visits import note_plan
from desktop.ui.dialogs.ask_panel import AskPanel
from desktop.ui.tasks import Ticket
from desktop.ui.workplace import Workplace

if TYPE_CHECKING:
    from desktop.ui.asks.case import Plan


class QuickNote(AskPanel):
    """The panel. `begin(family_id)` opens it, and `opened` says so; it closes itself once the note is kept."""

    opened = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.desk.today)
        self._place = place
        self._ticket = Ticket()
        self._plan: Plan | None = None
        self.saved.connect(self._write)

    def begin(self, family_id: str) -> None:
        """Asks whom it is about, then shows the line; a family off the register is refused with a sentence."""
        self._place.read(lambda desk: start_note(desk, family_id), self._open, ticket=self._ticket)

    def _open(self, start: NoteStart) -> None:
        self._plan = note_plan(self._place.desk, start)
        self.ask(self._plan.asking)
        self.opened.emit()
        self.start()

    def _write(self, answers: dict[str, Any]) -> None:
        if self._plan is not None:
            self._place.write(self._plan.command(answers), self._kept, self._refused)

    def _kept(self, _touched: Touched) -> None:
        self.dismiss()

    def _refused(self, refusal: Refusal) -> None:
        if not self.refuse(refusal):
            self._place.tasks.refused.emit(refusal)
