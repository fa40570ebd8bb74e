"""Search before create: the people on file who may be the one being typed, each with its reason and one way there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.desk.alike import Alike, TypedPerson, people_alike
from desktop.ui import sizes
from desktop.ui.dialogs.ask_panel import AskPanel
from desktop.ui.display import State
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

LOOK_MS = 300
_BESIDE_FIELDS = 3
"""So many above the fields of a side panel; the fields need the room."""
_REASONS = {
    "number": (State.MISS, "证件号码一样"),
    "birth": (State.MISS, "同名，出生日期也一样"),
    "phone": (State.SOON, "电话一样"),
    "name": (State.SOON, "同名"),
    "sound": (State.SOON, "读音相同"),
    "near": (State.NA, "名字相近"),
    "part": (State.NA, "姓名里有这几个字"),
}


class AlikeList(QWidget):
    """The people alike, the surest first; `opened(family id)` when one is chosen."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines = sizes.column(self, gap=8)

    def show_found(self, found: Sequence[Alike], nobody: str = "") -> None:
        """Shows these people; the sentence when there are none ("" leaves nothing)."""
        clear(self._lines)
        self.setVisible(bool(found or nobody))
        if not found and nobody:
            self._lines.addWidget(Label(nobody, "note", "ink2", wrap=True))
        for each in found:
            self._lines.addWidget(self._card(each))

    def _card(self, each: Alike) -> QWidget:
        card = Card(gap=2, margins=(12, 8, 8, 8), box="sunken")
        state, why = _REASONS[each.reason]
        card.add(StateLine(state, f"{each.name}，{tr(why)}", "cell"))
        village = tr("本[村]") if each.here else each.village
        where = tr("{name}户，{village} {no}").format(name=each.head_name, village=village, no=each.case_no)
        gone = "" if each.status == "active" else tr("，不在册")
        go = Button(tr("就是这户"), "link_note", clicked=lambda: self.opened.emit(each.family_id))
        card.add(flow_row(Label(where.strip() + gone, "note", "ink2"), spring(), go, gap=8))
        return card


class MemberLook(QObject):
    """Looks while a new member is typed into a panel, and shows who is alike between the errors and the fields.

    Args:
        place: the page's world.
        panel: the panel of the page.
    """

    opened = Signal(str)

    def __init__(self, place: Workplace, panel: AskPanel) -> None:
        super().__init__(panel)
        self._place, self._panel = place, panel
        self._ticket = Ticket()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_MS)
        self._pause.timeout.connect(self._look)
        self._shown: AlikeList | None = None
        self._village: Callable[[], str] = str
        panel.typed.connect(self._typed)

    def begin(self, village: Callable[[], str]) -> None:
        """From now on, until the panel asks something else, people alike are shown; `village` tells the family's."""
        self._village = village
        self._shown = AlikeList()
        self._shown.opened.connect(self.opened)
        self._shown.hide()
        self._panel.put_above(self._shown)

    def end(self) -> None:
        """Looks no more."""
        self._shown = None
        self._pause.stop()
        self._ticket.drop()

    def _typed(self) -> None:
        if self._shown is not None:
            self._pause.start()

    def _look(self) -> None:
        answers = self._panel.answers()
        fields = {name: str(answers.get(name) or "") for name in ("name", "id_no", "birth_date", "phone")}
        person, village = TypedPerson(**fields), self._village()
        self._place.read(lambda desk: people_alike(desk, (person,), village), self._show, ticket=self._ticket)

    def _show(self, found: tuple[Alike, ...]) -> None:
        if self._shown is not None:
            self._shown.show_found(found[:_BESIDE_FIELDS])
