"""All registers in the order in which the page lists them; a new one is one file and one line here."""

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from db.errors import NotFound
from db.store.settings import read_setting
from desktop.desk.desk import Desk
from desktop.desk.registers.activities import ACTIVITIES
from desktop.desk.registers.agreements import AGREEMENTS
from desktop.desk.registers.aid import AID, GIVEN
from desktop.desk.registers.assistance import ASSISTANCE, COMING_OF_AGE, REVIEWS
from desktop.desk.registers.attachments import ATTACHMENTS
from desktop.desk.registers.centres import CENTRES
from desktop.desk.registers.claims import CLAIMS
from desktop.desk.registers.contact_roster import CONTACT_ROSTER
from desktop.desk.registers.contacts import CONTACTS
from desktop.desk.registers.county_changes import CHANGES
from desktop.desk.registers.events import EVENTS
from desktop.desk.registers.hospitals import HOSPITALS
from desktop.desk.registers.insured import INSURED
from desktop.desk.registers.needs import NEEDS
from desktop.desk.registers.news import NEWS_ITEMS
from desktop.desk.registers.pairings import PAIRINGS, VOLUNTEER_SERVICES
from desktop.desk.registers.partners import PARTNERS
from desktop.desk.registers.payments import PAYMENTS, STANDARDS
from desktop.desk.registers.policies import POLICIES
from desktop.desk.registers.progress import DOCTOR_NUMBERS, PROGRESS
from desktop.desk.registers.quality import QUALITY
from desktop.desk.registers.register import GROUPS, Register, RegisterTable
from desktop.desk.registers.renewals import RENEWALS
from desktop.desk.registers.solace import SOLACE
from desktop.desk.registers.staff import STAFF
from desktop.desk.registers.targets import TARGETS
from desktop.desk.registers.teams import TEAMS
from desktop.desk.registers.townships import with_townships
from desktop.desk.registers.trainings import TRAININGS
from desktop.desk.registers.transfers import TRANSFERS
from desktop.desk.registers.villages import VILLAGES
from desktop.desk.registers.volunteers import VOLUNTEERS
from desktop.words import tr

if TYPE_CHECKING:
    from db.store.store import Store

REGISTERS: tuple[Register, ...] = (
    CONTACTS,
    CONTACT_ROSTER,
    VOLUNTEERS,
    VILLAGES,
    HOSPITALS,
    TEAMS,
    CENTRES,
    PARTNERS,
    POLICIES,
    INSURED,
    RENEWALS,
    CLAIMS,
    AGREEMENTS,
    ACTIVITIES,
    PAIRINGS,
    VOLUNTEER_SERVICES,
    TRAININGS,
    NEWS_ITEMS,
    TARGETS,
    STAFF,
    PROGRESS,
    DOCTOR_NUMBERS,
    QUALITY,
    ATTACHMENTS,
    NEEDS,
    EVENTS,
    SOLACE,
    AID,
    GIVEN,
    ASSISTANCE,
    COMING_OF_AGE,
    REVIEWS,
    CHANGES,
    TRANSFERS,
    PAYMENTS,
    STANDARDS,
)


@dataclass(frozen=True)
class RegisterEntry:
    """One line of the list of registers: key, name, icon, the name of its group, and how many lines it has.

    `count` is None while it has not been counted.
    """

    key: str
    title: str
    icon: str
    group: str
    count: int | None


@dataclass(frozen=True)
class OpenRegister:
    """One register as the page shows it, with the list it was chosen from."""

    key: str
    title: str
    table: RegisterTable
    entries: tuple[RegisterEntry, ...]


class _Counts:
    """How many lines registers have, for as long as nothing is written, the day is the same and so are the rules."""

    def __init__(self) -> None:
        self._stamp: tuple[object, ...] = ()
        self._known: dict[str, int] = {}

    def count(self, desk: Desk, register: Register, until: float) -> int | None:
        """The lines of one register; None when they are not known and there is no time left to count them."""
        if register.key in self._known:
            return self._known[register.key]
        if monotonic() > until:
            return None
        found = register.count(desk)
        if register.kept:
            self._known[register.key] = found
        return found

    def notice(self, desk: Desk) -> None:
        """Forgets everything once something was written, the county answered, or a day or other rules have come."""
        with desk.record.store.reading() as connection:
            top = connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one()
            answered = read_setting(connection, "ledger_seen", {})
        stamp = (desk.today, desk.profile, top, answered)
        if self._stamp != stamp:
            self._stamp, self._known = stamp, {}


_KEPT: "WeakKeyDictionary[Store, _Counts]" = WeakKeyDictionary()


def entries(desk: Desk, seconds: float = inf) -> tuple[RegisterEntry, ...]:
    """The list of registers by group, with their counts.

    Args:
        desk: the desk.
        seconds: after so long no further register is counted: `count` is None, and one asks again.
    """
    until = monotonic() + seconds
    counts = _KEPT.setdefault(desk.record.store, _Counts())
    counts.notice(desk)
    return tuple(
        RegisterEntry(each.key, each.name(desk), each.icon, tr(name), counts.count(desk, each, until))
        for group, name in GROUPS
        for each in REGISTERS
        if each.group == group
    )


AT_ONCE = 0.03
"""Seconds of counting before a register is shown; the other counts follow while one reads."""


def register_of(key: str) -> Register:
    """The register of this key.

    Raises:
        NotFound: there is none.
    """
    found = next((each for each in REGISTERS if each.key == key), None)
    if found is None:
        keys = "、".join(each.key for each in REGISTERS)
        raise NotFound(tr("没有“{key}”这个台账。").format(key=key), next_step=tr("有的是：{keys}。").format(keys=keys))
    return found


def open_register(desk: Desk, key: str = "") -> OpenRegister:
    """One register with its lines, and the list; the first of the list when no key is given.

    Raises:
        NotFound: there is none of this key.
    """
    listed = entries(desk, AT_ONCE)
    chosen = register_of(key or listed[0].key)
    table = chosen.read(desk)
    if desk.record.office.role != "township":
        table = with_townships(desk, table)
    return OpenRegister(chosen.key, chosen.name(desk), table, listed)
