"""The register of cases on the move: one that has gone is looked at, so long as it may be (B-38)."""

from desktop.desk.desk import Desk
from desktop.desk.transfers import look_at_moved
from desktop.ui.asks.case import Answers, Command, Plan
from desktop.ui.asks.office import Office, OfficeVerb, Told
from desktop.ui.dialogs.ask_panel import Asking
from desktop.words import tr


def _tell(desk: Desk, subject: str) -> Told:
    return Told(more=look_at_moved(desk, subject))


def _see(office: Office) -> Plan:
    note = tr("已转到别的[乡镇]，只能看，这次查看已留记录。")
    return Plan(Asking(tr("看转出的一户"), office.over, (), "", note, shown=office.told.more), _nothing)


def _nothing(_answers: Answers) -> Command:
    raise RuntimeError("a panel that only shows has nothing to save")


VERBS = {"see_moved": OfficeVerb(_see, _tell)}
